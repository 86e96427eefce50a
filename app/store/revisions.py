"""Publishing a layer: every change is a revision, whole or not at all (版本).

The current rows stand in the layer's table with the revision they came by; rows that a revision replaced move to the
history. So a layer can be read as of any revision, and going back is a new revision.
"""

# ruff: noqa: S608 (names in a statement are the catalogue's, which tables.py checks; values are bound)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from app.errors import Absent
from app.store import geopackage
from app.store.bulk import in_lists, index_boxes, insert_rows
from app.store.engine import Store, lock
from app.store.features import load_frame
from app.store.frames import fetch_frame, select_rows
from app.store.rendering import Rows, Texts, canonical_rows, render
from app.store.spatial import to_blobs, to_hex
from app.store.tables import LayerTables

MANY_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a layer (版本): who, when, from which file, and what it did; ``count`` features after it."""

    layer: str
    revision: int
    made_at: datetime
    who: str
    file_name: str | None
    file_sha256: str | None
    note: str
    added: int
    changed: int
    removed: int
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What separates a frame from the layer (差异), by key, in the order of the frame and of fid."""

    added: list[str]
    changed: list[str]
    removed: list[str]
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Comparison:
    """``fids`` of the frame's rows, 0 for a new key; ``changed`` marks those whose text differs."""

    fids: NDArray[np.int64]
    changed: NDArray[np.bool_]
    removed: list[tuple[int, str]]


def difference(c: Connection, store: Store, layer: str, frame: gpd.GeoDataFrame) -> Difference:
    """What publishing a frame would add, change and remove (差异)."""
    tables = store.layer(layer)
    rows = canonical_rows(tables.spec, frame)
    found = _compare(c, tables, rows, render(tables.spec, rows))
    keys = np.array(rows.keys, dtype=object)
    return Difference(
        added=list(keys[found.fids == 0]),
        changed=list(keys[found.changed]),
        removed=[key for _, key in found.removed],
        unchanged=int(((found.fids > 0) & ~found.changed).sum()),
    )


def publish(
    c: Connection,
    store: Store,
    layer: str,
    frame: gpd.GeoDataFrame,
    *,
    who: str,
    file_name: str | None = None,
    file_sha256: str | None = None,
    note: str = "",
    keep_missing: bool = False,
) -> Revision | None:
    """Make a frame the layer, as one revision; None and no revision where nothing differs (发布).

    Parameters
    ----------
    frame
        In EPSG:4490, with the specification's fields (missing ones are null) and ``extra`` (dict or None).
    keep_missing
        Leave features that the frame lacks; else they are removed, into the history.

    Raises
    ------
    app.errors.BreaksRule
        A key is missing or repeated, or a value or geometry is not what the specification asks for.
    """
    tables = store.layer(layer)
    rows = canonical_rows(tables.spec, frame)
    texts = render(tables.spec, rows)
    lock(c, store, f"layer:{layer}")
    found = _compare(c, tables, rows, texts)
    removed = [] if keep_missing else [fid for fid, _ in found.removed]
    is_new = found.fids == 0
    written = np.flatnonzero(is_new | found.changed)
    if not len(written) and not removed:
        return None
    states = store.tables.layer_states
    state = c.execute(select(states).where(states.c.layer == layer)).one()
    fids = found.fids.copy()
    fids[is_new] = np.arange(state.next_fid, state.next_fid + is_new.sum())
    replaced = sorted([*removed, *fids[found.changed].tolist()])
    number = state.revision + 1
    if store.kind == "geopackage":
        geopackage.drop_triggers(c, tables.spec)
    _move_to_history(c, tables, replaced, number, whole=len(replaced) == state._mapping["count"])
    _write(c, tables, rows, texts, written, fids, number)
    if store.kind == "geopackage":
        geopackage.make_triggers(c, tables.spec)
    elif len(written) > MANY_ROWS:
        c.exec_driver_sql(f'ANALYZE "{layer}", "{layer}_rendered"')  # else plans are made for an empty table
    count = _write_state(c, store, tables, number, int(state.next_fid + is_new.sum()))
    revision = Revision(
        layer=layer,
        revision=number,
        made_at=datetime.now(UTC).replace(microsecond=0),
        who=who,
        file_name=file_name,
        file_sha256=file_sha256,
        note=note,
        added=int(is_new.sum()),
        changed=int(found.changed.sum()),
        removed=len(removed),
        count=count,
    )
    c.execute(store.tables.revisions.insert(), {name: getattr(revision, name) for name in Revision.__slots__})
    return revision


