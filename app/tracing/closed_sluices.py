"""The network with sluices closed: which ways are shut, and how the others share the water (闭闸分流)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.network import Network
from app.network.accumulation import EdgeShares, Split, read_split
from app.network.arrays import Flags, Ints
from app.network.delivery import equal_split
from app.tracing.cut_arcs import locate_on_arcs


def shut_arcs(network: Network, arcs: Ints) -> Flags:
    """(m,) true for the arcs from which no water gets away once the given arcs are shut (断流河段).

    The arcs themselves, and each arc above all of whose ways down are shut; an outlet is never shut by itself.
    """
    is_shut = np.zeros(network.arc_count, dtype=np.bool_)
    open_ways = np.diff(network.down_indptr).copy()
    waiting = np.unique(arcs).tolist()
    is_shut[waiting] = True
    while waiting:
        arc = waiting.pop()
        for above in network.up_indices[network.up_indptr[arc] : network.up_indptr[arc + 1]].tolist():
            open_ways[above] -= 1
            if open_ways[above] == 0 and not is_shut[above]:
                is_shut[above] = True
                waiting.append(above)
    return is_shut


def closed_split(network: Network, split: Split | None, rows: Sequence[int], measures_m: Sequence[float]) -> EdgeShares:
    """(e,) shares at divergences once sluices at these places are closed (闭闸后分流比例) [1].

    Where a reach divides, a shut way takes nothing and the open ones share it as they did among themselves. Where no
    way is open the shares stay: the water goes to the sluice and stays there.

    Parameters
    ----------
    network
        With e edges.
    split
        Shares of today as for `accumulate`; None = equal.
    rows, measures_m
        Places of the sluices.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4], "length_m": [9.0] * 4})
    >>> braid = build(table, from_node="f", to_node="t")
    >>> closed_split(braid, None, [1], [4.0]).tolist()
    [0.0, 1.0, 1.0, 1.0]
    >>> closed_split(braid, None, [], []).tolist()
    [0.5, 0.5, 1.0, 1.0]
    """
    share = equal_split(network) if split is None else read_split(network, split)
    is_shut = shut_arcs(network, locate_on_arcs(network, rows, measures_m).arc)
    source = network.edge_source
    is_open = ~is_shut[network.down_indices]
    ways = np.bincount(source[is_open], minlength=network.arc_count)[source]
    total = np.bincount(source[is_open], weights=share[is_open], minlength=network.arc_count)[source]
    # Ways that took nothing until now take the same.
    shared = np.where(total > 0, share / np.where(total > 0, total, 1.0), 1.0 / np.maximum(ways, 1))
    return np.where(ways > 0, np.where(is_open, shared, 0.0), share).view(EdgeShares)
