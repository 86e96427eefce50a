"""Faults of networks, each with its place (河网检查)."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from app.errors import BreaksRule, Fault
from app.network import build, upstream
from tests.network.drawn import degrees, line, reaches, y_shape


def found(drawn: gpd.GeoDataFrame, **arguments: float) -> tuple[Fault, ...]:
    """The faults of a drawn network."""
    return build(drawn, **arguments).faults


def at(fault: Fault, *metres: float) -> bool:
    """Whether the fault lies there, to 1 m."""
    ((lon, lat),) = degrees((metres[0], metres[1]))
    assert fault.lon is not None
    assert fault.lat is not None
    return abs(fault.lon - lon) < 1.2e-5 and abs(fault.lat - lat) < 1e-5


def test_a_sound_network_has_no_fault() -> None:
    assert found(y_shape()) == ()


def test_a_gap_is_told_with_its_width() -> None:
    (gap,) = found(reaches({"a": line((-100, 0), (-5, 0)), "c": line((0, 0), (200, 0))}))
    assert (gap.code, gap.severity, gap.key) == ("gap", "warning", "a")
    assert "5.0 米" in gap.zh
    assert "5.0 m" in gap.en
    assert at(gap, -5, 0)


@pytest.mark.parametrize(("gap_m", "count"), [(4.9, 0), (5.1, 1)])
def test_how_wide_a_gap_is_looked_for_can_be_chosen(gap_m: float, count: int) -> None:
    drawn = reaches({"a": line((-100, 0), (-5, 0)), "c": line((0, 0), (200, 0))})
    assert len(found(drawn, gap_m=gap_m)) == count


def test_an_end_in_the_middle_of_a_reach() -> None:
    (fault,) = found(reaches({"a": line((100, 80), (100, 3)), "c": line((0, 0), (200, 0))}))
    assert (fault.code, fault.key) == ("end_inside", "a")
    assert "3.0" in fault.en
    assert at(fault, 100, 3)


def test_a_reach_that_only_crosses_is_no_fault() -> None:
    assert found(reaches({"a": line((100, 80), (100, -80)), "c": line((0, 0), (200, 0))})) == ()


def test_a_cycle_names_its_reaches_in_the_order_of_the_flow() -> None:
    ring = {"b": line((100, 0), (100, 100)), "a": line((0, 0), (100, 0)), "c": line((100, 100), (0, 0))}
    (cycle,) = found(reaches(ring))
    assert cycle.code == "cycle"
    assert "b, c, a" in cycle.en
    assert at(cycle, 100, 0)


def test_two_cycles_are_two_faults() -> None:
    table = pd.DataFrame({"code": list("abcdefx"), "to": ["b", "c", "a", "e", "f", "d", "a"]})
    cycles = [fault for fault in build(table, to_key="to").faults if fault.code == "cycle"]
    assert ["a, b, c" in cycles[0].en, "d, e, f" in cycles[1].en] == [True, True]
    assert len(cycles) == 2


def test_a_ring_of_reversible_reaches_is_no_fault() -> None:
    ring = {"a": line((0, 0), (100, 0)), "b": line((100, 0), (100, 100)), "c": line((100, 100), (0, 0))}
    assert found(reaches(ring, direction="both")) == ()


def test_a_reach_that_ends_where_it_begins() -> None:
    (fault,) = found(reaches({"a": line((0, 0), (100, 0), (100, 100), (0, 0))}))
    assert (fault.code, fault.severity) == ("self_loop", "error")
    assert at(fault, 0, 0)


def test_a_reach_without_length() -> None:
    faults = found(pd.concat([y_shape(), reaches({"z": line((0, 0), (0, 0))})]))
    assert [(fault.code, fault.key) for fault in faults] == [("zero_length", "z")]
    assert at(faults[0], 0, 0)


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_line_twice(turned: bool) -> None:
    twin = line((200, 0), (0, 0)) if turned else line((0, 0), (200, 0))
    faults = found(pd.concat([y_shape(), reaches({"e": twin})]))
    repeated = [fault for fault in faults if fault.code == "geometry_repeated"]
    assert [fault.key for fault in repeated] == ["e"]
    assert "“c”" in repeated[0].zh


def test_a_repeated_key() -> None:
    drawn = y_shape().assign(code=["a", "b", "a"])
    assert [(fault.code, fault.key, fault.row) for fault in found(drawn)] == [("key_repeated", "a", 1)]


def test_a_missing_key() -> None:
    drawn = y_shape().assign(code=["a", None, "c"])
    assert [(fault.code, fault.row, fault.field) for fault in found(drawn)] == [("key_missing", 2, "code")]


def test_a_reach_drawn_against_its_neighbours() -> None:
    drawn = reaches(
        {
            "a": line((0, 0), (100, 0)),
            "b": line((200, 0), (100, 0)),
            "c": line((200, 0), (300, 0)),
        }
    )
    (fault,) = found(drawn)
    assert (fault.code, fault.key) == ("drawn_reversed", "b")
    assert found(drawn.assign(direction=["digitised", "reversed", "digitised"])) == ()


def test_reaches_that_run_into_each_other() -> None:
    (fault,) = found(reaches({"a": line((-100, 0), (0, 0)), "b": line((100, 0), (0, 0))}))
    assert fault.code == "no_way_out"
    assert "a, b" in fault.en
    assert at(fault, 0, 0)


def test_reaches_that_all_leave_from_one_place() -> None:
    (fault,) = found(reaches({"a": line((0, 0), (-100, 0)), "b": line((0, 0), (100, 0))}))
    assert fault.code == "no_way_in"
    assert at(fault, 0, 0)


def test_a_to_key_that_is_not_there() -> None:
    table = pd.DataFrame({"code": ["a", "b", "c"], "to": ["b", "X9", 0], "length_m": 1.0})
    faults = build(table, to_key="to").faults
    assert [(fault.code, fault.key, fault.row, fault.field) for fault in faults] == [("dangling_to_key", "b", 2, "to")]
    assert "X9" in faults[0].zh


def test_an_unknown_direction() -> None:
    (fault,) = found(y_shape().assign(direction=["顺", "digitised", None]))
    assert (fault.code, fault.key, fault.field) == ("direction_unknown", "a", "direction")


def test_lengths_that_are_not_known() -> None:
    (fault,) = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None]}), to_key="to").faults
    assert fault.code == "length_unknown"


def test_every_fault_has_a_place_where_there_is_geometry() -> None:
    parts = shapely.MultiLineString([line((0, 500), (10, 500)), line((14, 500), (24, 500))])
    drawn = pd.concat(
        [y_shape(), reaches({"p": parts, "g": line((203, 0), (300, 0)), "l": line((0, 0), (-9, 0), (0, 9), (0, 0))})]
    )
    faults = found(drawn)
    assert Counter(fault.code for fault in faults) == {"multi_part": 1, "gap": 2, "self_loop": 1}
    assert all(fault.lon is not None and fault.zh and fault.en for fault in faults)


def test_without_lengths_there_are_no_distances() -> None:
    network = build(pd.DataFrame({"code": list("abc"), "to": ["c", "c", None]}), to_key="to")
    index, distance_m = upstream(network, 2)
    assert index.tolist() == [2, 0, 1]
    np.testing.assert_array_equal(distance_m, [0, np.nan, np.nan])
    with pytest.raises(BreaksRule, match="length"):
        upstream(network, 2, max_distance_m=5)
