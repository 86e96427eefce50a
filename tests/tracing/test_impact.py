"""What a spill reaches: arrivals, peaks and their bounds, worked by hand; unknown stays unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network import Network, build
from app.tracing.dispersion import fischer_dispersion, spill_peak
from app.tracing.ecological_flow import FlowRequirement, check_flow
from app.tracing.impact import Impact, impact_of, share_of, with_release
from app.tracing.reach_facts import ReachFacts
from app.tracing.sluice_release import dense_sampling, districts_reached, sampling_step
from app.tracing.spill import Arrival, Receptor, Spill
from app.tracing.travel_times import reach_travel_times

MOMENT = datetime(2026, 10, 3, tzinfo=UTC)
NAN = float("nan")


def river(lengths: list[float]) -> Network:
    """Reaches one after the other."""
    codes = [f"r{at}" for at in range(len(lengths))]
    return build(pd.DataFrame({"code": codes, "to": [*codes[1:], None], "length_m": lengths}), to_key="to")


def facts_of(network: Network, **known: Any) -> ReachFacts:
    """Facts of every row; what is not given is unknown."""
    count = len(network)
    names = ("flow_m3_per_s", "mean_annual_flow_m3_per_s", "velocity_m_per_s", "width_m", "depth_m", "slope",
             "drainage_area_km2")  # fmt: skip
    columns = {name: np.broadcast_to(np.asarray(known.get(name, NAN), float), (count,)).copy() for name in names}
    length_m = np.bincount(network.arc_row, network.length_m, minlength=count)
    regime = np.broadcast_to(np.asarray(known.get("regime", "")), (count,)).copy()
    blank = np.full(count, "", dtype="U20")
    return ReachFacts(length_m=length_m, regime=regime, flow_source=blank, velocity_source=blank, **columns)


UNIFORM = {"velocity_m_per_s": 0.3, "width_m": 30.0, "depth_m": 1.5, "slope": 0.0002, "flow_m3_per_s": 13.5}


def spilt(network: Network, facts: ReachFacts, receptors: list[Receptor], **more: Any) -> Impact:
    """A spill of 100 kg at the head of the river, unless told otherwise."""
    told = {"row": 0, "measure_m": 0.0, "moment": MOMENT, "kind": "spill", "mass_g": 1e5, **more}
    return impact_of(Spill(**told), network, facts, reach_travel_times(facts), receptors)


def section(row: int, measure_m: float, key: str = "S") -> Receptor:
    """A section at a place."""
    return Receptor("sections", key, key, row, measure_m)


def test_a_spill_in_a_uniform_river_is_the_very_formula() -> None:
    network = river([4000.0, 3000.0, 5000.0])
    facts = facts_of(network, **UNIFORM)
    found = spilt(network, facts, [section(2, 3000.0)], k_per_d=0.2, k_source="试验")
    [one] = found.arrivals
    e = float(fischer_dispersion(0.3, 30, 1.5, 0.0002))
    worked = float(spill_peak(
        10_000, mass_g=1e5, area_m2=45, dispersion_m2_per_s=e, velocity_m_per_s=0.3, k_per_d=0.2
    ))  # fmt: skip
    # 10,000 m at 0.3 m/s is 9.2593 h; its leading edge 8.2407 h; the latest water runs at half the velocity.
    assert one.distance_m == 10_000
    assert (one.peak_h, one.probable_h, one.late_h) == pytest.approx((9.2593, 8.2407, 16.4815), abs=1e-4)
    assert one.early_h == pytest.approx(7.3343, abs=1e-4)  # 0.89 of the early hours, which are 0.89 of 9.2593 h
    assert one.peak is not None
    assert one.peak.formula == "E4p"
    assert one.peak.probable == pytest.approx(worked, rel=1e-9)
    # A fourth of the dispersion doubles the peak; the early water (0.89 of the time) is in 0.89^-1.5 as wide a cloud.
    k_s = 0.2 / 86400 * 10_000 / 0.3
    assert one.peak.high == pytest.approx(worked * 2 * 0.89**-1.5 * np.exp(k_s * 0.11), rel=1e-9)
    assert one.peak.low == pytest.approx(worked / 2 * 2**-1.5 * np.exp(-k_s), rel=1e-9)
    assert one.peak.alpha == pytest.approx(0.2 / 86400 * e / 0.09)
    assert one.peak.peclet == pytest.approx(0.3 * 30 / e)
    assert one.peak.mixing_m == pytest.approx(7801.5, abs=1)


def test_a_place_within_the_mixing_zone_says_so() -> None:
    network = river([12_000.0])
    near, far = spilt(network, facts_of(network, **UNIFORM), [section(0, 2000.0), section(0, 9000.0)]).arrivals
    assert near.peak is not None
    assert far.peak is not None
    assert "小于混合过程段长度 7,80" in near.peak.validity.zh
    assert "已过混合过程段" in far.peak.validity.zh


def test_without_a_velocity_there_is_a_distance_but_no_time() -> None:
    network = river([4000.0, 3000.0])
    facts = facts_of(network, **UNIFORM | {"velocity_m_per_s": [0.3, NAN], "flow_m3_per_s": NAN, "regime": "gated"})
    first, second = spilt(network, facts, [section(0, 3000.0, "a"), section(1, 1000.0, "b")]).arrivals
    assert first.peak is not None
    assert not np.isnan(first.probable_h)
    assert second.distance_m == 5000
    assert second.peak is None
    assert np.isnan([second.early_h, second.probable_h, second.late_h, second.peak_h, second.end_h]).all()


def test_a_default_velocity_gives_hours_but_no_concentration() -> None:
    network = river([4000.0])
    facts = facts_of(network, **UNIFORM | {"velocity_m_per_s": NAN, "flow_m3_per_s": NAN})
    times = reach_travel_times(facts, default_velocity_m_per_s=(0.05, 0.2, 0.6))
    spill = Spill(row=0, measure_m=0.0, moment=MOMENT, kind="spill", mass_g=1e5)
    found = impact_of(spill, network, facts, times, [section(0, 3600.0)])
    assert found.arrivals[0].peak_h == pytest.approx(5.0)
    assert found.arrivals[0].peak is None
    assert any("缺省流速范围" in one.zh for one in found.assumed)
    assert any("流量未知，不计算浓度" in one.zh for one in found.lacking)


def test_without_an_amount_only_arrivals_are_told() -> None:
    network = river([4000.0])
    found = spilt(network, facts_of(network, **UNIFORM), [section(0, 3000.0)], mass_g=None)
    assert found.arrivals[0].peak is None
    assert not np.isnan(found.arrivals[0].probable_h)
    assert any("排放量未知" in one.zh for one in found.lacking)


def test_without_a_decay_the_answer_says_that_it_is_an_upper_bound() -> None:
    network = river([40_000.0])
    facts = facts_of(network, **UNIFORM)
    lasting = spilt(network, facts, [section(0, 30_000.0)])
    decaying = spilt(network, facts, [section(0, 30_000.0)], k_per_d=0.5, k_source="试验")
    assert lasting.assumed[0].zh == "未选定衰减系数，按不降解的保守物质计算，浓度为上限"
    assert not any("保守物质" in one.zh for one in decaying.assumed)
    before, after = lasting.arrivals[0].peak, decaying.arrivals[0].peak
    assert before is not None
    assert after is not None
    assert after.probable == pytest.approx(before.probable * np.exp(-0.5 * 30_000 / 0.3 / 86400), rel=1e-9)


def test_without_a_slope_jobson_is_used_where_the_river_flows_freely() -> None:
    network = river([20_000.0])
    known = {"velocity_m_per_s": 0.5, "flow_m3_per_s": 10.0, "mean_annual_flow_m3_per_s": 20.0}
    [one] = spilt(network, facts_of(network, **known), [section(0, 18_000.0)]).arrivals
    # 18 km at 0.5 m/s: 10 h; Cup = 857·10^(−0.760·0.5^−0.079) = 134.96; 134.96e-6·1e5/10 = 1.3496 mg/L
    assert one.peak is not None
    assert one.peak.formula == "Jobson"
    assert one.peak.probable == pytest.approx(1.3496, abs=1e-4)
    # the end: leading edge of 20 h at 17.8 h, and 2e6/Cup(20 h) s: Cup = 857·20^−0.802774 = 77.37 → 7.18 h
    assert one.end_rule == "jobson"
    assert one.end_h == pytest.approx(17.8 + 7.18, abs=0.01)
    [gated] = spilt(network, facts_of(network, **known, regime="gated"), [section(0, 18_000.0)]).arrivals
    assert gated.peak is None
    assert np.isnan(gated.end_h)


def test_a_discharge_without_an_end_comes_to_mixing_and_decay() -> None:
    network = river([30_000.0])
    told = {"kind": "discharge", "mass_g": None, "rate_g_per_s": 30.0, "duration_h": None, "k_per_d": 0.2,
            "k_source": "试验", "dispersion_m2_per_s": (4.0, 5.0, 6.0), "dispersion_source": "示踪试验"}  # fmt: skip
    [one] = spilt(network, facts_of(network, **UNIFORM), [section(0, 20_000.0)], **told).arrivals
    assert one.peak is not None
    assert one.peak.formula == "E3"
    assert one.peak.probable == pytest.approx(30 / 13.5 * np.exp(-0.2 / 86400 * 20_000 / 0.3), rel=1e-9)
    assert np.isnan(one.end_h)


def braid(**known: Any) -> tuple[Network, ReachFacts]:
    """a divides into b and c, which meet in d."""
    table = pd.DataFrame({
        "code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4], "length_m": [1000.0, 2000.0, 3000.0, 4000.0]
    })  # fmt: skip
    network = build(table, from_node="f", to_node="t")
    return network, facts_of(network, **UNIFORM | known)


def test_a_braid_is_answered_once_and_shares_the_mass_by_flow() -> None:
    network, facts = braid(flow_m3_per_s=[12.0, 9.0, 3.0, 12.0])
    assert share_of(network, 0, facts.flow_m3_per_s).tolist() == [1.0, 0.75, 0.25, 1.0]
    found = spilt(network, facts, [section(1, 1000.0, "b"), section(2, 1000.0, "c"), section(3, 2000.0, "d")])
    assert [(one.receptor.key, one.distance_m) for one in found.arrivals] == [("b", 2000), ("c", 2000), ("d", 5000)]
    b, c, _ = (one.peak for one in found.arrivals)
    assert b is not None
    assert c is not None
    assert b.probable == pytest.approx(c.probable)  # a divide does not thin the water
    assert c.high > c.probable * 4  # but the bound takes all of it along the branch
    assert any("分汊处" in one.zh for one in found.assumed)


def test_limits_leave_out_what_lies_beyond() -> None:
    network = river([4000.0, 3000.0, 5000.0])
    facts = facts_of(network, **UNIFORM)
    places = [section(0, 3000.0, "a"), section(2, 1000.0, "b")]
    assert [one.receptor.key for one in spilt(network, facts, places, max_distance_m=6000.0).arrivals] == ["a"]
    assert [one.receptor.key for one in spilt(network, facts, places, max_travel_h=7.0).arrivals] == ["a"]
    assert [one.receptor.key for one in spilt(network, facts, places, row=1).arrivals] == ["b"]


def test_nothing_is_reached_where_there_is_nothing() -> None:
    network = river([4000.0])
    found = spilt(network, facts_of(network), [])
    assert found.arrivals == ()
    assert found.walk.row.tolist() == [0]


@settings(max_examples=40)
@given(st.floats(0.05, 1.5), st.floats(500, 20_000), st.floats(0.0, 1.0), st.floats(0.0, 48.0))
def test_bounds_stand_in_order_and_the_further_the_later(
    velocity: float, length_m: float, k_per_d: float, duration_h: float
) -> None:
    network = river([length_m, length_m])
    facts = facts_of(network, **UNIFORM | {"velocity_m_per_s": velocity, "mean_annual_flow_m3_per_s": 20.0})
    places = [section(0, length_m / 2, "a"), section(1, length_m / 2, "b")]
    near, far = spilt(network, facts, places, k_per_d=k_per_d, k_source="试验", duration_h=duration_h).arrivals
    for one in (near, far):
        assert one.peak is not None
        assert 0 <= one.peak.low <= one.peak.probable <= one.peak.high
        assert 0 < one.early_h <= one.probable_h <= one.late_h < one.end_h
    assert near.early_h < far.early_h
    assert near.end_h < far.end_h
    assert near.peak is not None
    assert far.peak is not None
    assert far.peak.probable <= near.peak.probable * (1 + 1e-9)


def test_a_release_hastens_the_water_where_flow_tells_its_pace() -> None:
    network = river([4000.0])
    facts = facts_of(network, flow_m3_per_s=9.0, width_m=30.0, depth_m=1.5)
    more = with_release(facts, np.array([0]), 9.0)
    before = reach_travel_times(facts).probable_h[0]
    assert reach_travel_times(more).probable_h[0] == pytest.approx(before / 2)
    assert facts.flow_m3_per_s[0] == 9.0


def arrival(early: float, late: float, end: float, layer: str = "sections") -> Arrival:
    """An arrival at a section."""
    return Arrival(Receptor(layer, "S", "甲", 0, 0.0), 1.0, early, early, late, late, None, end, "")


def test_sections_are_sampled_often_enough_while_the_water_passes() -> None:
    [plan] = dense_sampling([arrival(8.0, 16.0, 28.0)])
    assert (plan.from_h, plan.to_h, plan.every_h) == (6.0, 28.0, 2.0)
    [open_end] = dense_sampling([arrival(0.2, 4.0, NAN)])
    assert (open_end.from_h, open_end.to_h, open_end.every_h) == (0.0, 7.8, 0.5)
    [unknown] = dense_sampling([arrival(NAN, NAN, NAN), arrival(1.0, 2.0, 3.0, "outfalls")])
    assert (unknown.from_h, unknown.to_h, unknown.every_h) == (None, None, None)
    assert all(hours / sampling_step(hours) >= 10 for hours in (5.0, 19.9, 20.0, 400.0))


def test_districts_are_told_in_the_order_they_are_reached() -> None:
    network = river([4000.0, 3000.0, 5000.0])
    walk = spilt(network, facts_of(network, **UNIFORM), []).walk
    found = districts_reached(walk, {0: "冠县", 1: "东昌府区", 2: "东昌府区"})
    assert [(one.name, one.distance_m) for one in found] == [("冠县", 0.0), ("东昌府区", 4000.0)]
    assert found[1].probable_h == pytest.approx(0.89 * 4000 / 0.3 / 3600)
    assert districts_reached(walk, {}) == ()


@pytest.mark.parametrize(
    ("flow", "level", "flows", "levels", "state"),
    [
        (1.0, None, [1.0, 2.0], [], "met"),
        (1.0, None, [0.999, 2.0], [], "missed"),
        (1.0, 30.0, [2.0], [], "met_on_n"),
        (1.0, 30.0, [2.0], [29.9], "missed"),
        (1.0, 30.0, [2.0], [30.0], "met"),
        (1.0, None, [NAN], [30.0], "undetermined"),
        (None, None, [1.0], [30.0], "no_requirement"),
    ],
)  # fmt: skip
def test_a_least_flow_that_was_not_measured_is_not_met(
    flow: float | None, level: float | None, flows: list[float], levels: list[float], state: str
) -> None:
    assert check_flow(FlowRequirement("S", "甲", flow, level), flows, levels).state == state


def test_a_shortfall_is_told_with_its_numbers() -> None:
    check = check_flow(FlowRequirement("S", "甲", 1.2, 30.5), [1.5, 0.9, 1.0], [30.0])
    assert (check.values, check.below) == (4, 3)
    assert check.shortfall_m3_per_s == pytest.approx(0.3)
    assert check.shortfall_m == pytest.approx(0.5)
    assert "3 次测值中 2 次不足" in check.reason.zh
    assert "水位最低 30 m，低于生态水位 30.5 m" in check.reason.zh
    high = check_flow(FlowRequirement("S", "甲", 1.8, 1887.53), [1.21], [1887.5])
    assert (high.shortfall_m3_per_s, high.shortfall_m) == (0.59, 0.03)
    assert "水位最低 1887.5 m，低于生态水位 1887.53 m，差 0.03 m" in high.reason.zh
