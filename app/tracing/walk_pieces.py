"""The pieces and stops of a walk, laid out as arrays from the best ways (行走河段与停止点)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from app.network.arrays import Floats, Ints, Network
from app.tracing.barriers import Barrier
from app.tracing.travel_times import TravelTimes
from app.tracing.walk_nodes import Nodes, find_nodes
from app.tracing.walk_stops import find_stops
from app.tracing.walked import SLACK_M, Walk, partial_hours
from app.tracing.ways import Ways, lay_ways


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
    if not ways.first_nodes():
        return _bare_walk(network, ways.is_up, row)
    nodes = find_nodes(ways, most_m, most_h)
    end = _ends(ways, nodes, most_m, most_h)
    segments = _split(ways, nodes, end)
    stops = find_stops(ways, nodes, end, most_m, most_h)
    own, low, high = segments.own, segments.begin, segments.end
    keeps = (high > low) | (nodes.node[own] < 0) & (end[own] <= nodes.begin_m[own]) | (nodes.length_m[own] == 0)
    own, low, high, weight = own[keeps], low[keeps], high[keeps], segments.weight[keeps]
    begin, whole = nodes.begin_m[own], nodes.length_m[own]
    span = whole - begin
    share = np.zeros((2, len(own)))
    np.divide(np.stack([low, high]) - begin, span, out=share, where=span > 0)
    through = nodes.through_h[own]
    hours = nodes.hours[own] + partial_hours(share[0], through)
    through = partial_hours(np.where(span > 0, share[1] - share[0], 1.0), through)
    distance_m = nodes.distance_m[own] + low - begin
    if network.has_no_lengths:
        distance_m = np.where(np.isin(nodes.node[own], ways.first_nodes()), 0.0, np.nan)
    arc = nodes.arc[own]
    near_is_high = network.is_way_back[arc] != ways.is_up
    start_m = network.part_start_m[arc]
    near_m, far_m = (start_m + np.where(near_is_high, whole - offset, offset) for offset in (low, high))
    rows = network.arc_row[arc]
    order = np.lexsort((low, rows, distance_m))
    return Walk(
        network=network,
        is_up=ways.is_up,
        row=rows[order],
        arc=arc[order],
        low_m=np.minimum(near_m, far_m)[order],
        high_m=np.maximum(near_m, far_m)[order],
        near_is_high=near_is_high[order],
        distance_m=distance_m[order],
        early_h=hours[order, 0],
        probable_h=hours[order, 1],
        late_h=hours[order, 2],
        through_early_h=through[order, 0],
        through_probable_h=through[order, 1],
        through_late_h=through[order, 2],
        weight=weight[order],
        stops=stops,
        unknown_rows=len(np.unique(rows[np.isnan(hours[:, 1] + through[:, 1])])),
    )


def _ends(ways: Ways, nodes: Nodes, most_m: float, most_h: float) -> Floats:
    """(k,) offset where each node ends [m]: its own end, a limit, or where the start's piece goes on round a cycle."""
    begin, length = nodes.begin_m, nodes.length_m
    end = np.minimum(length, begin + (most_m - nodes.distance_m))
    if most_h < inf:
        probable = np.nan_to_num(nodes.through_h[:, 1], nan=0.0)
        left_h = np.maximum(most_h - nodes.least_h, 0.0)
        share = np.divide(left_h, probable, out=np.ones(len(nodes)), where=probable > left_h)
        end = np.where(share < 1, np.minimum(end, begin + (length - begin) * share), end)
    for start_arc, offset in ways.starts:
        end = np.where(nodes.node == start_arc, np.minimum(end, offset), end)
    return end


@dataclass(frozen=True, slots=True)
class _Segments:
    """Stretches of nodes between barriers: index ``own`` of the node, offsets of its ends [m], weight."""

    own: Ints
    begin: Floats
    end: Floats
    weight: Floats


def _split(ways: Ways, nodes: Nodes, end: Floats) -> _Segments:
    """Each node in as many segments as barriers on it change the weight; ``end`` is shortened where one cuts."""
    if not ways.barriers:
        return _Segments(np.arange(len(nodes)), nodes.begin_m, end, nodes.weight)
    parts: list[tuple[int, float, float, float]] = []
    has_barrier = np.isin(nodes.arc, list(ways.barriers))
    for index in np.flatnonzero(has_barrier).tolist():
        at, weight = nodes.begin_m.item(index), nodes.weight.item(index)
        for offset, barrier in ways.barriers_on(nodes.node.item(index)):
            if offset > end[index] + SLACK_M:
                break
            if barrier.weight == 0:
                end[index] = min(end[index], max(offset, at))
                break
            if barrier.weight < 1:
                if offset > at:
                    parts.append((index, at, offset, weight))
                at, weight = max(at, offset), weight * barrier.weight
        parts.append((index, at, end.item(index), weight))
    plain = np.flatnonzero(~has_barrier)
    own, begin, ends, weights = np.array(parts, dtype=np.float64).reshape(-1, 4).T
    return _Segments(
        np.concatenate([plain, own.astype(np.int64)]),
        np.concatenate([nodes.begin_m[plain], begin]),
        np.concatenate([end[plain], ends]),
        np.concatenate([nodes.weight[plain], weights]),
    )


def _bare_walk(network: Network, is_up: bool, row: int) -> Walk:
    """The walk from a reach without geometry: itself alone."""
    zero, unknown = np.zeros(1), np.full(1, np.nan)
    return Walk(
        network, is_up, np.array([row]), np.array([-1]), zero, zero, np.array([is_up]), zero, zero, zero, zero,
        unknown, unknown, unknown, np.ones(1), (), 1,
    )  # fmt: skip
