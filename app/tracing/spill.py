"""What enters the water, where and when, and whom it may reach (事故与受体)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.tracing.trace_question import Sentence

SPILL_KINDS: Final = ("spill", "discharge", "release")
"""Instantaneous spill of a mass 瞬时泄漏; discharge at a rate 持续排放; water let through a sluice 提闸放水."""


@dataclass(frozen=True, slots=True)
class Spill:
    """What enters the water at a place (事故排放).

    Attributes
    ----------
    row, measure_m
        Where: row of the network, metres from its inlet [m].
    moment
        When it begins; an aware instant.
    kind
        One of `SPILL_KINDS`.
    mass_g
        All that enters [g]; None where it is not known, or does not end.
    rate_g_per_s
        Of a discharge [g/s]; None for a spill, or where it is not known.
    duration_h
        How long it lasts [h]: 0 is instantaneous, None has no end.
    release_m3_per_s
        Water added by a release [m³/s].
    k_per_d, k_source
        Decay [1/d] and where it is from; None: the pollutant is taken as lasting, an upper bound.
    dispersion_m2_per_s, dispersion_source
        Low, probable and high longitudinal dispersion coefficient given by a person [m²/s], and where from; None takes
        Fischer's formula where width, depth and slope are known.
    max_distance_m, max_travel_h
        How far down the water is followed [m], [h]; None = no limit.
    """

    row: int
    measure_m: float
    moment: datetime
    kind: str
    mass_g: float | None = None
    rate_g_per_s: float | None = None
    duration_h: float | None = 0.0
    release_m3_per_s: float | None = None
    k_per_d: float | None = None
    k_source: str = ""
    dispersion_m2_per_s: tuple[float, float, float] | None = None
    dispersion_source: str = ""
    max_distance_m: float | None = None
    max_travel_h: float | None = None


@dataclass(frozen=True, slots=True)
class Receptor:
    """Something by the water that may be reached (受体): a section, an intake, a zone, a sluice, an emergency site.

    ``row`` and ``measure_m`` [m] where the water first meets it.
    """

    layer: str
    key: str
    name: str
    row: int
    measure_m: float


@dataclass(frozen=True, slots=True)
class Peak:
    """The greatest added concentration at a receptor (峰值浓度) [mg/L].

    ``formula`` E4p, E3, E3b, E3c, E3d of HJ 2.3-2018, or ``Jobson``. ``alpha`` and ``peclet`` [1] of the whole way,
    ``mixing_m`` the length until the cross-section is mixed [m]; None unknown. ``validity`` says whether it holds.
    """

    low: float
    probable: float
    high: float
    formula: str
    alpha: float | None
    peclet: float | None
    mixing_m: float | None
    validity: Sentence


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the water reaches a receptor (到达), in hours after the moment; NaN where the travel time is not known.

    ``early_h``, ``probable_h``, ``late_h`` of the leading edge (前锋) [h]; ``peak_h`` when the peak passes, by the
    probable velocity [h]; ``end_h`` when a tenth of the peak is left, by the late one [h], and ``end_rule`` how that
    is known (``jobson``, ``gaussian``, blank). ``distance_m`` along the river from the place [m].
    """

    receptor: Receptor
    distance_m: float
    early_h: float
    probable_h: float
    late_h: float
    peak_h: float
    peak: Peak | None
    end_h: float
    end_rule: str
