"""The store as a GeoPackage file: valid, read by others, edited by no one but us."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from sqlalchemy import select

from app.store import geopackage as gpkg
from app.store.engine import Store, open_store
from app.store.features import Box, FeatureQuery, candidates, layer_state
from app.store.revisions import publish
from app.store.spatial import body_start, from_blobs, may_meet_box, to_blobs
from tests.store.layers_of_tests import CATALOGUE, frame_of, some_areas, some_lines, some_points
from tests.store.whole import assert_whole

NEEDS_GDAL = pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="GDAL's programs are not installed")


@pytest.fixture
def filled(geopackage: Store) -> Store:
    """A store with 200 points, 50 lines, 50 areas."""
    with geopackage.writing() as c:
        for layer, frame in (
            ("wells_of_test", some_points(200, seen_on=["2024-05-01"] * 200, is_open=[True] * 200)),
            ("lines_of_test", some_lines(50).assign(measured_at=["2024-05-01T08:00:00+08:00"] * 50)),
            ("areas_of_test", some_areas(50)),
        ):
            publish(c, geopackage, layer, frame, who="test")
    return geopackage


COUNTS = {"wells_of_test": 200, "lines_of_test": 50, "areas_of_test": 50}


def content(path: Path) -> list[object]:
    """Every row of every table that is not the index's own."""
    with closing(sqlite3.connect(path)) as c:
        names = [row[0] for row in c.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [(name, c.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names if "rtree" not in name]


def test_gdal_reads_every_layer(filled: Store) -> None:
    layers = dict(pyogrio.list_layers(filled.path).tolist())
    assert set(layers) == {*COUNTS, "revisions", "samples"}  # no account, no side table
    for layer, count in COUNTS.items():
        frame = pyogrio.read_dataframe(filled.path, layer=layer)
        assert len(frame) == count
        assert frame.crs.to_epsg() == 4490
        assert len(pyogrio.read_dataframe(filled.path, layer=layer, bbox=(115.9, 36.4, 116.1, 36.6))) < count
    points = pyogrio.read_dataframe(filled.path, layer="wells_of_test")
    np.testing.assert_array_equal(
        shapely.get_coordinates(points.geometry), shapely.get_coordinates(some_points(200).geometry)
    )
    assert points["name"][3] == "点3"
    assert str(points["seen_on"][0])[:10] == "2024-05-01"
    assert bool(points["is_open"][0]) is True
    lines = pyogrio.read_dataframe(filled.path, layer="lines_of_test")
    assert lines["measured_at"][0].isoformat() == "2024-05-01T00:00:00+00:00"


@NEEDS_GDAL
def test_ogrinfo_finds_nothing_to_complain_of(filled: Store) -> None:
    done = subprocess.run(
        ["ogrinfo", "-ro", "-al", "-so", str(filled.path)], capture_output=True, text=True, check=True
    )
    assert "Warning" not in done.stdout + done.stderr
    assert "ERROR" not in done.stdout + done.stderr
    for count in COUNTS.values():
        assert f"Feature Count: {count}" in done.stdout
    assert "Geometry: Point" in done.stdout


def test_what_makes_it_a_geopackage(filled: Store) -> None:
    with closing(sqlite3.connect(str(filled.path))) as c:
        run = c.execute
        assert run("PRAGMA application_id").fetchone()[0] == 0x47504B47
        assert run("PRAGMA user_version").fetchone()[0] == 10300
        assert {row[0] for row in run("SELECT srs_id FROM gpkg_spatial_ref_sys")} == {-1, 0, 4326, 4490}
        assert run("SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'").fetchone()[0] == 3
        for spec in CATALOGUE:
            kind, srs = run(
                "SELECT geometry_type_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (spec.id,)
            ).fetchone()
            declared = {row[1]: row[2] for row in run(f'PRAGMA table_info("{spec.id}")')}
            assert (declared["geom"], srs) == (kind, 4490)
            assert not set(declared.values()) - {
                "INTEGER", "TEXT", "DOUBLE", "BOOLEAN", "DATE", "DATETIME", "POINT", "GEOMETRY",
            }  # fmt: skip
            box = run(
                "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", (spec.id,)
            ).fetchone()
            with filled.reading() as reading:
                assert box == layer_state(reading, filled, spec.id).bbox
        assert run("PRAGMA foreign_key_check").fetchall() == []
        assert run("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE wells_of_test SET name = 'x'",
        "DELETE FROM wells_of_test",
        "INSERT INTO areas_of_test (code, since_revision) VALUES ('x', 1)",
        "UPDATE wells_of_test_rendered SET text = ''",
        "DELETE FROM revisions",
        "INSERT INTO wells_of_test_history (fid, since_revision, until_revision, code) VALUES (1, 1, 2, 'x')",
        "UPDATE layer_states SET revision = 9",
        "INSERT INTO users (name, role, password_hash, created_at, is_disabled) VALUES ('x', 'admin', 'x', '2024', 0)",
        "DELETE FROM meta",
    ],
)
def test_a_foreign_edit_fails_with_a_sentence(filled: Store, statement: str) -> None:
    assert filled.path is not None
    before = content(filled.path)
    with closing(sqlite3.connect(filled.path)) as c, pytest.raises(sqlite3.OperationalError, match="not edit it"):
        c.execute(statement)
    assert content(filled.path) == before
    assert_whole(filled)


@NEEDS_GDAL
@pytest.mark.parametrize("mode", ["-append", "-overwrite", "-upsert"])
def test_gdal_cannot_edit(filled: Store, tmp_path: Path, mode: str) -> None:
    assert filled.path is not None
    frame = some_points(5).assign(code=[f"new{i}" for i in range(5)])
    frame.to_file(tmp_path / "more.gpkg", layer="wells_of_test")
    before = content(filled.path)
    done = subprocess.run(
        ["ogr2ogr", "-update", mode, str(filled.path), str(tmp_path / "more.gpkg"), "wells_of_test"],
        capture_output=True,
        text=True,
    )
    if mode != "-overwrite":  # that one drops the table: no trigger can forbid it; see the next test
        assert done.returncode != 0
        assert "not edit it" in done.stderr
        assert content(filled.path) == before
        assert_whole(filled)


@NEEDS_GDAL
def test_gdal_sql_cannot_edit(filled: Store) -> None:
    assert filled.path is not None
    before = content(filled.path)
    done = subprocess.run(
        ["ogrinfo", str(filled.path), "-sql", "UPDATE wells_of_test SET name = 'x'"], capture_output=True, text=True
    )
    assert "not edit it" in done.stdout + done.stderr
    assert content(filled.path) == before


def test_our_own_single_edits_keep_the_index(filled: Store) -> None:
    """The standard's triggers work on our connections: the functions they call are there."""
    table = filled.tables.layers["wells_of_test"].features
    with filled.writing() as c:
        c.execute(table.update().where(table.c.fid == 1).values(geom=shapely.Point(10, 20)))
        c.execute(table.update().where(table.c.fid == 2).values(geom=None))
        c.execute(table.delete().where(table.c.fid == 3))
        c.execute(table.update().where(table.c.fid == 4).values(fid=999))
        c.execute(table.insert().values(fid=1000, geom=shapely.Point(1, 2), code="n", since_revision=1))
        found = {row[0]: row[1] for row in c.exec_driver_sql("SELECT id, minx FROM rtree_wells_of_test_geom")}
        assert c.execute(select(table.c.geom).where(table.c.fid == 1)).scalar() == shapely.Point(10, 20)
        c.rollback()
    assert found[1] == 10
    assert found[1000] == 1
    assert not {2, 3, 4} & found.keys()
    assert 999 in found


def test_the_box_test_uses_the_index(filled: Store) -> None:
    """SQLAlchemy would write ``= 1`` behind a boolean element, and SQLite then scans the whole table."""
    tables = filled.tables.layers["wells_of_test"]
    query = FeatureQuery(box=Box(115.9, 36.4, 116.0, 36.5))
    with filled.reading() as c:
        statement = candidates(c, filled, tables, query).order_by(tables.rendered.c.fid).limit(11)
        text = statement.compile(c, compile_kwargs={"literal_binds": True}).string
        assert not re.search(r"= 1(\s|\)|$)", text)
        plan = [row[3] for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
        alone = select(tables.rendered.c.fid).where(may_meet_box(tables.rendered, query.box.parts()))  # type: ignore[union-attr]
        plan_alone = [
            row[3]
            for row in c.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {alone.compile(c, compile_kwargs={'literal_binds': True}).string}"
            )
        ]
    for steps in (plan, plan_alone):
        assert any("VIRTUAL TABLE INDEX" in step for step in steps)
        assert any("SEARCH wells_of_test_rendered USING INTEGER PRIMARY KEY" in step for step in steps)
        assert not any(step.startswith("SCAN wells_of_test_rendered") and "without_place" not in step for step in steps)
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan)


