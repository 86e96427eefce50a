"""States of sluices and pumps in time, from the register and the layer (闸坝启闭)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import Connection

from app.network.sluice_states import StateRecord, by_sluice
from app.registers.catalogue import register_spec
from app.registers.instants import CHINA, instant_of
from app.store.engine import Store
from app.store.features import load_frame
from app.store.registers import EntryQuery, load_entries

REGISTER: Final = "sluice_states"
COLUMNS: Final = ("code", "name", "river", "kind", "state", "state_on", "storage_m3", "district")


@dataclass(frozen=True, slots=True)
class Sluice:
    """A sluice, dam or pumping station of the layer, with the records of its states (闸坝)."""

    code: str
    name: str
    river: str
    kind: str
    storage_m3: float | None
    district: str
    records: tuple[StateRecord, ...]


def load_sluices(c: Connection, store: Store) -> dict[str, Sluice]:
    """Every sluice of the layer by its code, with what is recorded of its states (闸坝启闭记录).

    The register ``sluice_states`` tells spans of time. The layer's one state holds from the date that it bears; without
    a date it says nothing about a moment, and is left out.
    """
    recorded = load_state_records(c, store)
    frame = load_frame(c, store, "sluices", columns=COLUMNS)
    found = {}
    for row in frame[list(COLUMNS)].to_dict("records"):
        code = str(row["code"])
        own = layer_record(row)
        found[code] = Sluice(
            code=code,
            name=_text(row["name"]) or code,
            river=_text(row["river"]),
            kind=_text(row["kind"]),
            storage_m3=None if row["storage_m3"] != row["storage_m3"] else float(row["storage_m3"]),
            district=_text(row["district"]),
            records=(*(() if own is None else (own,)), *recorded.get(code, ())),
        )
    return found


def load_state_records(c: Connection, store: Store) -> dict[str, tuple[StateRecord, ...]]:
    """The states that the register tells, by sluice (启闭台账); revoked entries are left out."""
    spec = register_spec(REGISTER)
    states = tuple(state.id for state in spec.states if not state.void)
    records = []
    for entry in load_entries(c, store, REGISTER, EntryQuery(states=states)):
        told = entry.content
        end = told.get("to")
        records.append(
            StateRecord(
                str(told["sluice"]),
                str(told["state"]),
                instant_of(told["from"]),
                instant_of(end) if end else None,
                str(told.get("reported_by") or entry.made_by),
                f"闸坝启闭记录第 {entry.id} 条",
            )
        )
    return by_sluice(records)


def layer_record(row: Mapping[str, Any]) -> StateRecord | None:
    """The layer's own state as a record from its date on; None where it has no state or no date.

    >>> layer_record({"code": "Z1", "state": "closed", "state_on": date(2026, 11, 10)}).start.isoformat()
    '2026-11-10T00:00:00+08:00'
    >>> layer_record({"code": "Z1", "state": "closed", "state_on": None}) is None
    True
    """
    state, day = row["state"], row["state_on"]
    if not isinstance(state, str) or state == "unknown" or not isinstance(day, date):
        return None
    start = datetime.combine(day, time(), CHINA)
    return StateRecord(str(row["code"]), state, start, None, "", f"闸坝图层（状态日期 {start:%Y-%m-%d}）", "layer")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
