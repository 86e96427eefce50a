"""Raw texts of results as offices and laboratories write them (原始读数)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.readings import read_value, state_word

NAN = math.nan


@pytest.mark.parametrize(
    ("text", "value", "below", "limit", "kind"),
    [
        ("0.05", 0.05, False, None, "value"),
        (" 7.8 ", 7.8, False, None, "value"),
        ("１２．５", 12.5, False, None, "value"),
        ("1.2e-3", 0.0012, False, None, "value"),
        ("1,234.5", 1234.5, False, None, "value"),
        ("0", 0.0, False, None, "value"),
        (".5", 0.5, False, None, "value"),
        (3, 3.0, False, None, "value"),
        (0.1, 0.1, False, None, "value"),
        ("'0.3", 0.3, False, None, "value"),
        ("0.01L", 0.005, True, 0.01, "below_limit"),
        ("0.01 l", 0.005, True, 0.01, "below_limit"),
        ("0.01(L)", 0.005, True, 0.01, "below_limit"),
        ("０．０１Ｌ", 0.005, True, 0.01, "below_limit"),
        ("<0.01", 0.005, True, 0.01, "below_limit"),
        ("< 0.01", 0.005, True, 0.01, "below_limit"),
        ("＜4.71", 2.355, True, 4.71, "below_limit"),
        ("<4.71", 2.355, True, 4.71, "below_limit"),
        ("<2.", 1.0, True, 2.0, "below_limit"),
        ("≤0.02", 0.01, True, 0.02, "below_limit"),
        ("ND(0.004)", 0.002, True, 0.004, "below_limit"),
        ("未检出(<0.004)", 0.002, True, 0.004, "below_limit"),
        ("<0.01L", 0.005, True, 0.01, "below_limit"),
        ("ND", NAN, True, None, "below_limit"),
        ("n.d.", NAN, True, None, "below_limit"),
        ("未检出", NAN, True, None, "below_limit"),
        ("<DL", NAN, True, None, "below_limit"),
        ("<0.0", NAN, True, None, "below_limit"),
        ("-1", NAN, False, None, "no_value"),
        ("-99", NAN, False, None, "no_value"),
        ("--", NAN, False, None, "no_value"),
        ("—", NAN, False, None, "no_value"),
        ("*", NAN, False, None, "no_value"),
        ("/", NAN, False, None, "no_value"),
        ("_____", NAN, False, None, "no_value"),
        ("na", NAN, False, None, "no_value"),
        ("N/A", NAN, False, None, "no_value"),
        ("**na", NAN, False, None, "no_value"),
        ("", NAN, False, None, "blank"),
        ("  ", NAN, False, None, "blank"),
        (None, NAN, False, None, "blank"),
        (NAN, NAN, False, None, "blank"),
        ("abc", NAN, False, None, "unreadable"),
        ("1.2.3", NAN, False, None, "unreadable"),
        ("0,05", NAN, False, None, "unreadable"),
        ("3²", NAN, False, None, "unreadable"),
        ("1.2×10⁻⁴", NAN, False, None, "unreadable"),
        ("1e999", NAN, False, None, "unreadable"),
        ("9" * 500, NAN, False, None, "unreadable"),
        ("Ⅲ", NAN, False, None, "unreadable"),
    ],
)
def test_texts(text: object, value: float, below: bool, limit: float | None, kind: str) -> None:
    reading = read_value(text)
    assert reading.kind == kind
    assert reading.value == value or (math.isnan(reading.value) and math.isnan(value))
    assert reading.below_limit is below
    assert reading.detection_limit == limit


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("断流", "断流"),
        ("河道断流", None),
        ("干涸", "断流"),
        ("断流（无水）", "断流"),
        ("结冰", "结冰"),
        ("冰封", "结冰"),
        ("未采样", "未采样"),
        ("缺测", "未采样"),
        ("停站维护", "停站"),
        ("停站", "停站"),
        (" 断 流 ", "断流"),
        ("正常", None),
        ("不断流", None),
    ],
)
def test_words_of_a_month_without_values(text: str, state: str | None) -> None:
    assert state_word(text) == state
    reading = read_value(text)
    assert reading.state == state
    assert math.isnan(reading.value)
    assert reading.kind == ("state" if state else "unreadable")


def test_marked_numbers_keep_their_mark() -> None:
    assert (read_value("*0.098").value, read_value("*0.098").mark) == (0.098, "*")
    assert (read_value(">20000").value, read_value(">20000").mark) == (20000.0, ">")
    assert (read_value("7.1#").value, read_value("7.1#").mark) == (7.1, "#")
    assert read_value("0.098").mark is None


def test_negative_temperatures_are_values() -> None:
    assert read_value("-0.5", may_be_negative=True).value == -0.5
    assert read_value("-1", may_be_negative=True).kind == "value"
    assert read_value("-0.0").value == 0.0


@given(st.text(max_size=60))
def test_the_raw_text_is_never_lost_and_nothing_is_raised(text: str) -> None:
    reading = read_value(text)
    assert reading.raw == text
    assert reading.below_limit or reading.detection_limit is None
    assert math.isnan(reading.value) or math.isfinite(reading.value)


@given(st.floats(0, 1e9, allow_nan=False))
def test_a_printed_number_is_read_back(number: float) -> None:
    assert read_value(repr(number)).value == number
    assert read_value(number).value == number


@given(st.floats(1e-9, 1e6, allow_nan=False))
def test_half_the_limit_stands_for_what_is_below_it(limit: float) -> None:
    for text in (f"<{limit!r}", f"{limit!r}L"):
        reading = read_value(text)
        assert (reading.value, reading.detection_limit, reading.below_limit) == (limit / 2, limit, True)
