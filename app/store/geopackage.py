"""The third thing in which the engines differ: the R*Tree, its triggers and the ``gpkg_*`` tables (GeoPackage).

Desktop programs may read the store, not edit it: an edit there would pass by revisions, rendered text, rights and
network. Each table has triggers that call a function which only our connections define; the function's name is the
sentence that a foreign program shows.
"""

# ruff: noqa: S608 (names in a statement are the catalogue's, which tables.py checks; values are bound)

from __future__ import annotations

import math
import sqlite3
from datetime import UTC, datetime
from typing import Any

import pyproj
import shapely
from sqlalchemy import Connection

from app.layers.spec import LayerSpec
from app.store.column_types import instant_text
from app.store.spatial import SRID, body_start, from_blobs, index_name
from app.store.tables import LayerTables, Tables

APPLICATION_ID = 0x47504B47  # "GPKG"
GEOPACKAGE_VERSION = 10300
GUARD = (
    "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an "
    "exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"
)

_METADATA = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""


def run_script(c: Connection, script: str) -> None:
    """Run statements one by one: ``executescript`` would commit the transaction behind our back."""
    statement = ""
    for piece in script.strip().split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            c.exec_driver_sql(statement)
            statement = ""


def make_metadata(c: Connection) -> None:
    """Write what makes the file a GeoPackage, CGCS2000 included."""
    run_script(c, _METADATA)
    systems: list[tuple[Any, ...]] = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ]
    for code in (4326, SRID):
        crs = pyproj.CRS.from_epsg(code)
        systems.append((crs.name, code, "EPSG", code, crs.to_wkt("WKT1_GDAL"), None))
    c.exec_driver_sql("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", systems)
    c.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    c.exec_driver_sql(f"PRAGMA user_version = {GEOPACKAGE_VERSION}")


def register_layer(c: Connection, layer: LayerTables) -> None:
    """Enter a layer into the GeoPackage's tables and give it its index, its triggers and its guards."""
    spec, now = layer.spec, instant_text(datetime.now(UTC))
    kind = "POINT" if spec.geometry == "Point" else "GEOMETRY"
    c.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
        "VALUES (?, 'features', ?, ?, ?, ?)",
        (spec.id, f"{spec.zh} {spec.id}", spec.description_zh or spec.en, now, SRID),
    )
    c.exec_driver_sql("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (spec.id, kind, SRID))
    c.exec_driver_sql(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', "
        "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        (spec.id,),
    )
    c.exec_driver_sql(f'CREATE VIRTUAL TABLE "{index_name(spec.id)}" USING rtree(id, minx, maxx, miny, maxy)')
    make_triggers(c, spec)


def register_attributes(c: Connection, tables: Tables) -> None:
    """Enter the revisions and the samples, which desktop programs may read too; accounts are never entered."""
    now = instant_text(datetime.now(UTC))
    for table, title in ((tables.revisions, "版本 revisions"), (tables.samples, "监测值 samples")):
        c.exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES (?, 'attributes', ?, ?)",
            (table.name, title, now),
        )


def guard_table(c: Connection, name: str) -> None:
    """Let only connections that define the guard's function write to a table."""
    for verb in ("INSERT", "UPDATE", "DELETE"):
        c.exec_driver_sql(
            f'CREATE TRIGGER "guard_{name}_{verb.lower()}" BEFORE {verb} ON "{name}" BEGIN SELECT "{GUARD}"(); END'
        )


def make_triggers(c: Connection, spec: LayerSpec) -> None:
    """Write the R*Tree triggers of the GeoPackage standard (1.3, annex F.3), and the guards."""
    t, r = spec.id, index_name(spec.id)
    new_row = "(NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom))"
    there, gone = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))", "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
    put, drop = f'INSERT OR REPLACE INTO "{r}" VALUES {new_row};', f'DELETE FROM "{r}" WHERE id = OLD.fid;'
    triggers = {
        "insert": f'AFTER INSERT ON "{t}" WHEN {there} BEGIN {put} END',
        "update1": f'AFTER UPDATE OF "geom" ON "{t}" WHEN OLD.fid = NEW.fid AND {there} BEGIN {put} END',
        "update2": f'AFTER UPDATE OF "geom" ON "{t}" WHEN OLD.fid = NEW.fid AND {gone} BEGIN {drop} END',
        "update3": f'AFTER UPDATE ON "{t}" WHEN OLD.fid != NEW.fid AND {there} BEGIN {drop} {put} END',
        "update4": f'AFTER UPDATE ON "{t}" WHEN OLD.fid != NEW.fid AND {gone} '
        f'BEGIN DELETE FROM "{r}" WHERE id IN (OLD.fid, NEW.fid); END',
        "delete": f'AFTER DELETE ON "{t}" WHEN OLD.geom NOT NULL BEGIN {drop} END',
    }
    for name, body in triggers.items():
        c.exec_driver_sql(f'CREATE TRIGGER "{r}_{name}" {body}')
    for table in (t, f"{t}_history", f"{t}_rendered"):
        guard_table(c, table)


def drop_triggers(c: Connection, spec: LayerSpec) -> None:
    """Take a layer's triggers away for a bulk load; inside a transaction, so no one else ever sees it without."""
    for name in c.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (?, ?, ?)",
        (spec.id, f"{spec.id}_history", f"{spec.id}_rendered"),
    ).scalars():
        c.exec_driver_sql(f'DROP TRIGGER "{name}"')


def note_change(c: Connection, spec: LayerSpec, bbox: tuple[float, float, float, float] | None) -> None:
    """Enter a layer's new extent [degree] and the time into ``gpkg_contents``."""
    c.exec_driver_sql(
        "UPDATE gpkg_contents SET last_change = ?, min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
        (instant_text(datetime.now(UTC)), *(bbox or (None, None, None, None)), spec.id),
    )


def define_functions(connection: sqlite3.Connection) -> None:
    """Give a connection what the triggers call: the guard, and the functions that read a blob's envelope."""
    connection.create_function(GUARD, 0, lambda: None)
    for at, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        connection.create_function(name, 1, lambda blob, at=at: _edge(blob, at), deterministic=True)
    connection.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)
    try:
        connection.execute("SELECT floor(0.5)").close()
    except sqlite3.OperationalError:  # an SQLite built without its mathematical functions
        connection.create_function("floor", 1, lambda x: None if x is None else math.floor(x), deterministic=True)


def _edge(blob: bytes | None, at: int) -> float | None:
    """One edge of a geometry's envelope [degree]; None for none."""
    if blob is None or _is_empty(blob):
        return None
    return float(shapely.bounds(from_blobs([blob]))[0, at])


def _is_empty(blob: bytes | None) -> int | None:
    """1 for an empty geometry, 0 for one with points, None for none."""
    if blob is None or len(blob) <= body_start(blob):
        return None
    return int(bool(blob[3] & 0b0001_0000) or shapely.is_empty(from_blobs([blob])[0]))
