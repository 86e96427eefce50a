"""A feature's values in their canonical form, and its GeoJSON text (规范值与渲染文本).

Two features are the same exactly when their full texts are: the types are normalised before (``1`` and ``1.0``,
NaN and None, dates), and coordinates are shown with 7 decimals (1 cm).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import repeat
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray

from app.errors import BreaksRule
from app.layers.spec import Field, LayerSpec
from app.store.column_types import instant_text
from app.store.spatial import shown

RENDERING_VERSION = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a layer in canonical form, the order of the frame kept.

    ``columns`` holds one list a field: None, str, int, float, bool; dates and instants as ISO text, JSON as
    canonical text. ``extra`` is canonical JSON text or None.
    """

    keys: list[str]
    columns: dict[str, list[Any]]
    extra: list[str | None]
    geometry: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Texts:
    """What is rendered of rows: the public text, the full one (None where the row holds nothing personal), the
    envelope of the coordinates shown (n, 4) [degree], NaN without a geometry."""

    public: list[str]
    full: list[str | None]
    envelopes: NDArray[np.float64]

    def identity(self) -> list[str]:
        """The texts by which features are compared."""
        return [text if full is None else full for text, full in zip(self.public, self.full, strict=True)]


def rendering_of(spec: LayerSpec) -> str:
    """A fingerprint of what a layer's texts depend on beside its rows."""
    parts = [RENDERING_VERSION, spec.key, spec.geometry, [(f.name, f.kind, f.personal) for f in spec.fields]]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:16]


def canonical_rows(spec: LayerSpec, frame: gpd.GeoDataFrame) -> Rows:
    """The rows of a frame in canonical form (规范行); fields that it lacks are null.

    Raises
    ------
    app.errors.BreaksRule
        A key is missing or repeated, or a value is not of its field's kind.
    """
    geometry = _geometry(spec, frame)
    columns = {
        field.name: _column(field, frame[field.name]) if field.name in frame else [None] * len(frame)
        for field in spec.fields
    }
    keys = columns[spec.key]
    if None in keys:
        row = keys.index(None) + 1
        raise BreaksRule(
            f"第 {row} 行没有编码（{spec.key}）。", f"Row {row} has no key ({spec.key}).", parameter=spec.key
        )
    if len(set(keys)) < len(keys):
        twice = pd.Series(keys)[pd.Series(keys).duplicated()].iloc[0]
        raise BreaksRule(f"编码“{twice}”重复。", f"The key “{twice}” occurs more than once.", parameter=spec.key)
    names = frozenset(columns)
    extra: list[str | None] = [None] * len(frame)
    if "extra" in frame:
        extra = [_extra_text(value, names) for value in frame["extra"]]
    return Rows([str(key) for key in keys], columns, extra, geometry)


