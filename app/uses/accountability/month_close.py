"""The close of a month under a rule set: samples → class → ladder → notices, payments, duties (月度结算).

Everything is replayed from the official values and the registers, so that any past month can be closed again and gives
what should have gone out then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from app.accountability.compensation import month_compensation
from app.accountability.compensation_lines import ManualAmount, MonthCompensation
from app.accountability.disclosure import Publication, month_publications
from app.accountability.duties import Duty, due_duties
from app.accountability.ladder import due_notices
from app.accountability.money import in_english, in_wan
from app.accountability.notice import NoticeDue
from app.accountability.outcome import SubjectMonth
from app.accountability.rule_set import load_rule_set, rule_set_ids
from app.accountability.rules import RuleSet, bound_to, chosen_settings
from app.accountability.words import Words
from app.calendar_months import read_month
from app.errors import Absent, BreaksRule
from app.settings import Settings
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, load_entries
from app.store.samples import months_with_samples
from app.uses.accountability.subject_history import subject_history

DRAFTED: Final = "notices"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the office chose where the plan is silent (规则选项), or the default: ``entry`` is the register's."""

    setting: str
    value: str
    is_default: bool
    reason_zh: str
    reason_en: str
    entry: int | None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class MonthClose:
    """A month under a rule set (月度结算): letters due, payments, duties, publications, and on what it rests."""

    rule_set: RuleSet
    month: str
    first_month: str
    choices: tuple[Choice, ...]
    due: tuple[NoticeDue, ...]
    compensation: MonthCompensation
    duties: tuple[Duty, ...]
    publications: tuple[Publication, ...]
    history: tuple[SubjectMonth, ...]

    @property
    def subjects(self) -> list[SubjectMonth]:
        """The records of this month (本月考核对象)."""
        return [record for record in self.history if record.month == self.month]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "rule_set": self.rule_set.id,
            "title": self.rule_set.title.as_dict(),
            "document_number": self.rule_set.document_number,
            "month": self.month,
            "first_month": self.first_month,
            "is_in_force": self.rule_set.is_in_force(self.month),
            "validity_note": self.rule_set.validity_note.as_dict(),
            "choices": [choice.as_dict() for choice in self.choices],
            "due": [notice.as_dict() for notice in self.due],
            "compensation": self.compensation.as_dict(),
            "duties": [duty.as_dict() for duty in self.duties],
            "publications": [one.as_dict() for one in self.publications],
        }


def known_rule_set(rule_set_id: str) -> RuleSet:
    """The rule set of that id (规则集); Absent where there is none."""
    if rule_set_id not in rule_set_ids():
        known = "、".join(rule_set_ids())
        raise Absent(
            f"没有规则集“{rule_set_id[:40]}”，有：{known}。",
            f"There is no rule set {rule_set_id[:40]!r}; there are {', '.join(rule_set_ids())}.",
            parameter="rule_set",
        )
    return load_rule_set(rule_set_id)


def close_month(
    c: Connection,
    store: Store,
    settings: Settings,
    rule_set_id: str,
    month: str,
    *,
    districts: Sequence[str] = (),
    history: Sequence[SubjectMonth] | None = None,
) -> MonthClose:
    """What a rule set asks for in a month (月度结算).

    Parameters
    ----------
    month
        ``YYYY-MM`` of Asia/Shanghai; later months are not looked at.
    districts
        To try the plan on these districts instead of those it binds (试算).
    history
        From `app.uses.accountability.subject_history.subject_history`, where the caller has it for several months.

    Raises
    ------
    Absent
        There is no such rule set.
    BreaksRule
        A choice on record is none of the plan's options.
    """
    plan = known_rule_set(rule_set_id)
    plan = bound_to(plan, tuple(districts)) if districts else plan
    read_month(month)
    first = first_month_of(c, store, month)
    records = subject_history(c, store, settings, first, month) if history is None else list(history)
    chosen = choices_in_force(c, store, plan, month)
    values = {choice.setting: choice.value for choice in chosen if not choice.is_default}
    payments = month_payments(plan, records, month, values, manual_amounts(c, store, plan, month))
    return MonthClose(
        rule_set=plan,
        month=month,
        first_month=first,
        choices=tuple(chosen),
        due=tuple(due_notices(plan, records, month, values)),
        compensation=payments,
        duties=tuple(due_duties(plan, records, month, values)),
        publications=tuple(month_publications(plan, payments)),
        history=tuple(record for record in records if record.month <= month),
    )


