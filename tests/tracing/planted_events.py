"""Random pollution events on the demonstration network (随机构造的污染事件); nothing of `app.tracing` is used here.

The outfall, the load and the types are drawn independently of each other:

* the true outfall: evenly among all outfalls of the network; in half of the events further outfalls are put on the
  river first, until each stretch between sections has three;
* its excess load: log-uniform from 40 to 4,000 kg/d at a limit of 1 mg/L, whatever its record says;
* the type of every outfall, whether its type, its permit list, its load, its exceedances and its activity are known;
* which canals run the other way, which sluices are closed (up to two, each leaking 5, 10 or 20 %), whether it rained,
  how strong the diffuse load is, how much faster or slower the water runs than the layer says.

What shows of it, with noise: the concentration at those sections that were sampled, what each outfall usually
discharges, when it was active, how often it exceeded. The trace starts at one of
the sections that exceed, drawn evenly; an event in which none does, or in which less than a quarter of the flux there
is the excess of the true outfall, is drawn anew. All of this is by rule, so `tests.tracing.planted_posterior` can tell
the exact probability of each outfall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.tracing.planted_rivers import CANALS, EITHER_WAY, River, Spots, arrive, hours_to, load_river

INDICATORS = {"w21003": 1.0, "w21011": 0.2, "w01018": 20.0, "w21017": 1.0, "w22001": 0.05}
"""Limits [mg/L]; every load of an event is in proportion to its limit."""

# How often a type discharges each indicator in excess (columns as INDICATORS), whether rain drives it, how common.
TYPES: dict[str, tuple[tuple[float, ...], bool, float]] = {
    "城镇污水处理厂排污口": ((0.60, 0.45, 0.40, 0.05, 0.05), False, 0.20),
    "工矿企业排污口": ((0.35, 0.15, 0.60, 0.35, 0.25), False, 0.20),
    "规模化畜禽养殖排污口": ((0.80, 0.60, 0.55, 0.01, 0.01), False, 0.15),
    "农村生活污水散排口": ((0.75, 0.50, 0.60, 0.01, 0.03), False, 0.15),
    "城镇雨洪排口": ((0.50, 0.35, 0.50, 0.02, 0.30), True, 0.15),
    "大中型灌区排口": ((0.15, 0.55, 0.25, 0.05, 0.01), True, 0.10),
    "港口码头排口": ((0.10, 0.05, 0.25, 0.01, 0.70), False, 0.05),
}
LEAKS = (0.05, 0.10, 0.20)
LEAST_LOAD, MOST_LOAD = 40.0, 4000.0
RECORD_MEDIAN, RECORD_SD = 3.0, 1.0  # ln of the load on record
UNKNOWN_USUAL = 3.0  # kg/d that an outfall without a record usually discharges
DIFFUSE = (0.2, 0.35, 0.5)  # concentration of lateral water over the limit
NOISE = 0.1  # ln of the error of a section's flux
RATE_TRUE, RATE_OTHER = 1.2, 0.4
LIST_ERROR, ACTIVITY_ERROR = 0.1, 0.1
RAIN, RAIN_IF_DRIVEN = 0.4, 0.9
CAUSES = 0.25
HORIZON_H = 480.0
SPAN_H = (60.0, 240.0)
FACTORS = (0.7, 0.85, 1.0, 1.2, 1.4)


@dataclass(frozen=True, eq=False)
class Event:
    """One event: what is true (``truth``, ``excess``, ``factor``, ``leak``) and what shows (all else).

    ``types`` as known (blank unknown) · ``lists`` indicators of each permit list, None unknown · ``records`` [kg/d],
    NaN unknown · ``exceedances`` -1 unknown · ``activity`` hours before the moment as (begin, end), None unknown ·
    ``closed`` numbers of the closed sluices · ``values`` [mg/L] and ``flows`` [m³/s] at ``sections`` · ``start``
    number of the section where the trace begins.
    """

    river: River
    indicator: str
    limit: float
    places: Spots
    types: tuple[str, ...]
    lists: tuple[frozenset[str] | None, ...]
    records: np.ndarray
    exceedances: np.ndarray
    activity: tuple[tuple[tuple[float, float], ...] | None, ...]
    closed: tuple[int, ...]
    rain: bool
    sections: Spots
    values: np.ndarray
    flows: np.ndarray
    start: int
    truth: int
    excess: float
    factor: float
    leak: np.ndarray
    dense: bool


def draw_event(seed: int) -> Event:
    """An event in which a section exceeds; the same seed gives the same event."""
    rng = np.random.default_rng([20261127, seed])
    dense = bool(seed % 2)
    while True:
        event = _draw(rng, dense)
        if event is not None:
            return event


def _draw(rng: np.random.Generator, dense: bool) -> Event | None:
    """One draw; None where no section exceeds."""
    turned = frozenset(canal for canal in CANALS if rng.random() < 0.15)
    river = load_river(turned, bool(rng.random() < 0.3) and EITHER_WAY not in turned)
    places = crowded(river, rng) if dense else river.outfalls
    count = len(places.row)
    names = list(TYPES)
    true_types = rng.choice(len(names), count, p=[TYPES[name][2] for name in names])
    truth = int(rng.integers(count))
    emitted = rng.random((count, len(INDICATORS))) < np.array([TYPES[names[kind]][0] for kind in true_types])
    if not emitted[truth].any():
        return None
    indicator = int(rng.choice(np.flatnonzero(emitted[truth])))
    limit = list(INDICATORS.values())[indicator]
    rain = bool(rng.random() < (RAIN_IF_DRIVEN if TYPES[names[true_types[truth]]][1] else RAIN))
    excess = float(np.exp(rng.uniform(np.log(LEAST_LOAD), np.log(MOST_LOAD)))) * limit
    records = np.exp(rng.normal(np.log(RECORD_MEDIAN), RECORD_SD, count)) * limit
    has_record = rng.random(count) < 0.7
    closed = tuple(rng.permutation(len(river.sluices.row))[: rng.integers(3)].tolist())
    leak = np.ones((1, len(river.sluices.row)))
    leak[0, list(closed)] = rng.choice(LEAKS, len(closed))
    kept = rng.random(len(river.sections.row)) < 0.85
    sections = Spots(
        tuple(np.array(river.sections.key)[kept].tolist()), river.sections.row[kept], river.sections.measure_m[kept]
    )
    flows = section_flows(river, sections)
    factor = float(rng.choice(FACTORS))
    row, measure_m = with_laterals(river, places)
    told_records = np.where(has_record, records, np.nan)
    loads = usual_loads(river, told_records, limit, float(rng.choice(DIFFUSE)))
    loads[truth] += excess
    arriving = arrive(river, sections, row, measure_m, leak)[0]
    flux = arriving @ loads
    values = flux / flows / 86.4 * np.exp(NOISE * rng.standard_normal(len(flows)))
    exceeding = np.flatnonzero(values > limit)
    if not len(exceeding):
        return None
    start = int(rng.choice(exceeding))
    travel_h = travel_hours(river, sections, start, places) * factor
    if arriving[start, truth] * excess < CAUSES * values[start] * flows[start] * 86.4:
        return None
    rates = np.where(np.arange(count) == truth, RATE_TRUE, RATE_OTHER)
    exceedances = np.where(rng.random(count) < 0.6, rng.poisson(rates), -1)
    lists = tuple(_permit_list(one, rng) for one in emitted)
    activity = tuple(_activity(rng, travel_h[at] if at == truth else None) for at in range(count))
    told = tuple(names[kind] if rng.random() < 0.85 else "" for kind in true_types.tolist())
    return Event(
        river, list(INDICATORS)[indicator], limit, places, told, lists, told_records,
        exceedances, activity, closed, rain, sections, values, flows, start, truth, excess, factor, leak, dense,
    )  # fmt: skip


def crowded(river: River, rng: np.random.Generator) -> Spots:
    """The outfalls, and further ones until every stretch between sections has three."""
    row, measure_m = river.outfalls.row.tolist(), river.outfalls.measure_m.tolist()
    stretch = river.next_section
    have = [0] * (len(river.sections.row) + 1)
    for at, along in zip(row, measure_m, strict=True):
        have[stretch(at, along)] += 1
    reaches = rng.integers(len(river.length_m), size=2000).tolist()
    for at, part in zip(reaches, rng.random(2000).tolist(), strict=True):
        along = part * float(river.length_m[at])
        own = stretch(at, along)
        if have[own] < 3:
            have[own] += 1
            row.append(at)
            measure_m.append(along)
    keys = [f"P{number:03d}" for number in range(len(row))]
    return Spots(tuple(keys), np.array(row), np.array(measure_m))


def with_laterals(river: River, places: Spots) -> tuple[np.ndarray, np.ndarray]:
    """Where loads enter: the outfalls, then the lateral water of each reach at its middle."""
    reaches = np.arange(len(river.length_m))
    return np.concatenate([places.row, reaches]), np.concatenate([places.measure_m, river.length_m / 2])


def usual_loads(river: River, records: np.ndarray, limit: float, diffuse: float) -> np.ndarray:
    """What enters as usual at each place of `with_laterals` [kg/d]."""
    usual = np.where(np.isnan(records), UNKNOWN_USUAL * limit, records)
    return np.concatenate([usual, river.lateral * diffuse * limit * 86.4])


def section_flows(river: River, sections: Spots) -> np.ndarray:
    """(s,) flow at each section, by the layer [m³/s]."""
    return river.flow[sections.row]


def travel_hours(river: River, sections: Spots, start: int, places: Spots) -> np.ndarray:
    """(p,) hours from each place to the start at the layer's velocities; inf where no water comes from there."""
    at, measure_m = int(sections.row[start]), float(sections.measure_m[start])
    rest = river.hours[places.row] * (1 - places.measure_m / river.length_m[places.row])
    hours = hours_to(river, at, measure_m)[places.row] + rest
    same = (places.row == at) & (places.measure_m < measure_m)
    return np.where(same, river.hours[at] * (measure_m - places.measure_m) / river.length_m[at], hours)


