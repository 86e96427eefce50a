"""The two engines: every test that takes ``store`` or ``store_url`` runs on both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.engine import Store, open_store
from tests.store.layers_of_tests import CATALOGUE

ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database of each engine."""
    if request.param == "geopackage":
        yield f"sqlite:///{tmp_path / 'store.gpkg'}"
    else:
        with request.getfixturevalue("postgis_cluster").database() as url:
            yield url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open, empty store of each engine, with the tests' three layers."""
    opened = open_store(store_url, CATALOGUE)
    yield opened
    opened.close()


@pytest.fixture
def geopackage(tmp_path: Path) -> Iterator[Store]:
    """An open, empty GeoPackage store."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}", CATALOGUE)
    yield opened
    opened.close()
