"""Whether a subject exceeds in a period, in the sense that a rule set gives the word (超标判定)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.accountability.months import ends_quarter
from app.accountability.outcome import (
    MET,
    MET_ON_N,
    MISSED,
    MONTH,
    QUARTER,
    UNDETERMINED,
    YEAR,
    MissedIndicator,
    SubjectMonth,
    TargetOutcome,
    class_reached,
)
from app.accountability.words import Words, class_words, period_words

EXCEEDS, CLEAR, INCOMPLETE, NO_DATA = "exceeds", "clear", "incomplete", "no_data"
ASSESSMENT: Final = "考核"
_WORST_FIRST: Final = (MISSED, UNDETERMINED, MET_ON_N, MET)
_STATES: Final = {MISSED: EXCEEDS, MET: CLEAR, MET_ON_N: INCOMPLETE, UNDETERMINED: NO_DATA}


@dataclass(frozen=True, slots=True)
class Exceedance:
    """One subject in one period as a rule sees it (超标判定结果).

    Attributes
    ----------
    state
        ``exceeds``; ``clear`` (met); ``incomplete`` (met on fewer indicators than required); ``no_data``, for whatever
        reason nothing can be said.
    words
        The period and what was found, as a line of a letter.
    required_class
        The class that was to be reached, 1–5; None where there was none.
    """

    month: str
    period: str
    state: str
    words: Words
    required_class: int | None = None
    reached_class: int | None = None
    missed: tuple[MissedIndicator, ...] = ()
    index: float | None = None
    subject_code: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "month": self.month,
            "period": self.period,
            "state": self.state,
            "required_class": self.required_class,
            "reached_class": self.reached_class,
            "missed": [one.as_dict() for one in self.missed],
            "subject_code": self.subject_code,
            **{f"words_{language}": text for language, text in self.words.as_dict().items()},
        }


def judge_exceedance(
    subject: SubjectMonth,
    *,
    period: str = MONTH,
    against: str = "target",
    month_target: str = "month_only",
    purposes: Sequence[str] = (ASSESSMENT,),
    water_class: int | None = None,
    final_only: bool = True,
) -> Exceedance:
    """Whether the subject exceeds in the period that ends with its month (超标判定).

    Parameters
    ----------
    period
        ``month``, ``quarter`` or ``year``.
    against
        ``target``: the subject's targets of these purposes and this period; ``class_3``: class Ⅲ (months only).
    month_target
        ``month_only``: a month is judged by targets of the month; ``month_else_year``: where there is none, this
        month's values by the class of the year's target.
    water_class
        A class that the rule itself names; goes before ``against`` (months only).
    final_only
        Whether values that are not 终版 yet are left out; False for what has to be done at once, never for money or
        letters.

    Notes
    -----
    Only ``missed`` on final values exceeds; where several targets stand side by side, one that is missed is enough.

    Examples
    --------
    >>> month = {"kind": "section", "code": "S1", "name": "甲", "month": "2023-05", "water_class": 5}
    >>> target = TargetOutcome("考核", "month", 4, "missed")
    >>> judge_exceedance(SubjectMonth(**month, is_final=True, targets=(target,))).state
    'exceeds'
    >>> judge_exceedance(SubjectMonth(**month, targets=(target,))).words.zh
    '2023年5月：数据尚未终版，不计'
    >>> judge_exceedance(SubjectMonth(**month, is_final=True)).state
    'no_data'
    """
    if final_only and not subject.is_final:
        if subject.state:  # nobody will ever make values of this month official
            return _nothing(subject, period, Words(f"{subject.state}，不计", f"{subject.state}, not counted"))
        return _nothing(subject, period, Words("数据尚未终版，不计", "values are not final yet, not counted"))
    named = water_class or (3 if against == "class_3" else None)
    if named is not None and period == MONTH:
        target = _of_class(subject, named)
    else:
        target = _worst(_targets(subject, period, month_target, purposes))
    if target is None:
        return _nothing(subject, period, Words("没有这一时段的考核目标，不计", "no target of this period, not counted"))
    return _answer(subject, period, target)


def absent_month(month: str, period: str, subject_code: str | None = None) -> Exceedance:
    """The answer for a month without any record (缺少记录的月份)."""
    when = period_words(month, period)
    return Exceedance(
        month, period, NO_DATA, Words(f"{when.zh}：没有记录", f"{when.en}: no record"), subject_code=subject_code
    )


def periods_ending(month: str) -> tuple[str, ...]:
    """The periods that end with a month (本月截止的时段).

    Examples
    --------
    >>> periods_ending("2023-05"), periods_ending("2023-12")
    (('month',), ('month', 'quarter', 'year'))
    """
    return (MONTH, *((QUARTER,) if ends_quarter(month) else ()), *((YEAR,) if month.endswith("-12") else ()))


def _targets(subject: SubjectMonth, period: str, month_target: str, purposes: Sequence[str]) -> list[TargetOutcome]:
    """The targets that speak of the period, a year's taken by the month's values where that is the setting."""
    mine = [target for target in subject.targets if target.purpose in purposes]
    found = [target for target in mine if target.period == period]
    if found or period != MONTH or month_target != "month_else_year":
        return found
    return [
        TargetOutcome(target.purpose, MONTH, target.water_class, target.month_attainment, target.month_missed)
        for target in mine
        if target.period == YEAR and target.month_attainment is not None
    ]


def _of_class(subject: SubjectMonth, water_class: int) -> TargetOutcome | None:
    """The month against a named class: from a target of that class, else from the class reached."""
    for target in subject.targets:
        if target.water_class != water_class:
            continue
        if target.period == MONTH:
            return target
        if target.month_attainment is not None:
            return TargetOutcome(target.purpose, MONTH, water_class, target.month_attainment, target.month_missed)
    over = subject.over_3 if water_class == 3 else ()
    if over or (subject.water_class or 0) > water_class:
        return TargetOutcome(ASSESSMENT, MONTH, water_class, MISSED, over)
    if not subject.water_class:
        return TargetOutcome(ASSESSMENT, MONTH, water_class, UNDETERMINED)
    return TargetOutcome(ASSESSMENT, MONTH, water_class, MET if subject.is_complete else MET_ON_N)


def _worst(targets: Sequence[TargetOutcome]) -> TargetOutcome | None:
    """The target that decides: a missed one first, of several the strictest."""
    if not targets:
        return None
    return min(targets, key=lambda target: (_WORST_FIRST.index(target.attainment), target.water_class))


def _answer(subject: SubjectMonth, period: str, target: TargetOutcome) -> Exceedance:
    """The answer of the deciding target with its line of words."""
    state = _STATES[target.attainment]
    when, wanted, reached = (
        period_words(subject.month, period),
        class_words(target.water_class),
        class_reached(subject, target),
    )
    if state == NO_DATA:
        why = Words(subject.state or "未能判定", subject.state or "could not be judged")
        return _nothing(subject, period, Words(f"{why.zh}，不计", f"{why.en}, not counted"), target.water_class)
    verdict = {
        EXCEEDS: Words("未达标", "missed"),
        CLEAR: Words("达标", "met"),
        INCOMPLETE: Words("所测项目达标（项目不全）", "met on what was measured"),
    }[state]
    listed = [one.words() for one in target.missed]
    over = Words(
        "；超标指标：" + "、".join(one.zh for one in listed) if listed else "",
        "; over the limit: " + ", ".join(one.en for one in listed) if listed else "",
    )
    return Exceedance(
        month=subject.month,
        period=period,
        state=state,
        words=Words(
            f"{when.zh}：{reached.zh}，目标{wanted.zh}，{verdict.zh}{over.zh}",
            f"{when.en}: {reached.en}, target {wanted.en}, {verdict.en}{over.en}",
        ),
        required_class=target.water_class,
        reached_class=target.reached_class or (subject.water_class if period == MONTH else None),
        missed=target.missed,
        index=subject.index if period == MONTH else None,
        subject_code=subject.code,
    )


def _nothing(subject: SubjectMonth, period: str, why: Words, required_class: int | None = None) -> Exceedance:
    """The answer where nothing can be said, with the reason."""
    when = period_words(subject.month, period)
    return Exceedance(
        subject.month, period, NO_DATA, Words(f"{when.zh}：{why.zh}", f"{when.en}: {why.en}"),
        required_class, subject_code=subject.code,
    )  # fmt: skip
