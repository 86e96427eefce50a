"""How long the water takes through each reach, and how that is known (传播时间)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.errors import BreaksRule
from app.tracing.jobson import LEADING_EDGE, SOURCE, jobson_velocity
from app.tracing.reach_facts import ReachFacts

Floats = NDArray[np.float64]
Texts = NDArray[Any]

TRAVEL_SOURCES: Final = (
    "measured", "flow_over_area", "jobson_with_slope", "jobson_without_slope", "default_range", "unknown",
)  # fmt: skip
SOURCE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "measured": ("实测流速", "measured velocity"),
    "flow_over_area": ("流量除以过水断面（宽×深）", "flow over the cross-section (width × depth)"),
    "jobson_with_slope": (f"Jobson 经验公式（含比降），{SOURCE}", f"Jobson's regression with slope, {SOURCE}"),
    "jobson_without_slope": (f"Jobson 经验公式（不含比降），{SOURCE}", f"Jobson's regression without slope, {SOURCE}"),
    "default_range": ("设定的缺省流速范围（本系统设定）", "the stated default range of velocities (a setting of ours)"),
    "unknown": ("未知", "unknown"),
}
"""What each of `TRAVEL_SOURCES` is called, Chinese and English."""
NOT_FREE: Final = ("gated", "standing", "reversible")
"""Regimes on which neither Jobson's regressions nor the default range are used."""


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


def reach_travel_times(
    facts: ReachFacts,
    *,
    late_share: float = 0.5,
    default_velocity_m_per_s: tuple[float, float, float] | None = None,
) -> TravelTimes:
    """Early, probable and late hours through each reach, by the best that is known of it (河段传播时间).

    The first of these that a reach has data for, named in ``source``:

    1. ``measured``: the measured mean velocity.
    2. ``flow_over_area``: flow over width × depth, HJ 2.3-2018 t = Σ L/u with u = Q/A; not on standing reaches. The
       rectangle is ours.
    3. ``jobson_with_slope``, ``jobson_without_slope``: `jobson_velocity`; never on gated, standing or reversible
       reaches. A reach whose regime is not known counts as free.
    4. ``default_range``: the velocities given; as little on gated, standing or reversible reaches.
    5. ``unknown``: NaN; so is a reach whose length is unknown or 0, which is what a network has for unknown.

    Early is by the maximum velocity of the regression or of the range; of a measured velocity and of flow over area it
    is the leading edge, 0.89 of the probable time (Jobson's ratio; that it is used here is ours). Late is by
    ``late_share`` of the probable velocity, which is ours, or by the least velocity of the range.

    Parameters
    ----------
    facts
        Of n reaches.
    late_share
        Velocity of the latest water over the probable velocity [1], above 0 and not above 1.
    default_velocity_m_per_s
        Least, probable and greatest velocity [m/s] of reaches of which nothing is known; None = unknown stays so.

    Raises
    ------
    BreaksRule
        A share out of its bounds, velocities not above 0 or not in order.

    Examples
    --------
    >>> nan, one = np.array([np.nan, np.nan]), np.array([3600.0, 3600.0])
    >>> facts = ReachFacts(length_m=one, flow_m3_per_s=nan, mean_annual_flow_m3_per_s=nan,
    ...     velocity_m_per_s=np.array([0.5, np.nan]), width_m=nan, depth_m=nan, slope=nan, drainage_area_km2=nan,
    ...     regime=np.array(["gated", "gated"]), flow_source=np.array(["", ""]), velocity_source=np.array(["", ""]))
    >>> times = reach_travel_times(facts, default_velocity_m_per_s=(0.1, 0.2, 0.4))
    >>> times.early_h.round(2).tolist(), times.probable_h.tolist(), times.late_h.tolist(), times.source.tolist()
    ([1.78, nan], [2.0, nan], [4.0, nan], ['measured', 'unknown'])
    >>> len(reach_travel_times(ReachFacts(*[np.zeros(0)] * 11)).source)
    0
    """
    if not 0 < late_share <= 1:
        raise BreaksRule(
            "late_share 应大于 0 且不大于 1。", "late_share must be above 0 and not above 1.", parameter="late_share"
        )
    count = len(facts)
    source = np.full(count, "unknown", dtype="U20")
    early, probable, late = (np.full(count, np.nan) for _ in range(3))  # velocities [m/s]

    def take(name: str, has: NDArray[np.bool_], fast: Floats, middle: Floats, slow: Floats) -> None:
        """Use this way of knowing where it is known and no better one is."""
        chosen = has & (source == "unknown")
        source[chosen] = name
        for velocity, values in ((early, fast), (probable, middle), (late, slow)):
            velocity[chosen] = values[chosen]

    measured = np.where(facts.velocity_m_per_s > 0, facts.velocity_m_per_s, np.nan)
    take("measured", ~np.isnan(measured), measured / LEADING_EDGE, measured, measured * late_share)
    area_m2 = np.where((facts.width_m > 0) & (facts.depth_m > 0), facts.width_m * facts.depth_m, np.nan)
    over_area = np.where(facts.flow_m3_per_s > 0, facts.flow_m3_per_s, np.nan) / area_m2
    flows = ~np.isnan(over_area) & (facts.regime != "standing")
    take("flow_over_area", flows, over_area / LEADING_EDGE, over_area, over_area * late_share)
    is_free = ~np.isin(facts.regime, NOT_FREE)
    for name, slope in (("jobson_with_slope", facts.slope), ("jobson_without_slope", None)):
        peak, fastest = jobson_velocity(
            facts.flow_m3_per_s, facts.mean_annual_flow_m3_per_s, facts.drainage_area_km2 * 1e6, slope
        )
        fits = is_free & ~np.isnan(peak) & ((facts.slope > 0) | (slope is None))
        take(name, fits, fastest, peak, peak * late_share)
    if default_velocity_m_per_s is not None:
        least, middle, greatest = _read_range(default_velocity_m_per_s)
        whole = (np.full(count, value) for value in (greatest, middle, least))
        take("default_range", is_free, *whole)
    length_m = np.where(facts.length_m > 0, facts.length_m, np.nan)  # 0 is what a network has for unknown
    source[np.isnan(length_m)] = "unknown"
    early_h, probable_h, late_h = (length_m / velocity / 3600 for velocity in (early, probable, late))
    return TravelTimes(early_h, probable_h, late_h, source)


def _read_range(velocities: tuple[float, float, float]) -> tuple[float, float, float]:
    """The range, checked."""
    least, middle, greatest = velocities
    if not 0 < least <= middle <= greatest < np.inf:
        raise BreaksRule(
            "缺省流速应为由小到大的三个正数（米/秒）。",
            "The default velocities must be three numbers above 0 in rising order [m/s].",
            parameter="default_velocity_m_per_s",
        )
    return least, middle, greatest
