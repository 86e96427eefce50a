"""What is known of each reach for travel and mass balance (河段水力属性)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.network.arrays import Network

Floats = NDArray[np.float64]
Texts = NDArray[Any]

REGIMES: Final = ("free", "gated", "standing", "reversible")
"""How a reach flows: freely, between sluices, not at all (pool, lake), either way; blank is not known."""


@dataclass(frozen=True, eq=False)
class ReachFacts:
    """Facts of the n rows of a network (河段水力属性), in its row order; NaN and blank are unknown, never a default.

    Attributes
    ----------
    length_m
        (n,) length [m].
    flow_m3_per_s
        (n,) flow in the period asked about [m³/s].
    mean_annual_flow_m3_per_s
        (n,) mean annual flow, Jobson's Qa [m³/s].
    velocity_m_per_s
        (n,) measured mean velocity [m/s].
    width_m, depth_m
        (n,) water surface width and mean depth [m].
    slope
        (n,) slope of the bed [1].
    drainage_area_km2
        (n,) catchment down to the outlet of the reach [km²].
    regime
        (n,) one of `REGIMES`, or blank.
    flow_source, velocity_source
        (n,) where the number is from, as the layer or the values say it; blank where there is none.
    """

    length_m: Floats
    flow_m3_per_s: Floats
    mean_annual_flow_m3_per_s: Floats
    velocity_m_per_s: Floats
    width_m: Floats
    depth_m: Floats
    slope: Floats
    drainage_area_km2: Floats
    regime: Texts
    flow_source: Texts
    velocity_source: Texts

    def __len__(self) -> int:
        """Number of rows n."""
        return len(self.length_m)


def with_reversible(facts: ReachFacts, network: Network) -> ReachFacts:
    """The facts with the regime ``reversible`` on each row that the network lets flow both ways (往复流河段).

    A canal that a sluice turned for part of the time flows both ways in the network as of that time, whatever its
    regime on record is; a standing reach stays standing.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> table = pd.DataFrame({"code": ["a", "b"], "f": [1, 2], "t": [2, 3], "direction": ["both", None]})
    >>> network = build(table, from_node="f", to_node="t")
    >>> blank = np.array(["", ""])
    >>> facts = ReachFacts(*[np.full(2, np.nan)] * 8, np.array(["free", "free"]), blank, blank)
    >>> with_reversible(facts, network).regime.tolist()
    ['reversible', 'free']
    """
    both = network.arc_row[network.is_way_back]
    if not len(both):
        return facts
    regime = facts.regime.astype("U10")
    regime[both] = np.where(regime[both] == "standing", "standing", "reversible")
    return replace(facts, regime=regime)
