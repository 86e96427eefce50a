"""Black-odorous waters up to a month from a store, by hand from the guides of 2015 and 2019 (黑臭水体评价)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.store.engine import Store
from app.uses.assessment.black_odour_assessment import assess_black_odorous_waters, wide_visits
from app.uses.assessment.site_values import load_site_samples
from tests.sites_of_tests import empty, make_site_store, put, sample

KIND = "black_odorous_waters"
BODIES = [
    {"code": "U", "name": "城沟", "setting": "urban", "grade": "none", "ledger_state": "销号",
     "closed_on": "2023-03-28"},
    {"code": "V", "name": "村塘", "setting": "rural", "grade": "black", "ledger_state": "治理中"},
    {"code": "X", "name": "某沟", "ledger_state": "线索"},
    {"code": "Y", "name": "新沟", "setting": "urban"},
]  # fmt: skip
CLEAR = {"x:transparency": 40.0, "w01009": 4.0, "x:orp": 120.0, "w21003": 2.0, "x:depth": 60.0}
HEAVY = {"x:transparency": 8.0, "w01009": 0.1, "x:orp": -250.0, "w21003": 18.0, "x:depth": 60.0}
DAYS = ("05", "12", "19")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = make_site_store(tmp_path_factory.mktemp("waters"), {KIND: BODIES})
    yield opened
    opened.close()


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    yield shared
    empty(shared)


def visited(site: str, month: str, *points: dict[str, float]) -> list[dict[str, Any]]:
    """Three visits in a month to so many points."""
    return [
        row
        for number, values in enumerate(points, 1)
        for day in DAYS
        for row in sample(KIND, site, f"{month}-{day}", values, f"{number}号点")
    ]


def waters(store: Store, month: str = "2023-08", **more: Any) -> dict[str, dict[str, Any]]:
    with store.reading() as c:
        rows = assess_black_odorous_waters(c, store, month, **more)
    json.dumps(rows, allow_nan=False)
    assert [row["code"] for row in rows] == [body["code"] for body in BODIES]
    return {row["code"]: row for row in rows}


def codes(row: dict[str, Any]) -> list[str]:
    return [one["code"] for one in row["warnings"]]


def test_points_stretch_body_and_rebound_after_closing(store: Store) -> None:
    light = HEAVY | {"x:transparency": 20.0, "w01009": 1.0, "x:orp": 0.0, "w21003": 9.0}
    put(
        store,
        visited("U", "2023-03", HEAVY, HEAVY, HEAVY),  # before the closing on the 28th, though in its month
        visited("U", "2023-05", CLEAR, CLEAR, CLEAR),
        visited("U", "2023-07", HEAVY, HEAVY, HEAVY, light, CLEAR),  # 3 of 5 points: 60 %
        visited("U", "2023-09", CLEAR, CLEAR, CLEAR),  # later than asked for
    )
    u = waters(store)["U"]
    assert (u["rule"], u["round"], u["grade"], u["heavy_share_percent"]) == ("urban", "2023-07", "heavy", 60.0)
    assert [point["grade"] for point in u["points"]] == ["heavy", "heavy", "heavy", "light", "not_black"]
    assert [visit["point"] for visit in u["visits"]] == [f"{n}号点" for n in range(1, 6) for _ in DAYS]
    assert u["visits"][-1]["values"] == {("depth_cm" if c == "x:depth" else c): v for c, v in CLEAR.items()}
    assert u["stretches"] == [{"from": "1号点", "to": "3号点", "points": ["1号点", "2号点", "3号点"]}]
    assert u["sampled_on"] == ["2023-07-05", "2023-07-12", "2023-07-19"]
    assert [(one["month"], one["grade"]) for one in u["history"]] == [
        ("2023-03", "heavy"), ("2023-05", "not_black"), ("2023-07", "heavy"),
    ]  # fmt: skip
    assert (u["rebound"], u["rebound_on"], u["clean_since_rebound"]) == (True, "2023-07-05", False)
    assert codes(u) == ["grade_differs", "rebound_not_in_ledger"]
    june = waters(store, "2023-06")["U"]
    assert (june["grade"], june["rebound"], codes(june)) == ("not_black", False, [])
    after = waters(store, "2023-09")["U"]
    assert (after["grade"], after["rebound"], after["clean_since_rebound"]) == ("not_black", True, True)


def test_orp_is_switched_and_few_points_are_warned_of(store: Store) -> None:
    put(store, sample(KIND, "Y", "2023-07-05", CLEAR | {"x:orp": 30.0}, "1号点"))  # ≤50 mV: light
    assert waters(store)["Y"]["grade"] == "light"
    y = waters(store, with_orp=False)["Y"]
    assert y["grade"] == "not_black"
    assert codes(y) == ["few_points", "few_samples"]
    assert y["rebound"] is None  # never closed


def test_rural_by_any_one_of_three(store: Store) -> None:
    shallow = CLEAR | {"x:transparency": 9.0, "x:depth": 20.0}  # 40 % of 20 cm is 8: not black
    smelly = CLEAR | {"w21003": 15.1, "x:orp": -300.0}  # ORP is not looked at
    put(store, visited("V", "2023-06", shallow), visited("V", "2023-07", CLEAR, smelly))
    v = waters(store)["V"]
    assert (v["rule"], v["grade"], v["grade_zh"], v["black_share_percent"]) == ("rural", "black", "黑臭", 50.0)
    assert [(point["grade"], [one["code"] for one in point["deciding"]]) for point in v["points"]] == [
        ("not_black", []), ("black", ["w21003"]),
    ]  # fmt: skip
    assert [one["grade"] for one in v["history"]] == ["not_black", "black"]
    assert codes(v) == []
    june = waters(store, "2023-06")["V"]
    assert (june["grade"], codes(june)) == ("not_black", ["grade_differs"])


def test_without_setting_or_values_nothing_is_graded(store: Store) -> None:
    put(store, visited("X", "2023-07", HEAVY))
    told = waters(store)
    assert (told["X"]["grade"], told["X"]["reason_zh"]) == ("undetermined", "未填写城乡类型，不能评价。")
    assert (told["Y"]["grade"], told["Y"]["history"], told["Y"]["reason_zh"]) == (
        "undetermined", [], "截至本月没有监测数据。",
    )  # fmt: skip


def test_points_stand_in_their_natural_order(store: Store) -> None:
    put(store, *(sample(KIND, "Y", "2023-07-05", CLEAR, f"{number}号点") for number in (10, 2, 1)))
    with store.reading() as c:
        visits = wide_visits(load_site_samples(c, store, KIND))
    assert visits.sort_values("place")["point"].tolist() == ["1号点", "2号点", "10号点"]
    assert [point["point"] for point in waters(store)["Y"]["points"]] == ["1号点", "2号点", "10号点"]
    assert list(dict.fromkeys(one["point"] for one in waters(store)["Y"]["visits"])) == ["1号点", "2号点", "10号点"]


def test_equal_results_of_two_points_in_two_files_are_both_kept(store: Store) -> None:
    put(store, sample(KIND, "Y", "2023-07-05", CLEAR, "1号点"))
    put(store, sample(KIND, "Y", "2023-07-05", CLEAR, "2号点"))
    put(store, sample(KIND, "Y", "2023-07-05", CLEAR, "2号点"))  # the same again adds nothing
    points = waters(store)["Y"]["points"]
    assert [(point["point"], point["samples"]) for point in points] == [("1号点", 1), ("2号点", 1)]
