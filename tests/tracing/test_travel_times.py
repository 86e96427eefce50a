"""Velocities by Jobson, and the order of what is known of a reach (传播时间)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.tracing.jobson import jobson_velocity
from app.tracing.reach_facts import REGIMES, ReachFacts
from app.tracing.travel_times import SOURCE_WORDS, TRAVEL_SOURCES, reach_travel_times

RANGE = (0.05, 0.2, 0.5)
NUMBERS = ("length_m", "flow_m3_per_s", "mean_annual_flow_m3_per_s", "velocity_m_per_s", "width_m", "depth_m", "slope",
           "drainage_area_km2")  # fmt: skip


def facts_of(*reaches: dict[str, float | str]) -> ReachFacts:
    """Facts of some reaches of 7.2 km each; what is not said is unknown."""
    known = [{"length_m": 7200.0} | reach for reach in reaches]
    numbers = {name: np.array([reach.get(name, np.nan) for reach in known], dtype=np.float64) for name in NUMBERS}
    blank = np.array([""] * len(known))
    regime = np.array([reach.get("regime", "") for reach in known], dtype=np.str_)
    return ReachFacts(**numbers, regime=regime, flow_source=blank, velocity_source=blank)


@pytest.mark.parametrize(
    ("flow", "mean_flow", "area", "slope", "probable", "maximum"),
    [
        (10, 20, 1e9, 5e-4, 0.329, 0.578),  # USGS WRIR 96-4013, worked by hand
        (10, 20, 1e9, None, 0.285, 0.683),
        (10, 20, 1e9, np.nan, 0.285, 0.683),
        (10, 20, 1e9, 0.0, 0.285, 0.683),
        (0, 20, 1e9, 5e-4, np.nan, np.nan),
        (10, np.nan, 1e9, 5e-4, np.nan, np.nan),
        (10, 20, -1, 5e-4, np.nan, np.nan),
    ],
)
def test_worked_velocities(
    flow: float, mean_flow: float, area: float, slope: float | None, probable: float, maximum: float
) -> None:
    answer = jobson_velocity(flow, mean_flow, area, slope)
    assert [float(value) for value in answer] == pytest.approx([probable, maximum], abs=5e-4, nan_ok=True)


def test_the_terms_worked_by_hand() -> None:
    # D'a = 1e9^1.25·√9.81/20 = 1.77828e11·3.13209/20 = 2.78487e10; Q'a = 0.5; Q/Da = 1e-8
    area_number, flow_number = 2.78487e10, 0.5
    assert 1e9**1.25 * 9.81**0.5 / 20 / area_number == pytest.approx(1, rel=1e-5)
    term = area_number**0.821 * flow_number**-0.465 * 1e-8
    assert float(jobson_velocity(10, 20, 1e9)[0]) == pytest.approx(0.020 + 0.051 * term, rel=1e-5)


KNOWN_ALL = {"flow_m3_per_s": 10.0, "mean_annual_flow_m3_per_s": 20.0, "drainage_area_km2": 1000.0, "slope": 5e-4}
SECTION = {"width_m": 20.0, "depth_m": 1.0}


@pytest.mark.parametrize(
    ("reach", "source", "early_h", "probable_h", "late_h"),
    [
        ({"velocity_m_per_s": 0.4} | SECTION | KNOWN_ALL, "measured", 4.45, 5.0, 10.0),
        (SECTION | KNOWN_ALL, "flow_over_area", 3.56, 4.0, 8.0),  # 10/(20·1) = 0.5 m/s
        (KNOWN_ALL, "jobson_with_slope", 2 / 0.578, 2 / 0.329, 4 / 0.329),
        (KNOWN_ALL | {"slope": np.nan}, "jobson_without_slope", 2 / 0.683, 2 / 0.285, 4 / 0.285),
        ({"flow_m3_per_s": 10.0}, "default_range", 4.0, 10.0, 40.0),
        ({"flow_m3_per_s": 0.0} | SECTION, "default_range", 4.0, 10.0, 40.0),
        ({"velocity_m_per_s": 0.0, "regime": "free"}, "default_range", 4.0, 10.0, 40.0),
        ({"length_m": np.nan, "velocity_m_per_s": 0.4}, "unknown", np.nan, np.nan, np.nan),
        ({"length_m": 0.0, "velocity_m_per_s": 0.4}, "unknown", np.nan, np.nan, np.nan),
    ],
)  # fmt: skip
def test_the_best_that_is_known_is_used(
    reach: dict[str, float | str], source: str, early_h: float, probable_h: float, late_h: float
) -> None:
    times = reach_travel_times(facts_of(reach), default_velocity_m_per_s=RANGE)
    assert times.source.tolist() == [source]
    hours = [times.early_h[0], times.probable_h[0], times.late_h[0]]
    assert hours == pytest.approx([early_h, probable_h, late_h], rel=2e-3, nan_ok=True)


@pytest.mark.parametrize("regime", ["gated", "standing", "reversible"])
def test_no_regression_where_the_water_is_not_free(regime: str) -> None:
    known = facts_of(KNOWN_ALL | {"regime": regime}, {"velocity_m_per_s": 0.1, "regime": regime}, {"regime": regime})
    times = reach_travel_times(known, default_velocity_m_per_s=RANGE)
    assert times.source.tolist() == ["unknown", "measured", "unknown"]
    assert np.isnan(times.probable_h).tolist() == [True, False, True]
    over_area = reach_travel_times(facts_of(SECTION | KNOWN_ALL | {"regime": regime})).source.tolist()
    assert over_area == ["unknown" if regime == "standing" else "flow_over_area"]


def test_nothing_known_stays_unknown_without_a_range() -> None:
    times = reach_travel_times(facts_of({}, KNOWN_ALL))
    assert times.source.tolist() == ["unknown", "jobson_with_slope"]


def test_late_is_a_share_of_the_probable_velocity() -> None:
    times = reach_travel_times(facts_of({"velocity_m_per_s": 0.4}), late_share=0.8)
    assert times.late_h[0] == pytest.approx(5 / 0.8)


number = st.one_of(st.just(np.nan), st.floats(-1, 0), st.floats(1e-6, 1e5))


@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(NUMBERS, number) | {"regime": st.sampled_from([*REGIMES, ""])})),
    st.floats(0.05, 1),
)
def test_early_is_before_probable_before_late(reaches: list[dict[str, float | str]], late_share: float) -> None:
    known = facts_of(*[reach | {"length_m": abs(float(reach["length_m"]))} for reach in reaches])
    times = reach_travel_times(known, late_share=late_share, default_velocity_m_per_s=RANGE)
    is_known = times.source != "unknown"
    assert (np.isnan(times.probable_h) == ~is_known).all()
    assert (times.early_h[is_known] <= times.probable_h[is_known]).all()
    assert (times.probable_h[is_known] <= times.late_h[is_known]).all()
    assert not np.isin(
        known.regime[np.char.startswith(times.source, "jobson")], ["gated", "standing", "reversible"]
    ).any()


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"late_share": 0.0}, "late_share"),
        ({"late_share": 1.1}, "late_share"),
        ({"default_velocity_m_per_s": (0.2, 0.1, 0.5)}, "default_velocity_m_per_s"),
        ({"default_velocity_m_per_s": (0.0, 0.1, 0.5)}, "default_velocity_m_per_s"),
    ],
)
def test_settings_out_of_bounds_are_refused(arguments: dict[str, object], parameter: str) -> None:
    with pytest.raises(BreaksRule) as refused:
        reach_travel_times(facts_of({}), **arguments)
    assert refused.value.parameter == parameter


def test_every_source_has_its_words() -> None:
    assert set(SOURCE_WORDS) == set(TRAVEL_SOURCES)
