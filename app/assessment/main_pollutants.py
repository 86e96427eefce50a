"""Main pollutants of a section and of a basin (主要污染指标), 环办〔2011〕22号."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from app.assessment.attainment import exceedance_multiples, limit_array
from app.assessment.indicators import indicator_table
from app.assessment.limits import NUMERALS
from app.assessment.rounding import round_half_even
from app.assessment.section_month import SectionMonth

REFERENCE_CLASS: Final = 3
MOST: Final = 3


@dataclass(frozen=True, slots=True)
class MainPollutant:
    """One main pollutant of a section (主要污染指标).

    Attributes
    ----------
    value
        Mean as it was classed [the indicator's unit].
    multiple
        (C − L) / L against the reference class, unrounded; None for pH, dissolved oxygen and water temperature.
    comes_first
        Cyanide or a heavy metal, named before the others.
    """

    code: str
    value: float
    water_class: int
    multiple: float | None
    comes_first: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        known = indicator_table()[self.code]
        return {
            "code": self.code,
            "name_zh": known.zh,
            "name_en": known.en,
            "value": self.value,
            "unit": known.unit,
            "class": self.water_class,
            "class_name": NUMERALS[self.water_class],
            "multiple": None if self.multiple is None else round_half_even(self.multiple, 2),
            "comes_first": self.comes_first,
            "text_zh": pollutants_text([self]),
            "text_en": pollutants_text([self], english=True),
        }


@dataclass(frozen=True, slots=True)
class ExceedingShare:
    """In how many sections of a basin an indicator exceeds (断面超标率).

    Attributes
    ----------
    exceeding, judged, sections
        Sections over the reference class; sections where the indicator was judged; all sections with a class, which
        the share is of.
    greatest_multiple
        The greatest exceedance multiple; None where none of them has one.
    """

    code: str
    exceeding: int
    judged: int
    sections: int
    worst_class: int
    greatest_multiple: float | None

    @property
    def share(self) -> float:
        """``exceeding`` of ``sections``, 0–1, unrounded."""
        return self.exceeding / self.sections

    def as_dict(self) -> dict[str, Any]:
        """JSON ready; ``share_pct`` with one decimal."""
        known = indicator_table()[self.code]
        percent = round_half_even(100 * self.exceeding / self.sections, 1)
        return {
            "code": self.code,
            "name_zh": known.zh,
            "name_en": known.en,
            "exceeding": self.exceeding,
            "judged": self.judged,
            "sections": self.sections,
            "share": self.share,
            "share_pct": percent,
            "worst_class": self.worst_class,
            "worst_class_name": NUMERALS[self.worst_class],
            "greatest_multiple": None if self.greatest_multiple is None else round_half_even(self.greatest_multiple, 2),
            "text_zh": f"{known.zh}({percent:.1f}%)",
            "text_en": f"{known.en} ({percent:.1f} %)",
        }


@cache
def priority_pollutants() -> Mapping[str, Mapping[str, str]]:
    """Cyanide and the heavy metals, which are named first where they exceed (氰化物、铅、铬等重金属), by code.

    Examples
    --------
    >>> sorted(code for code, row in priority_pollutants().items() if row["kind"] == "cyanide")
    ['w21016']
    """
    text = files("app.assessment").joinpath("data/priority_pollutants.csv").read_text("utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


def rank_pollutants(
    values: Mapping[str, float],
    grades: Mapping[str, int],
    water_type: str,
    *,
    reference_class: int = REFERENCE_CLASS,
    most: int | None = MOST,
) -> tuple[MainPollutant, ...]:
    """The main pollutants among judged values (主要污染指标).

    Those over the reference class, by class, the worst first, then by exceedance multiple, the greatest first;
    cyanide and heavy metals that exceed before all others. Those without a multiple (pH, dissolved oxygen) come last
    of their class: the rule leaves their place open, this is the project's reading.

    Parameters
    ----------
    values
        By code, rounded as they were classed [the indicator's unit].
    grades
        Class of each, 1–6; one with 0 is not judged and never named.
    reference_class
        Ⅲ by the national rule; some places take the target's class.
    most
        How many are named; None for all that exceed.

    Notes
    -----
    环办〔2011〕22号: none where the class is Ⅲ or better, the first three else.

    Examples
    --------
    >>> pollutants = rank_pollutants({"w01018": 26.0, "w01019": 7.2, "w01017": 4.4, "w21003": 0.9},
    ...     {"w01018": 4, "w01019": 4, "w01017": 4, "w21003": 3}, "river")
    >>> pollutants_text(pollutants)
    '化学需氧量(0.3)、高锰酸盐指数(0.2)、五日生化需氧量(0.1)'
    >>> rank_pollutants({}, {}, "river")
    ()
    """
    codes = [code for code in indicator_table() if code in values and grades.get(code, 0) > reference_class]
    if not codes:
        return ()
    limits = limit_array(codes, water_type, [reference_class])
    multiples = exceedance_multiples([[values[code] for code in codes]], codes, limits)[0].tolist()
    found = [
        MainPollutant(code, values[code], grades[code], None if m != m else m, code in priority_pollutants())
        for code, m in zip(codes, multiples, strict=True)
    ]
    found.sort(key=lambda one: (not one.comes_first, -one.water_class, -(one.multiple if one.multiple else -1.0)))
    return tuple(found[:most])


def main_pollutants(
    section: SectionMonth, *, reference_class: int = REFERENCE_CLASS, most: int | None = MOST
) -> tuple[MainPollutant, ...]:
    """The main pollutants of a section in a month (断面主要污染指标), among its judged indicators.

    Empty where the class is the reference class or better, or where there is no class.
    """
    judged = [row for row in section.indicators if row.judged and row.value is not None]
    return rank_pollutants(
        {row.code: row.value for row in judged if row.value is not None},
        {row.code: row.water_class for row in judged},
        section.section.water_type,
        reference_class=reference_class,
        most=most,
    )


def exceeding_shares(
    sections: Iterable[SectionMonth], *, reference_class: int = REFERENCE_CLASS, most: int | None = MOST
) -> tuple[ExceedingShare, ...]:
    """The main pollutants of a basin of five sections or more, by share of exceeding sections (断面超标率).

    Sections over the reference class ÷ all sections with a class; the greatest shares first. Equal shares are
    ordered by the worst class, then by the greatest multiple (the rule leaves it open, this is the project's
    reading). Sections without a class are not counted.

    Examples
    --------
    >>> exceeding_shares([])
    ()
    """
    judged = [section for section in sections if section.water_class]
    over: dict[str, list[MainPollutant]] = {}
    for section in judged:
        for one in main_pollutants(section, reference_class=reference_class, most=None):
            over.setdefault(one.code, []).append(one)
    seen = {code: sum(code in section.judged for section in judged) for code in over}
    found = [
        ExceedingShare(
            code=code,
            exceeding=len(over[code]),
            judged=seen[code],
            sections=len(judged),
            worst_class=max(one.water_class for one in over[code]),
            greatest_multiple=max((one.multiple for one in over[code] if one.multiple is not None), default=None),
        )
        for code in indicator_table()
        if code in over
    ]
    found.sort(key=lambda one: (-one.exceeding, -one.worst_class, -(one.greatest_multiple or -1.0)))
    return tuple(found[:most])


def pollutants_text(pollutants: Sequence[MainPollutant], *, english: bool = False, decimals: int = 1) -> str:
    """Main pollutants as reports write them (主要污染指标文本): ``化学需氧量(0.3)、氨氮(0.2)``.

    A multiple that would round to 0 keeps one significant digit; pH and dissolved oxygen stand without a number.

    Examples
    --------
    >>> rows = rank_pollutants({"w01009": 2.5, "w21003": 1.04}, {"w01009": 5, "w21003": 4}, "river")
    >>> pollutants_text(rows), pollutants_text(rows, english=True), pollutants_text([])
    ('溶解氧、氨氮(0.04)', 'Dissolved oxygen, Ammonia nitrogen (0.04)', '')
    """
    parts = []
    for one in pollutants:
        known = indicator_table()[one.code]
        name = known.en if english else known.zh
        if one.multiple is None:
            parts.append(name)
            continue
        rounded = round_half_even(one.multiple, decimals)
        number = f"{rounded:.{decimals}f}" if rounded >= 10.0**-decimals else f"{rounded:g}"
        parts.append(f"{name} ({number})" if english else f"{name}({number})")
    return ", ".join(parts) if english else "、".join(parts)
