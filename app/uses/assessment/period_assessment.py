"""Sections over a week, a quarter, a year or the year so far, held against the same period a year ago (时段评价)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import pandas as pd
from sqlalchemy import Connection

from app.assessment.change import compare_section
from app.assessment.limits import NUMERALS
from app.assessment.never_worse import hold_against_base, standing_of_section
from app.assessment.period_judgement import SectionPeriod, judge_period
from app.assessment.periods import cumulative_means, quarter_means, week_means, year_means
from app.calendar_months import month_bounds, read_month, shift_month
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import ALL, FINAL, Basis
from app.store.samples import load_month_states, load_samples
from app.uses.assessment.section_facts import section_facts
from app.uses.assessment.stored_means import load_means

Period = Literal["week", "quarter", "year", "cumulative"]
PERIODS: Final[tuple[Period, ...]] = ("week", "quarter", "year", "cumulative")


def assess_periods(
    c: Connection, store: Store, settings: Settings, month: str, period: Period, *, basis: Basis = ALL
) -> list[dict[str, Any]]:
    """Every section over the period that holds a month, beside a year ago (断面时段评价), JSON ready.

    Parameters
    ----------
    month
        ``YYYY-MM``: the quarter and the year that hold it, January up to it; of weeks each that ends in it.
    period
        ``week`` gives a row a section and week; the others a row a section.

    Returns
    -------
    list of dict
        Measured results, before exemptions. A mean on too few data is not valid and its reason is told; ``change`` is
        in the words of the rule, ``never_worse`` is 只能变好、不能变差 by the class.

    Notes
    -----
    环办〔2011〕22号; counts in ``eval_periods.csv``. A year that is not over has fewer months than the rule asks for
    and is not valid until then: ``cumulative`` is what holds meanwhile.
    """
    read_month(month)
    year_ago = shift_month(month, -12)
    frame = load_frame(c, store, "sections")
    facts = section_facts(frame, month, {}, settings)
    if period == "week":
        table = _weeks(c, store, settings, month, basis)
        labels = sorted(set(table["period"])) if len(table) else []
        return [_row(one, None, label) for label in labels for one in judge_period(facts, label, table)]
    now, label = _means(c, store, settings, month, period, basis)
    then, label_then = _means(c, store, settings, year_ago, period, basis)
    before = {one.answer.section.code: one for one in judge_period(facts, label_then, then)}
    judged = judge_period(facts, label, now)
    return [_row(one, before.get(one.answer.section.code), label) for one in judged]


def _means(
    c: Connection, store: Store, settings: Settings, month: str, period: Period, basis: Basis
) -> tuple[pd.DataFrame, str]:
    """The period's means and its label."""
    year, number = month[:4], int(month[5:])
    if period == "quarter":
        first = (number - 1) // 3 * 3 + 1
        means = load_means(c, store, settings, _months(year, first, first + 2), basis=basis)
        return quarter_means(means), f"{year}-Q{first // 3 + 1}"
    if period == "year":
        months = _months(year, 1, 12)
        states = load_month_states(c, store, months[0], months[-1])
        told = {(str(site), str(name)): str(state) for site, name, state in zip(
            states["site_code"], states["month"], states["state"], strict=True)}  # fmt: skip
        return year_means(load_means(c, store, settings, months, basis=basis), states=told), year
    means = load_means(c, store, settings, _months(year, 1, number), basis=basis)
    return cumulative_means(means, month), f"{year}-01..{month}"


def _weeks(c: Connection, store: Store, settings: Settings, month: str, basis: Basis) -> pd.DataFrame:
    """The means of the weeks that end in a month."""
    start, end = month_bounds(month, month)
    samples = load_samples(c, store, start=start - pd.Timedelta(days=6), end=end)
    if basis == FINAL:
        samples = samples[samples["status"] == FINAL]
    table = week_means(
        samples,
        station_min_days=settings.station_month_min_days,
        station_day_min_values=settings.station_day_min_values,
        reconciliation=settings.reconciliation,
    )
    if table.empty:
        return table
    sundays = {label: pd.Timestamp.fromisocalendar(int(label[:4]), int(label[6:]), 7) for label in set(table["period"])}
    return table[[sundays[label].strftime("%Y-%m") == month for label in table["period"]]]


def _months(year: str, first: int, last: int) -> Sequence[str]:
    """Months of a year, both ends included."""
    return [f"{year}-{number:02d}" for number in range(first, last + 1)]


def _row(now: SectionPeriod, before: SectionPeriod | None, label: str) -> dict[str, Any]:
    """One section's period."""
    told, section = now.as_properties(), now.answer.section
    kept = (
        "code", "name", "river", "lake", "district", "control_level", "assessment_level", "water_type", "class",
        "class_name", "class_unrounded_name", "critical", "level_zh", "level_en", "attainment", "target_class",
        "target_class_name", "targets", "judged", "missing", "undeterminable", "reason_zh", "reason_en", "not_valid",
        "notes",
    )  # fmt: skip
    row = {"period": label, **{name: told.get(name) for name in kept}}
    row["indicators"] = [one.as_dict(section.water_type) for one in now.answer.indicators]
    if before is None:
        return row
    change = compare_section(before.answer, now.answer, "last_year")
    held = hold_against_base(
        section.code, section.name, standing_of_section(before.answer), standing_of_section(now.answer)
    )
    row["class_last_year"] = before.answer.water_class or None
    row["class_last_year_name"] = NUMERALS[before.answer.water_class] or None
    return row | {"change": change.as_dict()["change"], "never_worse": held.as_dict()}
