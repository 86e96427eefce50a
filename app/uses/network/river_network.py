"""The river network of the store as it stands now (当前河网): built, kept, loaded by each worker.

The network is built from the reaches, and features are put on it, whenever one of their layers has a new revision.
The arrays are kept in the store, so that the other workers load them instead of building.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection

from app.errors import Fault
from app.network import Network, build
from app.network.arrays import Floats, Ints, Texts
from app.network.lines import Lines, read_lines
from app.network.snap import Snapped, snap_features
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.networks import load_network, save_network

SNAPPED: Final[dict[str, tuple[str, str, str]]] = {
    "sections": ("river", "断面", "section"),
    "outfalls": ("receiving_water", "排污口", "outfall"),
    "sluices": ("river", "闸坝", "sluice"),
}
"""Layers that are put on the network: the field that names their water, and their titles."""

REACH_COLUMNS: Final = (
    "code",
    "river",
    "aliases",
    "direction",
    "stream_order",
    "velocity_m_per_s",
    "flow_m3_per_s",
    "from_node",
    "to_node",
    "to_code",
)
MOST_FAULTS = 5000


@dataclass(frozen=True, eq=False)
class OnNetwork:
    """k features on the network: ``layer`` index into `SNAPPED`, ``fid``, ``key``, ``row`` of the reach (-1 none),
    ``measure_m`` from its inlet [m], ``offset_m`` from its line [m], ``by`` index into `app.network.snap.BY`."""

    layer: Ints
    fid: Ints
    key: Texts
    row: Ints
    measure_m: Floats
    offset_m: Floats
    by: Ints


@dataclass(frozen=True, eq=False)
class RiverNetwork:
    """The network with what lies on it, and the revisions it was built from.

    ``fids`` (n,) of the reaches, ascending · ``rivers`` (n,) names, blank where unknown · ``row_h`` (n,) hours that
    the water takes through each reach, NaN unknown [h] · ``joined_by`` geometry, nodes or to_keys.
    """

    network: Network
    fids: Ints
    rivers: Texts
    row_h: Floats
    features: OnNetwork
    revisions: Mapping[str, Any]
    joined_by: str
    faults: tuple[Fault, ...]

    @cached_property
    def arc_h(self) -> Floats:
        """(m,) hours through each arc [h]: those of its row, by its share of the length."""
        network = self.network
        if network.is_simple:
            return self.row_h
        ahead = ~network.is_way_back  # every row has its way ahead, some a way back too
        whole = np.bincount(network.arc_row[ahead], network.length_m[ahead], minlength=len(network))[network.arc_row]
        return np.asarray(
            self.row_h[network.arc_row] * np.divide(network.length_m, whole, out=np.zeros(len(whole)), where=whole > 0),
            np.float64,
        )

    @cached_property
    def feature_arcs(self) -> tuple[Ints, Ints, Floats]:
        """For each feature on each arc that passes it: feature, arc, distance from the arc's inlet [m]; by arc."""
        placed = np.flatnonzero(self.features.row >= 0)
        network, row = self.network, self.features.row[placed]
        count = np.diff(network.row_arc_indptr)[row]
        arc = network.arcs_of(row)
        feature = np.repeat(placed, count)
        along = self.features.measure_m[feature] - network.part_start_m[arc]
        along = np.where(network.is_way_back[arc], network.length_m[arc] - along, along)
        passes = (along >= -1e-6) & (along <= network.length_m[arc] + 1e-6)
        feature, arc, along = feature[passes], arc[passes], along[passes]
        order = np.argsort(arc, kind="stable")
        return feature[order], arc[order], np.clip(along[order], 0, network.length_m[arc[order]])

    @cached_property
    def fault_rows(self) -> Ints:
        """(faults,) row of the reach that each fault is of, -1 for none or for a fault of a feature."""
        find = self.network.find
        rows = (None if fault.field in SNAPPED else find(fault.key) for fault in self.faults)
        return np.array([-1 if row is None else row for row in rows], dtype=np.int64)

    @cached_property
    def feature_faults(self) -> dict[tuple[str, str], list[Fault]]:
        """What is wrong with how features lie on the network, by layer and key: a river's name against the distance."""
        found: dict[tuple[str, str], list[Fault]] = {}
        for fault in self.faults:
            if fault.field in SNAPPED and fault.key is not None:
                found.setdefault((fault.field, fault.key), []).append(fault)
        return found

    @cached_property
    def _feature_places(self) -> dict[tuple[int, str], int]:
        """Where each feature stands in `features`."""
        pairs = zip(self.features.layer.tolist(), self.features.key.tolist(), strict=True)
        return {pair: place for place, pair in enumerate(pairs)}

    def find_feature(self, layer: str, key: str) -> int | None:
        """Where a feature of a layer stands in `features`, None where it does not."""
        return self._feature_places.get((list(SNAPPED).index(layer), key))

    def sections(self) -> tuple[Texts, Ints, Floats]:
        """Key, row and measure from the inlet [m] of every section; row -1 where it lies on no reach."""
        chosen = self.features.layer == list(SNAPPED).index("sections")
        return self.features.key[chosen], self.features.row[chosen], self.features.measure_m[chosen]

    def main_rows(self) -> tuple[Ints, Ints]:
        """(n,) row on the main path downstream and upstream of each reach, -1 where there is none."""
        network = self.network
        if network.is_simple:
            return network.main_down, network.main_up
        down, up = np.full((2, len(network)), -1, dtype=np.int64)
        for row in np.flatnonzero(np.diff(network.row_arc_indptr)).tolist():
            arcs = network.row_arcs[network.row_arc_indptr[row] : network.row_arc_indptr[row + 1]]
            arcs = arcs[~network.is_way_back[arcs]]
            for onward, last, result in ((network.main_down, arcs[-1], down), (network.main_up, arcs[0], up)):
                arc = onward[last]
                result[row] = network.arc_row[arc] if arc >= 0 and network.arc_row[arc] != row else -1
        return down, up


