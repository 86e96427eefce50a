"""Treatment plants of a month from a store, by hand from GB 3838 and the plans' clauses (污水处理厂评价)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.settings import Settings
from app.store.engine import Store
from app.uses.assessment.treatment_plant_assessment import assess_treatment_plants
from tests.sites_of_tests import empty, make_site_store, put, sample

COD, AMMONIA, TP, FLUORIDE, TN, BOD, FLOW = (
    "w01018", "w21003", "w21011", "w21017", "w21001", "w01017", "x:flow_m3_per_d"
)  # fmt: skip
PLANT = "城镇污水处理厂"
PLANTS = [
    {"code": "A", "name": "甲厂", "kind": PLANT, "capacity_m3_per_d": 1000.0,
     "emission_standard": "地表水Ⅳ类，总氮除外（示例〔2023〕1号）"},
    {"code": "B", "name": "乙厂", "kind": "工业园区污水处理厂", "capacity_m3_per_d": 1000.0,
     "emission_standard": "地表水准Ⅳ类，色度另定"},
    {"code": "C", "name": "丙厂", "kind": PLANT, "emission_standard": "一级A"},
    {"code": "D", "name": "丁厂", "kind": PLANT},
    {"code": "F", "name": "某工厂", "kind": "工业企业", "emission_standard": "地表水Ⅳ类"},
]  # fmt: skip
GOOD = {COD: 20.0, AMMONIA: 1.0, TP: 0.2, FLUORIDE: 1.0, TN: 14.0}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = make_site_store(tmp_path_factory.mktemp("plants"), {"dischargers": PLANTS})
    yield opened
    opened.close()


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    yield shared
    empty(shared)


def effluent(site: str, day: str, values: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return sample("dischargers", site, day, values, "出水", **more)


def inflow(site: str, day: str, bod: float) -> list[dict[str, Any]]:
    return sample("dischargers", site, day, {BOD: bod}, "进水")


def plants(store: Store, month: str = "2023-03", **more: Any) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    with store.reading() as c:
        rows, together = assess_treatment_plants(c, store, Settings(), month, **more)
    json.dumps([rows, together], allow_nan=False)
    assert [row["code"] for row in rows] == ["A", "B", "C", "D"]  # a factory is none
    return {row["code"]: row for row in rows}, together


def test_effluent_of_the_month_against_its_class(store: Store) -> None:
    put(
        store,
        effluent("A", "2023-03-05", GOOD | {COD: 36.0, FLOW: 850.0}),  # Ⅳ ≤30: the mean is 33
        effluent("A", "2023-03-15", GOOD | {COD: 30.0, FLOW: 970.0}),
        effluent("A", "2023-02-15", GOOD | {COD: 99.0}),
        sample("dischargers", "A", "2023-03-05", {COD: 400.0}, "进水"),  # what comes in is not what goes out
        effluent("B", "2023-03-05", GOOD | {FLOW: 1000.0}),
        effluent("C", "2023-03-05", GOOD | {FLOW: 500.0}),
    )
    told, _ = plants(store)
    a = told["A"]
    assert (a["class_name"], a["attainment"], a["excepted"], a["document"]) == ("Ⅳ", "missed", [TN], "示例〔2023〕1号")
    [over] = a["missed"]
    assert (over["code"], over["value"], over["limit"], over["multiple"]) == (COD, 33.0, 30.0, 0.1)
    assert a["total_nitrogen_mg_per_l"] == 14.0
    assert (a["load"]["flow_m3_per_d"], a["load"]["share_percent"], a["load"]["flag"]) == (910.0, 91.0, "near_full")
    assert a["reasons_zh"][0] == "化学需氧量33 mg/L，超过限值30 mg/L。"
    assert plants(store, near_full=0.95)[0]["A"]["load"]["flag"] == "normal"
    b = told["B"]
    assert (b["class_name"], b["attainment"], b["unread"]) == ("准Ⅳ", "met_on_n", ["色度另定"])
    assert b["load"]["flag"] == "over"
    c = told["C"]
    assert (c["class_name"], c["attainment"]) == (None, "undetermined")
    assert c["reasons_zh"][0] == "排放标准“一级A”没有写明地表水类别，不能评价。"
    assert (c["load"]["share_percent"], c["load"]["flag"]) == (None, "unknown")
    assert told["D"]["reasons_zh"][:2] == ["未填写排放标准。", "本月没有出水监测数据。"]


def test_all_items_met_and_one_not_measured(store: Store) -> None:
    put(store, effluent("A", "2023-03-05", GOOD))
    assert plants(store)[0]["A"]["attainment"] == "met"
    assert plants(store, basis="final")[0]["A"]["attainment"] == "met"
    empty(store)
    put(store, effluent("A", "2023-03-05", {COD: 20.0}, status="raw"))
    assert plants(store)[0]["A"]["attainment"] == "met_on_n"
    assert plants(store, basis="final")[0]["A"]["attainment"] == "undetermined"


def test_inflow_of_the_year_so_far(store: Store) -> None:
    # 平政办发[2021]58号 三(二)2: mean at least 150, none below 100 mg/L
    put(
        store,
        inflow("A", "2022-12-05", 10.0),  # last year
        inflow("A", "2023-01-05", 200.0),
        inflow("A", "2023-02-05", 180.0),
        inflow("A", "2023-03-05", 90.0),
        inflow("A", "2023-03-15", 104.0),  # March: 97; the year so far: (200 + 180 + 97) / 3 = 159
        inflow("A", "2023-04-05", 10.0),  # later than asked for
        inflow("B", "2023-03-05", 140.0),
    )
    told, together = plants(store)
    a = told["A"]["inflow"]
    assert (a["state"], a["mean_mg_per_l"], a["minimum_mg_per_l"], a["minimum_month"]) == (
        "missed", 159.0, 97.0, "2023-03",
    )  # fmt: skip
    assert a["reasons_zh"] == ["2023-03进水BOD为97 mg/L，低于100 mg/L。"]
    assert [one["value"] for one in a["months"]] == [200.0, 180.0, 97.0]
    b = told["B"]["inflow"]
    assert (b["state"], b["reasons_zh"]) == ("missed", ["平均进水BOD为140.0 mg/L，低于150 mg/L。"])
    assert told["D"]["inflow"]["state"] == "undetermined"
    assert (together["mean"], together["missing"]) == (149.5, ["丙厂", "丁厂"])
    assert together["state"] == "undetermined"  # too low a mean, but of some plants only
    assert plants(store, "2023-02")[0]["A"]["inflow"]["state"] == "met"
