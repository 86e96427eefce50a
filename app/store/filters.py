"""Property and time filters, typed by the layer's specification (属性与时间筛选)."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from app.errors import Unparsable
from app.layers.spec import Field
from app.store.tables import LayerTables

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def queryable_fields(tables: LayerTables, full: bool) -> tuple[Field, ...]:
    """The fields that may be asked for: JSON never, personal ones by the signed in only (可查询字段)."""
    return tuple(field for field in tables.spec.fields if field.kind != "json" and (full or not field.personal))


def typed_value(field: Field, value: object) -> Any:
    """A filter's value as the field's kind has it (按字段类型取值).

    Raises
    ------
    app.errors.Unparsable
        It cannot be read as that kind.

    Examples
    --------
    >>> typed_value(Field("flow_m3_per_s", "number", "流量", "Flow"), "2.50")
    2.5
    """
    try:
        return _typed(field, value)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise Unparsable(
            f"参数“{field.name}”应为 {field.kind}，收到“{value}”。",
            f"{field.name} is of kind {field.kind}; “{value}” is not.",
            parameter=field.name,
        ) from error


def _typed(field: Field, value: object) -> Any:
    text = str(value).strip()
    if field.kind == "text":
        if "\x00" in str(value):
            raise ValueError(value)
        return str(value)
    if field.kind == "integer":
        whole = int(text)
        if not -(2**63) <= whole < 2**63:
            raise ValueError(value)
        return whole
    if field.kind == "number":
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(value)
        return number
    if field.kind == "boolean":
        return value if isinstance(value, bool) else _TRUTHS[text.lower()]
    if field.kind == "date":
        return value if type(value) is date else date.fromisoformat(text)
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(value)
    return instant


def equals_condition(tables: LayerTables, name: str, value: object, full: bool) -> ColumnElement[bool]:
    """The condition that a field has a value; Unparsable where that field may not be asked for."""
    for field in queryable_fields(tables, full):
        if field.name == name:
            condition: ColumnElement[bool] = tables.features.c[name] == typed_value(field, value)
            return condition
    raise Unparsable(
        f"图层“{tables.spec.zh}”没有可查询的属性“{name}”。",
        f"Layer “{tables.spec.id}” has no property “{name}” that can be asked for.",
        parameter=name,
    )


def during_condition(
    tables: LayerTables, start: datetime | date | None, end: datetime | date | None
) -> ColumnElement[bool]:
    """The condition that the layer's temporal field lies between two times, both included (时间范围).

    A feature without a time meets every interval, as OGC API – Features asks. Where the field is a day, the day of
    the interval's ends counts as it is written, in their own offset.
    """
    name = tables.spec.temporal
    if name is None:
        return true()
    column: ColumnElement[Any] = tables.features.c[name]
    whole_days = tables.spec.field(name).kind == "date"

    def end_of(value: datetime | date) -> datetime | date:
        if whole_days:
            return value.date() if isinstance(value, datetime) else value
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        raise Unparsable("datetime 应带时区。", "datetime needs its offset from UTC.", parameter="datetime")

    ends: list[ColumnElement[bool]] = []
    if start is not None:
        ends.append(column >= end_of(start))
    if end is not None:
        ends.append(column <= end_of(end))
    return or_(column.is_(None), and_(true(), *ends))
