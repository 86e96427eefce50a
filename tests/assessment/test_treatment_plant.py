"""Treatment plants: effluent, load share, inflow BOD, by hand from the plans' clauses (污水处理厂)."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.treatment_inflow import judge_inflow_bod, load_share
from app.assessment.treatment_plant import EffluentRule, effluent_class, judge_effluents
from app.assessment.unfit import UnfitValues

NAN = math.nan
FOUR = ("w01018", "w21003", "w21011", "w21017")  # COD、氨氮、总磷、氟化物 (2020 plan, 二(三)1)
RULE_IV = EffluentRule(4, FOUR, source="2020 plan, 二(三)1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("准Ⅳ", (4, True)), ("地表水准Ⅳ类标准", (4, True)), ("Ⅳ类", (4, False)), ("V类", (5, False)),
     ("准 Ⅳ 类", (4, True)), ("iv", (4, False)), ("Ⅲ类", (3, False)), ("5类", (5, False)), ("地表水Ⅴ类", (5, False))],
)  # fmt: skip
def test_named_classes(text: str, expected: tuple[int, bool]) -> None:
    assert effluent_class(text) == expected


@pytest.mark.parametrize("text", ["", "一级A", "劣Ⅴ类", "Ⅵ类", "准类"])
def test_what_names_no_class_is_refused(text: str) -> None:
    with pytest.raises(UnfitValues):
        effluent_class(text)


def judge(rule: EffluentRule = RULE_IV, **values: float):  # type: ignore[no-untyped-def]
    return judge_effluents(pd.DataFrame([values], index=["厂"]), rule)[0]


def test_effluent_by_hand() -> None:
    met = judge(w01018=30.0, w21003=1.5, w21011=0.3, w21017=1.5)
    assert met["attainment"] == "met"
    missed = judge(w01018=36.0, w21003=1.5, w21011=0.45, w21017=1.5)
    assert missed["attainment"] == "missed"
    assert [item["multiple"] for item in missed["items"]] == [0.2, None, 0.5, None]
    assert missed["items"][0]["reason_zh"] == "36 mg/L，超过限值 30 mg/L"
    assert judge(EffluentRule(5, FOUR), w01018=36.0, w21003=1.5, w21011=0.4, w21017=1.5)["attainment"] == "met"
    json.dumps(missed, allow_nan=False)


def test_missing_items() -> None:
    assert judge(w01018=30.0)["attainment"] == "met_on_n"
    assert judge()["attainment"] == "undetermined"
    assert [item["state"] for item in judge(w01018=30.0)["items"]] == ["met", "missing", "missing", "missing"]


def test_total_nitrogen() -> None:
    items = (*FOUR, "w21001")
    values = {"w01018": 1.0, "w21003": 1.0, "w21011": 0.1, "w21017": 1.0, "w21001": 99.0}
    excepted = judge(EffluentRule(4, items, excepted=("w21001",)), **values)
    assert (excepted["attainment"], excepted["excepted"], excepted["not_judgeable"]) == ("met", ["w21001"], [])
    without_limit = judge(EffluentRule(4, items), **values)  # no river limit of TN: never "met"
    assert (without_limit["attainment"], without_limit["not_judgeable"]) == ("met_on_n", ["w21001"])
    with_limit = judge(EffluentRule(4, items, limits={"w21001": 15.0}), **values)
    assert with_limit["attainment"] == "missed"


def test_quasi_class_says_so() -> None:
    answer = judge(EffluentRule(4, FOUR, quasi=True), w01018=30.0, w21003=1.5, w21011=0.3, w21017=1.5)
    assert (answer["class_name"], answer["attainment"]) == ("准Ⅳ", "met")
    assert answer["note_zh"]
    assert answer["note_en"]


def test_detection_limit_above_the_limit() -> None:
    values = pd.DataFrame({"w21011": [0.25]}, index=["厂"])
    limits = pd.DataFrame({"w21011": [0.5]}, index=["厂"])
    answer = judge_effluents(values, EffluentRule(4, ("w21011",)), detection_limits=limits)[0]
    assert (answer["attainment"], answer["items"][0]["state"]) == ("undetermined", "undeterminable")


@pytest.mark.parametrize(
    ("flow", "capacity", "flag", "percent"),
    [(30000, 30000, "over", 100.0), (33000, 30000, "over", 110.0), (27000, 30000, "near_full", 90.0),
     (26999, 30000, "normal", None), (0, 30000, "normal", 0.0), (None, 30000, "unknown", None),
     (1, None, "unknown", None), (1, 0, "unknown", None), (-1, 30000, "unknown", None), (NAN, 30000, "unknown", None)],
)  # fmt: skip
def test_load(flow: float | None, capacity: float | None, flag: str, percent: float | None) -> None:
    answer = load_share(flow, capacity, near_full=0.9)
    assert answer["flag"] == flag
    if percent is not None:
        assert answer["share_percent"] == percent
    json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize(
    ("values", "state", "reasons"),
    [
        ([150.0, 150.0], "met", 0),
        ([200.0, 100.0], "met", 0),
        ([250.0, 99.9], "missed", 1),
        ([149.0, 150.0], "missed", 1),
        ([90.0, 100.0], "missed", 2),
        ([200.0, NAN], "met_on_n", 0),
        ([120.0, NAN], "undetermined", 1),  # the other plant could lift the mean
        ([90.0, NAN], "missed", 2),
        ([NAN, NAN], "undetermined", 0),
    ],
)
def test_inflow(values: list[float], state: str, reasons: int) -> None:
    answer = judge_inflow_bod(pd.Series(values, index=["甲", "乙"]))
    assert (answer["state"], len(answer["reasons_zh"]), len(answer["reasons_en"])) == (state, reasons, reasons)
    json.dumps(answer, allow_nan=False)


def test_inflow_weighted_by_flow() -> None:
    bod = pd.Series({"甲": 200.0, "乙": 110.0})
    assert judge_inflow_bod(bod)["mean"] == 155.0
    weighted = judge_inflow_bod(bod, pd.Series({"甲": 1000.0, "乙": 3000.0}))
    assert (weighted["mean"], weighted["state"]) == (132.5, "missed")
    assert judge_inflow_bod(bod, pd.Series({"甲": 1000.0}))["state"] == "undetermined"


@settings(deadline=None)
@given(st.lists(st.floats(0, 100), min_size=4, max_size=4), st.integers(0, 3), st.floats(0, 50))
def test_raising_a_pollutant_never_improves(values, column, more) -> None:  # type: ignore[no-untyped-def]
    worse, lacking = list(values), list(values)
    worse[column] += more
    lacking[column] = NAN
    table = pd.DataFrame([values, worse, lacking], columns=list(FOUR))
    first, second, third = (row["attainment"] for row in judge_effluents(table, RULE_IV))
    assert not (first == "missed" and second != "missed")
    assert third != "met"
