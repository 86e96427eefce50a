"""Readers, writers, locks, errors: who waits for whom, and what a driver's error is called."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import exc, text

from app.errors import Absent, Clash, StoreBroken, StoreBusy
from app.store.engine import Store, open_store
from app.store.features import Box, FeatureQuery, layer_state, read_page
from app.store.lean import read_items, read_revision
from app.store.named_errors import name_error, named_errors
from app.store.revisions import publish
from tests.store.layers_of_tests import CATALOGUE, some_points
from tests.store.whole import assert_whole

LAYER = "wells_of_test"


def put(store: Store, n: int, **more: Any) -> None:
    with store.writing() as c:
        publish(c, store, LAYER, some_points(n, **more), who="test")


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreBroken), store.reading() as c:
        c.execute(store.tables.meta.insert(), {"key": "x", "value": "y"})
    with store.writing() as c:  # the same pooled connection may write again
        c.execute(store.tables.meta.insert(), {"key": "x", "value": "y"})
    with store.reading() as c:
        assert c.execute(store.tables.meta.select().where(store.tables.meta.c.key == "x")).one().value == "y"


def test_a_reader_sees_one_state_and_waits_for_no_writer(store: Store) -> None:
    put(store, 3)
    with store.reading() as reader:
        assert layer_state(reader, store, LAYER).count == 3
        started = time.monotonic()
        with store.writing() as writer:
            publish(writer, store, LAYER, some_points(5), who="test")
            with store.reading() as other:  # while the writer is at it
                assert layer_state(other, store, LAYER).count == 3
                assert len(read_page(other, store, LAYER, FeatureQuery()).fids) == 3
            assert read_revision(store, LAYER) == 1
        assert layer_state(reader, store, LAYER).count == 3  # and after it: still the state of its beginning
        assert len(read_page(reader, store, LAYER, FeatureQuery()).fids) == 3
        assert time.monotonic() - started < 5
    with store.reading() as c:
        assert layer_state(c, store, LAYER).count == 5


def test_ddl_is_part_of_the_transaction(store: Store) -> None:
    """Python's sqlite3 would commit before DDL, behind our back."""
    put(store, 1)
    with pytest.raises(ZeroDivisionError), store.writing() as c:  # noqa: PT012
        c.execute(store.tables.meta.insert(), {"key": "x", "value": "y"})
        c.exec_driver_sql("CREATE TABLE more (a integer)")
        raise ZeroDivisionError
    with store.reading() as c:
        assert c.execute(store.tables.meta.select().where(store.tables.meta.c.key == "x")).first() is None
        with pytest.raises((exc.DBAPIError, StoreBroken)):
            c.exec_driver_sql("SELECT * FROM more")


def test_a_second_writer_waits(store: Store) -> None:
    put(store, 3)
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with store.writing() as c:
            publish(c, store, LAYER, some_points(4), who="first")
            inside.set()
            time.sleep(0.5)
            order.append("first")

    def second() -> None:
        inside.wait(10)
        with store.writing() as c:
            revision = publish(c, store, LAYER, some_points(6), who="second")
            assert revision is not None
            assert (revision.revision, revision.added) == (3, 2)  # it compared with what the first left
            order.append("second")

    with ThreadPoolExecutor() as pool:
        for task in [pool.submit(first), pool.submit(second)]:
            task.result(timeout=60)
    assert order == ["first", "second"]
    assert_whole(store)


def test_a_writer_that_waits_too_long_is_told(geopackage: Store) -> None:
    started = time.monotonic()
    with geopackage.writing(), pytest.raises(StoreBusy), geopackage.writing(wait_ms=100):
        pass
    assert time.monotonic() - started < 5
    put(geopackage, 2)


def test_many_threads(store: Store) -> None:
    put(store, 50)
    stop = threading.Event()
    seen: set[int] = set()

    def read() -> int:
        answers = 0
        while not stop.is_set():
            with store.reading() as c:
                state = layer_state(c, store, LAYER)
                page = read_page(c, store, LAYER, FeatureQuery(limit=1000))
            assert len(page.fids) == state.count  # one state, never a mixture
            items = read_items(store, LAYER, FeatureQuery(box=Box(100, 0, 150, 60), limit=1000))
            assert items.returned == items.matched == 50 + 10 * (items.revision - 1)
            seen.add(items.revision)
            answers += 1
        return answers

    with ThreadPoolExecutor(12) as pool:
        readers = [pool.submit(read) for _ in range(10)]
        try:
            for n in range(1, 6):
                put(store, 50 + 10 * n)
                time.sleep(0.1)
        finally:
            stop.set()
        assert all(reader.result(timeout=60) > 0 for reader in readers)
    assert len(seen) > 1
    assert_whole(store)


