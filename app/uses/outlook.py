"""Will this month, this year attain: every section's outlook, with the money at stake (以天保月、以月保年)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.assessment.outlook_light import LIGHTS, LIKELY
from app.assessment.section_outlook import SectionOutlook, month_outlooks, year_outlook
from app.assessment.targets import YEAR
from app.calendar_months import month_bounds, months_until, shift_month
from app.settings import Settings
from app.store.engine import Store
from app.store.samples import load_samples
from app.uses.accountability.money_at_stake import Stake, money_at_stake
from app.uses.accountability.month_close import known_rule_set
from app.uses.assessment.exempted_months import judge_now
from app.uses.assessment.stored_means import load_means


def outlook_sections(
    c: Connection, store: Store, settings: Settings, day: date, *, rule_set: str | None = None, with_money: bool = True
) -> dict[str, Any]:
    """Each section's light for the month and for the year, told on a day, JSON ready (达标预测).

    Parameters
    ----------
    day
        Of Asia/Shanghai; values after it are not looked at, so any past day can be told anew.
    rule_set
        The plan by which a missed month costs money; by default those that are in force.
    with_money
        Whether sums are told at all.

    Returns
    -------
    dict
        ``rows``: those that may not attain first, each with ``stakes``, what every plan would ask for it; ``counts`` by
        light; ``money_at_stake_fen`` of the sections whose light is not ``likely``, None without sums.

    Raises
    ------
    app.errors.Absent
        There is no such rule set.
    """
    month = f"{day:%Y-%m}"
    judged = [one.after for one in judge_now(c, store, settings, month)]
    start, end = month_bounds(month, month)
    samples = load_samples(c, store, start=start, end=end)
    if rule_set:
        known_rule_set(rule_set)
    stakes = money_at_stake(c, store, settings, month) if with_money else {}
    money = _amounts(stakes, rule_set)
    pairs = [(one.section, target.target) for one in judged for target in one.targets if target.target.period != YEAR]
    found = month_outlooks(
        pairs,
        samples,
        day,
        station_day_min_values=settings.station_day_min_values,
        reconciliation=settings.reconciliation,
        money_at_stake_fen=money,
    )
    over = month if day.day == calendar.monthrange(day.year, day.month)[1] else shift_month(month, -1)
    if over[:4] == month[:4] and any(target.target.period == YEAR for one in judged for target in one.targets):
        means = load_means(c, store, settings, months_until(over, int(over[5:])), beyond=())
        found += [
            year_outlook(one.section, means, over, target.target)
            for one in judged
            for target in one.targets
            if target.target.period == YEAR
        ]
    told = {code: [one.as_dict() for one in some] for code, some in stakes.items()}
    rows = sorted((one.as_dict() | {"stakes": told.get(one.section.code, [])} for one in found), key=_most_doubtful)
    at_risk = {one.section.code: one.money_at_stake_fen or 0 for one in found if one.light != LIKELY}
    return {
        "date": day.isoformat(),
        "month": month,
        "rule_set": rule_set,
        "rows": rows,
        "counts": _counts(found),
        "money_at_stake_fen": sum(at_risk.values()) if with_money else None,
    }


def _amounts(stakes: Mapping[str, Sequence[Stake]], rule_set: str | None) -> dict[str, int]:
    """What it costs where a section misses [fen], by code: by the plan asked for, else by those in force."""
    sums: dict[str, int] = {}
    for code, found in stakes.items():
        for one in found:
            counted = one.rule_set == rule_set if rule_set else one.is_in_force
            if counted and one.amount_fen is not None:
                sums[code] = sums.get(code, 0) + one.amount_fen
    return sums


def _most_doubtful(row: dict[str, Any]) -> tuple[Any, ...]:
    order = {light: at for at, light in enumerate(("unlikely", "in_doubt", "unknown", "likely"))}
    return (order[row["light"]], -(row["money_at_stake_fen"] or 0), row["code"], row["period"])


def _counts(found: Sequence[SectionOutlook]) -> dict[str, int]:
    """How many have each light."""
    return {light: sum(one.light == light for one in found) for light in LIGHTS}
