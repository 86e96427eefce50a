"""Impacts over HTTP on both engines: made, kept, listed, shown, and whom they are for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.network.drawn import degrees
from tests.tracing_world import headers_of, river_app

ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]
SPILL = {
    "from": "outfalls/PK1",
    "moment": "2026-10-03T08:00+08:00",
    "kind": "spill",
    "mass_kg": 100,
    "indicator": "氨氮",
}
World = tuple[FastAPI, TestClient, dict[str, dict[str, str]]]


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The river behind an application of each engine."""
    folder = tmp_path_factory.mktemp("impacts")
    if request.param == "geopackage":
        app = river_app(folder)
        yield app, TestClient(app, base_url="http://127.0.0.1:8000"), headers_of(app)
        app.state.store.close()
        return
    with request.getfixturevalue("postgis_cluster").database() as url:
        app = river_app(folder, database_url=url)
        yield app, TestClient(app, base_url="http://127.0.0.1:8000"), headers_of(app)
        app.state.store.close()


def made(world: World, role: str = "inspector", **more: Any) -> dict[str, Any]:
    """An impact that was made."""
    _, client, headers = world
    answer = client.post("/api/impacts", json=SPILL | more, headers=headers[role])
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith(f"/api/impacts/{answer.json()['id']}")
    return dict(answer.json())


