"""What the layer of reaches knows for tracing, in the rows of the network (河段属性与线形)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring
from sqlalchemy import Connection

from app.network.arrays import Floats, Network, Texts
from app.network.lines import Lines
from app.store.engine import Store
from app.store.features import load_frame
from app.tracing.reach_facts import ReachFacts
from app.uses.network.river_network import RiverNetwork, reach_lines

COLUMNS: Final = (
    "code", "name", "river", "velocity_m_per_s", "flow_m3_per_s", "width_m", "depth_m", "slope", "drainage_area_km2",
    "mean_annual_flow_m3_per_s", "regime", "direction", "district",
)  # fmt: skip
FLOW_SOURCE: Final = "河段图层：平均流量"
VELOCITY_SOURCE: Final = "河段图层：平均流速"


@dataclass(frozen=True, eq=False)
class TraceReaches:
    """The n reaches of a network (河段): ``facts`` with the layer's own mean flows, ``names`` and ``districts`` blank
    where unknown, ``lines`` as drawn."""

    river: RiverNetwork
    facts: ReachFacts
    names: Texts
    districts: Texts
    lines: Lines


_lock = threading.Lock()
_kept: dict[str, TraceReaches] = {}


def load_reaches(c: Connection, store: Store, river: RiverNetwork) -> TraceReaches:
    """Facts, names and lines of every reach, in the rows of the network (河段属性); kept while that network stands."""
    kept = _kept.get(store.url)
    if kept is not None and kept.river is river:
        return kept
    frame = load_frame(c, store, "reaches", columns=COLUMNS)
    number = {name: frame[name].to_numpy(dtype=np.float64) for name in COLUMNS[3:10]}
    both = _texts(frame["direction"]) == "both"
    regime = _texts(frame["regime"])
    number = {name: np.where(values >= 0, values, np.nan) for name, values in number.items()}  # below 0 is no measure
    flow, velocity = number["flow_m3_per_s"], number["velocity_m_per_s"]
    facts = ReachFacts(
        length_m=row_lengths(river.network),
        flow_m3_per_s=flow,
        mean_annual_flow_m3_per_s=number["mean_annual_flow_m3_per_s"],
        velocity_m_per_s=velocity,
        width_m=number["width_m"],
        depth_m=number["depth_m"],
        slope=number["slope"],
        drainage_area_km2=number["drainage_area_km2"],
        regime=np.where((regime == "") & both, "reversible", regime),
        flow_source=np.where(np.isfinite(flow), FLOW_SOURCE, ""),
        velocity_source=np.where(np.isfinite(velocity), VELOCITY_SOURCE, ""),
    )
    made = TraceReaches(river, facts, _texts(frame["name"]), _texts(frame["district"]), reach_lines(frame, river))
    if not c.get_execution_options().get("suyuan_writing", False):
        with _lock:
            _kept[store.url] = made
    return made


def row_lengths(network: Network) -> Floats:
    """(n,) length of each row [m], its parts together.

    >>> from app.network import build
    >>> import geopandas as gpd
    >>> row_lengths(build(gpd.GeoDataFrame({"code": []}, geometry=[], crs=4490), key="code")).tolist()
    []
    """
    ahead = ~network.is_way_back
    return np.bincount(network.arc_row[ahead], network.length_m[ahead], minlength=len(network)).astype(np.float64)


def cut_piece(reaches: TraceReaches, row: int, low_m: float, high_m: float) -> shapely.LineString | None:
    """The piece of a reach between two measures [m], in the direction of the water (河段截取); None where it is empty.

    Of a reach in several parts that do not join, the part that holds the middle of the piece is cut.
    """
    found = _part_at(reaches, row, (low_m + high_m) / 2) if high_m > low_m else None
    if found is None or not found[2] > 0:
        return None
    line, start_m, length_m = found
    low, high = ((min(max(at - start_m, 0.0), length_m)) / length_m for at in (low_m, high_m))
    piece = substring(line, low, high, normalized=True)
    return piece if piece.geom_type == "LineString" and piece.length > 0 else None


def place_on_reach(reaches: TraceReaches, row: int, measure_m: float) -> tuple[float, float] | None:
    """Longitude and latitude [degree] of a measure on a reach (河段上的位置); None where the reach has no line."""
    found = _part_at(reaches, row, measure_m)
    if found is None:
        return None
    line, start_m, length_m = found
    share = min(max((measure_m - start_m) / length_m, 0.0), 1.0) if length_m > 0 else 0.0
    point = line.interpolate(share, normalized=True)
    return round(float(point.x), 7), round(float(point.y), 7)


def _part_at(reaches: TraceReaches, row: int, measure_m: float) -> tuple[shapely.LineString, float, float] | None:
    """The part of a reach that holds a measure, as the water runs, its begin and length [m]; None without lines."""
    lines, network = reaches.lines, reaches.river.network
    first, after = np.searchsorted(lines.row, [row, row + 1]).tolist()
    if first == after:
        return None
    start_m, chosen = 0.0, first
    for chosen in range(first, after):
        if measure_m <= start_m + lines.length_m[chosen] or chosen == after - 1:
            break
        start_m += float(lines.length_m[chosen])
    is_reversed = bool(network.backward[network.row_arcs[network.row_arc_indptr[row]]])
    line = lines.geometry[chosen]
    return line.reverse() if is_reversed else line, start_m, float(lines.length_m[chosen])


def _texts(column: Sequence[Any]) -> NDArray[Any]:
    """Texts, blank for missing ones."""
    values = [value if isinstance(value, str) else "" for value in column]
    return np.array(values, dtype=np.str_) if values else np.zeros(0, dtype="U1")
