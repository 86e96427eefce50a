"""The light of an outlook and its thresholds (预警灯): likely, in doubt, unlikely, unknown."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.assessment.class_bounds import MeanBounds
from app.assessment.indicators import PH

LIKELY, IN_DOUBT, UNLIKELY, UNKNOWN = "likely", "in_doubt", "unlikely", "unknown"
LIGHTS: Final[dict[str, tuple[str, str]]] = {
    LIKELY: ("有望达标", "likely"),
    IN_DOUBT: ("存疑", "in doubt"),
    UNLIKELY: ("难以达标", "unlikely"),
    UNKNOWN: ("数据不足，无法判断", "unknown"),
}


@dataclass(frozen=True, slots=True)
class OutlookRule:
    """The thresholds of a light (预警规则); all are settings of this project, none comes from a standard.

    Attributes
    ----------
    recent
        How many last days (months for a year) make today's rate.
    least, least_recent
        Fewest days (months) with values so far, and among the recent ones; with fewer the light is unknown.
    margin
        ``likely`` where today's rate keeps this share below what the rest may average (above, for oxygen);
        ``unlikely`` where it lies this share on the other side; between them ``in_doubt``.
    margin_ph
        The same for pH, in pH units.
    worst_value
        What the rest is assumed to reach at worst, by code; the worst value so far where it is not named.
    oxygen_ceiling_mg_per_l
        The highest mean of dissolved oxygen held possible; without it no month is called impossible for oxygen.
    """

    recent: int = 7
    least: int = 3
    least_recent: int = 2
    margin: float = 0.1
    margin_ph: float = 0.2
    worst_value: tuple[tuple[str, float], ...] = ()
    oxygen_ceiling_mg_per_l: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {**asdict(self), "worst_value": dict(self.worst_value)}


MONTH_RULE: Final = OutlookRule()
YEAR_RULE: Final = OutlookRule(recent=3, least=2, least_recent=1)


def light_of(
    bounds: MeanBounds | None,
    spans: int,
    recent_spans: int,
    values_left: float,
    rest: tuple[float, float],
    rate: float,
    so_far: float,
    impossible: bool,
    code: str,
    rule: OutlookRule,
    more: bool,
) -> tuple[str, tuple[str, str]]:
    """The light of one indicator, and why (预警灯及理由).

    Parameters
    ----------
    bounds
        Means that attain; None where there are none.
    spans, recent_spans
        Days (months) with values so far, and among the recent ones.
    values_left
        Values still to come; 0 settles it.
    rest
        What the rest must average, at least and at most; infinite where a side does not bind.
    rate, so_far
        Today's rate and the mean so far.
    more
        Whether further values are expected at all.
    """
    if bounds is None:
        return UNKNOWN, ("该指标没有类别限值。", "The indicator has no class limits.")
    if spans and not values_left:
        good = bounds.holds(so_far)
        over = ("时段已结束，均值已定。", "The period is over; the mean is settled.")
        no_more = ("以已有监测数据为准，假定本期不再采样。", "By the values there are, assuming no further sample.")
        return (LIKELY if good else UNLIKELY), over if more else no_more
    if impossible:
        return UNLIKELY, ("其余时段无论如何均已不能达标。", "Whatever the rest brings, the mean can no longer attain.")
    if spans < rule.least or recent_spans < rule.least_recent:
        return UNKNOWN, (
            f"数据不足：已有 {spans}（至少 {rule.least}），其中近期 {recent_spans}（至少 {rule.least_recent}）。",
            f"Too few data: {spans} so far (at least {rule.least}), {recent_spans} recent (least {rule.least_recent}).",
        )
    at_least, at_most = rest
    if code == PH:
        room = min(rate - at_least, at_most - rate)
        margin = rule.margin_ph
    else:
        room = min(
            (rate - at_least) / at_least if at_least > 0 else math.inf,
            (at_most - rate) / at_most if at_most > 0 else -math.inf,
        )
        margin = rule.margin
    if room >= margin:
        return LIKELY, (
            "近期水平优于其余时段所需水平，且留有余量。",
            "Today's rate is better than the rest needs, with room.",
        )
    if room <= -margin:
        return UNLIKELY, ("近期水平差于其余时段所需水平。", "Today's rate is worse than what the rest needs.")
    return IN_DOUBT, ("近期水平接近其余时段所需水平。", "Today's rate is close to what the rest needs.")
