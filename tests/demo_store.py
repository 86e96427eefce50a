"""The demonstration, built once for a whole run of tests by the first process that needs it, and copied by all."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from app.demo import build_demo
from app.settings import Settings
from app.store.engine import open_store
from app.uses.accounts import accounts

PASSWORD = "汶水清且涟漪兮自流长"


def built_once(factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demonstration, with an account a role; only to be copied from."""
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent  # the folder that the processes of a run share
    built = run / "demonstration"
    with (run / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.is_dir():
            unfinished = factory.mktemp("unfinished")
            _build(unfinished)
            unfinished.rename(built)
    return built


def copy_demo(built: Path, folder: Path) -> None:
    """A copy that may be changed."""
    shutil.copytree(built, folder, dirs_exist_ok=True)


def _build(folder: Path) -> None:
    settings = Settings(data_dir=folder)
    store = open_store(settings.store_url())
    build_demo(store, settings)
    with store.writing() as c:
        for role in accounts.ROLES:
            accounts.create_user(c, store, role, role, PASSWORD)
    store.close()
    assert not list(folder.glob("*-wal"))  # all of it is in the file
