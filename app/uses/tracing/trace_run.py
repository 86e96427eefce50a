"""A trace of a question, from the store as one transaction sees it (溯源): gathered, run, written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from app.settings import Settings
from app.store.engine import Store
from app.store.traces import data_stand
from app.tracing.decay import decay_choices
from app.tracing.reach_facts import ReachFacts, with_reversible
from app.tracing.trace_question import TraceQuestion, TraceSettings
from app.tracing.tracing_run import run_trace
from app.tracing.travel_times import TravelTimes, reach_travel_times
from app.tracing.walk import walk_upstream
from app.tracing.walked import Walk
from app.uses.assessment.season_assessment import flood_months
from app.uses.network.network_place import find_place
from app.uses.network.river_network import current_network
from app.uses.network.sluice_history import as_of
from app.uses.network.sluice_records import Sluice, load_sluices
from app.uses.tracing.decay_choice import chosen_decay
from app.uses.tracing.trace_asked import TraceAsked, asked_indicator, asked_window, check_limits, has_load, window_words
from app.uses.tracing.trace_barriers import (
    UNKNOWN_TRAVEL_H,
    district_borders,
    features_on,
    section_barriers,
    sluice_barriers,
)
from app.uses.tracing.trace_candidates import load_candidates
from app.uses.tracing.trace_document import trace_content
from app.uses.tracing.trace_known_places import known_places
from app.uses.tracing.trace_places import layers_stand, load_places
from app.uses.tracing.trace_reaches import load_reaches
from app.uses.tracing.trace_sections import SectionReading, read_sections
from app.uses.tracing.trace_values import section_values, with_flows
from app.uses.tracing.trace_words import first_notes, own_reading, question_content, start_name

MAX_DISTANCE_M: Final = 100_000.0
"""How far up a trace goes where no limit is asked [m]; ours, and shown in the answer."""
LONGEST_REACH_H: Final = 8760.0


@dataclass(frozen=True, slots=True)
class MadeTrace:
    """A trace that was just made (溯源结果): what is kept of it."""

    subject: str
    title: str
    indicator: str
    month: str
    question: dict[str, Any]
    document: dict[str, Any]
    revisions: dict[str, Any]


def make_trace(c: Connection, store: Store, settings: Settings, asked: TraceAsked) -> MadeTrace:
    """The trace of a question (溯源), from one transaction that reads; nothing is kept yet.

    Raises
    ------
    BreaksRule
        An indicator, limit, level or decay that cannot be used, a place too far from any reach, or no value of the
        indicator at the section in the time asked about.
    Unparsable
        A place or month that cannot be read.
    Absent
        No such feature, or the section was not in force.
    """
    check_limits(asked)
    indicator = asked_indicator(asked)
    start, end, month = asked_window(asked)
    words = window_words(asked)
    decay = chosen_decay(asked.decay, indicator.code)
    sluices = load_sluices(c, store)
    since = start if end > start else start - timedelta(hours=UNKNOWN_TRAVEL_H)
    river = as_of(current_network(c, store, settings), sluices, end, since).river
    place = find_place(c, store, settings, river, asked.start)
    section_key = asked.start.partition("/")[2] if asked.start.startswith("sections/") else ""
    reaches = load_reaches(c, store, river)
    limit_m = asked.max_distance_m
    if limit_m is None and not river.network.has_no_lengths:
        limit_m = MAX_DISTANCE_M

    def walk(times: TravelTimes) -> Walk:
        """What could be searched without barriers."""
        return walk_upstream(
            river.network, place.row, place.measure_m, times, max_distance_m=limit_m, max_travel_h=asked.max_travel_h
        )

    rows = walk(_travel_times(with_reversible(reaches.facts, river.network), settings)).rows
    codes = [str(river.features.key[at]) for at in features_on(river, "sections", rows).tolist()]
    codes += [section_key] if section_key and section_key not in codes else []
    readings = read_sections(c, store, settings, codes, indicator.code, month=month, moment=asked.moment)
    reading = own_reading(readings, section_key, indicator, asked)
    facts = with_reversible(with_flows(reaches, readings, words[0]), river.network)
    times = _travel_times(facts, settings)
    free = walk(times)
    barriers = [
        *section_barriers(
            river, free, readings, indicator, start=reading, moment=asked.moment, window_zh=words[0],
            window_en=words[1], weak_weight=settings.trace_weak_section_weight,
        ),
        *sluice_barriers(river, free, sluices, start, end, leak_share=settings.trace_sluice_leak_share),
        *district_borders(reaches, free),
    ]  # fmt: skip
    met = {str(river.rivers[one.row]) for one in barriers if one.kind == "compliant_section" and one.weight == 0}
    places = load_places(c, store, settings, reaches)
    candidates = load_candidates(c, store, reaches, places, free, sluices, indicator.code, month, (start, end), met)
    values = section_values(river, facts, readings, free, section_key, place) if has_load(indicator) else []
    question = TraceQuestion(
        row=place.row, measure_m=place.measure_m, section_key=section_key, indicator=indicator.code,
        window_start=start, window_end=end, moment=asked.moment, max_distance_m=limit_m,
        max_travel_h=asked.max_travel_h, k_per_d=decay[0] if decay else None, k_source=decay[1] if decay else "",
        is_load=has_load(indicator), level_asked=asked.level, is_flood_season=int(month[5:]) in flood_months(settings),
        season_source=f"汛期月份设置 {settings.flood_season_months} 月",
    )  # fmt: skip
    result = run_trace(
        question, river.network, facts, times, barriers, values, candidates,
        places=known_places(places, reaches, set(free.rows.tolist()), _names(readings, sluices)),
        settings=TraceSettings(k_sd=_decay_sd(asked, indicator.code)),
    )  # fmt: skip
    name = start_name(asked, reading, reaches, place)
    told = question_content(asked, indicator, reading, name, reaches, place, (start, end), limit_m, decay)
    content = trace_content(result, reaches, places, times, values)
    revisions = {"layers": {layer: revision for layer, revision, _ in layers_stand(c)}, **data_stand(c, store)}
    return MadeTrace(
        subject=asked.start, title=f"{name} {indicator.zh} {words[0]}", indicator=indicator.code, month=month,
        question=asked.as_dict(), revisions=revisions,
        document={"question": told, "notes": first_notes(reading, indicator, words), **content},
    )  # fmt: skip


def _travel_times(facts: ReachFacts, settings: Settings) -> TravelTimes:
    """Travel times by the settings; a reach that would take longer than a year has none that is known."""
    times = reach_travel_times(
        facts, late_share=settings.trace_late_share, default_velocity_m_per_s=settings.default_velocity_m_per_s()
    )
    absurd = times.late_h > LONGEST_REACH_H
    if not absurd.any():
        return times
    early, probable, late = (
        np.where(absurd, np.nan, hours) for hours in (times.early_h, times.probable_h, times.late_h)
    )  # fmt: skip
    return TravelTimes(early, probable, late, np.where(absurd, "unknown", times.source))


def _names(readings: Mapping[str, SectionReading], sluices: Mapping[str, Sluice]) -> dict[tuple[str, str], str]:
    """Names of sections and sluices by layer and key."""
    found = {("sections", key): one.name for key, one in readings.items()}
    return found | {("sluices", key): one.name for key, one in sluices.items()}


def _decay_sd(asked: TraceAsked, indicator: str) -> float | None:
    """Relative standard uncertainty of the decay that was chosen from the table [1]; None for one of one's own."""
    wanted = (asked.decay or {}).get("id")
    return next((choice.k_sd for choice in decay_choices(indicator) if choice.id == wanted), None)
