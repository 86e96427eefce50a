"""Sections judged month by month on official values alone, after the exemptions in force (终版数据逐月评价)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from app.assessment.exemptions import (
    SectionExemption,
    exempt_facts,
    exempt_facts_of_year,
    exempt_means,
    read_exemption,
)
from app.assessment.means import mean_of_means
from app.assessment.month_judgement import judge_month
from app.assessment.section_month import SectionMonth
from app.assessment.targets import YEAR
from app.calendar_months import month_bounds
from app.month_assessment import means_by_rules
from app.register_lookup import exemptions_in_force
from app.section_facts import section_facts
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import FINAL
from app.store.samples import load_month_states, load_samples


def judge_official_months(
    c: Connection, store: Store, settings: Settings, months: Sequence[str]
) -> dict[str, list[SectionMonth]]:
    """Sections in force by month, on official values and after exemptions (终版评价).

    Parameters
    ----------
    months
        ``YYYY-MM`` in order. Targets of the year are answered in December and in the last month, where rules look;
        in other months their attainment is the month's own.
    """
    first = f"{months[0][:4]}-01"
    start, end = month_bounds(first, months[-1])
    samples = load_samples(c, store, start=start, end=end)
    means = means_by_rules(samples[samples["status"] == FINAL], settings)
    exemptions = section_exemptions(c, store, first, months[-1])
    means = exempt_means(means, exemptions)
    by_month = {str(name): rows for name, rows in means.groupby("month")} if len(means) else {}
    states = load_month_states(c, store, months[0], months[-1])
    frame = load_frame(c, store, "sections")
    answers = {}
    for month in months:
        here = states[states["month"] == month]
        facts = section_facts(frame, month, dict(zip(here["site_code"], here["state"], strict=True)), settings)
        year = None
        closes = month.endswith("-12") or month == months[-1]
        if closes and any(target.period == YEAR for section in facts for target in section.targets):
            so_far = means[(means["month"] >= f"{month[:4]}-01") & (means["month"] <= month)]
            year = mean_of_means(so_far, so_far["site_code"])
        mine = by_month.get(month, means.iloc[:0])
        judged = judge_month(exempt_facts(facts, exemptions, month), month, mine, year)
        # What must be judged of a year is not what is exempted in its last month.
        of_year = exempt_facts_of_year(facts, exemptions, month) if exemptions and year is not None else None
        whole = judge_month(of_year, month, mine, year) if of_year else judged
        answers[month] = [with_year_of(one, full) for one, full in zip(judged, whole, strict=True)]
    return answers


def section_exemptions(c: Connection, store: Store, first_month: str, last_month: str) -> list[SectionExemption]:
    """The exemptions and deductions in force in a span of months (生效的免考与扣除)."""
    read = (read_exemption(entry.content, entry.id) for entry in exemptions_in_force(c, store, first_month, last_month))
    return [one for one in read if one is not None]


def with_year_of(judged: SectionMonth, whole: SectionMonth) -> SectionMonth:
    """A section's month whose yearly targets are answered on the whole required set (年度目标按全部指标)."""
    if judged is whole:
        return judged
    targets = tuple(
        replace(one, attainment=full.attainment, missed=full.missed) if one.target.period == YEAR else one
        for one, full in zip(judged.targets, whole.targets, strict=True)
    )
    return replace(judged, targets=targets)
