"""The flood season against the rest of the year (汛期与非汛期): stored in drought, flushed in rain.

The ratio 旱季藏污纳垢、雨季零存整取 is this project's measure: no rule defines it, so it is shown with its counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from app.assessment.description import describe
from app.assessment.grade import grade_indicators
from app.assessment.indicators import PH, indicator_table, judged_codes
from app.assessment.limits import NUMERALS, RIVER, class_limits
from app.assessment.means import mean_of_means
from app.assessment.rounding import cleaned, round_half_even
from app.assessment.unfit import UnfitValues

FLOOD_MONTHS: Final[tuple[int, ...]] = (6, 7, 8, 9)
SAME_WITHIN: Final = 0.1  # ours: two means nearer than a tenth tell no season
_WITHOUT_RATIO: Final = frozenset({PH, "w01010", "x:orp"})
_FLOOD, _REST = "\x1fflood", "\x1frest"


@dataclass(frozen=True, slots=True)
class FloodSeason:
    """One indicator of one section, in the flood season and in the rest (汛期对比).

    Attributes
    ----------
    flood_mean, rest_mean
        Means of month means [the indicator's unit]; None where that side has no valid month.
    flood_months, rest_months
        How many month means each rests on.
    ratio
        flood ÷ rest; None where a side is unknown or the rest is 0, for pH and temperature, and where every value of
        both sides lies below its detection limit: half limits are nothing to compare.
    answer
        ``flushed``: worse in the flood season (雨季零存整取); ``diluted``: better; ``same``: within ``same_within``;
        ``unknown``.
    flood_class, rest_class
        1–6 of the means rounded by the table; 0 not judged or unknown.
    """

    site_code: str
    code: str
    water_type: str
    flood_mean: float | None
    rest_mean: float | None
    flood_months: int
    rest_months: int
    ratio: float | None
    answer: str
    flood_class: int
    rest_class: int

    def as_dict(self) -> dict[str, Any]:
        """JSON ready, with names and the limits Ⅰ–Ⅴ."""
        return {
            "site_code": self.site_code,
            **describe(self.code, self.water_type),
            "flood_mean": self.flood_mean,
            "rest_mean": self.rest_mean,
            "flood_months": self.flood_months,
            "rest_months": self.rest_months,
            "ratio": None if self.ratio is None else round_half_even(self.ratio, 2),
            "answer": self.answer,
            "flood_class": self.flood_class or None,
            "flood_class_name": NUMERALS[self.flood_class] or None,
            "rest_class": self.rest_class or None,
            "rest_class_name": NUMERALS[self.rest_class] or None,
        }


def flood_season(
    means: pd.DataFrame,
    water_types: Mapping[str, str],
    *,
    months: Sequence[int] = FLOOD_MONTHS,
    same_within: float = SAME_WITHIN,
) -> list[FloodSeason]:
    """The flood season against the rest for each section and indicator (汛期与非汛期对比).

    Parameters
    ----------
    means
        From `app.assessment.means.month_means`, of the years that are compared; means that are not valid stay out.
        Every month weighs the same.
    water_types
        Water type of each section; a section that is not named is a river.
    months
        The months of the flood season, 1–12; June to September by default.
    same_within
        Share of the rest's mean up to which both sides count as alike [-]; 0.1 is this project's own.

    Returns
    -------
    list of FloodSeason
        By section, then in the order of Table 1.

    Raises
    ------
    UnfitValues
        No months, all of them, or others than 1–12.

    Examples
    --------
    >>> means = pd.DataFrame({"site_code": "S1", "month": ["2023-05", "2023-07", "2023-08"], "indicator": "w21003",
    ...     "mean": [0.5, 1.4, 1.6], "lower_mean": [0.5, 1.4, 1.6], "count": 1, "days": 1, "below_count": 0,
    ...     "detection_limit": float("nan"), "source": "manual", "valid": True})
    >>> row, = flood_season(means, {"S1": "river"})
    >>> row.ratio, row.flood_months, row.rest_months, row.flood_class, row.rest_class, row.answer
    (3.0, 2, 1, 4, 2, 'flushed')
    >>> flood_season(means.iloc[:0], {})
    []
    """
    chosen = set(months)
    if not chosen or not chosen < set(range(1, 13)):
        raise UnfitValues(
            "汛期月份应为 1 到 12 中的一部分。",
            "The flood season must be some of the months 1 to 12.",
            parameter="months",
        )
    if means.empty:
        return []
    in_flood = means["month"].str[5:7].astype(int).isin(chosen)
    season = in_flood.map({True: _FLOOD, False: _REST})
    sides = mean_of_means(means, means["site_code"].astype(str).str.cat(season))
    known = {
        (str(site), str(code)): (float(mean), int(count))
        for site, code, mean, count in sides[["site_code", "indicator", "mean", "count"]].itertuples(index=False)
        if not math.isnan(mean)
    }
    order = {code: place for place, code in enumerate(indicator_table())}
    pairs = sorted(
        {(str(site), str(code)) for site, code in zip(means["site_code"], means["indicator"], strict=True)},
        key=lambda pair: (pair[0], order.get(pair[1], 999), pair[1]),
    )
    found = means["below_count"].to_numpy() < means["count"].to_numpy()
    seen = set(zip(means["site_code"].astype(str)[found], means["indicator"].astype(str)[found], strict=True))
    return [
        _compared(
            site, code, water_types.get(site, RIVER), known.get((site + _FLOOD, code)), known.get((site + _REST, code)),
            (site, code) in seen, same_within,
        )
        for site, code in pairs
    ]  # fmt: skip


def _compared(
    site: str, code: str, water_type: str, flood: tuple[float, int] | None, rest: tuple[float, int] | None,
    is_found: bool, same_within: float,
) -> FloodSeason:  # fmt: skip
    """One section and indicator; ``is_found`` where any value is above its detection limit."""
    ratio = None
    answer = "unknown"
    if flood and rest and is_found and code not in _WITHOUT_RATIO:
        ratio = float(cleaned([flood[0] / rest[0]])[0]) if rest[0] else None
        worse = flood[0] < rest[0] if code == "w01009" else flood[0] > rest[0]
        alike = abs(flood[0] - rest[0]) <= same_within * rest[0] * (1 + 1e-12)
        answer = "same" if alike else "flushed" if worse else "diluted"
    return FloodSeason(
        site_code=site,
        code=code,
        water_type=water_type,
        flood_mean=flood[0] if flood else None,
        rest_mean=rest[0] if rest else None,
        flood_months=flood[1] if flood else 0,
        rest_months=rest[1] if rest else 0,
        ratio=ratio,
        answer=answer,
        flood_class=_grade(code, water_type, flood),
        rest_class=_grade(code, water_type, rest),
    )


def _grade(code: str, water_type: str, side: tuple[float, int] | None) -> int:
    """The class of a side's mean, rounded by the table."""
    if side is None or code not in class_limits()[RIVER] or code not in judged_codes():
        return 0
    decimals = indicator_table()[code].decimals
    value = side[0] if decimals is None else round_half_even(side[0], decimals)
    return int(grade_indicators([[value]], [code], water_type)[0, 0])
