"""The river formulas of HJ 2.3-2018 against numbers worked by hand, and their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import trapezoid

from app.tracing.dispersion import (
    fischer_dispersion,
    mixed_concentration,
    mixing_length,
    oconnor_number,
    peclet_number,
    shear_velocity,
    spill_concentration,
    spill_peak,
    spill_peak_time,
    steady_concentration,
    steady_formula,
    taylor_lateral_mixing,
)
from app.tracing.passing_cloud import cloud_peak, passage_hours, time_variance, unit_peak

# Worked by hand for B = 30 m, H = 1.5 m, I = 0.0002, u = 0.3 m/s:
# u* = sqrt(9.81·1.5·0.0002) = 0.0542494; Ey = (0.087 + 0.195)·u* = 0.0152983; Ex = 0.011·0.09·900/(1.5·u*) = 10.949;
# Lm, a = 0: (0.11 + 0.7·sqrt(0.5 − 0.275))·0.3·900/Ey = 0.4420392·270/0.0152983 = 7801.6.
WORKED = [
    (shear_velocity(1.5, 0.0002), 0.0542494, 1e-6),
    (taylor_lateral_mixing(30, 1.5, 0.0002), 0.0152983, 1e-6),
    (fischer_dispersion(0.3, 30, 1.5, 0.0002), 10.9494, 1e-3),
    (mixing_length(0.3, 30, 0.0152983), 7801.5, 0.3),
    (mixing_length(0.3, 30, 0.0152983, 15.0), 0.11 * 270 / 0.0152983, 1e-6),  # in the middle only 0.11 is left
    (mixed_concentration(50, 0.2, 10, 2.0), 30 / 2.2, 1e-12),
    (oconnor_number(0.2, 10, 0.3), 0.2 / 86400 * 10 / 0.09, 1e-12),
    (peclet_number(0.3, 30, 10), 0.9, 1e-12),
    # sqrt(4π·10·10000) = 1120.998; 1e5/(45·1120.998) = 1.982360; exp(−0.2·10000/86400) = 0.977118 → 1.93700
    (spill_peak(3000, mass_g=1e5, area_m2=45, dispersion_m2_per_s=10, velocity_m_per_s=0.3, k_per_d=0.2),
     1.93700, 1e-5),
    # 857·10^(−0.760·0.5^(−0.079)): 0.5^−0.079 = 1.056285, ·0.760 = 0.802777, 10^−0.802777 = 0.157479 → 134.96
    (unit_peak(10.0, 10.0, 20.0), 134.96, 0.01),
    (passage_hours(134.96), 4.1164, 1e-3),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected", "within"), WORKED)
def test_the_formulas_give_what_was_worked_by_hand(found: np.ndarray, expected: float, within: float) -> None:
    assert float(found) == pytest.approx(expected, abs=within)


def test_the_lateral_formula_is_not_used_beyond_its_width() -> None:
    assert np.isnan(taylor_lateral_mixing(150.1, 1.5, 0.0002))
    assert np.isfinite(taylor_lateral_mixing(150.0, 1.5, 0.0002))


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_what_is_not_known_stays_unknown(bad: float) -> None:
    assert np.isnan(fischer_dispersion(0.3, 30, 1.5, bad))
    assert np.isnan(fischer_dispersion(bad, 30, 1.5, 0.0002))
    assert np.isnan(mixed_concentration(1, 0, 1, bad))
    assert np.isnan(cloud_peak(1.0, bad, 1.0, 1.0, duration_h=0, k_per_d=0))
    assert np.isnan(unit_peak(5.0, bad, 10.0))


@pytest.mark.parametrize(
    ("alpha", "peclet", "formula"),
    [
        (0.027, 1.0, "E3"), (0.027, 0.999, "E3b"), (0.0270001, 9.0, "E3c"), (380.0, 9.0, "E3c"), (380.1, 9.0, "E3d"),
        (0.0, float("nan"), None), (float("nan"), 1.0, None),
    ],
)  # fmt: skip
def test_the_steady_formula_is_chosen_by_both_numbers(alpha: float, peclet: float, formula: str | None) -> None:
    assert steady_formula(alpha, peclet) == formula


def steady(formula: str, x: float, **more: float) -> float:
    """One value of a steady formula with the numbers of the hand-worked case."""
    told = {"load_g_per_s": 30.0, "flow_m3_per_s": 2.2, "velocity_m_per_s": 0.3, "k_per_d": 0.2,
            "dispersion_m2_per_s": 10.0, **more}  # fmt: skip
    return float(steady_concentration(x, formula=formula, **told))


def test_the_steady_formulas_give_what_was_worked_by_hand() -> None:
    assert steady("E3", 5000) == pytest.approx(13.6364 * np.exp(-0.2 / 86400 * 5000 / 0.3), abs=1e-4)
    assert steady("E3", 5000) == pytest.approx(13.1203, abs=1e-4)
    assert np.isnan(steady("E3", -1))
    assert steady("E3b", -100) == pytest.approx(13.63636 * np.exp(-3.0), abs=1e-5)
    # α = 2/86400·400/0.01 = 0.925926, √(1 + 4α) = 2.168802; u = 0.1, Ex = 400: u·x/(2Ex) = 0.5 at 4 km
    more = {"velocity_m_per_s": 0.1, "k_per_d": 2.0, "dispersion_m2_per_s": 400.0}
    assert steady("E3c", 4000, **more) == pytest.approx(13.63636 / 2.168802 * np.exp(0.5 * -1.168802), abs=1e-4)
    assert steady("E3c", -4000, **more) == pytest.approx(13.63636 / 2.168802 * np.exp(-0.5 * 3.168802), abs=1e-4)
    # k·Ex = 2/86400·400 = 0.00925926, √ = 0.0962250; √(k/Ex) = 2.405626e-4; A = 22 m²
    assert steady("E3d", 1000, **more) == pytest.approx(30 / (2 * 22 * 0.096225) * np.exp(-0.2405626), abs=1e-4)
    assert steady("E3d", -1000, **more) == steady("E3d", 1000, **more)


def test_a_spill_keeps_its_mass_but_for_decay() -> None:
    x = np.linspace(-5000, 15_000, 40_001)
    for k_per_d in (0.0, 0.5):
        c = spill_concentration(
            x, 10_000, mass_g=1e5, area_m2=45, dispersion_m2_per_s=10, velocity_m_per_s=0.3, k_per_d=k_per_d
        )
        kept = 1e5 * np.exp(-k_per_d / 86400 * 10_000)
        assert trapezoid(c, x) * 45 == pytest.approx(kept, rel=1e-6)


def test_nothing_is_there_before_the_spill() -> None:
    told = {"mass_g": 1.0, "area_m2": 1.0, "dispersion_m2_per_s": 1.0, "velocity_m_per_s": 1.0, "k_per_d": 0.0}
    assert spill_concentration([0.0, 1.0], [-1.0, 0.0], **told).tolist() == [0.0, 0.0]


@given(
    st.floats(500, 50_000), st.floats(0.5, 50), st.floats(0.05, 1.5), st.floats(0, 2)
)  # fmt: skip
def test_the_peak_formula_is_never_above_the_true_peak(x: float, e: float, u: float, k: float) -> None:
    told = {"dispersion_m2_per_s": e, "velocity_m_per_s": u, "k_per_d": k}
    at = float(spill_peak_time(x, **told))
    true = float(spill_concentration(x, at, mass_g=1e4, area_m2=20, **told))
    around = spill_concentration(x, at * np.linspace(0.5, 2, 301), mass_g=1e4, area_m2=20, **told)
    assert at <= x / u
    assert float(np.max(around)) <= true * (1 + 1e-9)
    assert float(spill_peak(x, mass_g=1e4, area_m2=20, **told)) <= true * (1 + 1e-9)


@given(st.lists(st.floats(10, 20_000), min_size=1, max_size=6), st.floats(0.5, 50), st.floats(0.05, 1.5))
def test_cutting_a_uniform_river_into_reaches_changes_nothing(lengths: list[float], e: float, u: float) -> None:
    length_m = np.array(lengths)
    hours = length_m / u / 3600
    variance, travel_h = float(time_variance(length_m, hours, e).sum()), float(hours.sum())
    found = float(cloud_peak(1e5, 20 * u, variance, travel_h, duration_h=0, k_per_d=0.2))
    whole = {"mass_g": 1e5, "area_m2": 20, "dispersion_m2_per_s": e, "velocity_m_per_s": u, "k_per_d": 0.2}
    assert found == pytest.approx(float(spill_peak(length_m.sum(), **whole)), rel=1e-9)


@given(st.floats(1e-3, 100), st.floats(0, 200))
def test_a_discharge_lies_between_a_spill_and_a_steady_state(variance: float, duration_h: float) -> None:
    told = {"k_per_d": 0.0}
    spilt = float(cloud_peak(1e6, 5.0, variance, 10.0, duration_h=0, **told))
    lasting = float(cloud_peak(1e6, 5.0, variance, 10.0, duration_h=duration_h, **told))
    assert lasting <= spilt * (1 + 1e-9)
    if duration_h > 0:
        assert lasting <= 1e6 / (duration_h * 3600) / 5.0 * (1 + 1e-9)


def test_a_longer_passage_lowers_the_peak_and_a_reach_without_length_adds_nothing() -> None:
    assert float(time_variance(0.0, 0.0, 10.0)) == 0.0
    assert np.isnan(time_variance(1000.0, np.nan, 10.0))
    assert np.isnan(time_variance(1000.0, 1.0, np.nan))
