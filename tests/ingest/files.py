"""Files of every kind, right and wrong, made on the spot."""

from __future__ import annotations

import json
import sqlite3
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio import raw


def feature(code: object, shape: object, **properties: object) -> dict[str, Any]:
    """One feature; ``shape`` is a pair, a geometry mapping or None."""
    geometry = {"type": "Point", "coordinates": list(shape)} if isinstance(shape, tuple) else shape
    return {"type": "Feature", "geometry": geometry, "properties": {"code": code, **properties}}


def geojson(path: Path, *features: dict[str, Any], **members: object) -> Path:
    """A GeoJSON file of these features."""
    text = json.dumps({"type": "FeatureCollection", "features": features, **members}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def table(path: Path, driver: str, shapes: list[Any], crs: str | None = "EPSG:4490", **columns: list[Any]) -> Path:
    """A file of one layer by GDAL; column values as lists."""
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    data = []
    for values in columns.values():
        kind = object if any(isinstance(value, str) or value is None for value in values) else None
        data.append(np.array(values, dtype=kind))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        _write(path, driver, shapes, crs, columns, data, kinds)
    return path


def _write(
    path: Path, driver: str, shapes: list[Any], crs: str | None, columns: Any, data: Any, kinds: set[str]
) -> None:
    raw.write(
        str(path), geometry=shapely.to_wkb(np.array(shapes, dtype=object)), field_data=data, fields=list(columns),
        driver=driver, geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown", crs=crs, encoding="UTF-8",
    )  # fmt: skip


def dbf(path: Path, fields: list[tuple[bytes, int]], rows: list[list[bytes]], *, ldid: int = 0) -> None:
    """A dBASE table of text fields, byte by byte: what GDAL would not write."""
    size = 1 + sum(width for _, width in fields)
    head = bytes([3, 100, 1, 1]) + len(rows).to_bytes(4, "little") + (32 + 32 * len(fields) + 1).to_bytes(2, "little")
    head += size.to_bytes(2, "little") + bytes(17) + bytes([ldid]) + bytes(2)
    for name, width in fields:
        head += name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14)
    body = b"".join(
        b" " + b"".join(cell[:width].ljust(width) for cell, (_, width) in zip(row, fields, strict=True)) for row in rows
    )
    path.write_bytes(head + b"\r" + body + b"\x1a")


def shapefile(
    folder: Path, fields: list[tuple[bytes, int]], rows: list[list[bytes]], *,
    cpg: str | None = None, ldid: int = 0, crs: str | None = "EPSG:4490",
) -> Path:  # fmt: skip
    """A point shapefile whose table holds exactly these bytes; one point a row, near Liaocheng."""
    path = folder / "points.shp"
    shapes = [shapely.Point(116 + row / 100, 36.5) for row in range(len(rows))]
    table(path, "ESRI Shapefile", shapes, crs, n=[str(row) for row in range(len(rows))])
    dbf(folder / "points.dbf", fields, rows, ldid=ldid)
    (folder / "points.cpg").unlink(missing_ok=True)
    if cpg is not None:
        (folder / "points.cpg").write_text(cpg)
    return path


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    """A zip of these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def zip_shapefile(path: Path, shp: Path, stem: str = "points") -> Path:
    """A shapefile and its siblings, zipped under another stem."""
    parts = {f"{stem}{one.suffix}": one.read_bytes() for one in sorted(shp.parent.glob(f"{shp.stem}.*"))}
    return zipped(path, parts)


def run_sql(path: Path, *statements: str) -> None:
    """Change an SQLite file by hand."""
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