def test_closing_lets_go_of_the_file(tmp_path: Path) -> None:
    """Also of the lean connections, whichever thread opened them; the last to go folds the WAL into the file."""
    store = open_store(f"sqlite:///{tmp_path / 's.gpkg'}", CATALOGUE)
    put(store, 3)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: read_revision(store, LAYER), range(4))) == [1] * 4
        store.close()
        assert not (tmp_path / "s.gpkg-wal").exists()
        assert list(pool.map(lambda _: read_revision(store, LAYER), range(4))) == [1] * 4  # it opens anew if asked
    store.close()


def test_wal_left_over_by_a_crash_is_read(tmp_path: Path) -> None:
    """A copy of file and WAL, as a crash leaves them, opens with what was committed."""
    store = open_store(f"sqlite:///{tmp_path / 's.gpkg'}", CATALOGUE)
    put(store, 40)
    assert (tmp_path / "s.gpkg-wal").stat().st_size > 0
    for suffix in ("", "-wal"):
        (tmp_path / f"crashed.gpkg{suffix}").write_bytes((tmp_path / f"s.gpkg{suffix}").read_bytes())
    store.close()
    crashed = open_store(f"sqlite:///{tmp_path / 'crashed.gpkg'}", CATALOGUE)
    with crashed.reading() as c:
        assert layer_state(c, crashed, LAYER).count == 40
    assert_whole(crashed)
    crashed.close()


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (sqlite3.OperationalError("database is locked"), StoreBusy),
        (sqlite3.OperationalError("database table is locked: x"), StoreBusy),
        (sqlite3.OperationalError("disk I/O error"), StoreBroken),
        (sqlite3.OperationalError("database or disk is full"), StoreBroken),
        (sqlite3.DatabaseError("database disk image is malformed"), StoreBroken),
        (sqlite3.IntegrityError("UNIQUE constraint failed: users.name"), Clash),
        (psycopg.errors.UniqueViolation("duplicate key"), Clash),
        (psycopg.errors.SerializationFailure("could not serialize"), StoreBusy),
        (psycopg.errors.AdminShutdown("terminating connection"), StoreBusy),
        (psycopg.OperationalError("connection refused"), StoreBusy),
        (psycopg.errors.UndefinedTable("no such table"), StoreBroken),
        (exc.TimeoutError("QueuePool limit"), StoreBusy),
        (psycopg.errors.SerializationFailure(""), StoreBusy),
    ],
)
def test_errors_get_their_names(error: Exception, named: type[Exception]) -> None:
    assert type(name_error(error)) is named
    wrapped = exc.OperationalError("SELECT", {}, error) if isinstance(error, sqlite3.Error | psycopg.Error) else error
    with pytest.raises(named) as raised, named_errors():
        raise wrapped
    assert raised.value.zh  # type: ignore[attr-defined]
    assert raised.value.__cause__ is wrapped


def test_named_errors_pass() -> None:
    with pytest.raises(Absent), named_errors():
        raise Absent("没有", "none")
    with pytest.raises(KeyError), named_errors():
        raise KeyError


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql+psycopg"]
)
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(StoreBroken) as raised:
        open_store(url, CATALOGUE)
    assert "SUYUAN_DATABASE_URL" in raised.value.en


def test_a_server_out_of_reach() -> None:
    with pytest.raises(StoreBusy):
        open_store("postgresql+psycopg://postgres@127.0.0.1:9/none", CATALOGUE)


@pytest.mark.parametrize("content", [b"no database" * 200, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_other_files_are_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.gpkg"
    path.write_bytes(content)
    with pytest.raises(StoreBroken):
        open_store(f"sqlite:///{path}", CATALOGUE)
    assert path.read_bytes() == content


def test_another_geopackage_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.gpkg"
    some_points(3).to_file(path, layer="wells_of_test")
    before = path.read_bytes()
    with pytest.raises(StoreBroken, match="not a store of Suyuan"):
        open_store(f"sqlite:///{path}", CATALOGUE)
    assert path.read_bytes() == before
    assert not Path(f"{path}-wal").exists()


def test_another_database_of_postgis_is_refused(postgis_cluster: Any) -> None:
    with postgis_cluster.database() as url:
        store = open_store(url, CATALOGUE)
        with store.writing() as c:
            c.execute(text("DROP TABLE meta"))
        store.close()
        with pytest.raises(StoreBroken, match="not a store of Suyuan"):
            open_store(url, CATALOGUE)
