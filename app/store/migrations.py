"""The store's schema version, and the steps that bring an older store up to it (迁移).

Steps are numbered, run forwards only and in one transaction at opening or by ``suyuan migrate``. The layers' own
tables follow the catalogue: a new layer is a new table, a new field a new column, and no step.
"""

# ruff: noqa: S608 (names in a statement are the catalogue's, which tables.py checks; values are bound)

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, inspect, select, text
from sqlalchemy.schema import CreateColumn

from app.errors import StoreBroken
from app.store import geopackage
from app.store.month_sums import rebuild_sums
from app.store.rendering import rendering_of
from app.store.tables import LayerTables
from app.store.tracing_tables import TRACING

if TYPE_CHECKING:
    from app.store.engine import Store

SCHEMA_VERSION = 3

Step = Callable[[Connection, "Store"], None]
ADDED_IN_2 = (
    "samples_history", "month_sums", "status_changes", "sample_mappings", "register_entries", "register_events",
    "files",
)  # fmt: skip


def _to_2(c: Connection, store: Store) -> None:
    """Values get their place in the file, a level and flags; history, sums of months, registers and files are added."""
    samples = store.tables.samples
    _add_columns(c, samples)
    for index in samples.indexes:
        if index.name == "samples_by_batch":
            index.create(c)
    _make_tables(c, store, [store.tables.metadata.tables[name] for name in ADDED_IN_2])
    rebuild_sums(c, store)


def _to_3(c: Connection, store: Store) -> None:
    """Traces and impacts get their tables."""
    _make_tables(c, store, [store.tables.metadata.tables[name] for name in TRACING])


STEPS: dict[int, Step] = {2: _to_2, 3: _to_3}  # version -> the step from the one before


def migrate(store: Store) -> tuple[int, int]:
    """Bring a store up to this version's schema; the versions before and after (升级数据库), 0 for a new one.

    Raises
    ------
    app.errors.StoreBroken
        The schema is newer than this version, or the database is something else.
    """
    with store.reading() as c:
        before = read_schema_version(c, store)
        if before == SCHEMA_VERSION and not _asked_by_catalogue(c, store):
            return before, before
    with store.writing() as c:
        if store.kind == "postgis":
            c.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('suyuan:schema', 0))"))
        before = read_schema_version(c, store)
        if before == 0:
            _make_shared(c, store)
        for version in range(before + 1, SCHEMA_VERSION + 1) if before else ():
            STEPS[version](c, store)
        follow_catalogue(c, store)
        meta = store.tables.meta
        c.execute(meta.delete().where(meta.c.key == "schema_version"))
        c.execute(meta.insert(), {"key": "schema_version", "value": str(SCHEMA_VERSION)})
    return before, SCHEMA_VERSION


def read_schema_version(c: Connection, store: Store) -> int:
    """The schema version of the database, 0 where it is empty; named errors where it cannot be opened."""
    names = set(inspect(c).get_table_names())
    if "meta" not in names:
        ours = {"gpkg_contents", "layer_states", "users"} & names
        if ours or (store.kind == "geopackage" and names):
            raise StoreBroken(
                "该文件或数据库不是 Suyuan 的数据库；请另选一个，或用 suyuan import 导入其中的图层。",
                "This file or database is not a store of Suyuan; choose another, or import its layers: suyuan import.",
            )
        return 0
    meta = store.tables.meta
    found = c.execute(select(meta.c.value).where(meta.c.key == "schema_version")).scalar()
    version = int(found) if found and found.isdigit() else -1
    if version < 1:
        raise StoreBroken("数据库没有版本号。", "The store carries no schema version.")
    if version > SCHEMA_VERSION:
        raise StoreBroken(
            f"数据库的结构版本是 {version}，本程序只认识到 {SCHEMA_VERSION}；请升级 Suyuan。",
            f"The store has schema version {version}, this program knows up to {SCHEMA_VERSION}; upgrade Suyuan.",
        )
    return version


def _make_shared(c: Connection, store: Store) -> None:
    """Make what does not depend on the catalogue."""
    tables = store.tables
    layered = {table.name for layer in tables.layers.values() for table in _of(layer)}
    shared = [table for table in tables.metadata.sorted_tables if table.name not in layered]
    if store.kind == "postgis":
        c.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    else:
        geopackage.make_metadata(c)
    _make_tables(c, store, shared)
    if store.kind == "geopackage":
        geopackage.register_attributes(c, tables)


def _make_tables(c: Connection, store: Store, wanted: list[Table]) -> None:
    """Make shared tables; in a GeoPackage with their guards."""
    store.tables.metadata.create_all(c, tables=wanted)
    if store.kind == "geopackage":
        for table in wanted:
            geopackage.guard_table(c, table.name)


def _of(layer: LayerTables) -> tuple[Table, Table, Table]:
    return layer.features, layer.history, layer.rendered


def _asked_by_catalogue(c: Connection, store: Store) -> bool:
    """Whether a layer of the catalogue is missing or was rendered from another specification."""
    states = store.tables.layer_states
    known = {row.layer: row.rendering for row in c.execute(select(states.c.layer, states.c.rendering))}
    return any(known.get(spec.id) != rendering_of(spec) for spec in store.catalogue)


def follow_catalogue(c: Connection, store: Store) -> None:
    """Make the tables and columns that the catalogue asks for, and render anew where a specification changed."""
    from app.store.revisions import render_anew

    states = store.tables.layer_states
    known = {row.layer: row.rendering for row in c.execute(select(states.c.layer, states.c.rendering))}
    for layer in store.tables.layers.values():
        spec, asked = layer.spec, rendering_of(layer.spec)
        if spec.id not in known:
            _make_layer(c, store, layer)
            first = {"layer": spec.id, "revision": 0, "count": 0, "next_fid": 1, "rendering": asked}
            c.execute(states.insert(), first)
        elif known[spec.id] != asked:
            for table in (layer.features, layer.history):
                _add_columns(c, table)
            render_anew(c, store, spec.id)
            c.execute(states.update().where(states.c.layer == spec.id).values(rendering=asked))


def _make_layer(c: Connection, store: Store, layer: LayerTables) -> None:
    store.tables.metadata.create_all(c, tables=list(_of(layer)))
    if store.kind == "geopackage":
        geopackage.register_layer(c, layer)
    else:
        c.exec_driver_sql(f'CREATE INDEX "{layer.spec.id}_geom" ON "{layer.spec.id}" USING gist (geom)')


def _add_columns(c: Connection, table: Table) -> None:
    """Add the columns that a table lacks; one that no field names any more is left where it is."""
    present = set(c.exec_driver_sql(f'SELECT * FROM "{table.name}" LIMIT 0').keys())
    for column in table.columns:
        if column.name not in present:
            c.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {CreateColumn(column).compile(c)}')
