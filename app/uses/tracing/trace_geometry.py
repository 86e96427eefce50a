"""Reaches, stops and travel-time bands of a trace as JSON with their lines (溯源图形)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from app.tracing.barriers import STOP_WORDS, Stop
from app.tracing.travel_times import TravelTimes
from app.tracing.walked import Walk
from app.uses.tracing.trace_reaches import TraceReaches, cut_piece, place_on_reach

BAND_HOURS: Final = (6.0, 12.0, 24.0, 48.0, 72.0)
"""Hours of travel to the start at which the bands are drawn [h]."""
LEAST_SHOWN: Final = 1e-9
"""What is not above it is what a subtraction left over, and reads 0."""


def number_or_none(value: float | None, decimals: int) -> float | None:
    """A number for JSON, rounded; None for NaN and what is not finite.

    >>> number_or_none(1.23456, 2), number_or_none(float("nan"), 2), number_or_none(None, 1)
    (1.23, None, None)
    """
    return None if value is None or not np.isfinite(value) else round(float(value), decimals)


def load_or_none(value: float | None, decimals: int) -> float | None:
    """A load for JSON as `number_or_none`, but a small one keeps three digits: a load of mercury is not 0.

    >>> load_or_none(31.0249, 2), load_or_none(0.0017282, 2), load_or_none(-1e-14, 2), load_or_none(None, 2)
    (31.02, 0.00173, 0.0, None)
    """
    if value is not None and LEAST_SHOWN < abs(value) < 10 * 10.0**-decimals:
        return float(f"{value:.3g}")
    shown = number_or_none(value, decimals)
    return None if shown is None else shown + 0.0  # not -0.0


def reach_rows(reaches: TraceReaches, walk: Walk, times: TravelTimes) -> list[dict[str, Any]]:
    """The pieces of reaches searched, nearest first, JSON ready (搜索河段).

    Hours are those of the near end, ``end_…`` those of the far end; ``near_end`` says which end of the geometry is
    nearer to the start: the geometry runs as the water does.
    """
    keys, rivers = walk.network.keys, reaches.river.rivers
    found = []
    for at, row in enumerate(walk.row.tolist()):
        low_m, high_m = float(walk.low_m[at]), float(walk.high_m[at])
        line = cut_piece(reaches, row, low_m, high_m)
        near = {name: getattr(walk, name)[at] for name in ("early_h", "probable_h", "late_h")}
        far = {f"end_{name}": value + getattr(walk, f"through_{name}")[at] for name, value in near.items()}
        found.append(
            {
                "key": str(keys[row]),
                "name": str(reaches.names[row]) or None,
                "river": str(rivers[row]) or None,
                "low_m": number_or_none(low_m, 1),
                "high_m": number_or_none(high_m, 1),
                "distance_m": number_or_none(walk.distance_m[at], 1),
                **{name: number_or_none(value, 2) for name, value in {**near, **far}.items()},
                "travel_source": str(times.source[row]),
                "weight": number_or_none(walk.weight[at], 4),
                "near_end": "last" if walk.near_is_high[at] else "first",
                "geometry": None if line is None else line_json(line),
            }
        )
    return found


def line_json(line: shapely.LineString) -> dict[str, Any]:
    """A line as GeoJSON, to seven decimals of a degree (线的 GeoJSON)."""
    return {"type": "LineString", "coordinates": np.round(shapely.get_coordinates(line), 7).tolist()}


def stop_rows(reaches: TraceReaches, stops: Sequence[Stop]) -> list[dict[str, Any]]:
    """Where branches ended or were weakened, nearest first, JSON ready (停止点)."""
    return [
        {
            "kind": stop.kind,
            "kind_zh": STOP_WORDS[stop.kind][0],
            "kind_en": STOP_WORDS[stop.kind][1],
            "layer": stop.layer or None,
            "key": stop.key or None,
            "name": stop.name or None,
            "reach": str(reaches.river.network.keys[stop.row]),
            "place": place_on_reach(reaches, stop.row, stop.measure_m),
            "distance_m": number_or_none(stop.distance_m, 1),
            "probable_h": number_or_none(stop.probable_h, 2),
            "weight": number_or_none(stop.weight, 4),
            "hours": number_or_none(stop.hours, 1),
            "reason_zh": stop.reason_zh,
            "reason_en": stop.reason_en,
        }
        for stop in stops
    ]


def band_rows(reaches: TraceReaches, walk: Walk) -> list[dict[str, Any]]:
    """Places from which the water takes so many hours to the start, by the probable time (等时线)."""
    found = []
    near, through = walk.probable_h, walk.through_probable_h
    for hours in BAND_HOURS:
        with np.errstate(invalid="ignore"):
            crossed = np.flatnonzero((near < hours) & (near + through >= hours))
        places = []
        for at in crossed.tolist():
            share = float((hours - near[at]) / through[at])
            low_m, high_m = float(walk.low_m[at]), float(walk.high_m[at])
            along_m = share * (high_m - low_m)
            measure_m = high_m - along_m if walk.near_is_high[at] else low_m + along_m
            place = place_on_reach(reaches, int(walk.row[at]), measure_m)
            if place is not None:
                places.append(place)
        if places:
            found.append({"hours": hours, "places": places})
    return found
