"""Connected lines of the reaches, their ends and lengths in metres (河段线)."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from app.errors import Fault
from app.network.arrays import Floats, Ints, Texts
from app.network.fault_sentences import fault_at

DEFAULT_CRS = CRS.from_epsg(4490)


@dataclass(frozen=True)
class Lines:
    """The connected lines of the rows: a row's parts that do not join are lines of their own.

    ``row`` (p,) · ``geometry`` (p,) LineStrings in the CRS of the table · ``length_m`` (p,) geodesic for degrees,
    planar else [m] · ``first``, ``final`` (p, 2) end coordinates as drawn · ``crs``.
    """

    row: Ints
    geometry: NDArray[np.object_]
    length_m: Floats
    first: Floats
    final: Floats
    crs: CRS


def read_lines(reaches: gpd.GeoDataFrame, keys: Texts) -> tuple[Lines, list[Fault]]:
    """The lines of the table and what is wrong with single rows: no geometry, no line, several true parts."""
    crs = CRS(reaches.crs) if reaches.crs is not None else DEFAULT_CRS
    geometry = shapely.force_2d(np.asarray(reaches.geometry.array, dtype=object))
    faults: list[Fault] = []
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    types = shapely.get_type_id(geometry)
    is_line = ~missing & np.isin(types, (1, 2, 5))
    faults += [fault_at("geometry_missing", row, keys) for row in np.flatnonzero(missing)]
    faults += [
        fault_at("not_a_line", row, keys, kind=geometry[row].geom_type) for row in np.flatnonzero(~missing & ~is_line)
    ]
    multi = np.flatnonzero(is_line & (types == 5))
    if len(multi):
        geometry = geometry.copy()
        several = multi[shapely.get_num_geometries(geometry[multi]) > 1]
        geometry[several] = shapely.line_merge(geometry[several], directed=True)
    rows = np.flatnonzero(is_line)
    parts, owner = shapely.get_parts(geometry[rows], return_index=True)
    row = rows[owner].astype(np.int64)
    first = shapely.get_coordinates(shapely.get_point(parts, 0))
    final = shapely.get_coordinates(shapely.get_point(parts, -1))
    lines = Lines(row, parts, line_lengths(parts, crs), first, final, crs)
    counts = np.bincount(row, minlength=len(keys))
    if (counts > 1).any():
        begin = np.searchsorted(row, np.flatnonzero(counts > 1))
        places = to_degrees(first[begin], crs)
        for at, place in zip(begin, places, strict=True):
            faults.append(fault_at("multi_part", row[at], keys, place, count=int(counts[row[at]])))
    return lines, faults


def ellipsoid(crs: CRS) -> Geod:
    """The ellipsoid that lengths are measured on."""
    return crs.get_geod() or Geod(ellps="GRS80")


def metres_per_unit(crs: CRS) -> float:
    """Length of one unit of a projected CRS [m]."""
    return float(crs.axis_info[0].unit_conversion_factor) if crs.axis_info else 1.0


def line_lengths(lines: NDArray[np.object_], crs: CRS) -> Floats:
    """(p,) length of each line [m]: geodesic where the CRS is in degrees, planar otherwise."""
    if not crs.is_geographic:
        return np.asarray(shapely.length(lines) * metres_per_unit(crs), dtype=np.float64)
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    steps = _steps(coordinates, owner, crs)
    return np.asarray(np.bincount(owner[1:], weights=steps, minlength=len(lines)), dtype=np.float64)


def _steps(coordinates: Floats, owner: Ints, crs: CRS) -> Floats:
    """Geodesic step before each vertex but the first [m]; 0 between two lines."""
    if len(coordinates) < 2:
        return np.zeros(0)
    lon, lat = coordinates.T
    step = ellipsoid(crs).inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    return np.where(owner[1:] == owner[:-1], step, 0.0)


def to_degrees(coordinates: Floats, crs: CRS) -> Floats:
    """(k, 2) longitude and latitude [degree] of the coordinates."""
    if crs.is_geographic or not len(coordinates):
        return coordinates
    target = crs.geodetic_crs or DEFAULT_CRS
    lon, lat = Transformer.from_crs(crs, target, always_xy=True).transform(*coordinates.T)
    return np.column_stack([lon, lat])


def to_metres(coordinates: Floats, crs: CRS) -> Floats:
    """(k, 2 or 3) coordinates whose straight distances are metres, for ends that lie near each other.

    Degrees become geocentric X, Y, Z: true everywhere, also at the antimeridian, to 1 mm within 10 km.
    """
    if not crs.is_geographic:
        return coordinates * metres_per_unit(crs)
    geod = ellipsoid(crs)
    lon, lat = np.radians(coordinates.T)
    normal = geod.a / np.sqrt(1 - geod.es * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - geod.es) * np.sin(lat),
        ]
    )
