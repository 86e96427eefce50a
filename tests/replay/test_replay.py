"""The demonstration's two years under all five rule sets, against what was typed from the clauses beforehand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.accountability.compensation_lines import ManualAmount
from app.accountability.months import months_through
from app.accountability.outcome import SubjectMonth
from app.accountability.rule_set import rule_set_ids
from app.settings import Settings
from app.store.engine import Store
from app.uses.accountability.money_at_stake import money_at_stake
from app.uses.accountability.month_close import MonthClose, close_month, month_payments
from app.uses.accountability.section_ladder import subject_ladder
from app.uses.accountability.subject_history import subject_history

HERE = Path(__file__).parent
MONTHS = months_through("2024-11", "2026-10")


@pytest.fixture(scope="module")
def world(demonstration: FastAPI) -> tuple[Store, Settings]:
    return demonstration.state.store, demonstration.state.settings


@pytest.fixture(scope="module")
def history(world: tuple[Store, Settings]) -> list[SubjectMonth]:
    store, settings = world
    with store.reading() as c:
        return subject_history(c, store, settings, MONTHS[0], MONTHS[-1])


@pytest.fixture(scope="module")
def closes(world: tuple[Store, Settings], history: list[SubjectMonth]) -> dict[tuple[str, str], MonthClose]:
    store, settings = world
    with store.reading() as c:
        return {
            (plan, month): close_month(c, store, settings, plan, month, history=history)
            for plan in rule_set_ids()
            for month in MONTHS
        }


def expected(name: str) -> list[tuple[str, ...]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def test_the_letters_are_those_typed_from_the_clauses(closes: dict[tuple[str, str], MonthClose]) -> None:
    found = [
        (plan, month, notice.rule, notice.subject_code, notice.district or "", notice.clause)
        for (plan, month), close in closes.items()
        for notice in close.due
    ]
    assert sorted(found) == sorted(expected("expected_notices.csv"))


def test_the_sums_are_those_typed_from_the_clauses(closes: dict[tuple[str, str], MonthClose]) -> None:
    found = []
    for (plan, month), close in closes.items():
        lines = {line.key: line for line in close.compensation.lines}
        for total in close.compensation.totals:
            mine = [lines[key] for key in total.line_keys]
            if mine:
                held = "" if total.section_count is None else str(total.section_count)
                missed = ";".join(sorted(str(line.subject_code) for line in mine))
                amount = str(total.amount_fen // 100) if total.is_settled else "manual"
                found.append((plan, month, total.payer, total.payee, held, missed, amount, mine[0].clause))
                assert total.amount_fen == sum(line.amount_fen or 0 for line in mine)
    assert sorted(found) == sorted(expected("expected_money.csv"))


def test_plans_without_counts_ask_for_nothing_by_themselves(closes: dict[tuple[str, str], MonthClose]) -> None:
    for plan in ("guanxian_2023", "pinglu_2021"):
        assert not [notice for month in MONTHS for notice in closes[plan, month].due]


def test_a_month_replayed_later_gives_what_it_gave_then(
    world: tuple[Store, Settings], closes: dict[tuple[str, str], MonthClose], history: list[SubjectMonth]
) -> None:
    store, settings = world
    known_then = [record for record in history if record.month <= "2025-08"]
    with store.reading() as c:
        then = close_month(c, store, settings, "liaocheng_2020", "2025-08", history=known_then)
    assert then.as_dict() == closes["liaocheng_2020", "2025-08"].as_dict()


def test_a_month_by_itself_reads_the_history_it_needs(
    world: tuple[Store, Settings], closes: dict[tuple[str, str], MonthClose]
) -> None:
    store, settings = world
    with store.reading() as c:
        alone = close_month(c, store, settings, "gaoxin_2023", "2026-09")
    assert [notice.key for notice in alone.due] == [notice.key for notice in closes["gaoxin_2023", "2026-09"].due]


def test_a_dry_month_breaks_the_run_unless_the_office_chose_otherwise(
    closes: dict[tuple[str, str], MonthClose],
) -> None:
    runs = {notice.subject_code: notice.run for notice in closes["gaoxin_2023", "2026-02"].due}
    assert runs["LC12"] == 1


def test_what_is_at_stake_is_what_a_miss_would_cost(world: tuple[Store, Settings]) -> None:
    store, settings = world
    with store.reading() as c:
        stakes = money_at_stake(c, store, settings, "2026-10")
    sums = {
        code: sorted((one.rule_set, one.amount_fen) for one in found if one.amount_fen is not None)
        for code, found in stakes.items()
    }
    assert sums["LC02"] == [("liaocheng_2020", 500_000_00)]  # 高唐县 has three
    assert sums["LC06"] == [("dujia_2023", 850_000_00), ("liaocheng_2020", 400_000_00)]  # 度假区 has four
    assert [one.amount_fen for one in stakes["LC30"]] == [None]  # 按照权重视情: no sum is given
    assert "LC21" not in stakes  # 非考核


@pytest.mark.parametrize("plan", ["liaocheng_2020", "gaoxin_2023", "dujia_2023"])
def test_a_ladder_tells_what_the_closes_tell(
    world: tuple[Store, Settings], closes: dict[tuple[str, str], MonthClose], history: list[SubjectMonth], plan: str
) -> None:
    store, settings = world
    for subject in ("LC01", "LC06", "LC10", "LC30", "LC36", "SY02"):
        with store.reading() as c:
            told = subject_ladder(c, store, settings, plan, subject, MONTHS[-1], history=history)
        for row in told["months"]:
            close = closes[plan, row["month"]]
            asked = [notice.key for notice in close.due if notice.subject_code == subject]
            assert [notice["key"] for notice in row["notices"]] == asked
        lines = [line for month in MONTHS for line in closes[plan, month].compensation.lines]
        assert told["totals"]["amount"]["fen"] == sum(
            line.amount_fen or 0 for line in lines if line.subject_code == subject
        )


def test_an_amount_that_nothing_waits_for_is_told_and_does_not_stop_the_month(
    closes: dict[tuple[str, str], MonthClose],
) -> None:
    close = closes["dujia_2023", "2026-07"]
    idle = ManualAmount("township_compensation", "LC29", 1_000_00, "示意")  # LC29 met its target
    paid = month_payments(close.rule_set, close.history, "2026-07", {}, [idle])
    assert paid.notes[-1].zh.startswith("断面 LC29 已核定 1000元")
    assert paid.amount_fen == 850_000_00
