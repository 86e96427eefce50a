"""Runs of exceedance: how often in a row, and what lies between (连续超标)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.accountability.exceedance import (
    CLEAR,
    EXCEEDS,
    INCOMPLETE,
    NO_DATA,
    Exceedance,
    absent_month,
    judge_exceedance,
    periods_ending,
)
from app.accountability.months import months_through
from app.accountability.outcome import MONTH, SubjectMonth
from app.accountability.rules import Settings
from app.accountability.words import Words, period_words

DRY_OR_FROZEN: Final = ("断流", "结冰")
_WORST_FIRST: Final = (EXCEEDS, NO_DATA, INCOMPLETE, CLEAR)


@dataclass(frozen=True, slots=True)
class Step:
    """One period of a subject (一次评价): the answer, and the state (断流 …) where there are no values."""

    answer: Exceedance
    state: str | None = None

    def exceeds(self, indicator: str | None = None) -> bool:
        """Whether it exceeds, or exceeds by this indicator."""
        if self.answer.state != EXCEEDS:
            return False
        return indicator is None or any(one.code == indicator for one in self.answer.missed)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of exceedance that ends with a month (连续超标).

    Attributes
    ----------
    counted
        The periods that exceed, oldest first; empty where the last period does not.
    shown
        The same with those passed over between them, as a letter lists them.
    indicators
        Indicators that exceed throughout, where runs are counted by indicator.
    """

    counted: tuple[Step, ...] = ()
    shown: tuple[Step, ...] = ()
    indicators: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many periods exceed in a row."""
        return len(self.counted)


def steps_of(records: Mapping[str, SubjectMonth], month: str, periods: Sequence[str], **how: Any) -> list[Step]:
    """A subject's periods up to a month, oldest first (逐期评价).

    Parameters
    ----------
    records
        One subject's records by month.
    periods
        ``month``, ``quarter`` or both; a quarter follows its last month.
    how
        As in `app.accountability.exceedance.judge_exceedance`.

    Notes
    -----
    A month between without a record is a period without data, not one that is left out.

    Examples
    --------
    >>> steps_of({}, "2023-05", ["month"])
    []
    """
    if not records:
        return []
    found = []
    for when in months_through(min(records), month):
        record = records.get(when)
        for period in periods_ending(when):
            if period not in periods:
                continue
            if record is None:
                found.append(Step(absent_month(when, period)))
            else:
                answer = judge_exceedance(record, period=period, **how)
                found.append(Step(answer, record.state if period == MONTH else None))
    return found


def run_ending(steps: Sequence[Step], settings: Settings, indicator: str | None = None) -> Run:
    """The run of exceedance that ends with the last period (截至本期的连续超标).

    Settings: ``no_data``, ``incomplete_month``, ``across_years``.

    Examples
    --------
    >>> run_ending([], {}).length
    0
    """
    restarts = bool(steps) and settings["across_years"].value == "restarts"
    counted: list[Step] = []
    shown: list[Step] = []
    for step in reversed(steps):
        if not counted and not step.exceeds(indicator):
            break
        if counted and restarts and step.answer.month[:4] != counted[0].answer.month[:4]:
            break
        if step.exceeds(indicator):
            counted.append(step)
        elif not _is_passed_over(step, settings):
            break
        shown.append(step)
    while shown and not shown[-1].exceeds(indicator):
        shown.pop()
    return Run(tuple(reversed(counted)), tuple(reversed(shown)), (indicator,) if indicator else ())


def run_of_same_indicator(steps: Sequence[Step], settings: Settings) -> Run:
    """The longest run of any one indicator (同一指标连续超标); of several as long, all are named.

    Where the last period does not say which indicators exceed, it stands alone.
    """
    if not steps or not steps[-1].exceeds():
        return Run()
    codes = [one.code for one in steps[-1].answer.missed]
    if not codes:
        return Run((steps[-1],), (steps[-1],))
    runs = {code: run_ending(steps, settings, code) for code in codes}
    longest = max(run.length for run in runs.values())
    longest_codes = tuple(code for code, run in runs.items() if run.length == longest)
    best = runs[longest_codes[0]]
    return Run(best.counted, best.shown, longest_codes)


def steps_of_township(many: Iterable[Sequence[Step]]) -> list[Step]:
    """The periods of several sections as one (乡镇逐期合并): one that exceeds is enough.

    Examples
    --------
    >>> steps_of_township([])
    []
    """
    by_period: dict[tuple[str, str], list[Step]] = {}
    for steps in many:
        for step in steps:
            by_period.setdefault((step.answer.month, step.answer.period), []).append(step)
    order = {"month": 0, "quarter": 1, "year": 2}
    return [_merged(by_period[key]) for key in sorted(by_period, key=lambda key: (key[0], order[key[1]]))]


def is_due(position: int, length: int, last_due: int, repeats: str) -> bool:
    """Whether a step is due at a position of a run (是否触发).

    Parameters
    ----------
    position
        1 for the first period of the run.
    length
        How many in a row the rule asks for.
    last_due
        Position where it was last due in this run; 0 for never.
    repeats
        ``once``, ``every_time`` or ``every_run`` (only after as many again).

    Examples
    --------
    >>> [is_due(position, 2, 0, "once") for position in (1, 2)], is_due(3, 2, 2, "once")
    ([False, True], False)
    >>> is_due(3, 2, 2, "every_run"), is_due(4, 2, 2, "every_run"), is_due(3, 2, 2, "every_time")
    (False, True, True)
    """
    if position < length:
        return False
    if last_due == 0 or repeats == "every_time":
        return True
    return repeats == "every_run" and position - last_due >= length


def _is_passed_over(step: Step, settings: Settings) -> bool:
    """Whether a period that does not exceed leaves the run unbroken."""
    if step.answer.state == INCOMPLETE:
        return settings["incomplete_month"].value == "pauses"
    if step.answer.state != NO_DATA:
        return False
    way = settings["no_data"].value
    return way == "pauses" or (way == "pauses_when_dry_or_frozen" and step.state in DRY_OR_FROZEN)


def _merged(steps: list[Step]) -> Step:
    """Several sections' answers of one period as one."""
    if len(steps) == 1:
        return steps[0]
    steps = sorted(steps, key=lambda step: (_WORST_FIRST.index(step.answer.state), step.answer.subject_code or ""))
    worst = steps[0].answer
    exceeding = [step.answer for step in steps if step.exceeds()]
    missed = {one.code: one for answer in exceeding for one in answer.missed}
    when = period_words(worst.month, worst.period)
    words = worst.words
    if len(exceeding) > 1:
        rest = [answer.words for answer in exceeding]
        words = Words(
            f"{when.zh}：{len(exceeding)}个断面超标；" + "；".join(one.zh for one in rest),
            f"{when.en}: {len(exceeding)} sections exceed; " + "; ".join(one.en for one in rest),
        )
    merged = Exceedance(
        worst.month, worst.period, worst.state, words, worst.required_class, worst.reached_class,
        tuple(missed.values()), None, worst.subject_code,
    )  # fmt: skip
    return Step(merged, next((step.state for step in steps if step.state), None))
