"""The barriers of a trace: compliant sections, closed sluices, pumps at rest, borders (阻隔)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from app.assessment.indicators import Indicator
from app.network.arrays import Ints
from app.network.sluice_states import closed_hours
from app.tracing.barriers import (
    Barrier,
    border_barrier,
    closed_sluice_barrier,
    compliant_section_barrier,
    pump_off_barrier,
)
from app.tracing.walked import Walk, locate_many
from app.uses.network.river_network import SNAPPED, RiverNetwork
from app.uses.network.sluice_records import Sluice
from app.uses.tracing.trace_reaches import TraceReaches
from app.uses.tracing.trace_sections import SectionReading, local_text, shown_number

INFLOW: Final = "入境"
OXYGEN: Final = "w01009"  # the one indicator whose limit is a least value
LATERAL_PUMPS: Final = ("强排", "排涝")
"""A pump so named lifts a drain's water into the river at its side: it does not stand in the river's way."""
LONGEST_H: Final = 100_000.0  # no calendar holds what an absurd velocity asks for
UNKNOWN_TRAVEL_H: Final = 72.0
"""How long before a moment a sluice's states are looked at where the travel time is not known [h]; ours."""


def features_on(river: RiverNetwork, layer: str, rows: Ints) -> Ints:
    """Places in ``river.features`` of a layer's features on some rows (河段上的要素)."""
    features = river.features
    return np.flatnonzero((features.layer == list(SNAPPED).index(layer)) & np.isin(features.row, rows))


def section_barriers(
    river: RiverNetwork, free: Walk, readings: Mapping[str, SectionReading], indicator: Indicator, *,
    start: SectionReading | None, moment: datetime | None, window_zh: str, window_en: str,
    weak_weight: float,
) -> list[Barrier]:  # fmt: skip
    """Sections that met their limit of the indicator, and borders where water comes in (达标断面与入境边界).

    Parameters
    ----------
    free
        A walk from the start without barriers, for the travel times.
    start
        The section where the trace begins, which is no barrier to itself; None for another place. A section that met
        its own target with more than the start may have is no barrier: its water would exceed there.
    window_zh, window_en
        The period in words.
    weak_weight
        Weight of what lies above a section whose value is too old [1].
    """
    features, found = river.features, []
    chosen = features_on(river, "sections", free.rows)
    located = locate_many(free, features.row[chosen], features.measure_m[chosen])
    for place, feature in enumerate(chosen.tolist()):
        key = str(features.key[feature])
        one = readings.get(key)
        if one is None or (start is not None and key == start.code) or not located.is_on[place]:
            continue
        row, measure_m = int(features.row[feature]), float(features.measure_m[feature])
        if one.kind == INFLOW:
            border = border_barrier(key, one.district or one.name, row, measure_m)
            found.append(replace(border, layer="sections", name=one.name))
        if one.is_met and one.value is not None and one.limit is not None and _suffices(one, start, indicator):
            zh, en = _value_words(one, indicator)
            at_zh = window_zh if moment is None else local_text(one.sampled_at)
            at_en = window_en if moment is None else local_text(one.sampled_at)
            found.append(
                compliant_section_barrier(
                    key, one.name, row, measure_m,
                    value_zh=f"{zh}，{at_zh}", value_en=f"{en}, {at_en}",
                    value_age_h=_age_h(one, moment), travel_h=float(located.probable_h[place]), weak_weight=weak_weight,
                )
            )  # fmt: skip
    return found


def _suffices(one: SectionReading, start: SectionReading | None, indicator: Indicator) -> bool:
    """Whether a section's value would meet the limit at the start too, where that is known."""
    if start is None or not isinstance(start.limit, float) or one.value is None:
        return True
    return one.value >= start.limit if indicator.code == OXYGEN else one.value <= start.limit


def _age_h(one: SectionReading, moment: datetime | None) -> float | None:
    """How long before the moment the value was taken [h]; 0 within one month, None unknown."""
    if moment is None:
        return 0.0
    return None if one.sampled_at is None else max((moment - one.sampled_at).total_seconds() / 3600, 0.0)


