"""The city's ladder: interviews where nothing improves, and accountability after two of them (约谈与问责建议)."""

from __future__ import annotations

from collections.abc import Iterator

from app.accountability.months import months_through
from app.accountability.notice import NoticeDue, notice_due
from app.accountability.outcome import BODY, SubjectMonth
from app.accountability.replay import Replay, Subject, districts_of
from app.accountability.rules import Rule
from app.accountability.runs import Run, is_due, run_ending
from app.accountability.trend import IMPROVING, UNKNOWN, Trend, judge_trend
from app.accountability.words import Words, month_words


def interview_notices(replayed: Replay, rule: Rule, month: str | None = None) -> Iterator[NoticeDue]:
    """Interviews after so many misses in a row without an improving trend (约谈), in the month or an earlier one."""
    month = month or replayed.month
    for subject, record in replayed.current(rule, month):
        for periods in _groups(replayed, rule):
            found = _due_interview(replayed, rule, subject, periods, month)
            if found is None:
                continue
            run, trend = found
            wanted = int(rule.parameters["run"])
            line = Words(f"连续{run.length}次达不到考核要求（满{wanted}次）", f"{run.length} misses in a row")
            open_trend = trend.verdict == UNKNOWN
            for district in districts_of(replayed, record):
                yield notice_due(
                    replayed.rule_set, rule, record, district=district, period="+".join(periods), run=run.length,
                    basis=run.shown,
                    reasons=[line, *(step.answer.words for step in run.shown), *(() if open_trend else (trend.words,))],
                    questions=[trend.words] if open_trend else (),
                )  # fmt: skip


def accountability_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """A proposal for each district whose interviews of the calendar year have just come to the number (问责建议)."""
    wanted = int(rule.parameters["interviews"])
    by_subject = replayed.settings["interview_count"].value == "by_subject"
    counted = _recorded(replayed, rule) if replayed.settings["interviews_from"].value == "recorded" else _due(
        replayed, rule
    )  # fmt: skip
    for district in sorted(counted, key=str):
        lines = counted[district]
        unit = {(month, code if by_subject else "") for month, code, _ in lines}
        before = {key for key in unit if key[0] < replayed.month}
        if not (len(before) < wanted <= len(unit)):
            continue
        effect = _effect(replayed, rule, district)
        body = SubjectMonth(BODY, district or "", district or "", replayed.month, district=district)
        year = replayed.month[:4]
        total = Words(
            f"{year}年内被约谈{len(unit)}次（达到{wanted}次）", f"Interviewed {len(unit)} times in {year} (of {wanted})"
        )
        question = Words(
            "是否对全市考核成绩造成严重影响，由人判断", "Whether the city's assessment is seriously affected"
        )
        yield notice_due(
            replayed.rule_set, rule, body, period="year", run=len(unit),
            reasons=[total, *(words for _, _, words in sorted(lines, key=lambda line: line[:2])), *effect],
            questions=() if effect else [question],
        )  # fmt: skip


def _groups(replayed: Replay, rule: Rule) -> list[tuple[str, ...]]:
    """Periods that run together."""
    periods = tuple(rule.parameters["periods"])
    return [periods] if replayed.settings["mix_periods"].value == "mixed" else [(period,) for period in periods]


def _due_interview(
    replayed: Replay, rule: Rule, subject: Subject, periods: tuple[str, ...], month: str
) -> tuple[Run, Trend] | None:
    """The run and the trend of the interview due in the month, replaying the run from its start."""
    steps = replayed.steps(subject, rule, periods, month)
    run = run_ending(steps, replayed.settings)
    if not run.length or run.counted[-1].answer.month != month:
        return None
    length, repeats = int(rule.parameters["run"]), replayed.settings["repeats"].value
    last, found = 0, None
    for position in range(length, run.length + 1):
        if not is_due(position, length, last, repeats):
            continue
        earlier, later = run.counted[position - 2].answer, run.counted[position - 1].answer
        trend = judge_trend(steps, earlier, later, replayed.settings["no_improvement"].value)
        if trend.verdict == IMPROVING:
            continue
        last = position
        if later.month == month:
            found = trend
    return (run, found) if found is not None else None


def _due(replayed: Replay, rule: Rule) -> dict[str | None, list[tuple[str, str, Words]]]:
    """Interviews of the year by district that the rules ask for: month, subject and a line of words."""
    interview = replayed.rule_set.rule(rule.parameters["interview_rule"])
    counted: dict[str | None, list[tuple[str, str, Words]]] = {}
    for month in months_through(f"{replayed.month[:4]}-01", replayed.month):
        for notice in interview_notices(replayed, interview, month):
            when = month_words(month)
            doubt = Words("（有无改善趋势待判断）", " (trend left to a person)") if notice.questions else Words("", "")
            line = Words(
                f"{when.zh}因{notice.subject_label.zh}应约谈{doubt.zh}",
                f"{when.en}: interview due for {notice.subject_label.en}{doubt.en}",
            )
            counted.setdefault(notice.district, []).append((month, notice.subject_code, line))
    return counted


def _recorded(replayed: Replay, rule: Rule) -> dict[str | None, list[tuple[str, str, Words]]]:
    """Interviews of the year by district that are on record as held."""
    word = rule.parameters["interview_finding"]
    counted: dict[str | None, list[tuple[str, str, Words]]] = {}
    for (_, code), months in replayed.records.items():
        for month, record in months.items():
            if month[:4] != replayed.month[:4]:
                continue
            for finding in record.findings:
                if finding.kind == word:
                    when = month_words(month)
                    line = Words(f"{when.zh}已约谈：{finding.text}", f"{when.en}: interview held: {finding.text}")
                    counted.setdefault(record.district, []).append((month, code, line))
    return counted


def _effect(replayed: Replay, rule: Rule, district: str | None) -> list[Words]:
    """What is on record this year about a serious effect of the district."""
    word = rule.parameters["effect_finding"]
    return [
        Words(f"认定：{finding.text}", f"On record: {finding.text}")
        for months in replayed.records.values()
        for month, record in sorted(months.items())
        if month[:4] == replayed.month[:4] and record.district == district
        for finding in record.findings
        if finding.kind == word
    ]