def _geometry(spec: LayerSpec, frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """The geometries as stored: two-dimensional, a multi-point of one a point, an empty one none."""
    if frame.crs is not None and not frame.crs.is_geographic:
        raise ValueError(f"a layer is kept in EPSG:4490, not in {frame.crs.name}: transform it first")
    flat = shapely.force_2d(np.asarray(frame.geometry.array, dtype=object))
    geometry: NDArray[np.object_] = np.array(flat, dtype=object)
    geometry[shapely.is_empty(geometry)] = None
    if spec.geometry == "Point":
        multi = shapely.get_type_id(geometry) == 4
        if multi.any():
            single = multi & (shapely.get_num_geometries(geometry) == 1)
            geometry[single] = shapely.get_geometry(geometry[single], 0)
    fits = np.isin(shapely.get_type_id(geometry), [-1, *_STORED[spec.geometry]])
    if not fits.all():
        row = int(np.argmin(fits))
        kind = geometry[row].geom_type
        raise BreaksRule(
            f"第 {row + 1} 行的几何是 {kind}，图层“{spec.zh}”不收。",
            f"Row {row + 1} is a {kind}, which layer “{spec.id}” does not take.",
            parameter="geometry",
        )
    return np.asarray(geometry, dtype=object)


_STORED = {"Point": (0,), "LineString": (1, 5), "Polygon": (3, 6), "LineStringOrPolygon": (1, 5, 3, 6)}


def _column(field: Field, values: pd.Series[Any]) -> list[Any]:
    """A column in canonical form; BreaksRule names the row and the field of what is not of its kind."""
    missing = pd.isna(values).to_numpy()
    if missing.all():
        return [None] * len(values)
    convert = CONVERTERS[field.kind]
    items = list(values.to_numpy(dtype=object))
    if field.kind == "text" and pd.api.types.infer_dtype(items, skipna=True) == "string":
        # Only texts: none is equal to one of another type, and what repeats is read once.
        known = {value: _text(value) if isinstance(value, str) else None for value in set(items)}
        return [known[value] for value in items]
    try:
        return [None if gone else convert(value) for value, gone in zip(items, missing, strict=True)]
    except (ValueError, TypeError, OverflowError) as error:
        for row, (value, gone) in enumerate(zip(items, missing, strict=True), start=1):
            try:
                None if gone else convert(value)
            except (ValueError, TypeError, OverflowError):
                raise BreaksRule(
                    f"第 {row} 行的“{field.zh}”（{field.name}）不是 {field.kind}：{value!r}。",
                    f"Row {row}: {field.name} is not {field.kind}: {value!r}.",
                    parameter=field.name,
                ) from error
        raise


def _text(value: Any) -> str | None:
    if type(value) is not str:
        value = str(int(value)) if isinstance(value, float | np.floating) and float(value).is_integer() else str(value)
    if "\x00" in value:
        value = value.replace("\x00", "")
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no text
    return value or None


def _integer(value: Any) -> int:
    whole = int(value)
    if whole != float(value) or not -(2**63) <= whole < 2**63:
        raise ValueError(value)
    return whole


def _number(value: Any) -> float | None:
    number = float(value)
    return number + 0.0 if math.isfinite(number) else None


def _date(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else date.fromisoformat(str(value)[:10]).isoformat()


def _instant(value: Any) -> str:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return instant_text(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def _boolean(value: Any) -> bool:
    if value in (0, 1):
        return bool(value)
    known = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}
    return known[str(value).strip().lower()] if str(value).strip().lower() in known else _refuse(value)


def _refuse(value: Any) -> Any:
    raise ValueError(value)


def _json(value: Any) -> str | None:
    loaded = orjson.loads(value) if isinstance(value, str | bytes) else plain(value)
    return None if loaded is None else dumps(plain(loaded))


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "datetime": _instant,
    "boolean": _boolean,
    "json": _json,
}


def dumps(value: Any) -> str:
    """Canonical JSON text: members sorted, no blanks."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def plain(value: Any) -> Any:
    """A value as JSON has it: whole floats as integers, no NaN, times as ISO text (规范化).

    Examples
    --------
    >>> plain({"a": 1.0, "b": float("nan"), "c": (date(2024, 5, 1), 2.5)})
    {'a': 1, 'b': None, 'c': ['2024-05-01', 2.5]}
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return _text(value) or ""
    if isinstance(value, int | np.integer):
        return int(value) if -(2**63) <= int(value) < 2**64 else str(int(value))
    if isinstance(value, float | np.floating):
        number = float(value)
        if not math.isfinite(number):
            return None
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | np.ndarray):
        return [plain(part) for part in value]
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _extra_text(value: Any, names: frozenset[str]) -> str | None:
    """The columns that the specification does not know, as canonical JSON; None for none.

    One named like a field gets ``_`` behind its name, as often as it takes.
    """
    if not isinstance(value, dict) or not value:
        return None
    members = {str(name): part for name, part in value.items()}
    for name in sorted(names & members.keys()):
        free = name
        while free in names or free in members:
            free += "_"
        members[free] = members.pop(name)
    return dumps({name: plain(part) for name, part in members.items()})


def render(spec: LayerSpec, rows: Rows) -> Texts:
    """GeoJSON texts of rows, every field of the specification in its order, then the unknown columns (渲染)."""
    shapes = shown(rows.geometry)
    geometry = ["null" if text is None else text for text in shapely.to_geojson(shapes)]
    heads = [
        '{"type":"Feature","id":' + orjson.dumps(key).decode() + ',"geometry":' + shape + ',"properties":'
        for key, shape in zip(rows.keys, geometry, strict=True)
    ]
    public = [field for field in spec.fields if not field.personal]
    personal = [rows.columns[field.name] for field in spec.fields if field.personal]
    full: list[str | None] = [None] * len(rows)
    holders = [row for row, values in enumerate(zip(*personal, strict=True)) if values.count(None) < len(personal)]
    if holders:
        some = _taken(rows, holders)
        for row, text in zip(holders, _texts([heads[row] for row in holders], spec.fields, some), strict=True):
            full[row] = text
    return Texts(_texts(heads, public, rows), full, shapely.bounds(shapes))


def _taken(rows: Rows, at: list[int]) -> Rows:
    """The rows at some positions."""
    return Rows(
        [rows.keys[row] for row in at],
        {name: [values[row] for row in at] for name, values in rows.columns.items()},
        [rows.extra[row] for row in at],
        rows.geometry[at],
    )


def _texts(heads: list[str], fields: Sequence[Field], rows: Rows) -> list[str]:
    """Heads, then the members, column by column: what is the same in every row is written once."""
    pieces: list[Iterable[str]] = []
    same = "{"
    for place, field in enumerate(fields):
        same += ("," if place else "") + orjson.dumps(field.name).decode() + ":"
        values = rows.columns[field.name]
        if values.count(None) == len(values):
            same += "null"
        else:
            pieces += [repeat(same, len(values)), _json_texts(field, values)]
            same = ""
    tails = [same + "}}" if extra is None else same + "," + extra[1:] + "}" for extra in rows.extra]
    return ["".join(parts) for parts in zip(heads, *pieces, tails, strict=True)]


def _json_texts(field: Field, values: list[Any]) -> list[str]:
    """Each value of a column as JSON; texts that repeat are written once."""
    if field.kind == "json":
        return ["null" if text is None else text for text in values]
    if field.kind in ("integer", "number", "boolean"):
        return orjson.dumps(values).decode()[1:-1].split(",")
    written = {value: orjson.dumps(value).decode() for value in set(values)}
    return [written[value] for value in values]
