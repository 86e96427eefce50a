"""What lies upstream and downstream of a reach, with distances along the river (上下游查找)."""

from __future__ import annotations

import heapq
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from app.errors import BreaksRule, Unparsable
from app.network.arrays import Floats, Ints, Network
from app.network.cut import cut_start
from app.network.slices import upstream_arcs

MANY: Final = 300
MODES: Final = {"upstream": ("up", "upmain"), "downstream": ("down", "downmain")}


def upstream(
    network: Network,
    start: ArrayLike,
    *,
    mode: str = "up",
    max_distance_m: float | None = None,
    measure_m: float | None = None,
) -> tuple[Ints, Floats]:
    """Rows of everything upstream (上游) and their distance along the river, the start included at 0.

    Parameters
    ----------
    network
        With n rows.
    start
        Row of the start, or several rows: then distances are from the nearest of them.
    mode
        ``up``: every way; ``upmain``: the main path only (`choose_main`).
    max_distance_m
        Furthest distance answered [m]; None = no limit.
    measure_m
        Where on the one start reach the question begins, from its inlet [m]; None = at its outlet. The reach is cut
        there: distances count from the place, and of the reach itself only the piece above it is meant.

    Returns
    -------
    index
        (a,) int64 rows, each once, nearest first, equal distances in row order.
    distance_m
        (a,) from the outlet of the start reach, or the place on it, up to the outlet of that reach, by the shortest
        way [m]; NaN but for the start where no reach of the network has a known length.

    Raises
    ------
    BreaksRule
        A start that is no row, a limit below 0, a limit or a measure where lengths are not known, a measure that is
        not on the reach. Unparsable: an unknown mode.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abc"), "to": ["b", "c", None], "length_m": [3.0, 4.0, 5.0]})
    >>> upstream(build(table, to_key="to"), 2)
    (array([2, 1, 0]), array([0., 5., 9.]))
    >>> upstream(build(table, to_key="to"), 2, measure_m=2.0)
    (array([2, 1, 0]), array([0., 2., 6.]))
    """
    return _search(network, start, "upstream", mode, max_distance_m, measure_m)


def downstream(
    network: Network,
    start: ArrayLike,
    *,
    mode: str = "down",
    max_distance_m: float | None = None,
    measure_m: float | None = None,
) -> tuple[Ints, Floats]:
    """Rows of everything downstream (下游) and their distance along the river, the start included at 0.

    As `upstream`, with modes ``down`` and ``downmain``; ``distance_m`` is from the inlet of the start reach, or the
    place on it, down to the inlet of that reach, by the shortest way [m].

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": list("abc"), "to": ["b", "c", None], "length_m": [3.0, 4.0, 5.0]})
    >>> downstream(build(table, to_key="to"), 0, max_distance_m=5)
    (array([0, 1]), array([0., 3.]))
    """
    return _search(network, start, "downstream", mode, max_distance_m, measure_m)


def _search(
    network: Network,
    start: ArrayLike,
    direction: str,
    mode: str,
    max_distance_m: float | None,
    measure_m: float | None,
) -> tuple[Ints, Floats]:
    """The answer of both directions."""
    check_mode(direction, mode)
    limit = np.inf if max_distance_m is None else float(max_distance_m)
    if not limit >= 0:
        raise BreaksRule(
            "max_distance_m 应不小于 0。", "max_distance_m must not be below 0.", parameter="max_distance_m"
        )
    if (limit < np.inf or measure_m is not None) and network.has_no_lengths:
        raise BreaksRule(
            "河段长度未知，不能按距离查找；请补图形或 length_m。",
            "No reach has a known length, so there are no distances to limit; give geometry or length_m.",
            parameter="max_distance_m",
        )
    starts = _read_start(network, start)
    if measure_m is None:
        arcs = starts if network.is_simple else np.unique(network.arcs_of(starts))
        found, distance_m = search_arcs(network, arcs, mode, limit)
    else:
        found, distance_m = _search_place(network, starts, measure_m, direction, mode, limit)
    rows = found if network.is_simple else network.arc_row[found]
    if limit < np.inf:
        near = distance_m <= limit
        rows, distance_m = rows[near], distance_m[near]
    if not network.is_simple:
        bare = starts[np.diff(network.row_arc_indptr)[starts] == 0]
        rows, distance_m = np.concatenate([rows, bare]), np.concatenate([distance_m, np.zeros(len(bare))])
    # By distance, then by row; of many, complex numbers are ordered so in half the time.
    order = np.lexsort((rows, distance_m)) if len(rows) < MANY else np.argsort(distance_m + 1j * rows)
    rows, distance_m = rows[order], distance_m[order]
    if not network.is_simple:
        first = np.sort(np.unique(rows, return_index=True)[1])
        rows, distance_m = rows[first], distance_m[first]
    if network.has_no_lengths:
        return _without_distances(rows, starts)
    return rows, distance_m


