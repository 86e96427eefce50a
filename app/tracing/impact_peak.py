"""The peak concentration at one place of the way, and whether the formula holds there (峰值浓度与适用性)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.tracing.dispersion import (
    ADVECTIVE_ALPHA,
    DISPERSIVE_ALPHA,
    mixing_length,
    oconnor_number,
    peclet_number,
    spill_peak_time,
    steady_concentration,
    steady_formula,
    taylor_lateral_mixing,
)
from app.tracing.passing_cloud import cloud_peak, unit_peak
from app.tracing.spill import Peak, Spill
from app.tracing.trace_question import Sentence

MOST_SHIFT = 0.05
"""E4p's x/u may be later than the peak of E4 by so much of it before the answer says so [1]; ours."""


@dataclass(frozen=True, slots=True)
class PassingWater:
    """The water as it passes a place of the way (过境水体): NaN unknown.

    ``distance_m`` from the spill [m] · ``hours`` early, probable, late of the peak [h] · ``variance_h2`` of the
    passage, low, probable, high [h²] · ``flow_m3_per_s`` and ``mean_annual_flow_m3_per_s`` there · ``width_m``,
    ``depth_m``, ``slope`` of the reach · ``is_free`` flows freely · ``share`` of the whole amount that comes here [1].
    """

    distance_m: float
    hours: tuple[float, ...]
    variance_h2: tuple[float, ...]
    flow_m3_per_s: float
    mean_annual_flow_m3_per_s: float
    width_m: float
    depth_m: float
    slope: float
    is_free: bool
    share: float


def peak_of(spill: Spill, water: PassingWater) -> Peak | None:
    """The peak at a place (峰值), None where amount, flow or travel time is not known, or it is the spill's own place.

    By E4p where the dispersion along the way is known, else by Jobson's unit peak where the river flows freely; a
    discharge without an end by the steady formula that α and Pe choose.
    """
    if not water.flow_m3_per_s > 0 or not water.distance_m > 0 or math.isnan(water.hours[1]):
        return None
    if spill.duration_h is None:
        return _steady(spill, water)
    if spill.mass_g is None:
        return None
    found = _by_dispersion(spill, water)
    if any(math.isnan(value) for value in found):
        return _by_unit_peak(spill, water)
    alpha, peclet, mixing = _numbers(spill, water)
    return Peak(*found, "E4p", alpha, peclet, mixing, _validity(spill, water, alpha, peclet, mixing))


def _by_dispersion(spill: Spill, water: PassingWater) -> tuple[float, float, float]:
    """Low, probable, high: widest and latest, probable, narrowest and earliest with the whole mass."""
    whole = spill.mass_g or 0.0
    cases = ((2, water.share), (1, water.share), (0, 1.0))
    low, probable, high = (
        float(cloud_peak(
            whole * share, water.flow_m3_per_s, water.variance_h2[at], water.hours[at],
            duration_h=spill.duration_h or 0.0, k_per_d=spill.k_per_d or 0.0,
        )) for at, share in cases
    )  # fmt: skip
    return low, probable, high


def _by_unit_peak(spill: Spill, water: PassingWater) -> Peak | None:
    """By Jobson's regression of measured clouds; a discharge that lasts is not above its steady concentration."""
    if not water.is_free:
        return None
    values = []
    for at, share in ((2, water.share), (1, water.share), (0, 1.0)):
        per_s = 1e-6 * float(unit_peak(water.hours[at], water.flow_m3_per_s, water.mean_annual_flow_m3_per_s))
        per_s = min(per_s, 1 / (spill.duration_h * 3600)) if spill.duration_h else per_s
        kept = math.exp(-(spill.k_per_d or 0.0) / 24 * water.hours[at])
        values.append((spill.mass_g or 0.0) * share / water.flow_m3_per_s * per_s * kept)
    if any(math.isnan(value) for value in values):
        return None
    low, probable, high = values
    return Peak(low, probable, high, "Jobson", None, None, None, Sentence(
        "宽度、水深或比降不全，改用 Jobson 单位峰值经验公式（USGS WRIR 96-4013 式7），未作 α、Pe 校核",
        "Width, depth or slope are not all known: Jobson's regression of unit peaks (USGS WRIR 96-4013, eq. 7), "
        "without a check of α and Pe",
    ))  # fmt: skip


