"""A small store of reaches and sections for the tests of the month (测试断面)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from app.layers.catalogue import CATALOGUE, layer_spec
from app.store.engine import Store, open_store
from app.store.revisions import publish


def frame_of(layer: str, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Rows as the store takes them; each has a ``geometry``."""
    spec = layer_spec(CATALOGUE, layer)
    names = [field.name for field in spec.fields]
    data = {name: [row.get(name) for row in rows] for name in names}
    return gpd.GeoDataFrame(
        {**data, "extra": [None] * len(rows)}, geometry=[row["geometry"] for row in rows], crs="EPSG:4490"
    )


def section(code: str, name: str, river: str | None, lon: float, lat: float = 36.5, **more: Any) -> dict[str, Any]:
    """One section."""
    point = shapely.Point(lon, lat)
    return {"code": code, "name": name, "river": river, "water_type": "river", "geometry": point, **more}


def reach(code: str, river: str | None, *places: tuple[float, float]) -> dict[str, Any]:
    """One reach through the places."""
    return {"code": code, "river": river, "geometry": shapely.LineString(places)}


def make_store(folder: Path, sections: list[dict[str, Any]], reaches: list[dict[str, Any]] | None = None) -> Store:
    """A store with these sections and reaches."""
    store = open_store(f"sqlite:///{folder / 'store.gpkg'}")
    with store.writing() as c:
        publish(c, store, "sections", frame_of("sections", sections), who="test")
        if reaches:
            publish(c, store, "reaches", frame_of("reaches", reaches), who="test")
    return store
