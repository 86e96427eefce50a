"""The exact probability of each outfall of a planted event, by the generator's own rules (可达最好结果).

Nothing of `app.tracing` is used here. Whatever ranks the outfalls by what shows of an event cannot be right more often
than by this probability: it is the best achievable.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from scipy.special import logsumexp

from tests.tracing.planted_events import (
    ACTIVITY_ERROR,
    CAUSES,
    DIFFUSE,
    FACTORS,
    HORIZON_H,
    INDICATORS,
    LEAKS,
    LEAST_LOAD,
    LIST_ERROR,
    MOST_LOAD,
    NOISE,
    RAIN,
    RAIN_IF_DRIVEN,
    RATE_OTHER,
    RATE_TRUE,
    SPAN_H,
    TYPES,
    Event,
    covers,
    travel_hours,
    usual_loads,
    with_laterals,
)
from tests.tracing.planted_rivers import arrive

EXCESS = np.exp(np.linspace(np.log(LEAST_LOAD), np.log(MOST_LOAD), 121))
SUBSETS = np.array(list(product((False, True), repeat=len(INDICATORS))))


def posterior(event: Event) -> np.ndarray:
    """(p,) probability of each outfall given all that shows; sums to 1."""
    count = len(event.places.row)
    log = np.array([_kind(event, at) + _exceedances(event, at) for at in range(count)])
    log += _activities(event) + _fluxes(event)
    return np.exp(log - logsumexp(log))


def _kind(event: Event, at: int) -> float:
    """ln of how much likelier type, permit list, indicator and rain are with the outfall than without."""
    return _kind_ratio(event.types[at], event.lists[at], list(INDICATORS).index(event.indicator), event.rain)


@cache
def _kind_ratio(told: str, listed: frozenset[str] | None, own: int, had_rain: bool) -> float:
    """ln of the ratio for one type and list as told."""
    top = bottom = 0.0
    for name, (emits, is_driven, common) in TYPES.items():
        if told not in ("", name):
            continue
        chance = np.where(SUBSETS, emits, 1 - np.array(emits)).prod(axis=1) * common
        if listed is not None:
            marks = np.array([code in listed for code in INDICATORS])
            chance = chance * np.where(marks == SUBSETS, 1 - LIST_ERROR, LIST_ERROR).prod(axis=1)
        picked = np.divide(SUBSETS[:, own], SUBSETS.sum(axis=1), out=np.zeros(len(SUBSETS)), where=SUBSETS.any(axis=1))
        rain = RAIN_IF_DRIVEN if is_driven else RAIN
        top += float((chance * picked).sum()) * (rain if had_rain else 1 - rain)
        bottom += float(chance.sum())
    return float(np.log(top / bottom))


def _exceedances(event: Event, at: int) -> float:
    """ln of the ratio of Poisson probabilities."""
    number = int(event.exceedances[at])
    return 0.0 if number < 0 else RATE_OTHER - RATE_TRUE + number * float(np.log(RATE_TRUE / RATE_OTHER))


def _activities(event: Event) -> np.ndarray:
    """(p,) ln of the ratio for what is known of when each was active, over how fast the water ran."""
    hours = travel_hours(event.river, event.sections, event.start, event.places)
    by_chance = sum(SPAN_H) / 2 / HORIZON_H
    result = np.zeros(len(hours))
    for at, spans in enumerate(event.activity):
        if spans is not None:
            ratios = []
            for factor in FACTORS:
                needed = hours[at] * factor
                fits = 1.0 if not needed < HORIZON_H else covers(spans, needed) / by_chance
                ratios.append((1 - ACTIVITY_ERROR) * fits + ACTIVITY_ERROR)
            result[at] = np.log(np.mean(ratios))
    return result


def _fluxes(event: Event) -> np.ndarray:
    """(p,) ln of the likelihood of the values, over the excess load, the leaks and the diffuse load."""
    river, count = event.river, len(event.places.row)
    combinations = list(product(LEAKS, repeat=len(event.closed)))
    leaks = np.ones((len(combinations), len(river.sluices.row)))
    leaks[:, list(event.closed)] = combinations
    row, measure_m = with_laterals(river, event.places)
    arriving = arrive(river, event.sections, row, measure_m, leaks)
    seen = np.log(event.values * event.flows * 86.4)
    flux = event.values[event.start] * event.flows[event.start] * 86.4
    causes = arriving[:, event.start, :count, None] * EXCESS * event.limit >= CAUSES * flux  # (c, p, excess)
    parts = []
    for diffuse in DIFFUSE:
        usual = arriving @ usual_loads(river, event.records, event.limit, diffuse)  # (c, s)
        misfit = (seen - np.log(usual)) ** 2
        log = np.tile(-misfit.sum(axis=1)[:, None, None] / (2 * NOISE**2), (1, count, len(EXCESS)))
        for section in range(len(seen)):
            own = np.flatnonzero(arriving[:, section, :count].any(axis=0))
            if len(own):
                more = arriving[:, section, own, None] * EXCESS * event.limit
                changed = (seen[section] - np.log(usual[:, section, None, None] + more)) ** 2
                log[:, own] -= (changed - misfit[:, section, None, None]) / (2 * NOISE**2)
        log[~causes] = -np.inf
        parts.append(logsumexp(log, axis=(0, 2)))
    return np.asarray(logsumexp(np.array(parts), axis=0))
