"""The house stands: floors, sizes of files, names that say something, no path or registry of a machine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CEILING = 400
EMPTY_NAMES = re.compile(r"(^|/)(utils?|helpers?|common|misc|services?|models?|core|managers?)(\.py|\.js|/)")


def committed(*patterns: str) -> list[Path]:
    """Files under version control, or those that will be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_floors_have_no_upward_import() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_the_linter_of_style_finds_nothing() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "-q", "app", "tests", "benchmarks", "geodata"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout


def test_types_are_strict() -> None:
    result = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-4000:]


def test_no_file_is_over_the_ceiling() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in committed(
            "app/*.py", "tests/*.py", "static/*.js", "static/*.css", "benchmarks/*.py", "geodata/*.py"
        )
        if (lines := path.read_text(encoding="utf-8").count("\n")) > CEILING
    }
    assert not long


def test_every_name_says_something() -> None:
    assert not [str(path) for path in committed() if EMPTY_NAMES.search(str(path.relative_to(ROOT)))]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_python_lock_files_hold_no_address(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()


def test_the_front_end_lock_file_holds_no_registry_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert len(packages) > 1
    assert not [name for name, package in packages.items() if "://" in str(package.get("resolved", ""))]


def test_nothing_large_or_third_party_is_committed() -> None:
    assert not [path for path in committed() if path.stat().st_size > 1_500_000]
    assert not committed("static/vendor/*")


def test_no_path_of_a_machine_is_committed() -> None:
    marks = re.compile(r"(?<![\w.-])/(?:work/|root/|opt/wheels)")  # from the root; ../work/ is a folder of our own
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for path in committed()
        if path.suffix not in {".png", ".woff2", ".gpkg"}
        for mark in marks.findall(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found
