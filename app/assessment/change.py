"""How two periods compare: levels in words, classes and indicators (两时段比较), 环办〔2011〕22号."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from app.assessment.description import describe
from app.assessment.indicators import PH
from app.assessment.limits import NUMERALS
from app.assessment.region import RegionMonth
from app.assessment.region_levels import RegionLevel, level_of_class
from app.assessment.rounding import cleaned, round_half_even
from app.assessment.section_month import IndicatorMonth, SectionMonth

Against = Literal["last_month", "last_year", "cumulative", "base"]
AGAINST: Final[dict[str, tuple[str, str]]] = {
    "last_month": ("环比上月", "against last month"),
    "last_year": ("同比上年同月", "against the same month a year ago"),
    "cumulative": ("累计同比", "January to this month, against the year before"),
    "base": ("与基准期相比", "against the base period"),
}
BETTER, SAME, WORSE = "better", "same", "worse"
_WITHOUT_PERCENT: Final = frozenset({PH, "w01010", "x:orp"})  # scales whose zero means nothing
_NO_GOOD_SIDE: Final = frozenset({PH, "w01010"})


@dataclass(frozen=True, slots=True)
class Change:
    """The wording of a change (变化评价).

    Attributes
    ----------
    direction
        ``better``, ``same``, ``worse``; ``unknown`` where one side has no level.
    steps
        Qualitative levels gained (positive is better); None where unknown.
    points
        ΔG − ΔD in percentage points, where that rule decided.
    scope
        ``levels`` or ``proportions``: which rule decided; its confidence stands beside it.
    """

    direction: str
    zh: str
    en: str
    steps: int | None
    points: float | None
    scope: str | None
    source: str | None
    confidence: str | None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {name: getattr(self, name) for name in self.__slots__}


UNKNOWN: Final = Change("unknown", "无法比较", "cannot be compared", None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator's change between two periods (指标变化).

    Attributes
    ----------
    before, after
        The means [the indicator's unit]; None where there is none.
    percent
        (after − before) / before [%], unrounded; None where a side is unknown or 0, and for pH and temperature.
    direction
        ``better``, ``same``, ``worse``, ``unknown``; dissolved oxygen is better the more there is.
    below_limit
        A side rests on values below their detection limit alone, so the change is one of half limits.
    """

    code: str
    water_type: str
    before: float | None
    after: float | None
    percent: float | None
    direction: str
    class_before: int
    class_after: int
    below_limit: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON ready; the class of total nitrogen on a river is None on both sides."""
        known = describe(self.code, self.water_type)
        return {
            **{name: known[name] for name in ("code", "name_zh", "name_en", "symbol", "unit", "decimals")},
            "before": self.before,
            "after": self.after,
            "difference": difference(self.before, self.after),
            "percent": None if self.percent is None else round_half_even(self.percent, 1),
            "direction": self.direction,
            "class_before": self.class_before or None,
            "class_after": self.class_after or None,
            "below_limit": self.below_limit,
        }


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section's change between two periods (断面变化).

    ``change`` is the wording by levels; ``class_steps`` how many classes were gained (positive is better).
    """

    against: str
    code: str
    name: str
    before: str | None
    after: str
    class_before: int
    class_after: int
    class_steps: int | None
    change: Change
    indicators: tuple[IndicatorChange, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        zh, en = AGAINST[self.against]
        return {
            "against": self.against,
            "against_zh": zh,
            "against_en": en,
            "code": self.code,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "class_before": self.class_before or None,
            "class_before_name": NUMERALS[self.class_before] or None,
            "class_after": self.class_after or None,
            "class_after_name": NUMERALS[self.class_after] or None,
            "class_steps": self.class_steps,
            "change": self.change.as_dict(),
            "indicators": [one.as_dict() for one in self.indicators],
        }


def level_change(before: RegionLevel | None, after: RegionLevel | None) -> Change:
    """The wording of a change of qualitative level (水质变化定性评价).

    One level 有所好转 / 有所变差, two or more 明显好转 / 明显变差, none 无明显变化 (环办〔2011〕22号).

    Examples
    --------
    >>> level_change(level_of_class(6), level_of_class(3)).zh, level_change(level_of_class(2), level_of_class(3)).zh
    ('明显好转', '有所变差')
    >>> level_change(level_of_class(1), level_of_class(2)).zh, level_change(None, level_of_class(2)).direction
    ('无明显变化', 'unknown')
    """
    if before is None or after is None:
        return UNKNOWN
    steps = before.order - after.order
    return _worded("levels", Fraction(steps), steps, None)


def region_change(before: RegionMonth | None, after: RegionMonth) -> Change:
    """The wording of a region's change (区域水质变化定性评价).

    By levels; at the same level, where both periods were judged by class proportions, by ΔG − ΔD: the change of the
    share of Ⅰ–Ⅲ less that of 劣Ⅴ. Up to 10 points it is 无明显变化, up to 20 有所…, above 明显…. The confidence of
    this second rule is lower, and is told (环办〔2011〕22号).
    """
    if before is None or before.level is None or after.level is None:
        return UNKNOWN
    if before.level.order != after.level.order or before.rule != "proportion" or after.rule != "proportion":
        return level_change(before.level, after.level)
    points = _points(after) - _points(before)
    return _worded("proportions", points, 0, points)


def compare_section(before: SectionMonth | None, after: SectionMonth, against: Against) -> SectionChange:
    """A section's level, class and indicators against another period (断面同比、环比).

    Total nitrogen is compared by its concentration; on a river it has no class (环办〔2011〕22号). Percentages are of
    the rounded means, as reports print them.

    Parameters
    ----------
    before
        The section in the earlier period; None where it was not in force.
    against
        ``last_month``, ``last_year``, ``cumulative`` or ``base``: what the earlier period is.
    """
    class_before = before.water_class if before else 0
    return SectionChange(
        against=against,
        code=after.section.code,
        name=after.section.name,
        before=before.month if before else None,
        after=after.month,
        class_before=class_before,
        class_after=after.water_class,
        class_steps=class_before - after.water_class if class_before and after.water_class else None,
        change=level_change(level_of_class(class_before), level_of_class(after.water_class)),
        indicators=indicator_changes(before, after),
    )


def indicator_changes(before: SectionMonth | None, after: SectionMonth) -> tuple[IndicatorChange, ...]:
    """The change of each indicator that either period has (指标同比), in the later period's order."""
    earlier = {row.code: row for row in before.indicators} if before else {}
    later = {row.code: row for row in after.indicators}
    codes = [*later, *(code for code in earlier if code not in later)]
    return tuple(_indicator(code, after.section.water_type, earlier.get(code), later.get(code)) for code in codes)


def percent_change(before: float | None, after: float | None) -> float | None:
    """(after − before) / before [%] (变化率); None where a side is unknown or the earlier one is 0.

    Examples
    --------
    >>> percent_change(2.0, 1.5), percent_change(0.0, 1.0), percent_change(None, 1.0)
    (-25.0, None, None)
    """
    if before is None or after is None or before == 0 or before != before or after != after:
        return None
    return float(cleaned([100 * (after - before) / before])[0])


def difference(before: float | None, after: float | None) -> float | None:
    """after − before in the indicator's unit (变化量); None where a side is unknown."""
    return None if before is None or after is None else float(cleaned([after - before])[0])


def _indicator(
    code: str, water_type: str, before: IndicatorMonth | None, after: IndicatorMonth | None
) -> IndicatorChange:
    """One indicator."""
    old, new = _valid(before), _valid(after)
    direction = "unknown"
    if old is not None and new is not None and code not in _NO_GOOD_SIDE:
        gained = new - old if code == "w01009" else old - new
        direction = BETTER if gained > 0 else WORSE if gained < 0 else SAME
    return IndicatorChange(
        code=code,
        water_type=water_type,
        before=old,
        after=new,
        percent=None if code in _WITHOUT_PERCENT else percent_change(old, new),
        direction=direction,
        class_before=before.water_class if before else 0,
        class_after=after.water_class if after else 0,
        below_limit=any(row is not None and 0 < row.count <= row.below_count for row in (before, after)),
    )


def _valid(row: IndicatorMonth | None) -> float | None:
    """A mean that is valid; one that is not is unknown."""
    return None if row is None or row.source.endswith("(invalid)") else row.value


def _points(region: RegionMonth) -> Fraction:
    """Share of Ⅰ–Ⅲ less share of 劣Ⅴ, in percentage points, exact."""
    counts = region.class_counts
    return Fraction(100 * (sum(counts[:3]) - counts[5]), sum(counts))


def _worded(scope: str, gained: Fraction, steps: int, points: Fraction | None) -> Change:
    """The row of the table that holds the size of the change."""
    for row in _trend_rules():
        within = not row["up_to"] or abs(gained) <= Fraction(row["up_to"])
        if row["scope"] == scope and within:
            better = gained > 0
            moved = row["better_zh"] != row["worse_zh"]
            return Change(
                direction=(BETTER if better else WORSE) if moved else SAME,
                zh=row["better_zh" if better else "worse_zh"],
                en=row["better_en" if better else "worse_en"],
                steps=steps,
                points=None if points is None else float(points),
                scope=scope,
                source=row["source"],
                confidence=row["confidence"],
            )
    return UNKNOWN


@cache
def _trend_rules() -> tuple[dict[str, str], ...]:
    """The rows of the wording rules, the smallest change first."""
    text = files("app.assessment").joinpath("data/eval_trend_rules.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
