"""Entries of registers and their history (台账条目): changed by version, every change an event, nothing deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, insert, select, update

from app.errors import Absent, Clash
from app.store.engine import Store, lock

_BATCH = 500
_LOCAL = timedelta(hours=8)  # of Asia/Shanghai, in sentences


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a register as it stands (台账条目)."""

    id: int
    register: str
    key: str
    subject: str | None
    month: str | None
    state: str
    content: dict[str, Any]
    version: int
    made_at: datetime
    made_by: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Event:
    """One change of an entry (变动记录): ``action`` is made, changed or moved; ``content`` is the one after it."""

    id: int
    entry_id: int
    version: int
    at: datetime
    who: str
    action: str
    from_state: str | None
    to_state: str
    note: str
    content: dict[str, Any]
    file_sha256: str | None


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """Which entries are asked for (条目查询): ``first_month`` and ``last_month`` included, ``after`` an id."""

    states: Sequence[str] = ()
    subject: str | None = None
    first_month: str | None = None
    last_month: str | None = None
    after: int = 0
    limit: int | None = None


def lock_register(c: Connection, store: Store, register: str) -> None:
    """Hold others off a register until the transaction ends (锁定台账)."""
    lock(c, store, f"register:{register}")


def add_entry(
    c: Connection, store: Store, *, register: str, key: str, subject: str | None, month: str | None, state: str,
    content: Mapping[str, Any], who: str, note: str = "",
) -> Entry:  # fmt: skip
    """A new entry with its first event (新增条目); ``lock_register`` and ``find_entry`` come before it.

    Raises
    ------
    app.errors.Clash
        There is an entry of that key.
    """
    if find_entry(c, store, register, key) is not None:
        raise Clash(f"台账中已有“{key}”。", f"The register has an entry “{key}”.", parameter="key")
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "register": register, "key": key, "subject": subject, "month": month, "state": state,
        "content": _text(content), "version": 1, "made_at": now, "made_by": who, "changed_at": now, "changed_by": who,
    }  # fmt: skip
    added = c.execute(insert(store.tables.register_entries).values(**values))
    entry_id = int((added.inserted_primary_key or (0,))[0])
    _note(c, store, entry_id, 1, now, who, "made", None, state, note, values["content"], None)
    return load_entry(c, store, register, entry_id)


def change_entry(
    c: Connection, store: Store, entry: Entry, *, content: Mapping[str, Any], subject: str | None, month: str | None,
    who: str, state: str | None = None, note: str = "", file_sha256: str | None = None,
) -> Entry:  # fmt: skip
    """An entry after a change, one version on, with its event (变更条目).

    Parameters
    ----------
    entry
        As it was read; where it has changed since, nothing is written.
    state
        The new state where the change is a transition, None where only the content changes.

    Raises
    ------
    app.errors.Clash
        Somebody else changed it meanwhile; who and when is in the sentence.
    """
    table, now = store.tables.register_entries, datetime.now(UTC)
    to_state, text = state or entry.state, _text(content)
    values = {"state": to_state, "content": text, "subject": subject, "month": month, "version": entry.version + 1}
    changed = c.execute(
        update(table)
        .where(table.c.id == entry.id, table.c.version == entry.version)
        .values(**values, changed_at=now, changed_by=who)
    )
    if not changed.rowcount:
        raise stale(load_entry(c, store, entry.register, entry.id))
    action = "changed" if state is None else "moved"
    _note(c, store, entry.id, entry.version + 1, now, who, action, entry.state, to_state, note, text, file_sha256)
    return load_entry(c, store, entry.register, entry.id)


def stale(now: Entry) -> Clash:
    """The error for a change that rests on an older version: who changed the entry, and when (版本冲突)."""
    at = (now.changed_at + _LOCAL).strftime("%Y-%m-%d %H:%M")
    return Clash(
        f"{now.changed_by} 已于 {at} 改过这一条（现为第 {now.version} 版）。请刷新后在最新内容上再改。",
        f"{now.changed_by} changed this entry on {at} (it is version {now.version} now). Load it anew and change that.",
        parameter="If-Match", code="entry_changed",
    )  # fmt: skip


