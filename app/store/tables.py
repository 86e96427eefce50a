"""The tables of the store, written once for both engines (库表).

A layer has three: its features (``<layer>``), the rows that revisions replaced (``<layer>_history``), and the
rendered text with the exact envelope (``<layer>_rendered``). All others are shared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Double, Index, LargeBinary, MetaData, Table, Text, UniqueConstraint

from app.layers.spec import LayerSpec
from app.store.column_types import Instant, WholeNumber, column_type
from app.store.spatial import Geometry

OWN_COLUMNS = ("fid", "geom", "extra", "since_revision", "until_revision")


@dataclass(frozen=True, slots=True)
class LayerTables:
    """The three tables of a layer, and its specification."""

    spec: LayerSpec
    features: Table
    history: Table
    rendered: Table


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table of the store; ``layers`` by layer id."""

    metadata: MetaData
    layers: Mapping[str, LayerTables]
    meta: Table
    layer_states: Table
    revisions: Table
    samples: Table
    sample_batches: Table
    month_states: Table
    users: Table
    sessions: Table
    tokens: Table
    sign_in_failures: Table
    uploads: Table
    networks: Table


def make_tables(catalogue: Sequence[LayerSpec]) -> Tables:
    """The tables that a catalogue asks for; ValueError for names that cannot stand beside each other."""
    metadata = MetaData()
    shared = {
        name: make(metadata)
        for name, make in (
            ("meta", _meta),
            ("layer_states", _layer_states),
            ("revisions", _revisions),
            ("samples", _samples),
            ("sample_batches", _sample_batches),
            ("month_states", _month_states),
            ("users", _users),
            ("sessions", _sessions),
            ("tokens", _tokens),
            ("sign_in_failures", _sign_in_failures),
            ("uploads", _uploads),
            ("networks", _networks),
        )
    }
    layers: dict[str, LayerTables] = {}
    for spec in catalogue:
        for name in (spec.id, f"{spec.id}_history", f"{spec.id}_rendered"):
            if name in metadata.tables:
                raise ValueError(f"a table {name!r} is there already: choose another layer id")
        layers[spec.id] = _layer(metadata, spec)
    return Tables(metadata=metadata, layers=layers, **shared)


def _layer(metadata: MetaData, spec: LayerSpec) -> LayerTables:
    for name in (spec.id, *(field.name for field in spec.fields)):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in OWN_COLUMNS:
            raise ValueError(f"{name!r} cannot name a layer or a field of the store")
    info = {"layer": spec.id}
    kind = "POINT" if spec.geometry == "Point" else "GEOMETRY"

    def own(unique_key: bool) -> list[Column[object]]:
        return [
            Column(
                field.name,
                column_type(field),
                nullable=field.name != spec.key,
                unique=unique_key and field.name == spec.key,
            )
            for field in spec.fields
        ]

    features = Table(
        spec.id,
        metadata,
        Column("fid", WholeNumber, primary_key=True),
        Column("geom", Geometry(kind)),
        *own(unique_key=True),
        Column("extra", Text),
        Column("since_revision", WholeNumber, nullable=False),
        sqlite_autoincrement=True,  # the GeoPackage standard asks for it
        info=info,
    )
    history = Table(
        f"{spec.id}_history",
        metadata,
        Column("fid", WholeNumber, primary_key=True, autoincrement=False),
        Column("since_revision", WholeNumber, primary_key=True, autoincrement=False),
        Column("until_revision", WholeNumber, nullable=False),
        Column("geom", Geometry(kind)),
        *own(unique_key=False),
        Column("extra", Text),
        info=info,
    )
    rendered = Table(
        f"{spec.id}_rendered",
        metadata,
        Column("fid", WholeNumber, primary_key=True, autoincrement=False),
        Column("key", Text, nullable=False, unique=True),
        Column("minx", Double),
        Column("miny", Double),
        Column("maxx", Double),
        Column("maxy", Double),
        Column("text", Text, nullable=False),
        Column("full_text", Text),
        info=info,
    )
    without_place = rendered.c.minx.is_(None)
    Index(f"{spec.id}_without_place", rendered.c.fid, sqlite_where=without_place, postgresql_where=without_place)
    return LayerTables(spec, features, history, rendered)


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


def _samples(metadata: MetaData) -> Table:
    table = Table(
        "samples",
        metadata,
        Column("id", WholeNumber, primary_key=True),
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
        Column("fingerprint", Text, nullable=False, unique=True),
    )
    Index("samples_by_site", table.c.site_kind, table.c.site_code, table.c.sampled_at)
    Index("samples_by_time", table.c.sampled_at)
    Index("samples_by_month", table.c.month)
    return table


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
