"""Sums of a month, worked by hand from the clauses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accountability.compensation import month_compensation
from app.accountability.compensation_lines import ManualAmount, MonthCompensation
from app.accountability.rule_set import load_rule_set, read_rule_set
from app.errors import BreaksRule
from tests.accountability.builders import history, section, target

CITY = load_rule_set("liaocheng_2020")
RESORT = load_rule_set("dujia_2023")
MONTH = "2020-06"


def county(letters: str, district: str = "高唐县") -> list[object]:
    """A county's sections in one month, one letter each."""
    return [section(f"{district}{place}", MONTH, letter, district=district) for place, letter in enumerate(letters)]


# 三（二）: up to three sections had, 500,000 yuan each; four or more, 400,000 each
@pytest.mark.parametrize(
    ("letters", "yuan", "sum_zh"),
    [
        ("x", 500_000, "50万元"),
        ("xo", 500_000, "50万元"),
        ("xxx", 1_500_000, "50万元×3＝150万元"),
        ("xoo", 500_000, "50万元"),
        ("xxxx", 1_600_000, "40万元×4＝160万元"),
        ("xooo", 400_000, "40万元"),
        ("xxxo", 1_200_000, "40万元×3＝120万元"),
        ("xxxxx", 2_000_000, "40万元×5＝200万元"),
        ("ooo", 0, "没有应缴金额"),
        ("xuu", 500_000, "50万元"),  # a section without data is still one that the payer has
        ("xudf", 400_000, "40万元"),
        ("nnnn", 0, "没有应缴金额"),
        ("pppp", 0, "没有应缴金额"),  # not final: nothing
    ],
)
def test_the_rate_depends_on_how_many_sections_the_payer_has(letters: str, yuan: int, sum_zh: str) -> None:
    answer = month_compensation(CITY, county(letters), MONTH)
    (total,) = answer.totals
    assert total.amount_fen == yuan * 100 == answer.amount_fen
    assert total.arithmetic.zh == sum_zh
    assert (total.payer, total.payee, total.section_count) == ("高唐县", "市级财政", len(letters))
    assert total.missed_count == letters.count("x")
    assert {(line.rule, line.clause) for line in answer.lines} <= {("compensation_per_section", "三（二）")}


def test_each_payer_has_its_own_rate_and_every_total_is_its_lines() -> None:
    answer = month_compensation(CITY, [*county("xxx"), *county("xxxo", "临清市")], MONTH)
    assert {total.payer: total.amount_fen for total in answer.totals} == {"高唐县": 150_000_000, "临清市": 120_000_000}
    amounts = {line.key: line.amount_fen for line in answer.lines}
    for total in answer.totals:
        assert sum(amounts[key] or 0 for key in total.line_keys) == total.amount_fen
    assert answer.lines[0].arithmetic.zh.startswith("有考核断面")
    assert "2020年6月：劣Ⅴ类，目标Ⅴ类，未达标；超标指标：总磷（超0.25倍）" in [
        line.reasons[0].zh for line in answer.lines
    ]


def test_only_assessed_sections_count_and_unknown_levels_are_told() -> None:
    rows = [
        *county("xxx"),
        section("K", MONTH, "x", assessment_level="县考"),
        section("Q", MONTH, "x", assessment_level=None),
    ]
    answer = month_compensation(CITY, rows, MONTH)
    assert answer.totals[0].section_count == 3
    assert answer.amount_fen == 150_000_000
    assert [note.zh for note in answer.notes] == ["徒骇河断面Q未登记考核级别，未计入考核断面数"]
    wider = month_compensation(CITY, rows, MONTH, {"assessed_levels": "every_level"})
    assert (wider.totals[0].section_count, wider.amount_fen) == (4, 160_000_000)


def test_open_sections_are_named_with_the_reason() -> None:
    answer = month_compensation(CITY, county("dpn"), MONTH)
    assert [one.words.zh for one in answer.open_subjects] == [
        "2020年6月：断流，不计",
        "2020年6月：数据尚未终版，不计",
        "2020年6月：Ⅳ类，目标Ⅴ类，所测项目达标（项目不全）",
    ]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("listed_only", {"东昌府区": 50_000_000}),
        ("each_pays", {"东昌府区": 50_000_000, "茌平区": 50_000_000}),
        ("half_each", {"东昌府区": 25_000_000, "茌平区": 25_000_000}),
    ],
)
def test_who_pays_for_a_shared_section_is_a_setting(setting: str, expected: dict[str, int]) -> None:
    shared = section("G", MONTH, "x", district="东昌府区", district_beyond="茌平区", is_shared=True)
    answer = month_compensation(CITY, [shared], MONTH, {"shared_section": setting})
    assert {total.payer: total.amount_fen for total in answer.totals} == expected
    assert all(line.questions for line in answer.lines)


