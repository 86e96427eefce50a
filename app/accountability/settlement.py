"""The year's settlement (年度结算): collected, the province first, surplus, city works, rewards, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accountability.compensation_lines import MonthCompensation
from app.accountability.money import in_english, in_wan, money
from app.accountability.rewards import (
    CITY_WORKS,
    COLLECTED,
    PROVINCE,
    ManualSum,
    RewardCandidate,
    SettlementLine,
    reward_lines,
)
from app.accountability.rules import Rule, RuleSet, chosen_settings
from app.accountability.words import Words, as_lists
from app.errors import BreaksRule


@dataclass(frozen=True, slots=True)
class YearSettlement:
    """The settlement of a year (年度结算).

    Attributes
    ----------
    lines
        Their amounts add up to ``balance_fen``.
    collected_fen, surplus_fen, balance_fen
        [fen] What came in; what the province's payment leaves (None until it is entered); what is left at the end:
        0 where everything is distributed, negative for a deficit.
    is_settled
        Whether no amount is still to be entered.
    """

    rule_set: str
    rule: str
    clause: str
    ground: Words
    year: str
    lines: tuple[SettlementLine, ...]
    collected_fen: int
    surplus_fen: int | None
    balance_fen: int
    is_settled: bool
    notes: tuple[Words, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "rule_set": self.rule_set,
            "rule": self.rule,
            "clause": self.clause,
            "ground": self.ground.as_dict(),
            "year": self.year,
            "lines": [line.as_dict() for line in self.lines],
            "collected": money(self.collected_fen),
            "surplus": money(self.surplus_fen),
            "balance": money(self.balance_fen),
            "is_settled": self.is_settled,
            **as_lists(self.notes, "notes"),
        }


def settle_year(
    rule_set: RuleSet,
    year: str,
    months: Sequence[MonthCompensation],
    *,
    provincial: ManualSum | None = None,
    city_works: ManualSum | None = None,
    candidates: Sequence[RewardCandidate] = (),
    rewards: Mapping[str, ManualSum] | None = None,
    settings: Mapping[str, str] | None = None,
) -> YearSettlement:
    """The settlement of a calendar year (年度结算).

    Parameters
    ----------
    months
        The year's months as `app.accountability.compensation.month_compensation` gives them; those of other years
        are not looked at.
    provincial, city_works
        What the city owes the province, and the part kept for the city's works: the plan gives neither sum, so both
        are entered by hand; None is "not entered yet", never 0.
    candidates
        The districts; only those that met the year's target on final values are rewarded.
    rewards
        Amounts by district, for the setting ``manual``.

    Notes
    -----
    聊城市打好碧水保卫战2020年行动计划 三（二）: the province first (鲁政办字〔2019〕44号), then part for the city's
    works, the rest to those who met. How a deficit is borne is not said there. In equal and weighted parts
    what does not divide goes fen by fen to the first districts by name.

    Raises
    ------
    BreaksRule
        The rule set has no settlement, a sum is below zero or without a reason, more is given out than there is, or
        a district is rewarded that did not meet its target.

    Examples
    --------
    >>> from app.accountability.rule_set import load_rule_set
    >>> answer = settle_year(load_rule_set("liaocheng_2020"), "2020", [], provincial=ManualSum(100, "省级通知"))
    >>> answer.balance_fen, answer.notes[-1].zh
    (-100, '征收额不足以缴纳省级赔偿金，缺口1元')
    """
    rule = next((one for one in rule_set.rules if one.form == "settlement"), None)
    if rule is None:
        raise BreaksRule(
            f"规则集 {rule_set.id} 没有年度结算规则。", f"The rule set {rule_set.id} has no settlement.",
            parameter="rule_set",
        )  # fmt: skip
    for one in (provincial, city_works, *(rewards or {}).values()):
        _check_sum(one)
    way = chosen_settings(rule_set, settings)["reward_distribution"].value
    lines, notes = _collected(rule, year, months)
    collected = sum(line.amount_fen or 0 for line in lines)
    lines.append(_province_line(rule, provincial))
    surplus = None if provincial is None else collected - provincial.amount_fen
    if surplus is not None and surplus < 0:
        notes.append(Words(
            f"征收额不足以缴纳省级赔偿金，缺口{in_wan(-surplus)}",
            f"What was collected does not cover the payment to the province: {in_english(-surplus)} short",
        ))  # fmt: skip
    elif surplus is None or surplus > 0:
        lines.append(_city_line(city_works, surplus))
        rest = None if surplus is None or city_works is None else surplus - city_works.amount_fen
        lines += reward_lines(way, rest, candidates, rewards or {}, notes)
    balance = sum(line.amount_fen or 0 for line in lines)
    is_settled = all(line.amount_fen is not None for line in lines)
    if is_settled and balance > 0:
        notes.append(Words(f"尚有{in_wan(balance)}未分配", f"{in_english(balance)} are not distributed"))
    return YearSettlement(
        rule_set.id, rule.id, rule.clause, rule_set.ground(rule), year, tuple(lines), collected, surplus, balance,
        is_settled, tuple(notes),
    )  # fmt: skip


def _collected(rule: Rule, year: str, months: Sequence[MonthCompensation]) -> tuple[list[SettlementLine], list[Words]]:
    """One line a payer of what the year's months brought into the pool, and notes on what is missing."""
    mine = [month for month in months if month.month[:4] == year]
    sums: dict[str, list[int]] = {}
    waiting = 0
    for month in mine:
        for line in month.lines:
            if line.payee == rule.parameters["pool"] and line.rule in rule.parameters["rules"]:
                waiting += line.amount_fen is None
                sums.setdefault(line.payer or "", []).append(line.amount_fen or 0)
    notes = []
    if len({month.month for month in mine}) < len(mine):
        raise BreaksRule("同一月份出现两次。", "A month is given twice.", parameter="months")
    if len(mine) < 12:
        notes.append(Words(f"{year}年只有{len(mine)}个月的结果", f"Only {len(mine)} months of {year} are there"))
    if waiting:
        notes.append(Words(f"{waiting}项赔偿金金额待填写", f"{waiting} payments wait for their amount"))
    lines = [
        SettlementLine(
            COLLECTED, payer, sum(amounts),
            Words(
                f"{payer or '缴纳单位未登记'}全年{len(amounts)}笔，合计{in_wan(sum(amounts))}",
                f"{payer or 'payer not on record'}: {len(amounts)} payments, {in_english(sum(amounts))}",
            ),
        )
        for payer, amounts in sorted(sums.items())
    ]  # fmt: skip
    return lines, notes


