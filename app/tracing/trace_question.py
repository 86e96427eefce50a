"""What a trace is asked, and what it answers with: the frame that all its parts fill (溯源问题与结果)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.tracing.barriers import Stop
from app.tracing.candidates import Lead
from app.tracing.stretches import Increment

if TYPE_CHECKING:
    from app.tracing.sampling_points import SamplingPoint
    from app.tracing.walked import Walk


@dataclass(frozen=True, slots=True)
class TraceQuestion:
    """Where and when an indicator was too high, and how far to look (溯源问题).

    Attributes
    ----------
    row, measure_m
        Where the trace begins: row of the network, metres from its inlet [m]; None = its lower end.
    section_key
        The section that stands there; blank for any other place.
    indicator
        Code of the indicator traced.
    window_start, window_end
        When the water was at the start: the month, or the moment twice; aware instants.
    moment
        The moment asked about; None for a month.
    max_distance_m, max_travel_h
        How far up the water is followed [m], [h]; None = no limit.
    k_per_d, k_source
        Decay [1/d] and where it is from; None where none was chosen: there is no default.
    is_load
        Concentration times flow is a load of the indicator; of pH, oxygen, temperature and counts it is none.
    level_asked
        The highest of `app.tracing.candidates.LEVELS` to go to.
    is_flood_season, had_rain
        Season and rain of the window, None unknown; ``season_source`` says where from.
    """

    row: int
    measure_m: float | None
    section_key: str
    indicator: str
    window_start: datetime
    window_end: datetime
    moment: datetime | None = None
    max_distance_m: float | None = None
    max_travel_h: float | None = None
    k_per_d: float | None = None
    k_source: str = ""
    is_load: bool = True
    level_asked: str = "L4"
    is_flood_season: bool | None = None
    had_rain: bool | None = None
    season_source: str = ""


@dataclass(frozen=True, slots=True)
class TraceSettings:
    """What a trace's user may set (溯源参数): ``samples`` and ``seed`` of the Monte Carlo run, ``k_sd`` relative
    standard uncertainty of the decay [1] or None, ``most_sampling_points`` how many places to propose."""

    samples: int = 2000
    seed: int = 0
    k_sd: float | None = None
    most_sampling_points: int = 5


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place by the river that can be reached (可到达点位): a section, a sluice, a bridge; ``kind`` in the layer's
    own words (桥梁, 闸坝, 断面 …), ``row`` and ``measure_m`` where it stands on the network [m]."""

    kind: str
    layer: str
    key: str
    name: str
    row: int
    measure_m: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in Chinese and in English."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """JSON ready."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class LevelNote:
    """One level of a trace (溯源层级): whether it was reached, what it assumed, what it lacked."""

    id: str
    reached: bool
    assumed: tuple[Sentence, ...] = ()
    lacking: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class TraceResult:
    """The answer of a trace (溯源结果).

    Attributes
    ----------
    walk
        The pieces of reaches searched.
    stops
        Where each branch stopped or was weakened.
    increments
        What is added in each stretch; empty below L4.
    leads
        In order of priority, excluded ones last.
    sampling_points
        Where to sample next, the best first.
    levels
        A note for each level up to the one asked.
    level_reached
        The highest level that the data carried.
    """

    walk: Walk
    stops: tuple[Stop, ...]
    increments: tuple[Increment, ...]
    leads: tuple[Lead, ...]
    sampling_points: tuple[SamplingPoint, ...]
    levels: tuple[LevelNote, ...]
    level_reached: str
