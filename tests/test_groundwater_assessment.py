"""Wells of a year from a store, by hand from GB/T 14848-2017 Table 1 (地下水评价)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.assessment.groundwater_limits import groundwater_items
from app.settings import Settings
from app.store.engine import Store
from app.uses.assessment.groundwater_assessment import assess_wells
from tests.sites_of_tests import empty, exempt, make_site_store, put, sample

HARDNESS, FLUORIDE, AMMONIA, SMELL, MERCURY = "x:total_hardness", "w21017", "w21003", "x:odour_and_taste", "w20111"
WELLS = [
    {"code": "A", "name": "甲井", "target_class": "Ⅳ", "district": "冠县"},
    {"code": "B", "name": "乙井", "target_class": "Ⅲ"},
    {"code": "C", "name": "丙井"},
    {"code": "D", "name": "丁井", "target_class": "Ⅴ"},
    {"code": "E", "name": "戊井", "target_class": "Ⅲ"},
]
CLEAN = dict.fromkeys(groundwater_items(), 0.0) | {"w01001": 7.5}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = make_site_store(tmp_path_factory.mktemp("wells"), {"wells": WELLS})
    yield opened
    opened.close()


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    yield shared
    empty(shared)


def wells(store: Store, first: str = "2023-01", last: str = "2023-12", **more: Any) -> dict[str, dict[str, Any]]:
    with store.reading() as c:
        rows = assess_wells(c, store, Settings(), first, last, **more)
    json.dumps(rows, allow_nan=False)
    assert [row["code"] for row in rows] == [well["code"] for well in WELLS]
    return {row["code"]: row for row in rows}


def test_class_of_the_years_mean_and_what_is_missed(store: Store) -> None:
    put(
        store,
        # hardness Ⅲ ≤450, Ⅳ ≤650: the mean of 600 and 740 is 670, class Ⅴ, 20/650 over Ⅳ
        sample("wells", "A", "2023-05-10", {HARDNESS: 600.0, FLUORIDE: 1.0, SMELL: "无"}),
        sample("wells", "A", "2023-11-10", {HARDNESS: 740.0, FLUORIDE: 1.0, SMELL: "无"}),
        sample("wells", "A", "2022-11-10", {HARDNESS: 9999.0}),  # another year
        sample("wells", "A", "2023-06-10", {HARDNESS: 9999.0}, source="field"),  # a field kit
    )
    a = wells(store)["A"]
    assert (a["class_name"], a["target_class_name"], a["attainment"]) == ("Ⅴ", "Ⅳ", "missed")
    assert [(one["code"], round(one["multiple"], 4)) for one in a["missed"]] == [(HARDNESS, round(20 / 650, 4))]
    assert a["sampled_on"] == ["2023-05-10", "2023-11-10"]
    assert (a["value_count"], a["judged_count"], len(a["missing"]), a["required_count"]) == (6, 3, 36, 39)
    items = {item["code"]: item for item in a["items"]}
    assert (items[HARDNESS]["value"], items[HARDNESS]["class_name"], items[HARDNESS]["count"]) == (670.0, "Ⅴ", 2)
    assert items[HARDNESS]["limits"] == [150.0, 300.0, 450.0, 650.0]
    assert (items[FLUORIDE]["class_name"], items[SMELL]["class_name"]) == ("Ⅰ", "Ⅰ")  # 从优不从劣; 无
    assert [one["name_zh"] for one in a["deciding"]] == ["总硬度"]
    assert wells(store, "2023-05", "2023-05")["A"]["class_name"] == "Ⅳ"  # a month by itself


def test_four_answers(store: Store) -> None:
    put(
        store,
        sample("wells", "B", "2023-05-10", CLEAN),
        sample("wells", "C", "2023-05-10", {AMMONIA: 1.4}),
        sample("wells", "D", "2023-05-10", {AMMONIA: 9.0}),
    )
    told = wells(store)
    assert (told["B"]["attainment"], told["B"]["class_name"], told["B"]["missing"]) == ("met", "Ⅰ", [])
    c = told["C"]
    assert (c["attainment"], c["class_name"], c["missed"], c["reason_zh"]) == (
        None, "Ⅳ", [], "图层未填目标类别，只给出类别。",
    )  # fmt: skip
    assert (told["D"]["attainment"], told["D"]["class_name"], told["D"]["missed"]) == ("met_on_n", "Ⅴ", [])
    e = told["E"]
    assert (e["attainment"], e["class"], e["value_count"]) == ("undetermined", None, 0)
    assert e["reason_zh"] == "本时段没有监测数据。"


def test_smell_found_once_is_five_and_a_wide_limit_stays_open(store: Store) -> None:
    put(
        store,
        sample("wells", "B", "2023-05-10", {SMELL: "无", MERCURY: "<0.01"}),  # Ⅲ ≤0.001, Ⅳ ≤0.002
        sample("wells", "B", "2023-11-10", {SMELL: "有"}),
    )
    b = wells(store)["B"]
    assert b["class_name"] == "Ⅴ"
    assert [one["code"] for one in b["undeterminable"]] == [MERCURY]
    assert [(one["code"], one["multiple"]) for one in b["missed"]] == [(SMELL, None)]


def test_both_results_of_an_exemption_that_covers_all_months(store: Store) -> None:
    put(store, sample("wells", "B", "2023-05-10", {FLUORIDE: 1.5, AMMONIA: 0.1}))  # fluoride Ⅲ ≤1.0
    exempt(store, "B", [FLUORIDE], "2023-01", "2023-06")
    b = wells(store)["B"]
    assert (b["attainment"], b["attainment_exempted"]) == ("missed", "met_on_n")
    assert [(one["multiple"], one["exempted"]) for one in b["missed"]] == [(0.5, True)]
    assert b["exemptions"][0]["document"] == "示例〔2023〕1号"
    put(store, sample("wells", "B", "2023-11-10", {FLUORIDE: 1.5}))  # not covered: the mean is not exempted
    b = wells(store)["B"]
    assert (b["attainment"], b["attainment_exempted"], b["exemptions"]) == ("missed", "missed", [])


def test_official_values_only(store: Store) -> None:
    put(store, sample("wells", "B", "2023-05-10", {FLUORIDE: 1.5}, status="raw"))
    assert wells(store)["B"]["attainment"] == "missed"
    assert wells(store, basis="final")["B"]["attainment"] == "undetermined"
