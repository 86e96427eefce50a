"""The 39 routine items of groundwater and their limits, GB/T 14848-2017 (地下水常规指标限值)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from app.assessment.package_data import package_rows
from app.assessment.rounding import cleaned
from app.assessment.unfit import UnknownIndicator

ABSENT, PRESENT = 0.0, 1.0
_ABSENT_WORDS: Final = frozenset({"无", "没有", "未见", "absent", "none", "no"})
_PRESENT_WORDS: Final = frozenset({"有", "present", "yes"})


@dataclass(frozen=True, slots=True)
class GroundwaterItem:
    """One routine item and its limits [unit of the indicator table] (地下水常规指标).

    Attributes
    ----------
    kind
        ``upper``: not above the limit; ``range``: within it (pH); ``presence``: absent (嗅和味、肉眼可见物).
    lower, upper
        Limits of Ⅰ, Ⅱ, Ⅲ, Ⅳ; ``inf`` where Ⅳ and Ⅴ share an open limit, so that the better one is given; ``lower``
        of ``upper`` items is −inf.
    not_detected
        Whether Ⅰ is 不得检出.
    """

    code: str
    number: int
    group: str
    zh: str
    en: str
    kind: str
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    not_detected: bool


@cache
def groundwater_items() -> Mapping[str, GroundwaterItem]:
    """The 39 routine items by code, in the order of the standard (地下水常规指标).

    Examples
    --------
    >>> len(groundwater_items()), groundwater_items()["x:trichloromethane"].upper
    (39, (0.0005, 0.006, 0.06, 0.3))
    """
    return {row["code"]: _read_row(row) for row in package_rows("gbt14848_routine.csv")}


def shown_limits(code: str) -> list[float | list[float] | None]:
    """The limits of Ⅰ to Ⅳ of an item, JSON ready (限值一览): a pair for pH, None where a class has none.

    Examples
    --------
    >>> shown_limits("x:total_hardness"), shown_limits("w01001")[2:]
    ([150.0, 300.0, 450.0, 650.0], [[6.5, 8.5], [5.5, 9.0]])
    """
    item = groundwater_items()[code]
    if item.kind == "range":
        return [[low, high] for low, high in zip(item.lower, item.upper, strict=True)]
    return [None if np.isinf(limit) else limit for limit in item.upper]


def presence_value(text: str | None) -> float:
    """0 for 无, 1 for 有, NaN for anything else (定性指标取值).

    Examples
    --------
    >>> presence_value("无"), presence_value(" 有 "), presence_value("2级"), presence_value(None)
    (0.0, 1.0, nan, nan)
    """
    plain = unicodedata.normalize("NFKC", text or "").strip().casefold()
    return ABSENT if plain in _ABSENT_WORDS else PRESENT if plain in _PRESENT_WORDS else float("nan")


def checked_items(codes: Sequence[str]) -> None:
    """Nothing, where all codes are of the 39 (常规指标校验); UnknownIndicator otherwise."""
    unknown = [code for code in codes if code not in groundwater_items()]
    if unknown:
        raise UnknownIndicator(
            f"GB/T 14848-2017 的39项常规指标中没有 {'、'.join(unknown)}。",
            f"The 39 routine items of GB/T 14848-2017 hold no {', '.join(unknown)}.",
            parameter="indicators",
        )


def _read_row(row: Mapping[str, str]) -> GroundwaterItem:
    """One line of the table, its limits in the unit of the indicator table."""
    cells = [row[f"class_{number}"] for number in range(1, 5)]
    lower, upper = [-np.inf] * 4, [0.0] * 4
    if row["kind"] == "range":
        lower, upper = (list(map(float, ends)) for ends in zip(*(cell.split("-") for cell in cells), strict=True))
    elif row["kind"] == "upper":
        words = {"not_detected": 0.0, "open": np.inf}
        factor = float(row["factor_to_indicator_unit"])
        numbers = [words[cell] if cell in words else float(cell) * factor for cell in cells]
        upper = [float(number) for number in cleaned(numbers)]
    return GroundwaterItem(
        row["code"],
        int(row["no"]),
        row["group"],
        row["name_zh"],
        row["name_en"],
        row["kind"],
        tuple(lower),
        tuple(upper),
        "not_detected" in cells,
    )
