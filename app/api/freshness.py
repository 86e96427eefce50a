"""What assessments and values depend on, for their ETags (数据新旧)."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from sqlalchemy import Connection, func, select

from app.store.engine import Store
from app.store.features import layer_state
from app.store.samples import load_month_states


def samples_stand(c: Connection, store: Store) -> tuple[Any, ...]:
    """What changes whenever a value, its status, the state of a month or a register's entry is added or changed."""
    t = store.tables
    batches, history, changes, events = (
        t.sample_batches.c, t.samples_history.c, t.status_changes.c, t.register_events.c,
    )  # fmt: skip
    last, count = c.execute(select(func.max(batches.id), func.count(batches.id))).one()
    ended = c.execute(select(func.max(history.ended_at), func.count(history.id))).one()
    moved = c.execute(select(func.max(changes.id))).scalar()
    registered = c.execute(select(func.max(events.id))).scalar()  # exemptions are entries of a register
    states = load_month_states(c, store, "0000-00", "9999-99")
    return last, count, str(ended[0]), ended[1], moved, registered, states.to_csv(index=False)


def assessment_stand(c: Connection, request: Request, layers: tuple[str, ...]) -> tuple[Any, ...]:
    """What the assessment of a month depends on: layers, values, and the settings of the rules."""
    store, settings = request.app.state.store, request.app.state.settings
    revisions = tuple(layer_state(c, store, layer).revision for layer in layers)
    rules = (
        settings.required_set,
        settings.station_month_min_days,
        settings.station_day_min_values,
        settings.reconciliation,
        settings.flood_season_months,
        settings.snap_distance_m,
        settings.junction_tolerance_m,
    )
    return revisions, samples_stand(c, store), rules
