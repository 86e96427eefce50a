"""What the routes of assessment are asked with, and how their lists are answered (评价查询参数)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.responses import Response

from app.api.caching import json_answer
from app.api.table_answer import table_answer
from app.export.table_file import TableColumn

FormName = Literal["json", "csv", "xlsx"]
Form = Annotated[FormName, Query(description="格式 · `json`, `csv` or `xlsx`.")]
Based = Annotated[Literal["all", "final"], Query(description="全部数据或仅终版 · all values or official ones only.")]
Note = Mapping[str, str]


def columns_of(text: str) -> list[TableColumn]:
    """Columns from ``name 标题`` pairs parted by bars.

    >>> [(one.name, one.title) for one in columns_of("name 名称|level_zh 水质状况")]
    [('name', '名称'), ('level_zh', '水质状况')]
    """
    return [TableColumn(*pair.split(" ", 1)) for pair in text.split("|")]


def list_answer(
    f: FormName, etag: str, title: str, stem: str, columns: Sequence[TableColumn], content: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]], notes: Sequence[Note],
) -> Response:  # fmt: skip
    """A list as JSON, or its rows as a table; ``rows`` are flat, ``content`` is the JSON without its notes."""
    if f == "json":
        return json_answer({**content, "notes": list(notes)}, etag=etag)
    return table_answer(f, stem, title, columns, rows, notes=[note["zh"] for note in notes])