def find_entry(c: Connection, store: Store, register: str, key: str) -> Entry | None:
    """The entry of a key, None where there is none (按主键查条目)."""
    t = store.tables.register_entries.c
    row = c.execute(_select(store).where(t.register == register, t.key == key)).first()
    return None if row is None else _entry(row)


def load_entry(c: Connection, store: Store, register: str, entry_id: int) -> Entry:
    """An entry by its id (查看条目).

    Raises
    ------
    app.errors.Absent
        The register has none of that id.
    """
    t = store.tables.register_entries.c
    row = c.execute(_select(store).where(t.register == register, t.id == entry_id)).first()
    if row is None:
        raise Absent(f"台账中没有编号为 {entry_id} 的条目。", f"The register has no entry {entry_id}.", parameter="id")
    return _entry(row)


def load_entries(c: Connection, store: Store, register: str, query: EntryQuery | None = None) -> list[Entry]:
    """The entries asked for, in the order they were made (条目列表)."""
    asked = _filtered(store, register, query or EntryQuery())
    return [_entry(row) for row in c.execute(asked)]


def iterate_entries(
    c: Connection, store: Store, register: str, query: EntryQuery, matches: Callable[[Entry], bool]
) -> Iterator[Entry]:
    """The entries asked for that ``matches`` lets through, read as needed (逐条查找); ``limit`` is not used."""
    rows = c.execute(_filtered(store, register, query).execution_options(yield_per=_BATCH))
    try:
        for row in rows:
            entry = _entry(row)
            if matches(entry):
                yield entry
    finally:
        rows.close()


def count_states(c: Connection, store: Store, register: str) -> dict[str, int]:
    """How many entries stand in each state (各状态条数); states without any are left out."""
    t = store.tables.register_entries.c
    asked = select(t.state, func.count()).where(t.register == register).group_by(t.state).order_by(t.state)
    return {state: int(count) for state, count in c.execute(asked)}


def load_events(c: Connection, store: Store, entry_id: int) -> list[Event]:
    """What happened to an entry, the first event first (变动记录)."""
    table = store.tables.register_events
    asked = select(*(table.c[name] for name in Event.__slots__)).where(table.c.entry_id == entry_id)
    rows = c.execute(asked.order_by(table.c.version)).all()
    return [Event(**(row._asdict() | {"content": orjson.loads(row.content)})) for row in rows]


def registers_of_file(c: Connection, store: Store, sha256: str) -> set[str]:
    """The registers in which a file belongs to an entry or a step, now or earlier (附件所属台账)."""
    e, v = store.tables.register_entries.c, store.tables.register_events.c
    named = v.content.contains(sha256, autoescape=True) | (v.file_sha256 == sha256)
    return set(c.execute(select(e.register).distinct().where(e.id == v.entry_id, named)).scalars())


def _note(
    c: Connection, store: Store, entry_id: int, version: int, at: datetime, who: str, action: str,
    from_state: str | None, to_state: str, note: str, content: str, file_sha256: str | None,
) -> None:  # fmt: skip
    values = {
        "entry_id": entry_id, "version": version, "at": at, "who": who, "action": action, "from_state": from_state,
        "to_state": to_state, "note": note, "content": content, "file_sha256": file_sha256,
    }  # fmt: skip
    c.execute(insert(store.tables.register_events).values(**values))


def _select(store: Store) -> Select[Any]:
    return select(*(store.tables.register_entries.c[name] for name in Entry.__slots__))


def _filtered(store: Store, register: str, query: EntryQuery) -> Select[Any]:
    t = store.tables.register_entries.c
    asked = _select(store).where(t.register == register, t.id > query.after).order_by(t.id)
    if query.states:
        asked = asked.where(t.state.in_(list(query.states)))
    if query.subject is not None:
        asked = asked.where(t.subject == query.subject)
    if query.first_month is not None:
        asked = asked.where(t.month >= query.first_month)
    if query.last_month is not None:
        asked = asked.where(t.month <= query.last_month)
    return asked if query.limit is None else asked.limit(query.limit)


def _entry(row: Any) -> Entry:
    return Entry(**(row._asdict() | {"content": orjson.loads(row.content)}))


def _text(content: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(content)).decode()
