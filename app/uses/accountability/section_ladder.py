"""A subject's ladder over time: its months, and the letters that each of them asked for (断面阶梯)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.accountability.ladder import due_notices
from app.accountability.money import money
from app.accountability.notice import NoticeDue
from app.accountability.outcome import MISSED, MONTH, SubjectMonth, TargetOutcome
from app.assessment.limits import NUMERALS
from app.calendar_months import months_until
from app.errors import Absent
from app.settings import Settings
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, load_entries
from app.uses.accountability.month_close import (
    DRAFTED,
    choices_in_force,
    first_month_of,
    known_rule_set,
    manual_amounts,
    month_payments,
)
from app.uses.accountability.subject_history import subject_history


def subject_ladder(
    c: Connection,
    store: Store,
    settings: Settings,
    rule_set_id: str,
    subject: str,
    month: str,
    *,
    months: int = 24,
    history: Sequence[SubjectMonth] | None = None,
) -> dict[str, Any]:
    """The months of one section, water source or body with class, attainments and letters, JSON ready (断面阶梯).

    Parameters
    ----------
    subject
        Its code.
    month, months
        The last month, and how many.

    Raises
    ------
    Absent
        No such subject is on record in these months, or there is no such rule set.
    """
    plan = known_rule_set(rule_set_id)
    shown = months_until(month, months)
    if history is None:
        history = subject_history(c, store, settings, min(first_month_of(c, store, month), shown[0]), month)
    mine = {record.month: record for record in history if record.code == subject and record.month in set(shown)}
    if not mine:
        raise Absent(
            f"{shown[0]} 至 {month} 没有“{subject[:80]}”的记录。",
            f"There is no record of {subject[:80]!r} from {shown[0]} to {month}.",
            parameter="subject",
        )
    history = of_same_districts(history, mine.values())
    entries = {entry.key: entry for entry in load_entries(c, store, DRAFTED, EntryQuery(first_month=shown[0]))}
    rows, amount_fen = [], 0
    for name in shown:
        choices = choices_in_force(c, store, plan, name)
        values = {choice.setting: choice.value for choice in choices if not choice.is_default}
        due = [notice for notice in due_notices(plan, history, name, values) if notice.subject_code == subject]
        paid = month_payments(plan, history, name, values, manual_amounts(c, store, plan, name))
        amount_fen += sum(line.amount_fen or 0 for line in paid.lines if line.subject_code == subject)
        rows.append(_month(name, mine.get(name), due, entries))
    newest = mine[max(mine)]
    return {
        "rule_set": plan.id,
        "subject": subject,
        "kind": newest.kind,
        "name": newest.name,
        "label": newest.label().as_dict(),
        "river": newest.river,
        "district": newest.district,
        "district_beyond": newest.district_beyond,
        "township": newest.township,
        "river_chiefs": [
            {"name": chief.name, "level": chief.level, "post": chief.post} for chief in newest.river_chiefs
        ],
        "months": rows,
        "totals": {
            "missed_months": sum(row["missed_any"] for row in rows),
            "longest_run": _longest(rows),
            "amount": money(amount_fen),
        },
    }


def of_same_districts(history: Sequence[SubjectMonth], mine: Iterable[SubjectMonth]) -> list[SubjectMonth]:
    """The records that can bear on a subject's letters and sums (同县区记录): those of its districts.

    Runs are counted by section or township, rates and interviews by district; nothing beyond is looked at.
    """
    districts = {name for record in mine for name in (record.district, record.district_beyond) if name}
    codes = {record.code for record in mine}
    return [
        record
        for record in history
        if record.code in codes or record.district in districts or record.district_beyond in districts
    ]


def _month(
    month: str, record: SubjectMonth | None, due: Sequence[NoticeDue], entries: dict[str, Entry]
) -> dict[str, Any]:
    """One month of the ladder."""
    targets = record.targets if record else ()
    answers = [_answer(one) for one in targets]
    water_class = record.water_class if record else None
    return {
        "month": month,
        "class": water_class,
        "class_name": NUMERALS[water_class] if water_class else None,
        "state": record.state if record else None,
        "is_final": bool(record and record.is_final),
        "attainments": answers,
        "missed_any": any(answer["attainment"] == MISSED for answer in answers),
        "notices": [{**notice.as_dict(), "entry": entry_brief(entries.get(notice.key))} for notice in due],
    }


def _answer(target: TargetOutcome) -> dict[str, Any]:
    """This month's values against one target."""
    own = target.period == MONTH
    missed = target.missed if own else target.month_missed
    return {
        "purpose": target.purpose,
        "period": target.period,
        "class": target.water_class,
        "class_name": NUMERALS[target.water_class],
        "attainment": target.attainment if own else target.month_attainment,
        "missed": [indicator.as_dict() for indicator in missed],
    }


def entry_brief(entry: Entry | None) -> dict[str, Any] | None:
    """Where a letter stands in the register, in short (文书状态); None where it is not drafted."""
    if entry is None:
        return None
    return {
        "id": entry.id,
        "state": entry.state,
        "document_number": entry.content.get("document_number"),
        "deadline": entry.content.get("deadline"),
        "changed_at": entry.changed_at.isoformat(),
    }


def _longest(rows: Sequence[dict[str, Any]]) -> int:
    """The most missed months in a row."""
    longest = run = 0
    for row in rows:
        run = run + 1 if row["missed_any"] else 0
        longest = max(longest, run)
    return longest
