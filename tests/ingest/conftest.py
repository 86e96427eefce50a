"""Settings and shorthands for reading and checking files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.ingest.check import CheckedTable, check_table
from app.ingest.options import Options, read_layer_file
from app.ingest.wire import RawTable
from app.layers.catalogue import CATALOGUE, layer_spec
from app.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a store of its own."""
    return Settings(data_dir=tmp_path / "store")


@pytest.fixture
def read(settings: Settings) -> Callable[..., RawTable]:
    """Read a file as a layer's, outfalls unless said."""

    def read_it(path: Path, layer: str = "outfalls", name: str | None = None, **options: object) -> RawTable:
        spec = layer_spec(CATALOGUE, layer)
        return read_layer_file(settings, spec, path, name or path.name, Options(**options), bare_shapefile=True)  # type: ignore[arg-type]

    return read_it


@pytest.fixture
def check(read: Callable[..., RawTable]) -> Callable[..., CheckedTable]:
    """Read and check a file as a layer's, outfalls unless said."""

    def check_it(path: Path, layer: str = "outfalls", name: str | None = None, **options: object) -> CheckedTable:
        spec = layer_spec(CATALOGUE, layer)
        table = read(path, layer, name, **options)
        return check_table(table, spec, mapping=options.get("mapping"), crs=options.get("crs"))  # type: ignore[arg-type]

    return check_it
