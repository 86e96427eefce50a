"""Points and the lines near them, in metres (最近河段)."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from app.network.arrays import Floats, Ints
from app.network.lines import ellipsoid, metres_per_unit


def metres_per_degree(lat: Floats, crs: CRS) -> Floats:
    """(k, 2) length of a degree of longitude and of latitude at each latitude [m]; of a unit where projected."""
    if not crs.is_geographic:
        return np.full((len(lat), 2), metres_per_unit(crs))
    geod = ellipsoid(crs)
    bend = 1 - geod.es * np.sin(np.radians(lat)) ** 2
    across = geod.a / np.sqrt(bend) * np.cos(np.radians(lat))
    along = geod.a * (1 - geod.es) / bend**1.5
    return np.asarray(np.radians(np.column_stack([np.maximum(across, 1.0), along])), dtype=np.float64)


def find_candidates(points: Floats, tree: shapely.STRtree, radius_m: float, crs: CRS) -> tuple[Ints, Ints]:
    """Pairs (point, line) where the line meets the square of half-width ``radius_m`` [m] around the point."""
    if not len(points):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    reach = radius_m / metres_per_degree(points[:, 1], crs)
    boxes = shapely.box(*(points - reach).T, *(points + reach).T)
    point, line = tree.query(boxes, predicate="intersects")
    return point.astype(np.int64), line.astype(np.int64)


def locate_on_lines(points: Floats, lines: NDArray[Any], crs: CRS) -> tuple[Floats, Floats]:
    """(k,) distance [m] from each point to its line, and the place on it as a fraction of its drawn length [1].

    Measured on the plane that touches the ellipsoid at the point: to 1 mm at 100 m, 1 m at 10 km.
    """
    if not len(points):
        return np.zeros(0), np.zeros(0)
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    away = coordinates - points[owner]
    if crs.is_geographic:
        away[:, 0] = (away[:, 0] + 180) % 360 - 180
    flat = shapely.linestrings(away * metres_per_degree(points[:, 1], crs)[owner], indices=owner)
    origin = shapely.Point(0, 0)
    fraction = shapely.line_locate_point(flat, origin, normalized=True)
    return shapely.distance(flat, origin), np.nan_to_num(fraction)
