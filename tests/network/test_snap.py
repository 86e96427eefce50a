"""Features on reaches: by river name first, then by distance (接入河网)."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from app.network import build
from app.network.cut import cut_line
from app.network.lines import DEFAULT_CRS, line_lengths, read_lines
from app.network.rivers import river_names
from app.network.snap import BY, Snapped, snap_features
from tests.network.drawn import degrees, line, reaches

DRAWN = reaches(
    {"t": line((0, 0), (1000, 0)), "m": line((0, 100), (1000, 100)), "x": line((0, 2000), (1000, 2000))},
    river=["徒骇河", "马颊河（老马颊河）", None],
)


def snap(places: list[tuple[float, float]], rivers: list[str | None], **columns: object) -> tuple[Snapped, list[str]]:
    """Snap places in metres; the faults' codes."""
    drawn = DRAWN.assign(**columns)
    network = build(drawn)
    lines, _ = read_lines(drawn, network.keys)
    points = np.array(degrees(*places))
    snapped, faults = snap_features(points, rivers, network, lines, drawn["river"].tolist(), max_distance_m=500)
    return snapped, [fault.code for fault in faults]


def test_the_own_river_wins_over_a_nearer_one() -> None:
    snapped, faults = snap([(300, 90)], ["徒骇河"])
    assert snapped.row.tolist() == [0]
    assert BY[snapped.by[0]] == "name"
    assert snapped.offset_m == pytest.approx([90], abs=0.1)
    assert snapped.measure_m == pytest.approx([300], abs=0.5)
    assert faults == ["river_disagrees"]


def test_another_name_of_the_river_counts() -> None:
    snapped, faults = snap([(300, 10)], ["老马颊河"])
    assert (snapped.row.tolist(), faults) == ([1], ["river_disagrees"])


@pytest.mark.parametrize(
    "written", ["徒骇河（东昌府段）", "徒骇河聊城段", "徒骇河/老徒骇河", " 徒骇河 左岸", "徒骇河（干流）"]
)
def test_spellings_of_the_receiving_water_are_met(written: str) -> None:
    snapped, faults = snap([(300, 90)], [written])
    assert (snapped.row.tolist(), BY[snapped.by[0]], faults) == ([0], "name", ["river_disagrees"])


def test_a_stretch_of_the_same_town_is_not_the_same_river() -> None:
    snapped, faults = snap([(300, 90)], ["金堤河（东昌府段）"], river=["徒骇河", "马颊河（东昌府段）", None])
    assert (snapped.row.tolist(), BY[snapped.by[0]], faults) == ([1], "distance", ["river_not_near"])


def test_without_a_name_the_nearest_reach_is_taken() -> None:
    snapped, faults = snap([(300, 90), (700, 40)], [None, None])
    assert snapped.row.tolist() == [1, 0]
    assert [BY[by] for by in snapped.by] == ["distance", "distance"]
    assert faults == []


def test_a_river_that_is_not_near_is_told() -> None:
    snapped, faults = snap([(300, 10)], ["金堤河"])
    assert (snapped.row.tolist(), faults) == ([0], ["river_not_near"])


def test_a_nameless_reach_is_no_conflict() -> None:
    snapped, faults = snap([(300, 1990)], ["金堤河"])
    assert (snapped.row.tolist(), faults) == ([2], [])


def test_too_far_is_told_and_not_put_on() -> None:
    snapped, faults = snap([(300, 1000), (np.nan, np.nan)], ["徒骇河", "徒骇河"])
    assert (snapped.row.tolist(), faults) == ([-1, -1], ["too_far_from_reach"])
    assert np.isnan(snapped.measure_m).all()


def test_measures_count_from_the_inlet() -> None:
    snapped, _ = snap([(300, 0)], ["徒骇河"], direction=["reversed", "digitised", "digitised"])
    assert snapped.measure_m == pytest.approx([700], abs=0.5)


def test_measures_run_over_the_parts_of_a_reach() -> None:
    parts = shapely.MultiLineString([line((0, 0), (400, 0)), line((600, 0), (1000, 0))])
    geometry = [parts, *DRAWN.geometry[1:]]
    snapped, _ = snap([(100, 0), (700, 0)], ["徒骇河", "徒骇河"], geometry=geometry)
    assert snapped.row.tolist() == [0, 0]
    assert snapped.measure_m == pytest.approx([100, 500], abs=0.5)


def test_names_of_rivers() -> None:
    assert river_names("卫河(大沙河)") == {"卫河", "大沙河"}
    assert river_names("徒骇河 聊城段") == {"徒骇河"}
    assert river_names("徒骇河（东昌府段）") & river_names("马颊河（东昌府段）") == frozenset()
    assert river_names("徒骇河左岸") == river_names("徒骇河（右岸）") == river_names("徒骇河\u3000干流") == {"徒骇河"}
    assert river_names("三干渠（徒骇河支流）") & river_names("徒骇河") == frozenset()
    assert river_names("") == river_names(None) == river_names(float("nan")) == frozenset()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("is_reversed", "keep_above", "east"),
    [(False, True, (0, 300)), (False, False, (300, 1000)), (True, True, (700, 1000))],
)
def test_a_reach_cut_at_its_measure(is_reversed: bool, keep_above: bool, east: tuple[float, float]) -> None:
    piece = cut_line(line((0, 0), (500, 0), (1000, 0)), 300.0, is_reversed=is_reversed, keep_above=keep_above)
    assert piece is not None
    expected = degrees(*((x, 0.0) for x in east))
    assert piece.coords[0] == pytest.approx(expected[0], abs=2e-6)
    assert piece.coords[-1] == pytest.approx(expected[1], abs=2e-6)


def test_nothing_is_left_above_the_inlet() -> None:
    assert cut_line(line((0, 0), (10, 0)), 0.0, is_reversed=False, keep_above=True) is None


def test_the_part_with_the_point_is_cut() -> None:
    parts = shapely.MultiLineString([line((0, 0), (400, 0)), line((600, 0), (1000, 0))])
    piece = cut_line(parts, 500.0, is_reversed=False, keep_above=False)
    assert line_lengths(np.array([piece]), DEFAULT_CRS) == pytest.approx([300], abs=0.5)
