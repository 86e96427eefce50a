"""Moments as registers keep them (时刻): ISO text of Asia/Shanghai with its offset, so that texts sort as time does."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Final

from app.calendar_months import UTC_OFFSET

CHINA: Final = timezone(UTC_OFFSET)
_INSTANT: Final = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def read_instant(text: str) -> str:
    """A moment as it is kept (时刻), to the second; without an offset it is of Asia/Shanghai.

    Raises
    ------
    ValueError
        The text is no moment.

    Examples
    --------
    >>> read_instant("2026-09-14T08:00"), read_instant("2026-09-14 00:00:00Z")
    ('2026-09-14T08:00:00+08:00', '2026-09-14T08:00:00+08:00')
    >>> read_instant("")
    Traceback (most recent call last):
    ...
    ValueError: ''
    """
    if not _INSTANT.fullmatch(text):
        raise ValueError(repr(text))
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=CHINA) if at.tzinfo is None else at.astimezone(CHINA)
    except (ValueError, OverflowError) as error:
        raise ValueError(repr(text)) from error
    return at.isoformat(timespec="seconds")


def instant_of(kept: str) -> datetime:
    """The moment of a kept text, aware (时刻的取值).

    >>> instant_of("2026-09-14T08:00:00+08:00").utctimetuple().tm_hour
    0
    """
    return datetime.fromisoformat(kept)
