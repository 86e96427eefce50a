"""Where to sample next (下一步采样点): the points that best split the remaining leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from app.network import upstream
from app.network.arrays import Flags, Floats, Ints
from app.tracing.candidates import Lead
from app.tracing.factor_tables import number
from app.tracing.factors import needed_window
from app.tracing.leads import lead_id
from app.tracing.trace_context import Place
from app.tracing.trace_question import KnownPlace
from app.tracing.walked import LocatedMany, Walk, locate_many

_STEP_M = 1.0
_PART = 0.05  # an unlisted source with more than this part of its stretch on a side may be on that side


@dataclass(frozen=True, slots=True)
class SamplingPoint:
    """A point on the river that splits the leads in two (建议采样点).

    Attributes
    ----------
    row, measure_m
        Where: row of the network, metres from its inlet [m].
    expected_share_excluded
        Share of the leads' weight that a sample there is expected to exclude: 2·a·(1 − a) for the share a above [1].
    above, below
        Ids (`app.tracing.leads.lead_id`) of the leads whose water passes the point, and of the others; an unlisted
        source in whose stretch the point lies is in both.
    window_from, window_to
        When the water that reached the start in the window passed here; None where travel times are unknown.
    early_h, late_h
        Travel from here to the start [h], NaN unknown: sample so much earlier than at the start.
    layer, key
        The known place that it stands at; blank where there is none.
    reachable_zh, reachable_en
        How it is reached, one sentence.
    """

    row: int
    measure_m: float
    expected_share_excluded: float
    above: tuple[str, ...]
    below: tuple[str, ...]
    window_from: datetime | None
    window_to: datetime | None
    early_h: float
    late_h: float
    layer: str
    key: str
    reachable_zh: str
    reachable_en: str


@dataclass(frozen=True, eq=False)
class _Spots:
    """q points that may be sampled: ``row``, ``measure_m``, and the number of the known place, -1 for none."""

    row: Ints
    measure_m: Floats
    known: Ints
    located: LocatedMany


@dataclass(frozen=True, eq=False)
class _Weights:
    """The leads' weight where it lies: a listed lead at its place, an unlisted one along its stretch by length."""

    row: Ints
    measure_m: Floats
    share: Floats
    lead: Ints


def next_sampling_points(
    leads: Sequence[Lead],
    walk: Walk,
    window_start: datetime,
    window_end: datetime,
    places: Sequence[KnownPlace] = (),
    *,
    most: int = 5,
    piece_stretches: Sequence[str] | None = None,
) -> tuple[SamplingPoint, ...]:
    """The points that together split the remaining leads best, the best first (下一步采样点).

    A sample at a point tells whether the load comes from above or from below it, so it is expected to exclude
    2·a·(1 − a) of the weight. Each further point is the one that with those before leaves the least weight together:
    the sum of squares of the parts. Points lie on the walk: known places first; free points, between leads and where
    branches meet, count less (`sampling_free_point`).

    Parameters
    ----------
    leads
        Of `rank_leads`; excluded ones do not count.
    places
        Sections, sluices, bridges and roads that stand by the river.
    most
        How many points at most.
    piece_stretches
        Stretch of each piece of the walk, over which the weight of an unlisted source is spread by length; None: it
        lies at the lower end of its stretch.

    Examples
    --------
    >>> from datetime import UTC
    >>> import pandas as pd
    >>> from app.network import build
    >>> from app.tracing.leads import rank_leads
    >>> from app.tracing.candidates import Candidate
    >>> from app.tracing.trace_context import TraceContext
    >>> from app.tracing.travel_times import TravelTimes
    >>> from app.tracing.walk import walk_upstream
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [3e3, 4e3]}), to_key="to")
    >>> hours = np.array([3.0, 4.0])
    >>> walk = walk_upstream(network, 1, None, TravelTimes(hours, hours, hours, np.array(["measured"] * 2)))
    >>> noon = datetime(2026, 10, 8, 12, tzinfo=UTC)
    >>> two = [Candidate("outfall", "outfalls", "A", "甲", 0, 1e3), Candidate("outfall", "outfalls", "B", "乙", 1, 2e3)]
    >>> leads = rank_leads(two, walk, [], TraceContext("w21003", noon, noon))
    >>> bridge = KnownPlace("桥梁", "emergency_sites", "Q1", "大桥", 1, 1e3)
    >>> points = next_sampling_points(leads, walk, noon, noon, [bridge])
    >>> [(one.key, one.expected_share_excluded, one.above, one.window_from.hour) for one in points]
    [('Q1', 0.5, ('outfalls/A',), 9)]
    >>> next_sampling_points([], walk, noon, noon)
    ()
    """
    remaining = [lead for lead in leads if lead.candidate.verdict != "excluded" and lead.score > 0]
    if not remaining or most < 1:
        return ()
    weights = _weigh_places(remaining, walk, piece_stretches)
    spots = _spots(weights, walk, places)
    above = _above(walk, spots, weights)
    window = (window_start, window_end)
    return tuple(
        _point(at, above[at], remaining, weights, spots, places, window)
        for at in _choose(above, weights.share, spots.known >= 0, most)
    )


