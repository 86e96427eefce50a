"""Sections of a month from the store: samples to means to classes (月评价)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection

from app.assessment.means import mean_of_means, month_means
from app.assessment.month_judgement import judge_month
from app.assessment.section_month import SectionMonth
from app.assessment.targets import YEAR
from app.calendar_months import month_bounds, read_month
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import ALL, FINAL, Basis
from app.store.samples import load_month_states, load_samples
from app.uses.assessment.section_facts import not_counted, section_facts


def assess_sections(
    c: Connection,
    store: Store,
    settings: Settings,
    month: str,
    *,
    codes: Sequence[str] | None = None,
    basis: Basis = ALL,
) -> list[SectionMonth]:
    """Class and attainment of every section in force in a month (断面月评价).

    Parameters
    ----------
    month
        ``YYYY-MM``, of Asia/Shanghai.
    codes
        Only these sections.
    basis
        ``all`` values, or the official ones only (``final``, 终版).

    Returns
    -------
    list of SectionMonth
        In the order of the layer; sections without any value are there, with the reason.

    Raises
    ------
    app.errors.Unparsable
        The month is none.
    """
    read_month(month)
    frame = load_frame(c, store, "sections")
    if codes is not None:
        frame = frame[frame["code"].isin(list(codes))]
    states = load_month_states(c, store, month, month)
    facts = section_facts(frame, month, dict(zip(states["site_code"], states["state"], strict=True)), settings)
    by_year = any(target.period == YEAR for section in facts for target in section.targets)
    start, end = month_bounds(f"{month[:4]}-01" if by_year else month, month)
    samples = load_samples(c, store, site_codes=codes, start=start, end=end)
    if basis == FINAL:
        samples = samples[samples["status"] == FINAL]
    means = means_by_rules(samples, settings)
    here = means[means["month"] == month]
    year = mean_of_means(means, means["site_code"]) if by_year else None
    return judge_month(facts, month, here, year, not_counted=not_counted(samples[samples["month"] == month]))


def assess_months(
    c: Connection, store: Store, settings: Settings, months: Sequence[str], *, codes: Sequence[str] | None = None
) -> dict[str, list[SectionMonth]]:
    """`assess_sections` of several months in one reading of the samples (多月评价), without yearly targets' means."""
    wanted = sorted(read_month(month) for month in months)
    if not wanted:
        return {}
    frame = load_frame(c, store, "sections")
    if codes is not None:
        frame = frame[frame["code"].isin(list(codes))]
    states = load_month_states(c, store, wanted[0], wanted[-1])
    start, end = month_bounds(wanted[0], wanted[-1])
    samples = load_samples(c, store, site_codes=codes, start=start, end=end)
    means = means_by_rules(samples, settings)
    by_month = dict(iter(means.groupby("month"))) if len(means) else {}
    answers = {}
    for month in wanted:
        here = states[states["month"] == month]
        facts = section_facts(frame, month, dict(zip(here["site_code"], here["state"], strict=True)), settings)
        answers[month] = judge_month(facts, month, by_month.get(month, means.iloc[:0]))
    return answers


def means_by_rules(samples: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Month means by the rules that the settings name (按设置求月均值)."""
    return month_means(
        samples,
        station_min_days=settings.station_month_min_days,
        station_day_min_values=settings.station_day_min_values,
        reconciliation=settings.reconciliation,
    )
