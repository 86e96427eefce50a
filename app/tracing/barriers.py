"""What weakens or ends a walk upstream: sections, sluices, pumps, borders (阻隔与停止)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BARRIER_KINDS: Final = ("compliant_section", "closed_sluice", "pump_off", "border")
STOP_KINDS: Final = ("headwater", *BARRIER_KINDS, "max_distance", "max_travel_time")


@dataclass(frozen=True, slots=True)
class Barrier:
    """A place on a reach that weakens or cuts what lies above it (阻隔).

    Attributes
    ----------
    kind
        One of `BARRIER_KINDS`.
    layer, key, name
        The feature: a section, a sluice, a district's border (``layer`` ``districts``).
    row, measure_m
        Where it lies: row of the network, metres from the inlet of the row [m].
    weight
        What the leads above are multiplied by, 0 to 1; 0 cuts (达标断面, 境界), above 0 only weakens.
    hours
        How long it was closed within the window [h]; None where it is not that kind, or not known.
    reason_zh, reason_en
        One sentence with the numbers and their source.
    """

    kind: str
    layer: str
    key: str
    name: str
    row: int
    measure_m: float
    weight: float
    hours: float | None
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a branch of a walk stopped or was weakened (停止点), and why.

    ``kind`` is one of `STOP_KINDS`; ``weight`` 0 where the branch ends here. ``distance_m`` along the river from the
    start [m], ``probable_h`` travel of the water from here to the start [h], None where it is not known. ``layer``,
    ``key`` and ``name`` are blank for headwaters and limits, where ``row`` and ``measure_m`` tell the place.
    """

    kind: str
    layer: str
    key: str
    name: str
    row: int
    measure_m: float
    distance_m: float
    probable_h: float | None
    weight: float
    hours: float | None
    reason_zh: str
    reason_en: str
