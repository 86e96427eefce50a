"""Arithmetic of calendar months written ``YYYY-MM`` (月份)."""

from __future__ import annotations

import re
from calendar import monthrange

from app.errors import BreaksRule


def checked_month(month: str) -> str:
    """The month itself (月份); a named error where it is not ``YYYY-MM``."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise BreaksRule(
            f"月份“{month}”无法识别，应写成 2023-05。",
            f"The month {month!r} cannot be read; write it as 2023-05.",
            parameter="month",
        )
    return month


def month_after(month: str, count: int = 1) -> str:
    """The month so many months later, or earlier for a negative count (前后月份).

    Examples
    --------
    >>> month_after("2023-12"), month_after("2024-01", -12)
    ('2024-01', '2023-01')
    """
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_through(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included (连续月份).

    Examples
    --------
    >>> months_through("2022-11", "2023-01"), months_through("2023-02", "2023-01")
    (['2022-11', '2022-12', '2023-01'], [])
    """
    found = []
    while first <= last:
        found.append(first)
        first = month_after(first)
    return found


def ends_quarter(month: str) -> bool:
    """Whether a quarter ends with the month (季末月).

    Examples
    --------
    >>> ends_quarter("2023-06"), ends_quarter("2023-05")
    (True, False)
    """
    return int(month[5:]) % 3 == 0


def last_day(month: str) -> str:
    """The last day of the month as ``YYYY-MM-DD`` (月末日).

    Examples
    --------
    >>> last_day("2024-02")
    '2024-02-29'
    """
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]:02d}"
