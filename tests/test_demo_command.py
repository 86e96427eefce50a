"""``suyuan demo``: built once, shown again, never over another store."""

from __future__ import annotations

import json
import os
import re
import stat
import urllib.request
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from app.cli import app
from app.store.engine import open_store
from app.uses.accounts.accounts import ROLES, create_user
from tests.test_cli import end, fetch, serving


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data folder of a demonstration, and what the build printed."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUYUAN_DATA_DIR", str(folder))
        patch.setenv("LANG", "en_GB.UTF-8")
        patch.delenv("SUYUAN_DATABASE_URL", raising=False)
        result = CliRunner().invoke(app, ["demo", "--no-serve"])
    assert result.exit_code == 0, result.output
    return folder, result.stdout


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SUYUAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


def passwords(shown: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w+) .*? (\w{4}-\w{4}-\w{4}-\w{4}) *$", shown, re.M))


def test_one_account_a_role_in_a_file_of_its_owner(built: tuple[Path, str]) -> None:
    folder, shown = built
    assert tuple(passwords(shown)) == ROLES
    file = folder / "demo-accounts.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert dict(line.split("\t") for line in file.read_text().splitlines()) == passwords(shown)


def test_the_second_start_serves_the_same_accounts_within_five_seconds(
    built: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, shown = built
    monkeypatch.setenv("SUYUAN_DATA_DIR", str(folder))
    process, address = serving("demo")
    used = psutil.Process(process.pid).cpu_times()
    try:
        # Processor time, not the clock: the clock tells what else the machine is doing.
        assert used.user + used.system < 5
        assert fetch(f"{address}/api/collections/outfalls/items?limit=1") == 200, "public in the demonstration"
        with urllib.request.urlopen(f"{address}/api/session", timeout=10) as answer:
            who = json.load(answer)
        assert (who["demonstration"], who["public_read"], who["signed_in"]) == (True, True, False)
        body = json.dumps({"name": "admin", "password": passwords(shown)["admin"]}).encode()
        asked = urllib.request.Request(
            f"{address}/api/session", body, {"Content-Type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert json.load(answer)["role"] == "admin"
    finally:
        end(process)


def test_a_lost_file_of_passwords_is_told(built: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = built
    monkeypatch.setenv("SUYUAN_DATA_DIR", str(folder))
    file = folder / "demo-accounts.txt"
    file.rename(folder / "away")
    try:
        result = CliRunner().invoke(app, ["demo", "--no-serve"])
    finally:
        (folder / "away").rename(file)
    assert result.exit_code == 0
    assert "suyuan user password" in result.stdout


def test_another_store_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUYUAN_DATA_DIR", str(tmp_path))
    store = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}")
    with store.writing() as c:
        create_user(c, store, "王", "admin", "a-long-password")
    store.close()
    result = CliRunner().invoke(app, ["demo", "--no-serve"])
    assert result.exit_code == 1
    assert "not the demonstration" in result.stderr
    assert not (tmp_path / "demo-accounts.txt").exists()


def test_an_interrupted_build_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUYUAN_DATA_DIR", str(tmp_path))
    builds: list[int] = []

    def build(store: object, *_: object) -> None:
        builds.append(1)
        if len(builds) == 1:
            raise OSError(28, "No space left on device", "store.gpkg")

    monkeypatch.setattr("app.demo.build_demo", build)
    first = CliRunner().invoke(app, ["demo", "--no-serve"])
    assert first.exit_code == 1
    assert "No space left" in first.stderr
    second = CliRunner().invoke(app, ["demo", "--no-serve"])
    assert second.exit_code == 0
    third = CliRunner().invoke(app, ["demo", "--no-serve"])
    assert passwords(second.stdout) == passwords(third.stdout) != {}
    assert len(builds) == 2