_lock = threading.Lock()
_kept: dict[str, RiverNetwork] = {}


def current_network(c: Connection, store: Store, settings: Settings) -> RiverNetwork:
    """The network of the reaches and features as ``c`` sees them (当前河网).

    Kept in the process; else loaded from the store; else built, and kept in the store. A transaction that writes keeps
    nothing: it may be undone, and must not wait for a second one that writes.
    """
    revisions = network_revisions(c, settings)
    kept = _kept.get(store.url)
    if kept is not None and kept.revisions == revisions:
        return kept
    if c.get_execution_options().get("suyuan_writing", False):
        return _build(c, store, settings, revisions)
    with _lock:
        kept = _kept.get(store.url)
        if kept is not None and kept.revisions == revisions:
            return kept
        river = _load(c, store, revisions)
        if river is None:
            river = _build(c, store, settings, revisions)
            with store.writing() as writing:
                save_network(writing, store, revisions, _to_bytes(river), river.faults[:MOST_FAULTS])
        _kept[store.url] = river
        return river


def list_faults(
    c: Connection, store: Store, settings: Settings, layer: str | None = None, code: str | None = None
) -> list[Fault]:
    """What is wrong with the network and with how features lie on it (河网问题), at most `MOST_FAULTS`."""
    faults = current_network(c, store, settings).faults
    return [one for one in faults if layer in (None, fault_layer(one)) and code in (None, one.code)]


def fault_layer(fault: Fault) -> str:
    """The layer that a fault is of: of a feature that lies on the network, else the reaches (问题所属图层)."""
    return fault.field if fault.field in SNAPPED else "reaches"


def network_revisions(c: Connection, settings: Settings) -> dict[str, Any]:
    """What the network depends on (河网依据): the layers' revisions and two settings; one query."""
    found: dict[str, Any] = {}
    # Asked with every question: as plain SQL this costs half.
    for layer, revision, at in c.exec_driver_sql("SELECT layer, revision, updated_at FROM layer_states"):
        if layer == "reaches" or layer in SNAPPED:
            # The instant tells a restored or newly made store from the one before at the same address.
            found |= {layer: revision, f"{layer}_at": None if at is None else str(at)}
    return found | {"snap_distance_m": settings.snap_distance_m, "tolerance_m": settings.junction_tolerance_m}


