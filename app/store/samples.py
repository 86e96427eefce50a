"""Monitoring values and the months without any (监测值): added once, never edited, the raw text never lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, insert, select

from app.errors import BreaksRule
from app.store.engine import Store, lock
from app.store.month_sums import refresh_sums

LOCAL_TIME = "Asia/Shanghai"
COLUMNS = (
    "site_kind",
    "site_code",
    "site_name",
    "sampled_at",
    "indicator",
    "value",
    "raw_text",
    "below_limit",
    "detection_limit",
    "unit",
    "source",
    "state",
    "status",
    "level",
    "sheet",
    "row_number",
    "column_label",
    "flags",
)
_NATURAL = ("site_kind", "site_code", "sampled_at", "indicator", "source", "unit", "raw_text")
POINT_KINDS = ("black_odorous_waters", "dischargers")  # a site has several points, told apart by ``site_name``
_NUMBERS = ("sampled_at", "value", "below_limit", "detection_limit", "row_number")
_TEXTS = tuple(name for name in COLUMNS if name not in _NUMBERS)
_NEEDED = ("site_kind", "site_code", "indicator", "source", "status")


def add_samples(
    c: Connection, store: Store, frame: pd.DataFrame, *, batch: Mapping[str, Any]
) -> tuple[int | None, int, int]:
    """Add values; the batch (None where nothing is new), how many were added, how many were known (入库).

    A value is known by site, time, indicator, source, unit and raw text; rows that repeat all these within one frame
    are told apart by their order, so the same file again adds nothing and a true repeat is kept. A value that another
    one stands in for is known too; a withdrawn one is not. The sums of the months follow in the same transaction.

    Parameters
    ----------
    frame
        ``COLUMNS``; ``sampled_at`` with its offset, ``value`` and ``detection_limit`` in ``unit`` (NaN: none);
        ``sheet``, ``row_number`` and ``column_label`` as a spreadsheet shows them, ``flags`` a JSON list, or absent.
    batch
        ``who`` and, where known, ``file_name``, ``file_sha256`` (or ``sha256``), ``note``.

    Raises
    ------
    app.errors.BreaksRule
        A row lacks its site, time, indicator, source or status.
    """
    rows = canonical_rows(frame)
    if rows.empty:
        return None, 0, 0
    rows["fingerprint"] = fingerprints(rows)
    lock(c, store, "samples")
    known = known_fingerprints(c, store, rows["fingerprint"].tolist())
    new = rows[~rows["fingerprint"].isin(known)]
    if new.empty:
        return None, 0, len(rows)
    batches = store.tables.sample_batches
    values = {
        "made_at": datetime.now(UTC),
        "who": batch["who"],
        "file_name": batch.get("file_name"),
        "file_sha256": batch.get("file_sha256", batch.get("sha256")),
        "note": batch.get("note") or "",
        "added": len(new),
        "known": len(rows) - len(new),
    }
    batch_id = int((c.execute(insert(batches).values(**values)).inserted_primary_key or (0,))[0])
    records: list[dict[str, Any]] = new.assign(batch_id=batch_id).to_dict("records")  # type: ignore[assignment]
    ids = next_ids(c, store, len(records))
    c.execute(insert(store.tables.samples), [one | row for one, row in zip(ids, records, strict=True)])
    refresh_sums(c, store, set(zip(new["site_kind"], new["site_code"], new["month"], strict=True)))
    return batch_id, len(new), len(rows) - len(new)


def next_ids(c: Connection, store: Store, count: int) -> list[dict[str, int]]:
    """The ids of so many new values (新编号): none that the history has, which SQLite alone would give again."""
    if store.kind != "geopackage":
        return [{} for _ in range(count)]
    tables = (store.tables.samples, store.tables.samples_history)
    highest = max(int(c.execute(select(func.max(table.c.id))).scalar() or 0) for table in tables)
    return [{"id": highest + 1 + place} for place in range(count)]


def canonical_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with every column, None where missing, plain Python values (规范化)."""
    rows = pd.DataFrame(index=range(len(frame)))
    for name in _TEXTS:
        column = frame[name] if name in frame else pd.Series([None] * len(frame))
        rows[name] = pd.Series(
            [
                None if gone else str(value).replace("\x00", "")
                for value, gone in zip(column, column.isna(), strict=True)
            ],
            dtype=object,
        )
    rows["raw_text"] = rows["raw_text"].fillna("")
    for name in ("value", "detection_limit"):
        numbers = pd.to_numeric(frame[name]) if name in frame else pd.Series([np.nan] * len(frame))
        rows[name] = pd.Series(
            [None if gone else float(v) for v, gone in zip(numbers, numbers.isna(), strict=True)], dtype=object
        )
    places = pd.to_numeric(frame["row_number"]) if "row_number" in frame else pd.Series([np.nan] * len(frame))
    rows["row_number"] = pd.Series(
        [None if gone else int(v) for v, gone in zip(places, places.isna(), strict=True)], dtype=object
    )
    below = frame["below_limit"] if "below_limit" in frame else pd.Series([False] * len(frame))
    rows["below_limit"] = pd.Series([bool(value) for value in below], dtype=object)
    times = pd.to_datetime(frame["sampled_at"], utc=True).reset_index(drop=True)
    for name in _NEEDED:
        if rows[name].isna().any():
            raise _lacks(name, int(rows[name].isna().to_numpy().argmax()) + 1)
    if times.isna().any():
        raise _lacks("sampled_at", int(times.isna().to_numpy().argmax()) + 1)
    times = times.dt.floor("ms")
    rows["month"] = times.dt.tz_convert(LOCAL_TIME).dt.strftime("%Y-%m").astype(object)
    rows["sampled_at"] = pd.Series([time.to_pydatetime() for time in times], dtype=object)
    return rows


