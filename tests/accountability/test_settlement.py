"""The year's settlement, line by line to the fen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accountability.compensation import month_compensation
from app.accountability.compensation_lines import MonthCompensation
from app.accountability.rewards import ManualSum, RewardCandidate, split_fen
from app.accountability.rule_set import load_rule_set
from app.accountability.settlement import settle_year
from app.errors import BreaksRule
from tests.accountability.builders import history

CITY = load_rule_set("liaocheng_2020")
MET = [
    RewardCandidate("临清市", "met", True, 2),
    RewardCandidate("东阿县", "met", True, 1),
    RewardCandidate("莘县", "missed", True, 5),
    RewardCandidate("阳谷县", "met_on_n", True, 5),
    RewardCandidate("冠县", "met", False, 5),
]


def year(letters: str) -> list[MonthCompensation]:
    """One county with one section: 500,000 yuan a missed month."""
    rows = history(letters, "2020-01")
    return [month_compensation(CITY, rows, f"2020-{month:02d}") for month in range(1, len(letters) + 1)]


def settle(letters: str, province: int | None, works: int | None, **more: Any) -> Any:
    sums = {
        "provincial": None if province is None else ManualSum(province, "省级通知"),
        "city_works": None if works is None else ManualSum(works, "市政府会议"),
    }
    return settle_year(CITY, "2020", year(letters), **sums, candidates=MET, **more)


def steps(answer: Any) -> list[tuple[str, str, int | None]]:
    return [(line.step, line.party, line.amount_fen) for line in answer.lines]


def test_equal_parts_to_those_who_met_on_final_values() -> None:
    answer = settle("xxx" + "o" * 9, 50_000_001, 0, settings={"reward_distribution": "equal"})
    assert steps(answer) == [
        ("collected", "高唐县", 150_000_000),
        ("province", "省级财政", -50_000_001),
        ("city_works", "市级", 0),
        ("reward", "东阿县", -50_000_000),  # 99,999,999 fen: the odd one goes to the first by name
        ("reward", "临清市", -49_999_999),
    ]
    assert (answer.surplus_fen, answer.balance_fen, answer.is_settled) == (99_999_999, 0, True)
    assert [note.zh for note in answer.notes] == [
        "阳谷县：年度达标尚未证实，未列入奖励", "冠县：年度达标尚未证实，未列入奖励",
    ]  # fmt: skip


def test_weights_divide_the_rest() -> None:
    answer = settle("xxx" + "o" * 9, 30_000_000, 30_000_000, settings={"reward_distribution": "weighted"})
    assert steps(answer)[3:] == [("reward", "东阿县", -30_000_000), ("reward", "临清市", -60_000_000)]
    assert answer.lines[3].words.zh == "奖励东阿县：90万元×1/3＝30万元"


def test_what_the_plan_does_not_give_waits_and_is_never_nought() -> None:
    answer = settle("xxx" + "o" * 9, None, None)
    assert steps(answer) == [
        ("collected", "高唐县", 150_000_000), ("province", "省级财政", None), ("city_works", "市级", None),
        ("reward", "东阿县", None), ("reward", "临清市", None),
    ]  # fmt: skip
    assert (answer.surplus_fen, answer.is_settled) == (None, False)
    assert answer.as_dict()["lines"][1]["amount"]["fen"] is None


def test_amounts_by_hand_and_what_is_left() -> None:
    given_out = {"临清市": ManualSum(40_000_000, "会议纪要"), "东阿县": ManualSum(30_000_000, "会议纪要")}
    answer = settle("xxx" + "o" * 9, 50_000_000, 20_000_000, rewards=given_out)
    assert (answer.balance_fen, answer.notes[-1].zh) == (10_000_000, "尚有10万元未分配")


def test_a_deficit_is_told_and_nothing_is_given_out() -> None:
    answer = settle("x" + "o" * 11, 80_000_000, 10_000_000)
    assert steps(answer) == [("collected", "高唐县", 50_000_000), ("province", "省级财政", -80_000_000)]
    assert (answer.surplus_fen, answer.balance_fen) == (-30_000_000, -30_000_000)
    assert answer.notes[-1].zh == "征收额不足以缴纳省级赔偿金，缺口30万元"


def test_missing_months_are_told() -> None:
    assert settle("xxx", 0, 0, settings={"reward_distribution": "equal"}).notes[0].zh == "2020年只有3个月的结果"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rewards": {"莘县": ManualSum(1, "理由")}}, "has not been shown"),
        ({"rewards": {"冠县": ManualSum(1, "理由")}}, "has not been shown"),
        ({"rewards": {"临清市": ManualSum(200_000_000, "理由")}}, "more than"),
        ({"rewards": {"临清市": ManualSum(100, "")}}, "needs a reason"),
        ({"works": 200_000_000}, "over the surplus"),
        ({"works": -1}, "must not be negative"),
    ],
)
def test_sums_that_cannot_be_are_refused(more: dict[str, Any], words: str) -> None:
    works = more.pop("works", 0)
    with pytest.raises(BreaksRule, match=words):
        settle("xxx" + "o" * 9, 0, works, **more)


def test_a_month_given_twice_and_a_plan_without_settlement_are_refused() -> None:
    with pytest.raises(BreaksRule, match="given twice"):
        settle_year(CITY, "2020", [*year("x"), *year("x")])
    with pytest.raises(BreaksRule, match="has no settlement"):
        settle_year(load_rule_set("dujia_2023"), "2023", [])


@given(st.integers(0, 10**12), st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(any))
def test_parts_add_up_to_the_fen(amount: int, weights: list[int]) -> None:
    parts = split_fen(amount, weights)
    assert sum(parts) == amount
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
    assert all(
        abs(part * sum(weights) - amount * weight) < sum(weights) * 2
        for part, weight in zip(parts, weights, strict=True)
    )


@given(st.text(alphabet="xon", min_size=12, max_size=12), st.integers(0, 700_000_000), st.integers(0, 9))
def test_lines_add_up_to_the_balance(letters: str, province: int, tenth: int) -> None:
    collected = 50_000_000 * letters.count("x")
    works = max(collected - province, 0) * tenth // 10
    answer = settle(letters, province, works, settings={"reward_distribution": "weighted"})
    assert answer.collected_fen == collected
    assert sum(line.amount_fen for line in answer.lines) == answer.balance_fen == min(0, collected - province)
