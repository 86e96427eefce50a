"""Spearman's rank test (秩相关系数法): the golden example, critical values, ties, laws."""

from __future__ import annotations

import json
import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from app.assessment.trend import critical_values, spearman_trend
from app.assessment.unfit import UnfitValues

GOLDEN = [5.1, 4.8, 4.9, 4.1, 3.9, 3.6]


def test_the_golden_example() -> None:
    trend = spearman_trend(GOLDEN)
    assert (trend.sum_d2, trend.critical, trend.critical_n) == (68.0, 0.829, 6)
    assert trend.as_dict()["rs"] == -0.9429
    assert (trend.verdict, trend.direction, trend.ties, trend.smaller_n) == ("falling", "better", False, False)
    assert spearman_trend(GOLDEN, level=0.01).verdict == "not_significant"  # 0.9429 is not over 0.943


@pytest.mark.parametrize(
    ("values", "good", "verdict", "direction"),
    [
        ([1, 2, 3, 4, 5, 6], "falling", "rising", "worse"),
        ([1, 2, 3, 4, 5, 6], "rising", "rising", "better"),  # dissolved oxygen
        ([6, 5, 4, 3, 2, 1], "none", "falling", "unknown"),
        ([2, 1, 3, 2.5, 1.5, 2.2], "falling", "not_significant", "same"),
        ([1, 2, 3, 4], "falling", "undetermined", "unknown"),
        ([1, 2, None, 3, 4, math.nan], "falling", "undetermined", "unknown"),  # four are left
        ([1, 2, None, 3, 4, 5], "falling", "rising", "worse"),
    ],
)
def test_verdicts(values: list[float], good: str, verdict: str, direction: str) -> None:
    trend = spearman_trend(values, good=good)  # type: ignore[arg-type]
    assert (trend.verdict, trend.direction) == (verdict, direction)
    assert json.loads(json.dumps(trend.as_dict(), allow_nan=False)) == trend.as_dict()


def test_equal_values_have_their_average_rank_and_are_flagged() -> None:
    # ranks 1.5, 1.5, 3, 4, 5 → d² 0.25 + 0.25 = 0.5 → rs = 1 − 3/120
    trend = spearman_trend([1, 1, 2, 3, 4])
    assert (trend.sum_d2, trend.rs, trend.ties) == (0.5, 0.975, True)
    assert (trend.verdict, trend.critical) == ("rising", 0.9)


@pytest.mark.parametrize(("count", "row"), [(11, 10), (12, 12), (13, 12), (30, 30), (36, 30)])
def test_an_n_outside_the_table_takes_the_next_smaller_row(count: int, row: int) -> None:
    trend = spearman_trend(np.arange(count))
    assert (trend.n, trend.critical_n, trend.smaller_n) == (count, row, row != count)


def test_the_levels_are_two() -> None:
    with pytest.raises(UnfitValues):
        spearman_trend(GOLDEN, level=0.1)


@pytest.mark.parametrize("count", [5, 6, 7])
def test_critical_values_by_exact_permutation(count: int) -> None:
    """One-tailed: P(rs ≥ Wp) is at most the level, and the next smaller rs would be over it."""
    base = np.arange(count)
    orders = np.array(list(permutations(base)))
    sums = ((orders - base) ** 2).sum(axis=1)
    rs = np.round(1 - 6 * sums / (count**3 - count), 3)
    for level, critical in critical_values()[count].items():
        assert np.mean(rs >= critical - 5e-4) <= level
        smaller = rs[rs < critical - 5e-4].max()
        assert np.mean(rs >= smaller) > level


def test_critical_values_fall_with_n() -> None:
    rows = [critical_values()[n] for n in sorted(critical_values())]
    for level in (0.05, 0.01):
        column = [row[level] for row in rows]
        assert column == sorted(column, reverse=True)
    assert all(row[0.01] > row[0.05] for row in rows)


SERIES = st.lists(st.floats(0, 100, allow_nan=False), min_size=5, max_size=30, unique=True)


@given(SERIES)
def test_without_ties_it_is_the_rank_correlation_with_time(values: list[float]) -> None:
    assert spearman_trend(values).rs == pytest.approx(spearmanr(values, range(len(values))).statistic, abs=1e-9)


@given(SERIES)
def test_turning_the_time_turns_the_trend(values: list[float]) -> None:
    one, other = spearman_trend(values), spearman_trend(values[::-1])
    assert one.rs == pytest.approx(-(other.rs or 0), abs=1e-9)
    turned = {"rising": "falling", "falling": "rising", "not_significant": "not_significant"}
    assert other.verdict == turned[one.verdict]


@given(SERIES, st.floats(0.1, 10))
def test_the_unit_is_irrelevant(values: list[float], factor: float) -> None:
    scaled = [value * factor for value in values]
    if len(set(scaled)) == len(values) and sorted(scaled) == [value * factor for value in sorted(values)]:
        assert spearman_trend(scaled).rs == spearman_trend(values).rs
