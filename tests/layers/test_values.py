"""Raw values become values of their field, or a warning that names row, field and mend."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.layers.catalogue import CATALOGUE, layer_spec
from app.layers.spec import Field
from app.layers.targets import read_class, read_targets
from app.layers.values import coerce_column

OUTFALLS = layer_spec(CATALOGUE, "outfalls")
SECTIONS = layer_spec(CATALOGUE, "sections")
REACHES = layer_spec(CATALOGUE, "reaches")
BLANK = ("", " ", "-", "—", "——", "/", "无", None, float("nan"), "NULL")
INSTANT = Field("seen_at", "datetime", "时间", "Seen at")


def _coerced(field: Field, *raw: object) -> list[object]:
    series, _ = coerce_column(field, pd.Series(list(raw), dtype=object))
    return [None if value is None or value is pd.NA or value != value else value for value in series.tolist()]


def test_codes_stay_text() -> None:
    code = OUTFALLS.field("code")
    assert _coerced(code, "371500000000000017", 12, 12.0, "007", " ＡＢ１ ", "12.0") == [
        "371500000000000017", "12", "12", "007", "AB1", "12",
    ]  # fmt: skip
    series, faults = coerce_column(code, pd.Series([371500000000000017, 2]))
    assert series.tolist() == ["371500000000000017", "2"]
    assert faults == []


@pytest.mark.parametrize("raw", ["1.23E+17", 1.23e17, "3.715E17", 371500000000000017.0])
def test_a_code_that_lost_its_digits_is_told_of_and_left_empty(raw: object) -> None:
    series, faults = coerce_column(OUTFALLS.field("code"), pd.Series(["A", raw], dtype=object))
    assert series.tolist() == ["A", None]
    assert [(fault.code, fault.row, fault.field, fault.severity) for fault in faults] == [
        ("code_spoilt", 2, "code", "warning")
    ]


def test_a_name_keeps_its_full_width_brackets_and_numerals() -> None:
    assert _coerced(OUTFALLS.field("name"), "甲厂（示意）　Ⅲ期 ") == ["甲厂（示意） Ⅲ期"]


@pytest.mark.parametrize("kind", ["text", "number", "integer", "date", "datetime", "boolean", "json"])
def test_blanks_are_null_and_no_fault(kind: str) -> None:
    field = Field("f", kind, "字段", "Field", shape="codes" if kind == "json" else "")  # type: ignore[arg-type]
    series, faults = coerce_column(field, pd.Series(BLANK, dtype=object))
    assert series.isna().all()
    assert faults == []
    assert len(coerce_column(field, pd.Series([], dtype=object))[0]) == 0


def test_numbers_as_people_write_them() -> None:
    flow = OUTFALLS.field("flow_m3_per_d")
    assert _coerced(flow, "１２３．５", "1,234", "约300", "300左右", "2万", "15 m³/d", "3e3", True, 7) == [
        123.5, 1234.0, 300.0, 300.0, 20000.0, 15.0, 3000.0, 1.0, 7.0,
    ]  # fmt: skip


@pytest.mark.parametrize("raw", ["很多", "1,23", "12-15", "inf", "1.2.3", "１２日"])
def test_what_is_no_number_is_a_warning_at_its_row(raw: str) -> None:
    series, faults = coerce_column(OUTFALLS.field("flow_m3_per_d"), pd.Series(["1", raw], index=[70, 80]))
    assert np.isnan(series.loc[80])
    assert [(fault.row, fault.field) for fault in faults] == [(2, "flow_m3_per_d")]
    assert raw in faults[0].zh
    assert "第 2 行" in faults[0].zh


def test_a_broken_whole_number_is_told_of() -> None:
    series, faults = coerce_column(REACHES.field("stream_order"), pd.Series([1.0, 2.5, np.nan]))
    assert series.tolist()[0] == 1
    assert series.isna().tolist() == [False, True, True]
    assert [fault.row for fault in faults] == [2]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2023-05-12", date(2023, 5, 12)), ("2023/5/2", date(2023, 5, 2)), ("20230512", date(2023, 5, 12)),
        ("2023.5", date(2023, 5, 1)), (2023.5, date(2023, 5, 1)), ("2023年5月", date(2023, 5, 1)),
        ("2023年5月12日", date(2023, 5, 12)), (45047, date(2023, 5, 1)), (45047.0, date(2023, 5, 1)),
        ("２０２３－０５－１２", date(2023, 5, 12)), (20230512.0, date(2023, 5, 12)), ("2023", date(2023, 1, 1)),
        ("202305", date(2023, 5, 1)), (datetime(2023, 5, 12, 8), date(2023, 5, 12)),
        (pd.Timestamp("2023-05-12"), date(2023, 5, 12)), ("2023-05-12T08:00:00", date(2023, 5, 12)),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(raw: object, expected: date) -> None:
    series, faults = coerce_column(OUTFALLS.field("inspected_on"), pd.Series([raw], dtype=object))
    assert series.tolist() == [expected]
    assert type(series.iloc[0]) is date
    assert faults == []


@pytest.mark.parametrize("raw", ["2023-02-30", "昨天", "99999999", "12/05/2023", "20231301", "5"])
def test_what_is_no_date_is_a_warning(raw: str) -> None:
    series, faults = coerce_column(OUTFALLS.field("inspected_on"), pd.Series([raw]))
    assert series.tolist() == [None]
    assert [fault.code for fault in faults] == ["value_unreadable"]


def test_instants_without_an_offset_are_those_of_shanghai() -> None:
    eight = datetime(2023, 5, 12, 0, 0, tzinfo=UTC)
    assert (
        _coerced(
            INSTANT,
            "2023-05-12 08:00",
            "2023-05-12T00:00:00Z",
            "2023年5月12日8时",
            "2023-05-12T08:00:00+08:00",
            45058 + 1 / 3,
        )
        == [eight] * 5
    )
    assert _coerced(INSTANT, "2023-05-12 24:00") == [datetime(2023, 5, 12, 16, 0, tzinfo=UTC)]
    assert _coerced(INSTANT, "2023-05-12 25:00", "2023-05-12 8点") == [None, None]


def test_yes_and_no() -> None:
    flag = OUTFALLS.field("is_discharging")
    assert _coerced(flag, "是", "否", True, False, "Y", 0, 1.0, "√", "TRUE", "有") == [
        True, False, True, False, True, False, True, True, True, True,
    ]  # fmt: skip
    assert len(coerce_column(flag, pd.Series(["有时"]))[1]) == 1


@pytest.mark.parametrize(
    ("layer", "field", "raw", "expected"),
    [
        ("sections", "water_type", "湖库", "lake_or_reservoir"), ("sections", "water_type", "河流", "river"),
        ("sections", "water_type", "River", "river"), ("sections", "water_type", "水库", "lake_or_reservoir"),
        ("sections", "control_level", "区控", "县控"), ("sections", "kind", "出境断面", "出境"),
        ("reaches", "direction", "双向", "both"), ("reaches", "direction", "逆流", "reversed"),
        ("reaches", "direction", "digitised", "digitised"), ("sluices", "state", "关闸", "closed"),
        ("sluices", "state", "开启", "open"), ("sluices", "state", "未知", "unknown"),
        ("outfalls", "remediation_state", "已完成整治", "remediated"),
        ("outfalls", "remediation_state", "逾期", "overdue"),
        ("outfalls", "remediation_state", "整治中", "open"), ("outfalls", "remediation_state", "none", "none"),
        ("outfalls", "approval", "无", "未审批登记"),
        ("outfalls", "outfall_type", "工业", "工业排污口"), ("protection_zones", "tier", "一级保护区", "1"),
        ("protection_zones", "tier", 2, "2"), ("protection_zones", "tier", "准", "quasi"),
        ("black_odorous_waters", "ledger_state", "已完成整治", "销号"), ("wells", "target_class", "III", "Ⅲ"),
    ],
)  # fmt: skip
def test_choices_by_their_words(layer: str, field: str, raw: object, expected: str) -> None:
    series, faults = coerce_column(layer_spec(CATALOGUE, layer).field(field), pd.Series([raw], dtype=object))
    assert series.tolist() == [expected]
    assert faults == []


def test_another_word_is_a_warning_that_lists_the_choices() -> None:
    series, faults = coerce_column(SECTIONS.field("water_type"), pd.Series(["河流", "海湾"]))
    assert series.tolist() == ["river", None]
    assert [(fault.code, fault.row) for fault in faults] == [("value_not_allowed", 2)]
    assert "湖库" in faults[0].zh
    assert "Lake or reservoir" in faults[0].en


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("Ⅲ", 3), ("3", 3), (3, 3), (3.0, 3), ("Ⅳ类", 4), ("IV", 4), ("消除劣Ⅴ", 5), ("基本消除劣V类", 5),
     ("Ⅲ类及以上", 3), ("优于Ⅲ类", 3), ("不劣于Ⅲ类", 3), ("五类", 5), ("Ⅴ", 5),
     ("v", 5), ("III类", 3), ("达到或优于Ⅱ类", 2),
     ("脱劣Ⅴ", 5), ("不劣于Ⅴ类", 5)],
)  # fmt: skip
def test_a_target_as_people_write_it(raw: object, expected: int) -> None:
    series, faults = coerce_column(SECTIONS.field("targets"), pd.Series([raw], dtype=object))
    assert faults == []
    assert series.tolist() == [[{"purpose": "考核", "period": "month", "class": expected}]]


def test_several_targets_with_period_and_purpose() -> None:
    assert read_targets("年度消除劣Ⅴ；月度补偿Ⅳ") == [
        {"purpose": "考核", "period": "year", "class": 5},
        {"purpose": "补偿", "period": "month", "class": 4},
    ]
    given_json = '[{"purpose": "考核", "period": "year", "class": "Ⅳ", "source": "x"}]'
    assert read_targets(given_json) == [{"purpose": "考核", "period": "year", "class": 4, "source": "x"}]


@pytest.mark.parametrize(
    "raw", ["良好", "Ⅲ-Ⅳ", "劣Ⅴ", "6", "13", '[{"period": "week", "class": 3}]', "[3", '[{"class": 9}]']
)
def test_what_names_no_class_is_a_warning(raw: str) -> None:
    series, faults = coerce_column(SECTIONS.field("targets"), pd.Series([raw]))
    assert series.tolist() == [None]
    assert [fault.row for fault in faults] == [1]
    assert faults[0].zh
    assert faults[0].en.isascii() or "Ⅴ" in faults[0].en or raw in faults[0].en


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.none(), st.booleans()))
def test_no_raw_value_breaks_any_kind(raw: object) -> None:
    for name in ("code", "name", "outfall_type", "dischargers", "is_discharging", "flow_m3_per_d", "inspected_on"):
        series, faults = coerce_column(OUTFALLS.field(name), pd.Series([raw, "x"], dtype=object))
        assert len(series) == 2
        assert all(fault.severity == "warning" and fault.row in (1, 2) for fault in faults)
    for field in (SECTIONS.field("targets"), REACHES.field("river_chiefs"), REACHES.field("stream_order"), INSTANT):
        coerce_column(field, pd.Series([raw], dtype=object))


@given(st.sampled_from([1, 2, 3, 4, 5]), st.sampled_from(["{}", "{}类", "达到{}类", " {} ", "≤{}"]))
def test_a_class_reads_back(number: int, form: str) -> None:
    assert read_class(form.format("ⅠⅡⅢⅣⅤ"[number - 1])) == number


def test_a_hundred_thousand_clean_rows_take_well_under_a_second() -> None:
    n = 100_000
    columns = {
        "code": pd.Series([f"PWK-{i}" for i in range(n)]),
        "name": pd.Series([f"示意排污口{i}" for i in range(n)]),
        "outfall_type": pd.Series(["工业排污口"] * n),
        "flow_m3_per_d": pd.Series(np.arange(n).astype(str)),
        "inspected_on": pd.Series(["2023-05-12"] * n),
        "is_discharging": pd.Series(["是"] * n),
        "dischargers": pd.Series(["D1；D2"] * n),
    }
    for name, values in columns.items():
        start = time.process_time()
        _, faults = coerce_column(OUTFALLS.field(name), values)
        assert time.process_time() - start < 0.8, name
        assert faults == []
