"""What the factors of a trace look at beside the candidate itself (溯源上下文)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.tracing.candidates import LEVELS, Factor
from app.tracing.stretches import Increment

FACTOR_LEVELS: Final[dict[str, str]] = {
    "barrier": "L1", "travel": "L2", "pollutant": "L3", "record": "L3", "type": "L3", "season": "L3", "load": "L4",
}  # fmt: skip
"""The level from which on a factor takes part."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands on the walk (所在位置): distance to the start [m], travel [h] (NaN unknown), weight of
    the barriers on its way; ``travel_source`` how the time through its reach is known."""

    distance_m: float
    early_h: float
    probable_h: float
    late_h: float
    weight: float
    travel_source: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A factor and what it says of the evidence (因子与证据): ``stance`` 1 supports, -1 contradicts, 0 neither."""

    factor: Factor
    stance: int


@dataclass(frozen=True, eq=False)
class TraceContext:
    """What is known of a trace beside its candidates (溯源上下文).

    Attributes
    ----------
    indicator
        Code of the indicator traced.
    window_start, window_end
        When the water was at the start; aware instants, equal for a moment.
    level
        The highest level whose factors take part: the lower of what was asked and what the data carry.
    increments
        The increment of each stretch, by the key of its lower section.
    delivered
        Fraction of a load that enters at a candidate and arrives at the lower end of its stretch [1], by the
        candidate's id; 1 where it is not there.
    flux_kg_per_d
        Flux at the start [kg/d]; None where it is not known or only relative.
    delivered_to_start
        As ``delivered``, to the start.
    is_flood_season, had_rain
        None unknown; ``season_source`` says where from.
    """

    indicator: str
    window_start: datetime
    window_end: datetime
    level: str = "L4"
    increments: Mapping[str, Increment] = field(default_factory=dict)
    delivered: Mapping[str, float] = field(default_factory=dict)
    flux_kg_per_d: float | None = None
    delivered_to_start: Mapping[str, float] = field(default_factory=dict)
    is_flood_season: bool | None = None
    had_rain: bool | None = None
    season_source: str = ""

    def takes(self, factor: str) -> bool:
        """True where the factor takes part at this level."""
        return LEVELS.index(FACTOR_LEVELS[factor]) <= LEVELS.index(self.level)
