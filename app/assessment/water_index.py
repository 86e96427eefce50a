"""City water-quality index: indices of items, of a set of sections, and of a city (城市水质指数, CWQI).

技术规定 of 环办监测〔2017〕51号. The index rests on all 21 judged indicators; a set that has fewer gives a partial sum,
which may only be compared with sums over the very same items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.assessment.indicators import PH, indicator_table
from app.assessment.limits import RIVER, ClassLimits, checked_water_type, class_limits, unknown_indicator
from app.assessment.means import mean_of
from app.assessment.package_data import package_rows
from app.assessment.rounding import cleaned, shown_value
from app.assessment.unfit import UnfitValues

SHOWN_DECIMALS: Final = 4  # how many the rule wants is not established: the full number is kept
NEUTRAL_PH: Final = 7.0
CITY: Final = "city"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WaterIndex:
    """The index of a set of sections of one water type, or of a city (水质指数).

    Attributes
    ----------
    water_type
        ``river``, ``lake_or_reservoir`` or ``city`` (both together).
    sections
        How many river sections and lake points it rests on.
    index
        Σ of the item indices, unrounded; None where no item has a value, or where one is without bound.
    items
        Index of each item that takes part, by code in the order of the rule.
    means
        Mean concentration of each item [the indicator's unit]; empty for a city.
    missing
        Of the 21, those that take no part.
    incomplete
        Items that some section lacks: their mean is over fewer sections than the set has, and how many it is over.
    unbounded
        Items without a finite index (dissolved oxygen of 0).
    parts
        Of a city: the sections of each water type.
    """

    water_type: str
    sections: int
    index: float | None
    items: dict[str, float]
    means: dict[str, float]
    missing: tuple[str, ...]
    incomplete: dict[str, int]
    unbounded: tuple[str, ...] = ()
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def n_items(self) -> int:
        """How many items the sum has."""
        return len(self.items)

    @property
    def partial(self) -> bool:
        """Whether it rests on fewer than the 21 (不完整指数)."""
        return bool(self.missing)

    @property
    def contributions(self) -> dict[str, float]:
        """Share of each item in the index [%], greatest first (贡献率); empty where the index is None or 0."""
        if not self.index:
            return {}
        shares = {code: item / self.index * 100 for code, item in self.items.items()}
        return dict(sorted(shares.items(), key=lambda pair: -pair[1]))

    def as_dict(self) -> dict[str, Any]:
        """JSON ready: ``index`` in full, ``index_shown`` with four decimals; items with the greatest share first."""
        table, shares = indicator_table(), self.contributions
        return {
            "water_type": self.water_type,
            "sections": self.sections,
            "parts": [{"water_type": kind, "sections": count} for kind, count in self.parts],
            "index": self.index,
            "index_shown": shown_value(self.index, SHOWN_DECIMALS),
            "n_items": self.n_items,
            "item_set": list(self.items),
            "partial": self.partial,
            "missing": [{"code": code, "zh": table[code].zh, "en": table[code].en} for code in self.missing],
            "incomplete": self.incomplete,
            "unbounded": list(self.unbounded),
            "items": [
                {
                    "code": code,
                    "name_zh": table[code].zh,
                    "name_en": table[code].en,
                    "mean": self.means.get(code),
                    "unit": table[code].unit,
                    "item_index": self.items[code],
                    "contribution_percent": shares.get(code),
                }
                for code in (shares or self.items)
            ],
        }


@cache
def index_items() -> tuple[str, ...]:
    """The 21 codes that the index is summed over, in the order of the rule (参评指标).

    Examples
    --------
    >>> len(index_items()), "w21001" in index_items()
    (21, False)
    """
    return tuple(row["code"] for row in package_rows("cwqi_items.csv"))


def item_indices(values: ArrayLike, indicators: Sequence[str], water_type: str = RIVER) -> Floats:
    """The index of each item of each row (单项指数).

    Parameters
    ----------
    values
        (n, k) concentrations [mg/L; pH without unit], those below their detection limit at half of it; NaN and
        negative numbers are not measured.
    indicators
        k codes of the 21.
    water_type
        ``river`` or ``lake_or_reservoir``; the limit of total phosphorus differs.

    Returns
    -------
    (n, k) float64
        C / limit of Ⅲ; dissolved oxygen limit / C (``inf`` for 0); pH (7 − C)/(7 − 6) up to 7, (C − 7)/(9 − 7)
        above. NaN where not measured.

    Raises
    ------
    UnknownIndicator
        A code outside Table 1.
    UnfitValues
        A code of Table 1 that is none of the 21, or values of another shape.

    Notes
    -----
    环办监测〔2017〕51号.

    Examples
    --------
    >>> item_indices([[26.0, 7.5, 8.0, 6.5]], ["w01018", "w01009", "w01001", "w01001"]).round(4).tolist()
    [[1.3, 0.6667, 0.5, 0.5]]
    >>> item_indices([], ["w01018"]).tolist()
    []
    """
    kind, limits = checked_water_type(water_type), _limits(indicators, water_type)
    numbers = _matrix(values, len(indicators))
    found = np.full(numbers.shape, np.nan)
    formulas = {row["code"]: row["formula"] for row in package_rows("cwqi_items.csv")}
    for column, code in enumerate(indicators):
        found[:, column] = _index_of(numbers[:, column], formulas[code], class_limits()[kind][code], limits[column])
    return found


def water_index(values: ArrayLike, indicators: Sequence[str], water_type: str = RIVER) -> WaterIndex:
    """The index of a set of sections of one water type (水质指数).

    Computed once on the mean concentration of all sections (of rivers) or points (of lakes), not as the mean of
    their indices.

    Parameters
    ----------
    values, indicators, water_type
        As in `item_indices`; one row a section.

    Notes
    -----
    环办监测〔2017〕51号. The mean of pH is that of the hydrogen-ion concentration. An item that no section has takes
    no part and is named in ``missing``: the sum is then partial.

    Examples
    --------
    >>> answer = water_index([[26.0, 0.8], [30.0, 1.2]], ["w01018", "w21003"])
    >>> answer.index, answer.n_items, answer.partial, answer.contributions["w01018"].__round__(2)
    (2.4, 2, True, 58.33)
    >>> water_index([], ["w01018"]).index is None
    True
    """
    _limits(indicators, water_type)
    numbers = _matrix(values, len(indicators))
    numbers = np.where(numbers >= 0, numbers, np.nan)
    means: dict[str, float] = {}
    incomplete: dict[str, int] = {}
    position = {code: column for column, code in enumerate(indicators)}
    for code in index_items():
        if code not in position:
            continue
        column = numbers[:, position[code]]
        count = int(np.isfinite(column).sum())
        if count:
            means[code] = mean_of(column, ph=code == PH)
            if count < len(column):
                incomplete[code] = count
    row = item_indices([list(means.values())], list(means), water_type)[0] if means else np.array([])
    items = {code: float(item) for code, item in zip(means, row, strict=True) if np.isfinite(item)}
    unbounded = tuple(code for code, item in zip(means, row, strict=True) if not np.isfinite(item))
    missing = tuple(code for code in index_items() if code not in means)
    total = total_index(items, unbounded)
    return WaterIndex(water_type, len(numbers), total, items, means, missing, incomplete, unbounded)


def section_indices(
    values: ArrayLike, indicators: Sequence[str], water_type: str = RIVER
) -> tuple[Floats, NDArray[np.int64]]:
    """The index of each section by itself, and how many items it sums (断面水质指数).

    The same formula for one section is common practice of counties, not part of 环办监测〔2017〕51号. Only sections
    with the same items may be compared.

    Returns
    -------
    index, n_items
        (n,); the index is NaN where no item has a value.

    Examples
    --------
    >>> index, count = section_indices([[26.0, float("nan")], [20.0, 1.0]], ["w01018", "w21003"])
    >>> index.tolist(), count.tolist()
    ([1.3, 2.0], [1, 2])
    """
    items = item_indices(values, indicators, water_type)
    measured = ~np.isnan(items)
    count = measured.sum(axis=1)
    return cleaned(np.where(count > 0, np.nansum(items, axis=1), np.nan)), count.astype(np.int64)


def city_index(river: WaterIndex | None, lake: WaterIndex | None) -> WaterIndex:
    """The index of a city from its rivers and its lakes (城市水质指数): (R·M + L·N) / (M + N).

    M river sections, N lake points; where one type has none, or is None, the other stands alone.

    Raises
    ------
    UnfitValues
        Rivers and lakes with different items: their sums may not be added.

    Examples
    --------
    >>> river = water_index([[26.0]] * 6, ["w01018"])
    >>> lake = water_index([[10.0]] * 2, ["w01018"], "lake_or_reservoir")
    >>> city_index(river, lake).index, city_index(river, None).index
    (1.1, 1.3)
    """
    parts = [part for part in (river, lake) if part is not None and part.sections]
    if not parts:
        return WaterIndex(CITY, 0, None, {}, {}, index_items(), {})
    if len({(frozenset(part.items), frozenset(part.unbounded)) for part in parts}) > 1:
        shown = "；".join("、".join(part.items) for part in parts)
        raise UnfitValues(
            f"河流与湖库的参评指标不同，不能合成一个指数：{shown}。请按相同的指标重算。",
            f"Rivers and lakes have different items and make no common index: {shown}. Compute both on the same items.",
            parameter="indicators",
        )
    count = sum(part.sections for part in parts)
    items = {
        code: float(cleaned([sum(part.items[code] * part.sections for part in parts) / count])[0])
        for code in parts[0].items
    }
    return WaterIndex(
        CITY,
        count,
        total_index(items, parts[0].unbounded),
        items,
        {},
        parts[0].missing,
        {code: number for part in parts for code, number in part.incomplete.items()},
        parts[0].unbounded,
        tuple((part.water_type, part.sections) for part in parts),
    )


def total_index(items: dict[str, float], unbounded: Sequence[str]) -> float | None:
    """The sum of item indices, without the noise of binary sums (指数合计); None without items or without bound.

    Examples
    --------
    >>> total_index({"w01018": 0.1, "w21003": 0.2}, ()), total_index({}, ())
    (0.3, None)
    """
    return float(cleaned([sum(items.values())])[0]) if items and not unbounded else None


def _index_of(column: Floats, formula: str, limits: ClassLimits, limit: float) -> Floats:
    """The index of one item; NaN for what is not measured."""
    numbers = np.where(column >= 0, column, np.nan)
    if formula == "ph":
        assert limits.lower is not None
        assert limits.upper is not None
        span = np.where(numbers <= NEUTRAL_PH, NEUTRAL_PH - limits.lower, limits.upper - NEUTRAL_PH)
        return cleaned(np.abs(numbers - NEUTRAL_PH) / span)
    with np.errstate(divide="ignore"):
        return cleaned(limit / numbers if formula == "inverse" else numbers / limit)


def _limits(indicators: Sequence[str], water_type: str) -> list[float]:
    """The limits of Ⅲ; NaN for pH."""
    table = class_limits()[checked_water_type(water_type)]
    unknown = [code for code in indicators if code not in table]
    if unknown:
        raise unknown_indicator(unknown)
    others = [code for code in indicators if code not in index_items()]
    if others:
        raise UnfitValues(
            f"指标 {'、'.join(others)} 不参与水质指数（21项）。",
            f"The indicators {', '.join(others)} are none of the 21 of the index.",
            parameter="indicators",
        )
    return [table[code].classes[2] if table[code].classes else np.nan for code in indicators]


def _matrix(values: ArrayLike, columns: int) -> Floats:
    """An (n, k) array of floats."""
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size == 0:
        return numbers.reshape(-1, columns) if columns and numbers.ndim == 2 else np.empty((0, columns))
    if numbers.ndim != 2 or numbers.shape[1] != columns:
        raise UnfitValues(
            f"数值应为 (n, {columns})，实为 {numbers.shape}：每个指标一列。",
            f"The values must be (n, {columns}), one column an indicator; they are {numbers.shape}.",
            parameter="values",
        )
    return numbers
