"""Reading a layer: pages of rendered features, one feature, counts, the layer's state, frames (读取图层).

The database narrows by box, the four doubles beside each text decide for points and whatever lies wholly inside,
and shapely decides for lines and areas that cross the box's edge. What decides are the coordinates that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true, type_coerce
from sqlalchemy.types import NullType

from app.store.counts import count_points
from app.store.engine import Store
from app.store.filters import during_condition, equals_condition
from app.store.frames import chosen_fields, fetch_frame, select_rows
from app.store.spatial import from_blobs, from_hex, may_meet_box, shown
from app.store.tables import LayerTables

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A box in longitude and latitude [degree] (范围); ``west`` > ``east`` lies across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def parts(self) -> list[Edges]:
        """One box, or the two on either side of the antimeridian."""
        if self.west <= self.east:
            return [(self.west, self.south, self.east, self.north)]
        return [(self.west, self.south, 180.0, self.north), (-180.0, self.south, self.east, self.north)]

    def covers(self, edges: Edges) -> bool:
        """Whether the box holds the whole of another that does not cross the antimeridian."""
        west, south, east, north = edges
        return any(w <= west and s <= south and east <= e and north <= n for w, s, e, n in self.parts())

    def is_most_of(self, edges: Edges) -> bool:
        """Whether the box holds so much of another that going through all rows is quicker than asking the index."""
        west, south, east, north = edges
        shared = sum(
            max(0.0, min(e, east) - max(w, west)) * max(0.0, min(n, north) - max(s, south))
            for w, s, e, n in self.parts()
        )
        return shared > 0.3 * (east - west) * (north - south)


@dataclass(frozen=True, slots=True)
class FeatureQuery:
    """What is asked of a layer (查询).

    ``equals`` field to value; ``during`` start and end, None for open, on the layer's temporal field; ``after_fid``
    and ``limit`` make the page; ``full`` gives personal fields too, for those who are signed in.
    """

    box: Box | None = None
    equals: Mapping[str, object] = field(default_factory=dict)
    during: tuple[datetime | date | None, datetime | date | None] | None = None
    after_fid: int = 0
    limit: int = 10
    full: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page (一页): texts and fids in the order of fid; ``next_after`` is None on the last page."""

    texts: list[str]
    fids: list[int]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class LayerState:
    """Where a layer stands (图层状态): ``revision`` 0 before the first; ``bbox`` [degree] and times None if empty."""

    revision: int
    count: int
    bbox: Edges | None
    temporal_extent: tuple[datetime, datetime] | None
    updated_at: datetime | None


def layer_state(c: Connection, store: Store, layer: str) -> LayerState:
    """Revision, count, extent in place and time of a layer (图层状态), without touching its rows."""
    states = store.tables.layer_states
    store.layer(layer)
    row = c.execute(select(states).where(states.c.layer == layer)).one()
    bbox = None if row.west is None else (row.west, row.south, row.east, row.north)
    times = None
    if row.temporal_start is not None:
        times = datetime.fromisoformat(row.temporal_start), datetime.fromisoformat(row.temporal_end)
    return LayerState(row.revision, int(row._mapping["count"]), bbox, times, row.updated_at)


def read_page(c: Connection, store: Store, layer: str, query: FeatureQuery) -> Page:
    """One page of a layer's rendered features that meet the query exactly (一页要素), in the order of fid.

    Raises
    ------
    app.errors.Unparsable
        A filter names no field that may be asked for, or its value is not of the field's kind.
    """
    tables = store.layer(layer)
    texts: list[str] = []
    fids: list[int] = []
    after = query.after_fid
    statement = candidates(c, store, tables, query, text_column(tables, query.full)).order_by(tables.rendered.c.fid)
    while True:
        wanted = query.limit + 1 - len(fids)
        rows = c.execute(statement.where(tables.rendered.c.fid > after).limit(wanted)).all()
        if not rows:
            return Page(texts, fids, None)
        for row, met in zip(rows, _decide(c, tables, query.box, rows), strict=True):
            if met:
                fids.append(row[0])
                texts.append(row[2])
        if len(fids) > query.limit:
            return Page(texts[: query.limit], fids[: query.limit], fids[query.limit - 1])
        if len(rows) < wanted:
            return Page(texts, fids, None)
        after = rows[-1][0]


def count_matched(c: Connection, store: Store, layer: str, query: FeatureQuery) -> int:
    """How many features of a layer meet the query, exactly (匹配数); page and limit do not matter."""
    tables = store.layer(layer)
    if query.box is None and not query.equals and query.during is None:
        return layer_state(c, store, layer).count
    plain = not query.equals and query.during is None
    if store.kind == "geopackage" and tables.spec.geometry == "Point" and query.box is not None and plain:
        driver: Any = c.connection.driver_connection
        return count_points(driver, layer, query.box.parts())
    found = candidates(c, store, tables, query).subquery()
    inside = c.execute(select(func.count()).select_from(found).where(found.c.inside)).scalar_one()
    if query.box is None or tables.spec.geometry == "Point":
        return int(inside)
    crossing = c.execute(select(found.c.fid, found.c.inside).where(~found.c.inside)).all()
    return int(inside) + int(_decide(c, tables, query.box, crossing).sum())


