"""What each section would cost if it missed this month (未达标将产生的赔偿金), by the very rules that charge it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from app.accountability.compensation import month_compensation
from app.accountability.money import money
from app.accountability.outcome import MISSED, SECTION, SubjectMonth, TargetOutcome
from app.accountability.rule_set import load_rule_set, rule_set_ids
from app.accountability.rules import RuleSet
from app.accountability.words import Words
from app.settings import Settings
from app.store.engine import Store
from app.uses.accountability.month_close import choices_in_force
from app.uses.accountability.subject_history import subject_history


@dataclass(frozen=True, slots=True)
class Stake:
    """What one plan would ask for one section (未达标金额) [fen]; None where the plan gives no amount."""

    rule_set: str
    rule: str
    clause: str
    title: Words
    payer: str | None
    payee: str | None
    amount_fen: int | None
    is_in_force: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        plain = ("rule_set", "rule", "clause", "payer", "payee", "is_in_force")
        return {
            **{name: getattr(self, name) for name in plain},
            "title": self.title.as_dict(),
            "amount": money(self.amount_fen),
        }


def stakes_of(
    plan: RuleSet, subjects: Sequence[SubjectMonth], month: str, settings: Mapping[str, str] | None = None
) -> dict[str, list[Stake]]:
    """What a plan would ask for each section if it missed in the month (未达标金额), by section code.

    Every section is taken as missed on official values; a plan's rate depends on how many sections a payer has, not on
    how many miss, so the sums of sections do not depend on each other.

    Examples
    --------
    >>> held = SubjectMonth("section", "S1", "甲", "2020-05", district="高唐县", assessment_level="国考",
    ...     targets=(TargetOutcome("考核", "month", 5, "met"),))
    >>> [one.amount_fen for one in stakes_of(load_rule_set("liaocheng_2020"), [held], "2020-05")["S1"]]
    [50000000]
    >>> stakes_of(load_rule_set("liaocheng_2020"), [], "2020-05")
    {}
    """
    sections = [
        replace(record, is_final=True, state=None, targets=tuple(map(_as_missed, record.targets)))
        for record in subjects
        if record.kind == SECTION and record.month == month
    ]
    found: dict[str, list[Stake]] = {}
    for line in month_compensation(plan, sections, month, settings).lines:
        if line.subject_code is not None and (line.amount_fen is None or line.amount_fen > 0):
            title = plan.rule(line.rule).title
            found.setdefault(line.subject_code, []).append(
                Stake(plan.id, line.rule, line.clause, title, line.payer, line.payee, line.amount_fen, line.is_in_force)
            )
    return found


def money_at_stake(c: Connection, store: Store, settings: Settings, month: str) -> dict[str, list[Stake]]:
    """What every plan would ask for each section if it missed in the month (未达标金额), by section code.

    A plan that is out of force is named as such (``is_in_force``): the office decides which one it works by.
    """
    subjects = subject_history(c, store, settings, month, month)
    found: dict[str, list[Stake]] = {}
    for name in rule_set_ids():
        plan = load_rule_set(name)
        chosen = {one.setting: one.value for one in choices_in_force(c, store, plan, month) if not one.is_default}
        for code, stakes in stakes_of(plan, subjects, month, chosen).items():
            found.setdefault(code, []).extend(stakes)
    return found


def _as_missed(target: TargetOutcome) -> TargetOutcome:
    """A target as if this month's values missed it."""
    return replace(target, attainment=MISSED, month_attainment=MISSED)
