"""States of a notice and the steps between them (文书状态): who may take a step, and what it needs.

The tables stand in ``data/notice_states.csv`` and ``data/notice_steps.csv``. The document number comes from the office:
nothing here makes one.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from app.accountability.words import Words
from app.errors import BreaksRule, Clash, NotAllowed

FIRST: Final = "draft"
VOID: Final = "void"
CLOSED: Final = "closed"
NEEDS: Final[Mapping[str, Words]] = {
    "text": Words("文书正文", "the letter's text"),
    "signer": Words("签发人", "who signed"),
    "signed_on": Words("签发日期", "the day it was signed"),
    "document_number": Words("文号（由办公室给出）", "the document number, given by the office"),
    "sealed_on": Words("用印日期", "the day it was sealed"),
    "delivered_on": Words("送达日期", "the day it was delivered"),
    "receipt": Words("送达回执", "the receipt"),
    "answer": Words("反馈内容", "the answer"),
    "closing_reason": Words("销号依据", "why it is closed"),
    "reason": Words("理由", "the reason"),
}
_DATES: Final = ("signed_on", "sealed_on", "delivered_on")


@dataclass(frozen=True, slots=True)
class NoticeStep:
    """One step between two states (文书流转).

    Attributes
    ----------
    roles
        Roles that may take it; an administrator may take every step.
    other_person
        Whether it must be another person than who drafted.
    needs
        Names of what has to be given, of `NEEDS`.
    """

    action: str
    from_state: str
    to_state: str
    words: Words
    roles: tuple[str, ...]
    other_person: bool
    needs: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "action": self.action,
            "from_state": self.from_state,
            "to_state": self.to_state,
            "words": self.words.as_dict(),
            "roles": list(self.roles),
            "other_person": self.other_person,
            "needs": [{"name": name, **NEEDS[name].as_dict()} for name in self.needs],
        }


@cache
def notice_states() -> Mapping[str, Words]:
    """The states in order, by id (文书状态).

    Examples
    --------
    >>> [words.zh for words in notice_states().values()]
    ['拟稿', '核稿', '签发', '编号', '用印', '送达', '反馈', '销号', '作废']
    """
    return {row["state"]: Words(row["zh"], row["en"]) for row in _rows("notice_states.csv")}


@cache
def notice_steps() -> tuple[NoticeStep, ...]:
    """All steps between states (文书流转表).

    Examples
    --------
    >>> [step.to_state for step in notice_steps() if step.action == "number"]
    ['numbered']
    """
    return tuple(
        NoticeStep(
            row["action"], row["from_state"], row["to_state"], Words(row["zh"], row["en"]),
            tuple(row["roles"].split(";")), row["other_person"] == "yes", tuple(row["needs"].split(";")),
        )
        for row in _rows("notice_steps.csv")
    )  # fmt: skip


def steps_from(state: str, role: str | None = None) -> list[NoticeStep]:
    """The steps that can be taken from a state (可办步骤), those of a role where one is given.

    Examples
    --------
    >>> [step.action for step in steps_from("delivered")], steps_from("closed")
    (['answer', 'void'], [])
    >>> [step.action for step in steps_from("delivered", "inspector")]
    ['answer']
    """
    return [
        step
        for step in notice_steps()
        if step.from_state == state and (role is None or role == "admin" or role in step.roles)
    ]


def check_step(
    state: str, action: str, *, role: str, person: str, drafted_by: str, given: Mapping[str, str]
) -> NoticeStep:
    """The step, where it can be taken now by this person with what is given (流转检查).

    Parameters
    ----------
    given
        Texts by the names of `NEEDS`; days as ``YYYY-MM-DD``.

    Raises
    ------
    Clash
        No such step leads from this state.
    NotAllowed
        The role may not take it, or it needs another person than who drafted.
    BreaksRule
        Something it needs is blank, or a day cannot be read.

    Examples
    --------
    >>> who = {"role": "analyst", "person": "b", "drafted_by": "a"}
    >>> check_step("signed", "number", given={"document_number": "聊环函〔2023〕1号"}, **who).to_state
    'numbered'
    >>> check_step("signed", "number", given={}, **who)
    Traceback (most recent call last):
    ...
    app.errors.BreaksRule: This step needs the document number, given by the office.
    """
    step = next((step for step in steps_from(state) if step.action == action), None)
    if step is None:
        name = notice_states()[state].zh if state in notice_states() else state
        raise Clash(
            f"文书处于“{name}”状态，不能进行这一步。", f"The notice is {state!r}; this step cannot be taken from there."
        )
    if role != "admin" and role not in step.roles:
        raise NotAllowed(
            f"您的角色（{role}）不能办理“{step.words.zh}”。", f"Your role ({role}) may not take this step."
        )
    if step.other_person and person == drafted_by:
        raise NotAllowed("核稿人不能是拟稿人。", "Whoever drafted a notice cannot review it.")
    for name in step.needs:
        text = given.get(name, "").strip()
        if not text:
            raise BreaksRule(
                f"“{step.words.zh}”需要填写：{NEEDS[name].zh}。", f"This step needs {NEEDS[name].en}.", parameter=name
            )
        if name in _DATES and not _is_day(text):
            raise BreaksRule(
                f"日期“{text}”无法识别，应写成 2023-05-31。", f"The day {text!r} cannot be read; write 2023-05-31.",
                parameter=name,
            )  # fmt: skip
    return step


def _is_day(text: str) -> bool:
    """Whether the text is a day ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the package's tables."""
    text = files("app.accountability").joinpath(f"data/{name}").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
