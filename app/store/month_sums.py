"""Sums of each month's values, kept beside the samples in the same transaction (月累计值).

A site, month and source has a row of all its values (``all``) and one of its official values (``final``), or one for
both (``both``) where these are the same. They are made anew from the samples whenever one of these changes, never
added to, so they cannot drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select

from app.assessment.month_sums import KEYS, SumArrays, sum_months
from app.store.engine import Store, lock
from app.store.sum_rows import PackedSums, open_rows, pack_sums, unpack_sums

ALL: Final = "all"
FINAL: Final = "final"
BOTH: Final = "both"
Basis = Literal["all", "final"]
SETTING: Final = "station_day_min_values"
_COLUMNS = ("site_kind", "site_code", "month", "sampled_at", "indicator", "value", "below_limit", "detection_limit",
            "source", "state", "status")  # fmt: skip
_AT_ONCE = 500  # sites or months named in one statement

Key = tuple[str, str, str]  # kind of site, code, month
RowKey = tuple[str, str, str, str, str]  # and source, status


@dataclass(frozen=True, slots=True)
class StoredSums:
    """Sums of some sites and months (月累计值), ordered by site.

    Attributes
    ----------
    site_codes, counts
        The sites, and how many rows each has.
    rows
        The rows of all of them; `app.store.sum_rows.unpack_sums` makes arrays of them.
    """

    site_codes: Sequence[str]
    counts: NDArray[np.int64]
    rows: PackedSums


def load_month_sums(
    c: Connection,
    store: Store,
    *,
    first: str,
    last: str,
    site_kind: str = "sections",
    site_codes: Sequence[str] | None = None,
    basis: Basis = ALL,
    station_day_min_values: int = 1,
) -> StoredSums:
    """The sums of months, both ends included (读取月累计值).

    Where the rule of days asked for is not the one the sums were made by, they are made from the samples there and
    then: slower, and the same.
    """
    if read_day_rule(c, store) != station_day_min_values:
        return _summed_now(c, store, first, last, site_kind, site_codes, basis, station_day_min_values)
    t = store.tables.month_sums.c
    here: list[Any] = [t.site_kind == site_kind, t.month >= first, t.month <= last, t.status.in_([basis, BOTH])]
    if site_codes is not None and len(site_codes) <= _AT_ONCE:
        here.append(t.site_code.in_(list(site_codes)))
    sites = c.execute(select(t.site_code, func.count()).where(*here).group_by(t.site_code).order_by(t.site_code)).all()
    found: Any = c.execute(select(t.sums).where(*here).order_by(t.site_code, t.month, t.source))
    rows = found.cursor.fetchall()  # the driver's tuples: SQLAlchemy's rows cost as much again
    found.close()
    counts = np.array([count for _, count in sites], dtype=np.int64)
    return StoredSums([str(code) for code, _ in sites], counts, open_rows([row[0] for row in rows]))


def _summed_now(
    c: Connection,
    store: Store,
    first: str,
    last: str,
    site_kind: str,
    site_codes: Sequence[str] | None,
    basis: Basis,
    least: int,
) -> StoredSums:
    """The sums by another rule of days than the kept one."""
    s = store.tables.samples.c
    conditions: list[Any] = [s.site_kind == site_kind, s.month >= first, s.month <= last]
    if basis == FINAL:
        conditions.append(s.status == FINAL)
    if site_codes is not None and len(site_codes) <= _AT_ONCE:
        conditions.append(s.site_code.in_(list(site_codes)))
    keys, sums = sum_months(_read_samples(c, store, conditions), station_day_min_values=least)
    sites, counts = np.unique(keys["site_code"].to_numpy(dtype=str), return_counts=True)
    rows = open_rows(pack_sums(keys["month"].tolist(), keys["source"].tolist(), sums))
    return StoredSums(sites.tolist(), counts, rows)


def read_day_rule(c: Connection, store: Store) -> int:
    """Fewest automatic values a day by which the kept sums were made (日有效数据最少个数)."""
    return int(_kept_rule(c, store) or 1)


def _kept_rule(c: Connection, store: Store) -> str | None:
    """What the store says of the rule; None where the sums were never made as a whole."""
    meta = store.tables.meta.c
    return c.execute(select(meta.value).where(meta.key == SETTING)).scalar()


def refresh_sums(c: Connection, store: Store, keys: Iterable[Key]) -> None:
    """Make the sums of these sites and months anew from their samples (更新月累计值), in the caller's transaction."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for kind, code, month in keys:
        wanted.setdefault((kind, month), set()).add(code)
    least = read_day_rule(c, store)
    for (kind, month), codes in wanted.items():
        ordered = sorted(codes)
        for at in range(0, len(ordered), _AT_ONCE):
            some = ordered[at : at + _AT_ONCE]
            _write_sums(c, store, kind, month, some, least)


