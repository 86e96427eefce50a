"""Comprehensive trophic level index of lakes and reservoirs (综合营养状态指数, TLI)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.assessment.indicators import indicator_table
from app.assessment.package_data import package_rows
from app.assessment.rounding import cleaned, shown_value
from app.assessment.unfit import UnfitValues

CHLOROPHYLL_A: Final = "x:chlorophyll_a"
STATES: Final[tuple[str, ...]] = ("undetermined", "partial", "determined")
UNDETERMINED, PARTIAL, DETERMINED = range(3)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrophicItem:
    """One of the five (营养状态单项): TLI = 10·(a + b·ln x), x being the value times ``factor`` [``unit``]."""

    code: str
    unit: str
    factor: float
    a: float
    b: float
    r2: float


@dataclass(frozen=True, slots=True)
class TrophicLevel:
    """A level and its upper bound (营养状态分级)."""

    key: str
    zh: str
    en: str
    upper: float
    upper_inclusive: bool


@dataclass(frozen=True, slots=True)
class TrophicState:
    """The answer for n lakes (综合营养状态).

    Attributes
    ----------
    items
        (n, 5) index of each item in the order of `trophic_items`; NaN where it has no value.
    index
        (n,) the weighted sum; NaN unless all five have a value.
    partial_index
        (n,) the sum over the items that have one, with weights renormalised over them; NaN unless chlorophyll-a
        and at least one other have a value and one lacks. It is no TLI(Σ) and has no level.
    state
        (n,) int8, positions in `STATES`.
    level
        (n,) positions in `trophic_levels`, -1 where undetermined or partial.
    """

    items: Floats
    index: Floats
    partial_index: Floats
    state: NDArray[np.int8]
    level: NDArray[np.int8]

    def as_dicts(self) -> list[dict[str, Any]]:
        """One JSON-ready mapping a lake, with the weights that were used."""
        return [self._as_dict(row) for row in range(len(self.index))]

    def _as_dict(self, row: int) -> dict[str, Any]:
        """One lake."""
        items, table = trophic_items(), indicator_table()
        there = ~np.isnan(self.items[row])
        weights = _weights(there)
        level = trophic_levels()[self.level[row]] if self.level[row] >= 0 else None
        missing = [item.code for item, known in zip(items, there, strict=True) if not known]
        names = "、".join(table[code].zh for code in missing)
        names_en = ", ".join(table[code].en for code in missing)
        return {
            "state": STATES[self.state[row]],
            "index": shown_value(self.index[row], None),
            "level": level.key if level else None,
            "level_zh": level.zh if level else None,
            "level_en": level.en if level else None,
            "partial_index": shown_value(self.partial_index[row], None),
            "missing": missing,
            "reason_zh": f"缺少{names}，不能计算综合营养状态指数。" if missing else None,
            "reason_en": f"{names_en} missing: the comprehensive index cannot be computed." if missing else None,
            "items": [
                {
                    "code": item.code,
                    "name_zh": table[item.code].zh,
                    "name_en": table[item.code].en,
                    "formula_unit": item.unit,
                    "item_index": shown_value(self.items[row, column], None),
                    "weight": float(weights[column]) if self.state[row] != UNDETERMINED and there[column] else None,
                }
                for column, item in enumerate(items)
            ],
        }


@cache
def trophic_items() -> tuple[TrophicItem, ...]:
    """The five items with their coefficients: chlorophyll-a first (营养状态指标).

    Examples
    --------
    >>> [item.code for item in trophic_items()]
    ['x:chlorophyll_a', 'w21011', 'w21001', 'x:transparency', 'w01019']
    """
    return tuple(
        TrophicItem(
            row["code"],
            row["formula_unit"],
            float(row["factor_from_indicator_unit"]),
            float(row["a"]),
            float(row["b"]),
            float(row["r2"]),
        )
        for row in package_rows("trophic_items.csv")
    )


@cache
def trophic_levels() -> tuple[TrophicLevel, ...]:
    """The levels from the poorest (营养状态分级)."""
    return tuple(
        TrophicLevel(
            row["key"],
            row["level_zh"],
            row["level_en"],
            float(row["upper"] or "inf"),
            row["upper_inclusive"] == "1",
        )
        for row in package_rows("trophic_levels.csv")
    )


def trophic_state(values: ArrayLike, indicators: Sequence[str]) -> TrophicState:
    """The trophic level index of each lake, and its level (综合营养状态指数).

    Parameters
    ----------
    values
        (n, k) in the units of the indicator table: chlorophyll-a, TP, TN, CODMn [mg/L], transparency [cm]. They are
        converted to the units of the formulas, chlorophyll-a to mg/m³ and transparency to m. NaN is not measured;
        zero and negative numbers have no logarithm and count as not measured.
    indicators
        k codes; those that are none of the five are not looked at.

    Raises
    ------
    UnfitValues
        Values of another shape.

    Notes
    -----
    环办〔2011〕22号: TLI(Σ) = Σ W·TLI, W = r² / Σ r² with the correlation r to chlorophyll-a. All five must be
    present. Levels: below 30 贫营养, 30 to 50 both included 中营养, above 50 富营养.

    Examples
    --------
    >>> codes = ["x:chlorophyll_a", "w21011", "w21001", "x:transparency", "w01019"]
    >>> answer = trophic_state([[0.010, 0.05, 1.0, 100.0, 4.0]], codes)
    >>> answer.index.round(4).tolist(), answer.as_dicts()[0]["level_zh"]
    ([48.0181], '中营养')
    >>> trophic_state([[0.010, 0.05]], codes[:2]).as_dicts()[0]["state"]
    'partial'
    >>> trophic_state([], codes).as_dicts()
    []
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size == 0:
        numbers = np.empty((len(numbers) if numbers.ndim == 2 else 0, len(indicators)))
    if numbers.ndim != 2 or numbers.shape[1] != len(indicators):
        raise UnfitValues(
            f"数值应为 (n, {len(indicators)})，实为 {numbers.shape}：每个指标一列。",
            f"The values must be (n, {len(indicators)}), one column an indicator; they are {numbers.shape}.",
            parameter="values",
        )
    codes = list(indicators)
    found = np.full((len(numbers), len(trophic_items())), np.nan)
    for column, item in enumerate(trophic_items()):
        if item.code in codes:
            value = numbers[:, codes.index(item.code)]
            usable = np.where((value > 0) & np.isfinite(value), value, np.nan) * item.factor
            found[:, column] = 10 * (item.a + item.b * np.log(usable))
    there = ~np.isnan(found)
    total = cleaned(np.where(there, found * _weights(there), 0.0).sum(axis=1))
    whole = there.all(axis=1)
    part = there[:, 0] & (there.sum(axis=1) > 1) & ~whole
    state = np.where(whole, DETERMINED, np.where(part, PARTIAL, UNDETERMINED)).astype(np.int8)
    index = np.where(whole, total, np.nan)
    return TrophicState(found, index, np.where(part, total, np.nan), state, level_of(index))


def level_of(index: ArrayLike) -> NDArray[np.int8]:
    """The level of each index, a position in `trophic_levels`; -1 for NaN (营养状态分级).

    Examples
    --------
    >>> [trophic_levels()[place].zh for place in level_of([29.99, 30.0, 50.0, 50.01, 60.0, 70.0, 70.01])]
    ['贫营养', '中营养', '中营养', '轻度富营养', '轻度富营养', '中度富营养', '重度富营养']
    """
    numbers = np.asarray(index, dtype=np.float64)
    places = np.zeros(numbers.shape, dtype=np.int8)
    for level in trophic_levels()[:-1]:
        places += (numbers > level.upper if level.upper_inclusive else numbers >= level.upper).astype(np.int8)
    return np.where(np.isnan(numbers), -1, places).astype(np.int8)


def _weights(there: NDArray[np.bool_]) -> Floats:
    """r² / Σ r² over the items that have a value."""
    weights = np.where(there, [item.r2 for item in trophic_items()], 0.0)
    total = weights.sum(axis=-1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0), dtype=np.float64)
