"""Walks over a real network with known answers (真实河网上的行走)."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from app.network import Network, build, upstream
from app.tracing.travel_times import TravelTimes
from app.tracing.walk import walk_downstream, walk_upstream
from app.tracing.walked import locate_many


@pytest.fixture(scope="module")
def new_hope(real_data: Path) -> tuple[Network, TravelTimes]:
    """746 reaches with braids, and the hours at 0.3 m/s."""
    frame = gpd.read_file(real_data / "new-hope" / "new_hope.gpkg")
    network = build(frame, key="COMID", from_node="FromNode", to_node="ToNode")
    hours = network.length_m / 0.3 / 3600
    return network, TravelTimes(hours * 0.5, hours, hours * 2, np.full(len(hours), "measured"))


def test_walks_have_the_known_sets(new_hope: tuple[Network, TravelTimes], real_data: Path) -> None:
    network, times = new_hope
    for known in json.loads((real_data / "new-hope" / "known_answers_new_hope.json").read_text("utf-8"))["answers"]:
        start = network.position(known["start"])
        for walk, ids in (
            (walk_upstream(network, start, None, times), known["UT_ids"]),
            (walk_downstream(network, start, None, times), known["DD_ids"]),
        ):
            assert sorted(network.keys[walk.rows].tolist()) == sorted(ids)
            assert len(walk) == len(ids)  # a braid is walked once


def test_the_start_is_cut_at_its_measure(new_hope: tuple[Network, TravelTimes]) -> None:
    network, times = new_hope
    start = int(network.outlets()[0])
    whole_m = float(network.length_m[start])
    walk = walk_upstream(network, start, 0.25 * whole_m, times)
    rows, distance_m = upstream(network, start)
    assert (walk.low_m[0], walk.high_m[0]) == (0.0, pytest.approx(0.25 * whole_m))
    outlets = locate_many(walk, rows[1:], network.length_m[rows[1:]])
    assert outlets.distance_m == pytest.approx(distance_m[1:] - 0.75 * whole_m, abs=1e-6)
    # Over one velocity the fastest way is the shortest.
    assert outlets.probable_h == pytest.approx(outlets.distance_m / 0.3 / 3600)


def test_a_limit_leaves_the_reaches_within_it(new_hope: tuple[Network, TravelTimes]) -> None:
    network, times = new_hope
    start = int(network.outlets()[0])
    by_metres = walk_upstream(network, start, None, times, max_distance_m=10_800.0)
    by_hours = walk_upstream(network, start, None, times, max_travel_h=10.0)  # 10 800 m at 0.3 m/s
    rows, _ = upstream(network, start, max_distance_m=10_800.0)
    assert by_metres.rows.tolist() == by_hours.rows.tolist() == sorted(rows.tolist())
    far_m = by_metres.distance_m + by_metres.high_m - by_metres.low_m
    assert far_m.max() == pytest.approx(10_800.0)
    assert by_hours.low_m == pytest.approx(by_metres.low_m, abs=1e-6)
    assert {stop.kind for stop in by_hours.stops} == {"headwater", "max_travel_time"}
