"""The mapping is shown, changed, remembered, and asked for where a file leaves something open (字段对应)."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.ingest.sample_file import read_sample_book, read_sample_file
from app.ingest.sample_grid import DATE, EMPTY, NUMBER, TEXT, SampleBook, Sheet, read_sheets, write_sheets
from app.ingest.sample_mapping import propose_mapping, recall, remember


def book_of(sheets: dict[str, list[list[Any]]], kind: str = "xlsx") -> SampleBook:
    """A book as the reader gives it, without a file."""
    made = []
    for name, rows in sheets.items():
        width = max(map(len, rows), default=0)
        cells = [row + [None] * (width - len(row)) for row in rows]
        texts = np.array([["" if cell is None else str(cell) for cell in row] for row in cells], dtype=object)
        kinds = np.array([[_kind(cell) for cell in row] for row in cells], dtype=np.uint8)
        made.append(Sheet(name, kinds.reshape(len(rows), width), texts.reshape(len(rows), width)))
    return SampleBook(kind, "a.xlsx", "sha", tuple(made))


def _kind(cell: Any) -> int:
    return EMPTY if cell in (None, "") else NUMBER if isinstance(cell, (int, float)) else TEXT


def codes(book: SampleBook, mapping: dict[str, Any] | None = None, **options: Any) -> list[str]:
    """Codes of the faults that refuse a book."""
    return [fault.code for fault in read_sample_book(book, mapping, **options).errors]


TABLE = [["断面", "氨氮", "总磷"], ["前油坊", 0.5, 0.1]]


def test_a_month_without_a_year_is_asked_for_and_answered() -> None:
    book = book_of({"5月": TABLE})
    assert codes(book) == ["year_needed"]
    assert codes(book, year=2023) == []
    mapping = propose_mapping(book)
    assert mapping["sheets"]["5月"]["month"] == "05"
    read = read_sample_book(book, mapping | {"year": 2023})
    assert set(read.values["sampled_at"]) == {pd.Timestamp("2023-05-01", tz="Asia/Shanghai")}


def test_a_table_without_any_month_asks_and_takes_the_sheets_month() -> None:
    book = book_of({"Sheet1": TABLE})
    assert codes(book) == ["month_needed"]
    mapping = propose_mapping(book)
    mapping["sheets"]["Sheet1"]["month"] = "2023-05"
    assert codes(book, mapping) == []
    assert codes(book, mapping | {"year": 2020}) == []


def test_title_and_sheet_name_that_differ_ask() -> None:
    book = book_of({"6月": [["2023年5月监测结果"], *TABLE]})
    assert codes(book) == ["month_conflict"]
    mapping = propose_mapping(book)
    assert mapping["sheets"]["6月"]["month_clash"] == ["2023-05", "06"]
    mapping["sheets"]["6月"]["month"] = "2023-06"
    assert codes(book, mapping) == []


def test_months_as_columns_without_an_indicator_ask() -> None:
    book = book_of({"Sheet1": [["2023年监测结果"], ["断面", "1月", "2月"], ["前油坊", 0.5, 0.6]]})
    assert codes(book) == ["indicator_needed"]
    mapping = propose_mapping(book)
    mapping["sheets"]["Sheet1"]["tables"][0]["indicator"] = "w21003"
    read = read_sample_book(book, mapping)
    assert read.values[["indicator", "value"]].values.tolist() == [["w21003", 0.5], ["w21003", 0.6]]


def test_january_or_october_is_asked_for() -> None:
    table = [["断面", "月份", "氨氮"], ["前油坊", 2023.1, 0.5], ["董姑桥", 2023.5, 0.6]]
    assert codes(book_of({"Sheet1": table})) == ["month_ambiguous"]
    table[1][1] = "2023.10"
    read = read_sample_book(book_of({"Sheet1": table}))
    assert read.values["sampled_at"].iloc[0] == pd.Timestamp("2023-10-01", tz="Asia/Shanghai")


def test_no_site_and_no_result_are_asked_for_and_can_be_named() -> None:
    book = book_of({"5月": [["2023年", None, None], ["地点一", "氨氮", "总磷", "COD"], ["前油坊", 0.5, 0.1, 20]]})
    assert codes(book) == ["site_column_missing"]
    mapping = propose_mapping(book)
    mapping["sheets"]["5月"]["tables"][0]["columns"]["A"] = {"field": "site_name"}
    assert read_sample_book(book, mapping).values["site_name"].unique().tolist() == ["前油坊"]


def test_columns_units_and_rows_are_changed() -> None:
    book = book_of({"2023年5月": [["断面", "汞", "甲"], ["前油坊", 0.05, 7], ["合计", 0.05, 7]]})
    mapping = propose_mapping(book)
    table = mapping["sheets"]["2023年5月"]["tables"][0]
    assert table["columns"]["B"] == {"heading": "汞", "sure": "likely", "indicator": "w20111", "unit": ""}
    assert table["columns"]["C"]["sure"] == "guess"
    assert table["skip_rows"] == {"3": "total"}
    table["columns"]["B"]["unit"] = "μg/L"
    table["columns"]["C"] = {"ignore": True}
    table["skip_rows"] = {}
    read = read_sample_book(book, mapping)
    assert read.values[["site_name", "value", "raw_text"]].values.tolist() == [
        ["前油坊", 0.00005, "0.05 μg/L"], ["合计", 0.00005, "0.05 μg/L"],
    ]  # fmt: skip
    assert read.values["flags"].isna().all()


def test_a_sheet_may_give_its_one_table_itself() -> None:
    book = book_of({"a": [["x", "y"], ["前油坊", 0.5]]})
    mapping = {
        "year": None,
        "sheets": {"a": {"use": True, "month": "2023-05", "heading_rows": [1],
                         "columns": {"A": {"field": "site_name"}, "B": {"indicator": "CODMn", "unit": "mg/L"}}}},
    }  # fmt: skip
    read = read_sample_book(book, mapping)
    assert read.values[["site_name", "indicator", "value", "column_label"]].values.tolist() == [
        ["前油坊", "w01019", 0.5, "B"]
    ]
    mapping["sheets"]["a"]["use"] = False
    assert len(read_sample_book(book, mapping).values) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"columns": {"A": {"field": "colour"}}},
        {"columns": {"ZZ": {"field": "site_name"}}},
        {"columns": {"1": {"field": "site_name"}}},
        {"columns": {"B": {"indicator": "nonsense"}}},
        {"columns": {"B": {}}},
        {"month": "5月"},
        {"month": "2023-13"},
        {"layout": "diagonal"},
        {"indicator": "nonsense"},
        {"heading_rows": ["x"]},
    ],
)
def test_wrong_mappings_are_named(change: dict[str, Any]) -> None:
    book = book_of({"2023年5月": TABLE})
    mapping = propose_mapping(book)
    mapping["sheets"]["2023年5月"]["tables"][0] |= change
    with pytest.raises(BreaksRule) as caught:
        read_sample_book(book, mapping)
    assert caught.value.parameter == "mapping"


def test_an_unknown_sheet_is_named() -> None:
    with pytest.raises(BreaksRule, match="no sheet"):
        read_sample_book(book_of({"a": TABLE}), {"sheets": {"b": {"use": True}}})


def test_next_months_file_has_the_same_fingerprint_and_recalls_what_was_changed() -> None:
    may = book_of({"5月": [["2023年5月监测结果"], ["断面", "汞", "甲"], ["前油坊", 0.05, 7]]})
    june = book_of({"6月": [["2023年6月监测结果表"], ["断面", "汞", "甲"], ["董姑桥", 0.06, 8], ["前油坊", 0.05, 9]]})
    mapping = propose_mapping(may)
    mapping["sheets"]["5月"]["tables"][0]["columns"]["B"]["unit"] = "μg/L"
    mapping["sheets"]["5月"]["tables"][0]["columns"]["C"] = {"ignore": True}
    next_one = propose_mapping(june)
    assert next_one["fingerprint"] == mapping["fingerprint"]
    before = copy.deepcopy(next_one)
    recalled = recall(next_one, remember(mapping))
    assert next_one == before
    read = read_sample_book(june, recalled)
    assert read.values["value"].tolist() == [0.00006, 0.00005]
    assert set(read.values["sampled_at"]) == {pd.Timestamp("2023-06-01", tz="Asia/Shanghai")}
    other = propose_mapping(book_of({"6月": [["2023年6月"], ["断面", "汞", "乙"], ["董姑桥", 0.06, 8]]}))
    assert other["fingerprint"] != mapping["fingerprint"]


def test_a_year_of_month_columns_recalls_too() -> None:
    def year_book(year: int) -> SampleBook:
        return book_of(
            {"氨氮": [[f"{year}年各断面氨氮"], ["断面", f"{year}年1月", f"{year}年2月"], ["前油坊", 0.5, 0.6]]}
        )

    assert propose_mapping(year_book(2022))["fingerprint"] == propose_mapping(year_book(2023))["fingerprint"]
    recalled = recall(propose_mapping(year_book(2023)), remember(propose_mapping(year_book(2022))))
    months = read_sample_book(year_book(2023), recalled).values["sampled_at"]
    assert months.tolist() == [pd.Timestamp(f"2023-0{k}-01", tz="Asia/Shanghai") for k in (1, 2)]


def test_days_outside_the_sheets_month_are_told() -> None:
    book = book_of(
        {"2023年5月": [["断面", "采样日期", "氨氮"], ["前油坊", "2023-04-28", 0.5], ["董姑桥", "5月9日", 0.5]]}
    )
    read = read_sample_book(book)
    assert [fault.code for fault in read.faults] == ["date_outside_month"]
    assert read.values["sampled_at"].dt.tz_convert("Asia/Shanghai").dt.strftime("%m-%d").tolist() == ["04-28", "05-09"]


def test_the_command_lines_form_of_a_mapping_names_headings_in_workbooks_too(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["报表"], ["地", "何时", "值甲"], ["前油坊", "2023-05-12", 0.5]):
        sheet.append(row)
    book.save(path)
    named = {"site_name": "地", "sampled_at": "何时", "w21003": "值甲"}
    read = read_sample_file(path, mapping=named)
    assert read.values[["site_name", "indicator", "value", "row_number"]].values.tolist() == [
        ["前油坊", "w21003", 0.5, 3]
    ]


def test_sheets_travel_whole(tmp_path: Path) -> None:
    kinds = np.array([[TEXT, DATE], [EMPTY, NUMBER]], dtype=np.uint8)
    texts = np.array([["断\0面", "2023-05-12"], ["", "0.5"]], dtype=object)
    write_sheets(tmp_path / "t", [Sheet("a", kinds, texts, ((0, 0, 1, 0),), False)], {"epoch_1904": True})
    (sheet,), head = read_sheets(tmp_path / "t")
    assert (sheet.merged, sheet.visible, head["epoch_1904"]) == (((0, 0, 1, 0),), False, True)
    assert sheet.texts.tolist() == [["断面", "2023-05-12"], ["", "0.5"]]
    data = (tmp_path / "t").read_bytes()
    (tmp_path / "t").write_bytes(data + b"x")
    with pytest.raises(ValueError, match="whole"):
        read_sheets(tmp_path / "t")


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    values=st.lists(st.sampled_from([0.5, 1.25, "0.01L", "断流", "--", "未检出", 3]), min_size=4, max_size=12),
)
def test_the_order_of_rows_is_irrelevant(seed: int, values: list[Any]) -> None:
    rows = [[f"断面{at}", value, value] for at, value in enumerate(values)]
    mixed = rows[:]
    random.Random(seed).shuffle(mixed)
    told = []
    for some in (rows, mixed):
        read = read_sample_book(book_of({"2023年5月": [["断面", "氨氮", "总磷"], *some]}))
        columns = ["site_name", "indicator", "value", "raw_text", "state_word"]
        told.append(read.values.sort_values(["site_name", "indicator"])[columns].astype(str).values.tolist())
    assert told[0] == told[1]
    assert len(told[0]) == 2 * len(values)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(max_size=6),
                st.floats(allow_nan=False, allow_infinity=False),
                st.sampled_from(
                    ["断面", "氨氮", "5月", "单位", "平均值", "2023年5月", "监测项目", "pH", "mg/L", "断流"]
                ),
            ),
            max_size=7,
        ),
        max_size=9,
    )
)
def test_whatever_a_sheet_holds_it_is_read_or_told(rows: list[list[Any]]) -> None:
    book = book_of({"Sheet1": rows})
    read = read_sample_book(book, year=2023)
    again = read_sample_book(book, read.mapping)
    assert len(read.values) == len(again.values)
    for row in read.values.to_dict("records"):
        text = book.sheets[0].texts[row["row_number"] - 1]
        assert any(str(row["raw_text"]).split(" ")[0] in cell for cell in text)


def test_rows_left_out_are_told_with_their_numbers_and_why() -> None:
    rows = [["断面", "氨氮"], ["前油坊", 0.5], ["平均值", 0.5], ["董姑桥", 0.6], ["均值", 0.55], ["备注：无"]]
    told = [fault for fault in read_sample_book(book_of({"2023年5月": rows})).faults if fault.code == "rows_ignored"]
    assert [(fault.row, fault.sheet, fault.field) for fault in told] == [(3, "2023年5月", None), (6, "2023年5月", None)]
    assert told[0].zh == "工作表“2023年5月”第 3、5 行（平均值）不是样品，未导入。"
    assert told[0].en == "Sheet '2023年5月': rows 3, 5 (mean) are no samples; they are left out."


def test_a_numeric_column_that_is_not_read_is_told() -> None:
    book = book_of({"5月": [["断面", "指标", "一号仪"], ["前油坊", "氨氮", 0.5], ["董姑桥", "氨氮", 0.6]]})
    mapping = propose_mapping(book, year=2023)
    mapping["sheets"]["5月"]["use"] = True
    told = [(fault.code, fault.column) for fault in read_sample_book(book, mapping).faults]
    assert ("results_missing", None) in told
    table = mapping["sheets"]["5月"]["tables"][0]
    table["layout"], table["columns"]["C"] = "long", {"field": "value"}
    assert read_sample_book(book, mapping).values["value"].tolist() == [0.5, 0.6]


def test_months_as_columns_without_a_year_ask_for_it_once() -> None:
    book = book_of({"氨氮": [["断面", "1月", "2月"], ["前油坊", 0.5, 0.6], ["董姑桥", 0.7, 0.8]]})
    assert codes(book) == ["year_needed"]
    read = read_sample_book(book, year=2023)
    assert read.values["value"].tolist() == [0.5, 0.6, 0.7, 0.8]
    assert not read.errors
