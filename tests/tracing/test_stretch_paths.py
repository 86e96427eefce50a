"""Stretches and what arrives at their sections, against recursion over every way and against `delivered_fraction`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.network import Network, accumulate, build
from app.network.delivery import delivered_fraction, delivery_factors
from app.tracing.cut_arcs import locate_on_arcs
from app.tracing.stretch_paths import (
    delivered_to_sections,
    find_stretches,
    known_loads,
    stretch_of,
    stretch_rows,
)  # fmt: skip
from app.tracing.stretches import SectionValue
from tests.network.networks_of import from_nodes, tables
from tests.tracing.drawn_rivers import balance_arguments, draw_river, network_of, rows_of, ways_down


def section(key: str, row: int, measure_m: float, concentration: float = 1.0, flow: float | None = 1.0) -> SectionValue:
    """A section with a value."""
    return SectionValue(key, key, row, measure_m, concentration, flow, "", "", 0.05, 0.05)


def chain(lengths: list[float], **columns: list[object]) -> Network:
    """Reaches one after the other."""
    count = len(lengths)
    table = {"code": [f"R{at}" for at in range(count)], "f": range(count), "t": range(1, count + 1)}
    return build(pd.DataFrame({**table, "length_m": lengths, **columns}), from_node="f", to_node="t")


@pytest.mark.parametrize("divides", [False, True])
def test_against_recursion_over_every_way(divides: bool) -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        river = draw_river(rng, divides=divides, most=14)
        network, row, arguments = network_of(river), rows_of(river), balance_arguments(river)
        length = 10.0 + np.arange(len(river.below))
        targets: dict[int, list[float]] = {}
        for at in rng.integers(0, len(length), size=5).tolist():
            targets.setdefault(at, []).append(float(rng.choice([0.25, 0.5, 1.0])))
        targets = {at: sorted(set(fractions)) for at, fractions in targets.items()}
        names = [(at, position) for at, fractions in targets.items() for position in range(len(fractions))]
        sections = [section(f"{at}/{p}", int(row[at]), targets[at][p] * length[at]) for at, p in names]
        stretches = find_stretches(network, sections, **arguments)
        reach = rng.integers(0, len(length), size=20)
        fraction = rng.choice([0.0, 0.1, 0.25, 0.7, 1.0], size=20)
        found = delivered_to_sections(stretches, row[reach], fraction * length[reach])
        answers: list[dict[tuple[int, int], float]] = [{} for _ in reach]
        for place, number, part in zip(*(values.tolist() for values in found), strict=True):
            answers[place][names[number]] = part
        for at, begin, answer in zip(reach.tolist(), fraction.tolist(), answers, strict=True):
            assert answer == pytest.approx(ways_down(river, at, begin, targets), rel=1e-9)


@settings(max_examples=150, deadline=None)
@given(tables(both=False), st.integers(0, 15), st.integers(0, 2**32 - 1))
def test_one_section_agrees_with_delivered_fraction(table: pd.DataFrame, target: int, seed: int) -> None:
    network = from_nodes(table)
    target %= len(network)
    arc = network.row_arcs[network.row_arc_indptr[target]]
    hours = np.random.default_rng(seed).uniform(0, 50, len(network))
    ends = table["length_m"].to_numpy()
    stretches = find_stretches(network, [section("S", target, ends[target])], hours, 0.3)
    found = delivered_to_sections(stretches, np.arange(len(network)), ends)
    fraction = np.zeros(len(network))
    fraction[found.place] = found.fraction
    expected = delivered_fraction(network, target, delivery=delivery_factors(0.3, hours))
    if (network.component == network.component[arc]).sum() > 1:
        return  # the section cuts the ring, and `delivered_fraction` asks what leaves the pool
    np.testing.assert_allclose(fraction, expected, rtol=1e-9, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(tables(), st.lists(st.integers(0, 15), min_size=1, max_size=5))
def test_nothing_arrives_twice(table: pd.DataFrame, at: list[int]) -> None:
    network = from_nodes(table)
    sections = [section(f"S{number}", row % len(network), 2.0) for number, row in enumerate(at)]
    stretches = find_stretches(network, sections, np.zeros(len(network)), 0.3)
    found = delivered_to_sections(stretches, np.arange(len(network)), table["length_m"].to_numpy() / 2)
    total = np.bincount(found.place, weights=found.fraction, minlength=len(network))
    assert (total <= 1 + 1e-9).all()
    assert (np.bincount(stretches.links.node, weights=stretches.links.fraction[:, 0], minlength=1) <= 1 + 1e-9).all()


def test_a_section_within_a_reach_cuts_it() -> None:
    network = chain([100.0, 100.0])
    stretches = find_stretches(network, [section("A", 0, 50.0), section("B", 1, 50.0)], [24.0, 24.0], 1.0)
    assert stretch_of(stretches, [0, 0, 0, 1, 1], [0.0, 50.0, 50.1, 50.0, 60.0]).tolist() == ["A", "A", "B", "B", ""]
    assert stretch_rows(stretches) == {"A": (0,), "B": (0, 1)}
    assert stretches.links.fraction[0, 1] == pytest.approx(np.exp(-1.0))
    assert known_loads(stretches, [0, 0, 1], [60.0, 100.0, 80.0], [1.0, 2.0, 100.0]) == {
        "B": pytest.approx(np.exp(-0.9) + 2 * np.exp(-0.5))
    }


def test_two_sections_at_one_spot_follow_each_other() -> None:
    network = chain([100.0])
    stretches = find_stretches(network, [section("A", 0, 50.0), section("B", 0, 50.0)], [24.0], 1.0)
    assert (stretches.links.node.tolist(), stretches.links.section.tolist()) == ([0], [1])
    assert stretches.links.fraction[0, 1] == 1.0
    assert stretch_of(stretches, [0], [50.0]).tolist() == ["A"]


def test_a_section_without_a_value_does_not_cut() -> None:
    network = chain([10.0, 10.0, 10.0])
    sections = [section("A", 0, 10.0), section("M", 1, 10.0, float("nan")), section("B", 2, 10.0)]
    stretches = find_stretches(network, sections, [24.0] * 3, 0.1)
    assert stretches.skipped == ("M",)
    assert stretch_rows(stretches)["B"] == (1, 2)
    assert stretches.links.fraction[:, 1] == pytest.approx([np.exp(-0.2)])


def test_an_unknown_travel_time_is_unknown_only_where_it_is_passed() -> None:
    network = chain([10.0, 10.0, 10.0])
    stretches = find_stretches(network, [section("B", 2, 10.0)], [24.0, np.nan, 24.0], 0.1)
    found = delivered_to_sections(stretches, [0, 1, 1, 2], [10.0, 5.0, 10.0, 0.0])
    assert found.fraction.tolist() == pytest.approx([np.nan, np.nan, np.exp(-0.1), np.exp(-0.1)], nan_ok=True)
    free = find_stretches(network, [section("B", 2, 10.0)], [24.0, np.nan, 24.0], 0.0)
    assert delivered_to_sections(free, [0], [10.0]).fraction.tolist() == [1.0]


def test_a_reservoir_keeps_its_own_share() -> None:
    network = chain([10.0, 10.0])
    stretches = find_stretches(network, [section("B", 1, 10.0)], [24.0, np.nan], 0.1, reservoir=[np.nan, 0.64])
    assert delivered_to_sections(stretches, [0, 1], [10.0, 5.0]).fraction == pytest.approx([0.64, 0.8])


def test_a_ring_without_a_section_is_one_pool() -> None:
    table = pd.DataFrame({"code": list("abcd"), "f": [0, 1, 2, 2], "t": [1, 2, 1, 3], "length_m": [10.0] * 4})
    network = build(table, from_node="f", to_node="t")
    stretches = find_stretches(network, [section("S", 3, 10.0)], [24.0] * 4, 0.1)
    found = delivered_to_sections(stretches, [0, 1, 2, 3], [10.0] * 4)
    expected = delivered_fraction(network, 3, delivery=delivery_factors(0.1, [24.0] * 4))
    assert found.fraction == pytest.approx(expected)
    assert stretches.in_pool.sum() == 2


def test_loads_on_record_arrive_as_accumulated() -> None:
    rng = np.random.default_rng(6)
    river = draw_river(rng, divides=True, most=40)
    network, row, arguments = network_of(river), rows_of(river), balance_arguments(river)
    last = len(river.below) - 1
    stretches = find_stretches(network, [section("S", int(row[last]), 10.0 + last)], **arguments)
    load = np.zeros(len(network))
    load[row] = rng.uniform(1, 9, len(row))
    factors = delivery_factors(arguments["k_per_d"], arguments["times_h"])
    arriving = accumulate(network, load, delivery=factors, split=arguments["split"])[row[last]]
    assert known_loads(stretches, row, 10.0 + np.arange(last + 1), load[row])["S"] == pytest.approx(arriving)


def test_places_on_parts_and_both_ways() -> None:
    network = chain([100.0, 100.0], direction=["both", "digitised"])
    places = locate_on_arcs(network, [0, 1], [30.0, 30.0])
    assert places.place.tolist() == [0, 0, 1]
    assert places.fraction.tolist() == pytest.approx([0.3, 0.7, 0.3])
    assert places.weight.tolist() == [0.5, 0.5, 1.0]
    with pytest.raises(BreaksRule):
        locate_on_arcs(network, [2], [0.0])
    with pytest.raises(BreaksRule):
        locate_on_arcs(network, [0], [float("nan")])


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"k_per_d": float("nan")}, "k_per_d"),
        ({"k_per_d": -0.1}, "k_per_d"),
        ({"k_sd": -1.0}, "k_sd"),
        ({"times_h": [1.0]}, "times_h"),
        ({"times_h": [1.0, -1.0]}, "times_h"),
        ({"reservoir": [1.0]}, "reservoir"),
        ({"split": [0.5, 0.5, 0.5]}, "split"),
    ],
)
def test_wrong_arguments(changed: dict[str, object], parameter: str) -> None:
    arguments = {"times_h": [1.0, 1.0], "k_per_d": 0.1, **changed}
    with pytest.raises(BreaksRule) as raised:
        find_stretches(chain([10.0, 10.0]), [section("A", 1, 5.0)], **arguments)  # type: ignore[arg-type]
    assert raised.value.parameter == parameter


def test_the_order_of_sections_does_not_matter() -> None:
    river = draw_river(np.random.default_rng(2), divides=True, most=30)
    network, row, arguments = network_of(river), rows_of(river), balance_arguments(river)
    sections = [section(f"S{at}", int(row[at]), 10.0 + at) for at in river.sections]
    there = find_stretches(network, sections, **arguments)
    back = find_stretches(network, sections[::-1], **arguments)
    assert stretch_rows(there) == stretch_rows(back)
    pairs = [
        {(one.sections[a].key, one.sections[b].key): part for a, b, part in zip(
            one.links.node, one.links.section, one.links.fraction[:, 1], strict=True)}
        for one in (there, back)
    ]  # fmt: skip
    assert pairs[0] == pytest.approx(pairs[1])
    assert replace(sections[0], name="x").key == sections[0].key
