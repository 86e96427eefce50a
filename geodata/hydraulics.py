"""Catchments, flows and depths of the demonstration's reaches, grown from the hand-drawn network (示意水力属性)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lines import River

FLOW_EXPONENT = 0.8  # of the flow on the catchment along one river
DEPTHS_M = (0.2, 3.0)


@dataclass(frozen=True)
class Catchments:
    """The catchment along each river: what lies above its first point, what a kilometre adds, where others join."""

    head_km2: Mapping[str, float]
    yield_km2: Mapping[str, float]
    joins: Mapping[str, Sequence[tuple[float, float]]]

    def at(self, river: str, km: float) -> float | None:
        """The catchment down to so many kilometres along a river [km²]; None where the river has none."""
        if river not in self.head_km2:
            return None
        joined = sum(area for place, area in self.joins[river] if place <= km + 1e-6)
        return self.head_km2[river] + self.yield_km2[river] * km + joined


def find_catchments(rivers: Sequence[River], lines: Mapping[str, tuple[Any, Mapping[str, float]]]) -> Catchments:
    """The catchments of all rivers; a river that ends on another one adds its own to it there."""
    head = {one.name: float(one.options["head_km2"]) for one in rivers if "head_km2" in one.options}
    rate = {one.name: float(one.options["yield_km2"]) for one in rivers if "yield_km2" in one.options}
    joins: dict[str, list[tuple[float, float]]] = {one.name: [] for one in rivers}
    into: dict[str, tuple[str, float]] = {}
    for one in rivers:
        mouth = one.shared[-1]
        for other in rivers:
            marks = lines[other.name][1]
            if other is not one and mouth in marks and marks[mouth] > 0 and one.name in head and other.name in head:
                into[one.name] = (other.name, marks[mouth])
    waiting = [one.name for one in rivers if one.name in into]
    done: set[str] = set()
    while waiting:
        ready = [name for name in waiting if not any(into[other][0] == name for other in waiting if other != name)]
        for name in ready or waiting[:1]:
            length = float(lines[name][0].length)
            own = head[name] + rate[name] * length + sum(area for _, area in joins[name])
            river, km = into[name]
            joins[river].append((km, own))
            done.add(name)
        waiting = [name for name in waiting if name not in done]
    return Catchments(head, rate, joins)


def reach_hydraulics(
    river: River, end_km: float, length_km: float, catchments: Catchments, *, is_above_gate: bool
) -> dict[str, Any]:
    """What the layer says of one reach: flow, depth, slope, catchment, regime; None is not known."""
    options = river.options
    area, mouth = catchments.at(river.name, end_km), catchments.at(river.name, length_km)
    flow = float(options["flow"])
    width = float(options["width"])
    if area and mouth and options.get("regime") is None and catchments.head_km2[river.name] > 0:
        share = (area / mouth) ** FLOW_EXPONENT
        flow, width = flow * share, round(width * share**0.5, 1)
    velocity = float(options["velocity"]) if "velocity" in options else None
    depth = flow / (velocity * width) if velocity else 0.18 * width**0.5
    regime = options.get("regime") or ("gated" if is_above_gate else "free")
    return {
        "velocity_m_per_s": velocity,
        "flow_m3_per_s": round(flow, 3),
        "width_m": width,
        "depth_m": round(min(max(depth, DEPTHS_M[0]), DEPTHS_M[1]), 2),
        "slope": float(options["slope"]) if "slope" in options else None,
        "drainage_area_km2": None if area is None or regime == "reversible" else round(area, 1),
        "mean_annual_flow_m3_per_s": round(flow, 3),
        "regime": regime,
    }
