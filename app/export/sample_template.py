"""The workbook in which samples are filled in by hand, and which reads back without a question (样品录入模板)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.assessment.indicators import Indicator, indicator_table
from app.assessment.limits import class_limits
from app.assessment.readings import MONTH_STATES
from app.export.sheet_layout import bold, lay_out_print, row_height, set_sheet_font

DATA_SHEET: Final = "监测数据"
EXAMPLE_SHEET: Final = "示例"
NOTES_SHEET: Final = "填写说明"
FIELDS: Final = (("断面编码", 16), ("断面名称", 18), ("河流", 14), ("采样时间", 20))
REMARK: Final = "备注"
_RESULT_WIDTH: Final = 12
_NOTE_WIDTH: Final = 90
_ROWS: Final = 2000  # rows that are prepared for input
_HEAD: Final = PatternFill("solid", fgColor="DCE9F2")
_EDGE: Final = Border(bottom=Side("thin", color="7A96A8"))
_EXAMPLE: Final[dict[str, Any]] = {
    "w01010": 18.2, "w01001": 7.8, "w01009": 8.25, "w01019": 4.2, "w01018": 18, "w01017": "2.4", "w21003": 0.32,
    "w21011": 0.12, "w21001": 3.4, "w20111": "0.00004L", "w22001": "<0.01",
}  # fmt: skip
_NOTES: Final = (
    ("一行一个样品", "断面编码与断面名称填一个即可；名称相同的断面请填河流。"),
    ("采样时间", "如 2023-05-12 或 2023-05-12 08:30；只知道月份时填 2023-05。"),
    ("未检出", "填 0.01L 或 <0.01，写明检出限；只写“未检出”时其值未知，不作零。"),
    ("没有数据", "留空；不要填 0 或 -1。"),
    ("没有采样", f"在备注里写明原因：{'、'.join(MONTH_STATES)}。这样当月记为该状态，而不是空白。"),
    ("单位", "以表头所写为准；如结果是 μg/L，请把表头括号里的单位改为 μg/L，不要改数。"),
    ("增减指标", "不监测的列可以删去；其他指标可以在备注前加列，表头写名称和单位，如 镍(mg/L)。"),
    ("不要改动", "请保留表头一行；“示例”和“填写说明”不会被导入。"),
)


def sample_template(codes: Sequence[str] | None = None) -> bytes:
    """The template as the bytes of an ``.xlsx`` (样品录入模板): a sheet to fill in, an example, and notes.

    Parameters
    ----------
    codes
        Indicator codes of its columns; by default the 24 of GB 3838-2002 Table 1.

    Raises
    ------
    KeyError
        A code that no table knows.

    Examples
    --------
    >>> sample_template(["w21003"])[:2]
    b'PK'
    """
    table = indicator_table()
    columns = [table[code] for code in (codes if codes is not None else class_limits()["river"])]
    book = Workbook()
    set_sheet_font(book)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = DATA_SHEET
    _write_heading(sheet, columns)
    _prepare_input(sheet, len(columns))
    example = book.create_sheet(EXAMPLE_SHEET)
    _write_heading(example, columns)
    for row, (code, name, river, when, values, remark) in enumerate(_example_rows(), start=2):
        cells = [code, name, river, when, *(values.get(one.code) for one in columns), remark]
        for at, cell in enumerate(cells, start=1):
            written = example.cell(row, at, cell)
            if len(FIELDS) < at <= len(FIELDS) + len(columns):
                written.alignment = Alignment(horizontal="right")
        example.cell(row, 4).number_format = "yyyy-mm-dd hh:mm"
    _write_notes(book.create_sheet(NOTES_SHEET))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def heading_of(indicator: Indicator) -> str:
    """A column's heading: name and unit.

    >>> heading_of(indicator_table()["w21003"]), heading_of(indicator_table()["w01001"])
    ('氨氮(mg/L)', 'pH(无量纲)')
    """
    return f"{indicator.zh}({indicator.unit or '无量纲'})"


def _write_heading(sheet: Worksheet, columns: Sequence[Indicator]) -> None:
    """The one heading row, with each indicator's code as a comment."""
    widths = [*(width for _, width in FIELDS), *([_RESULT_WIDTH] * len(columns)), 24]
    headings = [*(name for name, _ in FIELDS), *(heading_of(one) for one in columns), REMARK]
    for at, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = sheet.cell(1, at, heading)
        cell.font, cell.fill, cell.border = bold(), _HEAD, _EDGE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = width
    for at, one in enumerate(columns, start=len(FIELDS) + 1):
        sheet.cell(1, at).comment = Comment(f"{one.symbol} · {one.code}", "Suyuan")
    sheet.row_dimensions[1].height = 42
    sheet.freeze_panes = "E2"
    sheet.print_title_cols = f"A:{get_column_letter(len(FIELDS))}"
    lay_out_print(sheet, title=sheet.title, width=sum(widths))


def _prepare_input(sheet: Worksheet, results: int) -> None:
    """Codes stay text, times are dates, the remark offers the words of state."""
    sheet.column_dimensions["A"].number_format = "@"
    remark = get_column_letter(len(FIELDS) + results + 1)
    words = DataValidation("list", formula1=f'"{",".join(MONTH_STATES)}"', allow_blank=True, showErrorMessage=False)
    words.promptTitle, words.prompt, words.showInputMessage = "没有采样的原因", "、".join(MONTH_STATES), True
    words.add(f"{remark}2:{remark}{_ROWS}")
    sheet.add_data_validation(words)


def _example_rows() -> list[tuple[str, str, str, dt.datetime | str, dict[str, Any], str | None]]:
    """Two samples and a month without water."""
    return [
        ("SL-001", "示例断面一", "示例河", dt.datetime(2023, 5, 12, 8, 30), _EXAMPLE, None),
        ("SL-002", "示例断面二", "示例河", "2023-05", _EXAMPLE | {"w21003": "0.025L"}, None),
        ("SL-003", "示例断面三", "示例河", "2023-05", {}, "断流"),
    ]


def _write_notes(sheet: Worksheet) -> None:
    """How to fill it in."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, _NOTE_WIDTH
    lay_out_print(sheet, title=sheet.title)
    for row, (title, text) in enumerate(_NOTES, start=1):
        heading = sheet.cell(row, 1, title)
        heading.font, heading.alignment = bold(), Alignment(vertical="top")
        sheet.cell(row, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = row_height([(text, _NOTE_WIDTH)])