def _steady(spill: Spill, water: PassingWater) -> Peak | None:
    """What a discharge without an end comes to; E3 needs no dispersion but for its check."""
    if spill.rate_g_per_s is None:
        return None
    alpha, peclet, mixing = _numbers(spill, water)
    chosen = steady_formula(math.nan if alpha is None else alpha, math.nan if peclet is None else peclet) or "E3"
    values = []
    for at, share in ((2, water.share), (1, water.share), (0, 1.0)):
        velocity, dispersion = _as_uniform(water, at)
        if math.isnan(dispersion) and chosen != "E3":
            return None
        values.append(float(steady_concentration(
            water.distance_m, formula=chosen, load_g_per_s=spill.rate_g_per_s * share,
            flow_m3_per_s=water.flow_m3_per_s, velocity_m_per_s=velocity, k_per_d=spill.k_per_d or 0.0,
            dispersion_m2_per_s=dispersion,
        )))  # fmt: skip
    low, probable, high = min(values), values[1], max(values)
    return Peak(low, probable, high, chosen, alpha, peclet, mixing, _validity(spill, water, alpha, peclet, mixing))


def _as_uniform(water: PassingWater, at: int) -> tuple[float, float]:
    """Velocity [m/s] and dispersion [m²/s] of the uniform reach that is as long, as quick and spreads as much."""
    time_s = water.hours[at] * 3600
    velocity = water.distance_m / time_s if time_s > 0 else math.nan
    return velocity, water.variance_h2[at] * 3600**2 * velocity**3 / (2 * water.distance_m)


def _numbers(spill: Spill, water: PassingWater) -> tuple[float | None, float | None, float | None]:
    """α, Pe and the length of the mixing zone [m]; None unknown."""
    velocity, dispersion = _as_uniform(water, 1)
    alpha = float(oconnor_number(spill.k_per_d or 0.0, dispersion, velocity))
    peclet = float(peclet_number(velocity, water.width_m, dispersion))
    lateral = taylor_lateral_mixing(water.width_m, water.depth_m, water.slope)
    mixing = float(mixing_length(velocity, water.width_m, lateral))
    return _known(alpha), _known(peclet), _known(mixing)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _validity(
    spill: Spill, water: PassingWater, alpha: float | None, peclet: float | None, mixing: float | None
) -> Sentence:
    """Which formula α and Pe ask for, whether the cross-section is mixed, how far E4p is from E4."""
    if alpha is None or peclet is None:
        zh, en = ["α、Pe 未能校核"], ["α and Pe could not be checked"]
    else:
        kind_zh, kind_en = _regime(alpha, peclet)
        zh = [f"α={alpha:.3g}，Pe={peclet:.3g}，{kind_zh}"]
        en = [f"α = {alpha:.3g}, Pe = {peclet:.3g}: {kind_en}"]
    if mixing is None:
        zh.append("混合过程段长度未知")
        en.append("the length of the mixing zone is not known")
    elif water.distance_m < mixing:
        zh.append(f"距离小于混合过程段长度 {mixing:,.0f} 米，断面尚未混匀，近岸浓度高于此值")
        en.append(f"nearer than the mixing zone of {mixing:,.0f} m: not mixed yet, higher near the bank")
    else:
        zh.append(f"已过混合过程段（{mixing:,.0f} 米）")
        en.append(f"beyond the mixing zone of {mixing:,.0f} m")
    velocity, dispersion = _as_uniform(water, 1)
    if spill.duration_h == 0 and not math.isnan(dispersion):
        at_s = float(spill_peak_time(
            water.distance_m, dispersion_m2_per_s=dispersion, velocity_m_per_s=velocity, k_per_d=spill.k_per_d or 0.0
        ))  # fmt: skip
        shift = 1 - at_s * velocity / water.distance_m
        if shift > MOST_SHIFT:
            zh.append(f"离散强，峰现时间较 x/u 约早 {shift:.0%}，峰值偏低")
            en.append(f"strong dispersion: the peak comes about {shift:.0%} before x/u and is higher than told")
    return Sentence("；".join(zh), "; ".join(en))


def _regime(alpha: float, peclet: float) -> tuple[str, str]:
    """What α and Pe say of the river, HJ 2.3-2018 附录 E."""
    if alpha > DISPERSIVE_ALPHA:
        return "离散降解为主，推流公式不适用", "dispersion rules; formulas of advection do not hold"
    if alpha > ADVECTIVE_ALPHA:
        return "推流与离散并重", "advection and dispersion both matter"
    if peclet >= 1:
        return "以推流为主，一维公式适用", "advection rules; the one-dimensional formula holds"
    return (
        "离散较强（Pe<1），下游可用简化公式",
        "dispersion is strong (Pe < 1); downstream the simplified formula holds",
    )
