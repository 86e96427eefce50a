"""The demonstration network for planted events, with an arithmetic of its own: nothing of `app.tracing` is used here.

A configuration is the network with some canals turned round. What a unit load at a place sends to each section is
summed down the reaches in topological order, with decay, the shares at divergences by flow, and leaking sluices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from app.network import Network, build
from app.network.lines import read_lines
from app.network.snap import snap_features

GEODATA = Path(__file__).parents[2] / "geodata"
CANALS = ("小运河", "七一河", "俎店渠", "裕民渠", "鸿雁渠", "示意连通渠")
EITHER_WAY = "示意连通渠"
TURN = {"digitised": "reversed", "reversed": "digitised"}
K_PER_D = 0.12
DEFAULT_VELOCITY = 0.2


@dataclass(frozen=True, eq=False)
class Spots:
    """Features on the network: ``key``, ``row``, ``measure_m`` (k,)."""

    key: tuple[str, ...]
    row: np.ndarray
    measure_m: np.ndarray


@dataclass(frozen=True, eq=False)
class River:
    """A configuration: the network as it truly flows, what is told of it, and features on both alike."""

    network: Network
    told: Network
    table: gpd.GeoDataFrame
    length_m: np.ndarray
    hours: np.ndarray
    flow: np.ndarray
    lateral: np.ndarray
    order: np.ndarray
    source: np.ndarray
    target: np.ndarray
    share: np.ndarray
    sections: Spots
    sluices: Spots
    outfalls: Spots

    @cached_property
    def sections_below(self) -> list[int]:
        """Number of the next section below the outlet of each row on its greatest way; their count for none."""
        onward = [-1] * len(self.length_m)
        for edge in np.argsort(self.share, kind="stable").tolist():
            onward[self.source[edge]] = int(self.target[edge])
        below = [len(self.sections.row)] * len(self.length_m)
        for row in self.order[::-1].tolist():
            way = onward[row]
            if way >= 0:
                below[row] = min(self.sections_on.get(way, ()), default=(0.0, below[way]))[1]
        return below

    @cached_property
    def sections_on(self) -> dict[int, list[tuple[float, int]]]:
        """Measure and number of the sections on each row."""
        found: dict[int, list[tuple[float, int]]] = {}
        for number, (row, along) in enumerate(zip(self.sections.row.tolist(), self.sections.measure_m, strict=True)):
            found.setdefault(row, []).append((float(along), number))
        return found

    def next_section(self, row: int, measure_m: float) -> int:
        """Number of the section next down from a place on its greatest way; their count for none."""
        own = [one for one in self.sections_on.get(row, ()) if one[0] > measure_m]
        return min(own)[1] if own else self.sections_below[row]

    @cached_property
    def sluices_on(self) -> dict[int, list[int]]:
        """Numbers of the sluices on each row."""
        return {int(row): np.flatnonzero(self.sluices.row == row).tolist() for row in np.unique(self.sluices.row)}


def read_layer(name: str) -> gpd.GeoDataFrame:
    """A layer of the demonstration."""
    return gpd.read_file(GEODATA / f"{name}.geojson")


@cache
def load_river(turned: frozenset[str], told_either_way: bool) -> River:
    """The network with the canals ``turned``; where asked, what is told of one canal is that it flows either way."""
    table = read_layer("reaches")
    table.loc[table["direction"] == "both", "direction"] = "digitised"
    mask = table["river"].isin(turned)
    table.loc[mask, "direction"] = table.loc[mask, "direction"].map(TURN)
    network = build(table)
    assert network.is_simple
    assert len(np.unique(network.component)) == len(network), "a cycle: this canal must not be turned"
    told = network
    if told_either_way:
        open_table = table.copy()
        open_table.loc[open_table["river"] == EITHER_WAY, "direction"] = "both"
        told = build(open_table)
    lines, _ = read_lines(table, network.keys)
    rivers = table["river"].tolist()
    length_m = network.length_m
    velocity = table["velocity_m_per_s"].fillna(DEFAULT_VELOCITY).to_numpy(float)
    flow = table["flow_m3_per_s"].to_numpy(float)
    source, target = network.edge_source, network.down_indices
    below = np.bincount(source, weights=flow[target], minlength=len(network))
    share = flow[target] / below[source]
    arriving = np.bincount(target, weights=share * flow[source], minlength=len(network))
    order = np.argsort(network.level, kind="stable")
    spots = {
        layer: _snap(layer, field, network, lines, rivers)
        for layer, field in (("sections", "river"), ("sluices", "river"), ("outfalls", "receiving_water"))
    }
    return River(
        network, told, table, length_m, length_m / velocity / 3600, flow, np.maximum(flow - arriving, 0.02 * flow),
        order, source, target, share, **spots,
    )  # fmt: skip


def _snap(layer: str, field: str, network: Network, lines: Any, rivers: list[str]) -> Spots:
    """The features of a layer that lie on the network."""
    frame = read_layer(layer)
    points = np.column_stack([shapely.get_x(frame.geometry), shapely.get_y(frame.geometry)])
    names = [name if isinstance(name, str) else None for name in frame[field]]
    keys = np.array(frame["code"].tolist())
    snapped, _ = snap_features(points, names, network, lines, rivers, max_distance_m=2000.0, keys=keys)
    on = snapped.row >= 0
    return Spots(tuple(keys[on].tolist()), snapped.row[on], snapped.measure_m[on])


def arrive(
    river: River, to: Spots, row: np.ndarray, measure_m: np.ndarray, leaks: np.ndarray, factor: float = 1.0
) -> np.ndarray:
    """(c, s, p) fraction of a load at each place that arrives at each section, for c rows of sluices' leaks.

    ``leaks`` (c, sluices) share that passes each sluice; ``factor`` on all travel times. A place at or below a section
    on the same reach does not pass it.
    """
    count, rows, sections = len(leaks), len(river.length_m), len(to.row)
    begin = np.searchsorted(river.source, np.arange(rows))
    end = np.searchsorted(river.source, np.arange(rows), "right")
    cuts: dict[int, list[int]] = {}
    for section, reach in enumerate(to.row.tolist()):
        cuts.setdefault(reach, []).append(section)
    at_inlet = np.zeros((rows, count, sections))  # of a unit at the inlet of each row, what passes each section
    at_outlet = np.zeros((rows, count, sections))
    for reach in river.order[::-1].tolist():
        for edge in range(begin[reach], end[reach]):
            at_outlet[reach] += river.share[edge] * at_inlet[river.target[edge]]
        at_inlet[reach] = _along(river, leaks, reach, 0.0, river.length_m[reach], factor)[:, None] * at_outlet[reach]
        for section in cuts.get(reach, ()):
            at_inlet[reach, :, section] = _along(river, leaks, reach, 0.0, to.measure_m[section], factor)
    result = np.empty((count, sections, len(row)))
    for place, (reach, start) in enumerate(zip(row.tolist(), measure_m.tolist(), strict=True)):
        rest = _along(river, leaks, reach, start, river.length_m[reach], factor)
        result[:, :, place] = rest[:, None] * at_outlet[reach]
        for section in cuts.get(reach, ()):
            if to.measure_m[section] > start:
                result[:, section, place] = _along(river, leaks, reach, start, to.measure_m[section], factor)
    return result


def _along(river: River, leaks: np.ndarray, reach: int, low: float, high: float, factor: float) -> np.ndarray:
    """(c,) what comes through a part of a reach."""
    left = math.exp(-K_PER_D * river.hours[reach] * factor * (high - low) / river.length_m[reach] / 24)
    passed = np.full(len(leaks), left)
    for sluice in river.sluices_on.get(reach, ()):
        if low <= river.sluices.measure_m[sluice] < high:
            passed *= leaks[:, sluice]
    return passed


def hours_to(river: River, row: int, measure_m: float) -> np.ndarray:
    """(n,) shortest hours from the outlet of each row to a place, inf where none leads there."""
    hours = np.full(len(river.length_m), np.inf)
    begin = np.searchsorted(river.source, np.arange(len(hours)))
    end = np.searchsorted(river.source, np.arange(len(hours)), "right")
    for reach in river.order[::-1].tolist():
        for below in river.target[begin[reach] : end[reach]].tolist():
            inside = river.hours[below]
            reached = inside * measure_m / river.length_m[below] if below == row else hours[below] + inside
            hours[reach] = min(hours[reach], reached)
    return hours


def metres_to(river: River, row: int, measure_m: float) -> np.ndarray:
    """As `hours_to`, metres."""
    return hours_to(replace(river, hours=river.length_m), row, measure_m)
