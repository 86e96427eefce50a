"""Known sources are given back: exactly without noise, within bounds that hold the truth as often as they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from app.network import Network
from app.tracing.increments import section_increments
from app.tracing.stretches import Increment
from tests.tracing.drawn_rivers import (
    River,
    as_kg,
    balance_arguments,
    draw_river,
    measured,
    network_of,
    per_row,
    split_of,
    true_increments,
)  # fmt: skip

RIVERS = 200


@cache
def rivers(divides: bool) -> list[tuple[River, Network]]:
    """200 random rivers and their networks."""
    rng = np.random.default_rng(20261127)
    drawn = [draw_river(rng, divides=divides) for _ in range(RIVERS)]
    return [(river, network_of(river)) for river in drawn]


def balance(
    river: River, network: Network, error: np.ndarray | None = None, sd: float = 0.0, seed: int = 0
) -> list[Increment]:
    """The increments of a river measured with an error."""
    arguments = balance_arguments(river)
    return section_increments(
        network, measured(river, error, sd), arguments["times_h"], arguments["k_per_d"], "drawn",
        split=arguments["split"], seed=seed,
    )  # fmt: skip


def coverage(
    divides: bool, draw_error: Callable[[np.random.Generator, int], np.ndarray], sd: float
) -> tuple[float, ...]:
    """Shares of the stretches whose bounds hold the truth, lie above it, lie below it."""
    rng = np.random.default_rng(7)
    held: list[tuple[bool, bool, bool]] = []
    for number, (river, network) in enumerate(rivers(divides)):
        truth = as_kg(true_increments(river))
        for one in balance(river, network, draw_error(rng, len(river.below)), sd, seed=number):
            true = truth[one.to_section]
            held.append((one.low <= true <= one.high, true < one.low, true > one.high))
    assert len(held) > 10 * RIVERS
    return tuple(np.mean(held, axis=0).tolist())


@pytest.mark.parametrize("divides", [False, True], ids=["trees", "divergences"])
def test_sums_without_noise(divides: bool) -> None:
    for river, network in rivers(divides):
        truth = as_kg(true_increments(river))
        found = {one.to_section: one.increment for one in balance(river, network)}
        assert found.keys() == truth.keys()
        np.testing.assert_allclose([found[key] for key in truth], list(truth.values()), rtol=1e-9)


@pytest.mark.parametrize("divides", [False, True], ids=["trees", "divergences"])
def test_bounds_hold_the_truth_with_5_percent_noise(divides: bool) -> None:
    holds, above, below = coverage(divides, lambda rng, count: np.exp(0.05 * rng.standard_normal(count)), 0.05)
    assert 0.88 <= holds <= 0.92
    assert 0.035 <= above <= 0.065
    assert 0.035 <= below <= 0.065


def test_bounds_hold_the_truth_with_normal_noise() -> None:
    holds, *_ = coverage(False, lambda rng, count: 1 + 0.05 * rng.standard_normal(count), 0.05)
    assert 0.85 <= holds <= 0.95


def test_bounds_hold_the_truth_with_30_percent_noise() -> None:
    spread = np.sqrt(np.log1p(0.3**2))
    holds, *_ = coverage(False, lambda rng, count: np.exp(spread * rng.standard_normal(count)), 0.3)
    assert 0.85 <= holds <= 0.95


def test_bounds_that_say_too_little_do_not_hold() -> None:
    holds, *_ = coverage(False, lambda rng, count: np.exp(0.1 * rng.standard_normal(count)), 0.05)
    assert holds < 0.75


def test_bounds_hold_the_truth_when_flow_and_decay_err_too() -> None:
    rng = np.random.default_rng(8)
    held = []
    for number in range(RIVERS):
        drawn, network = rivers(number % 2 == 1)[number]
        river = replace(drawn, decay=drawn.decay / 10)
        arguments = balance_arguments(river)
        sections = [
            replace(
                at,
                concentration_mg_per_l=at.concentration_mg_per_l * np.exp(0.05 * rng.standard_normal()),
                flow_m3_per_s=(at.flow_m3_per_s or 0.0) * np.exp(0.1 * rng.standard_normal()),
                concentration_sd=0.05,
                flow_sd=0.1,
            )
            for at in measured(river)
        ]
        k_per_d = arguments["k_per_d"] * np.exp(0.2 * rng.standard_normal())
        found = section_increments(
            network, sections, arguments["times_h"], k_per_d, "drawn", k_sd=0.2, split=split_of(river),
            seed=number,
        )  # fmt: skip
        truth = as_kg(true_increments(river))
        held += [one.low <= truth[one.to_section] <= one.high for one in found]
    assert 0.85 <= np.mean(held) <= 0.95


def test_relative_increments_give_the_shares_back() -> None:
    for river, network in rivers(False)[:30]:
        sections = measured(river)
        catchments = {at.key: at.flow_m3_per_s or 0.0 for at in sections}  # flow is the catchment above, by any factor
        arguments = balance_arguments(river)
        found = section_increments(
            network, [replace(at, flow_m3_per_s=None) for at in sections], arguments["times_h"],
            arguments["k_per_d"], "drawn", proportion={key: 7 * value for key, value in catchments.items()},
        )  # fmt: skip
        absolute = {one.to_section: one for one in balance(river, network)}
        for one in found:
            assert one.is_relative
            whole = absolute[one.to_section]
            assert one.increment == pytest.approx(whole.increment / whole.flux_down, rel=1e-9)


def test_hours_and_coefficient_count_by_their_product() -> None:
    river = draw_river(np.random.default_rng(1), divides=False)
    network, sections = network_of(river), measured(river)
    slow = section_increments(network, sections, per_row(river, river.decay) * 240, 0.1, "drawn")
    quick = section_increments(network, sections, per_row(river, river.decay) * 48, 0.5, "drawn")
    assert [one.increment for one in slow] == pytest.approx([one.increment for one in quick], rel=1e-12)
