"""Drinking-water sources up to a month from a store, by hand from GB 3838, GB/T 14848 and the calendar (水源地评价)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app.assessment.groundwater_limits import groundwater_items
from app.assessment.indicators import judged_codes
from app.assessment.supplementary_limits import source_limits
from app.settings import Settings
from app.store.engine import Store
from app.uses.assessment.water_source_assessment import assess_water_sources
from app.uses.assessment.water_source_history import water_source_months
from tests.sites_of_tests import empty, exempt, make_site_store, put, sample

FLUORIDE, MANGANESE, NICKEL, SULPHATE, TP = "w21017", "w20124", "x:nickel", "w21038", "w21011"
SOURCES = [
    {"code": "K", "name": "甲水库", "kind": "湖库型", "scale": "县级以上", "frequency": "每月", "target_class": "Ⅲ",
     "monitored_set": ["镍", "x:benzene"], "river": "甲水库", "district": "冠县"},
    {"code": "R", "name": "乙河", "kind": "河流型", "frequency": "看情况"},
    {"code": "G", "name": "丙井群", "kind": "地下水型", "scale": "千吨万人", "frequency": "每季度",
     "target_class": "Ⅲ"},
    {"code": "U", "name": "丁水源", "frequency": "半年"},
    {"code": "P", "name": "戊水源", "kind": "湖库型", "frequency": "每月", "monitored_set": ["镍", "某指标"]},
]  # fmt: skip
SURFACE = dict.fromkeys((*judged_codes(), *source_limits(2)), 0.0) | {"w01001": 7.5, "w01009": 8.0}
GROUND = dict.fromkeys(groundwater_items(), 0.0) | {"w01001": 7.5}
TODAY = date(2024, 2, 1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = make_site_store(tmp_path_factory.mktemp("water_sources"), {"water_sources": SOURCES})
    yield opened
    opened.close()


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    yield shared
    empty(shared)


def sources(store: Store, month: str = "2023-06", today: date = TODAY, **more: Any) -> dict[str, dict[str, Any]]:
    with store.reading() as c:
        rows = assess_water_sources(c, store, Settings(), month, today=today, **more)
    json.dumps(rows, allow_nan=False)
    assert [row["code"] for row in rows] == [source["code"] for source in SOURCES]
    return {row["code"]: row for row in rows}


def test_a_reservoir_by_its_three_tables(store: Store) -> None:
    # TP of lakes: Ⅲ ≤0.05. Table 2: manganese 0.1. Table 3: nickel 0.02, benzene 0.01.
    put(store, sample("water_sources", "K", "2023-06-08", SURFACE | {TP: 0.03, MANGANESE: 0.14, NICKEL: 0.01}))
    k = sources(store)["K"]
    assert (k["class_name"], k["attainment"]) == ("Ⅲ", "missed")
    assert k["parts"] == {"table_1": "met", "table_2": "missed", "table_3": "met_on_n"}
    assert [(one["code"], round(one["multiple"], 6)) for one in k["missed"]] == [(MANGANESE, 0.4)]
    assert [one["code"] for one in k["missing"]] == ["x:benzene"]
    items = {one["code"]: one for one in k["items"]}
    assert k["items"][0]["code"] == MANGANESE  # what is missed comes first
    told = {code: (one["table"], one["limit"], one["value"], one["judged"]) for code, one in items.items()}
    assert told[TP] == ("table_1", 0.05, 0.03, True)
    assert told[MANGANESE] == ("table_2", 0.1, 0.14, True)
    assert told[NICKEL] == ("table_3", 0.02, 0.01, True)
    assert told["w01001"] == ("table_1", [6.0, 9.0], 7.5, True)
    assert (told["w01018"][3], items[MANGANESE]["count"], items[MANGANESE]["missed"]) == (False, 1, True)
    assert (k["required_count"], k["table_3_chosen"]) == (27, ["x:benzene", NICKEL])
    assert "w01018" not in {one["code"] for one in k["missing"]}  # COD is none of the 20


def test_met_needs_the_list_of_table_3(store: Store) -> None:
    put(
        store,
        sample("water_sources", "K", "2023-06-08", SURFACE | {NICKEL: 0.01, "x:benzene": 0.0}),
        sample("water_sources", "R", "2023-06-08", SURFACE),
        sample("water_sources", "P", "2023-06-08", SURFACE | {NICKEL: 0.01}),
    )
    told = sources(store)
    assert told["K"]["attainment"] == "met"
    assert (told["R"]["attainment"], told["R"]["parts"]["table_3"]) == ("met_on_n", "undetermined")
    assert (told["R"]["target_class"], told["R"]["target_class_assumed"]) == (3, True)
    assert (told["P"]["attainment"], told["P"]["unknown_items"]) == ("met_on_n", ["某指标"])


def test_the_answer_rests_on_the_last_period_of_its_frequency(store: Store) -> None:
    put(
        store,
        sample("water_sources", "G", "2023-01-20", GROUND | {FLUORIDE: 0.5}),
        sample("water_sources", "G", "2023-03-05", GROUND | {FLUORIDE: 2.5}),  # 2023 first quarter: mean 1.5
        sample("water_sources", "G", "2022-12-05", GROUND | {FLUORIDE: 9.0}),  # the quarter before
        sample("water_sources", "G", "2023-08-05", GROUND),  # later than asked for
    )
    g = sources(store)["G"]
    assert g["period"] == {
        "first_month": "2023-01", "last_month": "2023-03", "months": 3, "sampled_on": ["2023-01-20", "2023-03-05"],
        "value_count": 78,
    }  # fmt: skip
    assert (g["class_name"], g["attainment"]) == ("Ⅳ", "missed")
    assert [(one["code"], one["multiple"]) for one in g["missed"]] == [(FLUORIDE, 0.5)]
    assert g["parts"] == {"gbt_14848": "missed"}
    # sampled in the first quarter: due by the end of the second, 30 June, which is not past on that day
    assert (g["last_sampled"], g["state"], g["due_on"], g["is_overdue"]) == ("2023-03-05", "due", "2023-06-30", False)
    july = sources(store, "2023-07")["G"]
    assert (july["state"], july["days_overdue"], july["is_overdue"]) == ("overdue", 31, True)
    assert sources(store, "2023-07", today=date(2023, 7, 4))["G"]["days_overdue"] == 4
    assert sources(store, "2023-08")["G"]["attainment"] == "met"


def test_unknown_frequency_kind_and_no_values_are_said(store: Store) -> None:
    put(store, sample("water_sources", "R", "2023-02-08", SURFACE), sample("water_sources", "U", "2023-06-08", SURFACE))
    told = sources(store)
    r = told["R"]
    assert (r["state"], r["due_on"], r["is_overdue"]) == ("unknown_frequency", None, None)
    assert (r["period"]["first_month"], r["period"]["last_month"]) == ("2023-02", "2023-02")
    assert (told["U"]["attainment"], told["U"]["reason_zh"]) == ("undetermined", "未填写水源类型，不能评价。")
    k = told["K"]
    assert (k["state"], k["last_sampled"], k["class"], k["attainment"]) == ("never_sampled", None, None, "undetermined")
    assert k["reason_zh"] == "截至本月没有监测数据。"


def test_exemptions_show_both_results(store: Store) -> None:
    put(store, sample("water_sources", "G", "2023-06-05", GROUND | {FLUORIDE: 1.2}))
    exempt(store, "G", [FLUORIDE], "2023-04", "2023-12")
    g = sources(store)["G"]
    assert (g["attainment"], g["attainment_exempted"]) == ("missed", "met")
    assert g["missed"][0]["exempted"]
    assert g["exemptions"][0]["reason"] == "地质本底"


def test_months_for_rule_sets(store: Store) -> None:
    put(
        store,
        sample("water_sources", "G", "2023-05-05", GROUND | {FLUORIDE: 1.2, SULPHATE: 500.0}),  # Ⅲ ≤250
        sample("water_sources", "K", "2023-05-08", SURFACE | {NICKEL: 0.01, "x:benzene": 0.0}),
        sample("water_sources", "K", "2023-06-08", SURFACE | {TP: 0.06}, status="reviewed"),  # not official
    )
    exempt(store, "G", [FLUORIDE], "2023-05", "2023-05")
    with store.reading() as c:
        records = water_source_months(c, store, Settings(), ["2023-06", "2023-05"])
        assert water_source_months(c, store, Settings(), []) == []
    assert [(one.month, one.code) for one in records] == [
        (month, source["code"]) for month in ("2023-05", "2023-06") for source in SOURCES
    ]
    told = {(one.code, one.month): one for one in records}
    g = told["G", "2023-05"]
    assert (g.kind, g.name, g.scale, g.water_class, g.is_final) == ("water_source", "丙井群", "千吨万人", 5, True)
    [target] = g.targets
    assert (target.purpose, target.period, target.water_class, target.attainment) == ("考核", "month", 3, "missed")
    assert [(one.code, one.multiple) for one in target.missed] == [(SULPHATE, 1.0)]  # the exempted one is left out
    assert g.values[FLUORIDE] == 1.2
    k = told["K", "2023-05"]
    assert (k.targets[0].attainment, k.is_complete, k.river, k.district) == ("met", True, "甲水库", "冠县")
    for nothing in (told["K", "2023-06"], told["G", "2023-06"]):
        assert (nothing.targets[0].attainment, nothing.water_class, nothing.is_final) == ("undetermined", None, False)
        assert nothing.values == {}
