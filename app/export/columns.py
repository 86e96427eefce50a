"""A layer's fields and unknown columns as typed columns for a file (导出列)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
from numpy.typing import NDArray

from app.layers.columns import short_names
from app.layers.spec import Field, LayerSpec


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column to write: its name, its values as GDAL takes them, and where they are missing, (n,) each."""

    name: str
    values: NDArray[Any]
    missing: NDArray[np.bool_]


def _typed(name: str, values: Sequence[Any], kind: type[Any]) -> FileColumn:
    """A column of one type; missing values hold that type's nought under the mask."""
    missing = np.array([value is None for value in values], dtype=bool)
    if kind is str:
        texts = np.empty(len(values), dtype=object)
        texts[:] = list(values)
        return FileColumn(name, texts, missing)
    dtype = {int: np.int64, float: np.float64, bool: np.bool_}[kind]
    return FileColumn(name, np.array([kind() if value is None else value for value in values], dtype=dtype), missing)


def _text_of(value: Any) -> str | None:
    """A value as text: times as ISO 8601, lists and objects as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return orjson.dumps(value).decode()


def _field_column(field: Field, values: pd.Series[Any]) -> FileColumn:
    """A field of the specification by its kind; dates and times are ISO text, so that no driver shifts them."""
    plain = [None if isinstance(value, float) and value != value else value for value in values.astype(object)]
    plain = [None if value is pd.NA or value is pd.NaT else value for value in plain]
    kinds: dict[str, type[Any]] = {"integer": int, "number": float, "boolean": bool}
    if field.kind in kinds:
        return _typed(field.name, plain, kinds[field.kind])
    return _typed(field.name, [_text_of(value) for value in plain], str)


def _extra_column(name: str, values: Sequence[Any]) -> FileColumn:
    """An unknown column by the type that all its values have, else as text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return _typed(name, values, bool)
    if kinds == {int} and all(abs(value) < 2**63 for value in values if value is not None):
        return _typed(name, values, int)
    if kinds and kinds <= {int, float}:
        return _typed(name, values, float)
    return _typed(name, [_text_of(value) for value in values], str)


def file_columns(spec: LayerSpec, frame: gpd.GeoDataFrame, *, full: bool = True) -> list[FileColumn]:
    """The columns of a layer for a file (导出列), the fields first, then the unknown ones in order of first sight.

    Parameters
    ----------
    frame
        As ``load_frame`` gives it.
    full
        Personal fields too.
    """
    columns = [_field_column(field, frame[field.name]) for field in spec.fields if full or not field.personal]
    extras = frame["extra"].tolist()
    names = dict.fromkeys(name for extra in extras if extra for name in extra)
    return columns + [_extra_column(name, [(extra or {}).get(name) for extra in extras]) for name in names]


def _cut(name: str, most_bytes: int) -> str:
    """A name cut to so many bytes of UTF-8, between characters."""
    return name.encode()[:most_bytes].decode(errors="ignore")


def shapefile_names(spec: LayerSpec, columns: Sequence[FileColumn]) -> list[str]:
    """Names of at most ten bytes for a shapefile, each once; those of fields are the ones that import knows.

    >>> from app.layers.catalogue import CATALOGUE, layer_spec
    >>> column = FileColumn("排污口的备注", np.array([]), np.array([], dtype=bool))
    >>> shapefile_names(layer_spec(CATALOGUE, "outfalls"), [column, column])
    ['排污口', '排污_1']
    """
    known = short_names(spec)
    taken = {known[column.name] for column in columns if column.name in known}
    names = []
    for column in columns:
        short = known.get(column.name) or _cut(column.name, 10)
        serial = 1
        while column.name not in known and short.casefold() in {name.casefold() for name in taken}:
            short = f"{_cut(column.name, 9 - len(str(serial)))}_{serial}"
            serial += 1
        taken.add(short)
        names.append(short)
    return names
