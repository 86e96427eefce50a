"""Many rows in one go: SQLite's ``executemany``, PostgreSQL's COPY (成批写入)."""

# ruff: noqa: S608 (names in a statement are the catalogue's, which tables.py checks; values are bound)

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

from app.store.spatial import index_name

NODE_CELLS = 51  # of SQLite's R*Tree of two dimensions where pages have 4096 bytes
CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])


def insert_rows(c: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as the engine takes them: geometries encoded, dates and instants as ISO text."""
    driver: Any = c.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in names)
    if c.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in names)
        driver.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows).close()
        return
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def index_boxes(c: Connection, layer: str, fids: NDArray[np.int64], bounds: NDArray[np.float64]) -> None:
    """Write the R*Tree entries of features; ``bounds`` (n, 4) [degree], NaN without a geometry.

    Into an empty tree many go in one go, as its packed nodes; else one by one.
    """
    placed = ~np.isnan(bounds[:, 0])
    fids, bounds = fids[placed], bounds[placed]
    index = index_name(layer)
    if len(fids) > NODE_CELLS and c.exec_driver_sql(f'SELECT count(*) FROM "{index}_rowid"').scalar() == 0:
        _write_nodes(c, index, fids, bounds)
        return
    west, south, east, north = bounds.T.tolist() if len(fids) else ([], [], [], [])
    rows = zip(fids.tolist(), west, east, south, north, strict=True)
    _write_many(c, f'INSERT INTO "{index}" VALUES (?, ?, ?, ?, ?)', rows)


def _write_many(c: Connection, sql: str, rows: Iterable[Sequence[Any]]) -> None:
    driver: Any = c.connection.driver_connection
    driver.executemany(sql, rows).close()


def _write_nodes(c: Connection, index: str, fids: NDArray[np.int64], bounds: NDArray[np.float64]) -> None:
    """Fill an empty R*Tree with packed nodes, leaves first, the root last as node 1 (SQLite's rtree.c, file format).

    A node is the tree's depth (root only; two bytes), the number of its cells (two bytes), then the cells: id or
    node number (eight bytes) and the envelope as 32-bit floats, all big-endian, rounded outwards.
    """
    floats = np.empty((len(fids), 4), dtype=np.float32)
    floats[:, [0, 2]] = _outwards(bounds[:, [0, 1]], -np.inf)
    floats[:, [1, 3]] = _outwards(bounds[:, [2, 3]], np.inf)
    ids, level, number = fids, 0, 2  # node 1 is the root
    while True:
        order = _tiled(floats)
        ids, floats = ids[order], floats[order]
        n_nodes = -(-len(ids) // NODE_CELLS)
        cells = np.zeros((n_nodes, NODE_CELLS), dtype=CELL)
        cells["id"].flat[: len(ids)] = ids
        cells["box"].reshape(-1, 4)[: len(ids)] = floats
        sizes = np.full(n_nodes, NODE_CELLS)
        sizes[-1] = len(ids) - NODE_CELLS * (n_nodes - 1)
        numbers = np.arange(number, number + n_nodes) if n_nodes > 1 else np.array([1])
        owner = np.repeat(numbers, sizes)
        down = np.argsort(ids)
        pairs = zip(ids[down].tolist(), owner[down].tolist(), strict=True)
        _write_many(c, f'INSERT INTO "{index}_{"parent" if level else "rowid"}" VALUES (?, ?)', pairs)
        heads = [struct.pack(">HH", level if n_nodes == 1 else 0, size) for size in sizes.tolist()]
        blobs = ((int(no), head + row.tobytes()) for no, head, row in zip(numbers, heads, cells, strict=True))
        _write_many(c, f'INSERT OR REPLACE INTO "{index}_node" (nodeno, data) VALUES (?, ?)', blobs)
        if n_nodes == 1:
            return
        starts = np.arange(n_nodes) * NODE_CELLS
        low, high = np.minimum.reduceat(floats, starts), np.maximum.reduceat(floats, starts)
        floats = np.column_stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3]])
        ids, level, number = numbers, level + 1, number + n_nodes


def _outwards(values: NDArray[np.float64], towards: float) -> NDArray[np.float32]:
    """32-bit floats that are not inside of the values."""
    near = values.astype(np.float32)
    inside = near > values if towards < 0 else near < values
    return np.where(inside, np.nextafter(near, np.float32(towards)), near)


def _tiled(floats: NDArray[np.float32]) -> NDArray[np.int64]:
    """The order in which neighbours share a node: strips from south to north, each from west to east."""
    strips = max(1, round((len(floats) / NODE_CELLS) ** 0.5))
    rank = np.empty(len(floats), dtype=np.int64)
    rank[np.argsort(floats[:, 2], kind="stable")] = np.arange(len(floats))
    return np.lexsort((floats[:, 0], rank * strips // max(1, len(floats))))


def in_lists(fids: Sequence[int], size: int = 5000) -> Iterator[str]:
    """``fid IN (…)`` for many fids, cut into pieces; whole numbers only, so they may stand in the text."""
    for at in range(0, len(fids), size):
        yield f"fid IN ({','.join(str(int(fid)) for fid in fids[at : at + size])})"
