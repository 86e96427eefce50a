"""The nodes that a walk reached, and the best way to each by distance, time and weight (最优路径)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from math import inf, isnan, prod

import numpy as np

from app.network.arrays import Flags, Floats, Ints, Network
from app.tracing.ways import Reached, Ways, search

UNKNOWN_H = 1e12
"""What a way pays for each reach of unknown hours when the fastest is sought: known ways come first."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """k nodes of `app.tracing.ways.Ways` that a walk reached.

    ``node``, ``arc`` · ``begin_m`` where it begins on its arc, ``length_m`` of the whole arc [m] · ``through_h`` (k, 3)
    early, probable, late hours through it [h]. At its near end: ``distance_m`` [m], ``hours`` (k, 3) [h], ``least_h``
    counting unknown hours as 0 [h], ``weight`` [1].
    """

    node: Ints
    arc: Ints
    begin_m: Floats
    length_m: Floats
    through_h: Floats
    distance_m: Floats
    hours: Floats
    least_h: Floats
    weight: Floats

    def __len__(self) -> int:
        """Number of nodes k."""
        return len(self.node)

    def chosen(self, mask: Flags) -> Nodes:
        """Some of them."""
        return Nodes(*(getattr(self, item.name)[mask] for item in fields(self)))


def find_nodes(ways: Ways, most_m: float, most_h: float) -> Nodes:
    """The nodes within the limits, with the shortest, fastest and least weakened ways to each.

    One search does where every node has one way; else each of the three is sought within what the limits leave.
    """
    by_time = most_m == inf and most_h < inf
    if by_time:
        found = search(ways, 0.0, _least_hours(ways), limit=most_h)
    else:
        found = search(ways, 0.0, _metres(ways), limit=most_m)
    node = np.fromiter(found.value, np.int64, len(found.value))
    start_arcs = np.array([arc for arc, _ in ways.starts] or [0], dtype=np.int64)
    start_begin = np.array([begin for _, begin in ways.starts] or [0.0])
    is_start = node < 0
    own_start = np.where(is_start, ~node, 0)
    arc = np.where(is_start, start_arcs[own_start], node)
    begin = np.where(is_start, start_begin[own_start], 0.0)
    length = ways.network.length_m[arc]
    share = row_shares(ways.network, arc) * np.divide(
        length - begin, length, out=np.ones(len(node)), where=length > 0
    )  # fmt: skip
    rows = ways.network.arc_row[arc]
    through = np.stack([ways.times.early_h[rows], ways.times.probable_h[rows], ways.times.late_h[rows]], axis=1)
    through *= share[:, None]
    factor = np.ones(len(node))
    for index in np.flatnonzero(np.isin(arc, list(ways.barriers))).tolist() if ways.barriers else ():
        factor[index] = prod(barrier.weight for _, barrier in ways.barriers_on(int(node[index])))
    best = _by_tree if found.is_tree else _by_search
    return best(ways, found, most_m, most_h, (node, arc, begin, length, through, factor))


Laid = tuple[Ints, Ints, Floats, Floats, Floats, Floats]


def _by_tree(ways: Ways, found: Reached, most_m: float, most_h: float, laid: Laid) -> Nodes:
    """The nodes where there is one way to each."""
    node, arc, begin, length, through, factor = laid
    count = len(node)
    index = dict(zip(found.before, range(count), strict=True))
    came_from = [index[came] for came in found.before.values()]
    distance, weight, least = [0.0] * count, [1.0] * count, [0.0] * count
    early, probable, late = [0.0] * count, [0.0] * count, [0.0] * count
    span, factors = (length - begin).tolist(), factor.tolist()
    known = np.nan_to_num(through[:, 1], nan=0.0).tolist()
    early_h, probable_h, late_h = through.T.tolist()
    for at, came in enumerate(came_from):
        if at != came:
            distance[at] = distance[came] + span[came]
            weight[at] = weight[came] * factors[came]
            least[at] = least[came] + known[came]
            early[at] = early[came] + early_h[came]
            probable[at] = probable[came] + probable_h[came]
            late[at] = late[came] + late_h[came]
    nodes = Nodes(
        node, arc, begin, length, through, np.array(distance), np.array([early, probable, late]).T, np.array(least),
        np.array(weight),
    )  # fmt: skip
    return nodes if most_h == inf else nodes.chosen((nodes.least_h < most_h) | np.isin(node, ways.first_nodes()))


def _by_search(ways: Ways, found: Reached, most_m: float, most_h: float, laid: Laid) -> Nodes:
    """The nodes where some have several ways: the limits hold at once, then each best way is sought on its own."""
    node, arc, begin, length, through, factor = laid
    index = dict(zip(found.value, range(len(node)), strict=True))
    span, factors = (length - begin).tolist(), factor.tolist()
    known = np.nan_to_num(through[:, 1], nan=0.0).tolist()
    hours = np.nan_to_num(through[:, 1], nan=UNKNOWN_H).tolist()

    def adding(values: list[float]) -> Callable[[int, float], float]:
        """The step that adds a value of each node."""
        return lambda node, at: at + values[index[node]]

    within = found.value
    by_time = most_m == inf and most_h < inf
    distance = search(ways, 0.0, adding(span), within=within).value if by_time else found.value
    least = search(ways, 0.0, adding(known), limit=most_h, within=distance).value
    while len(least) < len(within):  # each limit may take ways that the other one counted on
        within = least
        distance = search(ways, 0.0, adding(span), limit=most_m, within=within).value
        least = search(ways, 0.0, adding(known), limit=most_h, within=distance).value
    fast = search(ways, 0.0, adding(hours), within=least).before
    light = search(ways, -1.0, lambda node, at: at * factors[index[node]], within=least).value
    total = np.zeros((len(node), 3))
    through_rows = list(through)
    for one, came in fast.items():
        if one != came:
            total[index[one]] = total[index[came]] + through_rows[index[came]]
    chosen = np.array([index[one] for one in least], dtype=np.int64)
    return Nodes(
        node[chosen], arc[chosen], begin[chosen], length[chosen], through[chosen],
        np.array([distance[one] for one in least]), total[chosen], np.array(list(least.values())),
        np.array([-light[one] for one in least]),
    )  # fmt: skip


def _metres(ways: Ways) -> Callable[[int, float], float]:
    """The step that adds the length of a node [m]."""
    length_of, starts = ways.network.length_m.item, ways.starts

    def step(node: int, at: float) -> float:
        if node >= 0:
            return at + length_of(node)
        arc, begin = starts[~node]
        return at + (length_of(arc) - begin)

    return step


def _least_hours(ways: Ways) -> Callable[[int, float], float]:
    """The step that adds the probable hours of a node, 0 where they are unknown [h]."""
    network, starts = ways.network, ways.starts
    hours_of, row_of, length_of = ways.times.probable_h.item, network.arc_row.item, network.length_m.item

    def step(node: int, at: float) -> float:
        arc, begin = (node, 0.0) if node >= 0 else starts[~node]
        hours, length = hours_of(row_of(arc)), length_of(arc)
        if isnan(hours):
            return at
        share = 1.0 if network.is_simple else float(row_shares(network, np.array([arc]))[0])
        return at + hours * share * ((length - begin) / length if length > 0 else 1.0)

    return step


def row_shares(network: Network, arcs: Ints) -> Floats:
    """(k,) length of each arc over that of its row [1]: the parts of a row share its hours."""
    if network.is_simple:
        return np.ones(len(arcs))
    rows, own = np.unique(network.arc_row[arcs], return_inverse=True)
    parts = network.arcs_of(rows)
    of_row = np.repeat(np.arange(len(rows)), network.row_arc_indptr[rows + 1] - network.row_arc_indptr[rows])
    ahead = ~network.is_way_back[parts]
    whole = np.bincount(of_row[ahead], network.length_m[parts[ahead]], minlength=len(rows))[own]
    several = np.bincount(of_row[ahead], minlength=len(rows))[own] > 1
    share = np.ones(len(arcs))
    np.divide(network.length_m[arcs], whole, out=share, where=several & (whole > 0))
    return share