def arrivals(impact: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The arrivals by key."""
    return {one["key"]: one for one in impact["arrivals"]}


def test_a_spill_reaches_sections_the_intake_and_its_zone_in_their_order(world: World) -> None:
    impact = made(world)
    assert [one["key"] for one in impact["arrivals"]] == ["S1", "B1", "Y1", "S2", "S3"]
    found = arrivals(impact)
    # S1 lies 4 km below at 0.5 m/s: the peak after 2 h 13 min, its leading edge after 0.89 of that, 1 h 59 min.
    assert found["S1"]["distance_m"] == pytest.approx(4000, abs=2)
    # The early water takes 0.89 of the hours, its leading edge 0.89 of that: 1 h 46 min.
    assert found["S1"]["arrival"]["probable"] == "2026-10-03T09:58+08:00"
    assert found["S1"]["arrival"]["early"] == "2026-10-03T09:45+08:00"
    assert found["S1"]["peak"]["at"] == "2026-10-03T10:13+08:00"
    # The zone begins at 11 km; the well is not reached by a river.
    assert found["B1"]["distance_m"] == pytest.approx(10_000, abs=2)
    assert found["B1"]["kind_zh"] == "一级"
    peak = found["S2"]["peak"]
    assert peak["formula"] == "E4p"
    concentration = peak["concentration_mg_per_l"]
    assert 0 < concentration["low"] < concentration["probable"] < concentration["high"]
    assert found["S2"]["end"] > found["S2"]["arrival"]["late"] > found["S2"]["arrival"]["early"]


def test_where_no_velocity_is_known_there_is_no_time_and_it_is_said(world: World) -> None:
    impact = made(world)
    beyond = arrivals(impact)["S3"]
    assert beyond["distance_m"] == pytest.approx(24_000, abs=3)
    assert beyond["arrival"] == {"early": None, "probable": None, "late": None}
    assert beyond["peak"] is None
    assert beyond["end"] is None
    assert any("1 个河段流速未知" in one["zh"] for one in impact["lacking"])
    assert impact["assumed"][0]["zh"] == "未选定衰减系数，按不降解的保守物质计算，浓度为上限"


def test_sluices_tell_until_when_each_must_be_closed(world: World) -> None:
    first, second = made(world)["sluices"]
    assert (first["key"], first["state"], first["storage_m3"]) == ("Z1", "closed", 90_000.0)
    assert first["close_before"] == "2026-10-03T11:04+08:00"  # 7 km at 0.5 m/s, 0.89² of 3.889 h
    assert (second["key"], second["state"]) == ("Z2", "unknown")


def test_emergency_sites_below_the_spill_tell_their_room_and_their_time(world: World) -> None:
    [site] = made(world)["storage_sites"]
    assert (site["key"], site["owner"], site["volume_m3"]) == ("K1", "甲村", 360_000.0)
    assert site["holds_flow_h"] == 10.0  # 360,000 m³ at 10 m³/s
    assert site["usable_until"] == "2026-10-03T10:12+08:00"


def test_districts_are_told_in_their_order_from_the_layer_or_the_area(world: World) -> None:
    origin, below = made(world)["districts"]
    assert (origin["name"], origin["code"], origin["is_origin"]) == ("甲县", "371501", True)
    assert origin["body_zh"] == "甲县人民政府、生态环境主管部门"
    assert (below["name"], below["code"], below["is_origin"]) == ("乙县", "371502", False)


def test_sections_are_to_be_sampled_while_the_water_passes(world: World) -> None:
    impact = made(world)
    plan = {one["section"]: one for one in impact["dense_sampling"]}
    assert list(plan) == ["S1", "S2", "S3"]
    assert plan["S2"]["from"] < arrivals(impact)["S2"]["arrival"]["early"]
    assert plan["S2"]["to"] == arrivals(impact)["S2"]["end"]
    assert plan["S3"]["every_h"] is None


def test_the_reach_of_the_spill_is_cut_at_its_place(world: World) -> None:
    impact = made(world)
    pieces = [(one["key"], one["low_m"], one["distance_m"]) for one in impact["reaches"]]
    assert [key for key, _, _ in pieces] == ["r1", "r2", "r3"]
    assert pieces[0][1] == pytest.approx(1000, abs=1)
    x, y = impact["reaches"][0]["geometry"]["coordinates"][0]
    assert (x, y) == pytest.approx(tuple(impact["question"]["place"]), abs=1e-6)
    assert impact["reaches"][2]["end_probable_h"] is None
    assert impact["reaches"][1]["probable_h"] == pytest.approx(5.0, abs=0.01)


def test_a_canal_that_runs_the_other_way_then_is_followed_the_other_way(world: World) -> None:
    """Z2 is recorded as reversed for five days of November: r2 and r3 flow west to the junction at 10 km."""
    _, client, headers = world
    content = {
        "sluice": "Z2", "state": "reversed", "from": "2026-11-01T00:00", "to": "2026-11-06T00:00",
        "reported_by": "值班员",
    }  # fmt: skip
    answer = client.post("/api/registers/sluice_states", json={"content": content}, headers=headers["analyst"])
    assert answer.status_code == 201, answer.text
    lon, lat = degrees((16_000, 0))[0]
    told: dict[str, Any] = {"from": f"point/{lon},{lat}"}
    usual, turned = made(world, **told), made(world, **told, moment="2026-11-03T08:00+08:00")
    assert list(arrivals(usual)) == ["S3"]
    assert list(arrivals(turned)) == ["S2", "Y1", "B1"]
    assert arrivals(turned)["Y1"]["distance_m"] == pytest.approx(4000, abs=2)
    assert arrivals(turned)["B1"]["distance_m"] == pytest.approx(4000, abs=2)
    assert any("反向运行" in one["zh"] for one in turned["assumed"])
    [piece] = turned["reaches"]
    assert piece["near_end"] == "first"
    assert piece["geometry"]["coordinates"][0] == pytest.approx([lon, lat], abs=1e-6)


def test_an_impact_is_kept_as_it_was_made(world: World) -> None:
    _, client, headers = world
    impact = made(world, role="gis")
    again = client.get(f"/api/impacts/{impact['id']}", headers=headers["chief"]).json()
    assert again == impact
    assert again["made_by"] == "gis"
    assert again["revisions"]["layers"]["reaches"] == 1
    page = client.get("/api/impacts", params={"limit": 1}, headers=headers["chief"]).json()
    assert [one["id"] for one in page["impacts"]] == [impact["id"]]
    assert "before=" in page["links"][0]["href"]
    assert (
        client.get("/api/impacts", params={"from": "outfalls/none"}, headers=headers["chief"]).json()["impacts"] == []
    )
    assert client.get("/api/impacts/999999", headers=headers["chief"]).status_code == 404


def test_an_impact_is_closed_and_opened_by_a_name_with_a_reason(world: World) -> None:
    _, client, headers = world
    where = f"/api/impacts/{made(world)['id']}"
    closed = client.post(f"{where}/transitions", json={"to": "closed", "note": "处置完毕"}, headers=headers["chief"])
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    again = client.post(f"{where}/transitions", json={"to": "closed"}, headers=headers["analyst"])
    assert again.status_code == 409
    assert client.post(f"{where}/transitions", json={"to": "open"}, headers=headers["gis"]).status_code == 403
    shown = client.get(where, headers=headers["gis"]).json()
    assert shown["state"] == "closed"
    assert [(one["who"], one["to"], one["note"]) for one in shown["events"]] == [
        ("inspector", "open", ""), ("chief", "closed", "处置完毕")
    ]  # fmt: skip


def test_the_features_carry_the_caveat(world: World) -> None:
    _, client, headers = world
    impact = made(world)
    found = client.get(f"/api/impacts/{impact['id']}/features", headers=headers["analyst"])
    assert found.headers["content-type"] == "application/geo+json"
    features = found.json()["features"]
    layers = [one["properties"]["layer"] for one in features]
    assert layers[:4] == ["start", "reaches", "reaches", "reaches"]
    assert {"sections", "water_sources", "protection_zones", "sluices", "emergency_sites"} < set(layers)
    assert all("不作为执法和处罚依据" in one["properties"]["caveat_zh"] for one in features)
    assert all(one["geometry"] for one in features)


def test_a_name_that_tells_the_kind_does_not_tell_it_twice(world: World) -> None:
    assert made(world, name="苯泄漏")["title"] == "苯泄漏下游影响（2026年10月3日 08:00）"
    assert made(world, name="罐车翻车")["title"] == "罐车翻车瞬时泄漏下游影响（2026年10月3日 08:00）"


def test_the_report_tells_all_and_is_marked_internal(world: World) -> None:
    _, client, headers = world
    impact = made(world)
    answer = client.get(f"/api/impacts/{impact['id']}/document", headers=headers["chief"])
    assert answer.status_code == 200
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    document = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert text.startswith("甲县排污口瞬时泄漏下游影响（2026年10月3日 08:00）")
    for words in (
        "不作为执法和处罚依据", "污染物为氨氮，总量100千克", "告知甲县人民政府、生态环境主管部门", "不降解的保守物质",
    ):  # fmt: skip
        assert words in text
    assert ["清河一闸", "7.0", "关闭", "10-03 11:04", "", "90,000"] in cells
    assert ["清河三断面", "断面", "24.0", "未知", "未知", "未知", "未知", "未知"] in cells
    foot = document.sections[0].footer.paragraphs[1].text
    assert "内部资料" in foot
    assert "不作为执法和处罚依据" in foot
    widths = {round(sum(cell.width.mm for cell in table.rows[0].cells)) for table in document.tables}
    assert widths == {156}  # of the text


def test_a_chosen_decay_lowers_the_peak_and_is_named(world: World) -> None:
    lasting, decaying = made(world), made(world, decay={"k_per_d": 2.0, "source": "清河 2025 年率定"})
    before, after = (arrivals(one)["S2"]["peak"]["concentration_mg_per_l"]["probable"] for one in (lasting, decaying))
    assert after == pytest.approx(before * 2.718281828 ** (-2.0 * 14_000 / 0.5 / 86_400), rel=0.01)
    assert "清河 2025 年率定" in decaying["assumed"][0]["zh"]
    listed = made(world, decay={"id": "nh3n_good"})
    assert listed["question"]["decay"]["k_per_d"] == 0.175


def test_a_discharge_without_an_end_and_a_release(world: World) -> None:
    steady = made(world, kind="discharge", mass_kg=None, rate_kg_per_h=36)
    assert arrivals(steady)["S2"]["peak"]["concentration_mg_per_l"]["probable"] == 1.0  # 10 g/s in 10 m³/s
    assert arrivals(steady)["S2"]["end"] is None
    told: dict[str, Any] = {"from": "sluices/Z1", "kind": "release", "mass_kg": None, "flow_m3_per_s": 5}
    release = made(world, **told, duration_h=24)
    assert [one["key"] for one in release["sluices"]] == ["Z2"]
    assert all(one["peak"] is None for one in release["arrivals"])
    assert any("下泄流量 5 m³/s" in one["zh"] for one in release["assumed"])


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"rate_kg_per_h": 3}, "rate_kg_per_h"),
        ({"mass_kg": 0}, "mass_kg"),
        ({"kind": "release"}, "mass_kg"),
        ({"kind": "discharge"}, "duration_h"),
        ({"kind": "discharge", "rate_kg_per_h": 3}, "mass_kg"),
        ({"kind": "release", "mass_kg": None}, "from"),
        ({"indicator": "没有此项"}, "indicator"),
        ({"decay": {"k_per_d": 0.2}}, "decay"),
        ({"decay": {"id": "none"}}, "decay"),
        ({"decay": {"k_per_d": 500, "source": "误"}}, "decay"),
        ({"dispersion": {"low": 9, "probable": 5, "high": 6, "source": "误"}}, "dispersion"),
        ({"from": "point/117.9,36.5"}, "from"),
        ({"moment": "1700-01-01T00:00"}, "moment"),
        ({"indicator": "x:flow"}, "indicator"),
        ({"indicator": "w01009"}, "indicator"),  # oxygen is lacking, not spilt: no kg of it
        ({"indicator": "pH"}, "indicator"),
        ({"indicator": "粪大肠菌群"}, "indicator"),  # counted, not weighed
        ({"decay": {"id": "nh3n_good", "k_per_d": 5, "source": "另填"}}, "decay"),
        ({"decay": {"k_per_d": 0.2, "source": "甲\u0000"}}, "decay"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(world: World, change: dict[str, Any], parameter: str) -> None:
    _, client, headers = world
    answer = client.post("/api/impacts", json=SPILL | change, headers=headers["inspector"])
    assert answer.status_code == 422, answer.text
    assert answer.json()["parameter"] == parameter


def test_an_indicator_that_is_no_mass_has_arrivals_alone(world: World) -> None:
    impact = made(world, indicator="pH", mass_kg=None)
    assert arrivals(impact)["S1"]["arrival"]["probable"] == "2026-10-03T09:58+08:00"
    assert all(one["peak"] is None for one in impact["arrivals"])


def test_what_lies_at_the_start_itself_has_no_end_of_the_same_minute(world: World) -> None:
    impact = made(world, **{"from": "sections/S1"})
    own = arrivals(impact)["S1"]
    assert own["arrival"]["late"] == "2026-10-03T08:00+08:00"
    assert (own["end"], own["peak"]) == (None, None)
    assert any("起点处" in one["zh"] for one in impact["lacking"])
    [plan] = [one for one in impact["dense_sampling"] if one["section"] == "S1"]
    assert (plan["from"], plan["to"], plan["every_h"]) == ("2026-10-03T08:00+08:00", None, 0.5)


def test_what_cannot_be_read_or_is_not_there(world: World) -> None:
    _, client, headers = world
    for change, status in (
        ({"from": "outfalls"}, 400), ({"from": "outfalls/none"}, 404), ({"from": "point/a,b"}, 400),
        ({"moment": "9999-12-31T23:00Z"}, 400), ({"moment": "0001-01-01T00:00"}, 400),
        ({"moment": "yesterday"}, 400), ({"more": 1}, 400),
        ({"name": "a\x00"}, 400), ({"mass_kg": True}, 400), ({"mass_kg": "500"}, 400), ({"mass_kg": -1}, 400),
        ({"mass_kg": 1e300}, 400), ({"dispersion": {"low": 1, "probable": 2, "high": 3, "source": "\x01"}}, 400),
    ):  # fmt: skip
        answer = client.post("/api/impacts", json=SPILL | change, headers=headers["inspector"])
        assert answer.status_code == status, (change, answer.text)


def test_only_those_who_may_read_intakes_read_impacts(world: World) -> None:
    _, client, headers = world
    impact = made(world)
    for path in ("/api/impacts", f"/api/impacts/{impact['id']}", f"/api/impacts/{impact['id']}/features"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=headers["viewer"]).status_code == 403
        for role in ("inspector", "chief", "analyst", "gis", "admin"):
            assert client.get(path, headers=headers[role]).status_code == 200


def test_a_moment_without_an_offset_is_of_china(world: World) -> None:
    assert made(world, moment="2026-10-03T08:00")["question"]["moment"] == "2026-10-03T08:00+08:00"
