"""Delivered fractions, shares of sources, decay, splits by flow, cycles (削减、来源占比、分流)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.network import Network, accumulate, build, upstream
from app.network.accumulation import route_edges, to_arc_values
from app.network.delivery import (
    cycles,
    delivered_fraction,
    delivery_factors,
    equal_split,
    source_shares,
    split_by_flow,
)
from app.network.routing import pass_down
from tests.network.drawn import line, reaches
from tests.network.networks_of import from_nodes, tables

MANY = settings(max_examples=60, deadline=None)


def braid(lengths: tuple[float, ...] = (1, 1, 1, 1)) -> Network:
    """a parts into b and c, which meet in d."""
    table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4], "length_m": lengths})
    return build(table, from_node="f", to_node="t")


def test_a_braid_by_hand() -> None:
    # a: 0.75·0.5 through b and 0.25·0.8 through c, then 0.9 through d.
    network, delivery = braid(), [1.0, 0.5, 0.8, 0.9]
    split = {("a", "b"): 0.75, ("a", "c"): 0.25}
    expected = [(0.75 * 0.5 + 0.25 * 0.8) * 0.9, 0.9, 0.9, 1.0]
    assert delivered_fraction(network, 3, delivery=delivery, split=split) == pytest.approx(expected)
    assert delivered_fraction(network, 1, delivery=delivery, split=split) == pytest.approx([0.375, 1, 0, 0])
    shares = source_shares(network, np.diag([8.0, 0, 4, 1]), delivery=delivery, split=split)
    arriving = np.array([8 * expected[0], 0, 4 * 0.9, 1])
    assert shares[3] == pytest.approx(arriving / arriving.sum())


def test_the_rest_of_the_shares_leaves_the_network_where_that_is_said() -> None:
    network, delivery = braid(), [1.0, 0.5, 0.8, 0.9]
    shares = [1.0, 0.6, 0.25, 0.7]  # 0.15 leave below a, 0.3 of what b and c bring leave above d
    total = accumulate(network, [8.0, 1, 0, 2], delivery=delivery, split=shares, rest_leaves=True)
    b, c = 1 + 8 * 0.6 * 0.5, 8 * 0.25 * 0.8
    assert total == pytest.approx([8, b, c, 2 + (b + c) * 0.7 * 0.9])
    fraction = delivered_fraction(network, 3, delivery=delivery, split=shares, rest_leaves=True)
    assert fraction @ [8.0, 1, 0, 2] == pytest.approx(total[3])
    named = {("a", "b"): 0.6, ("a", "c"): 0.25}  # ways not named take all
    assert accumulate(network, [8.0, 0, 0, 0], split=named, rest_leaves=True) == pytest.approx([8, 4.8, 2, 6.8])
    with pytest.raises(BreaksRule):
        accumulate(network, [8.0, 0, 0, 0], split=shares)
    with pytest.raises(BreaksRule):
        accumulate(network, [8.0, 0, 0, 0], split=[1.0, 0.6, 0.5, 1.0], rest_leaves=True)


def test_unknown_delivery_is_unknown_only_where_it_matters() -> None:
    network = build(pd.DataFrame({"code": list("abcd"), "to": ["b", "c", None, "c"]}), to_key="to")
    delivery = [1.0, np.nan, 0.5, 1.0]
    fraction = delivered_fraction(network, 2, delivery=delivery)
    assert np.isnan(fraction[0])
    assert fraction[1:] == pytest.approx([0.5, 1, 0.5])
    assert delivered_fraction(network, 3, delivery=delivery).tolist() == [0, 0, 0, 1]
    assert accumulate(network, [0.0, 2, 0, 0], delivery=delivery).tolist() == [0, 2, 1, 0]  # nothing enters b
    assert np.isnan(accumulate(network, [1.0, 2, 0, 0], delivery=delivery)).tolist() == [False, True, True, False]


def test_a_cycle_delivers_as_one_pool() -> None:
    network = build(pd.DataFrame({"code": list("abcd"), "to": ["b", "c", "b", None]}), to_key="to")
    assert delivered_fraction(network, 2).tolist() == [1, 1, 1, 0]
    assert [rows.tolist() for rows in cycles(network)] == [[1, 2]]


def test_two_parts_deliver_what_their_reach_does() -> None:
    """exp(-k·t) of a reach is once through all its parts, not once for each."""
    parts = shapely.MultiLineString([line((0, 0), (100, 0)), line((150, 0), (450, 0))])
    others = {"b": line((100, 0), (150, 0)), "a": line((-100, 0), (0, 0)), "c": line((450, 0), (500, 0))}
    network = build(reaches({"p": parts, **others}))
    assert accumulate(network, [0.0, 0, 8, 0], delivery=[0.5, 1, 1, 1])[3] == pytest.approx(4)
    assert delivered_fraction(network, 3, delivery=[0.5, 1, 1, 1])[2] == pytest.approx(0.5)


def test_a_reach_without_geometry_reaches_itself_only() -> None:
    network = build(reaches({"a": line((0, 0), (9, 0)), "b": None}))
    assert delivered_fraction(network, 1).tolist() == [0, 1]
    assert delivered_fraction(network, 0).tolist() == [1, 0]


def test_decay_and_reservoirs_by_hand() -> None:
    # k = 0.1/d over 5 d: e^-0.5 = 0.60653.
    found = delivery_factors([0.1, 0.0, 0.1, 0.1], [120.0, 120.0, np.nan, 7.0], [np.nan, np.nan, np.nan, 0.35])
    assert found[:2] == pytest.approx([0.60653, 1], abs=1e-5)
    assert np.isnan(found[2])
    assert found[3] == 0.35


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [(((-0.1), [1.0]), "k_per_d"), ((0.1, [-1.0]), "hours"), ((0.1, [1.0], [1.5]), "reservoir")],
)
def test_impossible_decay_is_refused(arguments: tuple[object, ...], parameter: str) -> None:
    with pytest.raises(BreaksRule) as refused:
        delivery_factors(*arguments)  # type: ignore[arg-type]
    assert refused.value.parameter == parameter


def test_split_by_flow_says_where_flow_is_unknown() -> None:
    network = braid()
    assert split_by_flow(network, [4.0, 3, 1, 4]).tolist() == [0.75, 0.25, 1, 1]
    unknown = split_by_flow(network, [4.0, np.nan, 1, 4])
    assert np.isnan(unknown).tolist() == [True, True, False, False]
    with pytest.raises(BreaksRule, match="reach a"):
        accumulate(network, np.ones(4), split=unknown)
    assert np.isnan(split_by_flow(network, [0.0, 0, 0, 0])).tolist() == [True, True, False, False]
    with pytest.raises(BreaksRule):
        split_by_flow(network, [-1.0, 3, 1, 4])


def test_shares_refuse_what_is_no_amount() -> None:
    with pytest.raises(BreaksRule):
        source_shares(braid(), np.ones(4))
    with pytest.raises(BreaksRule):
        source_shares(braid(), -np.ones((4, 1)))


@MANY
@given(tables(), st.data())
def test_the_fractions_are_those_of_the_accumulation(table: pd.DataFrame, data: st.DataObject) -> None:
    """Also through divergences, cycles, reversible reaches: result[target] = Σ fraction · local."""
    network, count = from_nodes(table), len(table)
    local = np.array(data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)), dtype=float)
    delivery = np.array(data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    flow = np.array(data.draw(st.lists(st.integers(0, 5), min_size=count, max_size=count)), dtype=float)
    split = split_by_flow(network, flow, otherwise=equal_split(network))
    total = accumulate(network, local, delivery=delivery, split=split)
    for target in range(count):
        fraction = delivered_fraction(network, target, delivery=delivery, split=split)
        assert fraction @ local == pytest.approx(total[target])
        above = upstream(network, target)[0]
        assert (np.delete(fraction, above) == 0).all()


@MANY
@given(tables(both=False), st.data())
def test_what_arrives_at_the_outlets_is_all_there_is(table: pd.DataFrame, data: st.DataObject) -> None:
    """Conservation: without decay each reach's own amount leaves by the outlets, whatever the split."""
    network, count = from_nodes(table), len(table)
    flow = np.array(data.draw(st.lists(st.integers(1, 5), min_size=count, max_size=count)), dtype=float)
    split = split_by_flow(network, flow)
    arrives = sum(delivered_fraction(network, outlet, split=split) for outlet in network.outlets().tolist())
    assert arrives == pytest.approx(np.ones(count))
    local = np.arange(1.0, count + 1)
    assert accumulate(network, local, split=split)[network.outlets()].sum() == pytest.approx(local.sum())


