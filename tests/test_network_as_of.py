"""The network of a store as of a moment (某一时刻的河网), on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import pytest

from app.network import downstream, upstream
from app.registers.instants import CHINA
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.registers import add_entry
from app.store.revisions import publish
from app.uses.network.network_now import find_place, navigate
from app.uses.network.river_network import current_network
from app.uses.network.sluice_history import NetworkAsOf, network_as_of
from tests.network.drawn import degrees, line, reaches
from tests.test_network_now import ENGINES, points

SETTINGS = Settings()


def canal_reaches() -> gpd.GeoDataFrame:
    """River t1 → t3 with canal c1 → c2 from their junction down into river w1 → w2; each reach 1,000 m or c 500 m."""
    return reaches(
        {
            "t1": line((0, 0), (1000, 0)),
            "t3": line((1000, 0), (2000, 0)),
            "c1": line((1000, 0), (1000, -500)),
            "c2": line((1000, -500), (1000, -1000)),
            "w1": line((0, -1000), (1000, -1000)),
            "w2": line((1000, -1000), (2000, -1000)),
        },
        river=["徒骇河", "徒骇河", "联络渠", "联络渠", "马颊河", "马颊河"],
        velocity_m_per_s=1.0,
    )


def day(number: int, hour: int = 8) -> datetime:
    """A moment of October 2026."""
    return datetime(2026, 10, number, hour, tzinfo=CHINA)


@pytest.fixture(params=ENGINES, scope="module")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of each engine with the canal; ZK on it is reversed from the 5th to the 8th of October."""
    if request.param == "geopackage":
        made = open_store(f"sqlite:///{tmp_path_factory.mktemp('canal') / 'store.gpkg'}")
        fill(made)
        yield made
        made.close()
        return
    with request.getfixturevalue("postgis_cluster").database() as url:
        made = open_store(url)
        fill(made)
        yield made
        made.close()


def fill(store: Store) -> None:
    """Publish the layers and enter the states."""
    layers = {
        "reaches": canal_reaches(),
        "sections": points({"S3": (1500, 0), "SW": (1500, -1000)}, name=["甲", "乙"], river=["徒骇河", "马颊河"]),
        "outfalls": points({"OW": (500, -1000), "OC": (1000, -400)}, receiving_water=["马颊河", "联络渠"]),
        "sluices": points(
            {"ZK": (1000, -600), "ZT": (500, 0), "ZW": (500, -1000)},
            river=["联络渠", "徒骇河", "马颊河"],
            state=["closed", "closed", None],
            state_on=[date(2026, 9, 1), None, None],
        ),
    }
    with store.writing() as c:
        for layer, frame in layers.items():
            publish(c, store, layer, frame.assign(extra=None), who="test")
        enter(c, store, "ZK", "reversed", day(5), day(8))
        enter(c, store, "ZK", "open", day(8), day(9))
        enter(c, store, "ZT", "open", day(1), None, stands="void")


def enter(
    c: Any, store: Store, sluice: str, state: str, start: datetime, end: datetime | None, *, stands: str = "recorded"
) -> None:
    """Enter a state into the register."""
    content = {
        "sluice": sluice, "state": state, "from": start.isoformat(), "to": end and end.isoformat(),
        "reported_by": "张三",
    }  # fmt: skip
    add_entry(
        c, store, register="sluice_states", key=f"{sluice}|{start.isoformat()}", subject=sluice, month=None,
        state=stands, content=content, who="test",
    )  # fmt: skip


def then(store: Store, moment: datetime, since: datetime | None = None) -> NetworkAsOf:
    """The network as of a moment."""
    with store.reading() as c:
        return network_as_of(c, store, SETTINGS, moment, since)


def above(network: NetworkAsOf, key: str) -> set[str]:
    """Keys upstream of a reach."""
    found = network.river.network
    return set(found.keys[upstream(found, found.position(key))[0]].tolist())


def test_the_states_of_the_moment_and_where_they_are_from(store: Store) -> None:
    told = {
        number: {key: (one.state, one.source) for key, one in then(store, day(number)).sluices.items()}
        for number in (1, 6, 8)
    }
    assert told[1] == {"ZK": ("closed", "layer"), "ZT": ("unknown", "unknown"), "ZW": ("unknown", "unknown")}
    assert told[6]["ZK"] == ("reversed", "register")
    assert told[8]["ZK"] == ("open", "register")
    assert (
        then(store, day(10)).sluices["ZK"].source == "layer"
    )  # the records have ended, the closure of the layer holds
    assert then(store, datetime(2026, 8, 31, tzinfo=CHINA)).unknown == ("ZK", "ZT", "ZW")


