"""Shapefile, GeoPackage, FlatGeobuf and KML through GDAL with one driver alone (GDAL 读取).

The parent names the driver in the environment (``GDAL_SKIP`` drops all others) before this module loads GDAL.
"""

from __future__ import annotations

import sqlite3
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio import raw
from pyogrio.errors import DataLayerError, DataSourceError, GeometryError

from app.ingest.refusal import broken, check_size, needs_choice, short
from app.ingest.wire import Array, Column, Shapes

_KML_OWN = frozenset(
    ["timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "id"]
)  # columns LIBKML adds to every layer
_WKB_POINT = 21  # bytes of a two-dimensional point


def check_geopackage(path: Path) -> None:
    """Refuse a GeoPackage whose schema could run or reach something: foreign virtual tables, layers that are views."""
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        try:
            rows = connection.execute("SELECT type, lower(name), coalesce(sql, '') FROM sqlite_master").fetchall()
            layers = {name for (name,) in connection.execute("SELECT lower(table_name) FROM gpkg_contents")}
        except sqlite3.DatabaseError as error:
            raise broken(
                "geopackage_broken",
                f"GeoPackage 已损坏（{short(error)}）；请重新导出。",
                f"The GeoPackage is broken ({short(error)}); export it again.",
            ) from None
    for kind, name, sql in rows:
        words = " ".join(sql.lower().split())
        if kind == "view" and name in layers:
            raise broken(
                "geopackage_view",
                f"图层“{short(name)}”是视图；请在 QGIS 中另存为表后再导入。",
                f"Layer “{short(name)}” is a view; save it as a table and import that.",
            )
        if words.startswith("create virtual table") and " using rtree" not in words and " using fts" not in words:
            raise broken(
                "geopackage_virtual",
                f"GeoPackage 里有外部虚拟表“{short(name)}”，不予读取。",
                f"The GeoPackage holds a foreign virtual table “{short(name)}”; it is not read.",
            )


def check_kml(path: Path) -> None:
    """Refuse a KML with a document type or entities; network links are never followed."""
    text = path.read_bytes()
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise broken("kml_not_utf8", "KML 不是 UTF-8 编码；请另存为 UTF-8。", "The KML is not UTF-8; save it as UTF-8.")
    upper = text.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise broken(
            "kml_entities",
            "KML 里有 DOCTYPE 或实体声明，不予读取。",
            "The KML declares a DOCTYPE or entities; it is not read.",
        )


def choose_layer(layers: list[str], wanted: str | None) -> str:
    """The one layer of the file, or the one that was asked for."""
    names_zh, names = "、".join(short(one) for one in layers[:20]), ", ".join(short(one) for one in layers[:20])
    if not layers:
        raise broken("no_layer", "文件里没有带几何的图层。", "The file holds no layer with geometry.")
    if wanted is not None:
        if wanted not in layers:
            raise needs_choice(
                "source_layer_absent",
                f"文件里没有图层“{short(wanted)}”；有：{names_zh}。",
                f"The file has no layer “{short(wanted)}”; it has: {names}.",
            )
        return wanted
    if len(layers) > 1:
        raise needs_choice(
            "source_layer_needed",
            f"文件里有 {len(layers)} 个图层，请选一个：{names_zh}。",
            f"The file has {len(layers)} layers, choose one: {names}.",
        )
    return layers[0]


def _big_integers(path: Path, layer: str, name: str, rows: int | None) -> list[str | None]:
    """A column of long integers with gaps as text; GDAL's plain reading would round it to doubles."""
    quoted, table = (part.replace('"', '\\"') for part in (name, layer))  # as OGR SQL has it
    sql = f'SELECT CAST("{quoted}" AS CHARACTER(40)) AS v FROM "{table}"'  # noqa: S608 - names are quoted, the file is its own
    answer = raw.read(path, sql=sql, sql_dialect="OGRSQL", read_geometry=False, max_features=rows)
    values: list[str | None] = answer[3][0].tolist()
    return values


def _column(path: Path, layer: str, name: str, values: Array, ogr_type: str, rows: int | None) -> Column:
    """A typed column from GDAL's array."""
    if ogr_type.endswith("OFSTBoolean"):  # with gaps it comes as a number
        array: Array = np.empty(len(values), dtype=object)
        array[:] = [None if one is None or one != one else bool(one) for one in values.tolist()]
        return Column(name, "boolean", array)
    if values.dtype.kind in "iu":
        return Column(name, "integer", values.astype(np.int64))
    if values.dtype.kind == "b":
        return Column(name, "boolean", values.astype(object))
    if values.dtype.kind == "f":
        if ogr_type.startswith("OFTInteger"):
            big = bool((np.abs(values[~np.isnan(values)]) >= 2**53).any())
            texts = _big_integers(path, layer, name, rows) if big else values.tolist()
            whole = [None if one is None or one != one else int(one) for one in texts]
            array = np.empty(len(whole), dtype=object)
            array[:] = whole
            return Column(name, "integer", array)
        return Column(name, "number", values.astype(np.float64))
    plain = [
        None if one is None else one if isinstance(one, str) else one.hex() if isinstance(one, bytes) else str(one)
        for one in values.tolist()
    ]
    array = np.empty(len(plain), dtype=object)
    array[:] = plain
    return Column(name, "text", array)


def _shapes(wkb: NDArray[np.object_]) -> Shapes:
    """Point coordinates where all are plain points, else the WKB."""
    parts = wkb.tolist()
    if parts and all(one is not None and len(one) == _WKB_POINT for one in parts):
        table = np.frombuffer(b"".join(parts), dtype=np.uint8).reshape(-1, _WKB_POINT)
        if (table[:, :5] == np.array([1, 1, 0, 0, 0], dtype=np.uint8)).all():
            return Shapes(np.ascontiguousarray(table[:, 5:]).view("<f8"))
    return Shapes(wkb=parts)


def read(
    path: Path, kind: str, layer: str | None, *, encoding: str | None = None, fid_name: str | None = None,
    max_rows: int | None = None,
) -> tuple[list[Column], Shapes, dict[str, Any]]:  # fmt: skip
    """Columns, shapes and head of one layer; ``encoding`` is that of a shapefile's table.

    ``fid_name`` asks for the feature ids as a column of that name (a GeoPackage's primary key).
    """
    if kind == "geopackage":
        check_geopackage(path)
    if kind == "kml":
        check_kml(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks on single features come again as our own faults
        try:
            layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
            chosen = choose_layer(layers, layer)
            info = pyogrio.read_info(path, layer=chosen, encoding=encoding, force_feature_count=True)
            check_size(int(info["features"]), len(info["fields"]))
            wants_fid = bool(fid_name) and info["fid_column"] == fid_name
            meta, fids, wkb, data = raw.read(
                path, layer=chosen, encoding=encoding, force_2d=True, return_fids=wants_fid, max_features=max_rows,
                datetime_as_string=True,
            )  # fmt: skip
        except (DataSourceError, DataLayerError, GeometryError, UnicodeDecodeError, ValueError) as error:
            raise broken(
                "file_broken",
                f"文件无法打开或已损坏（{short(error, 160)}）；请重新导出。",
                f"The file cannot be opened or is broken ({short(error, 160)}); export it again.",
            ) from None
    if wkb is None:
        raise broken("no_layer", "图层没有几何。", "The layer has no geometry.")
    ogr_types = [f"{kind} {subkind}" for kind, subkind in zip(info["ogr_types"], info["ogr_subtypes"], strict=True)]
    columns = [
        _column(path, chosen, str(name), values, ogr_type, max_rows)
        for name, values, ogr_type in zip(meta["fields"], data, ogr_types, strict=True)
    ]
    if kind == "kml":
        columns = [one for one in columns if one.name not in _KML_OWN]
    if wants_fid:
        columns.insert(0, Column(str(fid_name), "integer", np.asarray(fids, dtype=np.int64)))
    geometry_type = str(info["geometry_type"])
    shapes = _shapes(wkb)
    head = {
        "crs": meta["crs"], "layer": chosen, "layers": layers, "total": int(info["features"]),
        "had_z": len(shapes) if geometry_type.endswith((" Z", "25D", " ZM")) or geometry_type.startswith("2.5D") else 0,
    }  # fmt: skip
    return columns, shapes, head