def _build(c: Connection, store: Store, settings: Settings, revisions: Mapping[str, Any]) -> RiverNetwork:
    """Build the network and put the features on it."""
    reaches = load_frame(c, store, "reaches", columns=REACH_COLUMNS)
    reaches = _with_main_marks(reaches)
    joined_by, columns = joining_columns(reaches)
    network = build(reaches, key="code", tolerance_m=settings.junction_tolerance_m, **columns)
    lines, _ = read_lines(reaches, network.keys)
    rivers = [name if isinstance(name, str) else "" for name in reaches["river"]]
    others = [map(str, names) if isinstance(names, list) else () for names in reaches["aliases"]]
    also_known_as = ["、".join(filter(None, [name, *more])) for name, more in zip(rivers, others, strict=True)]
    faults = list(network.faults)
    parts: list[tuple[Ints, Texts, Snapped]] = []
    for layer, (river_field, zh, en) in SNAPPED.items():
        key_field = store.layer(layer).spec.key
        frame = load_frame(c, store, layer, columns=(key_field, river_field))
        keys = np.array(frame[key_field].tolist(), dtype=np.str_) if len(frame) else np.zeros(0, dtype="U1")
        names = [name if isinstance(name, str) else None for name in frame[river_field]]
        snapped, found = snap_features(
            feature_points(frame), names, network, lines, also_known_as,
            max_distance_m=settings.snap_distance_m, keys=keys, title=(zh, en),
        )  # fmt: skip
        faults += [replace(fault, field=layer) for fault in found]
        parts.append((frame["fid"].to_numpy(dtype=np.int64), keys, snapped))
    features = OnNetwork(
        layer=np.repeat(np.arange(len(parts)), [len(fid) for fid, _, _ in parts]),
        fid=np.concatenate([fid for fid, _, _ in parts]),
        key=np.concatenate([keys for _, keys, _ in parts]),
        row=np.concatenate([snapped.row for _, _, snapped in parts]),
        measure_m=np.concatenate([snapped.measure_m for _, _, snapped in parts]),
        offset_m=np.concatenate([snapped.offset_m for _, _, snapped in parts]),
        by=np.concatenate([snapped.by for _, _, snapped in parts]),
    )
    drawn_m = np.bincount(lines.row, weights=lines.length_m, minlength=len(network)).astype(np.float64)
    velocity = reaches["velocity_m_per_s"].to_numpy(dtype=np.float64)
    drawn_m[np.bincount(lines.row, minlength=len(network)) == 0] = np.nan  # no line: the length is not known
    row_h = drawn_m / np.where(velocity > 0, velocity, np.nan) / 3600
    return RiverNetwork(
        network=replace(network, faults=()),
        fids=reaches["fid"].to_numpy(dtype=np.int64),
        rivers=np.array(rivers, dtype=np.str_) if rivers else np.zeros(0, dtype="U1"),
        row_h=row_h,
        features=features,
        revisions=dict(revisions),
        joined_by=joined_by,
        faults=tuple(faults),
    )


def joining_columns(reaches: pd.DataFrame) -> tuple[str, dict[str, Any]]:
    """How the layer's reaches are joined: by nodes where all have both, by to-keys where half have one, else drawn."""
    if len(reaches) and bool(reaches[["from_node", "to_node"]].notna().all(axis=None)):
        return "nodes", {"from_node": "from_node", "to_node": "to_node"}
    if len(reaches) and reaches["to_code"].notna().mean() >= 0.5:
        return "to_keys", {"to_key": "to_code"}
    return "geometry", {}


def _with_main_marks(reaches: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The reaches with ``is_main`` and ``divergence`` from the file's own columns, where it has them."""
    extras = [extra or {} for extra in reaches["extra"]]
    for name in ("is_main", "divergence"):
        values = [next((v for k, v in extra.items() if k.casefold() == name), None) for extra in extras]
        if any(value is not None for value in values):
            reaches = reaches.assign(**{name: pd.Series(values, dtype=object, index=reaches.index)})
    return reaches


def feature_points(frame: gpd.GeoDataFrame) -> Floats:
    """(k, 2) place of each feature [degree]: the point, or a point on the line or area; NaN where it has none."""
    geometry = np.asarray(frame.geometry.array, dtype=object)
    points = np.where(shapely.get_type_id(geometry) == 0, geometry, shapely.point_on_surface(geometry))
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)]).astype(np.float64)


def reach_lines(reaches: gpd.GeoDataFrame, river: RiverNetwork) -> Lines:
    """The lines of some reaches of the store, with their rows in the network."""
    rows = np.searchsorted(river.fids, reaches["fid"].to_numpy(dtype=np.int64))
    lines, _ = read_lines(reaches, np.asarray(reaches["code"], dtype=np.str_))
    return replace(lines, row=rows[lines.row])


def _to_bytes(river: RiverNetwork) -> bytes:
    """The network with its features as one ``.npz`` file."""
    out = io.BytesIO()
    features = {f"feature_{item.name}": getattr(river.features, item.name) for item in fields(OnNetwork)}
    np.savez(
        out,
        allow_pickle=False,
        network=np.frombuffer(river.network.to_bytes(), dtype=np.uint8),
        fids=river.fids,
        rivers=river.rivers,
        row_h=river.row_h,
        joined_by=np.array(river.joined_by),
        **features,
    )
    return out.getvalue()


def _load(c: Connection, store: Store, revisions: Mapping[str, Any]) -> RiverNetwork | None:
    """The network kept in the store, None where it is of other revisions or of another format."""
    row = load_network(c, store)
    if row is None or row.revisions != revisions:
        return None
    try:
        with np.load(io.BytesIO(row.arrays), allow_pickle=False) as stored:
            return RiverNetwork(
                network=Network.from_bytes(stored["network"].tobytes()),
                fids=stored["fids"],
                rivers=stored["rivers"],
                row_h=stored["row_h"],
                features=OnNetwork(**{item.name: stored[f"feature_{item.name}"] for item in fields(OnNetwork)}),
                revisions=dict(revisions),
                joined_by=str(stored["joined_by"]),
                faults=tuple(Fault(**fault) for fault in row.faults),
            )
    except (KeyError, ValueError, TypeError):
        return None
