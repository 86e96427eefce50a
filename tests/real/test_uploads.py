"""GBK shapefiles with and without ``.prj``: names right, positions right; a network file whose CRS has no code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from app.errors import BreaksRule
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.features import load_frame
from app.uses.layers.layer_import import import_file
from tests.ingest.files import zip_shapefile

LIAOCHENG = ("1563715",)  # beginning of the codes of its eight counties
RIVERS = {"黄河", "卫河(大沙河)", "南运河(卫运河、小运河)"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir()
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.store_url())
    yield store
    store.close()


@pytest.fixture
def counties(real_data: Path) -> gpd.GeoDataFrame:
    """Liaocheng's counties as published, by code."""
    document = json.loads((real_data / "liaocheng" / "tianditu_county_CGCS2000.geojson").read_text(encoding="utf-8"))
    frame = gpd.GeoDataFrame.from_features(document["features"], crs="EPSG:4490").set_index("gb")
    return frame[frame.index.str.startswith(LIAOCHENG)]


def _frame(store: Store, layer: str) -> gpd.GeoDataFrame:
    with store.reading() as connection:
        return load_frame(connection, store, layer).set_index("code")


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("liaocheng_counties_EPSG4548_gbk_nocpg.zip", None),
        ("liaocheng_counties_EPSG4527_zone39_gbk_noprj_nocpg.zip", "EPSG:4527"),
    ],
)
def test_counties_have_their_names_and_places(
    real_data: Path, store: Store, settings: Settings, counties: gpd.GeoDataFrame, name: str, crs: str | None
) -> None:
    result = import_file(store, settings, "districts", real_data / "uploads" / name, who="t", crs=crs)
    assert result.counts["added"] == 8
    frame = _frame(store, "districts")
    assert sorted(frame.index) == sorted(counties.index)
    for code, county in counties.iterrows():
        assert frame.loc[code, "name"] == county["name"]
        assert shapely.hausdorff_distance(frame.loc[code].geometry, county.geometry) < 1e-6  # a decimetre
    again = import_file(store, settings, "districts", real_data / "uploads" / name, who="t", crs=crs)
    assert again.revision is None


def test_a_missing_system_is_asked_for_by_its_zone(real_data: Path, store: Store, settings: Settings) -> None:
    path = real_data / "uploads" / "liaocheng_counties_EPSG4527_zone39_gbk_noprj_nocpg.zip"
    with pytest.raises(BreaksRule) as caught:
        import_file(store, settings, "districts", path, who="t")
    assert "EPSG:4527" in caught.value.zh
    assert "EPSG:4527" in caught.value.en
    assert _frame(store, "districts").empty


@pytest.mark.parametrize("zipped", [True, False])
def test_rivers_without_prj_have_their_names_and_places(
    real_data: Path, store: Store, settings: Settings, counties: gpd.GeoDataFrame, tmp_path: Path, zipped: bool
) -> None:
    source = real_data / "uploads" / "hyd2_4l.shp"
    path = zip_shapefile(tmp_path / "hyd2_4l.zip", source, "hyd2_4l") if zipped else source
    result = import_file(store, settings, "reaches", path, who="t", mapping={"code": "HYD2_4M_"})
    assert result.counts["added"] == 2143
    assert "crs_assumed" in [fault.code for fault in result.faults]
    frame = _frame(store, "reaches")
    liaocheng = shapely.union_all(counties.geometry.to_numpy())
    met = frame[shapely.intersects(frame.geometry.to_numpy(), liaocheng)]
    assert {name for name in met["name"] if name is not None} == RIVERS
    assert frame["name"].str.fullmatch(r"[\u3000-\u9fff\uff00-\uffef()（）A-Za-z0-9·.\-]+").dropna().all()


def test_a_network_whose_system_has_no_code(real_data: Path, store: Store, settings: Settings) -> None:
    path = real_data / "new-hope" / "new_hope.gpkg"
    result = import_file(store, settings, "reaches", path, who="t", mapping={"code": "COMID"})
    assert result.counts["added"] == 746
    frame = _frame(store, "reaches")
    assert np.allclose(frame.total_bounds, (-79.2, 35.6, -78.7, 36.2), atol=0.3)
    assert frame["drainage_area_km2"].max() == 595.3383  # TotDASqKM, the catchment down to the reach
    assert all("AreaSqKM" in extra for extra in frame["extra"])  # its own part of it has no field and is kept
    assert import_file(store, settings, "reaches", path, who="t", mapping={"code": "COMID"}).revision is None
