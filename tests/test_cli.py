"""The command line on a real store: what it does, what it says, and that it changes nothing when it fails."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli import app
from app.cli.output import MOST_FAULTS, show_faults
from app.errors import Fault
from app.store.engine import open_store
from app.store.features import layer_state
from app.uses.accounts import accounts

COMMAND = typer.main.get_command(app)
PAGE = (Path(__file__).parent.parent / "docs" / "commands.md").read_text(encoding="utf-8")
SUYUAN = (sys.executable, "-m", "app.cli")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("SUYUAN_") or name in ("LC_ALL", "LC_MESSAGES")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SUYUAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def done(*words: str, given: str = "") -> str:
    result = run(*words, given=given)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str, given: str = "", code: int = 1) -> str:
    """The one sentence of a refused command."""
    result = run(*words, given=given)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr.strip().splitlines()[-1]


def points(path: Path, names: dict[str, str], **more: Any) -> Path:
    """A GeoJSON file of outfalls."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [116.0 + row / 1000, 36.4]},
            "properties": {"code": code, "name": name} | more,
        }
        for row, (code, name) in enumerate(names.items())
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def state_of(folder: Path) -> tuple[int, int]:
    store = open_store(f"sqlite:///{folder / 'data' / 'store.gpkg'}")
    try:
        with store.reading() as c:
            state = layer_state(c, store, "outfalls")
            return state.revision, state.count
    finally:
        store.close()


# The page and the help


