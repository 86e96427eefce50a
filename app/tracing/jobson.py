"""Velocities of the water by Jobson's regressions (Jobson 经验公式)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SOURCE: Final = "Jobson, H.E., 1996, USGS WRIR 96-4013"
GRAVITY_M_PER_S2: Final = 9.81
LEADING_EDGE: Final = 0.89
"""Time of the leading edge of a cloud over the time of its peak [1]."""


def jobson_velocity(
    flow_m3_per_s: ArrayLike,
    mean_annual_flow_m3_per_s: ArrayLike,
    drainage_area_m2: ArrayLike,
    slope: ArrayLike | None = None,
) -> tuple[Floats, Floats]:
    """Probable and maximum velocity of the peak of a cloud in a river (示踪峰流速) [m/s].

    With D'a = Da^1.25·√g/Qa and Q'a = Q/Qa, without slope::

        Vp = 0.020 + 0.051·D'a^0.821·Q'a^-0.465·Q/Da        Vmax = 0.2 + 0.093·D'a^0.821·Q'a^-0.465·Q/Da

    and with the slope S::

        Vp = 0.094 + 0.0143·D'a^0.919·Q'a^-0.469·S^0.159·Q/Da
        Vmax = 0.25 + 0.02·D'a^0.919·Q'a^-0.469·S^0.159·Q/Da

    For rivers that flow freely: not for gated, standing or reversible reaches.

    Parameters
    ----------
    flow_m3_per_s
        Q, in the period asked about [m³/s].
    mean_annual_flow_m3_per_s
        Qa [m³/s].
    drainage_area_m2
        Da, down to the reach [m²].
    slope
        S of the bed [1]; where it is None, NaN or not above 0, the regression without slope is used.

    Returns
    -------
    probable, maximum
        [m/s]; NaN where a flow or the area is unknown or not above 0.

    Sources
    -------
    Jobson, H.E., 1996, Prediction of traveltime and longitudinal dispersion in rivers and streams, USGS
    Water-Resources Investigations Report 96-4013.

    Examples
    --------
    >>> [round(float(v), 3) for v in jobson_velocity(10, 20, 1e9, 5e-4)]
    [0.329, 0.578]
    >>> [round(float(v), 3) for v in jobson_velocity(10, 20, 1e9)]
    [0.285, 0.683]
    >>> jobson_velocity([], [], [])[0].tolist()
    []
    """
    flow, mean_flow, area = (
        np.asarray(values, dtype=np.float64)
        for values in (flow_m3_per_s, mean_annual_flow_m3_per_s, drainage_area_m2)
    )  # fmt: skip
    flow, mean_flow, area = (np.where(values > 0, values, np.nan) for values in (flow, mean_flow, area))
    bed = np.asarray(np.nan if slope is None else slope, dtype=np.float64)
    bed = np.where(bed > 0, bed, np.nan)
    area_number = area**1.25 * np.sqrt(GRAVITY_M_PER_S2) / mean_flow
    flow_number = flow / mean_flow
    sloped = area_number**0.919 * flow_number**-0.469 * bed**0.159 * flow / area
    plain = area_number**0.821 * flow_number**-0.465 * flow / area
    has_slope = ~np.isnan(bed)
    probable = np.where(has_slope, 0.094 + 0.0143 * sloped, 0.020 + 0.051 * plain)
    maximum = np.where(has_slope, 0.25 + 0.02 * sloped, 0.2 + 0.093 * plain)
    return probable, maximum
