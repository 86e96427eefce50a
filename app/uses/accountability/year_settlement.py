"""The settlement of a year under a rule set, from the months' payments and the register (年度结算)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from app.accountability.exceedance import ASSESSMENT
from app.accountability.months import months_through
from app.accountability.outcome import (
    MET,
    MET_ON_N,
    MISSED,
    SECTION,
    UNDETERMINED,
    YEAR,
    SubjectMonth,
)
from app.accountability.rewards import ManualSum, RewardCandidate
from app.accountability.rules import selected
from app.accountability.settlement import YearSettlement, settle_year
from app.errors import Unparsable
from app.settings import Settings
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, load_entries
from app.uses.accountability.month_close import MonthClose, close_month, first_month_of, known_rule_set
from app.uses.accountability.subject_history import subject_history


def settle(c: Connection, store: Store, settings: Settings, rule_set_id: str, year: str) -> YearSettlement:
    """The year's settlement (年度结算): sums from the months, what the office entered from the register of payments.

    Only confirmed payments count; what has not been entered is open, never nil.

    Raises
    ------
    Absent
        There is no such rule set.
    BreaksRule
        It has no settlement, or sums on record that cannot be.
    """
    plan = known_rule_set(rule_set_id)
    if not (len(year) == 4 and year.isascii() and year.isdigit() and year >= "1990"):
        raise Unparsable(
            f"年份“{year[:20]}”应为四位数字。", f"The year {year[:20]!r} must have four digits.", parameter="year"
        )
    last = f"{year}-12"
    first = first_month_of(c, store, f"{year}-01")
    history = subject_history(c, store, settings, first, last)
    months = [
        close_month(c, store, settings, plan.id, month, history=history) for month in months_through(f"{year}-01", last)
    ]
    told = [
        entry
        for entry in load_entries(c, store, "payments", EntryQuery(states=("confirmed",)))
        if entry.content["rule_set"] == plan.id and _year_of(entry) == year
    ]
    chosen = {choice.setting: choice.value for choice in months[-1].choices if not choice.is_default}
    return settle_year(
        plan,
        year,
        [month.compensation for month in months],
        provincial=_sum_of(told, "provincial_compensation"),
        city_works=_sum_of(told, "city_works"),
        candidates=candidates(months[-1]),
        rewards={entry.content["payee"]: _manual(entry) for entry in told if entry.content["kind"] == "reward"},
        settings=chosen,
    )


def candidates(december: MonthClose) -> list[RewardCandidate]:
    """Each district and whether all its assessed sections met their year's target (奖励对象).

    A section without a target of the year leaves its district undetermined: nothing is taken as met.
    """
    rule = next((one for one in december.rule_set.rules if one.form == "per_section"), None)
    if rule is None:
        return []
    options = {name: ambiguity.options for name, ambiguity in december.rule_set.ambiguities.items()}
    values = {choice.setting: choice.value for choice in december.choices}
    settings = {
        name: next(option for option in options[name] if option.value == value) for name, value in values.items()
    }
    districts: dict[str, list[SubjectMonth]] = {}
    for record in december.subjects:
        if record.kind == SECTION and record.district and selected(rule, record, settings):
            districts.setdefault(record.district, []).append(record)
    return [
        RewardCandidate(district, worst_of(map(year_attainment, records)), all(one.is_final for one in records))
        for district, records in sorted(districts.items())
    ]


def year_attainment(record: SubjectMonth) -> str:
    """A section's attainment of its year's targets (年度目标达标情况); undetermined where it has none."""
    yearly = [one for one in record.targets if one.period == YEAR and one.purpose == ASSESSMENT]
    return worst_of(target.attainment for target in yearly)


def worst_of(attainments: Iterable[str]) -> str:
    """The one answer of several (合并达标结果): a miss before the unknown before the incomplete before met.

    Examples
    --------
    >>> worst_of(["met", "missed", "undetermined"]), worst_of(["met", "met_on_n"]), worst_of([])
    ('missed', 'met_on_n', 'undetermined')
    """
    found = set(attainments)
    return next((one for one in (MISSED, UNDETERMINED, MET_ON_N, MET) if one in found), UNDETERMINED)


def _year_of(entry: Entry) -> str:
    """The year that a payment belongs to."""
    return str(entry.content.get("year") or (entry.month or "")[:4])


def _sum_of(entries: Sequence[Entry], kind: str) -> ManualSum | None:
    """Confirmed sums of a kind; None where there is none."""
    found = [entry for entry in entries if entry.content["kind"] == kind]
    if not found:
        return None
    return ManualSum(
        sum(int(entry.content["amount_fen"]) for entry in found), "；".join(entry.content["reason"] for entry in found)
    )


def _manual(entry: Entry) -> ManualSum:
    """One confirmed sum."""
    return ManualSum(int(entry.content["amount_fen"]), entry.content["reason"])
