"""Plans of cuts against every choice of sources tried one by one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.tracing.cuts import CutPlan, fewest_sources, least_total_cut, needed_cut_kg_per_d

loads = st.lists(st.integers(0, 400).map(float), min_size=1, max_size=7)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[float], list[list[float]], list[float], list[float]]:
    """Loads, fractions for one or two sections, needs, shares that may be cut."""
    load = draw(loads)
    sections = draw(st.integers(1, 2))
    row = st.lists(st.integers(0, 10).map(lambda tenth: tenth / 10), min_size=len(load), max_size=len(load))
    part = draw(st.lists(row, min_size=sections, max_size=sections))
    need = draw(st.lists(st.integers(0, 600).map(float), min_size=sections, max_size=sections))
    return (
        load,
        part,
        need,
        draw(st.lists(st.sampled_from([0.0, 0.3, 0.8, 1.0]), min_size=len(load), max_size=len(load))),
    )


def fits(plan: CutPlan, load: list[float], part: list[list[float]], share: list[float]) -> None:
    """What every plan keeps to."""
    cut = np.array(plan.cut_kg_per_d)
    assert (cut >= 0).all()
    assert (cut <= np.array(load) * share + 1e-9).all()
    assert plan.arrives_kg_per_d == pytest.approx(np.array(part) @ cut)
    assert plan.total_kg_per_d == pytest.approx(cut.sum())
    assert plan.count == (cut > 0).sum()


@settings(max_examples=150, deadline=None)
@given(problems())
def test_fewest_against_every_choice(problem: tuple[list[float], list[list[float]], list[float], list[float]]) -> None:
    load, part, need, share = problem
    effect = np.array(part) * load * share
    plan = fewest_sources(load, part, need, share)
    fits(plan, load, part, share)
    sizes = [
        size
        for size in range(len(load) + 1)
        for chosen in combinations(range(len(load)), size)
        if (effect[:, list(chosen)].sum(axis=1) >= np.array(need) * (1 - 1e-9)).all()
    ]
    assert plan.is_enough == bool(sizes)
    if sizes:
        assert plan.count == min(sizes)
        least = least_total_cut(load, part, need, share)
        assert plan.total_kg_per_d >= least.total_kg_per_d - 1e-4
        assert plan.count <= least.count


@settings(max_examples=150, deadline=None)
@given(problems())
def test_least_of_one_section_takes_the_best_delivered_first(
    problem: tuple[list[float], list[list[float]], list[float], list[float]],
) -> None:
    load, part, need, share = problem
    plan = least_total_cut(load, part[0], need[0], share)
    fits(plan, load, part[:1], share)
    left, total = need[0], 0.0
    for source in np.argsort(-np.array(part[0]), kind="stable").tolist():
        if part[0][source] > 0:
            cut = min(load[source] * share[source], left / part[0][source])
            total, left = total + cut, left - cut * part[0][source]
    assert plan.is_enough == (left <= 1e-6)
    assert plan.total_kg_per_d == pytest.approx(total, rel=1e-5, abs=1e-3)
    assert plan.shortfall_kg_per_d == pytest.approx((max(left, 0.0),), rel=1e-5, abs=1e-3)


def test_two_sections_worked_by_hand() -> None:
    # The first source serves both sections, 100 and 50 of its 200 kg/d; the others one each.
    plan = fewest_sources([200.0, 90.0, 90.0], [[0.5, 1.0, 0.0], [0.25, 0.0, 1.0]], [80.0, 40.0])
    assert (plan.cut_kg_per_d, plan.count) == (pytest.approx((160.0, 0.0, 0.0)), 1)
    least = least_total_cut([200.0, 90.0, 90.0], [[0.5, 1.0, 0.0], [0.25, 0.0, 1.0]], [80.0, 40.0])
    assert least.cut_kg_per_d == pytest.approx((0.0, 80.0, 40.0))


def test_among_the_fewest_the_least() -> None:
    plan = fewest_sources([500.0, 500.0], [0.4, 0.8], 100.0)
    assert plan.cut_kg_per_d == pytest.approx((0.0, 125.0))
    assert plan.share == pytest.approx((0.0, 0.25))


def test_what_is_not_enough_says_what_lacks() -> None:
    plan = fewest_sources([100.0, 50.0], [0.5, 0.5], 100.0, max_share=0.8)
    assert not plan.is_enough
    assert plan.cut_kg_per_d == pytest.approx((80.0, 40.0))
    assert plan.shortfall_kg_per_d == pytest.approx((40.0,))


def test_all_of_everything_that_just_is_enough() -> None:
    assert fewest_sources([0.1, 0.2, 0.3], [1.0, 1.0, 1.0], 0.6).count == 3
    assert least_total_cut([0.1, 0.2, 0.3], [1.0, 1.0, 1.0], 0.6).is_enough


def test_unknown_loads_are_told_and_not_cut() -> None:
    plan = least_total_cut([float("nan"), 100.0, 100.0], [1.0, float("nan"), 0.5], 20.0)
    assert plan.unknown == (0, 1)
    assert plan.cut_kg_per_d == pytest.approx((0.0, 0.0, 40.0))


def test_nothing_needed_nothing_cut() -> None:
    assert fewest_sources([10.0], [1.0], 0.0).cut_kg_per_d == (0.0,)
    assert fewest_sources([], [], 0.0).is_enough
    assert not fewest_sources([], [], 1.0).is_enough


def test_large_and_small_numbers() -> None:
    rng = np.random.default_rng(3)
    load, part = 10 ** rng.uniform(-3, 5, 80), rng.uniform(0, 1, 80)
    for need in (1e-3, 1.0, 1e4):
        effect = np.sort(load * part)[::-1]
        plan = fewest_sources(load, part, need)
        assert plan.is_enough
        assert plan.count == int(np.argmax(np.cumsum(effect) >= need)) + 1
        assert plan.arrives_kg_per_d[0] == pytest.approx(need, rel=1e-6)
        least = least_total_cut(load, part, need)
        assert least.is_enough
        assert least.total_kg_per_d <= plan.total_kg_per_d * (1 + 1e-6)


@pytest.mark.parametrize(
    "arguments",
    [
        ([1.0], [0.5, 0.5], 1.0, 1.0),
        ([-1.0], [0.5], 1.0, 1.0),
        ([1.0], [-0.5], 1.0, 1.0),
        ([1.0], [0.5], float("nan"), 1.0),
        ([1.0], [0.5], 1.0, 1.5),
        ([1.0], [0.5], 1.0, [0.5, 0.5]),
    ],
)
def test_wrong_arguments(arguments: tuple[object, ...]) -> None:
    for plan in (least_total_cut, fewest_sources):
        with pytest.raises(BreaksRule):
            plan(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("flow", [0.0, float("nan")])
def test_no_need_without_a_flow(flow: float) -> None:
    with pytest.raises(BreaksRule):
        needed_cut_kg_per_d(2.0, 1.0, flow)
