"""Traces that are made, kept, shown again, closed, and handed to inspectors (溯源档案)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection

from app.errors import Absent, BreaksRule, Clash, Unparsable
from app.registers.catalogue import register_spec
from app.registers.instants import CHINA
from app.settings import Settings
from app.store.engine import Store
from app.store.registers import Entry
from app.store.traces import CLOSED, Kept, KeptEvent, KeptRow, load_kept_events, load_trace, move_kept, save_trace
from app.uses.accounts.accounts import account_for
from app.uses.registers.register_entries import clean_note
from app.uses.tracing.investigations import open_investigation
from app.uses.tracing.trace_asked import TraceAsked
from app.uses.tracing.trace_run import make_trace
from app.uses.tracing.trace_showing import show_trace, tasks_of

READERS: Final = "analyst|inspector|gis"
"""Who may make and see a trace: it names who might discharge."""
CLOSERS: Final = "analyst"
"""Who may close a trace, open it again, and send inspectors."""

TASK_TAKERS: Final = ("inspector", "admin")
"""Roles that can report what was found, and so be sent."""


def keep_trace(store: Store, settings: Settings, asked: TraceAsked, *, who: str) -> Kept:
    """A trace, made from one state of the store and kept (溯源并存档); as `make_trace`.

    Made in a transaction that only reads, so that the network is kept in the process and nobody who writes waits for
    it; then kept in a short one that writes.
    """
    for name, text in (("from", asked.start), ("indicator", asked.indicator)):
        if any(sign < " " or sign == "\x7f" for sign in text):
            raise Unparsable(f"{name} 含有控制字符。", f"{name} holds control characters.", parameter=name)
    asked = replace(asked, note=clean_note(asked.note))
    with store.reading() as reading:
        made = make_trace(reading, store, settings, asked)
    with store.writing() as writing:
        row = save_trace(
            writing, store, subject=made.subject, title=made.title, question=made.question, document=made.document,
            revisions=made.revisions, who=who, indicator=made.indicator, month=made.month, note=asked.note,
        )  # fmt: skip
        return load_trace(writing, store, row.id)


def move_trace(c: Connection, store: Store, trace_id: int, state: str, *, who: str, note: str) -> KeptRow:
    """A trace closed, or opened again (结案与重开).

    Raises
    ------
    app.errors.Clash
        It is in that state already, or tasks of it are still under way.
    """
    kept = load_trace(c, store, trace_id)
    if state == CLOSED:
        spec = register_spec("investigations")
        under_way = [
            entry
            for entry in tasks_of(c, store, kept.row)
            if entry.content.get("trace") in (None, trace_id) and not spec.state(entry.state).closed
        ]
        if under_way:
            raise Clash(
                f"尚有 {len(under_way)} 项排查任务未办结（第 {under_way[0].id} 条等）。办结或撤销后再结案。",
                f"{len(under_way)} investigations are still under way ({under_way[0].id} and others): close or void "
                "them first.",
                parameter="to", code="tasks_under_way",
            )  # fmt: skip
    return move_kept(c, store, "traces", kept.row, state, who=who, note=note)


def assign_lead(
    c: Connection, store: Store, trace_id: int, *, lead: str, inspector: str, due: str, what: str, who: str
) -> tuple[Entry, bool]:
    """The task of looking at a lead of a trace on site, and whether it is new (下达排查任务).

    It bears the name that the trace may show: an inspector who is sent to a lead below L2 gets its code and reach.

    Raises
    ------
    app.errors.BreaksRule
        The trace has no such lead, it was excluded, no inspector has that account, or a field is wrong.
    app.errors.Clash
        The trace is closed, or the lead has a task of this trace with another content.
    """
    kept = load_trace(c, store, trace_id)
    if kept.row.state == CLOSED:
        raise Clash("溯源已结案。请先重开。", "The trace is closed; open it again first.", parameter="state")
    found = next((one for one in show_trace(c, store, kept)["leads"] if one["id"] == lead), None)
    if found is None:
        shown = lead[:80]
        raise BreaksRule(f"本次溯源没有线索“{shown}”。", f"The trace has no lead “{shown}”.", parameter="lead")
    if found["state"] == "excluded":
        raise BreaksRule(
            "该线索已排除。如需重查，请在排查任务中重新打开。",
            "The lead was excluded; reopen its investigation to look again.",
            parameter="lead",
        )
    inspector = account_for(c, store, inspector, TASK_TAKERS)
    section = kept.row.subject.partition("/")[2] if kept.row.subject.startswith("sections/") else None
    return open_investigation(
        c, store, trace_id=trace_id, lead=lead, lead_name=found["shown_name_zh"], inspector=inspector, due=due,
        what=what, who=who, section=section, indicator=kept.row.indicator, month=kept.row.month,
    )  # fmt: skip


def described_row(row: KeptRow) -> dict[str, Any]:
    """A kept trace or impact in a list (档案条目)."""
    return {
        "id": row.id, "title": row.title, "made_at": row.made_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "made_by": row.made_by, "state": row.state, "from": row.subject, "indicator": row.indicator,
        "month": row.month,
    }  # fmt: skip


def described_event(event: KeptEvent) -> dict[str, Any]:
    """A state of a trace (状态记录), JSON ready."""
    return {
        "version": event.version, "at": event.at.astimezone(CHINA).isoformat(timespec="seconds"), "who": event.who,
        "from": event.from_state, "to": event.to_state, "note": event.note,
    }  # fmt: skip


def trace_events(c: Connection, store: Store, trace_id: int) -> list[dict[str, Any]]:
    """The states of a trace, the first one first (状态记录).

    Raises
    ------
    app.errors.Absent
        There is no such trace.
    """
    events = load_kept_events(c, store, "traces", trace_id)
    if not events:
        raise Absent(f"没有编号为 {trace_id} 的溯源。", f"There is no trace {trace_id}.", parameter="id")
    return [described_event(event) for event in events]


def trace_features(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A trace as it may be shown, as GeoJSON features (溯源要素).

    ``layer`` of each tells what it is: ``start``, ``reaches``, ``stops``, ``leads``, ``sampling_points``, ``bands``.
    ``caveat_zh`` and ``caveat_en`` stand on each.
    """
    caveat = {name: shown[name] for name in ("caveat_zh", "caveat_en")}
    question = shown["question"]
    found = [_feature("start", "start", _point(question["place"]), question, caveat)]
    for at, one in enumerate(shown["reaches"]):
        found.append(_feature("reaches", f"reaches/{one['key']}/{at}", one["geometry"], one, caveat))
    for layer in ("stops", "leads", "sampling_points"):
        for at, one in enumerate(shown[layer]):
            found.append(_feature(layer, f"{layer}/{one.get('id', at)}", _point(one["place"]), one, caveat))
    for band in shown["bands"]:
        places = {"type": "MultiPoint", "coordinates": band["places"]}
        found.append(_feature("bands", f"bands/{band['hours']:g}", places, {"hours": band["hours"]}, caveat))
    return found


def _feature(
    layer: str, key: str, geometry: Mapping[str, Any] | None, told: Mapping[str, Any], caveat: Mapping[str, str]
) -> dict[str, Any]:
    own = {("feature_layer" if name == "layer" else name): value for name, value in told.items()}
    properties = {"layer": layer, **{name: own[name] for name in own if name not in ("geometry", "place")}, **caveat}
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def _point(place: list[float] | None) -> dict[str, Any] | None:
    return None if place is None else {"type": "Point", "coordinates": list(place)}
