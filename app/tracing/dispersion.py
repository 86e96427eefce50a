"""One-dimensional mixing, decay and dispersion of a river (一维水质模型), HJ 2.3-2018 附录 E, and where each holds.

Numbers may be floats or arrays that broadcast; NaN in, NaN out. Decay comes in 1/d and is turned into 1/s here.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

GRAVITY_M_PER_S2: Final = 9.81
SECONDS_PER_DAY: Final = 86_400.0
ADVECTIVE_ALPHA: Final = 0.027
DISPERSIVE_ALPHA: Final = 380.0
TAYLOR_MOST_WIDTH_TO_DEPTH: Final = 100.0
STEADY_FORMULAS: Final = ("E3", "E3b", "E3c", "E3d")
"""推流降解, 对流扩散降解简化, 对流扩散降解, 扩散降解; chosen by `steady_formula`."""


def shear_velocity(depth_m: ArrayLike, slope: ArrayLike) -> Floats:
    """Shear velocity u* = √(g·H·I) (摩阻流速) [m/s]; NaN for a depth or slope not above 0.

    >>> round(float(shear_velocity(1.5, 2e-4)), 5)
    0.05425
    """
    depth, bed = _positive(depth_m), _positive(slope)
    return np.asarray(np.sqrt(GRAVITY_M_PER_S2 * depth * bed), dtype=np.float64)


def taylor_lateral_mixing(width_m: ArrayLike, depth_m: ArrayLike, slope: ArrayLike) -> Floats:
    """Lateral mixing coefficient Ey = (0.058H + 0.0065B)·u* by Taylor (横向混合系数) [m²/s].

    NaN where B/H is above 100, for which the formula is not meant.

    Source: HJ 2.3-2018 附录 E, 泰勒公式.

    >>> round(float(taylor_lateral_mixing(30, 1.5, 2e-4)), 6), taylor_lateral_mixing(200, 1.5, 2e-4).item()
    (0.015298, nan)
    """
    width, depth = _positive(width_m), _positive(depth_m)
    mixing = (0.058 * depth + 0.0065 * width) * shear_velocity(depth, slope)
    return np.where(width / depth <= TAYLOR_MOST_WIDTH_TO_DEPTH, mixing, np.nan)


def fischer_dispersion(velocity_m_per_s: ArrayLike, width_m: ArrayLike, depth_m: ArrayLike, slope: ArrayLike) -> Floats:
    """Longitudinal dispersion coefficient Ex = 0.011·u²·B²/(H·u*) by Fischer (纵向离散系数) [m²/s].

    Source: Fischer's formula as reports under HJ 2.3-2018 use it (费希尔公式). It meets measured values within a
    factor of about 4, which `app.tracing.passing_cloud.DISPERSION_FACTOR` carries as bounds.

    >>> round(float(fischer_dispersion(0.3, 30, 1.5, 2e-4)), 3)
    10.949
    """
    velocity, width, depth = _positive(velocity_m_per_s), _positive(width_m), _positive(depth_m)
    return np.asarray(0.011 * velocity**2 * width**2 / (depth * shear_velocity(depth, slope)), dtype=np.float64)


def mixing_length(
    velocity_m_per_s: ArrayLike,
    width_m: ArrayLike,
    lateral_mixing_m2_per_s: ArrayLike,
    bank_distance_m: ArrayLike = 0.0,
) -> Floats:
    """Length until the cross-section is mixed (混合过程段长度) [m]; nearer than this, one dimension does not hold.

    ``bank_distance_m`` a of the discharge from the bank; E1: Lm = {0.11 + 0.7·[0.5 − a/B − 1.1(0.5 − a/B)²]^½}·u·B²/Ey.

    Source: HJ 2.3-2018 附录 E, E.1.

    >>> round(float(mixing_length(0.3, 30, 0.0152978)), 0)
    7802.0
    """
    velocity, width, mixing = _positive(velocity_m_per_s), _positive(width_m), _positive(lateral_mixing_m2_per_s)
    off = 0.5 - np.asarray(bank_distance_m, dtype=np.float64) / width
    share = 0.11 + 0.7 * np.sqrt(np.maximum(off - 1.1 * off**2, 0.0))
    return np.asarray(share * velocity * width**2 / mixing, dtype=np.float64)


def mixed_concentration(
    discharge_mg_per_l: ArrayLike, discharge_m3_per_s: ArrayLike, river_mg_per_l: ArrayLike, river_m3_per_s: ArrayLike
) -> Floats:
    """Concentration after complete mixing (零维均匀混合) [mg/L]: E2, (Cp·Qp + Ch·Qh)/(Qp + Qh); NaN without any flow.

    >>> round(float(mixed_concentration(50, 0.2, 10, 2.0)), 4)
    13.6364
    """
    discharge = np.asarray(discharge_m3_per_s, dtype=np.float64)
    river = np.asarray(river_m3_per_s, dtype=np.float64)
    load = np.asarray(discharge_mg_per_l) * discharge + np.asarray(river_mg_per_l) * river
    return np.asarray(load / _positive(discharge + river), dtype=np.float64)


def oconnor_number(k_per_d: ArrayLike, dispersion_m2_per_s: ArrayLike, velocity_m_per_s: ArrayLike) -> Floats:
    """O'Connor number α = k·Ex/u² (奥康纳数) [1].

    >>> round(float(oconnor_number(0.2, 10.0, 0.3)), 7)
    0.0002572
    """
    k_per_s = np.asarray(k_per_d, dtype=np.float64) / SECONDS_PER_DAY
    return np.asarray(k_per_s * np.asarray(dispersion_m2_per_s) / _positive(velocity_m_per_s) ** 2, dtype=np.float64)


def peclet_number(velocity_m_per_s: ArrayLike, width_m: ArrayLike, dispersion_m2_per_s: ArrayLike) -> Floats:
    """Péclet number Pe = u·B/Ex (贝克来数) [1].

    >>> round(float(peclet_number(0.3, 30, 10.0)), 6)
    0.9
    """
    flow_m2_per_s = np.asarray(velocity_m_per_s, dtype=np.float64) * np.asarray(width_m, dtype=np.float64)
    return np.asarray(flow_m2_per_s / _positive(dispersion_m2_per_s), dtype=np.float64)


def steady_formula(alpha: float, peclet: float) -> str | None:
    """Which steady formula holds (模型适用条件): one of `STEADY_FORMULAS`, None where α or Pe is unknown.

    Source: HJ 2.3-2018 附录 E, E.3.2: α ≤ 0.027 and Pe ≥ 1 / Pe < 1, 0.027 < α ≤ 380, α > 380.

    >>> [steady_formula(a, p) for a, p in ((0.0, 1.0), (0.027, 0.9), (0.0271, 5.0), (380.0, 1.0), (381.0, 1.0))]
    ['E3', 'E3b', 'E3c', 'E3c', 'E3d']
    >>> steady_formula(float("nan"), 1.0)
    """
    if np.isnan(alpha):
        return None
    if alpha > DISPERSIVE_ALPHA:
        return "E3d"
    if alpha > ADVECTIVE_ALPHA:
        return "E3c"
    if np.isnan(peclet):
        return None
    return "E3" if peclet >= 1 else "E3b"


def steady_concentration(
    distance_m: ArrayLike, *, formula: str, load_g_per_s: float, flow_m3_per_s: float, velocity_m_per_s: float,
    k_per_d: float, dispersion_m2_per_s: float, area_m2: float | None = None,
) -> Floats:  # fmt: skip
    """Concentration along a river under a steady discharge (一维稳态) [mg/L].

    Parameters
    ----------
    distance_m
        x downstream of the discharge, below 0 upstream of it [m]; E3 has nothing upstream (NaN).
    formula
        One of `STEADY_FORMULAS`, as `steady_formula` chooses.
    load_g_per_s
        Cp·Qp + Ch·Qh [g/s].
    flow_m3_per_s
        Qp + Qh.
    area_m2
        Cross-section, of E3d; None takes Q/u.

    Notes
    -----
    HJ 2.3-2018 附录 E, E.3.2. E3 C0·exp(−kx/u); E3b the same below and C0·exp(ux/Ex) above; E3c
    C0·exp(ux/2Ex·(1 ∓ √(1+4α))), C0 divided by √(1+4α); E3d C0·exp(∓x·√(k/Ex)), C0 = load/(2A·√(k·Ex)).

    Examples
    --------
    >>> steady_concentration([0.0, 5000.0], formula="E3", load_g_per_s=30.0, flow_m3_per_s=2.2, velocity_m_per_s=0.3,
    ...                      k_per_d=0.2, dispersion_m2_per_s=10.0).round(4).tolist()
    [13.6364, 13.1203]
    >>> steady_concentration([], formula="E3", load_g_per_s=1.0, flow_m3_per_s=1.0, velocity_m_per_s=1.0, k_per_d=0.0,
    ...                      dispersion_m2_per_s=1.0).tolist()
    []
    """
    if formula not in STEADY_FORMULAS:
        raise ValueError(f"no formula {formula}")
    x = np.asarray(distance_m, dtype=np.float64)
    k, u, e = k_per_d / SECONDS_PER_DAY, velocity_m_per_s, dispersion_m2_per_s
    first = load_g_per_s / flow_m3_per_s
    if formula == "E3":
        return np.where(x >= 0, first * np.exp(-k * np.maximum(x, 0) / u), np.nan)
    if formula == "E3b":
        return np.where(x < 0, first * np.exp(u * np.minimum(x, 0) / e), first * np.exp(-k * np.maximum(x, 0) / u))
    if formula == "E3c":
        root = np.sqrt(1 + 4 * k * e / u**2)
        return np.asarray(first / root * np.exp(u * x / (2 * e) * (1 - np.copysign(root, x))), dtype=np.float64)
    area = flow_m3_per_s / u if area_m2 is None else area_m2
    return np.asarray(
        load_g_per_s / (2 * area * np.sqrt(k * e)) * np.exp(-np.abs(x) * np.sqrt(k / e)), dtype=np.float64
    )


def spill_concentration(
    distance_m: ArrayLike, time_s: ArrayLike, *, mass_g: float, area_m2: float, dispersion_m2_per_s: float,
    velocity_m_per_s: float, k_per_d: float,
) -> Floats:  # fmt: skip
    """Concentration after an instantaneous spill (瞬时点源) [mg/L]: E4; 0 at and before the moment of the spill.

    Source: HJ 2.3-2018 附录 E, E.3.3 瞬时排放.

    >>> round(float(spill_concentration(3000, 10_000, mass_g=1e5, area_m2=45, dispersion_m2_per_s=10,
    ...                                 velocity_m_per_s=0.3, k_per_d=0.2)), 4)
    1.937
    """
    x, t = np.broadcast_arrays(np.asarray(distance_m, dtype=np.float64), np.asarray(time_s, dtype=np.float64))
    begun = np.where(t > 0, t, np.nan)
    spread = 4 * dispersion_m2_per_s * begun
    cloud = mass_g / (area_m2 * np.sqrt(np.pi * spread)) * np.exp(-((x - velocity_m_per_s * begun) ** 2) / spread)
    return np.where(t > 0, cloud * np.exp(-k_per_d / SECONDS_PER_DAY * begun), np.where(np.isnan(t), np.nan, 0.0))


def spill_peak(
    distance_m: ArrayLike, *, mass_g: ArrayLike, area_m2: ArrayLike, dispersion_m2_per_s: ArrayLike,
    velocity_m_per_s: ArrayLike, k_per_d: ArrayLike,
) -> Floats:  # fmt: skip
    """Peak of an instantaneous spill as it passes a place (瞬时点源峰值) [mg/L]: E4p, reached at about x/u.

    >>> round(float(spill_peak(3000, mass_g=1e5, area_m2=45, dispersion_m2_per_s=10, velocity_m_per_s=0.3,
    ...                        k_per_d=0.2)), 4)
    1.937
    """
    time_s = _positive(distance_m) / _positive(velocity_m_per_s)
    width_m = np.sqrt(4 * np.pi * _positive(dispersion_m2_per_s) * time_s)
    decay = np.exp(-np.asarray(k_per_d, dtype=np.float64) / SECONDS_PER_DAY * time_s)
    return np.asarray(np.asarray(mass_g) / (_positive(area_m2) * width_m) * decay, dtype=np.float64)


def spill_peak_time(
    distance_m: ArrayLike, *, dispersion_m2_per_s: ArrayLike, velocity_m_per_s: ArrayLike, k_per_d: ArrayLike
) -> Floats:
    """When E4 is greatest at a place (峰现时间) [s]: the root of dC/dt = 0, earlier than the x/u of E4p.

    (u² + 4k·Ex)·t² + 2Ex·t − x² = 0; the shorter the way against Ex/u, the further E4p is off.

    >>> round(float(spill_peak_time(3000, dispersion_m2_per_s=10, velocity_m_per_s=0.3, k_per_d=0.2)), 0)
    9884.0
    """
    x, e = np.asarray(distance_m, dtype=np.float64), np.asarray(dispersion_m2_per_s, dtype=np.float64)
    speed = np.asarray(velocity_m_per_s) ** 2 + 4 * np.asarray(k_per_d) / SECONDS_PER_DAY * e
    return np.asarray((np.sqrt(e**2 + speed * x**2) - e) / speed, dtype=np.float64)


def _positive(values: ArrayLike) -> Any:
    """The values as floats, NaN where they are not above 0."""
    given = np.asarray(values, dtype=np.float64)
    return np.where(given > 0, given, np.nan)
