"""Will this month, this year attain: every section's outlook, with the money at stake (以天保月、以月保年)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.accountability.compensation import month_compensation
from app.accountability.outcome import MISSED
from app.assessment.outlook_light import LIGHTS, LIKELY
from app.assessment.section_month import SectionMonth
from app.assessment.section_outlook import SectionOutlook, month_outlooks, year_outlook
from app.assessment.targets import YEAR
from app.calendar_months import month_bounds, shift_month
from app.exempted_months import judge_now
from app.month_assessment import means_by_rules
from app.month_close import choices_in_force, known_rule_set
from app.settings import Settings
from app.store.engine import Store
from app.store.samples import load_samples
from app.subject_history import section_record


def outlook_sections(
    c: Connection, store: Store, settings: Settings, day: date, *, rule_set: str | None = None
) -> dict[str, Any]:
    """Each section's light for the month and for the year, told on a day, JSON ready (达标预测).

    Parameters
    ----------
    day
        Of Asia/Shanghai; values after it are not looked at, so any past day can be told anew.
    rule_set
        The plan by which a missed month costs money; None tells none.

    Returns
    -------
    dict
        ``rows``: those that may not attain first; ``counts`` by light; ``money_at_stake_fen`` of the sections whose
        light is not ``likely``, None without a rule set.
    """
    month = f"{day:%Y-%m}"
    judged = [one.after for one in judge_now(c, store, settings, month)]
    start, end = month_bounds(f"{month[:4]}-01", month)
    samples = load_samples(c, store, start=start, end=end)
    money = money_of_missing(c, store, judged, month, rule_set) if rule_set else {}
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
    means = means_by_rules(samples, settings)
    if over[:4] == month[:4]:
        found += [
            year_outlook(one.section, means, over, target.target)
            for one in judged
            for target in one.targets
            if target.target.period == YEAR
        ]
    rows = sorted((one.as_dict() for one in found), key=_most_doubtful)
    at_risk = {one.section.code: one.money_at_stake_fen or 0 for one in found if one.light != LIKELY}
    return {
        "date": day.isoformat(),
        "month": month,
        "rule_set": rule_set,
        "rows": rows,
        "counts": _counts(found),
        "money_at_stake_fen": sum(at_risk.values()) if rule_set else None,
    }


def money_of_missing(
    c: Connection, store: Store, judged: Sequence[SectionMonth], month: str, rule_set: str
) -> dict[str, int]:
    """What it costs by a plan where a section misses its targets in a month [fen], by code (涉及金额).

    The plan's own rules are asked what they would make of a month in which every section misses, so that the rate
    is the one of the number of sections that the payer has.
    """
    plan = known_rule_set(rule_set)
    choices = {one.setting: one.value for one in choices_in_force(c, store, plan, month) if not one.is_default}
    records = []
    for one in judged:
        record = section_record(one, None)
        targets = tuple(
            replace(target, attainment=MISSED, month_attainment=MISSED, missed=target.missed or record.over_3)
            for target in record.targets
        )
        records.append(replace(record, is_final=True, is_complete=True, water_class=6, targets=targets))
    sums: dict[str, int] = {}
    for line in month_compensation(plan, records, month, choices).lines:
        if line.subject_code is not None and line.amount_fen is not None:
            sums[line.subject_code] = sums.get(line.subject_code, 0) + line.amount_fen
    return sums


def _most_doubtful(row: dict[str, Any]) -> tuple[Any, ...]:
    order = {light: at for at, light in enumerate(("unlikely", "in_doubt", "unknown", "likely"))}
    return (order[row["light"]], -(row["money_at_stake_fen"] or 0), row["code"], row["period"])


def _counts(found: Sequence[SectionOutlook]) -> dict[str, int]:
    """How many have each light."""
    return {light: sum(one.light == light for one in found) for light in LIGHTS}
