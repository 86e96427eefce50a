"""Ends of lines joined to nodes, nodes to edges (汇流点)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from app.network.arrays import Floats, Ints, range_indices


def join_ends(points_m: Floats, tolerance_m: float) -> Ints:
    """(k,) node number of each point: points within ``tolerance_m`` [m] of each other, also in a chain, are one."""
    if not len(points_m):
        return np.zeros(0, dtype=np.int64)
    distinct, same = distinct_points(points_m)
    if tolerance_m <= 0 or len(distinct) < 2:
        return same
    pairs = KDTree(distinct).query_pairs(tolerance_m, output_type="ndarray")
    if not len(pairs):
        return same
    graph = coo_matrix((np.ones(len(pairs), dtype=bool), pairs.T), shape=(len(distinct), len(distinct)))
    clusters = connected_components(graph, directed=False)[1]
    return np.asarray(clusters, dtype=np.int64)[same]


def distinct_points(points: Floats) -> tuple[Floats, Ints]:
    """The distinct points and, for each given point, which one it is."""
    order = np.lexsort(points.T)
    ordered = points[order]
    is_new = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])
    same = np.empty(len(points), dtype=np.int64)
    same[order] = np.cumsum(is_new) - 1
    return ordered[is_new], same


def edges_at_nodes(from_node: Ints, to_node: Ints) -> tuple[Ints, Ints]:
    """All pairs (a, b) of arcs where a ends in the node where b begins; node -1 joins nothing."""
    begins = np.flatnonzero(from_node >= 0)
    begins = begins[np.argsort(from_node[begins], kind="stable")]
    nodes = from_node[begins]
    ends = np.flatnonzero(to_node >= 0)
    low = np.searchsorted(nodes, to_node[ends], "left")
    high = np.searchsorted(nodes, to_node[ends], "right")
    return np.repeat(ends, high - low), begins[range_indices(low, high)]
