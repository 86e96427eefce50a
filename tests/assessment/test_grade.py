"""Classes of GB 3838-2002 Table 1: numbers worked by hand from the table, and laws (单因子水质类别)."""

from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.grade import classify, grade_indicators
from app.assessment.indicators import judged_codes
from app.assessment.limits import class_limits, limits_of
from app.assessment.unfit import UnfitValues, UnknownIndicator
from app.errors import SuyuanError

NAN = math.nan
TABLE_1 = list(class_limits()["river"])
POLLUTANTS = [code for code in judged_codes() if limits_of(code, "river").direction == "le"]
concentrations = st.floats(0, 1e6, allow_nan=False)
water_types = st.sampled_from(["river", "lake_or_reservoir"])

# (code, water type, value, class): each limit itself, and a little beyond it, read from GB 3838-2002 Table 1
HAND_WORKED = [
    ("w01009", "river", 7.5, 1),
    ("w01009", "river", 7.49, 2),
    ("w01009", "river", 6.0, 2),
    ("w01009", "river", 5.0, 3),
    ("w01009", "river", 4.99, 4),
    ("w01009", "river", 3.0, 4),
    ("w01009", "river", 2.0, 5),
    ("w01009", "river", 1.99, 6),
    ("w01009", "river", 0.0, 6),
    ("w01001", "river", 6.0, 1),
    ("w01001", "river", 9.0, 1),
    ("w01001", "river", 5.99, 6),
    ("w01001", "river", 9.01, 6),
    ("w01001", "lake_or_reservoir", 9.01, 6),
    ("w01018", "river", 15.0, 1),
    ("w01018", "river", 15.1, 3),  # Ⅰ and Ⅱ share 15: never "COD Ⅱ"
    ("w01018", "river", 40.0, 5),
    ("w01018", "river", 40.01, 6),
    ("w01019", "river", 2.0, 1),
    ("w01019", "river", 6.0, 3),
    ("w01019", "river", 10.1, 5),
    ("w21003", "river", 0.15, 1),
    ("w21003", "river", 1.0, 3),
    ("w21003", "river", 2.01, 6),
    ("w21011", "river", 0.02, 1),
    ("w21011", "lake_or_reservoir", 0.02, 2),
    ("w21011", "river", 0.2, 3),
    ("w21011", "lake_or_reservoir", 0.2, 5),
    ("w21011", "lake_or_reservoir", 0.21, 6),
    ("w21011", "river", 0.41, 6),
    ("w20122", "river", 0.011, 2),
    ("w20122", "river", 1.0, 2),  # Ⅱ–Ⅴ share 1.0
    ("w20122", "river", 1.01, 6),
    ("w21017", "river", 1.0, 1),
    ("w21017", "river", 1.2, 4),
    ("w20111", "river", 0.00005, 1),
    ("w20111", "river", 0.00006, 3),
    ("w20111", "river", 0.0011, 6),
    ("w20117", "river", 0.1, 5),
    ("w22001", "river", 0.05, 1),
    ("w22001", "river", 0.06, 4),
    ("w21001", "river", 9.0, 0),
    ("w21001", "lake_or_reservoir", 9.0, 0),
    ("w01010", "river", 30.0, 0),
    ("w02003", "river", 1e6, 0),
]


@pytest.mark.parametrize(("code", "water_type", "value", "expected"), HAND_WORKED)
def test_class_of_one_value(code: str, water_type: str, value: float, expected: int) -> None:
    assert classify([[value]], [code], water_type).tolist() == [expected]
    assert grade_indicators([[value]], [code], water_type).tolist() == [[expected]]


def test_the_worst_indicator_decides_and_rows_keep_their_order() -> None:
    values = [[7.0, 8.0, 1.0, 0.9], [7.0, 8.0, 1.0, 2.5], [NAN] * 4, [9.5, 8.0, 1.0, 0.1]]
    assert classify(values, ["w01001", "w01009", "w01018", "w21003"], "river").tolist() == [3, 6, 0, 6]


