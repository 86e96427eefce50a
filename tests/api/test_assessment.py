"""Assessment over HTTP: the matrix, a section's detail, regions, rankings, outlook, report; files of each list."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessment.attainment import STATES
from app.main import create_app
from app.settings import Settings
from app.store.revisions import publish
from app.store.sample_changes import change_status, supersede_sample, withdraw_batch
from app.store.samples import add_samples, set_month_states
from app.uses.accounts import accounts
from app.uses.registers.register_entries import enter, move
from tests.api.conftest import PASSWORD

MONTH = "2023-05"
CLEAN = {"w01001": 7.6, "w01009": 7.0, "w01019": 4.0, "w21003": 0.4, "w21011": 0.1, "w21001": 2.0}


def sections() -> gpd.GeoDataFrame:
    """A border section, one below it on the same river, a shared one, a lake point."""
    monthly = [{"purpose": "考核", "period": "month", "class": 3}]
    rows = [
        ("IN", "入境断面", "徒骇河", "入境", "甲县", None, "river", None, 116.01),
        ("LOW", "下游断面", "徒骇河", "控制", "甲县", None, "river", None, 116.09),
        ("BOTH", "共有断面", "马颊河", "左右岸共有", "甲县", "乙县", "river", None, 117.0),
        ("LAKE", "湖心", None, "湖库点位", "乙县", None, "lake_or_reservoir", "北湖", 118.0),
    ]
    names = ("code", "name", "river", "kind", "district", "district_beyond", "water_type", "lake")
    frame = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    more = {"required_set": ["5+X"] * 4, "targets": [monthly] * 4, "extra": [None] * 4}
    return gpd.GeoDataFrame({**frame, **more}, geometry=[shapely.Point(row[8], 36.5) for row in rows], crs="EPSG:4490")


def reaches() -> gpd.GeoDataFrame:
    line = shapely.LineString([(116.0, 36.5), (116.1, 36.5)])
    return gpd.GeoDataFrame(
        {"code": ["R"], "name": ["R"], "river": ["徒骇河"], "extra": [None]}, geometry=[line], crs="EPSG:4490"
    )


def values(site: str, month: str, numbers: dict[str, float], row: int = 4) -> pd.DataFrame:
    """Values of one site and month with their cells."""
    return pd.DataFrame(
        {
            "site_kind": "sections", "site_code": site, "site_name": site,
            "sampled_at": pd.Timestamp(f"{month}-08T02:00Z"), "indicator": list(numbers),
            "value": list(numbers.values()), "raw_text": [str(one) for one in numbers.values()],
            "below_limit": False, "detection_limit": np.nan, "unit": "mg/L", "source": "manual", "state": None,
            "status": "final", "level": "city", "sheet": "5月", "row_number": row,
            "column_label": [chr(67 + at) for at in range(len(numbers))], "flags": '["unit_slip"]',
        }
    )  # fmt: skip


def fill(app: FastAPI) -> None:
    """Two years of a few months: LOW misses by ammonia, the border brings half of it; an exemption for BOTH."""
    store = app.state.store
    with store.writing() as c:
        publish(c, store, "reaches", reaches(), who="t")
        publish(c, store, "sections", sections(), who="t")
        for month, ammonia in (("2022-05", 0.9), ("2023-03", 1.1), ("2023-04", 1.2), (MONTH, 1.6)):
            parts = [
                values("IN", month, {**CLEAN, "w21003": ammonia / 2}),
                values("LOW", month, {**CLEAN, "w21003": ammonia}),
                values("BOTH", month, {**CLEAN, "w21011": 0.25}),
                values("LAKE", month, CLEAN | {"w21011": 0.04, "w21001": 0.9}),
            ]
            add_samples(c, store, pd.concat(parts), batch={"who": "t", "file_name": f"{month}.xlsx"})
        set_month_states(c, store, pd.DataFrame({"site_code": ["LOW"], "month": ["2023-02"], "state": ["断流"]}))
        for role in accounts.ROLES:
            accounts.create_user(c, store, role, role, PASSWORD)
        told: dict[str, Any] = {
            "section": "BOTH", "kind": "exemption", "indicators": ["w21011"], "first_month": "2023-05",
            "last_month": "2023-06", "reason": "地质本底", "document_number": "示例〔2023〕1号", "approver": "市局",
        }  # fmt: skip
        entry, _ = enter(c, store, "exemptions", told, who="analyst")
        move(c, store, "exemptions", entry.id, "in_force", who="analyst", may=lambda _: True)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    application = create_app(Settings(data_dir=tmp_path_factory.mktemp("assessed"), public_read=True))
    fill(application)
    yield application
    application.state.items_threads.shutdown(wait=True)
    application.state.store.close()


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def signed_in(app: FastAPI) -> dict[str, str]:
    store = app.state.store
    with store.writing() as c:
        secret, _ = accounts.create_token(c, store, "viewer", "test")
    return {"Authorization": f"Bearer {secret}"}


def test_the_matrix_has_a_row_a_section_and_a_column_a_month(client: TestClient) -> None:
    answer = client.get(f"/api/assessment/sections?month={MONTH}&months=4").json()
    assert answer["months"] == ["2023-02", "2023-03", "2023-04", "2023-05"]
    codes = [one["code"] for one in answer["sections"]]
    assert codes == ["IN", "LOW", "BOTH", "LAKE"]
    low, both = codes.index("LOW"), codes.index("BOTH")
    assert answer["classes"][low] == [None, 4, 4, 5]
    assert answer["states"][low] == ["断流", None, None, None]
    assert [STATES[one] for one in answer["attainments"][low]] == ["undetermined", "missed", "missed", "missed"]
    assert answer["deciding"][low] == [[], ["w21003"], ["w21003"], ["w21003"]]
    assert answer["exempt"][both] == [False, False, False, True]
    (after,) = answer["after"]
    assert (after["section"], after["month"], after["class"]) == (both, 3, 2)
    assert STATES[after["attainment"]] == "met"
    assert answer["classes"][both][3] == 4
    assert answer["sections"][low]["place"] == [116.09, 36.5]
    assert answer["indicators"]["w21003"]["name_zh"] == "氨氮"
    some = client.get(f"/api/assessment/sections?month={MONTH}&months=2&district=乙县").json()
    assert [one["code"] for one in some["sections"]] == ["BOTH", "LAKE"]


def test_features_of_a_month_have_both_results_and_their_change(client: TestClient) -> None:
    features = client.get(f"/api/assessment/sections?month={MONTH}").json()["features"]
    found = {feature["id"]: feature["properties"] for feature in features}
    low, both = found["LOW"], found["BOTH"]
    assert low["main_pollutants_zh"] == "氨氮(0.6)"
    assert (low["exempt"], low["after"], low["change"]["year"]["wording_zh"]) == (False, None, "明显变差")
    assert (low["change"]["month"]["class_before"], low["change"]["month"]["class_steps"]) == (4, -1)
    assert (both["before"]["attainment"], both["after"]["attainment"]) == ("missed", "met")
    assert both["exemptions"][0]["document_number"] == "示例〔2023〕1号"


def test_who_approved_is_for_those_signed_in(client: TestClient, signed_in: dict[str, str]) -> None:
    path = f"/api/assessment/sections/BOTH?month={MONTH}"
    assert "市局" not in client.get(path).text + client.get(f"/api/assessment/sections?month={MONTH}").text
    assert client.get(path, headers=signed_in).json()["exemptions"][0]["approver"] == "市局"


def test_a_section_in_detail(client: TestClient) -> None:
    found = client.get(f"/api/assessment/sections/LOW?month={MONTH}").json()
    ammonia = next(one for one in found["indicators"] if one["code"] == "w21003")
    assert (ammonia["multiple_3"], ammonia["multiple_target"], ammonia["index"]) == (0.6, 0.6, 1.6)
    shares = [one["share_percent"] for one in found["indicators"] if one["share_percent"] is not None]
    assert sum(shares) == pytest.approx(100, abs=0.05)
    assert (found["upstream"]["code"], found["upstream"]["how"], found["upstream"]["kind"]) == ("IN", "border", "入境")
    assert found["upstream"]["target_class"] == 3
    beside = {one["code"]: one for one in found["upstream"]["indicators"]}["w21003"]
    assert (beside["upstream"], beside["here"], beside["added"]) == (0.8, 1.6, 0.8)
    assert found["total_nitrogen"]["percent"] == 0
    assert {one["code"] for one in found["trend"]} >= {"w21003", "w01009"}
    assert found["outlook"]["light"] == "unlikely"
    assert found["sources"]["reconciliation"] == "station_first"
    assert set(found["sources"]["used"]) == {"manual"}
    assert client.get(f"/api/assessment/sections/nobody?month={MONTH}").status_code == 404
    border = client.get(f"/api/assessment/sections/IN?month={MONTH}").json()
    assert border["upstream"] is None


def test_values_lead_back_to_their_cells(client: TestClient) -> None:
    found = client.get(f"/api/samples?site=sections/LOW&month={MONTH}&months=1&indicator=w21003").json()["samples"]
    (one,) = found
    place = (one["file_name"], one["sheet"], one["row_number"], one["column_label"])
    assert place == ("2023-05.xlsx", "5月", 4, "F")
    assert (one["raw_text"], one["level"], one["flags"]) == ("1.6", "city", ["unit_slip"])


def test_regions_count_a_shared_section_for_both(client: TestClient) -> None:
    rows = client.get(f"/api/assessment/regions?month={MONTH}&by=district").json()["rows"]
    assert {row["name"]: sorted(row["sections"]) for row in rows} == {
        "乙县": ["BOTH", "LAKE"], "甲县": ["BOTH", "IN", "LOW"],
    }  # fmt: skip
    first = next(row for row in rows if row["name"] == "甲县")
    assert first["rule"] == "mean"
    assert first["after"] is not None
    rivers = client.get(f"/api/assessment/regions?month={MONTH}&by=river").json()["rows"]
    assert [row["name"] for row in rivers] == ["徒骇河", "马颊河"]
    assert rivers[0]["change"]["year"]["zh"] == "有所变差"
    (whole,) = client.get(f"/api/assessment/regions?month={MONTH}&by=basin").json()["rows"]
    assert whole["judged"] == 4
    (lake,) = client.get(f"/api/assessment/lakes?month={MONTH}").json()["rows"]
    assert (lake["name"], lake["class"], lake["trophic"]["index"]) == ("北湖", 3, None)
    assert "叶绿素a" in lake["trophic"]["reason_zh"]


def test_rankings_and_peaks(client: TestClient) -> None:
    answer = client.get(f"/api/assessment/ranking?month={MONTH}&by=river").json()
    (group,) = answer["ranking"]["groups"]
    assert [row["name"] for row in group["rows"]] == ["马颊河", "徒骇河"]  # 0.4 + 1.25 below 1.2 + 0.5
    assert group["n_items"] == 5
    assert answer["base_months"] == ["2022-05"]
    (changes,) = answer["changes"]["groups"]
    assert [row["name"] for row in changes["rows"]] == ["马颊河", "徒骇河"]
    shared = client.get(f"/api/assessment/ranking?month={MONTH}&by=river&items=common").json()
    assert [one["code"] for one in shared["common_items"]] == group["item_set"]
    assert shared["ranking"] == answer["ranking"]
    assert "不是环办监测" in shared["notes"][0]["zh"]
    quarter = client.get(f"/api/assessment/ranking?month={MONTH}&period=quarter&by=section").json()
    assert quarter["months"] == ["2023-04", "2023-05", "2023-06"]
    peak = client.get(f"/api/assessment/peaks?month={MONTH}").json()["river"]["peaks"][0]
    assert (peak["section"], peak["code"], peak["limit"]) == ("LOW", "w21003", 1.0)
    assert client.get(f"/api/assessment/peaks?month={MONTH}&district=丙县").status_code == 404


def test_the_series_of_a_section_ends_with_the_means_of_its_table(client: TestClient) -> None:
    answer = client.get(f"/api/assessment/sections/LOW?month={MONTH}").json()
    series = answer["series"]
    assert (len(series["months"]), series["months"][-1]) == (36, MONTH)
    last = {one["code"]: one["value"] for one in answer["indicators"]}
    assert {code: row[-1] for code, row in series["means"].items()} == last
    assert {one["code"]: one["source"] for one in answer["indicators"]} == {
        code: row[-1] for code, row in series["sources"].items()
    }
    assert all(row[series["months"].index("2023-02")] is None for row in series["means"].values())  # 断流


def test_both_results_stand_in_the_matrix_and_the_one_that_counts_chooses(client: TestClient) -> None:
    asked = f"/api/assessment/sections?month={MONTH}&months=2"
    whole = client.get(asked).json()
    row = [one["code"] for one in whole["sections"]].index("BOTH")
    cell = next(one for one in whole["after"] if one["section"] == row and one["month"] == 1)
    assert cell["documents"] == ["示例〔2023〕1号"]
    states = whole["attainment_names"]
    for state in states:
        chosen = client.get(f"{asked}&attainment={state}").json()
        codes = [one["code"] for one in chosen["sections"]]
        expected = [one["code"] for one, own in zip(whole["sections"], whole["attainments"], strict=True)
                    if one["code"] != "BOTH" and own[-1] is not None and states[own[-1]] == state]  # fmt: skip
        assert set(codes) - {"BOTH"} == set(expected)
        assert ("BOTH" in codes) == (states[cell["attainment"]] == state)
        assert len(chosen["exempt"]) == len(codes)
        for one in chosen["after"]:
            assert chosen["sections"][one["section"]]["code"] == "BOTH"
        features = client.get(f"/api/assessment/sections?month={MONTH}&attainment={state}").json()["features"]
        assert [one["id"] for one in features] == codes
    table = client.get(f"{asked}&f=csv").content.decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(table))
    both = [one for one in rows if one["断面编码"] == "BOTH" and one["月份"] == MONTH]
    assert [one["免考文号"] for one in both] == ["示例〔2023〕1号"]
    assert both[0]["免考后类别"]
    assert {one["免考后类别"] for one in rows if one["断面编码"] != "BOTH"} == {""}


def test_a_lake_and_a_level_of_assessment_choose_sections(client: TestClient) -> None:
    asked = f"/api/assessment/sections?month={MONTH}&months=1"
    assert [one["code"] for one in client.get(f"{asked}&river=北湖").json()["sections"]] == ["LAKE"]
    assert client.get(f"{asked}&assessment_level=没有").json()["sections"] == []
    assert client.get(f"/api/assessment/sections?month={MONTH}&river=北湖").json()["features"][0]["id"] == "LAKE"


def test_one_list_needs_items_enough(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.assessment.common_index.LEAST_ITEMS", 6)  # every river has five
    refused = client.get(f"/api/assessment/ranking?month={MONTH}&by=river&items=common")
    assert refused.status_code == 422
    assert "只有 5 项，不足 6 项，不能统一排名" in refused.json()["detail"]


def test_the_outlook_tells_any_past_day(client: TestClient, signed_in: dict[str, str]) -> None:
    public = client.get("/api/assessment/outlook?date=2023-05-20").json()
    assert public["money_at_stake_fen"] is None
    assert all(row["money_at_stake_fen"] is None and row["stakes"] == [] for row in public["rows"])
    answer = client.get("/api/assessment/outlook?date=2023-05-20&rule_set=liaocheng_2020", headers=signed_in).json()
    lights = {row["code"]: row["light"] for row in answer["rows"]}
    assert (lights["LOW"], answer["rows"][0]["code"]) == ("unlikely", "LOW")
    early = client.get("/api/assessment/outlook?date=2023-05-02", headers=signed_in).json()
    assert {row["light"] for row in early["rows"]} == {"unknown"}
    assert client.get("/api/assessment/outlook?date=20-5", headers=signed_in).status_code == 400


def test_the_flood_season_of_a_year(client: TestClient) -> None:
    answer = client.get("/api/assessment/flood-season?year=2023").json()
    assert answer["flood_months"] == [6, 7, 8, 9]
    assert {row["answer"] for row in answer["rows"]} == {"unknown"}  # no value in the season
    assert all(row["rest_months"] == 3 for row in answer["rows"])


def test_the_report_to_paste(client: TestClient) -> None:
    answer = client.get(f"/api/assessment/report?month={MONTH}&place=聊城市").json()
    text = "".join(paragraph["zh"] for paragraph in answer["paragraphs"])
    assert "聊城市" in text
    assert "示例〔2023〕1号" in text
    document = client.get(f"/api/assessment/report?month={MONTH}&f=docx")
    assert document.content[:2] == b"PK"


LISTS = [
    "sections?month=2023-05&months=3", "regions?month=2023-05", "lakes?month=2023-05", "flood-season?year=2023",
    "ranking?month=2023-05", "peaks?month=2023-05", "outlook?date=2023-05-20",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_a_file_too(client: TestClient, signed_in: dict[str, str], path: str) -> None:
    answer = client.get(f"/api/assessment/{path}&f=csv", headers=signed_in)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert all(len(row) == len(rows[0]) for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/api/assessment/{path}&f=xlsx", headers=signed_in).content))
    assert [cell.value for cell in next(book.worksheets[0].iter_rows())] == rows[0]


@pytest.mark.parametrize(
    "path", [*LISTS, "sections?month=2023-05", "sections/LOW?month=2023-05", "report?month=2023-05"]
)
def test_an_answer_that_stands_is_not_sent_twice(client: TestClient, signed_in: dict[str, str], path: str) -> None:
    first = client.get(f"/api/assessment/{path}", headers=signed_in)
    again = client.get(f"/api/assessment/{path}", headers={**signed_in, "If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_what_changes_changes_the_tag(tmp_path_factory: pytest.TempPathFactory) -> None:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("changing"), public_read=True))
    fill(app)
    client, store, path = TestClient(app), app.state.store, f"/api/assessment/sections?month={MONTH}&months=2"
    tags = {client.get(path).headers["etag"]}
    steps: list[Callable[[Any], object]] = [
        lambda c: change_status(
            c, store, from_status="final", to_status="raw", who="t", month=MONTH, document="d", note=""
        ),
        lambda c: supersede_sample(c, store, 1, value=1.0, raw_text="1.0", who="t", reason="复测", document="d"),
        lambda c: withdraw_batch(c, store, 1, who="t", reason="误", document="d"),
    ]
    for number, step in enumerate(steps, start=2):
        with store.writing() as c:
            step(c)
        tags.add(client.get(path).headers["etag"])
        assert len(tags) == number
    store.close()
