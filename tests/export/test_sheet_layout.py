"""A sheet prints on A4 so that it can be read, with its mark and the number of its pages."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from app.export.publication import MissedSection, Publication
from app.export.publication_file import publication_xlsx
from app.export.sample_template import sample_template
from app.export.sheet_layout import LINE_PT, ROW_PT, SHEET_FONT, row_height
from app.export.table_file import TableColumn, write_table

LONG = "示意" * 20
COLUMNS = tuple(TableColumn(f"c{number}", f"第{number}列的名称") for number in range(40))


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(columns: int, mark: str = "") -> Any:
    rows = [{"c0": LONG, "c1": 1.5}, {"c0": "短"}]
    return opened(write_table("xlsx", COLUMNS[:columns], rows, title="甲&乙", notes=[LONG * 3], mark=mark))


def published() -> bytes:
    missed = (MissedSection(LONG, LONG, "冠县", 3, 5, "氨氮（超0.20倍）", None, None),)
    return publication_xlsx(Publication("2020-05", "聊城市", 3, missed=missed))


@pytest.mark.parametrize("book", [table(2), opened(published()), opened(sample_template())])
def test_every_sheet_prints_across_a4_with_its_head_and_the_number_of_pages(book: Any) -> None:
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"
        assert sheet.print_title_rows.startswith("$1:")
        assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {SHEET_FONT}


@pytest.mark.parametrize(("columns", "pages"), [(2, 1), (10, 1), (20, 2), (40, 3)])
def test_many_columns_go_over_several_pages_with_the_first_on_each(columns: int, pages: int) -> None:
    sheet = table(columns).worksheets[0]
    assert sheet.page_setup.fitToWidth == pages
    assert sheet.print_title_cols == "$A:$A"


def test_the_mark_is_at_the_foot_of_every_sheet_and_an_ampersand_is_no_code() -> None:
    for sheet in table(2, "内部资料，不得外传"):
        assert sheet.oddFooter.left.text == "内部资料，不得外传"
        assert sheet.oddHeader.center.text == "甲&&乙"
    assert table(2).worksheets[0].oddFooter.left.text is None


def test_a_long_name_is_wrapped_in_a_row_that_is_high_enough() -> None:
    sheet = table(2).worksheets[0]
    width = sheet.column_dimensions["A"].width
    assert width < 80
    assert sheet["A2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == row_height([(LONG, width)]) == ROW_PT + 2 * LINE_PT
    assert sheet.row_dimensions[3].height is None
    page = opened(published()).worksheets[0]
    assert page.row_dimensions[3].height > ROW_PT


def test_reckoned_numbers_show_five_digits_and_keep_the_rest() -> None:
    values = [2 / 3, 72.4586329753, 0.00123456789123, 1.5, 115.3693971, 0.0, 0.00004, 12]
    content = write_table("xlsx", COLUMNS[: len(values)], [dict(zip((c.name for c in COLUMNS), values, strict=False))])
    row = opened(content).worksheets[0][2]
    assert [cell.value for cell in row] == values
    shown = ["0.00000", "0.000", "0.0000000", "General", "General", "General", "General", "General"]
    assert [cell.number_format for cell in row] == shown
