"""A whole trace, L0 to L4, from arrays and records alone (溯源全程)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.network import Network, upstream
from app.network.accumulation import Split
from app.network.delivery import equal_split, split_by_flow
from app.tracing.barriers import Barrier, Stop
from app.tracing.candidates import LEVELS, Candidate
from app.tracing.increments import balance_stretches
from app.tracing.leads import rank_leads
from app.tracing.reach_facts import ReachFacts
from app.tracing.sampling_points import next_sampling_points
from app.tracing.stretch_paths import Stretches, delivered_to_sections, find_stretches, known_loads, stretch_of
from app.tracing.stretches import Increment, SectionValue
from app.tracing.trace_context import Balance, TraceContext
from app.tracing.trace_levels import balance_note, highest, prior_note, stops_note, topology_note, travel_note
from app.tracing.trace_question import KnownPlace, LevelNote, Sentence, TraceQuestion, TraceResult, TraceSettings
from app.tracing.travel_times import SOURCE_WORDS, TravelTimes
from app.tracing.walk import walk_upstream
from app.tracing.walked import Walk, locate_many

_NEAR_M = 1.0
_SECONDARY = ("discharger", "channel")
_NOT_LOADS = ("pool", "opened_sluice", "unlisted")


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
    split: Split | None = None,
    settings: TraceSettings | None = None,
) -> TraceResult:
    """The trace of one question (溯源): pieces searched, stops, increments, ranked leads, sampling points, levels.

    Each level adds to the one below: L0 topology, L1 stops, L2 travel times, L3 pollutant and record, L4 mass balance.
    A level whose data lack is left out and its note says what lacked.

    Parameters
    ----------
    question
        Where, what, when, how far, and up to which level.
    network
        As of the moment asked about.
    facts, times
        Of its rows.
    barriers
        Known ones; at L0 none is used.
    section_values
        Values of the period at the sections, the start's among them; those above the start count.
    candidates
        What may discharge; pools behind closed sluices and an unlisted source in each stretch are added here.
    places
        Where the river can be reached, for the sampling points.
    split
        Shares at divergences as for `app.network.accumulate`; None = by the flows of ``facts``, equal where a flow is
        not known.
    """
    chosen = settings or TraceSettings()
    walk = walk_upstream(
        network, question.row, question.measure_m, times, barriers if question.level_asked > "L0" else (),
        max_distance_m=question.max_distance_m, max_travel_h=question.max_travel_h,
    )  # fmt: skip
    values = _values_above(question, network, section_values)
    shares = split if split is not None else split_by_flow(network, facts.flow_m3_per_s, otherwise=equal_split(network))
    stretches = _stretches(question, network, times, values, shares, chosen)
    asked = _with_stretches([*candidates, *_pools(candidates, barriers, question)], stretches)
    increments = _increments(question, stretches, walk, asked, chosen)
    asked += unlisted_sources(question, walk, values, asked)
    levels = _levels(question, walk, times, asked, increments, values)
    reached = highest(levels, question.level_asked)
    context = TraceContext(
        question.indicator, question.window_start, question.window_end, reached,
        _flux(question, values), question.is_flood_season, question.had_rain, question.season_source,
        {row: SOURCE_WORDS[str(times.source[row])][0] for row in walk.rows.tolist()},
    )  # fmt: skip
    leads = rank_leads(asked, walk, increments, context, _balance(question, stretches, asked))
    points = next_sampling_points(
        leads, walk, question.window_start, question.window_end, places,
        most=chosen.most_sampling_points, piece_stretches=_piece_stretches(stretches, walk),
    )  # fmt: skip
    return TraceResult(walk, walk.stops, increments, leads, points, levels, reached)


def unlisted_sources(
    question: TraceQuestion, walk: Walk, values: Sequence[SectionValue], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """A source that no layer lists, one in each stretch of the walk (未列入清单的来源).

    A stretch is named by the section at its lower end; what lies between the start and the first sections is one
    stretch too. Above a section that cut the walk there is none.
    """
    cut = {stop.key for stop in walk.stops if stop.layer == "sections" and stop.weight == 0}
    on = locate_many(walk, [one.row for one in values], [one.measure_m for one in values])
    found = {
        one.key: Candidate("unlisted", "", "", "", one.row, one.measure_m, stretch=one.key)
        for at, one in enumerate(values)
        if on.is_on[at] and (one.key not in cut or one.key == question.section_key)
    }
    if question.section_key not in found:
        measure_m = float(walk.high_m[0]) if question.measure_m is None else question.measure_m
        start = Candidate("unlisted", "", "", "", question.row, measure_m, stretch=question.section_key)
        found[question.section_key] = start
    have = {one.stretch for one in candidates if one.kind == "unlisted"}
    return [one for key, one in found.items() if key not in have]


def _values_above(
    question: TraceQuestion, network: Network, values: Sequence[SectionValue]
) -> tuple[SectionValue, ...]:
    """The values at or above the start; of the start's own row those not below it."""
    above = set(upstream(network, question.row)[0].tolist())
    measure_m = np.inf if question.measure_m is None else question.measure_m
    return tuple(
        one
        for one in values
        if one.key == question.section_key
        or (one.row in above and (one.row != question.row or one.measure_m <= measure_m))
    )


