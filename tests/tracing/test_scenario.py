"""What-if against the whole river reckoned anew from its sources, and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.errors import BreaksRule
from app.network import Network, build
from app.tracing.closed_sluices import closed_split, shut_arcs
from app.tracing.increments import KG_PER_D
from app.tracing.scenario import Scenario, scenario_concentration
from app.tracing.scenario_balance import delivered_to_section
from app.tracing.scenario_changes import Change, SourceLoad
from app.tracing.stretch_paths import find_stretches
from app.tracing.stretches import SectionValue
from tests.tracing.drawn_rivers import (
    River,
    balance_arguments,
    draw_river,
    measured,
    network_of,
    rows_of,
    split_of,
)


def all_sources(river: River) -> list[SourceLoad]:
    """Every reach's own amount as a load on record."""
    row = rows_of(river)
    return [
        SourceLoad(f"P{at}", f"P{at}", int(row[at]), 10.0 + at, load * KG_PER_D, water)
        for at, (load, water) in enumerate(zip(river.load.tolist(), river.catchment.tolist(), strict=True))
    ]


def reckon(river: River, load: np.ndarray, water: np.ndarray, dams: set[int], target: int) -> tuple[float, float]:
    """Load and water at the end of a reach, every source followed down; a dam stands in the middle of its reach."""
    is_open = [False] * len(load)
    for at in reversed(range(len(load))):
        is_open[at] = at not in dams and (not river.below[at] or any(is_open[to] for to in river.below[at]))
    carried, flowing = load.astype(float).copy(), water.astype(float).copy()
    for at in range(len(load)):
        ways = list(zip(river.below[at], river.shares[at], strict=True))
        total = sum(share for to, share in ways if is_open[to])
        for to, share in ways:
            part = share if total == 0 else share / total if is_open[to] else 0.0
            if to not in dams:
                carried[to] += carried[at] * part * np.exp(-river.decay[to])
                flowing[to] += flowing[at] * part
    return carried[target], flowing[target]


@pytest.mark.parametrize("divides", [False, True], ids=["trees", "divergences"])
def test_against_the_river_reckoned_anew(divides: bool) -> None:
    rng = np.random.default_rng(11)
    moved = 0
    for _ in range(60):
        river = draw_river(rng, divides=divides, most=25)
        river = replace(river, decay=river.decay / 10)
        network, row, count = network_of(river), rows_of(river), len(river.below)
        target = max(river.sections)
        arguments = balance_arguments(river)
        lowered, added = (int(at) for at in rng.integers(0, count, size=2))
        fed = {to for ways in river.below for to in ways}  # at a headwater nothing known passes a sluice
        dams = {int(at) for at in rng.permutation(sorted(fed))[:1]}
        changes = [
            Change("lower_source", f"P{lowered}", "P", percent=40.0),
            Change("add_flow", "W", "W", int(row[added]), 10.0 + added, flow_m3_per_s=30.0, concentration_mg_per_l=2.0),
            *(Change("close_sluice", f"G{at}", "G", int(row[at]), (10.0 + at) / 2) for at in dams),
        ]
        found = scenario_concentration(
            network, measured(river), f"S{target}", changes, arguments["times_h"], arguments["k_per_d"], "drawn",
            loads=all_sources(river), split=arguments["split"],
        )  # fmt: skip
        load, water = river.load.copy(), river.catchment.copy()
        load[lowered] *= 0.6
        load[added] += 60.0
        water[added] += 30.0
        for step, shut in ((1, set()), (-1, dams)):
            carried, flowing = reckon(river, load, water, shut, target)
            assert found.steps[step].flux_kg_per_d == pytest.approx(carried * KG_PER_D, rel=1e-8)
            assert found.steps[step].flow_m3_per_s == pytest.approx(flowing, rel=1e-8)
            assert found.steps[step].concentration_mg_per_l == pytest.approx(carried / flowing, rel=1e-8)
        moved += found.steps[-1].flux_change_kg_per_d != 0
    assert moved > 5


