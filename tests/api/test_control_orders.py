"""Ecological flow and joint control of sluices on both engines: checked, proposed, drafted once, never put in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.store.revisions import publish
from app.uses.registers.register_entries import enter
from tests.sections_of_tests import frame_of
from tests.sites_of_tests import put, sample
from tests.tracing_world import at, headers_of, river_app

ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]
World = tuple[TestClient, dict[str, dict[str, str]]]
MONTHLY = [{"purpose": "考核", "period": "month", "class": 3, "source": "测试"}]
ORDER = {"section": "S2", "cause": "ecological_flow", "month": "2026-10", "by": "甲县水利局",
         "from": "2026-11-01 08:00"}  # fmt: skip
BASE: dict[str, Any] = {"river": "清河", "water_type": "river", "required_set": "w21003"}


def filled(app: FastAPI) -> World:
    """The river with flows: S2, below the closed Z1, lacks water; S1 has it; S3 was not measured; T1 asks for none."""
    store = app.state.store
    sections = [
        {"code": "S1", "name": "清河一断面", **BASE, "ecological_flow_m3_per_s": 1.2, "geometry": at(5_000, 0)},
        {"code": "S2", "name": "清河二断面", **BASE, "ecological_flow_m3_per_s": 2.0, "ecological_level_m": 20.0,
         "targets": MONTHLY, "geometry": at(15_000, 0)},
        {"code": "S3", "name": "清河三断面", **BASE, "ecological_flow_m3_per_s": 2.0, "geometry": at(25_000, 0)},
        {"code": "T1", "name": "支渠断面", **BASE, "river": "支渠", "targets": MONTHLY, "geometry": at(10_000, 2_000)},
    ]  # fmt: skip
    with store.writing() as c:
        publish(c, store, "sections", frame_of("sections", sections), who="test")
        enter(c, store, "sluice_states", {
            "sluice": "Z1", "state": "closed", "from": "2026-09-01 08:00", "reported_by": "值班员",
        }, who="test")  # fmt: skip
    visits: dict[str, list[dict[str, float]]] = {
        "S1": [{"x:flow": 1.2}, {"x:flow": 1.9}],
        "S2": [{"x:flow": 2.4, "x:level": 21.0}, {"x:flow": 1.1, "w21003": 1.6}],
        "T1": [{"w21003": 1.5}],
    }  # fmt: skip
    for site, values in visits.items():
        for day, told in enumerate(values, 3):
            put(store, sample("sections", site, f"2026-10-{day:02d}", told))
    return TestClient(app, base_url="http://127.0.0.1:8000"), headers_of(app)


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The river behind an application of each engine."""
    folder = tmp_path_factory.mktemp("orders")
    if request.param == "geopackage":
        app = river_app(folder)
        yield filled(app)
        app.state.store.close()
        return
    with request.getfixturevalue("postgis_cluster").database() as url:
        app = river_app(folder, database_url=url)
        yield filled(app)
        app.state.store.close()


def asked(world: World, path: str, month: str = "2026-10", role: str = "chief") -> dict[str, Any]:
    client, headers = world
    answer = client.get(f"/api/{path}", params={"month": month}, headers=headers[role])
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_value_below_is_a_miss_and_nothing_measured_is_never_met(world: World) -> None:
    told = {one["code"]: one for one in asked(world, "ecological-flows", role="viewer")["sections"]}
    assert {code: one["state"] for code, one in told.items()} == {"S1": "met", "S2": "missed", "S3": "undetermined"}
    assert (told["S2"]["lowest_flow_m3_per_s"], told["S2"]["values"], told["S2"]["below"]) == (1.1, 3, 1)
    assert told["S2"]["shortfall_m3_per_s"] == pytest.approx(0.9)
    assert told["S2"]["shortfall_m"] is None
    assert told["S1"]["shortfall_m3_per_s"] is None  # 1.2 is not below 1.2
    assert {one["state"] for one in asked(world, "ecological-flows", "2025-03")["sections"]} == {"undetermined"}


def test_proposals_name_the_sluices_that_could_help_and_say_where_there_are_none(world: World) -> None:
    told = {(one["section"], one["cause"]): one for one in asked(world, "control-orders/proposals")["proposals"]}
    assert set(told) == {("S2", "ecological_flow"), ("S2", "quality"), ("T1", "quality")}
    flow = told["S2", "ecological_flow"]
    assert flow["action"] == "open"
    (sluice,) = flow["sluices"]
    assert (sluice["code"], sluice["state"]) == ("Z1", "closed")
    assert sluice["distance_m"] == pytest.approx(7000, abs=3)
    assert "差 0.9 m³/s" in flow["cause_zh"]
    quality = told["S2", "quality"]  # the only sluice above is closed already: nothing is left to close
    assert (quality["action"], quality["indicator"], quality["sluices"]) == ("close", "w21003", [])
    assert quality["cause_zh"] == "2026-10 未达Ⅲ类：氨氮（超标 0.6 倍）"
    assert "没有可以关闭的闸坝" in quality["note_zh"]
    assert asked(world, "control-orders/proposals", "2025-03")["proposals"] == []


def test_an_order_is_drafted_once_and_put_in_force_by_a_person_only(world: World) -> None:
    client, headers = world
    first = client.post("/api/control-orders", json=ORDER, headers=headers["analyst"])
    assert first.status_code == 201, first.text
    entry = first.json()
    assert (entry["state"], entry["content"]["sluices"], entry["content"]["action"]) == ("draft", ["Z1"], "open")
    assert entry["content"]["from"] == "2026-11-01T08:00:00+08:00"
    again = client.post("/api/control-orders", json=ORDER | {"by": "乙县水利局"}, headers=headers["chief"])
    assert (again.status_code, again.json()["id"]) == (200, entry["id"])
    told = asked(world, "control-orders/proposals")["proposals"][0]
    assert (told["order"], told["order_state"]) == (entry["id"], "draft")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"section": "S1"}, 404), ({"month": "2025-03"}, 404), ({"cause": "quality"}, 422), ({"month": "十月"}, 400),
        ({"cause": "spill"}, 400), ({"by": ""}, 400), ({"section": "T1", "cause": "quality"}, 422),
    ],
)  # fmt: skip
def test_what_the_month_does_not_ask_for_is_refused(world: World, change: dict[str, str], status: int) -> None:
    client, headers = world
    answer = client.post("/api/control-orders", json=ORDER | change, headers=headers["analyst"])
    assert answer.status_code == status, answer.text


def test_only_those_who_sign_orders_see_and_draft_them(world: World) -> None:
    client, headers = world
    for role in ("viewer", "inspector", "gis"):
        query = {"month": "2026-10"}
        assert client.get("/api/control-orders/proposals", params=query, headers=headers[role]).status_code == 403
        assert client.post("/api/control-orders", json=ORDER, headers=headers[role]).status_code == 403
    assert client.get("/api/ecological-flows", params={"month": "2026-10"}).status_code == 401
