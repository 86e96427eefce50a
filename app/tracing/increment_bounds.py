"""Bounds of increments by drawing what was measured and the decay anew (增量上下限)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from app.network.arrays import Flags, Floats, Ints
from app.tracing.stretch_paths import Stretches

BOUNDS: Final = (0.05, 0.95)


def draw_increments(
    stretches: Stretches, unit: Floats, incoming: Floats, is_relative: Flags, samples: int, seed: int
) -> Floats:
    """(2, s) 5 % and 95 % bounds of the increments, relative ones as shares of the lower flux."""
    count = len(stretches.sections)
    if not count:
        return np.zeros((2, 0))
    rng = np.random.default_rng(seed)
    variance = [np.log1p(at.concentration_sd**2) + np.log1p(at.flow_sd**2) for at in stretches.sections]
    # ln of a lognormal factor whose relative standard deviation is sd has the variance ln(1 + sd²).
    noise = rng.standard_normal((count, samples))
    noise *= np.sqrt(variance)[:, None]
    np.exp(noise, out=noise)
    drawn = _draw_k(stretches, rng.standard_normal(samples))
    grid = len(stretches.k_grid)
    most, least = stretches.links.fraction[:, 3 : 3 + grid], stretches.links.fraction[:, 3 + grid :]
    low, high = _subtract(stretches, unit, incoming, is_relative, noise, _delivered(most, drawn))
    if not np.array_equal(most, least):
        _, high = _subtract(stretches, unit, incoming, is_relative, noise, _delivered(least, drawn))
    return np.vstack([low, high])


def _subtract(
    stretches: Stretches, unit: Floats, incoming: Floats, is_relative: Flags, noise: Floats, delivered: Floats
) -> Floats:
    """(2, s) bounds of the lower flux less what arrives from above."""
    links = stretches.links
    arriving = noise[links.node]
    arriving *= delivered
    arrives_at = csr_matrix((incoming, (links.section, np.arange(len(incoming)))), (len(unit), len(incoming)))
    rest = noise * unit[:, None]
    rest -= arrives_at @ arriving
    if is_relative.any():
        own = noise[is_relative] * unit[is_relative, None]
        rest[is_relative] = np.divide(rest[is_relative], own, out=np.full_like(own, np.nan), where=own > 0)
    return _quantiles(rest)


class _DrawnK(NamedTuple):
    """Where each draw of k lies: ``at`` (samples,) the grid point below, ``part`` of the step to the next [1]."""

    at: Ints
    part: Floats


def _draw_k(stretches: Stretches, normal: Floats) -> _DrawnK | None:
    """The draws of k by standard normal numbers; None where k is exact."""
    grid = stretches.k_grid
    if len(grid) == 1:
        return None
    assert stretches.k_sd is not None
    k = np.clip(stretches.k_per_d * np.exp(np.sqrt(np.log1p(stretches.k_sd**2)) * normal), grid[0], grid[-1])
    at = np.clip(np.searchsorted(grid, k, side="right") - 1, 0, len(grid) - 2)
    return _DrawnK(at, (k - grid[at]) / (grid[at + 1] - grid[at]))


def _delivered(fraction: Floats, drawn: _DrawnK | None) -> Floats:
    """(links, samples) fraction delivered at each draw of k, or (links, 1), from (links, g) those at the grid."""
    # On one way ln of the fraction is a straight line in k; on ways that rejoin it is nearly one between grid points.
    if drawn is None:
        return fraction.copy()
    line = np.log(np.maximum(fraction, np.finfo(np.float64).tiny))
    found = np.diff(line, axis=1)[:, drawn.at]
    found *= drawn.part
    found += line[:, drawn.at]
    return np.asarray(np.exp(found, out=found))


def _quantiles(values: Floats) -> Floats:
    """(2, s) `BOUNDS` of each row by linear interpolation; NaN where the row is."""
    at = np.array(BOUNDS) * (values.shape[1] - 1)
    low = at.astype(np.int64)
    parted = np.partition(values, np.concatenate([low, low + 1]), axis=1)
    found = parted[:, low] + (at - low) * (parted[:, low + 1] - parted[:, low])
    return np.where(np.isnan(values).any(axis=1), np.nan, found.T)
