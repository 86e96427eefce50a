"""Compensation by month and payer (水质生态赔偿、补偿): lines with their arithmetic, and sums that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.accountability.compensation_lines import (
    CompensationLine,
    ManualAmount,
    MonthCompensation,
    PayerTotal,
    payer_total,
)
from app.accountability.months import month_after, months_through
from app.accountability.outcome import SubjectMonth
from app.accountability.payments import (
    Payments,
    cap_lines,
    fixed_payments,
    manual_payments,
    per_section_payments,
    percentage_payments,
    two_way_payments,
)
from app.accountability.replay import Replay, replay
from app.accountability.rules import RuleSet, chosen_settings
from app.errors import BreaksRule

Pair = tuple[str | None, str | None]


def month_compensation(
    rule_set: RuleSet,
    history: Iterable[SubjectMonth],
    month: str,
    settings: Mapping[str, str] | None = None,
    manual: Sequence[ManualAmount] = (),
) -> MonthCompensation:
    """The payments of a month under a rule set (当月赔偿金).

    Parameters
    ----------
    history
        Records of all subjects; of the month every section of the register, also without values, for the rate depends
        on how many a payer has. Earlier months serve comparisons and caps of the year.
    manual
        Amounts entered by hand for the month, with their reasons.

    Notes
    -----
    Only ``missed`` on final values brings a payment. 聊城市打好碧水保卫战2020年行动计划 三（二）;
    聊江管办发〔2023〕4号 三（一）1, 四（二）.

    Raises
    ------
    BreaksRule
        An unknown setting, a manual amount without a reason, below zero or for nothing that waits for one.

    Examples
    --------
    >>> from app.accountability.outcome import TargetOutcome
    >>> from app.accountability.rule_set import load_rule_set
    >>> month = {"kind": "section", "month": "2020-05", "district": "高唐县", "assessment_level": "国考"}
    >>> missed = (TargetOutcome("考核", "month", 5, "missed"),)
    >>> one = SubjectMonth(code="A", name="甲", is_final=True, water_class=6, targets=missed, **month)
    >>> answer = month_compensation(load_rule_set("liaocheng_2020"), [one], "2020-05")
    >>> answer.amount_fen, answer.totals[0].arithmetic.zh
    (50000000, '50万元')
    >>> month_compensation(load_rule_set("liaocheng_2020"), [], "2020-05").totals
    ()
    """
    replayed = replay(rule_set, chosen_settings(rule_set, settings), history, month)
    _check_manual(manual)
    lines, parts = _month_lines(replayed, month, manual)
    _check_matched(manual, lines)
    return MonthCompensation(
        rule_set=rule_set.id,
        month=month,
        lines=tuple(lines),
        totals=tuple(_totals(lines, parts)),
        open_subjects=tuple(one for part in parts for one in part.open_subjects),
        notes=tuple(note for part in parts for note in part.notes),
        is_in_force=rule_set.is_in_force(month),
    )


def _month_lines(
    replayed: Replay, month: str, manual: Sequence[ManualAmount]
) -> tuple[list[CompensationLine], list[Payments]]:
    """All lines of a month, caps last, and what each rule brought."""
    parts, lines = [], []
    for rule in replayed.rule_set.rules:
        if rule.form == "per_section":
            part = per_section_payments(replayed, rule, month)
        elif rule.form == "fixed_payment":
            part = fixed_payments(replayed, rule, month)
        elif rule.form == "two_way_payment":
            part = two_way_payments(replayed, rule, month)
        elif rule.form == "percentage_change":
            part = percentage_payments(replayed, rule, month)
        elif rule.form == "manual_payment":
            part = manual_payments(replayed, rule, month, manual)
        else:
            continue
        parts.append(part)
        lines += part.lines
    for rule in replayed.rule_set.rules:
        if rule.form == "cap":
            yearly = rule.parameters["period"] == "year"
            earlier = _earlier_in_year(replayed, month, rule.id, rule.parameters["rules"]) if yearly else {}
            lines += list(cap_lines(replayed, rule, month, lines, earlier))
    return lines, parts


def _earlier_in_year(replayed: Replay, month: str, cap: str, rules: Sequence[str]) -> dict[Pair, int]:
    """Sums by payer and payee of the calendar year before the month, the cap's own cuts taken off [fen]."""
    sums: dict[Pair, int] = {}
    for earlier in months_through(f"{month[:4]}-01", month_after(month, -1)):
        for line in _month_lines(replayed, earlier, ())[0]:
            if line.rule in (cap, *rules):
                sums[line.payer, line.payee] = sums.get((line.payer, line.payee), 0) + (line.amount_fen or 0)
    return sums


def _totals(lines: Sequence[CompensationLine], parts: Sequence[Payments]) -> list[PayerTotal]:
    """Sums by payer and payee, payers without a missed section included."""
    counts = {pair: count for part in parts for pair, count in part.counts.items()}
    pairs: dict[Pair, list[CompensationLine]] = {pair: [] for pair in counts}
    for line in lines:
        pairs.setdefault((line.payer, line.payee), []).append(line)
    return [
        payer_total(payer, payee, mine, counts.get((payer, payee or "")))
        for (payer, payee), mine in sorted(pairs.items(), key=lambda item: tuple(map(str, item[0])))
    ]


def _check_manual(manual: Sequence[ManualAmount]) -> None:
    """A named error for an amount without a reason or below zero."""
    for one in manual:
        if not one.reason.strip():
            raise BreaksRule(
                "手工核定的金额必须写明理由。", "An amount entered by hand needs its reason.", parameter="reason"
            )
        if one.amount_fen < 0:
            raise BreaksRule("金额不能为负。", "An amount must not be below zero.", parameter="amount")


def _check_matched(manual: Sequence[ManualAmount], lines: Sequence[CompensationLine]) -> None:
    """A named error for an amount that no line waits for."""
    waiting = {(line.rule, line.subject_code) for line in lines if line.form == "manual_payment"}
    for one in manual:
        if (one.rule, one.subject_code) not in waiting:
            raise BreaksRule(
                f"没有等待填写金额的赔偿项：规则 {one.rule}，断面 {one.subject_code}。",
                f"No payment waits for an amount: rule {one.rule}, section {one.subject_code}.",
                parameter="manual",
            )
