"""Three small layers of the tests' own: points, lines, polygons; and frames for them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from app.layers.spec import Field, LayerSpec

POINTS = LayerSpec(
    "wells_of_test",
    "测试点",
    "Test points",
    "Point",
    "code",
    (
        Field("code", "text", "编码", "Code"),
        Field("name", "text", "名称", "Name"),
        Field("depth_m", "number", "深度", "Depth", unit="m"),
        Field("floor", "integer", "层", "Floor"),
        Field("seen_on", "date", "查看日期", "Seen on"),
        Field("is_open", "boolean", "开放", "Open"),
        Field("aliases", "json", "别名", "Aliases"),
        Field("remediation_state", "text", "整治状态", "Remediation state"),
        Field("keeper", "json", "管理人", "Keeper", personal=True),
        Field("keeper_name", "text", "管理人姓名", "Keeper's name", personal=True),
    ),
    temporal="seen_on",
)
LINES = LayerSpec(
    "lines_of_test",
    "测试线",
    "Test lines",
    "LineString",
    "code",
    (
        Field("code", "text", "编码", "Code"),
        Field("name", "text", "名称", "Name"),
        Field("measured_at", "datetime", "时间", "Measured at"),
    ),
    temporal="measured_at",
)
AREAS = LayerSpec(
    "areas_of_test",
    "测试面",
    "Test areas",
    "Polygon",
    "code",
    (Field("code", "text", "编码", "Code"), Field("name", "text", "名称", "Name")),
    public=False,
)
CATALOGUE = (POINTS, LINES, AREAS)


def frame_of(geometry: Any, **columns: Any) -> gpd.GeoDataFrame:
    """A frame in EPSG:4490."""
    return gpd.GeoDataFrame(columns, geometry=list(geometry), crs=4490)


def some_points(n: int, seed: int = 1, **more: Any) -> gpd.GeoDataFrame:
    """Points about Liaocheng, seven decimals."""
    rng = np.random.default_rng(seed)
    x, y = np.round(rng.uniform(115.5, 116.5, n), 7), np.round(rng.uniform(36, 37, n), 7)
    columns: dict[str, Any] = {"code": [f"P{i}" for i in range(n)], "name": [f"点{i}" for i in range(n)]}
    return frame_of(shapely.points(x, y), **(columns | more))


def some_lines(n: int, seed: int = 2) -> gpd.GeoDataFrame:
    """Crooked lines of three points, up to 0.4 degree long."""
    rng = np.random.default_rng(seed)
    start = rng.uniform([115.5, 36], [116.5, 37], (n, 2))
    steps = rng.uniform(-0.2, 0.2, (n, 2, 2)).cumsum(axis=1)
    pairs = np.round(np.concatenate([start[:, None], start[:, None] + steps], axis=1), 7)
    return frame_of(shapely.linestrings(pairs), code=[f"L{i}" for i in range(n)], name=[f"河{i}" for i in range(n)])


def some_areas(n: int, seed: int = 3) -> gpd.GeoDataFrame:
    """Triangles."""
    rng = np.random.default_rng(seed)
    corner = rng.uniform([115.5, 36], [116.5, 37], (n, 1, 2))
    pairs = np.round(np.concatenate([corner, corner + rng.uniform(-0.2, 0.2, (n, 2, 2))], axis=1), 7)
    return frame_of(shapely.polygons(pairs), code=[f"A{i}" for i in range(n)], name=[f"区{i}" for i in range(n)])