def _value_words(one: SectionReading, indicator: Indicator) -> tuple[str, str]:
    """A value against its limit, in words."""
    unit = f" {indicator.unit}" if indicator.unit else ""
    if isinstance(one.limit, tuple):
        bound_zh, bound_en = (f"在 {one.limit[0]:g}–{one.limit[1]:g} 之内", f"within {one.limit[0]:g}–{one.limit[1]:g}")
    else:
        sign = "≥" if indicator.code == OXYGEN else "≤"
        bound_zh = bound_en = f"{sign} {one.limit:g}{unit}"
    value = f"{shown_number(one.shown_value)}{unit}"
    return (
        f"{indicator.zh} {value} {bound_zh}（{one.target_name}）",
        f"{indicator.en} {value} {bound_en} ({one.target_name})",
    )


def sluice_barriers(
    river: RiverNetwork, free: Walk, sluices: Mapping[str, Sluice], window_start: datetime, window_end: datetime, *,
    leak_share: float,
) -> list[Barrier]:  # fmt: skip
    """Sluices that were closed and pumps that stood still while the water passed, and those not known (闸泵).

    The time looked at is that in which the water that reached the start in the window passed the sluice, as far as the
    travel time is known; ``leak_share`` of the flow passes a closed one [1].
    """
    features, found = river.features, []
    chosen = features_on(river, "sluices", free.rows)
    located = locate_many(free, features.row[chosen], features.measure_m[chosen])
    for place, feature in enumerate(chosen.tolist()):
        sluice = sluices.get(str(features.key[feature]))
        if sluice is None or not located.is_on[place] or is_lateral(sluice):
            continue
        start, end = passing_window(
            window_start, window_end, float(located.early_h[place]), float(located.late_h[place])
        )  # fmt: skip
        window_h = (end - start).total_seconds() / 3600
        hours = closed_hours(sluice.records, start, end)
        at = (sluice.code, sluice.name, int(features.row[feature]), float(features.measure_m[feature]))
        if sluice.kind == "pump":
            barrier = pump_off_barrier(*at, hours_off=hours, window_h=window_h, leak_share=leak_share)
        else:
            barrier = closed_sluice_barrier(*at, hours_closed=hours, window_h=window_h, leak_share=leak_share)
        if barrier is not None:
            found.append(barrier)
    return found


def is_lateral(sluice: Sluice) -> bool:
    """Whether a pump lifts a drain's water into the river at its side (强排站).

    >>> is_lateral(Sluice("Z", "松桂大街强排站", "徒骇河", "pump", None, "", ()))
    True
    """
    return sluice.kind == "pump" and any(word in sluice.name for word in LATERAL_PUMPS)


def passing_window(
    window_start: datetime, window_end: datetime, early_h: float, late_h: float
) -> tuple[datetime, datetime]:
    """When the water that was at the start in the window passed a place (过水时段); `UNKNOWN_TRAVEL_H` where unknown.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 10, 5, 12, tzinfo=UTC)
    >>> [at.hour for at in passing_window(noon, noon, 2.0, 8.0)]
    [4, 10]
    >>> passing_window(noon, noon, float("nan"), float("nan"))[0].day
    2
    """
    if early_h != early_h or late_h != late_h:
        return (
            window_start if window_end > window_start else window_end - timedelta(hours=UNKNOWN_TRAVEL_H)
        ), window_end
    start = window_start - timedelta(hours=min(late_h, LONGEST_H))
    end = window_end - timedelta(hours=min(early_h, LONGEST_H))
    return (start if end > start else end - timedelta(hours=1)), end


def district_borders(reaches: TraceReaches, free: Walk) -> list[Barrier]:
    """Where the river comes from another district (县界): shown, and nothing is weakened, for the network goes on."""
    return list(_district_changes(reaches, free))


def _district_changes(reaches: TraceReaches, free: Walk) -> Iterator[Barrier]:
    network, districts = reaches.river.network, reaches.districts
    if not (districts != "").any():
        return
    for row in free.rows.tolist():
        own = str(districts[row])
        arcs = network.row_arcs[network.row_arc_indptr[row] : network.row_arc_indptr[row + 1]]
        below = {
            str(districts[network.arc_row[onward]])
            for arc in arcs.tolist()
            for onward in network.down_indices[network.down_indptr[arc] : network.down_indptr[arc + 1]].tolist()
        } - {"", own}
        if own and below:
            length_m = float(reaches.facts.length_m[row])
            zh = f"上游河段属{own}，下游属{'、'.join(sorted(below))}；只提示，不截断。"
            en = f"Above here the river is of {own}, below of {', '.join(sorted(below))}: shown, nothing is cut."
            yield Barrier("border", "districts", own, own, row, length_m, 1.0, None, zh, en)
