"""Will it attain (以天保月、以月保年): worked by hand, and laws."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.assessment.attainment import attain
from app.assessment.class_bounds import mean_bounds
from app.assessment.indicators import PH, indicator_table, judged_codes
from app.assessment.limits import limits_of
from app.assessment.means import mean_of, month_means
from app.assessment.outlook import IndicatorOutlook, indicator_outlook
from app.assessment.outlook_light import OutlookRule
from app.assessment.rounding import round_half_even
from app.assessment.section_outlook import month_outlook, year_outlook
from app.assessment.targets import MONTH, YEAR, Target
from tests.assessment.judged import facts, means_of


@pytest.mark.parametrize(
    ("code", "water_type", "water_class", "bound", "inclusive"),
    [  # the greatest mean that rounds half to even onto the limit
        ("w01018", "river", 3, 20.05, True),  # 20.05 → 20.0
        ("w21003", "river", 3, 1.005, True),  # 1.005 → 1.00
        ("w21003", "river", 1, 0.155, False),  # 0.155 → 0.16
        ("w21011", "river", 3, 0.2005, True),
        ("w21011", "lake_or_reservoir", 2, 0.0255, False),  # 0.0255 → 0.026
        ("w20111", "river", 1, 0.000055, False),  # 0.000055 → 0.00006
        ("w01019", "river", 4, 10.05, True),
    ],
)
def test_the_greatest_mean_that_rounds_into_the_class(
    code: str, water_type: str, water_class: int, bound: float, inclusive: bool
) -> None:
    bounds = mean_bounds(code, water_type, water_class)
    assert bounds is not None
    assert (bounds.lower, bounds.upper, bounds.upper_inclusive) == (None, bound, inclusive)


def test_oxygen_has_a_least_mean_and_ph_both() -> None:
    oxygen = mean_bounds("w01009", "river", 3)
    assert oxygen is not None
    assert (oxygen.lower, oxygen.lower_inclusive, oxygen.upper) == (4.95, True, None)  # 4.95 → 5.0
    assert mean_bounds("w01009", "river", 1).lower_inclusive is False  # type: ignore[union-attr]  # 7.45 → 7.4
    ph = mean_bounds("w01001", "river", 3)
    assert ph is not None
    assert (ph.lower, ph.lower_inclusive, ph.upper, ph.upper_inclusive) == (5.5, True, 9.5, False)  # 5.5 → 6, 9.5 → 10
    assert mean_bounds("w21001", "lake_or_reservoir", 3) is None  # total nitrogen is not judged


@given(
    st.sampled_from(judged_codes()),
    st.integers(1, 5),
    st.floats(-3, 3),
    st.sampled_from(["river", "lake_or_reservoir"]),
)
def test_the_bounds_agree_with_rounding_and_grading(code: str, target: int, steps: float, water_type: str) -> None:
    bounds = mean_bounds(code, water_type, target)
    decimals = indicator_table()[code].decimals
    assert bounds is not None
    assert decimals is not None
    for bound in (bounds.lower, bounds.upper):
        if bound is None:
            continue
        for value in (bound, float(Decimal(repr(bound)) + Decimal(round(steps, 6)).scaleb(-decimals))):
            assume(value >= 0)
            met = attain([[round_half_even(value, decimals)]], [code], water_type, target, [True]).names() == ["met"]
            assert bounds.holds(value) == met
    assert limits_of(code, water_type).limit_of(target) is not None


def outlook(code: str, values: list[float], *, last: int = 30, now: int | None = None, **more: Any) -> IndicatorOutlook:
    """One value a day from the first on."""
    spans = list(range(1, len(values) + 1))
    settings_ = {"water_type": "river", "target_class": 3, **more}
    return indicator_outlook(code, values, spans, now=now or len(values), last=last, **settings_)


@pytest.mark.parametrize(
    ("values", "at_most", "light"),
    [  # 氨氮 Ⅲ: mean of 30 at most 1.005, sum at most 30.15
        ([0.5] * 10, (30.15 - 5) / 20, "likely"),  # 1.2575; rate 0.5
        ([1.2] * 10, (30.15 - 12) / 20, "unlikely"),  # 0.9075; rate 1.2
        ([1.0] * 10, (30.15 - 10) / 20, "in_doubt"),  # 1.0075; rate 1.0
        ([1.2] * 10 + [0.4] * 7, (30.15 - 14.8) / 13, "likely"),  # 1.1808; the last seven days 0.4
        ([0.5] * 10 + [1.4] * 7, (30.15 - 14.8) / 13, "unlikely"),  # the same need, the last seven days 1.4
        ([3.0] * 10, (30.15 - 30) / 20, "unlikely"),  # 0.0075 left
    ],
)
def test_what_the_rest_may_average(values: list[float], at_most: float, light: str) -> None:
    found = outlook("w21003", values)
    assert found.rest_at_most == pytest.approx(at_most, abs=1e-12)
    assert (found.light, found.rest_at_least, found.impossible) == (light, None, False)


def test_today_s_rate_gives_the_projected_mean() -> None:
    found = outlook("w21003", [1.2] * 10 + [0.4] * 7)
    assert found.recent_mean == 0.4
    assert found.projected == pytest.approx((12 + 0.4 * 20) / 30)  # 0.6667
    assert (found.projected_rounded, found.projected_class) == (0.67, 3)
    assert outlook("w21003", [1.2] * 10 + [0.4] * 7, rule=OutlookRule(recent=17)).recent_mean == pytest.approx(
        14.8 / 17
    )


def test_impossible_and_safe() -> None:
    found = outlook("w21003", [4.0] * 10)  # 40 is over 30.15 already
    assert (found.impossible, found.light, found.safe_if) == (True, "unlikely", None)
    assert "不能达标" in found.reason[0]
    assert found.rest_at_most == pytest.approx(-0.4925)
    safe = outlook("w21003", [0.5] * 25 + [0.9])  # even with 0.9 for the four left: 17.0 / 30
    assert (safe.safe_if, safe.impossible) == (0.9, False)
    named = outlook("w21003", [0.5] * 26, rule=OutlookRule(worst_value=(("w21003", 9.0),)))
    assert named.safe_if is None  # 13 + 36 = 49 over 30.15: not safe under that assumption
    assert outlook("w21003", [0.5] * 26, rule=OutlookRule(worst_value=(("w21003", 4.0),))).safe_if == 4.0


def test_oxygen_the_other_way_round() -> None:
    found = outlook("w01009", [4.0] * 10)  # least sum 4.95 × 30 = 148.5; rest (148.5 − 40) / 20 = 5.425
    assert (found.rest_at_least, found.rest_at_most, found.light) == (5.425, None, "unlikely")
    assert outlook("w01009", [8.0] * 10).light == "likely"
    low = outlook("w01009", [0.5] * 28)  # (148.5 − 14) / 2 = 67.25 mg/L: possible unless a ceiling is given
    assert (low.rest_at_least, low.impossible) == (67.25, False)
    assert outlook("w01009", [0.5] * 28, rule=OutlookRule(oxygen_ceiling_mg_per_l=20.0)).impossible


def test_ph_by_hydrogen_ions() -> None:
    found = outlook("w01001", [7.0, 7.0, 5.0], last=4)
    # at most 10^-5.5 × 4 − (2 × 10^-7 + 10^-5) = 2.4491e-6 → pH at least 5.611
    assert found.rest_at_least == pytest.approx(-math.log10(4 * 10**-5.5 - 2e-7 - 1e-5))
    assert found.rest_at_most is None
    assert outlook("w01001", [7.0, 7.0, 4.0], last=4).impossible  # 10^-4 alone is over 4 × 10^-5.5
    assert outlook("w01001", [7.5] * 5).light == "likely"
    high = outlook("w01001", [9.8] * 10, last=20)
    assert high.rest_at_most is not None
    assert high.rest_at_most < 9.4
    assert high.light == "unlikely"


def test_too_few_data_are_unknown_unless_all_is_lost() -> None:
    assert outlook("w21003", [1.0, 1.0]).light == "unknown"
    assert outlook("w21003", [40.0]).light == "unlikely"  # one day of 40 is over 30.15: no rest helps
    old = outlook("w21003", [1.0] * 5, now=20)  # nothing in the last seven days
    assert (old.light, old.recent_mean, old.projected) == ("unknown", None, None)
    empty = outlook("w21003", [], now=3)
    assert (empty.light, empty.count, empty.rest_at_most, empty.mean_so_far) == ("unknown", 0, None, None)


def test_the_end_settles_it() -> None:
    assert outlook("w21003", [1.005] * 30).light == "likely"  # rounds to 1.00
    assert outlook("w21003", [1.006] * 30).light == "unlikely"
    assert outlook("w21003", [1.006] * 30).rest_at_most is None
    assert outlook("w21003", [1.2], more=False).light == "unlikely"  # the month's manual sample


def test_values_left_follow_the_values_a_day() -> None:
    values, spans = np.full(40, 1.2), np.repeat(np.arange(1, 11), 4)
    found = indicator_outlook("w21003", values, spans, now=10, last=30, water_type="river", target_class=3)
    assert (found.values_left, found.count, found.spans) == (80, 40, 10)
    assert found.rest_at_most == pytest.approx((1.005 * 120 - 48) / 80)  # the same as one a day: 0.9075


def samples(*parts: tuple[str, str, str, float], site: str = "S1") -> pd.DataFrame:
    """Rows (time, indicator, source, value)."""
    return pd.DataFrame(
        {
            "site_code": site,
            "sampled_at": pd.to_datetime([part[0] for part in parts], utc=True),
            "indicator": [part[1] for part in parts],
            "value": [part[3] for part in parts],
            "below_limit": False,
            "detection_limit": math.nan,
            "source": [part[2] for part in parts],
            "state": ["正常" if part[2] == "automatic" else None for part in parts],
        }
    )


TARGET = Target("考核", MONTH, 3)


def test_a_section_s_month() -> None:
    days = [(f"2023-06-{day:02d}T02:00Z", "w21003", "automatic", 1.2) for day in range(1, 11)]
    days += [(f"2023-06-{day:02d}T02:00Z", "w01009", "automatic", 8.0) for day in range(1, 11)]
    manual = [("2023-06-05T02:00Z", "w01018", "manual", 15.0), ("2023-06-05T02:00Z", "w21003", "manual", 9.0)]
    later = [("2023-06-11T02:00Z", "w21003", "automatic", 99.0), ("2023-05-31T02:00Z", "w21003", "automatic", 99.0)]
    table = samples(*days, *manual, *later)
    section = facts("S1", required="w21003,w01009,w01018,w21011")
    found = month_outlook(section, table, date(2023, 6, 10), TARGET, money_at_stake_fen=50_000_000)
    lights = {one.code: one.light for one in found.indicators}
    assert lights == {"w01009": "likely", "w01018": "likely", "w21003": "unlikely"}
    assert (found.light, found.on_n, found.unknown, found.deciding) == ("unlikely", True, ("w21011",), ("w21003",))
    assert found.indicators[2].rest_at_most == 0.9075
    answer = found.as_dict()
    assert (answer["money_at_stake_fen"], answer["rule"]["recent"], answer["as_of"]) == (50_000_000, 7, "2023-06-10")
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    by_hand = month_outlook(section, table, date(2023, 6, 10), TARGET, reconciliation="manual_first")
    assert {one.code: one.mean_so_far for one in by_hand.indicators}["w21003"] == 9.0
    nothing = month_outlook(section, table.iloc[:0], date(2023, 6, 10), TARGET)
    assert (nothing.light, nothing.on_n, nothing.indicators) == ("unknown", False, ())


def test_short_days_do_not_count_and_the_day_is_that_of_shanghai() -> None:
    rows = [(f"2023-06-{day:02d}T0{hour}:00Z", "w21003", "automatic", 0.5) for day in (1, 2, 3) for hour in (0, 4)]
    rows += [("2023-06-03T17:00Z", "w21003", "automatic", 9.0)]  # 01:00 on the 4th
    section = facts("S1", required="w21003")
    found = month_outlook(section, samples(*rows), date(2023, 6, 4), TARGET, station_day_min_values=2)
    assert (found.indicators[0].count, found.indicators[0].mean_so_far, found.light) == (6, 0.5, "likely")
    assert month_outlook(section, samples(*rows), date(2023, 6, 3), TARGET).indicators[0].count == 6
    assert month_outlook(section, samples(*rows), date(2023, 6, 4), TARGET).indicators[0].count == 7


def test_the_last_day_s_outlook_is_the_month_s_mean() -> None:
    rows = [(f"2023-06-{day:02d}T02:00Z", "w21003", "automatic", 0.7 + 0.02 * day) for day in range(1, 31)]
    found = month_outlook(facts("S1", required="w21003"), samples(*rows), date(2023, 6, 30), TARGET)
    (mean,) = month_means(samples(*rows))["mean"]
    assert (found.indicators[0].projected, found.light) == (mean, "unlikely")  # 1.01


def test_a_section_s_year() -> None:
    months = [f"2023-{month:02d}" for month in range(1, 7)]
    table = pd.concat([means_of("S1", {"w21003": 1.5}, month) for month in months])
    table = pd.concat([table, means_of("S1", {"w21003": 9.0}, "2022-12"), means_of("S2", {"w21003": 9.0}, "2023-01")])
    found = year_outlook(facts("S1", required="w21003"), table, "2023-06", Target("考核", YEAR, 3))
    (row,) = found.indicators
    assert row.rest_at_most == pytest.approx((1.005 * 12 - 9) / 6)  # 0.51
    assert (row.spans_left, row.light, found.period, found.as_of) == (6, "unlikely", "2023", "2023-06")
    assert year_outlook(facts("S1"), table.iloc[:0], "2023-06", Target("考核", YEAR, 3)).light == "unknown"


CODES = st.sampled_from(["w21003", "w01018", "w21011", "w01009", "w01001"])


@settings(max_examples=60, deadline=None)
@given(CODES, st.lists(st.floats(0.01, 12, allow_nan=False), min_size=3, max_size=12), st.integers(1, 8))
def test_the_rest_at_its_bound_just_attains(code: str, values: list[float], left: int) -> None:
    found = outlook(code, values, last=len(values) + left)
    bounds = mean_bounds(code, "river", 3)
    assert bounds is not None
    for bound, rest in ((bounds.upper, found.rest_at_most), (bounds.lower, found.rest_at_least)):
        if bound is None or rest is None or (code != PH and rest < 0):
            continue
        assert mean_of([*values, *[rest] * left], ph=code == PH) == pytest.approx(bound, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 3, allow_nan=False), min_size=5, max_size=20), st.data())
def test_raising_a_pollutant_never_improves_the_light(values: list[float], data: st.DataObject) -> None:
    order = ["likely", "in_doubt", "unlikely"]
    raised = list(values)
    raised[data.draw(st.integers(0, len(values) - 1))] += data.draw(st.floats(0, 3))
    assert order.index(outlook("w21003", raised).light) >= order.index(outlook("w21003", values).light)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=29), st.floats(0, 100), st.booleans())
def test_impossible_is_final_and_safe_holds(values: list[float], rest: float, use_worst: bool) -> None:
    found = outlook("w21003", values)
    bounds = mean_bounds("w21003", "river", 3)
    assert bounds is not None
    left = 30 - len(values)
    if found.impossible:
        assert not bounds.holds(mean_of([*values, *[rest] * left]))
    if found.safe_if is not None:
        assert bounds.holds(mean_of([*values, *[min(rest, found.safe_if) if not use_worst else found.safe_if] * left]))
