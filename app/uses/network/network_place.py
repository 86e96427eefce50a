"""Where on the network a start lies: a reach, a feature on it, or a point near it (起点定位)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import orjson
import shapely
from sqlalchemy import Connection

from app.errors import Absent, BreaksRule, Unparsable
from app.network.snap import snap_features
from app.settings import Settings
from app.store.engine import Store
from app.store.features import Box, load_frame, read_text
from app.uses.network.river_network import SNAPPED, RiverNetwork, reach_lines

WIDENING: Final = (1, 10, 100)
"""A point without a reach near it is searched for in wider boxes, so that the refusal can name the distance."""


@dataclass(frozen=True)
class Place:
    """A place on the network: ``row`` of the reach, ``measure_m`` from its inlet [m], None for the whole reach."""

    row: int
    measure_m: float | None = None
    offset_m: float = 0.0


def find_place(c: Connection, store: Store, settings: Settings, river: RiverNetwork, start: str) -> Place:
    """The place on the network that a start names: a reach, a feature on it, or a point near it."""
    layer, slash, key = start.partition("/")
    if not slash or not key:
        raise Unparsable(
            "from 应为 图层/编码 或 point/经度,纬度。", "from must be LAYER/KEY or point/LON,LAT.", parameter="from"
        )
    if layer == "point":
        return _nearest_place(c, store, settings, river, _read_point(key), None)
    if layer not in store.tables.layers:
        raise Absent(f"没有图层“{layer}”。", f"There is no layer {layer}.", parameter="from")
    if layer == "reaches" and (row := river.network.find(key)) is not None:
        return Place(row)
    if layer in SNAPPED and (one := river.find_feature(layer, key)) is not None and river.features.row[one] >= 0:
        features = river.features
        return Place(int(features.row[one]), float(features.measure_m[one]), float(features.offset_m[one]))
    text = read_text(c, store, layer, key)
    if text is None:
        raise Absent(f"图层“{layer}”中没有“{key}”。", f"There is no {key} in the layer {layer}.", parameter="from")
    feature = orjson.loads(text)
    if feature["geometry"] is None:
        raise BreaksRule(f"“{key}”没有位置。", f"{key} has no place.", parameter="from")
    point = shapely.point_on_surface(shapely.geometry.shape(feature["geometry"]))
    properties = feature["properties"]
    return _nearest_place(
        c, store, settings, river, (point.x, point.y), properties.get("river") or properties.get("receiving_water")
    )


def _read_point(text: str) -> tuple[float, float]:
    """Longitude and latitude [degree] of ``LON,LAT``."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        lon = lat = np.nan
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Unparsable(
            "point 应为 经度,纬度（十进制度）。", "point must be LON,LAT in decimal degrees.", parameter="from"
        )
    return lon, lat


def _nearest_place(
    c: Connection,
    store: Store,
    settings: Settings,
    river: RiverNetwork,
    point: tuple[float, float],
    name: str | None,
) -> Place:
    """The nearest place on a reach, on a river of that name first; `BreaksRule` where it is too far."""
    lon, lat = point
    for times in WIDENING:
        radius_m = settings.snap_distance_m * times
        across = radius_m / 111_320 / max(np.cos(np.radians(lat)), 0.01)
        along = radius_m / 110_000
        box = Box(max(lon - across, -180), max(lat - along, -90), min(lon + across, 180), min(lat + along, 90))
        frame = load_frame(c, store, "reaches", columns=("code",), box=box)
        if not len(frame):
            continue
        snapped, _ = snap_features(
            np.array([point]),
            [name],
            river.network,
            reach_lines(frame, river),
            river.rivers.tolist(),
            max_distance_m=radius_m,
        )
        if snapped.row[0] < 0:
            continue
        offset_m = float(snapped.offset_m[0])
        if offset_m > settings.snap_distance_m:
            raise BreaksRule(
                f"离最近的河段 {offset_m:.0f} 米，超过 {settings.snap_distance_m:.0f} 米。",
                f"The nearest reach is {offset_m:.0f} m away, more than {settings.snap_distance_m:.0f} m.",
                parameter="from",
            )
        return Place(int(snapped.row[0]), float(snapped.measure_m[0]), offset_m)
    far_km = settings.snap_distance_m * WIDENING[-1] / 1000
    raise BreaksRule(f"{far_km:.0f} 公里内没有河段。", f"There is no reach within {far_km:.0f} km.", parameter="from")
