"""Features found by name, code or alias (搜索)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import shapely
from sqlalchemy import Connection, case, func, or_, select

from app.store.engine import Store
from app.store.features import read_geometries
from app.store.tables import LayerTables

CODE_FIELDS = ("national_code", "local_code", "credit_code")


@dataclass(frozen=True, slots=True)
class Found:
    """A feature that was found (搜索结果), and a place on it [degree], None where it has none."""

    layer: str
    key: str
    name: str | None
    lon: float | None
    lat: float | None


def search_names(
    c: Connection,
    store: Store,
    text: str,
    layers: Iterable[str] | None = None,
    limit: int = 20,
    public_only: bool = True,
) -> list[Found]:
    """Features whose name, code or one of whose aliases holds the text (按名称或编码搜索).

    Equal names come before those that begin with the text, those before the rest; then shorter ones, then in the
    order of the layers. ``%`` and ``_`` mean themselves. Capital and small letters of ASCII are one.

    Parameters
    ----------
    layers
        Layer ids; all of the catalogue by default.
    public_only
        Leave out layers that only the signed in may read.
    """
    wanted = text.strip().replace("\x00", "")
    if not wanted or limit < 1:
        return []
    found = []
    for at, layer in enumerate(store.tables.layers if layers is None else layers):
        tables = store.layer(layer)
        if public_only and not tables.spec.public:
            continue
        for fid, key, name, rank in c.execute(_search(tables, wanted.lower()).limit(limit)):
            found.append((rank, len(name or key), at, fid, tables, key, name))
    found.sort(key=lambda hit: hit[:4])
    best = found[:limit]
    places: dict[tuple[str, int], Any] = {}
    for tables in {id(hit[4]): hit[4] for hit in best}.values():
        fids = [hit[3] for hit in best if hit[4] is tables]
        for fid, geometry in read_geometries(c, tables, fids).items():
            places[tables.spec.id, fid] = None if geometry is None else _place(geometry)
    return [
        Found(tables.spec.id, key, name, *(places.get((tables.spec.id, fid)) or (None, None)))
        for _, _, _, fid, tables, key, name in best
    ]


def _search(tables: LayerTables, wanted: str) -> Any:
    """fid, key, name and rank (0 equal, 1 begins, 2 holds) of a layer's hits, best first."""
    f, spec = tables.features.c, tables.spec
    public = {field.name: field for field in spec.fields if not field.personal}
    codes = [name for name in (spec.key, *CODE_FIELDS) if name in public]
    title = spec.title_field if spec.title_field in public else spec.key
    columns = [func.lower(f[name]) for name in dict.fromkeys((title, *codes))]
    pattern = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    holds = [column.like(f"%{pattern}%", escape="\\") for column in columns]
    if "aliases" in public:
        inside = orjson.dumps(wanted).decode()[1:-1].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        holds.append(func.lower(f.aliases).like(f"%{inside}%", escape="\\"))
    rank = case(
        (or_(*(column == wanted for column in columns)), 0),
        (or_(*(column.like(f"{pattern}%", escape="\\") for column in columns)), 1),
        else_=2,
    )
    asked = select(f.fid, f[spec.key], f[title], rank.label("rank")).where(or_(*holds))
    return asked.order_by("rank", func.length(func.coalesce(f[title], f[spec.key])), f.fid)


def _place(geometry: Any) -> tuple[float, float]:
    """A point on the geometry: itself, half way along a line, inside an area."""
    if geometry.geom_type == "LineString":
        point = geometry.interpolate(0.5, normalized=True)
    else:
        point = shapely.point_on_surface(geometry)
    return round(float(point.x), 7), round(float(point.y), 7)