def _compare(c: Connection, tables: LayerTables, rows: Rows, texts: Texts) -> _Comparison:
    """Compare by full text, streaming what is stored."""
    rendered = tables.rendered
    position = {key: row for row, key in enumerate(rows.keys)}
    identity = texts.identity()
    fids = np.zeros(len(rows), dtype=np.int64)
    changed = np.zeros(len(rows), dtype=bool)
    removed = []
    stored = select(rendered.c.fid, rendered.c.key, func.coalesce(rendered.c.full_text, rendered.c.text))
    for fid, key, text in c.execute(stored.order_by(rendered.c.fid).execution_options(yield_per=2000)):
        row = position.get(key)
        if row is None:
            removed.append((fid, key))
        else:
            fids[row] = fid
            changed[row] = text != identity[row]
    return _Comparison(fids, changed, removed)


def _move_to_history(c: Connection, tables: LayerTables, fids: Sequence[int], number: int, *, whole: bool) -> None:
    """Move rows into the history; their texts and index entries go."""
    spec = tables.spec
    names = ", ".join(
        f'"{name}"' for name in ("fid", "since_revision", "geom", "extra", *(f.name for f in spec.fields))
    )
    for condition in ("1 = 1",) if whole and fids else in_lists(fids):
        c.exec_driver_sql(
            f'INSERT INTO "{spec.id}_history" ({names}, until_revision) '
            f'SELECT {names}, {number} FROM "{spec.id}" WHERE {condition}'
        )
        for table in (spec.id, f"{spec.id}_rendered"):
            c.exec_driver_sql(f'DELETE FROM "{table}" WHERE {condition}')
        if c.dialect.name == "sqlite":
            index = condition.replace("fid", "id", 1)
            c.exec_driver_sql(f'DELETE FROM "rtree_{spec.id}_geom" WHERE {index}')


def _write(
    c: Connection,
    tables: LayerTables,
    rows: Rows,
    texts: Texts,
    written: NDArray[np.int64],
    fids: NDArray[np.int64],
    number: int,
) -> None:
    """Write the rows at the positions ``written``, in the order of fid."""
    spec = tables.spec
    written = written[np.argsort(fids[written], kind="stable")]
    at = written.tolist()
    shapes = rows.geometry[written]
    chosen = fids[written].tolist()
    encode = to_blobs if c.dialect.name == "sqlite" else to_hex
    # A column without a value is left to the table's null: most layers fill a third of their fields.
    given = {**{field.name: rows.columns[field.name] for field in spec.fields}, "extra": rows.extra}
    columns = {name: _pick(values, at) for name, values in given.items() if values.count(None) < len(values)}
    insert_rows(
        c,
        tables.features,
        ["fid", "geom", *columns, "since_revision"],
        zip(chosen, encode(shapes), *columns.values(), [number] * len(at), strict=True),
    )
    write_texts(c, tables, chosen, rows, texts, at)
    if c.dialect.name == "sqlite":
        index_boxes(c, spec.id, fids[written], shapely.bounds(shapes))


def write_texts(
    c: Connection, tables: LayerTables, fids: Sequence[int], rows: Rows, texts: Texts, at: Sequence[int]
) -> None:
    """Write the rendered texts and envelopes of the rows at positions ``at``."""
    edges = [[None if edge != edge else edge for edge in column] for column in texts.envelopes[list(at)].T.tolist()]
    insert_rows(
        c,
        tables.rendered,
        ["fid", "key", "minx", "miny", "maxx", "maxy", "text", "full_text"],
        zip(
            fids,
            _pick(rows.keys, at),
            *edges,
            _pick(texts.public, at),
            _pick(texts.full, at),
            strict=True,
        ),
    )


