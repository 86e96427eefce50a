"""Where on the network the features stand that may discharge (候选来源定位): kept while network and layers stand."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from app.network.snap import snap_features
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.uses.assessment.section_facts import plain
from app.uses.network.river_network import SNAPPED, RiverNetwork, feature_points
from app.uses.tracing.trace_reaches import TraceReaches

Row = Mapping[str, Any]

LAYER_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "outfalls": (
        "code", "name", "outfall_type", "outfall_type_2", "outfall_type_3", "receiving_water", "channel", "dischargers",
        "has_online_monitor", "flow_m3_per_d", "emission_standard", "remediation_state", "problem", "is_discharging",
        "inspected_on",
    ),
    "dischargers": (
        "code", "name", "kind", "industry", "channels", "outfalls", "flow_m3_per_d", "characteristic_indicators",
        "permitted_indicators", "emission_standard", "has_online_monitor",
    ),
    "channels": ("code", "name", "kind", "outfall", "dischargers", "receiving_water"),
    "drains": ("code", "name", "kind", "receiving_water", "outfall", "state", "found_on"),
    "villages": ("code", "name", "population", "sewage_treatment", "is_running"),
    "black_odorous_waters": ("code", "name", "receiving_water", "ledger_state", "grade"),
    "emergency_sites": ("code", "name", "kind", "river"),
}  # fmt: skip
WATER_FIELD: Final = {"emergency_sites": "river"}
NEAR_M: Final = {"villages": 3000.0, "dischargers": 2000.0}
"""Furthest that a village or a discharger without an outfall may lie from the reach it is put on [m]; ours."""


@dataclass(frozen=True, eq=False)
class TracePlaces:
    """What the layers say of features that may discharge (候选来源): ``rows`` by layer and key, ``at`` the row of the
    network and the measure [m] of those that stand on it, ``points`` longitude and latitude [degree]."""

    rows: Mapping[str, Mapping[str, Row]]
    at: Mapping[tuple[str, str], tuple[int, float]]
    points: Mapping[tuple[str, str], tuple[float, float]]


_lock = threading.Lock()
_kept: dict[str, tuple[RiverNetwork, Hashable, TracePlaces]] = {}


def load_places(c: Connection, store: Store, settings: Settings, reaches: TraceReaches) -> TracePlaces:
    """The features that may discharge and where they stand (候选来源定位).

    Outfalls, sections and sluices stand where the network has them; the others are put on a reach here, of the water
    they name first, else the nearest.
    """
    stand = layers_stand(c)
    kept = _kept.get(store.url)
    if kept is not None and kept[0] is reaches.river and kept[1] == stand:
        return kept[2]
    made = _load(c, store, settings, reaches)
    if not c.get_execution_options().get("suyuan_writing", False):
        with _lock:
            _kept[store.url] = (reaches.river, stand, made)
    return made


def layers_stand(c: Connection) -> tuple[tuple[str, int, str], ...]:
    """Revision and time of each layer that a trace reads (图层版本), one query."""
    wanted = {*LAYER_COLUMNS, *SNAPPED, "reaches"}
    rows = c.exec_driver_sql("SELECT layer, revision, updated_at FROM layer_states ORDER BY layer")
    return tuple((str(layer), int(revision), str(at)) for layer, revision, at in rows if layer in wanted)


def _load(c: Connection, store: Store, settings: Settings, reaches: TraceReaches) -> TracePlaces:
    river, features = reaches.river, reaches.river.features
    rows: dict[str, dict[str, Row]] = {}
    at: dict[tuple[str, str], tuple[int, float]] = {}
    points: dict[tuple[str, str], tuple[float, float]] = {}
    for number, layer in enumerate(SNAPPED):
        for one in np.flatnonzero((features.layer == number) & (features.row >= 0)).tolist():
            at[layer, str(features.key[one])] = int(features.row[one]), float(features.measure_m[one])
    for layer, columns in LAYER_COLUMNS.items():
        frame = load_frame(c, store, layer, columns=columns)
        keys = [str(key) for key in frame["code"]]
        told = frame[list(columns)].to_dict("records")
        rows[layer] = {key: _plain(row) for key, row in zip(keys, told, strict=True)}
        where = feature_points(frame)
        points |= {
            (layer, key): (round(float(x), 7), round(float(y), 7))
            for key, (x, y) in zip(keys, where, strict=True)
            if np.isfinite(x) and np.isfinite(y)
        }
        if layer in SNAPPED or not keys or not len(reaches.lines.row):
            continue
        water = WATER_FIELD.get(layer, "receiving_water")
        names = [row.get(water) for row in rows[layer].values()] if water in columns else [None] * len(keys)
        snapped, _ = snap_features(
            where, names, river.network, reaches.lines, river.rivers.tolist(),
            max_distance_m=NEAR_M.get(layer, settings.snap_distance_m),
        )  # fmt: skip
        for key, row, measure_m in zip(keys, snapped.row.tolist(), snapped.measure_m.tolist(), strict=True):
            if row >= 0:
                at[layer, key] = int(row), float(measure_m)
    return TracePlaces(rows, at, points)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with None for every kind of missing."""
    return {name: plain(value) for name, value in row.items()}
