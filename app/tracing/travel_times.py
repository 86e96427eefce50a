"""How long the water takes through each reach, and how that is known (传播时间)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Texts = NDArray[Any]

TRAVEL_SOURCES: Final = (
    "measured", "flow_over_area", "jobson_with_slope", "jobson_without_slope", "default_range", "unknown",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Hours through each of the n rows of a network (河段传播时间), in its row order; NaN where unknown.

    ``early_h`` by the greatest velocity, ``probable_h`` by the probable, ``late_h`` by the least [h]; ``source`` (n,)
    one of `TRAVEL_SOURCES`. early ≤ probable ≤ late in every row.
    """

    early_h: Floats
    probable_h: Floats
    late_h: Floats
    source: Texts
