"""Levels, components, and the forest of main ways down that makes an upstream set a few slices (主流林).

In the preorder of a forest everything above an arc is one slice. The few edges outside the forest (divergences, and
one edge of each cycle) start at arcs called portals; see `app.network.reach_search`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from app.network.arrays import Floats, Ints, compress, take_ranges


def find_components(indptr: Ints, indices: Ints) -> Ints:
    """(m,) number of the strongly connected component of each arc."""
    count = len(indptr) - 1
    if not count:
        return np.zeros(0, dtype=np.int64)
    graph = csr_matrix((np.ones(len(indices), dtype=np.int8), indices, indptr), shape=(count, count))
    return np.asarray(connected_components(graph, directed=True, connection="strong")[1], dtype=np.int64)


def find_levels(source: Ints, target: Ints, component: Ints) -> Ints:
    """(m,) longest way from a headwater in components; an edge between components always rises in level."""
    if not len(component):
        return np.zeros(0, dtype=np.int64)
    count = int(component.max()) + 1
    a, b = component[source], component[target]
    between = a != b
    indptr, indices = compress(a[between], b[between], count)
    waiting = np.bincount(indices, minlength=count)
    level = np.zeros(count, dtype=np.int64)
    front = np.flatnonzero(waiting == 0)
    step = 0
    while len(front):
        level[front] = step
        reached = take_ranges(indices, indptr[front], indptr[front + 1])
        np.subtract.at(waiting, reached, 1)
        front = np.unique(reached[waiting[reached] == 0])
        step += 1
    return level[component]


class Forest(NamedTuple):
    """Preorder arrays, (m,) each; see `Network`."""

    place: Ints
    place_end: Ints
    depth_m: Floats
    portal: Ints
    arc_at: Ints


def plant_forest(main_down: Ints, length_m: Floats, degree: Ints) -> Forest:
    """The forest of the main ways down; ``degree`` (m,) is the number of ways down of each arc."""
    count = len(main_down)
    parent = _without_cycles(main_down)
    has_parent = np.flatnonzero(parent >= 0)
    roots = np.flatnonzero(parent < 0)
    indptr, children = compress(parent[has_parent], has_parent, count)
    layers, front = [], roots
    while len(front):
        layers.append(front)
        front = take_ranges(children, indptr[front], indptr[front + 1])
    size = np.ones(count, dtype=np.int64)
    for layer in reversed(layers[1:]):
        np.add.at(size, parent[layer], size[layer])
    place = np.zeros(count, dtype=np.int64)
    depth_m = np.zeros(count)
    portal = np.arange(count)
    place[roots] = np.cumsum(size[roots]) - size[roots]
    for layer in layers[1:]:
        below = parent[layer]
        before = np.cumsum(size[layer]) - size[layer]
        is_first = np.concatenate([[True], below[1:] != below[:-1]])
        offset = before[is_first][np.cumsum(is_first) - 1]
        place[layer] = place[below] + 1 + before - offset
        depth_m[layer] = depth_m[below] + length_m[below]
        portal[layer] = np.where(degree[layer] > 1, layer, portal[below])
    arc_at = np.empty(count, dtype=np.int64)
    arc_at[place] = np.arange(count)
    return Forest(place, place + size, depth_m, portal, arc_at)


def _without_cycles(main_down: Ints) -> Ints:
    """The main ways down with one edge of each cycle cut: -1 there."""
    parent = main_down.copy()
    has_way = np.flatnonzero(main_down >= 0)
    if not len(has_way):
        return parent
    indptr, indices = compress(has_way, main_down[has_way], len(main_down))
    component = find_components(indptr, indices)
    members = np.bincount(component)
    on_cycle = np.flatnonzero(members[component] > 1)
    parent[on_cycle[np.unique(component[on_cycle], return_index=True)[1]]] = -1
    return parent
