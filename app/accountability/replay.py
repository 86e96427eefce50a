"""The history of months as rules look at it: nothing later than the month is seen (历史回放)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from app.accountability.exceedance import ASSESSMENT
from app.accountability.months import checked_month
from app.accountability.outcome import BODY, SubjectMonth
from app.accountability.rules import Rule, RuleSet, Settings, selected
from app.accountability.runs import Run, Step, run_ending, run_of_same_indicator, steps_of, steps_of_township
from app.errors import BreaksRule

Subject = tuple[str, str]  # kind and code


@dataclass(slots=True)
class Replay:
    """A rule set, its settings and the months up to one of them (回放).

    Attributes
    ----------
    records
        Records by subject and month, of the districts that the rule set binds.
    """

    rule_set: RuleSet
    settings: Settings
    month: str
    records: dict[Subject, dict[str, SubjectMonth]]
    _steps: dict[Any, list[Step]] = field(default_factory=dict)

    def current(self, rule: Rule, month: str | None = None) -> Iterator[tuple[Subject, SubjectMonth]]:
        """The subjects that the rule looks at in a month, in order of kind and code (本月适用对象)."""
        for subject, months in self.records.items():
            record = months.get(month or self.month)
            if record is not None and selected(rule, record, self.settings):
                yield subject, record

    def steps(self, subject: Subject, rule: Rule, periods: tuple[str, ...], month: str | None = None) -> list[Step]:
        """The subject's periods up to a month (逐期评价), judged as the rule and the settings say."""
        purposes = tuple(rule.parameters.get("purposes", (ASSESSMENT,)))
        against = self.settings["exceedance"].value if "exceedance" in self.settings else "target"
        key = (subject, periods, purposes, against)
        if key not in self._steps:
            self._steps[key] = steps_of(
                self.records[subject], self.month, periods, against=against, purposes=purposes,
                month_target=self.settings["month_target"].value,
            )  # fmt: skip
        found = self._steps[key]
        return found if month is None else [step for step in found if step.answer.month <= month]

    def runs(self, rule: Rule) -> Iterator[tuple[SubjectMonth, Run]]:
        """The runs that end with the month, by the setting ``run_unit`` (连续超标): each with whom it is of."""
        unit = self.settings["run_unit"].value
        townships: dict[tuple[str | None, str], list[tuple[Subject, SubjectMonth]]] = {}
        for subject, record in self.current(rule):
            if unit == "township" and record.township:
                townships.setdefault((record.district, record.township), []).append((subject, record))
                continue
            steps = self.steps(subject, rule, ("month",))
            count = run_of_same_indicator if unit == "same_indicator" else run_ending
            yield record, count(steps, self.settings)
        for members in townships.values():
            steps = steps_of_township(self.steps(subject, rule, ("month",)) for subject, _ in members)
            yield _as_township([record for _, record in members]), run_ending(steps, self.settings)


def replay(rule_set: RuleSet, settings: Settings, history: Iterable[SubjectMonth], month: str) -> Replay:
    """The months up to one of them, of the districts that the rule set binds (历史回放).

    The order of the records is irrelevant; later months are not looked at.

    Raises
    ------
    BreaksRule
        A subject has two records of one month, or the month cannot be read.
    """
    checked_month(month)
    records: dict[Subject, dict[str, SubjectMonth]] = {}
    for record in history:
        if record.month > month or not _is_bound(rule_set, record):
            continue
        months = records.setdefault((record.kind, record.code), {})
        if record.month in months:
            raise BreaksRule(
                f"{record.name}（{record.code}）在{record.month}有两条考核结果，请先合并。",
                f"{record.name} ({record.code}) has two records of {record.month}; merge them first.",
                parameter="history",
            )
        months[record.month] = record
    return Replay(rule_set, settings, month, {subject: records[subject] for subject in sorted(records)})


def districts_of(replayed: Replay, record: SubjectMonth) -> list[str | None]:
    """The districts that a letter about the subject goes to (发往县区), by the setting ``shared_notice``."""
    both = record.is_shared and record.district_beyond and replayed.settings["shared_notice"].value == "each"
    found = [record.district, record.district_beyond] if both else [record.district]
    return [district for district in found if replayed.rule_set.binds(district)]


def _is_bound(rule_set: RuleSet, record: SubjectMonth) -> bool:
    """Whether the plan binds the subject's district, or the other bank's."""
    return rule_set.binds(record.district) or (record.is_shared and rule_set.binds(record.district_beyond))


def _as_township(records: list[SubjectMonth]) -> SubjectMonth:
    """A township as the subject of a run, with the chiefs and bodies of its sections."""
    first = records[0]
    name = first.township or ""
    return replace(
        first,
        kind=BODY,
        code=f"{first.district}/{name}",
        name=name,
        river=None,
        aliases=(),
        river_chiefs=tuple(dict.fromkeys(chief for record in records for chief in record.river_chiefs)),
        responsible_bodies=tuple(dict.fromkeys(body for record in records for body in record.responsible_bodies)),
        findings=tuple(dict.fromkeys(finding for record in records for finding in record.findings)),
    )
