"""What "no improving trend" means, by the setting that the office has chosen (无改善趋势)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accountability.exceedance import CLEAR, EXCEEDS, Exceedance
from app.accountability.months import month_after
from app.accountability.runs import Step
from app.accountability.words import Words, class_words, two_decimals

IMPROVING, NOT_IMPROVING, UNKNOWN = "improving", "not_improving", "unknown"


@dataclass(frozen=True, slots=True)
class Trend:
    """Whether there is an improving trend (有无改善趋势), with the numbers that say so."""

    verdict: str
    words: Words


def judge_trend(steps: Sequence[Step], earlier: Exceedance, later: Exceedance, way: str) -> Trend:
    """Whether the later of two missed periods improves on the earlier one (改善趋势判定).

    Parameters
    ----------
    steps
        All the subject's periods, for the comparison with a year ago.
    way
        Value of the setting ``no_improvement``: ``multiple``, ``class``, ``index``, ``year_on_year`` or
        ``person_decides``.

    Notes
    -----
    What cannot be measured is ``unknown`` and left to a person; it is never taken as improvement or its absence.

    Examples
    --------
    >>> blank = Exceedance("2023-05", "month", "exceeds", Words("", ""), reached_class=5)
    >>> judge_trend([], blank, blank, "class").verdict, judge_trend([], blank, blank, "index").verdict
    ('not_improving', 'unknown')
    """
    if way == "class":
        return _compared("水质类别", "class", earlier.reached_class, later.reached_class, "上一次", "the last", True)
    if way == "index":
        return _compared("水质指数", "index", earlier.index, later.index, "上一次", "the last")
    if way == "multiple":
        return _compared(
            "最大超标倍数", "greatest exceedance multiple", _greatest(earlier), _greatest(later), "上一次", "the last"
        )  # fmt: skip
    if way == "year_on_year":
        return _against_last_year(steps, later)
    return Trend(UNKNOWN, Words("是否有改善趋势由人判断", "whether there is an improving trend is left to a person"))


def _against_last_year(steps: Sequence[Step], later: Exceedance) -> Trend:
    """The same period a year ago."""
    before = month_after(later.month, -12)
    old = next((s.answer for s in steps if s.answer.month == before and s.answer.period == later.period), None)
    if old is not None and old.state == CLEAR:
        return Trend(NOT_IMPROVING, Words("上年同期达标，本期未达标", "met a year ago, missed now"))
    greatest = _greatest(old) if old is not None and old.state == EXCEEDS else None
    return _compared(
        "最大超标倍数", "greatest exceedance multiple", greatest, _greatest(later), "上年同期", "a year ago"
    )


def _greatest(answer: Exceedance) -> float | None:
    """The greatest exceedance multiple; None where any missed indicator has none, or none is named."""
    multiples = [one.multiple for one in answer.missed]
    known = [multiple for multiple in multiples if multiple is not None]
    return max(known) if known and len(known) == len(multiples) else None


def _compared(
    zh: str, en: str, before: float | None, now: float | None, zh_when: str, en_when: str, is_class: bool = False
) -> Trend:
    """The verdict of two numbers of which the smaller is the better."""
    if before is None or now is None:
        return Trend(
            UNKNOWN,
            Words(
                f"{zh}无法与{zh_when}比较，是否有改善趋势由人判断",
                f"the {en} cannot be compared with {en_when}; a person decides on the trend",
            ),
        )
    old, new = (class_words(int(n)).zh if is_class else two_decimals(n) for n in (before, now))
    old_en, new_en = (class_words(int(n)).en if is_class else two_decimals(n) for n in (before, now))
    if now < before:
        return Trend(IMPROVING, Words(f"{zh}由{zh_when}的{old}降至{new}", f"the {en} fell from {old_en} to {new_en}"))
    return Trend(
        NOT_IMPROVING,
        Words(
            f"{zh}{zh_when}{old}，本次{new}，无改善趋势", f"the {en} was {old_en} and is {new_en}: no improving trend"
        ),
    )
