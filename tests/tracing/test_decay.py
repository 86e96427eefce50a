"""Coefficients of decay: as the table of references has them, and none by itself."""

from __future__ import annotations

import math
from importlib.resources import files

import pytest

from app.assessment.indicators import indicator_table
from app.errors import BreaksRule
from app.tracing.decay import decay_choices, temperature_factor

INDICATORS = {"COD": "w01018", "BOD5": "w01017", "NH3N": "w21003", "TP": "w21011"}


@pytest.mark.parametrize(
    ("pollutant", "spans"),
    [
        ("COD", [(0.18, 0.25), (0.1, 0.18), (0.05, 0.1), (0.22, 0.3), (0.15, 0.15)]),
        ("NH3N", [(0.15, 0.2), (0.1, 0.15), (0.05, 0.1)]),
        ("TP", [(0.02, 0.1)]),
        ("BOD5", [(0.024, 0.054)]),
    ],
)
def test_spans(pollutant: str, spans: list[tuple[float, float]]) -> None:
    choices = decay_choices(INDICATORS[pollutant])
    assert [(choice.k_min_per_d, choice.k_max_per_d) for choice in choices] == spans
    for choice in choices:
        assert choice.k_per_d == pytest.approx((choice.k_min_per_d + choice.k_max_per_d) / 2)
        assert choice.source
        assert choice.confidence
        assert choice.context_zh
        assert choice.context_en


def test_uncertainty_of_a_span() -> None:
    by_id = {choice.id: choice for choice in decay_choices("w01018")}
    assert by_id["cod_good"].k_sd == pytest.approx(0.035 / math.sqrt(3) / 0.215)
    assert by_id["cod_teaching"].k_sd is None


def test_ids_are_unique_and_the_table_is_shipped() -> None:
    ids = [choice.id for indicator in INDICATORS.values() for choice in decay_choices(indicator)]
    rows = files("app.tracing").joinpath("data/decay_coefficients.csv").read_text("utf-8").splitlines()
    assert len(set(ids)) == len(ids) == len(rows) - 1


def test_indicators_are_those_of_the_assessment() -> None:
    assert set(INDICATORS.values()) <= set(indicator_table())


@pytest.mark.parametrize(("temperature_c", "factor"), [(0.0, 0.3991), (10.0, 0.6317), (20.0, 1.0), (30.0, 1.5829)])
def test_temperature(temperature_c: float, factor: float) -> None:
    assert temperature_factor(temperature_c) == pytest.approx(factor, abs=5e-5)


@pytest.mark.parametrize("temperature_c", [-1.0, 41.0, float("nan")])
def test_a_temperature_that_is_none(temperature_c: float) -> None:
    with pytest.raises(BreaksRule):
        temperature_factor(temperature_c)
