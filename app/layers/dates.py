"""Dates as people write them (日期): 2023-05-12, 2023年5月, 20230512, 2023.5, a spreadsheet's serial number."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_EXCEL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20000, 80000  # 1954 … 2119
_PARTS = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?[年月]?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_TIME = re.compile(r"^(\d{1,2})[:时](\d{1,2})?(?:[:分](\d{1,2})(?:\.(\d+))?)?[分秒]?$")
_ZONE = re.compile(r"(z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_EXPECTED = "应为日期，如 2023-05-12|expected a date such as 2023-05-12"


def read_date(raw: Any) -> date:
    """A date (日期) of a raw value; where only a month or year is known, its first day.

    Raises
    ------
    ValueError
        It is no date; the message is ``中文|English``.

    Examples
    --------
    >>> [read_date(raw).isoformat() for raw in ("2023.5", "2023年5月12日", "20230512", 45047, "2023/5/2 08:00")]
    ['2023-05-01', '2023-05-12', '2023-05-12', '2023-05-01', '2023-05-02']
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    word = _plain(raw)
    serial = _serial(word)
    if serial is not None:
        return _EXCEL_ZERO + timedelta(days=int(serial))
    head = re.split(r"[T\s]", word, maxsplit=1)[0] if not word.startswith("T") else word
    match = _COMPACT.match(head) if head.isdigit() and len(head) in (6, 8) else _PARTS.match(head)
    if match is None:
        raise ValueError(_EXPECTED)
    year, month, day = (int(part) if part else 1 for part in match.groups())
    if not 1900 <= year <= 2200:
        raise ValueError(_EXPECTED)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("没有这一天|there is no such day") from None


def read_instant(raw: Any) -> datetime:
    """An instant in UTC (时刻); a text without an offset is read in Asia/Shanghai, a bare date is its midnight.

    Examples
    --------
    >>> read_instant("2023-05-12 08:00").isoformat()
    '2023-05-12T00:00:00+00:00'
    >>> read_instant("2023-05-12T08:00:00Z").isoformat()
    '2023-05-12T08:00:00+00:00'
    """
    if isinstance(raw, datetime):
        return (raw if raw.tzinfo else raw.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    day = read_date(raw)
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    word = _plain(raw)
    serial = _serial(word)
    if serial is not None:
        return (midnight + timedelta(seconds=round(serial % 1 * 86400))).astimezone(UTC)
    rest = re.split(r"[T\s]+", word, maxsplit=1)[1:]
    if not rest:
        return midnight.astimezone(UTC)
    clock = rest[0].strip()
    zone = _ZONE.search(clock)
    offset = timedelta(hours=8)
    if zone:
        clock = clock[: zone.start()].strip()
        digits = zone.group().replace(":", "")
        offset = timedelta() if digits in ("Z", "z") else _offset(digits)
    match = _TIME.match(clock)
    if match is None:
        raise ValueError(_EXPECTED)
    hour, minute, second, fraction = match.groups()
    if int(hour) > 24 or int(minute or 0) > 59 or int(second or 0) > 59:
        raise ValueError(_EXPECTED)
    length = timedelta(hours=int(hour), minutes=int(minute or 0), seconds=float(f"{second or 0}.{fraction or 0}"))
    return (midnight.replace(tzinfo=timezone(offset)) + length).astimezone(UTC)


def _offset(digits: str) -> timedelta:
    """``+0800`` as a difference of time."""
    size = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return -size if digits[0] == "-" else size


def _plain(raw: Any) -> str:
    """The raw value as stripped plain text; a whole float loses its ``.0``."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return re.sub(r"日(?=\d)", "日 ", unicodedata.normalize("NFKC", str(raw)).strip())


def _serial(word: str) -> float | None:
    """A spreadsheet's serial number of a day, None where the text is none."""
    if not re.fullmatch(r"\d{5}(\.\d+)?", word):
        return None
    value = float(word)
    return value if _FIRST_SERIAL <= value <= _LAST_SERIAL else None
