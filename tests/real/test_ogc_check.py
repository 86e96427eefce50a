"""The black-box OGC check on the demonstration: no FAIL, and every SKIP is one that ``docs/api.md`` explains."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from tests.api.servers import served
from tests.demo_store import copy_demo

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT.parent / "shared" / "tools" / "ogc_check.py"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, built_demo: Path) -> Iterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("demo"), public_read=True, demonstration=True)
    copy_demo(built_demo, settings.data_dir)
    with served(create_app(settings)) as address:
        yield address + "/api"


def explained() -> set[str]:
    """The tests whose SKIP is explained: the first cells of the table in the section “Skipped tests”."""
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    section = text.split("## Skipped tests of the OGC check", 1)[1].split("\n## ", 1)[0]
    return {line.split("|")[1].strip(" `") for line in section.splitlines() if line.startswith("| `")}


@pytest.mark.skipif(not CHECK.is_file(), reason="the check ../shared/tools/ogc_check.py is not there")
def test_the_demonstration_passes_the_check(base: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    temporal = "sections=valid_from,outfalls=inspected_on,black_odorous_waters=closed_on"
    command = [
        sys.executable,
        str(CHECK),
        base,
        "--max-collections",
        "20",
        "--temporal",
        temporal,
        "--json",
        str(out),
        "--quiet",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    results = json.loads(out.read_text())["results"]
    failed = [row for row in results if row["status"] in ("FAIL", "WARN")]
    assert failed == []
    assert done.returncode == 0, done.stdout
    assert sum(row["status"] == "PASS" for row in results) > 500
    skipped = {f"{row['id']} [{row['ctx']}]" for row in results if row["status"] == "SKIP"}
    assert skipped <= explained()
