"""What may have caused an exceedance, the factors of its priority, and its place in the order (排查线索)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

CANDIDATE_KINDS: Final = (
    "outfall", "drain", "discharger", "channel", "tributary", "settlement", "livestock", "farmland",
    "black_odorous_water", "pool", "opened_sluice", "unlisted",
)  # fmt: skip
"""``pool`` is dammed water above a closed sluice; ``opened_sluice`` one that was closed and opened within the window;
``unlisted`` a source in this stretch that no layer lists."""

FACTOR_NAMES: Final = ("travel", "barrier", "pollutant", "load", "record", "type", "season")
LEVELS: Final = ("L0", "L1", "L2", "L3", "L4")  # L5 fingerprints and L6 probabilities have their place after these


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something on a searched reach that may discharge (候选来源); None and empty are unknown.

    Attributes
    ----------
    kind
        One of `CANDIDATE_KINDS`; ``layer`` and ``key`` name the feature, blank for ``unlisted`` and ``pool``.
    row, measure_m
        Where it enters: row of the network, metres from its inlet [m].
    stretch
        Key of the section at the lower end of its stretch; blank where there is none.
    category
        Its type in the layer's own words (outfall_type_2, kind of a discharger).
    indicators
        Codes of its characteristic pollutants and permit items.
    load_kg_per_d, load_source
        Load of the indicator traced on record [kg/d], and where it is from.
    is_load_estimated
        The load was not measured: the most that its emission standard allows. It tells of the size, and is not known.
    flow_m3_per_d
        Its discharge [m³/d].
    active
        Intervals in which it is known to have discharged; empty where not known.
    exceedances, open_problems, sampling_gaps
        How often it exceeded within the record's window, problems not mended, months that lack their sample.
    is_rain_driven
        It discharges with rain (雨洪排口, 溢流口, farmland).
    is_discharging
        As last seen in the field; None where not seen.
    verdict, verdict_note
        ``confirmed``, ``excluded`` or blank; from the investigation.
    chain
        受纳水体—排污口—排污通道—排污单位: ``{"water": …, "outfall": …, "channels": […], "dischargers": […]}``.
    """

    kind: str
    layer: str
    key: str
    name: str
    row: int
    measure_m: float
    stretch: str = ""
    category: str = ""
    indicators: tuple[str, ...] = ()
    load_kg_per_d: float | None = None
    load_source: str = ""
    is_load_estimated: bool = False
    flow_m3_per_d: float | None = None
    active: tuple[tuple[datetime, datetime], ...] = ()
    exceedances: int | None = None
    open_problems: int | None = None
    sampling_gaps: int | None = None
    is_rain_driven: bool = False
    is_discharging: bool | None = None
    verdict: str = ""
    verdict_note: str = ""
    chain: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """One named factor of a lead's priority (因子): ``value`` multiplies; ``number`` and ``unit`` are what it rests on,
    ``source`` where the rule is from, ``evidence_*`` a sentence. 1 where nothing is known, and it says so."""

    name: str
    value: float
    number: float | None
    unit: str
    source: str
    evidence_zh: str
    evidence_en: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A candidate in its place in the order of priority (排查线索).

    ``score`` is the product of the factors; ``share`` the score over the sum of all scores of the trace [1];
    ``evidence_level`` one of `LEVELS`: the highest whose evidence this lead itself has. Travel from its place to the
    start [h], NaN unknown.
    """

    candidate: Candidate
    rank: int
    score: float
    share: float
    evidence_level: str
    factors: tuple[Factor, ...]
    distance_m: float
    early_h: float
    probable_h: float
    late_h: float