def _pools(candidates: Sequence[Candidate], barriers: Sequence[Barrier], question: TraceQuestion) -> list[Candidate]:
    """The dammed water above each closed sluice (闸前积存水体), where it is not among the candidates already."""
    have = {(one.row, round(one.measure_m)) for one in candidates if one.kind == "pool"}
    return [
        Candidate("pool", "", one.key, "", one.row, one.measure_m)
        for one in barriers
        if question.level_asked > "L0"
        and one.kind == "closed_sluice"
        and one.weight < 1
        and (one.row, round(one.measure_m)) not in have
    ]


def _stretches(
    question: TraceQuestion,
    network: Network,
    times: TravelTimes,
    values: Sequence[SectionValue],
    split: Split,
    settings: TraceSettings,
) -> Stretches:
    """The stretches between the sections; without a chosen decay only their rows and shares are used."""
    k = 0.0 if question.k_per_d is None else question.k_per_d
    return find_stretches(network, values, times, k, k_sd=settings.k_sd if k > 0 else None, split=split)


def _with_stretches(candidates: Sequence[Candidate], stretches: Stretches) -> list[Candidate]:
    """The candidates, each with the section at the lower end of its stretch where it did not say."""
    keys = stretch_of(stretches, [one.row for one in candidates], [one.measure_m for one in candidates])
    return [
        one if one.stretch or not key else replace(one, stretch=str(key))
        for one, key in zip(candidates, keys, strict=True)
    ]


def _increments(
    question: TraceQuestion,
    stretches: Stretches,
    walk: Walk,
    candidates: Sequence[Candidate],
    settings: TraceSettings,
) -> tuple[Increment, ...]:
    """What is added in each stretch of the walk; none where no decay was chosen or L4 was not asked."""
    if question.k_per_d is None or question.level_asked < "L4" or not stretches.sections:
        return ()
    loads = _loads_on_record(candidates)
    known = known_loads(
        stretches, [one.row for one in loads], [one.measure_m for one in loads],
        [np.nan if one.load_kg_per_d is None else one.load_kg_per_d for one in loads],
    )  # fmt: skip
    found = balance_stretches(stretches, question.k_source, known=known, samples=settings.samples, seed=settings.seed)
    cut = {stop.key for stop in walk.stops if stop.layer == "sections" and stop.weight == 0}
    at = {one.key: one for one in stretches.sections}
    sections = [at[one.to_section] for one in found]
    on = locate_many(walk, [one.row for one in sections], [one.measure_m for one in sections]).is_on
    return tuple(
        one
        for one, is_on in zip(found, on.tolist(), strict=True)
        if is_on and (one.to_section not in cut or one.to_section == question.section_key)
    )


