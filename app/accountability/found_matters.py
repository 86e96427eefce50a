"""Letters that follow from something put on record: findings, overdue work, listed supervision (认定事项)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.accountability.exceedance import EXCEEDS
from app.accountability.months import last_day
from app.accountability.notice import NoticeDue, notice_due
from app.accountability.outcome import RECTIFICATION, Finding, SubjectMonth
from app.accountability.replay import Replay, Subject
from app.accountability.rules import Rule
from app.accountability.runs import Run
from app.accountability.words import Words, month_words


def finding_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """A letter for each finding of the month that the rule names (认定后发文); a person picks the measure."""
    for _, record in replayed.current(rule):
        for finding in _findings(record, rule):
            yield notice_due(replayed.rule_set, rule, record, reasons=[_found(replayed, finding)])


def overdue_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """A letter for each finding, and by setting for work whose deadline passed this month unclosed (整治缓慢)."""
    for _, record in replayed.current(rule):
        reasons = [_found(replayed, finding) for finding in _findings(record, rule)]
        questions: list[Words] = []
        if replayed.settings["slow_means"].value == "finding_or_overdue" and _is_overdue(record):
            reasons.append(
                Words(f"整改期限{record.due_on}已过，未销号", f"The deadline of {record.due_on} has passed, not closed")
            )
            questions.append(Words("是否属于整治缓慢，由人判断", "Whether this is slow, a person decides"))
        if reasons:
            yield notice_due(replayed.rule_set, rule, record, reasons=reasons, questions=questions)


def weak_improvement_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """A letter for each finding, and by setting for a missed month (改善不力)."""
    for subject, record in replayed.current(rule):
        reasons = [_found(replayed, finding) for finding in _findings(record, rule)]
        questions: list[Words] = []
        last = replayed.steps(subject, rule, ("month",))[-1]
        if replayed.settings["weak_means"].value == "finding_or_missed" and last.answer.state == EXCEEDS:
            reasons.append(last.answer.words)
            questions.append(Words("是否属于改善不力，由人判断", "Whether this is poor improvement, a person decides"))
        if reasons:
            yield notice_due(replayed.rule_set, rule, record, reasons=reasons, questions=questions)


def year_missed_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """A proposal for each finding, and in December for each year's target that is missed (未完成目标)."""
    for subject, record in replayed.current(rule):
        reasons = [_found(replayed, finding) for finding in _findings(record, rule)]
        questions: list[Words] = []
        if replayed.month.endswith("-12"):
            last = replayed.steps(subject, rule, ("year",))[-1]
            if last.answer.state == EXCEEDS:
                reasons.append(last.answer.words)
                questions.append(Words(
                    "是否不认真履行职责、采取措施不力，由人判断", "Whether duty was neglected, a person decides"
                ))  # fmt: skip
        if reasons:
            yield notice_due(replayed.rule_set, rule, record, period="year", reasons=reasons, questions=questions)


def listing_notices(replayed: Replay, rule: Rule) -> Iterator[NoticeDue]:
    """Listed supervision where after warning, circular and interview nothing is mended (挂牌督办).

    Asked for where every step and the lack of mending are on record; else proposed once, in the month after the
    interview that still exceeds.
    """
    ladder = [replayed.rule_set.rule(name) for name in rule.parameters["ladder"]]
    interviews = sorted(int(one.parameters["run"]) for one in ladder if one.kind == "interview")
    after = interviews[-1] if replayed.settings["listed_after"].value == "last_rung" else interviews[0]
    runs = {(record.kind, record.code): (record, run) for record, run in replayed.runs(rule)}
    for subject, (record, run) in runs.items():
        still_exceeds = run.length == after + 1
        not_mended = [one for one in record.findings if one.kind == rule.parameters["not_mended"]]
        if not (still_exceeds or not_mended):
            continue
        earlier = _findings_before_listing(replayed, subject, record, run, rule.parameters["listed"])
        if earlier is None:
            continue
        reasons, complete = _steps_taken(replayed, rule, earlier)
        reasons += [_found(replayed, finding) for finding in not_mended]
        if still_exceeds:
            when = month_words(run.counted[after - 1].answer.month)
            reasons.append(Words(
                f"按规则{when.zh}应约谈，其后仍超标", f"An interview was due in {when.en}; it still exceeds"
            ))  # fmt: skip
        reasons += [step.answer.words for step in run.shown]
        question = Words("是否经预警、通报、约谈仍未整改，由人认定", "Whether nothing is mended after those steps")
        yield notice_due(
            replayed.rule_set, rule, record, run=run.length, basis=run.shown, reasons=reasons,
            questions=() if complete and not_mended else [question], indicators=run.indicators,
        )  # fmt: skip


def _findings(record: SubjectMonth, rule: Rule) -> list[Finding]:
    """The findings of the month that the rule names."""
    return [finding for finding in record.findings if finding.kind in rule.parameters["findings"]]


def _found(replayed: Replay, finding: Finding) -> Words:
    """A finding as a sentence."""
    kind = replayed.rule_set.findings[finding.kind]
    number = f"（{finding.document}）" if finding.document else ""
    return Words(f"认定：{kind.zh}；{finding.text}{number}", f"On record: {kind.en}; {finding.text}{number}")


def _is_overdue(record: SubjectMonth) -> bool:
    """Whether a rectification's deadline passed this month without its being closed by the month's end."""
    if record.kind != RECTIFICATION or not record.due_on or record.due_on[:7] != record.month:
        return False
    return record.closed_on is None or record.closed_on > last_day(record.month)


def _findings_before_listing(
    replayed: Replay, subject: Subject, record: SubjectMonth, run: Run, listed: str
) -> list[tuple[str, Finding]] | None:
    """Findings by month since the last listing; None where that was of this run or this month."""
    months = replayed.records.get(subject, {record.month: record})
    pairs = [(month, finding) for month in sorted(months) for finding in months[month].findings]
    places = [place for place, (_, finding) in enumerate(pairs) if finding.kind == listed]
    if not places:
        return pairs
    start = run.counted[0].answer.month if run.length else replayed.month
    return None if pairs[places[-1]][0] >= start else pairs[places[-1] + 1 :]


def _steps_taken(replayed: Replay, rule: Rule, pairs: Sequence[tuple[str, Finding]]) -> tuple[list[Words], bool]:
    """A line for each step that has to go before, and whether all are on record."""
    lines, complete = [], True
    for word in rule.parameters["steps"]:
        kind = replayed.rule_set.findings[word]
        taken = [(month, finding) for month, finding in pairs if finding.kind == word]
        if not taken:
            complete = False
            lines.append(Words(f"{kind.zh}：没有登记", f"{kind.en}: not on record"))
            continue
        month, finding = taken[-1]
        when = month_words(month)
        number = f"（{finding.document}）" if finding.document else ""
        lines.append(Words(f"{kind.zh}：{when.zh}{number}", f"{kind.en}: {when.en}{number}"))
    return lines, complete
