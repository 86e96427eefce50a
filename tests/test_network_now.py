"""The network of a store, asked from places (当前河网), on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from app.errors import Absent, BreaksRule, SuyuanError, Unparsable
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.revisions import publish
from app.uses.network import river_network
from app.uses.network.network_now import NavigationAnswer, navigate
from app.uses.network.river_network import RiverNetwork, current_network, list_faults
from tests.network.drawn import degrees, line, reaches

ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]
SETTINGS = Settings()


def river_reaches() -> gpd.GeoDataFrame:
    """A named river t1 → t2 → t3 with a ditch d into t2's head; 1 m/s but for t3; the ditch's is not known."""
    return reaches(
        {
            "t1": line((-1000, 0), (0, 0)),
            "d": line((0, 720), (0, 0)),
            "t2": line((0, 0), (600, 0), (1000, 0)),
            "t3": line((1000, 0), (3000, 0)),
        },
        river=["徒骇河", "新开沟", "徒骇河", "徒骇河"],
        velocity_m_per_s=[1.0, None, 1.0, 2.0],
        river_chiefs=[[{"level": "县", "name": "张三", "post": "县长", "tel": "1"}], None, None, None],
    )


def points(places: dict[str, tuple[float, float]], **columns: Any) -> gpd.GeoDataFrame:
    """A layer of points given in metres."""
    geometry = [shapely.Point(degrees(place)[0]) for place in places.values()]
    return gpd.GeoDataFrame({"code": list(places), **columns}, geometry=geometry, crs=4490)


def fill(store: Store, **more: gpd.GeoDataFrame) -> None:
    """Publish the river and what lies on it."""
    layers = {
        "reaches": river_reaches(),
        "sections": points({"S1": (-500, 0), "S2": (600, 5)}, name=["甲", "乙"], river="徒骇河"),
        "outfalls": points(
            {"O1": (0, 360), "O2": (2000, 20), "O9": (0, 9000)}, receiving_water=["新开沟", "徒骇河", None]
        ),
        "sluices": points({"Z1": (800, 0)}, river="徒骇河", state="closed"),
    }
    with store.writing() as c:
        for layer, frame in (layers | more).items():
            publish(c, store, layer, frame.assign(extra=None), who="test")


def opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[Store]:
    """A store of the engine asked for, with the river."""
    if request.param == "geopackage":
        store = open_store(f"sqlite:///{folder / 'store.gpkg'}")
        fill(store)
        yield store
        store.close()
        return
    with request.getfixturevalue("postgis_cluster").database() as url:
        store = open_store(url)
        fill(store)
        yield store
        store.close()


@pytest.fixture(params=ENGINES, scope="module")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of each engine with the river, which no test changes."""
    yield from opened(request, tmp_path_factory.mktemp("river"))


