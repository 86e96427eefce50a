"""The greatest mean that still rounds into a class (达标临界均值): what the month may at most average."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.assessment.indicators import indicator_table
from app.assessment.limits import limits_of
from app.assessment.rounding import round_half_even


@dataclass(frozen=True, slots=True)
class MeanBounds:
    """Between which unrounded means an indicator attains a class (达标均值范围) [the indicator's unit].

    Attributes
    ----------
    lower, upper
        None where that side does not bind. Dissolved oxygen has a lower one, pH both, all others an upper one.
    lower_inclusive, upper_inclusive
        Whether the bound itself still rounds into the class; half goes to the even digit.
    """

    lower: float | None
    upper: float | None
    lower_inclusive: bool = True
    upper_inclusive: bool = True

    def holds(self, mean: float) -> bool:
        """Whether an unrounded mean rounds into the class (是否达标)."""
        above = self.lower is None or mean > self.lower or (mean == self.lower and self.lower_inclusive)
        below = self.upper is None or mean < self.upper or (mean == self.upper and self.upper_inclusive)
        return above and below


def mean_bounds(code: str, water_type: str, water_class: int) -> MeanBounds | None:
    """The unrounded means that round into a class (达标均值范围).

    Parameters
    ----------
    water_class
        1–5.

    Returns
    -------
    MeanBounds or None
        None where the indicator is not judged or has no limits.

    Notes
    -----
    A month's mean is rounded half to even by the table's decimals, then compared (环办监测函〔2020〕82号).

    Examples
    --------
    >>> mean_bounds("w01018", "river", 3).upper, mean_bounds("w01009", "river", 3).lower
    (20.05, 4.95)
    >>> mean_bounds("w21011", "lake_or_reservoir", 2)
    MeanBounds(lower=None, upper=0.0255, lower_inclusive=True, upper_inclusive=False)
    >>> mean_bounds("w01001", "river", 3)
    MeanBounds(lower=5.5, upper=9.5, lower_inclusive=True, upper_inclusive=False)
    >>> mean_bounds("w21001", "river", 3) is None
    True
    """
    known, limits = indicator_table()[code], limits_of(code, water_type)
    limit = limits.limit_of(water_class)
    if limit is None or not known.judged:
        return None
    if isinstance(limit, tuple):
        lower, lower_in = _edge(limit[0], known.decimals, upper=False)
        upper, upper_in = _edge(limit[1], known.decimals, upper=True)
        return MeanBounds(lower, upper, lower_in, upper_in)
    bound, inclusive = _edge(limit, known.decimals, upper=limits.direction == "le")
    if limits.direction == "ge":
        return MeanBounds(bound, None, lower_inclusive=inclusive)
    return MeanBounds(None, bound, upper_inclusive=inclusive)


def _edge(limit: float, decimals: int | None, *, upper: bool) -> tuple[float, bool]:
    """Half a last digit beyond the limit, and whether the tie itself falls back to it."""
    if decimals is None:
        return limit, True
    step = Decimal(1).scaleb(-decimals)
    written = Decimal(repr(limit)).quantize(step, rounding=ROUND_FLOOR if upper else ROUND_CEILING)
    edge = written + step / 2 if upper else written - step / 2
    back = round_half_even(str(edge), decimals)
    return float(edge), back <= written if upper else back >= written
