"""The schema: made once, brought forward from every earlier landed one, never opened when newer."""

from __future__ import annotations

import dataclasses
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, make_url, select

from app.errors import StoreBroken
from app.layers.catalogue import CATALOGUE as REAL_CATALOGUE
from app.layers.spec import Field
from app.store import migrations
from app.store.backup import find_program
from app.store.engine import Store, open_store
from app.store.features import load_frame, read_text
from app.store.migrations import SCHEMA_VERSION, migrate, read_schema_version
from app.store.networks import load_network
from app.store.revisions import list_revisions, publish, read_as_of
from app.store.samples import load_month_states, load_samples
from app.store.tables import make_tables
from app.store.traces import list_impacts, list_traces
from app.store.uploads import list_uploads
from tests.store.layers_of_tests import CATALOGUE, POINTS, some_points
from tests.store.make_schema_dump import FOLDER, dump_geopackage, fill
from tests.store.whole import assert_whole

DUMPS = sorted(FOLDER.glob("schema-*.sql"))


@pytest.fixture
def from_dump(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database made from a committed dump."""
    dump: Path = request.param
    if "geopackage" in dump.name:
        with sqlite3.connect(tmp_path / "old.gpkg", isolation_level=None) as c:
            for name in ("ST_MinX", "ST_IsEmpty"):
                c.create_function(name, 1, lambda _: None)
            c.executescript(dump.read_text("utf-8"))
        c.close()
        yield f"sqlite:///{tmp_path / 'old.gpkg'}"
    else:
        with request.getfixturevalue("postgis_cluster").database() as url:
            plain = make_url(url).set(drivername="postgresql").render_as_string()
            command = [find_program("psql"), plain, "-q", "-v", "ON_ERROR_STOP=1", "-f", str(dump)]
            subprocess.run(command, check=True, capture_output=True)
            yield url


def test_a_dump_of_every_schema_is_kept() -> None:
    versions = {re.match(r"schema-(\d+)\.(\w+)", path.name).groups() for path in DUMPS}  # type: ignore[union-attr]
    wanted = {(str(v), kind) for v in range(1, SCHEMA_VERSION + 1) for kind in ("geopackage", "postgis")}
    assert versions == wanted


@pytest.mark.parametrize("from_dump", DUMPS, ids=lambda path: path.stem, indirect=True)
def test_every_earlier_schema_opens(from_dump: str, request: pytest.FixtureRequest) -> None:
    store = open_store(from_dump, CATALOGUE)
    assert_whole(store)
    with store.reading() as c:
        assert read_schema_version(c, store) == SCHEMA_VERSION
        assert load_frame(c, store, "wells_of_test")["name"].tolist() == ["新名"] * 3
        assert read_as_of(c, store, "wells_of_test", 1)["code"].tolist() == ["P0", "P1", "P2", "P3"]
        assert "新名" in str(read_text(c, store, "wells_of_test", "P1"))
        assert list_revisions(c, store, "wells_of_test")[1].note == "first"
        samples = load_samples(c, store)
        assert (samples["raw_text"][0], samples["month"][0]) == ("<4", "2024-05")
        assert load_month_states(c, store, "2024-01", "2024-01")["state"].tolist() == ["断流"]
        assert list_uploads(c, store)[0].file_name == "a.zip"
        network = load_network(c, store)
        assert network is not None
        assert network.arrays == b"\x00\x01"
        kept = [row.title for row in list_traces(c, store) + list_impacts(c, store)]
        assert kept == ([] if request.node.callspec.id.startswith(("schema-1.", "schema-2.")) else ["甲", "乙"])
    with store.writing() as c:
        assert publish(c, store, "wells_of_test", some_points(6), who="test") is not None
    assert_whole(store)
    store.close()


@pytest.mark.parametrize("from_dump", DUMPS, ids=lambda path: path.stem, indirect=True)
def test_a_migrated_store_has_the_tables_of_a_new_one(from_dump: str) -> None:
    store = open_store(from_dump, CATALOGUE)
    inspector = inspect(store.engine)
    for table in make_tables(CATALOGUE).metadata.tables.values():
        with store.reading() as c:
            present = set(c.exec_driver_sql(f'SELECT * FROM "{table.name}" LIMIT 0').keys())
        assert present == set(table.columns.keys()), table.name
        wanted = {index.name for index in table.indexes}
        assert wanted <= {index["name"] for index in inspector.get_indexes(table.name)}, table.name
    store.close()


def test_the_kept_dump_is_of_this_schema(tmp_path: Path) -> None:
    """A change of a table without a new schema version would pass by every other test."""
    store = open_store(f"sqlite:///{tmp_path / 's.gpkg'}", CATALOGUE)
    fill(store)
    store.close()

    def shape(text: str) -> list[str]:
        made = re.findall(r"^CREATE .*?;$", text, flags=re.MULTILINE | re.DOTALL)
        return sorted(re.sub(r"\s+", " ", statement) for statement in made if "TRIGGER" not in statement)

    kept = (FOLDER / f"schema-{SCHEMA_VERSION}.geopackage.sql").read_text("utf-8")
    assert shape(dump_geopackage(tmp_path / "s.gpkg")) == shape(kept)


def test_opening_again_changes_nothing(store: Store) -> None:
    assert migrate(store) == (SCHEMA_VERSION, SCHEMA_VERSION)
    again = open_store(store.url, CATALOGUE)
    with again.reading() as c:
        assert read_schema_version(c, again) == SCHEMA_VERSION
    again.close()


def test_many_open_an_empty_database_at_once(store_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: open_store(store_url, CATALOGUE), range(6)))
    for store in stores:
        assert_whole(store)
        store.close()


@pytest.mark.parametrize(
    ("version", "says"), [("999", "schema version 999"), ("x", "no schema version"), ("0", "no schema")]
)
def test_a_newer_schema_is_refused(store: Store, version: str, says: str) -> None:
    meta = store.tables.meta
    with store.writing() as c:
        c.execute(meta.update().values(value=version))
    with pytest.raises(StoreBroken, match=says):
        open_store(store.url, CATALOGUE)
    with store.reading() as c:
        assert c.execute(select(meta.c.value)).scalar() == version


def test_steps_run_in_order_and_in_one_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []

    def step(number: int) -> Any:
        def run(c: Any, of: Store) -> None:
            c.exec_driver_sql(f"CREATE TABLE step_{number} (a integer)")
            ran.append(number)
            if number == broken:
                raise ZeroDivisionError

        return run

    steps = {number: step(number) for number in (SCHEMA_VERSION + 1, SCHEMA_VERSION + 2)}
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", SCHEMA_VERSION + 2)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS | steps)
    broken = SCHEMA_VERSION + 2
    with pytest.raises(ZeroDivisionError):
        migrate(store)
    assert not {f"step_{n}" for n in steps} & set(inspect(store.engine).get_table_names())
    with store.reading() as c:
        assert read_schema_version(c, store) == SCHEMA_VERSION
    broken = 0
    ran.clear()
    assert migrate(store) == (SCHEMA_VERSION, SCHEMA_VERSION + 2)
    assert ran == [SCHEMA_VERSION + 1, SCHEMA_VERSION + 2]
    assert migrate(store) == (SCHEMA_VERSION + 2, SCHEMA_VERSION + 2)


def test_a_new_field_is_a_new_column(store: Store) -> None:
    with store.writing() as c:
        publish(c, store, "wells_of_test", some_points(3, keeper_name=["a", "b", "c"]), who="test")
    fields = [dataclasses.replace(f, personal=False) if f.name == "keeper_name" else f for f in POINTS.fields]
    wider = dataclasses.replace(POINTS, fields=(*fields, Field("owner", "text", "业主", "Owner")))
    again = open_store(store.url, (wider, *CATALOGUE[1:]))
    assert_whole(again)
    with again.reading() as c:
        text = str(read_text(c, again, "wells_of_test", "P1"))
        assert '"owner":null' in text
        assert '"keeper_name":"b"' in text  # no longer personal, by the new specification
        assert read_as_of(c, again, "wells_of_test", 1)["owner"].isna().all()
    with again.writing() as c:
        publish(c, again, "wells_of_test", some_points(3, owner=["x"] * 3), who="test")
    assert_whole(again)
    again.close()
    back = open_store(store.url, CATALOGUE)  # a field that went: its column stays, unread
    assert_whole(back)
    with back.reading() as c:
        assert "owner" not in str(read_text(c, back, "wells_of_test", "P1"))
    back.close()


def test_the_whole_catalogue(store_url: str) -> None:
    store = open_store(store_url, REAL_CATALOGUE)
    assert_whole(store)
    assert set(store.tables.layers) == {spec.id for spec in REAL_CATALOGUE}
    store.close()


@pytest.mark.parametrize(
    "change",
    [{"id": "users"}, {"id": "Bad Name"}, {"id": 'x"; DROP TABLE'}, {"fields": (Field("geom", "text", "x", "x"),)}],
)
def test_names_that_cannot_be(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"name|id"):
        make_tables((dataclasses.replace(POINTS, **change),))


def test_psql_is_there_where_postgres_is() -> None:
    if not shutil.which("psql") and not list(Path("/usr/lib/postgresql").glob("*/bin/psql")):
        pytest.skip("PostgreSQL's client is not installed")
    assert find_program("psql")