def test_water_type_by_row() -> None:
    types = np.array(["river", "lake_or_reservoir"] * 2)
    assert classify([[0.05]] * 4, ["w21011"], types).tolist() == [2, 3, 2, 3]
    assert classify([[0.05]] * 4, ["w21011"], pd.Series(types)).tolist() == [2, 3, 2, 3]


def test_beside_grades_nitrogen_of_lakes_only() -> None:
    values, codes = [[1.6, 20001.0, 12.0]] * 2, ["w21001", "w02003", "w01010"]
    beside = grade_indicators(values, codes, ["river", "lake_or_reservoir"], beside=True)
    assert beside.tolist() == [[0, 5, 0], [5, 5, 0]]


@pytest.mark.parametrize("marker", [NAN, -1.0, -9999.0, -math.inf, None])
def test_what_is_not_a_measurement_is_not_judged(marker: float | None) -> None:
    for code in judged_codes():
        assert classify([[marker]], [code], "river").tolist() == [0], code


def test_an_endless_pollutant_is_the_worst_class_and_endless_oxygen_is_no_measurement() -> None:
    assert classify([[math.inf]], ["w01018"], "river").tolist() == [6]
    assert classify([[math.inf]], ["w01009"], "river").tolist() == [0]


@pytest.mark.parametrize(
    "values",
    [
        np.array([[0.1], [0.2]], dtype=np.float32),
        [[0.1], [0.2]],
        np.ma.masked_invalid([[0.1], [0.2]]),
        pd.DataFrame({"w21011": [0.1, 0.2]}),
        pd.DataFrame({"w21011": pd.array([0.1, 0.2], dtype="Float64")}),
        pd.DataFrame({"w21011": np.array([0.1, 0.2], dtype=np.float32)}),
        [0.1, 0.2],
        np.array([0.1, 0.2], dtype=object),
        np.asfortranarray([[0.1], [0.2]]),
    ],
)
def test_kinds_of_arrays(values: object) -> None:
    classes = classify(values, ["w21011"], "river")  # type: ignore[arg-type]
    assert classes.dtype == np.int8
    assert classes.tolist() == [2, 3]


def test_whole_numbers_and_missing_ones() -> None:
    assert classify(np.array([[3], [41]]), ["w01018"], "river").tolist() == [1, 6]
    table = pd.DataFrame({"w01018": pd.array([3, pd.NA], dtype="Int64")})
    assert classify(table, ["w01018"], "river").tolist() == [1, 0]


@pytest.mark.parametrize(
    ("values", "codes", "shape"),
    [([], ["w01018"], (0, 1)), (np.empty((0, 24)), TABLE_1, (0, 24)), (np.empty((3, 0)), [], (3, 0)), ([], [], (0, 0))],
)
def test_empty(values: object, codes: list[str], shape: tuple[int, int]) -> None:
    assert grade_indicators(values, codes, "river").shape == shape  # type: ignore[arg-type]
    assert classify(values, codes, "river").tolist() == [0] * shape[0]  # type: ignore[arg-type]


def test_an_unknown_code_is_named_and_the_known_ones_are_listed() -> None:
    with pytest.raises(UnknownIndicator, match="w99999") as caught:
        classify([[1.0, 2.0]], ["w01018", "w99999"], "river")
    assert isinstance(caught.value, SuyuanError)
    assert isinstance(caught.value, ValueError)
    assert "w21011" in caught.value.zh
    assert "w01018" in caught.value.en


@pytest.mark.parametrize(
    "water_type", ["lake", "", ["river", "sea"], ["river"], np.array(["river"] * 3), [None, "river"]]
)
def test_a_wrong_water_type_is_refused(water_type: object) -> None:
    with pytest.raises(UnfitValues):
        classify([[1.0], [2.0]], ["w01018"], water_type)  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [[1.0], [2.0]], [[[1.0, 2.0]]], [["a", "b"]], 5.0])
