"""Key, values and shapes: what is mended, what is told of, what is refused, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from app.errors import BreaksRule, Unparsable
from app.ingest.check import CheckedTable
from tests.ingest.files import feature, geojson, table

P = (116.0, 36.5)


def _codes(checked: CheckedTable) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in checked.faults]


def _line(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def _polygon(*rings: list[tuple[float, float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring] for ring in rings]}


def test_missing_repeated_and_similar_keys(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    keys = ["A1", " A1 ", "", None, "a1", "B 2", "B2", "x\u0007y", "k" * 300]
    path = geojson(tmp_path / "a.geojson", *(feature(key, (116 + n / 100, 36.5)) for n, key in enumerate(keys)))
    checked = check(path)
    assert checked.refused
    assert set(_codes(checked)) >= {
        ("key_repeated", 2),
        ("key_missing", 3),
        ("key_missing", 4),
        ("key_similar", 5),
        ("key_unusable", 8),
        ("key_unusable", 9),
    }
    repeated = next(fault for fault in checked.faults if fault.code == "key_repeated")
    assert "第 1 行" in repeated.zh
    assert repeated.field == "code"


def test_many_faults_are_counted_and_the_first_listed(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(tmp_path / "a.geojson", *(feature("same", (116 + n / 1e5, 36.5)) for n in range(3001)))
    checked = check(path)
    assert checked.totals["errors"] == 3000
    assert len(checked.faults) == 200
    assert checked.faults[0].row == 2


def test_codes_keep_their_digits(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    code = "371500000000000123"
    made = geojson(
        tmp_path / "a.geojson", feature(code, P), feature("007", (116.1, 36.5)), feature("1e5", (116.2, 36.5))
    )
    assert check(made).frame["code"].tolist()[:2] == [code, "007"]
    number = geojson(tmp_path / "b.geojson", feature(371500000000000123, P), feature(7, (116.1, 36.5)))
    assert check(number).frame["code"].tolist() == [code, "7"]
    gaps = table(tmp_path / "c.gpkg", "GPKG", [shapely.Point(P), shapely.Point(116.1, 36)], code=["1", "2"], big=[1, 2])
    assert check(gaps).frame["extra"].tolist() == [{"big": 1}, {"big": 2}]


def test_long_integers_with_gaps_keep_their_digits(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    from pyogrio import raw

    path = tmp_path / "a.gpkg"
    shapes = shapely.to_wkb(np.array([shapely.Point(116 + n / 10, 36.5) for n in range(3)], dtype=object))
    big = 371500000000000123
    raw.write(
        str(path),
        geometry=shapes,
        field_data=[np.array(["1", "2", "3"], dtype=object), np.array([big, 0, 5], dtype=np.int64)],
        fields=["code", '编"号'],
        field_mask=[None, np.array([False, True, False])],
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4490",
    )
    assert check(path).frame["extra"].tolist() == [{'编"号': big}, None, {'编"号': 5}]


def test_unknown_columns_are_kept_under_their_names(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    extra = {"颜 色": "灰", "n": 1.0, "x": 1.5, "flag": True, "list": [1, {"a": None}], "__proto__": "p", "": "e"}
    path = geojson(tmp_path / "a.geojson", feature("1", P, **extra), feature("2", (116.1, 36.5)))
    first, second = check(path).frame["extra"].tolist()
    assert first == {"颜 色": "灰", "n": 1, "x": 1.5, "flag": True, "list": [1, {"a": None}], "__proto__": "p", "": "e"}
    assert second is None


def test_an_unreadable_value_is_kept_in_the_raw(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(
        tmp_path / "a.geojson", feature("1", P, 日排水量="很多"), feature("2", (116.1, 36.5), 日排水量="1,200")
    )
    checked = check(path)
    assert not checked.refused
    assert ("value_unreadable", 1) in _codes(checked)
    assert checked.frame["flow_m3_per_d"].tolist()[1] == 1200
    assert checked.frame["extra"].tolist() == [{"日排水量": "很多"}, None]


def test_a_raw_value_under_a_fields_own_name_stands_beside_it(
    tmp_path: Path, check: Callable[..., CheckedTable]
) -> None:
    path = geojson(tmp_path / "a.geojson", feature("1", _line(P, (116.1, 36.5)), stream_order="abc"))
    checked = check(path, "reaches")
    assert checked.frame["extra"].tolist() == [{"stream_order_": "abc"}]


def test_a_key_column_can_be_chosen(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": list(P)}, "properties": {"FID": 3}},
    )
    with pytest.raises(BreaksRule) as caught:
        check(path)
    assert "FID" in caught.value.zh
    assert check(path, mapping={"code": "FID"}).frame["code"].tolist() == ["3"]
    with pytest.raises(BreaksRule, match="nowhere"):
        check(path, mapping={"code": "nowhere"})


def test_a_geopackages_own_ids_can_be_the_key(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = table(tmp_path / "a.gpkg", "GPKG", [shapely.Point(P), shapely.Point(116.1, 36)], name=["a", "b"])
    assert check(path, mapping={"code": "fid"}).frame["code"].tolist() == ["1", "2"]


def test_points(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        feature("1", {"type": "MultiPoint", "coordinates": [list(P)]}),
        feature("2", {"type": "MultiPoint", "coordinates": [list(P), [116.1, 36.5]]}),
        feature("3", None),
        feature("4", _line(P, (116.1, 36))),
        feature("5", {"type": "Point", "coordinates": []}),
        feature("6", {"type": "Point", "coordinates": ["a", "b"]}),
        feature("7", {"type": "Nonsense"}),
        feature("8", (0.0, 0.0)),
        feature("9", (36.4, 116.1)),
        feature("10", (36.4, 88.0)),
        feature("11", (200.0, 36.0)),
        feature("12", (116.2, 36.0)),
        feature("13", (116.2, 36.1)),
        feature("14", (116.2, 36.2)),
        feature("15", (116.2, 36.3)),
        feature("16", (116.3, 36.3)),
        feature("17", (116.4, 36.3)),
        feature("18", (116.5, 36.3)),
    )
    checked = check(path)
    found = {row: code for code, row in _codes(checked)}
    assert found == {
        2: "geometry_kind",
        3: "geometry_missing",
        4: "geometry_kind",
        5: "geometry_missing",
        6: "geometry_unreadable",
        7: "geometry_unreadable",
        8: "coordinate_zero",
        9: "coordinates_swapped",
        10: "coordinates_swapped",
        11: "coordinate_out_of_range",
    }
    assert checked.frame.geometry[0].equals(shapely.Point(P))
    assert next(fault.key for fault in checked.faults if fault.row == 9) == "9"


def test_heights_are_dropped_and_said(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(tmp_path / "a.geojson", feature("1", {"type": "Point", "coordinates": [*P, 31.5]}))
    checked = check(path)
    assert _codes(checked) == [("height_dropped", None)]
    assert not checked.frame.geometry[0].has_z


def test_numbers_beyond_measure(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(tmp_path / "a.geojson", feature("1", (1e308, 1e308)), feature("2", P), feature("3", (116.1, 36.5)))
    assert ("coordinate_out_of_range", 1) in _codes(check(path))
    text = (tmp_path / "a.geojson").read_text().replace("1e+308", "1e999")
    (tmp_path / "b.geojson").write_text(text)
    with pytest.raises(Unparsable, match="infinity"):
        check(tmp_path / "b.geojson")


def test_lines(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    a, b, c = P, (116.1, 36.5), (116.2, 36.5)
    path = geojson(
        tmp_path / "a.geojson",
        feature("1", {"type": "MultiLineString", "coordinates": [[list(a), list(b)]]}),
        feature("2", {"type": "MultiLineString", "coordinates": [[list(a), list(b)], [list(b), list(c)]]}),
        feature("3", _line(a, a, b, b, c)),
        feature("4", _line(a, a)),
        feature("5", P),
        feature("6", _line(a)),
    )
    checked = check(path, "reaches")
    assert set(_codes(checked)) == {
        ("multi_part", 2),
        ("vertices_repeated", None),
        ("line_degenerate", 4),
        ("geometry_kind", 5),
        ("geometry_unreadable", 6),
    }
    shapes = checked.frame.geometry.tolist()
    assert [shape.geom_type for shape in shapes[:3]] == ["LineString", "MultiLineString", "LineString"]
    assert len(shapes[2].coords) == 3


def test_polygons(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    x, y = P
    clockwise = [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y), (x, y)]
    touching = [(x, y), (x + 2, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]  # a spike along its edge
    bow_tie = [(x, y), (x + 1, y + 1), (x + 1, y), (x, y + 1), (x, y)]
    path = geojson(
        tmp_path / "a.geojson",
        feature("1", _polygon(clockwise)),
        feature("2", _polygon(touching)),
        feature("3", _polygon(bow_tie)),
        feature("4", _polygon(clockwise[:-1])),
        feature("5", _polygon([(x, y), (x + 1, y), (x, y)])),
        feature("6", {"type": "MultiPolygon", "coordinates": [[[list(p) for p in reversed(clockwise)]]]}),
        feature("7", _polygon([(x, y), (x + 1, y), (x + 1, y), (x, y)])),
        feature("8", None),
    )
    checked = check(path, "lakes")
    found = _codes(checked)
    assert {code for code, row in found if row is None} == {
        "polygon_mended",
        "rings_turned",
        "ring_closed",
        "vertices_repeated",
    }
    assert ("polygon_invalid", 3) in found
    assert ("geometry_missing", 8) in found
    assert {row for _, row in found if row} == {3, 5, 7, 8}
    shapes = checked.frame.geometry
    assert shapely.is_ccw(shapely.get_exterior_ring(shapes[0]))
    assert shapes[1].is_valid
    assert shapes[1].area == pytest.approx(1)
    assert shapes[3].area == pytest.approx(1)
    assert shapes[5].geom_type == "Polygon"
    bad = next(fault for fault in checked.faults if fault.row == 3)
    assert (bad.lon, bad.lat) == (x + 0.5, y + 0.5)


def test_a_district_may_have_no_boundary(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    checked = check(geojson(tmp_path / "a.geojson", feature("371500", None, name="高新区")), "districts")
    assert not checked.refused
    assert _codes(checked) == [("geometry_missing", None)]


def test_no_rows_are_refused(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编码,经度,纬度\n", encoding="utf-8")
    checked = check(path, mapping={"code": "编码"})
    assert checked.refused
    assert _codes(checked) == [("no_rows", None)]


def test_gaps_are_warnings(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = geojson(
        tmp_path / "a.geojson", feature("1", P, 受纳水体="徒骇河"), feature("2", (116.1, 36.5), 受纳水体=" ")
    )
    checked = check(path)
    assert not checked.refused
    gap = next(fault for fault in checked.faults if fault.code == "values_missing")
    assert (gap.severity, gap.field) == ("warning", "受纳水体")
    assert "第 2 行" in gap.zh


def test_several_layers_need_a_choice(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    from pyogrio import raw

    path = tmp_path / "a.gpkg"
    for name in ("one", "two"):
        raw.write(
            str(path),
            geometry=shapely.to_wkb(np.array([shapely.Point(P)])),
            field_data=[np.array([name], dtype=object)],
            fields=["code"],
            layer=name,
            driver="GPKG",
            geometry_type="Point",
            crs="EPSG:4490",
            append=name == "two",
        )
    with pytest.raises(BreaksRule, match="one, two"):
        check(path)
    assert check(path, source_layer="two").frame["code"].tolist() == ["two"]
    with pytest.raises(BreaksRule, match="three"):
        check(path, source_layer="three")


@pytest.mark.parametrize(
    ("driver", "suffix"), [("GPKG", "gpkg"), ("FlatGeobuf", "fgb"), ("LIBKML", "kml"), ("ESRI Shapefile", "shp")]
)
def test_every_kind_gives_the_same(
    tmp_path: Path, check: Callable[..., CheckedTable], driver: str, suffix: str
) -> None:
    path = table(
        tmp_path / f"a.{suffix}",
        driver,
        [shapely.Point(P), shapely.Point(116.1, 36)],
        code=["A", "B"],
        颜色=["灰", "黑"],
    )
    checked = check(path)
    assert not checked.refused
    frame = checked.frame.sort_values("code", ignore_index=True)  # FlatGeobuf orders by place
    assert frame["code"].tolist() == ["A", "B"]
    assert frame["extra"].tolist() == [{"颜色": "灰"}, {"颜色": "黑"}]
    assert frame.geometry[0].equals(shapely.Point(P))
    assert checked.frame.crs.to_epsg() == 4490


def test_a_geopackage_left_in_wal_mode_is_read(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    from tests.ingest.files import run_sql

    path = table(tmp_path / "a.gpkg", "GPKG", [shapely.Point(P)], code=["A"])
    run_sql(path, "PRAGMA journal_mode = WAL")
    path.chmod(0o444)
    assert check(path).frame["code"].tolist() == ["A"]


CSV_TEXTS = {
    "chinese": "排污口编码,名称,经度,纬度\n1,甲,116.5,36.25\n",
    "semicolons": "code;name;lon;lat\n1;甲;116.5;36.25\n",
    "tabs": "code\tname\tx\ty\n1\t甲\t116.5\t36.25\n",
    "degrees": "code,name,经度,纬度\n1,甲,116°30′00″,36度15分0秒\n",
    "wkt": "code,name,wkt\n1,甲,POINT (116.5 36.25)\n",
    "bom": "\ufeffcode,name,lon,lat\n1,甲,116.5,36.25\n",
    "crlf and blanks": "code,name,lon,lat\r\n\r\n1 , 甲 , 116.5 ,36.25 \r\n\r\n,,,\r\n",
    "quoted": 'code,name,lon,lat\n"1","甲",116.5,36.25\n',
}


@pytest.mark.parametrize("name", CSV_TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_csv(tmp_path: Path, check: Callable[..., CheckedTable], name: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV_TEXTS[name].encode(encoding if name != "bom" else "utf-8"))
    checked = check(path)
    assert not checked.refused
    assert checked.frame["code"].tolist() == ["1"]
    assert checked.frame["name"].tolist() == ["甲"]
    assert checked.frame.geometry[0].equals_exact(shapely.Point(116.5, 36.25), 1e-9)


def test_csv_rows_keep_their_numbers(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "code,lon,lat\n1,116.1,36.5\n\n3,abc,36.5\n4,,\n1,116.2,36.5\n6,36.4,116.3\n7,116.2,36\n", encoding="utf-8"
    )
    checked = check(path)
    assert set(_codes(checked)) - {("crs_assumed", None)} == {
        ("coordinate_unreadable", 3),
        ("geometry_missing", 4),
        ("key_repeated", 5),
        ("coordinates_swapped", 6),
    }
    swapped = next(fault for fault in checked.faults if fault.code == "coordinates_swapped")
    assert "“lon”为 36.4" in swapped.zh


def test_csv_columns_can_be_chosen(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,E,N\n1,116.5,36.25\n", encoding="utf-8")
    with pytest.raises(BreaksRule, match="lon=COLUMN"):
        check(path)
    assert check(path, mapping={"lon": "E", "lat": "N"}).frame.geometry[0].equals(shapely.Point(116.5, 36.25))
    with pytest.raises(BreaksRule, match="“Q”"):
        check(path, mapping={"lon": "Q", "lat": "N"})


def test_csv_in_metres(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,X,Y\n1,416242.36,4084534.58\n", encoding="utf-8")
    with pytest.raises(BreaksRule) as caught:
        check(path)
    assert "EPSG:4548" in caught.value.zh
    assert check(path, crs="EPSG:4548").frame.geometry[0].x == pytest.approx(116.06, abs=0.01)
