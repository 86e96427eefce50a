"""Checking and mending shapes: what is safe is mended and said, the rest is refused with its place (几何检查与修复)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from app.errors import Fault
from app.ingest.faults import FaultLog
from app.ingest.refusal import short
from app.ingest.wire import Array
from app.layers.spec import LayerSpec

Rows = NDArray[np.int64]
_KIND_ZH = {
    "Point": "点", "MultiPoint": "多点", "LineString": "线", "MultiLineString": "多段线", "LinearRing": "环线",
    "Polygon": "面", "MultiPolygon": "多面", "GeometryCollection": "混合几何",
}  # fmt: skip
_NAMES = ("Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
          "GeometryCollection")  # fmt: skip
_AREA_TOLERANCE = 1e-3  # relative change of area up to which a mended polygon is the same polygon
_CHINA = (73.0, 3.0, 136.0, 54.0)


def _rows(mask: NDArray[np.bool_]) -> Rows:
    return np.flatnonzero(mask)


def _say_once(log: FaultLog, code: str, count: int, zh: str, en: str) -> None:
    """One line for a repair that many rows share."""
    if count:
        log.add(Fault(code, zh.format(n=count), en.format(n=count), "repaired"))


def _at(code: str, zh: str, en: str, geometry: Array | None = None) -> Callable[[int, int], Fault]:
    """A maker of row faults; ``{row}`` stands for the row, the place is the shape's first coordinate."""

    def make(position: int, number: int) -> Fault:
        lon = lat = None
        if geometry is not None and geometry[position] is not None and not geometry[position].is_empty:
            x, y = shapely.get_coordinates(geometry[position])[0]
            lon, lat = (round(float(x), 7), round(float(y), 7)) if abs(x) <= 180 and abs(y) <= 90 else (None, None)
        return Fault(code, zh.format(row=number), en.format(row=number), row=number, lon=lon, lat=lat)

    return make


def single_parts(geometry: Array, spec: LayerSpec, log: FaultLog) -> Array:
    """Multi-part shapes of one part as that part; several points in one row are refused, several lines told of."""
    geometry = geometry.copy()
    kinds = shapely.get_type_id(geometry)
    multi = kinds >= 4
    parts = shapely.get_num_geometries(geometry)
    lone = multi & (parts == 1)
    geometry[lone] = shapely.get_geometry(geometry[lone], 0)
    if spec.geometry != "Point":
        kinds = shapely.get_type_id(geometry)
        log.add_rows(_rows((kinds == 5) & (parts > 1)), _multi_line(parts))
    return geometry


def _multi_line(parts: NDArray[np.int32]) -> Callable[[int, int], Fault]:
    def make(position: int, number: int) -> Fault:
        n = int(parts[position])
        return Fault(
            "multi_part",
            f"第 {number} 行由 {n} 段互不相连的线组成，作为一条要素保存，建网时各段分开。",
            f"Row {number} has {n} parts; it is kept as one feature, its parts enter the network apart.",
            "warning",
            row=number,
        )

    return make


