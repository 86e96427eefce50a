"""Drinking-water sources: parts, exemptions, schedules, laws (饮用水水源地)."""

from __future__ import annotations

import json
import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.drinking_source import judge_groundwater_sources, judge_surface_sources
from app.assessment.groundwater_limits import groundwater_items
from app.assessment.indicators import judged_codes
from app.assessment.limits import limits_of
from app.assessment.package_data import package_rows
from app.assessment.sampling_schedule import frequencies, last_day_of_period, overdue
from app.assessment.source_quality import Exemption
from app.assessment.supplementary_limits import checked_chosen, source_limits
from app.assessment.unfit import UnfitValues

NAN = math.nan
CHOSEN = ("x:trichloromethane", "x:nickel")


def clean_row() -> dict[str, float]:
    """A source that keeps every limit of Ⅱ."""
    row = dict.fromkeys(judged_codes(), 0.0) | {"w01001": 7.5, "w01009": 8.0}
    return row | dict.fromkeys(source_limits(2), 0.0) | dict.fromkeys(CHOSEN, 0.0)


def judge(**changes: float):  # type: ignore[no-untyped-def]
    row = clean_row() | {
        name.replace("_", ":", 1) if name.startswith("x_") else name: value for name, value in changes.items()
    }
    return judge_surface_sources(pd.DataFrame([row], index=["谭庄水库"]), "lake_or_reservoir", chosen=CHOSEN)[0]


def test_all_parts_met() -> None:
    answer = judge()
    assert (answer.attainment, answer.water_class) == ("met", 1)
    assert answer.parts == {"table_1": "met", "table_2": "met", "table_3": "met"}


@pytest.mark.parametrize(
    ("changes", "part", "multiple"),
    [
        ({"w21003": 1.3}, "table_1", 0.3),
        ({"w21011": 0.06}, "table_1", 0.2),  # lakes: 0.05
        ({"w01009": 4.9}, "table_1", None),
        ({"w21038": 262.5}, "table_2", 0.05),
        ({"w21007": 10.1}, "table_2", 0.01),
        ({"w20125": 0.33}, "table_2", 0.1),
        ({"w20124": 0.2}, "table_2", 1.0),
        ({"x_nickel": 0.03}, "table_3", 0.5),
        ({"x_trichloromethane": 0.12}, "table_3", 1.0),
    ],
)
def test_each_part_may_miss(changes: dict[str, float], part: str, multiple: float | None) -> None:
    answer = judge(**changes)
    assert answer.attainment == "missed"
    assert [name for name, state in answer.parts.items() if state == "missed"] == [part]
    assert list(answer.missed.values()) == [multiple]


def test_limits_are_inclusive() -> None:
    assert judge(w21038=250, w21022=250, w21007=10, w20125=0.3, w20124=0.1, x_nickel=0.02).attainment == "met"


def test_cod_is_left_out_and_nitrogen_stands_beside() -> None:
    answer = judge(w01018=500.0, w21001=1.6, w02003=20001.0)
    assert (answer.attainment, answer.water_class) == ("met", 1)
    assert answer.beside == {"w21001": 5, "w02003": 5}


def test_without_the_chosen_list_nothing_is_met() -> None:
    table = pd.DataFrame([clean_row()], index=["a"])
    answer = judge_surface_sources(table)[0]
    assert (answer.attainment, answer.parts["table_3"]) == ("met_on_n", "undetermined")
    assert answer.as_dict()["notes_zh"]
    none_chosen = judge_surface_sources(table, chosen=[])[0]
    assert (none_chosen.attainment, none_chosen.as_dict()["notes_zh"]) == ("met", [])


def test_what_is_missing_is_named() -> None:
    answer = judge(x_nickel=NAN, w20141=NAN)
    assert (answer.attainment, answer.missing) == ("met_on_n", ("w20141", "x:nickel"))


def test_detection_limits() -> None:
    table = pd.DataFrame([clean_row() | {"x:nickel": 0.025, "w20111": 0.00004}], index=["a"])
    limits = pd.DataFrame([{"x:nickel": 0.05, "w20111": 0.00008}], index=["a"])
    answer = judge_surface_sources(table, chosen=CHOSEN, detection_limits=limits)[0]
    assert answer.attainment == "met_on_n"
    assert answer.undeterminable == ("x:nickel",)
    assert answer.parts["table_1"] == "met"


def test_exemptions_show_both_results() -> None:
    table = pd.DataFrame([clean_row() | {"w21017": 1.4}] * 2, index=["a", "b"])
    why = Exemption("a", "w21017", "地质原因", "示例文号")
    first, second = judge_surface_sources(table, chosen=CHOSEN, exemptions=[why])
    assert (first.attainment, first.attainment_exempted) == ("missed", "met")
    assert (second.attainment, second.attainment_exempted) == ("missed", "missed")
    assert first.as_dict()["exemptions"] == [{"indicator": "w21017", "reason": "地质原因", "document": "示例文号"}]
    json.dumps(first.as_dict(), allow_nan=False)


