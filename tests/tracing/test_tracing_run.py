"""A whole trace on a small river: levels and their fallback, unlisted sources, pools, increments with sluices."""

from __future__ import annotations

from dataclasses import replace
from math import exp, nan
from typing import Any

import numpy as np
import pytest

from app.tracing.barriers import Barrier, compliant_section_barrier
from app.tracing.leads import lead_id
from app.tracing.trace_question import TraceResult, TraceSettings
from app.tracing.tracing_run import run_trace
from tests.tracing.traced_networks import A, B, C, D, ask, facts, outfall, river, section, sluice, times

S1 = section("S1", C, 3600.0, 1.0, 3.0)
S2 = section("S2", D, 7200.0, 4.0, 3.0)
PLACES = [
    outfall("P1", D, 3000.0, category="城镇污水处理厂排污口", load_kg_per_d=200.0, load_source="自行监测"),
    outfall("P2", A, 1000.0, category="矿山排污口"),
]


def trace(
    question: Any = None, barriers: Any = (), values: Any = (S1, S2), places: Any = PLACES, **more: Any
) -> TraceResult:
    """The trace of the small river."""
    hours = more.pop("hours", times())
    return run_trace(
        question or ask(), river(), facts(), hours, barriers, values, places,
        settings=TraceSettings(samples=500), **more,
    )  # fmt: skip


def ids(result: TraceResult) -> list[str]:
    """Ids of the leads in order."""
    return [lead_id(lead.candidate) for lead in result.leads]


def test_all_levels_are_reached_where_all_is_known() -> None:
    result = trace()
    assert result.level_reached == "L4"
    assert [note.id for note in result.levels] == ["L0", "L1", "L2", "L3", "L4"]
    assert all(note.reached for note in result.levels)
    assert ids(result)[0] == "outfalls/P1"
    assert result.leads[0].evidence_level == "L4"


def test_increments_by_hand() -> None:
    by_key = {one.to_section: one for one in trace().increments}
    down, up = 3 * 4.0 * 86.4, 3 * 1.0 * 86.4 * exp(-0.12 * 2 / 24)  # 2 h through D
    assert by_key["S2"].increment == pytest.approx(down - up)
    assert by_key["S2"].known == pytest.approx(200 * exp(-0.12 * 2 * (4200 / 7200) / 24))
    assert by_key["S1"].known is None


def test_an_unlisted_source_stands_in_every_stretch() -> None:
    assert {"unlisted/S1", "unlisted/S2"} <= set(ids(trace()))
    alone = trace(values=(), places=())
    assert ids(alone) == ["unlisted/S2"]
    point = trace(ask(section_key="", row=C, measure_m=1000.0), values=(), places=())
    assert [lead.candidate.kind for lead in point.leads] == ["unlisted"]


def test_above_a_section_that_cuts_nothing_is_asked() -> None:
    cut = compliant_section_barrier(
        "S1", "S1断面", C, 3600.0, value_zh="达标", value_en="met", value_age_h=0.0, travel_h=2.0
    )
    result = trace(barriers=[cut])
    assert ids(result) == ["outfalls/P1", "unlisted/S2"]
    assert [one.to_section for one in result.increments] == ["S2"]
    assert result.increments[0].from_sections == ("S1",)  # its flux still counts


def test_a_closed_sluice_holds_back_and_its_pool_is_a_lead() -> None:
    plain, closed = trace(), trace(barriers=[sluice(D, 1000.0, 0.1)])
    assert set(ids(closed)) - set(ids(plain)) == {"pool/Z1"}
    flux_up = {one.to_section: one.flux_up for one in closed.increments}
    assert flux_up["S2"] == pytest.approx(0.1 * 3 * 86.4 * exp(-0.12 * 2 / 24))
    weight = {lead_id(lead.candidate): lead.factors[0].value for lead in closed.leads}
    assert weight["outfalls/P2"] == pytest.approx(0.1)
    assert weight["outfalls/P1"] == weight["pool/Z1"] == 1.0
    told = "".join(one.zh for one in closed.levels[-1].assumed)
    assert "被其下关闭的闸泵拦蓄，只按通过份额计入下一断面：S1断面 0.1。" in told
    assert "拦蓄" not in "".join(one.zh for one in plain.levels[-1].assumed)


def test_a_sluice_below_the_upper_section_only_counts_where_it_stands() -> None:
    above = trace(barriers=[sluice(C, 1000.0, 0.1)])
    assert {one.to_section: one.flux_up for one in above.increments}["S2"] == pytest.approx(
        3 * 86.4 * exp(-0.12 * 2 / 24)
    )


@pytest.mark.parametrize(
    ("changed", "reached", "lacking"),
    [
        ({"k_per_d": None, "k_source": ""}, "L3", "未选定衰减系数"),
        ({"is_load": False}, "L3", "该指标不能折算为负荷，不作质量平衡。"),
        ({"level_asked": "L2"}, "L2", ""),
        ({"level_asked": "L0"}, "L0", ""),
    ],
)
def test_a_level_falls_back_to_the_one_below(changed: dict[str, Any], reached: str, lacking: str) -> None:
    result = trace(ask(**changed))
    assert result.level_reached == reached
    assert lacking in "".join(sentence.zh for note in result.levels for sentence in note.lacking)
    assert all(lead.evidence_level <= reached for lead in result.leads)
    assert result.increments == ()


def test_without_values_flows_or_kinds_the_level_sinks() -> None:
    assert trace(values=()).level_reached == "L3"
    no_flow = [section("S1", C, 3600.0, 1.0, None), section("S2", D, 7200.0, 4.0, None)]
    assert trace(values=no_flow).level_reached == "L3"
    bare = [outfall("P1", D, 3000.0)]
    assert trace(ask(k_per_d=None), places=bare).level_reached == "L2"
    assert trace(ask(k_per_d=None), places=bare, hours=times((nan, nan, nan, nan))).level_reached == "L1"


