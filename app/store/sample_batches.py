"""Batches of values: what came with each, what of it still stands, the states of months it set (导入批次)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.errors import Absent
from app.store.engine import Store
from app.store.sample_changes import WITHDRAWN


@dataclass(slots=True)
class Batch:
    """One batch (批次).

    Attributes
    ----------
    by_status
        Status -> values of it that stand.
    site_kinds, months
        Of the values that stand.
    withdrawn
        Values taken back; ``withdrawn_at``, ``withdrawn_by`` and ``withdrawn_for`` (JSON: reason, document) say more.
    """

    id: int
    made_at: datetime
    who: str
    file_name: str | None
    file_sha256: str | None
    note: str
    added: int
    known: int
    by_status: dict[str, int] = field(default_factory=dict)
    site_kinds: list[str] = field(default_factory=list)
    months: list[str] = field(default_factory=list)
    withdrawn: int = 0
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_for: str | None = None


def load_batches(c: Connection, store: Store, *, limit: int = 50, before: int | None = None) -> list[Batch]:
    """Batches, newest first, with what of each still stands (批次列表); ``before``: those of a lower id."""
    b = store.tables.sample_batches
    asked = select(b).order_by(b.c.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(b.c.id < before)
    return _with_counts(c, store, [Batch(**dict(row)) for row in c.execute(asked).mappings()])


def load_batch(c: Connection, store: Store, batch_id: int) -> Batch:
    """One batch (查看批次); ``Absent`` where there is none."""
    b = store.tables.sample_batches
    row = c.execute(select(b).where(b.c.id == batch_id)).mappings().one_or_none()
    if row is None:
        raise Absent(f"没有第 {batch_id} 批数据。", f"There is no batch {batch_id}.", parameter="batch")
    return _with_counts(c, store, [Batch(**dict(row))])[0]


def batches_of_file(c: Connection, store: Store, sha256: str, limit: int = 5) -> list[Batch]:
    """The last batches that the same file made (同一文件的批次)."""
    b = store.tables.sample_batches
    rows = c.execute(select(b).where(b.c.file_sha256 == sha256).order_by(b.c.id.desc()).limit(limit)).mappings()
    return _with_counts(c, store, [Batch(**dict(row)) for row in rows])


def add_batch_of_states(c: Connection, store: Store, *, who: str, file_name: str, sha256: str, known: int) -> int:
    """The batch of a file that brought states of months and no new value; its id (只有月份状态的批次)."""
    values: dict[str, Any] = {"made_at": datetime.now(UTC), "who": who, "file_name": file_name, "file_sha256": sha256}
    made = c.execute(insert(store.tables.sample_batches).values(**values, note="", added=0, known=known))
    return int((made.inserted_primary_key or (0,))[0])


def state_note(batch_id: int) -> str:
    """The note by which a month's state is known as a batch's (状态批注).

    >>> state_note(12)
    '第 12 批导入'
    """
    return f"第 {batch_id} 批导入"


def count_batch_states(c: Connection, store: Store, batch_id: int) -> int:
    """How many states of months a batch set and still stand (批次月份状态数)."""
    t = store.tables.month_states
    return int(c.execute(select(func.count()).select_from(t).where(t.c.note == state_note(batch_id))).scalar_one())


def delete_batch_states(c: Connection, store: Store, batch_id: int) -> int:
    """Take away the states of months that a batch set; how many (撤回月份状态)."""
    t = store.tables.month_states
    return int(c.execute(t.delete().where(t.c.note == state_note(batch_id))).rowcount)


def _with_counts(c: Connection, store: Store, batches: list[Batch]) -> list[Batch]:
    """The batches with what stands of them and what was withdrawn."""
    by_id = {batch.id: batch for batch in batches}
    if not by_id:
        return batches
    s, h = store.tables.samples.c, store.tables.samples_history.c
    grouped = select(s.batch_id, s.status, s.site_kind, s.month, func.count().label("n"))
    grouped = grouped.where(s.batch_id.in_(list(by_id))).group_by(s.batch_id, s.status, s.site_kind, s.month)
    for number, status, kind, month, count in c.execute(grouped.order_by(s.month)):
        batch = by_id[number]
        batch.by_status[status] = batch.by_status.get(status, 0) + count
        if kind not in batch.site_kinds:
            batch.site_kinds.append(kind)
        if month not in batch.months:
            batch.months.append(month)
    gone = select(h.batch_id, func.count(), func.max(h.ended_at), func.max(h.ended_by), func.max(h.document))
    gone = gone.where(h.batch_id.in_(list(by_id)), h.reason == WITHDRAWN).group_by(h.batch_id)
    for number, count, at, who, why in c.execute(gone):
        batch = by_id[number]
        batch.withdrawn, batch.withdrawn_at, batch.withdrawn_by, batch.withdrawn_for = count, at, who, why
    return batches
