"""A read table checked against a layer's specification: key, values, shapes; faults with their places (导入检查)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from app.errors import BreaksRule, Fault
from app.ingest import mend
from app.ingest.crs import settle_crs, transform
from app.ingest.faults import FaultLog
from app.ingest.refusal import short
from app.ingest.wire import Array, Column, RawTable
from app.layers.columns import ColumnMatch, match_columns
from app.layers.spec import Field, LayerSpec
from app.layers.values import coerce_column

GEOMETRY_OPTIONAL = frozenset({"districts"})  # development zones may have no boundary (DESIGN §4)
COORDINATE_FIELDS = frozenset({"lon", "lat", "wkt"})  # names in a mapping that are no field of the layer
MAX_UNKNOWN_COLUMNS = 200
MAX_NAME_LENGTH = 200
MAX_KEY_LENGTH = 200
MAX_TEXT_LENGTH = 65_536
_FEW = 1000  # rows up to which distinct values are not looked for


@dataclass(frozen=True)
class CheckedTable:
    """What the check found (检查结果).

    Attributes
    ----------
    frame
        The layer's fields, ``extra`` and the geometry in EPSG:4490, one row a feature; whole only where ``refused``
        is false.
    faults
        At most a thousand, errors first; ``totals`` counts all.
    totals
        ``read``, ``errors``, ``warnings``, ``repairs``.
    match
        Which column each field was read from.
    refused
        True where there is an error.
    """

    frame: gpd.GeoDataFrame
    faults: tuple[Fault, ...]
    totals: dict[str, int]
    match: ColumnMatch
    refused: bool


def match_table(table: RawTable, spec: LayerSpec, mapping: Mapping[str, str]) -> ColumnMatch:
    """Which column each field is read from; a missing key or a wrong choice is refused (422).

    Raises
    ------
    BreaksRule
        The key is not found or ambiguous, a mapping names what is not there, or there are too many columns.
    """
    names = [column.name for column in table.columns]
    own = {name: column for name, column in mapping.items() if name not in COORDINATE_FIELDS}
    match = match_columns(spec, names, own)
    errors = [fault for fault in match.faults if fault.severity == "error"]
    if errors:
        raise BreaksRule(errors[0].zh, errors[0].en, parameter="mapping", faults=match.faults, code=errors[0].code)
    if len(match.unknown) > MAX_UNKNOWN_COLUMNS:
        raise BreaksRule(
            f"文件有 {len(match.unknown)} 个图层不认识的列，超过 {MAX_UNKNOWN_COLUMNS} 列的上限；请只保留需要的列。",
            f"The file has {len(match.unknown)} columns that the layer does not know, more than {MAX_UNKNOWN_COLUMNS}.",
            parameter="file",
            code="too_many_columns",
        )
    long = next((name for name in names if len(name) > MAX_NAME_LENGTH), None)
    if long is not None:
        raise BreaksRule(
            f"列名“{short(long)}”超过 {MAX_NAME_LENGTH} 个字。",
            f"The column name “{short(long)}” has more than {MAX_NAME_LENGTH} characters.",
            parameter="file",
            code="column_name_long",
        )
    return match


def _coerce(field: Field, column: Column) -> tuple[pd.Series[Any], list[Fault]]:
    """The column's values as the field's, each distinct text read once where none of them is at fault."""
    if column.kind == "text" and len(column.values) > _FEW:
        codes, distinct = pd.factorize(column.values, use_na_sentinel=True)
        if len(distinct) < len(codes) // 2:
            table: Array = np.array([*distinct, None], dtype=object)  # the code of a missing one is -1
            values, faults = coerce_column(field, pd.Series(table, dtype=object))
            if not faults:
                return values.take(codes % len(table)).reset_index(drop=True), []
    return coerce_column(field, pd.Series(column.values))


def _plain_values(column: Column) -> list[Any]:
    """Values as they stand in ``extra``: whole numbers as such, JSON texts as what they mean, None where missing."""
    values: list[Any] = column.values.tolist()
    if column.kind == "number":
        return [
            None if not math.isfinite(one) else int(one) if one.is_integer() and abs(one) < 2**53 else one
            for one in values
        ]
    if column.kind == "text":
        return [_parsed(one) if one is not None and one[:1] in ("{", "[") else one for one in values]
    if column.kind == "json":
        return [_canonical(one) for one in values]
    return values


def _canonical(value: Any) -> Any:
    """A JSON value in the one form that every kind of file gives."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, str):
        return _parsed(value) if value[:1] in ("{", "[") else value
    return value


