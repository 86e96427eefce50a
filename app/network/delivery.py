"""What of each reach arrives at a section, whose share it is, and how much is lost on the way (削减与来源占比)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.errors import BreaksRule
from app.network.accumulation import (
    EdgeShares,
    Split,
    accumulate,
    read_amounts,
    route_edges,
    to_arc_values,
)
from app.network.arrays import Floats, Ints, Network
from app.network.routing import known_product, pass_up


def delivered_fraction(
    network: Network, target_row: int, *, delivery: ArrayLike | None = None, split: Split | None = None,
    rest_leaves: bool = False,
) -> Floats:  # fmt: skip
    """Fraction of each reach's own amount that leaves the target reach (到达比例) [1]; 0 for what does not reach it.

    So ``accumulate(network, local, …)[target_row]`` is the sum of the fractions times ``local``, in one pass up the
    network instead of one down for each source. As `accumulate` has it, the own amount enters at the lower end of its
    reach. Rows that repeat a key have the fraction of their reach.

    Parameters
    ----------
    network
        With n rows.
    target_row
        Row of the reach at whose outlet is asked.
    delivery, split, rest_leaves
        As for `accumulate`; a NaN delivery makes the fractions above that reach NaN, where it matters.

    Returns
    -------
    (n,)
        [1]; 1 at the target and in its cycle.

    Raises
    ------
    BreaksRule
        A target that is no row, and as `accumulate`.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abcd"), "to": ["b", "c", None, None]})
    >>> delivered_fraction(build(table, to_key="to"), 2, delivery=[1.0, 0.5, 0.4, 1.0]).tolist()
    [0.2, 0.4, 1.0, 0.0]
    >>> empty = build(pd.DataFrame({"code": [], "to": []}), to_key="to")
    >>> delivered_fraction(empty, 0)
    Traceback (most recent call last):
    app.errors.BreaksRule: target_row must be a row of the network.
    """
    if not 0 <= target_row < len(network):
        raise BreaksRule(
            "target_row 应为河段的行号。", "target_row must be a row of the network.", parameter="target_row"
        )
    arcs = network.row_arcs[network.row_arc_indptr[target_row] : network.row_arc_indptr[target_row + 1]]
    if not len(arcs):
        alone = np.zeros(len(network))
        alone[target_row] = 1.0
        return alone
    routing, leaves = route_edges(network, delivery, split, rest_leaves)
    asked = np.zeros(network.arc_count)
    np.add.at(asked, arcs, leaves[arcs])
    of_arcs = pass_up(routing, asked)
    if network.is_simple:
        return of_arcs
    result = np.zeros(len(network))
    rows = np.repeat(np.arange(len(network)), np.diff(network.row_arc_indptr))
    part = to_arc_values(network, np.ones(len(network)))
    np.add.at(result, rows, known_product(part, of_arcs, routing.has_unknown)[network.row_arcs])
    return result


def source_shares(
    network: Network, local: ArrayLike, *, delivery: ArrayLike | None = None, split: Split | None = None,
    rest_leaves: bool = False,
) -> Floats:  # fmt: skip
    """Share of each of k sources in what leaves each reach (来源占比) [1]; each row adds up to 1.

    Parameters
    ----------
    network
        With n rows.
    local
        (n, k) own amount of each reach, one column a source, one unit, none below 0; NaN is unknown.
    delivery, split, rest_leaves
        As for `accumulate`.

    Returns
    -------
    (n, k)
        [1]; NaN in a row where nothing arrives or something that arrives is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": list("abc"), "to": ["c", "c", None]}), to_key="to")
    >>> source_shares(network, [[3.0, 0.0], [0.0, 1.0], [0.0, 0.0]]).tolist()
    [[1.0, 0.0], [0.0, 1.0], [0.75, 0.25]]
    >>> source_shares(build(pd.DataFrame({"code": [], "to": []}), to_key="to"), np.zeros((0, 2))).shape
    (0, 2)
    """
    amounts = read_amounts(network, local)
    if amounts.ndim != 2 or (amounts < 0).any():
        raise BreaksRule(
            "local 应为每个来源一列、不小于 0 的量。",
            "local must have one column for each source, no amount below 0.",
            parameter="local",
        )
    arriving = accumulate(network, amounts, delivery=delivery, split=split, rest_leaves=rest_leaves)
    total = arriving.sum(axis=1, keepdims=True)
    # A total below the least normal number cannot be divided without losing the shares.
    shares: Floats = np.full_like(arriving, np.nan)
    np.divide(arriving, total, out=shares, where=total >= np.finfo(np.float64).tiny)
    return shares


def delivery_factors(k_per_d: ArrayLike, hours: ArrayLike, reservoir: ArrayLike | None = None) -> Floats:
    """Fraction of what enters a reach that leaves it, ``exp(-k·t)`` (削减后剩余比例) [1].

    First-order decay: HJ 2.3-2018, 附录 E, E.3 (river, one dimension, steady).

    Parameters
    ----------
    k_per_d
        Coefficient of decay [1/d], one or (n,); not below 0.
    hours
        (n,) travel time through each reach [h]; NaN is unknown and stays so.
    reservoir
        (n,) fraction that leaves a reservoir [1], in place of the decay; NaN where the reach is none.

    Raises
    ------
    BreaksRule
        A coefficient or a time below 0, a reservoir's fraction that is not between 0 and 1.

    Examples
    --------
    >>> delivery_factors(0.2, [0.0, 24.0, np.nan], reservoir=[np.nan, np.nan, 0.6]).round(4).tolist()
    [1.0, 0.8187, 0.6]
    >>> delivery_factors(0.2, []).tolist()
    []
    """
    k, time_h = np.asarray(k_per_d, dtype=np.float64), np.asarray(hours, dtype=np.float64)
    for name, values in (("k_per_d", k), ("hours", time_h)):
        if (values < 0).any():
            raise BreaksRule(f"{name} 应不小于 0。", f"{name} must not be below 0.", parameter=name)
    factors = np.asarray(np.exp(-k * time_h / 24), dtype=np.float64)
    if reservoir is None:
        return factors
    own = np.asarray(reservoir, dtype=np.float64)
    if (own < 0).any() or (own > 1).any():
        raise BreaksRule("reservoir 应在 0 与 1 之间。", "reservoir must be between 0 and 1.", parameter="reservoir")
    return np.where(np.isnan(own), factors, own)


def split_by_flow(network: Network, flow: ArrayLike, *, otherwise: ArrayLike | None = None) -> EdgeShares:
    """Share of each way down, by the flows of the reaches below (按流量分配) [1], for ``split`` of `accumulate`.

    Parameters
    ----------
    network
        With n rows and e edges.
    flow
        (n,) flow of each reach [m³/s]; NaN is unknown.
    otherwise
        (e,) shares where a flow of a divergence is unknown, or all are 0, such as `equal_split`. Without it the
        shares there are NaN, which `accumulate` refuses: to share equally is for the caller to choose and to say.

    Returns
    -------
    (e,)
        In the order of ``network.down_indices``; 1 where there is one way down.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4]})
    >>> braid = build(table, from_node="f", to_node="t")
    >>> split_by_flow(braid, [4.0, 3.0, 1.0, 4.0]).tolist()
    [0.75, 0.25, 1.0, 1.0]
    >>> split_by_flow(braid, [4.0, np.nan, 1.0, 4.0], otherwise=equal_split(braid)).tolist()
    [0.5, 0.5, 1.0, 1.0]
    """
    amounts = read_amounts(network, flow)
    if amounts.ndim != 1 or (amounts < 0).any():
        raise BreaksRule(
            "flow 应为每个河段一个不小于 0 的流量。", "flow must be one flow per row, not below 0.", parameter="flow"
        )
    source, below = network.edge_source, amounts[network.arc_row[network.down_indices]]
    total = np.bincount(source, weights=below, minlength=network.arc_count)[source]
    share: Floats = np.divide(below, total, out=np.full(len(below), np.nan), where=total > 0)
    share[np.diff(network.down_indptr)[source] == 1] = 1.0
    if otherwise is not None:
        share = np.where(np.isnan(share), np.asarray(otherwise, dtype=np.float64), share)
    return share.view(EdgeShares)


def equal_split(network: Network) -> EdgeShares:
    """(e,) the same share for each way down of a reach (均分) [1], as `accumulate` has it without ``split``.

    >>> import pandas as pd
    >>> from app.network import build
    >>> equal_split(build(pd.DataFrame({"code": [], "to": []}), to_key="to")).tolist()
    []
    """
    shares: Floats = 1.0 / np.diff(network.down_indptr)[network.edge_source]
    return shares.view(EdgeShares)


def cycles(network: Network) -> list[Ints]:
    """Rows of each cycle (环), ascending, the cycle of the smallest row first; `accumulate` takes each as one pool.

    Rings through reversible reaches are among them; the fault ``cycle`` is of one-way reaches only.

    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": list("abc"), "to": ["b", "c", "b"]}), to_key="to")
    >>> [rows.tolist() for rows in cycles(network)]
    [[1, 2]]
    >>> cycles(build(pd.DataFrame({"code": [], "to": []}), to_key="to"))
    []
    """
    members = np.bincount(network.component) if network.arc_count else np.zeros(0, dtype=np.int64)
    arcs = np.flatnonzero(members[network.component] > 1) if network.arc_count else np.zeros(0, dtype=np.int64)
    order = arcs[np.argsort(network.component[arcs], kind="stable")]
    groups = np.split(order, np.flatnonzero(np.diff(network.component[order])) + 1) if len(order) else []
    return sorted((np.unique(network.arc_row[group]) for group in groups), key=lambda rows: int(rows[0]))
