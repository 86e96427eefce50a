"""The template is filled in and reads back without a question (样品录入模板)."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from app.assessment.limits import class_limits
from app.export.sample_template import DATA_SHEET, EXAMPLE_SHEET, sample_template
from app.ingest.sample_file import open_sample_book, read_sample_book, read_sample_file


@pytest.fixture(scope="module")
def template() -> bytes:
    return sample_template()


def test_filled_in_it_reads_back(tmp_path: Path, template: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book[DATA_SHEET]
    headings = [cell.value for cell in sheet[1]]
    for row, cells in enumerate(
        (
            {"断面编码": "SL-9", "采样时间": "2023-05-12 08:30", "氨氮(mg/L)": 0.5, "汞(mg/L)": "0.00004L"},
            {"断面名称": "前油坊", "河流": "卫运河", "采样时间": "2023-05", "备注": "结冰"},
        ),
        start=2,
    ):
        for name, value in cells.items():
            sheet.cell(row, headings.index(name) + 1, value)
    path = tmp_path / "模板.xlsx"
    book.save(path)
    read = read_sample_file(path)
    values = read.values.set_index("indicator")
    assert values["value"].to_dict() == pytest.approx({"w21003": 0.5, "w20111": 0.00002})
    assert values.loc["w21003", "sampled_at"] == pd.Timestamp("2023-05-12 08:30", tz="Asia/Shanghai")
    assert values.loc["w21003", "site_code"] == "SL-9"
    assert read.states[["site_name", "river", "state_word", "row_number"]].values.tolist() == [
        ["前油坊", "卫运河", "结冰", 3]
    ]
    assert {fault.code for fault in read.faults} == {"sheet_example"}


def test_its_columns_are_the_24_of_table_1_all_sure(tmp_path: Path, template: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(template)
    book = open_sample_book(path)
    read = read_sample_book(book)
    assert not read.errors
    assert len(read.values) == 0
    columns = read.mapping["sheets"][DATA_SHEET]["tables"][0]["columns"].values()
    told = {role["indicator"]: role["sure"] for role in columns if "indicator" in role}
    assert set(told) == set(class_limits()["river"])
    assert set(told.values()) == {"sure"}


def test_the_example_reads_when_it_is_chosen(tmp_path: Path, template: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(template)
    book = open_sample_book(path)
    mapping = read_sample_book(book).mapping
    mapping["sheets"][EXAMPLE_SHEET]["use"] = True
    read = read_sample_book(book, mapping)
    assert not read.errors
    assert read.values["row_number"].nunique() == 2
    assert read.states["state_word"].tolist() == ["断流"]
