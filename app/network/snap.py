"""Features put on the reaches they belong to: by river name first, then by distance (接入河网)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from app.errors import Fault
from app.network.arrays import Floats, Ints, Network, Texts
from app.network.fault_sentences import fault_at
from app.network.lines import Lines, to_degrees
from app.network.nearest import find_candidates, locate_on_lines
from app.network.rivers import river_names

BY: Final = ("none", "name", "distance")
NOT_ON_NETWORK, BY_NAME, BY_DISTANCE = range(3)
CONFLICT_M = 20.0
"""A reach of another river must be nearer by so much to be reported [m]: at a junction all are near."""


@dataclass(frozen=True)
class Snapped:
    """Where features lie on the network: ``row`` (k,) -1 for none · ``measure_m`` (k,) from the inlet of the row,
    NaN for none [m] · ``offset_m`` (k,) distance from the line, NaN for none [m] · ``by`` (k,) index into `BY`."""

    row: Ints
    measure_m: Floats
    offset_m: Floats
    by: Ints


def snap_features(
    points: Floats,
    rivers: Sequence[str | None],
    network: Network,
    lines: Lines,
    reach_rivers: Sequence[str | None],
    *,
    max_distance_m: float,
    keys: Texts | None = None,
    title: tuple[str, str] = ("要素", "feature"),
) -> tuple[Snapped, list[Fault]]:
    """Put each point on a reach of its own river, if one is near enough, else on the nearest reach (接入河网).

    Names are compared as `river_names` reads them, so that 卫河(大沙河) is met by 大沙河. Where the nearest reach is
    of another named river and nearer by more than `CONFLICT_M`, or where none of the point's own river is near, the
    conflict is reported.

    Parameters
    ----------
    points
        (k, 2) in the CRS of the lines; NaN for a feature without a place.
    rivers
        (k,) the river or receiving water of each point; None = not known.
    lines
        The lines of the network's reaches.
    reach_rivers
        (n,) river of each row; None = not known.
    max_distance_m
        Furthest that a point may lie from its reach [m].
    keys, title
        Key of each point, and the name of their layer in Chinese and English, for the faults.

    Returns
    -------
    (Snapped, faults)
        In the order of the points.
    """
    count = len(points)
    keys = np.arange(count).astype(np.str_) if keys is None else keys
    row = np.full(count, -1, dtype=np.int64)
    measure_m, offset_m = np.full(count, np.nan), np.full(count, np.nan)
    by = np.full(count, NOT_ON_NETWORK, dtype=np.int64)
    placed = np.flatnonzero(np.isfinite(points).all(axis=1))
    near, line = find_candidates(points[placed], shapely.STRtree(lines.geometry), max_distance_m, lines.crs)
    point = placed[near]
    distance_m, fraction = locate_on_lines(points[point], lines.geometry[line], lines.crs)
    kept = distance_m <= max_distance_m
    point, line, distance_m, fraction = point[kept], line[kept], distance_m[kept], fraction[kept]
    own = [river_names(river) for river in rivers]
    theirs = [river_names(river) for river in reach_rivers]
    pairs = zip(point.tolist(), lines.row[line].tolist(), strict=True)
    is_own = np.fromiter((bool(own[at] & theirs[reach]) for at, reach in pairs), np.bool_, len(point))
    nearest = _first_of_each(point, np.lexsort((lines.row[line], distance_m, point)))
    chosen = _first_of_each(point, np.lexsort((lines.row[line], distance_m, ~is_own, point)))
    at = point[chosen]
    row[at], offset_m[at] = lines.row[line[chosen]], distance_m[chosen]
    by[at] = np.where(is_own[chosen], BY_NAME, BY_DISTANCE)
    measure_m[at] = measures(network, lines, line[chosen], fraction[chosen])
    faults = [
        fault_at("too_far_from_reach", lost, keys, place, limit=max_distance_m, title=title[0], title_en=title[1])
        for lost, place in _with_places(np.setdiff1d(placed, at), points, lines)
    ]
    for one, other in zip(chosen.tolist(), nearest.tolist(), strict=True):
        feature, reach = int(point[one]), int(lines.row[line[other]])
        other_river = reach_rivers[reach]
        if is_own[one] and theirs[reach] and not is_own[other] and distance_m[other] < distance_m[one] - CONFLICT_M:
            code = "river_disagrees"
        elif own[feature] and not is_own[one] and theirs[reach]:
            code = "river_not_near"
        else:
            continue
        place = to_degrees(points[feature : feature + 1], lines.crs)[0]
        faults.append(
            fault_at(
                code,
                feature,
                keys,
                place,
                title=title[0],
                title_en=title[1],
                river=rivers[feature],
                other=other_river,
                reach=network.keys[reach],
                distance=float(distance_m[other]),
                distance_by_name=float(distance_m[one]),
                limit=max_distance_m,
            )
        )
    return Snapped(row, measure_m, offset_m, by), faults


def measures(network: Network, lines: Lines, line: Ints, fraction: Floats) -> Floats:
    """(k,) measure from the inlet of the row [m] of places given as fractions of lines as drawn."""
    row = lines.row[line]
    first_line = np.searchsorted(lines.row, row)
    arc = network.row_arcs[network.row_arc_indptr[row]]
    within = fraction * lines.length_m[line]
    # With one arc for several lines (nodes, to-keys) the lines follow each other; else each line is an arc.
    several = np.bincount(network.arc_row[~network.is_way_back], minlength=len(network))[row] > 1
    before = np.cumsum(lines.length_m) - lines.length_m
    start = before[line] - before[first_line]
    arc = np.where(several, arc + line - first_line, arc)
    whole = np.where(several, lines.length_m[line], network.length_m[arc])
    along = np.where(several, within, start + within)
    along = np.where(network.backward[arc], whole - along, along)
    return np.asarray(np.where(several, start, 0.0) + along, dtype=np.float64)


def _first_of_each(group: Ints, order: Ints) -> Ints:
    """The first of each group in that order, which is by group."""
    return order[np.flatnonzero(np.diff(group[order], prepend=-1))] if len(order) else order


def _with_places(chosen: Ints, points: Floats, lines: Lines) -> list[tuple[int, Floats]]:
    """The chosen points and their (lon, lat) [degree]."""
    return list(zip(chosen.tolist(), to_degrees(points[chosen], lines.crs), strict=True))