def test_the_neighbour_below_a_border_section_pays_nothing() -> None:
    row = section("G", MONTH, "x", district="东昌府区", district_beyond="茌平区")
    answer = month_compensation(CITY, [row], MONTH, {"shared_section": "each_pays"})
    assert [total.payer for total in answer.totals] == ["东昌府区"]


def test_a_shared_section_can_change_the_other_banks_rate() -> None:
    rows = [*county("xxx"), section("G", MONTH, "o", district="东昌府区", district_beyond="高唐县", is_shared=True)]
    sums = {
        setting: sum(
            line.amount_fen or 0 for line in month_compensation(CITY, rows, MONTH, {"shared_section": setting}).lines
        )
        for setting in ("listed_only", "each_pays")
    }
    assert sums == {"listed_only": 150_000_000, "each_pays": 120_000_000}


def test_a_year_target_brings_no_money_by_the_month_unless_so_set() -> None:
    only_year = target("met", period="year", month_attainment="missed", water_class=5)
    rows = [section("A", MONTH, "x", targets=(only_year,))]
    assert month_compensation(CITY, rows, MONTH).amount_fen == 0
    assert month_compensation(CITY, rows, MONTH).open_subjects[0].words.zh.endswith("没有这一时段的考核目标，不计")
    assert month_compensation(CITY, rows, MONTH, {"month_target": "month_else_year"}).amount_fen == 50_000_000


# 聊江管办发〔2023〕4号 三（一）1: 850,000 yuan to 东昌府区 where 聊位路桥 misses class IV in the month
@pytest.mark.parametrize(
    ("water_class", "attainment", "is_final", "yuan"),
    [
        (5, "missed", True, 850_000),
        (6, "missed", True, 850_000),
        (4, "met", True, 0),
        (3, "met", True, 0),
        (4, "met_on_n", True, 0),
        (5, "missed", False, 0),
        (None, "undetermined", True, 0),
    ],
)
def test_the_payment_across_the_boundary(water_class: int | None, attainment: str, is_final: bool, yuan: int) -> None:
    bridge = {"name": "聊位路桥", "river": "徒骇河", "district": "度假区", "district_beyond": "东昌府区"}
    named = target(attainment, 4, purpose="补偿")
    row = section("L", "2023-07", **bridge, water_class=water_class, is_final=is_final, targets=(named,))
    answer = month_compensation(RESORT, [row], "2023-07")
    assert answer.amount_fen == yuan * 100
    if yuan:
        (line,) = answer.lines
        assert (line.payer, line.payee, line.clause) == ("度假区", "东昌府区", "三（一）1")
        assert line.arithmetic.zh == "当月定额85万元"
    # without a target of class IV the class reached decides
    bare = section("L", "2023-07", **bridge, water_class=water_class, is_final=is_final, targets=(target("met", 5),))
    assert month_compensation(RESORT, [bare], "2023-07").amount_fen == yuan * 100


def test_another_section_of_that_name_on_another_river_brings_nothing() -> None:
    row = section("L", "2023-07", "x", name="聊位路桥", river="卫运河", district="度假区")
    assert not month_compensation(RESORT, [row], "2023-07").lines


# 四（二）: by weight and circumstances; neither weights nor sums are given
def test_townships_wait_for_an_amount_by_hand() -> None:
    rows = [
        section("T1", "2023-07", "x", district="度假区", township="于集镇", assessment_level="县考"),
        section("T2", "2023-07", "o", district="度假区", township="朱老庄镇", assessment_level="县考"),
    ]
    waiting = month_compensation(RESORT, rows, "2023-07")
    (line,) = waiting.lines
    assert (line.payer, line.amount_fen, line.needs_manual) == ("于集镇", None, True)
    assert waiting.totals[0].is_settled is False
    assert waiting.totals[0].arithmetic.zh == "另有1项金额待填写"
    entered = ManualAmount("township_compensation", "T1", 5_000_000, "区环委办会议纪要")
    settled = month_compensation(RESORT, rows, "2023-07", manual=[entered])
    assert (settled.amount_fen, settled.totals[0].is_settled) == (5_000_000, True)
    assert settled.lines[0].arithmetic.zh == "手工核定5万元：区环委办会议纪要"


