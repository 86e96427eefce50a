"""The candidates in their order of priority: a product of named factors each (排查优先序)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.network.arrays import Floats, range_indices
from app.tracing.candidates import LEVELS, Candidate, Factor, Lead
from app.tracing.factor_tables import factor_numbers
from app.tracing.factors import weigh_barrier, weigh_travel
from app.tracing.factors_load import LoadView, load_views, weigh_load
from app.tracing.factors_record import weigh_pollutant, weigh_record, weigh_season, weigh_type
from app.tracing.load_evidence import load_evidence
from app.tracing.stretches import Increment
from app.tracing.trace_context import Balance, Place, TraceContext, Weighed
from app.tracing.walked import Walk, locate_many

_NEAR_M = 1.0


def lead_id(candidate: Candidate) -> str:
    """Id of a candidate within a trace (线索编号): ``layer/key``; of what no layer lists, kind and stretch or place.

    Examples
    --------
    >>> lead_id(Candidate("outfall", "outfalls", "PWK004", "某口", 3, 120.0))
    'outfalls/PWK004'
    >>> lead_id(Candidate("unlisted", "", "", "", 3, 120.0, stretch="LC01"))
    'unlisted/LC01'
    """
    if candidate.layer:
        return f"{candidate.layer}/{candidate.key}"
    return f"{candidate.kind}/{candidate.key or candidate.stretch or f'{candidate.row}-{candidate.measure_m:.0f}'}"


def rank_leads(
    candidates: Sequence[Candidate],
    walk: Walk,
    increments: Sequence[Increment],
    context: TraceContext,
    balance: Balance | None = None,
) -> tuple[Lead, ...]:
    """The candidates on the walk in order of priority (排查优先序).

    The score is the product of the factors that take part at the context's level; share is the score over the sum of
    all. A verdict is a factor too: 0 for an excluded one, which is kept and comes last; a confirmed one comes first.
    Equal scores stand by distance.

    Parameters
    ----------
    candidates
        Those that are not on the walk are left out.
    increments
        One a stretch; a candidate belongs to that of its ``stretch``.
    balance
        How loads arrive at the sections; None = each whole at the lower end of its own stretch.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> import pandas as pd
    >>> from app.network import build
    >>> from app.tracing.travel_times import TravelTimes
    >>> from app.tracing.walk import walk_upstream
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [3e3, 4e3]}), to_key="to")
    >>> hours = np.array([3.0, 4.0])
    >>> walk = walk_upstream(network, 1, None, TravelTimes(hours, hours, hours, np.array(["measured"] * 2)))
    >>> plant = Candidate("outfall", "outfalls", "A", "甲", 0, 1e3, category="城镇污水处理厂排污口")
    >>> mine = Candidate("outfall", "outfalls", "B", "乙", 1, 1e3, category="矿山排污口")
    >>> noon = datetime(2026, 10, 8, 12, tzinfo=UTC)
    >>> leads = rank_leads([mine, plant], walk, [], TraceContext("w21003", noon, noon, level="L3"))
    >>> [(lead_id(lead.candidate), lead.evidence_level, round(lead.share, 2)) for lead in leads]
    [('outfalls/A', 'L3', 0.87), ('outfalls/B', 'L1', 0.13)]
    >>> rank_leads([], walk, [], TraceContext("w21003", noon, noon))
    ()
    """
    located = locate_many(walk, [one.row for one in candidates], [one.measure_m for one in candidates])
    chosen = np.flatnonzero(located.is_on).tolist()
    kept = [candidates[at] for at in chosen]
    weight = _own_weights(kept, located.weight[chosen], located.distance_m[chosen], walk)
    places = [
        Place(
            float(located.distance_m[at]), float(located.early_h[at]), float(located.probable_h[at]),
            float(located.late_h[at]), float(weight[number]), context.travel_sources.get(candidates[at].row, ""),
        )
        for number, at in enumerate(chosen)
    ]  # fmt: skip
    views = _views(kept, chosen, increments, context, balance) if context.takes("load") else None
    leads = [
        _lead(candidate, place, None if views is None else views[number], context)
        for number, (candidate, place) in enumerate(zip(kept, places, strict=True))
    ]
    return in_order(leads)


def in_order(leads: Sequence[Lead]) -> tuple[Lead, ...]:
    """The leads in order, with rank and share (排查优先序): confirmed first, excluded last, by score between."""
    place = {"confirmed": 0, "excluded": 2}
    ordered = sorted(
        leads,
        key=lambda lead: (
            place.get(lead.candidate.verdict, 1), -lead.score,
            lead.distance_m if np.isfinite(lead.distance_m) else np.inf, lead_id(lead.candidate),
        ),
    )  # fmt: skip
    total = sum(lead.score for lead in ordered)
    return tuple(
        replace(lead, rank=rank, share=lead.score / total if total > 0 else 0.0) for rank, lead in enumerate(ordered, 1)
    )


def _lead(candidate: Candidate, place: Place, view: LoadView | None, context: TraceContext) -> Lead:
    """One lead, its rank and share still open."""
    weighed: dict[str, Weighed] = {}
    if context.takes("barrier"):
        weighed["barrier"] = weigh_barrier(place)
    if context.takes("travel"):
        weighed["travel"] = weigh_travel(candidate, place, context)
    if context.takes("pollutant"):
        weighed["pollutant"] = weigh_pollutant(candidate, context.indicator)
        weighed["record"] = weigh_record(candidate)
        weighed["type"] = weigh_type(candidate)
        weighed["season"] = weigh_season(candidate, context)
    if view is not None:
        weighed["load"] = weigh_load(candidate, view)
    factors = [one.factor for one in weighed.values()]
    if candidate.verdict in ("confirmed", "excluded"):
        factors.append(_verdict(candidate))
    score = 1.0
    for factor in factors:
        score *= factor.value
    level = evidence_level({name: one.stance for name, one in weighed.items()}, context.level)
    return Lead(
        candidate, 0, score, 0.0, level, tuple(factors), place.distance_m, place.early_h, place.probable_h, place.late_h
    )


def evidence_level(stances: Mapping[str, int], level: str) -> str:
    """The highest level whose evidence a lead itself has (证据层级), at most ``level``.

    L2 needs known activity that meets the window; L3 an indicator that fits its kind; L4 a stretch with more than
    nothing unexplained and a size that can make it. What contradicts a level closes it and those above.

    Examples
    --------
    >>> evidence_level({"travel": 0, "pollutant": 1, "load": 1}, "L4"), evidence_level({"travel": -1, "load": 1}, "L4")
    ('L4', 'L1')
    >>> evidence_level({}, "L0")
    'L0'
    """
    reached = min(level, "L1")
    for name, at in (("travel", "L2"), ("pollutant", "L3"), ("load", "L4")):
        stance = stances.get(name, 0)
        if LEVELS.index(at) > LEVELS.index(level) or stance < 0:
            break
        if stance > 0:
            reached = at
    return reached


def _verdict(candidate: Candidate) -> Factor:
    """The verdict of an investigation as a factor."""
    note = f"（{candidate.verdict_note}）" if candidate.verdict_note else ""
    if candidate.verdict == "excluded":
        return Factor(
            "verdict", 0.0, None, "1", "排查任务的结论", f"经排查已排除{note}。", "Excluded by an investigation."
        )
    known = factor_numbers()["verdict_confirmed"]
    return Factor(
        "verdict", known.value, None, "1", "排查任务的结论", f"经排查已查实{note}。", "Confirmed by an investigation."
    )


def _own_weights(kept: Sequence[Candidate], weight: Floats, distance_m: Floats, walk: Walk) -> Floats:
    """Weights on the way, without that of its own sluice for the pool behind it.

    A barrier weighs what is above it; what its pool has yet to pass is the weight of the piece that ends at the sluice
    from below, on its own reach or, where it stands at the very end, on the next.
    """
    result = np.array(weight, dtype=np.float64)
    network = walk.network
    ends_m = walk.distance_m + walk.high_m - walk.low_m
    for at, one in enumerate(kept):
        if one.kind in ("pool", "opened_sluice"):
            arcs = network.arcs_of(np.array([one.row]))
            edges = range_indices(network.down_indptr[arcs], network.down_indptr[arcs + 1])
            near = np.append(network.arc_row[network.down_indices[edges]], one.row)
            pieces = np.isin(walk.row, near) & (np.abs(ends_m - distance_m[at]) <= _NEAR_M)
            result[at] = max(result[at], float(walk.weight[pieces].max(initial=0.0)))
    return result


def _views(
    kept: Sequence[Candidate],
    chosen: Sequence[int],
    increments: Sequence[Increment],
    context: TraceContext,
    balance: Balance | None,
) -> list[LoadView]:
    """What the load factor of each candidate looks at."""
    of_stretch = {one.to_section: one for one in increments}
    evidence = load_evidence(increments, *((None, {}) if balance is None else (balance.stretches, balance.proportion)))
    arriving = np.zeros((len(kept), len(evidence.sections)))
    at_start = np.zeros(len(kept))
    for number, candidate in enumerate(kept):
        own = evidence.number_of.get(candidate.stretch)
        if balance is None or candidate.kind == "unlisted":
            if own is not None:
                arriving[number, own] = 1.0
        else:
            for section, fraction in balance.arriving.get(chosen[number], ()):
                if section in evidence.number_of:
                    arriving[number, evidence.number_of[section]] = fraction
        if balance is not None:
            at_start[number] = balance.at_start.get(chosen[number], 0.0)
    return load_views(kept, context.indicator, of_stretch, evidence, arriving, at_start, context.flux_kg_per_d)
