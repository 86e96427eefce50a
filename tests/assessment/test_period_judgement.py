"""Sections judged over quarters, years and cumulative periods (断面时段评价)."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.change import compare_section
from app.assessment.period_judgement import judge_period
from app.assessment.periods import cumulative_means, lake_means, quarter_means, year_means
from app.assessment.region import assess_region
from app.assessment.required import required_indicators
from app.assessment.section_month import SectionFacts
from app.assessment.targets import YEAR, Target
from tests.assessment.judged import facts, means_of

MONTHS = [f"2023-{month:02d}" for month in range(1, 13)]


def months(values: dict[str, float], *, site: str = "S1", code: str = "w21003") -> pd.DataFrame:
    return pd.concat([means_of(site, {code: value}, month) for month, value in values.items()])


def test_a_quarter_is_classed_on_its_rounded_mean() -> None:
    table = quarter_means(months({"2023-04": 1.0, "2023-05": 1.009}))  # 1.0045 → 1.00 → Ⅲ
    (found,) = judge_period([facts("S1", required="w21003")], "2023-Q2", table)
    assert (found.answer.water_class, found.answer.class_unrounded, found.answer.attainment) == (3, 4, "met")
    assert (found.answer.month, found.not_valid, found.notes) == ("2023-Q2", (), ())


def test_a_quarter_of_one_month_has_no_class_and_says_why() -> None:
    table = quarter_means(months({"2023-04": 9.0}))
    (found,) = judge_period([facts("S1", required="w21003")], "2023-Q2", table)
    assert (found.answer.water_class, found.answer.attainment) == (0, "undetermined")
    assert found.answer.reason == (
        "季度均值应有 2 个月均值，只有 1 个。",
        "The mean of a quarter needs 2 month means; there are 1.",
    )
    shown = found.as_properties()
    assert (shown["period"], shown["not_valid"][0]["name_zh"]) == ("2023-Q2", "氨氮")
    assert shown["indicators"][0]["value"] == 9.0  # shown, and not used
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_one_indicator_with_too_few_months_leaves_the_others() -> None:
    table = year_means(pd.concat([months(dict.fromkeys(MONTHS, 0.4)), months({"2023-01": 99.0}, code="w01018")]))
    (found,) = judge_period([facts("S1", required="w21003,w01018")], "2023", table)
    assert (found.answer.water_class, found.answer.attainment) == (2, "met_on_n")
    assert [one.code for one in found.not_valid] == ["w01018"]


def test_a_year_s_target_is_judged_on_the_year_s_valid_means() -> None:
    section = SectionFacts("S1", "油坊桥", None, "river", required_indicators("w21003"), (Target("考核", YEAR, 3),))
    whole = year_means(months(dict.fromkeys(MONTHS, 1.2)))
    assert judge_period([section], "2023", whole)[0].answer.targets[0].attainment == "missed"
    part = year_means(months(dict.fromkeys(MONTHS[:7], 0.4)))
    assert judge_period([section], "2023", part)[0].answer.targets[0].attainment == "undetermined"
    running = cumulative_means(months(dict.fromkeys(MONTHS[:6], 0.4)), "2023-07")
    (found,) = judge_period([section], "2023-01..2023-07", running)
    assert (found.answer.targets[0].attainment, found.notes[0].reason[0]) == ("met", "6/7 个月有数据。")


def test_periods_go_on_into_regions_and_changes() -> None:
    sections = [facts("S1", required="w21003"), facts("S2", required="w21003")]
    now = pd.concat([months({"2023-04": 0.4, "2023-05": 0.4}), months({"2023-04": 1.8, "2023-05": 1.8}, site="S2")])
    before = months({"2022-04": 1.8, "2022-05": 1.8})
    after = [one.answer for one in judge_period(sections, "2023-Q2", quarter_means(now))]
    (earlier,) = judge_period(sections[:1], "2022-Q2", quarter_means(before))
    river = assess_region(after, kind="river", name="徒骇河")
    assert (river.month, river.means[0].value, river.water_class) == ("2023-Q2", 1.1, 4)
    assert compare_section(earlier.answer, after[0], "last_year").change.zh == "明显好转"


def test_a_lake_s_quarter() -> None:
    first = months({"2023-04": 0.04, "2023-05": 0.04}, site="P1", code="w21011")
    second = months({"2023-04": 0.08, "2023-05": 0.08}, site="P2", code="w21011")
    table = quarter_means(pd.concat([first, second]))
    lakes = lake_means(table, {"P1": "北湖", "P2": "北湖"})
    (found,) = judge_period([facts("北湖", required="w21011", water_type="lake_or_reservoir")], "2023-Q2", lakes)
    assert found.answer.water_class == 4  # 0.06: over the lake's 0.05


def test_nothing() -> None:
    (found,) = judge_period([facts("S1")], "2023-Q2", quarter_means(months({"2023-04": 1.0}).iloc[:0]))
    assert found.answer.reason == ("本时段没有监测数据。", "No monitoring data in this period.")


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(MONTHS), max_size=12), st.sets(st.sampled_from(MONTHS), max_size=12))
def test_a_missing_month_never_turns_the_year_into_met(gone: set[str], more: set[str]) -> None:
    def state(missing: set[str]) -> str | None:
        values = {month: 0.4 for month in MONTHS if month not in missing}
        table = year_means(months(values) if values else means_of("S1", {}))
        return judge_period([facts("S1", required="w21003")], "2023", table)[0].answer.attainment

    rank = {"undetermined": 0, "met": 1}
    assert rank[str(state(gone | more))] <= rank[str(state(gone))]


@pytest.mark.parametrize("excuse", [True, False])
def test_ice_lets_a_year_of_eight_months_be_met(excuse: bool) -> None:
    values = dict.fromkeys(MONTHS[4:], 0.4)
    states = {("S1", month): "结冰" for month in MONTHS[:4]} if excuse else {}
    (found,) = judge_period([facts("S1", required="w21003")], "2023", year_means(months(values), states))
    assert found.answer.attainment == ("met" if excuse else "undetermined")