@pytest.mark.parametrize(
    ("code", "fen", "reason", "parameter"),
    [("T1", 100, " ", "reason"), ("T1", -1, "纪要", "amount"), ("T2", 100, "纪要", "manual")],
)
def test_an_amount_by_hand_needs_a_reason_and_a_payment(code: str, fen: int, reason: str, parameter: str) -> None:
    rows = [section("T1", "2023-07", "x", district="度假区", assessment_level="县考")]
    with pytest.raises(BreaksRule) as caught:
        month_compensation(RESORT, rows, "2023-07", manual=[ManualAmount("township_compensation", code, fen, reason)])
    assert caught.value.parameter == parameter


MADE_UP = Path(__file__).with_name("made_up.toml")


def made_up() -> object:
    return read_rule_set(MADE_UP.read_text("utf-8"), MADE_UP.name)


def boundary(letters: str) -> list[object]:
    """The border section of the made-up county, judged against Ⅲ."""
    rows = []
    for row, letter in zip(history(letters, "2024-01", name="界河桥", district="某县"), letters, strict=True):
        attainment = {"x": "missed", "o": "met", "u": "undetermined"}[letter]
        rows.append(section("S1", row.month, letter, name="界河桥", district="某县", targets=(target(attainment, 3),)))
    return rows


def test_payments_go_in_both_directions_and_the_cap_of_the_year_takes_the_rest() -> None:
    plan, rows = made_up(), boundary("xxxou")
    answers = [month_compensation(plan, rows, f"2024-0{month}") for month in range(1, 6)]
    assert [[(line.payer, line.amount_fen) for line in answer.lines] for answer in answers] == [
        [("某县", 30_000_000)],
        [("某县", 30_000_000)],
        [("某县", 30_000_000), ("某县", -20_000_000)],  # 600,000 before, 300,000 now: 200,000 over the cap of 700,000
        [("邻县", 20_000_000)],
        [],
    ]
    assert answers[2].totals[0].amount_fen == 10_000_000
    assert answers[2].lines[1].arithmetic.zh == "当年封顶70万元：此前60万元＋本月30万元，扣减20万元"


@pytest.mark.parametrize(
    ("then", "now", "payer", "yuan"),
    [
        (0.20, 0.25, "某县", 250_000),  # 25 % worse
        (0.20, 0.40, "某县", 400_000),  # 100 % worse, capped
        (0.20, 0.19, "市级财政", 50_000),  # 5 % better, the other way
        (0.30, 0.31, "某县", 33_300),  # 3.33 %
        (0.20, 0.20, None, 0),
    ],
)
def test_a_percentage_of_change_has_its_price_and_its_cap(
    then: float, now: float, payer: str | None, yuan: int
) -> None:
    rows = [
        section("C", month, "o", name="变化桥", district="某县", values={"w21011": value})
        for month, value in (("2023-05", then), ("2024-05", now))
    ]
    answer = month_compensation(made_up(), rows, "2024-05")
    assert [(line.payer, line.amount_fen) for line in answer.lines] == ([(payer, yuan * 100)] if yuan else [])
    missing = month_compensation(made_up(), rows[1:], "2024-05")
    assert not missing.lines
    assert "没有可比的终版值" in missing.notes[0].zh


def test_the_answer_is_ready_for_json() -> None:
    text = json.dumps(month_compensation(CITY, county("xxxd"), MONTH).as_dict(), ensure_ascii=False)
    answer = json.loads(text)
    assert answer["totals"][0]["amount"] == {
        "fen": 120_000_000,
        "zh": "120万元",
        "yuan": "1,200,000元",
        "en": "1,200,000 yuan",
        "capitals": "壹佰贰拾万元整",
    }
    assert answer["open_subjects"][0]["state"] == "no_data"


LETTER = st.sampled_from("xonudfsp")


@given(st.lists(LETTER, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_records_is_irrelevant(letters: list[str], random: object) -> None:
    rows = county("".join(letters))
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert month_compensation(CITY, mixed, MONTH) == month_compensation(CITY, rows, MONTH)


@given(st.lists(LETTER, min_size=1, max_size=8))
def test_missing_data_never_brings_a_payment(letters: list[str]) -> None:
    answer = month_compensation(CITY, county("".join(letters)), MONTH)
    rate = 50_000_000 if len(letters) <= 3 else 40_000_000
    assert answer.amount_fen == rate * letters.count("x")
    assert isinstance(answer, MonthCompensation)
    assert len(answer.lines) == letters.count("x")
