"""The section upstream that a section's water comes from: the border first, else the nearest (上游断面)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from app.network import upstream
from app.uses.network.river_network import RiverNetwork

INFLOW: Final = "入境"


def find_upstream_section(
    river: RiverNetwork, code: str, kinds: Mapping[str, str | None], rivers: Mapping[str, str | None]
) -> dict[str, Any] | None:
    """The border section upstream on the same river, else the nearest section upstream (上游断面).

    Parameters
    ----------
    kinds, rivers
        Kind and river of each section that may be named, by code.

    Returns
    -------
    dict or None
        ``code``, ``distance_m`` along the river (None where lengths are not known) and ``how``: ``border`` or
        ``nearest``; None where the section lies on no reach or nothing lies above it.
    """
    keys, rows, measures_m = river.sections()
    place = {str(key): at for at, key in enumerate(keys.tolist())}
    if code not in place or rows[place[code]] < 0:
        return None
    own = place[code]
    row, measure_m = int(rows[own]), float(measures_m[own])
    found, from_outlet_m = upstream(river.network, row)
    distance_of = dict(zip(found.tolist(), from_outlet_m.tolist(), strict=True))
    network = river.network
    ahead = ~network.is_way_back
    length_m = np.bincount(network.arc_row[ahead], network.length_m[ahead], minlength=len(network))
    above = []
    for other, at in place.items():
        there = int(rows[at])
        if other == code or other not in kinds or there not in distance_of:
            continue
        along_m = float(measures_m[at])
        if there == row:
            distance_m = measure_m - along_m
        else:
            distance_m = distance_of[there] + float(length_m[there]) - along_m - (float(length_m[row]) - measure_m)
        if not distance_m <= 0:  # NaN stays: the lengths are not known
            above.append((distance_m, other))
    if not above:
        return None
    above.sort(key=lambda pair: (np.isnan(pair[0]), pair[0], pair[1]))
    borders = [one for one in above if kinds[one[1]] == INFLOW and rivers.get(one[1]) == rivers.get(code)]
    distance_m, chosen = (borders or above)[0]
    return {
        "code": chosen,
        "distance_m": None if np.isnan(distance_m) else round(distance_m, 1),
        "how": "border" if borders else "nearest",
    }