def commands(group: Any = COMMAND, path: str = "suyuan") -> Iterator[tuple[str, Any]]:
    """Every command with its words."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


SECTIONS = dict(re.findall(r"^## (suyuan[\w ]*)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))


def test_the_page_has_every_command_and_no_other() -> None:
    assert set(SECTIONS) == {"suyuan"} | {path for path, _ in commands()}


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=lambda each: each if isinstance(each, str) else "")
def test_the_page_has_every_option_and_the_help_speaks_both_languages(path: str, command: Any) -> None:
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("--")} - {"--help"}
    assert set(re.findall(r"`[^`]*?(--[a-z-]+)", SECTIONS[path])) == options
    shown = done(*path.split()[1:], "--help")
    assert re.search("[\u4e00-\u9fff]", shown)
    assert re.search("[A-Z][a-z]+", command.help)
    for parameter in command.params:
        assert parameter.name in ("help", "mapping") or parameter.help, parameter.name


def test_help_is_quick_and_complete() -> None:
    start = time.monotonic()
    shown = subprocess.run([*SUYUAN, "--help"], capture_output=True, check=True, encoding="utf-8").stdout
    assert time.monotonic() - start < 3  # 0.3 s where nothing else runs
    for name in ("serve", "demo", "import", "export", "samples", "user", "token", "migrate", "backup", "restore"):
        assert name in shown
    code = "import sys, app.cli; print([m for m in ('pandas', 'sqlalchemy', 'shapely', 'fastapi') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


def test_the_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", done("--version"))


# Accounts and tokens


def test_an_account_with_a_generated_password_that_works(folder: Path) -> None:
    shown = done("user", "add", "王", "--role", "gis")
    password = shown.split("(shown this once): ")[1].strip()
    store = open_store(f"sqlite:///{folder / 'data' / 'store.gpkg'}")
    with store.reading() as c:
        assert accounts.check_password(c, store, "王", password)
    store.close()
    assert re.search(r"王 +gis +active", done("user", "list"))
    done("user", "disable", "王")
    assert "disabled" in done("user", "list")
    done("user", "disable", "王", "--undo")
    assert "active" in done("user", "list")


def test_a_password_from_standard_input_is_not_shown(folder: Path) -> None:
    shown = done("user", "add", "李", "--role", "viewer", "--password-stdin", given="a-long-password\nrest\n")
    assert "a-long-password" not in shown
    done("user", "password", "李", "--password-stdin", given="another-password\n")
    store = open_store(f"sqlite:///{folder / 'data' / 'store.gpkg'}")
    with store.reading() as c:
        assert accounts.check_password(c, store, "李", "another-password")
        assert not accounts.check_password(c, store, "李", "a-long-password")
    store.close()


def test_what_is_refused_of_accounts_is_said_in_one_sentence(folder: Path) -> None:
    assert "There is no role “boss”" in refused("user", "add", "王", "--role", "boss")
    assert not (folder / "data").exists(), "not even a store was made"
    assert "at least 10" in refused("user", "add", "王", "--role", "gis", "--password-stdin", given="short\n")
    done("user", "add", "王", "--role", "gis")
    assert "already" in refused("user", "add", "王", "--role", "admin")
    assert "There is no account" in refused("user", "disable", "nobody")
    assert "There is no account" in refused("user", "password", "nobody")
    assert "no active account" in refused("token", "new", "nobody")
    assert re.search(r"王 +gis", done("user", "list"))


def test_a_token_stands_alone_on_standard_output_and_is_revoked_by_its_id(folder: Path) -> None:
    done("user", "add", "王", "--role", "gis")
    secret = done("token", "new", "王", "--title", "QGIS", "--days", "30").strip()
    assert re.fullmatch(r"sy_[\w-]{43}", secret)
    listed = done("token", "list", "王")
    assert "QGIS" in listed
    assert secret not in listed
    token_id = re.findall(r"^([0-9a-f]{16}) ", listed, re.M)[0]
    assert "no token" in refused("token", "revoke", "王", "0123456789abcdef")
    done("token", "revoke", "王", token_id)
    assert "No tokens" in done("token", "list", "王")


# Data in and out


def test_import_the_same_again_and_export(folder: Path) -> None:
    file = points(
        folder / "a.geojson", {"P1": "东阿县化工排污口", "P2": "<img src=x onerror=alert(1)>"}, 备注="[red]x[/]"
    )
    assert "revision 1 (read 2, added 2, changed 0, removed 0, unchanged 0)" in done("import", "outfalls", str(file))
    assert "no change, no revision" in done("import", "outfalls", str(file))
    assert state_of(folder) == (1, 2)
    out = folder / "out.geojson"
    done("export", "outfalls", str(out))
    exported = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert sorted(feature["properties"]["name"] for feature in exported)[1] == "东阿县化工排污口"
    assert "--overwrite" in refused("export", "outfalls", str(out))
    done("export", "outfalls", str(out), "--overwrite")
    assert sorted(path.name for path in folder.iterdir()) == ["a.geojson", "data", "out.geojson"], "nothing left behind"


def test_columns_are_mapped(folder: Path) -> None:
    file = points(folder / "a.geojson", {"P1": "a"}, 编号X="Q9")
    done("import", "outfalls", str(file), "--map", "code=编号X", "--note", "a note")
    out = folder / "out.geojson"
    done("export", "outfalls", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))["features"][0]["properties"]["code"] == "Q9"
    assert "field=column" in refused("import", "outfalls", str(file), "--map", "code")
    assert "twice" in refused("import", "outfalls", str(file), "--map", "code=a", "--map", "code=b")


def test_a_refused_file_changes_nothing_and_its_faults_are_shown(folder: Path) -> None:
    done("import", "outfalls", str(points(folder / "a.geojson", {"P1": "a", "P2": "b"})))
    data = json.loads((folder / "a.geojson").read_text(encoding="utf-8"))
    data["features"] = [data["features"][0] | {"properties": {"code": None, "name": "x"}}] * 25
    (folder / "b.geojson").write_text(json.dumps(data), encoding="utf-8")
    before = state_of(folder)
    result = run("import", "outfalls", str(folder / "b.geojson"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "more" in result.stderr
    assert result.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert state_of(folder) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "nolayer", "a.geojson"), "no layer"),
        (("import", "outfalls", "none.zip"), "no such file"),
        (("import", "outfalls", "bad.geojson"), ""),
        (("samples", "import", "none.csv"), "no such file"),
        (("export", "nolayer", "out.geojson"), "no layer"),
        (("export", "outfalls", "out.unknown"), ""),
        (("restore", "none.gpkg"), "no such file"),
    ],
)
def test_every_refusal_is_one_sentence_and_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(folder)
    points(folder / "a.geojson", {"P1": "a"})
    (folder / "bad.geojson").write_text("{not json", encoding="utf-8")
    done("import", "outfalls", "a.geojson")
    listing = sorted(path.name for path in folder.iterdir())
    sentence = refused(*words)
    assert sentence.startswith("Error: ")
    assert told in sentence
    assert state_of(folder) == (1, 1)
    assert sorted(path.name for path in folder.iterdir()) == listing


def test_a_word_too_many_and_an_unknown_command_end_with_2() -> None:
    for words in (("import", "outfalls"), ("nothing",), ("serve", "--port", "70000"), ("migrate", "x")):
        assert run(*words).exit_code == 2


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUYUAN_PORT", "many")
    assert "SUYUAN_PORT" in refused("migrate")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert refused("migrate").startswith("错误：环境变量 SUYUAN_PORT")
    monkeypatch.setenv("SUYUAN_PORT", "8000")
    monkeypatch.setenv("SUYUAN_DATABASE_URL", "mysql://x/y")
    assert "SUYUAN_DATABASE_URL" in refused("migrate")


def test_an_unexpected_error_is_one_sentence_and_debug_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr("app.store.engine.open_store", broken)
    assert "ZeroDivisionError: a)" in refused("migrate")
    monkeypatch.setenv("SUYUAN_CLI_DEBUG", "1")
    assert isinstance(run("migrate").exception, ZeroDivisionError)


def test_faults_are_shown_errors_first_and_twenty_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    faults = [Fault("w", "警", "warned", "warning", row=row) for row in range(22)]
    faults += [Fault("e", "错", "[bold]broken[/]", row=7, field="[red]f", key="K")]
    show_faults(faults)
    shown = capsys.readouterr().err
    assert shown.count("warned") == MOST_FAULTS - 1
    assert "and 3 more" in shown
    assert shown.index("[bold]broken[/]") < shown.index("warned")
    assert "[red]f" in shown


def test_backup_and_restore(folder: Path) -> None:
    done("import", "outfalls", str(points(folder / "a.geojson", {"P1": "a", "P2": "b"})))
    done("backup", str(folder / "b.gpkg"))
    assert "--overwrite" in refused("backup", str(folder / "b.gpkg"))
    done("import", "outfalls", str(points(folder / "a.geojson", {"P3": "c"})))
    assert state_of(folder) == (2, 1)
    done("restore", str(folder / "b.gpkg"))
    assert state_of(folder) == (1, 2)
    (folder / "c.gpkg").write_bytes(b"no store")
    assert refused("restore", str(folder / "c.gpkg")).startswith("Error: ")
    assert state_of(folder) == (1, 2)


def test_a_kill_in_the_middle_of_an_import_leaves_the_old_layer_or_the_new_one(folder: Path) -> None:
    done("import", "outfalls", str(points(folder / "a.geojson", {"P1": "a"})))
    many = points(folder / "many.geojson", {f"Q{row}": "b" for row in range(8_000)})
    seen = set()
    for delay_s in (1.0, 1.5, 2.0, 2.5, 60.0):
        process = subprocess.Popen([*SUYUAN, "import", "outfalls", str(many)], stdout=subprocess.PIPE)
        try:
            process.wait(delay_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        seen.add(state_of(folder))
        if process.returncode == 0:
            break
    assert seen <= {(1, 1), (2, 8_000)}
    assert (2, 8_000) in seen, "at last it went through"


# Serving


def serving(*words: str) -> tuple[subprocess.Popen[str], str]:
    """A server on a free port, and its address once it answers."""
    process = subprocess.Popen(
        [*SUYUAN, *words, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return process, found[0]
    process.wait(10)
    raise AssertionError(f"no address; ended with {process.returncode}")


def fetch(url: str) -> int:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("no answer")


def end(process: subprocess.Popen[str]) -> int:
    process.terminate()
    try:
        process.communicate(timeout=20)
    finally:
        process.kill()
    return process.returncode


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_prints_its_address_answers_and_ends(workers: str) -> None:
    process, address = serving("serve", "--workers", workers)
    try:
        assert fetch(f"{address}/healthz") == 200
        assert fetch(f"{address}/api/collections/outfalls/items") == 401, "nothing is public by default"
    finally:
        code = end(process)
    assert code in (0, -signal.SIGTERM)


def test_a_taken_port_is_told(folder: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "Cannot listen" in refused("serve", "--port", str(taken.getsockname()[1]))
    assert not (folder / "data").exists()
