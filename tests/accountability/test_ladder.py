"""The zone's ladder (聊高新区管办发〔2023〕10号 四（二）（三）), worked by hand month by month."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accountability.ladder import due_notices
from app.accountability.months import month_after
from app.accountability.notice import NoticeDue
from app.accountability.outcome import Finding, RiverChief
from app.accountability.rule_set import load_rule_set
from app.errors import BreaksRule
from tests.accountability.builders import AMMONIA, PHOSPHORUS, history, section, target

ZONE = load_rule_set("gaoxin_2023")
SHORT = {"reminder": "R", "interview_deputy": "D", "interview_head": "H", "listed_supervision": "L"}


def zone(letters: str, code: str = "S1", **more: Any) -> list[Any]:
    return history(letters, "2023-01", code, district="高新区", **more)


def replayed(rows: list[Any], months: int, settings: dict[str, str] | None = None) -> str:
    """One letter a month: R reminder, D deputy, H head, L listing, . nothing."""
    out = []
    for place in range(months):
        due = due_notices(ZONE, rows, month_after("2023-01", place), settings)
        out.append("".join(SHORT[notice.rule] for notice in due) or ".")
    return " ".join(out)


# x missed, o met, n met on fewer, d 断流, s 未采样, p not final, - no record
@pytest.mark.parametrize(
    ("letters", "settings", "expected"),
    [
        ("x", {}, "R"),
        ("xx", {}, "R D"),
        ("xxx", {}, "R D H"),
        ("xxxx", {}, "R D H L"),  # still exceeds after the head's interview: listing is proposed, once
        ("xxxxxx", {}, "R D H L . ."),
        ("xxxxxx", {"repeats": "every_time"}, "R D H HL H H"),
        ("xxxxxx", {"repeats": "every_run"}, "R D H L . H"),
        ("xxxx", {"listed_after": "any_interview"}, "R D HL ."),
        ("xoxx", {}, "R . R D"),  # a rebound begins anew
        ("xxxoxxx", {}, "R D H . R D H"),
        # a month without water
        ("xxdx", {}, "R D . R"),
        ("xxdx", {"no_data": "pauses"}, "R D . H"),
        ("xxdx", {"no_data": "pauses_when_dry_or_frozen"}, "R D . H"),
        ("xxfx", {"no_data": "pauses_when_dry_or_frozen"}, "R D . H"),
        ("xxsx", {"no_data": "pauses_when_dry_or_frozen"}, "R D . R"),
        ("xxsx", {"no_data": "pauses"}, "R D . H"),
        ("xx-x", {}, "R D . R"),
        ("xx-x", {"no_data": "pauses"}, "R D . H"),
        ("xxpx", {}, "R D . R"),  # values that are not final are no data
        ("xxpx", {"no_data": "pauses"}, "R D . H"),
        ("dxx", {"no_data": "pauses"}, ". R D"),
        # met on fewer indicators
        ("xnx", {}, "R . R"),
        ("xnx", {"incomplete_month": "pauses"}, "R . D"),
        ("onudfsp", {"no_data": "pauses"}, ". . . . . . ."),
    ],
)
def test_the_zones_ladder_month_by_month(letters: str, settings: dict[str, str], expected: str) -> None:
    assert replayed(zone(letters), len(letters), settings) == expected


def test_a_run_goes_over_new_year_unless_it_is_set_to_start_anew() -> None:
    rows = history("xx", "2023-12", district="高新区")
    assert [notice.rule for notice in due_notices(ZONE, rows, "2024-01")] == ["interview_deputy"]
    assert [n.rule for n in due_notices(ZONE, rows, "2024-01", {"across_years": "restarts"})] == ["reminder"]


def test_a_letter_says_to_whom_on_what_ground_and_why() -> None:
    (notice,) = due_notices(ZONE, zone("oxx"), "2023-03")
    assert (notice.kind, notice.clause, notice.run) == ("interview", "四（二）", 2)
    assert [(one.role.zh, one.names) for one in notice.addressees] == [
        ("镇（中心）分管负责人", ("甲镇",)),
        ("责任河长", ("张某",)),
    ]
    assert [words.zh for words in notice.reasons] == [
        "连续2次超标，四（二）：约谈分管负责人",
        "2023年2月：劣Ⅴ类，目标Ⅴ类，未达标；超标指标：总磷（超0.25倍）",
        "2023年3月：劣Ⅴ类，目标Ⅴ类，未达标；超标指标：总磷（超0.25倍）",
    ]
    assert (
        notice.ground.zh == "依据《聊城高新区2023年水污染防治协同治理工作方案》（聊高新区管办发〔2023〕10号）四（二）"
    )
    assert (notice.deadline_days, notice.needs_judgement, notice.is_in_force) == (None, False, False)
    assert due_notices(ZONE, history("x", "2023-07", district="高新区"), "2023-07")[0].is_in_force


def test_the_reminder_is_reported_and_gaps_of_the_register_are_told() -> None:
    (notice,) = due_notices(ZONE, zone("x", river_chiefs=()), "2023-01")
    assert notice.report_to == ("管委会",)
    assert [gap.zh for gap in notice.gaps] == ["责任河长未登记，请填写"]
    two = (RiverChief("张某"), RiverChief("李某"))
    (notice,) = due_notices(ZONE, zone("x", river_chiefs=two), "2023-01")
    assert [gap.zh for gap in notice.gaps] == ["登记了2名河长，请核定责任河长"]


def test_periods_passed_over_stand_in_the_letter() -> None:
    (notice,) = due_notices(ZONE, zone("xdx"), "2023-03", {"no_data": "pauses"})
    assert [step.answer.month for step in notice.basis] == ["2023-01", "2023-02", "2023-03"]
    assert (notice.run, notice.reasons[2].zh) == (2, "2023年2月：断流，不计")


@pytest.mark.parametrize(
    ("unit", "expected"), [("section", [("reminder", "B")]), ("township", [("interview_deputy", "高新区/甲镇")])]
)
def test_runs_by_section_or_by_township(unit: str, expected: list[tuple[str, str]]) -> None:
    rows = [*zone("xo", "A"), *zone("ox", "B")]
    found = due_notices(ZONE, rows, "2023-02", {"run_unit": unit})
    assert [(notice.rule, notice.subject_code) for notice in found] == expected


@pytest.mark.parametrize(
    ("unit", "rule", "run"), [("section", "interview_deputy", 2), ("same_indicator", "reminder", 1)]
)
def test_runs_by_the_same_indicator(unit: str, rule: str, run: int) -> None:
    rows = [
        section("A", "2023-01", "x", district="高新区", targets=(target("missed", missed=(PHOSPHORUS,)),)),
        section("A", "2023-02", "x", district="高新区", targets=(target("missed", missed=(AMMONIA,)),)),
    ]
    (notice,) = due_notices(ZONE, rows, "2023-02", {"run_unit": unit})
    assert (notice.rule, notice.run) == (rule, run)
    both = section("A", "2023-02", "x", district="高新区", targets=(target("missed", missed=(AMMONIA, PHOSPHORUS)),))
    (notice,) = due_notices(ZONE, [rows[0], both], "2023-02", {"run_unit": "same_indicator"})
    assert (notice.rule, notice.run, notice.indicators) == ("interview_deputy", 2, ("w21011",))


def test_exceeding_may_mean_class_3() -> None:
    rows = zone("oo", over_3=(PHOSPHORUS,))  # class Ⅳ: meets Ⅴ, exceeds Ⅲ
    assert due_notices(ZONE, rows, "2023-02") == []
    (notice,) = due_notices(ZONE, rows, "2023-02", {"exceedance": "class_3"})
    assert (notice.rule, notice.basis[0].answer.required_class) == ("interview_deputy", 3)


def test_a_years_target_judges_the_month_by_its_class_here() -> None:
    aim = target("undetermined", period="year", month_attainment="missed", month_missed=(AMMONIA,))
    rows = zone("x", targets=(aim,))
    assert [notice.rule for notice in due_notices(ZONE, rows, "2023-01")] == ["reminder"]
    assert due_notices(ZONE, rows, "2023-01", {"month_target": "month_only"}) == []


def test_listing_is_proposed_without_and_asked_for_with_the_record() -> None:
    rows = zone("xxxx")
    (proposed,) = due_notices(ZONE, rows, "2023-04")
    assert (proposed.kind, proposed.needs_judgement) == ("listing", True)
    assert [words.zh for words in proposed.reasons][:4] == [
        "已预警：没有登记",
        "已通报：没有登记",
        "已约谈：没有登记",
        "按规则2023年3月应约谈，其后仍超标",
    ]
    taken = (Finding("warned", "预警", "1号"), Finding("circulated", "通报"), Finding("interviewed", "约谈"))
    on_record = [
        *zone("xx"), *history("x", "2023-03", district="高新区", findings=taken),
        *history("x", "2023-04", district="高新区", findings=(Finding("not_mended", "整改方案未落实"),)),
    ]  # fmt: skip
    (asked,) = due_notices(ZONE, on_record, "2023-04")
    assert (asked.kind, asked.needs_judgement) == ("listing", False)
    assert asked.reasons[0].zh == "已预警：2023年3月（1号）"
    undone = section("S1", "2023-04", "x", district="高新区", findings=(Finding("not_mended", "未落实"),))
    (doubted,) = due_notices(ZONE, [*rows[:3], undone], "2023-04")  # not mended, but no step before it is on record
    assert (doubted.kind, doubted.needs_judgement) == ("listing", True)
    listed = [*on_record[:-1], section("S1", "2023-04", "x", district="高新区", findings=(Finding("listed", "挂牌"),))]
    assert due_notices(ZONE, listed, "2023-04") == []


def test_other_districts_and_later_months_are_not_looked_at() -> None:
    assert due_notices(ZONE, history("xxx", district="冠县"), "2023-03") == []
    rows = zone("xoxxx")
    for place in range(5):
        month = month_after("2023-01", place)
        assert due_notices(ZONE, rows, month) == due_notices(ZONE, [row for row in rows if row.month <= month], month)


def test_two_records_of_one_month_and_unknown_settings_are_refused() -> None:
    with pytest.raises(BreaksRule, match="two records"):
        due_notices(ZONE, [*zone("x"), *zone("o")], "2023-01")
    with pytest.raises(BreaksRule) as caught:
        due_notices(ZONE, [], "2023-01", {"no_dat": "breaks"})
    assert caught.value.parameter == "no_dat"
    with pytest.raises(BreaksRule, match="may be: breaks"):
        due_notices(ZONE, [], "2023-01", {"no_data": "ignored"})
    with pytest.raises(BreaksRule, match="cannot be read"):
        due_notices(ZONE, [], "2023-13")


def test_the_answer_is_ready_for_json() -> None:
    (notice,) = due_notices(ZONE, zone("xx"), "2023-02")
    answer = json.loads(json.dumps(notice.as_dict(), ensure_ascii=False))
    assert answer["key"] == "gaoxin_2023:interview_deputy:S1:高新区:month:2023-02"
    assert answer["basis"][0]["missed"] == [
        {"code": "w21011", "zh": "总磷", "en": "total phosphorus", "multiple": 0.25}
    ]


LETTERS = st.text(alphabet="xonudfsp-", min_size=1, max_size=9)
SETTINGS = st.fixed_dictionaries(
    {
        name: st.sampled_from([option.value for option in ambiguity.options])
        for name, ambiguity in ZONE.ambiguities.items()
    }
)


@given(LETTERS, SETTINGS, st.integers(0, 2**32))
def test_the_order_of_the_records_is_irrelevant(letters: str, settings: dict[str, str], seed: int) -> None:
    rows = [*zone(letters, "A"), *zone(letters[::-1], "B", township="乙镇")]
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    month = month_after("2023-01", len(letters) - 1)
    assert due_notices(ZONE, mixed, month, settings) == due_notices(ZONE, rows, month, settings)


@given(LETTERS, SETTINGS.filter(lambda chosen: chosen["exceedance"] == "target"))
def test_missing_data_never_triggers(letters: str, settings: dict[str, str]) -> None:
    rows = zone(letters)
    for place, letter in enumerate(letters):
        found: list[NoticeDue] = due_notices(ZONE, rows, month_after("2023-01", place), settings)
        assert letter == "x" or not found


@given(LETTERS, SETTINGS)
def test_taking_values_away_never_raises_a_step(letters: str, settings: dict[str, str]) -> None:
    """A month that was missed and has no data instead never brings a letter in its own month."""
    month = month_after("2023-01", len(letters) - 1)
    rows = zone(letters[:-1] + "u", over_3=(), water_class=None)
    assert due_notices(ZONE, rows, month, settings) == []
