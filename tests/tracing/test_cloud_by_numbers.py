"""The passage over unlike reaches against the equation itself, solved on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import solve_banded

from app.tracing.passing_cloud import cloud_peak, time_variance

FLOW_M3_PER_S = 9.0
CELL_M, STEP_S = 20.0, 40.0


def solved_peak(
    reaches: list[tuple[float, float, float]], mass_g: float, k_per_d: float, duration_h: float = 0.0
) -> tuple[float, float]:
    """Greatest concentration [mg/L] at the lower end of the last reach and when [h], by Crank–Nicolson.

    A·∂C/∂t + Q·∂C/∂x = ∂/∂x(A·E·∂C/∂x) − k·A·C over reaches of (length [m], velocity [m/s], dispersion [m²/s]); the
    flow is the same in all, so that A = Q/u. Five kilometres more follow below, so that no end is felt.
    """
    length, velocity, dispersion = (np.array(column) for column in zip(*reaches, strict=True))
    cells = np.round(length / CELL_M).astype(int)
    gauge = int(cells.sum())
    cells[-1] += round(5000 / CELL_M)
    u, e = np.repeat(velocity, cells), np.repeat(dispersion, cells)
    area = FLOW_M3_PER_S / u
    conduct = area * e
    between = 2 * conduct[1:] * conduct[:-1] / (conduct[1:] + conduct[:-1]) / CELL_M
    volume = area * CELL_M
    count = len(u)
    lower, centre, upper = np.zeros(count), np.zeros(count), np.zeros(count)  # dC/dt of each cell by its neighbours
    half = FLOW_M3_PER_S / 2
    lower[1:] = (between + half) / volume[1:]
    upper[:-1] = (between - half) / volume[:-1]
    centre[1:] -= (between - half) / volume[1:]
    centre[:-1] -= (between + half) / volume[:-1]
    centre -= k_per_d / 86_400
    ahead, behind = -STEP_S / 2, STEP_S / 2
    banded = np.vstack([np.roll(upper, 1) * ahead, 1 + centre * ahead, np.roll(lower, -1) * ahead])
    c = np.zeros(count)
    source = 2  # a few cells in, so that the first does not leak upstream
    steps_in = max(1, round(duration_h * 3600 / STEP_S))
    peak, at = 0.0, 0.0
    for step in range(1, 20_000):
        if step <= steps_in:
            c[source] += mass_g / steps_in / volume[source]
        right = c + behind * centre * c
        right[1:] += behind * lower[1:] * c[:-1]
        right[:-1] += behind * upper[:-1] * c[1:]
        c = solve_banded((1, 1), banded, right)
        if c[gauge] > peak:
            peak, at = float(c[gauge]), step * STEP_S / 3600
        elif c[gauge] < 0.5 * peak and step > steps_in:
            break
    return peak, at


def told_peak(
    reaches: list[tuple[float, float, float]], mass_g: float, k_per_d: float, duration_h: float = 0.0
) -> tuple[float, float]:
    """The same by the sum of the variances."""
    hours = [length / velocity / 3600 for length, velocity, _ in reaches]
    variance = sum(float(time_variance(length, own, e)) for (length, _, e), own in zip(reaches, hours, strict=True))
    peak = cloud_peak(mass_g, FLOW_M3_PER_S, variance, sum(hours), duration_h=duration_h, k_per_d=k_per_d)
    return float(peak), sum(hours) + duration_h / 2


CASES = [
    ([(12_000.0, 0.3, 8.0)], 0.0, 0.0),
    ([(6000.0, 0.3, 10.0), (9000.0, 0.5, 4.0)], 0.3, 0.0),
    ([(8000.0, 0.5, 5.0), (4000.0, 0.2, 6.0), (6000.0, 0.4, 12.0)], 0.0, 0.0),
    ([(6000.0, 0.3, 10.0), (9000.0, 0.5, 4.0)], 0.3, 6.0),
]  # fmt: skip


@pytest.mark.parametrize(("reaches", "k_per_d", "duration_h"), CASES)
def test_the_sum_of_the_variances_gives_the_peak_of_the_equation(
    reaches: list[tuple[float, float, float]], k_per_d: float, duration_h: float
) -> None:
    solved, at = solved_peak(reaches, 1e5, k_per_d, duration_h)
    told, when = told_peak(reaches, 1e5, k_per_d, duration_h)
    assert told == pytest.approx(solved, rel=0.03)
    assert when == pytest.approx(at, rel=0.05 if duration_h else 0.03)  # the top of a lasting discharge is flat