def _search_place(
    network: Network, starts: Ints, measure_m: float, direction: str, mode: str, limit_m: float
) -> tuple[Ints, Floats]:
    """Arcs from a place on one reach, some twice, and their distance from it [m]."""
    if len(starts) != 1:
        raise BreaksRule("measure_m 只用于一个起点。", "measure_m goes with one start only.", parameter="measure_m")
    parts = []
    for arcs, skipped_m in cut_start(network, int(starts[0]), measure_m, is_upstream=direction == "upstream"):
        found, distance_m = search_arcs(network, arcs, mode, limit_m + skipped_m)
        parts.append((found, np.where(np.isin(found, arcs), 0.0, distance_m - skipped_m)))
    if not parts:
        return starts[:0], np.zeros(0)
    return np.concatenate([found for found, _ in parts]), np.concatenate([distance_m for _, distance_m in parts])


def _without_distances(rows: Ints, starts: Ints) -> tuple[Ints, Floats]:
    """The starts at 0, then the rest in row order at NaN: what is not known is not zero."""
    is_start = np.isin(rows, starts)
    order = np.lexsort((rows, ~is_start))
    return rows[order], np.where(is_start[order], 0.0, np.nan)


def search_arcs(network: Network, starts: Ints, mode: str, limit_m: float = np.inf) -> tuple[Ints, Floats]:
    """Arcs that a mode reaches from the start arcs, each once in no order, and their distance [m].

    Distances are those of `upstream` and `downstream`; some may be beyond the limit.
    """
    if mode == "up":
        return upstream_arcs(network, starts, limit_m)
    if mode == "down":
        return downstream_arcs(network, starts, limit_m)
    return _main_arcs(network, starts, limit_m, mode)


def check_mode(direction: str, mode: str) -> None:
    """Raise `Unparsable` where the mode is not one of the direction's."""
    if mode not in MODES[direction]:
        allowed = MODES[direction]
        raise Unparsable(
            f"mode 应为 {'、'.join(allowed)} 之一。", f"mode must be one of {', '.join(allowed)}.", parameter="mode"
        )


def _read_start(network: Network, start: ArrayLike) -> Ints:
    """(s,) start rows, checked."""
    if type(start) is int and 0 <= start < len(network):
        return np.array([start])
    given = np.atleast_1d(np.asarray(start))
    if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
        raise BreaksRule("start 应为河段的行号。", "start must be rows of the network.", parameter="start")
    starts = given.astype(np.int64)
    if ((starts < 0) | (starts >= len(network))).any():
        raise BreaksRule(
            f"start 应在 0 与 {len(network) - 1} 之间。",
            f"start must be between 0 and {len(network) - 1}.",
            parameter="start",
        )
    return np.unique(starts)


def downstream_arcs(network: Network, starts: Ints, limit_m: float) -> tuple[Ints, Floats]:
    """Arcs below the starts and the distance from inlet to inlet [m], by Dijkstra's way."""
    settled: dict[int, float] = {}
    waiting = [(0.0, arc) for arc in starts.tolist()]
    begin_of, target_of, length_of = network.down_indptr.item, network.down_indices.item, network.length_m.item
    while waiting:
        distance, arc = heapq.heappop(waiting)
        while arc not in settled:
            settled[arc] = distance
            distance += length_of(arc)
            begin, end = begin_of(arc), begin_of(arc + 1)
            if begin == end or distance > limit_m:
                break
            for edge in range(begin + 1, end):
                heapq.heappush(waiting, (distance, target_of(edge)))
            arc = target_of(begin)
            if waiting and waiting[0][0] < distance:  # else the way down is the nearest: no need to queue it
                distance, arc = heapq.heappushpop(waiting, (distance, arc))
    return _as_arrays(settled)


def _main_arcs(network: Network, starts: Ints, limit_m: float, mode: str) -> tuple[Ints, Floats]:
    """Arcs on the main path of each start, and their distance [m]."""
    onward, length_m = (network.main_up if mode == "upmain" else network.main_down), network.length_m
    settled: dict[int, float] = {}
    for start in starts.tolist():
        arc, distance = start, 0.0
        while arc >= 0 and distance <= limit_m and distance < settled.get(arc, np.inf):
            settled[arc] = distance
            distance += length_m.item(arc)
            arc = onward.item(arc)
    return _as_arrays(settled)


def _as_arrays(settled: dict[int, float]) -> tuple[Ints, Floats]:
    """Arcs and distances of a finished search."""
    return np.fromiter(settled, np.int64, len(settled)), np.fromiter(settled.values(), np.float64, len(settled))
