"""Means of each indicator over the sections of a region, classed (区域指标均值)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.assessment.attainment import certain_grades
from app.assessment.description import describe
from app.assessment.grade import grade_indicators
from app.assessment.indicators import PH, indicator_table, judged_codes
from app.assessment.limits import NUMERALS, class_limits
from app.assessment.means import mean_of
from app.assessment.rounding import round_half_even
from app.assessment.section_month import IndicatorMonth, SectionMonth


@dataclass(frozen=True, slots=True)
class RegionMean:
    """One indicator's mean over sections (区域单项均值).

    Attributes
    ----------
    value, value_unrounded
        Rounded by the table, and as it is [the indicator's unit]; None where no section has a number.
    water_class, class_unrounded
        1–6; 0 not judged. Of indicators beside the class, for showing.
    judged
        Whether it takes part in the class of the region: required in at least one section, and judged.
    undeterminable
        A detection limit lies above the limit of the class.
    sections
        How many sections have a value.
    """

    code: str
    water_type: str
    value: float | None
    value_unrounded: float | None
    water_class: int
    class_unrounded: int
    judged: bool
    undeterminable: bool
    sections: int

    def as_dict(self) -> dict[str, Any]:
        """JSON ready, with names and the limits Ⅰ–Ⅴ."""
        return {
            **describe(self.code, self.water_type),
            "value": self.value,
            "value_unrounded": self.value_unrounded,
            "class": self.water_class or None,
            "class_name": NUMERALS[self.water_class] or None,
            "class_unrounded": self.class_unrounded or None,
            "judged": self.judged,
            "undeterminable": self.undeterminable,
            "sections": self.sections,
        }


def mean_over_sections(sections: Sequence[SectionMonth], *, from_rounded: bool = False) -> tuple[RegionMean, ...]:
    """The arithmetic mean of each indicator over sections of one water type, rounded and classed (断面均值).

    Parameters
    ----------
    sections
        Of one month and one water type; each weighs the same.
    from_rounded
        Whether to take the sections' rounded values; by default the unrounded ones.

    Returns
    -------
    tuple of RegionMean
        In the order of Table 1, free codes last; empty where there is no section.

    Notes
    -----
    环办〔2011〕22号; pH by hydrogen-ion concentration. Means that were not valid stay out. What is surely there (values
    below their detection limit as 0) is estimated from below, so that a class is never proved by half a limit.

    Examples
    --------
    >>> mean_over_sections([])
    ()
    """
    found: dict[str, list[IndicatorMonth]] = {}
    for section in sections:
        for row in section.indicators:
            if not row.source.endswith("(invalid)"):
                found.setdefault(row.code, []).append(row)
    if not found:
        return ()
    wanted = {code for section in sections for code in section.section.required.codes}
    water_type = sections[0].section.water_type
    order = {code: place for place, code in enumerate(indicator_table())}
    codes = sorted(found, key=lambda code: (order.get(code, 999), code))
    numbers = {code: [row.value if from_rounded else row.value_unrounded for row in found[code]] for code in codes}
    means = {code: mean_of([one for one in numbers[code] if one is not None], ph=code == PH) for code in codes}
    grades = _grades(codes, found, numbers, means, water_type)
    return tuple(
        RegionMean(
            code=code,
            water_type=water_type,
            value=_none(_rounded(code, means[code])),
            value_unrounded=_none(means[code]),
            water_class=grades[code][0],
            class_unrounded=grades[code][1],
            judged=code in wanted and code in judged_codes() and grades[code][0] > 0,
            undeterminable=grades[code][2],
            sections=sum(one is not None for one in numbers[code]),
        )
        for code in codes
    )


def _grades(
    codes: Sequence[str],
    found: Mapping[str, Sequence[IndicatorMonth]],
    numbers: Mapping[str, Sequence[float | None]],
    means: Mapping[str, float],
    water_type: str,
) -> dict[str, tuple[int, int, bool]]:
    """Class, class before rounding, and whether it is open, of each indicator: all in one step."""
    answers = dict.fromkeys(codes, (0, 0, False))
    judged = [code for code in codes if code in judged_codes()]
    if judged:
        rounded = [[_rounded(code, means[code]) for code in judged]]
        limits = [[max((_limit(row) for row in found[code] if row.below_count), default=math.nan) for code in judged]]
        least = [means[code] if code == PH else _surely(found[code], numbers[code]) for code in judged]
        lower = [[_rounded(code, one) for code, one in zip(judged, least, strict=True)]]
        grades, opened = certain_grades(rounded, judged, water_type, detection_limits=limits, lower_values=lower)
        as_is = grade_indicators([[means[code] for code in judged]], judged, water_type)
        for at, code in enumerate(judged):
            open_ = bool(opened[0, at])
            answers[code] = (int(grades[0, at]), 0 if open_ else int(as_is[0, at]), open_)
    beside = [code for code in codes if code in class_limits()["river"] and code not in judged_codes()]
    if beside:
        shown = grade_indicators([[_rounded(code, means[code]) for code in beside]], beside, water_type, beside=True)
        answers |= {code: (int(grade), int(grade), False) for code, grade in zip(beside, shown[0], strict=True)}
    return answers


def _rounded(code: str, number: float) -> float:
    """A mean by the table's decimals; as it is for codes without any."""
    table = indicator_table()
    decimals = table[code].decimals if code in table else None
    return number if decimals is None or math.isnan(number) else round_half_even(number, decimals)


def _none(number: float) -> float | None:
    """None in place of NaN."""
    return None if math.isnan(number) else number


def _limit(row: IndicatorMonth) -> float:
    """The greatest detection limit among a section's values below it; ``inf`` where it is not told."""
    return math.inf if row.detection_limit is None else row.detection_limit


def _surely(rows: Sequence[IndicatorMonth], numbers: Sequence[float | None]) -> float:
    """A mean that the truth does not lie below: half limits taken out of each section's mean again."""
    least = []
    for row, number in zip(rows, numbers, strict=True):
        if number is None:
            least.append(0.0)
        elif row.below_count == 0:
            least.append(number)
        elif row.detection_limit is None or row.below_count >= row.count:
            least.append(0.0)
        else:
            least.append(max(0.0, number - row.below_count / row.count * row.detection_limit / 2))
    return float(np.mean(least)) if least else math.nan
