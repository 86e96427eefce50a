"""Attainment has four answers (达标评价): tables by hand, and laws."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.attainment import STATES, attain, certain_grades, exceedance_multiples, limit_array
from app.assessment.indicators import judged_codes
from app.assessment.required import required_indicators
from app.assessment.targets import in_force, targets_in_force
from app.assessment.unfit import UnfitValues

NAN = math.nan
CODES = ["w01001", "w01009", "w01019", "w21003", "w21011"]
GOOD = [7.5, 8.0, 3.0, 0.3, 0.05]


@pytest.mark.parametrize(
    ("values", "target", "expected"),
    [
        (GOOD, 3, "met"),
        (GOOD, 1, "missed"),
        ([7.5, 8.0, 3.0, 1.01, 0.05], 3, "missed"),
        ([7.5, 8.0, 3.0, 1.0, 0.05], 3, "met"),  # the limit itself meets
        ([7.5, 4.99, 3.0, 0.3, 0.05], 3, "missed"),
        ([9.1, 8.0, 3.0, 0.3, 0.05], 5, "missed"),  # pH outside 6–9 meets no class
        ([7.5, 8.0, NAN, 0.3, 0.05], 3, "met_on_n"),
        ([NAN, NAN, NAN, 2.5, NAN], 5, "missed"),  # one miss is enough, however little was measured
        ([NAN] * 5, 3, "undetermined"),
        ([-1.0] * 5, 3, "undetermined"),
    ],
)
def test_four_answers(values: list[float], target: int, expected: str) -> None:
    assert attain([values], CODES, "river", target, [True] * 5).names() == [expected]


def test_what_is_not_required_is_not_looked_at() -> None:
    required = [True, True, True, True, False]
    assert attain([[7.5, 8.0, 3.0, 0.3, 9.0]], CODES, "river", 3, required).names() == ["met"]
    assert attain([[NAN, NAN, NAN, NAN, 9.0]], CODES, "river", 3, required).names() == ["undetermined"]


def test_masks_part_the_required_ones() -> None:
    answer = attain([[7.5, NAN, 7.0, 0.3, 0.2]], CODES, "river", 3, [True] * 5, detection_limits=[[NAN] * 4 + [0.4]],
                    lower_values=[[7.5, NAN, 7.0, 0.3, 0.0]])  # fmt: skip
    assert answer.met.tolist() == [[True, False, False, True, False]]
    assert answer.missed.tolist() == [[False, False, True, False, False]]
    assert answer.undeterminable.tolist() == [[False, False, False, False, True]]
    assert answer.missing.tolist() == [[False, True, False, False, False]]


@pytest.mark.parametrize(
    ("value", "lower", "limit", "expected"),
    [
        (0.01, 0.0, 0.02, "met"),  # 石油类 <0.02, Ⅲ limit 0.05
        (0.05, 0.0, 0.1, "undetermined"),  # <0.1: half of it is within, the truth may not be
        (0.5, 0.0, 1.0, "undetermined"),  # <1.0: half of it exceeds, the truth may not
        (0.4, 0.3, 0.2, "missed"),  # one value below a high limit, but others prove it
        (NAN, 0.0, math.inf, "undetermined"),  # not detected, no limit told
        (0.03, 0.01, math.inf, "undetermined"),
    ],
)
def test_a_detection_limit_above_the_class_limit_is_never_met(
    value: float, lower: float, limit: float, expected: str
) -> None:
    answer = attain([[value]], ["w22001"], "river", 3, [True], detection_limits=[[limit]], lower_values=[[lower]])
    assert answer.names() == [expected]


def test_the_same_limit_may_do_for_another_target() -> None:
    arguments: dict[str, Any] = {"detection_limits": [[0.1]] * 2, "lower_values": [[0.0]] * 2}
    answer = attain([[0.05]] * 2, ["w22001"], "river", [3, 4], [True], **arguments)
    assert answer.names() == ["undetermined", "met"]


def test_lakes_have_their_own_phosphorus() -> None:
    types = ["river", "lake_or_reservoir"]
    assert attain([[0.1]] * 2, ["w21011"], types, 3, [True]).names() == ["met", "missed"]
    assert limit_array(["w21011"], types, [3, 3]).tolist() == [[0.2], [0.05]]


@pytest.mark.parametrize("target", [0, 6, -1])
def test_targets_are_classes_one_to_five(target: int) -> None:
    with pytest.raises(UnfitValues):
        attain([GOOD], CODES, "river", target, [True] * 5)


def test_no_sections() -> None:
    assert attain(np.empty((0, 5)), CODES, "river", 3, [True] * 5).names() == []


def test_multiples_of_the_golden_section() -> None:
    """COD 26, CODMn 7.2, BOD5 4.4 against Ⅲ: 0.3, 0.2, 0.1 (golden example of main pollutants)."""
    multiples = exceedance_multiples([[26.0, 7.2, 4.4]], ["w01018", "w01019", "w01017"], [[20.0, 6.0, 4.0]])
    assert multiples.round(2).tolist() == [[0.3, 0.2, 0.1]]
    assert np.isnan(exceedance_multiples([[40.0, 9.9, 1.0]], ["w01010", "w01001", "w01009"], [[1.0, 9.0, 5.0]])).all()
    assert np.isnan(exceedance_multiples([[20.0]], ["w01018"], [[20.0]])).all()


def test_a_class_that_a_detection_limit_leaves_open_is_not_given() -> None:
    codes = ["w22001", "w20111", "w21003", "w20120"]
    grades, unsure = certain_grades(
        [[0.5, 0.00002, NAN, 0.2]],
        codes,
        "river",
        detection_limits=[[1.0, 0.00004, math.inf, 0.02]],
        lower_values=[[0.0, 0.0, 0.0, 0.19]],
    )
    assert grades.tolist() == [[0, 1, 0, 6]]
    assert unsure.tolist() == [[True, False, True, False]]


def test_required_sets() -> None:
    assert required_indicators("21").codes == judged_codes()
    assert required_indicators("5+X", ["氟化物"]).codes == ("w01001", "w01009", "w01019", "w21003", "w21011", "w21017")
    assert required_indicators("5＋x").label == "5+X"
    assert required_indicators("w21003, 化学需氧量;总氮").codes == ("w01018", "w21003")
    assert required_indicators("w21003, 化学需氧量;总氮").not_judgeable == ("w21001",)
    assert required_indicators("硫酸盐").not_judgeable == ("w21038",)
    assert required_indicators(" ").label == "21"


def test_targets_have_dates() -> None:
    written = [
        {"purpose": "考核", "period": "year", "class": 5},
        {"period": "month", "class": "4", "valid_from": "2023-06-01"},
        {"class": 9},
        {"class": "Ⅲ"},
        {},
    ]
    assert [target.water_class for target in targets_in_force(written, "2023-05")] == [5]
    assert [(t.period, t.water_class) for t in targets_in_force(written, "2023-06")] == [("year", 5), ("month", 4)]
    assert in_force(NAN, "2023-05-01", "2023-05")
    assert not in_force(None, "2023-04-30", "2023-05")


values_ = st.lists(st.one_of(st.just(NAN), st.floats(0, 1e3, allow_nan=False)), min_size=5, max_size=5)


@given(values_, st.integers(1, 5), st.integers(0, 4))
def test_a_missing_indicator_never_turns_an_answer_into_met(values: list[float], target: int, gone: int) -> None:
    before = attain([values], CODES, "river", target, [True] * 5).names()[0]
    after = attain([[NAN if k == gone else v for k, v in enumerate(values)]], CODES, "river", target, [True] * 5)
    assert after.names()[0] != "met"
    if before in ("undetermined", "met_on_n"):
        assert after.names()[0] in ("undetermined", "met_on_n")


@given(values_, st.integers(1, 4))
def test_a_milder_target_is_missed_no_oftener(values: list[float], target: int) -> None:
    strict, mild = attain([values] * 2, CODES, "river", [target, target + 1], [True] * 5).names()
    if mild == "missed":
        assert strict == "missed"


@given(values_, st.integers(1, 5), st.integers(2, 4), st.floats(0, 1e3, allow_nan=False))
def test_more_of_a_pollutant_never_turns_a_miss_away(
    values: list[float], target: int, column: int, more: float
) -> None:
    raised = [v + more if k == column else v for k, v in enumerate(values)]
    before, after = attain([values, raised], CODES, "river", target, [True] * 5).names()
    if before == "missed":
        assert after == "missed"


@given(values_, values_, st.integers(1, 5))
def test_the_required_are_parted_into_exactly_four(values: list[float], limits: list[float], target: int) -> None:
    answer = attain([values], CODES, "river", target, [True] * 5, detection_limits=[limits], lower_values=[[0.0] * 5])
    parts = answer.met.astype(int) + answer.missed + answer.undeterminable + answer.missing
    assert (parts == 1).all()
    assert answer.names()[0] in STATES
    if answer.undeterminable.any():
        assert answer.names()[0] != "met"
