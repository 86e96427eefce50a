"""Tables for spreadsheets: what is written comes back as it was, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.api.table_answer import table_answer
from app.export.table_file import TableColumn, cell_value, write_table

COLUMNS = [TableColumn("name", "名称"), TableColumn("value", "数值 mg/L"), TableColumn("none", "空")]
ROWS = [
    {"name": "=HYPERLINK(\"x\")", "value": -0.85, "none": None},
    {"name": "+86 10", "value": 0, "none": float("nan")},
    {"name": "-1", "value": 12},
    {"name": "@SUM(A1)", "value": 371500010123456789},
    {"name": "马颊河，“千户营”\n断面", "value": ["总磷", "氨氮"]},
]  # fmt: skip


def sheet_of(body: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True))


def test_a_sheet_holds_texts_as_texts_numbers_as_numbers_and_nothing_as_nothing() -> None:
    body = write_table("xlsx", COLUMNS, ROWS, title="断面/评价", notes=["=不是公式"])
    book = load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["断面 评价", "说明"]
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["名称", "数值 mg/L", "空"]
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [(row["name"], "s") for row in ROWS]
    assert [cell.value for cell in sheet["B"][1:]] == [-0.85, 0, 12, "371500010123456789", "总磷、氨氮"]
    assert {cell.value for cell in sheet["C"][1:]} == {None}
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:C6"
    assert book["说明"]["A1"].data_type == "s"


def test_a_csv_begins_with_its_mark_and_guards_what_a_spreadsheet_would_run() -> None:
    body = write_table("csv", COLUMNS, ROWS)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ["'" + str(row["name"]) for row in ROWS[:4]] + [ROWS[4]["name"]]
    assert [row[1] for row in rows[1:]] == ["-0.85", "0", "12", "371500010123456789", "总磷、氨氮"]
    assert {row[2] for row in rows[1:]} == {""}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_without_rows_has_its_headings(kind: str) -> None:
    body = write_table(kind, COLUMNS, [])  # type: ignore[arg-type]
    if kind == "csv":
        assert body.decode("utf-8-sig") == "名称,数值 mg/L,空\r\n"
    else:
        assert sheet_of(body) == [("名称", "数值 mg/L", "空")]
    assert write_table(kind, [], [])  # type: ignore[arg-type]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_no_text_comes_back_as_a_formula(texts: list[str]) -> None:
    body = write_table("xlsx", [TableColumn("t", "t")], [{"t": text} for text in texts])
    cells = load_workbook(io.BytesIO(body)).worksheets[0]["A"][1:]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # n: an empty cell
    assert all(cell.value is None for cell in cells if cell.data_type == "n")


def test_the_values_of_a_cell() -> None:
    assert cell_value(date(2023, 5, 1)) == "2023-05-01"
    assert cell_value(datetime(2023, 5, 1, tzinfo=UTC)) == "2023-05-01T00:00:00+00:00"
    assert cell_value({"a": 1}) == '{"a":1}'
    assert cell_value([{"a": 1}, 2]) == '{"a":1}、2'
    assert cell_value("\x00\x1f\ud800") is None
    assert cell_value(False) == "否"


def test_a_download_has_both_names_and_is_not_kept() -> None:
    answer = table_answer("csv", "sections", "断面", COLUMNS, ROWS)
    assert answer.headers["content-disposition"].startswith('attachment; filename="sections.csv"; filename*=UTF-8')
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.media_type == "text/csv; charset=utf-8"
