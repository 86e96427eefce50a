"""Two periods compared (两时段比较), 环办〔2011〕22号: worked by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.change import (
    Change,
    compare_section,
    indicator_changes,
    level_change,
    percent_change,
    region_change,
)
from app.assessment.region import RegionMonth, assess_region
from app.assessment.region_levels import level_of_class
from tests.assessment.judged import judged, of_class


@pytest.mark.parametrize(
    ("before", "after", "zh", "direction", "steps"),
    [
        (1, 2, "无明显变化", "same", 0),  # Ⅰ and Ⅱ are both 优
        (3, 3, "无明显变化", "same", 0),
        (4, 3, "有所好转", "better", 1),
        (3, 4, "有所变差", "worse", -1),
        (5, 3, "明显好转", "better", 2),
        (2, 6, "明显变差", "worse", -4),
    ],
)
def test_wording_by_levels(before: int, after: int, zh: str, direction: str, steps: int) -> None:
    change = level_change(level_of_class(before), level_of_class(after))
    assert (change.zh, change.direction, change.steps, change.scope) == (zh, direction, steps, "levels")
    assert change.source == "环办〔2011〕22号 两时段比较"
    assert change.confidence == "K-high"


def test_without_a_level_nothing_is_said() -> None:
    assert level_change(None, level_of_class(2)).direction == "unknown"
    assert level_change(level_of_class(2), None).zh == "无法比较"


def basin(counts: Sequence[int]) -> RegionMonth:
    """A basin of so many sections of each class Ⅰ–劣Ⅴ."""
    numbers = [number for number, count in enumerate(counts, 1) for _ in range(count)]
    sections = [of_class(f"S{place}", number) for place, number in enumerate(numbers)]
    return assess_region(sections, kind="basin", name="流域")


@pytest.mark.parametrize(
    ("before", "after", "zh", "points"),
    [  # the same level 轻度污染 (Ⅰ–Ⅲ < 75 %, 劣Ⅴ < 20 %), of 20 sections: one is 5 points
        ([0, 0, 10, 10, 0, 0], [0, 0, 12, 8, 0, 0], "无明显变化", 10.0),  # ΔG = 10: up to 10
        ([0, 0, 10, 10, 0, 0], [0, 0, 13, 7, 0, 0], "有所好转", 15.0),
        ([0, 0, 10, 10, 0, 0], [0, 0, 14, 6, 0, 0], "有所好转", 20.0),  # up to 20
        ([0, 0, 8, 12, 0, 0], [0, 0, 13, 7, 0, 0], "明显好转", 25.0),
        ([0, 0, 10, 10, 0, 0], [0, 0, 9, 9, 0, 2], "有所变差", -15.0),  # ΔG −5, ΔD +10
        ([0, 0, 10, 7, 0, 3], [0, 0, 10, 10, 0, 0], "有所好转", 15.0),  # ΔD −15
        ([0, 0, 14, 6, 0, 0], [0, 0, 11, 6, 0, 3], "明显变差", -30.0),
    ],
)
def test_wording_by_proportions_at_the_same_level(before: list[int], after: list[int], zh: str, points: float) -> None:
    change = region_change(basin(before), basin(after))
    assert (change.zh, change.points, change.scope) == (zh, points, "proportions")
    assert change.confidence == "K-med-high"


def test_regions_at_different_levels_go_by_levels() -> None:
    change = region_change(basin([0, 0, 14, 6, 0, 0]), basin([0, 0, 18, 2, 0, 0]))
    assert (change.zh, change.steps, change.points) == ("明显好转", 2, None)  # 轻度污染 → 优


def test_the_same_level_by_the_mean_rule_is_no_change() -> None:
    change = region_change(basin([0, 0, 2, 0, 0, 0]), basin([0, 0, 3, 0, 0, 0]))
    assert (change.zh, change.scope) == ("无明显变化", "levels")
    assert region_change(None, basin([0, 0, 3, 0, 0, 0])).direction == "unknown"
    assert region_change(basin([0] * 6), basin([0, 0, 3, 0, 0, 0])).direction == "unknown"


def test_indicators_year_on_year() -> None:
    before = judged("S1", {"w21003": 1.2, "w01009": 5.0, "w01001": 7.0, "w21001": 8.0, "w01018": 20.0}, "2022-05")
    after = judged("S1", {"w21003": 0.9, "w01009": 6.0, "w01001": 8.0, "w21001": 6.0, "w21011": 0.1}, "2023-05")
    found = {one.code: one for one in indicator_changes(before, after)}
    shown = {code: (one.percent, one.direction) for code, one in found.items()}
    assert shown == {
        "w21003": (-25.0, "better"),
        "w01009": (20.0, "better"),  # more oxygen is better
        "w01001": (None, "unknown"),  # pH has no percentage and no better side
        "w21001": (-25.0, "better"),  # total nitrogen of a river: by its concentration
        "w01018": (None, "unknown"),
        "w21011": (None, "unknown"),
    }
    assert (found["w21001"].class_before, found["w21001"].class_after) == (0, 0)  # and never by a class
    assert found["w01001"].as_dict()["difference"] == 1.0
    assert found["w01018"].after is None


def test_a_change_of_half_limits_is_flagged_and_an_invalid_mean_is_unknown() -> None:
    low = {"below_count": 1, "detection_limit": 0.02, "lower_mean": 0.0}
    before, after = judged("S1", {"w22001": 0.01}, "2022-05", mean=low), judged("S1", {"w22001": 0.03}, "2023-05")
    (one,) = indicator_changes(before, after)
    assert (one.percent, one.below_limit) == (200.0, True)
    invalid = judged("S1", {"w22001": 0.03}, "2023-05", mean={"valid": False, "source": "automatic"})
    (one,) = indicator_changes(before, invalid)
    assert (one.after, one.percent, one.direction) == (None, None, "unknown")


def test_a_section_against_other_periods() -> None:
    before, after = judged("S1", {"w21003": 1.8}, "2023-04"), judged("S1", {"w21003": 0.9}, "2023-05")
    change = compare_section(before, after, "last_month").as_dict()
    assert (change["against_zh"], change["class_before_name"], change["class_after_name"]) == ("环比上月", "Ⅴ", "Ⅲ")
    assert (change["class_steps"], change["change"]["zh"]) == (2, "明显好转")
    assert change["indicators"][0]["percent"] == -50.0
    assert json.loads(json.dumps(change, allow_nan=False)) == change
    alone = compare_section(None, after, "last_year").as_dict()
    assert (alone["class_before"], alone["class_steps"], alone["change"]["direction"]) == (None, None, "unknown")
    assert alone["against_en"] == "against the same month a year ago"


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [(0.3, 0.4, 33.3333333333), (2.0, 2.0, 0.0), (0.0, 1.0, None), (float("nan"), 1.0, None), (1.0, None, None)],
)
def test_percentages(before: float, after: float | None, percent: float | None) -> None:
    assert percent_change(before, after) == percent


COUNTS = st.lists(st.integers(0, 4), min_size=6, max_size=6)
MIRROR = {"better": "worse", "worse": "better", "same": "same", "unknown": "unknown"}


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_turning_the_time_turns_the_wording(before: list[int], after: list[int]) -> None:
    one, other = region_change(basin(before), basin(after)), region_change(basin(after), basin(before))
    assert other.direction == MIRROR[one.direction]
    assert isinstance(one, Change)
    assert one.zh[:2] == other.zh[:2]
