"""A walk up or down the river from a place: the pieces reached, how far, how long, how weakened (溯源行走)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.errors import BreaksRule
from app.network.arrays import Network
from app.network.reach_search import check_mode
from app.tracing.barriers import Barrier
from app.tracing.travel_times import TravelTimes
from app.tracing.walk_pieces import lay_pieces
from app.tracing.walked import Walk


def walk_upstream(
    network: Network,
    row: int,
    measure_m: float | None,
    times: TravelTimes,
    barriers: Sequence[Barrier] = (),
    *,
    max_distance_m: float | None = None,
    max_travel_h: float | None = None,
    mode: str = "up",
) -> Walk:
    """The pieces of reaches above a place, with distance, hours and weight (向上行走).

    A barrier of weight 0 cuts at its measure; one above 0 multiplies the weight of what lies above it. Limits cut at
    their measure. ``max_travel_h`` is held against the probable hours; reaches whose hours are not known count 0
    hours there, so nothing is cut for want of knowledge, and `Walk.unknown_rows` tells how many there are.

    Parameters
    ----------
    network
        With n rows.
    row, measure_m
        The start: row, and metres from its inlet [m], which cuts its first piece; None = its lower end.
    times
        Of the n rows.
    barriers
        Those known; others than on the way do not matter.
    max_distance_m, max_travel_h
        Limits along the river [m], [h]; None = no limit.
    mode
        ``up`` every way, ``upmain`` the main path only.

    Raises
    ------
    BreaksRule
        A row that is none, a limit below 0, a distance limit where no length is known. Unparsable: an unknown mode.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": list("abc"), "to": ["c", "c", None], "length_m": [3e3, 4e3, 5e3]}),
    ...     to_key="to")
    >>> hours = np.array([3.0, 4.0, 5.0])
    >>> times = TravelTimes(hours / 2, hours, hours * 2, np.array(["measured"] * 3))
    >>> walk = walk_upstream(network, 2, 2e3, times, max_travel_h=5)
    >>> list(zip(walk.row.tolist(), walk.low_m.tolist(), walk.high_m.tolist(), strict=True))
    [(2, 0.0, 2000.0), (0, 0.0, 3000.0), (1, 1000.0, 4000.0)]
    >>> [(stop.kind, stop.distance_m, stop.probable_h) for stop in walk.stops]
    [('headwater', 5000.0, 5.0), ('max_travel_time', 5000.0, 5.0)]
    >>> from app.tracing.walked import locate
    >>> locate(walk, 0, 1000.0).probable_h
    4.0
    >>> locate(walk, 1, 500.0) is None
    True
    """
    check_mode("upstream", mode)
    return _walk(network, row, measure_m, times, barriers, max_distance_m, max_travel_h, mode)


def walk_downstream(
    network: Network,
    row: int,
    measure_m: float | None,
    times: TravelTimes,
    barriers: Sequence[Barrier] = (),
    *,
    max_distance_m: float | None = None,
    max_travel_h: float | None = None,
    mode: str = "down",
) -> Walk:
    """The pieces of reaches below a place, with distance, hours and weight (向下行走).

    As `walk_upstream` with the water: modes ``down`` and ``downmain``; without a measure the start is the inlet of
    the row; branches end at an ``outlet``.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [3e3, 4e3]}), to_key="to")
    >>> unknown = np.full(2, np.nan)
    >>> walk = walk_downstream(network, 0, 1e3, TravelTimes(unknown, unknown, unknown, np.array(["unknown"] * 2)))
    >>> walk.distance_m.tolist(), walk.low_m.tolist(), walk.unknown_rows
    ([0.0, 2000.0], [1000.0, 0.0], 2)
    """
    check_mode("downstream", mode)
    return _walk(network, row, measure_m, times, barriers, max_distance_m, max_travel_h, mode)


def _walk(
    network: Network,
    row: int,
    measure_m: float | None,
    times: TravelTimes,
    barriers: Sequence[Barrier],
    max_distance_m: float | None,
    max_travel_h: float | None,
    mode: str,
) -> Walk:
    """The walk of both directions, once what is asked is checked."""
    if not 0 <= row < len(network):
        raise BreaksRule(
            f"row 应在 0 与 {len(network) - 1} 之间。", f"row must be between 0 and {len(network) - 1}.",
            parameter="row",
        )  # fmt: skip
    for name, limit in (("max_distance_m", max_distance_m), ("max_travel_h", max_travel_h)):
        if limit is not None and not limit >= 0:
            raise BreaksRule(f"{name} 应不小于 0。", f"{name} must not be below 0.", parameter=name)
    if measure_m is not None and not np.isfinite(measure_m):
        raise BreaksRule("measure_m 应为有限的数。", "measure_m must be a finite number.", parameter="measure_m")
    if max_distance_m is not None and network.has_no_lengths:
        raise BreaksRule(
            "河段长度未知，不能按距离查找；请补图形或 length_m。",
            "No reach has a known length, so there are no distances to limit; give geometry or length_m.",
            parameter="max_distance_m",
        )
    return lay_pieces(network, row, measure_m, times, barriers, max_distance_m, max_travel_h, mode)