def read_text(c: Connection, store: Store, layer: str, key: str, full: bool = False) -> str | None:
    """The rendered text of one feature by its key (单个要素), None where there is none."""
    tables = store.layer(layer)
    found = select(text_column(tables, full)).where(tables.rendered.c.key == key)
    return c.execute(found).scalar()


def load_frame(
    c: Connection, store: Store, layer: str, *, columns: Sequence[str] | None = None, box: Box | None = None
) -> gpd.GeoDataFrame:
    """A layer's rows as a GeoDataFrame in EPSG:4490, in the order of fid (图层数据框).

    Columns are ``fid``, the fields (all, or those of ``columns``), ``extra`` and ``geometry``; see
    ``app.store.frames.make_frame``. With a box, those features that meet it.
    """
    tables = store.layer(layer)
    fields = chosen_fields(tables.spec, columns)
    statement = select_rows(tables.features, fields).order_by(tables.features.c.fid)
    if box is None:
        return fetch_frame(c, fields, statement)
    found = candidates(c, store, tables, FeatureQuery(box=box))
    frame = fetch_frame(c, fields, statement.where(tables.features.c.fid.in_(select(found.subquery().c.fid))))
    areas = shapely.box(*np.array(box.parts()).T)
    return frame[_meets(shown(frame.geometry.to_numpy()), areas)].reset_index(drop=True)


def text_column(tables: LayerTables, full: bool) -> ColumnElement[Any]:
    """The text that a reader may see."""
    rendered = tables.rendered
    if full and any(field.personal for field in tables.spec.fields):
        return func.coalesce(rendered.c.full_text, rendered.c.text)
    return rendered.c.text


def candidates(
    c: Connection, store: Store, tables: LayerTables, query: FeatureQuery, *more: ColumnElement[Any]
) -> Select[Any]:
    """fid, whether the doubles suffice, and more columns, of what may meet the query; the fewest possible."""
    rendered = tables.rendered
    parts = [] if query.box is None else query.box.parts()
    bbox = layer_state(c, store, tables.spec.id).bbox if parts else None
    if query.box is not None and (bbox is None or query.box.covers(bbox)):
        parts = []
    inside: ColumnElement[bool] = true()
    if parts and tables.spec.geometry != "Point":
        inside = or_(rendered.c.minx.is_(None), *(_holds(rendered, *edges) for edges in parts))
    statement = select(rendered.c.fid, inside.label("inside"), *more)
    if parts:
        meets = or_(rendered.c.minx.is_(None), *(_touches(rendered, *edges) for edges in parts))
        statement = statement.where(meets)
        if query.box is not None and bbox is not None and not query.box.is_most_of(bbox):
            statement = statement.where(may_meet_box(rendered, parts))
    if query.equals or query.during is not None:
        features = tables.features
        statement = statement.join_from(rendered, features, rendered.c.fid == features.c.fid)
        for name, value in query.equals.items():
            statement = statement.where(equals_condition(tables, name, value, query.full))
        if query.during is not None:
            statement = statement.where(during_condition(tables, *query.during))
    return statement


def _touches(rendered: Any, west: float, south: float, east: float, north: float) -> ColumnElement[bool]:
    r = rendered.c
    return and_(r.minx <= east, r.maxx >= west, r.miny <= north, r.maxy >= south)


def _holds(rendered: Any, west: float, south: float, east: float, north: float) -> ColumnElement[bool]:
    r = rendered.c
    return and_(r.minx >= west, r.maxx <= east, r.miny >= south, r.maxy <= north)


def _decide(c: Connection, tables: LayerTables, box: Box | None, rows: Sequence[Any]) -> np.ndarray[Any, Any]:
    """Which candidate rows (fid, inside, …) meet the box, (n,) bool; geometries are read for the crossing ones only."""
    met = np.array([bool(row[1]) for row in rows], dtype=bool)
    if box is None or met.all():
        return met
    fids = [row[0] for row, decided in zip(rows, met, strict=True) if not decided]
    geometries = read_geometries(c, tables, fids)
    areas = shapely.box(*np.array(box.parts()).T)
    met[~met] = _meets(shown(np.array([geometries[fid] for fid in fids], dtype=object)), areas)
    return met


def _meets(geometries: Any, areas: Any) -> Any:
    """Which geometries meet one of the areas; none at all meets every box."""
    return shapely.is_missing(geometries) | shapely.intersects(geometries[:, None], areas[None, :]).any(axis=1)


def read_geometries(c: Connection, tables: LayerTables, fids: Sequence[int]) -> dict[int, Any]:
    """The geometries as stored, by fid."""
    features = tables.features
    found: dict[int, Any] = {}
    for at in range(0, len(fids), 500):
        raw = select(features.c.fid, type_coerce(features.c.geom, NullType()))
        rows = c.execute(raw.where(features.c.fid.in_(fids[at : at + 500]))).all()
        decode = from_blobs if c.dialect.name == "sqlite" else from_hex
        found.update(zip((row[0] for row in rows), decode([row[1] for row in rows]), strict=True))
    return found
