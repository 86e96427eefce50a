"""Any table of rows as a file for a spreadsheet: CSV or .xlsx (表格导出).

Every list of the API is written through here, so that all behave alike in Excel: a text is never taken for a formula,
codes keep their digits, what is missing is an empty cell and never a nought.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

import orjson
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from app.export.layer_file import guarded

TableKind = Literal["csv", "xlsx"]
MEDIA_TYPES: Final[Mapping[TableKind, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LONGEST_CELL: Final = 32_767  # characters that a cell of Excel may hold
_EXACT: Final = 10**15  # Excel keeps 15 digits of a number
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHEET_SIGNS: Final = re.compile(r"[\[\]:*?/\\]")
_HEAD_FILL: Final = PatternFill("solid", fgColor="E1EEF3")
_LINE: Final = Side(style="thin", color="B9C4CB")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table to write (列): the member of a row it shows, and its heading as a reader sees it."""

    name: str
    title: str


def cell_value(value: Any) -> str | int | float | None:
    """A value as a cell holds it: numbers as numbers, all else as text, None where there is nothing (单元格值).

    Lists are joined by ``、``, objects written as JSON, yes and no as 是 and 否, instants by their ISO form; a whole
    number that a spreadsheet would round is text.

    Examples
    --------
    >>> cell_value(None), cell_value(float("nan")), cell_value([]), cell_value(0)
    (None, None, None, 0)
    >>> cell_value(["甲", "乙"]), cell_value(True), cell_value(371500010123456789)
    ('甲、乙', '是', '371500010123456789')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return value if abs(value) < _EXACT else str(value)
    if isinstance(value, float):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        if not value:
            return None
        return "、".join(str(cell_value(one) if not isinstance(one, dict) else _json(one)) for one in value)
    if isinstance(value, dict):
        return _json(value) if value else None
    return _UNPRINTABLE.sub("", str(value)) or None


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str).decode()


def write_table(
    kind: TableKind,
    columns: Sequence[TableColumn],
    rows: Iterable[Mapping[str, Any]],
    *,
    title: str = "",
    notes: Sequence[str] = (),
) -> bytes:
    """The bytes of a table as ``csv`` (UTF-8 with a mark, as Excel wants it) or ``xlsx`` (表格文件).

    Parameters
    ----------
    columns
        Which members of a row are written, in order.
    rows
        Mappings; a member that a row lacks is an empty cell.
    title
        Name of the sheet.
    notes
        Sentences that belong to the table; in an .xlsx they stand on a sheet 说明, a CSV has no place for them.

    Examples
    --------
    >>> write_table("csv", [TableColumn("name", "名称"), TableColumn("n", "数")], [{"name": "=1+1", "n": -2}]).decode()
    "\\ufeff名称,数\\r\\n'=1+1,-2\\r\\n"
    >>> write_table("csv", [TableColumn("name", "名称")], []).decode()
    '\\ufeff名称\\r\\n'
    """
    return _csv(columns, rows) if kind == "csv" else _xlsx(columns, rows, title, notes)


def _csv(columns: Sequence[TableColumn], rows: Iterable[Mapping[str, Any]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([guarded(one.title) for one in columns])
    for row in rows:
        cells = (cell_value(row.get(one.name)) for one in columns)
        writer.writerow(["" if cell is None else guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _xlsx(columns: Sequence[TableColumn], rows: Iterable[Mapping[str, Any]], title: str, notes: Sequence[str]) -> bytes:
    values = [[cell_value(row.get(one.name)) for one in columns] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "B2"
    for place, column in enumerate(columns):
        shown = (_width(str(row[place])) for row in values[:200] if row[place] is not None)
        width = max([_width(column.title) + 2, *shown], default=8)
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(60, max(8, width + 1))
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(values) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.append([_head(sheet, one.title) for one in columns])
    for row in values:
        sheet.append([_cell(sheet, value) for value in row])
    if notes:
        other = book.create_sheet("说明")
        other.column_dimensions["A"].width = 100
        for note in notes:
            other.append([_cell(other, note)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(title: str) -> str:
    """A title as a sheet may bear it: at most 31 characters, none of ``[]:*?/\\``."""
    return _SHEET_SIGNS.sub(" ", _UNPRINTABLE.sub("", title)).strip(" '")[:31] or "数据"


def _width(text: str) -> int:
    """Places that the longest line of a text takes; a Chinese character takes two."""
    lines = text[:400].split("\n")
    return max(sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in lines)


def _head(sheet: Any, title: str) -> Cell:
    cell = _cell(sheet, title)
    cell.font, cell.fill = Font(bold=True), _HEAD_FILL
    cell.border = Border(bottom=_LINE)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: str | int | float | None) -> Cell:
    """A cell whose text stays a text, whatever it begins with."""
    text = value[:_LONGEST_CELL] if isinstance(value, str) else value
    cell: Cell = WriteOnlyCell(sheet, text)
    if isinstance(text, str):
        cell.data_type = "s"
        if guarded(text) != text:
            cell.quotePrefix = True  # shown as it is, also after somebody edits the cell
        cell.alignment = Alignment(vertical="top", wrap_text="\n" in text or len(text) > 40)
    return cell
