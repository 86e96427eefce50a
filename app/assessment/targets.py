"""Targets that a section is held to (考核目标): purpose, period, class, and when they are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MONTH = "month"
YEAR = "year"


@dataclass(frozen=True, slots=True)
class Target:
    """One target (考核目标).

    Attributes
    ----------
    purpose
        考核, 补偿, …
    period
        ``month``: each month's values; ``year``: the mean of the year's months.
    water_class
        1–5; 消除劣Ⅴ is 5.
    valid_from, valid_to
        First and last day in force, ``YYYY-MM-DD``; None is open.
    """

    purpose: str
    period: str
    water_class: int
    source: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


def targets_in_force(written: Sequence[Mapping[str, Any]] | None, month: str) -> tuple[Target, ...]:
    """The targets of a section that are in force in a month (有效目标), in their order.

    Parameters
    ----------
    written
        Mappings ``{purpose, period, class, valid_from?, valid_to?, source?}``; those without a class of 1–5 are
        left out.
    month
        ``YYYY-MM``. A target that is in force on any day of it counts.

    Examples
    --------
    >>> written = [{"purpose": "考核", "period": "year", "class": 5, "valid_to": "2022-12-31"},
    ...     {"purpose": "补偿", "period": "month", "class": 4, "valid_from": "2023-01-01"}]
    >>> [target.water_class for target in targets_in_force(written, "2023-05")]
    [4]
    >>> targets_in_force(None, "2023-05")
    ()
    """
    found = []
    for entry in written or ():
        try:
            water_class = int(entry.get("class") or 0)
        except (TypeError, ValueError):
            continue
        target = Target(
            purpose=str(entry.get("purpose") or "考核"),
            period=YEAR if entry.get("period") == YEAR else MONTH,
            water_class=water_class,
            source=entry.get("source"),
            valid_from=entry.get("valid_from"),
            valid_to=entry.get("valid_to"),
        )
        if 1 <= water_class <= 5 and in_force(target.valid_from, target.valid_to, month):
            found.append(target)
    return tuple(found)


def in_force(valid_from: object, valid_to: object, month: str) -> bool:
    """Whether something dated is in force on any day of a month (是否有效).

    Dates are ISO texts (or anything that prints as one) and the last day counts; missing is open.

    Examples
    --------
    >>> in_force("2023-05-31", None, "2023-05"), in_force(None, "2023-04-30", "2023-05")
    (True, False)
    """
    start, end = _day(valid_from), _day(valid_to)
    return (start is None or start[:7] <= month) and (end is None or end[:7] >= month)


def _day(value: object) -> str | None:
    """A date as ISO text; None for missing ones of any kind."""
    if value is None or value != value:
        return None
    text = str(value)
    return text if text[:4].isdigit() else None