def _permit_list(emitted: np.ndarray, rng: np.random.Generator) -> frozenset[str] | None:
    """The permit list of half of the outfalls, each indicator wrong one time in ten."""
    listed = emitted ^ (rng.random(len(emitted)) < LIST_ERROR)
    known = rng.random() < 0.5
    return frozenset(np.array(list(INDICATORS))[listed].tolist()) if known else None


def _activity(rng: np.random.Generator, must_cover_h: float | None) -> tuple[tuple[float, float], ...] | None:
    """When an outfall discharged, hours before the moment on a circle; of the true one it covers the needed instant."""
    known = rng.random() < 0.5
    wrong = rng.random() < ACTIVITY_ERROR
    while True:
        length, begin = rng.uniform(*SPAN_H), rng.uniform(0, HORIZON_H)
        spans = circle_spans(begin, length)
        needed = must_cover_h is not None and must_cover_h < HORIZON_H and not wrong
        if not needed or covers(spans, must_cover_h):
            return spans if known else None


def circle_spans(begin: float, length: float) -> tuple[tuple[float, float], ...]:
    """An interval on the circle of the horizon as one or two of hours before the moment."""
    end = begin + length
    return ((begin, end),) if end <= HORIZON_H else ((begin, HORIZON_H), (0.0, end - HORIZON_H))


def covers(spans: tuple[tuple[float, float], ...], hours: float) -> bool:
    """Whether an instant so many hours before the moment is within."""
    return any(low <= hours <= high for low, high in spans)
