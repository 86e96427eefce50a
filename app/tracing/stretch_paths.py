"""Which section each place drains to next, and what of its load arrives there (区间划分与送达比例)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.errors import BreaksRule
from app.network import Network
from app.network.accumulation import Split, read_split
from app.network.arrays import Flags, Floats, Ints, range_indices
from app.network.reach_search import search_arcs
from app.tracing.cut_arcs import Pieces, cut_arcs, locate_on_arcs, piece_at
from app.tracing.section_graph import Pairs, carry_up, drain_pieces
from app.tracing.stretches import SectionValue
from app.tracing.travel_times import TravelTimes

GRID = np.linspace(-4.0, 4.0, 9)  # standard deviations of ln k at which ways that rejoin are summed exactly
HOURS_PER_DAY = 24.0


@dataclass(frozen=True, eq=False)
class Stretches:
    """The stretches between neighbouring sections (区间), each named by the section at its lower end.

    ``sections`` those that cut: with a concentration and a place · ``skipped`` keys of the others ·
    ``hours`` (pieces,) · ``pairs`` of pieces · ``links`` of sections: node = the section above · ``k_grid`` (g,) [1/d],
    one value where k is exact · ``in_pool`` (pieces,) on a cycle of the water · ``divides`` (sections,) its stretch
    has reaches whose water divides · ``split_is_given`` by the caller, else equal shares.
    """

    network: Network
    sections: tuple[SectionValue, ...]
    skipped: tuple[str, ...]
    pieces: Pieces
    pairs: Pairs
    links: Pairs
    log_delivery: Floats
    k_per_d: float
    k_sd: float | None
    k_grid: Floats
    in_pool: Flags
    divides: Flags
    split_is_given: bool


class Arrivals(NamedTuple):
    """What of each place arrives at its next sections (到达). ``place``, ``section`` numbers · ``fraction`` [1], NaN
    where a travel time on the way is not known."""

    place: Ints
    section: Ints
    fraction: Floats


def find_stretches(
    network: Network,
    sections: Sequence[SectionValue],
    times_h: ArrayLike | TravelTimes,
    k_per_d: float,
    *,
    k_sd: float | None = None,
    split: Split | None = None,
    reservoir: ArrayLike | None = None,
) -> Stretches:
    """The stretches between the sections, with what each place delivers to the next sections down (区间).

    A section without a concentration does not cut: its stretch is one with that above. Ways that divide and rejoin
    are summed; reaches of a cycle that no section cuts are one pool, as in `accumulate`. Load enters a piece where it
    lies, a reach's own amount at its lower end; a section at the same spot is below it.

    Parameters
    ----------
    network
        With n rows, as of the period asked about.
    sections
        Those of the period; the order does not matter, at one spot the later is the lower.
    times_h
        (n,) travel time through each reach [h], NaN unknown; of `TravelTimes` the probable.
    k_per_d
        Coefficient of decay [1/d], not below 0. There is no default.
    k_sd
        Its relative standard uncertainty [1]; None where it is not known.
    split
        Shares at divergences as for `accumulate`; None = equal, and the increments say so.
    reservoir
        (n,) fraction that leaves a reservoir [1], in place of the decay; NaN where the reach is none.

    Raises
    ------
    BreaksRule
        For a coefficient that is not a number from 0, an uncertainty below 0, shapes that do not fit, a section that
        lies on no reach.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [9.0, 9.0]}), to_key="to")
    >>> section = SectionValue("S", "S", 1, 9.0, 2.0, 1.0, "", "", 0.1, 0.1)
    >>> stretches = find_stretches(network, [section], [12.0, 24.0], 0.2)
    >>> delivered_to_sections(stretches, [0, 1], [9.0, 9.0]).fraction.round(4).tolist()
    [0.8187, 1.0]
    >>> find_stretches(network, [], [12.0, 24.0], 0.2).sections
    ()
    """
    hours, own = _read_facts(network, times_h, k_per_d, k_sd, reservoir)
    cutting = tuple(section for section in sections if np.isfinite(section.concentration_mg_per_l))
    skipped = tuple(section.key for section in sections if not np.isfinite(section.concentration_mg_per_l))
    cuts = locate_on_arcs(network, [at.row for at in cutting], [at.measure_m for at in cutting])
    for number in np.setdiff1d(np.arange(len(cutting)), cuts.place):
        name = cutting[int(number)].name
        raise BreaksRule(
            f"断面“{name}”不在有图形的河段上。", f"Section {name} lies on a reach without a line.", parameter="sections"
        )
    starts = np.unique(cuts.arc)
    arcs = np.sort(search_arcs(network, starts, "up")[0]) if len(starts) else np.zeros(0, dtype=np.int64)
    pieces, ended = cut_arcs(arcs, cuts)
    grid = k_per_d * np.exp(np.sqrt(np.log1p(k_sd**2)) * GRID) if k_sd and k_per_d > 0 else np.array([k_per_d])
    log_delivery = _log_delivery(network, pieces, hours, own, np.concatenate([[k_per_d], grid]))
    shares = None if split is None else read_split(network, split)
    graph, in_pool = drain_pieces(network, pieces, cuts, ended, shares, len(cutting))
    factor = graph.share[:, None] * np.exp(log_delivery[graph.target])
    count = len(pieces.arc)
    section_of = np.full(count + len(cutting), -1, dtype=np.int64)
    section_of[ended] = cuts.place
    found = carry_up(graph, factor, section_of)
    is_link = found.node >= count
    links = Pairs(found.node[is_link] - count, found.section[is_link], found.fraction[is_link])
    pairs = Pairs(found.node[~is_link], found.section[~is_link], found.fraction[~is_link])
    divides = np.zeros(len(cutting), dtype=np.bool_)
    splitting = np.zeros(count, dtype=np.bool_)
    splitting[graph.source[(graph.source < count) & (graph.share < 1)]] = True
    divides[pairs.section[splitting[pairs.node] & (section_of[pairs.node] < 0)]] = True
    divides[links.section[links.fraction[:, 0] < 1 - 1e-12]] = True
    return Stretches(
        network, cutting, skipped, pieces, pairs, links, log_delivery, float(k_per_d), k_sd, grid, in_pool, divides,
        split is not None,
    )  # fmt: skip


def stretch_rows(stretches: Stretches) -> dict[str, tuple[int, ...]]:
    """Rows of each stretch, ascending, by the key of its lower section (区间河段); a row that is cut stands in both.

    >>> import pandas as pd
    >>> from app.network import build
    >>> stretch_rows(find_stretches(build(pd.DataFrame({"code": [], "to": []}), to_key="to"), [], [], 0.1))
    {}
    """
    pieces = stretches.pieces
    node = stretches.pairs.node
    # Below a section at the very end of its reach nothing of the reach is left.
    kept = np.flatnonzero(pieces.high[node] > pieces.low[node])
    rows, section_of = stretches.network.arc_row[pieces.arc[node[kept]]], stretches.pairs.section[kept]
    found: dict[str, tuple[int, ...]] = {}
    order = np.argsort(section_of, kind="stable")
    bounds = np.searchsorted(section_of[order], np.arange(len(stretches.sections) + 1))
    for number, section in enumerate(stretches.sections):
        found[section.key] = tuple(np.unique(rows[order[bounds[number] : bounds[number + 1]]]).tolist())
    return found


def delivered_to_sections(stretches: Stretches, rows: ArrayLike, measures_m: ArrayLike) -> Arrivals:
    """What of a load at each place arrives at the next sections down (到达比例) [1]; several where the water divides.

    Ordered by place; a place above no section has no entry. See `find_stretches` for an example.
    """
    return arrivals_by(stretches, rows, measures_m, (1, 2))


def stretch_of(stretches: Stretches, rows: ArrayLike, measures_m: ArrayLike) -> NDArray[Any]:
    """(q,) key of the section next down from each place (所属区间), by the larger share of its water; blank for none.

    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a"], "to": [None], "length_m": [9.0]}), to_key="to")
    >>> section = SectionValue("S", "S", 0, 5.0, 2.0, 1.0, "", "", 0.1, 0.1)
    >>> stretch_of(find_stretches(network, [section], [1.0], 0.2), [0, 0], [5.0, 6.0]).tolist()
    ['S', '']
    """
    found = arrivals_by(stretches, rows, measures_m, (0, 0))
    order = np.lexsort((found.section, -found.fraction, found.place))
    first = order[np.flatnonzero(np.diff(found.place[order], prepend=-1))]
    keys = np.full(np.size(np.asarray(rows)), "", dtype=object)
    keys[found.place[first]] = np.array([section.key for section in stretches.sections], dtype=object)[
        found.section[first]
    ]
    return keys


def known_loads(
    stretches: Stretches, rows: ArrayLike, measures_m: ArrayLike, load_kg_per_d: ArrayLike
) -> dict[str, float]:
    """Loads on record of each stretch as they arrive at its section (区间已知负荷) [kg/d]; only where there is any.

    Parameters
    ----------
    rows, measures_m, load_kg_per_d
        (q,) where each load enters, and how much [kg/d]; NaN is unknown and left out: it is not zero, it stays in
        what is unexplained.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [9.0, 9.0]}), to_key="to")
    >>> section = SectionValue("S", "S", 1, 9.0, 2.0, 1.0, "", "", 0.1, 0.1)
    >>> stretches = find_stretches(network, [section], [12.0, 24.0], 0.2)
    >>> known_loads(stretches, [0, 1], [9.0, 9.0], [100.0, float("nan")])
    {'S': 81.87307530779819}
    """
    found = delivered_to_sections(stretches, rows, measures_m)
    arriving = np.asarray(load_kg_per_d, dtype=np.float64).ravel()[found.place] * found.fraction
    is_known = np.isfinite(arriving)
    total = np.bincount(found.section[is_known], weights=arriving[is_known], minlength=len(stretches.sections))
    return {stretches.sections[number].key: float(total[number]) for number in np.unique(found.section[is_known])}


def known_or_nan(least: Floats, most: Floats) -> Floats:
    """The fraction where both readings of an unknown travel time agree, else NaN."""
    return np.where(np.abs(most - least) <= 1e-12 * most, most, np.nan)


def arrivals_by(stretches: Stretches, rows: ArrayLike, measures_m: ArrayLike, columns: tuple[int, int]) -> Arrivals:
    """Arrivals by two columns of `Pairs` (按列到达比例): where they differ the travel time is not known."""
    places = locate_on_arcs(stretches.network, rows, measures_m)
    piece = piece_at(stretches.pieces, places)
    begin = np.searchsorted(stretches.pairs.node, piece)
    end = np.searchsorted(stretches.pairs.node, piece, side="right")
    own = np.repeat(np.arange(len(piece)), end - begin)
    pair = range_indices(begin, end)
    at = piece[own]
    span = stretches.pieces.high[at] - stretches.pieces.low[at]
    left = np.where(span > 0, (stretches.pieces.high[at] - places.fraction[own]) / np.where(span > 0, span, 1.0), 0.0)
    # What is left of the piece of a reach of unknown time is nothing only where some of it is passed.
    passed = np.zeros((len(pair), 2))
    np.multiply(left[:, None], stretches.log_delivery[at][:, list(columns)], out=passed, where=left[:, None] > 0)
    fractions = places.weight[own, None] * np.exp(passed) * stretches.pairs.fraction[pair][:, list(columns)]
    key = places.place[own] * max(len(stretches.sections), 1) + stretches.pairs.section[pair]
    distinct, number = np.unique(key, return_inverse=True)
    total = np.zeros((len(distinct), 2))
    np.add.at(total, number, fractions)
    count = max(len(stretches.sections), 1)
    return Arrivals(distinct // count, distinct % count, known_or_nan(total[:, 1], total[:, 0]))


def _read_facts(
    network: Network,
    times_h: ArrayLike | TravelTimes,
    k_per_d: float,
    k_sd: float | None,
    reservoir: ArrayLike | None,
) -> tuple[Floats, Floats]:
    """(n,) hours and (n,) fractions of reservoirs, checked, and k checked."""
    if not (np.isfinite(k_per_d) and k_per_d >= 0):
        raise BreaksRule(
            "须选定衰减系数 k（1/d，不小于 0）及其来源；没有默认值。",
            "Choose the coefficient of decay k [1/d], not below 0, with its source; there is no default.",
            parameter="k_per_d",
        )
    if k_sd is not None and not (np.isfinite(k_sd) and k_sd >= 0):
        raise BreaksRule("k_sd 应为不小于 0 的数。", "k_sd must be a number, not below 0.", parameter="k_sd")
    hours = np.asarray(times_h.probable_h if isinstance(times_h, TravelTimes) else times_h, dtype=np.float64)
    own = np.full(len(network), np.nan) if reservoir is None else np.asarray(reservoir, dtype=np.float64)
    for name, values in (("times_h", hours), ("reservoir", own)):
        if values.shape != (len(network),) or (values < 0).any():
            raise BreaksRule(
                f"{name} 应为每个河段一个不小于 0 的数。", f"{name} must be one per row, not below 0.", parameter=name
            )
    return hours, own


def _log_delivery(network: Network, pieces: Pieces, hours: Floats, own: Floats, k: Floats) -> Floats:
    """(pieces, c) logarithm of what a piece lets through, in the columns of `Pairs`; −inf for nothing."""
    arc = pieces.arc
    row = network.arc_row[arc]
    forward = ~network.is_way_back
    length = np.bincount(network.arc_row[forward], weights=network.length_m[forward], minlength=len(network))
    arcs_of_row = np.bincount(network.arc_row[forward], minlength=len(network))
    part = np.where(
        length[row] > 0, network.length_m[arc] / np.where(length[row] > 0, length[row], 1.0),
        1.0 / np.maximum(arcs_of_row[row], 1),
    ) * (pieces.high - pieces.low)  # fmt: skip
    with np.errstate(divide="ignore", invalid="ignore"):
        reservoir = np.log(own[row]) * part
    known = -(np.nan_to_num(hours[row]) * part / HOURS_PER_DAY)[:, None] * k
    known = np.where(np.isnan(reservoir)[:, None] | (part[:, None] == 0), known, reservoir[:, None])
    known[part == 0] = 0.0
    is_lost = np.isnan(hours[row]) & np.isnan(reservoir) & (part > 0)
    least = np.where(is_lost[:, None] & (k > 0), -np.inf, known)
    none = np.zeros((len(arc), 1))
    return np.hstack([none, known[:, :1], least[:, :1], known[:, 1:], least[:, 1:]])
