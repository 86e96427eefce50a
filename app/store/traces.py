"""Traces and impacts that are kept (溯源与下游影响档案): documents as they were made, states as events.

A document is never changed or deleted. What may change is its state, open or closed, and each change is an event with
who, when and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, func, insert, select, update

from app.errors import Absent, Clash
from app.registers.instants import CHINA
from app.store.engine import Store

Kind = Literal["traces", "impacts"]
OPEN: Final = "open"
CLOSED: Final = "closed"
STATES: Final = (OPEN, CLOSED)
_NAMES: Final = {"traces": ("溯源", "trace"), "impacts": ("下游影响", "impact")}


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A kept trace or impact without its document (档案条目); ``version`` counts its states from 1."""

    id: int
    made_at: datetime
    made_by: str
    subject: str
    indicator: str | None
    month: str | None
    title: str
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept trace or impact (档案): its row, what was asked, what was answered, and from which state of the data."""

    row: KeptRow
    question: dict[str, Any]
    document: dict[str, Any]
    revisions: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """One state of a kept trace or impact (状态记录)."""

    version: int
    at: datetime
    who: str
    from_state: str | None
    to_state: str
    note: str


@dataclass(frozen=True, slots=True)
class KeptQuery:
    """Which are asked for (档案查询): ``before`` an id; the newest come first."""

    subject: str | None = None
    indicator: str | None = None
    month: str | None = None
    states: Sequence[str] = ()
    before: int | None = None
    limit: int | None = None


def save_trace(
    c: Connection, store: Store, *, subject: str, title: str, question: Mapping[str, Any],
    document: Mapping[str, Any], revisions: Mapping[str, Any], who: str, indicator: str | None = None,
    month: str | None = None, note: str = "",
) -> KeptRow:  # fmt: skip
    """Keep a trace, open, with its first event (保存溯源).

    Parameters
    ----------
    subject
        Where it began, as ``LAYER/KEY`` or ``point/LON,LAT``.
    question, document, revisions
        What was asked, what was answered, and the revisions of layers and registers it was made from; JSON values.
    indicator, month
        Code of the indicator, and ``YYYY-MM`` where a month was asked about.
    """
    return _save(
        c, store, "traces", subject=subject, title=title, question=question, document=document, revisions=revisions,
        who=who, indicator=indicator, month=month, note=note,
    )  # fmt: skip


def save_impact(
    c: Connection, store: Store, *, subject: str, title: str, question: Mapping[str, Any],
    document: Mapping[str, Any], revisions: Mapping[str, Any], who: str, indicator: str | None = None,
    month: str | None = None,
) -> KeptRow:  # fmt: skip
    """Keep an impact, open, with its first event (保存下游影响); as `save_trace`."""
    return _save(
        c, store, "impacts", subject=subject, title=title, question=question, document=document, revisions=revisions,
        who=who, indicator=indicator, month=month, note="",
    )  # fmt: skip


def load_trace(c: Connection, store: Store, trace_id: int) -> Kept:
    """A kept trace (读取溯源); `app.errors.Absent` where there is none of that id."""
    return _load(c, store, "traces", trace_id)


def load_impact(c: Connection, store: Store, impact_id: int) -> Kept:
    """A kept impact (读取下游影响); `app.errors.Absent` where there is none of that id."""
    return _load(c, store, "impacts", impact_id)


def list_traces(c: Connection, store: Store, query: KeptQuery | None = None) -> list[KeptRow]:
    """The traces asked for, the newest first, without their documents (溯源列表)."""
    return _list(c, store, "traces", query or KeptQuery())


def list_impacts(c: Connection, store: Store, query: KeptQuery | None = None) -> list[KeptRow]:
    """The impacts asked for, the newest first, without their documents (下游影响列表)."""
    return _list(c, store, "impacts", query or KeptQuery())


def move_kept(c: Connection, store: Store, kind: Kind, row: KeptRow, state: str, *, who: str, note: str) -> KeptRow:
    """A trace or impact closed, or opened again, with its event (结案与重开).

    Raises
    ------
    app.errors.Clash
        It is in that state already, or somebody changed it since ``row`` was read.
    """
    table, now = store.tables.metadata.tables[kind], datetime.now(UTC)
    if row.state == state:
        raise _stands(c, store, kind, row.id)
    changed = c.execute(
        update(table)
        .where(table.c.id == row.id, table.c.version == row.version)
        .values(state=state, version=row.version + 1)
    )
    if not changed.rowcount:
        raise _stands(c, store, kind, row.id)
    _note(c, store, kind, row.id, row.version + 1, now, who, row.state, state, note)
    return _row(c, store, kind, row.id)


def load_kept_events(c: Connection, store: Store, kind: Kind, kept_id: int) -> list[KeptEvent]:
    """The states of a trace or impact, the first one first (状态记录)."""
    t = store.tables.tracing_events.c
    asked = select(*(t[name] for name in KeptEvent.__slots__)).where(t.kind == kind, t.kept_id == kept_id)
    return [KeptEvent(**found._asdict()) for found in c.execute(asked.order_by(t.version))]


def _save(
    c: Connection, store: Store, kind: Kind, *, subject: str, title: str, question: Mapping[str, Any],
    document: Mapping[str, Any], revisions: Mapping[str, Any], who: str, indicator: str | None, month: str | None,
    note: str,
) -> KeptRow:  # fmt: skip
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "made_at": now, "made_by": who, "subject": subject, "indicator": indicator, "month": month, "title": title,
        "question": _text(question), "document": _text(document), "revisions": _text(revisions),
        "state": OPEN, "version": 1,
    }  # fmt: skip
    added = c.execute(insert(store.tables.metadata.tables[kind]).values(**values))
    kept_id = int((added.inserted_primary_key or (0,))[0])
    _note(c, store, kind, kept_id, 1, now, who, None, OPEN, note)
    return _row(c, store, kind, kept_id)


def _load(c: Connection, store: Store, kind: Kind, kept_id: int) -> Kept:
    t = store.tables.metadata.tables[kind].c
    zh, en = _NAMES[kind]
    found = c.execute(select(*t).where(t.id == kept_id)).first() if 0 < kept_id < 2**63 else None
    if found is None:
        raise Absent(f"没有编号为 {kept_id} 的{zh}。", f"There is no {en} {kept_id}.", parameter="id")
    row = KeptRow(**{name: getattr(found, name) for name in KeptRow.__slots__})
    return Kept(row, orjson.loads(found.question), orjson.loads(found.document), orjson.loads(found.revisions))


def _row(c: Connection, store: Store, kind: Kind, kept_id: int) -> KeptRow:
    """A row that is there, without its document."""
    t = store.tables.metadata.tables[kind].c
    return KeptRow(**c.execute(select(*(t[name] for name in KeptRow.__slots__)).where(t.id == kept_id)).one()._asdict())


def _list(c: Connection, store: Store, kind: Kind, query: KeptQuery) -> list[KeptRow]:
    t = store.tables.metadata.tables[kind].c
    asked = select(*(t[name] for name in KeptRow.__slots__)).order_by(t.id.desc())
    for name in ("subject", "indicator", "month"):
        if getattr(query, name) is not None:
            asked = asked.where(t[name] == getattr(query, name))
    if query.states:
        asked = asked.where(t.state.in_(list(query.states)))
    if query.before is not None:
        asked = asked.where(t.id < query.before)
    asked = asked if query.limit is None else asked.limit(query.limit)
    return [KeptRow(**found._asdict()) for found in c.execute(asked)]


def _stands(c: Connection, store: Store, kind: Kind, kept_id: int) -> Clash:
    """The error for a state that stands already, or a change that rests on an older one: who made it, and when."""
    last = load_kept_events(c, store, kind, kept_id)[-1]
    at = last.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    zh, en = {OPEN: ("打开", "opened"), CLOSED: ("结案", "closed")}.get(last.to_state, (last.to_state, last.to_state))
    return Clash(
        f"{last.who} 已于 {at} 将其{zh}。请刷新后再办。",
        f"{last.who} {en} it on {at}. Load it anew.",
        parameter="state", code="entry_changed",
    )  # fmt: skip


def _note(
    c: Connection, store: Store, kind: Kind, kept_id: int, version: int, at: datetime, who: str,
    from_state: str | None, to_state: str, note: str,
) -> None:  # fmt: skip
    values = {
        "kind": kind, "kept_id": kept_id, "version": version, "at": at, "who": who, "from_state": from_state,
        "to_state": to_state, "note": note,
    }  # fmt: skip
    c.execute(insert(store.tables.tracing_events).values(**values))


def _text(value: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(value), option=orjson.OPT_SERIALIZE_NUMPY).decode()


def data_stand(c: Connection, store: Store) -> dict[str, int]:
    """The latest event of registers and the latest batch of values (数据版本): what a document was made from."""
    events, batches = store.tables.register_events.c, store.tables.sample_batches.c
    return {
        "registers": int(c.execute(select(func.coalesce(func.max(events.id), 0))).scalar_one()),
        "samples": int(c.execute(select(func.coalesce(func.max(batches.id), 0))).scalar_one()),
    }
