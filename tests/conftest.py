"""Fixtures of all tests: a PostGIS cluster made for the run, and databases in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgis_cluster import ABSENT, Cluster, find_programs, running_cluster


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
