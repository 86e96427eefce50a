"""Means of weeks, quarters, years and cumulative, and how many data they need (环办〔2011〕22号)."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.means import mean_of, month_means
from app.assessment.periods import (
    PERIOD_COLUMNS,
    cumulative_means,
    iso_week,
    lake_means,
    period_rules,
    quarter_means,
    week_means,
    year_means,
)
from app.assessment.unfit import UnfitValues


def means(values: dict[str, float], *, site: str = "S1", code: str = "w21003", **more: Any) -> pd.DataFrame:
    """Month means of one site and indicator."""
    usual = {"count": 1, "days": 1, "below_count": 0, "detection_limit": math.nan, "source": "manual", "valid": True}
    rows = [
        {"site_code": site, "month": month, "indicator": code, "mean": value, "lower_mean": value, **usual, **more}
        for month, value in values.items()
    ]
    return pd.DataFrame(rows)


def one(table: pd.DataFrame) -> dict[str, Any]:
    assert len(table) == 1
    return {str(key): value for key, value in table.iloc[0].items()}


MONTHS = [f"2023-{month:02d}" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("instant", "week"),
    [  # ISO 8601: the week belongs to the year of its Thursday; the day is that of Shanghai
        ("2023-01-01T15:59Z", "2022-W52"),
        ("2023-01-01T16:00Z", "2023-W01"),
        ("2020-12-31T02:00Z", "2020-W53"),
        ("2021-01-03T02:00Z", "2020-W53"),
        ("2024-12-30T02:00Z", "2025-W01"),
    ],
)
def test_weeks_are_iso_weeks_of_shanghai(instant: str, week: str) -> None:
    assert iso_week(pd.Series(pd.to_datetime([instant]))).tolist() == [week]


def test_a_week_is_one_datum_or_the_mean_of_several() -> None:
    table = pd.DataFrame(
        {
            "site_code": "S1",
            "sampled_at": pd.to_datetime(["2023-05-02T02:00Z", "2023-05-05T02:00Z", "2023-05-08T02:00Z"]),
            "indicator": "w01001",
            "value": [6.0, 8.0, 7.0],
            "below_limit": False,
            "detection_limit": math.nan,
            "source": "manual",
            "state": None,
        }
    )
    weeks = week_means(table).set_index("period")
    assert weeks["mean"].to_dict() == {"2023-W18": pytest.approx(6.29670862188), "2023-W19": 7.0}
    assert weeks["valid"].tolist() == [True, True]
    short = one(week_means(table.head(1).assign(source="automatic", state="正常"), station_min_days=2))
    assert (short["valid"], short["month"]) == (False, "2023-05")
    assert "无效" in short["reason_zh"]


def test_a_quarter_needs_two() -> None:
    quarters = quarter_means(means({"2023-03": 0.9, "2023-04": 0.2, "2023-06": 0.4})).set_index("period")
    assert quarters["mean"].to_dict() == {"2023-Q1": 0.9, "2023-Q2": 0.3}
    assert quarters["valid"].to_dict() == {"2023-Q1": False, "2023-Q2": True}
    assert quarters.loc["2023-Q1", "reason_zh"] == "季度均值应有 2 个月均值，只有 1 个。"
    assert quarters.loc["2023-Q1", "reason_en"] == "The mean of a quarter needs 2 month means; there are 1."
    assert quarters.loc["2023-Q2", "reason_zh"] is None


def test_months_weigh_the_same_however_often_they_were_sampled() -> None:
    times = [*(f"2023-04-{day:02d}T02:00Z" for day in range(1, 10)), "2023-05-01T02:00Z"]
    table = pd.DataFrame(
        {
            "site_code": "S1",
            "sampled_at": pd.to_datetime(times),
            "indicator": "w21003",
            "value": [*[1.0] * 9, 3.0],
            "below_limit": False,
            "detection_limit": math.nan,
            "source": "manual",
            "state": None,
        }
    )
    assert one(quarter_means(month_means(table)))["mean"] == 2.0


@pytest.mark.parametrize(
    ("gone", "states", "valid", "needed"),
    [
        ([], {}, True, 12),
        (["2023-01"], {}, False, 12),
        (["2023-01"], {"2023-01": "结冰"}, True, 8),
        (["2023-01", "2023-02"], {"2023-01": "结冰", "2023-02": "断流"}, True, 8),
        (["2023-01", "2023-02"], {"2023-01": "结冰"}, False, 12),  # one missing month has no excuse
        (["2023-01"], {"2023-01": "未采样"}, False, 12),
        (["2023-01"], {"2023-01": "停站"}, False, 12),
        (MONTHS[:4], dict.fromkeys(MONTHS[:4], "结冰"), True, 8),
        (MONTHS[:5], dict.fromkeys(MONTHS[:5], "结冰"), False, 8),  # seven are fewer than eight
    ],
)
def test_a_year_needs_twelve_or_eight_where_ice_prevented_more(
    gone: list[str], states: dict[str, str], valid: bool, needed: int
) -> None:
    values = {month: 0.5 for month in MONTHS if month not in gone}
    year = one(year_means(means(values), {("S1", month): state for month, state in states.items()}))
    assert (year["period"], year["count"], year["valid"], year["needed"]) == ("2023", len(values), valid, needed)
    assert (year["reason_zh"] is None) == valid
    assert (year["reason_en"] is None) == valid


def test_a_month_that_is_not_valid_is_no_month_of_the_year() -> None:
    table = means(dict.fromkeys(MONTHS, 0.5))
    table.loc[0, "valid"] = False
    assert one(year_means(table))["count"] == 11
    assert not one(year_means(table))["valid"]


def test_states_are_keyed_by_site_and_month() -> None:
    with pytest.raises(UnfitValues):
        year_means(means({"2023-01": 1.0}), {"S1": "结冰"})  # type: ignore[dict-item]


def test_cumulative_goes_from_january_and_tells_what_is_missing() -> None:
    table = means({"2022-12": 9.0, "2023-01": 0.2, "2023-03": 0.4, "2023-04": 9.0})
    row = one(cumulative_means(table, "2023-03"))
    assert (row["period"], row["mean"], row["count"], row["valid"]) == ("2023-01..2023-03", 0.3, 2, True)
    assert row["reason_zh"] == "2/3 个月有数据。"
    assert one(cumulative_means(table, "2023-01"))["reason_zh"] is None


def test_lakes_over_time_first_then_over_points() -> None:
    # P1: (0.02 + 0.04 + 0.03)/3 = 0.03; P2: 0.09 → the lake 0.06; the mean of all five values would be 0.054
    p1 = means({"2023-04": 0.02, "2023-05": 0.04, "2023-06": 0.03}, site="P1", code="w21011")
    p2 = means({"2023-04": 0.09, "2023-05": 0.09}, site="P2", code="w21011")
    other = means({"2023-04": 9.0, "2023-05": 9.0}, site="R", code="w21011")
    lake = one(lake_means(quarter_means(pd.concat([p1, p2, other])), {"P1": "北湖", "P2": "北湖"}))
    assert (lake["site_code"], lake["period"], lake["mean"], lake["count"]) == ("北湖", "2023-Q2", 0.06, 2)
    assert lake["reason_zh"] is None
    one_point = one(lake_means(quarter_means(pd.concat([p1, p2.head(1)])), {"P1": "北湖", "P2": "北湖"}))
    assert (one_point["mean"], one_point["reason_zh"]) == (0.03, "1/2 个点位有有效均值。")


def test_nothing_in_nothing_out() -> None:
    empty = means({"2023-01": 1.0}).iloc[:0]
    for table in (quarter_means(empty), year_means(empty), cumulative_means(empty, "2023-05"), lake_means(empty, {})):
        assert tuple(table.columns) == PERIOD_COLUMNS
        assert table.empty


def test_every_rule_has_a_source() -> None:
    assert set(period_rules()) == {"week", "month", "quarter", "year", "cumulative"}
    assert all(rule.source and rule.confidence for rule in period_rules().values())


@given(
    st.lists(st.floats(0.001, 14, allow_nan=False), min_size=1, max_size=12),
    st.sampled_from(["w21003", "w01001"]),
    st.randoms(use_true_random=False),
)
def test_means_lie_within_and_the_order_of_rows_is_irrelevant(values: list[float], code: str, random: Any) -> None:
    table = means(dict(zip(MONTHS, values, strict=False)), code=code)
    year = one(year_means(table))
    assert min(values) * (1 - 1e-9) <= year["mean"] <= max(values) * (1 + 1e-9)
    assert year["mean"] == pytest.approx(mean_of(values, ph=code == "w01001"), rel=1e-9)
    rows = list(range(len(table)))
    random.shuffle(rows)
    assert one(year_means(table.iloc[rows]))["mean"] == pytest.approx(year["mean"], rel=1e-11)
