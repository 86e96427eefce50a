"""Real river networks with known answers (真实河网)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from app.network import Network, accumulate, build, downstream, upstream, upstream_sum
from app.network.delivery import cycles, delivered_fraction, delivery_factors, source_shares
from app.network.lines import DEFAULT_CRS, line_lengths
from app.settings import Settings
from app.store.engine import Store, open_store
from app.uses.layers.layer_import import import_file
from app.uses.network.network_now import current_network, navigate

JOINED = {"geometry": ("", ""), "nodes": ("FromNode", "ToNode")}


def read_json(path: Path) -> Any:
    """The known answers of a file."""
    return json.loads(path.read_text("utf-8"))


def network_of(frame: gpd.GeoDataFrame, key: str, nodes: tuple[str, str]) -> Network:
    """The network by geometry, or by the node columns where they are named."""
    return build(frame, key=key, from_node=nodes[0], to_node=nodes[1]) if nodes[0] else build(frame, key=key)


@pytest.fixture(scope="module")
def new_hope(real_data: Path) -> gpd.GeoDataFrame:
    """746 reaches with braids, in an Albers CRS without an EPSG code."""
    return gpd.read_file(real_data / "new-hope" / "new_hope.gpkg")


@pytest.mark.parametrize("joined", JOINED)
def test_new_hope_sets(new_hope: gpd.GeoDataFrame, real_data: Path, joined: str) -> None:
    network = network_of(new_hope, "COMID", JOINED[joined])
    assert network.faults == ()
    comid = new_hope["COMID"].to_numpy()
    for known in read_json(real_data / "new-hope" / "known_answers_new_hope.json")["answers"]:
        start = network.position(known["start"])
        for ask, ids in ((upstream, known["UT_ids"]), (downstream, known["DD_ids"])):
            index, distance_m = ask(network, start)
            assert sorted(comid[index].tolist()) == sorted(ids)
            assert (index[0], distance_m[0]) == (start, 0)


@pytest.mark.parametrize("joined", JOINED)
def test_new_hope_areas_of_every_reach(new_hope: gpd.GeoDataFrame, joined: str) -> None:
    network = network_of(new_hope, "COMID", JOINED[joined])
    area = new_hope["AreaSqKM"].to_numpy()
    assert np.abs(upstream_sum(network, area) - new_hope["TotDASqKM"].to_numpy()).max() < 1e-6
    assert accumulate(network, area)[network.outlets()].sum() == pytest.approx(area.sum())


def test_new_hope_main_stem_down_is_that_of_the_data(new_hope: gpd.GeoDataFrame) -> None:
    """NHDPlus says of each reach what its main reach downstream is, and how far the end of the network lies [km]."""
    network = network_of(new_hope, "COMID", JOINED["nodes"])
    row_of = {number: row for row, number in enumerate(new_hope["Hydroseq"])}
    assert network.main_down.tolist() == [row_of.get(number, -1) for number in new_hope["DnHydroseq"]]
    from_inlet_m = (new_hope["Pathlength"] + new_hope["LENGTHKM"]).to_numpy() * 1000
    start = int(from_inlet_m.argmax())
    index, distance_m = downstream(network, start, mode="downmain")
    assert distance_m[-1] > 50_000
    assert np.abs(distance_m - (from_inlet_m[start] - from_inlet_m[index])).max() < 2


def test_new_hope_main_stem_up_is_that_of_the_data_but_for_eight_braids(new_hope: gpd.GeoDataFrame) -> None:
    """Where a braid rejoins the data sometimes go on along the branch that they call minor; ours does not."""
    named = new_hope.assign(river=new_hope["GNIS_NAME"])
    network = network_of(named, "COMID", JOINED["nodes"])
    row_of = {number: row for row, number in enumerate(new_hope["Hydroseq"])}
    theirs = np.array([row_of.get(number, -1) for number in new_hope["UpHydroseq"]])
    assert (network.main_up != theirs).sum() == 8
    for row in (0, 100, 700):
        index, _ = upstream(network, row, mode="upmain")
        assert set(index.tolist()) <= set(upstream(network, row)[0].tolist())


@pytest.mark.parametrize("joined", JOINED)
def test_new_hope_lengths_above_count_braids_once(new_hope: gpd.GeoDataFrame, joined: str) -> None:
    """ArbolateSu is the length of all rivers above [km], to 1 m."""
    network = network_of(new_hope, "COMID", JOINED[joined])
    total = upstream_sum(network, new_hope["LENGTHKM"].to_numpy())
    assert np.abs(total - new_hope["ArbolateSu"].to_numpy()).max() < 0.0015


def test_new_hope_delivers_from_all_that_is_upstream_and_from_nothing_else(
    new_hope: gpd.GeoDataFrame, real_data: Path
) -> None:
    network = network_of(new_hope, "COMID", JOINED["nodes"])
    comid, area = new_hope["COMID"].to_numpy(), new_hope["AreaSqKM"].to_numpy()
    delivery = delivery_factors(0.2, new_hope["LENGTHKM"].to_numpy() * 1000 / 0.3 / 3600)
    total = accumulate(network, area, delivery=delivery)
    for known in read_json(real_data / "new-hope" / "known_answers_new_hope.json")["answers"]:
        start = network.position(known["start"])
        fraction = delivered_fraction(network, start, delivery=delivery)
        assert sorted(comid[fraction > 0].tolist()) == sorted(known["UT_ids"])
        assert fraction @ area == pytest.approx(total[start])
        assert delivered_fraction(network, start)[fraction > 0].max() == 1
    quarters = np.eye(4)[np.arange(len(area)) % 4] * area[:, None]
    shares = source_shares(network, quarters, delivery=delivery)
    assert shares[total > 0].sum(axis=1) == pytest.approx(np.ones((total > 0).sum()))
    assert np.isnan(shares[total == 0]).all()
    assert cycles(network) == []


def test_new_hope_at_10_m_gains_false_junctions_and_says_so(new_hope: gpd.GeoDataFrame) -> None:
    codes = {fault.code for fault in build(new_hope, key="COMID", tolerance_m=10).faults}
    assert "self_loop" in codes


@pytest.mark.parametrize("by_nodes", [False, True])
@pytest.mark.parametrize(("name", "key"), [("simple_diversions", "id"), ("diversions", "comid")])
def test_divergences(real_data: Path, name: str, key: str, by_nodes: bool) -> None:
    frame = gpd.read_file(real_data / "divergences" / f"{name}.geojson")
    network = network_of(frame, key, ("fromnode", "tonode") if by_nodes else ("", ""))
    area = frame["areasqkm"].to_numpy()
    total = upstream_sum(network, area)
    for known in read_json(real_data / "divergences" / f"known_answers_{name}.json"):
        start = network.position(known["start"])
        index, _ = upstream(network, start)
        assert sorted(int(key) for key in network.keys[index]) == sorted(known["ids"])
        assert len(index) == known["n"]
        assert total[start] == pytest.approx(known["sum_areasqkm"], abs=1e-6)
        fraction = delivered_fraction(network, start)
        assert sorted(np.flatnonzero(fraction).tolist()) == sorted(index.tolist())
        assert fraction @ area == pytest.approx(accumulate(network, area)[start])
    outlets = network.outlets()
    assert accumulate(network, area)[outlets].sum() == pytest.approx(area.sum())
    assert sum(delivered_fraction(network, int(outlet)) for outlet in outlets) == pytest.approx(np.ones(len(frame)))


def test_loop2_reports_its_two_cycles(real_data: Path) -> None:
    table = pd.read_csv(real_data / "divergences" / "loop2.csv")
    network = build(table, key="id", to_key="toid")
    told = [fault for fault in network.faults if fault.code == "cycle"]
    assert len(told) == 2
    for cycle in told:
        below = table.groupby("id")["toid"].agg(set)
        names = [name for name in table["id"].unique() if name in cycle.en]
        assert len(names) == 3
        assert all(below[name] & set(names) for name in names)
    rings = [rows for rows in cycles(network) if len(rows) > 1]
    assert sorted(len(rows) for rows in rings) == [3, 3]
    assert sum(fault.code == "dangling_to_key" for fault in network.faults) == 5
    one = np.where(table.duplicated("id"), 0.0, 1.0)
    count = upstream_sum(network, one)
    assert [len(upstream(network, row)[0]) for row in range(len(table))] == count.tolist()
    assert accumulate(network, one)[network.outlets()].sum() == pytest.approx(782)


def test_chicago_parts_and_gaps_are_warnings(real_data: Path) -> None:
    frame = gpd.read_file(real_data / "chicago" / "mwrd_riverways.shp")
    network = build(frame, key="SEGMENT_ID")
    codes = pd.Series([fault.code for fault in network.faults]).value_counts()
    assert codes["multi_part"] == 18
    assert codes["gap"] > 0
    assert len(network) == 23
    assert all(fault.lon is not None and -88.5 < fault.lon < -87 for fault in network.faults)


@pytest.fixture(scope="module")
def imported(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Settings]]:
    """A store with new_hope.gpkg as its reaches."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("new_hope"))
    store = open_store(settings.store_url())
    path = real_data / "new-hope" / "new_hope.gpkg"
    import_file(store, settings, "reaches", path, file_name=path.name, mapping={"code": "COMID"}, who="test")
    yield store, settings
    store.close()


