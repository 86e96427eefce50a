"""Where the names stand in an office's own workbook, and whether it may be used (表格模板检查)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange

from app.errors import BreaksRule, Fault, TooLarge, Unparsable
from app.export.office_formula import fetches
from app.export.office_names import office_names
from app.export.office_package import checked_parts

MARK: Final = re.compile(r"\{\{\s*([^{}.]{1,60}?)(?:\.([^{}]{1,60}?))?\s*\}\}")
_MOST_SHEET_BYTES: Final = 8 * 1024 * 1024
_MOST_MERGED: Final = 100_000
_MOST_CELLS: Final = 100_000
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+(?::[A-Z]+\d+)?)"')
_CELLS: Final = re.compile(r"\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands (名称位置): sheet, row, column, list (empty for the whole), name; ``whole`` cell or not."""

    sheet: str
    row: int
    column: int
    list_name: str
    name: str


def opened_workbook(template: bytes) -> tuple[Workbook, list[Place]]:
    """The workbook and the places of its names, after every check."""
    parts = checked_parts(template, "xlsx")
    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            areas = [CellRange(found.decode()) for found in _MERGED.findall(part)]
            merged = sum(area.size["rows"] * area.size["columns"] for area in areas)
            if len(part) > _MOST_SHEET_BYTES or merged > _MOST_MERGED:
                raise TooLarge(
                    "模板的工作表过大，请删去多余的行、列和合并区域后再上传。",
                    "A sheet of the template is too large; take out what is not needed.",
                    parameter="template", code="template_size",
                )  # fmt: skip
    try:
        book = openpyxl.load_workbook(io.BytesIO(template))
    except Exception:  # openpyxl names no base of its errors
        raise Unparsable(
            "表格模板无法打开；请用 WPS 或 Excel 另存为 .xlsx 后再上传。",
            "The workbook cannot be opened; save it anew as .xlsx.", parameter="template", code="template_broken",
        ) from None  # fmt: skip
    if sum(len(sheet._cells) for sheet in book.worksheets) > _MOST_CELLS:
        raise TooLarge(
            "模板的单元格过多，请删去多余的内容后再上传。", "The template has too many cells.",
            parameter="template", code="template_size",
        )  # fmt: skip
    faults: list[Fault] = []
    places = [*_marked(book, faults), *_named(book, faults)]
    _check_feet(book, faults)
    faults += _mixed_rows(places)
    if not places and not faults:
        faults.append(Fault(
            "template_missing", "模板里没有可填的名称；请在单元格中写入如 {{month_zh}} 的名称。",
            "The template has no name to fill; write such as {{month_zh}} into its cells.",
        ))  # fmt: skip
    if faults:
        raise BreaksRule(
            "表格模板不能使用：" + "".join(fault.zh for fault in faults[:5]),
            "The workbook cannot be used: " + " ".join(fault.en for fault in faults[:5]),
            parameter="template", faults=faults[:100], code=faults[0].code,
        )  # fmt: skip
    return book, places


def _marked(book: Workbook, faults: list[Fault]) -> Iterable[Place]:
    """Names written into cells as ``{{…}}``; formulas are looked at too."""
    for sheet in book.worksheets:
        for (row, column), cell in sorted(sheet._cells.items()):
            value: Any = cell.value
            text = value if isinstance(value, str) else str(getattr(value, "text", ""))
            place = f"{sheet.title}!{cell.coordinate}"
            if cell.data_type == "f" and (fetches(text) or "{{" in text):
                faults.append(Fault(
                    "template_formula", f"{place} 的公式引用外部内容或含有占位符，请改写。",
                    f"The formula of {place} reaches outside or holds a name.", field=place,
                ))  # fmt: skip
                continue
            if "{{" not in text and "}}" not in text:
                continue
            if re.search(r"\{\{|\}\}", MARK.sub("", text)):
                faults.append(Fault(
                    "template_open", f"{place} 的“{text[:40]}”没有成对的花括号。",
                    f"The braces of {place} do not pair.", field=place,
                ))  # fmt: skip
            for first, second in MARK.findall(text):
                found = _known(sheet.title, row, column, (first, second), place, faults)
                if found:
                    yield found


def _check_feet(book: Workbook, faults: list[Fault]) -> None:
    """Names in printed heads and feet are those of the whole."""
    for sheet in book.worksheets:
        for part in feet_of(sheet):
            for first, second in MARK.findall(part.text or ""):
                _known(sheet.title, 0, 0, (first, second), f"{sheet.title}!页眉页脚", faults, whole=True)


def feet_of(sheet: Any) -> list[Any]:
    """The parts of a sheet's printed heads and feet (页眉页脚)."""
    held = (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter)
    return [part for one in held for part in (one.left, one.center, one.right)]


def _named(book: Workbook, faults: list[Fault]) -> Iterable[Place]:
    """Names that Excel itself holds for single cells; others of the office are its own affair."""
    scoped = [*book.defined_names.items()]
    scoped += [pair for sheet in book.worksheets for pair in sheet.defined_names.items()]
    for name, defined in scoped:
        first, _, second = name.partition(".")
        listed = first in office_names() and first
        if not (listed and second) and name not in office_names()[""]:
            continue
        for title, area in defined.destinations:
            cells = CellRange(area.replace("$", "")) if _CELLS.fullmatch(area) else None
            place = f"{title}!{area.replace('$', '')}"
            if cells is None or title not in book.sheetnames:
                faults.append(Fault(
                    "template_name", f"名称“{name}”（{place}）应指向本表的一个单元格。",
                    f"The name {name!r} ({place}) must stand for one cell.", field=place,
                ))  # fmt: skip
                continue
            pair = (first, second) if listed and second else (name, "")
            found = _known(title, cells.min_row, cells.min_col, pair, place, faults)
            if found:
                yield found


def _known(
    sheet: str, row: int, column: int, pair: tuple[str, str], place: str, faults: list[Fault], whole: bool = False
) -> Place | None:  # fmt: skip
    """A place whose name there is; a fault where there is none."""
    list_name, name = (pair[0].strip(), pair[1].strip()) if pair[1] else ("", pair[0].strip())
    if name in office_names().get(list_name, frozenset()) and not (whole and list_name):
        return Place(sheet, row, column, list_name, name)
    shown = f"{list_name}.{name}".lstrip(".")
    faults.append(Fault(
        "template_unknown", f"工作表“{sheet}”单元格 {place.rpartition('!')[2]} 的名称“{shown}”不认识。",
        f"The name {shown!r} in {place} is not known.", field=place,
    ))  # fmt: skip
    return None


def _mixed_rows(places: Iterable[Place]) -> list[Fault]:
    """A row repeats for one list only."""
    lists: dict[tuple[str, int], set[str]] = {}
    for one in places:
        if one.list_name:
            lists.setdefault((one.sheet, one.row), set()).add(one.list_name)
    return [
        Fault(
            "template_rows", f"工作表“{sheet}”第 {row} 行混用了清单 {'、'.join(sorted(names))}；一行只能用一个清单。",
            f"Row {row} of {sheet} mixes the lists {', '.join(sorted(names))}.", field=f"{sheet}!{row}:{row}",
        )
        for (sheet, row), names in lists.items() if len(names) > 1
    ]  # fmt: skip
