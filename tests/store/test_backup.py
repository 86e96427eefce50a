"""Backup and restore: whole or not at all, checked before anything is replaced."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import Absent, BreaksRule, StoreBroken, StoreBusy, SuyuanError, UnknownKind
from app.layers.catalogue import CATALOGUE
from app.settings import Settings
from app.store import backup as backup_module
from app.store.backup import backup, restore
from app.store.engine import Store, open_store
from app.store.features import layer_state, load_frame
from app.store.revisions import publish
from tests.store.layers_of_tests import some_points
from tests.store.whole import assert_whole


@pytest.fixture
def real(store_url: str) -> Iterator[Store]:
    """A store of the real catalogue with some outfalls."""
    store = open_store(store_url, CATALOGUE)
    put(store, 20)
    yield store
    store.close()


def put(store: Store, n: int) -> None:
    with store.writing() as c:
        publish(c, store, "outfalls", some_points(n), who="test")


def count(store: Store) -> int:
    with store.reading() as c:
        assert layer_state(c, store, "outfalls").count == len(load_frame(c, store, "outfalls"))
        return layer_state(c, store, "outfalls").count


def settings_of(store: Store) -> Settings:
    return Settings(database_url=store.url)


def test_back_to_the_backup(real: Store, tmp_path: Path) -> None:
    path = backup(real, tmp_path / "folder" / "store.backup")
    assert list(path.parent.iterdir()) == [path]  # whole, and nothing beside it
    put(real, 35)
    real.close()
    kept = restore(path, settings_of(real))
    again = open_store(real.url, CATALOGUE)
    assert count(again) == 20
    assert_whole(again)
    put(again, 21)  # and it goes on from there
    assert_whole(again)
    again.close()
    if real.kind == "geopackage":
        assert kept is not None
        shutil.copy(kept, tmp_path / "kept.gpkg")
        old = open_store(f"sqlite:///{tmp_path / 'kept.gpkg'}", CATALOGUE)
        assert count(old) == 35
        old.close()
        assert not [path for path in tmp_path.iterdir() if "unfinished" in path.name]


def test_a_backup_is_of_one_moment(tmp_path: Path) -> None:
    """Taken while a writer is at it: the state before; the copy needs no WAL beside it."""
    store = open_store(f"sqlite:///{tmp_path / 's.gpkg'}", CATALOGUE)
    put(store, 5)
    with store.writing() as c:
        publish(c, store, "outfalls", some_points(9), who="test")
        path = backup(store, tmp_path / "b.gpkg")
    assert count(store) == 9
    with sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True) as c2:
        assert c2.execute("SELECT count(*) FROM outfalls").fetchone()[0] == 5
        assert c2.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    c2.close()
    with pytest.raises(BreaksRule):
        backup(store, tmp_path / "s.gpkg")
    store.close()


def test_restore_into_an_empty_place(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 's.gpkg'}", CATALOGUE)
    put(store, 5)
    path = backup(store, tmp_path / "b.gpkg")
    store.close()
    settings = Settings(data_dir=tmp_path / "new")
    assert restore(path, settings) is None
    new = open_store(settings.store_url(), CATALOGUE)
    assert count(new) == 5
    new.close()
    assert path.exists()


def test_a_store_in_use_is_not_replaced(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 's.gpkg'}", CATALOGUE)
    put(store, 5)
    path = backup(store, tmp_path / "b.gpkg")
    put(store, 7)
    with pytest.raises(StoreBusy, match="in use"):
        restore(path, settings_of(store))
    assert count(store) == 7
    assert_whole(store)
    store.close()


def _not_a_backup(path: Path) -> None:
    path.write_text("hello")


def _another_geopackage(path: Path) -> None:
    some_points(2).to_file(path.with_name("other.gpkg"), layer="x")
    path.with_name("other.gpkg").replace(path)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _newer(path: Path) -> None:
    _edit(path, "UPDATE meta SET value = '99'")


def _edit(path: Path, statement: str) -> None:
    c = sqlite3.connect(path, isolation_level=None)
    c.execute("DROP TRIGGER guard_meta_update")
    c.execute(statement)
    c.close()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_not_a_backup, UnknownKind),
        (_another_geopackage, UnknownKind),
        (_cut_short, StoreBroken),
        (_newer, StoreBroken),
        (Path.unlink, Absent),
    ],
)
def test_what_is_no_good_replaces_nothing(tmp_path: Path, spoil: Any, error: type[SuyuanError]) -> None:
    store = open_store(f"sqlite:///{tmp_path / 's.gpkg'}", CATALOGUE)
    put(store, 5)
    path = backup(store, tmp_path / "b.gpkg")
    store.close()
    before = (tmp_path / "s.gpkg").read_bytes()
    spoil(path)
    with pytest.raises(error):
        restore(path, settings_of(store))
    assert (tmp_path / "s.gpkg").read_bytes() == before
    assert not [left for left in tmp_path.iterdir() if "unfinished" in left.name]


@pytest.mark.postgis
def test_what_is_no_good_replaces_nothing_in_postgis(postgis_url: str, tmp_path: Path) -> None:
    store = open_store(postgis_url, CATALOGUE)
    put(store, 5)
    path = backup(store, tmp_path / "b.dump")
    put(store, 6)
    (tmp_path / "text").write_text("hello")
    (tmp_path / "cut").write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for name, error in (("text", UnknownKind), ("cut", StoreBroken), ("none", Absent)):
        with pytest.raises(error):
            restore(tmp_path / name, settings_of(store))
    assert count(store) == 6
    assert_whole(store)
    store.close()


def test_without_postgres_programs_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_module.shutil, "which", lambda _: None)
    monkeypatch.setattr(backup_module.Path, "glob", lambda *_: iter(()))
    with pytest.raises(StoreBroken, match="postgresql-client"):
        backup_module.find_program("pg_dump")
