"""Amounts routed down the network (沿程累积)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.errors import BreaksRule
from app.network.arrays import Floats, Ints, Network

SPLIT_SLACK = 1e-6


def accumulate(
    network: Network,
    local: ArrayLike,
    *,
    delivery: ArrayLike | None = None,
    split: ArrayLike | Mapping[tuple[Any, Any], float] | None = None,
) -> Floats:
    """Amount that leaves each reach (沿程累积量): its own and what reaches it from upstream, split at divergences.

    ``result = local + delivery × Σ share × result of the reaches above``: what comes from above is delivered through
    the reach, its own amount enters at its lower end. Levels are taken from the headwaters down, each at once.
    Without delivery, mass is conserved: the results at `Network.outlets` add up to the sum of ``local``. Reaches of a
    cycle are taken as one pool: each shows the amount that leaves the pool, and the pool's ways out share it.

    Parameters
    ----------
    network
        With n rows.
    local
        (n,) or (n, k) own amount of each reach, any unit; NaN is unknown and makes everything below it NaN.
    delivery
        (n,) fraction of what enters from above that leaves the reach [1], e.g. exp(-k·t); None = 1.
    split
        Where a reach divides, the share of each way down [1]: (n,) share that a reach takes of each reach above it,
        (e,) share of each edge in the order of ``network.down_indices`` where e differs from n, or a mapping
        {(key, key below): share}. The shares of a reach that divides must add up to 1; where there is only one way
        down it takes everything. None = equal shares.

    Returns
    -------
    (n,) or (n, k)
        In the unit of ``local``. For a reach of several arcs (parts, both directions), whose own amount is shared
        by length, the sum of what leaves it; the same for all rows of one key.

    Raises
    ------
    BreaksRule
        For shapes that do not fit, shares below 0 or that do not add up to 1, delivery below 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4]})
    >>> braid = build(table, from_node="f", to_node="t")
    >>> accumulate(braid, [8.0, 1.0, 1.0, 0.0]).tolist()
    [8.0, 5.0, 5.0, 10.0]
    >>> accumulate(braid, [8.0, 1.0, 1.0, 0.0], split={("a", "b"): 0.75, ("a", "c"): 0.25}).tolist()
    [8.0, 7.0, 3.0, 10.0]
    """
    amounts = read_amounts(network, local)
    shares = None if split is None else _read_split(network, split)
    delivered = None
    if delivery is not None:
        fractions = np.asarray(delivery, dtype=np.float64)
        if fractions.shape != (len(network),) or (fractions < 0).any():
            raise BreaksRule(
                "delivery 应为每个河段一个不小于 0 的比例。",
                "delivery must be one fraction per row, not below 0.",
                parameter="delivery",
            )
        delivered = fractions[network.arc_row]
    if network.is_simple:
        return accumulate_arcs(network, amounts, delivered, shares)
    total = _of_rows(network, accumulate_arcs(network, _to_arcs(network, amounts), delivered, shares), shares)
    alone = np.diff(network.row_arc_indptr) == 0
    total[alone] = amounts[alone]
    return total


def accumulate_arcs(network: Network, local: Floats, delivery: Floats | None, shares: Floats | None) -> Floats:
    """(m,) or (m, k) amount that leaves each arc; ``shares`` (e,) of each edge, None = equal."""
    source, target = network.edge_source, network.down_indices
    count = network.arc_count
    if not count:
        return local.copy()
    share = np.repeat(1.0 / np.maximum(np.diff(network.down_indptr), 1), np.diff(network.down_indptr))
    share = share if shares is None else shares
    component = network.component
    is_pooled = int(component.max()) + 1 < count
    if is_pooled:
        source, target, share = _around_pools(component, source, target, share)
        pool_local = np.zeros((int(component.max()) + 1, *local.shape[1:]))
        np.add.at(pool_local, component, local)
        total, edges_from, edges_to = pool_local, component[source], component[target]
        level = np.zeros(len(total), dtype=np.int64)
        level[component] = network.level
    else:
        total, edges_from, edges_to, level = local.astype(np.float64, copy=True), source, target, network.level
    factor = share if delivery is None else share * delivery[target]
    order = np.argsort(level[edges_from], kind="stable")
    edges_from, edges_to, factor = edges_from[order], edges_to[order], factor[order]
    if total.ndim > 1:
        factor = factor[:, None]
    bounds = np.flatnonzero(np.diff(level[edges_from], prepend=-1, append=np.iinfo(np.int64).max))
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        np.add.at(total, edges_to[low:high], total[edges_from[low:high]] * factor[low:high])
    return total[component] if is_pooled else total


def _around_pools(component: Ints, source: Ints, target: Ints, share: Floats) -> tuple[Ints, Ints, Floats]:
    """The edges between components, their shares scaled so that those of a pool add up to 1."""
    keep = np.flatnonzero(component[source] != component[target])
    source, target, share = source[keep], target[keep], share[keep]
    count = int(component.max()) + 1
    pool = component[source]
    total = np.bincount(pool, weights=share, minlength=count)
    ways = np.bincount(pool, minlength=count)
    return source, target, np.where(total[pool] > 0, share / np.where(total > 0, total, 1)[pool], 1 / ways[pool])


def read_amounts(network: Network, local: ArrayLike) -> Floats:
    """``local`` as floats, its first length checked."""
    amounts = np.asarray(local, dtype=np.float64)
    if amounts.ndim not in (1, 2) or len(amounts) != len(network):
        raise BreaksRule(
            f"local 应有 {len(network)} 行，实为 {amounts.shape}。",
            f"local must have {len(network)} rows, its shape is {amounts.shape}.",
            parameter="local",
        )
    return amounts


def _read_split(network: Network, split: ArrayLike | Mapping[tuple[Any, Any], float]) -> Floats:
    """(e,) share of each edge, checked."""
    source, target = network.edge_source, network.down_indices
    ways = np.diff(network.down_indptr)[source]
    if isinstance(split, Mapping):
        texts = network.keys[network.arc_row].astype(np.str_)
        given = {(str(above), str(below)): share for (above, below), share in split.items()}
        pairs = zip(texts[source].tolist(), texts[target].tolist(), strict=True)
        shares = np.array([given.get(pair, np.nan) for pair in pairs], dtype=np.float64)
        absent = set(given) - set(zip(texts[source].tolist(), texts[target].tolist(), strict=True))
        if absent:
            pair = sorted(absent)[0]
            raise BreaksRule(
                f"split 中的 {pair[0]} → {pair[1]} 不是河网中的连接。",
                f"{pair[0]} to {pair[1]} in split is not a connection of the network.",
                parameter="split",
            )
    else:
        values = np.asarray(split, dtype=np.float64)
        if values.shape == (len(network),):
            shares = values[network.arc_row[target]]
        elif values.shape == (len(target),):
            shares = values
        else:
            raise BreaksRule(
                "split 应为每个河段或每个连接一个比例。",
                "split must be one share per row or per edge.",
                parameter="split",
            )
    shares = np.where(ways == 1, 1.0, shares)
    total = np.bincount(source, weights=shares, minlength=network.arc_count)[source]
    wrong = np.flatnonzero(~(np.abs(total - 1) <= SPLIT_SLACK) | ~(shares >= 0))
    if len(wrong):
        key = network.keys[network.arc_row[source[wrong[0]]]]
        raise BreaksRule(
            f"河段“{key}”各下游分配比例之和应为 1，且均不小于 0。",
            f"The shares of the ways down of reach {key} must add up to 1, none below 0.",
            parameter="split",
        )
    return shares


def _to_arcs(network: Network, amounts: Floats) -> Floats:
    """Row amounts on arcs: shared by length among the arcs of a row, once among rows of one key."""
    row = network.arc_row
    arcs_of_row = np.bincount(row, minlength=len(network))
    length = np.bincount(row, weights=network.length_m, minlength=len(network))
    part = np.where(length[row] > 0, network.length_m / np.where(length > 0, length, 1)[row], 1 / arcs_of_row[row])
    return amounts[row] * (part if amounts.ndim == 1 else part[:, None])


def _of_rows(network: Network, arc_amounts: Floats, shares: Floats | None) -> Floats:
    """What leaves each row: of its arcs, less what flows straight on into another arc of the same row."""
    source, target = network.edge_source, network.down_indices
    inner = np.flatnonzero(network.arc_row[source] == network.arc_row[target])
    share = 1.0 / np.diff(network.down_indptr)[source] if shares is None else shares
    stays = np.bincount(source[inner], weights=share[inner], minlength=network.arc_count)
    leaving = arc_amounts * ((1 - stays) if arc_amounts.ndim == 1 else (1 - stays)[:, None])
    rows = np.repeat(np.arange(len(network)), np.diff(network.row_arc_indptr))
    total: NDArray[np.float64] = np.zeros((len(network), *arc_amounts.shape[1:]))
    np.add.at(total, rows, leaving[network.row_arcs])
    return total
