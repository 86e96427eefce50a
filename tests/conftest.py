"""Fixtures of all tests: a PostGIS cluster made for the run, and databases in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.demo_store import built_once
from tests.postgis_cluster import ABSENT, Cluster, find_programs, running_cluster

# The same examples in every run, however busy the machine; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def postgis_cluster() -> Iterator[Cluster]:
    """A cluster for the whole run; skips where PostgreSQL with PostGIS is not installed."""
    if find_programs() is None:
        pytest.skip(ABSENT)
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def postgis_url(postgis_cluster: Cluster) -> Iterator[str]:
    """Address of an empty database with PostGIS, one for each test module."""
    with postgis_cluster.database() as url:
        yield url


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demonstration, built once for the whole run; only to be copied (``copy_demo``)."""
    return built_once(tmp_path_factory)
