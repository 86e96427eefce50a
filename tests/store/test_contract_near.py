"""What both engines promise of places: nearest by geodesic distance, cells of the map, search by name."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store.clusters import clusters
from app.store.engine import Store
from app.store.features import Box
from app.store.near import box_around, near
from app.store.revisions import publish
from app.store.search import search_names
from tests.store.layers_of_tests import frame_of, some_areas, some_lines, some_points

GEOD = pyproj.Geod(ellps="GRS80")
LAYER = "wells_of_test"


def put(store: Store, layer: str, frame: Any) -> None:
    with store.writing() as c:
        publish(c, store, layer, frame, who="test")


def found_near(store: Store, layer: str, *args: Any) -> list[tuple[float, float, str]]:
    with store.reading() as c:
        return [(d, b, json.loads(text)["id"]) for d, b, text in near(c, store, layer, *args)]


def test_near_points_against_brute_force(store: Store) -> None:
    frame = some_points(2000)
    put(store, LAYER, frame)
    x, y = shapely.get_coordinates(frame.geometry).T
    rng = np.random.default_rng(3)
    for lon, lat in rng.uniform([115.3, 35.8], [116.7, 37.2], (12, 2)):
        bearing, _, distance = GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)
        order = np.argsort(distance, kind="stable")
        for radius, limit in ((300, 10), (4000, 7), (50_000, 40), (5e6, 3), (21e6, 1)):
            expected = [at for at in order if distance[at] <= radius][:limit]
            got = found_near(store, LAYER, lon, lat, radius, limit)
            assert [key for _, _, key in got] == [f"P{at}" for at in expected]
            np.testing.assert_allclose([d for d, _, _ in got], distance[expected], atol=1e-6)
            np.testing.assert_allclose([b for _, b, _ in got], bearing[expected] % 360, atol=1e-6)


def test_near_edges(store: Store) -> None:
    assert found_near(store, LAYER, 116, 36, 1000, 10) == []
    frame = frame_of([shapely.Point(116, 36), shapely.Point(116, 36), None], code=["a", "b", "nowhere"])
    put(store, LAYER, frame)
    assert [(round(d, 6), key) for d, _, key in found_near(store, LAYER, 116, 36, 0, 10)] == [(0, "a"), (0, "b")]
    assert [key for _, _, key in found_near(store, LAYER, 116, 36, 1e7, 1)] == ["a"]
    assert [key for _, _, key in found_near(store, LAYER, 116 - 360, 36, 1, 5)] == ["a", "b"]
    distance, bearing, _ = found_near(store, LAYER, 116, 35.99, 5000, 1)[0]
    assert distance == pytest.approx(GEOD.inv(116, 35.99, 116, 36)[2], abs=1e-6)
    assert bearing == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("layer", "frame"), [("lines_of_test", some_lines(150)), ("areas_of_test", some_areas(150))])
def test_near_lines_and_areas(store: Store, layer: str, frame: Any) -> None:
    """Against points every 20 m or so along each."""
    put(store, layer, frame)
    dense = shapely.segmentize(frame.geometry.to_numpy(), 0.0002)
    for lon, lat in ((116.0, 36.5), (115.6, 36.9), (116.4, 36.1)):
        expected = []
        for shape in dense:
            x, y = shapely.get_coordinates(shape).T
            inside = shape.geom_type == "Polygon" and shape.contains(shapely.Point(lon, lat))
            expected.append(0.0 if inside else GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2].min())
        got = found_near(store, layer, lon, lat, 30_000, 1000)
        assert {key for _, _, key in got} == {
            key for key, distance in zip(frame["code"], expected, strict=True) if distance <= 30_000
        }
        assert [d for d, _, _ in got] == sorted(d for d, _, _ in got)
        for distance, _, key in got:
            truth = expected[int(key[1:])]
            assert distance <= truth + 0.01
            assert distance == pytest.approx(truth, abs=0.02 + 100 / max(truth, 10))


PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(PLACES, st.floats(0.001, 2.1e7), st.floats(0, 360), st.floats(0, 1))
@settings(max_examples=300)
def test_the_box_around_a_place_holds_the_radius(
    place: tuple[float, float], radius: float, bearing: float, part: float
) -> None:
    """Also at the poles and across the antimeridian."""
    lon, lat, _ = GEOD.fwd(*place, bearing, radius * part)
    box = box_around(*place, radius)
    assert any(
        west - 1e-9 <= x <= east + 1e-9 and south - 1e-9 <= lat <= north + 1e-9
        for west, south, east, north in box.parts()
        for x in (lon, lon - 360, lon + 360)
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(-180, 180), st.integers(-90, 90)), min_size=1, max_size=10),
    PLACES,
    st.floats(1, 2.1e7),
    st.integers(1, 12),
)
def test_near_anywhere_on_earth(
    geopackage: Store, places: list[tuple[int, int]], place: tuple[float, float], radius: float, limit: int
) -> None:
    put(geopackage, LAYER, frame_of([shapely.Point(p) for p in places], code=[str(i) for i in range(len(places))]))
    truth = sorted(d for d in (GEOD.inv(*place, *p)[2] for p in places) if d <= radius)[:limit]
    got = [d for d, _, _ in found_near(geopackage, LAYER, *place, radius, limit)]
    np.testing.assert_allclose(got, truth, atol=1e-3)


def test_cells_hold_every_feature_once(store: Store) -> None:
    states = (["none", "open", "overdue", "remediated", None] * 200)[:997]
    frame = some_points(997, remediation_state=states)
    put(store, LAYER, frame)
    x, y = shapely.get_coordinates(frame.geometry).T
    bad = np.array([state in ("open", "overdue") for state in states])
    for zoom in (0, 7, 10, 13, 24):
        size = 360 / 2**zoom / 4
        expected: dict[tuple[int, int], list[int]] = {}
        for at, cell in enumerate(zip(np.floor((90 - y) / size), np.floor((x + 180) / size), strict=True)):
            expected.setdefault(cell, []).append(at)
        with store.reading() as c:
            cells = clusters(c, store, LAYER, Box(-180, -90, 180, 90), zoom)
        assert [cell.count for cell in cells] == [len(expected[key]) for key in sorted(expected)]
        for cell, key in zip(cells, sorted(expected), strict=True):
            members = expected[key]
            assert (cell.lon, cell.lat) == pytest.approx((x[members].mean(), y[members].mean()), abs=1e-7)
            assert cell.n_problems == bad[members].sum()
            if cell.count == 1:
                assert (cell.key, cell.name) == (f"P{members[0]}", f"点{members[0]}")
                assert json.loads(str(cell.text))["id"] == cell.key
            else:
                assert cell.key is cell.name is cell.text is None
    assert len(cells) == 997


def test_cells_of_a_box_and_of_other_layers(store: Store) -> None:
    put(store, LAYER, some_points(300))
    put(store, "lines_of_test", some_lines(40))
    box = Box(115.9, 36.3, 116.2, 36.6)
    with store.reading() as c:
        inside = sum(shapely.box(*box.parts()[0]).intersects(p) for p in some_points(300).geometry)
        assert sum(cell.count for cell in clusters(c, store, LAYER, box, 9)) == inside > 0
        assert sum(cell.count for cell in clusters(c, store, "lines_of_test", Box(-180, -90, 180, 90), 9)) == 40
        assert clusters(c, store, "areas_of_test", box, 9) == []
        assert clusters(c, store, LAYER, Box(0, 0, 1, 1), 9) == []


def test_search(store: Store) -> None:
    names = ["赵牛河", "赵牛新河", "100%", "1000", "a_b", "axb", "back\\slash", "Upper", "清河"]
    frame = some_points(len(names), name=names, aliases=[None, ["赵牛河老槽", 'q"q'], *[None] * 6, ["赵牛河"]])
    put(store, LAYER, frame)
    areas = some_areas(1).assign(name=["赵牛河湿地"])
    put(store, "areas_of_test", areas)

    def found(text: str, **more: Any) -> list[str | None]:
        with store.reading() as c:
            return [hit.name for hit in search_names(c, store, text, **more)]

    assert found("赵牛河") == ["赵牛河", "清河", "赵牛新河"]  # equal first; then those that hold it, shorter first
    assert found("赵牛") == ["赵牛河", "赵牛新河", "清河"]
    assert found("100%") == ["100%"]
    assert found("a_b") == ["a_b"]
    assert found("k\\s") == ["back\\slash"]
    assert found("uPPer") == ["Upper"]
    assert found('q"q') == ["赵牛新河"]
    assert found("P3") == ["1000"]
    assert found("p3") == ["1000"]
    assert found("") == found("  ") == found("\x00") == []
    assert found("河", limit=2) == ["清河", "赵牛河"]
    assert found("赵牛河", public_only=False)[:2] == ["赵牛河", "赵牛河湿地"]
    assert found("赵牛河", layers=["areas_of_test"]) == []
    assert found("赵牛河", layers=["areas_of_test"], public_only=False) == ["赵牛河湿地"]
    with store.reading() as c:
        hit = search_names(c, store, "清河")[0]
        assert (hit.lon, hit.lat) == pytest.approx(shapely.get_coordinates(frame.geometry[8])[0].tolist())
        area = search_names(c, store, "湿地", public_only=False)[0]
        assert areas.geometry[0].buffer(1e-6).contains(shapely.Point(area.lon, area.lat))


def test_a_personal_name_is_not_searched(store: Store) -> None:
    put(store, LAYER, some_points(1, keeper_name=["张三"]))
    with store.reading() as c:
        assert search_names(c, store, "张三", public_only=False) == []
