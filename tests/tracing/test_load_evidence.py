"""Likelihood ratios of loads against numerical integration, and the increments' joint uncertainty by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import lognorm, norm

from app.tracing.factor_tables import number
from app.tracing.increments import balance_stretches
from app.tracing.load_evidence import load_evidence, load_ratios
from app.tracing.stretch_paths import find_stretches
from app.tracing.stretches import Increment
from tests.tracing.traced_networks import A, C, D, river, section, times


def increment(key: str, value: float, half_width: float, flux: float = 100.0, relative: bool = False) -> Increment:
    """An increment without loads on record, its 90 % bounds at ± half_width."""
    return Increment(
        key, (), (0,), value, value - half_width, value + half_width, None, None, None, None, flux, flux - value,
        relative, 0.1, "测试",
    )  # fmt: skip


def expected_ratio(value: float, sd: float, arriving: float, median: float, log_sd: float) -> float:
    """∫ N(U; E·d, sd) p(E) dE / N(U; 0, sd) by quadrature."""
    size = lognorm(log_sd, scale=median)
    top, _ = quad(lambda u: norm.pdf(value, np.exp(u) * arriving, sd) * size.pdf(np.exp(u)) * np.exp(u), -12, 14)
    return float(top / norm.pdf(value, 0, sd))


@pytest.mark.parametrize("value", [-30.0, 0.0, 25.0, 60.0])
@pytest.mark.parametrize("arriving", [1.0, 0.4])
def test_ratio_of_a_source_of_unknown_size(value: float, arriving: float) -> None:
    evidence = load_evidence([increment("S", value, 16.448536269514722)])
    sd = np.hypot(10.0, number("load_misfit_share") * 100.0)
    found = load_ratios(evidence, np.array([[arriving]]), np.array([np.nan]), 30.0)
    assert found[0] == pytest.approx(expected_ratio(value, sd, arriving, 30.0, 1.6), rel=5e-3)


def test_a_known_size_is_a_mixture() -> None:
    evidence = load_evidence([increment("S", 60.0, 16.448536269514722)])
    sd = np.hypot(10.0, 12.0)
    trust = number("load_record_trust")
    for size in (0.5, 20.0, 3000.0):
        own = expected_ratio(60.0, sd, 1.0, size, number("load_excess_log_sd"))
        wide = expected_ratio(60.0, sd, 1.0, 30.0, 1.6)
        found = load_ratios(evidence, np.array([[1.0]]), np.array([size]), 30.0)
        assert found[0] == pytest.approx(trust * own + (1 - trust) * wide, rel=5e-3)


def test_the_size_that_makes_the_increment_is_likelier_than_one_too_small_or_too_large() -> None:
    evidence = load_evidence([increment("S", 60.0, 10.0)])
    small, fitting, large = load_ratios(evidence, np.ones((3, 1)), np.array([0.3, 60.0, 20000.0]), 30.0)
    assert fitting > small
    assert fitting > large


def test_a_load_of_nothing_explains_nothing() -> None:
    evidence = load_evidence([increment("S", 60.0, 10.0)])
    nothing, unknown = load_ratios(evidence, np.ones((2, 1)), np.array([0.0, np.nan]), 30.0)
    trust = number("load_record_trust")
    assert nothing == pytest.approx(trust + (1 - trust) * unknown)


def test_the_stretch_with_the_increment_is_likelier_than_the_one_without() -> None:
    evidence = load_evidence([increment("S1", 2.0, 15.0), increment("S2", 60.0, 15.0)])
    without, with_it = load_ratios(evidence, np.eye(2), np.full(2, np.nan), 30.0)
    assert with_it > 20 * without


def test_nothing_known_is_one() -> None:
    assert load_ratios(load_evidence([]), np.zeros((2, 0)), np.full(2, np.nan), 1.0).tolist() == [1.0, 1.0]
    unknown = increment("S", np.nan, np.nan)
    assert load_evidence([unknown]).sections == ()
    elsewhere = load_ratios(load_evidence([increment("S", 60.0, 10.0)]), np.zeros((1, 1)), np.array([np.nan]), 30.0)
    assert elsewhere[0] == pytest.approx(1.0)


def test_relative_increments_do_not_look_at_sizes() -> None:
    evidence = load_evidence([increment("S", 0.6, 0.1, flux=1.0, relative=True)])
    small, large, unknown = load_ratios(evidence, np.ones((3, 1)), np.array([0.1, 1e6, np.nan]), 30.0)
    assert small == large == unknown > 1


def test_an_error_that_two_stretches_share_counts_once_up_and_once_down() -> None:
    """A flux read too high at S1 raises its own stretch and lowers the next: correlation −s²/(s·√(s² + r²)) by hand."""
    sections = [section("S1", C, 3600.0, 2.0, 3.0), section("S2", D, 7200.0, 2.0, 3.0)]
    stretches = find_stretches(river(), sections, times(), 0.0)
    found = balance_stretches(stretches, "测试", samples=40_000)
    evidence = load_evidence(found, stretches)
    covariance = np.linalg.inv(evidence.precision)
    flux = 3.0 * 2.0 * 86.4
    sd = flux * np.hypot(0.05, 0.05)
    misfit = (0.12 * flux) ** 2
    diffuse = 3.0 * 2.0 * 86.4 * 0.5  # S1 gains 3 m³/s at the low concentration of 2 mg/L, ± half of it
    assert covariance[0, 0] == pytest.approx(sd**2 + misfit + diffuse**2, rel=0.03)
    assert covariance[1, 1] == pytest.approx(2 * sd**2 + misfit, rel=0.03)
    assert covariance[0, 1] == pytest.approx(-(sd**2), rel=0.03)
    assert evidence.unexplained[0] == pytest.approx(flux - diffuse, rel=1e-9)
    assert evidence.diffuse_mg_per_l == 1.0


def test_anomalous_is_more_than_noise_misfit_and_diffuse_load_explain() -> None:
    sections = [section("S1", C, 3600.0, 1.0, 3.0), section("S2", D, 7200.0, 3.0, 3.2)]
    stretches = find_stretches(river(), sections, times(), 0.0)
    evidence = load_evidence(balance_stretches(stretches, "测试"), stretches)
    assert evidence.anomalous == {"S2"}  # S1 is a headwater stretch: its flux may be diffuse


def test_catchments_in_the_place_of_flows_gain_a_diffuse_load_too() -> None:
    """S2 has 12 km² at 2 mg/L, S1 9 km² at 1 mg/L: 1 − 9/24 is added, of it 3 km² at 1.25 mg/L · ½ of 24."""
    sections = [
        replace(section("S1", C, 3600.0, 1.0, 9.0), is_relative_flow=True),
        replace(section("S2", D, 7200.0, 2.0, 12.0), is_relative_flow=True),
    ]
    stretches = find_stretches(river(), sections, times(), 0.0)
    evidence = load_evidence(balance_stretches(stretches, "测试"), stretches)
    assert evidence.is_relative.all()
    assert evidence.unexplained[1] == pytest.approx(1 - 9 / 24 - 0.5 * 3 * 1.25 / 24)
    assert evidence.unexplained[0] == pytest.approx(1 - 0.5 * 1.25)  # all of a headwater's water is gained
    assert evidence.anomalous == {"S2"}


def test_places_without_a_section_below_have_no_increment() -> None:
    stretches = find_stretches(river(), [section("S1", A, 1800.0, 2.0, 1.0)], times(), 0.0)
    evidence = load_evidence(balance_stretches(stretches, "测试"), stretches)
    assert evidence.sections == ("S1",)