def _lacks(name: str, row: int) -> BreaksRule:
    return BreaksRule(f"第 {row} 行缺少 {name}。", f"Row {row} lacks {name}.", parameter=name)


def fingerprints(rows: pd.DataFrame) -> list[str]:
    """What each value is known by (指纹), its point too where a site has several; the ordinal parts true repeats."""
    of_points = rows["site_kind"].isin(POINT_KINDS)
    if of_points.any():
        point = rows["site_code"].astype(str) + "\x1e" + rows["site_name"].fillna("").astype(str)
        rows = rows.assign(site_code=rows["site_code"].where(~of_points, point))
    ordinal = rows.groupby(list(_NATURAL), dropna=False, sort=False).cumcount()
    parts = zip(*(rows[name].tolist() for name in _NATURAL), ordinal.tolist(), strict=True)
    return [
        hashlib.blake2b(
            "\x1f".join(
                part.isoformat() if isinstance(part, datetime) else "" if part is None else str(part) for part in row
            ).encode(),
            digest_size=16,
        ).hexdigest()
        for row in parts
    ]


def known_fingerprints(c: Connection, store: Store, wanted: Sequence[str]) -> set[str]:
    """Which of these values stand in the store, themselves or by the one that superseded them (已有数据)."""
    found: set[str] = set()
    s, h = store.tables.samples.c, store.tables.samples_history.c
    for at in range(0, len(wanted), 1000):
        some = wanted[at : at + 1000]
        found.update(c.execute(select(s.fingerprint).where(s.fingerprint.in_(some))).scalars())
        replaced = h.fingerprint.in_(some) & h.superseded_by.is_not(None)
        found.update(c.execute(select(h.fingerprint).where(replaced)).scalars())
    return found


def load_samples(
    c: Connection,
    store: Store,
    *,
    site_kind: str | None = "sections",
    site_codes: Iterable[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    without: Iterable[str] = (),
) -> pd.DataFrame:
    """Values in the order of site, time and indicator (监测值); ``start`` included, ``end`` not; indicators ``without``
    are left out.

    Columns: those of ``COLUMNS``, and ``id``, ``month`` (of Asia/Shanghai), ``batch_id``, ``file_name`` of the batch;
    ``sampled_at`` in UTC, ``value`` and ``detection_limit`` NaN where there is none.
    """
    samples, batches = store.tables.samples, store.tables.sample_batches
    names = ["id", *COLUMNS, "month", "batch_id", "file_name"]
    s = samples.c
    columns = (*(s[name] for name in names[:-1]), batches.c.file_name)
    asked = select(*columns).select_from(samples.outerjoin(batches, batches.c.id == s.batch_id))
    asked = asked.order_by(s.site_code, s.sampled_at, s.indicator, s.id)
    if site_kind is not None:
        asked = asked.where(s.site_kind == site_kind)
    if site_codes is not None:
        asked = asked.where(s.site_code.in_(list(site_codes)))
    if start is not None:
        asked = asked.where(s.sampled_at >= start)
    if end is not None:
        asked = asked.where(s.sampled_at < end)
    left_out = list(without)
    if left_out:
        asked = asked.where(s.indicator.not_in(left_out))
    rows = c.execute(asked).all()
    lists = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    data = {name: pd.Series(list(values), dtype=object) for name, values in zip(names, lists, strict=True)}
    for name in ("value", "detection_limit"):
        data[name] = data[name].astype(float)
    for name in ("id", "batch_id"):
        data[name] = data[name].astype("int64")
    data["below_limit"] = data["below_limit"].astype(bool)
    data["sampled_at"] = pd.to_datetime(data["sampled_at"], utc=True)
    return pd.DataFrame(data)


def months_with_samples(c: Connection, store: Store, site_kind: str | None = None) -> list[str]:
    """The months of Asia/Shanghai that hold a value, oldest first (有数据的月份), as ``YYYY-MM``."""
    s = store.tables.samples.c
    asked = select(s.month).distinct().order_by(s.month)
    return list(c.execute(asked if site_kind is None else asked.where(s.site_kind == site_kind)).scalars())


def set_month_states(c: Connection, store: Store, frame: pd.DataFrame) -> int:
    """Record months without a usual visit (断流, 结冰, 未采样, 停站); how many rows were written (月份状态).

    Columns ``site_code``, ``month`` (``YYYY-MM``), ``state``, and ``note`` if any. A row replaces what its site and
    month had; a missing state takes it away.
    """
    table = store.tables.month_states
    lock(c, store, "month_states")
    for row in frame.to_dict("records"):
        site, month, state, note = row["site_code"], row["month"], row.get("state"), row.get("note")
        c.execute(table.delete().where(table.c.site_code == str(site), table.c.month == str(month)))
        if not pd.isna(state) and state:
            values = {"site_code": str(site), "month": str(month), "state": str(state)}
            c.execute(table.insert(), values | {"note": "" if pd.isna(note) else str(note)})
    return len(frame)


def load_month_states(c: Connection, store: Store, start_month: str, end_month: str) -> pd.DataFrame:
    """The recorded states of months, both ends included (月份状态): ``site_code``, ``month``, ``state``, ``note``."""
    t = store.tables.month_states.c
    asked = select(t.site_code, t.month, t.state, t.note).where(t.month >= start_month, t.month <= end_month)
    rows = c.execute(asked.order_by(t.site_code, t.month)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=["site_code", "month", "state", "note"], dtype=object)