@pytest.mark.postgis
def test_the_box_test_uses_the_index_of_postgis(postgis_url: str) -> None:
    store = open_store(postgis_url, CATALOGUE)
    tables = store.tables.layers["wells_of_test"]
    with store.writing() as c:
        publish(c, store, "wells_of_test", some_points(3000), who="test")
        box = Box(115.9, 36.4, 115.91, 36.41)
        statement = candidates(c, store, tables, FeatureQuery(box=box)).compile(
            c, compile_kwargs={"literal_binds": True}
        )
        plan = "\n".join(c.exec_driver_sql(f"EXPLAIN {statement.string}").scalars())
    assert "wells_of_test_geom" in plan
    assert "Seq Scan" not in plan
    store.close()


def test_blobs() -> None:
    shapes = np.array(
        [shapely.Point(1, 2), None, shapely.LineString([(0, 5), (3, 4)]), shapely.Polygon([(0, 0), (1, 0), (1, 1)])],
        dtype=object,
    )
    blobs = to_blobs(shapes)
    assert list(from_blobs(blobs)) == list(shapes)
    assert [blob and body_start(blob) for blob in blobs] == [8, None, 40, 40]
    line = blobs[2]
    assert line is not None
    assert np.frombuffer(line[8:40], "<f8").tolist() == [0, 3, 4, 5]
    assert int.from_bytes(line[4:8], "little") == 4490
    assert from_blobs([]).shape == (0,)
    assert gpkg._edge(line, 0) == 0
    assert gpkg._edge(None, 0) is None
    assert gpkg._is_empty(None) is None
    empty = to_blobs(np.array([shapely.Point()], dtype=object))[0]
    assert gpkg._is_empty(empty) == 1


