"""The city's ladder (聊城市打好碧水保卫战2020年行动计划 三（六）): warning, interview, proposal."""

from __future__ import annotations

from typing import Any

import pytest

from app.accountability.ladder import due_notices
from app.accountability.months import month_after
from app.accountability.outcome import Finding, MissedIndicator
from app.accountability.rule_set import load_rule_set
from tests.accountability.builders import OXYGEN, history, section, target

CITY = load_rule_set("liaocheng_2020")
SHORT = {"warning": "W", "interview": "I", "accountability_proposal": "A"}


def over(multiple: float | None) -> tuple[MissedIndicator, ...]:
    return (MissedIndicator("w21011", "总磷", "total phosphorus", multiple),)


def months(multiples: list[float | None], first: str = "2020-01", code: str = "S1", **more: Any) -> list[Any]:
    """Months by their exceedance multiple; None is a month that meets."""
    return [
        section(code, month_after(first, place), "o" if multiple is None else "x", **{
            **({} if multiple is None else {"targets": (target("missed", missed=over(multiple)),)}), **more
        })
        for place, multiple in enumerate(multiples)
    ]  # fmt: skip


def replayed(rows: list[Any], first: str, count: int, settings: dict[str, str] | None = None) -> str:
    out = []
    for place in range(count):
        due = due_notices(CITY, rows, month_after(first, place), settings)
        out.append("".join(SHORT[notice.rule] for notice in due) or ".")
    return " ".join(out)


@pytest.mark.parametrize(
    ("multiples", "settings", "expected"),
    [
        ([0.3], {}, "W"),
        ([0.3, 0.3], {}, "W WI"),  # not lower: no improving trend
        ([0.3, 0.4], {}, "W WI"),
        ([0.3, 0.2], {}, "W W"),  # improving: no interview
        ([0.3, 0.2, 0.2], {}, "W W WI"),
        ([0.3, None, 0.3], {}, "W . W"),
        ([0.3, 0.3, 0.3, 0.3], {}, "W WI W WIA"),  # each pair once; the second interview of the year
        ([0.3, 0.3, 0.3, 0.3], {"repeats": "once"}, "W WI W W"),
        ([0.3, 0.3, 0.3, 0.3], {"repeats": "every_time"}, "W WI WIA WI"),
        ([0.3, 0.3, None, 0.3, 0.3], {}, "W WI . W WIA"),
        ([0.3, 0.2], {"no_improvement": "class"}, "W WI"),  # 劣Ⅴ both times
        ([0.3, 0.2], {"no_improvement": "person_decides"}, "W WI"),
        ([0.3, 0.2], {"no_improvement": "index"}, "W WI"),  # no index: left to a person
    ],
)
def test_the_citys_ladder_month_by_month(
    multiples: list[float | None], settings: dict[str, str], expected: str
) -> None:
    assert replayed(months(multiples), "2020-01", len(multiples), settings) == expected


@pytest.mark.parametrize(
    ("way", "judgement"), [("multiple", False), ("class", False), ("person_decides", True), ("index", True)]
)
def test_what_cannot_be_measured_is_left_to_a_person(way: str, judgement: bool) -> None:
    notice = due_notices(CITY, months([0.3, 0.3]), "2020-02", {"no_improvement": way})[-1]
    assert (notice.rule, notice.needs_judgement) == ("interview", judgement)


def test_dissolved_oxygen_has_no_multiple_so_a_person_decides() -> None:
    rows = [
        section("S1", month, "x", targets=(target("missed", missed=(OXYGEN,)),)) for month in ("2020-01", "2020-02")
    ]
    notice = due_notices(CITY, rows, "2020-02")[-1]
    assert [question.zh for question in notice.questions] == ["最大超标倍数无法与上一次比较，是否有改善趋势由人判断"]


def test_the_index_and_a_year_ago() -> None:
    rows = [section("S1", "2020-01", "x", index=12.0), section("S1", "2020-02", "x", index=11.0)]
    assert [notice.rule for notice in due_notices(CITY, rows, "2020-02", {"no_improvement": "index"})] == ["warning"]
    year = [*months([0.5, 0.5], "2019-01"), *months([0.3, 0.3], "2020-01")]
    found = due_notices(CITY, year, "2020-02", {"no_improvement": "year_on_year"})
    assert [notice.rule for notice in found] == ["warning"]
    met_before = [*months([None, None], "2019-01"), *months([0.3, 0.3], "2020-01")]
    notice = due_notices(CITY, met_before, "2020-02", {"no_improvement": "year_on_year"})[-1]
    assert (notice.rule, notice.reasons[-1].zh) == ("interview", "上年同期达标，本期未达标")


