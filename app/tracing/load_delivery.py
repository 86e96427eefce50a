"""How loads arrive at the sections and at the start, closed sluices on the way included (负荷到达)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from app.network import Network
from app.network.accumulation import Split
from app.network.arrays import Floats
from app.tracing.barriers import Barrier
from app.tracing.candidates import Candidate
from app.tracing.section_graph import Pairs
from app.tracing.stretch_paths import Stretches, delivered_to_sections, find_stretches
from app.tracing.stretches import SectionValue
from app.tracing.trace_context import Balance
from app.tracing.trace_question import TraceQuestion, TraceSettings
from app.tracing.travel_times import TravelTimes
from app.tracing.walk import walk_upstream
from app.tracing.walked import Walk, locate_many

LEAKING = ("closed_sluice", "pump_off")
SECONDARY = ("discharger", "channel")
NOT_LOADS = ("pool", "opened_sluice", "unlisted")
_NEAR_M = 1.0


class HeldFlux(NamedTuple):
    """A section whose flux is held back: its name, the section that it comes to next, what is let through [1]."""

    name: str
    to_section: str
    share: float


def sluice_walk(
    question: TraceQuestion, times: TravelTimes, barriers: Sequence[Barrier], network: Network
) -> Walk | None:
    """The walk whose weights are what closed sluices let through (过闸份额) [1]: without any other barrier or limit.

    None where no sluice is closed.
    """
    closed = [one for one in barriers if one.kind in LEAKING and one.weight < 1 and question.level_asked > "L0"]
    return walk_upstream(network, question.row, question.measure_m, times, closed) if closed else None


def passing_stretches(
    question: TraceQuestion,
    network: Network,
    times: TravelTimes,
    values: Sequence[SectionValue],
    split: Split,
    settings: TraceSettings,
    passing: Walk | None,
) -> Stretches:
    """The stretches between the sections (区间), with what closed sluices between two sections hold back.

    Without a chosen decay only their rows and shares are used.
    """
    k = 0.0 if question.k_per_d is None else question.k_per_d
    found = find_stretches(network, values, times, k, k_sd=settings.k_sd if k > 0 else None, split=split)
    links, passed = found.links, _passed(found, passing)
    return replace(found, links=Pairs(links.node, links.section, links.fraction * passed[:, None]))


def held_back(stretches: Stretches, passing: Walk | None) -> list[HeldFlux]:
    """The sections whose flux closed sluices hold back on the way to the next section (被闸拦蓄的通量)."""
    links, passed = stretches.links, _passed(stretches, passing)
    sections = stretches.sections
    return [
        HeldFlux(sections[node].name, sections[section].key, share)
        for node, section, share in zip(links.node.tolist(), links.section.tolist(), passed.tolist(), strict=True)
        if share < 1
    ]


def _passed(stretches: Stretches, passing: Walk | None) -> Floats:
    """(p,) what closed sluices let through between a section and the next one, for each link [1]."""
    sections, links = stretches.sections, stretches.links
    weight = _weights(passing, [one.row for one in sections], [one.measure_m for one in sections])
    return _ratio(weight[links.node], weight[links.section])


def balance_of(
    question: TraceQuestion,
    stretches: Stretches,
    candidates: Sequence[Candidate],
    passing: Walk | None,
    proportion: Mapping[str, float],
) -> Balance:
    """How a load at each candidate arrives at the next sections and at the start (负荷到达)."""
    rows, measures_m = [one.row for one in candidates], [one.measure_m for one in candidates]
    found = delivered_to_sections(stretches, rows, measures_m)
    own = _weights(passing, rows, measures_m)
    sections = stretches.sections
    weight = _weights(passing, [one.row for one in sections], [one.measure_m for one in sections])
    fraction = np.nan_to_num(found.fraction, nan=1.0) * _ratio(own[found.place], weight[found.section])
    on_to_start = _to_start(question, stretches)
    arriving: dict[int, tuple[tuple[str, float], ...]] = {}
    at_start: dict[int, float] = {}
    for place, section, share in zip(found.place.tolist(), found.section.tolist(), fraction.tolist(), strict=True):
        arriving[place] = (*arriving.get(place, ()), (sections[section].key, share))
        at_start[place] = at_start.get(place, 0.0) + share * on_to_start[section]
    return Balance(stretches, arriving, at_start, proportion)


def loads_on_record(candidates: Sequence[Candidate], balance: Balance) -> dict[str, float]:
    """{section: load on record within its stretch as it arrives there [kg/d]} (区间已知负荷).

    A discharger's or a channel's load does not count beside that of an outfall at the same place. The load of one that
    exceeded is no explanation, it is what is looked for: it does not count as known. Nor does one that was not
    measured.
    """
    counted = [
        (at, one, one.load_kg_per_d)
        for at, one in enumerate(candidates)
        if one.load_kg_per_d is not None
        and one.kind not in NOT_LOADS
        and not (one.exceedances or one.is_load_estimated)
    ]
    taken = {_spot(one) for _, one, _ in counted if one.kind not in SECONDARY}
    total: dict[str, float] = {}
    for at, one, load in counted:
        if one.kind in SECONDARY:
            if _spot(one) in taken:
                continue
            taken.add(_spot(one))
        for section, share in balance.arriving.get(at, ()):
            total[section] = total.get(section, 0.0) + load * share
    return total


def _spot(one: Candidate) -> tuple[int, int]:
    """Its place to the metre."""
    return one.row, round(one.measure_m / _NEAR_M)


def _weights(passing: Walk | None, rows: Sequence[int], measures_m: Sequence[float]) -> Floats:
    """(k,) what closed sluices let through on the way to the start; NaN off the walk."""
    if passing is None:
        return np.ones(len(rows))
    located = locate_many(passing, rows, measures_m)
    return np.where(located.is_on, located.weight, np.nan)


def _ratio(above: Floats, below: Floats) -> Floats:
    """What is let through between two places; 1 where one of them is not above the start."""
    ratio = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return np.asarray(np.clip(np.nan_to_num(ratio, nan=1.0), 0.0, 1.0), dtype=np.float64)


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
