"""The CRS is found, named or asked for; positions come out right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from pyproj import Transformer

from app.errors import BreaksRule, Unparsable
from app.ingest.check import CheckedTable
from app.ingest.crs import candidates, declared_crs, parse_crs, settle_crs, zone_epsg
from tests.ingest.files import feature, geojson, table

PLACES = np.array([[115.98, 36.45], [116.23, 36.60], [115.47, 36.17]])


def _at(code: int, places: np.ndarray = PLACES) -> list[shapely.Point]:
    x, y = Transformer.from_crs(4490, code, always_xy=True).transform(places[:, 0], places[:, 1])
    return [shapely.Point(a, b) for a, b in zip(x, y, strict=True)]


@pytest.mark.parametrize(("three", "zones"), [(True, range(25, 46)), (False, range(13, 24))])
def test_zone_codes_are_those_of_pyproj(three: bool, zones: range) -> None:
    for zone in zones:
        meridian = zone * 3 if three else zone * 6 - 3
        for code, false_easting in (
            (zone_epsg(three_degree=three, zone=zone), zone * 1e6 + 5e5),
            (zone_epsg(three_degree=three, meridian=meridian), 5e5),
        ):
            assert code is not None
            crs = pyproj.CRS.from_epsg(code)
            assert crs.datum is not None
            assert crs.datum.name == "China 2000"
            assert crs.coordinate_operation is not None
            values = {one.name: one.value for one in crs.coordinate_operation.params}
            assert values["Longitude of natural origin"] == meridian
            assert values["False easting"] == false_easting


def test_no_zone_outside_china() -> None:
    assert zone_epsg(three_degree=True, zone=46) is None
    assert zone_epsg(three_degree=False, zone=12) is None
    assert zone_epsg(three_degree=True, meridian=118) is None
    assert zone_epsg(three_degree=True, meridian=138) is None


@pytest.mark.parametrize("code", [4548, 4527, 4509, 4498, 32650, 3857, 4490, 4326])
def test_declared_systems_give_the_places(tmp_path: Path, check: Callable[..., CheckedTable], code: int) -> None:
    path = table(tmp_path / "a.gpkg", "GPKG", _at(code), f"EPSG:{code}", code=["1", "2", "3"])
    checked = check(path)
    assert not checked.refused
    found = shapely.get_coordinates(checked.frame.geometry.array)
    assert np.abs(found - PLACES).max() < 1e-8


@pytest.mark.parametrize("code", [4527, 4498, 4548, 4509, 3857])
def test_a_missing_system_is_asked_for_with_the_right_candidate(
    tmp_path: Path, check: Callable[..., CheckedTable], code: int
) -> None:
    path = table(tmp_path / "a.shp", "ESRI Shapefile", _at(code), None, code=["1", "2", "3"])
    with pytest.raises(BreaksRule) as caught:
        check(path)
    assert caught.value.code == "crs_missing"
    assert f"EPSG:{code}" in caught.value.zh
    checked = check(path, crs=f"EPSG:{code}")
    assert np.abs(shapely.get_coordinates(checked.frame.geometry.array) - PLACES).max() < 1e-8


@pytest.mark.parametrize(("lon", "first"), [(116.2, 4548), (112.3, 4546), (119.9, 4549), (87.6, 4538)])
def test_the_zone_nearest_to_the_store_comes_first(lon: float, first: int) -> None:
    point = _at(first, np.array([[lon, 36.4]]))[0]
    assert candidates(point.x, point.y, near_lon=lon)[0] == first


def test_plausible_degrees_are_assumed_and_said(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = table(tmp_path / "a.shp", "ESRI Shapefile", _at(4490), None, code=["1", "2", "3"])
    checked = check(path)
    assert [fault.code for fault in checked.faults] == ["crs_assumed"]
    assert checked.faults[0].severity == "warning"


def test_metres_that_call_themselves_degrees_are_refused(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(tmp_path / "a.geojson", feature("1", (12_927_700.0, 4_366_000.0)))
    with pytest.raises(BreaksRule, match="EPSG:4326") as caught:
        check(path)
    assert caught.value.code == "crs_contradicted"
    assert "EPSG:3857" in caught.value.en


def test_degrees_that_call_themselves_metres_are_refused(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = table(tmp_path / "a.gpkg", "GPKG", _at(4490), "EPSG:4548", code=["1", "2", "3"])
    with pytest.raises(BreaksRule, match="EPSG:4490"):
        check(path)


def test_a_zone_without_prefix_named_for_eastings_with_one_is_refused(
    tmp_path: Path, check: Callable[..., CheckedTable]
) -> None:
    path = table(tmp_path / "a.shp", "ESRI Shapefile", _at(4527), None, code=["1", "2", "3"])
    with pytest.raises(BreaksRule) as caught:
        check(path, crs="EPSG:4548")
    assert "EPSG:4527" in caught.value.zh


def test_exchanged_columns_of_a_whole_file_are_told_of(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("排污口编码,经度,纬度\n1,36.4,116.1\n2,36.5,116.2\n", encoding="utf-8")
    with pytest.raises(BreaksRule, match="wrong order"):
        check(path)


@pytest.mark.parametrize("code", [2383, 2414, 4610, 4214, 4267])
def test_old_datums_are_converted_only_when_named(
    tmp_path: Path, check: Callable[..., CheckedTable], code: int
) -> None:
    shapes = _at(code) if code != 4267 else [shapely.Point(-87.6, 41.8)] * 3
    path = table(tmp_path / "a.gpkg", "GPKG", shapes, f"EPSG:{code}", code=["1", "2", "3"])
    with pytest.raises(BreaksRule) as caught:
        check(path)
    assert caught.value.code == "crs_old_datum"
    checked = check(path, crs=f"EPSG:{code}")
    assert not checked.refused
    assert "crs_old_datum" in [fault.code for fault in checked.faults]


def test_a_system_without_a_code_is_used_from_its_text(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    albers = pyproj.CRS.from_proj4("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m +no_defs")
    x, y = Transformer.from_crs(4490, albers, always_xy=True).transform(PLACES[:, 0], PLACES[:, 1])
    path = table(
        tmp_path / "a.gpkg",
        "GPKG",
        [shapely.Point(a, b) for a, b in zip(x, y, strict=True)],
        albers.to_wkt(),
        code=["1", "2", "3"],
    )
    found = shapely.get_coordinates(check(path).frame.geometry.array)
    assert np.abs(found - PLACES).max() < 1e-7


@pytest.mark.parametrize(
    "text",
    [
        'PROJCS["x",GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298]],EXTENSION["PROJ4","+nadgrids=/etc/passwd"]]]',
        "/etc/passwd",
        "+init=epsg:4548",
        "+proj=longlat +nadgrids=/etc/passwd",
        "http://127.0.0.1/x",
        "EPSG:999999",
        "",
    ],
)
def test_a_declared_text_that_reaches_out_is_not_used(text: str) -> None:
    assert declared_crs(text) is None


@pytest.mark.parametrize("text", ["", "abc", "EPSG:1", "EPSG:999999", "4978", "EPSG:5773", "+proj=merc", "../x"])
def test_a_wrong_code_is_a_wrong_parameter(text: str) -> None:
    with pytest.raises(Unparsable) as caught:
        parse_crs(text)
    assert caught.value.parameter == "crs"


def test_no_coordinates_need_no_choice() -> None:
    crs, faults = settle_crs(np.array([None, shapely.Point()], dtype=object), None)
    assert crs.to_epsg() == 4490
    assert faults == []


def test_another_system_than_the_declared_one_is_told_of(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(tmp_path / "a.geojson", feature("1", (12_927_700.0, 4_366_000.0)))
    assert [fault.code for fault in check(path, crs="3857").faults] == ["crs_overridden"]
