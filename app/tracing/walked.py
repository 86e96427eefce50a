"""What a walk reached, and where a place stands on it (行走结果)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from app.network.arrays import Flags, Floats, Ints, Network, range_indices
from app.tracing.barriers import Stop

SLACK_M = 1e-6


@dataclass(frozen=True, eq=False)
class Walk:
    """What a walk reached, as p pieces of reaches, nearest first (行走结果).

    A piece lies on one arc, between two measures of its row. Distance, hours and weight each are the best over all
    ways: the shortest; the fastest of the ways whose hours are known throughout, else NaN; the least weakened. So a
    further barrier never brings a piece nearer and never raises a weight.

    Attributes
    ----------
    network, is_up
        Where it went.
    row, arc
        (p,) row of the network, and arc; -1 for a reach without geometry.
    low_m, high_m
        (p,) the piece on its row, from the inlet [m].
    near_is_high
        (p,) the end nearest to the start is at ``high_m``.
    distance_m
        (p,) from the start along the river to the near end [m]; NaN where no length is known.
    early_h, probable_h, late_h
        (p,) travel of the water between the start and the near end [h].
    through_early_h, through_probable_h, through_late_h
        (p,) travel through the piece itself [h].
    weight
        (p,) product of the barriers' weights on the way [1], 0 to 1.
    stops
        Where branches ended or were weakened, nearest first.
    unknown_rows
        How many of the rows have pieces whose travel time is not known; a time limit does not cut them.
    """

    network: Network
    is_up: bool
    row: Ints
    arc: Ints
    low_m: Floats
    high_m: Floats
    near_is_high: Flags
    distance_m: Floats
    early_h: Floats
    probable_h: Floats
    late_h: Floats
    through_early_h: Floats
    through_probable_h: Floats
    through_late_h: Floats
    weight: Floats
    stops: tuple[Stop, ...]
    unknown_rows: int

    def __len__(self) -> int:
        """Number of pieces p."""
        return len(self.row)

    @cached_property
    def rows(self) -> Ints:
        """The rows reached, each once, ascending."""
        return np.unique(self.row)

    @cached_property
    def by_arc(self) -> tuple[Ints, Ints]:
        """Pieces in the order of their arcs, and those arcs."""
        order = np.argsort(self.arc, kind="stable")
        return order, self.arc[order]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a place stands on a walk (行走中的位置): distance [m], hours [h] (NaN unknown), weight [1]."""

    distance_m: float
    early_h: float
    probable_h: float
    late_h: float
    weight: float


@dataclass(frozen=True, eq=False)
class LocatedMany:
    """k places on a walk: ``is_on`` the walk; else NaN, and weight 0. Units as `Located`."""

    is_on: Flags
    distance_m: Floats
    early_h: Floats
    probable_h: Floats
    late_h: Floats
    weight: Floats


def locate(walk: Walk, row: int, measure_m: float) -> Located | None:
    """Where a place stands on a walk (行走中的位置), None where the walk did not reach it.

    On a reach that the walk passed both ways, or at the ends of two pieces, distance, hours and weight each are the
    best.
    """
    many = locate_many(walk, [row], [measure_m])
    if not many.is_on[0]:
        return None
    return Located(*(float(values[0]) for values in (
        many.distance_m, many.early_h, many.probable_h, many.late_h, many.weight
    )))  # fmt: skip


def locate_many(walk: Walk, rows: ArrayLike, measures_m: ArrayLike) -> LocatedMany:
    """Where k places stand on a walk; `locate` for many at once. A row of -1 is on no reach.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> from app.tracing.travel_times import TravelTimes
    >>> from app.tracing.walk import walk_upstream
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [3e3, 4e3]}), to_key="to")
    >>> hours = np.array([3.0, 4.0])
    >>> walk = walk_upstream(network, 1, None, TravelTimes(hours, hours, hours, np.array(["measured"] * 2)))
    >>> locate_many(walk, [0, 1, -1], [1e3, 3e3, 0]).distance_m.tolist()
    [6000.0, 1000.0, nan]
    >>> locate_many(walk, [], []).is_on.tolist()
    []
    """
    rows_of = np.asarray(rows, dtype=np.int64)
    measures = np.asarray(measures_m, dtype=np.float64)
    count = len(rows_of)
    network = walk.network
    placed = np.flatnonzero(rows_of >= 0)
    own = rows_of[placed]
    place = np.repeat(placed, network.row_arc_indptr[own + 1] - network.row_arc_indptr[own])
    arc = network.arcs_of(own)
    order, arcs = walk.by_arc
    begin, end = np.searchsorted(arcs, arc, "left"), np.searchsorted(arcs, arc, "right")
    piece = order[range_indices(begin, end)]
    place = np.repeat(place, end - begin)
    at = measures[place]
    inside = (at >= walk.low_m[piece] - SLACK_M) & (at <= walk.high_m[piece] + SLACK_M)
    piece, place, at = piece[inside], place[inside], at[inside]
    near_m = np.where(walk.near_is_high[piece], walk.high_m[piece], walk.low_m[piece])
    along_m = np.abs(at - near_m)
    span_m = walk.high_m[piece] - walk.low_m[piece]
    part = np.clip(np.divide(along_m, span_m, out=np.zeros(len(piece)), where=span_m > 0), 0, 1)
    is_on = np.zeros(count, dtype=np.bool_)
    is_on[place] = True
    distance_m, weight = np.full(count, np.inf), np.zeros(count)
    np.minimum.at(distance_m, place, walk.distance_m[piece] + along_m)
    np.maximum.at(weight, place, walk.weight[piece])
    hours = np.full((3, count), np.nan)
    near_h = np.stack([walk.early_h, walk.probable_h, walk.late_h])[:, piece]
    through_h = np.stack([walk.through_early_h, walk.through_probable_h, walk.through_late_h], axis=1)[piece]
    found = near_h + partial_hours(part, through_h).T
    slowest_first = np.argsort(-np.nan_to_num(found[1], nan=np.inf), kind="stable")
    hours[:, place[slowest_first]] = found[:, slowest_first]  # the fastest is written last
    distance_m[~is_on] = np.nan
    return LocatedMany(is_on, distance_m, hours[0], hours[1], hours[2], weight)


def partial_hours(share: Floats, hours: Floats) -> Floats:
    """(p, 3) hours through a share of each piece [h]; 0 where the share is 0, known or not.

    >>> partial_hours(np.array([0.0, 0.5]), np.array([[np.nan] * 3, [2.0, 4.0, 8.0]])).tolist()
    [[0.0, 0.0, 0.0], [1.0, 2.0, 4.0]]
    """
    part = share[:, None]
    return np.where(part > 0, part * hours, 0.0)
