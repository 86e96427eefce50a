"""Calendar months of Asia/Shanghai as they are asked for (月份)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from app.errors import Unparsable

UTC_OFFSET: Final = timedelta(hours=8)  # Asia/Shanghai, without summer time since 1991


def read_month(text: str) -> str:
    """A month ``YYYY-MM`` as it is; Unparsable where it is none (月份).

    Examples
    --------
    >>> read_month("2023-05")
    '2023-05'
    """
    if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", text):
        raise Unparsable(
            f"月份“{text[:40]}”应为 YYYY-MM，如 2023-05。",
            f"The month {text[:40]!r} must be YYYY-MM, such as 2023-05.",
            parameter="month",
        )
    return text


def month_bounds(first: str, last: str) -> tuple[datetime, datetime]:
    """First instant of a month and first instant after another, of Asia/Shanghai, in UTC (月份起止).

    Examples
    --------
    >>> [instant.isoformat() for instant in month_bounds("2023-12", "2023-12")]
    ['2023-11-30T16:00:00+00:00', '2023-12-31T16:00:00+00:00']
    """
    start = datetime(int(first[:4]), int(first[5:]), 1, tzinfo=UTC) - UTC_OFFSET
    after = shift_month(last, 1)
    return start, datetime(int(after[:4]), int(after[5:]), 1, tzinfo=UTC) - UTC_OFFSET


def shift_month(month: str, by: int) -> str:
    """The month so many months later (月份推移).

    Examples
    --------
    >>> shift_month("2023-01", -1), shift_month("2023-12", 1)
    ('2022-12', '2024-01')
    """
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_until(last: str, count: int) -> list[str]:
    """So many months up to and including one, oldest first (月份序列).

    Examples
    --------
    >>> months_until("2024-01", 3), months_until("2024-01", 0)
    (['2023-11', '2023-12', '2024-01'], [])
    """
    return [shift_month(last, -back) for back in range(count - 1, -1, -1)]