@MANY
@given(tables(), st.data())
def test_what_leaves_by_the_last_arcs_is_all_there_is(table: pd.DataFrame, data: st.DataObject) -> None:
    """Conservation with reversible reaches too, whose ways are arcs: nothing is lost or doubled on the way."""
    network, count = from_nodes(table), len(table)
    flow = np.array(data.draw(st.lists(st.integers(1, 5), min_size=count, max_size=count)), dtype=float)
    routing, _ = route_edges(network, None, split_by_flow(network, flow))
    local = to_arc_values(network, np.arange(1.0, count + 1))
    assert local.sum() == pytest.approx(np.arange(1.0, count + 1).sum())
    between = network.component[network.edge_source] != network.component[network.down_indices]
    flows_on = np.zeros(network.component.max() + 1, dtype=bool)
    flows_on[network.component[network.edge_source[between]]] = True
    _, first = np.unique(network.component, return_index=True)  # of a cycle each arc tells what leaves it all
    last = first[~flows_on]
    assert pass_down(routing, local)[last].sum() == pytest.approx(local.sum())


@MANY
@given(tables(both=False), st.data())
def test_decay_loses_and_never_adds(table: pd.DataFrame, data: st.DataObject) -> None:
    network, count = from_nodes(table), len(table)
    hours = np.array(data.draw(st.lists(st.floats(0, 100), min_size=count, max_size=count)))
    local = np.arange(1.0, count + 1)
    slow, fast = (accumulate(network, local, delivery=delivery_factors(k, hours)) for k in (0.1, 0.5))
    assert (fast <= slow + 1e-9).all()
    assert (slow <= accumulate(network, local) + 1e-9).all()
    assert slow[network.outlets()].sum() <= local.sum() + 1e-9


