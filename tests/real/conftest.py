"""Where the real inputs are: ``SUYUAN_REAL_DATA``, or ``../shared/data`` beside the project (真实数据)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def real_data_folder() -> Path:
    """The folder of the real inputs, whether it is there or not."""
    chosen = os.environ.get("SUYUAN_REAL_DATA")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is marked ``real``."""
    here = Path(__file__).resolve().parent
    for item in items:
        if here in item.path.resolve().parents:
            item.add_marker(pytest.mark.real)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real inputs; the test is skipped, and says so, where it is absent."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"real inputs absent: {folder} is not there (set SUYUAN_REAL_DATA)")
    return folder
