"""Will this month, this year attain? (以天保月、以月保年): what the rest must average, and a light.

The plans demand it (聊城市 2020 方案 一(二) 以天保月、以月保年) and name no method: the method and every threshold here
are this project's own, and the answer shows them (`OutlookRule`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.assessment.class_bounds import MeanBounds, mean_bounds
from app.assessment.description import describe
from app.assessment.grade import grade_indicators
from app.assessment.indicators import PH, indicator_table
from app.assessment.means import mean_of
from app.assessment.outlook_light import LIGHTS, MONTH_RULE, OutlookRule, light_of
from app.assessment.rounding import cleaned, round_half_even


@dataclass(frozen=True, slots=True)
class IndicatorOutlook:
    """One indicator's outlook (单项达标预测).

    Attributes
    ----------
    mean_so_far, recent_mean, projected, projected_rounded
        [the indicator's unit]; None where there is nothing. ``projected`` is the mean of the whole at today's rate.
    rest_at_most, rest_at_least
        What the values left must average (dissolved oxygen: at least; pH: both) [the indicator's unit]; None where
        that side does not bind any more, or where nothing is left. Below 0 it is impossible.
    impossible
        No rest can bring the mean into the class any more.
    safe_if
        The mean stays in the class even where every value left is as bad as this [the indicator's unit]; None
        where it would not. The assumption is part of the answer; of pH the highest, the lowest being tried too.
    values_left
        How many values the rest is counted as: days left × values a day so far (median).
    """

    code: str
    water_type: str
    target_class: int
    light: str
    reason: tuple[str, str]
    count: int
    spans: int
    spans_left: int
    values_left: float
    mean_so_far: float | None
    recent_mean: float | None
    projected: float | None
    projected_rounded: float | None
    projected_class: int
    bounds: MeanBounds | None
    rest_at_most: float | None
    rest_at_least: float | None
    impossible: bool
    safe_if: float | None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        zh, en = LIGHTS[self.light]
        return {
            **describe(self.code, self.water_type),
            **{name: getattr(self, name) for name in self.__slots__ if name not in ("code", "reason", "bounds")},
            "light_zh": zh,
            "light_en": en,
            "reason_zh": self.reason[0],
            "reason_en": self.reason[1],
            "bounds": asdict(self.bounds) if self.bounds else None,
        }


def indicator_outlook(
    code: str,
    values: ArrayLike,
    spans: Sequence[int] | NDArray[np.int64],
    *,
    now: int,
    last: int,
    water_type: str,
    target_class: int,
    more: bool = True,
    rule: OutlookRule = MONTH_RULE,
) -> IndicatorOutlook:
    """What the rest of a month must average for an indicator to attain, and a light (单项达标预测).

    Parameters
    ----------
    values
        (n,) valid values so far [the indicator's unit], half the limit where below it; NaN is left out.
    spans
        (n,) the day of the month of each (the month of the year, for a year); those after ``now`` are left out.
    now, last
        Today's day and the last day of the month (this month and 12).
    more
        Whether further values are expected; False for a manual sample that is not repeated this month.

    Returns
    -------
    IndicatorOutlook

    Notes
    -----
    A month's mean weighs every value the same (`app.assessment.means.month_means`), so with n values so far and m
    left the rest may average (B (n + m) − Σ) / m, B being the greatest mean that still rounds into the class; of pH the
    same with hydrogen-ion concentrations.

    Examples
    --------
    >>> today = indicator_outlook("w21003", [1.2] * 3, [1, 2, 3], now=3, last=6, water_type="river", target_class=3)
    >>> today.rest_at_most, today.light, today.projected
    (0.81, 'unlikely', 1.2)
    >>> indicator_outlook("w21003", [], [], now=3, last=31, water_type="river", target_class=3).light
    'unknown'
    """
    numbers, at = np.asarray(values, dtype=np.float64), np.asarray(spans, dtype=np.int64)
    here = np.isfinite(numbers) & (at <= now)
    numbers, at = numbers[here], at[here]
    bounds = mean_bounds(code, water_type, target_class)
    days, counts = np.unique(at, return_counts=True)
    left = max(last - now, 0) if more else 0
    values_left = left * float(np.median(counts)) if len(days) else float(left)
    recent = numbers[at > now - rule.recent]
    recent_days = int((days > now - rule.recent).sum())
    is_ph = code == PH
    so_far, rate = mean_of(numbers, ph=is_ph), mean_of(recent, ph=is_ph)
    projected = _joined(numbers, rate, values_left, is_ph)
    decimals = indicator_table()[code].decimals
    rounded = projected if decimals is None or math.isnan(projected) else round_half_even(projected, decimals)
    rest = _rest(numbers, values_left, bounds, is_ph)
    impossible = bool(len(numbers)) and _impossible(rest, values_left, so_far, bounds, code, rule)
    worst = dict(rule.worst_value).get(code)
    light, reason = light_of(
        bounds, len(days), recent_days, values_left, rest, rate, so_far, impossible, code, rule, more
    )
    return IndicatorOutlook(
        code=code,
        water_type=water_type,
        target_class=target_class,
        light=light,
        reason=reason,
        count=len(numbers),
        spans=len(days),
        spans_left=left,
        values_left=values_left,
        mean_so_far=_shown(so_far),
        recent_mean=_shown(rate),
        projected=_shown(projected),
        projected_rounded=_shown(rounded),
        projected_class=int(grade_indicators([[rounded]], [code], water_type)[0, 0]),
        bounds=bounds,
        rest_at_most=_shown(rest[1]) if len(numbers) else None,
        rest_at_least=_shown(rest[0]) if len(numbers) else None,
        impossible=impossible,
        safe_if=_safe_if(numbers, values_left, bounds, code, worst),
    )


def _amount(values: ArrayLike, is_ph: bool) -> NDArray[np.float64]:
    """What is averaged: the value, or the hydrogen-ion concentration of a pH."""
    numbers = np.asarray(values, dtype=np.float64)
    return np.power(10.0, -numbers) if is_ph else numbers


def _joined(numbers: NDArray[np.float64], rest: float, values_left: float, is_ph: bool) -> float:
    """The mean of all with the rest at one value; NaN where the rest is unknown."""
    if not len(numbers) or (values_left and math.isnan(rest)):
        return math.nan
    total = _amount(numbers, is_ph).sum() + (values_left * float(_amount(rest, is_ph)) if values_left else 0.0)
    mean = total / (len(numbers) + values_left)
    return float(cleaned([-math.log10(mean) if is_ph else mean])[0])


def _rest(
    numbers: NDArray[np.float64], values_left: float, bounds: MeanBounds | None, is_ph: bool
) -> tuple[float, float]:
    """At least and at most what the rest must average: −inf and inf where a side does not bind, NaN where none can.

    Of pH the upper bound of the mean is a lower bound of hydrogen ions, and the other way round.
    """
    if bounds is None or not len(numbers) or not values_left:
        return math.nan, math.nan
    total = float(_amount(numbers, is_ph).sum())

    def needed(bound: float | None) -> float:
        if bound is None:
            return math.nan
        return (float(_amount(bound, is_ph)) * (len(numbers) + values_left) - total) / values_left

    low, high = needed(bounds.lower), needed(bounds.upper)
    if is_ph:
        at_least = -math.log10(low) if low > 0 else math.inf  # no pH brings this many hydrogen ions down again
        at_most = -math.log10(high) if high > 0 else math.inf
        return _clean(at_least), _clean(at_most)
    return (_clean(low) if bounds.lower is not None else -math.inf), (
        _clean(high) if bounds.upper is not None else math.inf
    )


def _impossible(
    rest: tuple[float, float],
    values_left: float,
    so_far: float,
    bounds: MeanBounds | None,
    code: str,
    rule: OutlookRule,
) -> bool:
    """Whether no rest helps any more."""
    if bounds is None:
        return False
    if not values_left:
        return not bounds.holds(so_far)
    at_least, at_most = rest
    if code == PH:
        return at_least == math.inf
    if at_most < 0 or (at_most == 0 and not bounds.upper_inclusive):
        return True
    ceiling = rule.oxygen_ceiling_mg_per_l
    return ceiling is not None and bounds.lower is not None and at_least > ceiling


def _safe_if(
    numbers: NDArray[np.float64], values_left: float, bounds: MeanBounds | None, code: str, worst: float | None
) -> float | None:
    """The worst value that the rest is assumed to take, where the mean stays in the class even then."""
    if bounds is None or not len(numbers) or not values_left:
        return None
    if worst is not None:
        assumed = [worst]
    elif code == PH:
        assumed = [float(numbers.min()), float(numbers.max())]
    else:
        assumed = [float(numbers.min() if bounds.upper is None else numbers.max())]
    means = [_joined(numbers, value, values_left, code == PH) for value in assumed]
    if not all(bounds.holds(mean) for mean in means):
        return None
    return assumed[0] if code != PH or worst is not None else assumed[-1]


def _clean(value: float) -> float:
    """A number without float noise."""
    return float(cleaned([value])[0])


def _shown(value: float) -> float | None:
    """None for NaN and for sides that do not bind."""
    return value if math.isfinite(value) else None
