"""Reaches that flow the other way for a time (反向河段)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network import Network, accumulate, build, downstream, upstream
from app.network.sums import upstream_sum
from app.network.turning import chain_rows, turn_measures, turn_reaches
from tests.network.drawn import keys, line, reaches
from tests.network.networks_of import as_dict, from_nodes, tables

MANY = settings(max_examples=60, deadline=None)


def assert_same_answers(network: Network, other: Network) -> None:
    """Both networks answer every question alike."""
    for row in range(len(network)):
        assert as_dict(upstream(network, row)) == pytest.approx(as_dict(upstream(other, row)))
        assert as_dict(downstream(network, row)) == pytest.approx(as_dict(downstream(other, row)))
    local = np.arange(1.0, len(network) + 1)
    assert upstream_sum(network, local) == pytest.approx(upstream_sum(other, local))
    assert accumulate(network, local) == pytest.approx(accumulate(other, local))


@MANY
@given(tables(), st.data())
def test_turning_is_what_building_the_turned_table_gives(table: pd.DataFrame, data: st.DataObject) -> None:
    count = len(table)
    kind = data.draw(st.lists(st.sampled_from(["as it is", "turned", "both"]), min_size=count, max_size=count))
    one_way = table["direction"] != "both"
    turned, both = np.array([k == "turned" for k in kind]), np.array([k == "both" for k in kind])
    expected = table.copy()
    swaps = turned & one_way
    expected.loc[swaps, ["f", "t"]] = table.loc[swaps, ["t", "f"]].to_numpy()
    expected.loc[both, "direction"] = "both"
    found = turn_reaches(from_nodes(table), np.flatnonzero(turned), np.flatnonzero(both))
    assert_same_answers(found, from_nodes(expected))
    for mode, ask in (("upmain", upstream), ("downmain", downstream)):
        for row in range(count):
            assert set(ask(found, row, mode=mode)[0].tolist()) <= set(ask(found, row)[0].tolist())


@MANY
@given(tables(), st.data())
def test_turning_twice_is_no_turn(table: pd.DataFrame, data: st.DataObject) -> None:
    network = from_nodes(table)
    rows = data.draw(st.lists(st.integers(0, len(table) - 1), unique=True))
    assert_same_answers(turn_reaches(turn_reaches(network, rows), rows), network)
    row = np.arange(len(table))
    measure_m = np.minimum(np.arange(len(table)) / 2, table["length_m"].to_numpy())
    there = turn_measures(network, rows, row, measure_m)
    assert turn_measures(turn_reaches(network, rows), rows, row, there) == pytest.approx(measure_m)


@MANY
@given(tables(), st.data())
def test_a_way_added_never_drops_a_reach(table: pd.DataFrame, data: st.DataObject) -> None:
    network = from_nodes(table)
    rows = data.draw(st.lists(st.integers(0, len(table) - 1), unique=True))
    more = turn_reaches(network, [], rows)
    for row in range(len(table)):
        assert set(upstream(network, row)[0].tolist()) <= set(upstream(more, row)[0].tolist())


def test_a_turned_canal_by_to_keys() -> None:
    """River a-b-c, canal k leaves between a and b and ends in d: turned, it brings e's water to b."""
    table = pd.DataFrame({"code": list("aabckde"), "to": ["b", "k", "c", None, "d", None, "d"]})
    network = build(table, to_key="to")
    at = network.position
    assert set(network.keys[upstream(network, at("b"))[0]].tolist()) == {"a", "b"}
    turned = turn_reaches(network, [at("k")])
    assert set(turned.keys[upstream(turned, at("b"))[0]].tolist()) == {"a", "b", "k", "e"}
    assert set(turned.keys[downstream(turned, at("a"))[0]].tolist()) == {"a", "b", "c"}


def test_drawn_canals_keep_the_junction_that_had_no_way_out() -> None:
    drawn = reaches({"a": line((0, 0), (100, 0)), "b": line((200, 0), (100, 0)), "c": line((100, 0), (100, 50))})
    network = build(drawn.iloc[:2])
    turned = turn_reaches(network, [1])
    assert keys(turned, upstream(turned, 1)) == {"b": 0, "a": 100}
    assert turn_measures(network, [1], np.array([1, 0]), np.array([30.0, 30])) == pytest.approx([70, 30], abs=0.1)
    assert turned.backward.tolist() == [False, True]


def test_a_turned_network_is_kept_and_read() -> None:
    network = turn_reaches(build(reaches({"a": line((0, 0), (9, 0)), "b": line((9, 0), (20, 0))})), [1], [0])
    assert_same_answers(Network.from_bytes(network.to_bytes()), network)


def test_the_main_path_goes_on_through_a_turned_canal_of_the_same_river() -> None:
    table = pd.DataFrame(
        {"code": list("abcd"), "f": [1, 2, 2, 9], "t": [2, 3, 4, 2], "river": ["徒骇河", "", "徒骇河", "徒骇河"]}
    )
    network = turn_reaches(build(table, from_node="f", to_node="t"), [3], rivers=table["river"].tolist())
    assert network.keys[downstream(network, 0, mode="downmain")[0]].tolist() == ["a", "c"]


def test_a_chain_ends_at_junctions_and_at_other_sluices() -> None:
    table = pd.DataFrame({"code": list("abcdxy"), "to": ["b", "c", "d", None, "c", "x"]})
    network = build(table, to_key="to")
    assert chain_rows(network, [0]).tolist() == [0, 1]
    assert chain_rows(network, [2]).tolist() == [2, 3]
    assert chain_rows(network, [4, 3], held=[5]).tolist() == [2, 3, 4]
    ring = build(pd.DataFrame({"code": list("ab"), "to": ["b", "a"]}), to_key="to")
    assert chain_rows(ring, [1]).tolist() == [0, 1]
