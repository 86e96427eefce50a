"""The light of a work: red, yellow, green or unknown, by a stated rule (红黄绿灯).

This rule is the project's own; the plans ask for the ledger and give no rule for its lights. ``due_days`` is shown
wherever a light is shown.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

LightName = Literal["red", "yellow", "green", "unknown"]
DUE_DAYS: Final = 30
RULE_ZH: Final = (
    "绿灯：已完成，或最近一次填报达到目标值，或本期已填报且按序时推进；"
    "黄灯：{days} 天内到期，或本期未填报，或填报为滞后；"
    "红灯：已过时限仍未完成；灰灯：没有时限，也从未填报，无法判断。"
)
RULE_EN: Final = (
    "Green: done, or the latest value reaches the target, or reported this period and on pace. Yellow: due within "
    "{days} days, or no report this period, or reported behind. Red: past its deadline and not done. Grey: no deadline "
    "and never a report, so nothing can be said."
)
_PERIOD_MONTHS: Final[Mapping[str, int]] = {"monthly": 1, "quarterly": 3, "yearly": 12}
_PERIOD_WORDS: Final = {
    "monthly": ("本月", "this month"),
    "quarterly": ("本季度", "this quarter"),
    "yearly": ("本年", "this year"),
}


@dataclass(frozen=True, slots=True)
class Light:
    """A light with its reason in a sentence (灯)."""

    light: LightName
    zh: str
    en: str


def is_reached(value: float | None, comparison: str | None, target_value: float | None) -> bool:
    """Whether a value reaches a target (达到目标); False where either is unknown.

    Examples
    --------
    >>> is_reached(90.0, ">=", 90.0), is_reached(2000.0, ">", 2000.0), is_reached(None, "<=", 10.0)
    (True, False, False)
    >>> is_reached(9.8, "<=", 10.0), is_reached(100.0, "=", 100.0)
    (True, True)
    """
    if value is None or target_value is None:
        return False
    return {
        ">=": value >= target_value, ">": value > target_value, "<=": value <= target_value, "=": value == target_value
    }.get(comparison or "", False)  # fmt: skip


def month_end(month: str) -> date:
    """The last day of a month ``YYYY-MM``.

    >>> month_end("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, calendar.monthrange(year, number)[1])


def light_work(
    work: Mapping[str, Any],
    progress: Sequence[Mapping[str, Any]],
    *,
    month: str,
    today: date,
    is_done: bool = False,
    due_days: int = DUE_DAYS,
) -> Light:
    """The light of a work in a month, with the reason (任务亮灯).

    It is looked at from ``today`` or, for an earlier month, from that month's last day, and by the reports up to it,
    so that a past month shows what it showed then.

    Parameters
    ----------
    work
        Content of an entry of the register ``works``: ``deadline``, ``comparison``, ``target_value``, ``frequency``.
    progress
        Contents of its entries of ``progress``, in any order: ``month``, ``value``, ``pace``.
    is_done
        The work itself is done or closed.
    due_days
        How many days before the deadline the light turns yellow [d].

    Examples
    --------
    >>> work = {"deadline": "2023-12-31", "comparison": ">=", "target_value": 90.0}
    >>> def seen(reports, month="2023-06", day=date(2023, 6, 20)):
    ...     return light_work(work, reports, month=month, today=day).light
    >>> seen([]), seen([{"month": "2023-06", "pace": "on_pace", "value": 0.0}])
    ('yellow', 'green')
    >>> seen([], "2024-01", date(2024, 1, 2)), seen([{"month": "2023-11", "pace": "on_pace", "value": 91.0}], "2024-01")
    ('red', 'green')
    >>> light_work({}, [], month="2023-06", today=date(2023, 6, 20)).light
    'unknown'
    """
    at = min(today, month_end(month))
    known = sorted((one for one in progress if one["month"] <= month), key=lambda one: str(one["month"]))
    latest = known[-1] if known else None
    deadline = date.fromisoformat(work["deadline"]) if work.get("deadline") else None
    if is_done:
        return Light("green", "已完成", "Done")
    if latest and latest.get("pace") == "done":
        return Light("green", "填报为已完成", "Reported as done")
    with_value = [one for one in known if one.get("value") is not None]
    if with_value and is_reached(with_value[-1]["value"], work.get("comparison"), work.get("target_value")):
        return Light("green", "已达到目标值", "The target value is reached")
    if deadline and deadline < at:
        late = (at - deadline).days
        return Light("red", f"已过时限 {late} 天，未见完成", f"{late} days past its deadline, not seen to be done")
    frequency = str(work.get("frequency") or "monthly")
    is_reported = latest is not None and _same_period(str(latest["month"]), month, _PERIOD_MONTHS.get(frequency, 1))
    zh, en = _PERIOD_WORDS.get(frequency, _PERIOD_WORDS["monthly"])
    if latest is None and deadline is None:
        return Light("unknown", "没有时限，从未填报", "No deadline and never a report")
    if is_reported and latest and latest.get("pace") == "behind":
        return Light("yellow", "填报为滞后", "Reported behind")
    if deadline and (deadline - at).days <= due_days:
        left = (deadline - at).days
        return Light("yellow", f"距时限 {left} 天", f"{left} days to its deadline")
    if not is_reported:
        return Light("yellow", f"{zh}未填报", f"No report {en}")
    return Light("green", "按序时推进", "On pace")


def _same_period(one: str, other: str, months: int) -> bool:
    """Whether two months lie in the same period of so many months."""

    def period(month: str) -> int:
        year, number = (int(part) for part in month.split("-"))
        return (year * 12 + number - 1) // months

    return period(one) == period(other)


def rule_words(due_days: int = DUE_DAYS) -> dict[str, str]:
    """The rule as a sentence in both languages (亮灯规则).

    >>> rule_words(30)["zh"][:6]
    '绿灯：已完成'
    """
    return {"zh": RULE_ZH.format(days=due_days), "en": RULE_EN.format(days=due_days)}
