"""The qualitative level of a river, lake, basin or district (水质状况定性评价), 环办〔2011〕22号."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from app.assessment.levels import class_levels
from app.assessment.unfit import UnfitValues

MIN_SECTIONS: Final = 5  # from so many sections on the class proportions decide


@dataclass(frozen=True, slots=True)
class RegionLevel:
    """A level and its bounds on the shares of classes (水质状况分级) [%].

    ``order`` is 1 (优) to 5 (重度污染). A bound that is None does not bind; the upper ones are exclusive.
    """

    order: int
    zh: str
    en: str
    colour_zh: str
    rule_zh: str
    good_min_pct: float | None
    good_below_pct: float | None
    worst_min_pct: float | None
    worst_below_pct: float | None

    def holds(self, good_pct: float, worst_pct: float) -> bool:
        """Whether shares of Ⅰ–Ⅲ and 劣Ⅴ [%] lie within the bounds."""
        return (
            (self.good_min_pct is None or good_pct >= self.good_min_pct)
            and (self.good_below_pct is None or good_pct < self.good_below_pct)
            and (self.worst_min_pct is None or worst_pct >= self.worst_min_pct)
            and (self.worst_below_pct is None or worst_pct < self.worst_below_pct)
        )


@cache
def region_levels() -> tuple[RegionLevel, ...]:
    """The five levels, the best first (河流、流域水质定性评价分级).

    Examples
    --------
    >>> [level.zh for level in region_levels()]
    ['优', '良好', '轻度污染', '中度污染', '重度污染']
    """
    text = files("app.assessment").joinpath("data/eval_basin_levels.csv").read_text("utf-8")
    return tuple(
        RegionLevel(
            order=int(row["order"]),
            zh=row["level_zh"],
            en=row["level_en"],
            colour_zh=row["colour_zh"],
            rule_zh=row["rule_zh"],
            good_min_pct=_number(row["pct_1to3_min"]),
            good_below_pct=_number(row["pct_1to3_max_excl"]),
            worst_min_pct=_number(row["pct_inferior5_min"]),
            worst_below_pct=_number(row["pct_inferior5_max_excl"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def grade_proportions(class_counts: Sequence[int]) -> tuple[RegionLevel | None, bool]:
    """The level by the proportions of classes, and whether no row of the table held them (类别比例法).

    Exactly 60 % of Ⅰ–Ⅲ with 40 % of 劣Ⅴ fits no row: it falls to 重度污染 and is flagged.

    Parameters
    ----------
    class_counts
        Six numbers of sections: Ⅰ, Ⅱ, Ⅲ, Ⅳ, Ⅴ, 劣Ⅴ. Compared in full precision.

    Returns
    -------
    level, in_gap
        None where there is no section.

    Examples
    --------
    >>> grade_proportions([0, 2, 7, 1, 0, 0])[0].zh, grade_proportions([0, 0, 6, 0, 0, 4])[1]
    ('优', True)
    >>> grade_proportions([0] * 6)
    (None, False)
    """
    if len(class_counts) != 6 or any(count < 0 for count in class_counts):
        raise UnfitValues(
            "各类别断面数应为六个非负整数（Ⅰ 至 劣Ⅴ）。",
            "The counts must be six whole numbers of at least 0, Ⅰ to 劣Ⅴ.",
            parameter="class_counts",
        )
    total = sum(class_counts)
    if not total:
        return None, False
    good_pct, worst_pct = 100 * sum(class_counts[:3]) / total, 100 * class_counts[5] / total
    for level in region_levels():
        if level.holds(good_pct, worst_pct):
            return level, False
    return region_levels()[-1], True


def level_of_class(water_class: int) -> RegionLevel | None:
    """The level of one class 1–6, on the same five steps (断面水质状况分级); None for 0.

    Examples
    --------
    >>> level_of_class(2).order, level_of_class(6).zh, level_of_class(0)
    (1, '重度污染', None)
    """
    known = class_levels().get(water_class)
    return next((level for level in region_levels() if known and level.zh == known.zh), None)


def _number(text: str) -> float | None:
    """A bound; None for a blank."""
    return float(text) if text else None