def rebuild_sums(c: Connection, store: Store, *, station_day_min_values: int | None = None) -> int:
    """Make all sums anew, by another rule of days where one is given; how many rows (重建月累计值)."""
    lock(c, store, "samples")
    least = read_day_rule(c, store) if station_day_min_values is None else station_day_min_values
    meta, table, s = store.tables.meta, store.tables.month_sums, store.tables.samples.c
    c.execute(delete(meta).where(meta.c.key == SETTING))
    c.execute(insert(meta), {"key": SETTING, "value": str(least)})
    c.execute(delete(table))
    months = c.execute(select(s.site_kind, s.month).distinct().order_by(s.site_kind, s.month)).all()
    return sum(_write_sums(c, store, kind, month, None, least) for kind, month in months)


def follow_day_rule(store: Store, station_day_min_values: int) -> bool:
    """Make the sums anew where the setting is another than they were made by (随设置重建); whether it was."""
    with store.reading() as c:
        if _kept_rule(c, store) == str(station_day_min_values):
            return False
    with store.writing() as c:
        rebuild_sums(c, store, station_day_min_values=station_day_min_values)
    return True


def find_wrong_sums(c: Connection, store: Store) -> list[RowKey]:
    """Rows that are not what the samples give (核对月累计值): kind, code, month, source, status."""
    least = read_day_rule(c, store)
    t, s = store.tables.month_sums.c, store.tables.samples.c
    months = set(c.execute(select(s.site_kind, s.month).distinct()).all())
    months |= set(c.execute(select(t.site_kind, t.month).distinct()).all())
    wrong = []
    for kind, month in sorted((str(kind), str(month)) for kind, month in months):
        asked = select(t.site_kind, t.site_code, t.month, t.source, t.status, t.sums)
        rows = c.execute(asked.where(t.site_kind == kind, t.month == month)).all()
        kept: dict[RowKey, bytes] = {(a, b, m, source, status): blob for a, b, m, source, status, blob in rows}
        made: dict[RowKey, bytes] = {row[:5]: row[5] for row in _made_rows(c, store, kind, month, None, least)}
        wrong += [key for key in sorted(kept.keys() | made.keys()) if not _alike(kept.get(key), made.get(key))]
    return wrong


def _alike(kept: bytes | None, made: bytes | None) -> bool:
    """Whether two rows hold the same sums; the last bits may differ by the order of adding."""
    if kept is None or made is None or len(kept) != len(made):
        return False
    rows, one = open_rows([kept, made]), np.array([0])
    parts = zip(*(unpack_sums(rows, np.array([at]), one, 1).parts() for at in (0, 1)), strict=True)
    return all(np.allclose(one, other, rtol=1e-12, atol=0) for one, other in parts)


def _write_sums(c: Connection, store: Store, kind: str, month: str, codes: Sequence[str] | None, least: int) -> int:
    """Replace the rows of a month; how many there are now."""
    table = store.tables.month_sums
    here = [table.c.site_kind == kind, table.c.month == month]
    if codes is not None:
        here.append(table.c.site_code.in_(codes))
    c.execute(delete(table).where(*here))
    rows = _made_rows(c, store, kind, month, codes, least)
    if rows:
        names = (*KEYS, "status", "sums")
        c.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    return len(rows)


def _made_rows(
    c: Connection, store: Store, kind: str, month: str, codes: Sequence[str] | None, least: int
) -> list[tuple[str, str, str, str, str, bytes]]:
    """The rows that a month's samples give."""
    s = store.tables.samples.c
    conditions: list[Any] = [s.site_kind == kind, s.month == month]
    if codes is not None:
        conditions.append(s.site_code.in_(codes))
    samples = _read_samples(c, store, conditions)
    official = (samples["status"] == FINAL).to_numpy(dtype=bool)
    rows = _rows_of(ALL, *sum_months(samples, station_day_min_values=least))
    if official.all():
        return [(*row[:4], BOTH, row[5]) for row in rows]
    finals = _rows_of(FINAL, *sum_months(samples[official], station_day_min_values=least))
    known = set(finals)
    same = {row[:4] for row in rows if (*row[:4], FINAL, row[5]) in known}
    both = [(*row[:4], BOTH, row[5]) for row in rows if row[:4] in same]
    return both + [row for row in rows + finals if row[:4] not in same]


def _rows_of(status: str, keys: pd.DataFrame, sums: SumArrays) -> list[tuple[str, str, str, str, str, bytes]]:
    blobs = pack_sums(keys["month"].tolist(), keys["source"].tolist(), sums)
    rows = zip(keys[list(KEYS)].values.tolist(), blobs, strict=True)
    return [(str(kind), str(code), str(month), str(source), status, blob) for (kind, code, month, source), blob in rows]


def _read_samples(c: Connection, store: Store, conditions: Sequence[Any]) -> pd.DataFrame:
    """What is summed, in the order in which it came in."""
    s = store.tables.samples.c
    rows = c.execute(select(*(s[name] for name in _COLUMNS)).where(*conditions).order_by(s.id)).all()
    lists = list(zip(*rows, strict=True)) if rows else [()] * len(_COLUMNS)
    data = {name: pd.Series(list(values), dtype=object) for name, values in zip(_COLUMNS, lists, strict=True)}
    data["value"] = data["value"].astype(float)
    data["detection_limit"] = data["detection_limit"].astype(float)
    data["below_limit"] = data["below_limit"].astype(bool)
    data["sampled_at"] = pd.to_datetime(data["sampled_at"], utc=True)
    return pd.DataFrame(data)
