"""Changes of values that are in the store: superseded, withdrawn, made official (监测值变更).

No value is edited. What is replaced moves to ``samples_history`` with the reason and the document; the sums of the
months follow in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, select, update

from app.errors import Absent, BreaksRule, Unparsable
from app.store.engine import Store, lock
from app.store.month_sums import FINAL, refresh_sums
from app.store.samples import canonical_rows, fingerprints, next_ids

STATUSES: Final = ("raw", "reviewed", "reported", FINAL)  # 原始 → 审核 → 上报 → 终版
STATUS_NAMES: Final[Mapping[str, str]] = {"raw": "原始", "reviewed": "审核", "reported": "上报", FINAL: "终版"}
LEVELS: Final = ("county", "city", "province", "national")  # 县, 市, 省, 总站
SUPERSEDED: Final = "superseded"
WITHDRAWN: Final = "withdrawn"


def supersede_sample(
    c: Connection,
    store: Store,
    sample_id: int,
    *,
    value: float | None,
    raw_text: str,
    below_limit: bool = False,
    detection_limit: float | None = None,
    who: str,
    reason: str,
    document: str | None = None,
    file_sha256: str | None = None,
) -> int:
    """Put another value in the place of one; the id of the new one (更正监测值).

    The old value moves to the history with the reason and the document; the new one bears its site, time, indicator,
    unit, source, status and level, and stands in a batch of its own.

    Parameters
    ----------
    value, detection_limit
        In the unit of the old value; None for none.
    file_sha256
        The document as a kept file, told in the history.

    Raises
    ------
    app.errors.Absent
        No such value stands.
    app.errors.BreaksRule
        No reason is given, or an official value has no document.
    """
    lock(c, store, "samples")
    samples = store.tables.samples
    old = c.execute(select(samples).where(samples.c.id == sample_id)).one_or_none()
    if old is None:
        raise Absent(f"没有编号为 {sample_id} 的监测值。", f"There is no value {sample_id}.", parameter="id")
    _check_words(reason, document, official=old.status == FINAL)
    new = {name: getattr(old, name) for name in samples.c.keys() if name not in ("id", "fingerprint")}  # noqa: SIM118
    new |= {"value": value, "raw_text": raw_text, "below_limit": below_limit, "detection_limit": detection_limit}
    new |= {"sheet": None, "row_number": None, "column_label": None, "flags": None}
    new["batch_id"] = _add_batch(c, store, who, f"{reason}（{document}）" if document else reason)
    new["fingerprint"] = _free_fingerprint(c, store, new)
    new |= next_ids(c, store, 1)[0]
    new_id = int((c.execute(insert(samples).values(**new)).inserted_primary_key or (0,))[0])
    _move_to_history(c, store, [old], who, SUPERSEDED, _told(reason, document, file_sha256), new_id)
    history = store.tables.samples_history
    c.execute(update(history).where(history.c.superseded_by == sample_id).values(superseded_by=new_id))
    refresh_sums(c, store, [(old.site_kind, old.site_code, old.month)])
    return new_id


def withdraw_batch(
    c: Connection, store: Store, batch_id: int, *, who: str, reason: str, document: str | None = None
) -> int:
    """Take back all values of a batch that still stand; how many (撤回批次). The same file may then be imported again.

    Raises
    ------
    app.errors.Absent
        There is no such batch.
    app.errors.BreaksRule
        No reason is given, or the batch holds official values and no document is named.
    """
    lock(c, store, "samples")
    tables = store.tables
    batches, samples, history = tables.sample_batches, tables.samples, tables.samples_history
    if c.execute(select(batches.c.id).where(batches.c.id == batch_id)).scalar() is None:
        raise Absent(f"没有第 {batch_id} 批数据。", f"There is no batch {batch_id}.", parameter="batch")
    rows = c.execute(select(samples).where(samples.c.batch_id == batch_id).order_by(samples.c.id)).all()
    _check_words(reason, document, official=any(row.status == FINAL for row in rows))
    _move_to_history(c, store, rows, who, WITHDRAWN, _told(reason, document), None)
    # What a withdrawn value stood in for may be imported anew: nothing stands in its place any more.
    gone = [row.id for row in rows]
    for at in range(0, len(gone), 500):
        some = history.c.superseded_by.in_(gone[at : at + 500])
        c.execute(update(history).where(some).values(superseded_by=None))
    refresh_sums(c, store, {(row.site_kind, row.site_code, row.month) for row in rows})
    return len(rows)


def change_status(
    c: Connection,
    store: Store,
    *,
    from_status: str,
    to_status: str,
    who: str,
    month: str | None = None,
    site_codes: Sequence[str] | None = None,
    site_kind: str = "sections",
    batch_id: int | None = None,
    level: str | None = None,
    document: str | None = None,
    note: str = "",
) -> int:
    """Bring the chosen values from one status to a later one; how many (数据状态变更).

    Backwards needs a document. Every change is logged in ``status_changes`` with what was chosen.

    Parameters
    ----------
    month, site_codes, batch_id
        Which values; at least one of them.
    level
        Who makes them so: ``county``, ``city``, ``province``, ``national``; None leaves it.

    Raises
    ------
    app.errors.Unparsable
        A status or level of another name.
    app.errors.BreaksRule
        Nothing is chosen, or a way back has no document.
    """
    for name, told, known in (("from", from_status, STATUSES), ("to", to_status, STATUSES), ("level", level, LEVELS)):
        if told is not None and told not in known:
            raise Unparsable(
                f"{name} 应为 {'、'.join(known)} 之一。", f"{name} must be one of {', '.join(known)}.", parameter=name
            )
    if from_status == to_status:
        raise BreaksRule("前后状态相同。", "The two statuses are the same.", parameter="to")
    if STATUSES.index(to_status) < STATUSES.index(from_status) and not (document or "").strip():
        raise BreaksRule(
            f"由{STATUS_NAMES[from_status]}退回{STATUS_NAMES[to_status]}须填写依据文件。",
            f"A way back from {from_status} to {to_status} needs a document.",
            parameter="document",
        )
    lock(c, store, "samples")
    chosen = _chosen(store, month, site_codes, site_kind, batch_id)
    s = store.tables.samples
    where = and_(s.c.status == from_status, *chosen)
    keys = [(str(kind), str(code), str(name)) for kind, code, name in c.execute(
        select(s.c.site_kind, s.c.site_code, s.c.month).where(where).distinct())]  # fmt: skip
    values: dict[str, Any] = {"status": to_status} | ({"level": level} if level else {})
    count = int(c.execute(select(func.count()).select_from(s).where(where)).scalar_one())
    c.execute(update(s).where(where).values(**values))
    choice: dict[str, Any] = {"month": month, "site_kind": site_kind, "sites": sorted(site_codes or ()) or None}
    choice |= {"batch": batch_id, "level": level}
    log: dict[str, Any] = {"made_at": datetime.now(UTC), "who": who, "from_status": from_status}
    log |= {"to_status": to_status, "chosen": json.dumps(choice, ensure_ascii=False), "count": count}
    c.execute(insert(store.tables.status_changes), log | {"document": document, "note": note})
    if FINAL in (from_status, to_status):
        refresh_sums(c, store, keys)
    return count


def count_status(
    c: Connection, store: Store, *, from_status: str, month: str | None = None, site_codes: Sequence[str] | None = None,
    site_kind: str = "sections", batch_id: int | None = None,
) -> tuple[int, int]:  # fmt: skip
    """How many values, of how many sites, `change_status` would change (数据状态变更预览)."""
    s = store.tables.samples.c
    where = and_(s.status == from_status, *_chosen(store, month, site_codes, site_kind, batch_id))
    row = c.execute(select(func.count(), func.count(s.site_code.distinct())).where(where)).one()
    return int(row[0]), int(row[1])


def load_status_changes(c: Connection, store: Store, limit: int = 200) -> list[dict[str, Any]]:
    """The changes of status, newest first (状态变更记录); ``chosen`` as a mapping."""
    t = store.tables.status_changes
    rows = c.execute(select(t).order_by(t.c.id.desc()).limit(limit)).mappings()
    return [{str(name): row[name] for name in row} | {"chosen": json.loads(row["chosen"])} for row in rows]


def load_history(c: Connection, store: Store, site_kind: str, site_code: str, month: str) -> list[dict[str, Any]]:
    """What was superseded or withdrawn of a site and month, newest first (历史值)."""
    h = store.tables.samples_history
    here = (h.c.site_kind == site_kind, h.c.site_code == site_code, h.c.month == month)
    return [dict(row) for row in c.execute(select(h).where(*here).order_by(h.c.ended_at.desc(), h.c.id)).mappings()]


def _chosen(
    store: Store, month: str | None, site_codes: Sequence[str] | None, site_kind: str, batch_id: int | None
) -> list[ColumnElement[bool]]:
    """The conditions of a choice of values."""
    s = store.tables.samples.c
    found = [] if month is None else [s.month == month]
    if site_codes:
        found += [s.site_kind == site_kind, s.site_code.in_(list(site_codes))]
    if batch_id is not None:
        found.append(s.batch_id == batch_id)
    if not found:
        raise BreaksRule("请选定月份、断面或批次。", "Choose values by month, site or batch.", parameter="month")
    return found


def _check_words(reason: str, document: str | None, *, official: bool) -> None:
    """BreaksRule where the reason, or the document of an official value, is not told."""
    if not reason.strip():
        raise BreaksRule("请填写原因。", "Give the reason.", parameter="reason")
    if official and not (document or "").strip():
        raise BreaksRule(
            "终版数据不得修改；凭文件更正或撤回时请填写依据文件。",
            "An official value is not edited; to supersede or withdraw it, name the document.",
            parameter="document",
        )


def _told(reason: str, document: str | None, file_sha256: str | None = None) -> str:
    told = {"reason": reason.strip(), "document": (document or "").strip() or None}
    return json.dumps(told | ({"file_sha256": file_sha256} if file_sha256 else {}), ensure_ascii=False)


def _add_batch(c: Connection, store: Store, who: str, note: str) -> int:
    """A batch for one value that supersedes another."""
    values = {"made_at": datetime.now(UTC), "who": who, "file_name": None, "file_sha256": None, "note": note}
    made = c.execute(insert(store.tables.sample_batches).values(**values, added=1, known=0))
    return int((made.inserted_primary_key or (0,))[0])


def _free_fingerprint(c: Connection, store: Store, row: Mapping[str, Any]) -> str:
    """The fingerprint of a value, as a repeat of those that stand already."""
    samples = store.tables.samples
    for count in range(1, 1000):
        made = fingerprints(canonical_rows(pd.DataFrame([dict(row)] * count)))[-1]
        if c.execute(select(samples.c.id).where(samples.c.fingerprint == made)).scalar() is None:
            return made
    raise BreaksRule("同一数值重复过多。", "The value is repeated too often.", parameter="raw_text")


def _move_to_history(
    c: Connection, store: Store, rows: Sequence[Row[Any]], who: str, why: str, told: str, superseded_by: int | None
) -> None:
    """Move values to the history."""
    if not rows:
        return
    samples, history = store.tables.samples, store.tables.samples_history
    ended = {"ended_at": datetime.now(UTC), "ended_by": who, "reason": why, "document": told}
    c.execute(insert(history), [dict(row._mapping) | ended | {"superseded_by": superseded_by} for row in rows])
    ids = [row.id for row in rows]
    for at in range(0, len(ids), 500):
        c.execute(delete(samples).where(samples.c.id.in_(ids[at : at + 500])))
