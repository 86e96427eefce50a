"""Hours along the way that a search found (传播时间)."""

from __future__ import annotations

import numpy as np

from app.network.arrays import Flags, Floats, Ints, Network, range_indices

SLACK_M = 1e-6
"""Distances along one way agree to this [m]: they are differences of long sums."""


def travel_hours(
    network: Network, arcs: Ints, distance_m: Floats, starts: Ints, arc_h: Floats, *, is_upstream: bool
) -> Floats:
    """(a,) hours from the start to each found arc along its shortest way [h]; NaN where one on the way is unknown.

    Upstream from outlet to outlet, downstream from inlet to inlet, as the distances are.

    Parameters
    ----------
    arcs, distance_m
        (a,) as `app.network.reach_search.search_arcs` gives them.
    starts
        Arcs at distance 0 where the ways begin.
    arc_h
        (m,) hours that the water takes through each arc [h]; NaN unknown.
    """
    count = len(arcs)
    at = np.full(network.arc_count, -1, dtype=np.int64)
    at[arcs] = np.arange(count)
    if np.isnan(arc_h[arcs]).all():
        hours = np.full(count, np.nan)
        hours[at[starts]] = 0.0
        return hours
    indptr, indices = (
        (network.down_indptr, network.down_indices) if is_upstream else (network.up_indptr, network.up_indices)
    )
    begin, end = indptr[arcs], indptr[arcs + 1]
    own = np.repeat(np.arange(count), end - begin)
    nearer = at[indices[range_indices(begin, end)]]
    own, nearer = own[nearer >= 0], nearer[nearer >= 0]
    # Of the neighbours towards the start, the one whose distance fits is the one that the shortest way takes.
    length_m = network.length_m[arcs[nearer]]
    misfit = np.abs(distance_m[nearer] + length_m - distance_m[own])
    misfit[misfit < SLACK_M] = 0.0
    order = np.lexsort((nearer, length_m == 0, misfit, own))
    first = order[np.flatnonzero(np.diff(own[order], prepend=-1))] if len(order) else order
    onward = np.full(count, -1, dtype=np.int64)
    onward[own[first]] = nearer[first]
    onward[at[starts]] = -1
    _lead_out(onward, at[starts], own, nearer, (misfit == 0) & (length_m == 0), own[first[length_m[first] == 0]])
    hours = np.where(onward >= 0, arc_h[arcs[onward]], 0.0)
    # Each pass doubles the length of the ways that are summed up.
    for _ in range(count.bit_length() + 1):
        moving = np.flatnonzero(onward >= 0)
        ahead = onward[moving]
        hours[moving], onward[moving] = hours[moving] + hours[ahead], onward[ahead]
    return hours


def _lead_out(onward: Ints, starts: Ints, own: Ints, nearer: Ints, is_level: Flags, doubtful: Ints) -> None:
    """Give the doubtful arcs, next to arcs without length, a way on that leads to the start and not round in a ring."""
    doubtful = np.setdiff1d(doubtful, starts)
    if not len(doubtful):
        return
    is_led = np.ones(len(onward), dtype=np.bool_)
    is_led[doubtful] = False
    edges = np.flatnonzero(is_level & ~is_led[own])
    while len(edges):
        leads = edges[is_led[nearer[edges]]]
        if not len(leads):
            return
        onward[own[leads]] = nearer[leads]
        is_led[own[leads]] = True
        edges = edges[~is_led[own[edges]]]
