"""Sums along the edges in the order of the flow, down and up (沿程汇流)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import _sparsetools

from app.network.arrays import Floats, FlowOrder, Ints, Network


@dataclass(frozen=True)
class Routing:
    """The order of the flow with a factor for each of its edges (汇流系数): share times delivery [1].

    ``has_unknown``: some factor is NaN.
    """

    flow: FlowOrder
    factor: Floats
    has_unknown: bool


def route(network: Network, delivery: Floats | None, shares: Floats | None) -> Routing:
    """The routing of ``delivery`` (m,) and ``shares`` (e,); None = 1 and equal."""
    flow = network.flow_order
    ways = np.diff(network.down_indptr)
    source = network.edge_source[flow.edge]
    share = 1.0 / ways[source] if shares is None else shares[flow.edge]
    if network.has_cycles:
        share = _around_pools(flow.rank[source], share, len(flow.order))
    if delivery is not None:
        share = known_product(share, delivery[network.down_indices[flow.edge]], True)
    return Routing(flow, share, bool(np.isnan(share).any()))


def _around_pools(pool: Ints, share: Floats, count: int) -> Floats:
    """The shares of edges between pools, scaled so that those of a pool add up to 1."""
    total = np.bincount(pool, weights=share, minlength=count)
    ways = np.bincount(pool, minlength=count)
    scaled = share / np.where(total > 0, total, 1)[pool]
    return np.asarray(np.where(total[pool] > 0, scaled, 1 / ways[pool]), dtype=np.float64)


def pass_down(routing: Routing, local: Floats) -> Floats:
    """(m,) or (m, k) amount that leaves each arc: its own and what comes from above. Levels from the headwaters down.

    The whole sum is one product of a sparse matrix with the vector that it fills, one row after the other: a row needs
    places above it only, and these are done when its turn comes. scipy's public product copies its vector, so the
    routine behind it is called; `_pass_levels` is the same sum, and a test compares the two.
    """
    flow = routing.flow
    count = len(flow.order)
    if count == len(flow.rank):
        total = np.ascontiguousarray(local[flow.order], dtype=np.float64)
    else:
        total = np.zeros((count, *local.shape[1:]))
        np.add.at(total, flow.rank, local)
    if routing.has_unknown:
        _pass_levels(routing, total)
    elif total.ndim == 1:
        _sparsetools.csr_matvec(count, count, flow.indptr, flow.source, routing.factor, total, total)
    else:
        flat = total.reshape(-1)
        _sparsetools.csr_matvecs(count, count, total.shape[1], flow.indptr, flow.source, routing.factor, flat, flat)
    return total[flow.rank]


def _pass_levels(routing: Routing, total: Floats) -> None:
    """As the product, level by level, where unknown parts of nothing are nothing."""
    flow = routing.flow
    target = np.repeat(np.arange(len(flow.order)), np.diff(flow.indptr))
    factor = routing.factor if total.ndim == 1 else routing.factor[:, None]
    for low, high in _steps(flow):
        np.add.at(
            total, target[low:high], known_product(factor[low:high], total[flow.source[low:high]], routing.has_unknown)
        )


def pass_up(routing: Routing, asked: Floats) -> Floats:
    """(m,) what of each arc's own amount counts, where ``asked`` (m,) says how much what leaves an arc counts."""
    flow = routing.flow
    counted = np.zeros(len(flow.order))
    np.add.at(counted, flow.rank, asked)
    lowest = int(flow.rank[asked != 0].max(initial=-1))
    target = np.repeat(np.arange(len(flow.order)), np.diff(flow.indptr))
    for low, high in reversed(_steps(flow)):
        if low < high and target[low] <= lowest:
            np.add.at(
                counted,
                flow.source[low:high],
                known_product(routing.factor[low:high], counted[target[low:high]], routing.has_unknown),
            )
    return counted[flow.rank]


def _steps(flow: FlowOrder) -> list[tuple[int, int]]:
    """Slices of the edges, one for each level of their lower pools."""
    at = flow.indptr[flow.bounds].tolist()
    return list(pairwise(at))


def known_product(factor: Floats, amount: Floats, has_unknown: bool) -> Floats:
    """The product, where nothing of what is unknown, and an unknown part of nothing, are nothing."""
    product = factor * amount
    if has_unknown:
        product[(factor == 0) | (amount == 0)] = 0.0
    return product
