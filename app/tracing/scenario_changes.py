"""Changes that a scenario makes, and the sources as they are after them (情景措施)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from app.errors import BreaksRule
from app.tracing.increments import KG_PER_D

CHANGE_KINDS: Final = ("lower_source", "close_sluice", "add_flow")


@dataclass(frozen=True, slots=True)
class SourceLoad:
    """A load on record at its place (已知来源): kg/d of the indicator, NaN unknown; its own water [m³/s], 0 = none."""

    key: str
    name: str
    row: int
    measure_m: float
    load_kg_per_d: float
    flow_m3_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a scenario (情景措施).

    Attributes
    ----------
    kind
        One of `CHANGE_KINDS`.
    key, name
        The source (a key of the loads given), the sluice, or the reach that takes the water.
    row, measure_m
        Where the sluice stands or the water enters; not read for ``lower_source``, whose load has its place.
    percent
        ``lower_source``: by how much of its load on record [%], 0 to 100. Its water stays.
    flow_m3_per_s, concentration_mg_per_l
        ``add_flow``: the water added [m³/s] and what it holds [mg/L].
    """

    kind: str
    key: str
    name: str
    row: int = 0
    measure_m: float = 0.0
    percent: float | None = None
    flow_m3_per_s: float | None = None
    concentration_mg_per_l: float | None = None


def source_key(change: Change) -> str:
    """Key of the source that a change makes or alters; added water is a source of its own."""
    return change.key if change.kind == "lower_source" else f"add_flow:{change.key}:{change.row}:{change.measure_m}"


def changed_sources(sources: Mapping[str, SourceLoad], change: Change) -> dict[str, SourceLoad]:
    """The sources with one lowered, or with added water among them."""
    key = source_key(change)
    if change.kind == "lower_source":
        source = sources.get(change.key)
        if source is None or np.isnan(source.load_kg_per_d):
            raise BreaksRule(
                f"“{change.name}”没有负荷记录，不能按比例削减；请先补负荷。",
                f"{change.name} has no load on record to lower by a percentage; give its load first.",
                parameter="changes",
            )
        if change.percent is None or not 0 <= change.percent <= 100:
            raise BreaksRule(
                "削减比例应在 0 与 100 之间。", "The percentage must be between 0 and 100.", parameter="changes"
            )
        lowered = source.load_kg_per_d * (1 - change.percent / 100)
        return {**sources, key: replace(source, load_kg_per_d=lowered)}
    if change.kind == "add_flow":
        flow, concentration = change.flow_m3_per_s, change.concentration_mg_per_l
        if flow is None or concentration is None or not (0 <= flow < np.inf and 0 <= concentration < np.inf):
            raise BreaksRule(
                "补水须给出流量和浓度，均不小于 0。",
                "Added water needs its flow and its concentration, neither below 0.",
                parameter="changes",
            )
        before = sources.get(key, SourceLoad(key, change.name, change.row, change.measure_m, 0.0))
        return {
            **sources,
            key: replace(
                before,
                load_kg_per_d=before.load_kg_per_d + flow * concentration * KG_PER_D,
                flow_m3_per_s=before.flow_m3_per_s + flow,
            ),
        }
    raise BreaksRule(
        f"情景措施应为 {'、'.join(CHANGE_KINDS)} 之一。",
        f"A change must be one of {', '.join(CHANGE_KINDS)}.",
        parameter="changes",
    )