def _weigh_places(leads: Sequence[Lead], walk: Walk, piece_stretches: Sequence[str] | None) -> _Weights:
    """Where the weight lies; it sums to 1."""
    total = sum(lead.score for lead in leads)
    stretches = np.array([] if piece_stretches is None else list(piece_stretches), dtype=object)
    rows, measures, shares, owners = [], [], [], []
    for owner, lead in enumerate(leads):
        one = lead.candidate
        pieces = np.flatnonzero(stretches == one.stretch) if one.kind == "unlisted" else np.zeros(0, dtype=np.int64)
        length = (walk.high_m - walk.low_m)[pieces]
        if length.sum() > 0:
            rows.append(walk.row[pieces])
            measures.append((walk.low_m + walk.high_m)[pieces] / 2)
            shares.append(length / length.sum() * lead.score / total)
        else:
            rows.append(np.array([one.row]))
            measures.append(np.array([one.measure_m]))
            shares.append(np.array([lead.score / total]))
        owners.append(np.full(len(rows[-1]), owner))
    return _Weights(np.concatenate(rows), np.concatenate(measures), np.concatenate(shares), np.concatenate(owners))


def _spots(weights: _Weights, walk: Walk, places: Sequence[KnownPlace]) -> _Spots:
    """The known places on the walk, and points between the places of weight and at the ends of their reaches."""
    row = [np.array([place.row for place in places], dtype=np.int64)]
    measure = [np.array([place.measure_m for place in places], dtype=np.float64)]
    for own in np.unique(weights.row):
        pieces = np.flatnonzero(walk.row == own)
        at = np.unique(weights.measure_m[weights.row == own])
        between = (at[1:] + at[:-1]) / 2
        ends = np.concatenate([walk.low_m[pieces] + _STEP_M, walk.high_m[pieces] - _STEP_M])
        points = np.unique(np.concatenate([between, ends]))
        row.append(np.full(len(points), own))
        measure.append(points)
    rows, measures = np.concatenate(row), np.concatenate(measure)
    known = np.where(np.arange(len(rows)) < len(places), np.arange(len(rows)), -1)
    located = locate_many(walk, rows, measures)
    on = np.flatnonzero(located.is_on)
    return _Spots(rows[on], measures[on], known[on], locate_many(walk, rows[on], measures[on]))


def _above(walk: Walk, spots: _Spots, weights: _Weights) -> Flags:
    """(q, w) whether the water of each place of weight passes each point."""
    above = np.zeros((len(spots.row), len(weights.row)), dtype=np.bool_)
    for own in np.unique(spots.row):
        rows, _ = upstream(walk.network, int(own))
        at = np.flatnonzero(spots.row == own)
        higher = np.isin(weights.row, rows) & (weights.row != own)
        same = weights.row == own
        above[at] = higher | (same & (weights.measure_m[None, :] <= spots.measure_m[at, None]))
    return above


