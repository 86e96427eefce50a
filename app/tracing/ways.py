"""The ways that a walk may take from its start, and the best of them by distance, time or weight (路径)."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import inf, isnan, prod
from typing import TypeVar

import numpy as np

from app.network.arrays import Network
from app.tracing.barriers import Barrier
from app.tracing.travel_times import TravelTimes
from app.tracing.walked import SLACK_M

Hours = tuple[float, float, float]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Ways:
    """The arcs that a walk may follow; a node is an arc, or ``~i`` for the piece beyond the i-th start.

    Offsets along an arc count from its near end, where the walk comes in: the outlet going up, the inlet going down.

    Attributes
    ----------
    is_up, is_main
        Against the water or with it; the main path only.
    starts
        Arc and offset [m] of each start that lies within a reach.
    whole
        Arcs that are walked from their near end at distance 0.
    barriers
        Offset [m] and barrier for each arc that has any, nearest first.
    """

    network: Network
    times: TravelTimes
    is_up: bool
    is_main: bool
    starts: tuple[tuple[int, float], ...]
    whole: tuple[int, ...]
    barriers: dict[int, list[tuple[float, Barrier]]]

    def first_nodes(self) -> list[int]:
        """The nodes that every way begins with."""
        return [*(~one for one in range(len(self.starts))), *self.whole]

    def arc(self, node: int) -> int:
        """Arc of a node."""
        return node if node >= 0 else self.starts[~node][0]

    def begin_m(self, node: int) -> float:
        """Offset where a node begins [m]."""
        return 0.0 if node >= 0 else self.starts[~node][1]

    def length_m(self, node: int) -> float:
        """Length of a node [m]."""
        return self.network.length_m.item(self.arc(node)) - self.begin_m(node)

    def hours(self, node: int) -> Hours:
        """Early, probable and late hours through a node [h]."""
        arc = self.arc(node)
        share = arc_share(self.network, arc)
        if node < 0:
            whole = self.network.length_m.item(arc)
            share *= self.length_m(node) / whole if whole > 0 else 1.0
        row, times = self.network.arc_row.item(arc), self.times
        early, probable, late = times.early_h.item(row), times.probable_h.item(row), times.late_h.item(row)
        return early * share, probable * share, late * share

    def barriers_on(self, node: int) -> list[tuple[float, Barrier]]:
        """The barriers on a node with their offsets [m], nearest first."""
        here = self.barriers.get(self.arc(node), ())
        return [(offset, barrier) for offset, barrier in here if offset >= self.begin_m(node) - SLACK_M]

    def weight(self, node: int) -> float:
        """Product of the weights of the barriers on a node; 0 where one cuts it."""
        return prod(barrier.weight for _, barrier in self.barriers_on(node)) if self.barriers else 1.0

    def onward(self, node: int) -> list[int]:
        """The arcs that follow on a node."""
        network, arc = self.network, self.arc(node)
        if self.is_main:
            next_arc = (network.main_up if self.is_up else network.main_down).item(arc)
            return [next_arc] if next_arc >= 0 else []
        indptr, indices = (
            (network.up_indptr, network.up_indices) if self.is_up else (network.down_indptr, network.down_indices)
        )
        return list(map(int, indices[indptr.item(arc) : indptr.item(arc + 1)]))


@dataclass(frozen=True, slots=True)
class Reached:
    """What a search found, in the order found: the value at each node and the node before it, itself for a start.

    ``is_tree``: no node was met twice.
    """

    value: dict[int, float]
    before: dict[int, int]
    is_tree: bool


def search(
    ways: Ways,
    first: float,
    step: Callable[[int, float], float],
    *,
    limit: float = inf,
    within: Collection[int] | None = None,
) -> Reached:
    """The best value at the near end of each node that is reached, by Dijkstra's way.

    ``step`` gives the value at the far end of a node from that at its near end, never less. Nodes whose far end is at
    the limit or beyond, or which a barrier cuts, are not passed.
    """
    value: dict[int, float] = {}
    before: dict[int, int] = {}
    is_tree = True
    waiting: list[tuple[float, int, int]] = [(first, node, node) for node in ways.first_nodes()]
    heapq.heapify(waiting)
    while waiting:
        at, node, came_from = heapq.heappop(waiting)
        if node in value:
            is_tree = False
            continue
        value[node], before[node] = at, came_from
        if ways.barriers and ways.weight(node) == 0:
            continue
        far = step(node, at)
        if far >= limit:
            continue
        for arc in ways.onward(node):
            if arc in value:
                is_tree = False
            elif within is None or arc in within:
                heapq.heappush(waiting, (far, arc, node))
    return Reached(value, before, is_tree)


def follow(before: dict[int, int], first: Value, step: Callable[[int, Value], Value]) -> dict[int, Value]:
    """A value at the near end of each node along ways already found."""
    value: dict[int, Value] = {}
    for node, came_from in before.items():
        value[node] = first if came_from == node else step(came_from, value[came_from])
    return value


def known(hours: float) -> float:
    """The hours, 0 where they are not known: then a sum of them is the least that the way takes."""
    return 0.0 if isnan(hours) else hours


def arc_share(network: Network, arc: int) -> float:
    """Length of an arc over that of its row [1]: parts of a row share its hours."""
    if network.is_simple:
        return 1.0
    row = network.arc_row.item(arc)
    arcs = network.row_arcs[network.row_arc_indptr.item(row) : network.row_arc_indptr.item(row + 1)]
    arcs = arcs[~network.is_way_back[arcs]]
    whole = float(network.length_m[arcs].sum())
    return network.length_m.item(arc) / whole if len(arcs) > 1 and whole > 0 else 1.0


def places_on_arcs(network: Network, row: int, measure_m: float) -> list[tuple[int, float]]:
    """The arcs that pass a place of a row, and its distance from the inlet of each [m]."""
    arcs = network.row_arcs[network.row_arc_indptr.item(row) : network.row_arc_indptr.item(row + 1)]
    if not len(arcs):
        return []
    part = network.part_start_m[arcs]
    below = part[part < measure_m]
    start_m = float(below.max() if len(below) else part.min())
    places = []
    for arc in arcs[part == start_m].tolist():
        length_m = network.length_m.item(arc)
        along = min(max(measure_m - start_m, 0.0), length_m)
        places.append((arc, length_m - along if network.is_way_back.item(arc) else along))
    return places


def lay_ways(
    network: Network, row: int, measure_m: float | None, times: TravelTimes, barriers: Sequence[Barrier], mode: str
) -> Ways:
    """The ways of a walk: its starts and barriers laid on the arcs."""
    is_up = mode in ("up", "upmain")

    def offset_m(arc: int, along: float) -> float:
        """Distance from the near end."""
        return network.length_m.item(arc) - along if is_up else along

    on_arc: dict[int, list[tuple[float, Barrier]]] = {}
    for barrier in barriers:
        for arc, along in places_on_arcs(network, barrier.row, barrier.measure_m):
            on_arc.setdefault(arc, []).append((offset_m(arc, along), barrier))
    for here in on_arc.values():
        here.sort(key=lambda pair: pair[0])
    starts: tuple[tuple[int, float], ...] = ()
    whole: tuple[int, ...] = ()
    if measure_m is None:
        whole = tuple(np.unique(network.arcs_of(np.array([row]))).tolist())
    else:
        starts = tuple((arc, offset_m(arc, along)) for arc, along in places_on_arcs(network, row, measure_m))
    return Ways(network, times, is_up, mode.endswith("main"), starts, whole, on_arc)