def test_without_flows_catchments_make_increments_relative() -> None:
    area = replace(facts(), drainage_area_km2=np.array([10.0, 20.0, 30.0, 36.0]))
    no_flow = [section("S1", C, 3600.0, 1.0, None), section("S2", D, 7200.0, 4.0, None)]
    result = run_trace(ask(), river(), area, times(), (), no_flow, PLACES, settings=TraceSettings(samples=500))
    assert result.level_reached == "L4"
    by_key = {one.to_section: one for one in result.increments}
    assert by_key["S2"].is_relative
    assert by_key["S2"].increment == pytest.approx(1 - 30 * 1 * exp(-0.12 * 2 / 24) / (36 * 4))
    leads = {lead_id(lead.candidate): lead for lead in result.leads}
    assert leads["unlisted/S2"].evidence_level == "L4"
    assert leads["outfalls/P1"].evidence_level == "L3"  # kg/d are not held against a share
    backwards = [no_flow[0], replace(no_flow[1], flow_source="实测倒流，不作通量")]
    none = run_trace(ask(), river(), area, times(), (), backwards, PLACES, settings=TraceSettings(samples=500))
    assert np.isnan({one.to_section: one.increment for one in none.increments}["S2"])


def test_unknown_times_are_told_and_cut_nothing() -> None:
    result = trace(ask(max_travel_h=1.0), hours=times((nan, nan, nan, nan)))
    assert "outfalls/P2" in ids(result)
    travel = next(note for note in result.levels if note.id == "L2")
    assert not travel.reached
    assert "4 个河段传播时间未知" in travel.lacking[0].zh


def test_at_l0_barriers_do_not_count() -> None:
    wall = Barrier("border", "districts", "X", "某区", D, 3500.0, 0.0, None, "境界。", "Border.")
    assert "outfalls/P2" not in ids(trace(barriers=[wall]))
    assert "outfalls/P2" in ids(trace(ask(level_asked="L0"), barriers=[wall]))


def test_a_dischargers_load_does_not_count_beside_its_outfalls() -> None:
    firm = outfall("F1", D, 3000.2, load_kg_per_d=190.0, load_source="许可")
    firm = type(firm)(**{**{name: getattr(firm, name) for name in firm.__slots__}, "kind": "discharger"})
    known = [next(one.known for one in trace(places=places).increments if one.to_section == "S2")
             for places in (PLACES, [*PLACES, firm], [firm])]  # fmt: skip
    assert known[0] == pytest.approx(known[1])
    assert known[2] == pytest.approx(190 * exp(-0.12 * 2 * (4199.8 / 7200) / 24))


def test_the_load_of_one_that_exceeded_is_not_known_but_looked_for() -> None:
    told = {"category": "城镇污水处理厂排污口", "load_kg_per_d": 700.0, "load_source": "自行监测"}
    within, over = (trace(places=[outfall("P1", D, 3000.0, exceedances=count, **told)]) for count in (0, 2))
    assert {one.to_section: one.known for one in over.increments}["S2"] is None
    assert within.leads[0].evidence_level == "L3"  # what it discharges explains the increment
    assert over.leads[0].evidence_level == "L4"
    note = next(note for note in over.levels if note.id == "L4")
    assert "1 个线索有超标记录" in "".join(sentence.zh for sentence in note.assumed)


def test_a_load_that_was_not_measured_is_not_known() -> None:
    allowed = trace(places=[replace(PLACES[0], is_load_estimated=True), PLACES[1]])
    assert {one.to_section: one.known for one in allowed.increments}["S2"] is None
    assert any("上限估计" in one.zh for one in allowed.levels[-1].assumed)
    assert not any("上限估计" in one.zh for one in trace().levels[-1].assumed)


def test_of_the_stretch_that_a_candidate_names_nothing_is_changed() -> None:
    result = trace(places=[outfall("P9", B, 100.0, stretch="S2")])
    assert next(lead for lead in result.leads if lead.candidate.key == "P9").candidate.stretch == "S2"


def test_verdicts_pass_through_the_whole() -> None:
    excluded = outfall("P1", D, 3000.0, category="城镇污水处理厂排污口", load_kg_per_d=200.0, verdict="excluded")
    result = trace(places=[excluded, PLACES[1]])
    assert ids(result)[-1] == "outfalls/P1"
    assert "outfalls/P1" not in {name for point in result.sampling_points for name in (*point.above, *point.below)}


def test_sampling_points_lie_on_the_walk() -> None:
    for point in trace().sampling_points:
        assert point.row in (A, B, C, D)
        assert 0 < point.expected_share_excluded <= 0.5


def test_what_lies_on_no_reach_is_left_out() -> None:
    result = trace(places=[*PLACES, outfall("P9", -1, nan)], values=(S1, S2, section("S9", -1, nan, 1.0, 1.0)))
    assert ids(result) == ids(trace())


@pytest.mark.parametrize("measure_m", [0.0, 7200.0, None])
def test_a_start_at_the_ends_of_its_reach(measure_m: float | None) -> None:
    result = trace(ask(measure_m=measure_m, section_key=""), values=(S1,))
    assert "outfalls/P2" in ids(result)
    assert ("outfalls/P1" in ids(result)) is (measure_m != 0.0)


def test_the_same_question_has_the_same_answer() -> None:
    first, again = trace(), trace()
    assert [lead.score for lead in first.leads] == [lead.score for lead in again.leads]
    np.testing.assert_array_equal(first.walk.distance_m, again.walk.distance_m)
