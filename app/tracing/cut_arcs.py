"""Arcs cut into pieces at the sections (断面切分河段), and places on the pieces."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from app.errors import BreaksRule
from app.network import Network
from app.network.arrays import Flags, Floats, Ints, range_indices

AT_THE_END = 1e-9  # a fraction of an arc: nearer to its lower end than this is at its lower end


class Places(NamedTuple):
    """Where places lie on arcs, one entry for each arc of a place (落点): a reach that flows both ways has two.

    ``place`` (p,) number of the place · ``arc`` (p,) · ``fraction`` (p,) of the arc's length from its inlet [1] ·
    ``weight`` (p,) share of the place's own amount that enters here [1] · ``is_way_back`` (p,).
    """

    place: Ints
    arc: Ints
    fraction: Floats
    weight: Floats
    is_way_back: Flags


def locate_on_arcs(network: Network, rows: ArrayLike, measures_m: ArrayLike) -> Places:
    """Arc and fraction of each place (落点); of a row in several parts the part in which the measure lies.

    Parameters
    ----------
    rows, measures_m
        (q,) row of the network and metres from its inlet [m]; a measure beyond the ends counts as the end. Where the
        length of a reach is not known, the place is its lower end.

    Raises
    ------
    BreaksRule
        A row that is none of the network, a measure that is not a number.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a"], "to": [None], "length_m": [200.0]}), to_key="to")
    >>> locate_on_arcs(network, [0, 0], [50.0, 999.0]).fraction.tolist()
    [0.25, 1.0]
    >>> len(locate_on_arcs(network, [], []).arc)
    0
    """
    row, measure = np.asarray(rows, dtype=np.int64).ravel(), np.asarray(measures_m, dtype=np.float64).ravel()
    if ((row < 0) | (row >= len(network))).any() or not np.isfinite(measure).all():
        raise BreaksRule(
            "位置应为河网的行号和里程。", "A place must be a row of the network and a measure.", parameter="rows"
        )
    begin, end = network.row_arc_indptr[row], network.row_arc_indptr[row + 1]
    arc = network.row_arcs[range_indices(begin, end)]
    place = np.repeat(np.arange(len(row)), end - begin)
    start, back = network.part_start_m[arc], network.is_way_back[arc]
    at = np.maximum(measure[place], 0.0)
    order = np.lexsort((start, back, place))
    order = order[(start <= at)[order]]
    group = place[order] * 2 + back[order]
    chosen = order[np.flatnonzero(np.diff(group, append=-1))]
    arc, place, back = arc[chosen], place[chosen], back[chosen]
    length = network.length_m[arc]
    along = np.minimum((measure[place] - network.part_start_m[arc]) / np.where(length > 0, length, 1.0), 1.0)
    along = np.clip(np.where(back, 1.0 - along, along), 0.0, 1.0)
    fraction = np.where((length > 0) & (along < 1 - AT_THE_END), along, 1.0)
    ways = np.bincount(place, minlength=len(row))
    return Places(place, arc, fraction, 1.0 / ways[place], back)


class Pieces(NamedTuple):
    """Arcs cut at places (河段分片), a few arcs of a network only; pieces of an arc follow each other with the water.

    ``arcs`` (a,) ascending · ``first`` (a + 1,) number of the first piece of each arc · ``arc`` (p,) the arc of each
    piece · ``low``, ``high`` (p,) fractions of the arc [1].
    """

    arcs: Ints
    first: Ints
    arc: Ints
    low: Floats
    high: Floats


def cut_arcs(arcs: Ints, cuts: Places) -> tuple[Pieces, Ints]:
    """The pieces of ascending ``arcs``, cut at the places, and (c,) the piece that each cut ends; -1 where not there.

    Two cuts at one spot leave a piece of no length between them, the later given below the earlier.
    """
    order = np.lexsort((cuts.place, cuts.fraction, cuts.arc))
    at = np.searchsorted(arcs, cuts.arc[order])
    is_there = (at < len(arcs)) & (arcs[np.minimum(at, len(arcs) - 1)] == cuts.arc[order]) if len(arcs) else at < 0
    order, at = order[is_there], at[is_there]
    count = np.bincount(at, minlength=len(arcs)) + 1
    first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    # The cuts stand in the order of the arcs, so each cut's piece is its own number plus that of the arcs before.
    piece = np.arange(len(order)) + at
    high = np.ones(first[-1])
    high[piece] = cuts.fraction[order]
    low = np.zeros(first[-1])
    low[1:] = high[:-1]
    low[first[:-1]] = 0.0
    ended = np.full(len(cuts.arc), -1, dtype=np.int64)
    ended[order] = piece
    return Pieces(arcs, first, np.repeat(arcs, count), low, high), ended


def piece_at(pieces: Pieces, places: Places) -> Ints:
    """(p,) the piece in which each place lies, at a cut the piece above it; -1 where its arc is not among them."""
    found = np.full(len(places.arc), -1, dtype=np.int64)
    if not len(pieces.arcs):
        return found
    at = np.minimum(np.searchsorted(pieces.arcs, places.arc), len(pieces.arcs) - 1)
    has_arc = np.flatnonzero(pieces.arcs[at] == places.arc)
    # Numbers of arcs and fractions in one ascending line: the first piece whose end is not above the place.
    ends = np.searchsorted(pieces.arcs, pieces.arc) * 2.0 + pieces.high
    found[has_arc] = np.searchsorted(ends, at[has_arc] * 2.0 + places.fraction[has_arc], side="left")
    return found
