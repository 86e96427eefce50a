"""How a geometry is bound and read, and the box test: two of the three things in which the engines differ (空间列).

A GeoPackage keeps a geometry as a blob (a header, then WKB); PostGIS as EWKB. shapely goes in and comes out. The
box test narrows only: both indexes keep 32-bit floats, so it is never the answer.
"""

# ruff: noqa: S608 (names in a statement are the catalogue's, which tables.py checks; values are bound)

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Boolean, Dialect, Double, Table, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

SRID = 4490  # CGCS2000, degrees; axis order here is always longitude, latitude
DECIMALS = 7  # of the coordinates that are shown, and that decide: 1 cm
INDEX_MARGIN = 2e-7  # the index holds the coordinates as given, the answer those shown [degree]

_MAGIC = b"GP\x00"
_PLAIN = struct.pack("<3sBi", _MAGIC, 0b0000_0001, SRID)
_WITH_ENVELOPE = struct.pack("<3sBi", _MAGIC, 0b0000_0011, SRID)


class Geometry(UserDefinedType[Any]):
    """Column type of a geometry (几何): shapely in, shapely out, on either engine."""

    cache_ok = True

    def __init__(self, kind: str = "GEOMETRY") -> None:
        self.kind = kind

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Turn a shapely geometry into what the engine stores."""
        encode = to_blobs if dialect.name == "sqlite" else to_hex
        return lambda value: None if value is None else encode(np.array([value], dtype=object))[0]

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Turn what the engine stores into a shapely geometry."""
        decode = from_blobs if dialect.name == "sqlite" else from_hex
        return lambda value: None if value is None else decode([value])[0]


@compiles(Geometry, "sqlite")
def _geometry_in_sqlite(kind: Geometry, compiler: Any, **_: Any) -> str:
    return kind.kind


@compiles(Geometry, "postgresql")
def _geometry_in_postgis(kind: Geometry, compiler: Any, **_: Any) -> str:
    return f"geometry({kind.kind.capitalize()},{SRID})"


def to_blobs(geometries: NDArray[np.object_]) -> list[bytes | None]:
    """GeoPackage blobs of geometries, in their order; None stays None.

    A point carries no envelope (it is its own), anything else the envelope of x and y.

    Examples
    --------
    >>> to_blobs(np.array([shapely.Point(116, 36.5), None], dtype=object))[0][:4]
    b'GP\\x00\\x01'
    """
    bodies = shapely.to_wkb(geometries, byte_order=1)
    if not (shapely.get_type_id(geometries) > 0).any():
        return [None if body is None else _PLAIN + body for body in bodies]
    bounds = shapely.bounds(geometries)[:, [0, 2, 1, 3]]
    envelopes = np.ascontiguousarray(bounds, dtype="<f8").tobytes()
    points = shapely.get_type_id(geometries) <= 0
    return [
        None
        if body is None
        else _PLAIN + body
        if point
        else _WITH_ENVELOPE + envelopes[32 * row : 32 * row + 32] + body
        for row, (body, point) in enumerate(zip(bodies, points, strict=True))
    ]


def body_start(blob: bytes) -> int:
    """Where the WKB of a GeoPackage blob begins [byte]."""
    return (8, 40, 56, 56, 72)[(blob[3] >> 1) & 0b111]


def from_blobs(blobs: Sequence[bytes | None]) -> NDArray[np.object_]:
    """Geometries of GeoPackage blobs, in their order; None stays None."""
    bodies = np.array([None if blob is None else blob[body_start(blob) :] for blob in blobs], dtype=object)
    return shapely.from_wkb(bodies) if len(bodies) else np.empty(0, dtype=object)


def to_hex(geometries: NDArray[np.object_]) -> list[str | None]:
    """EWKB in hexadecimal, as PostGIS takes and gives it; None stays None."""
    return list(shapely.to_wkb(shapely.set_srid(geometries, SRID), hex=True, include_srid=True, byte_order=1))


def from_hex(texts: Sequence[str | None]) -> NDArray[np.object_]:
    """Geometries of EWKB in hexadecimal, in their order; None stays None."""
    return shapely.from_wkb(np.array(texts, dtype=object)) if len(texts) else np.empty(0, dtype=object)


def shown(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """The geometries with the decimals that are shown: what a box, a radius and a comparison are decided on."""
    rounded: NDArray[np.object_] = shapely.transform(geometries, lambda pairs: np.round(pairs, DECIMALS) + 0.0)
    return rounded


class MayMeetBox(FunctionElement[bool]):
    """Whether a feature's envelope may meet one of the boxes, by the index alone; nothing is missed (范围初筛).

    Features without a geometry pass: a box says nothing of them. Made by ``may_meet_box``.
    """

    inherit_cache = True
    name = "may_meet_box"
    type = Boolean()

    def self_group(self, against: Any = None) -> MayMeetBox:
        """Itself: else SQLAlchemy writes ``= 1`` behind it, and SQLite scans the whole table without a word."""
        return self


def may_meet_box(rendered: Table, edges: Sequence[tuple[float, float, float, float]]) -> MayMeetBox:
    """The box test for a layer's rendered table; each of the boxes is (west, south, east, north) [degree]."""
    numbers: list[Any] = [
        literal(value, Double())
        for west, south, east, north in edges
        for value in (east + INDEX_MARGIN, west - INDEX_MARGIN, north + INDEX_MARGIN, south - INDEX_MARGIN)
    ]
    return MayMeetBox(rendered.c.fid, *numbers)


def _parts(element: MayMeetBox, compiler: SQLCompiler, kw: dict[str, Any]) -> tuple[str, Table, list[list[str]]]:
    """The fid's column, its table, and the bound edges of each box, in the order of the text."""
    column, *numbers = element.clauses
    bound = [compiler.process(number, **kw) for number in numbers]
    rendered: Table = column.table
    return compiler.process(column, **kw), rendered, [bound[at : at + 4] for at in range(0, len(bound), 4)]


@compiles(MayMeetBox, "sqlite")
def _may_meet_box_in_sqlite(element: MayMeetBox, compiler: SQLCompiler, **kw: Any) -> str:
    fid, rendered, boxes = _parts(element, compiler, kw)
    index = index_name(rendered.info["layer"])
    found = [
        f'SELECT id FROM "{index}" WHERE minx <= {east} AND maxx >= {west} AND miny <= {north} AND maxy >= {south}'
        for east, west, north, south in boxes
    ]
    placeless = f'SELECT fid FROM "{rendered.name}" WHERE minx IS NULL'
    return f"{fid} IN ({' UNION ALL '.join([*found, placeless])})"


@compiles(MayMeetBox, "postgresql")
def _may_meet_box_in_postgis(element: MayMeetBox, compiler: SQLCompiler, **kw: Any) -> str:
    fid, rendered, boxes = _parts(element, compiler, kw)
    found = [
        f'SELECT fid FROM "{rendered.info["layer"]}" '
        f"WHERE geom && ST_MakeEnvelope({west}, {south}, {east}, {north}, {SRID})"
        for east, west, north, south in boxes
    ]
    placeless = f'SELECT fid FROM "{rendered.name}" WHERE minx IS NULL'
    return f"{fid} IN ({' UNION ALL '.join([*found, placeless])})"


def index_name(layer: str) -> str:
    """Name of a layer's R*Tree, as the GeoPackage standard has it."""
    return f"rtree_{layer}_geom"