def _parsed(text: str) -> Any:
    """The object or list that a text of JSON means; any other text as it is."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _extras(table: RawTable, match: ColumnMatch, kept: dict[str, dict[int, Any]], spec: LayerSpec) -> Array:
    """Unknown columns and unreadable raw values of each row as a dict; None where a row has none."""
    own = {field.name for field in spec.fields}
    by_name = {column.name: column for column in table.columns}
    names = [f"{name}_" if name in own else name for name in match.unknown]
    columns = [_plain_values(by_name[name]) for name in match.unknown]
    extras: Array = np.empty(len(table), dtype=object)
    if columns:
        whole = [not any(value is None for value in values) for values in columns]
        if all(whole):
            extras[:] = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
        else:
            for position, row in enumerate(zip(*columns, strict=True)):
                extras[position] = {n: v for n, v in zip(names, row, strict=True) if v is not None} or None
    for name, raws in kept.items():
        label = f"{name}_" if name in own else name
        for position, raw in raws.items():
            extras[position] = (extras[position] or {}) | {label: raw}
    return extras


def _check_key(values: Sequence[Any], field: Field, column: str, log: FaultLog) -> None:
    """Missing, repeated, overlong keys are errors; keys that differ only in case are told of."""
    distinct = set(values)
    if len(distinct) == len(values) and None not in distinct and not _suspect(distinct):
        return
    log.add_rows(
        [row for row, key in enumerate(values) if key is None],
        lambda _, number: Fault(
            "key_missing",
            f"第 {number} 行的“{column}”（{field.zh}）为空。",
            f"Row {number}: “{column}” ({field.en}) is empty.",
            row=number,
            field=column,
        ),
    )
    first: dict[str, int] = {}
    repeated: list[int] = []
    for row, key in enumerate(values):
        if key is not None and first.setdefault(key, row) != row:
            repeated.append(row)
    log.add_rows(
        repeated,
        lambda row, number: Fault(
            "key_repeated",
            f"第 {number} 行“{column}”为“{short(values[row])}”，与第 {log.number(first[values[row]])} 行重复。",
            f"Row {number}: “{column}” is “{short(values[row])}”, the same as row {log.number(first[values[row]])}.",
            row=number,
            field=column,
            key=str(values[row])[:MAX_KEY_LENGTH],
        ),
    )
    log.add_rows(
        [row for row, key in enumerate(values) if key and (len(key) > MAX_KEY_LENGTH or not key.isprintable())],
        lambda row, number: Fault(
            "key_unusable",
            f"第 {number} 行的“{column}”超过 {MAX_KEY_LENGTH} 个字或含有控制字符。",
            f"Row {number}: “{column}” has more than {MAX_KEY_LENGTH} characters or control characters.",
            row=number,
            field=column,
        ),
    )
    folded: dict[str, int] = {}
    for row, key in ((row, key) for key, row in first.items()):
        other = folded.setdefault(key.casefold().replace(" ", ""), row)
        if other != row:
            here, there, twin = log.number(row), log.number(other), short(values[other])
            log.add(
                Fault(
                    "key_similar",
                    f"第 {here} 行的“{short(key)}”与第 {there} 行的“{twin}”只差大小写或空格。",
                    f"Row {here}: “{short(key)}” differs from “{twin}” of row {there} only in case or blanks.",
                    "warning",
                    row=here,
                    field=column,
                    key=key[:MAX_KEY_LENGTH],
                )
            )


def _suspect(keys: set[str]) -> bool:
    """True where some key is too long or unprintable, or two differ only in case or blanks."""
    if not "".join(keys).isprintable() or max(map(len, keys), default=0) > MAX_KEY_LENGTH:
        return True
    return len({key.casefold().replace(" ", "") for key in keys}) < len(keys)


def _tell_gaps(values: pd.Series[Any], field: Field, column: str, log: FaultLog) -> None:
    """One warning for a known column with blanks, naming the first rows."""
    gaps = np.flatnonzero(values.isna().to_numpy())
    if not len(gaps) or len(gaps) == len(values):
        return
    rows = "、".join(str(log.number(int(row))) for row in gaps[:5]) + ("…" if len(gaps) > 5 else "")
    log.add(
        Fault(
            "values_missing",
            f"{len(gaps)} 行缺少“{field.zh}”（第 {rows} 行）。",
            f"{len(gaps)} rows have no {field.en} (rows {rows.replace('、', ', ')}).",
            "warning",
            field=column,
        )
    )


def _check_lengths(columns: Sequence[Column], log: FaultLog) -> None:
    """Texts beyond all measure are refused."""
    for column in columns:
        if column.kind != "text":
            continue
        rows = [row for row, text in enumerate(column.values.tolist()) if text and len(text) > MAX_TEXT_LENGTH]
        log.add_rows(rows, _too_long(column.name))


def _too_long(name: str) -> Callable[[int, int], Fault]:
    """A maker of the fault of one overlong text."""
    return lambda _, number: Fault(
        "text_too_long",
        f"第 {number} 行“{short(name)}”超过 {MAX_TEXT_LENGTH} 个字。",
        f"Row {number}: “{short(name)}” has more than {MAX_TEXT_LENGTH} characters.",
        row=number,
        field=name,
    )


def _fields(
    table: RawTable, spec: LayerSpec, match: ColumnMatch, log: FaultLog
) -> tuple[dict[str, pd.Series[Any]], dict[str, dict[int, Any]]]:
    """The layer's fields, and the raw values that could not be read, by column and position."""
    by_name = {column.name: column for column in table.columns}
    data: dict[str, pd.Series[Any]] = {}
    kept: dict[str, dict[int, Any]] = {}
    for field in spec.fields:
        column = match.fields.get(field.name)
        if column is None:
            data[field.name] = pd.Series([None] * len(table), dtype=object)
            continue
        values, faults = _coerce(field, by_name[column])
        log.add_placed(faults, column)
        raws = by_name[column].values
        lost = [fault.row - 1 for fault in faults if fault.row is not None]
        kept |= {
            column: {row: _raw(raws[row]) for row in lost if values.iloc[row] is None or pd.isna(values.iloc[row])}
        }
        data[field.name] = values
        if field.name == spec.key:
            _check_key(values.tolist(), field, column, log)
        else:
            _tell_gaps(values, field, column, log)
    return data, {column: raws for column, raws in kept.items() if raws}


