"""The network with some of its reaches turned: canals that flow the other way for a time (反向过流)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from app.network.arrays import Flags, Floats, Ints, Network
from app.network.construction import join_arcs
from app.network.junctions import edges_at_nodes


def turn_reaches(
    network: Network, turned: ArrayLike, both: ArrayLike = (), *, rivers: Sequence[str] | None = None
) -> Network:
    """The network in which some reaches flow the other way, and some both ways (反向河段).

    No reach and no connection between the others is lost. A reach that may flow both ways anyhow is left as it is.
    Measures of a turned reach count from its inlet as it now is: `turn_measures`.

    Parameters
    ----------
    network
        With n rows.
    turned
        Rows that flow the other way.
    both
        Rows that flow either way; ``turned`` does not count there.
    rivers
        (n,) river of each row, for the main path through what was turned; None = not known.

    Examples
    --------
    >>> from app.network import build, upstream
    >>> table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 4], "t": [2, 3, 4, 5]})
    >>> network = build(table, from_node="f", to_node="t")
    >>> upstream(network, 1)[0].tolist(), upstream(turn_reaches(network, [2]), 1)[0].tolist()
    ([1, 0], [1, 0, 2])
    >>> turn_reaches(network, []) is network
    True
    """
    two_way = np.zeros(len(network), dtype=np.bool_)
    two_way[network.arc_row[network.is_way_back]] = True
    is_both, is_turned = _flags(network, both) & ~two_way, _flags(network, turned) & ~two_way
    is_turned &= ~is_both
    if not is_both.any() and not is_turned.any():
        return network
    from_node, to_node = junctions(network)
    turn, back = is_turned[network.arc_row], np.flatnonzero(is_both[network.arc_row])
    from_node, to_node = np.where(turn, to_node, from_node), np.where(turn, from_node, to_node)
    count = network.arc_count
    rows, arcs = np.repeat(np.arange(len(network)), np.diff(network.row_arc_indptr)), network.row_arcs
    back_of = np.full(count, -1, dtype=np.int64)
    back_of[back] = count + np.arange(len(back))
    has_back = back_of[arcs] >= 0
    rows, arcs = np.concatenate([rows, rows[has_back]]), np.concatenate([arcs, back_of[arcs[has_back]]])
    order = np.lexsort((arcs, rows))
    indptr = np.zeros(len(network) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=len(network)), out=indptr[1:])
    backward = network.backward ^ turn
    bare = replace(
        network,
        arc_row=np.concatenate([network.arc_row, network.arc_row[back]]),
        row_arc_indptr=indptr,
        row_arcs=arcs[order],
        length_m=np.concatenate([network.length_m, network.length_m[back]]),
        part_start_m=np.concatenate([network.part_start_m, network.part_start_m[back]]),
        backward=np.concatenate([backward, ~backward[back]]),
        is_way_back=np.concatenate([network.is_way_back, np.ones(len(back), dtype=np.bool_)]),
        from_node=np.concatenate([from_node, to_node[back]]),
        to_node=np.concatenate([to_node, from_node[back]]),
    )
    changed = np.concatenate([turn, np.ones(len(back), dtype=np.bool_)])
    source, target = _edges(network, bare, changed)
    columns = {} if rivers is None else {"river": list(rivers)}
    usual = tuple(_usual(main, changed) for main in (network.main_down, network.main_up))
    return join_arcs(bare, source, target, pd.DataFrame(columns, index=range(len(network))), (usual[0], usual[1]))


def turn_measures(network: Network, turned: ArrayLike, rows: Ints, measure_m: Floats) -> Floats:
    """Measures on the rows, in the network, as they are once the reaches are turned (里程换向) [m].

    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a"], "to": [""], "length_m": [9.0]}), to_key="to")
    >>> turn_measures(network, [0], np.array([0, -1]), np.array([2.0, np.nan])).tolist()
    [7.0, nan]
    """
    two_way = np.zeros(len(network), dtype=np.bool_)
    two_way[network.arc_row[network.is_way_back]] = True
    result = measure_m.astype(np.float64, copy=True)
    is_turned = _flags(network, turned) & ~two_way
    for at in np.flatnonzero((rows >= 0) & is_turned[rows]).tolist():
        arcs = network.row_arcs[network.row_arc_indptr[rows[at]] : network.row_arc_indptr[rows[at] + 1]]
        starts = network.part_start_m[arcs]
        holding = int(np.searchsorted(np.sort(starts), result[at] + 1e-6, "right")) - 1
        arc = arcs[np.argsort(starts, kind="stable")[max(holding, 0)]]
        result[at] = 2 * network.part_start_m[arc] + network.length_m[arc] - result[at]
    return result


def chain_rows(network: Network, rows: ArrayLike, held: ArrayLike = ()) -> Ints:
    """The rows and all that lie on one unbranched canal with them (同一无汊河道), ascending.

    Where a canal is turned, all of it up to the next junction on either side must turn: the water has no other way.

    Parameters
    ----------
    held
        Rows at which the chain ends, such as those of another sluice whose state is known; never answered unless asked.

    Examples
    --------
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abcd"), "to": ["b", "c", "d", None], "length_m": [1.0, 1, 1, 1]})
    >>> network = build(table, to_key="to")
    >>> chain_rows(network, [1]).tolist(), chain_rows(network, [1], held=[2]).tolist(), chain_rows(network, []).tolist()
    ([0, 1, 2, 3], [0, 1], [])
    """
    asked, stops = _flags(network, rows), _flags(network, held)
    stops &= ~asked
    source, target = network.edge_source, network.down_indices
    above, below = network.arc_row[source], network.arc_row[target]
    one_way_down = np.diff(network.down_indptr)[source] == 1
    one_way_up = np.diff(network.up_indptr)[target] == 1
    kept = np.flatnonzero(one_way_down & one_way_up & ~stops[above] & ~stops[below])
    graph = coo_matrix((np.ones(len(kept), dtype=np.bool_), (above[kept], below[kept])), shape=2 * (len(network),))
    chain = connected_components(graph, directed=False)[1] if len(network) else np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.isin(chain, chain[asked]) & ~stops)


def junctions(network: Network) -> tuple[Ints, Ints]:
    """(m,) junction where the water enters and leaves each arc; where to-keys join, as the edges tell them."""
    if (network.from_node >= 0).any() or (network.to_node >= 0).any():
        return network.from_node, network.to_node
    count = network.arc_count
    # Ends 0..m-1 are inlets, m..2m-1 outlets; an edge makes an outlet and an inlet one.
    edges = (network.edge_source + count, network.down_indices)
    graph = coo_matrix((np.ones(len(edges[0]), dtype=np.bool_), edges), shape=(2 * count, 2 * count))
    nodes = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    return nodes[:count], nodes[count:]


def _flags(network: Network, rows: ArrayLike | Iterable[int]) -> Flags:
    """(n,) true for the rows; rows that repeat a key are turned together."""
    result = np.zeros(len(network), dtype=np.bool_)
    given = np.asarray(rows, dtype=np.int64)
    result[given] = True
    if len(given) and not network.is_simple:
        result[network.arc_row[network.arcs_of(given)]] = True
    return result


def _edges(network: Network, bare: Network, changed: Flags) -> tuple[Ints, Ints]:
    """Edges of the turned network: those between arcs as they were, and all that meet a changed arc at a junction."""
    source, target = network.edge_source, network.down_indices
    kept = ~changed[source] & ~changed[target]
    above, below = edges_at_nodes(bare.from_node, bare.to_node)
    is_turn = (
        (bare.arc_row[above] == bare.arc_row[below])
        & (bare.part_start_m[above] == bare.part_start_m[below])
        & (bare.is_way_back[above] != bare.is_way_back[below])
    )
    new = (changed[above] | changed[below]) & (above != below) & ~is_turn
    return np.concatenate([source[kept], above[new]]), np.concatenate([target[kept], below[new]])


def _usual(main: Ints, changed: Flags) -> Ints:
    """(m,) main neighbours that stay: of arcs that are as they were, to arcs that are."""
    usual = np.full(len(changed), -1, dtype=np.int64)
    has = np.flatnonzero(main >= 0)
    has = has[~changed[has] & ~changed[main[has]]]
    usual[has] = main[has]
    return usual
