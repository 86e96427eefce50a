"""Lines and sums of a month's compensation (赔偿金明细): every total is lines that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accountability.money import in_english, in_wan, money
from app.accountability.outcome import SubjectMonth
from app.accountability.rules import Rule, RuleSet
from app.accountability.words import Words, as_lists


@dataclass(frozen=True, slots=True)
class ManualAmount:
    """An amount that a person enters where the plan gives none (手工核定金额) [fen], always with the reason."""

    rule: str
    subject_code: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class CompensationLine:
    """One payment that a rule asks for (赔偿金明细).

    Attributes
    ----------
    amount_fen
        [fen]; None where the plan gives no amount and none is entered yet. Negative only for what a cap takes off.
    arithmetic
        How the amount comes about, in words.
    reasons
        What was found of the section.
    questions
        What a person still has to settle.
    """

    key: str
    rule_set: str
    rule: str
    form: str
    clause: str
    ground: Words
    month: str
    payer: str | None
    payee: str | None
    subject_code: str | None
    subject_label: Words | None
    amount_fen: int | None
    arithmetic: Words
    reasons: tuple[Words, ...]
    questions: tuple[Words, ...]
    is_in_force: bool
    manual_reason: str | None = None

    @property
    def needs_manual(self) -> bool:
        """Whether an amount has still to be entered by hand."""
        return self.amount_fen is None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        plain = ("key", "rule_set", "rule", "form", "clause", "month", "payer", "payee", "subject_code",
                 "manual_reason", "is_in_force", "needs_manual")  # fmt: skip
        return {
            **{name: getattr(self, name) for name in plain},
            "ground": self.ground.as_dict(),
            "subject_label": self.subject_label.as_dict() if self.subject_label else None,
            "amount": money(self.amount_fen),
            "arithmetic": self.arithmetic.as_dict(),
            **as_lists(self.reasons, "reasons"),
            **as_lists(self.questions, "questions"),
        }


@dataclass(frozen=True, slots=True)
class PayerTotal:
    """What a payer owes a payee in the month (应缴合计).

    Attributes
    ----------
    section_count, missed_count, open_count
        Assessed sections that the payer **has**; those that missed; those of which nothing can be said yet.
        None where the rule does not count sections.
    amount_fen
        Sum of the settled lines [fen]; ``is_settled`` is False where a line has no amount yet.
    """

    payer: str | None
    payee: str | None
    section_count: int | None
    missed_count: int | None
    open_count: int | None
    line_keys: tuple[str, ...]
    amount_fen: int
    is_settled: bool
    arithmetic: Words

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        plain = ("payer", "payee", "section_count", "missed_count", "open_count", "is_settled")
        return {
            **{name: getattr(self, name) for name in plain},
            "line_keys": list(self.line_keys),
            "amount": money(self.amount_fen),
            "arithmetic": self.arithmetic.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class OpenSubject:
    """A section that brings no payment because nothing is proved (未能判定的断面), and why."""

    subject_code: str
    subject_label: Words
    payer: str | None
    state: str
    words: Words

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "subject_code": self.subject_code,
            "subject_label": self.subject_label.as_dict(),
            "payer": self.payer,
            "state": self.state,
            "words": self.words.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class MonthCompensation:
    """A month's payments under a rule set (当月赔偿金): lines, sums by payer, and what is still open."""

    rule_set: str
    month: str
    lines: tuple[CompensationLine, ...]
    totals: tuple[PayerTotal, ...]
    open_subjects: tuple[OpenSubject, ...]
    notes: tuple[Words, ...]
    is_in_force: bool

    @property
    def amount_fen(self) -> int:
        """Sum of the settled lines [fen]."""
        return sum(line.amount_fen or 0 for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "rule_set": self.rule_set,
            "month": self.month,
            "is_in_force": self.is_in_force,
            "amount": money(self.amount_fen),
            "is_settled": all(not line.needs_manual for line in self.lines),
            "lines": [line.as_dict() for line in self.lines],
            "totals": [total.as_dict() for total in self.totals],
            "open_subjects": [one.as_dict() for one in self.open_subjects],
            **as_lists(self.notes, "notes"),
        }


def compensation_line(
    rule_set: RuleSet,
    rule: Rule,
    record: SubjectMonth,
    payer: str | None,
    payee: str | None,
    amount_fen: int | None,
    arithmetic: Words,
    reasons: Sequence[Words],
    *,
    questions: Sequence[Words] = (),
    manual_reason: str | None = None,
) -> CompensationLine:
    """One line about a section (断面赔偿金明细); a payer that the register lacks becomes a question."""
    asked = list(questions)
    if payer is None:
        asked.append(Words("缴纳单位未登记，请补充", "The payer is not on record; enter who it is"))
    return CompensationLine(
        key=":".join([rule_set.id, rule.id, record.code, payer or "", record.month]),
        rule_set=rule_set.id,
        rule=rule.id,
        form=rule.form,
        clause=rule.clause,
        ground=rule_set.ground(rule),
        month=record.month,
        payer=payer,
        payee=payee,
        subject_code=record.code,
        subject_label=record.label(),
        amount_fen=amount_fen,
        arithmetic=arithmetic,
        reasons=tuple(reasons),
        questions=tuple(asked),
        is_in_force=rule_set.is_in_force(record.month),
        manual_reason=manual_reason,
    )


def sum_words(lines: Sequence[CompensationLine]) -> Words:
    """The sum of lines, written out (合计算式): equal amounts together.

    Examples
    --------
    >>> sum_words([]).zh
    '没有应缴金额'
    """
    amounts = Counter(line.amount_fen for line in lines if line.amount_fen is not None)
    waiting = sum(line.needs_manual for line in lines)
    zh = [in_wan(amount) if count == 1 else f"{in_wan(amount)}×{count}" for amount, count in amounts.items()]
    en = [in_english(amount) if count == 1 else f"{count} × {in_english(amount)}" for amount, count in amounts.items()]
    total = sum(amount * count for amount, count in amounts.items())
    is_sum = sum(amounts.values()) > 1
    parts_zh = [f"{'＋'.join(zh)}＝{in_wan(total)}" if is_sum else zh[0]] if zh else []
    parts_en = [f"{' + '.join(en)} = {in_english(total)}" if is_sum else en[0]] if en else []
    if waiting:
        parts_zh.append(f"另有{waiting}项金额待填写")
        parts_en.append(f"{waiting} amounts still to be entered")
    return Words("；".join(parts_zh) or "没有应缴金额", "; ".join(parts_en) or "nothing due")


def payer_total(
    payer: str | None, payee: str | None, lines: Sequence[CompensationLine], counts: tuple[int, int, int] | None
) -> PayerTotal:
    """The sum of one payer to one payee (应缴合计); ``counts`` are sections had, missed and open."""
    has, missed, still_open = counts if counts is not None else (None, None, None)
    return PayerTotal(
        payer=payer,
        payee=payee,
        section_count=has,
        missed_count=missed,
        open_count=still_open,
        line_keys=tuple(line.key for line in lines),
        amount_fen=sum(line.amount_fen or 0 for line in lines),
        is_settled=all(not line.needs_manual for line in lines),
        arithmetic=sum_words(lines),
    )
