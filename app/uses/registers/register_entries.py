"""Entries of registers: entered, changed and moved from state to state (台账登记与流转).

The caller owns the transaction; every function here that changes an entry writes one event with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from app.errors import Clash, Fault, NotAllowed
from app.registers.catalogue import register_spec
from app.registers.check import LONGEST_TEXT, missing
from app.registers.spec import LONGEST_KEY, RegisterSpec, Transition
from app.store.engine import Store
from app.store.registers import Entry, add_entry, change_entry, find_entry, load_entry, lock_register, stale
from app.uses.registers.register_content import absent_files, check_against, checked_content, refuse_overlap, refused


def enter(
    c: Connection, store: Store, register: str, given: Mapping[str, Any], *, who: str, note: str = "",
    key: str | None = None, keep: bool = False,
) -> tuple[Entry, bool]:  # fmt: skip
    """An entry, and whether it is new (登记): the same content again is the entry there is.

    Parameters
    ----------
    given
        Content by the fields of the register.
    key
        What makes it the same entry; else it is made of the key fields. An entry that was revoked or voided does not
        stand in the way of a new one.
    keep
        Give the entry there is whatever it holds, also where it was voided: a draft made by a program is never made
        a second time.

    Raises
    ------
    BreaksRule
        The content has faults, listed by field.
    Clash
        There is such an entry with another content, or the name stands for another site already.
    """
    spec = register_spec(register)
    lock_register(c, store, register)
    content = checked_content(c, store, spec, given)
    wanted = (key or spec.key(content))[:LONGEST_KEY]
    known, free = _standing(c, store, spec, wanted)
    if known is not None and (keep or not spec.state(known.state).void):
        if keep or known.content == content:
            return known, False
        raise Clash(
            f"已有同一条目（编号 {known.id}，{spec.state(known.state).zh}，{known.made_by} 登记），内容不同。"
            "请改那一条，或改正关键栏目。",
            f"There is such an entry already ({known.id}, {spec.state(known.state).en}, by {known.made_by}) with "
            "another content; change that one, or mend what tells them apart.",
            parameter="key", code="entry_there",
        )  # fmt: skip
    refuse_overlap(c, store, spec, content, None)
    entry = add_entry(
        c, store, register=register, key=free, subject=_text(content, spec.subject_field),
        month=_text(content, spec.month_field), state=spec.first_state.id, content=content, who=who, note=note,
    )  # fmt: skip
    return entry, True


def _standing(c: Connection, store: Store, spec: RegisterSpec, key: str) -> tuple[Entry | None, str]:
    """The latest entry of a key, and a key that is free; void entries keep theirs."""
    latest, free, number = find_entry(c, store, spec.id, key), key, 1
    while latest is not None:
        number += 1
        free = f"{key}#{number}"
        after = find_entry(c, store, spec.id, free)
        if after is None:
            break
        latest = after
    return latest, free


def amend(
    c: Connection, store: Store, register: str, entry_id: int, given: Mapping[str, Any], *, version: int, who: str,
    note: str = "",
) -> Entry:  # fmt: skip
    """An entry with other content (修改): members of ``given`` replace, a null takes one away; what is equal stays.

    Raises
    ------
    Clash
        Somebody changed it since ``version``, or its state lets nothing be changed.
    BreaksRule
        The content has faults.
    """
    spec = register_spec(register)
    lock_register(c, store, register)
    entry = load_entry(c, store, register, entry_id)
    if entry.version != version:
        raise stale(entry)
    state = spec.state(entry.state)
    if not state.editable:
        raise Clash(
            f"状态为“{state.zh}”的条目不能修改。可先退回或撤销。",
            f"An entry that is {state.en.lower()} cannot be changed; send it back or revoke it first.",
            parameter="state", code="entry_fixed",
        )  # fmt: skip
    there = {field.name for field in spec.fields if field.by_transition and field.name in entry.content}
    unchanged = {name for name in there if given.get(name, entry.content[name]) == entry.content[name]}
    content = checked_content(c, store, spec, {**entry.content, **given}, allow=unchanged, before=entry.content)
    if content == entry.content:
        return entry
    refuse_overlap(c, store, spec, content, entry.id)
    return change_entry(
        c, store, entry, content=content, subject=_text(content, spec.subject_field),
        month=_text(content, spec.month_field), who=who, note=note,
    )  # fmt: skip


def move(
    c: Connection, store: Store, register: str, entry_id: int, to_state: str, *, who: str,
    may: Callable[[str], bool], note: str = "", fields: Mapping[str, Any] | None = None,
    file_sha256: str | None = None, version: int | None = None,
) -> Entry:  # fmt: skip
    """An entry in another state (流转).

    Parameters
    ----------
    may
        Whether the person may do what needs a role.
    fields
        What comes with the step, by the transition's ``needs`` and ``takes``.
    file_sha256
        A kept file that belongs to the step as such.
    version
        The version the person saw, None where any will do.

    Raises
    ------
    Clash
        No step leads there from its state, or somebody changed it since ``version``.
    NotAllowed
        The step is not for this person's role, or needs another person than the one who made the entry or took the
        step before.
    BreaksRule
        A field or a reason is lacking or wrong.
    """
    spec = register_spec(register)
    lock_register(c, store, register)
    entry = load_entry(c, store, register, entry_id)
    if version is not None and entry.version != version:
        raise stale(entry)
    step = _step(spec, entry, to_state)
    if not may(step.role):
        raise NotAllowed(
            f"“{step.zh}”需要角色：{step.role.replace('|', ' 或 ')}。",
            f"The step “{step.en}” needs the role {step.role.replace('|', ' or ')}.",
        )
    if step.other_person and who == entry.made_by and not may("admin"):
        raise NotAllowed(
            f"“{step.zh}”须由登记人（{entry.made_by}）以外的人办理。",
            f"The step “{step.en}” needs another person than {entry.made_by}, who made the entry.",
        )
    if step.other_than_last and who == entry.changed_by and not step.was_taken(entry.content) and not may("admin"):
        raise NotAllowed(
            f"“{step.zh}”须由上一步办理人（{entry.changed_by}）以外的人办理。",
            f"The step “{step.en}” needs another person than {entry.changed_by}, who took the step before.",
        )
    brought = set(step.needs) | set(step.takes)
    given = dict(fields or {})
    faults = [
        Fault("field_not_of_step", f"“{step.zh}”不填写“{name[:40]}”。请删去。",
              f"The step “{step.en}” does not take “{name[:40]}”; leave it out.", field=name[:40])
        for name in given if name not in brought
    ]  # fmt: skip
    if step.note_needed and not note.strip():
        faults.append(Fault(
            "note_missing", f"“{step.zh}”须写明理由。请填写。", f"“{step.en}” needs a reason; write it.", field="note"
        ))  # fmt: skip
    if step.only_if is not None and entry.content.get(step.only_if[0]) != step.only_if[1]:
        faults.append(_not_for_this(spec, step, step.only_if))
    if not faults:
        there = {field.name for field in spec.fields if field.by_transition and field.name in entry.content}
        content, faults = check_against(
            c, store, spec, {**entry.content, **given}, allow=brought | there, before=entry.content
        )
        faults = faults or [missing(spec.field(name)) for name in step.needs if name not in content]
    if file_sha256 is not None:
        faults += absent_files(c, store, [("file_sha256", file_sha256)])
    if faults:
        raise refused(faults)
    return change_entry(
        c, store, entry, content=content, subject=_text(content, spec.subject_field),
        month=_text(content, spec.month_field), who=who, state=to_state, note=note.strip(), file_sha256=file_sha256,
    )  # fmt: skip


def _not_for_this(spec: RegisterSpec, step: Transition, only_if: tuple[str, str]) -> Fault:
    """The fault of a step that wants another value of a field."""
    field = spec.field(only_if[0])
    wanted = next((one for one in field.choices if one.value == only_if[1]), None)
    zh, en = (wanted.zh, wanted.en) if wanted else (only_if[1], only_if[1])
    return Fault(
        "step_needs_value", f"“{field.zh}”为“{zh}”时才能“{step.zh}”。请先改正。",
        f"“{step.en}” is only for “{field.en}”: {en}; mend that first.", field=field.name,
    )  # fmt: skip


def _step(spec: RegisterSpec, entry: Entry, to_state: str) -> Transition:
    """The transition from an entry's state to another."""
    steps = spec.transitions_from(entry.state)
    for step in steps:
        if step.to_state == to_state:
            return step
    now = spec.state(entry.state)
    zh = "、".join(step.zh for step in steps) or "无"
    en = ", ".join(step.to_state for step in steps) or "none"
    raise Clash(
        f"“{now.zh}”的条目不能这样流转，可以：{zh}。",
        f"An entry that is {now.id} cannot go there; it can go to: {en}.",
        parameter="to", code="no_such_step",
    )  # fmt: skip


def _text(content: Mapping[str, Any], name: str | None) -> str | None:
    value = content.get(name) if name else None
    return None if value is None else str(value)


def clean_note(note: str) -> str:
    """A note as it is kept (说明): trimmed, without control signs, at most 8,000 characters.

    >>> clean_note("  已核实\\x00 ")
    '已核实'
    """
    return "".join(sign for sign in note if sign >= " " or sign in "\n\t").strip()[:LONGEST_TEXT]