def test_a_big_load_packs_the_index(geopackage: Store) -> None:
    """More nodes than one level holds; every entry is found again by SQLite itself."""
    n = 51 * 51 + 100
    with geopackage.writing() as c:
        publish(c, geopackage, "wells_of_test", some_points(n), who="test")
        publish(c, geopackage, "lines_of_test", some_lines(300), who="test")
    assert_whole(geopackage)
    with geopackage.writing() as c:  # the packed tree is one that SQLite can go on with
        publish(c, geopackage, "wells_of_test", some_points(n).iloc[::2], who="test")
        publish(c, geopackage, "wells_of_test", some_points(n + 500, seed=1), who="test")
    assert_whole(geopackage)
    edge = frame_of(shapely.points(np.full(60, 116.1), np.full(60, -36.1)), code=[str(i) for i in range(60)])
    with geopackage.writing() as c:
        publish(c, geopackage, "wells_of_test", edge, who="test")
    assert_whole(geopackage)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It holds the accounts; the side files that SQLite makes take its mode."""
    store = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}")
    with store.reading() as c:
        c.exec_driver_sql("SELECT count(*) FROM gpkg_contents")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("store.gpkg*")}
    store.close()
    assert "store.gpkg-wal" in modes
    assert set(modes.values()) == {0o600}
