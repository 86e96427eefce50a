"""Rows of a layer as a GeoDataFrame (图层数据框)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
from sqlalchemy import Connection, Select, Table, select, type_coerce
from sqlalchemy.types import NullType

from app.layers.spec import Field, LayerSpec
from app.store.spatial import SRID, from_blobs, from_hex


def select_rows(table: Table, fields: Sequence[Field]) -> Select[Any]:
    """The columns that ``make_frame`` takes, the geometry as the engine stores it."""
    return select(
        table.c.fid,
        type_coerce(table.c.geom, NullType()),
        table.c.extra,
        *(table.c[field.name] for field in fields),
    )


def make_frame(c: Connection, fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> gpd.GeoDataFrame:
    """The frame of rows selected by ``select_rows``, in their order (数据框).

    Columns: ``fid``, the fields, ``extra`` (dict or None), ``geometry``. Texts, booleans, dates and JSON are
    objects with None where missing; whole numbers ``Int64``; numbers ``float64`` with NaN; instants UTC.
    """
    lists = list(zip(*rows, strict=True)) if rows else [() for _ in range(3 + len(fields))]
    decode = from_blobs if c.dialect.name == "sqlite" else from_hex
    data: dict[str, Any] = {"fid": np.array(lists[0], dtype=np.int64)}
    for field, values in zip(fields, lists[3:], strict=True):
        data[field.name] = _series(field, values)
    data["extra"] = _objects([None if text is None else orjson.loads(text) for text in lists[2]])
    return gpd.GeoDataFrame(data, geometry=decode(lists[1]), crs=SRID)


def _objects(values: Sequence[Any]) -> pd.Series[Any]:
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return pd.Series(array, dtype=object)


def _series(field: Field, values: Sequence[Any]) -> pd.Series[Any]:
    if field.kind == "number":
        return pd.Series(np.array(values, dtype=np.float64))
    if field.kind == "integer":
        return pd.Series(list(values), dtype="Int64")
    if field.kind == "datetime":
        instants: list[datetime | None] = list(values)
        return pd.Series(pd.to_datetime(pd.Series(instants, dtype=object), utc=True))
    if field.kind == "json":
        return _objects([None if text is None else orjson.loads(text) for text in values])
    return _objects(values)


def chosen_fields(spec: LayerSpec, columns: Sequence[str] | None) -> tuple[Field, ...]:
    """The fields of those names, all where None is given; KeyError for an unknown one."""
    return spec.fields if columns is None else tuple(spec.field(name) for name in columns)


def fetch_frame(c: Connection, fields: Sequence[Field], *statements: Select[Any]) -> gpd.GeoDataFrame:
    """The frame of one or more selections together, in the order of fid."""
    rows = [tuple(row) for statement in statements for row in c.execute(statement)]
    if len(statements) > 1:
        rows.sort(key=lambda row: row[0])
    return make_frame(c, fields, rows)
