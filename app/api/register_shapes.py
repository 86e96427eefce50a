"""Entries of registers as JSON and as rows of a table (台账条目的形状)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from app.deps import Caller
from app.export.table_file import TableColumn
from app.registers.instants import CHINA, instant_of
from app.registers.spec import RegisterField, RegisterSpec, Transition
from app.store.engine import Store
from app.store.files import load_files
from app.store.registers import Entry, Event
from app.uses.registers.register_lookup import is_overdue, today_in_china

Note = Annotated[str, Field(max_length=2000, description="说明或理由 · why; kept with the event")]


class NewEntry(BaseModel):
    """What is entered."""

    model_config = ConfigDict(extra="forbid")

    content: Annotated[
        dict[str, Any], Field(description="栏目取值，见该台账的 fields · values by the register's fields")
    ]
    note: Note = ""
    key: Annotated[
        str | None,
        Field(min_length=1, max_length=400, description="主键；不填则由关键栏目组成 · else made of the key fields"),
    ] = None


class EntryChange(BaseModel):
    """What is changed; a null takes a value away."""

    model_config = ConfigDict(extra="forbid")

    content: Annotated[dict[str, Any], Field(description="要改的栏目 · the fields to change")]
    note: Note = ""


class EntryMove(BaseModel):
    """A step to another state."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[str, Field(max_length=40, description="目标状态 · the state it shall have")]
    note: Note = ""
    fields: Annotated[dict[str, Any], Field(description="该步骤需填的栏目 · what comes with the step")] = {}
    file_sha256: Annotated[
        str | None, Field(pattern="^[0-9a-f]{64}$", description="属于这一步的文件 · a file of the step, sent in before")
    ] = None


def may(user: Caller, role: str) -> bool:
    """Whether a person has one of the roles ``role|role``."""
    return user.may(role, public_read=False)


def may_step(user: Caller, entry: Entry, step: Transition) -> bool:
    """Whether a person may take a step: by the role, where another person is needed by the name, and by the value
    that the step is for."""
    barred = (step.other_person and user.name == entry.made_by) or (
        step.other_than_last and user.name == entry.changed_by and not step.was_taken(entry.content)
    )
    fits = step.only_if is None or entry.content.get(step.only_if[0]) == step.only_if[1]
    return fits and may(user, step.role) and (not barred or may(user, "admin"))


def describe_register(spec: RegisterSpec, user: Caller, counts: dict[str, int]) -> dict[str, Any]:
    """A specification as JSON, with what the person may do and how many entries stand in each state."""
    states = [state | {"count": counts.get(str(state["id"]), 0)} for state in (one.as_dict() for one in spec.states)]
    return {
        **spec.as_dict(), "states": states, "may_read": may(user, spec.read_role),
        "may_write": may(user, spec.write_role),
    }  # fmt: skip


def describe_entry(spec: RegisterSpec, entry: Entry, user: Caller, today: date | None = None) -> dict[str, Any]:
    """An entry as JSON; ``transitions`` are the steps from its state, ``may`` whether this person may take each."""
    state = spec.state(entry.state)
    return {
        "id": entry.id, "register": entry.register, "key": entry.key, "subject": entry.subject, "month": entry.month,
        "state": entry.state, "state_zh": state.zh, "state_en": state.en, "version": entry.version,
        "content": entry.content, "overdue": is_overdue(spec, entry, today or today_in_china()),
        "made_at": instant(entry.made_at), "made_by": entry.made_by,
        "changed_at": instant(entry.changed_at), "changed_by": entry.changed_by,
        "may_change": state.editable and may(user, spec.write_role),
        "transitions": [
            {
                "to": step.to_state, "zh": step.zh, "en": step.en, "needs": list(step.needs),
                "takes": list(step.takes), "note_needed": step.note_needed, "role": step.role,
                "may": may_step(user, entry, step),
            }
            for step in spec.transitions_from(entry.state)
        ],
    }  # fmt: skip


def instant(at: Any) -> str:
    """An instant as RFC 3339 in UTC."""
    return str(at.isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def describe_event(spec: RegisterSpec, event: Event, before: Event | None) -> dict[str, Any]:
    """An event as JSON; ``changed`` lists the fields whose values it changed."""
    old = before.content if before else {}
    names = [field.name for field in spec.fields if old.get(field.name) != event.content.get(field.name)]
    return {
        "id": event.id, "version": event.version, "at": instant(event.at), "who": event.who, "action": event.action,
        "from": event.from_state, "to": event.to_state, "to_zh": spec.state(event.to_state).zh,
        "to_en": spec.state(event.to_state).en, "note": event.note, "file_sha256": event.file_sha256,
        "changed": names, "content": event.content,
    }  # fmt: skip


def files_of(
    connection: Connection, store: Store, spec: RegisterSpec, contents: Iterable[dict[str, Any]],
    more: Iterable[str | None] = (),
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """Name, kind and size of the files that contents name, by SHA-256."""
    wanted = {one for one in more if one}
    for content in contents:
        for field in spec.fields:
            if field.kind == "file" and field.name in content:
                value = content[field.name]
                wanted.update(value if isinstance(value, list) else [value])
    return {
        sha256: {"name": kept.name, "media_type": kept.media_type, "size_bytes": kept.size_bytes}
        for sha256, kept in load_files(connection, store, wanted).items()
    }


def shown_value(field: RegisterField, value: Any, files: dict[str, dict[str, Any]]) -> Any:
    """A value as a table shows it: choices in Chinese, money in yuan, files by name, instants in China's time."""
    if value is None:
        return None
    if isinstance(value, list):
        return [shown_value(field, one, files) for one in value]
    if field.kind == "money_fen":
        return value / 100 if value % 100 else value // 100
    if field.kind == "file":
        return files.get(value, {}).get("name", value)
    if field.kind == "instant":
        return _minute(instant_of(value))
    return next((one.zh for one in field.choices if one.value == value), value)


def _minute(at: datetime) -> str:
    """An instant to the minute, in China's time."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def table_of(
    spec: RegisterSpec, entries: Sequence[Entry], files: dict[str, dict[str, Any]]
) -> tuple[list[TableColumn], list[dict[str, Any]]]:
    """Columns and rows of a register for a spreadsheet: every field, the state, who and when."""
    columns = [TableColumn("id", "编号"), TableColumn("state", "状态")]
    columns += [TableColumn(f"f.{one.name}", f"{one.zh}（{one.unit}）" if one.unit else one.zh) for one in spec.fields]
    if spec.deadline_field:
        columns.append(TableColumn("overdue", "逾期"))
    columns += [
        TableColumn("made_by", "登记人"),
        TableColumn("changed_by", "最后改动人"),
        TableColumn("changed_at", "最后改动时间"),
    ]
    today = today_in_china()
    rows = [
        {
            "id": entry.id, "state": spec.state(entry.state).zh, "overdue": is_overdue(spec, entry, today),
            "made_by": entry.made_by, "changed_by": entry.changed_by, "changed_at": _minute(entry.changed_at),
            **{f"f.{one.name}": shown_value(one, entry.content.get(one.name), files) for one in spec.fields},
        }
        for entry in entries
    ]  # fmt: skip
    return columns, rows
