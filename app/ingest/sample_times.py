"""Times of samples, also those without a year (样品时间)."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final

from app.errors import BreaksRule
from app.layers.dates import read_instant

_NO_YEAR: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:时点](\d{1,2})?.*)?")
_NO_TIME: Final = frozenset({"", "*", "-", "--", "—", "/", "na", "n/a", "nan", "none", "null", "无"})


def read_time(text: str, *, year: int | None = None, day: str = "") -> datetime | None:
    """The instant of a sample in UTC; None where the text tells none (采样时刻).

    Parameters
    ----------
    text
        As written; without an offset it is in Asia/Shanghai.
    year
        For texts such as ``04-01 04:00`` where no column gives the day.
    day
        The text of a column that gives the day (采集日); its year serves, and the day itself where ``text`` is blank.

    Raises
    ------
    BreaksRule
        The text has no year and none is given.

    Examples
    --------
    >>> read_time("04-01 04:00", year=2021).isoformat()
    '2021-03-31T20:00:00+00:00'
    >>> read_time("05-08 15:00", day="2020-05-08").isoformat(), read_time("*")
    ('2020-05-08T07:00:00+00:00', None)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.casefold() in _NO_TIME:
        return _instant(day) if day.strip() and not plain else None
    match = _NO_YEAR.fullmatch(plain)
    if match is None or int(match[1]) > 12:
        return _instant(plain)
    own = _instant(day) if day.strip() else None
    if own is None and year is None:
        raise BreaksRule(
            f"时间“{plain}”没有年份，请给出年份（year）。",
            f"The time {plain!r} has no year; give the year.",
            parameter="year",
        )
    chosen = _local_year(day) if own is not None else year
    return _instant(f"{chosen:04d}-{int(match[1]):02d}-{int(match[2]):02d} {match[3] or 0}:{match[4] or '00'}")


def names_a_time(text: str) -> bool:
    """Whether a cell of the time column says anything."""
    return unicodedata.normalize("NFKC", text).strip().casefold() not in _NO_TIME


def _local_year(day: str) -> int:
    """The year that a day's text names."""
    found = re.search(r"\d{4}", day)
    return int(found.group()) if found else read_instant(day).year


def _instant(text: str) -> datetime | None:
    """The instant, None where it cannot be read."""
    try:
        return read_instant(text)
    except ValueError:
        return None
