"""The tables of the store, written once for both engines (库表).

A layer has three: its features (``<layer>``), the rows that revisions replaced (``<layer>_history``), and the
rendered text with the exact envelope (``<layer>_rendered``). All others are shared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Double, Index, MetaData, Table, Text

from app.layers.spec import LayerSpec
from app.store.column_types import WholeNumber, column_type
from app.store.shared_tables import SHARED
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
    samples_history: Table
    sample_batches: Table
    month_sums: Table
    status_changes: Table
    sample_mappings: Table
    month_states: Table
    register_entries: Table
    register_events: Table
    files: Table
    users: Table
    sessions: Table
    tokens: Table
    sign_in_failures: Table
    uploads: Table
    networks: Table
    traces: Table
    impacts: Table
    tracing_events: Table


def make_tables(catalogue: Sequence[LayerSpec]) -> Tables:
    """The tables that a catalogue asks for; ValueError for names that cannot stand beside each other."""
    metadata = MetaData()
    shared = {name: make(metadata) for name, make in SHARED.items()}
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
