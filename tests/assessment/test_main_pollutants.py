"""Main pollutants (主要污染指标), 环办〔2011〕22号: worked by hand."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.indicators import judged_codes
from app.assessment.main_pollutants import (
    exceeding_shares,
    main_pollutants,
    pollutants_text,
    priority_pollutants,
    rank_pollutants,
)
from tests.assessment.judged import GOLDEN, judged, of_class


def test_the_golden_example() -> None:
    found = main_pollutants(judged("S1", GOLDEN))
    assert [(one.code, round(one.multiple or 0, 4)) for one in found] == [
        ("w01018", 0.3),
        ("w01019", 0.2),
        ("w01017", 0.1),
    ]
    assert pollutants_text(found) == "化学需氧量(0.3)、高锰酸盐指数(0.2)、五日生化需氧量(0.1)"
    assert found[0].as_dict()["text_en"] == "Chemical oxygen demand (0.3)"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"w21003": 1.0, "w01018": 20.0}, ""),  # Ⅲ: none
        ({"w21003": 1.8, "w01018": 29.0}, "氨氮(0.8)、化学需氧量(0.4)"),  # Ⅴ before Ⅳ
        ({"w21003": 1.2, "w01018": 29.0}, "化学需氧量(0.4)、氨氮(0.2)"),  # both Ⅳ: by multiple, 0.45 → 0.4 (even)
        ({"w21003": 2.5, "w01018": 50.0, "w20120": 0.06}, "铅(0.2)、化学需氧量(1.5)、氨氮(1.5)"),  # lead (Ⅴ) first
        ({"w21003": 2.5, "w21016": 0.3, "w20120": 0.2}, "铅(3.0)、氰化物(0.5)、氨氮(1.5)"),  # both 劣Ⅴ: by multiple
        ({"w01009": 2.5, "w21003": 1.8, "w21011": 0.25}, "氨氮(0.8)、溶解氧、总磷(0.2)"),  # DO Ⅴ, without a number
        ({"w01001": 9.6, "w21003": 1.8}, "pH、氨氮(0.8)"),  # pH 10 → 劣Ⅴ, worse than Ⅴ
        ({"w01018": 20.4, "w21003": 1.04}, "氨氮(0.04)、化学需氧量(0.02)"),  # small multiples keep a digit
        (
            {"w21003": 2.5, "w01018": 50.0, "w21011": 0.5, "w01019": 20.0},
            "高锰酸盐指数(2.3)、化学需氧量(1.5)、氨氮(1.5)",
        ),
    ],
)
def test_order_and_text(values: dict[str, float], expected: str) -> None:
    assert pollutants_text(main_pollutants(judged("S1", values))) == expected


def test_the_reference_class_is_a_parameter() -> None:
    section = judged("S1", {"w21003": 1.3, "w01018": 35.0})
    assert pollutants_text(main_pollutants(section, reference_class=4)) == "化学需氧量(0.2)"
    assert main_pollutants(section, reference_class=5) == ()


def test_what_is_not_required_or_not_judged_is_not_named() -> None:
    section = judged("S1", {"w21003": 1.3, "w01018": 35.0, "w21001": 9.0}, required="w21003,w21001")
    assert [one.code for one in main_pollutants(section)] == ["w21003"]


def test_an_undeterminable_indicator_is_not_named() -> None:
    mean = {"below_count": 1, "detection_limit": 1.2, "lower_mean": 0.0}
    section = judged("S1", {"w22001": 0.6}, mean=mean)
    assert section.undeterminable == ("w22001",)
    assert main_pollutants(section) == ()


def test_a_basin_is_ranked_by_share_of_exceeding_sections() -> None:
    ammonia, cod = {"w21003": 1.2, "w01018": 15.0}, {"w21003": 0.5, "w01018": 35.0}
    both = {"w21003": 1.2, "w01018": 25.0, "w21011": 0.5}
    sections = [judged("A", ammonia), judged("B", ammonia), judged("C", both), judged("D", cod), of_class("E", 2)]
    found = exceeding_shares([*sections, of_class("F", 0)])  # F has no class: in no denominator
    assert [(one.code, one.exceeding, one.judged, one.sections) for one in found] == [
        ("w21003", 3, 5, 5),
        ("w01018", 2, 4, 5),
        ("w21011", 1, 1, 5),
    ]
    assert [one.as_dict()["text_zh"] for one in found] == ["氨氮(60.0%)", "化学需氧量(40.0%)", "总磷(20.0%)"]


def test_the_list_of_metals_is_data_with_sources() -> None:
    assert {"w21016", "w20120", "w20117"} <= set(priority_pollutants()) <= set(judged_codes())
    text = files("app.assessment").joinpath("data/priority_pollutants.csv").read_text("utf-8")
    assert all(row["source"] and row["confidence"] for row in csv.DictReader(text.splitlines()))


GRADES = st.dictionaries(st.sampled_from(judged_codes()), st.floats(0, 100, allow_nan=False), max_size=8)


@settings(max_examples=40, deadline=None)
@given(GRADES)
def test_all_named_exceed_and_the_first_is_of_the_worst_class_unless_a_metal_goes_first(
    values: dict[str, float],
) -> None:
    section = judged("S1", values)
    found = main_pollutants(section, most=None)
    assert all(one.water_class > 3 for one in found)
    assert bool(found) == (section.water_class > 3)
    firsts = [one.comes_first for one in found]
    assert firsts == sorted(firsts, reverse=True)
    assert {one.code for one in found} == {row.code for row in section.indicators if row.judged and row.water_class > 3}
    assert main_pollutants(section) == found[:3]


@settings(max_examples=40, deadline=None)
@given(GRADES)
def test_the_order_of_values_is_irrelevant(values: dict[str, float]) -> None:
    grades = {row.code: row.water_class for row in judged("S1", values).indicators}
    turned = dict(reversed(list(values.items())))
    assert rank_pollutants(values, grades, "river") == rank_pollutants(turned, grades, "river")