@pytest.fixture(params=ENGINES)
def own_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each engine with the river, for one test."""
    yield from opened(request, tmp_path)


def ask(store: Store, start: str, direction: Any = "upstream", **limits: Any) -> NavigationAnswer:
    """Navigate with the default settings."""
    with store.reading() as c:
        return navigate(c, store, SETTINGS, start, direction, **limits)


def features(answer: NavigationAnswer, layer: str) -> dict[str, dict[str, Any]]:
    """The features of a layer by key, in their order."""
    found = json.loads(answer.body())["features"]
    return {feature["id"]: feature for feature in found if feature["properties"]["layer"] == layer}


def distances(answer: NavigationAnswer, layer: str) -> dict[str, int]:
    """Distance of each feature of a layer, rounded [m]."""
    return {key: round(feature["properties"]["distance_m"]) for key, feature in features(answer, layer).items()}


def hours(answer: NavigationAnswer, layer: str) -> dict[str, float | None]:
    """Travel time of each feature of a layer [h]."""
    return {key: feature["properties"]["travel_h"] for key, feature in features(answer, layer).items()}


def test_upstream_of_a_section_counts_from_the_section(store: Store) -> None:
    answer = ask(store, "sections/S2")
    assert distances(answer, "reaches") == {"t2": 0, "d": 600, "t1": 600}
    assert distances(answer, "sections") == {"S2": 0, "S1": 1100}
    assert distances(answer, "outfalls") == {"O1": 960}
    assert distances(answer, "sluices") == {}
    orders = [feature["properties"]["order"] for feature in features(answer, "reaches").values()]
    assert orders == [0, 1, 2]


def test_the_start_reach_is_cut_at_the_place(store: Store) -> None:
    above = shapely.geometry.shape(features(ask(store, "sections/S2"), "reaches")["t2"]["geometry"])
    below = shapely.geometry.shape(features(ask(store, "sections/S2", "downstream"), "reaches")["t2"]["geometry"])
    whole = river_reaches().geometry.iloc[2]
    assert (above.length / whole.length, below.length / whole.length) == pytest.approx((0.6, 0.4), abs=1e-4)
    assert above.coords[0] == pytest.approx(whole.coords[0], abs=1e-6)
    assert below.coords[-1] == pytest.approx(whole.coords[-1], abs=1e-6)


def test_downstream_of_a_section(store: Store) -> None:
    answer = ask(store, "sections/S2", "downstream")
    assert distances(answer, "reaches") == {"t2": 0, "t3": 400}
    assert distances(answer, "sluices") == {"Z1": 200}
    assert distances(answer, "outfalls") == {"O2": 1400}
    assert distances(answer, "sections") == {"S2": 0}
    assert hours(answer, "outfalls") == {"O2": pytest.approx(400 / 3600 + 1000 / 7200, abs=1e-3)}


def test_a_reach_counts_as_a_whole(store: Store) -> None:
    answer = ask(store, "reaches/t2")
    assert distances(answer, "reaches") == {"t2": 0, "d": 1000, "t1": 1000}
    assert distances(answer, "sections") == {"S2": 400, "S1": 1500}
    assert distances(answer, "sluices") == {"Z1": 200}


def test_travel_times_are_known_only_where_every_velocity_on_the_way_is(store: Store) -> None:
    answer = ask(store, "reaches/t3")
    assert hours(answer, "reaches") == {
        "t3": 0,
        "t2": pytest.approx(2000 / 7200, abs=1e-3),
        "t1": pytest.approx(2000 / 7200 + 1000 / 3600, abs=1e-3),
        "d": pytest.approx(2000 / 7200 + 1000 / 3600, abs=1e-3),  # its near end is reached; itself it is not known
    }
    assert hours(answer, "outfalls")["O1"] is None


def test_limits_of_distance_and_time(store: Store) -> None:
    near = ask(store, "sections/S2", max_distance_m=1000)
    assert distances(near, "sections") == {"S2": 0}
    assert set(distances(near, "outfalls")) == {"O1"}
    soon = ask(store, "sections/S2", max_travel_h=0.3)
    assert set(distances(soon, "reaches")) == {"t2", "d", "t1"}
    assert set(distances(soon, "sections")) == {"S2"} | ({"S1"} if 1100 / 3600 <= 0.3 else set())
    assert set(distances(soon, "outfalls")) == set()
    at_once = ask(store, "sections/S2", max_travel_h=0.1)
    assert set(distances(at_once, "reaches")) == {"t2"}


@pytest.mark.parametrize(
    ("direction", "mode"),
    [("upstream", "up"), ("upstream", "upmain"), ("downstream", "down"), ("downstream", "downmain")],
)
@pytest.mark.parametrize("start", ["sections/S2", "outfalls/O1", "sluices/Z1", "reaches/t2", "point/116.0033,36.4501"])
def test_limits_choose_from_the_whole_answer_in_every_mode(store: Store, direction: str, mode: str, start: str) -> None:
    """From a section, an outfall, a sluice, a reach and a clicked point; what is limited is known to be within it."""
    whole = ask(store, start, direction, mode=mode)
    for layer in ("reaches", "sections", "outfalls", "sluices"):
        far, long = distances(whole, layer), hours(whole, layer)
        near = ask(store, start, direction, mode=mode, max_distance_m=900)
        soon = ask(store, start, direction, mode=mode, max_travel_h=0.25)
        assert distances(near, layer) == {key: at for key, at in far.items() if at <= 900}
        assert hours(soon, layer) == {key: at for key, at in long.items() if at is not None and at <= 0.25}


def test_unknown_travel_times_are_counted(store: Store) -> None:
    answer = ask(store, "outfalls/O1", "downstream", max_travel_h=1)
    assert set(distances(answer, "reaches")) == {"d"}
    assert [fault.code for fault in answer.faults] == ["travel_time_unknown"]
    assert "2 " in answer.faults[0].en


def test_a_point_is_put_on_the_nearest_reach(store: Store) -> None:
    ((lon, lat),) = degrees((300, 100))
    answer = ask(store, f"point/{lon},{lat}")
    assert answer.start["reach"] == "t2"
    assert answer.start["offset_m"] == pytest.approx(100, abs=0.2)
    assert answer.start["measure_m"] == pytest.approx(300, abs=0.2)
    assert distances(answer, "reaches") == {"t2": 0, "d": 300, "t1": 300}


def test_the_main_path_follows_the_river_of_the_name(store: Store) -> None:
    assert distances(ask(store, "reaches/t3", mode="upmain"), "reaches") == {"t3": 0, "t2": 2000, "t1": 3000}


def test_features_say_where_they_lie_and_how_they_came_there(store: Store) -> None:
    one = features(ask(store, "reaches/t3"), "outfalls")["O2"]["properties"]
    assert (one["reach"], one["snapped_by"]) == ("t3", "name")
    assert (one["measure_m"], one["offset_m"]) == (pytest.approx(1000, abs=0.5), pytest.approx(20, abs=0.1))
    assert one["receiving_water"] == "徒骇河"


def test_a_layer_of_its_own_place_can_be_the_start(own_store: Store) -> None:
    channels = gpd.GeoDataFrame({"code": ["C1"]}, geometry=[line((300, 30), (300, 10))], crs=4490)
    fill(own_store, channels=channels)
    assert distances(ask(own_store, "channels/C1", "downstream"), "reaches") == {"t2": 0, "t3": 700}


def test_personal_fields_are_for_those_who_are_signed_in(store: Store) -> None:
    assert "张三" not in ask(store, "reaches/t3").body().decode()
    assert "张三" in ask(store, "reaches/t3", full=True).body().decode()


def test_only_the_layers_asked_for_are_answered(store: Store) -> None:
    answer = ask(store, "reaches/t3", layers=["sections"])
    assert answer.counts == {"reaches": 4, "sections": 2}


@pytest.mark.parametrize(
    ("start", "error"),
    [
        ("reaches/none", Absent),
        ("nothing/t1", Absent),
        ("sections/none", Absent),
        ("t1", Unparsable),
        ("reaches/", Unparsable),
        ("point/1", Unparsable),
        ("point/nan,36", Unparsable),
        ("point/200,36", Unparsable),
        ("point/116,36.5", BreaksRule),
        ("point/10,10", BreaksRule),
        ("outfalls/O9", BreaksRule),
    ],
)
def test_a_start_that_is_none_is_refused(store: Store, start: str, error: type[SuyuanError]) -> None:
    with pytest.raises(error) as refused:
        ask(store, start)
    assert refused.value.parameter == "from"


def test_a_far_point_is_told_how_far(store: Store) -> None:
    with pytest.raises(BreaksRule, match=r"\d{4} m away"):
        ask(store, "outfalls/O9")


@pytest.mark.parametrize(
    ("direction", "arguments", "parameter"),
    [
        ("upstream", {"mode": "down"}, "mode"),
        ("downstream", {"mode": "upmain"}, "mode"),
        ("upstream", {"max_distance_m": -1}, "max_distance_m"),
        ("upstream", {"max_travel_h": float("nan")}, "max_travel_h"),
    ],
)
def test_wrong_parameters_are_named(store: Store, direction: str, arguments: dict[str, Any], parameter: str) -> None:
    with pytest.raises(Unparsable) as refused:
        ask(store, "reaches/t1", direction, **arguments)
    assert refused.value.parameter == parameter


def test_a_reversible_reach_is_searched_both_ways(own_store: Store) -> None:
    drawn = river_reaches().assign(direction=[None, None, "both", None])
    fill(own_store, reaches=drawn)
    answer = ask(own_store, "sections/S2")
    assert distances(answer, "reaches") == {"t2": 0, "d": 600, "t1": 600}
    assert distances(answer, "sluices") == {"Z1": 200}
    whole = shapely.geometry.shape(features(answer, "reaches")["t2"]["geometry"])
    assert whole.length == pytest.approx(drawn.geometry.iloc[2].length, rel=1e-4)


def now(store: Store) -> RiverNetwork:
    """The current network."""
    with store.reading() as c:
        return current_network(c, store, SETTINGS)


def test_the_network_is_kept_loaded_by_others_and_built_anew_for_a_new_revision(
    own_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = now(own_store)
    assert now(own_store) is first
    river_network._kept.clear()
    with monkeypatch.context() as patched:
        patched.setattr(river_network, "build", None)  # another worker must not build
        loaded = now(own_store)
    assert loaded is not first
    assert loaded.network.keys.tolist() == first.network.keys.tolist()
    assert loaded.faults == first.faults
    assert distances(ask(own_store, "sections/S2"), "sections") == {"S2": 0, "S1": 1100}
    with own_store.writing() as c:
        moved = points({"S1": (-900, 0), "S2": (600, 5)}, river="徒骇河", extra=None)
        publish(c, own_store, "sections", moved, who="test")
        during = current_network(c, own_store, SETTINGS)  # within the transaction that writes, and not kept by it
    assert during.revisions["sections"] == 2
    assert distances(ask(own_store, "sections/S2"), "sections") == {"S2": 0, "S1": 1500}


def test_an_undone_change_leaves_no_trace(own_store: Store) -> None:
    now(own_store)

    def change_and_fail() -> None:
        with own_store.writing() as c:
            publish(c, own_store, "sections", points({"S1": (-900, 0)}, river="徒骇河", extra=None), who="test")
            current_network(c, own_store, SETTINGS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    with own_store.writing() as c:  # the revision of this change has the number of the one undone
        publish(c, own_store, "sections", points({"S1": (-100, 0)}, river="徒骇河", extra=None), who="test")
    assert distances(ask(own_store, "reaches/t3"), "sections") == {"S1": 3100}


def test_faults_tell_which_layer_they_are_of(store: Store) -> None:
    faults = now(store).faults
    assert [(fault.code, fault.field, fault.key) for fault in faults] == [("too_far_from_reach", "outfalls", "O9")]


def test_a_name_against_the_distance_is_told_with_the_feature(own_store: Store) -> None:
    """O3 says 徒骇河 and lies 20 m from the ditch, 300 m from its river: put on its river, and the conflict told."""
    fill(own_store, outfalls=points({"O3": (20, 300), "O4": (2000, 20)}, receiving_water=["徒骇河左岸", "马颊河"]))
    answer = ask(own_store, "reaches/t3")
    told = {(fault.key, fault.code) for fault in answer.faults if fault.field == "outfalls"}
    assert told == {("O3", "river_disagrees"), ("O4", "river_not_near")}
    assert features(answer, "outfalls")["O3"]["properties"]["reach"] == "t2"
    assert [fault.key for fault in ask(own_store, "reaches/t2", layers=["sections"]).faults] == []
    with own_store.reading() as c:
        assert [fault.key for fault in list_faults(c, own_store, SETTINGS, "outfalls", "river_not_near")] == ["O4"]
        assert list_faults(c, own_store, SETTINGS, "reaches") == []


def test_sections_and_main_rows_for_the_judgement_of_reaches(store: Store) -> None:
    river = now(store)
    keys, rows, measures_m = river.sections()
    assert keys.tolist() == ["S1", "S2"]
    assert river.network.keys[rows].tolist() == ["t1", "t2"]
    assert measures_m == pytest.approx([500, 600], abs=0.5)
    down, up = river.main_rows()
    assert (down.tolist(), up.tolist()) == ([2, 2, 3, -1], [-1, -1, 0, 2])


def test_an_empty_store(tmp_path: Path) -> None:
    empty = open_store(f"sqlite:///{tmp_path / 'empty.gpkg'}")
    assert len(now(empty).network) == 0
    with pytest.raises(BreaksRule):
        ask(empty, "point/116,36")
    empty.close()


def test_another_name_of_the_river_counts_as_its_name(own_store: Store) -> None:
    """赵牛新河 is 赵牛河: the outfall goes to it although the ditch beside is nearer."""
    drawn = reaches(
        {"z": line((0, 0), (1000, 0)), "g": line((0, 120), (1000, 120))},
        river=["赵牛河", "路边沟"],
        aliases=[["赵牛新河"], None],
    )
    fill(own_store, reaches=drawn, outfalls=points({"O1": (500, 100)}, receiving_water=["赵牛新河"]))
    with own_store.reading() as c:
        river = current_network(c, own_store, SETTINGS)
    place = river.find_feature("outfalls", "O1")
    assert place is not None
    assert (river.network.keys[river.features.row[place]], int(river.features.by[place])) == ("z", 1)
