"""A kill at any call of a change of values, entries or files leaves what was there, or the whole change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.store.record_and_die import ACTIONS


def test_killed_all_along(store_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.store.record_and_die", store_url, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    died = json.loads(ran.stdout)["died"]
    assert set(died) == set(ACTIONS)
    assert min(died.values()) >= 3, died
