"""A letter that is due: why, to whom, on what ground (应发文书)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accountability.outcome import SubjectMonth
from app.accountability.rules import Rule, RuleSet
from app.accountability.runs import Step
from app.accountability.words import Words, as_lists


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes (发送对象).

    ``names`` are bodies or persons by name; empty where the register has none, which then is a gap.
    """

    role: Words
    names: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {"role": self.role.as_dict(), "names": list(self.names)}


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """One letter that a rule asks for in a month (应发文书).

    Attributes
    ----------
    key
        Stable: rule set, rule, subject, district, period and month; the same months give the same keys.
    issuer
        Who sends it: the rule's lead bodies.
    run
        How many in a row; 0 for letters that follow from something put on record.
    basis
        The periods it rests on, those passed over included, oldest first.
    reasons
        Sentences that name the months, values and choices.
    deadline_days
        [day] where the clause states it; None else. ``needs_deadline``: the clause asks for one without days.
    needs_judgement, questions
        Whether a person has to decide before it is drafted, and what about.
    gaps
        What the letter lacks: addressees that the register does not have, a deadline.
    is_in_force
        Whether the plan is in force in the month.
    choices
        Measures among which a person picks, where the clause leaves it open (视情).
    """

    key: str
    rule_set: str
    rule: str
    kind: str
    clause: str
    title: Words
    ground: Words
    month: str
    period: str
    subject_kind: str
    subject_code: str
    subject_name: str
    subject_label: Words
    river: str | None
    district: str | None
    township: str | None
    issuer: tuple[str, ...]
    addressees: tuple[Addressee, ...]
    report_to: tuple[str, ...]
    run: int
    basis: tuple[Step, ...]
    reasons: tuple[Words, ...]
    deadline_days: int | None
    needs_deadline: bool
    needs_judgement: bool
    questions: tuple[Words, ...]
    gaps: tuple[Words, ...]
    is_in_force: bool
    choices: tuple[Words, ...] = ()
    indicators: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        plain = {
            name: getattr(self, name)
            for name in (
                "key", "rule_set", "rule", "kind", "clause", "month", "period", "subject_kind", "subject_code",
                "subject_name", "river", "district", "township", "run", "deadline_days", "needs_deadline",
                "needs_judgement", "is_in_force",
            )
        }  # fmt: skip
        return {
            **plain,
            "title": self.title.as_dict(),
            "ground": self.ground.as_dict(),
            "subject_label": self.subject_label.as_dict(),
            "issuer": list(self.issuer),
            "addressees": [one.as_dict() for one in self.addressees],
            "report_to": list(self.report_to),
            "basis": [{**step.answer.as_dict(), "site_state": step.state} for step in self.basis],
            "choices": [one.as_dict() for one in self.choices],
            "indicators": list(self.indicators),
            **as_lists(self.reasons, "reasons"),
            **as_lists(self.questions, "questions"),
            **as_lists(self.gaps, "gaps"),
        }


def notice_due(
    rule_set: RuleSet,
    rule: Rule,
    subject: SubjectMonth,
    *,
    district: str | None = None,
    period: str = "month",
    run: int = 0,
    basis: Sequence[Step] = (),
    reasons: Sequence[Words] = (),
    questions: Sequence[Words] = (),
    indicators: Sequence[str] = (),
) -> NoticeDue:
    """A letter for one subject (拟发文书), its addressees looked up in the subject's record.

    ``district`` is the one written to, where a section is shared. An addressee that the register lacks becomes a
    gap that is named, never a blank.
    """
    parameters = rule.parameters
    district = district or subject.district
    addressees, gaps = _addressees(parameters["addressees"], subject, district)
    choices = [
        Words(zh, en) for zh, en in zip(parameters.get("choices_zh", ()), parameters.get("choices_en", ()), strict=True)
    ]
    asked = list(questions)
    if choices:
        asked.append(Words(
            "视情采取哪一种：" + "、".join(one.zh for one in choices),
            "Which measure, by circumstances: " + ", ".join(one.en for one in choices),
        ))  # fmt: skip
    if parameters.get("needs_deadline"):
        gaps.append(Words("整改期限原文未写，请填写", "The plan gives no days for the deadline; enter them"))
    return NoticeDue(
        key=":".join([rule_set.id, rule.id, subject.code, district or "", period, subject.month]),
        rule_set=rule_set.id,
        rule=rule.id,
        kind=rule.kind,
        clause=rule.clause,
        title=rule.title,
        ground=rule_set.ground(rule),
        month=subject.month,
        period=period,
        subject_kind=subject.kind,
        subject_code=subject.code,
        subject_name=subject.name,
        subject_label=subject.label(),
        river=subject.river,
        district=district,
        township=subject.township,
        issuer=rule.lead,
        addressees=addressees,
        report_to=tuple(parameters.get("report_to", ())),
        run=run,
        basis=tuple(basis),
        reasons=tuple(reasons),
        deadline_days=parameters.get("deadline_days"),
        needs_deadline=bool(parameters.get("needs_deadline")),
        needs_judgement=bool(asked),
        questions=tuple(asked),
        gaps=tuple(gaps),
        is_in_force=rule_set.is_in_force(subject.month),
        choices=tuple(choices),
        indicators=tuple(indicators),
    )


def _addressees(
    written: Sequence[dict[str, str]], subject: SubjectMonth, district: str | None
) -> tuple[tuple[Addressee, ...], list[Words]]:
    """The addressees by name, and a gap for each that the register lacks or names more than once."""
    known = {
        "{district}": (district,),
        "{township}": (subject.township,),
        "{river_chiefs}": tuple(chief.name for chief in subject.river_chiefs),
        "{responsible_bodies}": subject.responsible_bodies,
        "{subject}": (subject.name,),
    }
    found, gaps = [], []
    for one in written:
        role = Words(one["role_zh"], one["role_en"])
        names = tuple(name for name in known.get(one["who"], (one["who"],)) if name)
        found.append(Addressee(role, names))
        if not names:
            gaps.append(Words(f"{role.zh}未登记，请填写", f"{role.en}: not on record, enter who it is"))
        elif one["who"] == "{river_chiefs}" and len(names) > 1:
            gaps.append(
                Words(f"登记了{len(names)}名河长，请核定责任河长", f"{len(names)} river chiefs on record; pick one")
            )
    return tuple(found), gaps
