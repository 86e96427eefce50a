"""Sections and reaches of a month, from samples in a store (月评价): small cases worked by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app.calendar_months import month_bounds, read_month, shift_month
from app.errors import Unparsable
from app.settings import Settings
from app.store.engine import Store
from app.store.samples import add_samples, set_month_states
from app.uses.assessment.month_assessment import assess_months, assess_sections
from app.uses.assessment.reach_assessment import assess_reaches
from app.uses.assessment.section_course import section_course
from app.uses.network.river_network import current_network
from tests.sections_of_tests import make_store, reach, section

FIVE = {"w01001": 7.8, "w01009": 8.0, "w01019": 5.0, "w21003": 0.8, "w21011": 0.15}
MONTHLY = [{"purpose": "考核", "period": "month", "class": 3}]
SECTIONS = [
    section("A", "上断面", "徒骇河", 116.00, required_set="5+X", targets=MONTHLY),
    section("B", "下断面", "徒骇河", 116.05, required_set="5+X", characteristic_indicators=["w21017"], targets=MONTHLY),
    section("L", "湖心", None, 118.00, water_type="lake_or_reservoir", required_set="5+X", targets=MONTHLY),
    section("N", "新断面", "马颊河", 117.00, valid_from="2023-06-01"),
    section(
        "Y", "年考断面", "马颊河", 117.05, required_set="w21003",
        targets=[{"purpose": "考核", "period": "year", "class": 4}, {"purpose": "补偿", "period": "month", "class": 3}],
    ),
]  # fmt: skip
REACHES = [
    reach("r0", "徒骇河", (115.95, 36.5), (115.98, 36.5)),
    reach("r1", "徒骇河", (115.98, 36.5), (116.02, 36.5)),
    reach("r2", "徒骇河", (116.02, 36.5), (116.08, 36.5)),
    reach("r3", "徒骇河", (116.08, 36.5), (116.10, 36.5)),
    reach("d", "无名沟", (116.02, 36.55), (116.02, 36.5)),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, SECTIONS, REACHES)
    yield store
    store.close()


def put(store: Store, site: str, values: dict[str, float], day: str = "2023-05-12T02:00Z", **more: Any) -> None:
    """Values of one site at one time."""
    usual = {"site_kind": "sections", "below_limit": False, "detection_limit": None, "unit": "mg/L", "state": None,
             "source": "manual", "status": "final"}  # fmt: skip
    rows = [
        {**usual, "site_code": site, "site_name": site, "sampled_at": pd.Timestamp(day), "indicator": code,
         "value": value, "raw_text": str(value), **more}
        for code, value in values.items()
    ]  # fmt: skip
    with store.writing() as c:
        add_samples(c, store, pd.DataFrame(rows), batch={"file_name": "t", "sha256": None, "who": "t", "note": ""})


def assessed(store: Store, month: str = "2023-05", **settings: Any) -> dict[str, dict[str, Any]]:
    with store.reading() as c:
        answers = assess_sections(c, store, Settings(**settings), month)
    return {answer.section.code: json.loads(json.dumps(answer.as_properties())) for answer in answers}


def test_class_deciding_indicators_target_and_what_was_judged(store: Store) -> None:
    put(store, "A", {**FIVE, "w21003": 1.2, "w01018": 50.0, "w21001": 9.0})
    a = assessed(store)["A"]
    assert (a["class"], a["class_name"], a["level_zh"]) == (4, "Ⅳ", "轻度污染")
    assert [one["code"] for one in a["deciding"]] == ["w21003"]
    assert a["class_of_all"] == 6  # COD 50 is measured, but not of the 5+X
    assert (a["target_class"], a["attainment"]) == (3, "missed")
    assert a["targets"][0]["missed"] == {"w21003": 0.2}
    assert (a["required_set"], len(a["required"]), len(a["judged"]), a["missing"]) == ("5+X", 5, 5, [])
    rows = {row["code"]: row for row in a["indicators"]}
    assert (rows["w21003"]["multiple_3"], rows["w21003"]["judged"]) == (0.2, True)
    assert (rows["w01018"]["judged"], rows["w01018"]["class"]) == (False, 6)
    assert (rows["w21001"]["class"], rows["w21001"]["limits"]) == (None, None)
    assert rows["w21011"]["limits"] == [0.02, 0.1, 0.2, 0.3, 0.4]


def test_four_answers(store: Store) -> None:
    put(store, "A", FIVE)
    put(store, "B", FIVE)  # without its fluoride
    put(store, "L", FIVE)  # total phosphorus 0.15 in a lake is Ⅴ
    answers = assessed(store)
    assert {code: answer["attainment"] for code, answer in answers.items()} == {
        "A": "met",
        "B": "met_on_n",
        "L": "missed",
        "Y": "undetermined",
    }
    assert answers["B"]["missing"] == ["w21017"]
    assert answers["L"]["class"] == 5
    assert "N" not in answers  # not yet in force
    assert "N" in assessed(store, "2023-06")


def test_months_without_values_say_why(store: Store) -> None:
    with store.writing() as c:
        set_month_states(c, store, pd.DataFrame([{"site_code": "A", "month": "2023-05", "state": "断流"}]))
    put(store, "B", FIVE, source="automatic", state="维护")
    put(store, "L", {"w22001": 0.01})
    answers = assessed(store)
    assert (answers["A"]["state"], answers["A"]["attainment"], answers["A"]["class"]) == ("断流", "undetermined", None)
    assert "断流" in answers["A"]["reason_zh"]
    assert answers["B"]["not_counted"] == {"维护": 5}
    assert answers["B"]["reason_en"] == "No monitoring data this month."
    assert answers["L"]["reason_en"] == "No required indicator was measured this month."


def test_a_mean_is_rounded_then_classed_and_both_are_shown(store: Store) -> None:
    """Ammonia 1.004 rounds to 1.00: Ⅲ, unrounded Ⅳ (临界)."""
    put(store, "A", {**FIVE, "w21003": 1.002})
    put(store, "A", {"w21003": 1.006}, "2023-05-20T02:00Z")
    a = assessed(store)["A"]
    assert (a["class"], a["class_unrounded"], a["critical"], a["attainment"]) == (3, 4, True, "met")
    row = next(row for row in a["indicators"] if row["code"] == "w21003")
    assert (row["value"], row["value_unrounded"], row["class_unrounded"]) == (1.0, 1.004, 4)


def test_the_month_is_that_of_shanghai(store: Store) -> None:
    put(store, "A", FIVE, "2023-04-30T16:00Z")
    assert assessed(store, "2023-05")["A"]["class"] == 3
    assert assessed(store, "2023-04")["A"]["class"] is None


def test_a_detection_limit_above_the_limit_leaves_the_item_open(store: Store) -> None:
    put(store, "A", {code: value for code, value in FIVE.items() if code != "w21011"})
    put(store, "A", {"w21011": 0.3}, below_limit=True, detection_limit=0.6)
    a = assessed(store)["A"]
    assert (a["attainment"], a["undeterminable"], a["class"]) == ("met_on_n", ["w21011"], 3)


def test_a_year_target_rests_on_the_mean_of_its_months(store: Store) -> None:
    put(store, "Y", {"w21003": 2.2}, "2023-03-12T02:00Z")
    put(store, "Y", {"w21003": 0.4}, "2023-04-12T02:00Z")
    put(store, "Y", {"w21003": 1.6}, "2023-05-12T02:00Z")
    put(store, "Y", {"w21003": 9.0}, "2023-06-12T02:00Z")  # not yet
    put(store, "Y", {"w21003": 9.0}, "2022-12-12T02:00Z")  # another year
    y = assessed(store)["Y"]
    year, month = y["targets"]
    assert (year["period"], year["attainment"], year["months"], year["month_attainment"]) == (
        "year",
        "met",
        3,
        "missed",
    )
    assert (month["attainment"], month["missed"], month["months"]) == ("missed", {"w21003": 0.6}, 1)
    assert (y["attainment"], y["target_class"]) == ("missed", 3)  # the month's target leads


def test_too_few_days_are_not_valid(store: Store) -> None:
    put(store, "A", FIVE, source="automatic", state="正常")
    assert assessed(store)["A"]["class"] == 3
    a = assessed(store, station_month_min_days=2)["A"]
    assert (a["class"], a["attainment"]) == (None, "undetermined")
    assert "无效" in a["reason_zh"]
    assert {row["source"] for row in a["indicators"]} == {"automatic (invalid)"}


def test_the_setting_names_the_set_of_sections_that_name_none(store: Store) -> None:
    assert assessed(store, "2023-06", required_set="w21003")["N"]["required"] == ["w21003"]


def test_reaches_are_judged_by_the_section_below_on_the_same_river(store: Store) -> None:
    put(store, "A", FIVE)
    with store.reading() as c:
        network = current_network(c, store, Settings())
        rows = {row.code: row for row in assess_reaches(c, store, Settings(), "2023-05", network)}
    assert {code: (row.section, row.how, row.water_class) for code, row in rows.items()} == {
        "r0": ("A", "downstream", 3),
        "r1": ("A", "downstream", 3),
        "r2": ("B", "downstream", 0),
        "r3": ("B", "upstream", 0),
        "d": (None, "none", 0),
    }
    assert rows["r2"].as_properties()["reason_en"] == "No monitoring data this month."
    assert rows["r0"].as_properties()["class_name"] == "Ⅲ"


def test_a_lake_beside_a_river_does_not_judge_it(tmp_path: Path) -> None:
    lake = section("L", "湖心", None, 116.01, water_type="lake_or_reservoir", required_set="5+X", targets=MONTHLY)
    store = make_store(tmp_path, [lake], REACHES[:2])
    put(store, "L", FIVE)
    with store.reading() as c:
        rows = assess_reaches(c, store, Settings(), "2023-05", current_network(c, store, Settings()))
    store.close()
    assert {(row.section, row.how) for row in rows} == {(None, "none")}


def test_what_the_layer_does_not_say_is_marked_as_assumed(tmp_path: Path) -> None:
    bare = section("N", "新断面", "徒骇河", 116.0, water_type=None, targets=MONTHLY)
    store = make_store(tmp_path, [bare, SECTIONS[0]])
    answers = assessed(store)
    store.close()
    marks = ("water_type_assumed", "required_set_assumed")
    assert [[answers[code][mark] for mark in marks] for code in ("N", "A")] == [[True, True], [False, False]]


def test_several_months_at_once_are_as_each_alone(store: Store) -> None:
    put(store, "A", FIVE)
    put(store, "B", {**FIVE, "w21003": 1.3}, "2023-06-12T02:00Z")
    months = ["2023-06", "2023-05"]
    with store.reading() as c:
        together = assess_months(c, store, Settings(), months)
        for month in months:
            alone = assess_sections(c, store, Settings(), month)
            assert [row.water_class for row in together[month]] == [row.water_class for row in alone]
            assert [row.attainment for row in together[month]] == [row.attainment for row in alone]
        assert assess_months(c, store, Settings(), []) == {}


def test_the_course_of_a_section_keeps_gaps(store: Store) -> None:
    put(store, "A", FIVE, "2023-03-12T02:00Z")
    put(store, "A", {**FIVE, "w21003": 1.2}, "2023-05-12T02:00Z")
    with store.writing() as c:
        set_month_states(c, store, pd.DataFrame([{"site_code": "A", "month": "2023-04", "state": "断流"}]))
    with store.reading() as c:
        course = section_course(c, store, Settings(), "A", "2023-05")
        later = section_course(c, store, Settings(), "A", "2023-06")
        empty = section_course(c, store, Settings(), "B", "2023-05")
        judged = assess_months(c, store, Settings(), ["2023-03", "2023-04", "2023-05"], codes=["A"])
    json.dumps(course)
    assert (len(course["months"]), course["months"][-3:]) == (36, ["2023-03", "2023-04", "2023-05"])
    assert course["means"]["w21003"][-3:] == [0.8, None, 1.2]
    assert course["sources"]["w21003"][-3:] == ["manual", None, "manual"]
    assert later["means"]["w21003"][-2:] == [1.2, None]
    assert empty["means"] == {}
    months = [rows[0] for rows in judged.values()]
    assert [one.water_class for one in months] == [3, 0, 4]
    assert [one.section.state for one in months] == [None, "断流", None]


@pytest.mark.parametrize("month", ["2023-5", "2023-13", "23-05", "2023-05-01", "", "2023-00", "９９"])
def test_wrong_months_are_named(store: Store, month: str) -> None:
    with pytest.raises(Unparsable) as caught:
        read_month(month)
    assert caught.value.parameter == "month"


def test_bounds_and_steps_of_months() -> None:
    assert shift_month("2023-03", -24) == "2021-03"
    start, end = month_bounds("2023-01", "2023-12")
    assert (end - start).days == 365


def test_no_sections(tmp_path: Path) -> None:
    store = make_store(tmp_path, [])
    with store.reading() as c:
        assert assess_sections(c, store, Settings(), "2023-05") == []
    store.close()
