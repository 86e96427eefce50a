"""Work that a plan asks for and that is done elsewhere (任务事项): ranking, monitoring, belts, sluices, tracing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.accountability.exceedance import ASSESSMENT, EXCEEDS, judge_exceedance
from app.accountability.months import ends_quarter
from app.accountability.outcome import SubjectMonth
from app.accountability.replay import Replay, replay
from app.accountability.rules import Rule, RuleSet, chosen_settings
from app.accountability.words import Words, as_lists

_SPATIAL = (
    "buffer_m", "measured_from", "distance_m", "population_above", "rivers", "where_zh", "where_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duty:
    """One piece of work that is due in a month (任务事项), as a line of the ledger.

    Attributes
    ----------
    frequency
        ``monthly``, ``quarterly``, ``standing`` (a lasting task) or ``on_exceedance``.
    publishes
        Whether the result is to be made public.
    subject_codes
        The outfalls, sources or sections meant; empty where the register has none or the rule is of an area.
    parameters
        Numbers of spatial rules: ``buffer_m`` or ``distance_m`` [m] from ``measured_from``, ``population_above``
        [persons], strictly more.
    """

    key: str
    rule_set: str
    rule: str
    kind: str
    clause: str
    title: Words
    text: Words
    ground: Words
    month: str
    frequency: str
    lead: tuple[str, ...]
    implement: tuple[str, ...]
    publishes: bool
    subject_codes: tuple[str, ...]
    parameters: Mapping[str, Any]
    reasons: tuple[Words, ...]
    is_in_force: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        plain = ("key", "rule_set", "rule", "kind", "clause", "month", "frequency", "publishes", "is_in_force")
        return {
            **{name: getattr(self, name) for name in plain},
            "title": self.title.as_dict(),
            "text": self.text.as_dict(),
            "ground": self.ground.as_dict(),
            "lead": list(self.lead),
            "implement": list(self.implement),
            "subject_codes": list(self.subject_codes),
            "parameters": dict(self.parameters),
            **as_lists(self.reasons, "reasons"),
        }


def due_duties(
    rule_set: RuleSet, history: Iterable[SubjectMonth], month: str, settings: Mapping[str, str] | None = None
) -> list[Duty]:
    """The work that a rule set asks for in a month (当月任务事项), in the order of its rules.

    Notes
    -----
    What has to be done at once where a water exceeds (涵闸联合管控, 排污口溯源) does not wait for final values; no
    money and no letter follows from it.

    Examples
    --------
    >>> from app.accountability.rule_set import load_rule_set
    >>> [duty.rule for duty in due_duties(load_rule_set("pinglu_2021"), [], "2021-11")][-1]
    'outfall_monitoring'
    >>> [duty.rule for duty in due_duties(load_rule_set("pinglu_2021"), [], "2021-12")][-1]
    'source_monitoring'
    """
    replayed = replay(rule_set, chosen_settings(rule_set, settings), history, month)
    found: list[Duty] = []
    for rule in rule_set.rules:
        if rule.form == "duty":
            found += _regular(replayed, rule)
        elif rule.form == "duty_on_exceedance":
            found += _on_exceedance(replayed, rule)
    return found


def _regular(replayed: Replay, rule: Rule) -> Iterator[Duty]:
    """A duty by the calendar, where it is due in the month."""
    frequency = str(rule.parameters["frequency"])
    if "frequency_setting" in rule.parameters:
        frequency = replayed.settings[rule.parameters["frequency_setting"]].value
    if frequency == "quarterly" and not ends_quarter(replayed.month):
        return
    spatial = {name: rule.parameters[name] for name in _SPATIAL if name in rule.parameters}
    codes = () if spatial.keys() - {"rivers"} else tuple(record.code for _, record in replayed.current(rule))
    yield _duty(replayed, rule, frequency, codes, spatial, ())


def _on_exceedance(replayed: Replay, rule: Rule) -> Iterator[Duty]:
    """A duty for each subject that exceeds in the month."""
    for _, record in replayed.current(rule):
        answer = judge_exceedance(
            record, purposes=rule.parameters.get("purposes", (ASSESSMENT,)), final_only=False,
            month_target=replayed.settings["month_target"].value,
        )  # fmt: skip
        if answer.state == EXCEEDS:
            yield _duty(replayed, rule, "on_exceedance", (record.code,), {}, (answer.words,))


def _duty(
    replayed: Replay, rule: Rule, frequency: str, codes: tuple[str, ...], parameters: Mapping[str, Any],
    reasons: tuple[Words, ...],
) -> Duty:  # fmt: skip
    """One line of the ledger."""
    subject = codes[0] if frequency == "on_exceedance" else ""
    return Duty(
        key=":".join([replayed.rule_set.id, rule.id, subject, replayed.month]),
        rule_set=replayed.rule_set.id,
        rule=rule.id,
        kind=rule.kind,
        clause=rule.clause,
        title=rule.title,
        text=rule.text,
        ground=replayed.rule_set.ground(rule),
        month=replayed.month,
        frequency=frequency,
        lead=rule.lead,
        implement=rule.implement,
        publishes=bool(rule.parameters.get("publishes")),
        subject_codes=codes,
        parameters=parameters,
        reasons=reasons,
        is_in_force=replayed.rule_set.is_in_force(replayed.month),
    )
