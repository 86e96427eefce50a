"""The Dockerfile's own install steps run here, in a clean virtual environment: no engine is needed to see them rot."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def stages() -> list[list[tuple[str, str]]]:
    """Each stage of the Dockerfile as (instruction, rest), continuation lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    found: list[list[tuple[str, str]]] = []
    for line in text.splitlines():
        match = re.match(r"([A-Z]+) +(.*)", line)
        if match and match[1] == "FROM":
            found.append([])
        if match:
            found[-1].append((match[1], match[2]))
    return found


def run(command: str, folder: Path, environment: dict[str, str]) -> None:
    result = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{command}\n{result.stdout[-2000:]}\n{result.stderr[-2000:]}"


def copy(words: list[str], source: Path, target: Path) -> None:
    """What COPY does with files and folders, symbolic links and caches left out."""
    *names, to = words
    for name in names:
        origin = source / name
        goal = target / to if len(names) == 1 and origin.is_dir() else target / to / origin.name
        if origin.is_dir():
            shutil.copytree(origin, goal, ignore=shutil.ignore_patterns("__pycache__", "vendor"), dirs_exist_ok=True)
        else:
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(origin, goal)


@pytest.mark.timeout(900)
def test_the_install_steps_work_in_a_clean_environment(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm, which the image's first stage brings, is not installed")
    assets, image, venv = tmp_path / "assets", tmp_path / "image", tmp_path / "venv"
    assets.mkdir()
    image.mkdir()
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    keep = {
        name: value for name, value in os.environ.items() if not name.startswith(("SUYUAN_", "VIRTUAL_ENV", "PYTHON"))
    }
    # The same packages, not compiled: hardly one of their modules is read here.
    environment = {**keep, "PATH": f"{venv / 'bin'}:{os.environ['PATH']}", "PIP_COMPILE": "0"}
    first, second = stages()

    for instruction, rest in first:
        if instruction == "COPY":
            copy(shlex.split(rest), ROOT, assets)
        elif instruction == "RUN":
            run(rest, assets, environment)
    ran = 0
    for instruction, rest in second:
        if instruction == "COPY" and rest.startswith("--from=assets"):
            copy(["node_modules", shlex.split(rest)[-1]], assets, image)
        elif instruction == "COPY":
            copy(shlex.split(rest), ROOT, image)
        elif instruction == "RUN" and rest.startswith("python -m"):
            run(rest, image, environment)
            ran += 1
    assert ran == 3

    run("suyuan --help", image, environment)
    assert (image / "static/vendor/manifest.json").is_file()
    listed = subprocess.run(
        [venv / "bin/python", "-c", "import app, json; print(json.dumps(app.__file__))"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(listed.stdout).startswith(str(image))


def test_the_image_runs_without_rights_is_watched_and_keeps_its_store() -> None:
    last = dict(stages()[-1])
    assert last["USER"] == "suyuan"
    assert "/healthz" in last["HEALTHCHECK"]
    assert last["VOLUME"] == "/data"
    assert json.loads(last["CMD"]) == ["suyuan", "serve"]
