"""Networks from geometry, nodes and to-keys (构建河网)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from app.errors import Absent, BreaksRule, Unparsable
from app.network import Network, accumulate, build, downstream, upstream, upstream_sum
from tests.network.drawn import keys, line, reaches, y_shape


def test_drawn_lines_flow_as_drawn() -> None:
    network = build(y_shape())
    assert keys(network, upstream(network, network.position("c"))) == {"c": 0, "a": 200, "b": 200}
    assert keys(network, downstream(network, 0)) == {"a": 0, "c": 100}
    assert network.length_m == pytest.approx([100, 100, 200], abs=0.01)
    assert network.faults == ()


def test_lengths_are_geodesic_in_degrees_and_planar_in_metres() -> None:
    drawn = y_shape()
    flat = build(drawn.to_crs(4548))
    assert build(drawn).length_m == pytest.approx(flat.length_m, rel=1e-3)
    feet = drawn.to_crs("+proj=utm +zone=50 +ellps=GRS80 +units=us-ft")
    assert build(feet).length_m == pytest.approx(flat.length_m, rel=2e-3)


@pytest.mark.parametrize(
    ("direction", "above_c", "below_a"),
    [
        ("digitised", {"c", "a", "b"}, {"a", "c"}),
        ("reversed", {"c", "b"}, {"a"}),
        ("both", {"c", "a", "b"}, {"a", "c"}),
        (None, {"c", "a", "b"}, {"a", "c"}),
    ],
)
def test_direction_turns_a_line(direction: str | None, above_c: set[str], below_a: set[str]) -> None:
    network = build(y_shape().assign(direction=[direction, None, "digitised"]))
    assert set(keys(network, upstream(network, 2))) == above_c
    assert set(keys(network, downstream(network, 0))) == below_a


def test_a_reversible_reach_is_up_and_down_of_its_neighbours() -> None:
    network = build(y_shape().assign(direction=["both", "digitised", "both"]))
    assert set(keys(network, downstream(network, 1))) == {"a", "b", "c"}
    assert set(keys(network, upstream(network, 0))) == {"a", "b", "c"}
    assert set(keys(network, upstream(network, 1))) == {"b"}


@pytest.mark.parametrize(("gap_m", "joined"), [(0.9, True), (1.1, False)])
@pytest.mark.parametrize("longitude", [0.0, 116.0, 180.0])
def test_ends_join_within_the_tolerance(gap_m: float, joined: bool, longitude: float) -> None:
    # 111319.5 m a degree on the equator; at 180° the lines lie on either side of the antimeridian.
    step = gap_m / 111319.49
    begin = longitude + step if longitude + step <= 180 else longitude + step - 360
    drawn = reaches(
        {
            "a": shapely.LineString([(longitude - 0.01, 0), (longitude, 0)]),
            "b": shapely.LineString([(begin, 0), (begin + 0.01, 0)]),
        }
    )
    assert (len(upstream(build(drawn), 1)[0]) == 2) is joined


def test_zero_tolerance_joins_equal_ends_only() -> None:
    network = build(y_shape(), tolerance_m=0)
    assert len(upstream(network, 2)[0]) == 3


def test_parts_that_do_not_join_enter_apart_and_are_counted_once() -> None:
    parts = shapely.MultiLineString([line((0, 0), (100, 0)), line((150, 0), (250, 0))])
    network = build(
        reaches(
            {"p": parts, "b": line((100, 0), (150, 0)), "c": line((250, 0), (300, 0)), "d": line((250, 0), (250, 50))}
        )
    )
    assert [fault.code for fault in network.faults] == ["multi_part"]
    assert keys(network, upstream(network, 2)) == {"c": 0, "p": 50, "b": 150}
    assert upstream_sum(network, [1, 10, 100, 1000]).tolist() == [11, 11, 111, 1011]
    result = accumulate(network, [8.0, 1.0, 0.0, 0.0])
    assert result[network.outlets()].sum() == pytest.approx(9)
    assert network.keys[network.outlets()].tolist() == ["c", "d"]


def test_parts_that_follow_each_other_are_one_line() -> None:
    parts = shapely.MultiLineString([line((50, 0), (100, 0)), line((0, 0), (50, 0))])
    network = build(reaches({"p": parts, "b": line((100, 0), (150, 0))}))
    assert network.arc_count == 2
    assert network.faults == ()
    assert keys(network, upstream(network, 1)) == {"b": 0, "p": 50}


def test_repeated_keys_with_several_to_keys_divide() -> None:
    table = pd.DataFrame(
        {"code": ["a", "b", "a", "c", "d"], "to": ["b", "d", "c", "d", ""], "length_m": [1.0, 2.0, 1.0, 3.0, 4.0]}
    )
    network = build(table, to_key="to")
    assert len(network) == 5
    index, distance_m = upstream(network, 4)
    assert index.tolist() == [4, 1, 3, 0]  # the first row of "a", never its second
    assert distance_m.tolist() == [0, 4, 4, 6]
    assert upstream(network, 2)[0].tolist() == [0]
    assert upstream_sum(network, [1, 10, 500, 100, 1000]).tolist() == [1, 11, 1, 101, 1111]
    assert accumulate(network, [8.0, 0, 500, 0, 0]).tolist() == [8, 4, 8, 4, 8]
    assert accumulate(network, [8.0, 0, 0, 0, 0], split={("a", "b"): 0.25, ("a", "c"): 0.75}).tolist() == [
        8,
        2,
        8,
        6,
        8,
    ]


def test_the_ways_of_joining_agree() -> None:
    drawn = y_shape().assign(f=[1, 2, 3], t=[3, 3, None], to=["c", "c", None])
    for network in (build(drawn), build(drawn, from_node="f", to_node="t"), build(drawn, to_key="to")):
        assert keys(network, upstream(network, 2)) == {"c": 0, "a": 200, "b": 200}


@pytest.mark.parametrize("values", [[7, 8, 9], [7.0, 8.0, 9.0], ["7", "8", "9"], pd.array([7, 8, 9], dtype="Int64")])
def test_keys_are_found_as_number_or_text(values: object) -> None:
    network = build(y_shape().assign(code=values))
    assert network.position(8) == network.position("8") == 1
    with pytest.raises(Absent):
        network.position("80")


def test_a_cycle_is_one_pool() -> None:
    table = pd.DataFrame({"code": list("abcdo"), "to": ["b", "c", "d", "b", None]})
    table.loc[5] = ["d", "o"]
    network = build(table, to_key="to")
    local = np.array([1.0, 10, 100, 1000, 10000, 0])
    assert upstream_sum(network, local).tolist() == [1, 1111, 1111, 1111, 11111, 1111]
    assert accumulate(network, local).tolist() == [1, 1111, 1111, 1111, 11111, 1111]
    assert network.keys[network.outlets()].tolist() == ["o"]


def test_a_cycle_without_a_way_out_is_one_outlet() -> None:
    network = build(pd.DataFrame({"code": list("abc"), "to": ["b", "c", "b"]}), to_key="to")
    result = accumulate(network, [1.0, 2, 4])
    assert result.tolist() == [1, 7, 7]
    assert result[network.outlets()].tolist() == [7]


def test_delivery_acts_on_what_comes_from_above() -> None:
    network = build(pd.DataFrame({"code": list("abc"), "to": ["b", "c", None]}), to_key="to")
    assert accumulate(network, [8.0, 1, 0], delivery=[0.1, 0.5, 0.2]).tolist() == pytest.approx([8, 5, 1])


def test_unknown_amounts_stay_unknown_below() -> None:
    network = build(pd.DataFrame({"code": list("abcd"), "to": ["b", "d", "d", None]}), to_key="to")
    assert np.isnan(upstream_sum(network, [1, np.nan, 2, 3])).tolist() == [False, True, False, True]
    assert np.isnan(accumulate(network, [1, np.nan, 2, 3])).tolist() == [False, True, False, True]


def test_unknown_amounts_above_a_braid_stay_unknown_below_it() -> None:
    table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4]})
    network = build(table, from_node="f", to_node="t")
    assert np.isnan(upstream_sum(network, [np.nan, 1, 1, 1])).all()


MAIN = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 3, 4], "length_m": [1.0, 5.0, 9.0, 1.0]})


@pytest.mark.parametrize(
    ("columns", "down", "up"),
    [
        ({}, "b", "c"),  # the shorter way down; the longer river above
        ({"stream_order": [2, 1, 2, 2]}, "c", "c"),
        ({"divergence": [0, 2, 1, 0]}, "c", "c"),
        ({"is_main": [True, True, False, True]}, "b", "b"),
        ({"river": ["徒骇河", " ", "徒骇河", "徒骇河"]}, "c", "c"),
        ({"flow_m3_per_s": [9, 7, 2, 9]}, "b", "b"),
        ({"river": ["徒骇河", "徒骇河", None, "徒骇河"], "stream_order": [2, 1, 2, 2]}, "b", "b"),
    ],
)
def test_the_main_path(columns: dict[str, list[object]], down: str, up: str) -> None:
    network = build(MAIN.assign(**columns), from_node="f", to_node="t")
    assert list(keys(network, downstream(network, 0, mode="downmain"))) == ["a", down, "d"]
    assert list(keys(network, upstream(network, 3, mode="upmain"))) == ["d", up, "a"]


def test_bytes_and_back() -> None:
    drawn = y_shape().assign(direction=["both", None, None])
    network = build(pd.concat([drawn, drawn]).reset_index(drop=True))
    again = Network.from_bytes(network.to_bytes())
    assert again.faults == network.faults
    assert again.keys.tolist() == network.keys.tolist()
    for row in range(len(network)):
        for ask in (upstream, downstream):
            assert [part.tolist() for part in ask(again, row)] == [part.tolist() for part in ask(network, row)]
    with pytest.raises(ValueError, match="pickled"):
        Network.from_bytes(b"not a network")


def test_an_empty_table() -> None:
    network = build(reaches({}))
    assert (len(network), network.faults) == (0, ())
    assert upstream_sum(network, []).tolist() == accumulate(network, []).tolist() == []
    assert Network.from_bytes(network.to_bytes()).arc_count == 0
    assert upstream(network, [])[0].tolist() == []


def test_a_reach_without_geometry_is_alone() -> None:
    network = build(reaches({"a": line((0, 0), (9, 0)), "b": None, "p": shapely.Point(116, 36)}))
    assert [(fault.code, fault.row) for fault in network.faults] == [("geometry_missing", 2), ("not_a_line", 3)]
    assert upstream(network, 1)[0].tolist() == [1]
    assert upstream_sum(network, [1, 2, 3]).tolist() == [1, 2, 3]
    assert accumulate(network, [1, 2, 3]).tolist() == [1, 2, 3]
    assert network.outlets().tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"key": "COMID"}, "key"),
        ({"from_node": "f", "to_node": "T"}, "to_node"),
        ({"from_node": "f"}, "to_node"),
        ({"to_node": "t"}, "from_node"),
        ({"to_key": "to"}, "to_key"),
        ({"tolerance_m": -1}, "tolerance_m"),
        ({"tolerance_m": float("nan")}, "tolerance_m"),
        ({}, "reaches"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, object], parameter: str) -> None:
    table = pd.DataFrame({"code": ["a"], "f": [1], "t": [2]})
    with pytest.raises(BreaksRule) as refused:
        build(table, **arguments)  # type: ignore[arg-type]
    assert refused.value.parameter == parameter


def test_wrong_questions_are_refused() -> None:
    network = build(y_shape())
    for start in (3, -1, 1.5, "a", [[0]]):
        with pytest.raises(BreaksRule) as refused:
            upstream(network, start)  # type: ignore[arg-type]
        assert refused.value.parameter == "start"
    with pytest.raises(Unparsable) as unparsable:
        upstream(network, 0, mode="down")
    assert unparsable.value.parameter == "mode"
    with pytest.raises(BreaksRule):
        downstream(network, 0, max_distance_m=-1)
    with pytest.raises(BreaksRule):
        upstream_sum(network, [1, 2])


@pytest.mark.parametrize("split", [[1, 0.5, 0.4, 1], [1, 1.5, -0.5, 1], [1, 2], {("a", "b"): 1.0}, {("a", "d"): 1.0}])
def test_shares_that_do_not_add_up_are_refused(split: object) -> None:
    network = build(MAIN, from_node="f", to_node="t")
    with pytest.raises(BreaksRule) as refused:
        accumulate(network, [1.0, 1, 1, 1], split=split)  # type: ignore[arg-type]
    assert refused.value.parameter == "split"


def test_a_table_without_active_geometry_is_refused() -> None:
    with pytest.raises(BreaksRule):
        build(gpd.GeoDataFrame({"code": ["a"]}))
