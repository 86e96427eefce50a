"""Repeating a row of a sheet with everything that hangs on rows (重复行).

openpyxl's own ``insert_rows`` moves cells only: merged cells, heights, formulas, rules, print areas and names stay
behind.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula

from app.export.office_formula import RowsAdded, moved_formula, moved_text


def repeat_row(book: Workbook, sheet: Any, row: int, count: int) -> None:
    """Make ``count`` rows out of one, alike in style, height, merged cells and formulas (重复一行).

    Parameters
    ----------
    row
        The row; what stands below it moves down. A ``count`` of 0 or 1 leaves the sheet as it is.
    """
    if count < 2:
        return
    added = RowsAdded(sheet.title, row, count - 1)
    _move_cells(sheet, added)
    _move_heights(sheet, added)
    _move_formulas(book, added)
    _move_ranges(sheet, added)
    _move_names(book, added)
    _copy_row(sheet, row, added.extra)


def _move_cells(sheet: Any, added: RowsAdded) -> None:
    """Cells below the row go down."""
    below = sorted((place for place in sheet._cells if place[0] > added.row), reverse=True)
    for row, column in below:
        cell = sheet._cells.pop((row, column))
        cell.row = row + added.extra
        sheet._cells[cell.row, column] = cell


def _move_heights(sheet: Any, added: RowsAdded) -> None:
    """Heights and other settings of rows go with them."""
    for row in sorted((row for row in sheet.row_dimensions if row > added.row), reverse=True):
        dimension = sheet.row_dimensions.pop(row)
        dimension.index = row + added.extra
        sheet.row_dimensions[row + added.extra] = dimension
    for page_break in sheet.row_breaks.brk:
        page_break.id = added.moved(page_break.id)


def _move_formulas(book: Workbook, added: RowsAdded) -> None:
    """Formulas of every sheet point to where their cells are now."""
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):
            value: Any = cell.value
            if isinstance(value, ArrayFormula):
                value.text = moved_formula(str(value.text), sheet.title, added)
                if sheet.title == added.sheet:
                    value.ref = _moved_range(CellRange(value.ref), added).coord
            elif cell.data_type == "f" and isinstance(value, str):
                cell.value = moved_formula(value, sheet.title, added)


def _moved_range(cells: CellRange, added: RowsAdded) -> CellRange:
    """A range of cells where it is now."""
    first, last = added.moved_range(cells.min_row, cells.max_row)
    return CellRange(min_col=cells.min_col, max_col=cells.max_col, min_row=first, max_row=last)


def _moved_cells(cells: Any, added: RowsAdded) -> MultiCellRange:
    """Several ranges where they are now."""
    return MultiCellRange([_moved_range(one, added) for one in MultiCellRange(str(cells)).ranges])


def _move_ranges(sheet: Any, added: RowsAdded) -> None:
    """Merged cells, rules, validations, filters, tables, print areas."""
    merged = [_moved_range(one, added) for one in sheet.merged_cells.ranges if one.max_row != added.row]
    own = [one for one in sheet.merged_cells.ranges if one.max_row == added.row]
    for one in own:  # within the row they are repeated, across rows that end with it they grow
        if one.min_row == added.row:
            merged += [_shifted(one, step) for step in range(added.extra + 1)]
        else:
            merged.append(_moved_range(one, added))
    sheet.merged_cells = MultiCellRange(merged)
    rules = ConditionalFormattingList()
    for held in sheet.conditional_formatting:
        for rule in held.rules:
            rule.formula = [moved_text(text, sheet.title, added) for text in rule.formula]
            rules.add(str(_moved_cells(held.sqref, added)), rule)
    sheet.conditional_formatting = rules
    for validation in sheet.data_validations.dataValidation:
        validation.sqref = _moved_cells(validation.sqref, added)
        for name in ("formula1", "formula2"):
            text = getattr(validation, name)
            if text:
                setattr(validation, name, moved_text(text, sheet.title, added))
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _moved_range(CellRange(sheet.auto_filter.ref), added).coord
    for table in sheet.tables.values():
        table.ref = _moved_range(CellRange(table.ref), added).coord
        if table.autoFilter is not None:
            table.autoFilter.ref = _moved_range(CellRange(table.autoFilter.ref), added).coord
    if sheet.print_area:
        areas = str(sheet.print_area).replace("$", "").split(",")
        sheet.print_area = ",".join(_moved_range(CellRange(area.rpartition("!")[2]), added).coord for area in areas)


def _shifted(cells: CellRange, rows: int) -> CellRange:
    """A range so many rows further down."""
    return CellRange(
        min_col=cells.min_col, max_col=cells.max_col, min_row=cells.min_row + rows, max_row=cells.max_row + rows
    )


def _move_names(book: Workbook, added: RowsAdded) -> None:
    """Defined names of the workbook and of its sheets."""
    for own, names in [("", book.defined_names), *((sheet.title, sheet.defined_names) for sheet in book.worksheets)]:
        for name in names.values():
            if name.attr_text:
                name.attr_text = moved_text(name.attr_text, own, added)


def _copy_row(sheet: Any, row: int, extra: int) -> None:
    """The row's cells in each new row."""
    columns = sorted(column for place, column in sheet._cells if place == row)
    height = sheet.row_dimensions[row].height if row in sheet.row_dimensions else None
    for step in range(1, extra + 1):
        if height is not None:
            sheet.row_dimensions[row + step].height = height
        for column in columns:
            old = sheet._cells[row, column]
            if isinstance(old, MergedCell):
                sheet._cells[row + step, column] = MergedCell(sheet, row + step, column)
            else:
                new = Cell(sheet, row + step, column)
                new.value = _translated(old, new) if old.data_type == "f" else old.value
                new.data_type = old.data_type
                sheet._cells[row + step, column] = new
            sheet._cells[row + step, column]._style = copy(old._style)


def _translated(old: Any, new: Any) -> Any:
    """A formula as it reads when copied down."""
    if isinstance(old.value, str):
        return Translator(old.value, origin=old.coordinate).translate_formula(new.coordinate)
    return old.value
