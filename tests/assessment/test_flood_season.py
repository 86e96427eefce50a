"""The flood season against the rest (汛期与非汛期): worked by hand, and laws."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.flood_season import FloodSeason, flood_season
from app.assessment.unfit import UnfitValues
from tests.assessment.judged import means_of


def table(values: dict[str, float], *, site: str = "S1", code: str = "w21003") -> pd.DataFrame:
    return pd.concat([means_of(site, {code: value}, month) for month, value in values.items()])


def one(means: pd.DataFrame, **more: Any) -> FloodSeason:
    (row,) = flood_season(means, more.pop("water_types", {"S1": "river"}), **more)
    return row


def test_june_to_september_against_the_rest() -> None:
    row = one(table({"2023-05": 0.4, "2023-06": 1.0, "2023-09": 2.0, "2023-10": 0.6}))
    assert (row.flood_mean, row.rest_mean, row.ratio) == (1.5, 0.5, 3.0)
    assert (row.flood_months, row.rest_months) == (2, 2)
    assert (row.flood_class, row.rest_class, row.answer) == (4, 2, "flushed")  # Ⅳ (1.5), Ⅱ (0.5)


@pytest.mark.parametrize(
    ("code", "flood", "rest", "answer", "ratio"),
    [
        ("w21003", 0.5, 1.0, "diluted", 0.5),
        ("w21003", 0.5, 0.5, "same", 1.0),
        ("w21003", 0.55, 0.5, "same", 1.1),  # a tenth apart tells no season
        ("w21003", 0.56, 0.5, "flushed", 1.12),
        ("w21003", 0.44, 0.5, "diluted", 0.88),
        ("w01009", 4.0, 8.0, "flushed", 0.5),  # less oxygen is worse
        ("w01009", 9.0, 6.0, "diluted", 1.5),
        ("w01001", 8.0, 7.0, "unknown", None),  # pH has no ratio
        ("w21001", 9.0, 3.0, "flushed", 3.0),
        ("w22001", 0.04, 0.0, "flushed", None),  # no ratio to nothing
    ],
)
def test_ratios(code: str, flood: float, rest: float, answer: str, ratio: float | None) -> None:
    row = one(table({"2023-07": flood, "2023-02": rest}, code=code))
    assert (row.answer, row.ratio) == (answer, ratio)


def test_half_detection_limits_are_nothing_to_compare() -> None:
    means = table({"2023-07": 0.003, "2023-02": 0.001}, code="w20117")
    means["below_count"] = means["count"]
    assert (one(means).answer, one(means).ratio) == ("unknown", None)
    means["below_count"] = [0, 1]  # found in July
    assert one(means).answer == "flushed"


def test_total_nitrogen_of_a_river_has_no_class() -> None:
    row = one(table({"2023-07": 9.0, "2023-02": 3.0}, code="w21001"))
    assert (row.flood_class, row.as_dict()["rest_class"]) == (0, None)


def test_a_side_without_months_is_unknown() -> None:
    row = one(table({"2023-07": 1.0}))
    assert (row.answer, row.ratio, row.rest_mean, row.rest_months, row.rest_class) == ("unknown", None, None, 0, 0)
    invalid = table({"2023-07": 1.0, "2023-02": 1.0})
    invalid["valid"] = [True, False]
    assert one(invalid).answer == "unknown"
    assert json.loads(json.dumps(row.as_dict(), allow_nan=False)) == row.as_dict()


def test_the_months_and_the_water_type_are_parameters() -> None:
    means = table({"2023-05": 0.06, "2023-06": 0.03}, code="w21011")
    assert one(means, months=(5,)).flood_mean == 0.06
    assert one(means).flood_class == 2  # 0.03: river Ⅱ
    assert one(means, water_types={"S1": "lake_or_reservoir"}).flood_class == 3
    for months in ((), range(1, 13), (0,), (13,)):
        with pytest.raises(UnfitValues):
            flood_season(means, {}, months=list(months))


def test_classes_rest_on_rounded_means() -> None:
    assert one(table({"2023-07": 1.0, "2023-08": 1.009, "2023-02": 1.0})).flood_class == 3  # 1.0045 → 1.00


def test_order() -> None:
    means = pd.concat([table({"2023-07": 1.0}, site="B"), table({"2023-07": 1.0}, site="A", code="w21011")])
    means = pd.concat([means, table({"2023-07": 1.0}, site="A", code="w01018")])
    assert [(row.site_code, row.code) for row in flood_season(means, {})] == [
        ("A", "w01018"),
        ("A", "w21011"),
        ("B", "w21003"),
    ]


MONTHS = [f"2023-{month:02d}" for month in range(1, 13)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 10, allow_nan=False), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_means_lie_within_and_the_order_of_rows_is_irrelevant(values: list[float], random: Any) -> None:
    means = table(dict(zip(MONTHS, values, strict=False)))
    row = one(means)
    for mean in (row.flood_mean, row.rest_mean):
        assert mean is None or min(values) * (1 - 1e-9) <= mean <= max(values) * (1 + 1e-9)
    assert row.flood_months + row.rest_months == len(values)
    places = list(range(len(means)))
    random.shuffle(places)
    other = one(means.iloc[places])
    assert (other.flood_months, other.answer) == (row.flood_months, row.answer) or math.isclose(row.ratio or 0, 1)
