"""Rounding half to even on decimals (修约): printed examples, and laws."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rounding import cleaned, round_half_even, round_values, shown_value

numbers = st.floats(-1e6, 1e6, allow_nan=False)
decimals = st.integers(0, 6)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        # golden examples, GB/T 8170 四舍六入五成双
        (0.255, 2, 0.26),
        (0.245, 2, 0.24),
        (1.2501, 1, 1.3),
        (1.25, 1, 1.2),
        (0.0045, 3, 0.004),
        # where the result is 0, one significant digit stays
        (0.0004, 2, 0.0004),
        (0.00044, 3, 0.0004),
        (0.00045, 3, 0.0004),
        (0.00055, 3, 0.001),  # rounds to 0.001 already
        (0.00096, 2, 0.001),
        (0.5, 0, 0.5),
        (0.0, 2, 0.0),
        # binary floats that lie beside their decimal
        (2.675, 2, 2.68),
        (1.005, 2, 1.0),
        (1.015, 2, 1.02),
        (2.5, 0, 2.0),
        (3.5, 0, 4.0),
        (-2.5, 0, -2.0),
        (-0.255, 2, -0.26),
        (1234.5, 0, 1234.0),
        (0.00005, 5, 0.00005),
        (0.000035, 5, 0.00004),
        (15, 1, 15.0),
    ],
)
def test_printed_examples(value: float, places: int, expected: float) -> None:
    assert round_half_even(value, places) == expected
    assert round_values([value], places).tolist() == [expected]


def test_texts_and_decimals_give_decimals() -> None:
    assert round_half_even("0.255", 2) == Decimal("0.26")
    assert round_half_even(Decimal("0.0004"), 2) == Decimal("0.0004")
    assert str(round_half_even("7.50", 1)) == "7.5"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_stays(value: float) -> None:
    assert math.isnan(round_half_even(value, 2)) if math.isnan(value) else round_half_even(value, 2) == value
    assert np.array_equal(round_values([value], 2), [value], equal_nan=True)


def test_columns_have_their_own_decimals_and_shapes_stay() -> None:
    assert round_values([[0.255, 1.25], [0.245, 1.35]], [2, 1]).tolist() == [[0.26, 1.2], [0.24, 1.4]]
    assert round_values(np.empty((0, 3)), [1, 2, 3]).shape == (0, 3)
    assert float(round_values(0.255, 2)) == 0.26


def test_noise_of_sums_is_taken_away_before_rounding() -> None:
    mean = sum([0.25, 0.26] * 50) / 100
    assert mean != 0.255
    assert cleaned([mean]).tolist() == [0.255]
    odd = [0.0, math.inf, 1e-20, 5e-324, 123456789.123]
    assert cleaned(odd).tolist() == odd
    assert math.isnan(cleaned([math.nan])[0])


def test_shown_value() -> None:
    assert shown_value(0.255, 2) == 0.26
    assert shown_value(0.2551, None) == 0.2551
    assert shown_value(math.nan, 2) is None
    assert shown_value(None, 2) is None


@given(numbers, decimals)
def test_rounding_twice_is_rounding_once(value: float, places: int) -> None:
    once = round_half_even(value, places)
    assert round_half_even(once, places) == once


@given(numbers, decimals)
def test_it_moves_by_half_a_step_at_most_and_never_to_zero(value: float, places: int) -> None:
    rounded = round_half_even(value, places)
    assert abs(Decimal(repr(rounded)) - Decimal(repr(value))) <= Decimal(5).scaleb(-places - 1)
    assert (rounded == 0) == (value == 0)


@given(numbers, numbers, decimals)
def test_order_is_kept(one: float, two: float, places: int) -> None:
    low, high = sorted((one, two))
    assert round_half_even(low, places) <= round_half_even(high, places)


@given(st.lists(numbers, max_size=30), decimals)
def test_arrays_are_as_single_numbers(values: list[float], places: int) -> None:
    assert round_values(values, places).tolist() == [round_half_even(value, places) for value in values]


@given(st.integers(-(10**6), 10**6), st.integers(1, 5))
def test_ties_go_to_the_even_neighbour(whole: int, places: int) -> None:
    """Every tie k.5 steps, as its decimal text prints it."""
    value = Decimal(whole * 10 + 5).scaleb(-places - 1)
    expected = Decimal(whole if whole % 2 == 0 else whole + 1).scaleb(-places)
    if expected == 0:
        expected = value
    assert round_half_even(value, places) == expected
    assert round_values([float(value)], places).tolist() == [float(expected)]


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 9)), max_size=60), st.integers(-2, 16))
def test_arrays_round_as_single_numbers_do_at_ties_and_beside_them(parts: list[tuple[int, int]], places: int) -> None:
    exact = np.array([digits / 10**power for digits, power in parts], dtype=np.float64)
    values = np.concatenate([exact, np.nextafter(exact, np.inf), np.nextafter(exact, -np.inf)])
    assert round_values(values, places).tolist() == [round_half_even(value, places) for value in values.tolist()]