@pytest.mark.parametrize(("reason", "document"), [("地质原因", " "), ("", "示例文号")])
def test_nothing_is_exempted_without_a_document(reason: str, document: str) -> None:
    with pytest.raises(UnfitValues, match="no reason or no document"):
        judge_surface_sources(pd.DataFrame([clean_row()]), exemptions=[Exemption("0", "w21017", reason, document)])


def test_items_outside_table_3_are_refused() -> None:
    with pytest.raises(UnfitValues, match="Table 3 holds no"):
        checked_chosen(["w01018"])


def test_groundwater_sources() -> None:
    row = {code: 7.0 if code == "w01001" else 0.0 for code in groundwater_items()}
    table = pd.DataFrame([row, row | {"w21017": 1.5}, row | {"w21003": NAN}], index=["a", "b", "c"])
    why = Exemption("b", "w21017", "地质原因", "示例文号")
    answers = judge_groundwater_sources(table, exemptions=[why])
    assert [one.attainment for one in answers] == ["met", "missed", "met_on_n"]
    assert [one.attainment_exempted for one in answers] == ["met", "met", "met_on_n"]
    assert (answers[1].missed, answers[1].water_class, answers[2].missing) == ({"w21017": 0.5}, 4, ("w21003",))
    json.dumps([one.as_dict() for one in answers], allow_nan=False)
    assert judge_groundwater_sources(table.iloc[:0]) == []


def test_tables_have_sources_and_counts() -> None:
    assert (len(source_limits(2)), len(source_limits(3))) == (5, 80)
    for name in ("gb3838_table2.csv", "gb3838_table3.csv", "sampling_frequencies.csv"):
        assert all(row["source"] and row["confidence"] for row in package_rows(name)), name


WORSE = [code for code in clean_row() if code.startswith("x:") or code in source_limits(2)] + [
    code for code in judged_codes() if limits_of(code, "river").direction == "le" and code != "w01018"
]
ORDER = ["missed", "met_on_n", "met"]


@given(
    st.dictionaries(st.sampled_from(WORSE), st.floats(0, 500), max_size=5), st.sampled_from(WORSE), st.floats(0, 500)
)
def test_raising_a_pollutant_never_improves(start, code, more) -> None:  # type: ignore[no-untyped-def]
    before = clean_row() | start
    table = pd.DataFrame([before, before | {code: before[code] + more}, before | {code: NAN}])
    first, worse, lacking = judge_surface_sources(table, chosen=CHOSEN)
    assert ORDER.index(worse.attainment) <= ORDER.index(first.attainment)
    assert worse.water_class >= first.water_class
    assert lacking.attainment != "met"
    turned = judge_surface_sources(table.iloc[::-1, ::-1], chosen=CHOSEN)
    assert [one.attainment for one in turned] == [lacking.attainment, worse.attainment, first.attainment]


@pytest.mark.parametrize(
    ("frequency", "last", "today", "state", "due"),
    [
        ("monthly", "2023-03-20", "2023-03-31", "done", "2023-04-30"),
        ("monthly", "2023-03-20", "2023-04-30", "due", "2023-04-30"),
        ("monthly", "2023-03-20", "2023-05-01", "overdue", "2023-04-30"),
        ("monthly", "2023-12-01", "2024-03-01", "overdue", "2024-01-31"),
        ("每季度", "2023-02-10", "2023-07-01", "overdue", "2023-06-30"),
        ("季度", "2023-12-31", "2024-03-31", "due", "2024-03-31"),
        ("半年", "2023-07-01", "2024-06-30", "due", "2024-06-30"),
        ("half_yearly", "2023-06-30", "2024-01-01", "overdue", "2023-12-31"),
        ("yearly", "2022-01-01", "2024-01-01", "overdue", "2023-12-31"),
        ("yearly", "2024-01-01", "2023-01-01", "date_in_future", None),
        ("monthly", None, "2023-01-01", "never_sampled", None),
        ("monthly", "2023年5月", "2023-06-01", "date_unreadable", None),
        ("看情况", "2023-01-01", "2030-01-01", "unknown_frequency", None),
        (None, "2023-01-01", "2030-01-01", "unknown_frequency", None),
    ],
)  # fmt: skip
def test_schedule(frequency: str | None, last: str | None, today: str, state: str, due: str | None) -> None:
    table = pd.DataFrame({"code": ["a"], "frequency": [frequency], "last_sampled": [last]})
    row = overdue(table, date.fromisoformat(today)).iloc[0]
    assert (row["state"], row["due_on"]) == (state, due)


def test_the_longest_overdue_comes_first() -> None:
    table = pd.DataFrame(
        {
            "code": ["a", "b", "c"],
            "frequency": ["monthly"] * 3,
            "last_sampled": ["2023-05-01", "2023-01-01", "2023-03-01"],
        }
    )
    answer = overdue(table, date(2023, 5, 15))
    assert answer["code"].tolist() == ["b", "c", "a"]
    assert answer["days_overdue"].tolist() == [76, 15, 0]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from([1, 3, 6, 12]))
def test_periods_follow_one_another(day: date, months: int) -> None:
    end = last_day_of_period(day, months)
    assert day <= end
    assert (end - day).days < 31 * months
    assert last_day_of_period(day, months, 1) > end
    assert frequencies()["每月"].months == 1
