"""Column types that both engines read alike: instants, dates, JSON text, whole numbers (列类型)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Double, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from app.layers.spec import Field


class _DatetimeText(UserDefinedType[Any]):
    """A GeoPackage DATETIME: text of fixed width, in UTC, so that it sorts as the time does."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "DATETIME"


def instant_text(instant: datetime) -> str:
    """An instant as the GeoPackage standard writes it: UTC, milliseconds.

    Examples
    --------
    >>> instant_text(datetime(2024, 5, 1, 8, tzinfo=UTC))
    '2024-05-01T08:00:00.000Z'
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: ``timestamptz``, or text of fixed width in SQLite; aware datetimes in and out (时刻)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The engine's own type."""
        return dialect.type_descriptor(_DatetimeText() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Take an aware datetime only; a wall clock's reading is no instant."""
        if value is None:
            return None
        text = instant_text(value)
        return text if dialect.name == "sqlite" else datetime.fromisoformat(text)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give an aware datetime in UTC."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


WholeNumber = BigInteger().with_variant(
    Integer(), "sqlite"
)  # INTEGER has 64 bits in SQLite; BIGINT is no GeoPackage type


def column_type(field: Field) -> TypeEngine[Any]:
    """The type of a field's column (字段列型); JSON is kept as canonical text, so that both engines keep it alike."""
    kinds: dict[str, TypeEngine[Any]] = {
        "text": Text(),
        "integer": WholeNumber,
        "number": Double(),
        "date": Date(),
        "datetime": Instant(),
        "boolean": Boolean(),
        "json": Text(),
    }
    return kinds[field.kind]
