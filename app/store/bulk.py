"""Many rows in one go: SQLite's ``executemany``, PostgreSQL's COPY (成批写入)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

from app.store.spatial import index_name


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
    """Write the R*Tree entries of features in one go; ``bounds`` (n, 4) [degree], NaN without a geometry.

    Neighbours go in one after another, which keeps the tree good and the writing short.
    """
    placed = ~np.isnan(bounds[:, 0])
    fids, bounds = fids[placed], bounds[placed]
    cells = np.floor((bounds[:, [0, 1]] - bounds[:, [0, 1]].min(axis=0)) * 50) if len(fids) else bounds[:, :2]
    order = np.lexsort((bounds[:, 1], cells[:, 0], cells[:, 1]))
    west, south, east, north = bounds[order].T.tolist() if len(fids) else ([], [], [], [])
    rows = zip(fids[order].tolist(), west, east, south, north, strict=True)
    c.connection.driver_connection.executemany(  # type: ignore[union-attr]
        f'INSERT INTO "{index_name(layer)}" VALUES (?, ?, ?, ?, ?)', rows
    ).close()


def in_lists(fids: Sequence[int], size: int = 5000) -> Iterator[str]:
    """``fid IN (…)`` for many fids, cut into pieces; whole numbers only, so they may stand in the text."""
    for at in range(0, len(fids), size):
        yield f"fid IN ({','.join(str(int(fid)) for fid in fids[at : at + size])})"