def section(key: str, row: int, measure_m: float, concentration: float, flow: float | None) -> SectionValue:
    """A section with a value."""
    return SectionValue(key, key, row, measure_m, concentration, flow, "", "", 0.05, 0.05)


@pytest.fixture(scope="module")
def braid() -> Network:
    """a divides into b and c, which meet in d; 100 m each."""
    table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4], "length_m": [100.0] * 4})
    return build(table, from_node="f", to_node="t")


HOURS = [12.0, 24.0, 48.0, 12.0]


def ask(network: Network, sections: list[SectionValue], changes: list[Change], **more: object) -> Scenario:
    """The scenario of the section D."""
    return scenario_concentration(network, sections, "D", changes, HOURS, 0.2, "by hand", **more)  # type: ignore[arg-type]


def test_closing_one_way_sends_the_water_by_the_other(braid: Network) -> None:
    """By hand: A 1 m³/s at 10 mg/L, halves by 24 + 12 h and 48 + 12 h; all by the longer way once b is closed."""
    sections = [section("A", 0, 100.0, 10.0, 1.0), section("D", 3, 100.0, 9.0, 1.2)]
    found = ask(braid, sections, [Change("close_sluice", "G", "G", 1, 50.0)])
    before = 864.0 * (np.exp(-0.3) + np.exp(-0.5)) / 2
    after = 864.0 * np.exp(-0.5)
    assert found.changed_flux_kg_per_d == pytest.approx(9.0 * 1.2 * 86.4 - before + after)
    assert found.changed_flow_m3_per_s == pytest.approx(1.2)
    assert found.steps[0].notes_en == ()


def test_closing_the_only_way_holds_the_water_back(braid: Network) -> None:
    sections = [section("A", 0, 40.0, 10.0, 1.0), section("D", 3, 100.0, 9.0, 1.2)]
    found = ask(braid, sections, [Change("close_sluice", "G", "G", 0, 60.0)])
    share = (np.exp(-0.2 * (0.6 * 0.5 + 1.5)) + np.exp(-0.2 * (0.6 * 0.5 + 2.5))) / 2
    assert found.changed_flow_m3_per_s == pytest.approx(0.2)
    assert found.changed_flux_kg_per_d == pytest.approx(9.0 * 1.2 * 86.4 - 864.0 * share)


def test_a_sluice_with_nothing_known_above_it_is_not_nothing(braid: Network) -> None:
    sections = [section("D", 3, 100.0, 9.0, 1.2)]
    changes = [Change("close_sluice", "G", "G", 1, 50.0), Change("lower_source", "P", "P", percent=9.0)]
    found = ask(braid, sections, changes, loads=[SourceLoad("P", "P", 3, 10.0, 5.0)])
    assert np.isnan(found.changed_mg_per_l)
    assert "cannot be told" in found.steps[0].notes_en[0]


def test_a_change_elsewhere_changes_nothing_and_says_so(braid: Network) -> None:
    sections = [section("A", 0, 100.0, 10.0, 1.0), section("D", 2, 50.0, 9.0, 1.2)]
    changes = [
        Change("lower_source", "P", "P", percent=50.0),
        Change("close_sluice", "G", "G", 3, 50.0),
        Change("add_flow", "R", "R", 1, 10.0, flow_m3_per_s=1.0, concentration_mg_per_l=0.1),
    ]
    found = ask(braid, sections, changes, loads=[SourceLoad("P", "P", 1, 10.0, 500.0)])
    assert found.changed_mg_per_l == 9.0
    assert all("nothing changes" in step.notes_en[0] for step in found.steps)


def test_more_cut_than_there_is_gives_no_concentration(braid: Network) -> None:
    sections = [section("D", 3, 100.0, 1.0, 1.0)]
    found = ask(braid, sections, [Change("lower_source", "P", "P", percent=100.0)],
                loads=[SourceLoad("P", "P", 3, 50.0, 900.0)])  # fmt: skip
    assert found.changed_flux_kg_per_d == pytest.approx(86.4 - 900 * np.exp(-0.05))
    assert np.isnan(found.changed_mg_per_l)
    assert "do not fit" in found.steps[0].notes_en[0]


