"""The lean way to a page of items: one statement on a raw connection, the texts joined by the database (轻量读取).

A plain route through SQLAlchemy costs several times what the database does. Here SQLite joins the texts itself, and
the only Python object is the answer. What this cannot answer exactly goes the usual way.
"""

# ruff: noqa: S608 (names in a statement are the catalogue's, which tables.py checks; values are bound)

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from app.store import geopackage
from app.store.counts import count_points
from app.store.engine import BUSY_TIMEOUT_MS, READING_CACHE_KIB, Store
from app.store.features import Box, FeatureQuery, count_matched, layer_state, read_page
from app.store.named_errors import named_errors
from app.store.spatial import INDEX_MARGIN, index_name


@dataclass(frozen=True, slots=True)
class Items:
    """A page of features, ready to be put between the brackets of ``features`` (一页要素文本).

    ``body`` is JSON texts joined by commas; ``matched`` the number that meets the query; ``next_after`` the fid to go
    on after, None on the last page; ``revision`` the layer's.
    """

    body: bytes
    returned: int
    matched: int
    next_after: int | None
    revision: int


def read_items(store: Store, layer: str, query: FeatureQuery) -> Items:
    """A page of a layer as joined bytes, with the number matched (一页要素文本); exactly what ``read_page`` gives.

    Opens and ends its own transaction, so page, number and revision are of one state.
    """
    tables = store.layer(layer)
    simple = query.box is None or tables.spec.geometry == "Point"
    if store.kind != "geopackage" or query.equals or query.during is not None or not simple:
        return _usual(store, layer, query)
    full = query.full and any(field.personal for field in tables.spec.fields)
    with lean_reading(store) as c:
        return _items(c, layer, query, "coalesce(full_text, text)" if full else "text")


def read_revision(store: Store, layer: str) -> int:
    """The layer's revision (图层版本), as cheaply as can be, for an ETag."""
    store.layer(layer)
    if store.kind != "geopackage":
        with store.reading() as c:
            return layer_state(c, store, layer).revision
    with lean_reading(store) as raw:
        return int(raw.execute("SELECT revision FROM layer_states WHERE layer = ?", (layer,)).fetchone()[0])


def _usual(store: Store, layer: str, query: FeatureQuery) -> Items:
    with store.reading() as c:
        state = layer_state(c, store, layer)
        page = read_page(c, store, layer, query)
        whole = query.after_fid == 0 and page.next_after is None
        matched = len(page.fids) if whole else count_matched(c, store, layer, query)
    return Items(",".join(page.texts).encode(), len(page.fids), matched, page.next_after, state.revision)


def _items(c: sqlite3.Connection, layer: str, query: FeatureQuery, text: str) -> Items:
    revision, count, *bbox = c.execute(
        "SELECT revision, count, west, south, east, north FROM layer_states WHERE layer = ?", (layer,)
    ).fetchone()
    box = query.box
    if box is not None and (bbox[0] is None or box.covers(tuple(bbox))):
        box = None
    where, numbers = ("", []) if box is None else _where(layer, box, by_index=not box.is_most_of(tuple(bbox)))
    table = f'"{layer}_rendered"'
    body, returned, last = c.execute(
        f"SELECT CAST(group_concat(t) AS BLOB), count(*), max(fid) FROM "
        f"(SELECT {text} AS t, fid FROM {table} WHERE fid > ?{where} ORDER BY fid LIMIT ?)",
        (query.after_fid, *numbers, query.limit),
    ).fetchone()
    first_and_full = query.after_fid == 0 and returned == query.limit
    matched = count
    if box is not None:
        matched = count_points(c, layer, box.parts()) if query.after_fid or first_and_full else returned
    more = matched > returned
    if query.after_fid and returned == query.limit:
        rest = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE fid > ?{where})"
        more = bool(c.execute(rest, (last, *numbers)).fetchone()[0])
    return Items(body or b"", returned, matched, last if more and returned == query.limit else None, revision)


def _where(layer: str, box: Box, by_index: bool) -> tuple[str, list[float]]:
    """The condition that a point lies in the box, the index first, and its numbers."""
    found, exact, narrow, sure = [], [], [], []
    for west, south, east, north in box.parts():
        found.append(f'SELECT id FROM "{index_name(layer)}" WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?')
        exact.append("minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?")
        narrow += [east + INDEX_MARGIN, west - INDEX_MARGIN, north + INDEX_MARGIN, south - INDEX_MARGIN]
        sure += [east, west, north, south]
    inside = f" AND ({' OR '.join(exact)} OR minx IS NULL)"
    if not by_index:
        return inside, sure
    found.append(f'SELECT fid FROM "{layer}_rendered" WHERE minx IS NULL')
    return f" AND fid IN ({' UNION ALL '.join(found)}){inside}", narrow + sure


@dataclass(frozen=True, eq=False)
class _Kept:
    """The connections of one engine: each thread's own, and all of them, to be closed with the store."""

    own: threading.local
    all: list[sqlite3.Connection]

    def close(self, _: Any) -> None:
        """Close all; a thread that comes again opens anew."""
        while self.all:
            self.all.pop().close()


_KEPT: weakref.WeakKeyDictionary[Any, _Kept] = weakref.WeakKeyDictionary()
_KEEPING = threading.Lock()


def _kept_of(store: Store) -> _Kept:
    with _KEEPING:
        if store.engine not in _KEPT:
            _KEPT[store.engine] = _Kept(threading.local(), [])
            event.listen(store.engine, "engine_disposed", _KEPT[store.engine].close)
        return _KEPT[store.engine]


@contextmanager
def lean_reading(store: Store) -> Iterator[sqlite3.Connection]:
    """A raw read-only connection to the GeoPackage, one a thread and kept, in one transaction."""
    kept = _kept_of(store)
    with named_errors():
        c: sqlite3.Connection | None = getattr(kept.own, "connection", None)
        if c is None or c not in kept.all:
            c = kept.own.connection = _connect(store)
            kept.all.append(c)
        c.execute("BEGIN")
        try:
            yield c
        finally:
            c.execute("ROLLBACK")


def _connect(store: Store) -> sqlite3.Connection:
    assert store.path is not None
    c = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    geopackage.define_functions(c)
    for pragma in (f"busy_timeout = {BUSY_TIMEOUT_MS}", f"cache_size = -{READING_CACHE_KIB}", "query_only = 1"):
        c.execute(f"PRAGMA {pragma}").close()
    return c
