"""Times of samples, also those without a year, and a table's whole column of them (样品时间)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from app.errors import BreaksRule
from app.ingest.sample_grid import DATE, NUMBER
from app.ingest.sample_words import month_word
from app.layers.dates import SHANGHAI, read_instant

_NO_YEAR: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?(?:[T\s]*(\d{1,2})[:时点](\d{1,2})?.*)?")
_NO_TIME: Final = frozenset({"", "*", "-", "--", "—", "/", "na", "n/a", "nan", "none", "null", "无"})
_CLOCK: Final = re.compile(r"(\d{1,2})[:时点](?:(\d{1,2})分?)?(?::\d{1,2})?")
_SPAN: Final = re.compile(
    r"^(.*?\d[日号]?)\s*(?:[~至到—–]|-(?=\d{1,2}日))\s*(?:\d{1,4}\s*[年月./-]\s*)*\d{1,2}\s*[日号]?$"
)
_1904: Final = 1462  # days between the two epochs of spreadsheets
Trouble = Literal["", "blank", "year", "ambiguous", "unreadable"]


@dataclass(frozen=True, slots=True)
class CellTime:
    """What a cell of time tells: the instant in UTC or None, why not, and whether only the month is known."""

    instant: datetime | None
    trouble: Trouble = ""
    month_only: bool = False
    span: bool = False


def read_cell_time(
    text: str,
    kind: int = 1,
    *,
    day: str = "",
    year: int | None = None,
    month: int | None = None,
    epoch_1904: bool = False,
) -> CellTime:
    """The time of one cell of a table, with what its row, sheet or title tells beside it (单元格时间).

    Parameters
    ----------
    text, kind
        The cell's text and kind (``app.ingest.sample_grid``); a number may be a serial, ``2023.5`` or ``20230512``.
    day
        The text of a column that gives the day.
    year, month
        What the row's other columns, the sheet or the title tell, for texts without them.
    epoch_1904
        Whether serial numbers count from 1904.

    Examples
    --------
    >>> read_cell_time("45047", 2).instant.isoformat(), read_cell_time("5月12日", year=2023).instant.isoformat()
    ('2023-04-30T16:00:00+00:00', '2023-05-11T16:00:00+00:00')
    >>> read_cell_time("5月12日").trouble, read_cell_time("2023.1", 2).trouble, read_cell_time("").trouble
    ('year', 'ambiguous', 'blank')
    >>> read_cell_time("2023.1", 2, month=10).instant.isoformat(), read_cell_time("5月8日-10日", year=2023).span
    ('2023-09-30T16:00:00+00:00', True)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.casefold() in _NO_TIME:
        return _of_day(day, year, epoch_1904) if day.strip() and not plain else CellTime(None, "blank")
    if kind == DATE:
        return CellTime(_instant(plain) or None, "" if _instant(plain) else "unreadable")
    if kind == NUMBER or re.fullmatch(r"\d{5}(\.\d+)?", plain):
        number = _number(plain, kind, year, month, epoch_1904)
        if number is not None:
            return number
    clock = _CLOCK.fullmatch(plain)
    if clock and day.strip():
        found = _of_day(day, year, epoch_1904)
        if found.instant is None or int(clock[1]) > 24 or int(clock[2] or 0) > 59:
            return CellTime(None, found.trouble or "unreadable")
        return CellTime(found.instant + timedelta(hours=int(clock[1]), minutes=int(clock[2] or 0)))
    span = _SPAN.match(plain) if not plain.startswith("-") else None
    if span and _instant(plain) is None:
        plain = span[1]
    word = month_word(re.sub(r"[上中下]旬|左右", "", plain))
    if word is not None:
        return _of_month(word, year, month)
    if _NO_YEAR.fullmatch(plain) and year is None and not day.strip():
        return CellTime(None, "year" if int(re.split(r"\D", plain)[0]) in range(1, 13) else "unreadable")
    instant = read_time(plain, year=year, day=day)
    if instant is None:
        instant = _instant(re.sub(r"[(（].*?[)）]|份|[上中下]旬|左右", "", plain).strip())
    return CellTime(instant, "" if instant else "unreadable", span=bool(span))


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
    chosen = own.astimezone(SHANGHAI).year if own is not None else year
    return _instant(f"{chosen:04d}-{int(match[1]):02d}-{int(match[2]):02d} {match[3] or 0}:{match[4] or '00'}")


def names_a_time(text: str) -> bool:
    """Whether a cell of the time column says anything."""
    return unicodedata.normalize("NFKC", text).strip().casefold() not in _NO_TIME


def month_start(word: str) -> datetime:
    """The instant in UTC with which a month ``2023-05``, or a day ``2023-05-12``, begins in Asia/Shanghai.

    >>> month_start("2023-05").isoformat()
    '2023-04-30T16:00:00+00:00'
    """
    parts = [int(part) for part in word.split("-")]
    return datetime(parts[0], parts[1], parts[2] if len(parts) > 2 else 1, tzinfo=SHANGHAI).astimezone(UTC)


def _of_day(day: str, year: int | None, epoch_1904: bool) -> CellTime:
    """The midnight of a column of days."""
    return read_cell_time(day, 1, year=year, epoch_1904=epoch_1904)


def _of_month(word: str, year: int | None, month: int | None) -> CellTime:
    """The beginning of a month, whose year may come from beside."""
    if len(word) == 2:
        if year is None:
            return CellTime(None, "year")
        word = f"{year:04d}-{word}"
    return CellTime(month_start(word), month_only=True)


def _number(plain: str, kind: int, year: int | None, month: int | None, epoch_1904: bool) -> CellTime | None:
    """A number as a time: a serial, a month 1 … 12, 2023.5, 202305 or 20230512; None where a text would read it."""
    try:
        value = float(plain)
    except ValueError:
        return None
    if 20_000 <= value <= 80_000 and re.fullmatch(r"\d{5}(\.\d+)?", plain):
        instant = _instant(repr(value + _1904) if epoch_1904 else plain)
        return CellTime(instant, "" if instant else "unreadable")
    if kind != NUMBER:
        return None
    if value.is_integer() and 1 <= value <= 12:
        return _of_month(f"{int(value):02d}", year, month)
    match = re.fullmatch(r"((?:19|20)\d{2})\.(\d{1,2})", plain)
    if match is None:
        return CellTime(None, "year" if year is None else "unreadable") if 1 < value < 13 else None
    if match[2] == "1":  # 2023.1 is January, or October whose last zero a spreadsheet dropped
        if month not in (1, 10):
            return CellTime(None, "ambiguous")
        return _of_month(f"{match[1]}-{month:02d}", year, month)
    word = month_word(plain)
    return _of_month(word, year, month) if word else CellTime(None, "unreadable")


@lru_cache(maxsize=65536)
def _instant(text: str) -> datetime | None:
    """The instant, None where it cannot be read."""
    try:
        return read_instant(text)
    except ValueError:
        return None
