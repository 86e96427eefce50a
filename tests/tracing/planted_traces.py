"""Planted events put to the trace as a store would put them, and the comparison with the best achievable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from app.tracing.barriers import Barrier, closed_sluice_barrier, compliant_section_barrier
from app.tracing.candidates import Candidate
from app.tracing.reach_facts import ReachFacts
from app.tracing.stretches import SectionValue
from app.tracing.trace_question import TraceQuestion, TraceResult, TraceSettings
from app.tracing.tracing_run import run_trace
from app.tracing.travel_times import reach_travel_times
from app.tracing.walk import walk_upstream
from app.tracing.walked import LocatedMany, locate_many
from tests.tracing.planted_events import TYPES, Event
from tests.tracing.planted_posterior import posterior
from tests.tracing.planted_rivers import K_PER_D, metres_to

MOMENT = datetime(2026, 10, 20, 10, tzinfo=UTC)
WINDOW_H = 48.0
SETTINGS = TraceSettings(samples=300, most_sampling_points=0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one event: rank of the true outfall in the trace (None not among the leads), the share of its
    probability that a first place and three places get by the trace, the baseline and the best achievable."""

    rank: int | None
    nearest_rank: int
    best_first: float
    best_three: float
    candidates: int
    dense: bool


def trace_event(event: Event, level: str = "L4") -> TraceResult:
    """The trace of the event, from what shows of it."""
    river = event.river
    facts = reach_facts(event)
    times = reach_travel_times(facts, default_velocity_m_per_s=(0.1, 0.2, 0.4))
    sections, start = event.sections, event.start
    free = walk_upstream(river.told, int(sections.row[start]), float(sections.measure_m[start]), times)
    on = locate_many(free, sections.row, sections.measure_m)
    values = [one for one, is_on in zip(section_values(event), on.is_on.tolist(), strict=True) if is_on]
    return run_trace(
        question(event, level), river.told, facts, times, barriers(event, on), values, candidates(event),
        settings=SETTINGS,
    )  # fmt: skip


def question(event: Event, level: str) -> TraceQuestion:
    """From the section that exceeds, for the moment."""
    start = event.start
    return TraceQuestion(
        row=int(event.sections.row[start]), measure_m=float(event.sections.measure_m[start]),
        section_key=event.sections.key[start], indicator=event.indicator, window_start=MOMENT, window_end=MOMENT,
        moment=MOMENT, k_per_d=K_PER_D, k_source="构造事件", level_asked=level, had_rain=event.rain,
        season_source="构造事件",
    )  # fmt: skip


def reach_facts(event: Event) -> ReachFacts:
    """What the layer of reaches knows."""
    table, count = event.river.table, len(event.river.length_m)
    nothing = np.full(count, np.nan)
    blank = np.full(count, "", dtype=object)
    return ReachFacts(
        event.river.length_m, event.river.flow, nothing, table["velocity_m_per_s"].to_numpy(float), nothing, nothing,
        nothing, nothing, blank, blank, blank,
    )  # fmt: skip


def section_values(event: Event) -> list[SectionValue]:
    """Concentrations and flows as measured."""
    return [
        SectionValue(key, key, int(row), float(measure_m), float(value), float(flow), "构造", "构造", 0.07, 0.07)
        for key, row, measure_m, value, flow in zip(
            event.sections.key, event.sections.row, event.sections.measure_m, event.values, event.flows, strict=True
        )
    ]


def barriers(event: Event, on: LocatedMany) -> list[Barrier]:
    """Compliant sections of the same period on the walk without barriers, and closed sluices."""
    sections, sluices = event.sections, event.river.sluices
    start = event.start
    found: list[Barrier | None] = [
        compliant_section_barrier(
            sections.key[at], sections.key[at], int(sections.row[at]), float(sections.measure_m[at]),
            value_zh="达标", value_en="met", value_age_h=0.0, travel_h=float(on.probable_h[at]),
        )
        for at in range(len(sections.row))
        if on.is_on[at] and at != start and event.values[at] <= event.limit
    ]  # fmt: skip
    found += [
        closed_sluice_barrier(
            sluices.key[at], sluices.key[at], int(sluices.row[at]), float(sluices.measure_m[at]),
            hours_closed=WINDOW_H, window_h=WINDOW_H,
        )
        for at in event.closed
    ]  # fmt: skip
    return [one for one in found if one is not None]


def candidates(event: Event) -> list[Candidate]:
    """The outfalls with what is known of them."""
    places = event.places
    return [
        Candidate(
            "outfall", "outfalls", places.key[at], places.key[at], int(places.row[at]), float(places.measure_m[at]),
            category=event.types[at], indicators=tuple(sorted(event.lists[at] or ())),
            load_kg_per_d=None if np.isnan(event.records[at]) else float(event.records[at]), load_source="构造",
            active=tuple(
                (MOMENT - timedelta(hours=end), MOMENT - timedelta(hours=begin))
                for begin, end in event.activity[at] or ()
            ),
            exceedances=None if event.exceedances[at] < 0 else int(event.exceedances[at]),
            is_rain_driven=bool(event.types[at]) and TYPES[event.types[at]][1],
        )
        for at in range(len(places.row))
    ]  # fmt: skip


def judge(event: Event, level: str = "L4") -> Outcome:
    """The trace of one event beside the nearest outfall upstream and the best achievable."""
    true = event.places.key[event.truth]
    leads = trace_event(event, level).leads
    rank = next((lead.rank for lead in leads if lead.candidate.key == true), None)
    start = event.start
    row, measure_m = int(event.sections.row[start]), float(event.sections.measure_m[start])
    metres = metres_to(event.river, row, measure_m)[event.places.row]
    metres = metres + event.river.length_m[event.places.row] - event.places.measure_m
    same = (event.places.row == row) & (event.places.measure_m < measure_m)
    metres = np.where(same, measure_m - event.places.measure_m, metres)
    chance = posterior(event)
    return Outcome(
        rank, 1 + int((metres < metres[event.truth]).sum()), _share_within(chance, event.truth, 1),
        _share_within(chance, event.truth, 3), int(np.isfinite(metres).sum()), event.dense,
    )  # fmt: skip


def _share_within(chance: np.ndarray, truth: int, places: int) -> float:
    """Share of the true one in the first places by probability; those that the data cannot tell apart split evenly."""
    ahead = int((chance > chance[truth] * (1 + 1e-9)).sum())
    level = int((np.abs(chance - chance[truth]) <= chance[truth] * 1e-9).sum())
    return float(np.clip((places - ahead) / level, 0, 1))
