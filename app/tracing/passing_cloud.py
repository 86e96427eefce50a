"""How a cloud of pollutant passes a place below several reaches: its spread, peak and end (污染团过境).

E4p of HJ 2.3-2018 is for one uniform reach. Written in time instead of in length it reads M/(Q·σ·√(2π))·exp(−k·t) with
σ² = 2·Ex·x/u³; over several reaches the σ² of each are added (the variances of a passage add), and so the answer is
E4p itself where all are alike. A discharge that lasts τ hours is the same cloud, begun again at every moment of τ.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf

from app.tracing.jobson import LEADING_EDGE

Floats = NDArray[np.float64]

DISPERSION_FACTOR: Final = 4.0
"""Fischer's coefficient is taken a fourth and four times as large for the bounds (low, high): his own finding, from
knowledge; a setting of ours."""

TAIL_SIGMAS: Final = float(np.sqrt(2 * np.log(10)))
"""From the peak to where a Gaussian cloud is down to a tenth of it, in σ."""


def leading_edge(early_h: float, probable_h: float) -> float:
    """The earliest leading edge (前锋最早到达) [h]: 0.89 of the peak's time by the early velocity.

    By the probable one where the early is not known.

    >>> leading_edge(8.0, 10.0), leading_edge(9.5, 10.0), leading_edge(float("nan"), 10.0)
    (7.12, 8.455, 8.9)
    """
    return float(LEADING_EDGE * np.fmin(early_h, probable_h))


def time_variance(length_m: ArrayLike, travel_h: ArrayLike, dispersion_m2_per_s: ArrayLike) -> Floats:
    """What a reach adds to the variance of the passage, σ² = 2·Ex·L/u³ with u = L/t (过境历时方差) [h²].

    NaN where the time or the coefficient is not known; 0 for a reach without length.

    >>> round(float(time_variance(3000, 3000 / 0.3 / 3600, 10.0)), 5)
    0.17147
    """
    length, hours = np.asarray(length_m, dtype=np.float64), np.asarray(travel_h, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = 2 * np.asarray(dispersion_m2_per_s) * 3600 * hours**3 / length**2
    return np.where(length > 0, variance, 0.0)


def cloud_peak(
    mass_g: ArrayLike, flow_m3_per_s: ArrayLike, variance_h2: ArrayLike, travel_h: ArrayLike, *, duration_h: float,
    k_per_d: float,
) -> Floats:  # fmt: skip
    """Greatest concentration as the cloud passes (过境峰值浓度) [mg/L]: E4p of a spill, Cp·Qp/Q of a steady load.

    Parameters
    ----------
    mass_g
        All that enters in ``duration_h`` [g].
    flow_m3_per_s
        At the place; NaN or not above 0 gives NaN.
    variance_h2
        Sum of `time_variance` along the way [h²].
    travel_h
        To the peak, for the decay [h].
    duration_h
        τ; below a second is instantaneous.
    k_per_d
        First-order decay; 0 for none.

    Examples
    --------
    The very E4p of ``app.tracing.dispersion.spill_peak`` (1.9370 mg/L), and a discharge of 30 g/s over 1,000 h:

    >>> hours = 3000 / 0.3 / 3600
    >>> v = time_variance(3000, hours, 10.0)
    >>> round(float(cloud_peak(1e5, 45 * 0.3, v, hours, duration_h=0, k_per_d=0.2)), 4)
    1.937
    >>> round(float(cloud_peak(30 * 3.6e6, 2.2, v, hours, duration_h=1000, k_per_d=0)), 4)
    13.6364
    """
    flow = np.asarray(flow_m3_per_s, dtype=np.float64)
    flow = np.where(flow > 0, flow, np.nan)
    sigma_h = np.sqrt(np.asarray(variance_h2, dtype=np.float64))
    kept = np.exp(-k_per_d / 24 * np.asarray(travel_h, dtype=np.float64))
    with np.errstate(divide="ignore"):
        if duration_h * 3600 >= 1:
            rate_g_per_s = np.asarray(mass_g) / (duration_h * 3600)
            share = erf(duration_h / (2 * np.sqrt(2) * sigma_h))
            return np.asarray(rate_g_per_s / flow * share * kept, dtype=np.float64)
        return np.asarray(np.asarray(mass_g) / (flow * sigma_h * 3600 * np.sqrt(2 * np.pi)) * kept, dtype=np.float64)


def unit_peak(peak_h: ArrayLike, flow_m3_per_s: ArrayLike, mean_annual_flow_m3_per_s: ArrayLike) -> Floats:
    """Jobson's unit-peak concentration Cup (单位峰值浓度) [10⁻⁶/s]: 857·Tp^(−0.760·(Q/Qa)^−0.079), Tp in hours.

    Peak of a conservative spill: Cup·10⁻⁶·M/Q. NaN where a flow is not known.

    Source: Jobson, USGS WRIR 96-4013 (1996), eq. 7.

    >>> round(float(unit_peak(10.0, 20.0, 20.0)), 1)
    148.9
    """
    share = np.asarray(flow_m3_per_s, dtype=np.float64) / np.asarray(mean_annual_flow_m3_per_s, dtype=np.float64)
    hours = np.asarray(peak_h, dtype=np.float64)
    share, hours = np.where(share > 0, share, np.nan), np.where(hours > 0, hours, np.nan)
    return np.asarray(857.0 * hours ** (-0.760 * share**-0.079), dtype=np.float64)


def passage_hours(unit_peak_per_s: ArrayLike) -> Floats:
    """From the leading edge until a tenth of the peak is left (过境历时) [h]: 2·10⁶/Cup seconds.

    Source: Jobson, USGS WRIR 96-4013 (1996), eq. 19.

    >>> round(float(passage_hours(148.9)), 2)
    3.73
    """
    return np.asarray(2e6 / np.asarray(unit_peak_per_s, dtype=np.float64) / 3600, dtype=np.float64)
