"""The sheet of a river on both engines: distances along it, what each thing is, and whom it is for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.store.revisions import publish
from app.uses.registers.register_entries import enter
from tests.sections_of_tests import frame_of
from tests.tracing_world import at, headers_of, river_app

ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]
World = tuple[TestClient, dict[str, dict[str, str]]]


def filled(app: FastAPI) -> World:
    """The river with more that a sheet tells."""
    store = app.state.store
    more = {
        "dischargers": [
            {"code": "D1", "name": "甲厂", "characteristic_indicators": ["w21003"], "geometry": at(900, 300),
             "contacts": [{"name": "王某", "tel": "1"}]},
        ],
        "outfalls": [
            {"code": "PK1", "name": "甲县排污口", "receiving_water": "清河", "dischargers": ["D1"],
             "flow_m3_per_d": 1200.0, "remediation_state": "open", "geometry": at(1_000, 20)},
            {"code": "PK2", "name": "远处排污口", "receiving_water": "清河", "geometry": at(60_000, 9_000)},
            {"code": "PK3", "name": "支渠排污口", "receiving_water": "支渠", "geometry": at(10_010, 3_000)},
        ],
    }  # fmt: skip
    with store.writing() as c:
        for layer, rows in more.items():
            publish(c, store, layer, frame_of(layer, rows), who="test", keep_missing=False)
        for state, start in (("open", "2026-09-20 08:00"), ("partly", "2026-09-25 08:00")):
            enter(c, store, "sluice_states", {
                "sluice": "Z2", "state": state, "from": start, "reported_by": "值班员",
            }, who="test")  # fmt: skip
    return TestClient(app, base_url="http://127.0.0.1:8000"), headers_of(app)


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The river behind an application of each engine."""
    folder = tmp_path_factory.mktemp("sheets")
    if request.param == "geopackage":
        app = river_app(folder)
        yield filled(app)
        app.state.store.close()
        return
    with request.getfixturevalue("postgis_cluster").database() as url:
        app = river_app(folder, database_url=url)
        yield filled(app)
        app.state.store.close()


def sheet(world: World, river: str = "清河") -> dict[str, Any]:
    client, headers = world
    answer = client.get(f"/api/rivers/{river}/sheet", headers=headers["inspector"])
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_everything_stands_at_its_distance_along_the_river(world: World) -> None:
    told = sheet(world)
    assert (told["river"], told["reaches"]) == ("清河", 3)
    assert told["length_m"] == pytest.approx(30_000, abs=3)
    along = {row["key"]: row["chainage_m"] for row in told["rows"] if row["key"]}
    for key, metres in {"K0": 500, "PK1": 1000, "S1": 5000, "K1": 6000, "Z1": 8000, "Y1": 12_000, "S2": 15_000,
                        "Z2": 18_000, "S3": 25_000}.items():  # fmt: skip
        assert along[key] == pytest.approx(metres, abs=3), key
    assert along["PK2"] is None  # it names the river, but no reach is near: listed, without a distance
    assert {"T1", "PK3"}.isdisjoint(along)  # on the tributary
    (junction,) = [row for row in told["rows"] if row["group"] == "junction"]
    assert (junction["name"], junction["state"]) == ("支渠", "joins")
    assert junction["chainage_m"] == pytest.approx(10_000, abs=3)
    placed = [row["chainage_m"] for row in told["rows"] if row["chainage_m"] is not None]
    assert placed == sorted(placed)
    assert all(
        row["chainage_m"] + row["to_mouth_m"] == pytest.approx(told["length_m"], abs=1)
        for row in told["rows"] if row["chainage_m"] is not None
    )  # fmt: skip


def test_each_thing_tells_what_it_is_whose_and_how_much_it_holds(world: World) -> None:
    rows = {row["key"]: row for row in sheet(world)["rows"]}
    outfall = rows["PK1"]
    assert (outfall["group"], outfall["owner"], outfall["indicators"]) == ("risk_source", "甲厂", ["w21003"])
    assert outfall["detail_zh"] == "甲厂；排水 1,200 m³/d；整治中"
    assert outfall["contacts"] == [{"name": "王某", "tel": "1"}]
    assert (rows["K1"]["group"], rows["K1"]["volume_m3"], rows["K1"]["owner"]) == ("pit", 360_000.0, "甲村")
    assert rows["K0"]["volume_m3"] is None  # not known is not nought
    assert rows["Z1"]["detail_zh"].startswith("水闸；关闭（2026-09-01 起）")
    assert rows["Z2"]["state"] == "partly"  # the register's latest start
    assert rows["Y1"]["group"] == "target"
    assert rows["Y1"]["detail_en"] == "River; supplies 20,000 m³/d"
    assert rows["S1"]["detail_zh"] == "考核月Ⅲ类；生态流量 2.5 m³/s"
    assert "PK2" in rows
    assert rows["PK2"]["detail_zh"] == "排污单位不明"


def test_what_is_held_is_summed_and_what_is_unknown_is_counted(world: World) -> None:
    totals = sheet(world)["totals"]
    assert (totals["emergency_volume_m3"], totals["held_back_m3"]) == (360_000.0, 90_000.0)
    assert totals["volumes_unknown"] == 2  # K0 and Z2
    assert totals["counts"]["section"] == 3


def test_the_line_runs_with_the_water(world: World) -> None:
    lines = sheet(world)["geometry"]["coordinates"]
    assert [line[0][0] < line[-1][0] for line in lines] == [True] * 3
    assert [lines[i][-1] == lines[i + 1][0] for i in range(2)] == [True, True]


def test_it_is_internal(world: World) -> None:
    client, headers = world
    for role, status in {"viewer": 403, "inspector": 200, "chief": 200, "analyst": 200, "gis": 200}.items():
        assert client.get("/api/rivers/清河/sheet", headers=headers[role]).status_code == status, role
        assert client.get("/api/rivers", headers=headers[role]).status_code == status, role
    assert client.get("/api/rivers/清河/sheet").status_code == 401
    assert sheet(world)["internal_zh"] == "内部资料，不得外传"
    absent = client.get("/api/rivers/无此河/sheet", headers=headers["chief"])
    assert absent.status_code == 404
    assert "无此河" in absent.text


def test_rivers_are_listed_the_longest_first_and_saved_as_a_table(world: World) -> None:
    client, headers = world
    told = client.get("/api/rivers", headers=headers["chief"]).json()["rivers"]
    assert [(one["river"], one["reaches"]) for one in told] == [("清河", 3), ("支渠", 1)]
    assert client.get(told[0]["links"][0]["href"], headers=headers["chief"]).json()["river"] == "清河"
    body = client.get("/api/rivers/清河/sheet", params={"f": "xlsx"}, headers=headers["chief"]).content
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    head = next(i for i, row in enumerate(cells) if "沿程（km）" in row)
    assert any("内部资料" in str(cell.value) for part in book for row in part.iter_rows() for cell in row)
    table = [dict(zip(cells[head], row, strict=True)) for row in cells[head + 1 :]]
    (pond,) = [row for row in table if row["编码"] == "K1"]
    assert (round(pond["沿程（km）"]), pond["类别"], pond["容积（m³）"]) == (6, "坑塘", 360_000)
    (far,) = [row for row in table if row["编码"] == "PK2"]
    assert far["沿程（km）"] is None