def _raw(value: Any) -> Any:
    """A raw value as JSON can hold it."""
    return value.item() if isinstance(value, np.generic) else value


def _shapes(table: RawTable, spec: LayerSpec, log: FaultLog, chosen: str | None, near_lon: float | None) -> Array:
    """The shapes in EPSG:4490, checked and mended."""
    geometry = mend.single_parts(table.geometry, spec, log)
    told = ("geometry_unreadable", "coordinate_unreadable")
    positions = {fault["row"] - 1 for fault in table.faults if fault["code"] in told}
    optional = spec.id in GEOMETRY_OPTIONAL
    mend.check_kinds(geometry, spec, log, optional=optional, unreadable=positions)
    crs, faults = settle_crs(geometry, table.crs, chosen, near_lon)
    for fault in faults:
        log.add(fault)
    geometry = transform(geometry, crs)
    good = mend.check_places(geometry, log, table.coordinate_columns)
    geometry = mend.mend_shapes(geometry, spec, log, good)
    if table.had_z:
        zh = f"{table.had_z} 个要素带有高程，只保留平面坐标。"
        log.add(Fault("height_dropped", zh, f"{table.had_z} features had heights; only the plan is kept.", "repaired"))
    if table.unclosed:
        zh = f"{len(table.unclosed)} 个面的边界没有闭合，已闭合。"
        log.add(
            Fault("ring_closed", zh, f"{len(table.unclosed)} polygons had open rings; they were closed.", "repaired")
        )
    geometry[shapely.is_empty(geometry)] = None
    return geometry


def check_table(
    table: RawTable,
    spec: LayerSpec,
    *,
    mapping: Mapping[str, str] | None = None,
    crs: str | None = None,
    near_lon: float | None = None,
) -> CheckedTable:
    """The table as a layer's frame, with every fault found on the way (导入检查).

    Parameters
    ----------
    table
        The file as it was read.
    mapping
        Field -> column; ``lon``, ``lat``, ``wkt`` name a table's coordinates.
    crs
        The CRS that the request names; wins over the file's own.
    near_lon
        Longitude of the place the store is about [degree]; orders the candidates of a missing CRS.

    Raises
    ------
    BreaksRule
        The file needs a choice: key, CRS, mapping. Faults of rows are not raised; they are in the answer.
    """
    match = match_table(table, spec, mapping or {})
    log = FaultLog(table.row_numbers)
    for fault in match.faults:
        log.add(fault)
    log.add_placed(Fault(**plain) for plain in table.faults)
    if not len(table):
        log.add(Fault("no_rows", "文件里没有要素。", "The file holds no features."))
    data, kept = _fields(table, spec, match, log)
    _check_lengths(table.columns, log)
    geometry = _shapes(table, spec, log, crs, near_lon)
    extra = pd.Series(_extras(table, match, kept, spec), dtype=object)
    frame = gpd.GeoDataFrame({**data, "extra": extra}, geometry=geometry, crs="EPSG:4490")
    keys = data[spec.key].tolist()
    faults = tuple(_with_key(fault, keys, table.row_numbers) for fault in log.listed())
    return CheckedTable(frame, faults, {"read": len(table), **log.totals()}, match, log.refuses)


def _with_key(fault: Fault, keys: Sequence[Any], row_numbers: Sequence[int]) -> Fault:
    """The fault with the key of its row, so that it can be found on the map and in a table."""
    if fault.row is None or fault.key is not None:
        return fault
    position = row_numbers.index(fault.row) if row_numbers else fault.row - 1
    key = keys[position] if 0 <= position < len(keys) else None
    return fault if key is None else replace(fault, key=str(key)[:MAX_KEY_LENGTH])
