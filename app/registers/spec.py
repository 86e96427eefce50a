"""What a register is: its fields, states and transitions, as data (台账规格).

From a specification come the check of what is entered, the answers of the API, the form on the page and the export.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.errors import Fault

FieldKind = Literal[
    "text", "integer", "number", "date", "month", "instant", "choice", "money_fen", "list", "json", "file", "section",
    "indicator", "feature",
]  # fmt: skip
Content = Mapping[str, Any]
LONGEST_KEY: Final = 400


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value with its words (选项)."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class RegisterField:
    """One field of a register (字段).

    Attributes
    ----------
    kind
        ``money_fen`` is a whole number of fen; ``list`` a list of texts; ``section`` the code of a section,
        ``indicator`` of an indicator; ``feature`` the code of a feature of ``layer``; ``instant`` a moment with its
        offset; ``file`` the SHA-256 of a file that is kept.
    choices, is_open
        Allowed values; where ``is_open``, others may be written too.
    many
        A list of such values, for ``file``, ``indicator`` and ``feature``.
    by_transition
        Never entered by itself: a transition brings it (文号 comes with 编号).
    in_list
        Shown as a column of the list.
    minimum, maximum
        Bounds of a number, both included.
    layer
        Whose features a ``feature`` is of.
    """

    name: str
    kind: FieldKind
    zh: str
    en: str
    unit: str | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    is_open: bool = False
    help_zh: str = ""
    help_en: str = ""
    many: bool = False
    multiline: bool = False
    by_transition: bool = False
    in_list: bool = False
    minimum: float | None = None
    maximum: float | None = None
    layer: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        pairs = {name: getattr(self, name) for name in self.__slots__}
        return pairs | {"choices": [{"value": c.value, "zh": c.zh, "en": c.en} for c in self.choices]}


@dataclass(frozen=True, slots=True)
class State:
    """A state of an entry (状态): ``editable`` while its content may change, ``closed`` when nothing is owed any more,
    ``void`` when the entry counts as never made. ``deadline`` is the field of the deadline that counts in this state,
    blank for none, None for the register's own."""

    id: str
    zh: str
    en: str
    editable: bool = False
    closed: bool = False
    void: bool = False
    deadline: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one state to another (流转).

    Attributes
    ----------
    zh, en
        The act: 签发, Sign.
    role
        Who may: a role, or several joined by ``|``; admin always.
    needs, takes
        Fields that must be filled afterwards, and further ones that may come with it.
    note_needed
        Not without a reason in words.
    other_person
        Not by the one who made the entry (核稿人不是拟稿人); an administrator may.
    other_than_last
        Not by the one who took the step before (认定人不是排查人); an administrator may. The state it leads from is not
        editable, so that the last change is that step. Who took this very step back may take it again: see `was_taken`.
    only_if
        A field and the value that it must hold for this step.
    """

    from_state: str
    to_state: str
    zh: str
    en: str
    role: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    note_needed: bool = False
    other_person: bool = False
    other_than_last: bool = False
    only_if: tuple[str, str] | None = None

    def was_taken(self, content: Mapping[str, Any]) -> bool:
        """Whether this step was taken before (已办理过): all that it needs is in the content from then.

        Back in the state before it, the last step was to take it back, which bars nobody from taking it anew.

        >>> verdict = Transition("finding", "verdict", "认定", "Judge", "analyst", needs=("verdict",))
        >>> verdict.was_taken({"verdict": "excluded"}), verdict.was_taken({})
        (True, False)
        """
        return bool(self.needs) and all(name in content for name in self.needs)

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "from": self.from_state, "to": self.to_state, "zh": self.zh, "en": self.en, "role": self.role,
            "needs": list(self.needs), "takes": list(self.takes), "note_needed": self.note_needed,
            "other_person": self.other_person, "other_than_last": self.other_than_last,
            "only_if": list(self.only_if) if self.only_if else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """One register (台账).

    Attributes
    ----------
    states
        The first one is the state of a new entry.
    key_fields
        What makes an entry the same one when it is entered again.
    subject_field, month_field
        Which fields an entry is found by: what it is about, and its month.
    last_month_field
        Where an entry holds for a span of months, the last one, included.
    title_fields
        What names an entry in a sentence.
    deadline_field
        A date after which an entry that is not closed is overdue (逾期): derived each time, never stored; a state may
        name another.
    rules
        Further checks of the content as a whole; each gives faults.
    """

    id: str
    zh: str
    en: str
    help_zh: str
    help_en: str
    fields: tuple[RegisterField, ...]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    key_fields: tuple[str, ...]
    read_role: str
    write_role: str
    title_fields: tuple[str, ...]
    subject_field: str | None = None
    month_field: str | None = None
    last_month_field: str | None = None
    deadline_field: str | None = None
    rules: tuple[Callable[[Content], Sequence[Fault]], ...] = ()

    def field(self, name: str) -> RegisterField:
        """The field of that name; KeyError where there is none."""
        return next(iter(one for one in self.fields if one.name == name), None) or _missing(name)

    def state(self, state_id: str) -> State:
        """The state of that id; KeyError where there is none."""
        return next(iter(one for one in self.states if one.id == state_id), None) or _missing(state_id)

    @property
    def first_state(self) -> State:
        """The state of a new entry."""
        return self.states[0]

    def key(self, content: Content) -> str:
        """The key of an entry: its key fields joined by ``/``, a stroke inside one doubled (条目主键).

        Examples
        --------
        >>> from app.registers.catalogue import register_spec
        >>> register_spec("progress").key({"work": "12", "month": "2023-05"})
        '12/2023-05'
        """
        parts = [content.get(name) for name in self.key_fields]
        words = [
            "+".join(map(str, part)) if isinstance(part, list) else "" if part is None else str(part) for part in parts
        ]
        return "/".join(word.replace("/", "//") for word in words)

    def transitions_from(self, state_id: str) -> tuple[Transition, ...]:
        """The steps that lead out of a state."""
        return tuple(one for one in self.transitions if one.from_state == state_id)

    def as_dict(self) -> dict[str, Any]:
        """JSON ready: what a form, a list and a check need."""
        plain = (
            "id", "zh", "en", "help_zh", "help_en", "read_role", "write_role", "subject_field", "month_field",
            "last_month_field", "deadline_field",
        )  # fmt: skip
        return {
            **{name: getattr(self, name) for name in plain},
            "title_fields": list(self.title_fields),
            "key_fields": list(self.key_fields),
            "fields": [one.as_dict() for one in self.fields],
            "states": [one.as_dict() for one in self.states],
            "transitions": [one.as_dict() for one in self.transitions],
        }


def _missing(name: str) -> Any:
    raise KeyError(name)