def check_kinds(geometry: Array, spec: LayerSpec, log: FaultLog, *, optional: bool, unreadable: set[int]) -> None:
    """Missing shapes and shapes of the wrong kind; ``unreadable`` rows have their fault already."""
    missing = _rows(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    missing = np.array([row for row in missing.tolist() if row not in unreadable], dtype=np.int64)
    if optional:
        if len(missing):
            text = f"{len(missing)} 行没有几何，只在列表中出现，不上图。"
            log.add(
                Fault("geometry_missing", text, f"{len(missing)} rows have no geometry and are not drawn.", "warning")
            )
    else:
        log.add_rows(
            missing, _at("geometry_missing", "第 {row} 行没有几何（坐标为空）。", "Row {row} has no geometry.")
        )
    kinds = shapely.get_type_id(geometry)
    allowed = [_NAMES.index(name) for name in spec.allowed_geometries if name != "MultiPoint"]
    wrong = _rows((kinds >= 0) & ~np.isin(kinds, allowed) & ~shapely.is_empty(geometry))
    wanted_zh = "或".join(_KIND_ZH[name] for name in sorted(spec.allowed_geometries) if not name.startswith("Multi"))

    def make(position: int, number: int) -> Fault:
        name = _NAMES[int(kinds[position])]
        return Fault(
            "geometry_kind",
            f"第 {number} 行是{_KIND_ZH[name]}（{name}），图层“{spec.zh}”应为{wanted_zh}。",
            f"Row {number} is a {name}; layer {spec.id} takes {spec.geometry}.",
            row=number,
        )

    log.add_rows(wrong, make)


def check_places(geometry: Array, log: FaultLog, columns: tuple[str, ...] = ()) -> NDArray[np.bool_]:
    """Rows whose coordinates are finite degrees; the others get a fault, swapped pairs a hint.

    Parameters
    ----------
    geometry
        Shapes in EPSG:4490, (n,).
    columns
        Names of the columns of longitude and latitude, where the file is a table.
    """
    good = np.ones(len(geometry), dtype=bool)
    if not len(geometry):
        return good
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    finite = np.isfinite(coordinates).all(axis=1)
    inside = (np.abs(coordinates[:, 0]) <= 180) & (np.abs(coordinates[:, 1]) <= 90)
    wild = np.zeros(len(geometry), dtype=bool)
    wild[owner[~finite]] = True
    log.add_rows(
        _rows(wild),
        _at("coordinate_not_finite", "第 {row} 行的坐标不是有限的数，或无法换算到 EPSG:4490。",
            "Row {row} has coordinates that are not finite or cannot be converted to EPSG:4490."),
    )  # fmt: skip
    out = np.zeros(len(geometry), dtype=bool)
    out[owner[finite & ~inside]] = True
    bounds = shapely.bounds(geometry)
    west, south, east, north = _CHINA
    x, y = bounds[:, 0], bounds[:, 1]
    with np.errstate(invalid="ignore"):
        at_home = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        exchanged = (y >= west) & (bounds[:, 3] <= east) & (x >= south) & (bounds[:, 2] <= north)
        impossible = exchanged & (bounds[:, 3] > 90)
    swapped = impossible | (exchanged & bool(at_home.mean() > 0.5))
    lon_name, lat_name = columns if len(columns) == 2 else ("经度", "纬度")

    def make_swapped(position: int, number: int) -> Fault:
        a, b = float(x[position]), float(y[position])
        return Fault(
            "coordinates_swapped",
            f"第 {number} 行“{lon_name}”为 {a:g}、“{lat_name}”为 {b:g}，疑似经度与纬度颠倒。",
            f"Row {number}: “{lon_name}” is {a:g} and “{lat_name}” is {b:g}; longitude and latitude seem exchanged.",
            row=number,
            field=lon_name if columns else None,
        )

    def make_outside(position: int, number: int) -> Fault:
        a, b = float(x[position]), float(y[position])
        return Fault(
            "coordinate_out_of_range",
            f"第 {number} 行的坐标（{a:g}, {b:g}）超出经纬度范围。",
            f"Row {number}: the coordinates ({a:g}, {b:g}) are outside the range of degrees.",
            row=number,
        )

    log.add_rows(_rows(swapped & ~wild), make_swapped)
    log.add_rows(_rows(out & ~swapped & ~wild), make_outside)
    zero = (shapely.get_type_id(geometry) == 0) & (x == 0) & (y == 0)
    log.add_rows(
        _rows(zero),
        _at(
            "coordinate_zero",
            "第 {row} 行的坐标是 (0, 0)，应为漏填。",
            "Row {row} lies at (0, 0): left blank, it seems.",
        ),
    )
    good[wild | out | swapped | zero] = False
    return good


def mend_shapes(geometry: Array, spec: LayerSpec, log: FaultLog, good: NDArray[np.bool_]) -> Array:
    """The shapes with repeated vertices dropped, rings turned and what is safely valid made valid.

    ``good`` marks the rows whose coordinates are finite; the others have their fault already.
    """
    kinds = shapely.get_type_id(geometry)
    if spec.geometry == "Point":
        coincide = _coinciding(geometry, kinds == 0)
        if coincide:
            log.add(Fault(
                "points_coincide",
                f"有 {coincide} 个点与前面的点位置完全相同；如不是同一处请核对。",
                f"{coincide} points lie exactly where an earlier one does; check them if they are not the same place.",
                "warning",
            ))  # fmt: skip
        return geometry
    geometry = geometry.copy()
    work = good & np.isin(kinds, (1, 3, 5, 6)) & ~shapely.is_empty(geometry)
    rows = _rows(work)
    before = shapely.get_num_coordinates(geometry[rows])
    thinned = shapely.remove_repeated_points(geometry[rows], 0.0)
    changed = shapely.get_num_coordinates(thinned) < before
    geometry[rows[changed]] = thinned[changed]
    _say_once(
        log, "vertices_repeated", int(changed.sum()),
        "{n} 个要素有连续重复的顶点，已去掉。", "{n} features had repeated vertices; they were dropped.",
    )  # fmt: skip
    lines = _rows(work & np.isin(kinds, (1, 5)))
    short_lines = lines[(shapely.length(geometry[lines]) == 0) | ~shapely.is_valid(geometry[lines])]
    log.add_rows(
        short_lines, _at("line_degenerate", "第 {row} 行的线长度为零。", "Row {row} is a line of no length.", geometry)
    )
    return _mend_polygons(geometry, log, _rows(work & np.isin(kinds, (3, 6))))


def _mend_polygons(geometry: Array, log: FaultLog, rows: Rows) -> Array:
    """Polygons made valid where their area stays, and wound as RFC 7946 has it."""
    bad = rows[~shapely.is_valid(geometry[rows]) | (shapely.area(geometry[rows]) == 0)]
    mended = 0
    refused: list[int] = []
    for row in bad.tolist():
        fixed = _made_valid(geometry[row])
        if fixed is None:
            refused.append(row)
        else:
            geometry[row] = fixed
            mended += 1
    _say_once(
        log, "polygon_mended", mended,
        "{n} 个面有轻微的几何错误（自相接等），已修复，面积不变。",
        "{n} polygons had slight faults (touching themselves); mended, their area unchanged.",
    )  # fmt: skip

    def make(position: int, number: int) -> Fault:
        shape = geometry[position]
        reason = str(shapely.is_valid_reason(shape))
        zh = "自相交" if "intersection" in reason else "面积为零" if shape.area == 0 else "边界不正确"
        place = shapely.get_coordinates(shape)[0]
        if "[" in reason:
            place = np.array([float(part) for part in reason.split("[")[1].rstrip("]").split()[:2]])
        lon, lat = round(float(place[0]), 7), round(float(place[1]), 7)
        return Fault(
            "polygon_invalid",
            f"第 {number} 行的面{zh}（{lon}, {lat} 附近），不能安全修复；请在 GIS 软件中修正。",
            f"The polygon of row {number} is invalid near {lon}, {lat} ({short(reason)}) and cannot be mended safely.",
            row=number,
            lon=lon,
            lat=lat,
        )

    log.add_rows(refused, make)
    fine = np.setdiff1d(rows, np.array(refused, dtype=np.int64))
    turned = shapely.orient_polygons(geometry[fine])
    differ = ~shapely.equals_identical(turned, geometry[fine])
    geometry[fine] = turned
    _say_once(
        log, "rings_turned", int(differ.sum()),
        "{n} 个面的环方向已按 RFC 7946 调整。", "{n} polygons had their rings wound as RFC 7946 has it.",
    )  # fmt: skip
    return geometry


def _made_valid(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The polygon made valid, None where its area would change."""
    try:
        fixed = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except shapely.errors.GEOSException:
        return None
    parts = [part for part in shapely.get_parts(fixed) if part.geom_type in ("Polygon", "MultiPolygon")]
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else shapely.multipolygons(shapely.get_parts(parts))
    area = shapely.area(whole)
    if area <= 0 or abs(area - shapely.area(shape)) > _AREA_TOLERANCE * area:
        return None
    return whole


def _coinciding(geometry: Array, mask: NDArray[np.bool_]) -> int:
    """How many points lie exactly where an earlier one does."""
    coordinates = shapely.get_coordinates(geometry[mask])
    return len(coordinates) - len(np.unique(coordinates, axis=0)) if len(coordinates) else 0
