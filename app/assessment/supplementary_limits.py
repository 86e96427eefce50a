"""Limits of GB 3838-2002 Tables 2 and 3 for drinking-water sources (补充项目与特定项目限值)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.assessment.package_data import package_rows
from app.assessment.unfit import UnfitValues


@dataclass(frozen=True, slots=True)
class SourceLimit:
    """The one limit of an item, pass or fail (标准限值) [mg/L]."""

    code: str
    table: int
    number: int
    zh: str
    en: str
    limit: float


@cache
def source_limits(table: int) -> Mapping[str, SourceLimit]:
    """Limits of Table 2 (5 items) or Table 3 (80 items) by code (限值表).

    Examples
    --------
    >>> [item.zh for item in source_limits(2).values()], source_limits(3)["x:nickel"].limit
    (['硫酸盐', '氯化物', '硝酸盐', '铁', '锰'], 0.02)
    """
    return {
        row["code"]: SourceLimit(
            row["code"], table, int(row["no"]), row["name_zh"], row["name_en"], float(row["limit"])
        )
        for row in package_rows(f"gb3838_table{table}.csv")
    }


def checked_chosen(chosen: Sequence[str]) -> tuple[str, ...]:
    """The chosen items of Table 3 in its order (优选特定项目).

    Raises
    ------
    UnfitValues
        Codes that Table 3 does not hold.

    Examples
    --------
    >>> checked_chosen(["x:nickel", "x:benzene", "x:nickel"])
    ('x:benzene', 'x:nickel')
    """
    strangers = [code for code in chosen if code not in source_limits(3)]
    if strangers:
        raise UnfitValues(
            f"GB 3838-2002 表3中没有 {'、'.join(strangers)}。",
            f"GB 3838-2002 Table 3 holds no {', '.join(strangers)}.",
            parameter="chosen",
        )
    return tuple(code for code in source_limits(3) if code in set(chosen))
