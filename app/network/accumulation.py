"""Amounts routed down the network (沿程累积)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.errors import BreaksRule
from app.network.arrays import Floats, Network
from app.network.routing import Routing, pass_down, route


class EdgeShares(np.ndarray[Any, np.dtype[np.float64]]):
    """(e,) share of each edge (各汊分配比例) [1]: a plain array that is never taken for shares of rows."""


Split = ArrayLike | Mapping[tuple[Any, Any], float]
SPLIT_SLACK = 1e-6


def accumulate(
    network: Network,
    local: ArrayLike,
    *,
    delivery: ArrayLike | None = None,
    split: Split | None = None,
    rest_leaves: bool = False,
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
        (n,) fraction of what enters from above that leaves the reach [1], e.g. exp(-k·t); None = 1. NaN is unknown
        and makes what comes through the reach NaN, unless nothing does.
    split
        Where a reach divides, the share of each way down [1]: (n,) share that a reach takes of each reach above it,
        (e,) share of each edge in the order of ``network.down_indices``, as `EdgeShares` where e is n, or a mapping
        {(key, key below): share}. The shares of a reach that divides must add up to 1; where there is only one way
        down it takes everything. None = equal shares.
    rest_leaves
        The shares of a reach, also of its only way down, may add up to less than 1, and the rest leaves the network
        there: a diversion whose own reach the table does not have (取水、引水). The ways out of a cycle still take all.

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
    >>> accumulate(braid, [8.0, 1.0, 1.0, 0.0], split=[1.0, 0.5, 0.25, 1.0], rest_leaves=True).tolist()
    [8.0, 5.0, 3.0, 8.0]
    """
    amounts = read_amounts(network, local)
    routing, leaves = route_edges(network, delivery, split, rest_leaves)
    if network.is_simple:
        return pass_down(routing, amounts)
    total = _of_rows(network, pass_down(routing, to_arc_values(network, amounts)), leaves)
    alone = np.diff(network.row_arc_indptr) == 0
    total[alone] = amounts[alone]
    return total


def route_edges(
    network: Network, delivery: ArrayLike | None, split: Split | None, rest_leaves: bool = False
) -> tuple[Routing, Floats]:
    """The edges with their factors, and (m,) what of each arc's amount leaves its row."""
    shares = None if split is None else read_split(network, split, rest_leaves)
    leaves = np.ones(network.arc_count) if network.is_simple else _leaving(network, shares)
    return route(network, _read_delivery(network, delivery), shares), leaves


def accumulate_arcs(network: Network, local: Floats) -> Floats:
    """(m,) or (m, k) amount that leaves each arc, without delivery, shared equally."""
    return pass_down(route(network, None, None), local)


def _read_delivery(network: Network, delivery: ArrayLike | None) -> Floats | None:
    """(m,) fraction that each arc delivers, checked."""
    if delivery is None:
        return None
    fractions = np.asarray(delivery, dtype=np.float64)
    if fractions.shape != (len(network),) or (fractions < 0).any():
        raise BreaksRule(
            "delivery 应为每个河段一个不小于 0 的比例。",
            "delivery must be one fraction per row, not below 0.",
            parameter="delivery",
        )
    if network.is_simple:
        return fractions
    # The parts of a reach follow each other: each takes its share of the exponent.
    row, way_back = network.arc_row, network.is_way_back
    side = 2 * row + way_back
    whole = np.bincount(side, weights=network.length_m, minlength=2 * len(network))[side]
    parts = np.bincount(side, minlength=2 * len(network))[side]
    share = np.where(whole > 0, network.length_m / np.where(whole > 0, whole, 1), 1 / parts)
    return np.asarray(fractions[row] ** share, dtype=np.float64)


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


def read_split(network: Network, split: Split, rest_leaves: bool = False) -> Floats:
    """(e,) share of each edge, checked; with ``rest_leaves`` those of a reach may add up to less than 1."""
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
        if values.shape == (len(network),) and not isinstance(split, EdgeShares):
            shares = values[network.arc_row[target]]
        elif values.shape == (len(target),):
            shares = values
        else:
            raise BreaksRule(
                "split 应为每个河段或每个连接一个比例。",
                "split must be one share per row or per edge.",
                parameter="split",
            )
    shares = np.where((ways == 1) & (np.isnan(shares) | (not rest_leaves)), 1.0, shares)
    total = np.bincount(source, weights=shares, minlength=network.arc_count)[source]
    fits = (total <= 1 + SPLIT_SLACK) if rest_leaves else (np.abs(total - 1) <= SPLIT_SLACK)
    wrong = np.flatnonzero(~fits | ~(shares >= 0))
    if len(wrong):
        key = network.keys[network.arc_row[source[wrong[0]]]]
        bound_zh, bound_en = ("不超过 1", "not exceed 1") if rest_leaves else ("为 1", "add up to 1")
        raise BreaksRule(
            f"河段“{key}”各下游分配比例之和应{bound_zh}，且均不小于 0。",
            f"The shares of the ways down of reach {key} must {bound_en}, none below 0.",
            parameter="split",
        )
    return shares


def to_arc_values(network: Network, amounts: Floats) -> Floats:
    """Row amounts on arcs: shared by length among the arcs of a row, once among rows of one key."""
    row = network.arc_row
    arcs_of_row = np.bincount(row, minlength=len(network))
    length = np.bincount(row, weights=network.length_m, minlength=len(network))
    part = np.where(length[row] > 0, network.length_m / np.where(length > 0, length, 1)[row], 1 / arcs_of_row[row])
    return amounts[row] * (part if amounts.ndim == 1 else part[:, None])


def _leaving(network: Network, shares: Floats | None) -> Floats:
    """(m,) what of each arc's amount does not flow straight on into another arc of the same row [1]."""
    source, target = network.edge_source, network.down_indices
    inner = np.flatnonzero(network.arc_row[source] == network.arc_row[target])
    share = 1.0 / np.diff(network.down_indptr)[source] if shares is None else shares
    stays = np.bincount(source[inner], weights=share[inner], minlength=network.arc_count)
    return np.asarray(1 - stays, dtype=np.float64)


def _of_rows(network: Network, arc_amounts: Floats, leaves: Floats) -> Floats:
    """What leaves each row: of its arcs, less what flows straight on into another arc of the same row."""
    leaving = arc_amounts * (leaves if arc_amounts.ndim == 1 else leaves[:, None])
    rows = np.repeat(np.arange(len(network)), np.diff(network.row_arc_indptr))
    total: NDArray[np.float64] = np.zeros((len(network), *arc_amounts.shape[1:]))
    np.add.at(total, rows, leaving[network.row_arcs])
    return total
