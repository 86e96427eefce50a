"""The piece of a reach above or below a point (截取河段)."""

from __future__ import annotations

import shapely
from shapely.ops import substring

from app.network.lines import DEFAULT_CRS, line_lengths


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
