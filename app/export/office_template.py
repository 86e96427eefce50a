"""The office's own Excel template filled in (办公室自有表格填充).

An office marks cells of its .xlsx by ``{{month_zh}}`` in their text, or by Excel names (``month_zh``). A row with names
of a list, ``{{sections.name}}`` or the Excel name ``sections.name``, is repeated, one row an entry. Styles, merged
cells, formulas, widths and print settings stay.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook

from app.errors import BreaksRule, Fault
from app.export.letters_values import clean_text
from app.export.office_package import checked_parts
from app.export.office_places import MARK, Place, feet_of, opened_workbook
from app.export.office_rows import repeat_row

MOST_ROWS: Final = 10_000
_LONGEST_CELL: Final = 32_767
_LOST: Final = re.compile(r"xl/(charts|media|slicers|diagrams)/|xl/drawings/drawing\d+\.xml")


@dataclass(frozen=True, slots=True)
class FilledWorkbook:
    """A filled workbook (填好的表格) and what the reader should know of it."""

    content: bytes
    notes: tuple[Fault, ...]


def check_workbook(template: bytes) -> tuple[str, ...]:
    """The names that an office's workbook uses, once it is known to be fit (检查自有表格).

    Raises
    ------
    UnknownKind, TooLarge, Unparsable
        As `checked_parts`: no .xlsx, too large, with macros or links.
    BreaksRule
        Unknown names, each with its sheet and cell; two lists in one row; no name at all.
    """
    book, places = opened_workbook(template)
    book.close()
    return tuple(sorted({f"{one.list_name}.{one.name}".lstrip(".") for one in places}))


def fill_workbook(template: bytes, values: Mapping[str, Any]) -> FilledWorkbook:
    """The workbook with its names filled (填充自有表格).

    Parameters
    ----------
    template
        The office's .xlsx.
    values
        By name, as `app.export.office_names.office_values` gives them; lists are sequences of mappings. None leaves
        a cell empty, never a nought.

    Raises
    ------
    UnknownKind, TooLarge, Unparsable, BreaksRule
        As `check_workbook`; a list of more than 10,000 rows.
    """
    book, places = opened_workbook(template)
    notes = []
    if any(_LOST.match(name) for name in checked_parts(template, "xlsx")):
        notes.append(Fault(
            "drawings_lost", "模板中的图表、图片和图形不会保留；请在填好的文件中另行插入。",
            "Charts, pictures and drawings of the template are not kept.", "warning",
        ))  # fmt: skip
    _fill_lists(book, places, values, notes)
    _fill_cells(book, places, values)
    _fill_feet(book, values)
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return FilledWorkbook(out.getvalue(), tuple(notes))


def _fill_lists(book: Workbook, places: list[Place], values: Mapping[str, Any], notes: list[Fault]) -> None:
    """Rows that repeat, the lowest first so that the others stay where they are."""
    rows = sorted({(one.sheet, one.row, one.list_name) for one in places if one.list_name}, reverse=True)
    for sheet_name, row, list_name in rows:
        sheet: Any = book[sheet_name]
        entries = list(values.get(list_name) or ())
        if len(entries) > MOST_ROWS:
            raise BreaksRule(
                f"“{list_name}”有 {len(entries)} 行，超过 {MOST_ROWS} 行的上限。",
                f"{list_name} has {len(entries)} rows, more than {MOST_ROWS}.", parameter=list_name,
            )  # fmt: skip
        if not entries:
            notes.append(Fault(
                "list_empty", f"“{list_name}”本月没有内容，工作表“{sheet_name}”第 {row} 行留空。",
                f"{list_name} is empty this month; row {row} of {sheet_name} is blank.", "warning",
            ))  # fmt: skip
        named = [one for one in places if (one.sheet, one.row) == (sheet_name, row)]
        repeat_row(book, sheet, row, len(entries))
        columns = sorted({one.column for one in named})
        for step, entry in enumerate(entries or [{}]):
            for column in columns:
                here = [one for one in named if one.column == column]
                own = {one.name: values.get(one.name) for one in here if not one.list_name}
                own |= {f"{list_name}.{one.name}": entry.get(one.name) for one in here if one.list_name}
                _fill(sheet.cell(row + step, column), own, values)
        places[:] = [one for one in places if one not in named]
        _move_places(places, sheet_name, row, len(entries) - 1)


def _move_places(places: list[Place], sheet: str, row: int, extra: int) -> None:
    """Places below rows that were put in."""
    if extra > 0:
        for number, one in enumerate(places):
            if one.sheet == sheet and one.row > row:
                places[number] = Place(one.sheet, one.row + extra, one.column, one.list_name, one.name)


def _fill_cells(book: Workbook, places: Iterable[Place], values: Mapping[str, Any]) -> None:
    """Single cells."""
    cells: dict[tuple[str, int, int], set[str]] = {}
    for one in places:
        if not one.list_name:
            cells.setdefault((one.sheet, one.row, one.column), set()).add(one.name)
    for (sheet, row, column), names in cells.items():
        _fill(book[sheet].cell(row, column), {name: values.get(name) for name in names}, values)


def _fill(cell: Any, own: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """One cell: a lone name gives its value, names within text give text."""
    if isinstance(cell, MergedCell):
        return
    text = cell.value if isinstance(cell.value, str) and cell.data_type != "f" else ""
    known = {**{name: value for name, value in values.items() if not isinstance(value, list)}, **own}
    marks = [(found[0], ".".join(filter(None, found.groups()))) for found in MARK.finditer(text)]
    if not marks:  # marked by an Excel name
        _set(cell, next(iter(own.values()), None))
    elif len(marks) == 1 and text.strip() == marks[0][0]:
        _set(cell, known.get(_key(marks[0][1])))
    else:
        _set(cell, MARK.sub(lambda found: _text(known.get(_key(".".join(filter(None, found.groups()))))), text))


def _key(name: str) -> str:
    return ".".join(part.strip() for part in name.split("."))


def _text(value: Any) -> str:
    """A value within a text; unknown is empty."""
    return "" if value is None else str(value)


def _set(cell: Any, value: Any) -> None:
    """A value as a cell holds it: numbers as numbers, texts never as formulas."""
    if value is None or value == "":
        cell.value = None
    elif isinstance(value, bool):
        cell.value = "是" if value else "否"
    elif isinstance(value, int | float | date):
        cell.value = value if value == value else None
    else:
        cell.value = clean_text(str(value))[:_LONGEST_CELL]
        cell.data_type = "s"


def _fill_feet(book: Workbook, values: Mapping[str, Any]) -> None:
    """Names in the heads and feet of printed pages."""
    plain = {name: value for name, value in values.items() if not isinstance(value, list)}
    for sheet in book.worksheets:
        for part in feet_of(sheet):
            if part.text:
                part.text = MARK.sub(lambda found: _text(plain.get(found[1])).replace("&", "&&"), part.text)
