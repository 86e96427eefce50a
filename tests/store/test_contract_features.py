"""What both engines promise of reading: exact boxes, filters, pages, counts, texts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import Absent, Unparsable
from app.store.engine import Store
from app.store.features import (
    Box,
    FeatureQuery,
    count_matched,
    layer_state,
    load_frame,
    read_page,
    read_text,
)
from app.store.lean import read_items, read_revision
from app.store.revisions import publish
from tests.store.layers_of_tests import frame_of, some_areas, some_lines, some_points

KINDS = {"wells_of_test": some_points, "lines_of_test": some_lines, "areas_of_test": some_areas}


def keys_of(store: Store, layer: str, query: FeatureQuery) -> list[str]:
    """Keys over all pages, each page checked against the count and the lean answer."""
    keys: list[str] = []
    after = query.after_fid
    while True:
        step = FeatureQuery(query.box, query.equals, query.during, after, query.limit, query.full)
        with store.reading() as c:
            page = read_page(c, store, layer, step)
            matched = count_matched(c, store, layer, step)
        lean = read_items(store, layer, step)
        assert (lean.body.decode(), lean.returned, lean.next_after) == (
            ",".join(page.texts),
            len(page.fids),
            page.next_after,
        )
        assert lean.matched == matched
        assert page.fids == sorted(page.fids)
        assert len(page.fids) <= query.limit
        keys += [json.loads(text)["id"] for text in page.texts]
        if page.next_after is None:
            assert matched == len(keys) or query.after_fid
            return keys
        assert page.next_after == page.fids[-1]
        after = page.next_after


def brute_force(frame: Any, box: Box) -> set[str]:
    """Keys whose geometry meets a box, by shapely over all rows."""
    parts = [shapely.box(*edges) for edges in box.parts()]
    meets = np.any([shapely.intersects(frame.geometry.to_numpy(), part) for part in parts], axis=0)
    return set(frame["code"][meets])


@pytest.mark.parametrize("layer", KINDS)
def test_box_answers_are_exact(store: Store, layer: str) -> None:
    frame = KINDS[layer](400)
    with store.writing() as c:
        publish(c, store, layer, frame, who="test")
    rng = np.random.default_rng(7)
    boxes = [Box(115.4, 35.5, 116.8, 37.6), Box(115.9, 36.4, 115.9, 36.4), Box(116.0, 36.0, 116.001, 37.0)]
    for west, south, width, height in zip(*rng.uniform(0, 1, (4, 12)) ** 2, strict=True):
        boxes.append(Box(115.5 + west, 36 + south, 115.5 + west + width, 36 + south + height))
    # Boxes whose edges are features' own coordinates: touching is meeting.
    for geometry in frame.geometry[:6]:
        boxes.append(Box(*geometry.bounds))
        boxes.append(Box(geometry.bounds[2], geometry.bounds[3], 117, 38))
    met = 0
    for box in boxes:
        expected = brute_force(frame, box)
        got = keys_of(store, layer, FeatureQuery(box=box, limit=37))
        assert set(got) == expected
        assert len(got) == len(expected)
        with store.reading() as c:
            assert set(load_frame(c, store, layer, box=box)["code"]) == expected
        met += len(expected)
    assert met > 500


def test_the_index_is_not_the_answer(store: Store) -> None:
    """Both indexes round to 32 bits (some 0.7 m); points one centimetre outside stay outside."""
    x = 116.0 + np.arange(-5, 6) * 1e-7
    frame = frame_of(shapely.points(x, np.full(11, 36.5)), code=[str(i) for i in range(11)])
    with store.writing() as c:
        publish(c, store, "wells_of_test", frame, who="test")
    assert keys_of(store, "wells_of_test", FeatureQuery(box=Box(116.0, 36, 116.1, 37))) == [
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
    ]
    assert keys_of(store, "wells_of_test", FeatureQuery(box=Box(115.9, 36, 116.0, 37))) == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
    ]


def test_what_is_shown_decides(store: Store) -> None:
    """The eighth decimal is neither shown nor does it decide, so a client can check every answer."""
    with store.writing() as c:
        publish(c, store, "wells_of_test", frame_of([shapely.Point(116.12345678, 36.5)], code=["a"]), who="test")
    with store.reading() as c:
        text = read_text(c, store, "wells_of_test", "a")
    assert text is not None
    assert '"coordinates":[116.1234568,36.5]' in text
    assert keys_of(store, "wells_of_test", FeatureQuery(box=Box(116.1234568, 36, 117, 37))) == ["a"]
    with store.reading() as c:  # the store keeps what was given
        assert load_frame(c, store, "wells_of_test").geometry[0].x == 116.12345678


def test_box_across_the_antimeridian(store: Store) -> None:
    places = [shapely.Point(x, 0) for x in (-180, -175, -170, -169.9, 0, 169.9, 170, 175, 180)]
    with store.writing() as c:
        publish(c, store, "wells_of_test", frame_of(places, code=[f"{p.x:g}" for p in places]), who="test")
        lines = [shapely.LineString([(a, -1), (b, 1)]) for a, b in ((160, 169), (165, 172), (-179, 10), (-100, 100))]
        publish(c, store, "lines_of_test", frame_of(lines, code=list("abcd")), who="test")
    box = Box(170, -10, -170, 10)
    assert keys_of(store, "wells_of_test", FeatureQuery(box=box)) == ["-180", "-175", "-170", "170", "175", "180"]
    assert keys_of(store, "lines_of_test", FeatureQuery(box=box)) == ["b", "c"]


def test_features_without_geometry_meet_every_box(store: Store) -> None:
    frame = frame_of([None, shapely.Point(116, 36)], code=["nowhere", "somewhere"])
    with store.writing() as c:
        publish(c, store, "wells_of_test", frame, who="test")
    assert keys_of(store, "wells_of_test", FeatureQuery(box=Box(0, 0, 1, 1))) == ["nowhere"]
    assert keys_of(store, "wells_of_test", FeatureQuery(box=Box(115, 35, 117, 37))) == ["nowhere", "somewhere"]
    with store.reading() as c:
        assert '"geometry":null' in str(read_text(c, store, "wells_of_test", "nowhere"))
        assert layer_state(c, store, "wells_of_test").bbox == (116, 36, 116, 36)
        assert load_frame(c, store, "wells_of_test").geometry[0] is None


def test_property_filters_are_typed(store: Store) -> None:
    frame = some_points(
        4,
        depth_m=[1.5, 2.0, None, 2.0],
        floor=[1, 2, None, 2],
        is_open=[True, False, None, True],
        seen_on=["2024-05-01", None, "2024-05-03", "2024-05-01"],
    )
    frame["name"] = ["甲", "乙", "丙%", None]
    with store.writing() as c:
        publish(c, store, "wells_of_test", frame, who="test")

    def found(**equals: object) -> list[str]:
        return keys_of(store, "wells_of_test", FeatureQuery(equals=equals))

    assert found(depth_m="2.0") == found(depth_m=2) == ["P1", "P3"]
    assert found(floor="2", is_open="true") == ["P3"]
    assert found(is_open=False) == ["P1"]
    assert found(seen_on=date(2024, 5, 1)) == found(seen_on="2024-05-01") == ["P0", "P3"]
    assert found(name="丙%") == ["P2"]
    assert found(name="丙_") == []
    assert found(code="P3") == ["P3"]
    assert keys_of(store, "wells_of_test", FeatureQuery(equals={"floor": 2}, box=Box(0, 0, 180, 90))) == ["P1", "P3"]
    bad: list[tuple[str, object]] = [
        ("depth_m", "deep"),
        ("depth_m", "nan"),
        ("floor", "1.5"),
        ("floor", str(2**80)),
        ("is_open", "maybe"),
        ("seen_on", "yesterday"),
        ("aliases", "x"),
        ("unknown", "x"),
        ("name", "a\x00b"),
    ]
    for name, value in bad:
        with pytest.raises(Unparsable) as raised, store.reading() as c:
            read_page(c, store, "wells_of_test", FeatureQuery(equals={name: value}))
        assert raised.value.parameter == name


def test_personal_fields_are_for_the_signed_in(store: Store) -> None:
    frame = some_points(1, keeper=[[{"name": "张三"}]], keeper_name=["张三"])
    with store.writing() as c:
        publish(c, store, "wells_of_test", frame, who="test")
    with store.reading() as c:
        public, full = (str(read_text(c, store, "wells_of_test", "P0", full)) for full in (False, True))
        assert "张三" not in public
        assert "keeper" not in public
        assert json.loads(full)["properties"]["keeper"] == [{"name": "张三"}]
        # Nor may they be asked for: a filter would tell them one by one.
        with pytest.raises(Unparsable):
            read_page(c, store, "wells_of_test", FeatureQuery(equals={"keeper_name": "张三"}))
        assert (
            len(read_page(c, store, "wells_of_test", FeatureQuery(equals={"keeper_name": "张三"}, full=True)).fids) == 1
        )
    assert b"\xe5\xbc\xa0" not in read_items(store, "wells_of_test", FeatureQuery()).body
    assert "张三" in read_items(store, "wells_of_test", FeatureQuery(full=True)).body.decode()


def test_datetime_filter(store: Store) -> None:
    days = ["2024-05-01", "2024-05-02", None, "2024-05-03"]
    at = ["2024-05-01T08:00:00+08:00", "2024-05-01T00:00:00.001Z", None, "2024-05-02T00:00:00Z"]
    lines = some_lines(4)
    lines["measured_at"] = at
    with store.writing() as c:
        publish(c, store, "wells_of_test", some_points(4, seen_on=days), who="test")
        publish(c, store, "lines_of_test", lines, who="test")
        publish(c, store, "areas_of_test", some_areas(2), who="test")

    def found(layer: str, start: Any, end: Any) -> list[str]:
        return keys_of(store, layer, FeatureQuery(during=(start, end)))

    may_first, may_second = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC)
    assert found("wells_of_test", may_first, may_first) == ["P0", "P2"]  # without a time: always
    assert found("wells_of_test", None, may_second) == ["P0", "P1", "P2"]
    assert found("wells_of_test", may_second, None) == ["P1", "P2", "P3"]
    assert found("wells_of_test", date(2024, 5, 2), date(2024, 5, 2)) == ["P1", "P2"]
    assert found("lines_of_test", may_first, may_first) == ["L0", "L2"]
    assert found("lines_of_test", datetime(2024, 5, 1, 0, 0, 0, 1000, tzinfo=UTC), may_second) == ["L1", "L2", "L3"]
    assert found("areas_of_test", may_first, may_first) == ["A0", "A1"]  # the layer has no temporal field
    with store.reading() as c:
        assert layer_state(c, store, "wells_of_test").temporal_extent == (may_first, datetime(2024, 5, 3, tzinfo=UTC))
        assert layer_state(c, store, "lines_of_test").temporal_extent == (may_first, may_second)
        assert layer_state(c, store, "areas_of_test").temporal_extent is None
        with pytest.raises(Unparsable):
            read_page(c, store, "lines_of_test", FeatureQuery(during=(datetime(2024, 5, 1), None)))


def test_pages_hold_every_feature_once(store: Store) -> None:
    with store.writing() as c:
        publish(c, store, "wells_of_test", some_points(25), who="test")
    for limit in (1, 5, 7, 24, 25, 26):
        assert keys_of(store, "wells_of_test", FeatureQuery(limit=limit)) == [f"P{i}" for i in range(25)]
    with store.reading() as c:
        assert read_page(c, store, "wells_of_test", FeatureQuery(after_fid=25)).texts == []


def test_text_of_a_feature(store: Store) -> None:
    frame = some_points(
        1, code=['甲/1 "2"'], depth_m=[2], floor=[3.0], is_open=[1], aliases=[["一", "二"]], seen_on=[date(2024, 5, 1)]
    )
    frame["extra"] = [{"旧编码": 7.0, "name": "raw", "none": float("nan"), "name_": "x"}]
    with store.writing() as c:
        publish(c, store, "wells_of_test", frame, who="test")
    with store.reading() as c:
        feature = json.loads(str(read_text(c, store, "wells_of_test", '甲/1 "2"')))
        assert read_text(c, store, "wells_of_test", "甲") is None
        loaded = load_frame(c, store, "wells_of_test").iloc[0]
    assert list(feature) == ["type", "id", "geometry", "properties"]
    assert feature["id"] == feature["properties"]["code"] == '甲/1 "2"'
    assert feature["properties"] == {
        "code": '甲/1 "2"',
        "name": "点0",
        "depth_m": 2.0,
        "floor": 3,
        "seen_on": "2024-05-01",
        "is_open": True,
        "aliases": ["一", "二"],
        "remediation_state": None,
        "旧编码": 7,
        "name_": "x",
        "none": None,
        "name__": "raw",
    }
    assert loaded["aliases"] == ["一", "二"]
    assert loaded["seen_on"] == date(2024, 5, 1)
    assert loaded["is_open"] is True
    assert loaded["floor"] == 3
    assert loaded["extra"]["旧编码"] == 7


def test_empty_layer(store: Store) -> None:
    with store.reading() as c:
        state = layer_state(c, store, "wells_of_test")
        assert (state.revision, state.count, state.bbox, state.temporal_extent) == (0, 0, None, None)
        frame = load_frame(c, store, "wells_of_test")
        assert len(frame) == 0
        assert frame.crs.to_epsg() == 4490
        with pytest.raises(Absent):
            layer_state(c, store, "no_layer")
    assert keys_of(store, "wells_of_test", FeatureQuery(box=Box(0, 0, 1, 1))) == []
    assert keys_of(store, "wells_of_test", FeatureQuery()) == []
    assert read_revision(store, "wells_of_test") == 0


def test_columns_of_a_frame(store: Store) -> None:
    with store.writing() as c:
        publish(c, store, "wells_of_test", some_points(3), who="test")
    with store.reading() as c:
        frame = load_frame(c, store, "wells_of_test", columns=["code", "depth_m"])
        with pytest.raises(KeyError):
            load_frame(c, store, "wells_of_test", columns=["unknown"])
    assert list(frame.columns) == ["fid", "code", "depth_m", "extra", "geometry"]


LONGITUDES = st.integers(-1800, 1800).map(lambda tenth: tenth / 10)
LATITUDES = st.integers(-900, 900).map(lambda tenth: tenth / 10)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(LONGITUDES, LATITUDES), max_size=12), LONGITUDES, LONGITUDES, LATITUDES, LATITUDES)
def test_any_box_on_any_points(
    geopackage: Store, places: list[tuple[float, float]], west: float, east: float, one: float, other: float
) -> None:
    frame = frame_of([shapely.Point(place) for place in places], code=[str(i) for i in range(len(places))])
    with geopackage.writing() as c:
        publish(c, geopackage, "wells_of_test", frame, who="test")
    box = Box(west, min(one, other), east, max(one, other))
    expected = brute_force(frame, box) if len(frame) else set()
    assert set(keys_of(geopackage, "wells_of_test", FeatureQuery(box=box, limit=5))) == expected


def test_a_full_text_is_kept_only_where_there_is_something_personal(store: Store) -> None:
    with store.writing() as c:
        publish(c, store, "wells_of_test", some_points(2, keeper_name=["张三", None]), who="test")
        r = store.tables.layers["wells_of_test"].rendered.c
        kept = c.execute(select(r.full_text.is_not(None)).order_by(r.fid)).scalars().all()
        assert [bool(value) for value in kept] == [True, False]
        assert [len(read_page(c, store, "wells_of_test", FeatureQuery(full=full)).fids) for full in (True, False)] == [
            2,
            2,
        ]
        gone = publish(c, store, "wells_of_test", some_points(2), who="test")  # a name that goes is a change
        assert gone is not None
        assert (gone.added, gone.changed, gone.removed) == (0, 1, 0)
