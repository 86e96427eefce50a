"""Clients that know nothing of us: GDAL and OWSLib read every layer over HTTP."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from owslib.ogcapi.features import Features

from tests.api.conftest import OUTFALLS, whole_app
from tests.api.servers import served


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = whole_app(tmp_path_factory.mktemp("clients"))
    with served(app) as address:
        yield address + "/api"


def collections(base: str) -> list[str]:
    answer = requests.get(f"{base}/collections", headers={"Accept": "application/json"}, timeout=30)
    return [one["id"] for one in answer.json()["collections"]]


def ogrinfo(*arguments: str) -> str:
    done = subprocess.run(["ogrinfo", *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo (gdal-bin) is not installed")
def test_gdal_reads_every_layer(base: str) -> None:
    listed = ogrinfo("-q", f"OAPIF:{base}")
    names = collections(base)
    assert len(names) >= 13
    for name in names:
        assert name in listed
        summary = ogrinfo("-so", f"OAPIF:{base}", name)
        wanted = {"outfalls": 7, "reaches": 4, "sections": 1, "lakes": 1}.get(name, 0)
        assert f"Feature Count: {wanted}" in summary, summary


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="ogr2ogr (gdal-bin) is not installed")
def test_gdal_copies_a_layer_by_pages_and_by_box(base: str, tmp_path: Path) -> None:
    target = tmp_path / "all.geojson"
    subprocess.run(
        ["ogr2ogr", str(target), f"OAPIF:{base}", "outfalls", "-oo", "PAGE_SIZE=2"],
        check=True, timeout=120,
    )  # fmt: skip
    features = json.loads(target.read_text())["features"]
    assert {f["properties"]["code"] for f in features} == {row[0] for row in OUTFALLS}
    box = tmp_path / "box.geojson"
    command = ["ogr2ogr", str(box), f"OAPIF:{base}", "outfalls", "-spat", "115.9", "36.4", "116.005", "36.6"]
    subprocess.run(command, check=True, timeout=120)
    assert {f["properties"]["code"] for f in json.loads(box.read_text())["features"]} >= {"SD-1", "SD/2 a"}


def test_owslib_reads_every_layer(base: str) -> None:
    service = Features(base)
    assert service.conformance()["conformsTo"]
    assert set(service.feature_collections()) == set(collections(base))
    for name in service.feature_collections():
        assert service.collection(name)["id"] == name
        answer = service.collection_items(name, limit=3)
        assert answer["type"] == "FeatureCollection"
        for feature in answer["features"]:
            assert service.collection_item(name, feature["id"])["id"] == feature["id"]
    boxed = service.collection_items("outfalls", bbox=[115.9, 36.4, 116.005, 36.6])
    assert {f["id"] for f in boxed["features"]} == {"SD-1", "SD/2 a", "无处"}
    assert service.api()["openapi"] == "3.0.3"
