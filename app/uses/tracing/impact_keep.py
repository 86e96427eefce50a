"""Impacts that are made, kept, and shown again (下游影响档案)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from app.settings import Settings
from app.store.engine import Store
from app.store.traces import (
    Kept,
    KeptQuery,
    KeptRow,
    list_impacts,
    load_impact,
    load_kept_events,
    move_kept,
    save_impact,
)
from app.uses.tracing.impact_question import ImpactQuestion
from app.uses.tracing.impact_run import run_impact
from app.uses.tracing.trace_archive import described_event, described_row

CLOSERS = "analyst|chief"
"""Who may close an impact, and open it again."""
READERS = "inspector|analyst|chief|gis"
"""Who may make and read an impact: it names intakes and protection zones, which are not public."""


def make_impact(store: Store, settings: Settings, question: ImpactQuestion, *, who: str) -> Kept:
    """An impact, made from the store as it stands and kept (下游影响分析并存档); as `run_impact`.

    Made in a transaction that only reads, so that the network is kept in the process and nobody who writes waits for
    it; then kept in a short one that writes.
    """
    with store.reading() as reading:
        made = run_impact(reading, store, settings, question)
    asked = made.document["question"]
    with store.writing() as writing:
        row = save_impact(
            writing, store, subject=question.start, title=made.title, question=asked, document=made.document,
            revisions=made.revisions, who=who, indicator=asked.get("indicator"), month=asked["moment"][:7],
        )  # fmt: skip
        return load_impact(writing, store, row.id)


def shown_impact(kept: Kept) -> dict[str, Any]:
    """A kept impact as it is shown (下游影响): the document as it was made, with its id, who and when."""
    row = kept.row
    return {
        **described_row(row), **kept.document, "id": row.id, "revisions": kept.revisions,
    }  # fmt: skip


def move_impact(c: Connection, store: Store, impact_id: int, state: str, *, who: str, note: str) -> KeptRow:
    """An impact closed, or opened again (结案与重开).

    Raises
    ------
    app.errors.Clash
        It is in that state already.
    """
    return move_kept(c, store, "impacts", load_impact(c, store, impact_id).row, state, who=who, note=note)


def impact_events(c: Connection, store: Store, impact_id: int) -> list[dict[str, Any]]:
    """The states of an impact, the first one first: who, when and why (状态记录)."""
    return [described_event(event) for event in load_kept_events(c, store, "impacts", impact_id)]


def latest_impacts(
    c: Connection, store: Store, *, limit: int, before: int | None, subject: str | None
) -> list[KeptRow]:
    """Kept impacts, the newest first (下游影响列表)."""
    return list_impacts(c, store, KeptQuery(subject=subject, before=before, limit=limit))


def impact_features(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """An impact as GeoJSON features (下游影响要素): reaches with hours, arrivals, sluices, emergency sites.

    ``layer`` of a feature is ``reaches`` or that of the receptor; ``caveat_zh`` and ``caveat_en`` stand on each.
    """
    caveat = {name: shown[name] for name in ("caveat_zh", "caveat_en")}
    found = [
        _feature(f"reaches/{one['key']}/{at}", one["geometry"], caveat, one, "reaches")
        for at, one in enumerate(shown["reaches"])
    ]
    found += [
        _feature(f"{one['layer']}/{one['key']}", _point(one["place"]), caveat, one, one["layer"])
        for one in shown["arrivals"]
    ]
    for name, layer in (("sluices", "sluices"), ("storage_sites", "emergency_sites")):
        found += [_feature(f"{layer}/{one['key']}", _point(one["place"]), caveat, one, layer) for one in shown[name]]
    question = shown["question"]
    return [_feature("start", _point(question["place"]), caveat, question, "start"), *found]


def _feature(
    key: str, geometry: dict[str, Any] | None, caveat: dict[str, Any], one: dict[str, Any], layer: str
) -> dict[str, Any]:
    told = {name: value for name, value in one.items() if name not in ("geometry", "place", "layer")}
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": {"layer": layer, **told, **caveat}}


def _point(place: list[float] | None) -> dict[str, Any] | None:
    return None if place is None else {"type": "Point", "coordinates": list(place)}
