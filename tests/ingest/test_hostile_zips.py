"""Zips that are too large, broken or closed are refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from app.errors import TooLarge, Unparsable
from tests.ingest.files import table, zip_shapefile, zipped


def test_a_zip_bomb_is_too_large(tmp_path: Path, check: Callable[..., object]) -> None:
    path = zipped(tmp_path / "a.zip", {"points.shp": bytes(64 << 20), "points.dbf": b""})
    assert path.stat().st_size < 1 << 20
    with pytest.raises(TooLarge):
        check(path)


def test_a_zip_that_lies_about_its_size_is_too_large(tmp_path: Path, check: Callable[..., object]) -> None:
    """The size in the directory is changed to a small one; the true size counts."""
    path = zipped(tmp_path / "a.zip", {"points.shp": bytes(8 << 20), "points.dbf": b""})
    data = path.read_bytes()
    path.write_bytes(data.replace((8 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises((TooLarge, Unparsable)):
        check(path)


def test_many_entries_are_too_large(tmp_path: Path, check: Callable[..., object]) -> None:
    with pytest.raises(TooLarge):
        check(zipped(tmp_path / "a.zip", {f"{number}.txt": b"" for number in range(2500)}))


def test_an_encrypted_zip_is_refused(tmp_path: Path, check: Callable[..., object]) -> None:
    path = zipped(tmp_path / "a.zip", {"points.shp": b"x"})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    data[6] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Unparsable, match="encrypted"):
        check(path)


@pytest.mark.parametrize("name", ["inner.zip", "inner.rar"])
def test_an_archive_in_an_archive_is_refused(tmp_path: Path, check: Callable[..., object], name: str) -> None:
    with pytest.raises(Unparsable, match="another archive"):
        check(zipped(tmp_path / "a.zip", {name: b"x"}))


def test_a_truncated_zip_is_refused(tmp_path: Path, check: Callable[..., object]) -> None:
    shp = table(tmp_path / "p.shp", "ESRI Shapefile", [shapely.Point(116, 36)], code=["1"])
    path = zip_shapefile(tmp_path / "p.zip", shp)
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(Unparsable, match="broken"):
        check(path)
