"""The pieces and stops of a walk, laid out as arrays from the best ways (行走河段与停止点)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan

import numpy as np

from app.network.arrays import Floats, Ints, Network
from app.tracing.barriers import Barrier
from app.tracing.travel_times import TravelTimes
from app.tracing.walk_stops import find_stops
from app.tracing.walked import SLACK_M, Walk
from app.tracing.ways import Hours, Ways, follow, known, lay_ways, search

UNKNOWN_H = 1e12
"""What a way pays for each reach of unknown hours when the fastest is sought: known ways come first."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best values at the near end of each node that the walk reached; ``least_h`` counts unknown hours as 0."""

    distance_m: dict[int, float]
    hours: dict[int, Hours]
    least_h: dict[int, float]
    weight: dict[int, float]


def lay_pieces(
    network: Network,
    row: int,
    measure_m: float | None,
    times: TravelTimes,
    barriers: Sequence[Barrier],
    max_distance_m: float | None,
    max_travel_h: float | None,
    mode: str,
) -> Walk:
    """The walk as `app.tracing.walk.walk_upstream` gives it."""
    ways = lay_ways(network, row, measure_m, times, barriers, mode)
    most_m, most_h = (inf if limit is None else limit for limit in (max_distance_m, max_travel_h))
    best = find_best(ways, most_m, most_h)
    nodes = np.fromiter(best.distance_m, np.int64, len(best.distance_m))
    if not len(nodes):
        return _bare_walk(network, ways.is_up, row)
    arc = np.where(nodes >= 0, nodes, np.array([ways.starts[~node][0] if node < 0 else 0 for node in nodes.tolist()]))
    begin = np.array([ways.begin_m(node) for node in nodes.tolist()])
    length = network.length_m[arc]
    distance = np.array([best.distance_m[node] for node in nodes.tolist()])
    near = np.array([best.hours[node] for node in nodes.tolist()])
    least = np.array([best.least_h[node] for node in nodes.tolist()])
    weight = np.array([best.weight[node] for node in nodes.tolist()])
    through = np.array([ways.hours(node) for node in nodes.tolist()])
    span = length - begin
    # Where each node ends: at a cut, at a limit, or where the start's own piece goes on (round a cycle).
    end = np.minimum(length, begin + (most_m - distance))
    probable = np.nan_to_num(through[:, 1], nan=0.0)
    left_h = np.maximum(most_h - least, 0.0)
    is_slow = probable > left_h
    share = np.divide(left_h, probable, out=np.ones(len(nodes)), where=is_slow)
    end = np.where(is_slow, np.minimum(end, begin + span * share), end)
    for start_arc, offset in ways.starts:
        end = np.where(nodes == start_arc, np.minimum(end, offset), end)
    segments = _split(ways, nodes, begin, end, weight)
    node, low, high = segments.node, segments.begin, segments.end
    keeps = (high > low) | (nodes[node] < 0) & (end[node] <= begin[node]) | (length[node] == 0)
    stops = find_stops(ways, nodes, begin, end, distance, near, least, through, most_m, most_h)
    node, low, high, weights = node[keeps], low[keeps], high[keeps], segments.weight[keeps]

    def part(offset: Floats) -> Floats:
        """Share of its node that lies before an offset [1]."""
        share = np.zeros(len(node))
        np.divide(offset - begin[node], span[node], out=share, where=span[node] > 0)
        return share

    near_share = part(low)
    through_share = np.where(span[node] > 0, part(high) - near_share, 1.0)
    hours = near[node] + _times(near_share, through[node])
    through_h = _times(through_share, through[node])
    piece_m = distance[node] + low - begin[node]
    arcs = arc[node]
    near_is_high = network.is_way_back[arcs] != ways.is_up
    start_m, whole = network.part_start_m[arcs], length[node]
    near_measure = start_m + np.where(near_is_high, whole - low, low)
    far_measure = start_m + np.where(near_is_high, whole - high, high)
    if network.has_no_lengths:
        piece_m = np.where(piece_m == 0, np.where(np.isin(nodes[node], ways.first_nodes()), 0.0, np.nan), np.nan)
    rows = network.arc_row[arcs]
    order = np.lexsort((low, rows, piece_m))
    unknown = np.isnan(hours[:, 1] + through_h[:, 1])
    return Walk(
        network=network,
        is_up=ways.is_up,
        row=rows[order],
        arc=arcs[order],
        low_m=np.minimum(near_measure, far_measure)[order],
        high_m=np.maximum(near_measure, far_measure)[order],
        near_is_high=near_is_high[order],
        distance_m=piece_m[order],
        early_h=hours[order, 0],
        probable_h=hours[order, 1],
        late_h=hours[order, 2],
        through_early_h=through_h[order, 0],
        through_probable_h=through_h[order, 1],
        through_late_h=through_h[order, 2],
        weight=weights[order],
        stops=stops,
        unknown_rows=len(np.unique(rows[unknown])),
    )