def month_payments(
    plan: RuleSet,
    records: Sequence[SubjectMonth],
    month: str,
    values: Mapping[str, str],
    manual: Sequence[ManualAmount],
) -> MonthCompensation:
    """The payments of a month with the office's amounts (当月赔偿金); an amount that nothing waits for is told.

    A value may be superseded after the office has set an amount: the month is then still answered, and says so.
    """
    asked = month_compensation(plan, records, month, values)
    waiting = {(line.rule, line.subject_code) for line in asked.lines if line.form == "manual_payment"}
    matched = [one for one in manual if (one.rule, one.subject_code) in waiting]
    idle = [one for one in manual if (one.rule, one.subject_code) not in waiting]
    payments = month_compensation(plan, records, month, values, matched) if matched else asked
    notes = [
        Words(
            f"断面 {one.subject_code} 已核定 {in_wan(one.amount_fen)}（规则 {one.rule}），"
            "按现有数据不再需要，请核对资金台账",
            f"{in_english(one.amount_fen)} are confirmed for {one.subject_code} (rule {one.rule}), but nothing waits "
            "for it any more; check the register of payments",
        )
        for one in idle
    ]
    return replace(payments, notes=(*payments.notes, *notes)) if notes else payments


def first_month_of(c: Connection, store: Store, month: str) -> str:
    """The first month with values, at most the month itself (首个有数据的月份)."""
    return min([*months_with_samples(c, store, "sections")[:1], month])


def choices_in_force(c: Connection, store: Store, plan: RuleSet, month: str) -> list[Choice]:
    """Every setting of a plan with what holds in a month (采用口径): the register's choice, else the default.

    Raises
    ------
    BreaksRule
        A choice on record is none of the options; the sentence names them.
    """
    on_record: dict[str, Entry] = {}
    for entry in load_entries(c, store, "rule_choices", EntryQuery(states=("in_force",))):
        told = entry.content
        begun = (told.get("first_month") or "0000-00") <= month
        if told["rule_set"] == plan.id and begun and month <= (told.get("last_month") or "9999-99"):
            on_record[told["setting"]] = entry  # the latest entry holds
    chosen_settings(plan, {name: entry.content["value"] for name, entry in on_record.items()})
    found = []
    for name, ambiguity in plan.ambiguities.items():
        own = on_record.get(name)
        reason = own.content["reason"] if own else None
        found.append(
            Choice(
                setting=name,
                value=own.content["value"] if own else ambiguity.default,
                is_default=own is None,
                reason_zh=reason or ambiguity.reason.zh,
                reason_en=reason or ambiguity.reason.en,
                entry=own.id if own else None,
            )
        )
    return found


def manual_amounts(c: Connection, store: Store, plan: RuleSet, month: str) -> list[ManualAmount]:
    """Amounts that the office has confirmed where the plan gives none (人工核定金额)."""
    query = EntryQuery(states=("confirmed",), first_month=month, last_month=month)
    return [
        ManualAmount(told["rule"], told["section"], int(told["amount_fen"]), told["reason"])
        for entry in load_entries(c, store, "payments", query)
        if (told := entry.content)["rule_set"] == plan.id
        and told["kind"] == "manual"
        and told.get("rule")
        and told.get("section")
    ]


def drafted_of(c: Connection, store: Store, close: MonthClose) -> Mapping[str, Entry]:
    """The notices of this close that are in the register already, by their key (已拟稿文书)."""
    query = EntryQuery(first_month=close.month, last_month=close.month)
    keys = {notice.key for notice in close.due}
    return {entry.key: entry for entry in load_entries(c, store, DRAFTED, query) if entry.key in keys}


def find_due(close: MonthClose, key: str) -> NoticeDue:
    """The letter of that key in a close (应发文书); BreaksRule where the close asks for none."""
    for notice in close.due:
        if notice.key == key:
            return notice
    raise BreaksRule(
        "这一条不是本月按规则应发的文书，未拟稿。", "The rules ask for no such letter this month; nothing was drafted.",
        parameter="keys",
    )  # fmt: skip
