"""Every rule of the five plans by name: seed, kind, clause, the rules that carry it, and what it does.

The seeds are 000 冠县 2023, 001 高新区 2023, 002 聊城市 2020, 003 度假区 2023, 004 平鲁区 2021.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from app.accountability.compensation import month_compensation
from app.accountability.disclosure import month_publications
from app.accountability.duties import Duty, due_duties
from app.accountability.ladder import due_notices
from app.accountability.notice import NoticeDue
from app.accountability.outcome import Finding, SubjectMonth
from app.accountability.rewards import ManualSum, RewardCandidate
from app.accountability.rule_set import load_rule_set, rule_set_ids
from app.accountability.settlement import settle_year
from tests.accountability.builders import history, section, target

PLANS: Final = {
    "000": "guanxian_2023", "001": "gaoxin_2023", "002": "liaocheng_2020", "003": "dujia_2023", "004": "pinglu_2021",
}  # fmt: skip
ROWS: list[tuple[str, str, str, tuple[str, ...]]] = []


def row(seed: str, kind: str, clause: str, *rules: str) -> Callable[[Any], Any]:
    """Marks the test of one row and the rules that carry it."""
    ROWS.append((seed, kind, clause, rules))
    return lambda test: test


def notices(seed: str, rows: list[SubjectMonth], month: str, **settings: str) -> list[NoticeDue]:
    return due_notices(load_rule_set(PLANS[seed]), rows, month, settings)


def duties(seed: str, rows: list[SubjectMonth], month: str, **settings: str) -> dict[str, Duty]:
    return {duty.rule: duty for duty in due_duties(load_rule_set(PLANS[seed]), rows, month, settings)}


def found(kind: str, finding: str, month: str, district: str, **more: Any) -> SubjectMonth:
    """A subject with one finding on record."""
    usual: dict[str, Any] = {"responsible_bodies": ("某局",), "findings": (Finding(finding, "检查记录"),)}
    return SubjectMonth(kind, "M1", "某事项", month, district=district, **{**usual, **more})


@row("002", "compensation", "三（二）", "compensation_per_section")
def test_002_up_to_three_sections_cost_500000_yuan_each() -> None:
    rows = [section(code, "2020-06", "x") for code in "ABC"]
    assert month_compensation(load_rule_set("liaocheng_2020"), rows, "2020-06").amount_fen == 150_000_000


@row("002", "compensation", "三（二）", "compensation_per_section")
def test_002_four_sections_or_more_cost_400000_yuan_each() -> None:
    rows = [section(code, "2020-06", "x") for code in "ABCD"]
    assert month_compensation(load_rule_set("liaocheng_2020"), rows, "2020-06").amount_fen == 160_000_000


@row("002", "settlement", "三（二）", "year_settlement")
def test_002_the_province_first_then_works_then_those_who_met() -> None:
    plan = load_rule_set("liaocheng_2020")
    months = [month_compensation(plan, history("x" * 12, "2020-01"), f"2020-{month:02d}") for month in range(1, 13)]
    answer = settle_year(
        plan, "2020", months, provincial=ManualSum(400_000_000, "省级通知"), city_works=ManualSum(50_000_000, "会议"),
        candidates=[RewardCandidate("临清市", "met", True)], settings={"reward_distribution": "equal"},
    )  # fmt: skip
    assert [(line.step, line.amount_fen) for line in answer.lines] == [
        ("collected", 600_000_000), ("province", -400_000_000), ("city_works", -50_000_000), ("reward", -150_000_000),
    ]  # fmt: skip


@row("002", "disclosure", "三（五）", "monthly_disclosure")
def test_002_missed_sections_and_sums_are_published_each_month() -> None:
    plan = load_rule_set("liaocheng_2020")
    rows = [section("A", "2020-06", "x"), section("B", "2020-06", "o"), section("C", "2020-06", "x", district="临清市")]
    (published,) = month_publications(plan, month_compensation(plan, rows, "2020-06"))
    assert [(one.district, one.section_codes, one.amount_fen) for one in published.rows] == [
        ("临清市", ("C",), 50_000_000), ("高唐县", ("A",), 50_000_000),
    ]  # fmt: skip
    assert published.report_to == ("市委", "市政府")


@row("002", "warning", "三（六）", "warning")
def test_002_a_missed_month_or_quarter_brings_a_warning() -> None:
    of_quarter = target("missed", period="quarter")
    rows = [section("A", "2020-06", "x", targets=(target("missed"), of_quarter))]
    assert [(one.rule, one.period) for one in notices("002", rows, "2020-06")] == [
        ("warning", "month"), ("warning", "quarter"),
    ]  # fmt: skip
    assert notices("002", [section("A", "2020-06", "o")], "2020-06") == []


@row("002", "interview", "三（六）", "interview")
def test_002_two_in_a_row_without_improvement_bring_an_interview() -> None:
    assert [one.rule for one in notices("002", history("xx", "2020-05"), "2020-06")] == ["warning", "interview"]
    assert [one.rule for one in notices("002", history("ox", "2020-05"), "2020-06")] == ["warning"]


@row("002", "accountability", "三（六）", "accountability_proposal")
def test_002_two_interviews_within_a_year_bring_a_proposal() -> None:
    proposal = notices("002", history("xxxx", "2020-03"), "2020-06")[-1]
    assert (proposal.rule, proposal.district, proposal.needs_judgement) == ("accountability_proposal", "高唐县", True)


@row("001", "reminder", "四（二）", "reminder")
def test_001_one_month_in_excess_brings_a_reminder() -> None:
    (notice,) = notices("001", history("x", "2023-07", district="高新区"), "2023-07")
    assert (notice.rule, notice.addressees[0].names, notice.report_to) == ("reminder", ("张某",), ("管委会",))


@row("001", "interview", "四（二）", "interview_deputy")
def test_001_two_in_a_row_bring_the_deputys_interview() -> None:
    (notice,) = notices("001", history("xx", "2023-07", district="高新区"), "2023-08")
    assert [one.role.zh for one in notice.addressees] == ["镇（中心）分管负责人", "责任河长"]


@row("001", "interview", "四（二）", "interview_head")
def test_001_three_in_a_row_bring_the_heads_interview() -> None:
    (notice,) = notices("001", history("xxx", "2023-07", district="高新区"), "2023-09")
    assert [one.role.zh for one in notice.addressees] == ["镇（中心）主要负责人", "责任河长"]


@row("001", "listing", "四（三）", "listed_supervision")
def test_001_what_is_not_mended_after_the_interview_is_listed() -> None:
    (notice,) = notices("001", history("xxxx", "2023-06", district="高新区"), "2023-09")
    assert (notice.kind, notice.needs_judgement) == ("listing", True)


@row("001", "ranking", "四（二）", "ranking_circular")
def test_001_the_ranking_is_circulated_regularly() -> None:
    assert duties("001", [], "2023-08")["ranking_circular"].lead == ("区环委办",)
    assert "ranking_circular" not in duties("001", [], "2023-08", ranking_frequency="quarterly")
    assert "ranking_circular" in duties("001", [], "2023-09", ranking_frequency="quarterly")


@row("000", "supervision", "四（二）", "supervision_letter")
def test_000_a_prominent_problem_brings_a_supervision_letter_with_a_limit() -> None:
    (notice,) = notices("000", [found("rectification", "prominent_problem", "2023-07", "冠县")], "2023-07")
    assert (notice.kind, notice.needs_deadline, notice.deadline_days) == ("supervision", True, None)
    assert notice.gaps[-1].zh == "整改期限原文未写，请填写"
    assert notices("000", history("xxxx", "2023-04", district="冠县"), "2023-07") == []  # nothing is counted here


@row("000", "accountability", "四（三）", "measures_by_circumstances")
def test_000_poor_work_only_proposes_among_measures() -> None:
    (notice,) = notices("000", [found("body", "poor_work", "2023-07", "冠县")], "2023-07")
    assert (notice.needs_judgement, [one.zh for one in notice.choices]) == (True, ["预警", "约谈", "挂牌督办"])


@row("003", "compensation", "三（一）1", "payment_to_dongchangfu")
def test_003_the_bridge_below_class_4_costs_850000_yuan() -> None:
    bridge = section(
        "L", "2023-07", "x", name="聊位路桥", district="度假区", targets=(target("missed", 4, purpose="补偿"),)
    )
    (line,) = month_compensation(load_rule_set("dujia_2023"), [bridge], "2023-07").lines
    assert (line.payer, line.payee, line.amount_fen) == ("度假区", "东昌府区", 85_000_000)


@row("003", "compensation", "四（二）", "township_compensation")
def test_003_townships_pay_an_amount_entered_by_hand() -> None:
    rows = [section("T", "2023-07", "x", district="度假区", township="于集镇", assessment_level="县考")]
    (line,) = month_compensation(load_rule_set("dujia_2023"), rows, "2023-07").lines
    assert (line.payer, line.amount_fen, line.needs_manual) == ("于集镇", None, True)


@row("003", "accountability", "四（三）", "circular_and_interview")
def test_003_an_adverse_effect_proposes_circular_and_interview() -> None:
    (notice,) = notices("003", [found("body", "adverse_effect", "2023-07", "度假区")], "2023-07")
    assert notice.needs_judgement
    assert [one.zh for one in notice.choices][:2] == ["全区通报", "约谈"]


@row("003", "control", "三（四）10", "gate_control")
def test_003_an_exceeding_water_puts_the_sluices_under_control_at_once() -> None:
    early = history("p", "2023-07", district="度假区")  # values not final: work begins, letters do not
    assert duties("003", early, "2023-07")["gate_control"].subject_codes == ("S1",)
    assert "gate_control" not in duties("003", history("o", "2023-07", district="度假区"), "2023-07")


@row("003", "trace", "三（四）13", "outfall_tracing")
def test_003_an_exceeding_outfall_is_traced() -> None:
    mouth = SubjectMonth(
        "outfall", "P1", "某排口", "2023-07", district="度假区", targets=(target("missed", purpose="排放"),)
    )
    assert duties("003", [mouth], "2023-07")["outfall_tracing"].subject_codes == ("P1",)


@row("004", "interview", "四（四）", "interview_black_odorous", "interview_sections", "interview_sources",
     "accountability_unfulfilled")  # fmt: skip
def test_004_three_matters_bring_an_interview_and_a_missed_target_accountability() -> None:
    where = {"month": "2021-11", "district": "平鲁区"}
    water = found("black_odorous_water", "inadequate_remediation", **where)
    weak = found("section", "weak_improvement", **where, assessment_level="国考")
    slow = found("water_source", "slow_rectification", **where)
    unfulfilled = found("body", "target_unfulfilled", **where)
    answers = notices("004", [water, weak, slow, unfulfilled], "2021-11")
    assert [one.rule for one in answers] == [
        "interview_black_odorous", "interview_sections", "interview_sources", "accountability_unfulfilled",
    ]  # fmt: skip
    assert {one.addressees[0].names for one in answers} == {("某局",)}


@row("004", "spatial", "三（一）6", "green_belt_sanggan")
def test_004_fifty_metres_outside_the_levees_are_planted() -> None:
    parameters = duties("004", [], "2021-11")["green_belt_sanggan"].parameters
    assert (parameters["buffer_m"], parameters["measured_from"]) == (50, "levee_outer_line")


@row("004", "spatial", "三（一）6", "green_belt_other")
def test_004_thirty_metres_outside_the_levees_of_other_tributaries() -> None:
    assert duties("004", [], "2021-11")["green_belt_other"].parameters["buffer_m"] == 30


@row("004", "spatial", "三（二）6", "village_sewage")
def test_004_villages_of_more_than_2000_within_3_km() -> None:
    parameters = duties("004", [], "2021-11")["village_sewage"].parameters
    assert (parameters["distance_m"], parameters["population_above"]) == (3000, 2000)


@row("004", "monitoring", "附件4；三（四）1", "outfall_monitoring")
def test_004_outfalls_of_two_rivers_are_measured_and_published_each_month() -> None:
    mouths = [
        SubjectMonth("outfall", code, code, "2021-11", river=river, district="平鲁区")
        for code, river in (("P1", "源子河"), ("P2", "马关河"), ("P3", "桑干河"))
    ]
    duty = duties("004", mouths, "2021-11")["outfall_monitoring"]
    assert (duty.frequency, duty.publishes, duty.subject_codes) == ("monthly", True, ("P1", "P2"))


@row("004", "monitoring", "三（三）1", "source_monitoring")
def test_004_larger_rural_sources_are_measured_and_published_each_quarter() -> None:
    sources = [
        SubjectMonth("water_source", code, code, "2021-12", scale=scale, district="平鲁区")
        for code, scale in (("W1", "千吨万人"), ("W2", "县级以上"))
    ]
    duty = duties("004", sources, "2021-12")["source_monitoring"]
    assert (duty.frequency, duty.publishes, duty.subject_codes) == ("quarterly", True, ("W1",))
    assert "source_monitoring" not in duties("004", sources, "2021-11")


def test_the_rows_above_are_all_there_are_and_carry_every_rule() -> None:
    assert len(ROWS) == 25
    carried = {(PLANS[seed], rule) for seed, _, _, rules in ROWS for rule in rules}
    assert carried == {(name, rule.id) for name in rule_set_ids() for rule in load_rule_set(name).rules}
    for seed, kind, clause, rules in ROWS:
        for name in rules:
            rule = load_rule_set(PLANS[seed]).rule(name)
            assert rule.clause == clause
            assert rule.kind == kind or (seed, name) == ("004", "accountability_unfulfilled")
