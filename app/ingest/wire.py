"""What the reading process hands back: plain buffers and a JSON head, nothing that is executed when it is read.

The reader runs on hostile bytes, so its answer is not pickled: a table is text, numbers and WKB in buffers, and
the receiving side only slices them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

ColumnKind = Literal["text", "integer", "number", "boolean", "json"]
Array = NDArray[Any]


@dataclass(frozen=True)
class Column:
    """One column of a file: its name as it is there, its kind, and one value a row.

    ``values`` is float64 (NaN = missing) for ``number``, int64 for an ``integer`` without gaps, else an object
    array with None for missing.
    """

    name: str
    kind: ColumnKind
    values: Array


@dataclass(frozen=True)
class RawTable:
    """A file as it was read, before any check (原始表).

    Attributes
    ----------
    columns
        In the file's order; the row order is the file's.
    geometry
        Shapes in the file's own CRS, None where a row has none, shape (n,).
    crs
        ``EPSG:n`` or WKT as the file declares it; None where it declares none.
    had_z
        Rows whose heights were dropped.
    faults
        Plain mappings of ``app.errors.Fault``, found while reading.
    layer, layers
        The layer that was read, and all layers of the file.
    encoding
        Encoding of the attribute table, where that was a question.
    unclosed
        Positions of rows whose rings were closed.
    coordinate_columns
        Names of the columns of longitude and latitude, of a CSV.
    row_numbers
        Number of each row in the file, first 1; empty where they run 1, 2, 3 …
    total
        Rows of the file, where only the first were read.
    """

    columns: tuple[Column, ...]
    geometry: Array
    crs: str | None = None
    had_z: int = 0
    faults: tuple[dict[str, Any], ...] = ()
    layer: str | None = None
    layers: tuple[str, ...] = ()
    encoding: str | None = None
    unclosed: tuple[int, ...] = ()
    coordinate_columns: tuple[str, ...] = ()
    row_numbers: tuple[int, ...] = ()
    total: int = 0

    def __len__(self) -> int:
        return len(self.geometry)


def _text_buffers(values: Sequence[Any]) -> list[bytes]:
    """Mask and NUL-joined UTF-8 of texts; a NUL inside a text is no text and is dropped."""
    missing = np.fromiter((value is None for value in values), dtype=np.uint8, count=len(values))
    joined = "\0".join("" if value is None else value for value in values)
    if joined.count("\0") != max(len(values) - 1, 0):
        joined = "\0".join("" if value is None else value.replace("\0", "") for value in values)
    return [missing.tobytes(), joined.encode("utf-8", "replace")]


def _pack_column(column: Column) -> tuple[dict[str, Any], list[bytes]]:
    """Head and buffers of one column."""
    head: dict[str, Any] = {"name": column.name, "kind": column.kind, "form": column.kind}
    if column.kind == "text":
        return head, _text_buffers(column.values.tolist())
    if column.kind == "number" or (column.kind == "integer" and column.values.dtype == np.int64):
        return head, [np.ascontiguousarray(column.values).tobytes()]
    head["form"] = "json"
    return head, [json.dumps(column.values.tolist(), ensure_ascii=False).encode("utf-8", "replace")]


def _unpack_column(head: dict[str, Any], buffers: list[memoryview], rows: int) -> Column:
    """One column again from its head and buffers."""
    form = head["form"]
    values: Array
    if form == "text":
        texts: list[Any] = bytes(buffers[1]).decode("utf-8").split("\0") if rows else []
        values = np.empty(rows, dtype=object)
        values[:] = texts
        values[np.frombuffer(buffers[0], dtype=np.uint8).astype(bool)] = None
    elif form == "json":
        values = np.empty(rows, dtype=object)
        for row, value in enumerate(json.loads(bytes(buffers[0]))):
            values[row] = value
    else:
        values = np.frombuffer(buffers[0], dtype=np.int64 if form == "integer" else np.float64).copy()
    if len(values) != rows:
        raise ValueError("a column has another number of rows")
    return Column(str(head["name"]), head["kind"], values)


@dataclass(frozen=True)
class Shapes:
    """Geometries on the wire: point coordinates (n, 2), NaN = none, or WKB texts, None = none."""

    points: NDArray[np.float64] | None = None
    wkb: Sequence[bytes | None] = ()

    def __len__(self) -> int:
        return len(self.wkb) if self.points is None else len(self.points)


def write_table(path: Path, columns: Sequence[Column], shapes: Shapes, head: dict[str, Any]) -> None:
    """Write columns and shapes; ``head`` holds what else ``RawTable`` carries, as JSON values."""
    buffers: list[bytes] = []
    heads = []
    for column in columns:
        column_head, parts = _pack_column(column)
        heads.append(column_head | {"count": len(parts)})
        buffers += parts
    if shapes.points is not None:
        buffers.append(np.ascontiguousarray(shapes.points, dtype=np.float64).tobytes())
    else:
        lengths = np.fromiter((len(one or b"") for one in shapes.wkb), dtype=np.int64, count=len(shapes))
        buffers += [lengths.tobytes(), b"".join(one or b"" for one in shapes.wkb)]
    whole = head | {
        "rows": len(shapes),
        "columns": heads,
        "shapes": "wkb" if shapes.points is None else "points",
        "sizes": [len(buffer) for buffer in buffers],
    }
    text = json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")
    with path.open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little"))
        stream.write(text)
        stream.writelines(buffers)


def _shapes(points: Array) -> Array:
    """Points from coordinates; None where both are NaN."""
    import shapely  # here, for the reading process has no need of it

    geometry: Array = shapely.points(points)
    geometry = geometry.astype(object)
    geometry[np.isnan(points).all(axis=1)] = None
    return geometry


def read_table(path: Path) -> RawTable:
    """The table that ``write_table`` wrote; ValueError where it is not whole.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "table"
    >>> name = Column("名称", "text", np.array(["黄河", None], dtype=object))
    >>> write_table(target, [name], Shapes(np.array([[116.0, 36.0], [np.nan, np.nan]])), {"crs": "EPSG:4490"})
    >>> table = read_table(target)
    >>> table.columns[0].values.tolist(), table.geometry[1] is None, table.crs
    (['黄河', None], True, 'EPSG:4490')
    """
    data = memoryview(path.read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    head = json.loads(bytes(data[8:start]))
    buffers = []
    for size in head["sizes"]:
        buffers.append(data[start : start + size])
        start += size
    if start != len(data):
        raise ValueError("the table is not whole")
    rows = int(head["rows"])
    columns = []
    used = 0
    for column_head in head["columns"]:
        columns.append(_unpack_column(column_head, buffers[used : used + column_head["count"]], rows))
        used += column_head["count"]
    if head["shapes"] == "points":
        geometry = _shapes(np.frombuffer(buffers[used], dtype=np.float64).reshape(rows, 2))
    else:
        import shapely

        ends = np.cumsum(np.frombuffer(buffers[used], dtype=np.int64)).tolist()
        blob = bytes(buffers[used + 1])
        starts = [0, *ends[:-1]]
        parts = [blob[a:b] or None for a, b in zip(starts, ends, strict=True)] if rows else []
        geometry = np.empty(rows, dtype=object)
        geometry[:] = shapely.from_wkb(parts, on_invalid="ignore")
    return RawTable(
        columns=tuple(columns),
        geometry=geometry,
        crs=head.get("crs"),
        had_z=int(head.get("had_z", 0)),
        faults=tuple(head.get("faults", ())),
        layer=head.get("layer"),
        layers=tuple(head.get("layers", ())),
        encoding=head.get("encoding"),
        unclosed=tuple(head.get("unclosed", ())),
        coordinate_columns=tuple(head.get("coordinate_columns", ())),
        row_numbers=tuple(head.get("row_numbers", ())),
        total=int(head.get("total", rows)),
    )
