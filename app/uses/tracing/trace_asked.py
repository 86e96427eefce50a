"""What a person asks of a trace, checked (溯源问题): where, which indicator, which month or moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.assessment.indicators import Indicator, find_indicator
from app.calendar_months import month_bounds, read_month
from app.errors import BreaksRule, Unparsable
from app.registers.instants import CHINA
from app.tracing.candidates import LEVELS

NOT_TRACED: Final = ("x:flow", "x:flow_m3_per_d", "x:level")
NO_LOAD: Final = ("w01001", "w01009", "w01010")
"""pH, dissolved oxygen and temperature are no loads: no mass balance is made of them."""


@dataclass(frozen=True, slots=True)
class TraceAsked:
    """What is asked of a trace (溯源问题).

    Attributes
    ----------
    start
        ``LAYER/KEY`` or ``point/LON,LAT``.
    indicator
        Code, Chinese name or abbreviation.
    month, moment
        One of the two: ``YYYY-MM``, or an aware instant.
    max_distance_m, max_travel_h
        How far up the water is followed [m], [h]; None: no limit.
    level
        The highest of L0 to L4 to go to.
    decay
        ``{"id"}`` of a choice, or ``{"k_per_d", "source"}``; None: no mass balance, for there is no default.
    """

    start: str
    indicator: str
    month: str | None = None
    moment: datetime | None = None
    max_distance_m: float | None = None
    max_travel_h: float | None = None
    level: str = "L4"
    decay: Mapping[str, Any] | None = None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON ready, as it was asked; the moment as ISO text."""
        told = {name: getattr(self, name) for name in self.__slots__ if name not in ("start", "moment", "decay")}
        moment = None if self.moment is None else self.moment.isoformat()
        return {"from": self.start, **told, "moment": moment, "decay": dict(self.decay) if self.decay else None}


def asked_indicator(asked: TraceAsked) -> Indicator:
    """The indicator that is asked about (溯源指标).

    Raises
    ------
    BreaksRule
        It is not known, or is a flow.

    Examples
    --------
    >>> asked_indicator(TraceAsked("sections/S1", "氨氮", "2026-10")).code
    'w21003'
    """
    found = find_indicator(asked.indicator)
    shown = asked.indicator[:40]
    if found is None:
        raise BreaksRule(
            f"没有名为“{shown}”的指标。可填指标编码或名称，如 w21003、氨氮。",
            f"There is no indicator “{shown}”. Give a code or a name, such as w21003 or NH3-N.",
            parameter="indicator",
        )
    if found.code in NOT_TRACED:
        raise BreaksRule(
            f"“{found.zh}”不是污染指标，不能溯源。", f"{found.en} is no pollutant to trace.", parameter="indicator"
        )
    return found


def asked_window(asked: TraceAsked) -> tuple[datetime, datetime, str]:
    """First and last instant asked about, of Asia/Shanghai, and the month that holds them (溯源时段).

    Raises
    ------
    BreaksRule
        Both or neither of month and moment are given, or the moment lies outside the years that are kept.

    Examples
    --------
    >>> start, end, month = asked_window(TraceAsked("sections/S1", "w21003", "2026-10"))
    >>> start.isoformat(), end.isoformat(), month
    ('2026-10-01T00:00:00+08:00', '2026-11-01T00:00:00+08:00', '2026-10')
    """
    if (asked.month is None) == (asked.moment is None):
        raise BreaksRule(
            "请填写月份 month 或时刻 moment，二者填一个。",
            "Give a month or a moment, one of the two.",
            parameter="month",
        )
    if asked.moment is None:
        month = read_month(asked.month or "")
        start, end = (at.astimezone(CHINA) for at in month_bounds(month, month))
        return start, end, month
    if not 1950 <= asked.moment.year <= 2198:
        raise BreaksRule(
            "时刻应在 1950 至 2198 年之间。", "The moment must be within 1950 to 2198.", parameter="moment"
        )
    moment = asked.moment.astimezone(CHINA)
    return moment, moment, f"{moment:%Y-%m}"


def read_moment(text: str) -> datetime:
    """An instant of ISO text, of Asia/Shanghai where it names no offset (时刻).

    Raises
    ------
    Unparsable
        It is none.

    Examples
    --------
    >>> read_moment("2026-10-05T08:00").isoformat(), read_moment("2026-10-05T00:00:00Z").isoformat()
    ('2026-10-05T08:00:00+08:00', '2026-10-05T08:00:00+08:00')
    """
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=CHINA) if at.tzinfo is None else at.astimezone(CHINA)
    except (ValueError, OverflowError) as error:
        raise Unparsable(
            f"时刻“{text[:40]}”无法识别，请写作 2026-10-05T08:00。",
            f"The moment “{text[:40]}” is not understood; write 2026-10-05T08:00.",
            parameter="moment",
        ) from error


def has_load(indicator: Indicator) -> bool:
    """Whether concentration times flow is a load of it (能否计算通量).

    >>> has_load(find_indicator("氨氮")), has_load(find_indicator("pH")), has_load(find_indicator("粪大肠菌群"))
    (True, False, False)
    """
    return indicator.unit == "mg/L" and indicator.code not in NO_LOAD


def window_words(asked: TraceAsked) -> tuple[str, str]:
    """The month or moment in words (时段文字), Chinese and English.

    >>> window_words(TraceAsked("sections/S1", "w21003", "2026-10"))
    ('2026年10月', '2026-10')
    """
    if asked.moment is None:
        month = asked.month or ""
        return f"{month[:4]}年{int(month[5:7])}月", month
    at = asked.moment.astimezone(CHINA)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}", f"{at:%Y-%m-%d %H:%M}"


def check_limits(asked: TraceAsked) -> None:
    """Nothing, where limits and level can be used (核对限值与层级).

    Raises
    ------
    BreaksRule
        A limit not above 0, or a level that is none.
    """
    for name, unit, limit in (
        ("max_distance_m", "米", asked.max_distance_m),
        ("max_travel_h", "小时", asked.max_travel_h),
    ):
        if limit is not None and not limit > 0:
            raise BreaksRule(f"{name} 应大于 0（{unit}）。", f"{name} must be above 0.", parameter=name)
    if asked.level not in LEVELS:
        raise BreaksRule(
            f"层级应为 {'、'.join(LEVELS)} 之一。", f"The level must be one of {', '.join(LEVELS)}.", parameter="level"
        )
