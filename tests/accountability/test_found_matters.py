"""Letters that follow from something put on record (平政办发[2021]58号 四（四）, 冠政办字〔2023〕5号 四)."""

from __future__ import annotations

from typing import Any

import pytest

from app.accountability.exceedance import judge_exceedance
from app.accountability.ladder import due_notices
from app.accountability.outcome import Finding, SubjectMonth
from app.accountability.rule_set import load_rule_set
from app.errors import BreaksRule
from tests.accountability.builders import PHOSPHORUS, section, target

PINGLU = load_rule_set("pinglu_2021")


def matter(month: str, due_on: str | None, closed_on: str | None = None) -> SubjectMonth:
    return SubjectMonth(
        "rectification", "Z1", "一级保护区内排污口", month, district="平鲁区", due_on=due_on, closed_on=closed_on,
        responsible_bodies=("某镇",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("month", "due_on", "closed_on", "way", "count"),
    [
        ("2021-11", "2021-11-15", None, "finding_or_overdue", 1),
        ("2021-11", "2021-11-15", "2021-12-02", "finding_or_overdue", 1),
        ("2021-11", "2021-11-15", "2021-11-30", "finding_or_overdue", 0),
        ("2021-12", "2021-11-15", None, "finding_or_overdue", 0),  # told once, in the month it passed
        ("2021-11", None, None, "finding_or_overdue", 0),
        ("2021-11", "2021-11-15", None, "finding", 0),
    ],
)
def test_slow_rectification(month: str, due_on: str | None, closed_on: str | None, way: str, count: int) -> None:
    found = due_notices(PINGLU, [matter(month, due_on, closed_on)], month, {"slow_means": way})
    assert [notice.rule for notice in found] == ["interview_sources"] * count
    assert all(notice.needs_judgement for notice in found)


@pytest.mark.parametrize(("way", "rules"), [("finding", []), ("finding_or_missed", ["interview_sections"])])
def test_a_missed_month_is_poor_improvement_only_where_so_set(way: str, rules: list[str]) -> None:
    rows = [
        section("A", "2021-11", "x", district="平鲁区", assessment_level="国考"),
        section("B", "2021-11", "x", district="平鲁区", assessment_level="市考"),
    ]
    found = due_notices(PINGLU, rows, "2021-11", {"weak_means": way})
    assert [(notice.rule, notice.subject_code) for notice in found] == [(rule, "A") for rule in rules]


@pytest.mark.parametrize(
    ("month", "attainment", "is_final", "count"),
    [
        ("2021-12", "missed", True, 1),
        ("2021-12", "missed", False, 0),
        ("2021-12", "met_on_n", True, 0),
        ("2021-12", "undetermined", True, 0),
        ("2021-11", "missed", True, 0),  # the year is judged at its end
    ],
)
def test_a_missed_year_proposes_accountability(month: str, attainment: str, is_final: bool, count: int) -> None:
    aim = target(attainment, period="year", reached_class=6)
    found = due_notices(PINGLU, [section("A", month, "o", district="平鲁区", is_final=is_final, targets=(aim,))], month)
    assert [(notice.rule, notice.period, notice.needs_judgement) for notice in found] == [
        ("accountability_unfulfilled", "year", True)
    ] * count


def test_a_finding_is_quoted_with_its_paper() -> None:
    plan = load_rule_set("guanxian_2023")
    row = SubjectMonth(
        "body", "B", "某局", "2023-07", district="冠县", findings=(Finding("poor_work", "三次未报", "5号"),)
    )
    (notice,) = due_notices(plan, [row], "2023-07")
    assert notice.reasons[0].zh == "认定：工作开展不力；三次未报（5号）"
    assert [gap.zh for gap in notice.gaps] == ["责任单位未登记，请填写"]


@pytest.mark.parametrize(
    ("over", "water_class", "is_complete", "state"),
    [
        ((PHOSPHORUS,), 4, True, "exceeds"),
        ((), 4, True, "exceeds"),
        ((), 3, True, "clear"),
        ((), 3, False, "incomplete"),
        ((), None, False, "no_data"),
    ],
)
def test_against_class_3_without_a_target_of_it(
    over: tuple[Any, ...], water_class: int | None, is_complete: bool, state: str
) -> None:
    row = section("A", "2023-05", "o", over_3=over, water_class=water_class, is_complete=is_complete)
    assert judge_exceedance(row, against="class_3").state == state


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("met", "missed"), "exceeds"),
        (("undetermined", "missed"), "exceeds"),
        (("met", "undetermined"), "no_data"),
        (("met", "met_on_n"), "incomplete"),
        (("met", "met"), "clear"),
        ((), "no_data"),
    ],
)
def test_of_several_targets_one_missed_is_enough(states: tuple[str, ...], expected: str) -> None:
    row = section("A", "2023-05", "o", targets=tuple(target(state) for state in states))
    assert judge_exceedance(row).state == expected


def test_words_outside_the_record_are_refused() -> None:
    with pytest.raises(BreaksRule):
        SubjectMonth("bridge", "A", "甲", "2023-05")
    with pytest.raises(BreaksRule):
        target("failed")
