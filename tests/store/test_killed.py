"""A kill at any moment of a publish leaves the old layer or the new one, whole."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.store.engine import Store, open_store
from app.store.features import load_frame
from app.store.revisions import publish
from tests.store.layers_of_tests import CATALOGUE
from tests.store.publish_and_die import NEW, OLD
from tests.store.whole import assert_whole

COMMAND = [sys.executable, "-m", "tests.store.publish_and_die"]


def kill_and_look(store: Store, last: int, after_s: float | None = None) -> bool:
    """Run the child to its death; whether the new layer stands. Fails where what stands is not whole."""
    child = subprocess.Popen([*COMMAND, store.url, str(last)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if after_s is not None:
        time.sleep(after_s)
        child.kill()
    _, errors = child.communicate(timeout=120)
    assert child.returncode in (0, -signal.SIGKILL), errors.decode()
    if store.kind == "postgis":
        _wait_for_the_server(store)
    assert_whole(store)
    with store.reading() as c:
        codes = set(load_frame(c, store, "wells_of_test")["code"])
    assert codes in (set(OLD["code"]), set(NEW["code"]))
    return codes == set(NEW["code"])


def _wait_for_the_server(store: Store) -> None:
    """The server finds out that the client is gone in its own time."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(200):
        with store.engine.connect() as c:
            if c.exec_driver_sql(others).scalar() == 0:
                return
        time.sleep(0.05)


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as c:
        publish(c, store, "wells_of_test", OLD, who="test")
    return store


def test_killed_at_chosen_statements(filled: Store, tmp_path: Path) -> None:
    """Before each kind of write, in the middle of the rows, and before the commit itself."""
    calls = int(subprocess.run([*COMMAND, filled.url, "-1"], capture_output=True, check=True, timeout=120).stdout)
    assert calls > 10
    for last in (calls // 3, calls // 2, calls * 2 // 3, calls - 3, calls):
        assert kill_and_look(filled, last) is False
    if filled.path is not None:  # what a kill leaves of the WAL goes with the file
        copy = tmp_path / "copy.gpkg"
        for suffix in ("", "-wal"):
            if Path(f"{filled.path}{suffix}").exists():
                shutil.copy(f"{filled.path}{suffix}", f"{copy}{suffix}")
        copied = open_store(f"sqlite:///{copy}", CATALOGUE)
        assert_whole(copied)
        copied.close()
    assert kill_and_look(filled, 0) is True


def test_killed_at_any_moment(filled: Store) -> None:
    started = time.monotonic()
    with filled.writing() as c:
        publish(c, filled, "wells_of_test", NEW, who="test")
        c.rollback()
    seconds = time.monotonic() - started
    rng = random.Random(4)
    for _ in range(4):
        # The child needs a while to start; from then on, any moment.
        if kill_and_look(filled, 0, after_s=1.2 + rng.uniform(0, 4 * seconds)):
            break
