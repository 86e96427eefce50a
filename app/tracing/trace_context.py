"""What the factors of a trace look at beside the candidate itself (溯源上下文)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.tracing.candidates import LEVELS, Factor
from app.tracing.stretch_paths import Stretches

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
    flux_kg_per_d
        Flux at the start [kg/d]; None where it is not known or only relative.
    is_flood_season, had_rain
        None unknown; ``season_source`` says where from.
    travel_sources
        How the time through each row is known, in words; by row.
    """

    indicator: str
    window_start: datetime
    window_end: datetime
    level: str = "L4"
    flux_kg_per_d: float | None = None
    is_flood_season: bool | None = None
    had_rain: bool | None = None
    season_source: str = ""
    travel_sources: Mapping[int, str] = field(default_factory=dict)

    def takes(self, factor: str) -> bool:
        """True where the factor takes part at this level."""
        return LEVELS.index(FACTOR_LEVELS[factor]) <= LEVELS.index(self.level)


@dataclass(frozen=True, eq=False)
class Balance:
    """How loads arrive (负荷到达): the stretches; for a candidate's number, (section, fraction [1]) at the next
    sections down, and the fraction [1] that arrives at the start; ``proportion`` of each section what its flow is in
    proportion to, for stretches without flows."""

    stretches: Stretches
    arriving: Mapping[int, tuple[tuple[str, float], ...]]
    at_start: Mapping[int, float]
    proportion: Mapping[str, float] = field(default_factory=dict)
