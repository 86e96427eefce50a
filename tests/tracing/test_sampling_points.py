"""Where to sample next: the best split by brute force, known places first, windows, what is above and below."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import numpy as np
import pytest

from app.tracing.candidates import Candidate, Lead
from app.tracing.leads import in_order, rank_leads
from app.tracing.sampling_points import next_sampling_points
from app.tracing.trace_context import TraceContext
from app.tracing.trace_question import KnownPlace
from app.tracing.walk import walk_upstream
from tests.tracing.traced_networks import NOON, A, B, C, D, outfall, river, times

WALK = walk_upstream(river(), D, 7200.0, times())
CONTEXT = TraceContext("w21003", NOON, NOON)


def leads_at(*places: tuple[int, float, float]) -> tuple[Lead, ...]:
    """Leads P0, P1 … at (row, measure, score)."""
    found = [
        Lead(outfall(f"P{at}", row, measure), 0, score, 0.0, "L1", (), float(at), 0.0, 0.0, 0.0)
        for at, (row, measure, score) in enumerate(places)
    ]
    return in_order(found)


@pytest.mark.parametrize(
    "places",
    [
        [(A, 1800.0, 1.0), (B, 1800.0, 1.0)],
        [(A, 1800.0, 5.0), (B, 1800.0, 3.0), (C, 1800.0, 2.0), (D, 900.0, 4.0)],
        [(D, 900.0, 1.0), (D, 1900.0, 1.0), (D, 2900.0, 1.0), (D, 3900.0, 6.0)],
        [(A, 100.0, 9.0), (A, 3000.0, 8.0), (B, 100.0, 7.0), (B, 7000.0, 1.0), (C, 2000.0, 5.0)],
    ],
)
def test_the_first_point_splits_best_of_all(places: list[tuple[int, float, float]]) -> None:
    leads = leads_at(*places)
    total = sum(score for _, _, score in places)
    upstream = {A: {A}, B: {B}, C: {A, B, C}, D: {A, B, C, D}}
    best = 0.0
    for row, step in product(range(4), range(200)):
        measure = step / 200 * (3600.0 if row in (A, C) else 7200.0)
        above = sum(
            score for own, at, score in places if (own == row and at <= measure) or own in upstream[row] - {row}
        )
        best = max(best, 2 * above / total * (1 - above / total))
    first = next_sampling_points(leads, WALK, NOON, NOON)[0]
    assert first.expected_share_excluded == pytest.approx(best)


def test_above_and_below_are_the_leads_on_either_side() -> None:
    leads = leads_at((A, 1800.0, 1.0), (B, 1800.0, 1.0), (C, 1800.0, 2.0))
    first = next_sampling_points(leads, WALK, NOON, NOON)[0]
    assert set(first.above) == {"outfalls/P0", "outfalls/P1"}
    assert set(first.below) == {"outfalls/P2"}
    assert first.expected_share_excluded == pytest.approx(0.5)


def test_further_points_split_what_is_left() -> None:
    leads = leads_at((A, 1800.0, 1.0), (B, 1800.0, 1.0), (C, 1800.0, 2.0))
    points = next_sampling_points(leads, WALK, NOON, NOON)
    assert len(points) == 2  # a third would split nothing
    assert set(points[1].above) in ({"outfalls/P0"}, {"outfalls/P1"})
    assert next_sampling_points(leads, WALK, NOON, NOON, most=1) == points[:1]


def test_a_known_place_is_taken_before_a_free_point_that_is_little_better() -> None:
    leads = leads_at((D, 900.0, 1.0), (D, 2900.0, 1.0), (D, 4900.0, 1.2))
    bridge = KnownPlace("桥梁", "emergency_sites", "Q1", "大桥", D, 2000.0)
    first = next_sampling_points(leads, WALK, NOON, NOON, [bridge])[0]
    assert (first.layer, first.key) == ("emergency_sites", "Q1")
    assert "大桥" in first.reachable_zh
    useless = KnownPlace("桥梁", "emergency_sites", "Q2", "小桥", D, 7000.0)
    free = next_sampling_points(leads, WALK, NOON, NOON, [useless])[0]
    assert free.key == ""
    assert "小桥" in free.reachable_zh
    assert "须现场确认" in free.reachable_zh


def test_places_off_the_walk_are_not_proposed() -> None:
    short = walk_upstream(river(), D, 7200.0, times(), max_distance_m=5000)
    leads = leads_at((D, 3000.0, 1.0), (D, 5000.0, 1.0))
    off = KnownPlace("桥梁", "emergency_sites", "Q1", "大桥", A, 1000.0)
    assert [point.key for point in next_sampling_points(leads, short, NOON, NOON, [off])] == [""]


def test_the_window_is_when_the_water_passed() -> None:
    leads = leads_at((A, 1800.0, 1.0), (B, 1800.0, 1.0))
    bridge = KnownPlace("桥梁", "emergency_sites", "Q1", "大桥", A, 3600.0)
    first = next_sampling_points(leads, WALK, NOON, NOON, [bridge])[0]
    assert first.window_from == NOON - timedelta(hours=6)  # 1 h of C and 2 h of D, late is twice
    assert first.window_to == NOON - timedelta(hours=1.5)
    assert (first.early_h, first.late_h) == (1.5, 6.0)


def test_without_travel_times_there_is_no_window() -> None:
    nan = float("nan")
    walk = walk_upstream(river(), D, 7200.0, times((nan, nan, nan, nan)))
    first = next_sampling_points(leads_at((A, 1800.0, 1.0), (B, 1800.0, 1.0)), walk, NOON, NOON)[0]
    assert first.window_from is first.window_to is None


def test_an_unlisted_source_lies_along_its_stretch() -> None:
    unlisted = Candidate("unlisted", "", "", "", D, 7200.0, stretch="S2")
    leads = rank_leads([unlisted], WALK, [], CONTEXT)
    spread = next_sampling_points(leads, WALK, NOON, NOON, piece_stretches=["S2"] * len(WALK))
    assert spread[0].expected_share_excluded > 0.3
    assert spread[0].above == spread[0].below == ("unlisted/S2",)
    assert next_sampling_points(leads, WALK, NOON, NOON) == ()  # as one place there is nothing to split


def test_excluded_leads_do_not_count() -> None:
    places = [outfall("P1", A, 1800.0), outfall("P2", B, 1800.0, verdict="excluded")]
    assert next_sampling_points(rank_leads(places, WALK, [], CONTEXT), WALK, NOON, NOON) == ()
    assert next_sampling_points((), WALK, NOON, NOON) == ()


def test_shares_of_all_points_are_at_most_half() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        places = [
            (int(row), float(at), float(score))
            for row, at, score in zip(
                rng.integers(0, 4, 6), rng.uniform(0, 3600, 6), rng.uniform(0.1, 5, 6), strict=True
            )
        ]
        for point in next_sampling_points(leads_at(*places), WALK, NOON, NOON):
            assert 0 < point.expected_share_excluded <= 0.5 + 1e-12
            assert set(point.above) | set(point.below) == {f"outfalls/P{at}" for at in range(6)}
