"""How often a site is to be sampled, and what is overdue (监测频次与逾期)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import pandas as pd

from app.assessment.package_data import package_rows

STATES: Final[dict[str, tuple[str, str]]] = {  # in the order in which they are listed
    "overdue": ("已逾期", "overdue"),
    "never_sampled": ("没有采样记录", "never sampled"),
    "date_unreadable": ("采样日期无法读取，请核对", "date of the last sample cannot be read: check it"),
    "date_in_future": ("采样日期晚于今天，请核对", "sampled later than today: check the date"),
    "unknown_frequency": ("监测频次未知，不能判断是否逾期", "frequency not known: cannot tell whether it is overdue"),
    "due": ("本期应采", "due in this period"),
    "done": ("本期已采", "done for this period"),
}


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often (监测频次): once in so many calendar months."""

    name: str
    months: int
    zh: str
    en: str


@cache
def frequencies() -> Mapping[str, Frequency]:
    """Frequencies by name, Chinese word and alias (监测频次表).

    Examples
    --------
    >>> frequencies()["每季度"].months, frequencies()["half_yearly"].zh
    (3, '每半年')
    """
    found: dict[str, Frequency] = {}
    for row in package_rows("sampling_frequencies.csv"):
        one = Frequency(row["name"], int(row["months"]), row["zh"], row["en"])
        for name in (one.name, one.zh, one.en, *row["aliases"].split("|")):
            found[name] = one
    return found


def last_day_of_period(day: date, months: int, periods_later: int = 0) -> date:
    """The last day of the calendar period of so many months that a day lies in, or of a later one (监测期末日).

    Examples
    --------
    >>> last_day_of_period(date(2023, 2, 10), 3).isoformat(), last_day_of_period(date(2023, 2, 10), 3, 1).isoformat()
    ('2023-03-31', '2023-06-30')
    """
    number = (day.month - 1) // months + 1 + periods_later
    month = number * months  # months since the year began
    return date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def overdue(sources: pd.DataFrame, today: date) -> pd.DataFrame:
    """Which sites are overdue, with the day by which they were to be sampled (逾期清单).

    A site is to be sampled once in each calendar month, quarter, half-year or year: after the period of its last
    sample it is due by the end of the next one, and overdue after that.

    Parameters
    ----------
    sources
        Columns ``code``, ``frequency`` (a name of `frequencies`; anything else is unknown and never assumed) and
        ``last_sampled`` (a date, its ISO text, or missing); others are passed through.
    today
        The day of Asia/Shanghai that is asked for.

    Returns
    -------
    DataFrame
        All rows: overdue ones first, the longest overdue before others, then those never sampled, doubtful dates,
        unknown frequencies, due and done. Added are ``state``, ``state_zh``, ``state_en``, ``due_on`` (ISO text,
        None where it cannot be told) and ``days_overdue``.

    Notes
    -----
    Frequency is an attribute of the source: monthly here, half-yearly there; quarterly for 千吨万人 sources under
    平政办发[2021]58号 三(三)1. That the periods are those of the calendar is this project's reading.

    Examples
    --------
    >>> table = pd.DataFrame({"code": ["a", "b", "c"], "frequency": ["每季度", "monthly", "看情况"],
    ...     "last_sampled": ["2023-02-10", "2023-02-10", None]})
    >>> overdue(table, date(2023, 4, 3))[["code", "state", "due_on"]].values.tolist()
    [['b', 'overdue', '2023-03-31'], ['c', 'unknown_frequency', None], ['a', 'due', '2023-06-30']]
    >>> len(overdue(table.iloc[:0], date(2023, 4, 3)))
    0
    """
    judge = cache(_judge)  # many sites share a frequency and a day
    answers = [
        judge(str(frequency), None if pd.isna(last) else str(last), today)
        for frequency, last in zip(sources["frequency"].tolist(), sources["last_sampled"].tolist(), strict=True)
    ]
    table = sources.assign(
        state=pd.Series([state for state, _, _ in answers], index=sources.index, dtype=object),
        state_zh=pd.Series([STATES[state][0] for state, _, _ in answers], index=sources.index, dtype=object),
        state_en=pd.Series([STATES[state][1] for state, _, _ in answers], index=sources.index, dtype=object),
        due_on=pd.Series([due for _, due, _ in answers], index=sources.index, dtype=object),
        days_overdue=pd.Series([days for _, _, days in answers], index=sources.index, dtype="int64"),
    )
    order = {state: place for place, state in enumerate(STATES)}
    table = table.assign(_place=table["state"].map(order).astype("int64"))
    table = table.sort_values(["_place", "days_overdue", "code"], ascending=[True, False, True], kind="stable")
    return table.drop(columns="_place").reset_index(drop=True)


def _judge(frequency: str, last_sampled: str | None, today: date) -> tuple[str, str | None, int]:
    """State, last day and days overdue of one site."""
    known = frequencies().get(frequency.strip())
    if known is None:
        return "unknown_frequency", None, 0
    if last_sampled is None or not last_sampled.strip():
        return "never_sampled", None, 0
    try:
        last = date.fromisoformat(last_sampled.strip()[:10])
    except ValueError:
        return "date_unreadable", None, 0
    if last > today:
        return "date_in_future", None, 0
    if last_day_of_period(last, known.months) >= today:
        return "done", last_day_of_period(last, known.months, 1).isoformat(), 0
    due = last_day_of_period(last, known.months, 1)
    late = (today - due).days
    return ("overdue", due.isoformat(), late) if late > 0 else ("due", due.isoformat(), 0)
