"""The shared tables of the store: values, accounts, uploads, registers, files (公用表).

Every row that a later one replaces is kept: samples move to ``samples_history``, a register's entry leaves each of its
states in ``register_events``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Boolean, Column, Double, Index, LargeBinary, MetaData, Table, Text, UniqueConstraint

from app.store.column_types import Instant, WholeNumber
from app.store.tracing_tables import TRACING


def _meta(metadata: MetaData) -> Table:
    return Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))


def _layer_states(metadata: MetaData) -> Table:
    return Table(
        "layer_states",
        metadata,
        Column("layer", Text, primary_key=True),
        Column("revision", WholeNumber, nullable=False),
        Column("count", WholeNumber, nullable=False),
        Column("next_fid", WholeNumber, nullable=False),
        *(Column(edge, Double) for edge in ("west", "south", "east", "north")),
        Column("temporal_start", Text),
        Column("temporal_end", Text),
        Column("updated_at", Instant),
        Column("rendering", Text, nullable=False),  # what the rendered text depends on beside the rows
    )


def _revisions(metadata: MetaData) -> Table:
    return Table(
        "revisions",
        metadata,
        Column("id", WholeNumber, primary_key=True),
        Column("layer", Text, nullable=False),
        Column("revision", WholeNumber, nullable=False),
        Column("made_at", Instant, nullable=False),
        Column("who", Text, nullable=False),
        Column("file_name", Text),
        Column("file_sha256", Text),
        Column("note", Text, nullable=False),
        *(Column(name, WholeNumber, nullable=False) for name in ("added", "changed", "removed", "count")),
        UniqueConstraint("layer", "revision"),
    )


def _sample_columns() -> list[Column[object]]:
    """What a value is (样品列): the place in its file is sheet, row and column as a spreadsheet shows them."""
    return [
        Column("site_kind", Text, nullable=False),
        Column("site_code", Text, nullable=False),
        Column("site_name", Text),
        Column("sampled_at", Instant, nullable=False),
        Column("month", Text, nullable=False),  # of Asia/Shanghai, YYYY-MM
        Column("indicator", Text, nullable=False),
        Column("value", Double),
        Column("raw_text", Text, nullable=False),
        Column("below_limit", Boolean, nullable=False),
        Column("detection_limit", Double),
        Column("unit", Text),
        Column("source", Text, nullable=False),
        Column("state", Text),
        Column("status", Text, nullable=False),
        Column("batch_id", WholeNumber, nullable=False),
        Column("level", Text),  # who made it official: county, city, province, national
        Column("sheet", Text),
        Column("row_number", WholeNumber),
        Column("column_label", Text),
        Column("flags", Text),  # JSON list of what is doubtful; nothing is dropped for it
    ]


def _samples(metadata: MetaData) -> Table:
    table = Table(
        "samples",
        metadata,
        Column("id", WholeNumber, primary_key=True),
        *_sample_columns(),
        Column("fingerprint", Text, nullable=False, unique=True),
    )
    Index("samples_by_site", table.c.site_kind, table.c.site_code, table.c.sampled_at)
    Index("samples_by_time", table.c.sampled_at)
    Index("samples_by_month", table.c.month)
    Index("samples_by_batch", table.c.batch_id)
    return table


def _samples_history(metadata: MetaData) -> Table:
    table = Table(
        "samples_history",
        metadata,
        Column("id", WholeNumber, primary_key=True, autoincrement=False),
        *_sample_columns(),
        Column("fingerprint", Text, nullable=False),
        Column("ended_at", Instant, nullable=False),
        Column("ended_by", Text, nullable=False),
        Column("reason", Text, nullable=False),  # superseded, withdrawn
        Column("document", Text),
        Column("superseded_by", WholeNumber),  # id of the value that stands instead
    )
    Index("samples_history_by_site", table.c.site_kind, table.c.site_code, table.c.month)
    return table


def _month_sums(metadata: MetaData) -> Table:
    return Table(
        "month_sums",
        metadata,
        Column("site_kind", Text, primary_key=True),
        Column("site_code", Text, primary_key=True),
        Column("month", Text, primary_key=True),
        Column("source", Text, primary_key=True),
        Column("status", Text, primary_key=True),
        Column("sums", LargeBinary, nullable=False),
    )


def _status_changes(metadata: MetaData) -> Table:
    return Table(
        "status_changes",
        metadata,
        Column("id", WholeNumber, primary_key=True),
        Column("made_at", Instant, nullable=False),
        Column("who", Text, nullable=False),
        Column("from_status", Text, nullable=False),
        Column("to_status", Text, nullable=False),
        Column("chosen", Text, nullable=False),  # JSON: which values (month, sites, batch)
        Column("count", WholeNumber, nullable=False),
        Column("document", Text),
        Column("note", Text, nullable=False),
    )


def _sample_mappings(metadata: MetaData) -> Table:
    return Table(
        "sample_mappings",
        metadata,
        Column("shape", Text, primary_key=True),  # fingerprint of the headings of a file
        Column("mapping", Text, nullable=False),  # JSON
        Column("file_name", Text),
        Column("who", Text, nullable=False),
        Column("changed_at", Instant, nullable=False),
    )


def _sample_batches(metadata: MetaData) -> Table:
    return Table(
        "sample_batches",
        metadata,
        Column("id", WholeNumber, primary_key=True),
        Column("made_at", Instant, nullable=False),
        Column("who", Text, nullable=False),
        Column("file_name", Text),
        Column("file_sha256", Text),
        Column("note", Text, nullable=False),
        Column("added", WholeNumber, nullable=False),
        Column("known", WholeNumber, nullable=False),
    )


def _month_states(metadata: MetaData) -> Table:
    return Table(
        "month_states",
        metadata,
        Column("site_code", Text, primary_key=True),
        Column("month", Text, primary_key=True),
        Column("state", Text, nullable=False),
        Column("note", Text, nullable=False),
    )


def _users(metadata: MetaData) -> Table:
    return Table(
        "users",
        metadata,
        Column("folded", Text, primary_key=True),  # the name by which accounts are told apart: no case, no width
        Column("name", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("password_hash", Text, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("is_disabled", Boolean, nullable=False),
    )


def _sessions(metadata: MetaData) -> Table:
    return Table(
        "sessions",
        metadata,
        Column("secret_sha256", Text, primary_key=True),
        Column("folded", Text, nullable=False, index=True),
        Column("created_at", Instant, nullable=False),
        Column("expires_at", Instant, nullable=False, index=True),
        Column("address", Text, nullable=False),
        Column("agent", Text, nullable=False),
    )


def _tokens(metadata: MetaData) -> Table:
    return Table(
        "tokens",
        metadata,
        Column("secret_sha256", Text, primary_key=True),
        Column("folded", Text, nullable=False, index=True),
        Column("title", Text, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("expires_at", Instant, nullable=False),
        Column("last_used_at", Instant),
    )


def _sign_in_failures(metadata: MetaData) -> Table:
    return Table(
        "sign_in_failures",
        metadata,
        Column("subject", Text, primary_key=True),  # a folded name or a block of addresses
        Column("failures", WholeNumber, nullable=False),
        Column("last_at", Instant, nullable=False, index=True),
    )


def _uploads(metadata: MetaData) -> Table:
    return Table(
        "uploads",
        metadata,
        Column("id", Text, primary_key=True),
        Column("layer", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("changed_at", Instant, nullable=False),
        Column("file_name", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("size_bytes", WholeNumber, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("counts", "faults", "options")),  # JSON text
        Column("revision", WholeNumber),
        Column("message", Text),
    )


def _networks(metadata: MetaData) -> Table:
    return Table(
        "networks",
        metadata,
        Column("id", WholeNumber, primary_key=True, autoincrement=False),
        Column("built_at", Instant, nullable=False),
        Column("revisions", Text, nullable=False),
        Column("arrays", LargeBinary, nullable=False),
        Column("faults", Text, nullable=False),
    )


def _register_entries(metadata: MetaData) -> Table:
    table = Table(
        "register_entries",
        metadata,
        Column("id", WholeNumber, primary_key=True),
        Column("register", Text, nullable=False),
        Column("key", Text, nullable=False),  # what makes an entry the same one when it is asked for again
        Column("subject", Text),  # e.g. the section it is about
        Column("month", Text),
        Column("state", Text, nullable=False),
        Column("content", Text, nullable=False),  # JSON by the register's fields
        Column("version", WholeNumber, nullable=False),
        Column("made_at", Instant, nullable=False),
        Column("made_by", Text, nullable=False),
        Column("changed_at", Instant, nullable=False),
        Column("changed_by", Text, nullable=False),
        UniqueConstraint("register", "key"),
    )
    Index("register_entries_by_subject", table.c.register, table.c.subject)
    Index("register_entries_by_month", table.c.register, table.c.month)
    return table


def _register_events(metadata: MetaData) -> Table:
    return Table(
        "register_events",
        metadata,
        Column("id", WholeNumber, primary_key=True),
        Column("entry_id", WholeNumber, nullable=False, index=True),
        Column("version", WholeNumber, nullable=False),  # of the entry, after the event
        Column("at", Instant, nullable=False),
        Column("who", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("from_state", Text),
        Column("to_state", Text, nullable=False),
        Column("note", Text, nullable=False),
        Column("content", Text, nullable=False),  # JSON, after the event
        Column("file_sha256", Text),
        UniqueConstraint("entry_id", "version"),
    )


def _files(metadata: MetaData) -> Table:
    return Table(
        "files",
        metadata,
        Column("sha256", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("media_type", Text, nullable=False),
        Column("size_bytes", WholeNumber, nullable=False),
        Column("made_at", Instant, nullable=False),
        Column("who", Text, nullable=False),
    )


#: Name of each shared table -> what makes it; the fields of `app.store.tables.Tables` bear the same names.
SHARED: Final[Mapping[str, Callable[[MetaData], Table]]] = {
    "meta": _meta,
    "layer_states": _layer_states,
    "revisions": _revisions,
    "samples": _samples,
    "samples_history": _samples_history,
    "sample_batches": _sample_batches,
    "month_sums": _month_sums,
    "status_changes": _status_changes,
    "sample_mappings": _sample_mappings,
    "month_states": _month_states,
    "register_entries": _register_entries,
    "register_events": _register_events,
    "files": _files,
    "users": _users,
    "sessions": _sessions,
    "tokens": _tokens,
    "sign_in_failures": _sign_in_failures,
    "uploads": _uploads,
    "networks": _networks,
    **TRACING,
}
