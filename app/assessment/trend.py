"""Whether a series rises or falls: Spearman's rank test (秩相关系数法), 环办〔2011〕22号 and Daniel's table."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from app.assessment.rounding import cleaned, round_half_even
from app.assessment.unfit import UnfitValues

LEAST: Final = 5
Good = Literal["falling", "rising", "none"]
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "rising": ("显著上升", "rises significantly"),
    "falling": ("显著下降", "falls significantly"),
    "not_significant": ("变化趋势不显著（基本稳定）", "no significant trend (stable)"),
    "undetermined": ("数据不足，无法判定", "too few data"),
}


@dataclass(frozen=True, slots=True)
class Trend:
    """The answer of Spearman's test (趋势检验结果).

    Attributes
    ----------
    verdict
        ``rising``, ``falling``, ``not_significant`` or ``undetermined`` (fewer than five values).
    direction
        ``better``, ``worse``, ``same`` (not significant) or ``unknown``.
    n
        Values that took part; missing ones are left out.
    rs, sum_d2
        The rank correlation with time, and Σd².
    critical, critical_n, level
        The critical value taken, the N of its row, and the significance level (0.05 or 0.01).
    ties
        Equal values, given their average rank: the formula is then approximate.
    smaller_n
        N stands not in the table; the next smaller row, which asks for more, was taken.
    """

    verdict: str
    direction: str
    n: int
    rs: float | None
    sum_d2: float | None
    critical: float | None
    critical_n: int | None
    level: float
    ties: bool
    smaller_n: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON ready; ``rs`` with four decimals."""
        zh, en = _WORDS[self.verdict]
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "rs": None if self.rs is None else round_half_even(self.rs, 4),
            "zh": zh,
            "en": en,
        }


@cache
def critical_values() -> Mapping[int, Mapping[float, float]]:
    """Critical values Wp by N and level, one-tailed (秩相关系数临界值).

    Examples
    --------
    >>> critical_values()[6]
    {0.05: 0.829, 0.01: 0.943}
    """
    text = files("app.assessment").joinpath("data/spearman_wp.csv").read_text("utf-8")
    return {
        int(row["n"]): {0.05: float(row["p05"]), 0.01: float(row["p01"])} for row in csv.DictReader(text.splitlines())
    }


def spearman_trend(values: ArrayLike | Sequence[float | None], *, level: float = 0.05, good: Good = "falling") -> Trend:
    """Whether values in time order rise or fall (秩相关系数趋势检验).

    Parameters
    ----------
    values
        (N,) in time order; NaN or None is left out and shortens the series.
    level
        0.05 or 0.01.
    good
        What is better: ``falling`` for pollutants and the index, ``rising`` for dissolved oxygen, ``none``.

    Raises
    ------
    UnfitValues
        Another level.

    Notes
    -----
    rs = 1 − 6Σd²/(N³ − N), d = rank of the value − rank of the time; significant where \\|rs\\| > Wp. N of at least
    five. 环办〔2011〕22号; the table's rows up to 9 were checked by exact permutation.

    Examples
    --------
    >>> trend = spearman_trend([5.1, 4.8, 4.9, 4.1, 3.9, 3.6])
    >>> trend.verdict, trend.direction, trend.sum_d2, trend.as_dict()["rs"], trend.critical
    ('falling', 'better', 68.0, -0.9429, 0.829)
    >>> spearman_trend([]).verdict
    'undetermined'
    """
    if level not in (0.05, 0.01):
        raise UnfitValues(
            f"显著性水平应为 0.05 或 0.01，实为 {level}。",
            f"The level must be 0.05 or 0.01; it is {level}.",
            parameter="level",
        )
    numbers = _numbers(values)
    count = len(numbers)
    if count < LEAST:
        return Trend("undetermined", "unknown", count, None, None, None, None, level, False, False)
    ranks = rankdata(numbers)
    sum_d2 = float(np.sum((ranks - np.arange(1, count + 1)) ** 2))
    rs = float(cleaned([1 - 6 * sum_d2 / (count**3 - count)])[0])
    row = max(n for n in critical_values() if n <= count)
    critical = critical_values()[row][level]
    verdict = "not_significant" if abs(rs) <= critical else "rising" if rs > 0 else "falling"
    ties = len(np.unique(numbers)) < count
    return Trend(verdict, _direction(verdict, good), count, rs, sum_d2, critical, row, level, ties, row != count)


def _direction(verdict: str, good: Good) -> str:
    """Better or worse."""
    if verdict == "not_significant":
        return "same"
    return "unknown" if good == "none" else "better" if verdict == good else "worse"


def _numbers(values: ArrayLike | Sequence[float | None]) -> NDArray[np.float64]:
    """The values that are there."""
    numbers = np.asarray(values, dtype=np.float64).reshape(-1)
    return numbers[np.isfinite(numbers)]
