"""What both engines promise of publishing: whole or not at all, exact differences, history, as-of, going back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.errors import Absent, BreaksRule
from app.store.comparisons import difference_between, revision_at
from app.store.engine import Store
from app.store.features import FeatureQuery, layer_state, load_frame, read_page, read_text
from app.store.revisions import difference, list_revisions, publish, read_as_of, roll_back
from tests.store.layers_of_tests import frame_of, some_areas, some_lines, some_points
from tests.store.whole import assert_whole

LAYER = "wells_of_test"


def put(store: Store, frame: gpd.GeoDataFrame, layer: str = LAYER, **more: Any) -> Any:
    with store.writing() as c:
        return publish(c, store, layer, frame, who="test", **more)


def texts_of(store: Store, layer: str = LAYER) -> dict[str, str]:
    with store.reading() as c:
        page = read_page(c, store, layer, FeatureQuery(limit=10_000, full=True))
    return {json.loads(text)["id"]: text for text in page.texts}


def fids_of(store: Store) -> dict[str, int]:
    with store.reading() as c:
        frame = load_frame(c, store, LAYER)
    return dict(zip(frame["code"], frame["fid"].tolist(), strict=True))


def test_the_same_again_is_no_revision(store: Store) -> None:
    frame = some_points(30, depth_m=np.arange(30) / 3)
    first = put(store, frame, file_name="a.gpkg", file_sha256="0" * 64, note="first")
    assert (first.revision, first.added, first.changed, first.removed, first.count) == (1, 30, 0, 0, 30)
    before = texts_of(store)
    assert put(store, frame) is None
    assert put(store, frame.sample(frac=1, random_state=1)) is None  # another order is no difference
    with store.reading() as c:
        assert load_frame(c, store, LAYER).shape[0] == 30
        assert put(store, load_frame(c, store, LAYER)) is None  # nor is the store's own frame
        assert [revision.revision for revision in list_revisions(c, store, LAYER)] == [1]
        assert list_revisions(c, store, LAYER)[0] == first
        assert layer_state(c, store, LAYER).revision == 1
    assert texts_of(store) == before
    assert_whole(store)


def test_types_that_say_the_same_are_the_same(store: Store) -> None:
    frame = some_points(
        2, depth_m=[1, 2], floor=[1, None], is_open=[True, None], seen_on=["2024-05-01", None], aliases=[["a"], None]
    )
    frame["extra"] = [{"n": 1, "t": "x", "gone": None}, None]
    put(store, frame)
    same = some_points(
        2,
        depth_m=np.array([1.0, 2.0], dtype="float32"),
        floor=[1.0, float("nan")],
        is_open=[1, np.nan],
        seen_on=[datetime(2024, 5, 1, 12), pd.NaT],
        aliases=['["a"]', np.nan],
    )
    same["extra"] = [{"t": "x", "n": 1.0, "gone": float("nan")}, {}]
    same["remediation_state"] = [np.nan, ""]
    with store.reading() as c:
        found = difference(c, store, LAYER, same)
    assert (found.added, found.changed, found.removed, found.unchanged) == ([], [], [], 2)
    assert put(store, same) is None
    nearly = same.copy()
    nearly["depth_m"] = [np.nextafter(1.0, 2), 2.0]
    with store.reading() as c:
        assert difference(c, store, LAYER, nearly).changed == ["P0"]


def test_geometry_differs_by_what_is_shown(store: Store) -> None:
    put(store, frame_of([shapely.Point(116.1, 36.1)], code=["a"]))
    assert put(store, frame_of([shapely.Point(116.1 + 4e-8, 36.1)], code=["a"])) is None
    moved = put(store, frame_of([shapely.Point(116.1 + 1e-7, 36.1)], code=["a"]))
    assert (moved.added, moved.changed) == (0, 1)
    line = shapely.LineString([(116, 36), (116.1, 36.1)])
    put(store, frame_of([line], code=["a"]), "lines_of_test")
    assert put(store, frame_of([line.reverse()], code=["a"]), "lines_of_test").changed == 1  # direction matters


def test_added_changed_removed(store: Store) -> None:
    put(store, some_points(10))
    fids = fids_of(store)
    after = pd.concat([some_points(10).iloc[[9, 2, 3, 4, 5]], some_points(12).iloc[[11, 10]]])
    after.loc[after["code"] == "P3", "name"] = "改名"
    with store.reading() as c:
        found = difference(c, store, LAYER, after)
    assert (found.added, found.changed, found.unchanged) == (["P11", "P10"], ["P9", "P3"][1:], 4)
    assert found.removed == ["P0", "P1", "P6", "P7", "P8"]
    second = put(store, after)
    assert (second.revision, second.added, second.changed, second.removed, second.count) == (2, 2, 1, 5, 7)
    now = fids_of(store)
    assert {key: now[key] for key in ("P2", "P3", "P4", "P5", "P9")} == {
        key: fids[key] for key in ("P2", "P3", "P4", "P5", "P9")
    }  # kept while the key lives
    assert now["P11"] == 11
    assert now["P10"] == 12
    with store.reading() as c:
        assert read_text(c, store, LAYER, "P0") is None
        assert "改名" in str(read_text(c, store, LAYER, "P3"))
    assert_whole(store)
    third = put(store, some_points(1))  # a key that comes back is a new life
    assert (third.added, third.removed) == (1, 7)
    assert fids_of(store) == {"P0": 13}
    assert_whole(store)


def test_keep_missing(store: Store) -> None:
    put(store, some_points(3))
    changed = some_points(5).iloc[2:]
    changed["name"] = "新"
    revision = put(store, changed, keep_missing=True)
    assert (revision.added, revision.changed, revision.removed, revision.count) == (2, 1, 0, 5)
    assert put(store, changed, keep_missing=True) is None
    assert_whole(store)


def test_as_of_any_revision_and_back(store: Store) -> None:
    versions = [some_points(6), some_points(8).iloc[2:], some_points(8, seed=9).iloc[[0, 3, 7]], some_points(0)]
    texts = [{}]
    for number, version in enumerate(versions, start=1):
        assert put(store, version).revision == number
        texts.append(texts_of(store))
        assert_whole(store)
    with store.reading() as c:
        for number, version in enumerate(versions, start=1):
            frame = read_as_of(c, store, LAYER, number)
            assert dict(zip(frame["code"], frame.geometry, strict=True)) == dict(
                zip(version["code"], version.geometry, strict=True)
            )
        assert len(read_as_of(c, store, LAYER, 0)) == 0
        for never in (5, -1):
            with pytest.raises(Absent):
                read_as_of(c, store, LAYER, never)
    for number in (1, 3, 2, 0):
        with store.writing() as c:
            revision = roll_back(c, store, LAYER, number, who="test")
        if number:
            assert revision is not None
            assert texts_of(store) == texts[number]
        assert_whole(store)
    with store.writing() as c:
        assert roll_back(c, store, LAYER, 0, who="test") is None
        latest = list_revisions(c, store, LAYER)[0]
    assert (latest.revision, latest.count) == (8, 0)
    assert "0" in latest.note


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"code": ["a", "a"]}, "code"),
        ({"code": ["a", None]}, "code"),
        ({"code": ["a", ""]}, "code"),
        ({"floor": [1, 1.5]}, "floor"),
        ({"depth_m": ["1", "deep"]}, "depth_m"),
        ({"seen_on": ["2024-02-30", None]}, "seen_on"),
        ({"is_open": ["perhaps", None]}, "is_open"),
        ({"aliases": ["[1", None]}, "aliases"),
        ({"geometry": [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])]}, "geometry"),
        ({"geometry": [shapely.Point(0, 0), shapely.MultiPoint([(0, 0), (1, 1)])]}, "geometry"),
    ],
)
def test_what_breaks_a_rule_changes_nothing(store: Store, change: dict[str, Any], parameter: str) -> None:
    put(store, some_points(3))
    before = texts_of(store)
    frame = some_points(2)
    for name, values in change.items():
        frame[name] = gpd.GeoSeries(values, crs=4490) if name == "geometry" else values
    with pytest.raises(BreaksRule) as raised:
        put(store, frame)
    assert raised.value.parameter == parameter
    assert texts_of(store) == before
    assert_whole(store)


def test_an_error_after_publishing_takes_it_back(store: Store) -> None:
    put(store, some_points(3))
    before = texts_of(store)
    with pytest.raises(ZeroDivisionError), store.writing() as c:  # noqa: PT012
        publish(c, store, LAYER, some_points(5), who="test")
        raise ZeroDivisionError
    assert texts_of(store) == before
    assert_whole(store)


def test_shapes_as_stored(store: Store) -> None:
    shapes = [
        shapely.from_wkt("MULTIPOINT ((116 36))"),
        shapely.from_wkt("POINT Z (116 36 5)"),
        shapely.from_wkt("POINT EMPTY"),
        shapely.Point(-0.0, 0.0),
    ]
    put(store, frame_of(shapes, code=list("abcd")))
    with store.reading() as c:
        frame = load_frame(c, store, LAYER)
    assert [None if shape is None else shape.wkt for shape in frame.geometry] == [
        "POINT (116 36)",
        "POINT (116 36)",
        None,
        "POINT (0 0)",
    ]
    assert '"coordinates":[0.0,0.0]' in texts_of(store)["d"]
    lines = [shapely.from_wkt("MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))"), shapely.LineString([(0, 0), (1, 1)])]
    put(store, frame_of(lines, code=["m", "l"]), "lines_of_test")
    with store.reading() as c:
        assert list(load_frame(c, store, "lines_of_test").geometry) == lines


def test_hard_texts(store: Store) -> None:
    names = ["<img src=x onerror=alert(1)>", "a\tb\nc\\", "\\N", "䶮𠮷", "nul\x00l", 'q"q', "\ud800lone", "${x}"]
    put(store, some_points(len(names), name=names))
    with store.reading() as c:
        loaded = list(load_frame(c, store, LAYER)["name"])
    assert loaded == [*names[:4], "null", names[5], "?lone", names[7]]
    assert [json.loads(text)["properties"]["name"] for text in texts_of(store).values()] == loaded
    assert put(store, some_points(len(names), name=names)) is None


def test_history_keeps_everything(store: Store) -> None:
    put(store, some_points(2, keeper_name=["a", "b"], depth_m=[1.25, None], extra=[{"x": [1, {"y": None}]}, None]))
    put(store, some_points(2, seed=4))
    with store.reading() as c:
        frame = read_as_of(c, store, LAYER, 1)
        history = store.tables.layers[LAYER].history
        assert c.execute(select(func.count()).select_from(history)).scalar() == 2
    assert list(frame["keeper_name"]) == ["a", "b"]
    assert frame["depth_m"][0] == 1.25
    assert frame["extra"][0] == {"x": [1, {"y": None}]}


def test_between_revisions_and_at_an_instant(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    put(store, some_points(4))
    put(store, some_points(5).iloc[1:].assign(name="新"))
    put(store, some_points(4))
    with store.reading() as c:
        found = difference_between(c, store, LAYER, 1, 2)
        assert (found.added, found.changed, found.removed, found.unchanged) == (["P4"], ["P1", "P2", "P3"], ["P0"], 0)
        assert difference_between(c, store, LAYER, 0, 1).added == ["P0", "P1", "P2", "P3"]
        assert difference_between(c, store, LAYER, 1, 3).unchanged == 4
        with pytest.raises(Absent):
            difference_between(c, store, LAYER, 1, 4)
        assert revision_at(c, store, LAYER, before) == 0
        assert revision_at(c, store, LAYER, datetime.now(UTC)) == 3


def test_a_frame_in_metres_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="4490"):
        put(store, some_points(2).to_crs(4548))


KEYS = st.sampled_from("abcdefgh")
VERSIONS = st.lists(st.dictionaries(KEYS, st.integers(0, 2), max_size=8), min_size=1, max_size=5)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERSIONS)
def test_difference_then_publish_gives_the_frame(geopackage: Store, versions: list[dict[str, int]]) -> None:
    """``apply(diff(a, b), a) == b``, and every revision stays readable."""
    seen: dict[int, dict[str, float]] = {}
    with geopackage.reading() as c:
        base = layer_state(c, geopackage, LAYER).revision
        was = _depths(load_frame(c, geopackage, LAYER))
    seen[base] = was
    for version in versions:
        frame = frame_of(
            [shapely.Point(116, 36)] * len(version), code=list(version), depth_m=[float(v) for v in version.values()]
        )
        with geopackage.writing() as c:
            found = difference(c, geopackage, LAYER, frame)
            revision = publish(c, geopackage, LAYER, frame, who="test")
            now = _depths(load_frame(c, geopackage, LAYER))
        assert now == {key: float(value) for key, value in version.items()}
        assert set(found.added) == now.keys() - was.keys()
        assert set(found.removed) == was.keys() - now.keys()
        assert set(found.changed) == {key for key in now.keys() & was.keys() if now[key] != was[key]}
        assert (revision is None) == (now == was)
        if revision is not None:
            seen[revision.revision] = now
        was = now
    with geopackage.reading() as c:
        for number, depths in seen.items():
            assert _depths(read_as_of(c, geopackage, LAYER, number)) == depths


def _depths(frame: gpd.GeoDataFrame) -> dict[str, float]:
    return dict(zip(frame["code"], frame["depth_m"].tolist(), strict=True))


def test_layers_do_not_touch_one_another(store: Store) -> None:
    put(store, some_points(3))
    put(store, some_lines(3), "lines_of_test")
    put(store, some_areas(3), "areas_of_test")
    put(store, some_points(1))
    with store.reading() as c:
        assert [layer_state(c, store, layer).revision for layer in (LAYER, "lines_of_test", "areas_of_test")] == [
            2,
            1,
            1,
        ]
        assert layer_state(c, store, "lines_of_test").count == 3
        made = list_revisions(c, store, LAYER)[0].made_at
    assert abs((datetime.now(UTC) - made).total_seconds()) < 60
    assert date.today() - made.date() < pd.Timedelta(days=2)
    assert_whole(store)
