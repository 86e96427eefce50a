"""Manual and automatic values of one section and month: the rule is named and can be switched (数据优先规则)."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from app.assessment.means import month_means, reconciliations
from app.assessment.unfit import UnfitValues

AUTOMATIC = {"source": "automatic", "state": "正常"}


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


BOTH = samples(  # 氨氮 and 化学需氧量 from both, 总磷 by the station alone, 氟化物 by hand alone
    {**AUTOMATIC, "value": 1.0},
    {"value": 2.0},
    {**AUTOMATIC, "indicator": "w01018", "value": 10.0},
    {"indicator": "w01018", "value": 20.0},
    {**AUTOMATIC, "indicator": "w21011", "value": 0.1},
    {"indicator": "w21017", "value": 0.8},
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [  # 环办监测函〔2020〕82号 names the first; the others are the office's choice
        ("station_first", {"w01018": 20.0, "w21003": 1.0, "w21011": 0.1, "w21017": 0.8}),
        ("manual_first", {"w01018": 20.0, "w21003": 2.0, "w21011": 0.1, "w21017": 0.8}),
        ("manual_only", {"w01018": 20.0, "w21003": 2.0, "w21017": 0.8}),
        ("station_only", {"w01018": 10.0, "w21003": 1.0, "w21011": 0.1}),
    ],
)
def test_each_rule_and_the_source_it_used(rule: str, expected: dict[str, float]) -> None:
    means = month_means(BOTH, reconciliation=rule).set_index("indicator")
    assert means["mean"].to_dict() == expected
    by_station = {10.0, 1.0, 0.1}
    assert means["source"].to_dict() == {
        code: "automatic" if value in by_station else "manual" for code, value in expected.items()
    }


def test_the_default_is_station_first_and_every_rule_says_its_source() -> None:
    assert month_means(BOTH).equals(month_means(BOTH, reconciliation="station_first"))
    assert [name for name, row in reconciliations().items() if row["default"] == "1"] == ["station_first"]
    assert all(row["source"] and row["confidence"] and row["zh"] and row["en"] for row in reconciliations().values())


def test_another_rule_is_refused() -> None:
    with pytest.raises(UnfitValues, match="station_first"):
        month_means(BOTH, reconciliation="the best")


def on(day: int, value: float, **more: Any) -> dict[str, Any]:
    return {**AUTOMATIC, "sampled_at": f"2023-05-{day:02d}T02:00Z", "value": value, **more}


def test_a_day_with_too_few_values_does_not_count() -> None:
    table = samples(on(3, 1.0), on(3, 2.0), on(4, 9.0))
    (row,) = month_means(table, station_day_min_values=2).to_dict("records")
    assert (row["mean"], row["count"], row["days"], row["valid"]) == (1.5, 2, 1, True)
    (row,) = month_means(table).to_dict("records")
    assert (row["mean"], row["count"], row["days"]) == (4.0, 3, 2)


def test_the_days_are_counted_by_indicator() -> None:
    table = samples(on(3, 1.0), on(3, 2.0), on(3, 0.2, indicator="w21011"))
    means = month_means(table, station_day_min_values=2).set_index("indicator")
    assert means["valid"].to_dict() == {"w21003": True, "w21011": False}
    assert means.loc["w21011", "mean"] == 0.2  # shown, and not valid
    assert means.loc["w21011", "days"] == 0


def test_manual_values_have_no_least_number_a_day() -> None:
    (row,) = month_means(samples({"value": 0.7}), station_day_min_values=4).to_dict("records")
    assert (row["mean"], row["valid"]) == (0.7, True)


@pytest.mark.parametrize(
    ("rule", "source", "valid"),
    [
        ("station_first", "manual", True),
        ("manual_first", "manual", True),
        ("manual_only", "manual", True),
        ("station_only", "automatic", False),
    ],
)
def test_a_station_mean_that_is_not_valid_gives_way(rule: str, source: str, valid: bool) -> None:
    table = samples(on(3, 1.0), {"value": 7.0})
    (row,) = month_means(table, station_day_min_values=2, reconciliation=rule).to_dict("records")
    assert (row["source"], row["valid"]) == (source, valid)
