"""The sheets of a kept file of samples, read once in the confined process and kept beside it (样品工作簿留存)."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app.errors import Absent, Unparsable
from app.ingest.sample_file import open_sample_book
from app.ingest.sample_grid import SampleBook, Sheet, column_label, read_sheets, write_sheets
from app.settings import MIB, Settings

_SMALL_BYTES: Final = 24 * MIB  # sheets that are held in memory between two looks at them
_VERSION: Final = 1  # of the form in which sheets are kept
MOST_CELLS: Final = 40_000  # of one window


def load_kept_book(settings: Settings, sha256: str, file_name: str, *, encoding: str | None = None) -> SampleBook:
    """The sheets of a file under ``data_dir/files`` (读取留存工作簿).

    The file itself is opened, in the confined process, only where its sheets are not kept.

    Raises
    ------
    Absent
        The file is not there: it was imported before files were kept, or the folder was not restored.
    UnknownKind, Unparsable, TooLarge
        As `open_sample_book`.
    """
    kept = _kept_path(settings, sha256, encoding)
    if kept.is_file():
        try:
            return _read(kept, sha256, file_name)
        except (ValueError, KeyError, IndexError, TypeError):
            kept.unlink(missing_ok=True)  # not whole: it is made anew
    path = settings.data_dir / "files" / sha256
    if not path.is_file():
        raise Absent(
            f"原文件“{file_name}”没有留存，无法显示单元格。再次上传同一文件即可留存。",
            f"The file “{file_name}” was not kept, so its cells cannot be shown; upload the same file again.",
            parameter="file", code="file_lost",
        )  # fmt: skip
    book = open_sample_book(path, file_name=file_name, settings=settings, encoding=encoding)
    _write(kept, book)
    return book


def sheet_named(book: SampleBook, name: str | None) -> Sheet:
    """The sheet of a name, the first one for None (工作表).

    Raises
    ------
    Absent
        There is none.
    """
    for sheet in book.sheets:
        if name is None or sheet.name == name:
            return sheet
    shown = (name or "")[:40]
    raise Absent(f"没有工作表“{shown}”。", f"There is no sheet “{shown}”.", parameter="sheet")


def describe_sheets(book: SampleBook) -> list[dict[str, Any]]:
    """Name, size and visibility of each sheet (工作表清单)."""
    return [
        {"name": one.name, "rows": one.kinds.shape[0], "columns": one.kinds.shape[1], "visible": one.visible}
        for one in book.sheets
    ]


def window_of(sheet: Sheet, first_row: int, rows: int, first_column: int = 1, columns: int = 200) -> dict[str, Any]:
    """A part of a sheet as texts (单元格窗口); rows and columns count from 1, merged ranges as they touch the part.

    >>> from app.ingest.sample_grid import text_sheet
    >>> window_of(text_sheet([["断面", "氨氮"], ["前油坊", "0.5"]], "5月"), 2, 5)["cells"]
    [['前油坊', '0.5']]
    >>> window_of(text_sheet([]), 1, 5)["cells"]
    []
    """
    height, width = sheet.kinds.shape
    top, left = first_row - 1, first_column - 1
    right = min(left + columns, width)
    rows = max(1, min(rows, MOST_CELLS // max(right - left, 1)))
    bottom = min(top + rows, height)
    merged = [
        [a + 1, b + 1, min(c, height - 1) + 1, min(d, width - 1) + 1]
        for a, b, c, d in sheet.merged
        if a < bottom and c >= top and b < right and d >= left
    ]
    cells = sheet.texts[top:bottom, left:right].tolist() if height and width else []
    return {
        "sheet": sheet.name, "rows": height, "columns": width, "first_row": first_row, "first_column": first_column,
        "labels": [column_label(at) for at in range(left, right)], "cells": cells, "merged": merged[:2000],
    }  # fmt: skip


def _kept_path(settings: Settings, sha256: str, encoding: str | None) -> Path:
    """Where the sheets of a file are kept."""
    if not (len(sha256) == 64 and sha256.isalnum() and sha256.isascii()):
        raise Absent("没有留存的文件。", "There is no kept file.", parameter="file", code="file_lost")
    suffix = "".join(sign for sign in encoding or "" if sign.isalnum())[:20]
    return settings.data_dir / "sheets" / f"{sha256}-{_VERSION}{suffix}"


def _write(target: Path, book: SampleBook) -> None:
    """Keep the sheets, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    head = {"kind": book.kind, "epoch_1904": book.epoch_1904, "notes": list(book.notes)}
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    os.close(handle)
    try:
        write_sheets(Path(name), book.sheets, head)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path, sha256: str, file_name: str) -> SampleBook:
    """The sheets that were kept."""
    stat = path.stat()
    parts = _cached(path, stat.st_mtime_ns) if stat.st_size <= _SMALL_BYTES else _parts(path)
    sheets, head = parts
    notes = tuple(dict(note) for note in head["notes"])
    return SampleBook(str(head["kind"]), file_name, sha256, sheets, bool(head["epoch_1904"]), notes)


def _parts(path: Path) -> tuple[tuple[Sheet, ...], dict[str, Any]]:
    sheets, head = read_sheets(path)
    if not isinstance(head, dict):
        raise Unparsable("留存的工作表已损坏。", "The kept sheets are broken.")
    return sheets, head


@lru_cache(maxsize=2)
def _cached(path: Path, changed_ns: int) -> tuple[tuple[Sheet, ...], dict[str, Any]]:
    """The last two small ones stay in memory, for a grid is looked at part by part."""
    return _parts(path)
