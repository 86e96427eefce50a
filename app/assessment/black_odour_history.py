"""Grades of black-odorous waters over time, and rebound after closing (黑臭水体级别变化与反弹)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

BLACK: Final = frozenset({"light", "heavy", "black"})
KNOWN: Final = frozenset({*BLACK, "not_black", "undetermined"})


def grade_histories(grades: pd.DataFrame, closed_on: pd.Series | None = None) -> list[dict[str, Any]]:
    """Each body's grades in order of time, and whether it came back after its closing (级别历史与反弹).

    Parameters
    ----------
    grades
        Columns ``body``, ``date`` (ISO text or a date, never missing) and ``grade`` (``heavy``, ``light``, ``black``,
        ``not_black``, ``undetermined``); in any order.
    closed_on
        Date of closing (销号) by body; missing where it is not closed.

    Returns
    -------
    list of dict
        JSON ready, by name; bodies that are closed but have no grades are there too: ``body``, ``grades``
        (``date``, ``grade``), ``latest``, ``closed_on``, ``rebound`` (None where it is not closed, or where nothing
        was determined after the closing), ``rebound_on`` (the first day after the closing, that day excluded, with
        a black grade), ``clean_since_rebound`` (whether the latest determined grade is not black again).

    Raises
    ------
    ValueError
        A grade that is none of these, or a date that is none.

    Notes
    -----
    The plans ask for 销号 and 动态清零; that a rebound re-opens the case is this project's reading.

    Examples
    --------
    >>> table = pd.DataFrame({"body": "西沟", "date": ["2023-08-01", "2023-03-01", "2023-06-01"],
    ...     "grade": ["light", "heavy", "not_black"]})
    >>> answer = grade_histories(table, pd.Series({"西沟": "2023-06-30"}))[0]
    >>> answer["rebound"], answer["rebound_on"], answer["latest"]
    (True, '2023-08-01', 'light')
    >>> grade_histories(table.iloc[:0])
    []
    """
    strangers = sorted(set(map(str, grades["grade"])) - KNOWN)
    if strangers:
        raise ValueError(f"unknown grades: {', '.join(strangers)}")
    closing = {} if closed_on is None else {str(body): _day(day) for body, day in closed_on.items()}
    if grades["date"].isna().any():
        raise ValueError("a grade without a date")
    days = pd.Series([_day(day) for day in grades["date"]], index=grades.index, dtype=object)
    table = grades.assign(body=grades["body"].astype(str), date=days).sort_values(["body", "date"], kind="stable")
    names = sorted({*table["body"], *(body for body, day in closing.items() if day)})
    groups = {str(name): rows for name, rows in table.groupby("body", sort=False)}
    return [_history(name, groups.get(name, table.iloc[:0]), closing.get(name)) for name in names]


def _history(name: str, rows: pd.DataFrame, closed: str | None) -> dict[str, Any]:
    """One body."""
    entries = [{"date": day, "grade": str(grade)} for day, grade in zip(rows["date"], rows["grade"], strict=True)]
    after = [one for one in entries if closed and one["date"] > closed and one["grade"] != "undetermined"]
    back = next((one["date"] for one in after if one["grade"] in BLACK), None)
    return {
        "body": name,
        "grades": entries,
        "latest": entries[-1]["grade"] if entries else None,
        "closed_on": closed,
        "rebound": (back is not None) if after else None,
        "rebound_on": back,
        "clean_since_rebound": after[-1]["grade"] == "not_black" if back else None,
    }


def _day(value: Any) -> str | None:
    """A date as ISO text; None for missing."""
    return None if value is None or pd.isna(value) else date.fromisoformat(str(value)[:10]).isoformat()
