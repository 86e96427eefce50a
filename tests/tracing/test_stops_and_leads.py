"""A further stop never adds an upstream lead and never raises one's weight, through a whole trace (停止点单调性)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tracing.barriers import Barrier
from app.tracing.candidates import Candidate
from app.tracing.leads import lead_id
from app.tracing.reach_facts import ReachFacts
from app.tracing.trace_question import TraceQuestion, TraceResult, TraceSettings
from app.tracing.tracing_run import run_trace
from tests.tracing.walked_networks import Ground, barrier_at, grounds

NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)
FEW = TraceSettings(samples=10, most_sampling_points=1)


def facts_of(ground: Ground) -> ReachFacts:
    """Lengths, and nothing else known."""
    unknown = np.full(len(ground.network), np.nan)
    blank = np.full(len(ground.network), "")
    lengths = ground.table["length_m"].to_numpy()
    return ReachFacts(lengths, *[unknown] * 7, blank, blank, blank)


def trace(ground: Ground, level: str, candidates: list[Candidate], barriers: list[Barrier]) -> TraceResult:
    """A trace from the ground's start."""
    question = TraceQuestion(ground.row, float(ground.measure_m), "", "w21003", NOON, NOON, NOON, level_asked=level)
    return run_trace(question, ground.network, facts_of(ground), ground.times, barriers, [], candidates, settings=FEW)


def barrier_weights(result: TraceResult) -> dict[str, float]:
    """The barrier factor of each lead but pools, which are leads of a stop's own kind."""
    return {
        lead_id(lead.candidate): next((factor.value for factor in lead.factors if factor.name == "barrier"), 1.0)
        for lead in result.leads
        if lead.candidate.kind != "pool"
    }


@given(
    grounds(), st.sampled_from(["L0", "L1", "L3", "L4"]), st.sampled_from(["border", "closed_sluice", "pump_off"]),
    st.tuples(st.integers(0, 15), st.sampled_from([0.2, 0.4, 0.8]), st.sampled_from([0.0, 0.3, 1.0])),
)  # fmt: skip
@settings(max_examples=60)
def test_a_further_stop_adds_no_lead(ground: Ground, level: str, kind: str, further: tuple[int, float, float]) -> None:
    lengths = ground.table["length_m"]
    candidates = [
        Candidate("outfall", "outfalls", f"{row}-{share}", "", row, share * lengths[row])
        for row in range(len(lengths))
        for share in (0.1, 0.7)
    ]
    row = further[0] % len(lengths)
    weight = 0.0 if kind == "border" else max(further[2], 0.1)
    more = replace(barrier_at(row, further[1] * lengths[row], weight), kind=kind)
    before = barrier_weights(trace(ground, level, candidates, ground.barriers))
    after = barrier_weights(trace(ground, level, candidates, [*ground.barriers, more]))
    assert set(after) <= set(before)
    assert all(after[name] <= before[name] for name in after)
