"""A whole trace, L0 to L4, from arrays and records alone (溯源全程)."""

from __future__ import annotations

from collections.abc import Sequence

from app.network import Network
from app.network.arrays import Floats
from app.tracing.barriers import Barrier
from app.tracing.candidates import Candidate
from app.tracing.reach_facts import ReachFacts
from app.tracing.stretches import SectionValue
from app.tracing.trace_question import KnownPlace, LevelNote, Sentence, TraceQuestion, TraceResult, TraceSettings
from app.tracing.travel_times import TravelTimes


def run_trace(
    question: TraceQuestion,
    network: Network,
    facts: ReachFacts,
    times: TravelTimes,
    barriers: Sequence[Barrier],
    section_values: Sequence[SectionValue],
    candidates: Sequence[Candidate],
    *,
    places: Sequence[KnownPlace] = (),
    split: Floats | None = None,
    settings: TraceSettings | None = None,
) -> TraceResult:
    """The trace of one question (溯源): pieces searched, stops, increments, ranked leads, sampling points, levels."""
    raise NotImplementedError


__all__ = [
    "KnownPlace", "LevelNote", "Sentence", "TraceQuestion", "TraceResult", "TraceSettings", "run_trace",
]  # fmt: skip
