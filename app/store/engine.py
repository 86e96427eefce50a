"""The store as a function of its address: one set of tables on a GeoPackage file or on PostGIS (存储)."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from app.errors import Absent, StoreBroken
from app.layers.spec import LayerSpec
from app.store import geopackage
from app.store.named_errors import named_errors
from app.store.tables import LayerTables, Tables, make_tables

BUSY_TIMEOUT_MS = 30_000  # a writer's wait for the one before it: longer than a publish of 100,000 features
POOL_TIMEOUT_S = 10
READING_CACHE_KIB = 1_000  # for each connection; the operating system keeps the file anyway
WRITING_CACHE_KIB = 64_000  # else a large publish writes its pages several times
Kind = Literal["geopackage", "postgis"]


@dataclass(frozen=True)
class Store:
    """An open store (数据库); ``path`` is the GeoPackage file, None on PostGIS."""

    engine: Engine
    kind: Kind
    catalogue: tuple[LayerSpec, ...]
    tables: Tables
    url: str
    path: Path | None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state of the store, cannot write, and never waits for a writer."""
        options: dict[str, Any] = {"suyuan_writing": False}
        if self.kind == "postgis":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with named_errors(), self.engine.connect() as c:
            c = c.execution_options(**options)
            with c.begin():
                yield c

    @contextmanager
    def writing(self, *, wait_ms: int = BUSY_TIMEOUT_MS) -> Iterator[Connection]:
        """One transaction that may write; committed at the end, taken back on any error.

        A GeoPackage has one writer at a time, a second waits for up to ``wait_ms`` [ms], then ``StoreBusy``.
        """
        with named_errors(), self.engine.connect() as c:
            c = c.execution_options(suyuan_writing=True, suyuan_wait_ms=wait_ms)
            try:
                with c.begin():
                    yield c
            finally:
                if self.kind == "geopackage" and not c.closed and not c.invalidated:
                    driver: Any = c.connection.driver_connection
                    driver.execute(f"PRAGMA cache_size = -{READING_CACHE_KIB}").close()
                    driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()

    def layer(self, layer_id: str) -> LayerTables:
        """The tables of a layer; ``Absent`` where the catalogue has none of that id."""
        if layer_id not in self.tables.layers:
            raise Absent(f"没有名为“{layer_id}”的图层。", f"There is no layer “{layer_id}”.", parameter="layer")
        return self.tables.layers[layer_id]

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_store(url: str, catalogue: Sequence[LayerSpec] | None = None) -> Store:
    """The store at an address, made where there is none, brought up to this version's schema (打开数据库).

    Parameters
    ----------
    url
        ``sqlite:////path/store.gpkg`` or ``postgresql+psycopg://user@host/database``.
    catalogue
        The layers; by default ``app.layers.catalogue.CATALOGUE``.

    Raises
    ------
    app.errors.StoreBroken
        The address is not one of these, the file is something else, or its schema is newer than this version.
    app.errors.StoreBusy
        The database cannot be reached, or is being written for longer than the wait.
    """
    from app.store.migrations import migrate

    if catalogue is None:
        from app.layers.catalogue import CATALOGUE

        catalogue = CATALOGUE
    address = _address(url)
    kind: Kind = "geopackage" if address.get_backend_name() == "sqlite" else "postgis"
    path = Path(address.database or "") if kind == "geopackage" else None
    engine = _open_geopackage(address, path) if path else _open_postgis(address)
    store = Store(engine, kind, tuple(catalogue), make_tables(catalogue), url, path)
    try:
        migrate(store)
        if path:
            _write_ahead(engine)
    except BaseException:
        store.close()
        raise
    return store


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise _unusable(url) from error
    backend = address.get_backend_name()
    if backend == "sqlite" and address.database and address.database != ":memory:":
        return address
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    raise _unusable(url)


def _unusable(url: str) -> StoreBroken:
    shown = url.split("://")[0]
    return StoreBroken(
        f"SUYUAN_DATABASE_URL 无法使用（{shown}://…）：应为 sqlite:////路径/store.gpkg 或 postgresql+psycopg://…。",
        f"SUYUAN_DATABASE_URL cannot be used ({shown}://…): give sqlite:////path/store.gpkg or postgresql+psycopg://….",
        parameter="SUYUAN_DATABASE_URL",
    )


def _open_geopackage(address: URL, path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The file holds the accounts: for its owner alone, whatever the umask. SQLite gives its side files the same mode.
    path.touch(mode=0o600)
    engine = create_engine(address, pool_size=8, max_overflow=16, pool_timeout=POOL_TIMEOUT_S)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # else Python's driver commits before DDL, behind our back
        geopackage.define_functions(connection)
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "synchronous = NORMAL",
            "temp_store = MEMORY",
            f"cache_size = -{READING_CACHE_KIB}",
            "journal_size_limit = 67108864",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(c: Connection) -> None:
        writing = bool(c.get_execution_options().get("suyuan_writing", False))
        c.exec_driver_sql(f"PRAGMA query_only = {int(not writing)}")
        if writing:
            wait_ms = int(c.get_execution_options().get("suyuan_wait_ms", BUSY_TIMEOUT_MS))
            c.exec_driver_sql(f"PRAGMA busy_timeout = {wait_ms}")
            c.exec_driver_sql(f"PRAGMA cache_size = -{WRITING_CACHE_KIB}")
        c.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _write_ahead(engine: Engine) -> None:
    """Turn on the WAL, so that readers never wait for the writer; only once the file is known as ours."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    with named_errors(), engine.connect() as c:
        driver: Any = c.connection.driver_connection
        while driver.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                driver.execute("PRAGMA journal_mode = WAL").close()
            except sqlite3.OperationalError:  # another process is opening it too; SQLite does not wait here by itself
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)


def _open_postgis(address: URL) -> Engine:
    return create_engine(address, pool_size=8, max_overflow=24, pool_timeout=POOL_TIMEOUT_S, pool_pre_ping=True)


def lock(c: Connection, store: Store, name: str) -> None:
    """Hold others off a subject until the transaction ends; a GeoPackage's writer is alone anyway."""
    if store.kind == "postgis":
        c.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"suyuan:{name}"})
