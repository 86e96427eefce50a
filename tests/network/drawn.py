"""Small drawn networks: coordinates in metres around a place in Liaocheng."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

LON, LAT = 116.0, 36.45
EAST_M, NORTH_M = 89648.7, 110978.0  # length of a degree there, GRS 80, to 1 m


def degrees(*metres: tuple[float, float]) -> list[tuple[float, float]]:
    """Longitude and latitude of places given in metres east and north."""
    return [(LON + east / EAST_M, LAT + north / NORTH_M) for east, north in metres]


def line(*metres: tuple[float, float]) -> shapely.LineString:
    """A line through places given in metres east and north."""
    return shapely.LineString(degrees(*metres))


def reaches(lines: dict[str, Any], **columns: Any) -> gpd.GeoDataFrame:
    """A table of reaches in EPSG:4490."""
    return gpd.GeoDataFrame({"code": list(lines), **columns}, geometry=list(lines.values()), crs=4490)


def y_shape() -> gpd.GeoDataFrame:
    """Two headwaters a and b, 100 m each, that meet in c, 200 m."""
    return reaches(
        {
            "a": line((-100, 0), (0, 0)),
            "b": line((0, 100), (0, 0)),
            "c": line((0, 0), (200, 0)),
        }
    )


def keys(network: Any, answer: tuple[np.ndarray, np.ndarray]) -> dict[str, float]:
    """The keys of an answer and their distances, rounded [m]."""
    return {str(network.keys[row]): round(float(at)) for row, at in zip(*answer, strict=True)}
