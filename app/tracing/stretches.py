"""Stretches between neighbouring sections, and what is added in each (区间与区间增量)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionValue:
    """What was measured at a section in the period (断面通量依据).

    ``concentration_mg_per_l`` of the indicator traced; ``flow_m3_per_s`` the flow, None unknown; ``*_source`` say where
    a number is from; ``*_sd`` its relative standard uncertainty [1]. ``is_relative_flow``: the flow is in proportion
    only (catchment, treatment-plant flow), its unit means nothing. ``sampled_at`` ISO text of the latest value.
    """

    key: str
    name: str
    row: int
    measure_m: float
    concentration_mg_per_l: float
    flow_m3_per_s: float | None
    concentration_source: str
    flow_source: str
    concentration_sd: float
    flow_sd: float
    is_relative_flow: bool = False
    sampled_at: str | None = None


@dataclass(frozen=True, slots=True)
class Increment:
    """What is added between a section and its neighbours upstream (区间增量).

    Loads in kg/d as they arrive at the lower section, or relative (``is_relative``: share of the lower section's flux
    [1]). ``low`` and ``high`` are the 5 % and 95 % bounds of the Monte Carlo run. ``known_kg_per_d`` is the sum of
    the loads on record within the stretch, None where none is; ``unexplained_kg_per_d`` = increment − known, which may
    be below zero and is then said, not cut off. ``rows`` are the reaches of the stretch.
    """

    to_section: str
    from_sections: tuple[str, ...]
    rows: tuple[int, ...]
    increment: float
    low: float
    high: float
    known: float | None
    unexplained: float | None
    unexplained_low: float | None
    unexplained_high: float | None
    flux_down: float
    flux_up: float
    is_relative: bool
    k_per_d: float
    k_source: str
    notes_zh: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()
