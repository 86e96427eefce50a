"""Wells, water sources, treatment plants and black-odorous waters over HTTP: rights, forms, ETags (点位评价接口)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.revisions import publish
from app.uses.accounts import accounts
from tests.api.conftest import PASSWORD
from tests.sections_of_tests import frame_of
from tests.sites_of_tests import LINE, POINT, put, sample

LISTS = ("groundwater", "water-sources", "treatment-plants", "black-odorous-waters")
LAYERS = {
    "wells": [{"code": "W", "name": "甲井", "target_class": "Ⅲ", "geometry": POINT}],
    "water_sources": [{"code": "S", "name": "甲水源", "kind": "地下水型", "frequency": "每季度", "geometry": POINT}],
    "dischargers": [
        {"code": "D", "name": "=厂", "kind": "城镇污水处理厂", "emission_standard": "地表水Ⅳ类，总氮除外",
         "capacity_m3_per_d": 1000.0, "geometry": POINT, "contacts": [{"name": "王某", "tel": "13800000000"}]}
    ],
    "black_odorous_waters": [{"code": "B", "name": "沟", "setting": "urban", "geometry": LINE}],
}  # fmt: skip


@pytest.fixture(scope="module")
def sites_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("sites"), public_read=True))
    store = app.state.store
    with store.writing() as c:
        for layer, rows in LAYERS.items():
            publish(c, store, layer, frame_of(layer, rows), who="test")
        accounts.create_user(c, store, "viewer", "viewer", PASSWORD)
    put(
        store,
        sample("wells", "W", "2023-05-10", {"w21017": 1.2, "x:total_hardness": 400.0}),
        sample("water_sources", "S", "2023-05-10", {"w21017": 1.2}),
        sample("dischargers", "D", "2023-05-10", {"w01018": 36.0, "x:flow_m3_per_d": 800.0}, "出水"),
        sample("black_odorous_waters", "B", "2023-05-10", {"x:transparency": 20.0, "x:orp": 40.0}, "1号点"),
    )
    yield app
    app.state.items_threads.shutdown(wait=True)
    store.close()


@pytest.fixture(scope="module")
def anyone(sites_app: FastAPI) -> TestClient:
    return TestClient(sites_app, base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def viewer(sites_app: FastAPI) -> TestClient:
    with sites_app.state.store.writing() as c:
        secret, _ = accounts.create_token(c, sites_app.state.store, "viewer", "test")
    return TestClient(sites_app, base_url="http://127.0.0.1:8000", headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_rows_notes_and_an_etag(viewer: TestClient, name: str) -> None:
    answer = viewer.get(f"/api/assessment/{name}")
    assert answer.status_code == 200
    content = answer.json()
    assert len(content["rows"]) == 1
    assert all(note["zh"] and note["en"] for note in content["notes"])
    assert content.get("month", content.get("year")) == (2023 if name == "groundwater" else "2023-05")
    again = viewer.get(f"/api/assessment/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "116" not in answer.text  # no positions
    assert "13800000000" not in answer.text


def test_wells_and_sources_are_for_people_signed_in(anyone: TestClient) -> None:
    assert {name: anyone.get(f"/api/assessment/{name}").status_code for name in LISTS} == {
        "groundwater": 401, "water-sources": 401, "treatment-plants": 200, "black-odorous-waters": 200,
    }  # fmt: skip


def test_answers(viewer: TestClient) -> None:
    well = viewer.get("/api/assessment/groundwater?month=2023-05").json()["rows"][0]
    assert (well["class_name"], well["attainment"], well["missed"][0]["multiple"]) == ("Ⅳ", "missed", 0.2)
    source = viewer.get("/api/assessment/water-sources?month=2023-12").json()["rows"][0]
    assert (source["state"], source["due_on"], source["days_overdue"]) == ("overdue", "2023-09-30", 92)
    plants = viewer.get("/api/assessment/treatment-plants?month=2023-05&near_full=0.8").json()
    assert (plants["rows"][0]["missed"][0]["multiple"], plants["rows"][0]["load"]["flag"]) == (0.2, "near_full")
    assert plants["inflow"]["state"] == "undetermined"
    path = "/api/assessment/black-odorous-waters?month=2023-05"
    light = viewer.get(path).json()["rows"][0]["points"][0]["deciding"]
    without = viewer.get(f"{path}&with_orp=false").json()["rows"][0]["points"][0]["deciding"]
    assert [[one["code"] for one in told] for told in (light, without)] == [
        ["x:transparency", "x:orp"], ["x:transparency"],
    ]  # fmt: skip
    official = viewer.get("/api/assessment/groundwater?year=2023&basis=final").json()
    assert official["rows"][0]["attainment"] == "missed"


@pytest.mark.parametrize("name", LISTS)
def test_tables_for_a_spreadsheet(viewer: TestClient, name: str) -> None:
    answer = viewer.get(f"/api/assessment/{name}?f=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(head) == len(set(head)) == len(row)
    assert not row[1].startswith("=")
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/api/assessment/{name}?f=xlsx").content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == head
    assert book.worksheets[1].title == "说明"
    if name == "groundwater":
        told = dict(zip(head, row, strict=True))
        assert (told["水质类别"], told["达标情况"], told["超标指标"]) == ("Ⅳ", "未达标", "氟化物（超0.2倍）")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("year=2023&month=2023-05", "month"), ("year=23", "year"), ("year=２０２３", "year"), ("month=2023-13", "month")],
)
def test_what_is_not_understood_is_said(viewer: TestClient, query: str, parameter: str) -> None:
    answer = viewer.get(f"/api/assessment/groundwater?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter


def test_a_changed_value_changes_the_etag(viewer: TestClient, sites_app: FastAPI) -> None:
    before = viewer.get("/api/assessment/groundwater?year=2022").headers["etag"]
    put(sites_app.state.store, sample("wells", "W", "2022-05-10", {"w21017": 0.2}))
    after = viewer.get("/api/assessment/groundwater?year=2022")
    assert after.headers["etag"] != before
    assert after.json()["rows"][0]["class_name"] == "Ⅰ"
