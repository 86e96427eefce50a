"""Classes and attainments of sections over a week, quarter, year or cumulative period (断面时段评价)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from app.assessment.indicators import indicator_table
from app.assessment.month_judgement import judge_month
from app.assessment.section_month import SectionFacts, SectionMonth


@dataclass(frozen=True, slots=True)
class NotValid:
    """An indicator whose mean rests on too few data, and why (无效均值)."""

    code: str
    reason: tuple[str, str]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        known = indicator_table().get(self.code)
        return {
            "code": self.code,
            "name_zh": known.zh if known else self.code.removeprefix("x:"),
            "name_en": known.en if known else self.code.removeprefix("x:"),
            "reason_zh": self.reason[0],
            "reason_en": self.reason[1],
        }


@dataclass(frozen=True, slots=True)
class SectionPeriod:
    """A section's period (断面时段评价结果).

    Attributes
    ----------
    answer
        As of a month; its ``month`` is the period's label, so that regions and changes take it as they take months.
    not_valid
        The indicators that were left out of class and attainment for too few data.
    notes
        Indicators that were used although some months or points are missing, and what is missing.
    """

    answer: SectionMonth
    not_valid: tuple[NotValid, ...]
    notes: tuple[NotValid, ...]

    def as_properties(self) -> dict[str, Any]:
        """JSON ready: those of the month, ``period``, and what was left out."""
        return {
            **self.answer.as_properties(),
            "period": self.answer.month,
            "not_valid": [one.as_dict() for one in self.not_valid],
            "notes": [one.as_dict() for one in self.notes],
        }


def judge_period(sections: Sequence[SectionFacts], period: str, means: pd.DataFrame) -> list[SectionPeriod]:
    """Class and attainment of each section over one period (断面时段评价).

    A mean that is not valid takes no part in class or attainment; it is shown, and the reason told.

    Parameters
    ----------
    sections
        The sections in force.
    period
        The label that the means bear, e.g. ``2023-W18``, ``2023-Q2``, ``2023``, ``2023-01..2023-05``.
    means
        From `app.assessment.periods`, of one kind of period; of lakes from `app.assessment.periods.lake_means`.

    Returns
    -------
    list of SectionPeriod
        In the order of ``sections``. Targets are judged on the period's means.

    Notes
    -----
    Means of a period are rounded by the table, then classed (环办监测函〔2020〕82号).

    Examples
    --------
    >>> judge_period([], "2023-Q2", pd.DataFrame())
    []
    """
    if not sections:
        return []
    here = means[means["period"] == period] if len(means) else means
    valid = here[here["valid"].astype(bool)] if len(here) else here
    told: dict[str, list[tuple[NotValid, bool]]] = {}
    for row in here[here["reason_zh"].notna()].to_dict("records") if len(here) else []:
        note = NotValid(str(row["indicator"]), (str(row["reason_zh"]), str(row["reason_en"])))
        told.setdefault(str(row["site_code"]), []).append((note, bool(row["valid"])))
    answers = []
    for answer in judge_month(sections, period, here, valid):
        notes = told.get(answer.section.code, [])
        not_valid = tuple(note for note, used in notes if not used)
        if answer.reason:
            answer = replace(answer, reason=not_valid[0].reason if not_valid else _of_period(answer.reason))
        answers.append(SectionPeriod(answer, not_valid, tuple(note for note, used in notes if used)))
    return answers


def _of_period(reason: tuple[str, str]) -> tuple[str, str]:
    """A month's reason as a period's."""
    return reason[0].replace("本月", "本时段"), reason[1].replace("this month", "in this period")