def test_new_hope_imported_and_asked(imported: tuple[Store, Settings], real_data: Path) -> None:
    store, settings = imported
    with store.reading() as c:
        assert len(current_network(c, store, settings).network) == 746
        for known in read_json(real_data / "new-hope" / "known_answers_new_hope.json")["answers"]:
            for direction, ids in (("upstream", known["UT_ids"]), ("downstream", known["DD_ids"])):
                answer = navigate(c, store, settings, f"reaches/{known['start']}", direction)  # type: ignore[arg-type]
                features = json.loads(answer.body())["features"]
                assert sorted(int(feature["id"]) for feature in features) == sorted(ids)
                distances = [feature["properties"]["distance_m"] for feature in features]
                assert distances == sorted(distances)


def test_new_hope_start_is_cut_at_its_measure(imported: tuple[Store, Settings], new_hope: gpd.GeoDataFrame) -> None:
    """A clicked point on a reach with much above it: both pieces make up the reach, distances count from the point."""
    store, settings = imported
    row = int((new_hope["COMID"] == 8893494).to_numpy().argmax())
    middle = new_hope.geometry.to_crs(4490).iloc[row].interpolate(0.5, normalized=True)
    with store.reading() as c:
        network = current_network(c, store, settings).network
        at = network.position(8893494)
        length_m = float(network.length_m[network.arcs_of(np.array([at]))[0]])
        found = {
            direction: json.loads(navigate(c, store, settings, f"point/{middle.x},{middle.y}", direction).body())
            for direction in ("upstream", "downstream")
        }
    measure_m = found["upstream"]["start"]["measure_m"]
    assert 0.3 * length_m < measure_m < 0.7 * length_m
    pieces = {
        direction: line_lengths(np.array([shapely.geometry.shape(one["features"][0]["geometry"])]), DEFAULT_CRS)[0]
        for direction, one in found.items()
    }
    assert pieces["upstream"] == pytest.approx(measure_m, abs=1)
    assert pieces["downstream"] == pytest.approx(length_m - measure_m, abs=1)
    for direction, ask, skipped in (
        ("upstream", upstream, length_m - measure_m),
        ("downstream", downstream, measure_m),
    ):
        index, distance_m = ask(network, at)
        expected = dict(zip(network.keys[index].tolist(), np.maximum(distance_m - skipped, 0), strict=True))
        told = {one["id"]: one["properties"]["distance_m"] for one in found[direction]["features"]}
        assert told == pytest.approx(expected, abs=0.2)
        assert len(told) > 10


def test_new_hope_imported_keeps_its_areas(imported: tuple[Store, Settings]) -> None:
    store, settings = imported
    from app.store.features import load_frame

    with store.reading() as c:
        network = current_network(c, store, settings).network
        frame = load_frame(c, store, "reaches")
    area = np.array([extra["AreaSqKM"] for extra in frame["extra"]])
    total = frame["drainage_area_km2"].to_numpy()  # TotDASqKM of the file
    assert np.abs(upstream_sum(network, area) - total).max() < 1e-6
