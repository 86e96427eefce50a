"""Rivers, lakes, basins and districts (环办〔2011〕22号): worked by hand, and laws."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.region import RegionMonth, assess_region, sections_by_district
from app.assessment.region_levels import grade_proportions, level_of_class, region_levels
from app.assessment.region_means import mean_over_sections
from app.assessment.section_month import SectionMonth
from app.assessment.unfit import UnfitValues
from tests.assessment.judged import judged, judged_all, of_class


def region(sections: Sequence[SectionMonth], **more: Any) -> RegionMonth:
    return assess_region(sections, **{"kind": "basin", "name": "徒骇河流域", **more})


def classes(*numbers: int) -> list[SectionMonth]:
    return [of_class(f"S{place}", number) for place, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("counts", "level", "in_gap"),
    [  # the table of class proportions
        ([9, 0, 0, 1, 0, 0], "优", False),
        ([0, 0, 9, 0, 0, 1], "优", False),  # ≥ 90 % of Ⅰ–Ⅲ, whatever the rest
        ([0, 0, 89, 11, 0, 0], "良好", False),
        ([0, 0, 3, 0, 0, 1], "良好", False),  # 75 % exactly
        ([0, 0, 749, 251, 0, 0], "轻度污染", False),  # 74.9 %
        ([0, 0, 7, 2, 0, 1], "轻度污染", False),  # 劣Ⅴ 10 %
        ([0, 0, 7, 1, 0, 2], "中度污染", False),  # 劣Ⅴ 20 % exactly
        ([0, 0, 61, 0, 0, 39], "中度污染", False),
        ([0, 0, 6, 0, 0, 4], "重度污染", True),  # exactly 60 % and 40 %: no row
        ([0, 0, 59, 1, 0, 40], "重度污染", False),
        ([0, 0, 0, 0, 0, 5], "重度污染", False),
        ([0, 0, 0, 5, 0, 0], "轻度污染", False),
    ],
)
def test_class_proportions(counts: list[int], level: str, in_gap: bool) -> None:
    found, gap = grade_proportions(counts)
    assert found is not None
    assert (found.zh, gap) == (level, in_gap)


def test_counts_must_be_six() -> None:
    with pytest.raises(UnfitValues):
        grade_proportions([1, 2])
    with pytest.raises(UnfitValues):
        grade_proportions([1, 2, 3, -1, 0, 0])


def test_the_levels_of_classes_are_those_of_the_regions() -> None:
    assert [level_of_class(number).order for number in range(1, 7)] == [1, 1, 2, 3, 4, 5]  # type: ignore[union-attr]
    assert [level.order for level in region_levels()] == [1, 2, 3, 4, 5]


def test_four_sections_by_their_mean_five_by_proportions() -> None:
    four = region(classes(2, 2, 2, 6))
    # (0.4 × 3 + 2.6) / 4 = 0.95 → Ⅲ
    assert (four.rule, four.water_class, four.level and four.level.zh) == ("mean", 3, "良好")
    assert four.means[0].value == 0.95
    five = region(classes(2, 2, 2, 2, 6))
    assert (five.rule, five.water_class, five.level and five.level.zh) == ("proportion", 0, "良好")  # 80 %, 劣Ⅴ 20 %
    assert five.as_dict()["class"] is None
    assert (five.share_good, five.share_worst) == (0.8, 0.2)
    assert region(classes(2, 2, 2, 2, 6), min_sections=6).rule == "mean"


def test_the_mean_is_rounded_then_classed_and_both_classes_are_shown() -> None:
    found = region([judged("A", {"w21003": 1.0}), judged("B", {"w21003": 1.009})])
    # (1.0 + 1.009) / 2 = 1.0045 → 1.00 → Ⅲ; unrounded Ⅳ
    assert (found.water_class, found.class_unrounded, found.critical) == (3, 4, True)
    assert (found.means[0].value, found.means[0].value_unrounded) == (1.0, 1.0045)
    rounded = region([judged("A", {"w21003": 1.0}), judged("B", {"w21003": 1.009})], from_rounded=True)
    assert rounded.means[0].value_unrounded == 1.005  # (1.00 + 1.01) / 2


def test_ph_over_sections_by_hydrogen_ions() -> None:
    found = mean_over_sections([judged("A", {"w01001": 6.0}), judged("B", {"w01001": 8.0})])
    assert found[0].value_unrounded == pytest.approx(-math.log10((1e-6 + 1e-8) / 2))


def test_an_indicator_of_one_section_alone_is_its_own_mean() -> None:
    found = region([judged("A", {"w21003": 0.4, "w01018": 26.0}), judged("B", {"w21003": 0.6})])
    assert {mean.code: (mean.value, mean.sections) for mean in found.means} == {"w21003": (0.5, 2), "w01018": (26.0, 1)}
    assert found.water_class == 4
    assert found.as_dict()["main_pollutants_zh"] == "化学需氧量(0.3)"


def test_half_a_high_detection_limit_never_proves_a_class() -> None:
    mean = {"below_count": 1, "detection_limit": 1.2, "lower_mean": 0.0}
    oil = judged("A", {"w22001": 0.6}, mean=mean)
    ammonia = judged("B", {"w21003": 0.4, "w22001": 0.04})
    found = region([ammonia, judged("C", {"w21003": 0.4})])
    assert found.water_class == 2
    both = mean_over_sections([oil, ammonia])
    row = next(one for one in both if one.code == "w22001")
    assert (row.undeterminable, row.water_class, row.judged) == (True, 0, False)


def test_a_mean_that_is_not_valid_stays_out() -> None:
    invalid = judged("A", {"w21003": 9.0}, mean={"valid": False, "source": "automatic"})
    assert mean_over_sections([invalid]) == ()
    assert [one.code for one in region([invalid, *classes(2)]).without_class] == ["A"]


def test_lakes_by_their_mean_however_many_points() -> None:
    points = [judged(f"P{k}", {"w21011": 0.04 + 0.01 * k}, water_type="lake_or_reservoir") for k in range(6)]
    lake = region(points, kind="lake")
    # mean of 0.04 … 0.09 = 0.065 → Ⅳ by the lake limits (0.05, 0.1)
    assert (lake.rule, lake.means[0].value, lake.water_class) == ("mean", 0.065, 4)


def test_rivers_and_lakes_have_no_common_mean_but_common_shares() -> None:
    mixed = [*classes(2), of_class("L", 4, water_type="lake_or_reservoir")]
    found = region(mixed)
    assert (found.rule, found.level, found.share_good) == ("none", None, 0.5)
    assert found.reason is not None
    assert "分别评价" in found.reason[0]
    assert region([*mixed, *classes(2, 2, 2)]).rule == "proportion"


def test_sections_without_a_class_count_in_no_share_and_are_listed() -> None:
    found = region(classes(2, 6, 0))
    assert (found.judged, found.share_good, len(found.section_codes)) == (2, 0.5, 3)
    assert [(one.code, one.reason and one.reason[0]) for one in found.without_class] == [("S2", "本月没有监测数据。")]
    nothing = region(classes(0, 0))
    assert (nothing.rule, nothing.level, nothing.share_good, nothing.share_worst) == ("none", None, None, None)


def test_the_four_answers_are_counted_apart() -> None:
    sections = [
        *classes(2, 2, 6, 0),
        judged("N", {"w21003": 0.4}, required="5+X"),
        of_class("T", 2, target=None),
    ]
    counts = region(sections).attainment
    assert (counts.met, counts.missed, counts.met_on_n, counts.undetermined, counts.without_target) == (2, 1, 1, 1, 1)
    rates = counts.as_dict()["rates"]
    assert (rates["of_all"]["numerator"], rates["of_all"]["denominator"], rates["of_all"]["pct"]) == (2, 5, 40.0)
    assert (rates["of_decided"]["denominator"], rates["of_decided"]["pct"]) == (3, 66.7)
    assert (rates["with_met_on_n"]["numerator"], rates["with_met_on_n"]["denominator"]) == (3, 4)
    assert counts.missed_codes == ("S2",)
    other = region(sections, purpose="补偿").attainment
    assert (other.without_target, other.with_target) == (6, 0)


def test_a_shared_section_counts_for_both_districts() -> None:
    sections = [
        of_class("A", 2, district="冠县"),
        of_class("B", 4, district="冠县", district_beyond="临清市", kind="左右岸共有"),
        of_class("C", 3, district="临清市", district_beyond="冠县", kind="出境"),
        of_class("D", 3),
    ]
    found = sections_by_district(sections)
    assert {name: [one.section.code for one in rows] for name, rows in found.items()} == {
        "冠县": ["A", "B"],
        "临清市": ["B", "C"],
    }


def test_answers_are_json() -> None:
    for sections in (classes(2, 2, 3), classes(2, 2, 3, 4, 5, 6, 0), []):
        answer = region(sections, month="2023-05").as_dict()
        assert json.loads(json.dumps(answer, ensure_ascii=False, allow_nan=False)) == answer
    shown = region(classes(2, 2, 3, 4, 5, 6)).as_dict()
    assert shown["class_shares_pct"] == {"Ⅰ": 0.0, "Ⅱ": 33.3, "Ⅲ": 16.7, "Ⅳ": 16.7, "Ⅴ": 16.7, "劣Ⅴ": 16.7}
    assert (shown["share_good_pct"], shown["main_pollutants_zh"]) == (50.0, "氨氮(50.0%)")


SECTIONS = st.lists(st.integers(0, 6), max_size=9)


@settings(max_examples=40, deadline=None)
@given(SECTIONS)
def test_shares_sum_to_one_over_the_judged(numbers: list[int]) -> None:
    found = region(classes(*numbers))
    assert found.judged + len(found.without_class) == len(numbers)
    if found.judged:
        assert sum(count / found.judged for count in found.class_counts) == pytest.approx(1.0)
        assert 0 <= (found.share_worst or 0) + (found.share_good or 0) <= 1 + 1e-12


@settings(max_examples=40, deadline=None)
@given(SECTIONS, st.randoms(use_true_random=False))
def test_the_order_of_sections_is_irrelevant(numbers: list[int], random: Any) -> None:
    sections = classes(*numbers)
    turned = list(sections)
    random.shuffle(turned)
    one, other = region(sections), region(turned)
    assert (one.level, one.water_class, one.class_counts) == (other.level, other.water_class, other.class_counts)
    assert [share.as_dict() for share in one.shares] == [share.as_dict() for share in other.shares]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 4, allow_nan=False), min_size=1, max_size=7), st.data())
def test_raising_a_pollutant_never_improves_class_or_level(values: list[float], data: st.DataObject) -> None:
    raised = list(values)
    place = data.draw(st.integers(0, len(values) - 1))
    raised[place] += data.draw(st.floats(0, 4, allow_nan=False))

    def level(numbers: list[float]) -> tuple[int, int]:
        found = region(judged_all([{"w21003": value} for value in numbers], required="w21003"))
        assert found.level is not None
        return found.level.order, found.water_class

    before, after = level(values), level(raised)
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 40, allow_nan=False), min_size=1, max_size=6))
def test_means_lie_within(values: list[float]) -> None:
    (mean,) = mean_over_sections(judged_all([{"w01018": value} for value in values]))
    assert mean.value_unrounded is not None
    assert min(values) * (1 - 1e-9) <= mean.value_unrounded <= max(values) * (1 + 1e-9)
    assert mean.sections == len(values)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["met", "missed", "met_on_n", "undetermined"]), max_size=6))
def test_missing_never_counts_as_met(states: list[str]) -> None:
    make = {
        "met": lambda code: of_class(code, 2),
        "missed": lambda code: of_class(code, 6),
        "met_on_n": lambda code: of_class(code, 2, required="5+X"),
        "undetermined": lambda code: of_class(code, 0),
    }
    counts = region([make[state](f"S{k}") for k, state in enumerate(states)]).attainment
    assert counts.met == states.count("met")
    assert counts.as_dict()["rates"]["of_all"]["denominator"] == len(states)
