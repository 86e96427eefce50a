"""A list of the API as a file for a spreadsheet (表格下载)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from app.api.caching import VARY
from app.export.table_file import MEDIA_TYPES, TableColumn, TableKind, write_table


def attachment(file_name: str, *, plain: str = "file") -> str:
    """A ``Content-Disposition`` that saves an answer under a name, Chinese names included.

    >>> attachment("断面.csv", plain="sections.csv")
    'attachment; filename="sections.csv"; filename*=UTF-8\\'\\'%E6%96%AD%E9%9D%A2.csv'
    """
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def table_answer(
    kind: TableKind,
    stem: str,
    title: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Mapping[str, Any]],
    *,
    notes: Sequence[str] = (),
    mark: str = "",
) -> Response:
    """A table as a download ``{title}.csv`` or ``.xlsx``; programs that know no Chinese names save ``{stem}``.

    Parameters
    ----------
    stem
        Plain name of the file without its suffix, such as ``sections-2023-05``.
    title
        Name of the file and the sheet as people read it, such as ``断面评价 2023-05``.
    mark
        A sentence for the foot of every printed page of an ``.xlsx``.
    """
    body = write_table(kind, columns, rows, title=title, notes=notes, mark=mark)
    headers = {
        "Content-Disposition": attachment(f"{title}.{kind}", plain=f"{stem}.{kind}"),
        "Cache-Control": "private, no-store",
        "Vary": VARY,
    }
    return Response(body, 200, headers, MEDIA_TYPES[kind])
