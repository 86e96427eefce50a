"""A file's suffix and its first bytes must agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UnknownKind, Unparsable
from app.ingest.kinds import find_kind

SQLITE = b"SQLite format 3\x00" + bytes(52)
VRT = b"<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
HEADS = {
    "a.zip": b"PK\x03\x04....",
    "a.gpkg": SQLITE + b"GPKG" + bytes(40),
    "a.geojson": b'{"type": "FeatureCollection"}',
    "a.json": b'\xef\xbb\xbf \n{"type": 1}',
    "a.fgb": b"fgb\x03fgb\x00",
    "a.kml": b'<?xml version="1.0"?><kml></kml>',
    "a.csv": "编码,经度,纬度".encode("gbk"),
    "a.KML": b"<kml/>",
}


@pytest.mark.parametrize("name", HEADS)
def test_each_kind_is_known_by_suffix_and_head(tmp_path: Path, name: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(HEADS[name])
    assert Path(name).suffix.lower() in find_kind(path, name).suffixes


@pytest.mark.parametrize(
    ("name", "head", "found"),
    [
        ("a.geojson", VRT, "XML"),
        ("a.json", VRT, "XML"),
        ("a.csv", VRT, "XML"),
        ("a.gpkg", SQLITE + bytes(40), "SQLite"),
        ("a.zip", b"Rar!\x1a\x07\x00", "RAR"),
        ("a.geojson", b"PK\x03\x04", "ZIP"),
        ("a.csv", b"PK\x03\x04", "ZIP"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "XLS"),
        ("a.csv", b'{"a": 1}', "JSON"),
        ("a.kml", VRT, "XML"),
        ("a.fgb", b"fgb\x01xxx", "FlatGeobuf"),
        ("a.geojson", b"[1, 2]", "something"),
        ("a.gpkg", VRT, "XML"),
        ("a.geojson", b"ADBC:{...}", "something"),
        ("a.csv", b"%PDF-1.7", "PDF"),
    ],
)
def test_content_that_belies_the_name_is_refused(tmp_path: Path, name: str, head: bytes, found: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(head)
    with pytest.raises(Unparsable) as caught:
        find_kind(path, name)
    assert found in caught.value.en
    assert caught.value.code == "kind_mismatch"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.rar", "zip"),
        ("a.xlsx", "CSV"),
        ("a.xls", "CSV"),
        ("a.dwg", "shapefile"),
        ("a.pdf", "PDF"),
        ("a.shp", "zip"),
        ("a.vrt", "points to"),
        ("a.exe", "export"),
        ("a", "export"),
        ("geojson", "export"),
    ],
)
def test_unknown_kinds_name_the_known_ones_and_a_way(tmp_path: Path, name: str, advice: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"anything")
    with pytest.raises(UnknownKind) as caught:
        find_kind(path, name)
    assert advice in caught.value.en
    assert "GeoPackage" in caught.value.zh


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("content", [b"", b"  \n "])
def test_an_empty_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(Unparsable, match="empty"):
        find_kind(path, name)


def test_a_bare_shapefile_is_for_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    path.write_bytes(b"\x00\x00\x27\x0a" + bytes(96))
    assert find_kind(path, "a.shp", bare_shapefile=True).name == "shapefile"
