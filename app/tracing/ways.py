"""The ways that a walk may take from its start, and the best of them by distance, time or weight (路径)."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from app.network.arrays import Flags, Ints, Network
from app.tracing.barriers import Barrier
from app.tracing.travel_times import TravelTimes
from app.tracing.walked import SLACK_M


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
    cuts
        Nodes that a barrier of weight 0 cuts.
    """

    network: Network
    times: TravelTimes
    is_up: bool
    is_main: bool
    starts: tuple[tuple[int, float], ...]
    whole: tuple[int, ...]
    barriers: dict[int, list[tuple[float, Barrier]]]
    cuts: frozenset[int]

    def first_nodes(self) -> list[int]:
        """The nodes that every way begins with."""
        return [*(~one for one in range(len(self.starts))), *self.whole]

    def barriers_on(self, node: int) -> list[tuple[float, Barrier]]:
        """The barriers on a node with their offsets [m], nearest first."""
        arc, begin = (node, 0.0) if node >= 0 else self.starts[~node]
        return [(offset, barrier) for offset, barrier in self.barriers.get(arc, ()) if offset >= begin - SLACK_M]

    def neighbours(self) -> tuple[Ints, Ints]:
        """Which arcs follow on each arc, as compressed rows."""
        network = self.network
        return (network.up_indptr, network.up_indices) if self.is_up else (network.down_indptr, network.down_indices)

    def goes_on(self, arcs: Ints) -> Flags:
        """(k,) whether any arc follows on each of them."""
        if self.is_main:
            return (self.network.main_up if self.is_up else self.network.main_down)[arcs] >= 0
        indptr, _ = self.neighbours()
        return indptr[arcs + 1] > indptr[arcs]


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
    network = ways.network
    indptr, indices = ways.neighbours()
    begin_of, next_of = indptr.item, indices.item
    main_of = (network.main_up if ways.is_up else network.main_down).item
    is_main, cuts = ways.is_main, ways.cuts
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
        if node in cuts:
            continue
        far = step(node, at)
        if far >= limit:
            continue
        arc = node if node >= 0 else ways.starts[~node][0]
        if is_main:
            following = [main_of(arc)] if main_of(arc) >= 0 else []
        else:
            following = [next_of(edge) for edge in range(begin_of(arc), begin_of(arc + 1))]
        for arc in following:
            if arc in value:
                is_tree = False
            elif within is None or arc in within:
                heapq.heappush(waiting, (far, arc, node))
    return Reached(value, before, is_tree)


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
    cuts = {arc for arc, here in on_arc.items() if any(barrier.weight == 0 for _, barrier in here)}
    for one, (arc, begin) in enumerate(starts):
        if any(barrier.weight == 0 and offset >= begin - SLACK_M for offset, barrier in on_arc.get(arc, ())):
            cuts.add(~one)
    return Ways(network, times, is_up, mode.endswith("main"), starts, whole, on_arc, frozenset(cuts))
