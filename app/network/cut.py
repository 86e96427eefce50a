"""A reach cut at a point: its arcs, and its drawing above or below (截取河段)."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from shapely.ops import substring

from app.errors import BreaksRule
from app.network.arrays import Ints, Network
from app.network.lines import DEFAULT_CRS, line_lengths

SLACK_M: Final = 1e-6


def cut_line(
    geometry: shapely.Geometry, measure_m: float, *, is_reversed: bool, keep_above: bool
) -> shapely.LineString | None:
    """The piece of a drawn reach above or below a measure, in the direction of the drawing; None where it is empty.

    Parameters
    ----------
    geometry
        LineString or MultiLineString in degrees; of several parts that do not join, the part with the point is cut.
    measure_m
        Place of the point from the inlet, the parts one after the other [m].
    is_reversed
        The water flows against the drawing.
    keep_above
        Keep what lies above the point, else below.

    Examples
    --------
    >>> line = shapely.LineString([(0, 0), (0, 1)])
    >>> half_m = line_lengths([line], DEFAULT_CRS)[0] / 2
    >>> [round(y, 2) for _, y in cut_line(line, half_m, is_reversed=False, keep_above=True).coords]
    [0.0, 0.5]
    """
    if geometry.geom_type == "MultiLineString":
        geometry = shapely.line_merge(geometry, directed=True)
    parts = shapely.get_parts(geometry)
    lengths = line_lengths(parts, DEFAULT_CRS)
    start_m = 0.0
    for part, length_m in zip(parts, lengths.tolist(), strict=True):
        if measure_m <= start_m + length_m or part is parts[-1]:
            break
        start_m += length_m
    fraction = min(max((measure_m - start_m) / length_m, 0.0), 1.0) if length_m > 0 else 0.0
    if is_reversed:
        fraction = 1 - fraction
    keep_first = keep_above != is_reversed
    low, high = (0.0, fraction) if keep_first else (fraction, 1.0)
    piece = substring(part, low, high, normalized=True)
    return piece if piece.geom_type == "LineString" and piece.length > 0 else None


def cut_start(network: Network, row: int, measure_m: float, *, is_upstream: bool) -> list[tuple[Ints, float]]:
    """Arcs through a place on a reach, one in each, and how much of it lies on the side not asked about [m].

    Where the reach flows both ways there are two; where its parts meet at the place, the part that begins there.

    Raises
    ------
    BreaksRule
        The measure is not on the reach.
    """
    arcs = network.row_arcs[network.row_arc_indptr[row] : network.row_arc_indptr[row + 1]]
    ends = network.part_start_m[arcs] + network.length_m[arcs]
    if not -SLACK_M <= measure_m <= ends.max(initial=0.0) + SLACK_M:
        raise BreaksRule(
            f"里程 {measure_m:g} 米不在河段“{network.keys[row]}”上。",
            f"{measure_m:g} m is not on the reach {network.keys[row]}.",
            parameter="measure_m",
        )
    holding = arcs[network.part_start_m[arcs] <= measure_m + SLACK_M]
    holding = holding[network.part_start_m[holding] == network.part_start_m[holding].max(initial=0.0)]
    found = []
    for arc in holding.tolist():
        length_m = network.length_m.item(arc)
        along_m = min(max(measure_m - network.part_start_m.item(arc), 0.0), length_m)
        along_m = length_m - along_m if network.is_way_back.item(arc) else along_m
        found.append((np.array([arc]), length_m - along_m if is_upstream else along_m))
    return found
