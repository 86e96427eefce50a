"""Chicago's outfalls and canal segments come in; the file in metres that calls itself degrees does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from app.errors import BreaksRule
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.features import load_frame
from app.uses.layers.layer_import import accept_upload, import_file, run_upload
from tests.ingest.files import zip_shapefile

BOX = (-88.4, 41.4, -87.4, 42.3)  # around Chicago [degree]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir()
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.store_url())
    yield store
    store.close()


def _bounds_are_in_chicago(bounds: np.ndarray) -> bool:
    west, south, east, north = bounds
    return bool(BOX[0] < west <= east < BOX[2] and BOX[1] < south <= north < BOX[3])


def test_outfalls_with_gaps_as_warnings(real_data: Path, store: Store, settings: Settings) -> None:
    path = real_data / "chicago" / "cso_outfalls.geojson"
    result = import_file(
        store, settings, "outfalls", path, who="t", mapping={"code": "FID", "receiving_water": "Receiving"}
    )
    assert result.counts["added"] == 246
    assert {fault.severity for fault in result.faults} == {"warning"}
    gaps = {fault.field: fault.en for fault in result.faults if fault.code == "values_missing"}
    assert gaps["Receiving"].startswith("18 rows")
    assert [fault.en[:8] for fault in result.faults if fault.code == "points_coincide"] == ["4 points"]
    with store.reading() as connection:
        frame = load_frame(connection, store, "outfalls")
    assert frame["code"].is_unique
    assert _bounds_are_in_chicago(frame.total_bounds)
    assert "Pipe_Mater" in frame["extra"][0]
    again = import_file(
        store, settings, "outfalls", path, who="t", mapping={"code": "FID", "receiving_water": "Receiving"}
    )
    assert again.revision is None


def test_the_key_must_be_unique(real_data: Path, store: Store, settings: Settings) -> None:
    with pytest.raises(BreaksRule) as caught:
        import_file(
            store,
            settings,
            "outfalls",
            real_data / "chicago" / "cso_outfalls.geojson",
            who="t",
            mapping={"code": "ATLAS"},
        )
    assert caught.value.faults
    assert {fault.code for fault in caught.value.faults if fault.severity == "error"} <= {"key_repeated", "key_missing"}


def test_metres_that_call_themselves_degrees_are_refused(real_data: Path, store: Store, settings: Settings) -> None:
    path = real_data / "chicago" / "cso_outfalls_pseudo_mercator.geojson"
    with pytest.raises(BreaksRule) as caught:
        import_file(store, settings, "outfalls", path, who="t", mapping={"code": "FID"})
    for words in ("EPSG:4326", "EPSG:3857"):
        assert words in caught.value.zh
        assert words in caught.value.en
    assert "不是度" in caught.value.zh
    import_file(store, settings, "outfalls", path, who="t", mapping={"code": "FID"}, crs="EPSG:3857")
    with store.reading() as connection:
        metres = load_frame(connection, store, "outfalls").set_index("code")
    import_file(
        store, settings, "outfalls", real_data / "chicago" / "cso_outfalls.geojson", who="t", mapping={"code": "FID"}
    )
    with store.reading() as connection:
        degrees = load_frame(connection, store, "outfalls").set_index("code").loc[metres.index]
    apart = np.abs(shapely.get_coordinates(metres.geometry) - shapely.get_coordinates(degrees.geometry))
    assert apart.max() < 1e-4  # the file in metres is rounded to whole ones


@pytest.mark.parametrize("zipped", [True, False])
def test_segments_keep_their_parts(
    real_data: Path, store: Store, settings: Settings, tmp_path: Path, zipped: bool
) -> None:
    source = real_data / "chicago" / "mwrd_riverways.shp"
    path = zip_shapefile(tmp_path / "segments.zip", source, "mwrd_riverways") if zipped else source
    result = import_file(store, settings, "reaches", path, who="t", mapping={"code": "SEGMENT_ID"})
    assert result.counts["added"] == 23
    parts = [fault for fault in result.faults if fault.code == "multi_part"]
    assert len(parts) == 18
    assert {fault.severity for fault in parts} == {"warning"}
    with store.reading() as connection:
        frame = load_frame(connection, store, "reaches")
    assert sorted(frame.geometry.geom_type).count("MultiLineString") == 18
    assert _bounds_are_in_chicago(frame.total_bounds)
    assert any("North Shore Channel" in name for name in frame["name"])


def test_the_upload_route_does_the_same(real_data: Path, store: Store, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    shutil.copyfile(real_data / "chicago" / "cso_outfalls.geojson", path)
    upload_id = accept_upload(
        store, settings, "outfalls", path, who="gis", file_name="cso_outfalls.geojson", mapping={"code": "FID"}
    )
    assert run_upload(store, settings, upload_id, publish_it=True).counts["added"] == 246
