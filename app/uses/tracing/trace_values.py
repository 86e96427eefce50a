"""Values and flows of sections as a mass balance takes them (断面通量依据)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from app.tracing.reach_facts import ReachFacts
from app.tracing.stretches import SectionValue
from app.tracing.walked import Walk
from app.uses.network.network_place import Place
from app.uses.network.river_network import SNAPPED, RiverNetwork
from app.uses.tracing.trace_barriers import features_on
from app.uses.tracing.trace_reaches import FLOW_SOURCE, TraceReaches
from app.uses.tracing.trace_sections import SectionReading

SINGLE_SD: Final = 0.10
LEAST_SD: Final = 0.05
FLOW_SD: Final = 0.10
MEAN_FLOW_SD: Final = 0.30
CATCHMENT_SD: Final = 0.20
"""Relative standard uncertainty of a value, of a mean of many at least, of a measured flow, of a mean flow that stands
in for it, of a catchment as a proportion of flows [1]; all ours."""


def with_flows(reaches: TraceReaches, readings: Mapping[str, SectionReading], period: str) -> ReachFacts:
    """The facts with the flows that were measured in the period on the reaches of their sections (本期流量)."""
    features, facts = reaches.river.features, reaches.facts
    flow, source = facts.flow_m3_per_s.copy(), facts.flow_source.astype(object)
    is_section = features.layer == list(SNAPPED).index("sections")
    for at in np.flatnonzero(is_section & (features.row >= 0)).tolist():
        one = readings.get(str(features.key[at]))
        if one is not None and one.flow_m3_per_s is not None and one.flow_m3_per_s >= 0:
            row = int(features.row[at])
            flow[row] = one.flow_m3_per_s
            source[row] = f"{one.name}{period}实测流量（{one.flow_count} 次）"
    return replace(facts, flow_m3_per_s=flow, flow_source=source)


def section_values(
    river: RiverNetwork, facts: ReachFacts, readings: Mapping[str, SectionReading], free: Walk, section_key: str,
    place: Place,
) -> list[SectionValue]:  # fmt: skip
    """The values at the sections searched (断面通量依据), the start's too; flows measured, else the reach's mean.

    A section that has neither takes its catchment for a flow, in proportion only. Where the start has neither, all do
    that have one, so that the stretches below it can be told.
    """
    features, found = river.features, []
    chosen = {str(features.key[at]): at for at in features_on(river, "sections", free.rows).tolist()}
    for key, one in readings.items():
        if one.value is None or (key not in chosen and key != section_key):
            continue
        at = chosen.get(key)
        row = place.row if at is None else int(features.row[at])
        measure_m = place.measure_m if at is None else float(features.measure_m[at])
        flow, told, spread = _flow_of(one, facts, row)
        many = one.count >= 3 and one.spread is not None
        found.append(
            SectionValue(
                key, one.name, row, float(measure_m or 0.0), one.value, flow,
                f"{one.source}（{one.count} 次）", told,
                max(LEAST_SD, (one.spread or 0.0) / np.sqrt(one.count)) if many else SINGLE_SD, spread,
                sampled_at=None if one.sampled_at is None else one.sampled_at.isoformat(),
            )
        )  # fmt: skip
    lacking = {one.key for one in found if one.flow_m3_per_s is None and not one.flow_source}
    return [_by_catchment(one, facts) if section_key in lacking or one.key in lacking else one for one in found]


def _flow_of(one: SectionReading, facts: ReachFacts, row: int) -> tuple[float | None, str, float]:
    """Flow [m³/s], its source and its relative standard uncertainty: measured, else the mean of the reach.

    A flow below 0 ran backwards: no flux comes down with it, and none is reckoned with a mean in its place.
    """
    if one.flow_m3_per_s is not None and one.flow_m3_per_s < 0:
        return None, f"实测倒流 {one.flow_m3_per_s:g} m³/s，不作通量", FLOW_SD
    if one.flow_m3_per_s is not None:
        return one.flow_m3_per_s, f"实测流量（{one.flow_count} 次）", FLOW_SD
    mean = float(facts.flow_m3_per_s[row])
    if not np.isfinite(mean):
        return None, "", MEAN_FLOW_SD
    return mean, _mean_words(str(facts.flow_source[row])), MEAN_FLOW_SD


def _by_catchment(one: SectionValue, facts: ReachFacts) -> SectionValue:
    """The value with its catchment in the place of a flow, as it is where the catchment is not known."""
    area_km2 = float(facts.drainage_area_km2[one.row])
    if not area_km2 > 0:
        return one
    return replace(
        one, flow_m3_per_s=area_km2, flow_source="集水面积（只作比例）", flow_sd=CATCHMENT_SD, is_relative_flow=True
    )


def _mean_words(source: str) -> str:
    """What stands in for a measured flow: the layer's mean, or what another section measured on the same reach."""
    return f"{source}（非本期实测）" if source == FLOW_SOURCE else f"{source}，同一河段"
