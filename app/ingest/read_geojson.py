"""GeoJSON, read by a JSON parser and shapely alone: no driver that could follow a link (GeoJSON 读取)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from app.ingest.refusal import broken, check_size, needs_choice, short
from app.ingest.wire import Array, Column, Shapes

_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC)(?::[\w.]*)?:(CRS84|\d{4,6})", re.IGNORECASE)
_POINT = {"type", "coordinates"}


def _document(path: Path) -> dict[str, Any]:
    """The parsed text; a broken file is refused with the parser's place."""
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if "memory" in error.msg:
            raise MemoryError from None
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            raise broken(
                "json_not_utf8",
                "GeoJSON 不是 UTF-8 编码；请另存为 UTF-8。",
                "The GeoJSON is not UTF-8; save it as UTF-8.",
            ) from None
        raise broken(
            "json_broken",
            f"不是完整的 JSON（第 {error.lineno} 行第 {error.colno} 列附近）；文件可能没有传完，请重新导出。",
            f"Not whole JSON (near line {error.lineno}, column {error.colno}): {error.msg}; export it again.",
        ) from None
    if not isinstance(document, dict):
        raise broken("not_geojson", "不是 GeoJSON 对象。", "This is no GeoJSON object.")
    return document


def _declared_crs(document: dict[str, Any]) -> str:
    """``EPSG:n`` of the old ``crs`` member; a link is refused, none means WGS 84 (RFC 7946)."""
    member = document.get("crs")
    if member is None:
        return "EPSG:4326"
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(member, dict) or member.get("type") != "name" or not isinstance(name, str):
        raise broken(
            "crs_link",
            "GeoJSON 的 crs 成员指向外部链接或无法识别；请删去它，或写成 EPSG 代码。",
            "The GeoJSON's crs member is a link or unreadable; remove it or name an EPSG code.",
        )
    found = _CRS_NAME.fullmatch(name.strip())
    if not found:
        raise needs_choice(
            "crs_unknown",
            f"不认识的坐标系“{short(name)}”；请用坐标系选项写明 EPSG 代码。",
            f"Unknown CRS “{short(name)}”; name the EPSG code in the CRS option.",
        )
    return "EPSG:4326" if found[2].upper() == "CRS84" else f"EPSG:{found[2]}"


def _features(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The features of a collection, or the one feature."""
    if document.get("type") == "Feature":
        return [document]
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise broken(
            "not_geojson",
            "不是 GeoJSON 要素集合（FeatureCollection）。",
            "This is no GeoJSON FeatureCollection.",
        )
    for row, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise broken("not_feature", f"第 {row} 个元素不是要素（Feature）。", f"Element {row} is no Feature.")
    return features


def column_of(name: str, values: list[Any]) -> Column:
    """A typed column from JSON values.

    >>> column_of("n", [1, None, 2.5]).kind, column_of("t", ["a", None]).kind, column_of("x", ["a", 1]).kind
    ('number', 'text', 'json')
    """
    kinds = set(map(type, values)) - {type(None)}
    array: Array = np.empty(len(values), dtype=object)
    array[:] = values
    if kinds <= {str}:
        return Column(name, "text", array)
    if kinds == {int}:
        if None not in values and max(map(abs, values)) < 2**63:
            return Column(name, "integer", np.array(values, dtype=np.int64))
        return Column(name, "integer", array)
    if kinds <= {int, float} and all(abs(value) < 2**53 for value in values if type(value) is int):
        return Column(name, "number", np.array([np.nan if v is None else v for v in values], dtype=np.float64))
    if kinds == {bool}:
        return Column(name, "boolean", array)
    array = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        array[row] = value
    return Column(name, "json", array)


def _columns(features: Sequence[dict[str, Any]]) -> list[Column]:
    """Columns of all properties, in the order of first sight."""
    rows = [feature.get("properties") or {} for feature in features]
    names: dict[str, None] = {}
    for row, properties in enumerate(rows, 1):
        if not isinstance(properties, dict):
            raise broken(
                "not_feature",
                f"第 {row} 个要素的 properties 不是对象。",
                f"The properties of feature {row} are no object.",
            )
        if properties.keys() - names.keys():
            names |= dict.fromkeys(properties)
            check_size(len(rows), len(names))
    return [column_of(name, [row.get(name) for row in rows]) for name in names]


def _point_coordinates(geometries: Sequence[Any]) -> tuple[NDArray[np.float64], int] | None:
    """Coordinates (n, 2) and the number of heights where every geometry is a plain point; else None."""
    pairs: list[Any] = []
    heights = 0
    for geometry in geometries:
        if geometry is None:
            pairs.append((np.nan, np.nan))
            continue
        if type(geometry) is not dict or geometry.get("type") != "Point":
            return None
        place = geometry.get("coordinates")
        if type(place) is not list or len(place) not in (2, 3):
            return None
        heights += len(place) == 3
        pairs.append(place[:2])
    try:
        return np.array(pairs, dtype=np.float64).reshape(len(pairs), 2), heights
    except (ValueError, TypeError):
        return None


def _close_rings(geometry: Any) -> bool:
    """Close the open rings of a polygon in place; True where one was open."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return False
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return False
    parts = [coordinates] if geometry["type"] == "Polygon" else coordinates
    opened = False
    for part in parts if isinstance(parts, list) else []:
        for ring in part if isinstance(part, list) else []:
            if isinstance(ring, list) and len(ring) >= 3 and ring[0] != ring[-1]:
                ring.append(ring[0])
                opened = True
    return opened


def read(path: Path, max_rows: int | None = None) -> tuple[list[Column], Shapes, dict[str, Any]]:
    """Columns, shapes and head of a GeoJSON file.

    The types are those of the JSON: a code written as text stays text, whatever it looks like.
    """
    document = _document(path)
    crs = _declared_crs(document)
    features = _features(document)
    total = len(features)
    check_size(total, 0)
    features = features[:max_rows]
    columns = _columns(features)
    geometries = [feature.get("geometry") for feature in features]
    head: dict[str, Any] = {"crs": crs, "total": total}
    points = _point_coordinates(geometries)
    if points is not None:
        return columns, Shapes(points[0]), head | {"had_z": points[1]}
    head["unclosed"] = [row for row, geometry in enumerate(geometries) if _close_rings(geometry)]
    texts = [None if one is None else orjson.dumps(one).decode() for one in geometries]
    shapes = shapely.from_geojson(texts, on_invalid="ignore")
    head["had_z"] = int(shapely.has_z(shapes).sum())
    bad = [row for row, (text, one) in enumerate(zip(texts, shapes, strict=True)) if text and one is None]
    head["faults"] = [
        {
            "code": "geometry_unreadable", "row": row + 1,
            "zh": f"第 {row + 1} 行的几何无法读取。", "en": f"The geometry of row {row + 1} cannot be read.",
        }
        for row in bad[:1000]
    ]  # fmt: skip
    wkb = shapely.to_wkb(shapely.force_2d(shapes), include_srid=False)
    return columns, Shapes(wkb=wkb.tolist()), head
