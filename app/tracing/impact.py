"""What a spill, a discharge or a release reaches downstream: when, how strong, for how long (下游影响)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.network import Network
from app.network.accumulation import accumulate
from app.network.arrays import Floats, Ints
from app.network.delivery import equal_split, split_by_flow
from app.tracing.dispersion import fischer_dispersion
from app.tracing.impact_peak import PassingWater, peak_of
from app.tracing.impact_words import assumed_of, lacking_of
from app.tracing.jobson import LEADING_EDGE
from app.tracing.passing_cloud import (
    DISPERSION_FACTOR,
    TAIL_SIGMAS,
    leading_edge,
    passage_hours,
    time_variance,
    unit_peak,
)
from app.tracing.reach_facts import ReachFacts
from app.tracing.spill import Arrival, Receptor, Spill
from app.tracing.trace_question import Sentence
from app.tracing.travel_times import NOT_FREE, TravelTimes
from app.tracing.walk import walk_downstream
from app.tracing.walked import Walk, locate_many


@dataclass(frozen=True, slots=True)
class Impact:
    """What is reached downstream (下游影响): the pieces of reaches, and the receptors, nearest first.

    ``times`` (n,) of the rows, and ``share`` (n,) of the whole amount that leaves each row, by the flows where the
    river divides [1]. ``assumed`` and ``lacking`` say what the answer rests on and what it lacks.
    """

    walk: Walk
    arrivals: tuple[Arrival, ...]
    times: TravelTimes
    share: Floats
    assumed: tuple[Sentence, ...]
    lacking: tuple[Sentence, ...]


def impact_of(
    spill: Spill, network: Network, facts: ReachFacts, times: TravelTimes, receptors: Sequence[Receptor]
) -> Impact:
    """What is reached, when, and with what peak concentration (下游影响分析).

    The leading edge is at 0.89 of the peak's time (Jobson, eq. 18), the earliest at 0.89 of it by the early velocity.
    Closed sluices are no stop: they leak, and are opened; who may close them and until when is read from the arrivals.

    Parameters
    ----------
    spill
        What enters, where and when.
    network, facts, times
        With n rows; `reach_facts`, and the times made from them.
    receptors
        What may be reached; those that do not lie downstream are left out.

    Returns
    -------
    Impact
        Where no travel time is known the arrivals are NaN; where flow, or width, depth and slope on the way are not
        known there is no peak. Concentrations are added to what the river holds already.

    Notes
    -----
    The bounds of a concentration are of the dispersion (a fourth and four times Fischer's coefficient) and of the
    velocity together, and the high one takes the whole mass along each branch.
    """
    walk = walk_downstream(
        network, spill.row, spill.measure_m, times, (),
        max_distance_m=spill.max_distance_m, max_travel_h=spill.max_travel_h,
    )  # fmt: skip
    flow = flow_of(facts, times)
    dispersion = dispersion_of(spill, facts, times)
    spread = spread_of(facts, times, dispersion)
    way = walk_downstream(network, spill.row, spill.measure_m, spread, (), max_distance_m=spill.max_distance_m)
    rows = np.array([one.row for one in receptors], dtype=np.int64)
    measures = np.array([one.measure_m for one in receptors], dtype=np.float64)
    at, through = locate_many(walk, rows, measures), locate_many(way, rows, measures)
    share = share_of(network, spill.row, flow)
    arrivals = []
    for place in np.flatnonzero(at.is_on).tolist():
        row = int(rows[place])
        water = PassingWater(
            distance_m=float(at.distance_m[place]),
            hours=(float(at.early_h[place]), float(at.probable_h[place]), float(at.late_h[place])),
            variance_h2=tuple(float(one[place]) for one in (through.early_h, through.probable_h, through.late_h)),
            flow_m3_per_s=float(flow[row]),
            mean_annual_flow_m3_per_s=float(facts.mean_annual_flow_m3_per_s[row]),
            width_m=float(facts.width_m[row]), depth_m=float(facts.depth_m[row]), slope=float(facts.slope[row]),
            is_free=str(facts.regime[row]) not in NOT_FREE, share=float(share[row]),
        )  # fmt: skip
        arrivals.append(_arrival(spill, receptors[place], water))
    arrivals.sort(key=lambda one: (one.distance_m, one.receptor.layer, one.receptor.key))
    hit, has_peak = walk.rows, any(one.peak for one in arrivals)
    return Impact(
        walk, tuple(arrivals), times, share,
        assumed_of(spill, facts, times, hit, has_peak=has_peak, divides=_divides(network, hit)),
        lacking_of(
            spill, facts, times, hit, flow, dispersion[1], is_at_start=any(one.distance_m == 0 for one in arrivals)
        ),
    )  # fmt: skip


def flow_of(facts: ReachFacts, times: TravelTimes) -> Floats:
    """(n,) flow of each reach [m³/s]: as known, else the measured velocity times width times depth; NaN unknown."""
    over_area = np.where(times.source == "measured", facts.velocity_m_per_s * facts.width_m * facts.depth_m, np.nan)
    known = np.where(facts.flow_m3_per_s > 0, facts.flow_m3_per_s, np.nan)
    return np.where(np.isnan(known), over_area, known)


def dispersion_of(spill: Spill, facts: ReachFacts, times: TravelTimes) -> tuple[Floats, Floats, Floats]:
    """(n,) low, probable and high longitudinal dispersion coefficient of each reach [m²/s]; NaN unknown.

    A velocity of the default range is good for a range of hours, not for a coefficient that goes by its square.
    """
    count = len(facts)
    if spill.dispersion_m2_per_s is not None:
        low, probable, high = (np.full(count, value) for value in spill.dispersion_m2_per_s)
        return low, probable, high
    hours = np.where((times.probable_h > 0) & (times.source != "default_range"), times.probable_h, np.nan)
    middle = fischer_dispersion(facts.length_m / hours / 3600, facts.width_m, facts.depth_m, facts.slope)
    return middle / DISPERSION_FACTOR, middle, middle * DISPERSION_FACTOR


def spread_of(facts: ReachFacts, times: TravelTimes, dispersion: tuple[Floats, Floats, Floats]) -> TravelTimes:
    """What each row adds to the variance of the passage [h²], in the place of hours, to be added up along the way."""
    hours = (times.early_h, times.probable_h, times.late_h)
    low, probable, high = (time_variance(facts.length_m, own, e) for own, e in zip(hours, dispersion, strict=True))
    return TravelTimes(low, probable, high, times.source)


def share_of(network: Network, row: int, flow: Floats) -> Floats:
    """(n,) share of what enters at a row that leaves each row [1]: by flow where the river divides, else equal."""
    local = np.zeros(len(network))
    local[row] = 1.0
    by_flow = split_by_flow(network, np.where(flow >= 0, flow, np.nan), otherwise=equal_split(network))
    return accumulate(network, local, split=by_flow)


def _divides(network: Network, rows: Ints) -> bool:
    """True where the river divides on the rows."""
    arcs = network.arcs_of(rows)
    return bool((np.diff(network.down_indptr)[arcs] > 1).any())


def _arrival(spill: Spill, receptor: Receptor, water: PassingWater) -> Arrival:
    """The arrival at one receptor."""
    early, probable, late = water.hours
    lasts_h = spill.duration_h
    end_h, rule = _end(water, lasts_h)
    return Arrival(
        receptor=receptor, distance_m=water.distance_m,
        early_h=leading_edge(early, probable),
        probable_h=LEADING_EDGE * probable, late_h=LEADING_EDGE * late,
        peak_h=probable + (lasts_h or 0.0) / 2, peak=peak_of(spill, water), end_h=end_h, end_rule=rule,
    )  # fmt: skip


def _end(water: PassingWater, lasts_h: float | None) -> tuple[float, str]:
    """When a tenth of the peak is left [h], and the rule: Jobson's passage, else the tail of a Gaussian cloud."""
    late = water.hours[2]
    if lasts_h is None or np.isnan(late) or not water.distance_m > 0:
        return float("nan"), ""  # at its own place a cloud has no peak to be a tenth of
    if water.is_free:
        passage = passage_hours(unit_peak(late, water.flow_m3_per_s, water.mean_annual_flow_m3_per_s))
        if not np.isnan(passage):
            return float(LEADING_EDGE * late + lasts_h + passage), "jobson"
    tail = TAIL_SIGMAS * float(np.sqrt(water.variance_h2[2]))
    return (late + lasts_h + tail, "gaussian") if not np.isnan(tail) else (float("nan"), "")


def with_release(facts: ReachFacts, rows: Ints, release_m3_per_s: float) -> ReachFacts:
    """The facts with a release added to the flow of the rows (提闸后流量); an unknown flow stays unknown."""
    flow = facts.flow_m3_per_s.copy()
    flow[rows] += release_m3_per_s
    return replace(facts, flow_m3_per_s=flow)
