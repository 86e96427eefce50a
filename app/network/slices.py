"""Upstream sets as slices of the forest's preorder (上游切片).

Everything above an arc in the forest of main ways is one slice, and its distance a difference of depths. Only the
edges outside the forest need a search: each starts at a portal, an arc with another way down than the forest's. The
search runs over portals alone (a few per cent of the arcs), and the answer is copied out in slices.
"""

from __future__ import annotations

import heapq

import numpy as np

from app.network.arrays import Floats, Ints, Network, range_indices

MOST_WAYS = 200_000
"""Portals whose ways up are kept as Python's own numbers, some 250 bytes each: rivers asked about are asked again."""


def upstream_arcs(network: Network, starts: Ints, limit_m: float) -> tuple[Ints, Floats]:
    """Arcs above the starts, each once, and the shortest distance from outlet to outlet [m]."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    if len(starts) > 1:
        starts = starts[np.argsort(network.place[starts], kind="stable")]
    portals, portal_m = _search_portals(network, starts, limit_m)
    if len(starts) == 1 and not len(portals):
        start = starts.item(0)
        arcs = network.arc_at[network.place.item(start) : network.place_end.item(start)]
        return arcs, network.depth_m[arcs] - network.depth_m.item(start)
    heads = np.concatenate([starts, portals])
    low, high = _outermost(network.place[heads], network.place_end[heads])
    places = range_indices(low, high)
    arcs = network.arc_at[places]
    numbers = network.portal_number[arcs]
    through = np.empty(network.portal_count)  # of a million portals only those of the answer are touched
    through[numbers] = np.inf
    through[network.portal_number[portals]] = portal_m - network.depth_m[portals]
    base = through[numbers]
    # A start that lies nearer than the portal, going down the forest, is at distance 0.
    if len(starts) == 1:
        start = starts.item(0)
        first, end = places.searchsorted((network.place.item(start), network.place_end.item(start))).tolist()
        base[first:end][numbers[first:end] == network.portal_number.item(start)] = -network.depth_m.item(start)
        return arcs, network.depth_m[arcs] + base
    head_place = network.place[network.portal[arcs]]
    for start in starts.tolist():
        place = network.place.item(start)
        first, end = places.searchsorted((place, network.place_end.item(start))).tolist()
        own = slice(first, end)
        nearer = head_place[own] <= place
        base[own] = np.where(nearer, -network.depth_m.item(start), base[own])
        head_place[own] = np.maximum(head_place[own], place)
    return arcs, network.depth_m[arcs] + base


def _outermost(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """The slices that lie within no other one, by place; slices of a forest are nested or apart."""
    order = np.argsort(low, kind="stable")
    low, high = low[order], high[order]
    reached = np.maximum.accumulate(high)
    outer = np.concatenate([[True], low[1:] >= reached[:-1]])
    return low[outer], np.maximum.reduceat(high, np.flatnonzero(outer))


def _search_portals(network: Network, starts: Ints, limit_m: float) -> tuple[Ints, Floats]:
    """Portals from which a start is reached, and the shortest distance from the start's outlet to theirs [m]."""
    indptr, sources, target_place, cost_m = network.portal_edges
    place, place_end, depth_m = network.place, network.place_end, network.depth_m
    waiting: list[tuple[float, int]] = []
    for start in starts.tolist():
        group = network.portal.item(start)
        low, high = indptr.item(group), indptr.item(group + 1)
        if low == high:
            continue
        group_places = target_place[low:high]
        first = low + int(group_places.searchsorted(place.item(start)))
        own = slice(first, low + int(group_places.searchsorted(place_end.item(start))))
        if own.start == own.stop:
            continue
        shift = depth_m.item(group) - depth_m.item(start)
        waiting += zip((cost_m[own] + shift).tolist(), sources[own].tolist(), strict=True)
    if not waiting:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    heapq.heapify(waiting)
    settled: dict[int, float] = {}
    known, push, pop = network.portal_ways, heapq.heappush, heapq.heappop
    while waiting:
        distance, portal = pop(waiting)
        if portal in settled or distance > limit_m:
            continue
        settled[portal] = distance
        ways = known.get(portal)
        if ways is None:
            low, high = indptr.item(portal), indptr.item(portal + 1)
            ways = list(zip(cost_m[low:high].tolist(), sources[low:high].tolist(), strict=True))
            if len(known) > MOST_WAYS:
                known.clear()
            known[portal] = ways
        for cost, above in ways:
            if above not in settled:
                push(waiting, (distance + cost, above))
    count = len(settled)
    return np.fromiter(settled, np.int64, count), np.fromiter(settled.values(), np.float64, count)
