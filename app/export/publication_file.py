"""The publication as .docx and .xlsx, from one content (公开文件)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter

from app.accountability.words import month_words
from app.export.letters_values import clean_text
from app.export.publication import FINAL_SENTENCE, Publication, summary
from app.export.publication_tables import Cell, PublishedTable, money_text, published_tables
from app.export.report_layout import add_heading, add_table, add_text, add_title, new_document, saved
from app.export.sheet_layout import bold, lay_out_print, row_height, set_sheet_font, text_width

_LINE: Final = Side(style="thin", color="8A867A")
_BORDER: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD: Final = PatternFill("solid", fgColor="E9EEF1")
_SUBJECT: Final = "水环境质量考核情况公示"
_TITLE_PLACES: Final = 36  # of a title on one line
_PLACES_PER_MM: Final = 0.75
_YUAN: Final = '#,##0.00"元";-#,##0.00"元"'
_WHOLE_YUAN: Final = '#,##0"元";-#,##0"元"'


def publication_title(publication: Publication) -> str:
    """The title of a publication (标题).

    Examples
    --------
    >>> publication_title(Publication("2020-05", "聊城市", 3))
    '聊城市2020年5月水环境质量考核情况公示'
    """
    return clean_text(f"{publication.place}{month_words(publication.month).zh}{_SUBJECT}")


def publication_docx(publication: Publication) -> bytes:
    """The publication as .docx (公开文档).

    Examples
    --------
    >>> publication_docx(Publication("2020-05", "聊城市", 3))[:2]
    b'PK'
    """
    document = new_document()
    title = publication_title(publication)
    if text_width(title) > _TITLE_PLACES:
        title = title.replace(_SUBJECT, f"\n{_SUBJECT}")
    add_title(document, title)
    add_text(document, "")
    for sentence in summary(publication):
        add_text(document, clean_text(sentence), indent_chars=2)
    numbers = "一二三四五六"
    for number, table in enumerate(published_tables(publication)):
        add_text(document, "", line_pt=14)
        add_heading(document, f"{numbers[number]}、{clean_text(table.title)}")
        if not table.rows:
            add_text(document, "无。", indent_chars=2)
            continue
        rows = [[clean_text(text) for text in _texts(table, row)] for row in table.rows]
        whole = {column for row in table.rows for column, cell in enumerate(row) if isinstance(cell, int)}
        add_table(document, table.heads, rows, table.widths_mm, right=(*table.fen, *whole), size_pt=10.5)
    add_text(document, "", keep_next=True)
    if publication.issuer:
        add_text(document, clean_text(publication.issuer), align="right", right_chars=4, keep_next=True)
    if publication.published_on:
        day = date.fromisoformat(publication.published_on)
        add_text(document, f"{day.year}年{day.month}月{day.day}日", align="right", right_chars=4)
    return saved(document, publication_title(publication))


def publication_xlsx(publication: Publication) -> bytes:
    """The publication as .xlsx, a sheet a table; money is numbers in yuan (公开表格).

    Examples
    --------
    >>> publication_xlsx(Publication("2020-05", "聊城市", 3))[:2]
    b'PK'
    """
    book = Workbook()
    set_sheet_font(book)
    first: Any = book.active
    book.remove(first)
    for table in published_tables(publication):
        _write_sheet(book.create_sheet(table.name), table, publication)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _texts(table: PublishedTable, row: tuple[Cell, ...]) -> list[str]:
    """A row as texts."""
    return [money_text(cell) if column in table.fen else str(cell) for column, cell in enumerate(row)]


def _write_sheet(sheet: Any, table: PublishedTable, publication: Publication) -> None:
    """Title, heads, rows, the sentence on final values; A4 across, heads on every page."""
    width = len(table.heads)
    widths = [max(mm * _PLACES_PER_MM, 10) for mm in table.widths_mm]
    _write(sheet.cell(1, 1), f"{clean_text(publication.place)}{table.title}")
    sheet.cell(1, 1).font = bold(14)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 28
    for column, head in enumerate(table.heads, 1):
        cell = sheet.cell(2, column)
        _write(cell, head)
        cell.font, cell.fill, cell.border = bold(), _HEAD, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = widths[column - 1]
    for number, row in enumerate(table.rows, 3):
        for column, value in enumerate(row):
            cell = sheet.cell(number, column + 1)
            if column in table.fen and isinstance(value, int):
                cell.value = value / 100 if value % 100 else value // 100
                cell.number_format = _YUAN if value % 100 else _WHOLE_YUAN
            else:
                _write(cell, value)
            cell.border = _BORDER
            cell.alignment = Alignment(
                horizontal="right" if isinstance(value, int) else None, vertical="center", wrap_text=True
            )
            if table.total and number == len(table.rows) + 2:
                cell.font = bold()
        if height := row_height(zip(row, widths, strict=True)):
            sheet.row_dimensions[number].height = height
    last = len(table.rows) + 3
    if not table.rows:
        _write(sheet.cell(3, 1), "无")
        last += 1
    _write(sheet.cell(last, 1), FINAL_SENTENCE)
    sheet.freeze_panes = "A3"
    lay_out_print(sheet, head_rows="1:2")


def _write(cell: Any, value: Cell) -> None:
    """A text as a text, whatever it begins with; a number as a number."""
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = clean_text(value) or None
    if cell.value is not None:
        cell.data_type = "s"