def test_values_of_the_wrong_shape_are_refused(values: object) -> None:
    with pytest.raises(UnfitValues):
        classify(values, ["w01018", "w21003"], "river")  # type: ignore[arg-type]


def test_the_table_has_24_items_and_judges_21() -> None:
    assert len(TABLE_1) == 24
    assert len(judged_codes()) == 21
    assert set(class_limits()["river"]) == set(TABLE_1)
    assert not {"w01010", "w21001", "w02003"} & set(judged_codes())


def test_many_rows_are_as_single_rows_across_the_block_edge() -> None:
    rng = np.random.default_rng(1)
    values = rng.lognormal(-1, 2, (20_000, 24))
    values[rng.random(values.shape) < 0.3] = NAN
    types = np.where(rng.random(20_000) < 0.5, "river", "lake_or_reservoir")
    classes = classify(values, TABLE_1, types)
    for row in (0, 1, 8191, 8192, 16_383, 16_384, 19_999):
        assert classes[row] == classify(values[row : row + 1], TABLE_1, str(types[row]))[0]


@given(st.sampled_from(POLLUTANTS), concentrations, concentrations, water_types)
def test_more_of_a_pollutant_never_gives_a_better_class(code: str, one: float, two: float, water_type: str) -> None:
    less, more = classify([[min(one, two)], [max(one, two)]], [code], water_type)
    assert less <= more


@given(concentrations, concentrations)
def test_less_oxygen_never_gives_a_better_class(one: float, two: float) -> None:
    less, more = classify([[min(one, two)], [max(one, two)]], ["w01009"], "river")
    assert less >= more


@given(st.lists(st.tuples(st.sampled_from(TABLE_1), concentrations), min_size=1, max_size=24), water_types)
def test_another_indicator_never_improves_the_class(pairs: list[tuple[str, float]], water_type: str) -> None:
    codes, values = [code for code, _ in pairs], [value for _, value in pairs]
    classes = [int(classify([values[:count]], codes[:count], water_type)[0]) for count in range(1, len(pairs) + 1)]
    assert classes == sorted(classes)
    assert classes[-1] == max(grade_indicators([values], codes, water_type)[0])


@given(st.lists(concentrations, min_size=24, max_size=24))
def test_a_lake_is_never_judged_milder_than_a_river(values: list[float]) -> None:
    river, lake = classify([values, values], TABLE_1, ["river", "lake_or_reservoir"])
    assert lake >= river


@given(st.permutations(range(24)), st.lists(concentrations, min_size=24, max_size=24), water_types)
def test_the_order_of_indicators_is_irrelevant(order: list[int], values: list[float], water_type: str) -> None:
    shuffled = classify([[values[i] for i in order]], [TABLE_1[i] for i in order], water_type)
    assert shuffled.tolist() == classify([values], TABLE_1, water_type).tolist()


@given(st.lists(concentrations, min_size=1, max_size=24), water_types)
def test_the_class_is_the_best_whose_limits_are_all_met(values: list[float], water_type: str) -> None:
    """Against a plain loop over Table 1 as it is printed."""
    codes = TABLE_1[: len(values)]
    judged = [(limits_of(c, water_type), v) for c, v in zip(codes, values, strict=True) if c in judged_codes()]
    expected = 0
    for limits, value in judged:
        grade = 6
        for candidate in (5, 4, 3, 2, 1):
            limit = limits.limit_of(candidate)
            if isinstance(limit, tuple):
                met = limit[0] <= value <= limit[1]
            else:
                assert limit is not None
                met = value >= limit if limits.direction == "ge" else value <= limit
            grade = candidate if met else grade
        expected = max(expected, grade)
    assert classify([values], codes, water_type).tolist() == [expected]


def test_a_million_samples_take_seconds_at_most() -> None:
    values = np.random.default_rng(2).random((1_000_000, 24)) * 2
    started = time.process_time()
    classes = classify(values, TABLE_1, "river")
    assert time.process_time() - started < 5
    assert classes.min() >= 1
