"""A layer out, and in again without a change."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from app.errors import Absent, UnknownKind
from app.export.layer_file import SUFFIXES, write_layer
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.features import layer_state
from app.uses.layers.layer_import import import_file
from tests.ingest.files import feature, geojson

A, B, C = [116.1234567, 36.5], [116.2, 36.5], [116.3, 36.7654321]
RING = [A, B, C, A]
LINES = (
    feature(
        "1",
        {"type": "LineString", "coordinates": [A, B]},
        name="=徒骇河",
        velocity_m_per_s=0.25,
        stream_order=3,
        is_invented=True,
        river_chiefs=[{"level": "市", "name": "张三", "post": "市长", "tel": "1"}],
        颜=1,
    ),
    feature(
        "2", {"type": "MultiLineString", "coordinates": [[A, B], [C, A]]}, name="马颊河\n二", 深度=2.5, 嵌套={"a": [1]}
    ),
    feature(
        "3",
        {"type": "LineString", "coordinates": [B, C]},
        stream_order="不详",
        旗=False,
        长名字的一个列=5,
        长名字的又一个列=6,
    ),
)
LAYERS = {
    "reaches": LINES,
    "outfalls": (
        feature("1", tuple(A), name="-甲", inspected_on="2024-05-01", dischargers=["D1", "D2"], 旁注="[1, 2"),
        feature("0002", tuple(B), 旁注="@x", n=None),
        feature("3'", tuple(C), flow_m3_per_d=-12.5),
    ),
    "districts": (
        feature("1", {"type": "Polygon", "coordinates": [RING]}, name="甲", valid_from="2020-01-01"),
        feature("2", {"type": "MultiPolygon", "coordinates": [[RING], [[[x + 1, y] for x, y in RING]]]}),
        feature("3", None, name="高新区"),
    ),
    "black_odorous_waters": (
        feature("1", {"type": "LineString", "coordinates": [A, B]}, name="沟"),
        feature("2", {"type": "Polygon", "coordinates": [RING]}, name="塘"),
    ),
    "sluices": (),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir()
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Iterator[Store]:
    """A store with a few awkward features in several layers."""
    store = open_store(settings.store_url())
    for layer, features in LAYERS.items():
        if features:
            import_file(store, settings, layer, geojson(tmp_path / f"{layer}.geojson", *features), who="t")
    yield store
    store.close()


@pytest.mark.parametrize("layer", [layer for layer, features in LAYERS.items() if features])
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb"])
def test_out_and_in_again_is_no_change(
    store: Store, settings: Settings, tmp_path: Path, layer: str, suffix: str
) -> None:
    path = tmp_path / f"out{suffix}"
    assert write_layer(store, layer, path) == ()
    result = import_file(store, settings, layer, path, who="t")
    assert result.revision is None, result.counts
    assert result.counts["unchanged"] == len(LAYERS[layer])
    with store.reading() as connection:
        assert layer_state(connection, store, layer).revision == 1


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_file_holds_every_feature(store: Store, tmp_path: Path, layer: str, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    write_layer(store, layer, path)
    assert not list(tmp_path.glob(".export-*"))
    if suffix == ".csv":
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        assert [row["code"] for row in rows] == [one["properties"]["code"] for one in LAYERS[layer]]
        return
    if suffix == ".geojson":
        assert len(json.loads(path.read_text())["features"]) == len(LAYERS[layer])
        return
    if suffix == ".kml" and not LAYERS[layer]:
        return
    source = f"/vsizip/{path}" if suffix == ".zip" else str(path)
    count = sum(
        int(pyogrio.read_info(source, layer=name, force_feature_count=True)["features"])
        for name, kind in pyogrio.list_layers(source)
        if kind is not None
    )
    assert count == len(LAYERS[layer])


def test_a_geopackage_is_what_desktop_programs_expect(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    write_layer(store, "districts", path)
    frame = gpd.read_file(path)
    assert frame.crs.to_epsg() == 4490
    assert set(frame.geometry.dropna().geom_type) == {"MultiPolygon"}


def test_a_csv_runs_nothing_and_opens_in_excel(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_layer(store, "outfalls", path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["'-甲", "", ""]
    assert [row["旁注"] for row in rows] == ["[1, 2", "'@x", ""]
    assert rows[2]["flow_m3_per_d"] == "-12.5"  # a number, no formula
    assert float(rows[0]["lon"]) == A[0]


def test_a_csv_comes_in_again_with_its_names(store: Store, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_layer(store, "outfalls", path)
    assert import_file(store, settings, "outfalls", path, who="t").counts["unchanged"] == 3


def test_a_shapefile_says_what_it_could_not_hold(store: Store, settings: Settings, tmp_path: Path) -> None:
    long = geojson(tmp_path / "l.geojson", feature("1", tuple(A), name="河" * 200, approval_number="x"))
    import_file(store, settings, "outfalls", long, who="t")
    path = tmp_path / "out.zip"
    faults = write_layer(store, "outfalls", path)
    assert {fault.code for fault in faults} == {"text_cut", "names_cut"}
    with zipfile.ZipFile(path) as archive:
        assert archive.read("outfalls.cpg").strip() == b"UTF-8"
        assert "outfall_ty,outfall_type" in archive.read("fields.csv").decode("utf-8-sig")
    assert import_file(store, settings, "outfalls", path, who="t").counts["read"] == 1
    frame = gpd.read_file(f"/vsizip/{path}")
    assert frame["name"].tolist() == ["河" * 84]


def test_persons_can_be_left_out(store: Store, tmp_path: Path) -> None:
    for suffix in (".geojson", ".csv"):
        path = tmp_path / f"out{suffix}"
        write_layer(store, "reaches", path)
        assert "张三" in path.read_text(encoding="utf-8")
        write_layer(store, "reaches", path, full=False)
        assert "张三" not in path.read_text(encoding="utf-8")


def test_a_wrong_kind_or_layer_writes_nothing(store: Store, tmp_path: Path) -> None:
    old = tmp_path / "old.gpkg"
    old.write_bytes(b"old")
    with pytest.raises(UnknownKind, match=r"\.gpkg"):
        write_layer(store, "reaches", tmp_path / "out.dwg")
    with pytest.raises(Absent):
        write_layer(store, "nonsense", old)
    assert old.read_bytes() == b"old"
    assert not (tmp_path / "out.dwg").exists()
