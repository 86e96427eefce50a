"""The walk: its start cut, its stops, the best of several ways, and the laws that hold on any network (溯源行走)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule, Unparsable
from app.network import build, downstream, upstream
from app.tracing.travel_times import TravelTimes
from app.tracing.walk import walk_downstream, walk_upstream
from app.tracing.walked import Walk, locate, locate_many
from tests.network.drawn import line, reaches
from tests.tracing.walked_networks import Ground, all_ways, barrier_at, best_of, grounds

LIMITS = st.one_of(st.none(), st.integers(0, 30).map(float))


def hours_of(*probable: float) -> TravelTimes:
    """Travel times whose early is half and whose late is twice the probable."""
    hours = np.array(probable, dtype=np.float64)
    return TravelTimes(hours * 0.5, hours, hours * 2, np.full(len(hours), "measured"))


def pieces(walk: Walk) -> list[tuple[int, float, float, float, float]]:
    """Row, low, high, distance and weight of each piece."""
    columns = (walk.row, walk.low_m, walk.high_m, walk.distance_m, walk.weight)
    return list(zip(*(column.tolist() for column in columns), strict=True))


Y = pd.DataFrame({"code": list("abcd"), "to": ["c", "c", "d", None], "length_m": [1000.0, 2000.0, 500.0, 800.0]})
"""a (1000 m) and b (2000 m) meet in c (500 m), which flows into d (800 m)."""


def test_start_is_cut_and_barriers_weaken_what_is_above() -> None:
    network = build(Y, to_key="to")
    gate, border = barrier_at(1, 1500.0, 0.4, "gate"), barrier_at(0, 250.0, 0.0, "border")
    walk = walk_upstream(network, 2, 300.0, hours_of(1, 4, 1, 1), [gate, border])
    assert pieces(walk) == [
        (2, 0.0, 300.0, 0.0, 1.0),
        (0, 250.0, 1000.0, 300.0, 1.0),
        (1, 1500.0, 2000.0, 300.0, 1.0),
        (1, 0.0, 1500.0, 800.0, 0.4),
    ]
    stops = [(stop.kind, stop.key, stop.distance_m, stop.probable_h, stop.weight) for stop in walk.stops]
    assert stops == [
        ("closed_sluice", "gate", 800.0, pytest.approx(1.6), 0.4),
        ("compliant_section", "border", 1050.0, pytest.approx(1.35), 0.0),
        ("headwater", "", 2300.0, pytest.approx(4.6), 0.0),
    ]
    place = locate(walk, 1, 500.0)
    assert place is not None
    assert (place.distance_m, place.early_h, place.probable_h, place.late_h, place.weight) == pytest.approx(
        (1800.0, 1.8, 3.6, 7.2, 0.4)
    )
    assert locate(walk, 0, 249.0) is None
    assert locate(walk, 2, 301.0) is None
    assert locate(walk, 3, 10.0) is None


@pytest.mark.parametrize(
    ("limits", "low_m", "kind"),
    [
        ({"max_distance_m": 900.0}, 1400.0, "max_distance"),
        ({"max_travel_h": 2.0}, 1300.0, "max_travel_time"),
        ({"max_distance_m": 900.0, "max_travel_h": 2.0}, 1400.0, "max_distance"),
        ({"max_distance_m": 1100.0, "max_travel_h": 2.0}, 1300.0, "max_travel_time"),
    ],
)
def test_a_limit_cuts_at_its_measure(limits: dict[str, float], low_m: float, kind: str) -> None:
    network = build(Y, to_key="to")
    walk = walk_upstream(network, 2, 300.0, hours_of(np.nan, 4, 1, 1), **limits)
    piece = next(one for one in pieces(walk) if one[0] == 1)
    assert piece[1:4] == (pytest.approx(low_m), 2000.0, 300.0)
    stop = next(stop for stop in walk.stops if stop.row == 1)
    assert (stop.kind, stop.measure_m) == (kind, pytest.approx(low_m))


def test_unknown_hours_are_counted_and_not_cut_by_a_time_limit() -> None:
    network = build(Y, to_key="to")
    walk = walk_upstream(network, 3, None, hours_of(9, np.nan, np.nan, 1), max_travel_h=2.0)
    assert walk.unknown_rows == 3
    assert {stop.kind: (stop.row, stop.measure_m, stop.probable_h) for stop in walk.stops} == {
        "headwater": (1, 0.0, None),
        "max_travel_time": (0, pytest.approx(1000 - 1000 / 9), None),
    }


def test_a_known_way_tells_the_hours_where_another_is_unknown() -> None:
    braid = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4], "length_m": [1.0, 5.0, 9.0, 1.0]})
    network = build(braid, from_node="f", to_node="t")
    gate = barrier_at(1, 2.5, 0.1)
    walk = walk_upstream(network, 3, None, hours_of(1, np.nan, 6, 1), [gate])
    place = locate(walk, 0, 0.0)
    assert place is not None
    assert (place.distance_m, place.probable_h, place.weight) == (7.0, 8.0, 1.0)  # by b, by c, by c
    assert [stop.kind for stop in walk.stops] == ["closed_sluice", "headwater"]
    main = walk_upstream(network, 3, None, hours_of(1, np.nan, 6, 1), [gate], mode="upmain")
    assert main.rows.tolist() == [0, 2, 3]


def test_downstream_ends_at_the_outlet() -> None:
    network = build(Y, to_key="to")
    walk = walk_downstream(network, 0, 400.0, hours_of(1, 4, 1, 1), [barrier_at(2, 100.0, 0.5)])
    assert pieces(walk) == [
        (0, 400.0, 1000.0, 0.0, 1.0),
        (2, 0.0, 100.0, 600.0, 1.0),
        (2, 100.0, 500.0, 700.0, 0.5),
        (3, 0.0, 800.0, 1100.0, 0.5),
    ]
    assert [(stop.kind, stop.row, stop.measure_m) for stop in walk.stops][-1] == ("outlet", 3, 800.0)


def test_round_a_cycle_the_start_reach_is_walked_to_where_it_began() -> None:
    table = pd.DataFrame({"code": list("ab"), "f": [1, 2], "t": [2, 1], "length_m": [100.0, 50.0]})
    walk = walk_upstream(build(table, from_node="f", to_node="t"), 0, 30.0, hours_of(1, 1))
    assert pieces(walk) == [(0, 0.0, 30.0, 0.0, 1.0), (1, 0.0, 50.0, 30.0, 1.0), (0, 30.0, 100.0, 80.0, 1.0)]
    assert walk.stops == ()


def test_a_reach_without_geometry_is_itself_alone() -> None:
    network = build(reaches({"a": None, "b": line((0, 0), (9, 0))}))
    walk = walk_upstream(network, 0, 5.0, hours_of(1, 1))
    assert pieces(walk) == [(0, 0.0, 0.0, 0.0, 1.0)]
    assert locate(walk, 1, 0.0) is None


@pytest.mark.parametrize(
    ("arguments", "error", "parameter"),
    [
        ({"row": 9}, BreaksRule, "row"),
        ({"max_distance_m": -1.0}, BreaksRule, "max_distance_m"),
        ({"max_travel_h": np.nan}, BreaksRule, "max_travel_h"),
        ({"measure_m": np.inf}, BreaksRule, "measure_m"),
        ({"mode": "down"}, Unparsable, "mode"),
    ],
)
def test_wrong_questions_are_refused(arguments: dict[str, object], error: type[Exception], parameter: str) -> None:
    asked = {"row": 0, "measure_m": None, "times": hours_of(1, 1, 1, 1)} | arguments
    with pytest.raises(error) as refused:
        walk_upstream(build(Y, to_key="to"), **asked)
    assert refused.value.parameter == parameter


def test_no_distances_without_lengths() -> None:
    network = build(Y.drop(columns="length_m"), to_key="to")
    walk = walk_upstream(network, 3, None, hours_of(1, 4, 1, 1))
    assert walk.rows.tolist() == [0, 1, 2, 3]
    assert np.isnan(walk.distance_m).sum() == 3
    with pytest.raises(BreaksRule):
        walk_upstream(network, 3, None, hours_of(1, 4, 1, 1), max_distance_m=5.0)


@given(grounds())
def test_the_whole_walk_has_the_rows_and_distances_of_the_network(ground: Ground) -> None:
    for walked, ask in ((walk_upstream, upstream), (walk_downstream, downstream)):
        walk = walked(ground.network, ground.row, None, ground.times)
        rows, distance_m = ask(ground.network, ground.row)
        nearest = {row: walk.distance_m[walk.row == row].min() for row in walk.rows.tolist()}
        assert nearest == pytest.approx(dict(zip(rows.tolist(), distance_m.tolist(), strict=True)))


@given(grounds(cycles=False, both=False), st.integers(0, 15), st.sampled_from([0.1, 0.3, 0.6, 0.9]))
def test_distance_hours_and_weight_are_the_best_of_all_ways(ground: Ground, row: int, share: float) -> None:
    row %= len(ground.table)
    measure_m = share * ground.table["length_m"][row]
    ways = all_ways(ground, row, measure_m)
    walk = walk_upstream(ground.network, ground.row, ground.measure_m, ground.times, ground.barriers)
    place = locate(walk, row, measure_m)
    if ground.table["length_m"][row] == 0:
        return  # a place on a reach without length is at both its ends
    if place is None:
        assert ways == []
    else:
        assert (place.distance_m, place.probable_h, place.weight) == pytest.approx(best_of(ways), nan_ok=True)


@given(
    grounds(), st.tuples(st.integers(0, 15), st.sampled_from([0.2, 0.4, 0.8]), st.sampled_from([0.0, 0.3, 1.0])),
    LIMITS, LIMITS,
)  # fmt: skip
@settings(max_examples=120)
def test_a_further_stop_adds_nothing_and_raises_no_weight(
    ground: Ground, further: tuple[int, float, float], most_m: float | None, most_h: float | None
) -> None:
    rows = np.repeat(np.arange(len(ground.table)), 7)
    measures = np.tile(np.linspace(0.03, 0.97, 7), len(ground.table)) * ground.table["length_m"].to_numpy()[rows]
    row = further[0] % len(ground.table)
    more = barrier_at(row, further[1] * ground.table["length_m"][row], further[2])
    for walked in (walk_upstream, walk_downstream):
        few = walked(
            ground.network, ground.row, ground.measure_m, ground.times, ground.barriers,
            max_distance_m=most_m, max_travel_h=most_h,
        )  # fmt: skip
        for barriers, limits in (
            ([*ground.barriers, more], {"max_distance_m": most_m, "max_travel_h": most_h}),
            (ground.barriers, {"max_distance_m": 4.0 if most_m is None else most_m / 2, "max_travel_h": most_h}),
            (ground.barriers, {"max_distance_m": most_m, "max_travel_h": 3.0 if most_h is None else most_h / 2}),
        ):
            many = walked(ground.network, ground.row, ground.measure_m, ground.times, barriers, **limits)
            before, after = locate_many(few, rows, measures), locate_many(many, rows, measures)
            assert not (after.is_on & ~before.is_on).any()
            assert (after.weight <= before.weight).all()
            assert set(many.rows.tolist()) <= set(few.rows.tolist())
            on = after.is_on
            assert (after.distance_m[on] >= before.distance_m[on] - 1e-9).all()
            if limits["max_distance_m"] is not None:
                assert (after.distance_m[on] <= limits["max_distance_m"] + 1e-5).all()


@given(grounds(), st.integers(0, 15), st.sampled_from([0.2, 0.4, 0.8]))
@settings(max_examples=100)
def test_up_and_then_down_returns(ground: Ground, row: int, share: float) -> None:
    row %= len(ground.table)
    if ground.table["length_m"][row] == 0 or ground.table["length_m"][ground.row] == 0:
        return
    measure_m = share * ground.table["length_m"][row]
    up = walk_upstream(ground.network, ground.row, ground.measure_m, ground.times, ground.barriers)
    down = walk_downstream(ground.network, row, measure_m, ground.times, ground.barriers)
    there, back = locate(up, row, measure_m), locate(down, ground.row, ground.measure_m)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert (there.distance_m, there.probable_h, there.weight) == pytest.approx(
            (back.distance_m, back.probable_h, back.weight), nan_ok=True
        )


@given(grounds(), LIMITS)
def test_early_is_before_probable_before_late(ground: Ground, most_h: float | None) -> None:
    walk = walk_upstream(
        ground.network, ground.row, ground.measure_m, ground.times, ground.barriers, max_travel_h=most_h
    )
    known = ~np.isnan(walk.probable_h)
    assert (walk.early_h[known] <= walk.probable_h[known]).all()
    assert (walk.probable_h[known] <= walk.late_h[known]).all()
    assert (walk.high_m >= walk.low_m).all()
    assert ((walk.weight > 0) & (walk.weight <= 1)).all()
    assert [stop.distance_m for stop in walk.stops] == sorted(stop.distance_m for stop in walk.stops)
