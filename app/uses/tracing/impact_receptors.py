"""What may be reached downstream, put on the network: sections, intakes, zones, lakes, sluices, sites (受体)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection

from app.network.arrays import Floats
from app.network.lines import Lines
from app.network.snap import snap_features
from app.settings import Settings
from app.store.engine import Store
from app.store.features import Box, load_frame
from app.tracing.spill import Receptor
from app.tracing.walked import Walk
from app.uses.assessment.section_facts import plain
from app.uses.network.river_network import SNAPPED, feature_points
from app.uses.tracing.trace_reaches import TraceReaches, cut_piece, place_on_reach

GROUNDWATER: Final = "地下水型"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "sections": ("code", "name", "river", "kind", "district", "township"),
    "sluices": ("code", "name", "river", "kind", "operator", "district"),
    "water_sources": ("code", "name", "river", "kind", "supply_m3_per_d", "population", "operator", "district"),
    "emergency_sites": ("code", "name", "river", "kind", "function", "volume_m3", "way_in", "access", "owner",
                        "district"),
    "protection_zones": ("code", "name", "tier", "water_source", "water_source_name", "district"),
    "lakes": ("code", "name", "kind", "river", "district"),
}  # fmt: skip
POINTS: Final = ("water_sources", "emergency_sites")
AREAS: Final = ("protection_zones", "lakes")


@dataclass(frozen=True, slots=True)
class KnownReceptor:
    """A receptor with its place [degree] and the fields of its layer (受体资料)."""

    receptor: Receptor
    place: tuple[float, float] | None
    fields: Mapping[str, Any]


def load_receptors(
    c: Connection, store: Store, settings: Settings, reaches: TraceReaches, walk: Walk
) -> list[KnownReceptor]:
    """What lies on or by the pieces of a walk (下游受体), each where the water first meets it.

    Sections and sluices lie on the network already. Intakes and emergency sites are put on it as they are, by the name
    of their river and then by distance; wells are left out, for a river does not reach them within hours. Zones and
    lakes are met where a reach enters their area.
    """
    if not len(walk):
        return []
    pieces = _pieces(reaches, walk)
    found = [one for layer in ("sections", "sluices") for one in _on_network(c, store, reaches, walk, layer)]
    box = _box(pieces)
    near = _lines_near(reaches.lines, box, settings.snap_distance_m)
    for layer in POINTS:
        if layer in store.tables.layers:
            found += _by_the_river(c, store, settings, reaches, near, walk, layer)
    for layer in AREAS:
        if layer in store.tables.layers and box is not None:
            frame = load_frame(c, store, layer, columns=COLUMNS[layer], box=box)
            found += _entered(frame, layer, reaches, walk, pieces)
    return found


def _pieces(reaches: TraceReaches, walk: Walk) -> Any:
    """The line of each piece of a walk, None where it has none."""
    cut = zip(walk.row.tolist(), walk.low_m.tolist(), walk.high_m.tolist(), strict=True)
    return np.array([cut_piece(reaches, *one) for one in cut], dtype=object)


def _box(pieces: Any) -> Box | None:
    """The box of all the pieces."""
    west, south, east, north = shapely.total_bounds(pieces).tolist()
    return None if np.isnan(west) else Box(west, south, east, north)


def _lines_near(lines: Lines, box: Box | None, distance_m: float) -> Lines:
    """The lines of the reaches that a point by the walk could lie on: all lines of a reach, for measures need them."""
    kept = np.zeros(len(lines.row), dtype=np.bool_)
    if box is not None:
        edge = 2.5 * distance_m / 111_000 / max(np.cos(np.radians(max(abs(box.south), abs(box.north)))), 0.01)
        west, south, east, north = shapely.bounds(lines.geometry).T
        across = (west <= box.east + edge) & (east >= box.west - edge)
        along = (south <= box.north + edge) & (north >= box.south - edge)
        kept = np.isin(lines.row, lines.row[across & along])
    return replace(
        lines, row=lines.row[kept], geometry=lines.geometry[kept], length_m=lines.length_m[kept],
        first=lines.first[kept], final=lines.final[kept],
    )  # fmt: skip


def _on_network(c: Connection, store: Store, reaches: TraceReaches, walk: Walk, layer: str) -> Iterator[KnownReceptor]:
    """Features that the network holds already."""
    features = reaches.river.features
    is_hit = (features.layer == list(SNAPPED).index(layer)) & np.isin(features.row, walk.rows)
    places = {str(features.key[at]): at for at in np.flatnonzero(is_hit).tolist()}
    if not places:
        return
    frame = load_frame(c, store, layer, columns=COLUMNS[layer])
    for row, place in _rows(frame[frame["code"].isin(list(places))]):
        at = places[str(row["code"])]
        yield _known(layer, row, place, int(features.row[at]), float(features.measure_m[at]))


def _by_the_river(
    c: Connection, store: Store, settings: Settings, reaches: TraceReaches, near: Lines, walk: Walk, layer: str
) -> Iterator[KnownReceptor]:
    """Points of a layer that the network does not hold, put on it."""
    frame = load_frame(c, store, layer, columns=COLUMNS[layer])
    if layer == "water_sources":
        frame = frame[frame["kind"] != GROUNDWATER]
    if not len(frame):
        return
    names = [name if isinstance(name, str) else None for name in frame["river"]]
    snapped, _ = snap_features(
        feature_points(frame), names, reaches.river.network, near, reaches.river.rivers.tolist(),
        max_distance_m=settings.snap_distance_m,
    )  # fmt: skip
    hit = np.isin(snapped.row, walk.rows)
    for at, (row, place) in enumerate(_rows(frame)):
        if hit[at]:
            yield _known(layer, row, place, int(snapped.row[at]), float(snapped.measure_m[at]))


def _entered(
    frame: gpd.GeoDataFrame, layer: str, reaches: TraceReaches, walk: Walk, pieces: Any
) -> Iterator[KnownReceptor]:
    """Areas that a piece of a reach meets, at the place nearest to the start."""
    tree = shapely.STRtree(pieces)
    for row, _ in _rows(frame):
        area = row["geometry"]
        met = [] if area is None else tree.query(area, predicate="intersects").tolist()
        entries = [(*_entry(walk, pieces[piece], piece, area), piece) for piece in met]
        if entries:
            _, measure_m, piece = min(entries)
            reach = int(walk.row[piece])
            yield _known(layer, row, place_on_reach(reaches, reach, measure_m), reach, measure_m)


def _entry(walk: Walk, line: shapely.LineString, piece: int, area: shapely.Geometry) -> tuple[float, float]:
    """Distance from the start and measure of the place where a piece first meets an area [m]."""
    along = [
        line.project(shapely.Point(xy), normalized=True) for xy in shapely.get_coordinates(line.intersection(area))
    ]
    low_m, high_m = float(walk.low_m[piece]), float(walk.high_m[piece])
    is_back = bool(walk.near_is_high[piece])
    share = max(along, default=1.0) if is_back else min(along, default=0.0)
    measure_m = low_m + share * (high_m - low_m)
    near_m = high_m if is_back else low_m
    return float(walk.distance_m[piece]) + abs(measure_m - near_m), measure_m


def _rows(frame: gpd.GeoDataFrame) -> Iterator[tuple[dict[str, Any], tuple[float, float] | None]]:
    """The rows with their points, None where one has no place."""
    points: Floats = feature_points(frame) if len(frame) else np.zeros((0, 2))
    for row, (lon, lat) in zip(frame.to_dict("records"), points.tolist(), strict=True):
        yield {str(key): value for key, value in row.items()}, None if lon != lon else (round(lon, 7), round(lat, 7))


def _known(
    layer: str, row: Mapping[str, Any], place: tuple[float, float] | None, reach: int, measure_m: float
) -> KnownReceptor:
    """A receptor with what its layer tells of it; missing values are None."""
    told = {name: plain(row[name]) for name in COLUMNS[layer]}
    key = str(told["code"])
    return KnownReceptor(Receptor(layer, key, str(told["name"] or key), reach, measure_m), place, told)