@MANY
@given(tables(), st.data())
def test_shares_add_up_to_one(table: pd.DataFrame, data: st.DataObject) -> None:
    network, count = from_nodes(table), len(table)
    cell = st.integers(0, 4).map(float)
    local = np.array(data.draw(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=count, max_size=count)))
    delivery = np.array(data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    shares = source_shares(network, local, delivery=delivery)
    arriving = accumulate(network, local.sum(axis=1), delivery=delivery)
    known = arriving > 1e-300
    assert shares[known].sum(axis=1) == pytest.approx(np.ones(known.sum()))
    assert ((shares[known] >= 0) & (shares[known] <= 1)).all()
    assert np.isnan(shares[arriving == 0]).all()
    for row in np.flatnonzero(known).tolist():
        fraction = delivered_fraction(network, row, delivery=delivery)
        assert shares[row] * arriving[row] == pytest.approx(fraction @ local)


@MANY
@given(tables(), st.data())
def test_the_sum_in_one_pass_is_the_sum_level_by_level(table: pd.DataFrame, data: st.DataObject) -> None:
    network, count = from_nodes(table), len(table)
    delivery = np.array(data.draw(st.lists(st.floats(0.125, 1), min_size=count, max_size=count)))
    routing, _ = route_edges(network, delivery, None)
    local = np.random.default_rng(len(table)).uniform(0, 9, (network.arc_count, 3))
    by_level = replace(routing, has_unknown=True)
    assert pass_down(routing, local) == pytest.approx(pass_down(by_level, local), rel=1e-12)
    assert pass_down(routing, local[:, 1]) == pytest.approx(pass_down(by_level, local[:, 1]), rel=1e-12)
    assert pass_down(routing, local)[:, 1] == pytest.approx(pass_down(routing, local[:, 1]), rel=1e-12)


@MANY
@given(tables())
def test_cycles_are_where_a_reach_is_its_own_upstream(table: pd.DataFrame) -> None:
    network = from_nodes(table)
    found = cycles(network)
    for rows in found:
        for row in rows.tolist():
            assert set(rows.tolist()) <= set(upstream(network, row)[0].tolist())
    inside = np.concatenate(found) if found else np.zeros(0, dtype=int)
    pooled = network.component[network.edge_source] == network.component[network.down_indices]
    assert set(network.arc_row[network.edge_source[pooled]].tolist()) == set(inside.tolist())