def _province_line(rule: Rule, provincial: ManualSum | None) -> SettlementLine:
    """What goes to the province, first of all."""
    if provincial is None:
        words = Words("向省级财政缴纳的金额待填写", "the payment to the province is still to be entered")
        return SettlementLine(PROVINCE, "省级财政", None, words)
    amount = provincial.amount_fen
    words = Words(
        f"先向省级财政缴纳{in_wan(amount)}：{provincial.reason}",
        f"first to the province, {in_english(amount)}: {provincial.reason}",
    )
    return SettlementLine(PROVINCE, "省级财政", -amount, words)


def _city_line(city_works: ManualSum | None, surplus: int | None) -> SettlementLine:
    """The part of the surplus that is kept for the city's works."""
    if city_works is None or surplus is None:
        words = Words("统筹用于市级治理的金额待填写", "the part for the city's works is still to be entered")
        return SettlementLine(CITY_WORKS, "市级", None, words)
    if city_works.amount_fen > surplus:
        raise BreaksRule(
            f"统筹金额超过结余{in_wan(surplus)}。", f"The part for works is over the surplus of {in_english(surplus)}.",
            parameter="city_works",
        )  # fmt: skip
    amount = city_works.amount_fen
    words = Words(
        f"结余{in_wan(surplus)}，统筹{in_wan(amount)}用于市级水污染防治：{city_works.reason}",
        f"of {in_english(surplus)} surplus {in_english(amount)} for the city's works: {city_works.reason}",
    )
    return SettlementLine(CITY_WORKS, "市级", -amount, words)


def _check_sum(one: ManualSum | None) -> None:
    """A named error for a sum below zero or without a reason."""
    if one is None:
        return
    if one.amount_fen < 0 or not one.reason.strip():
        raise BreaksRule(
            "手工填写的金额不能为负，且必须写明理由。",
            "A sum entered by hand must not be negative and needs a reason.",
            parameter="amount",
        )  # fmt: skip
