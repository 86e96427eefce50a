"""A whole trace, L0 to L4, from arrays and records alone (溯源全程)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.network import Network, upstream
from app.network.accumulation import Split
from app.network.delivery import equal_split, split_by_flow
from app.tracing.barriers import Barrier, Stop
from app.tracing.candidates import LEVELS, Candidate
from app.tracing.increments import KG_PER_D, balance_stretches
from app.tracing.leads import rank_leads
from app.tracing.load_delivery import HeldFlux, balance_of, held_back, loads_on_record, passing_stretches, sluice_walk
from app.tracing.reach_facts import ReachFacts
from app.tracing.sampling_points import next_sampling_points
from app.tracing.stretch_paths import Stretches, stretch_of
from app.tracing.stretches import Increment, SectionValue
from app.tracing.trace_context import Balance, TraceContext
from app.tracing.trace_levels import balance_note, highest, prior_note, stops_note, topology_note, travel_note
from app.tracing.trace_question import KnownPlace, LevelNote, TraceQuestion, TraceResult, TraceSettings
from app.tracing.travel_times import SOURCE_WORDS, TravelTimes
from app.tracing.walk import walk_upstream
from app.tracing.walked import Walk, locate_many


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
        Values of the period at the sections of the walk, the start's among them. Sections beside it count too (where
        the water divides, a load above would show there); give them only with the candidates there, for without the
        loads on record their increments look unexplained.
    candidates
        What may discharge; pools behind closed sluices and an unlisted source in each stretch are added here, what
        lies on no reach (row -1) is left out.
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
    values = tuple(one for one in section_values if one.row >= 0)
    shares = split if split is not None else split_by_flow(network, facts.flow_m3_per_s, otherwise=equal_split(network))
    passing = sluice_walk(question, times, barriers, network)
    stretches = passing_stretches(question, network, times, values, shares, chosen, passing)
    searched = _searched_sections(question, walk, values)
    placed = [one for one in candidates if one.row >= 0 and np.isfinite(one.measure_m)]
    asked = [*placed, *_pools(placed, barriers, question)]
    balance = balance_of(question, stretches, asked, passing, _catchments(facts, values))
    asked = _with_stretches(asked, balance, searched)
    evidence = _increments(question, network, balance, searched, loads_on_record(asked, balance), chosen)
    increments = tuple(one for one in evidence if one.to_section in searched)
    asked += unlisted_sources(question, walk, [one for one in values if one.key in searched], asked)
    held = held_back(stretches, passing)
    levels = _levels(question, walk, times, asked, increments, values, held)
    reached = highest(levels, question.level_asked)
    context = TraceContext(
        question.indicator, question.window_start, question.window_end, reached,
        _flux(question, values), question.is_flood_season, question.had_rain, question.season_source,
        {row: SOURCE_WORDS[str(times.source[row])][0] for row in walk.rows.tolist()},
    )  # fmt: skip
    leads = rank_leads(asked, walk, evidence, context, balance)
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
    stretch too.

    Parameters
    ----------
    values
        Of the sections searched; above one that cut the walk there is nothing to list.
    """
    found = {one.key: Candidate("unlisted", "", "", "", one.row, one.measure_m, stretch=one.key) for one in values}
    if question.section_key not in found:
        measure_m = float(walk.high_m[0]) if question.measure_m is None else question.measure_m
        start = Candidate("unlisted", "", "", "", question.row, measure_m, stretch=question.section_key)
        found[question.section_key] = start
    have = {one.stretch for one in candidates if one.kind == "unlisted"}
    return [one for key, one in found.items() if key not in have]


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


def _searched_sections(question: TraceQuestion, walk: Walk, values: Sequence[SectionValue]) -> frozenset[str]:
    """The sections on the walk, without those that cut it."""
    cut = {stop.key for stop in walk.stops if stop.layer == "sections" and stop.weight == 0}
    on = locate_many(walk, [one.row for one in values], [one.measure_m for one in values]).is_on
    return frozenset(
        one.key
        for one, is_on in zip(values, on.tolist(), strict=True)
        if one.key == question.section_key or (is_on and one.key not in cut)
    )


def _with_stretches(candidates: Sequence[Candidate], balance: Balance, searched: frozenset[str]) -> list[Candidate]:
    """The candidates, each with the section searched that most of its water comes to next, where it did not say."""
    found = []
    for at, one in enumerate(candidates):
        arriving = [(share, key) for key, share in balance.arriving.get(at, ()) if key in searched]
        found.append(one if one.stretch or not arriving else replace(one, stretch=max(arriving)[1]))
    return found


def _increments(
    question: TraceQuestion,
    network: Network,
    balance: Balance,
    searched: frozenset[str],
    known: Mapping[str, float],
    settings: TraceSettings,
) -> tuple[Increment, ...]:
    """What is added in each stretch searched, and beside the walk; none where no decay was chosen or L4 not asked.

    Of the stretches above a section that cut the walk nothing is asked.
    """
    stretches = balance.stretches
    if question.k_per_d is None or not (question.is_load and stretches.sections) or question.level_asked < "L4":
        return ()
    above = set(upstream(network, question.row)[0].tolist())
    found = balance_stretches(
        stretches, question.k_source, known=known, proportion=balance.proportion or None,
        proportion_source="集水面积", samples=settings.samples, seed=settings.seed,
    )  # fmt: skip
    row_of = {one.key: one.row for one in stretches.sections}
    return tuple(one for one in found if one.to_section in searched or row_of[one.to_section] not in above)


def _catchments(facts: ReachFacts, values: Sequence[SectionValue]) -> dict[str, float]:
    """Catchment of the reach of each section [km²], where it is known: what flows are in proportion to.

    A section whose flow was measured and makes no flux (it ran backwards) has none.
    """
    area_km2 = facts.drainage_area_km2
    return {
        one.key: float(area_km2[one.row])
        for one in values
        if area_km2[one.row] > 0 and (one.flow_m3_per_s is not None or not one.flow_source)
    }


def _piece_stretches(stretches: Stretches, walk: Walk) -> list[str]:
    """The stretch of each piece of the walk, by its middle; blank where no section lies below."""
    middle = (walk.low_m + walk.high_m) / 2
    return [str(key) for key in stretch_of(stretches, walk.row, middle)]


def _flux(question: TraceQuestion, values: Sequence[SectionValue]) -> float | None:
    """Flux at the start section [kg/d], None where it is not known."""
    start = next((one for one in values if one.key == question.section_key), None)
    if start is None or start.flow_m3_per_s is None or start.is_relative_flow:
        return None
    flux = start.flow_m3_per_s * start.concentration_mg_per_l * KG_PER_D
    return flux if np.isfinite(flux) and flux > 0 else None


def _levels(
    question: TraceQuestion,
    walk: Walk,
    times: TravelTimes,
    candidates: Sequence[Candidate],
    increments: Sequence[Increment],
    values: Sequence[SectionValue],
    held: Sequence[HeldFlux],
) -> tuple[LevelNote, ...]:
    """The notes of the levels up to the one asked."""
    stops: tuple[Stop, ...] = walk.stops
    on = locate_many(walk, [one.row for one in candidates], [one.measure_m for one in candidates]).is_on
    searched = [one for one, is_on in zip(candidates, on.tolist(), strict=True) if is_on]
    notes = (
        topology_note(walk), stops_note(stops), travel_note(walk, times), prior_note(searched, question),
        balance_note(question, increments, values, searched, held),
    )  # fmt: skip
    return notes[: LEVELS.index(question.level_asked) + 1]
