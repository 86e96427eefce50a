"""Judging against one upper limit an indicator, and joining judgements of several tables (单限值评价)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.assessment.attainment import MET, MET_ON_N, MISSED, UNDETERMINED, Attainment

Mask = NDArray[np.bool_]


def judge_limits(
    values: ArrayLike,
    limits: ArrayLike,
    required: ArrayLike,
    *,
    detection_limits: ArrayLike | None = None,
    lower_values: ArrayLike | None = None,
) -> Attainment:
    """Attainment of upper limits, met inclusively (单限值达标判定).

    Parameters
    ----------
    values
        (n, k) [mg/L]; half the detection limit where below it; NaN and negative numbers are not measured.
    limits
        (k,) or (n, k) [mg/L]; NaN where an indicator has no limit, which leaves it unjudged.
    required
        (k,) or (n, k).
    detection_limits, lower_values
        As in `app.assessment.attainment.attain`: a detection limit above the limit leaves it undeterminable.

    Examples
    --------
    >>> judge_limits([[250.0, 0.31], [251.0, 0.1], [float("nan"), 0.1]], [250.0, 0.3], True).names()
    ['missed', 'missed', 'met_on_n']
    >>> judge_limits([[0.005]], [0.002], True, detection_limits=[[0.01]], lower_values=[[0.0]]).names()
    ['undetermined']
    """
    numbers = np.asarray(values, dtype=np.float64)
    bounds = np.broadcast_to(np.asarray(limits, dtype=np.float64), numbers.shape)
    wanted = np.broadcast_to(np.asarray(required, dtype=bool), numbers.shape)
    unsure = np.zeros(numbers.shape, dtype=bool)
    surely = numbers
    if detection_limits is not None:
        unsure = np.asarray(detection_limits, dtype=np.float64) > bounds
        if lower_values is not None:
            surely = np.asarray(lower_values, dtype=np.float64)
    over = np.where(unsure, surely, numbers) > bounds
    judged = wanted & ((numbers >= 0) | unsure) & ~np.isnan(bounds)
    return from_masks(judged & ~over & ~unsure, judged & over, judged & unsure & ~over, wanted & ~judged)


def from_masks(met: Mask, missed: Mask, undeterminable: Mask, missing: Mask) -> Attainment:
    """An attainment whose state follows from its four masks (达标结果).

    Examples
    --------
    >>> no, yes = np.array([[False]]), np.array([[True]])
    >>> from_masks(yes, no, no, no).names(), from_masks(no, no, no, no).names()
    (['met'], ['undetermined'])
    """
    complete = ~undeterminable.any(axis=1) & ~missing.any(axis=1)
    state = np.where(
        missed.any(axis=1),
        MISSED,
        np.where(~met.any(axis=1), UNDETERMINED, np.where(complete, MET, MET_ON_N)),
    ).astype(np.int8)
    return Attainment(state, met, missed, undeterminable, missing)


def joined(parts: Sequence[Attainment]) -> Attainment:
    """One attainment over the indicators of several, side by side (合并评价)."""
    return from_masks(
        np.concatenate([part.met for part in parts], axis=1),
        np.concatenate([part.missed for part in parts], axis=1),
        np.concatenate([part.undeterminable for part in parts], axis=1),
        np.concatenate([part.missing for part in parts], axis=1),
    )


def without(attainment: Attainment, exempted: Mask) -> Attainment:
    """The attainment with some indicators left out of what is required (剔除豁免项)."""
    kept = ~exempted
    return from_masks(
        attainment.met & kept,
        attainment.missed & kept,
        attainment.undeterminable & kept,
        attainment.missing & kept,
    )
