"""Laws that hold in every network, on random ones (河网定律)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.network import accumulate, downstream, upstream, upstream_sum
from tests.network.networks_of import as_dict, by_nodes, from_nodes, slow_search, tables

MANY = settings(max_examples=60, deadline=None)


@MANY
@given(tables())
def test_both_directions_are_what_a_slow_search_finds(table: pd.DataFrame) -> None:
    network = from_nodes(table)
    for start in range(len(table)):
        for found, up in ((upstream(network, start), True), (downstream(network, start), False)):
            expected = slow_search(table, start, up=up)
            assert as_dict(found) == pytest.approx(expected)
            assert found[0][0] == start or found[1][0] == 0
            assert (np.diff(found[1]) >= 0).all()


@MANY
@given(tables())
def test_what_is_upstream_of_a_reach_has_it_downstream(table: pd.DataFrame) -> None:
    network = from_nodes(table)
    above = {(u, d) for d in range(len(table)) for u in upstream(network, d)[0].tolist()}
    below = {(u, d) for u in range(len(table)) for d in downstream(network, u)[0].tolist()}
    assert above == below


@MANY
@given(tables())
def test_turning_every_reach_swaps_up_and_down(table: pd.DataFrame) -> None:
    network = from_nodes(table)
    turned = from_nodes(table.rename(columns={"f": "t", "t": "f"}))
    for start in range(len(table)):
        assert as_dict(upstream(network, start)) == pytest.approx(as_dict(downstream(turned, start)))


@MANY
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(table: pd.DataFrame, random: object) -> None:
    order = list(range(len(table)))
    random.shuffle(order)  # type: ignore[attr-defined]
    network, shuffled = from_nodes(table), from_nodes(table.iloc[order].reset_index(drop=True))
    for mode, ask in (("up", upstream), ("upmain", upstream), ("down", downstream), ("downmain", downstream)):
        for start in range(len(table)):
            there = as_dict(ask(shuffled, start, mode=mode))
            again = {order.index(row): at for row, at in as_dict(ask(network, order[start], mode=mode)).items()}
            assert there == pytest.approx(again)
    local = np.arange(1.0, len(table) + 1)
    assert upstream_sum(shuffled, local[order]) == pytest.approx(upstream_sum(network, local)[order])
    assert accumulate(shuffled, local[order]) == pytest.approx(accumulate(network, local)[order])


@MANY
@given(tables(), st.integers(0, 40))
def test_a_limit_cuts_the_answer_and_nothing_else(table: pd.DataFrame, limit: int) -> None:
    network = from_nodes(table)
    for start in range(len(table)):
        for ask in (upstream, downstream):
            near = {row: at for row, at in as_dict(ask(network, start)).items() if at <= limit}
            assert as_dict(ask(network, start, max_distance_m=limit)) == pytest.approx(near)


ASKED = [(upstream, "up"), (upstream, "upmain"), (downstream, "down"), (downstream, "downmain")]


@MANY
@given(tables(), st.sampled_from(ASKED), st.integers(0, 30), st.integers(0, 30))
def test_a_wider_limit_never_loses_a_reach(table: pd.DataFrame, asked: Any, one: int, other: int) -> None:
    """In all four modes; and the whole answer is that of no limit."""
    network, (ask, mode) = from_nodes(table), asked
    for start in range(len(table)):
        near, far = (as_dict(ask(network, start, mode=mode, max_distance_m=at)) for at in sorted((one, other)))
        assert near.items() <= far.items()
        assert far == {row: at for row, at in as_dict(ask(network, start, mode=mode)).items() if at <= max(one, other)}


@MANY
@given(tables(), st.sampled_from(ASKED), st.floats(0, 1))
def test_a_start_is_cut_at_its_measure(table: pd.DataFrame, asked: Any, share: float) -> None:
    """What is reached from a place on a reach lies nearer by what is cut off; at the near end nothing is."""
    network, (ask, mode) = from_nodes(table), asked
    for start in range(len(table)):
        length_m = float(table["length_m"][start])
        near_end = length_m if ask is upstream else 0.0
        whole = as_dict(ask(network, start, mode=mode))
        place = as_dict(ask(network, start, mode=mode, measure_m=share * length_m))
        assert place[start] == 0
        if table["direction"][start] == "both":
            assert place.keys() == whole.keys()
            continue
        assert as_dict(ask(network, start, mode=mode, measure_m=near_end)) == pytest.approx(whole)
        skipped = abs(near_end - share * length_m)
        assert place == pytest.approx({row: at - skipped if row != start else 0.0 for row, at in whole.items()})


@pytest.mark.parametrize("measure_m", [-1.0, 9.5, float("nan")])
def test_a_measure_off_the_reach_is_refused(measure_m: float) -> None:
    network = by_nodes([(1, 2), (2, 3)], [5.0, 9.0])
    with pytest.raises(BreaksRule) as refused:
        upstream(network, 1, measure_m=measure_m)
    assert refused.value.parameter == "measure_m"
    with pytest.raises(BreaksRule):
        downstream(network, [0, 1], measure_m=1)


@MANY
@given(tables(), st.data())
def test_several_starts_are_the_nearest_of_each(table: pd.DataFrame, data: st.DataObject) -> None:
    network = from_nodes(table)
    starts = data.draw(st.lists(st.integers(0, len(table) - 1), min_size=1, max_size=4, unique=True))
    for ask in (upstream, downstream):
        apart: dict[int, float] = {}
        for start in starts:
            for row, at in as_dict(ask(network, start)).items():
                apart[row] = min(at, apart.get(row, np.inf))
        assert as_dict(ask(network, starts)) == pytest.approx(apart)


@MANY
@given(tables(), st.data())
def test_sums_count_every_upstream_reach_once(table: pd.DataFrame, data: st.DataObject) -> None:
    network = from_nodes(table)
    local = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=len(table), max_size=len(table))), dtype=float)
    expected = [local[upstream(network, row)[0]].sum() for row in range(len(table))]
    assert upstream_sum(network, local) == pytest.approx(np.array(expected))
    doubled = upstream_sum(network, np.column_stack([local, 2 * local]))
    assert doubled == pytest.approx(np.column_stack([expected, 2 * np.array(expected)]))


@MANY
@given(tables(both=False), st.data())
def test_accumulation_conserves_mass(table: pd.DataFrame, data: st.DataObject) -> None:
    network = from_nodes(table)
    local = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(table), max_size=len(table))), dtype=float)
    assert accumulate(network, local)[network.outlets()].sum() == pytest.approx(local.sum())


@MANY
@given(tables(cycles=False, both=False), st.data())
def test_any_shares_and_deliveries_obey_the_balance_of_each_reach(table: pd.DataFrame, data: st.DataObject) -> None:
    network = from_nodes(table)
    count = len(table)
    local = np.array(data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)), dtype=float)
    delivery = np.array(data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    weight = np.array(data.draw(st.lists(st.integers(1, 5), min_size=count, max_size=count)), dtype=float)
    source, target = network.edge_source, network.down_indices
    at_node = table.groupby("f")["code"].transform(lambda codes: weight[codes.index].sum()).to_numpy()
    share = weight / at_node
    result = accumulate(network, local, delivery=delivery, split=share)
    assert result == pytest.approx(accumulate(network, local, delivery=delivery, split=_by_key(network, share)))
    ways = np.bincount(source, minlength=count)[source]
    arriving = np.zeros(count)
    np.add.at(arriving, target, result[source] * np.where(ways == 1, 1.0, share[target]))
    assert result == pytest.approx(local + delivery * arriving)
    if (delivery == 1).all():
        assert result[network.outlets()].sum() == pytest.approx(local.sum())


def _by_key(network: object, share: np.ndarray) -> dict[tuple[str, str], float]:
    """The shares as a mapping of pairs of keys."""
    keys = network.keys.tolist()  # type: ignore[attr-defined]
    pairs = zip(network.edge_source.tolist(), network.down_indices.tolist(), strict=True)  # type: ignore[attr-defined]
    return {(keys[above], keys[below]): float(share[below]) for above, below in pairs}


@MANY
@given(st.lists(st.integers(0, 30), min_size=0, max_size=30), st.data())
def test_on_trees_the_sum_is_the_accumulation(parents: list[int], data: st.DataObject) -> None:
    table = pd.DataFrame(
        {
            "code": [f"R{row}" for row in range(len(parents) + 1)],
            "to": [None, *(f"R{parent % (row + 1)}" for row, parent in enumerate(parents))],
        }
    )
    from app.network import build

    network = build(table, to_key="to")
    local = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(table), max_size=len(table))), dtype=float)
    assert upstream_sum(network, local) == pytest.approx(accumulate(network, local))
