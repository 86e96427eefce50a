"""What health and metrics ask the store (存储状态)."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import SuyuanError
from app.store.engine import Store
from app.store.features import layer_state


def store_answers(store: Store) -> bool:
    """Whether the store answers a query now."""
    try:
        with store.reading() as connection:
            return bool(connection.execute(sa.text("SELECT 1")).scalar_one())
    except (SuyuanError, sa.exc.SQLAlchemyError, OSError):
        return False


def layer_gauges(store: Store) -> tuple[list[tuple[str, int, int]], int | None]:
    """Layer, count and revision of every layer, and the size of the embedded store's file [byte]."""
    with store.reading() as connection:
        rows = []
        for spec in store.catalogue:
            state = layer_state(connection, store, spec.id)
            rows.append((spec.id, state.count, state.revision))
    path = store.path
    return rows, path.stat().st_size if path is not None and path.exists() else None
