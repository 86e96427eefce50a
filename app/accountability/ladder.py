"""The letters that are due in a month: reminder, warning, interview, listing, accountability (预警、约谈、督办、问责).

A pure function from the history of months to a list of letters with their reasons: replaying any past month gives what
should have gone out then. Only ``missed`` on final values triggers a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from app.accountability.exceedance import EXCEEDS, periods_ending
from app.accountability.found_matters import (
    finding_notices,
    listing_notices,
    overdue_notices,
    weak_improvement_notices,
    year_missed_notices,
)
from app.accountability.interviews import accountability_notices, interview_notices
from app.accountability.notice import NoticeDue, notice_due
from app.accountability.outcome import SubjectMonth
from app.accountability.replay import Replay, districts_of, replay
from app.accountability.rules import Rule, RuleSet, chosen_settings
from app.accountability.runs import Run, is_due
from app.accountability.words import Words


def due_notices(
    rule_set: RuleSet,
    history: Iterable[SubjectMonth],
    month: str,
    settings: Mapping[str, str] | None = None,
) -> list[NoticeDue]:
    """The letters that a rule set asks for in a month (应发文书), in the order of its rules.

    Parameters
    ----------
    rule_set
        As `app.accountability.rule_set.load_rule_set` gives it.
    history
        Records of all subjects and months in any order; later months are not looked at, so that replaying a past
        month gives what should have gone out then.
    month
        ``YYYY-MM``.
    settings
        Values of settings by name where the office has chosen other than the defaults.

    Notes
    -----
    聊高新区管办发〔2023〕10号 四（二）（三）; 聊城市打好碧水保卫战2020年行动计划 三（六）;
    冠政办字〔2023〕5号 四（二）（三）; 聊江管办发〔2023〕4号 四（三）; 平政办发[2021]58号 四（四）.

    Raises
    ------
    BreaksRule
        An unknown setting, an unreadable month, or two records of one subject and month.

    Examples
    --------
    >>> from app.accountability.outcome import TargetOutcome
    >>> from app.accountability.rule_set import load_rule_set
    >>> missed = SubjectMonth("section", "S1", "甲", "2023-07", district="高新区", is_final=True, water_class=6,
    ...     targets=(TargetOutcome("考核", "month", 5, "missed"),))
    >>> [(notice.rule, notice.run) for notice in due_notices(load_rule_set("gaoxin_2023"), [missed], "2023-07")]
    [('reminder', 1)]
    >>> due_notices(load_rule_set("gaoxin_2023"), [], "2023-07")
    []
    """
    replayed = replay(rule_set, chosen_settings(rule_set, settings), history, month)
    return [notice for rule in rule_set.rules if rule.form in _FORMS for notice in _FORMS[rule.form](replayed, rule)]


def _rung_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """A step of the ladder: after so many in a row."""
    for subject, run in replayed.runs(rule):
        if run.length and _is_rung(rule, run, replayed.settings["repeats"].value):
            yield notice_due(
                replayed.rule_set, rule, subject, run=run.length, basis=run.shown, reasons=_run_reasons(rule, run),
                indicators=run.indicators,
            )  # fmt: skip


def _is_rung(rule: Rule, run: Run, repeats: str) -> bool:
    """Whether the run has just come to this step; the top one may repeat."""
    wanted = int(rule.parameters["run"])
    if not rule.parameters.get("is_top"):
        return run.length == wanted
    last = 0
    for position in range(1, run.length + 1):
        if is_due(position, wanted, last, repeats):
            last = position
    return last == run.length


def _run_reasons(rule: Rule, run: Run) -> list[Words]:
    """The run in one sentence, then period by period."""
    wanted = Words(f"连续{run.length}次超标" if run.length > 1 else "超标1次", f"{run.length} in a row")
    return [
        Words(f"{wanted.zh}，{rule.clause}：{rule.title.zh}", f"{wanted.en}, {rule.clause}: {rule.title.en}"),
        *(step.answer.words for step in run.shown),
    ]


def _warning_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """A warning for each period that ends with the month and misses."""
    wanted = tuple(rule.parameters["periods"])
    for subject, record in replayed.current(rule):
        for period in periods_ending(replayed.month):
            if period not in wanted:
                continue
            last = replayed.steps(subject, rule, (period,))[-1]
            if last.answer.state != EXCEEDS:
                continue
            for district in districts_of(replayed, record):
                yield notice_due(
                    replayed.rule_set, rule, record, district=district, period=period, run=1, basis=(last,),
                    reasons=[last.answer.words],
                )  # fmt: skip


_FORMS: Final[Mapping[str, Callable[[Replay, Rule], Iterator[NoticeDue]]]] = {
    "rung": _rung_notices,
    "warning": _warning_notices,
    "interview_without_improvement": interview_notices,
    "accountability_after_interviews": accountability_notices,
    "listing": listing_notices,
    "finding": finding_notices,
    "overdue": overdue_notices,
    "weak_improvement": weak_improvement_notices,
    "year_missed": year_missed_notices,
}