def _loads_on_record(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates whose load counts as known: a discharger's or channel's not beside that of its outfall."""
    counted = [one for one in candidates if one.load_kg_per_d is not None and one.kind not in _NOT_LOADS]
    first = [one for one in counted if one.kind not in _SECONDARY]
    taken = {(one.row, round(one.measure_m / _NEAR_M)) for one in first}
    for one in counted:
        place = (one.row, round(one.measure_m / _NEAR_M))
        if one.kind in _SECONDARY and place not in taken:
            taken.add(place)
            first.append(one)
    return first


def _balance(question: TraceQuestion, stretches: Stretches, candidates: Sequence[Candidate]) -> Balance:
    """How a load at each candidate arrives at the sections and at the start."""
    found = delivered_to_sections(stretches, [one.row for one in candidates], [one.measure_m for one in candidates])
    keys = [one.key for one in stretches.sections]
    on_to_start = _to_start(question, stretches)
    arriving: dict[int, tuple[tuple[str, float], ...]] = {}
    at_start: dict[int, float] = {}
    for place, section, fraction in zip(
        found.place.tolist(), found.section.tolist(), np.nan_to_num(found.fraction, nan=1.0).tolist(), strict=True
    ):
        arriving[place] = (*arriving.get(place, ()), (keys[section], fraction))
        at_start[place] = at_start.get(place, 0.0) + fraction * on_to_start[section]
    return Balance(stretches, arriving, at_start)


def _to_start(question: TraceQuestion, stretches: Stretches) -> list[float]:
    """Fraction of each section's flux that arrives at the start section [1]; 0 where the start is none."""
    count = len(stretches.sections)
    start = next((at for at, one in enumerate(stretches.sections) if one.key == question.section_key), None)
    if start is None:
        return [0.0] * count
    links = stretches.links
    onward = np.eye(count)
    keep = links.node != start
    onward[links.node[keep], links.section[keep]] -= np.nan_to_num(links.fraction[keep, 1])
    unit = np.zeros(count)
    unit[start] = 1.0
    return [float(share) for share in np.linalg.lstsq(onward, unit, rcond=None)[0]]


def _piece_stretches(stretches: Stretches, walk: Walk) -> list[str]:
    """The stretch of each piece of the walk, by its middle; blank where no section lies below."""
    middle = (walk.low_m + walk.high_m) / 2
    return [str(key) for key in stretch_of(stretches, walk.row, middle)]


def _flux(question: TraceQuestion, values: Sequence[SectionValue]) -> float | None:
    """Flux at the start section [kg/d], None where it is not known."""
    start = next((one for one in values if one.key == question.section_key), None)
    if start is None or start.flow_m3_per_s is None or start.is_relative_flow:
        return None
    flux = start.flow_m3_per_s * start.concentration_mg_per_l * 86.4
    return flux if np.isfinite(flux) and flux > 0 else None


def _levels(
    question: TraceQuestion,
    walk: Walk,
    times: TravelTimes,
    candidates: Sequence[Candidate],
    increments: Sequence[Increment],
    values: Sequence[SectionValue],
) -> tuple[LevelNote, ...]:
    """The notes of the levels up to the one asked."""
    stops: tuple[Stop, ...] = walk.stops
    on = locate_many(walk, [one.row for one in candidates], [one.measure_m for one in candidates]).is_on
    searched = [one for one, is_on in zip(candidates, on.tolist(), strict=True) if is_on]
    notes = (
        topology_note(walk), stops_note(stops), travel_note(walk, times), prior_note(searched, question),
        balance_note(question, increments, values),
    )  # fmt: skip
    return notes[: LEVELS.index(question.level_asked) + 1]


__all__ = [
    "KnownPlace", "LevelNote", "Sentence", "TraceQuestion", "TraceResult", "TraceSettings", "run_trace",
]  # fmt: skip
