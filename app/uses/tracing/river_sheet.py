"""One sheet a river (一河一策一图): risk sources, targets, sections, sluices, dams, bridges, ponds along it.

For the emergency plan of a river after 南阳实践; internal. Everything is read from the layers and the register of
sluice states as they stand; what is not known is said, not filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from app.errors import Absent
from app.network.rivers import river_names
from app.network.snap import snap_features
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.uses.assessment.section_facts import plain
from app.uses.network.river_network import SNAPPED, current_network, feature_points
from app.uses.network.sluice_records import load_sluices
from app.uses.tracing.river_chainage import Chainage, river_chainage, rows_of
from app.uses.tracing.river_sheet_rows import (
    DESCRIBED,
    GROUPS,
    Describing,
    describe_outfall,
    describe_section,
    describe_site,
    describe_sluice,
    describe_source,
)
from app.uses.tracing.trace_reaches import TraceReaches, cut_piece, load_reaches, place_on_reach

READERS: Final = "chief|analyst|gis|inspector"
INTERNAL: Final = ("内部资料，不得外传", "Internal, not to be passed on")
BESIDE_M: Final = 3000.0
"""Furthest that an intake or an emergency site may lie from the river that it names [m]; ours."""
WATER_FIELDS: Final = {"outfalls": "receiving_water"}
REACH_COLUMNS: Final = (
    "code", "river", "aliases", "river_system", "river_chiefs", "district", "drainage_area_km2",
    "mean_annual_flow_m3_per_s",
)  # fmt: skip
JUNCTION_WORDS: Final = {
    "joins": ("汇入本河", "joins this river"), "leaves": ("由本河分出", "leaves this river"),
    "mouth": ("本河汇入", "this river flows into it"),
}  # fmt: skip


def list_rivers(c: Connection, store: Store, settings: Settings) -> list[dict[str, Any]]:
    """The rivers of the network (河流目录), the longest first: name, other names, length along it [m], reaches."""
    river = current_network(c, store, settings)
    frame = load_frame(c, store, "reaches", columns=("code", "river", "aliases"))
    names = sorted({name for name in river.rivers.tolist() if name})
    found = []
    for name in names:
        own = frame[frame["river"] == name]
        found.append({
            "river": name, "aliases": _aliases(own), "reaches": len(own),
            "length_m": round(river_chainage(river, name).length_m),
        })  # fmt: skip
    return sorted(found, key=lambda one: (-one["length_m"], one["river"]))


def river_sheet(
    c: Connection, store: Store, settings: Settings, name: str, *, now: datetime | None = None
) -> dict[str, Any]:
    """The sheet of a river (一河一策一图), JSON ready.

    Parameters
    ----------
    name
        The river's name or one of its other names.
    now
        The moment whose states of sluices are shown; now by default.

    Raises
    ------
    Absent
        No reach is of that river.
    """
    river = current_network(c, store, settings)
    frame = load_frame(c, store, "reaches", columns=REACH_COLUMNS)
    proper = _proper_name(frame, name)
    own = frame[rows_of(river, proper)]
    chainage, reaches = river_chainage(river, proper), load_reaches(c, store, river)
    rows = [
        row
        for layer in DESCRIBED
        if layer in store.tables.layers
        for row in _rows_of_layer(c, store, settings, reaches, chainage, proper, _aliases(own), layer, now)
    ]
    rows += _junction_rows(reaches, chainage)
    order = {group: place for place, group in enumerate(GROUPS)}
    rows.sort(key=lambda row: (row["chainage_m"] is None, row["chainage_m"] or 0, order[row["group"]], row["key"]))
    return {
        "river": proper, "aliases": _aliases(own), "length_m": round(chainage.length_m), "reaches": len(own),
        "river_system": _first(own["river_system"]),
        "districts": sorted({one for one in own["district"] if isinstance(one, str)}),
        "drainage_area_km2": _largest(own["drainage_area_km2"]),
        "mean_annual_flow_m3_per_s": _largest(own["mean_annual_flow_m3_per_s"]),
        "chiefs": _chiefs(own), "internal_zh": INTERNAL[0], "internal_en": INTERNAL[1],
        "made_at": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "geometry": _geometry(reaches, chainage), "rows": rows, "totals": _totals(rows),
        "revisions": dict(river.revisions),
    }  # fmt: skip


def _proper_name(frame: Any, name: str) -> str:
    """The name that the reaches of a river bear, for one of its names."""
    wanted = river_names(name)
    for own, others in zip(frame["river"], frame["aliases"], strict=True):
        told = [own, *(others if isinstance(others, list) else ())]
        if isinstance(own, str) and any(wanted & river_names(one) for one in told):
            return own
    shown = name[:40]
    raise Absent(f"河网中没有“{shown}”。", f"There is no river “{shown}” on the network.", parameter="river")


def _rows_of_layer(
    c: Connection, store: Store, settings: Settings, reaches: TraceReaches, chainage: Chainage, river: str,
    aliases: list[str], layer: str, now: datetime | None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows of one layer that stand on the river or name it."""
    frame = load_frame(c, store, layer)
    if not len(frame):
        return []
    describe = _describing(c, store, layer, now)
    placed = _placed(settings, reaches, frame, layer)
    names = river_names(river).union(*(river_names(one) for one in aliases))
    points = feature_points(frame)
    found = []
    for row, (at_row, measure_m), point in zip(frame.to_dict("records"), placed, points.tolist(), strict=True):
        told = {str(name): plain(value) for name, value in row.items() if name != "geometry"}
        at = chainage.at(at_row, measure_m)
        if at is None and not names & river_names(told.get(WATER_FIELDS.get(layer, "river"))):
            continue  # one that names the river but stands on another is listed, without a distance
        place = None if point[0] != point[0] else [round(point[0], 7), round(point[1], 7)]
        found.append({"layer": layer, "place": place, **_along(chainage, at), **describe(told)})
    return found


