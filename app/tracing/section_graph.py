"""The water's ways between pieces and sections, and what of each arrives at the next section (送达网)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.network import Network
from app.network.arrays import Flags, Floats, Ints, range_indices
from app.network.forest import find_components, find_levels
from app.tracing.cut_arcs import Pieces, Places


class Pairs(NamedTuple):
    """What of a unit at the lower end of each piece arrives at the next sections (送达比例), by columns of decay.

    ``node`` (p,) ascending · ``section`` (p,) · ``fraction`` (p, c) [1]; column 0 without decay, 1 with the
    coefficient asked, 2 with it and nothing left of what passes a reach of unknown travel time, then the grid of k
    twice: unknown reaches without decay, and with nothing left.
    """

    node: Ints
    section: Ints
    fraction: Floats


class Drainage(NamedTuple):
    """Ways of the water between nodes (pieces, then sections as they let go), with pools and levels."""

    source: Ints
    target: Ints
    share: Floats
    pool: Ints
    level: Ints


def drain_pieces(
    network: Network, pieces: Pieces, cuts: Places, ended: Ints, shares: Floats | None, sections: int
) -> tuple[Drainage, Flags]:
    """The graph below which each piece drains, each section's water let go by a node of its own."""
    arcs, count = pieces.arcs, len(pieces.arc)
    begin, end = network.down_indptr[arcs], network.down_indptr[arcs + 1]
    edge = range_indices(begin, end)
    from_arc = np.repeat(np.arange(len(arcs)), end - begin)
    below = network.down_indices[edge]
    at = np.minimum(np.searchsorted(arcs, below), max(len(arcs) - 1, 0))
    target = np.where(arcs[at] == below, pieces.first[:-1][at], -1) if len(arcs) else below
    share = (1.0 / np.maximum(end - begin, 1))[from_arc] if shares is None else shares[edge]
    inner = np.flatnonzero(pieces.arc[1:] == pieces.arc[:-1])
    source = np.concatenate([pieces.first[1:][from_arc] - 1, inner])
    target = np.concatenate([target, inner + 1])
    share = np.concatenate([share, np.ones(len(inner))])
    # Water that has passed a section is that section's: it flows on from a node that nothing flows to. On a reach
    # that flows both ways it is let go the way the reach is drawn.
    lets_go = np.arange(count + sections)
    lets_go[ended] = -1
    forward = ~cuts.is_way_back
    lets_go[ended[forward]] = count + cuts.place[forward]
    source = lets_go[source]
    target, share, source = target[source >= 0], share[source >= 0], source[source >= 0]
    inside = target >= 0
    order = np.argsort(source[inside], kind="stable")
    indptr = np.concatenate([[0], np.cumsum(np.bincount(source[inside], minlength=count + sections))])
    pool = find_components(indptr.astype(np.int64), target[inside][order])
    members = np.bincount(pool, minlength=1)
    in_pool = members[pool] > 1
    if in_pool.any():
        # The ways out of a pool share what leaves it, as in `accumulate`.
        leaves = ~inside | (pool[source] != pool[np.maximum(target, 0)])
        source, target, share = source[leaves], target[leaves], share[leaves]
        total = np.bincount(pool[source], weights=share, minlength=len(members))[pool[source]]
        share = np.where(in_pool[source], share / np.where(total > 0, total, 1.0), share)
        inside = target >= 0
    source, target, share = source[inside], target[inside], share[inside]
    return Drainage(source, target, share, pool, find_levels(source, target, pool)), in_pool[:count]


def carry_up(graph: Drainage, factor: Floats, section_of: Ints) -> Pairs:
    """Fractions of each node that arrive at the next sections, level by level from below."""
    sections = int(section_of.max(initial=0)) + 1
    columns = factor.shape[1]
    ends = np.flatnonzero(section_of >= 0)
    start, size = np.zeros(len(graph.pool), dtype=np.int64), np.zeros(len(graph.pool), dtype=np.int64)
    start[graph.pool[ends]], size[graph.pool[ends]] = np.arange(len(ends)), 1
    filled = len(ends)
    section, fraction = np.zeros(filled + len(factor), dtype=np.int64), np.ones((filled + len(factor), columns))
    section[:filled] = section_of[ends]
    pool_level = graph.level[graph.source]
    order = np.argsort(-pool_level, kind="stable")
    for edges in np.split(order, np.flatnonzero(np.diff(pool_level[order])) + 1) if len(order) else []:
        above, below = graph.pool[graph.source[edges]], graph.pool[graph.target[edges]]
        reps = size[below]
        pair = range_indices(start[below], start[below] + reps)
        if not len(pair):
            continue
        key = np.repeat(above, reps) * sections + section[pair]
        value = np.repeat(factor[edges], reps, axis=0) * fraction[pair]
        by_key = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.diff(key[by_key], prepend=-1))
        key = key[by_key[first]]
        heads = np.flatnonzero(np.diff(key // sections, prepend=-1))
        head = key[heads] // sections
        start[head], size[head] = filled + heads, np.diff(heads, append=len(key))
        if filled + len(key) > len(section):  # twice the room each time, so that no level copies all before it
            section = np.concatenate([section, np.zeros(len(section) + len(key), dtype=np.int64)])
            fraction = np.concatenate([fraction, np.ones((len(section) - len(fraction), columns))])
        section[filled : filled + len(key)] = key % sections
        fraction[filled : filled + len(key)] = np.add.reduceat(value[by_key], first, axis=0)
        filled += len(key)
    node = np.repeat(np.arange(len(graph.pool)), size[graph.pool])
    pair = range_indices(start[graph.pool], start[graph.pool] + size[graph.pool])
    positive = fraction[pair, 0] > 0 if len(pair) else np.zeros(0, dtype=np.bool_)
    return Pairs(node[positive], section[pair][positive], fraction[pair][positive])
