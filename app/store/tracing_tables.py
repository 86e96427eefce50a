"""The tables of kept traces and impacts (溯源与下游影响档案): documents as they were made, states as events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Column, Index, MetaData, Table, Text, UniqueConstraint

from app.store.column_types import Instant, WholeNumber


def _traces(metadata: MetaData) -> Table:
    return _kept(metadata, "traces")


def _impacts(metadata: MetaData) -> Table:
    return _kept(metadata, "impacts")


def _kept(metadata: MetaData, name: str) -> Table:
    """A table of documents; only ``state`` and ``version`` of a row ever change, and each change is an event."""
    table = Table(
        name,
        metadata,
        Column("id", WholeNumber, primary_key=True),
        Column("made_at", Instant, nullable=False),
        Column("made_by", Text, nullable=False),
        Column("subject", Text, nullable=False),  # where it began: sections/KEY, outfalls/KEY, point/LON,LAT
        Column("indicator", Text),
        Column("month", Text),
        Column("title", Text, nullable=False),
        Column("question", Text, nullable=False),  # JSON: what was asked
        Column("document", Text, nullable=False),  # JSON: what was answered
        Column("revisions", Text, nullable=False),  # JSON: the state of layers and registers it was made from
        Column("state", Text, nullable=False),
        Column("version", WholeNumber, nullable=False),
    )
    Index(f"{name}_by_subject", table.c.subject)
    return table


def _tracing_events(metadata: MetaData) -> Table:
    return Table(
        "tracing_events",
        metadata,
        Column("id", WholeNumber, primary_key=True),
        Column("kind", Text, nullable=False),  # the table: traces, impacts
        Column("kept_id", WholeNumber, nullable=False),
        Column("version", WholeNumber, nullable=False),  # of the row, after the event
        Column("at", Instant, nullable=False),
        Column("who", Text, nullable=False),
        Column("from_state", Text),
        Column("to_state", Text, nullable=False),
        Column("note", Text, nullable=False),
        UniqueConstraint("kind", "kept_id", "version"),
    )


TRACING: Final[Mapping[str, Callable[[MetaData], Table]]] = {
    "traces": _traces,
    "impacts": _impacts,
    "tracing_events": _tracing_events,
}
