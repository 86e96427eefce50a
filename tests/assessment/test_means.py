"""Means of months: which values count, and how they are averaged (月均值)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.means import MEAN_COLUMNS, counts_in_means, local_month, mean_of, mean_of_means, month_means


def samples(*rows: dict[str, Any]) -> pd.DataFrame:
    """Samples with the usual defaults."""
    usual = {
        "site_code": "S1",
        "sampled_at": "2023-05-10T02:00Z",
        "indicator": "w21003",
        "value": 0.5,
        "below_limit": False,
        "detection_limit": math.nan,
        "source": "manual",
        "state": None,
    }
    table = pd.DataFrame([{**usual, **row} for row in rows], columns=list(usual))
    return table.assign(sampled_at=pd.to_datetime(table["sampled_at"], utc=True))


def one(table: pd.DataFrame) -> dict[str, Any]:
    assert len(table) == 1
    return {str(key): value for key, value in table.iloc[0].items()}


def test_months_are_those_of_shanghai() -> None:
    times = pd.Series(pd.to_datetime(["2023-04-30T15:59Z", "2023-04-30T16:00Z", "2022-12-31T16:00Z"], utc=True))
    assert local_month(times).tolist() == ["2023-04", "2023-05", "2023-01"]
    means = month_means(samples({"sampled_at": "2023-04-30T16:00Z"}, {"sampled_at": "2023-04-30T15:59Z"}))
    assert means["month"].tolist() == ["2023-04", "2023-05"]


def test_the_mean_is_exact_in_decimals() -> None:
    mean = one(month_means(samples({"value": 0.25}, {"value": 0.26})))
    assert mean["mean"] == 0.255
    assert (mean["count"], mean["below_count"], mean["source"]) == (2, 0, "manual")


def test_ph_is_averaged_as_hydrogen_ions() -> None:
    mean = one(month_means(samples({"indicator": "w01001", "value": 6.0}, {"indicator": "w01001", "value": 8.0})))
    assert mean["mean"] == pytest.approx(-math.log10((1e-6 + 1e-8) / 2), abs=1e-9)
    assert mean["mean"] == pytest.approx(6.2967, abs=1e-4)


def test_half_the_limit_takes_part_and_the_lower_mean_takes_zero() -> None:
    low = {"value": 0.0125, "below_limit": True, "detection_limit": 0.025}
    mean = one(month_means(samples(low, {"value": 0.1})))
    assert mean["mean"] == 0.05625
    assert mean["lower_mean"] == 0.05
    assert (mean["below_count"], mean["detection_limit"]) == (1, 0.025)


def test_not_detected_without_a_limit_is_unknown_not_zero() -> None:
    unknown = {"value": math.nan, "below_limit": True}
    mean = one(month_means(samples(unknown, {"value": 0.8})))
    assert mean["mean"] == 0.8
    assert mean["lower_mean"] == 0.4
    assert mean["detection_limit"] == math.inf
    alone = one(month_means(samples(unknown)))
    assert math.isnan(alone["mean"])
    assert alone["detection_limit"] == math.inf


def test_only_normal_automatic_values_count() -> None:
    table = samples(
        {"source": "automatic", "state": "正常", "value": 1.0},
        {"source": "automatic", "state": "维护", "value": 9.0},
        {"source": "automatic", "state": "调试", "value": 9.0},
        {"source": "automatic", "state": "不明", "value": 9.0},
        {"source": "field", "value": 9.0},
        {"source": "automatic", "state": None, "value": 3.0},
    )
    assert counts_in_means(table).tolist() == [True, False, False, False, False, True]
    assert one(month_means(table))["mean"] == 2.0


def test_the_station_goes_first_for_five_and_nitrogen_only() -> None:
    table = samples(
        {"source": "automatic", "state": "正常", "value": 1.0},
        {"source": "manual", "value": 2.0},
        {"indicator": "w01018", "source": "automatic", "state": "正常", "value": 10.0},
        {"indicator": "w01018", "source": "manual", "value": 20.0},
        {"indicator": "w21001", "source": "automatic", "state": "正常", "value": 3.0},
        {"indicator": "w21001", "source": "manual", "value": 4.0},
    )
    means = month_means(table).set_index("indicator")
    assert means["mean"].to_dict() == {"w21003": 1.0, "w01018": 20.0, "w21001": 3.0}
    assert means["source"].to_dict() == {"w21003": "automatic", "w01018": "manual", "w21001": "automatic"}


def test_too_few_days_are_not_valid_and_give_way_to_the_manual_value() -> None:
    station = [{"source": "automatic", "state": "正常", "sampled_at": f"2023-05-{day:02d}T02:00Z"} for day in (3, 3, 4)]
    alone = one(month_means(samples(*station), station_min_days=3))
    assert (alone["valid"], alone["days"], alone["count"]) == (False, 2, 3)
    assert one(month_means(samples(*station), station_min_days=2))["valid"]
    both = one(month_means(samples(*station, {"value": 7.0}), station_min_days=3))
    assert (both["mean"], both["source"], both["valid"]) == (7.0, "manual", True)


def test_a_day_is_a_day_of_shanghai() -> None:
    station = {"source": "automatic", "state": "正常"}
    table = samples({**station, "sampled_at": "2023-05-03T15:00Z"}, {**station, "sampled_at": "2023-05-03T17:00Z"})
    assert one(month_means(table))["days"] == 2


def test_lakes_are_averaged_over_time_then_over_points() -> None:
    table = samples(
        {"site_code": "P1", "indicator": "w21011", "value": 0.02},
        {"site_code": "P1", "indicator": "w21011", "value": 0.04},
        {"site_code": "P2", "indicator": "w21011", "value": 0.09},
        {"site_code": "R", "indicator": "w21011", "value": 9.0},
    )
    means = month_means(table)
    lake = one(mean_of_means(means, means["site_code"].map({"P1": "北湖", "P2": "北湖"})))
    assert (lake["site_code"], lake["mean"], lake["count"]) == ("北湖", 0.06, 2)


def test_a_year_is_the_mean_of_its_months_and_ph_stays_hydrogen_ions() -> None:
    table = samples(
        {"value": 1.0},
        {"value": 1.0},
        {"value": 1.0},
        {"value": 3.0, "sampled_at": "2023-06-10T02:00Z"},
        {"indicator": "w01001", "value": 6.0},
        {"indicator": "w01001", "value": 8.0, "sampled_at": "2023-06-10T02:00Z"},
    )
    means = month_means(table)
    year = mean_of_means(means, means["site_code"]).set_index("indicator")
    assert year.loc["w21003", "mean"] == 2.0
    assert year.loc["w21003", "month"] == "2023-06"
    assert year.loc["w01001", "mean"] == pytest.approx(6.29670862188)


def test_empty() -> None:
    assert tuple(month_means(samples()).columns) == MEAN_COLUMNS
    assert tuple(mean_of_means(month_means(samples()), pd.Series(dtype=object)).columns) == MEAN_COLUMNS
    assert month_means(samples({"value": math.nan})).empty
    assert math.isnan(mean_of([math.nan]))


@given(st.lists(st.floats(0, 1e4, allow_nan=False), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(values: list[float], random: Any) -> None:
    rows = [{"value": value} for value in values]
    mean = one(month_means(samples(*rows)))["mean"]
    random.shuffle(rows)
    assert one(month_means(samples(*rows)))["mean"] == pytest.approx(mean, rel=1e-11, abs=1e-300)
    assert mean == pytest.approx(np.mean(values), rel=1e-9, abs=1e-300)


@given(st.lists(st.floats(0, 14, allow_nan=False), min_size=1, max_size=20))
def test_the_mean_ph_lies_between_and_is_no_milder_than_the_plain_mean(values: list[float]) -> None:
    mean = mean_of(values, ph=True)
    assert min(values) - 1e-9 <= mean <= np.mean(values) + 1e-9
