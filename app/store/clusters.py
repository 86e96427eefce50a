"""Features gathered into cells of a grid for the map (聚合), by box and zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, literal, select

from app.store.engine import Store
from app.store.features import Box, FeatureQuery, candidates, text_column
from app.store.tables import LayerTables

CELL_PIXELS = 64  # the width of a cell on a map of 256-pixel tiles
PROBLEM_STATES = ("open", "overdue")


@dataclass(frozen=True, slots=True)
class Cell:
    """Features near one another (聚合点): their number, mean place [degree], how many have an open problem.

    The place has seven decimals: the two engines add in another order.

    ``key``, ``name`` and ``text`` are those of the feature where there is one only, else None.
    """

    count: int
    lon: float
    lat: float
    n_problems: int
    key: str | None = None
    name: str | None = None
    text: str | None = None


def clusters(
    c: Connection,
    store: Store,
    layer: str,
    box: Box,
    zoom: int,
    problem_field: str | None = None,
    full: bool = False,
) -> list[Cell]:
    """The cells of a layer in a box at a zoom of the map (聚合), from north-west to south-east.

    The grid is of the world, not of the box: a map that is moved shows the same cells. Lines and areas count at the
    middle of their envelope; features without a geometry do not count.

    Parameters
    ----------
    zoom
        0 to 24, as map tiles count it; at 18 and above every feature stands alone unless two share a place.
    problem_field
        The field whose values ``open`` and ``overdue`` are problems; by default ``remediation_state`` if there is one.
    """
    tables = store.layer(layer)
    found = c.execute(_grouped(c, store, tables, box, zoom, problem_field)).all()
    alone = _singles(c, tables, [row.fid for row in found if row.n == 1], full)
    return [
        Cell(
            int(row.n), round(row.lon, 7), round(row.lat, 7), int(row.problems), *(alone[row.fid] if row.n == 1 else ())
        )
        for row in found
    ]


def _grouped(c: Connection, store: Store, tables: LayerTables, box: Box, zoom: int, problem_field: str | None) -> Any:
    """The cells: number, mean place, problems, and a fid, counted by the database."""
    size = 360.0 / 2.0 ** min(max(zoom, 0), 24) * CELL_PIXELS / 256
    r, f = tables.rendered.c, tables.features.c
    field = problem_field or "remediation_state"
    known = field in {field.name for field in tables.spec.fields}
    x, y = (r.minx, r.miny) if tables.spec.geometry == "Point" else ((r.minx + r.maxx) / 2, (r.miny + r.maxy) / 2)
    bad = case((f[field].in_(PROBLEM_STATES), 1), else_=0) if known else literal(0)
    asked = candidates(c, store, tables, FeatureQuery(box=box), x.label("x"), y.label("y"), bad.label("bad"))
    if known:
        asked = asked.join_from(tables.rendered, tables.features, r.fid == f.fid)
    one = asked.where(r.minx.is_not(None)).subquery().c
    row, column = func.floor((90.0 - one.y) / size), func.floor((one.x + 180.0) / size)
    cell = select(
        func.count().label("n"),
        func.avg(one.x).label("lon"),
        func.avg(one.y).label("lat"),
        func.sum(one.bad).label("problems"),
        func.min(one.fid).label("fid"),
    )
    return cell.group_by(row, column).order_by(row, column)


def _singles(c: Connection, tables: LayerTables, fids: list[int], full: bool) -> dict[int, tuple[Any, Any, Any]]:
    """Key, name and text of features by fid."""
    r, f = tables.rendered.c, tables.features.c
    names = {field.name for field in tables.spec.fields}
    name = f[tables.spec.title_field] if tables.spec.title_field in names else r.key
    found: dict[int, tuple[Any, Any, Any]] = {}
    for at in range(0, len(fids), 500):
        asked = select(r.fid, r.key, name, text_column(tables, full)).join_from(
            tables.rendered, tables.features, r.fid == f.fid
        )
        for fid, key, title, text in c.execute(asked.where(r.fid.in_(fids[at : at + 500]))):
            found[fid] = (key, title, text)
    return found
