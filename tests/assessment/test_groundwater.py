"""Groundwater by GB/T 14848-2017: each limit by hand, qualitative items, detection limits, laws (地下水质量)."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.concentration import unit_factor
from app.assessment.groundwater import grade_groundwater, judge_groundwater
from app.assessment.groundwater_limits import groundwater_items, presence_value
from app.assessment.indicators import find_indicator, indicator_table
from app.assessment.package_data import package_rows
from app.assessment.unfit import UnfitValues, UnknownIndicator

NAN, INF = math.nan, math.inf
ITEMS = groundwater_items()
UPPER = [code for code, item in ITEMS.items() if item.kind == "upper"]

# (code, value, class), read from GB/T 14848-2017 Table 1
HAND_WORKED = [
    ("x:colour", 5, 1), ("x:colour", 5.1, 3), ("x:colour", 15, 3), ("x:colour", 25, 4), ("x:colour", 26, 5),
    ("x:odour_and_taste", 0, 1), ("x:odour_and_taste", 1, 5), ("x:visible_matter", 0, 1), ("x:visible_matter", 1, 5),
    ("x:turbidity", 3, 1), ("x:turbidity", 3.1, 4), ("x:turbidity", 10.1, 5),  # Ⅰ–Ⅲ share 3
    ("w01001", 6.5, 1), ("w01001", 8.5, 1), ("w01001", 6.49, 4), ("w01001", 5.5, 4), ("w01001", 5.49, 5),
    ("w01001", 8.51, 4), ("w01001", 9.0, 4), ("w01001", 9.01, 5),
    ("x:total_hardness", 150, 1), ("x:total_hardness", 450, 3), ("x:total_hardness", 651, 5),
    ("x:total_dissolved_solids", 1000, 3), ("x:total_dissolved_solids", 2000, 4),
    ("w21038", 251, 4), ("w21022", 250, 3), ("w20125", 0.31, 4), ("w20124", 0.05, 1), ("w20124", 0.06, 3),
    ("w20122", 1.0, 3), ("w20123", 5.01, 5), ("x:aluminium", 0.2, 3), ("w23002", 0.001, 1), ("w23002", 0.0015, 3),
    ("w19002", 0.1, 2), ("w19002", 0.3, 3), ("w19002", 0.31, 5),  # Ⅲ and Ⅳ share 0.3
    ("w01019", 3.0, 3), ("w01019", 3.1, 4), ("w21003", 0.5, 3), ("w21003", 0.51, 4), ("w21003", 1.51, 5),
    ("w21019", 0.02, 3), ("x:sodium", 201, 4), ("x:total_coliforms", 3, 1), ("x:total_coliforms", 4, 4),
    ("x:total_coliforms", 101, 5), ("x:colony_count", 100, 1), ("x:colony_count", 1001, 5),
    ("x:nitrite", 1.0, 3), ("w21007", 20.0, 3), ("w21007", 30.1, 5), ("w21016", 0.05, 3), ("w21017", 1.0, 1),
    ("w21017", 1.01, 4), ("x:iodide", 0.08, 3), ("w20111", 0.001, 3), ("w20141", 0.011, 4), ("w20128", 0.01, 1),
    ("w20115", 0.005, 3), ("w20117", 0.05, 3), ("w20120", 0.011, 4),
    ("x:trichloromethane", 0.06, 3), ("x:trichloromethane", 0.0601, 4),  # 60 μg/L
    ("x:carbon_tetrachloride", 0.002, 3), ("x:benzene", 0.01, 3), ("x:benzene", 0.1201, 5), ("x:toluene", 0.7, 3),
    ("x:gross_alpha", 0.5, 3), ("x:gross_alpha", 0.51, 4), ("x:gross_alpha", 99, 4),  # Ⅳ and Ⅴ share > 0.5
    ("x:gross_beta", 1.0, 2), ("x:gross_beta", 1.01, 4),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "expected"), HAND_WORKED)
def test_class_of_one_value(code: str, value: float, expected: int) -> None:
    assert grade_groundwater([[value]], [code])[0].tolist() == [[expected]]


def test_every_item_is_worked_by_hand_and_has_a_source() -> None:
    assert {code for code, _, _ in HAND_WORKED} == set(ITEMS)
    assert len(ITEMS) == 39
    assert all(row["source"] and row["confidence"] for row in package_rows("gbt14848_routine.csv"))
    assert all(code in indicator_table() for code in ITEMS)


def test_the_same_substance_has_one_code() -> None:
    same = {
        "耗氧量": "w01019",
        "挥发性酚类": "w23002",
        "六价铬": "w20117",
        "浑浊度": "x:turbidity",
        "三氯甲烷": "x:trichloromethane",
    }
    assert {name: found.code for name in same if (found := find_indicator(name))} == same
    coliforms, faecal = find_indicator("总大肠菌群"), find_indicator("粪大肠菌群")
    assert coliforms is not None
    assert faecal is not None
    assert coliforms.code != faecal.code


def test_names_of_the_new_indicators_are_not_ambiguous() -> None:
    for code, indicator in indicator_table().items():
        for name in (indicator.zh, indicator.en, *indicator.aliases):
            found = find_indicator(name)
            assert found is not None, name
            assert found.code == code, name


def test_counts_are_converted() -> None:
    coliforms = indicator_table()["x:total_coliforms"]
    assert unit_factor(coliforms, "CFU/100mL") == 1.0
    assert unit_factor(coliforms, "个/L") == 0.1
    assert unit_factor(coliforms, "mg/L") is None
    assert unit_factor(indicator_table()["w02003"], "MPN/100mL") == 10.0


@pytest.mark.parametrize(("text", "expected"), [("无", 0.0), ("有", 1.0), (" 无 ", 0.0), ("", NAN), ("微弱", NAN)])
def test_words(text: str, expected: float) -> None:
    assert presence_value(text) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("code", "limit", "grade", "open_"),
    [
        ("w21003", 0.02, 1, False),
        ("w21003", 0.03, 0, True),  # half of it is Ⅰ, the limit itself lies above Ⅰ
        ("w21003", 0.10, 2, False),  # 0.05 is Ⅱ and the whole limit still is
        ("w19002", 0.05, 1, False),  # 不得检出: not detected
        ("w19002", 0.1, 1, False),
        ("w19002", 0.2, 0, True),  # the method could not see Ⅱ
        ("w20115", 0.1, 0, True),
        ("w20115", INF, 0, True),
        ("x:gross_alpha", 2.0, 4, False),  # Ⅳ is open
    ],
)
def test_below_the_detection_limit(code: str, limit: float, grade: int, open_: bool) -> None:
    value = NAN if limit == INF else limit / 2
    grades, unsure = grade_groundwater([[value]], [code], detection_limits=[[limit]])
    assert (grades.tolist(), unsure.tolist()) == ([[grade]], [[open_]])


def test_a_mean_that_surely_reaches_its_class_stands() -> None:
    grades, unsure = grade_groundwater([[0.6]], ["w21003"], detection_limits=[[2.0]], lower_values=[[0.55]])
    assert (grades.tolist(), unsure.tolist()) == ([[4]], [[False]])


def test_undeterminable_class_may_still_attain() -> None:
    answer = judge_groundwater([[0.06]], ["w21003"], required=["w21003"], detection_limits=[[0.12]])
    assert answer.undeterminable[0].tolist() == [True]
    assert answer.attainment.names() == ["met"]  # Ⅰ, Ⅱ or Ⅲ: below the 0.5 of Ⅲ in any case
    answer = judge_groundwater([[0.5]], ["w21003"], required=["w21003"], detection_limits=[[1.0]])
    assert answer.attainment.names() == ["undetermined"]


def test_overall() -> None:
    codes = list(ITEMS)
    good = [0.0 if ITEMS[code].kind == "presence" else 7.0 if code == "w01001" else 0.0 for code in codes]
    bad = [1.2 if code == "w21017" else value for code, value in zip(codes, good, strict=True)]
    answer = judge_groundwater([good, bad, [NAN] * 39], codes)
    assert answer.water_class.tolist() == [1, 4, 0]
    assert answer.attainment.names() == ["met", "missed", "undetermined"]
    rows = answer.as_dicts()
    assert (rows[1]["class_name"], rows[1]["deciding"], rows[1]["n_judged"]) == ("Ⅳ", ["w21017"], 39)
    assert [item["multiple"] for item in rows[1]["items"] if item["missed"]] == [0.2]
    assert not rows[0]["class_is_at_best"]
    assert len(rows[2]["missing"]) == 39
    json.dumps(rows, allow_nan=False)


def test_few_items_are_told() -> None:
    answer = judge_groundwater([[100.0]], ["x:total_hardness"]).as_dicts()[0]
    assert (answer["attainment"], answer["class"], answer["class_is_at_best"]) == ("met_on_n", 1, True)
    assert (answer["n_required"], len(answer["missing"])) == (39, 38)
    assert judge_groundwater([[100.0]], ["x:total_hardness"], required=["x:total_hardness"]).attainment.names() == [
        "met"
    ]


def test_exempted_items_leave_both_results() -> None:
    values, codes = [[1.2, 100.0], [1.2, 700.0]], ["w21017", "x:total_hardness"]
    answer = judge_groundwater(values, codes, required=codes, exempted=[True, False])
    assert answer.attainment.names() == ["missed", "missed"]
    assert answer.exempted.names() == ["met", "missed"]


def test_strangers_are_refused() -> None:
    with pytest.raises(UnknownIndicator):
        grade_groundwater([[1.0]], ["w01018"])
    with pytest.raises(UnfitValues):
        judge_groundwater([[1.0]], ["w21003"], target_class=5)
    with pytest.raises(UnfitValues):
        grade_groundwater([[1.0, 2.0]], ["w21003"])


samples = st.lists(
    st.lists(st.one_of(st.just(NAN), st.floats(0, 1e4)), min_size=36, max_size=36), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None)
@given(samples, st.integers(0, 35), st.floats(0, 1e3))
def test_raising_a_pollutant_never_improves(values, column, more) -> None:  # type: ignore[no-untyped-def]
    worse = np.array(values)
    worse[:, column] += more
    before, after = judge_groundwater(values, UPPER), judge_groundwater(worse, UPPER)
    assert (after.water_class >= before.water_class).all()
    assert not (before.attainment.missed & ~after.attainment.missed).any()


@settings(max_examples=40, deadline=None)
@given(samples, st.integers(0, 35))
def test_a_missing_item_never_passes(values, column) -> None:  # type: ignore[no-untyped-def]
    lacking = np.array(values)
    lacking[:, column] = NAN
    before = judge_groundwater(values, UPPER, required=UPPER).attainment.names()
    after = judge_groundwater(lacking, UPPER, required=UPPER).attainment.names()
    assert "met" not in after
    assert all(old != "undetermined" or new == "undetermined" for old, new in zip(before, after, strict=True))
    shuffled = judge_groundwater(lacking[:, ::-1], UPPER[::-1], required=UPPER)
    assert shuffled.attainment.names() == after
