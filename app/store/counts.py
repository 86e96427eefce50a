"""How many points lie in a box, counted in the R*Tree itself (点数)."""

# ruff: noqa: S608 (names in a statement are the catalogue's, which tables.py checks; values are bound)

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.store.spatial import INDEX_MARGIN, index_name


def count_points(c: sqlite3.Connection, layer: str, boxes: Sequence[tuple[float, float, float, float]]) -> int:
    """The number of points of a layer in boxes that do not overlap (点数), exactly; those without a place included.

    An entry of the index that lies inside the box by more than the index's rounding is counted there; only those at
    the edge are looked up. That is a twentieth of the time of looking up all.
    """
    index, table = index_name(layer), f"{layer}_rendered"
    total = c.execute(f'SELECT count(*) FROM "{table}" WHERE minx IS NULL').fetchone()[0]
    for west, south, east, north in boxes:
        outer = (east + INDEX_MARGIN, west - INDEX_MARGIN, north + INDEX_MARGIN, south - INDEX_MARGIN)
        inner = (west + INDEX_MARGIN, east - INDEX_MARGIN, south + INDEX_MARGIN, north - INDEX_MARGIN)
        total += c.execute(
            f'SELECT count(*) FROM "{index}" WHERE minx >= ? AND maxx <= ? AND miny >= ? AND maxy <= ?',
            inner,
        ).fetchone()[0]
        total += c.execute(
            f'SELECT count(*) FROM "{table}" WHERE fid IN (SELECT id FROM "{index}" '
            "WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? "
            "AND NOT (minx >= ? AND maxx <= ? AND miny >= ? AND maxy <= ?)) "
            "AND minx <= ? AND minx >= ? AND miny <= ? AND miny >= ?",
            (*outer, *inner, east, west, north, south),
        ).fetchone()[0]
    return int(total)
