"""The class limits of GB 3838-2002 Table 1 (水质类别限值), read from the package's own data.

The numbers stand in ``data/gb3838_table1.csv`` with their source and confidence, not in code.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from app.assessment.unfit import UnfitValues, UnknownIndicator

Direction = Literal["le", "ge", "range", "none"]

RIVER: Final = "river"
LAKE: Final = "lake_or_reservoir"
WATER_TYPES: Final[tuple[str, ...]] = (RIVER, LAKE)
WORST: Final = 6
NUMERALS: Final[tuple[str, ...]] = ("", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")


@dataclass(frozen=True, slots=True)
class ClassLimits:
    """The limits of one indicator for one water type (标准限值) [the indicator's unit].

    Attributes
    ----------
    direction
        ``le``: the value must not be above the limit; ``ge``: not below (dissolved oxygen); ``range``: within
        ``lower`` and ``upper`` in every class (pH); ``none``: no limit.
    classes
        Limits of Ⅰ, Ⅱ, Ⅲ, Ⅳ, Ⅴ; empty for ``range`` and ``none``.
    """

    code: str
    direction: Direction
    classes: tuple[float, ...] = ()
    lower: float | None = None
    upper: float | None = None

    def limit_of(self, water_class: int) -> float | tuple[float, float] | None:
        """The limit of class 1–5 [the indicator's unit]; a pair for pH, None where there is none."""
        if self.direction == "range" and self.lower is not None and self.upper is not None:
            return (self.lower, self.upper)
        return self.classes[water_class - 1] if self.classes and 1 <= water_class <= 5 else None


@cache
def class_limits() -> Mapping[str, Mapping[str, ClassLimits]]:
    """Limits by water type and code (类别限值表).

    Total phosphorus has its own row for lakes and reservoirs; total nitrogen has limits there only (rivers have
    none, so its direction on a river is ``none``).

    Examples
    --------
    >>> class_limits()["river"]["w21011"].classes
    (0.02, 0.1, 0.2, 0.3, 0.4)
    >>> class_limits()["lake_or_reservoir"]["w21011"].classes
    (0.01, 0.025, 0.05, 0.1, 0.2)
    """
    tables: dict[str, dict[str, ClassLimits]] = {RIVER: {}, LAKE: {}}
    text = files("app.assessment").joinpath("data/gb3838_table1.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        limits = _read_row(row)
        for water_type in WATER_TYPES:
            if row["water_type"] in ("all", water_type):
                tables[water_type][row["code"]] = limits
            else:
                tables[water_type].setdefault(row["code"], ClassLimits(row["code"], "none"))
    return tables


def limits_of(code: str, water_type: str) -> ClassLimits:
    """The limits of one indicator (单项限值).

    Raises
    ------
    UnknownIndicator
        Where Table 1 does not hold the code.

    Examples
    --------
    >>> limits_of("w01009", "river").limit_of(3)
    5.0
    >>> limits_of("w01001", "river").limit_of(3)
    (6.0, 9.0)
    """
    table = class_limits()[checked_water_type(water_type)]
    if code not in table:
        raise unknown_indicator([code])
    return table[code]


def checked_water_type(water_type: str) -> str:
    """The water type itself; UnfitValues where it is neither of the two."""
    if water_type not in WATER_TYPES:
        raise UnfitValues(
            f"水体类型“{water_type}”不认识，应为 river（河流）或 lake_or_reservoir（湖库）。",
            f"The water type {water_type!r} is not known; give 'river' or 'lake_or_reservoir'.",
            parameter="water_type",
        )
    return water_type


def unknown_indicator(codes: list[str]) -> UnknownIndicator:
    """The error for codes outside Table 1, with the known ones listed."""
    known = ", ".join(class_limits()[RIVER])
    shown = ", ".join(repr(code) for code in codes)
    return UnknownIndicator(
        f"GB 3838-2002 表1中没有指标 {shown}；已知编码：{known}。",
        f"GB 3838-2002 Table 1 has no indicator {shown}; the known codes are {known}.",
        parameter="indicators",
    )


def _read_row(row: Mapping[str, str]) -> ClassLimits:
    """One line of the table."""
    cells = [row[f"class_{number}"] for number in range(1, 6)]
    if row["direction"] == "range":
        lower, upper = (float(part) for part in cells[0].split("-"))
        return ClassLimits(row["code"], "range", lower=lower, upper=upper)
    if row["direction"] in ("le", "ge"):
        return ClassLimits(row["code"], "ge" if row["direction"] == "ge" else "le", tuple(map(float, cells)))
    return ClassLimits(row["code"], "none")