def test_closed_and_unknown_sluices_change_no_way(store: Store) -> None:
    with store.reading() as c:
        standing = current_network(c, store, SETTINGS)
    assert then(store, day(1)).river is standing
    assert above(then(store, day(1)), "w2") == {"w2", "w1", "c2", "c1", "t1"}


def test_a_reversed_canal_turns_up_to_its_junctions(store: Store) -> None:
    turned = then(store, day(6))
    assert {str(key) for key in turned.river.network.keys[turned.turned]} == {"c1", "c2"}
    assert above(turned, "t3") == {"t3", "t1", "c1", "c2", "w1"}
    assert above(turned, "w2") == {"w2", "w1"}
    network = turned.river.network
    assert set(network.keys[downstream(network, network.position("w1"))[0]]) == {"w1", "w2", "c2", "c1", "t3"}
    assert then(store, day(6, 9)).river is turned.river  # made once


def test_measures_count_from_the_inlet_as_it_then_is(store: Store) -> None:
    standing, turned = then(store, day(1)).river, then(store, day(6)).river
    lon, lat = degrees((1000, -400))[0]
    with store.reading() as c:
        before = find_place(c, store, SETTINGS, standing, "outfalls/OC")
        after = find_place(c, store, SETTINGS, turned, "outfalls/OC")
        clicked = find_place(c, store, SETTINGS, turned, f"point/{lon},{lat}")
    assert before.measure_m == pytest.approx(400, abs=1)
    assert after.measure_m == pytest.approx(100, abs=1)
    assert clicked.measure_m == pytest.approx(100, abs=1)


def test_a_canal_turned_for_a_part_of_the_time_has_both_ways(store: Store) -> None:
    part = then(store, day(6), since=day(4))
    assert {str(key) for key in part.river.network.keys[part.both]} == {"c1", "c2"}
    assert above(part, "t3") == {"t3", "t1", "c1", "c2", "w1"}
    assert above(part, "w2") == {"w2", "w1", "c2", "c1", "t1"}
    whole = then(store, day(7), since=day(5))
    assert (len(whole.turned), len(whole.both)) == (2, 0)


@pytest.mark.parametrize(("number", "outfalls", "turned"), [(1, set(), []), (6, {"OC", "OW"}, ["c1", "c2"])])
def test_the_answer_as_of_a_moment(store: Store, number: int, outfalls: set[str], turned: list[str]) -> None:
    with store.reading() as c:
        body = json.loads(navigate(c, store, SETTINGS, "sections/S3", "upstream", as_of=day(number)).body())
    found = {feature["id"]: feature["properties"] for feature in body["features"]}
    assert {key for key, told in found.items() if told["layer"] == "outfalls"} == outfalls
    assert sorted(body["as_of"].pop("reversed")) == turned
    assert body["as_of"] == {"moment": day(number).isoformat(), "both_ways": [], "sluices_unknown": 1 + (number == 6)}
    unknown = {name: value for name, value in found["ZT"].items() if name.startswith("state_")}
    assert unknown == {
        "state_on": None, "state_as_of": "unknown", "state_source": "unknown", "state_from": None, "state_until": None,
        "state_reported_by": None, "state_record": None,
    }  # fmt: skip


def test_a_turned_sluice_tells_its_record_and_its_own_state_of_today(store: Store) -> None:
    with store.reading() as c:
        standing = json.loads(navigate(c, store, SETTINGS, "sections/S3", "upstream").body())
        body = json.loads(navigate(c, store, SETTINGS, "sections/S3", "upstream", as_of=day(6)).body())
    told = {feature["id"]: feature["properties"] for feature in body["features"]}
    assert "as_of" not in standing
    assert (told["ZK"]["state_as_of"], told["ZK"]["state"]) == ("reversed", "closed")
    assert (told["ZK"]["state_from"], told["ZK"]["state_until"]) == (day(5).isoformat(), day(8).isoformat())
    assert (told["ZK"]["state_reported_by"], told["ZK"]["state_record"]) == ("张三", "闸坝启闭记录第 1 条")
    assert told["c1"]["distance_m"] == pytest.approx(500, abs=2)