def test_unknown_travel_time_gives_no_value() -> None:
    table = pd.DataFrame({"code": list("ab"), "f": [1, 2], "t": [2, 3], "length_m": [100.0] * 2})
    network = build(table, from_node="f", to_node="t")
    found = scenario_concentration(
        network, [section("D", 1, 100.0, 9.0, 1.2)], "D", [Change("lower_source", "P", "P", percent=50.0)],
        [12.0, np.nan], 0.2, "by hand", loads=[SourceLoad("P", "P", 0, 50.0, 10.0)],
    )  # fmt: skip
    assert np.isnan(found.changed_mg_per_l)
    assert "not known" in found.steps[0].notes_en[0]


def test_added_water_twice_at_one_place_counts_twice(braid: Network) -> None:
    water = Change("add_flow", "R", "R", 3, 100.0, flow_m3_per_s=1.0, concentration_mg_per_l=1.0)
    found = ask(braid, [section("D", 3, 100.0, 4.0, 1.0)], [water, water])
    assert found.changed_mg_per_l == pytest.approx((4 + 1 + 1) / 3)
    assert [step.concentration_mg_per_l for step in found.steps] == pytest.approx([2.5, 2.0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("lower_source", "X", "某厂", percent=10.0), "no load on record"),
        (Change("lower_source", "N", "某厂", percent=10.0), "no load on record"),
        (Change("lower_source", "P", "某厂", percent=101.0), "percentage"),
        (Change("lower_source", "P", "某厂"), "percentage"),
        (Change("add_flow", "R", "R", 0, 0.0, flow_m3_per_s=1.0), "concentration"),
        (Change("add_flow", "R", "R", 0, 0.0, flow_m3_per_s=-1.0, concentration_mg_per_l=1.0), "concentration"),
        (Change("open_sluice", "G", "G"), "must be one of"),
    ],
)
def test_wrong_changes(braid: Network, change: Change, words: str) -> None:
    loads = [SourceLoad("P", "P", 0, 0.0, 1.0), SourceLoad("N", "N", 0, 0.0, float("nan"))]
    with pytest.raises(BreaksRule, match=words):
        ask(braid, [section("D", 3, 100.0, 4.0, 1.0)], [change], loads=loads)


@pytest.mark.parametrize(
    "at", [section("D", 3, 1.0, 4.0, None), section("D", 3, 1.0, float("nan"), 1.0), section("E", 3, 1.0, 4.0, 1.0)]
)
def test_a_section_without_value_or_flow(braid: Network, at: SectionValue) -> None:
    with pytest.raises(BreaksRule):
        ask(braid, [at], [])


def test_shut_arcs_stop_at_a_way_that_is_open(braid: Network) -> None:
    assert shut_arcs(braid, np.array([1])).tolist() == [False, True, False, False]
    assert shut_arcs(braid, np.array([1, 2])).tolist() == [True, True, True, False]
    assert shut_arcs(braid, np.array([3])).tolist() == [True, True, True, True]
    assert closed_split(braid, [1.0, 1.0, 0.0, 1.0], [1], [5.0]).tolist() == [0.0, 1.0, 1.0, 1.0]


def test_delivery_through_the_sections_between() -> None:
    rng = np.random.default_rng(12)
    river = draw_river(rng, divides=True, most=25)
    network, row = network_of(river), rows_of(river)
    arguments = balance_arguments(river)
    target = max(river.sections)
    among = find_stretches(network, measured(river), **arguments)
    alone = find_stretches(network, [at for at in measured(river) if at.key == f"S{target}"], **arguments)
    places = row, 10.0 + np.arange(len(row))
    found = delivered_to_section(among, f"S{target}", *places)
    assert found == pytest.approx(delivered_to_section(alone, f"S{target}", *places), rel=1e-9)
    assert split_of(river)