def _describing(c: Connection, store: Store, layer: str, now: datetime | None) -> Describing:
    """How a row of a layer is told."""
    if layer == "outfalls":
        frame = load_frame(c, store, "dischargers")
        firms = {
            str(row["code"]): {str(name): plain(value) for name, value in row.items()}
            for row in frame.drop(columns="geometry").to_dict("records")
        }
        return lambda row: describe_outfall(row, firms)
    if layer == "sluices":
        sluices, moment = load_sluices(c, store), now or datetime.now(UTC)
        return lambda row: describe_sluice(row, sluices.get(str(row["code"])), moment)
    simple: Mapping[str, Describing] = {
        "sections": describe_section, "water_sources": describe_source, "emergency_sites": describe_site,
    }  # fmt: skip
    return simple[layer]


def _placed(settings: Settings, reaches: TraceReaches, frame: Any, layer: str) -> list[tuple[int, float]]:
    """Row and measure of each feature of a layer; row -1 where it stands on no reach."""
    river = reaches.river
    if layer in SNAPPED:
        features = river.features
        chosen = np.flatnonzero(features.layer == list(SNAPPED).index(layer)).tolist()
        at = {str(features.key[one]): (int(features.row[one]), float(features.measure_m[one])) for one in chosen}
        return [at.get(str(code), (-1, 0.0)) for code in frame["code"]]
    names = [name if isinstance(name, str) else None for name in frame["river"]]
    snapped, _ = snap_features(
        feature_points(frame), names, river.network, reaches.lines, river.rivers.tolist(),
        max_distance_m=max(settings.snap_distance_m, BESIDE_M),
    )  # fmt: skip
    return list(zip(snapped.row.tolist(), snapped.measure_m.tolist(), strict=True))


def _junction_rows(reaches: TraceReaches, chainage: Chainage) -> list[dict[str, Any]]:
    """The waters that join and leave, as rows."""
    found = []
    for one in chainage.junctions:
        zh, en = JUNCTION_WORDS[one.kind]
        place = place_on_reach(reaches, one.row, one.chainage_m - float(chainage.start_m[one.row]))
        found.append({
            "layer": "", "place": place and list(place), **_along(chainage, one.chainage_m), "group": "junction",
            "group_zh": GROUPS["junction"][0], "group_en": GROUPS["junction"][1], "key": "", "name": one.water,
            "detail_zh": zh, "detail_en": en, "volume_m3": None, "owner": None, "contacts": [], "district": None,
            "state": one.kind, "indicators": [],
        })  # fmt: skip
    return found


def _along(chainage: Chainage, at: float | None) -> dict[str, Any]:
    """How far from the begin and from the mouth [m]; None where the place could not be put on the river."""
    if at is None:
        return {"chainage_m": None, "to_mouth_m": None}
    return {"chainage_m": round(at), "to_mouth_m": round(chainage.length_m - at)}


def _totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many of each group, and the volume that the emergency sites and the sluices hold [m³], as far as known."""
    counts: dict[str, int] = {}
    volumes: dict[str, float] = {"emergency_sites": 0.0, "sluices": 0.0}
    for row in rows:
        counts[row["group"]] = counts.get(row["group"], 0) + 1
        if row["layer"] in volumes and row["volume_m3"] is not None:
            volumes[row["layer"]] += row["volume_m3"]
    unknown = sum(row["volume_m3"] is None for row in rows if row["layer"] in volumes and row["group"] != "bridge")
    return {
        "counts": counts, "emergency_volume_m3": volumes["emergency_sites"], "held_back_m3": volumes["sluices"],
        "volumes_unknown": unknown,
    }  # fmt: skip


def _geometry(reaches: TraceReaches, chainage: Chainage) -> dict[str, Any]:
    """The river's line, in the direction of the water."""
    own = np.flatnonzero(np.isfinite(chainage.start_m))
    order = own[np.argsort(chainage.start_m[own], kind="stable")].tolist()
    pieces = [cut_piece(reaches, row, 0.0, float(reaches.facts.length_m[row])) for row in order]
    lines = [[[round(x, 6), round(y, 6)] for x, y in piece.coords] for piece in pieces if piece is not None]
    return {"type": "MultiLineString", "coordinates": lines}


def _chiefs(own: Any) -> list[dict[str, Any]]:
    """The river chiefs of the reaches, each once."""
    found: dict[str, dict[str, Any]] = {}
    for people in own["river_chiefs"]:
        for one in people if isinstance(people, list) else ():
            found.setdefault(repr(sorted(one.items())), one)
    return list(found.values())


def _aliases(own: Any) -> list[str]:
    """The other names of a river, each once."""
    return list(dict.fromkeys(str(one) for names in own["aliases"] if isinstance(names, list) for one in names))


def _first(column: Any) -> str | None:
    return next((value for value in column if isinstance(value, str) and value), None)


def _largest(column: Any) -> float | None:
    values = column.to_numpy(dtype=np.float64)
    return float(np.nanmax(values)) if np.isfinite(values).any() else None
