"""Rules, what they apply to, and the ambiguities that a plan leaves open (规则、适用对象、待定事项)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from app.accountability.outcome import SubjectMonth
from app.accountability.words import Words
from app.errors import BreaksRule

KINDS: Final = (
    "compensation", "settlement", "disclosure", "warning", "interview", "accountability", "reminder", "listing",
    "ranking", "supervision", "control", "trace", "spatial", "monitoring",
)  # fmt: skip


class BadRuleSet(BreaksRule):
    """A rule set's file that cannot be used; the sentence names the file and the key."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle an ambiguity (可选口径); ``levels`` are assessment levels where it chooses among them."""

    value: str
    words: Words
    levels: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {"value": self.value, **self.words.as_dict()}


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Something the plan does not say, as a named setting (待定事项): its options, default and the reason for it."""

    name: str
    title: Words
    options: tuple[Option, ...]
    default: str
    reason: Words

    def option(self, value: str) -> Option:
        """The option of that value; a named error with those allowed where there is none."""
        for option in self.options:
            if option.value == value:
                return option
        allowed = "、".join(option.value for option in self.options)
        raise BreaksRule(
            f"设置“{self.name}”没有取值“{value}”，可取：{allowed}。",
            f"The setting {self.name!r} has no value {value!r}; it may be: {allowed}.",
            parameter=self.name,
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "name": self.name,
            "title": self.title.as_dict(),
            "options": [option.as_dict() for option in self.options],
            "default": self.default,
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Selection:
    """Which subjects a rule looks at (适用对象); an empty tuple does not narrow.

    ``names`` are pairs of name and river (river None where the plan names none); ``levels_setting`` names the
    ambiguity whose option lists the assessment levels.
    """

    kinds: tuple[str, ...] = ("section",)
    names: tuple[tuple[str, str | None], ...] = ()
    rivers: tuple[str, ...] = ()
    assessment_levels: tuple[str, ...] = ()
    control_levels: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    levels_setting: str | None = None
    in_township: bool = False

    def holds(self, subject: SubjectMonth, levels: tuple[str, ...] = ()) -> bool:
        """Whether the subject is meant; ``levels`` are those of the setting's option."""
        wanted = self.assessment_levels or levels
        return (
            subject.kind in self.kinds
            and (not self.names or any(_is_named(subject, name, river) for name, river in self.names))
            and (not self.rivers or subject.river in self.rivers)
            and (not wanted or subject.kind != "section" or subject.assessment_level in wanted)
            and (not self.control_levels or subject.control_level in self.control_levels)
            and (not self.scales or subject.kind != "water_source" or subject.scale in self.scales)
            and (not self.in_township or bool(subject.township))
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a plan (规则).

    Attributes
    ----------
    kind, form
        What it is for (`KINDS`), and how it is computed (`app.accountability.forms.FORMS`).
    clause
        The plan's own numbering, 三（二）.
    text
        What the clause says, in own words.
    lead, implement
        Bodies that answer for it.
    """

    id: str
    kind: str
    form: str
    clause: str
    title: Words
    text: Words
    selection: Selection
    lead: tuple[str, ...] = ()
    implement: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "id": self.id,
            "kind": self.kind,
            "form": self.form,
            "clause": self.clause,
            "title": self.title.as_dict(),
            "text": self.text.as_dict(),
            "lead": list(self.lead),
            "implement": list(self.implement),
            "parameters": dict(self.parameters),
        }


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A plan as data (规则集).

    Attributes
    ----------
    document_number
        文号; None where the plan's text does not give it.
    districts, every_district
        Whom it binds: the names of districts, the plan's own and those of the register; or every district of its
        area.
    valid_from, valid_to
        First and last day in force; ``validity_note`` says where they are from.
    findings
        What may be put on record under this plan, by word.
    """

    id: str
    title: Words
    document_number: str | None
    issuer: Words
    dated: date
    source: str
    confidence: str
    area: Words
    bodies: tuple[str, ...]
    districts: tuple[str, ...]
    every_district: bool
    valid_from: date
    valid_to: date | None
    validity_note: Words
    exceedance: Words
    roles: Mapping[str, str]
    findings: Mapping[str, Words]
    ambiguities: Mapping[str, Ambiguity]
    rules: tuple[Rule, ...]

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; a named error where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise BreaksRule(
            f"规则集 {self.id} 没有规则“{rule_id}”。",
            f"The rule set {self.id} has no rule {rule_id!r}.",
            parameter="rule",
        )

    def binds(self, district: str | None) -> bool:
        """Whether the plan binds a district (是否适用); an unknown one only where it binds every district."""
        return self.every_district or district in self.districts

    def is_in_force(self, month: str) -> bool:
        """Whether the plan is in force on any day of the month (是否有效)."""
        after_start = self.valid_from.isoformat()[:7] <= month
        return after_start and (self.valid_to is None or self.valid_to.isoformat()[:7] >= month)

    def ground(self, rule: Rule) -> Words:
        """The plan and clause as letters cite them (依据)."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return Words(
            f"依据《{self.title.zh}》{number}{rule.clause}",
            f"Under {self.title.en}{f' ({self.document_number})' if self.document_number else ''}, {rule.clause}",
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON ready, with its settings and rules."""
        return {
            "id": self.id,
            "title": self.title.as_dict(),
            "document_number": self.document_number,
            "issuer": self.issuer.as_dict(),
            "date": self.dated.isoformat(),
            "source": self.source,
            "confidence": self.confidence,
            "area": self.area.as_dict(),
            "bodies": list(self.bodies),
            "districts": list(self.districts),
            "every_district": self.every_district,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "validity_note": self.validity_note.as_dict(),
            "exceedance": self.exceedance.as_dict(),
            "roles": dict(self.roles),
            "findings": {word: words.as_dict() for word, words in self.findings.items()},
            "settings": [ambiguity.as_dict() for ambiguity in self.ambiguities.values()],
            "rules": [rule.as_dict() for rule in self.rules],
        }


Settings = Mapping[str, Option]


def chosen_settings(rule_set: RuleSet, overrides: Mapping[str, str] | None = None) -> dict[str, Option]:
    """The option of every ambiguity: the default, or what the office has chosen (采用口径).

    Raises
    ------
    BreaksRule
        A name that the rule set does not have, or a value that is not among its options.

    Examples
    --------
    >>> from app.accountability.rule_set import load_rule_set
    >>> chosen_settings(load_rule_set("gaoxin_2023"), {"exceedance": "class_3"})["exceedance"].value
    'class_3'
    """
    overrides = overrides or {}
    for name in overrides:
        if name not in rule_set.ambiguities:
            known = "、".join(rule_set.ambiguities)
            raise BreaksRule(
                f"规则集 {rule_set.id} 没有设置“{name}”；可设置：{known}。",
                f"The rule set {rule_set.id} has no setting {name!r}; it has: {known}.",
                parameter=name,
            )
    return {
        name: ambiguity.option(overrides.get(name, ambiguity.default))
        for name, ambiguity in rule_set.ambiguities.items()
    }


def bound_to(rule_set: RuleSet, districts: tuple[str, ...]) -> RuleSet:
    """The rule set as if it bound these districts (试算适用范围), to try a plan on another county's months.

    Examples
    --------
    >>> from app.accountability.rule_set import load_rule_set
    >>> bound_to(load_rule_set("pinglu_2021"), ("冠县",)).binds("冠县")
    True
    """
    return replace(rule_set, districts=districts, every_district=False)


def selected(rule: Rule, subject: SubjectMonth, settings: Settings) -> bool:
    """Whether the rule looks at the subject under these settings (是否在适用对象内)."""
    setting = rule.selection.levels_setting
    return rule.selection.holds(subject, settings[setting].levels if setting else ())


def _is_named(subject: SubjectMonth, name: str, river: str | None) -> bool:
    """Whether a subject bears the name; where both sides give a river, it must agree."""
    names = {text.removesuffix("断面") for text in (subject.name, *subject.aliases)}
    return name.removesuffix("断面") in names and (river is None or not subject.river or river == subject.river)