def _choose(above: Flags, share: Floats, is_known: Flags, most: int) -> list[int]:
    """The points, greedily: each leaves the least sum of squares of the parts that all chosen ones make."""
    factor = np.where(is_known, 1.0, number("sampling_free_point"))
    part = np.zeros(above.shape[1], dtype=np.int64)
    chosen: list[int] = []
    while len(chosen) < most and len(above):
        groups = np.equal.outer(np.unique(part), part) * share  # (parts, places of weight)
        inside = groups @ above.T
        whole = groups.sum(axis=1)
        gain = (2 * inside * (whole[:, None] - inside)).sum(axis=0) * factor
        best = int(gain.argmax())
        if gain[best] < number("sampling_least_gain"):
            break
        chosen.append(best)
        part = np.unique(2 * part + above[best], return_inverse=True)[1]
    return chosen


def _point(
    at: int,
    above: Flags,
    leads: Sequence[Lead],
    weights: _Weights,
    spots: _Spots,
    places: Sequence[KnownPlace],
    window: tuple[datetime, datetime],
) -> SamplingPoint:
    """One point with its leads on both sides, its window, and how it is reached."""
    passing = np.bincount(weights.lead, weights=weights.share * above, minlength=len(leads))
    whole = np.bincount(weights.lead, weights=weights.share, minlength=len(leads))
    is_above = passing > _PART * whole
    is_below = passing < (1 - _PART) * whole
    share = float((weights.share * above).sum())
    located = spots.located
    early_h, late_h = float(located.early_h[at]), float(located.late_h[at])
    place = Place(float(located.distance_m[at]), early_h, float(located.probable_h[at]), late_h, 1.0)
    passed = needed_window(place, *window)
    ids = [lead_id(lead.candidate) for lead in leads]
    known = places[int(spots.known[at])] if spots.known[at] >= 0 else None
    zh, en = _reachable(at, spots, places, known)
    return SamplingPoint(
        row=int(spots.row[at]),
        measure_m=float(spots.measure_m[at]),
        expected_share_excluded=2 * share * (1 - share),
        above=tuple(name for name, is_over in zip(ids, is_above.tolist(), strict=True) if is_over),
        below=tuple(name for name, is_under in zip(ids, is_below.tolist(), strict=True) if is_under),
        window_from=None if passed is None else passed[0],
        window_to=None if passed is None else passed[1],
        early_h=early_h,
        late_h=late_h,
        layer="" if known is None else known.layer,
        key="" if known is None else known.key,
        reachable_zh=zh,
        reachable_en=en,
    )


def _reachable(at: int, spots: _Spots, places: Sequence[KnownPlace], known: KnownPlace | None) -> tuple[str, str]:
    """How a point is reached: at a known place, or so far along the reach from the nearest one."""
    if known is not None:
        return f"{known.kind}“{known.name}”处，可到达。", f"At {known.name} ({known.kind}), which can be reached."
    near = [place for place in places if place.row == spots.row[at]]
    if not near:
        return (
            "本河段没有登记的断面、闸坝或桥梁，能否到达须现场确认。",
            "No section, sluice or bridge is on record on this reach: whether it can be reached is to be seen there.",
        )
    nearest = min(near, key=lambda place: abs(place.measure_m - float(spots.measure_m[at])))
    away_m = float(spots.measure_m[at]) - nearest.measure_m
    side = ("下", "below") if away_m > 0 else ("上", "above")
    zh = f"距{nearest.kind}“{nearest.name}”{abs(away_m):.0f} m（{side[0]}游），沿河到达，须现场确认。"
    en = f"{abs(away_m):.0f} m {side[1]} {nearest.name} ({nearest.kind}), along the river; to be seen there."
    return zh, en
