"""Features nearest to a place, by geodesic distance (附近)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from app.store.engine import Store
from app.store.features import Box, FeatureQuery, candidates, read_geometries, text_column
from app.store.spatial import shown
from app.store.tables import LayerTables

GEOD = pyproj.Geod(ellps="GRS80")  # CGCS2000 shares its shape with GRS 80 to 0.1 mm
SMALLEST_RADIUS_M = 6_335_439.0  # of curvature on the ellipsoid: along the meridian at the equator
FIRST_RADIUS_M = 500.0
LONGEST_PIECE_DEGREES = 0.01  # a straight piece in longitude and latitude bends by some 2 cm on such a length


def near(
    c: Connection,
    store: Store,
    layer: str,
    lon: float,
    lat: float,
    radius_m: float,
    limit: int = 10,
    full: bool = False,
) -> list[tuple[float, float, str]]:
    """The features within a radius, nearest first: distance [m], bearing [degree from north], text (附近要素).

    Distances are geodesics on the ellipsoid of CGCS2000; exact for points, of lines and areas to the nearest point
    of their edges (an area that holds the place is at 0 m). Equal distances come in the order of fid. The search
    widens box by box until it has enough, so a dense layer is never read whole.

    Parameters
    ----------
    lon, lat
        The place [degree].
    radius_m
        Nothing further away is given [m].
    limit
        The most features that are given.
    """
    tables = store.layer(layer)
    lon = (lon + 180.0) % 360.0 - 180.0
    radius = min(FIRST_RADIUS_M, radius_m)
    while True:
        fids, distances, bearings = _within(c, store, tables, lon, lat, radius)
        if len(fids) >= limit or radius >= radius_m:
            break
        radius = min(radius * 4, radius_m)
    order = np.lexsort((fids, distances))[:limit]
    texts = _texts(c, tables, fids[order].tolist(), full)
    return [(float(distances[at]), float(bearings[at]), texts[int(fids[at])]) for at in order]


def box_around(lon: float, lat: float, radius_m: float) -> Box:
    """A box that holds all that is within a radius [m] of a place [degree], at the poles and the antimeridian too.

    Examples
    --------
    >>> box_around(180.0, 0.0, 100_000).east < 0
    True
    """
    angle = min(radius_m / SMALLEST_RADIUS_M * 1.0001 + 1e-9, math.pi)
    south, north = lat - math.degrees(angle), lat + math.degrees(angle)
    if south <= -89.9 or north >= 89.9:
        return Box(-180.0, max(south, -90.0), 180.0, min(north, 90.0))
    half = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat))))) * 1.01 + 1e-9
    if half >= 180.0:
        return Box(-180.0, south, 180.0, north)
    west, east = lon - half, lon + half
    return Box(west + 360 if west < -180 else west, south, east - 360 if east > 180 else east, north)


def _within(
    c: Connection, store: Store, tables: LayerTables, lon: float, lat: float, radius_m: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """fid, distance [m] and bearing [degree] of what lies within a radius."""
    r = tables.rendered.c
    box = box_around(lon, lat, radius_m)
    asked = candidates(c, store, tables, FeatureQuery(box=box), r.minx, r.miny).where(r.minx.is_not(None))
    rows = c.execute(asked).all()
    if not rows:
        return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)
    fids = np.array([row[0] for row in rows], dtype=np.int64)
    if tables.spec.geometry == "Point":
        pairs = np.array([(row[2], row[3]) for row in rows], dtype=float)
    else:
        found = read_geometries(c, tables, fids.tolist())
        pairs = nearest_pairs(lon, lat, shown(np.array([found[int(fid)] for fid in fids], dtype=object)))
    start = np.full((2, len(fids)), [[lon], [lat]], dtype=float)
    bearing, _, distance = GEOD.inv(start[0], start[1], pairs[:, 0], pairs[:, 1])
    kept = distance <= radius_m
    return fids[kept], distance[kept], (np.asarray(bearing) % 360.0)[kept]


def nearest_pairs(lon: float, lat: float, geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """The nearest point of each geometry, (n, 2) longitude and latitude [degree]; the place itself inside an area.

    Each is drawn as seen from the place (true distance, true bearing); there the nearest is a matter of the plane.
    """

    def seen(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        start = np.full((2, len(pairs)), [[lon], [lat]], dtype=float)
        bearing, _, distance = GEOD.inv(start[0], start[1], pairs[:, 0], pairs[:, 1])
        angle = np.radians(bearing)
        return np.column_stack([distance * np.sin(angle), distance * np.cos(angle)])

    drawn = shapely.transform(shapely.segmentize(geometries, LONGEST_PIECE_DEGREES), seen)
    ends = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(shapely.Point(0, 0), drawn), 1))
    start = np.full((2, len(ends)), [[lon], [lat]], dtype=float)
    bearing = np.degrees(np.arctan2(ends[:, 0], ends[:, 1]))
    east, north, _ = GEOD.fwd(start[0], start[1], bearing, np.hypot(ends[:, 0], ends[:, 1]))
    # The pieces' ends are on the true edge, their middles up to 2 cm beside it: go back onto it.
    edges = np.where(shapely.get_dimensions(geometries) == 2, shapely.boundary(geometries), geometries)
    back = shapely.shortest_line(shapely.points(east, north), edges)
    pairs: NDArray[np.float64] = shapely.get_coordinates(shapely.get_point(back, 1))
    inside = (ends == 0).all(axis=1)
    pairs[inside] = lon, lat
    return pairs


def _texts(c: Connection, tables: LayerTables, fids: Sequence[int], full: bool) -> dict[int, Any]:
    """The texts of features by fid."""
    found: dict[int, Any] = {}
    for at in range(0, len(fids), 500):
        asked = select(tables.rendered.c.fid, text_column(tables, full))
        rows = c.execute(asked.where(tables.rendered.c.fid.in_(fids[at : at + 500])))
        found.update((row[0], row[1]) for row in rows)
    return found
