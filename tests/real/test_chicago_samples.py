"""5,300 samples of another country's waters, with its own headings (芝加哥水样)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.ingest.sample_file import SampleFile, read_sample_file
from app.settings import Settings
from app.store.engine import open_store
from app.store.samples import load_samples
from app.uses.samples.samples_import import import_samples

FILE = "chicago/clean-waterway-measurements.csv"
MAPPING = {"site_code": "sampling(point)", "sampled_at": "collect(date)"}


@pytest.fixture(scope="module")
def read(real_data: Path) -> SampleFile:
    return read_sample_file(real_data / FILE, mapping=MAPPING)


@pytest.fixture(scope="module")
def raw(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / FILE, dtype=str, keep_default_na=False)


def test_every_sample_and_every_written_cell_is_there(read: SampleFile, raw: pd.DataFrame) -> None:
    assert read.rows == 5300
    assert read.repeated == 0
    assert read.values["row"].nunique() == 5300
    assert set(read.unused) == {"", "location_description", "north_latitude", "west_longitude"}
    results = raw[[column.heading for column in read.results]]
    assert len(read.values) == int((results != "").to_numpy().sum())


def test_below_limit_is_kept_as_such(read: SampleFile, raw: pd.DataFrame) -> None:
    radio = read.values[read.values["raw_text"] == "<4.71"]
    written = int((raw[["radiochem(alpha)", "radiochem(beta)"]] == "<4.71").to_numpy().sum())
    assert written > 0
    assert len(radio) == written
    assert radio["below_limit"].all()
    assert set(radio["detection_limit"]) == {4.71}
    assert set(radio["indicator"]) == {"x:radiochem(alpha)", "x:radiochem(beta)"}


def test_known_names_get_their_code_and_others_a_free_one(read: SampleFile) -> None:
    codes = {column.heading: column.code for column in read.results}
    assert codes["do(mg/l)"] == "w01009"
    assert codes["ph()"] == "w01001"
    assert codes["nh3_n(mg/l)"] == "w21003"
    assert codes["cr6(ug/l)"] == "w20117"
    assert codes["ag_sol(mg/l)"] == "x:ag_sol"
    assert codes["cu_tot(mg/l)"] == "x:cu_tot"
    assert codes["fec_col(cts/100ml)"] == "x:fec_col"
    assert len(set(codes.values())) == len(codes)


def test_micrograms_become_milligrams(read: SampleFile) -> None:
    chromium = read.values[read.values["indicator"] == "w20117"]
    limit = chromium[chromium["raw_text"] == "<6 ug/l"]
    assert len(limit) > 500
    assert np.allclose(limit["detection_limit"], 0.006, rtol=1e-12)
    assert np.allclose(limit["value"], 0.003, rtol=1e-12)
    assert set(chromium["unit"]) == {"mg/L"}


def test_na_and_underscores_have_no_value_and_odd_words_are_told(read: SampleFile) -> None:
    blank = read.values[read.values["raw_text"].isin(["na", "_____", "n/a"])]
    assert len(blank) > 1000
    assert blank["value"].isna().all()
    assert not blank["below_limit"].any()
    odd = [fault for fault in read.faults if fault.code == "value_unreadable"]
    assert odd
    assert all(fault.row and fault.field and fault.severity == "warning" for fault in odd)


def test_import_and_the_same_file_again(real_data: Path, tmp_path: Path, read: SampleFile) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}")
    try:
        first = import_samples(store, Settings(data_dir=tmp_path), real_data / FILE, who="test", mapping=MAPPING)
        assert first.samples == 5300
        assert (first.added, first.known) == (len(read.values), 0)
        assert len(first.unknown_sites) == 61
        assert sum(fault.code == "unknown_site" for fault in first.faults) == 61
        again = import_samples(store, Settings(data_dir=tmp_path), real_data / FILE, who="test", mapping=MAPPING)
        assert (again.added, again.known, again.batch_id) == (0, first.added, None)
        with store.reading() as c:
            kept = load_samples(c, store, site_codes=["ww_12"])
        ours = read.values[read.values["site_code"] == "ww_12"]
        assert sorted(kept["raw_text"]) == sorted(ours["raw_text"])
        assert kept["below_limit"].sum() == ours["below_limit"].sum()
    finally:
        store.close()
