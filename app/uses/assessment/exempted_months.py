"""Sections of a month before and after the exemptions in force: both results, always (免考前后评价)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from app.assessment.exemptions import SectionExemption, exempt_facts, exempt_means
from app.assessment.limits import NUMERALS
from app.assessment.means import mean_of_means
from app.assessment.month_judgement import judge_month
from app.assessment.section_month import SectionFacts, SectionMonth
from app.assessment.targets import YEAR
from app.calendar_months import read_month
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.kept_out import count_kept_out
from app.store.month_sums import ALL, Basis
from app.store.samples import load_month_states
from app.uses.assessment.section_exemptions import section_exemptions, with_year_of
from app.uses.assessment.section_facts import section_facts
from app.uses.assessment.stored_means import load_means


@dataclass(frozen=True, slots=True)
class JudgedSection:
    """A section's month before and after exemptions and deductions (免考前后结果).

    ``after`` is ``before`` where none holds for the section in the month.
    """

    before: SectionMonth
    after: SectionMonth
    exemptions: tuple[SectionExemption, ...] = ()

    @property
    def code(self) -> str:
        """The section's code."""
        return self.before.section.code

    def as_dict(self) -> dict[str, Any]:
        """``before``, ``after`` and ``exemptions``, JSON ready; ``after`` is None where none holds."""
        after = result_of(self.after) if self.exemptions else None
        return {
            "exempt": bool(self.exemptions),
            "before": result_of(self.before),
            "after": after,
            "exemptions": [one.as_dict() for one in self.exemptions],
        }


def result_of(section: SectionMonth) -> dict[str, Any]:
    """Class, attainment and deciding indicators of a result, JSON ready (评价结果摘要)."""
    leading = section.leading_target
    return {
        "class": section.water_class or None,
        "class_name": NUMERALS[section.water_class] or None,
        "attainment": section.attainment,
        "deciding": list(section.deciding),
        "missed": dict(leading.month_missed) if leading else {},
        "reason_zh": section.reason[0] if section.reason else None,
        "reason_en": section.reason[1] if section.reason else None,
    }


def judge_months(
    c: Connection,
    store: Store,
    settings: Settings,
    months: Sequence[str],
    *,
    codes: Sequence[str] | None = None,
    basis: Basis = ALL,
) -> dict[str, list[JudgedSection]]:
    """Every section in force in each month, before and after exemptions (免考前后逐月评价).

    Parameters
    ----------
    months
        ``YYYY-MM``, in any order.
    codes
        Only these sections.
    basis
        ``all`` values, or the official ones only (``final``).

    Notes
    -----
    An exempted indicator is not judged; a deduction puts the value of its document in the place of the mean. Yearly
    targets rest on the means of the year's months up to the month, judged on the whole required set.
    """
    if not months:
        return {}
    wanted = sorted(read_month(month) for month in months)
    frame = load_frame(c, store, "sections")
    if codes is not None:
        frame = frame[frame["code"].isin(list(codes))]
    states = load_month_states(c, store, wanted[0], wanted[-1])
    facts = {month: _facts(frame, month, states, settings) for month in wanted}
    by_year = any(target.period == YEAR for some in facts.values() for one in some for target in one.targets)
    needed = sorted({name for month in wanted for name in (_year_so_far(month) if by_year else [month])})
    means = load_means(c, store, settings, needed, codes=codes, basis=basis, beyond=wanted)
    kept_out = count_kept_out(c, store, wanted, codes=codes, basis=basis)
    exemptions = section_exemptions(c, store, needed[0], wanted[-1])
    after_means = exempt_means(means, exemptions)
    answers = {}
    for month in wanted:
        out = kept_out.get(month, {})
        before = _judged(facts[month], facts[month], month, means, by_year, out)
        held = [one for one in exemptions if one.holds(month)]
        after = before
        if held:
            after = _judged(exempt_facts(facts[month], held, month), facts[month], month, after_means, by_year, out)
        answers[month] = [
            JudgedSection(one, other, tuple(exemption for exemption in held if exemption.site == one.section.code))
            for one, other in zip(before, after, strict=True)
        ]
    return answers


def judge_now(
    c: Connection,
    store: Store,
    settings: Settings,
    month: str,
    *,
    codes: Sequence[str] | None = None,
    basis: Basis = ALL,
) -> list[JudgedSection]:
    """`judge_months` of one month (免考前后月评价)."""
    return judge_months(c, store, settings, [month], codes=codes, basis=basis)[month]


def _facts(frame: Any, month: str, states: pd.DataFrame, settings: Settings) -> list[SectionFacts]:
    here = states[states["month"] == month]
    return section_facts(frame, month, dict(zip(here["site_code"], here["state"], strict=True)), settings)


def _year_so_far(month: str) -> list[str]:
    """The months of the year up to one."""
    return [f"{month[:4]}-{number:02d}" for number in range(1, int(month[5:]) + 1)]


def _judged(
    facts: Sequence[SectionFacts],
    whole: Sequence[SectionFacts],
    month: str,
    means: pd.DataFrame,
    by_year: bool,
    kept_out: Mapping[str, Mapping[str, int]],
) -> list[SectionMonth]:
    """One month's sections; yearly targets on the whole required set."""
    mine = means[means["month"] == month] if len(means) else means
    year = None
    if by_year and len(means):
        so_far = means[(means["month"] >= f"{month[:4]}-01") & (means["month"] <= month)]
        year = mean_of_means(so_far, so_far["site_code"])
    judged = judge_month(facts, month, mine, year, not_counted=kept_out)
    if facts is whole or year is None:
        return judged
    full = judge_month(whole, month, mine, year)
    return [with_year_of(one, other) for one, other in zip(judged, full, strict=True)]