def _pick(values: list[Any], at: Sequence[int]) -> list[Any]:
    """The values at positions; the list itself where they are all of them in order, as in a first import."""
    if len(at) == len(values) and list(at) == list(range(len(values))):
        return values
    return [values[row] for row in at]


def _write_state(c: Connection, store: Store, tables: LayerTables, number: int, next_fid: int) -> int:
    """Write where the layer stands now; the number of its features."""
    r, states = tables.rendered.c, store.tables.layer_states
    found = c.execute(
        select(func.count(), func.min(r.minx), func.min(r.miny), func.max(r.maxx), func.max(r.maxy))
    ).one()
    count, bbox = int(found[0]), None if found[1] is None else (found[1], found[2], found[3], found[4])
    start = end = None
    if tables.spec.temporal is not None:
        column = tables.features.c[tables.spec.temporal]
        start, end = (_iso(value) for value in c.execute(select(func.min(column), func.max(column))).one())
    values: dict[str, Any] = dict(zip(("west", "south", "east", "north"), bbox or [None] * 4, strict=True))
    values |= {"revision": number, "count": count, "next_fid": next_fid, "updated_at": datetime.now(UTC)}
    values |= {"temporal_start": start, "temporal_end": end}
    c.execute(states.update().where(states.c.layer == tables.spec.id).values(**values))
    if store.kind == "geopackage":
        geopackage.note_change(c, tables.spec, bbox)
    return count


def _iso(value: Any) -> str | None:
    """A day as its first instant, an instant as it is, both in UTC."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return f"{value.isoformat()}T00:00:00+00:00"


def list_revisions(c: Connection, store: Store, layer: str) -> list[Revision]:
    """The revisions of a layer, newest first (版本列表)."""
    store.layer(layer)
    table = store.tables.revisions
    names = [table.c[name] for name in Revision.__slots__]
    rows = c.execute(select(*names).where(table.c.layer == layer).order_by(table.c.revision.desc()))
    return [Revision(*row) for row in rows]


def read_as_of(c: Connection, store: Store, layer: str, revision: int) -> gpd.GeoDataFrame:
    """A layer as a revision left it (某版本的图层), a frame as ``load_frame`` gives; revision 0 is empty.

    Raises
    ------
    app.errors.Absent
        The layer never had that revision.
    """
    tables = store.layer(layer)
    current = c.execute(
        select(store.tables.layer_states.c.revision).where(store.tables.layer_states.c.layer == layer)
    ).scalar_one()
    if not 0 <= revision <= current:
        raise Absent(
            f"图层“{layer}”没有版本 {revision}。", f"Layer “{layer}” has no revision {revision}.", parameter="revision"
        )
    features, history = tables.features, tables.history
    return fetch_frame(
        c,
        tables.spec.fields,
        select_rows(features, tables.spec.fields).where(features.c.since_revision <= revision),
        select_rows(history, tables.spec.fields).where(
            history.c.since_revision <= revision, history.c.until_revision > revision
        ),
    )


def roll_back(c: Connection, store: Store, layer: str, revision: int, *, who: str, note: str = "") -> Revision | None:
    """Make a layer again what a revision left, as a new revision (回退); None where it is that already."""
    lock(c, store, f"layer:{layer}")
    frame = read_as_of(c, store, layer, revision)
    return publish(c, store, layer, frame, who=who, note=note or f"回退到版本 {revision} (back to revision {revision})")


def render_anew(c: Connection, store: Store, layer: str) -> None:
    """Render a layer's texts again, after its specification has changed; no revision, the rows are the same."""
    tables = store.layer(layer)
    frame = load_frame(c, store, layer)
    rows = canonical_rows(tables.spec, frame)
    if store.kind == "geopackage":
        geopackage.drop_triggers(c, tables.spec)
    c.execute(tables.rendered.delete())
    write_texts(c, tables, frame["fid"].tolist(), rows, render(tables.spec, rows), range(len(rows)))
    if store.kind == "geopackage":
        geopackage.make_triggers(c, tables.spec)
