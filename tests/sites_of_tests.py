"""A small store of wells, water sources, plants and black-odorous waters for tests (测试点位)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from app.layers.catalogue import CATALOGUE
from app.store.engine import Store, open_store
from app.store.revisions import publish
from app.store.samples import add_samples
from app.uses.registers.register_entries import enter, move
from tests.sections_of_tests import frame_of

POINT, LINE = shapely.Point(116.0, 36.5), shapely.LineString([(116.0, 36.5), (116.1, 36.5)])


def make_site_store(folder: Path, layers: dict[str, list[dict[str, Any]]], *, url: str | None = None) -> Store:
    """A store with these features; each gets the same place."""
    store = open_store(url or f"sqlite:///{folder / 'store.gpkg'}", CATALOGUE)
    with store.writing() as c:
        for layer, rows in layers.items():
            place = LINE if layer == "black_odorous_waters" else POINT
            publish(c, store, layer, frame_of(layer, [{"geometry": place, **row} for row in rows]), who="test")
    return store


def empty(store: Store) -> None:
    """Take all values and entries of registers out of a store."""
    t = store.tables
    with store.writing() as c:
        for table in (t.month_sums, t.samples, t.sample_batches, t.register_events, t.register_entries):
            c.execute(table.delete())


def sample(
    kind: str, site: str, day: str, values: dict[str, Any], point: str = "", **more: Any
) -> list[dict[str, Any]]:
    """Rows of one visit at 10 o'clock of Asia/Shanghai; ``<0.1`` is below that limit, other texts have no number."""
    rows = []
    for code, value in values.items():
        below = isinstance(value, str) and value.startswith("<")
        limit = float(value[1:]) if below else None
        number = limit / 2 if limit is not None else None if isinstance(value, str) else value
        rows.append(
            {
                "site_kind": kind, "site_code": site, "site_name": point, "sampled_at": pd.Timestamp(f"{day}T02:00Z"),
                "indicator": code, "value": number, "raw_text": str(value), "below_limit": below,
                "detection_limit": limit, "unit": None, "source": "manual", "state": None, "status": "final", **more,
            }
        )  # fmt: skip
    return rows


def put(store: Store, *visits: list[dict[str, Any]]) -> None:
    """Add visits in one batch."""
    with store.writing() as c:
        add_samples(c, store, pd.DataFrame([row for visit in visits for row in visit]), batch={"who": "test"})


def exempt(store: Store, site: str, indicators: list[str], first: str, last: str) -> None:
    """An exemption in force, by a document."""
    content = {
        "section": site, "kind": "exemption", "indicators": indicators, "first_month": first, "last_month": last,
        "reason": "地质本底", "document_number": "示例〔2023〕1号", "approver": "示例厅",
    }  # fmt: skip
    with store.writing() as c:
        entry, _ = enter(c, store, "exemptions", content, who="test")
        move(c, store, "exemptions", entry.id, "in_force", who="test", may=lambda role: True)
