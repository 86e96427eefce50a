"""Hours along the ways that a search found (传播时间), in all four modes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network import Network, build
from app.network.arrays import Floats, Ints
from app.network.reach_search import search_arcs
from app.network.travel import travel_hours
from tests.network.networks_of import from_nodes, tables

MANY = settings(max_examples=60, deadline=None)
MODES = ("up", "upmain", "down", "downmain")


def search(network: Network, start: int, mode: str, arc_h: Floats) -> tuple[Ints, Floats, Floats]:
    """Arcs, distances and hours from all arcs of a row."""
    starts = network.arcs_of(np.array([start]))
    arcs, distance_m = search_arcs(network, starts, mode)
    return arcs, distance_m, travel_hours(network, arcs, distance_m, starts, arc_h, is_upstream=mode.startswith("up"))


@MANY
@given(tables(), st.sampled_from(MODES))
def test_at_one_velocity_hours_are_the_distance(table: pd.DataFrame, mode: str) -> None:
    network = from_nodes(table)
    for start in range(len(table)):
        _, distance_m, hours = search(network, start, mode, network.length_m / 2)
        assert hours == pytest.approx(distance_m / 2)


@MANY
@given(tables(), st.sampled_from(MODES), st.data())
def test_unknown_hours_are_unknown_and_never_too_short(table: pd.DataFrame, mode: str, data: st.DataObject) -> None:
    """What is known with some reaches unknown is what is known with all; nothing of the unknown counts as zero."""
    network = from_nodes(table)
    lost = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))))[network.arc_row]
    arc_h = np.where(lost, np.nan, network.length_m)
    for start in range(len(table)):
        arcs, distance_m, hours = search(network, start, mode, arc_h)
        known = ~np.isnan(hours)
        assert hours[known] == pytest.approx(distance_m[known])
        starts = network.arcs_of(np.array([start]))
        assert known[np.isin(arcs, starts)].all()
        if not lost.any():
            assert known.all()


def test_a_slow_short_way_is_the_way_that_counts() -> None:
    """b is shorter and slower than c: distance and hours are of the same way, the shorter."""
    table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4], "length_m": [1.0, 5.0, 9.0, 1.0]})
    network = build(table, from_node="f", to_node="t")
    arcs, distance_m, hours = search(network, 3, "up", np.array([1.0, 50.0, 9.0, 1.0]))
    found = {
        str(network.keys[arc]): (far, h)
        for arc, far, h in zip(arcs.tolist(), distance_m.tolist(), hours.tolist(), strict=True)
    }
    assert found == {"d": (0, 0), "b": (1, 1), "c": (1, 1), "a": (6, 51)}