# 自然年度内被约谈两次: counted from January to December
@pytest.mark.parametrize(
    ("first", "multiples", "expected"),
    [
        ("2020-01", [0.3, 0.3, None, 0.3, 0.3], "W WI . W WIA"),
        ("2019-11", [0.3, 0.3, None, 0.3, 0.3], "W WI . W WI"),  # one interview before and one after New Year
        ("2019-12", [0.3, 0.3, 0.3, 0.3], "W WI W WIA"),  # both in 2020, in January and in March
        ("2019-11", [0.3, 0.3, 0.3, 0.3], "W WI W WI"),  # December and February
    ],
)
def test_two_interviews_within_a_calendar_year(first: str, multiples: list[float | None], expected: str) -> None:
    assert replayed(months(multiples, first), first, len(multiples)) == expected


def test_the_proposal_names_the_interviews_and_asks_for_the_effect() -> None:
    rows = months([0.3] * 4)
    notice = due_notices(CITY, rows, "2020-04")[-1]
    assert (notice.kind, notice.subject_name, notice.needs_judgement) == ("accountability", "高唐县", True)
    assert [words.zh for words in notice.reasons] == [
        "2020年内被约谈2次（达到2次）",
        "2020年2月因徒骇河断面S1应约谈",
        "2020年4月因徒骇河断面S1应约谈",
    ]
    assert notice.questions[0].zh == "是否对全市考核成绩造成严重影响，由人判断"
    effect = (Finding("serious_effect", "全市国控断面考核扣分"),)
    found = [*rows[:-1], *months([0.3], "2020-04", findings=effect)]
    assert due_notices(CITY, found, "2020-04")[-1].needs_judgement is False


def test_two_sections_of_one_month_are_one_interview_unless_set_otherwise() -> None:
    rows = [*months([0.3, 0.3], code="A"), *months([0.3, 0.3], code="B")]
    assert replayed(rows, "2020-01", 2) == "WW WWII"
    assert replayed(rows, "2020-01", 2, {"interview_count": "by_subject"}) == "WW WWIIA"


def test_interviews_on_record_can_be_what_counts() -> None:
    held = (Finding("interviewed", "市政府约谈"),)
    rows = [*months([0.3]), *months([0.3], "2020-02", findings=held), *months([0.3, 0.3], "2020-03")]
    assert replayed(rows, "2020-01", 4, {"interviews_from": "recorded"}) == "W WI W WI"
    rows[3] = months([0.3], "2020-04", findings=held)[0]
    assert replayed(rows, "2020-01", 4, {"interviews_from": "recorded"}) == "W WI W WIA"


def quarters(letters: str) -> list[Any]:
    """Quarters of 2020 that miss (x) or meet (o), every month met."""
    rows = history("o" * 12, "2020-01")
    for place, letter in enumerate(letters):
        when = place * 3 + 2
        of_quarter = target("missed" if letter == "x" else "met", period="quarter", reached_class=6)
        rows[when] = section("S1", rows[when].month, "o", targets=(target("met"), of_quarter))
    return rows


def test_quarters_are_warned_of_and_run_by_themselves() -> None:
    assert replayed(quarters("xxox"), "2020-01", 12) == ". . W . . WI . . . . . W"


def test_months_and_quarters_may_run_together() -> None:
    of_quarter = target("missed", period="quarter", reached_class=6)
    rows = [*history("oo", "2020-01"), section("S1", "2020-03", "x", targets=(target("missed"), of_quarter))]
    assert replayed(rows, "2020-01", 3) == ". . WW"
    assert replayed(rows, "2020-01", 3, {"mix_periods": "mixed"}) == ". . WWI"


def test_a_source_of_county_level_is_warned_of_and_a_smaller_one_not() -> None:
    usual = {"kind": "water_source", "assessment_level": None, "targets": (target("missed", 3),)}
    large = section("W1", "2020-05", "x", scale="县级以上", **usual)
    small = section("W2", "2020-05", "x", scale="千吨万人", **usual)
    assert [notice.subject_code for notice in due_notices(CITY, [large, small], "2020-05")] == ["W1"]


@pytest.mark.parametrize(("setting", "districts"), [("each", ["东昌府区", "茌平区"]), ("listed_only", ["东昌府区"])])
def test_both_banks_are_warned_unless_set_otherwise(setting: str, districts: list[str]) -> None:
    row = section("G", "2020-05", "x", district="东昌府区", district_beyond="茌平区", is_shared=True)
    found = due_notices(CITY, [row], "2020-05", {"shared_notice": setting})
    assert [notice.district for notice in found] == districts
    assert [notice.addressees[0].names for notice in found] == [(district,) for district in districts]


def test_the_neighbour_below_a_border_section_is_not_warned() -> None:
    row = section("G", "2020-05", "x", district="东昌府区", district_beyond="茌平区")
    assert [notice.district for notice in due_notices(CITY, [row], "2020-05")] == ["东昌府区"]
