"""The order of leads: product of factors, shares, verdicts, evidence levels, what a barrier does to it."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tracing.candidates import FACTOR_NAMES, Candidate
from app.tracing.leads import evidence_level, lead_id, rank_leads
from app.tracing.trace_context import TraceContext
from app.tracing.walk import walk_upstream
from tests.tracing.test_load_evidence import increment
from tests.tracing.traced_networks import NOON, A, B, C, D, outfall, river, sluice, times

CONTEXT = TraceContext("w21003", NOON, NOON)
WALK = walk_upstream(river(), D, 7200.0, times())


def test_score_is_the_product_of_the_factors_and_shares_add_up() -> None:
    places = [
        outfall("P1", A, 100.0, category="城镇污水处理厂排污口", exceedances=2),
        outfall("P2", B, 100.0, category="矿山排污口", indicators=("w20111",)),
        outfall("P3", C, 100.0),
    ]
    leads = rank_leads(places, WALK, [increment("S2", 50.0, 10.0)], CONTEXT)
    for lead in leads:
        assert lead.score == pytest.approx(prod(factor.value for factor in lead.factors))
        assert {factor.name for factor in lead.factors} == set(FACTOR_NAMES)
    assert sum(lead.share for lead in leads) == pytest.approx(1)
    assert [lead.rank for lead in leads] == [1, 2, 3]
    assert [lead.candidate.key for lead in leads] == ["P1", "P3", "P2"]


def test_places_carry_distance_and_hours() -> None:
    (lead,) = rank_leads([outfall("P1", A, 1800.0)], WALK, [], CONTEXT)
    assert lead.distance_m == pytest.approx(1800 + 3600 + 7200)
    assert lead.probable_h == pytest.approx(0.5 + 1 + 2)
    assert lead.early_h == pytest.approx(lead.probable_h / 2)
    assert lead.late_h == pytest.approx(lead.probable_h * 2)


def test_what_is_not_on_the_walk_is_no_lead() -> None:
    assert rank_leads([outfall("P1", -1, np.nan)], WALK, [], CONTEXT) == ()
    short = walk_upstream(river(), D, 7200.0, times(), max_distance_m=1000)
    assert rank_leads([outfall("P1", A, 100.0)], short, [], CONTEXT) == ()


def test_verdicts() -> None:
    places = [
        outfall("P1", A, 100.0, indicators=("w21003",), exceedances=3, verdict="excluded", verdict_note="现场无排水"),
        outfall("P2", B, 100.0),
        outfall("P3", C, 100.0, category="矿山排污口", verdict="confirmed"),
    ]
    leads = rank_leads(places, WALK, [], CONTEXT)
    assert [lead.candidate.key for lead in leads] == ["P3", "P2", "P1"]
    assert leads[-1].score == leads[-1].share == 0
    assert "现场无排水" in leads[-1].factors[-1].evidence_zh
    assert leads[0].score == pytest.approx(prod(factor.value for factor in leads[0].factors))


def test_a_confirmed_lead_comes_first_whatever_its_score() -> None:
    weak = walk_upstream(river(), D, 7200.0, times(), [sluice(A, 3000.0, 1e-6)])
    places = [outfall("P1", A, 100.0, verdict="confirmed"), outfall("P2", C, 100.0, indicators=("w21003",))]
    leads = rank_leads(places, weak, [], CONTEXT)
    assert leads[0].candidate.key == "P1"
    assert leads[0].score < leads[1].score


@pytest.mark.parametrize(
    ("level", "names"),
    [
        ("L0", set()),
        ("L1", {"barrier"}),
        ("L2", {"barrier", "travel"}),
        ("L3", {"barrier", "travel", "pollutant", "record", "type", "season"}),
        ("L4", set(FACTOR_NAMES)),
    ],
)
def test_only_factors_of_the_level_take_part(level: str, names: set[str]) -> None:
    context = TraceContext("w21003", NOON, NOON, level=level)
    (lead,) = rank_leads([outfall("P1", A, 100.0, category="城镇污水处理厂")], WALK, [], context)
    assert {factor.name for factor in lead.factors} == names
    assert lead.evidence_level <= level


@pytest.mark.parametrize(
    ("travel", "pollutant", "load", "level"),
    [
        (0, 0, 0, "L1"),
        (1, 0, 0, "L2"),
        (1, 1, 0, "L3"),
        (1, 1, 1, "L4"),
        (0, 1, 0, "L3"),  # its activity is not known: no words of time, but of kind
        (0, 0, 1, "L4"),
        (-1, 1, 1, "L1"),  # it did not discharge then: nothing above holds
        (1, -1, 1, "L2"),
        (1, 1, -1, "L3"),
    ],
)
def test_evidence_level(travel: int, pollutant: int, load: int, level: str) -> None:
    assert evidence_level({"travel": travel, "pollutant": pollutant, "load": load}, "L4") == level


@pytest.mark.parametrize(
    ("value", "size", "level"),
    [
        (60.0, 50.0, "L4"),
        (60.0, None, "L3"),  # its size is not known: nothing to hold against the increment
        (60.0, 0.5, "L3"),  # far too small: 0.5 kg/d · e^2.4 = 5.5
        (60.0, 5000.0, "L3"),  # far too large
        (5.0, 50.0, "L3"),  # the stretch is not anomalous
    ],
)
def test_l4_needs_an_anomalous_stretch_and_a_load_that_fits(value: float, size: float | None, level: str) -> None:
    one = outfall("P1", A, 100.0, category="城镇污水处理厂", stretch="S2", load_kg_per_d=size, load_source="测试")
    (lead,) = rank_leads([one], WALK, [increment("S2", value, 10.0)], CONTEXT)
    assert lead.evidence_level == level


def test_evidence_never_names_the_firm() -> None:
    one = outfall(
        "P1", A, 100.0, category="城镇污水处理厂", stretch="S2", load_kg_per_d=50.0, load_source="在册",
        chain={"dischargers": [{"name": "某某化工"}]},
    )  # fmt: skip
    (lead,) = rank_leads([one], WALK, [increment("S2", 60.0, 10.0)], CONTEXT)
    told = "".join(factor.evidence_zh + factor.evidence_en + factor.source for factor in lead.factors)
    assert "P1厂" not in told
    assert "某某" not in told


def test_the_pool_is_not_weakened_by_its_own_sluice() -> None:
    walk = walk_upstream(river(), D, 7200.0, times(), [sluice(C, 1800.0, 0.1), sluice(D, 3600.0, 0.5)])
    pool = Candidate("pool", "", "Z1", "", C, 1800.0)
    above = outfall("P1", C, 1000.0)
    weight = {
        lead_id(lead.candidate): next(factor.value for factor in lead.factors if factor.name == "barrier")
        for lead in rank_leads([pool, above], walk, [], CONTEXT)
    }
    assert weight == {"pool/Z1": pytest.approx(0.5), "outfalls/P1": pytest.approx(0.05)}


def test_a_sluice_at_the_end_of_its_reach_does_not_weaken_its_pool() -> None:
    walk = walk_upstream(river(), D, 7200.0, times(), [sluice(A, 3600.0, 0.1), sluice(D, 3600.0, 0.5)])
    (lead,) = rank_leads([Candidate("pool", "", "Z1", "", A, 3600.0)], walk, [], CONTEXT)
    assert lead.factors[0].value == pytest.approx(0.5)


@given(
    rows=st.lists(st.sampled_from([A, B, C, D]), min_size=1, max_size=6),
    at=st.floats(0.01, 0.99),
    barrier=st.tuples(st.sampled_from([A, B, C, D]), st.floats(0, 7200), st.sampled_from([0.0, 0.1, 0.7])),
)
def test_a_barrier_adds_no_lead_and_raises_no_weight(
    rows: list[int], at: float, barrier: tuple[int, float, float]
) -> None:
    places = [outfall(f"P{number}", row, at * 3600) for number, row in enumerate(rows)]
    weakened = walk_upstream(river(), D, 7200.0, times(), [sluice(*barrier)])

    def weights(walk: object) -> dict[str, float]:
        """The factor of barriers of each lead."""
        leads = rank_leads(places, walk, [], CONTEXT)  # type: ignore[arg-type]
        return {lead.candidate.key: lead.factors[0].value for lead in leads}

    before, after = weights(WALK), weights(weakened)
    assert set(after) <= set(before)
    assert all(after[key] <= before[key] for key in after)


def test_equal_scores_stand_by_distance() -> None:
    places = [outfall("P1", A, 100.0), outfall("P2", D, 100.0), outfall("P3", C, 100.0)]
    assert [lead.candidate.key for lead in rank_leads(places, WALK, [], CONTEXT)] == ["P2", "P3", "P1"]
