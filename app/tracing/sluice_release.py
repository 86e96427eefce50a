"""Whom to tell downstream and where to sample more often: for a release of a sluice as for a spill (提闸放水告知)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.tracing.jobson import LEADING_EDGE
from app.tracing.passing_cloud import leading_edge
from app.tracing.spill import Arrival
from app.tracing.walked import Walk

SAMPLING_STEPS_H: Final = (0.5, 1.0, 2.0, 4.0, 6.0, 12.0)
LEAST_SAMPLES: Final = 10
"""At least so many samples while the water passes, at one of the steps [h]: ours, so that the peak is not missed."""


@dataclass(frozen=True, slots=True)
class DenseSampling:
    """A section to be sampled more often (加密监测): from, to, how often, in hours after the moment; None unknown."""

    key: str
    name: str
    from_h: float | None
    to_h: float | None
    every_h: float | None


@dataclass(frozen=True, slots=True)
class DistrictReached:
    """A district that the water reaches (下游行政区): distance [m], earliest and probable leading edge [h]."""

    name: str
    distance_m: float
    early_h: float
    probable_h: float


def sampling_step(passes_h: float) -> float:
    """How often to sample water that passes in so many hours (采样间隔) [h]: the longest step with enough samples.

    >>> [sampling_step(hours) for hours in (3.0, 10.0, 45.0, 300.0)]
    [0.5, 1.0, 4.0, 12.0]
    """
    fitting = [step for step in SAMPLING_STEPS_H if passes_h / step >= LEAST_SAMPLES]
    return fitting[-1] if fitting else SAMPLING_STEPS_H[0]


def dense_sampling(arrivals: Sequence[Arrival]) -> tuple[DenseSampling, ...]:
    """The sections reached, nearest first, with when and how often to sample (加密监测断面).

    From one step before the earliest leading edge until a tenth of the peak is left; where that is not known, until the
    latest leading edge is past by as long as the earliest and the latest are apart (ours). A section without a known
    travel time is listed without hours, one at the very place of the spill from the moment on, without an end.

    >>> dense_sampling([])
    ()
    """
    told = []
    for one in arrivals:
        if one.receptor.layer != "sections":
            continue
        key, name = one.receptor.key, one.receptor.name
        if math.isnan(one.early_h) or math.isnan(one.late_h):
            told.append(DenseSampling(key, name, None, None, None))
            continue
        if not one.distance_m > 0 and math.isnan(one.end_h):
            told.append(DenseSampling(key, name, 0.0, None, SAMPLING_STEPS_H[0]))
            continue
        until = one.end_h if not math.isnan(one.end_h) else 2 * one.late_h - one.early_h
        step = sampling_step(until - one.early_h)
        told.append(DenseSampling(key, name, max(one.early_h - step, 0.0), until, step))
    return tuple(told)


def districts_reached(walk: Walk, district_of_row: Mapping[int, str]) -> tuple[DistrictReached, ...]:
    """The districts that the water reaches, nearest first (下游行政区).

    Parameters
    ----------
    district_of_row
        Name of the district of a row; rows of unknown districts are left out.
    """
    first: dict[str, int] = {}
    for piece in np.argsort(walk.distance_m, kind="stable").tolist():
        name = district_of_row.get(int(walk.row[piece]), "")
        if name:
            first.setdefault(name, piece)
    return tuple(
        DistrictReached(
            name, float(walk.distance_m[at]),
            leading_edge(float(walk.early_h[at]), float(walk.probable_h[at])),
            LEADING_EDGE * float(walk.probable_h[at]),
        )
        for name, at in first.items()
    )  # fmt: skip
