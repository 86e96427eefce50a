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


# The longest files, each of 20 s or more, longest first: the two processes then end together. No test needs an order.
LONGEST = (
    "test_dockerfile.py", "browser/test_samples_page.py", "browser/test_assessment_page.py",
    "browser/test_sites_page.py", "test_house.py", "browser/test_walks.py", "browser/test_tracing_map.py",
    "browser/test_accessible.py", "browser/test_accountability_page.py", "real/test_chicago_samples.py",
    "store/test_killed_records.py", "real/test_ogc_check.py", "store/test_killed.py", "browser/test_tracing_page.py",
    "browser/test_tracing_impact.py", "browser/test_hostile_names.py", "browser/test_periods_tab.py",
    "browser/test_sluices_page.py", "test_demo_command.py", "test_demo.py", "test_cli.py",
    "browser/test_targets.py", "browser/test_ranking_page.py", "browser/test_map_views.py",
    "api/test_hostile_office.py", "tracing/test_planted_sources.py", "assessment/test_month_sums.py",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Files are given out in the order of the collection, not by how many tests they have."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first."""
    here = Path(__file__).parent
    rank = {here / name: position for position, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="module", autouse=True)
def settings_as_they_were() -> Iterator[None]:
    """Settings that a command of the application left in the environment end with the file of tests that ran it."""
    before = {name: value for name, value in os.environ.items() if name.startswith("SUYUAN_")}
    yield
    for name in [name for name in os.environ if name.startswith("SUYUAN_")]:
        del os.environ[name]
    os.environ.update(before)


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
