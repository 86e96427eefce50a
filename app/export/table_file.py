"""Any table of rows as a file for a spreadsheet: CSV or .xlsx (表格导出).

Every list of the API is written through here, so that all behave alike in Excel: a text is never taken for a formula,
codes keep their digits, what is missing is an empty cell and never a nought.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

import orjson
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter

from app.export.layer_file import guarded
from app.export.sheet_layout import bold, lay_out_print, row_height, set_sheet_font, text_width

TableKind = Literal["csv", "xlsx"]
MEDIA_TYPES: Final[Mapping[TableKind, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LONGEST_CELL: Final = 32_767  # characters that a cell of Excel may hold
_EXACT: Final = 10**15  # Excel keeps 15 digits of a number
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHEET_SIGNS: Final = re.compile(r"[\[\]:*?/\\]")
_WIDEST: Final = 28  # places of a column; longer texts go on to a next line
_NOTE_WIDTH: Final = 100
_Styles = dict[tuple[Any, ...], Any]
_GENERAL: Final = "General"
_RECKONED_PLACES: Final = 9  # more than coordinates have
_RECKONED_WIDTH: Final = 10
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
    mark: str = "",
) -> bytes:
    """The bytes of a table as ``csv`` (UTF-8 with a mark, as Excel wants it) or ``xlsx`` (表格文件).

    Parameters
    ----------
    columns
        Which members of a row are written, in order.
    rows
        Mappings; a member that a row lacks is an empty cell.
    title
        Name of the sheet, and what stands above every printed page.
    notes
        Sentences that belong to the table; in an .xlsx they stand on a sheet 说明, a CSV has no place for them.

    mark
        A sentence for the foot of every printed page, such as 内部资料; a CSV has no place for it.

    Examples
    --------
    >>> write_table("csv", [TableColumn("name", "名称"), TableColumn("n", "数")], [{"name": "=1+1", "n": -2}]).decode()
    "\\ufeff名称,数\\r\\n'=1+1,-2\\r\\n"
    >>> write_table("csv", [TableColumn("name", "名称")], []).decode()
    '\\ufeff名称\\r\\n'
    """
    return _csv(columns, rows) if kind == "csv" else _xlsx(columns, rows, title, notes, mark)


def _csv(columns: Sequence[TableColumn], rows: Iterable[Mapping[str, Any]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([guarded(one.title) for one in columns])
    for row in rows:
        cells = (cell_value(row.get(one.name)) for one in columns)
        writer.writerow(["" if cell is None else guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _xlsx(
    columns: Sequence[TableColumn], rows: Iterable[Mapping[str, Any]], title: str, notes: Sequence[str], mark: str
) -> bytes:  # fmt: skip
    values = [[cell_value(row.get(one.name)) for one in columns] for row in rows]
    book = Workbook(write_only=True)
    set_sheet_font(book)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "B2"
    widths = [_column_width(column.title, [row[place] for row in values[:200]]) for place, column in enumerate(columns)]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(values) + 1}"
    styles: _Styles = {}
    lay_out_print(sheet, title=title, mark=mark, width=sum(widths))
    sheet.print_title_cols = "A:A"
    sheet.print_options.gridLines = True
    sheet.append([_head(sheet, one.title) for one in columns])
    for number, row in enumerate(values, 2):
        if height := row_height(zip(row, widths, strict=True)):
            sheet.row_dimensions[number].height = height
        sheet.append([_cell(sheet, value, width, styles) for value, width in zip(row, widths, strict=True)])
    if notes:
        other = book.create_sheet("说明")
        other.column_dimensions["A"].width = _NOTE_WIDTH
        lay_out_print(other, title=title, mark=mark)
        for number, note in enumerate(notes, 1):
            if height := row_height([(note, _NOTE_WIDTH)]):
                other.row_dimensions[number].height = height
            other.append([_cell(other, note, _NOTE_WIDTH)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(title: str) -> str:
    """A title as a sheet may bear it: at most 31 characters, none of ``[]:*?/\\``."""
    return _SHEET_SIGNS.sub(" ", _UNPRINTABLE.sub("", title)).strip(" '")[:31] or "数据"


def _column_width(title: str, values: Sequence[Any]) -> int:
    """Places of a column, by its heading and its texts."""
    shown = (_shown_width(value) for value in values if value is not None)
    return min(_WIDEST, max(8, text_width(title) + 3, *(width + 2 for width in shown)))


def _shown_width(value: str | int | float) -> int:
    """Places that a value takes in its cell."""
    reckoned = isinstance(value, float) and _number_format(value) != _GENERAL
    return _RECKONED_WIDTH if reckoned else text_width(str(value)[:400])


def _number_format(value: int | float) -> str:
    """How a number shows: one that was reckoned and has no end by five digits, all others as they are.

    >>> _number_format(4.42784973896), _number_format(0.00123456789123), _number_format(115.123456), _number_format(3)
    ('0.0000', '0.0000000', 'General', 'General')
    """
    places = len(repr(value).partition(".")[2]) if isinstance(value, float) and "e" not in repr(value) else 0
    if places < _RECKONED_PLACES:
        return _GENERAL
    return "0." + "0" * max(2, 4 - math.floor(math.log10(abs(value))))


def _head(sheet: Any, title: str) -> Cell:
    cell: Cell = _cell(sheet, title)
    cell.font, cell.fill = bold(), _HEAD_FILL
    cell.border = Border(bottom=_LINE)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: str | int | float | None, width: float = math.inf, styles: _Styles | None = None) -> Any:
    """A cell whose text stays a text, whatever it begins with; ``styles`` are those made before, for many cells."""
    text = value[:_LONGEST_CELL] if isinstance(value, str) else value
    cell: Any = WriteOnlyCell(sheet, text)
    if text is None:
        return cell
    look: tuple[Any, ...]
    if isinstance(text, str):
        cell.data_type = "s"
        look = ("\n" in text or text_width(text) > width - 1, _GENERAL, guarded(text) != text)
    else:
        look = (False, _number_format(text), False)
    made = None if styles is None else styles.get(look)
    if made is not None:
        cell._style = made
        return cell
    wraps, cell.number_format, quoted = look
    cell.alignment = Alignment(vertical="top", wrap_text=wraps)
    if quoted:
        cell.quotePrefix = True  # shown as it is, also after somebody edits the cell
    if styles is not None:
        styles[look] = cell._style
    return cell
