"""Sums over everything upstream, each reach once (上游合计)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.network.accumulation import read_amounts
from app.network.arrays import Floats, Ints, Network
from app.network.forest import find_levels

CHUNK_BYTES = 64 * 1024 * 1024


def upstream_sum(network: Network, local: ArrayLike) -> Floats:
    """Sum of ``local`` over each reach and everything upstream of it (上游合计), each reach counted exactly once.

    A reach above a braid is counted once where the braid rejoins; every reach of a cycle has the sum of the whole
    cycle and of all above it. So ``result[i] == local[upstream(network, i)[0]].sum()``. What flows through a
    divergence is told apart by one bit for each divergence, so a network of r reaches and d divergences costs r·d/8
    bytes of work, and one without divergences a single pass.

    Parameters
    ----------
    network
        With n rows.
    local
        (n,) or (n, k) amount of each reach, any unit; NaN is unknown and makes everything below it NaN. Of rows that
        repeat a key the first counts.

    Returns
    -------
    (n,) or (n, k)
        In the unit of ``local``, in row order.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4]})
    >>> upstream_sum(build(table, from_node="f", to_node="t"), [8.0, 1.0, 1.0, 0.5]).tolist()
    [8.0, 9.0, 9.0, 10.5]
    """
    amounts = read_amounts(network, local)
    if amounts.ndim == 2:
        columns = [upstream_sum(network, amounts[:, column]) for column in range(amounts.shape[1])]
        return np.stack(columns, axis=1) if columns else amounts.copy()
    if not network.arc_count:
        return amounts.copy()
    component = network.component
    count = int(component.max()) + 1
    source, target = component[network.edge_source], component[network.down_indices]
    source, target = source[source != target], target[source != target]
    if count < network.arc_count and len(source):
        source, target = np.unique(np.column_stack([source, target]), axis=0).T
    arcs_of_row = np.diff(network.row_arc_indptr)
    several = np.flatnonzero(arcs_of_row > 1)
    weight = np.zeros(count + 2 * len(several))
    single = arcs_of_row[network.arc_row] == 1
    np.add.at(weight, component[single], amounts[network.arc_row[single]])
    if len(several):
        # A reach of several arcs enters once, at a point above all its arcs, and asks at a point below all of them.
        arcs = network.arcs_of(several)
        own = np.repeat(np.arange(len(several)), arcs_of_row[several])
        enters, asks = count + own, count + len(several) + own
        weight[count : count + len(several)] = amounts[several]
        source = np.concatenate([source, enters, component[arcs]])
        target = np.concatenate([target, component[arcs], asks])
        edges = np.unique(np.column_stack([source, target]), axis=0)
        source, target = edges[:, 0], edges[:, 1]
    total = sum_ancestors(source, target, weight)
    result = amounts.copy()
    alone = np.flatnonzero(arcs_of_row == 1)
    result[alone] = total[component[network.row_arcs[network.row_arc_indptr[alone]]]]
    result[several] = total[count + len(several) :]
    return result


def sum_ancestors(source: Ints, target: Ints, weight: Floats) -> Floats:
    """(c,) sum of ``weight`` over each node of an acyclic graph and all nodes above it; edges are distinct.

    A node with one way down goes wherever that way goes, so it is added to the node below, down to the next
    divergence: ``gathered``. A node's sum is then what it gathered itself and what each divergence above it gathered.
    """
    count = len(weight)
    level = find_levels(source, target, np.arange(count))
    ways = np.bincount(source, minlength=count)
    divides = ways > 1
    gathered = weight.astype(np.float64, copy=True)
    plain = np.flatnonzero(~divides[source])
    plain = plain[np.argsort(level[source[plain]], kind="stable")]
    for edges in _by_step(plain, level[source[plain]]):
        np.add.at(gathered, target[edges], gathered[source[edges]])
    points = np.flatnonzero(divides)
    if not len(points):
        return gathered
    below = _below(points, source, target, level, count)
    edges = np.flatnonzero(below[target] & (below[source] | divides[source]))
    edges = edges[np.lexsort((target[edges], level[target[edges]]))]
    steps = _by_step(edges, level[target[edges]])
    nodes = np.flatnonzero(below)
    at = np.full(count, -1, dtype=np.int64)
    at[nodes] = np.arange(len(nodes))
    bit = np.full(count, -1, dtype=np.int64)
    bit[points] = np.arange(len(points))
    total = gathered.copy()
    width = max(1, min(-(-len(points) // 64), CHUNK_BYTES // (8 * len(nodes) + 1)))
    for first in range(0, len(points), 64 * width):
        chunk = points[first : first + 64 * width]
        bits = _reach_bits(steps, source, target, at, bit - first, len(nodes), width)
        total[nodes] += _weigh(bits, gathered[chunk])
    return total


def _by_step(edges: Ints, step: Ints) -> list[Ints]:
    """The edges, sorted by step, in one array a step."""
    return np.split(edges, np.flatnonzero(np.diff(step)) + 1) if len(edges) else []


def _below(points: Ints, source: Ints, target: Ints, level: Ints, count: int) -> NDArray[np.bool_]:
    """(c,) true for nodes strictly below one of the points."""
    is_point = np.zeros(count, dtype=np.bool_)
    is_point[points] = True
    below = np.zeros(count, dtype=np.bool_)
    order = np.argsort(level[source], kind="stable")
    for edges in _by_step(order, level[source[order]]):
        reached = below[source[edges]] | is_point[source[edges]]
        below[target[edges[reached]]] = True
    return below


def _reach_bits(
    steps: list[Ints], source: Ints, target: Ints, at: Ints, bit: Ints, count: int, width: int
) -> NDArray[np.uint64]:
    """(nodes, width) a bit for each divergence of the chunk that lies above the node."""
    bits = np.zeros((count + 1, width), dtype=np.uint64)  # the last row stays 0: sources that nothing reaches
    for edges in steps:
        above = source[edges]
        carried = bits[at[above]]
        own = np.flatnonzero((bit[above] >= 0) & (bit[above] < 64 * width))
        places = bit[above[own]]
        carried[own, places // 64] |= np.uint64(1) << (places % 64).astype(np.uint64)
        starts = np.flatnonzero(np.diff(target[edges], prepend=-1))
        bits[at[target[edges[starts]]]] = np.bitwise_or.reduceat(carried, starts, axis=0)
    return bits[:count]


def _weigh(bits: NDArray[np.uint64], weight: Floats) -> Floats:
    """(nodes,) sum of the weights whose bits are set, eight bits at a time."""
    octets = bits.astype("<u8", copy=False).view(np.uint8)
    padded = np.zeros(octets.shape[1] * 8)
    padded[: len(weight)] = weight
    is_set = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").astype(bool)
    total = np.zeros(len(bits))
    for column, eight in enumerate(padded.reshape(-1, 8)):
        if eight.any():  # NaN counts as true
            total += np.where(is_set, eight, 0.0).sum(axis=1)[octets[:, column]]
    return total