def find_best(ways: Ways, most_m: float, most_h: float) -> Best:
    """The shortest, fastest and least weakened ways to all that lies within the limits.

    One search does where every node has one way; else each of the three is sought within what the limits leave.
    """

    def add_m(node: int, at: float) -> float:
        return at + ways.length_m(node)

    def add_least_h(node: int, at: float) -> float:
        return at + known(ways.hours(node)[1])

    def add_h(node: int, at: float) -> float:
        probable = ways.hours(node)[1]
        return at + (UNKNOWN_H if isnan(probable) else probable)

    def add_hours(node: int, at: Hours) -> Hours:
        early, probable, late = ways.hours(node)
        return at[0] + early, at[1] + probable, at[2] + late

    def weaken(node: int, at: float) -> float:
        return at * ways.weight(node)

    by_time = most_m == inf and most_h < inf
    found = search(ways, 0.0, add_least_h, limit=most_h) if by_time else search(ways, 0.0, add_m, limit=most_m)
    before = found.before
    if found.is_tree:
        least = follow(before, 0.0, add_least_h)
        if most_h < inf:
            before = {node: came for node, came in before.items() if came == node or least[node] < most_h}
        hours = follow(before, (0.0, 0.0, 0.0), add_hours)
        return Best(follow(before, 0.0, add_m), hours, least, follow(before, 1.0, weaken))
    within = found.value
    distance = search(ways, 0.0, add_m, within=within).value if by_time else found.value
    least = search(ways, 0.0, add_least_h, limit=most_h, within=distance).value
    while len(least) < len(within):  # each limit may take ways that the other one counted on
        within = least
        distance = search(ways, 0.0, add_m, limit=most_m, within=within).value
        least = search(ways, 0.0, add_least_h, limit=most_h, within=distance).value
    fast = search(ways, 0.0, add_h, within=least)
    light = search(ways, -1.0, weaken, within=least)
    return Best(
        distance,
        follow(fast.before, (0.0, 0.0, 0.0), add_hours),
        least,
        {node: -value for node, value in light.value.items()},
    )


@dataclass(frozen=True, slots=True)
class _Segments:
    """Stretches of nodes between barriers: index of the node, offsets of its ends [m], weight."""

    node: Ints
    begin: Floats
    end: Floats
    weight: Floats


def _split(ways: Ways, nodes: Ints, begin: Floats, end: Floats, weight: Floats) -> _Segments:
    """Each node in as many segments as barriers on it change the weight; nodes are shortened where one cuts."""
    parts: list[tuple[int, float, float, float]] = []
    plain = np.ones(len(nodes), dtype=np.bool_)
    for arc in ways.barriers:
        plain[nodes == arc] = False
    plain[nodes < 0] = False
    for index in np.flatnonzero(~plain).tolist():
        at, one = float(begin[index]), float(weight[index])
        for offset, barrier in ways.barriers_on(int(nodes[index])):
            if offset > end[index] + SLACK_M:
                break
            if barrier.weight == 0:
                end[index] = min(end[index], max(offset, at))
                break
            if barrier.weight < 1:
                if offset > at:
                    parts.append((index, at, offset, one))
                at, one = max(at, offset), one * barrier.weight
        parts.append((index, at, float(end[index]), one))
    whole = np.flatnonzero(plain)
    columns = list(zip(*parts, strict=True)) if parts else [(), (), (), ()]
    return _Segments(
        np.concatenate([whole, np.array(columns[0], dtype=np.int64)]),
        np.concatenate([begin[whole], np.array(columns[1], dtype=np.float64)]),
        np.concatenate([end[whole], np.array(columns[2], dtype=np.float64)]),
        np.concatenate([weight[whole], np.array(columns[3], dtype=np.float64)]),
    )


def _times(share: Floats, hours: Floats) -> Floats:
    """(p, 3) hours by their share."""
    return np.asarray(share[:, None] * hours)


def _bare_walk(network: Network, is_up: bool, row: int) -> Walk:
    """The walk from a reach without geometry: itself alone."""
    zero, unknown = np.zeros(1), np.full(1, np.nan)
    return Walk(
        network, is_up, np.array([row]), np.array([-1]), zero, zero, np.array([is_up]), zero, zero, zero, zero,
        unknown, unknown, unknown, np.ones(1), (), 1,
    )  # fmt: skip
