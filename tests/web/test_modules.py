"""The browser's modules, tested without a browser by ``node --test``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_modules_pass_their_own_tests() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    tests = sorted(str(path) for path in (ROOT / "static/js/tests").glob("*.test.js"))
    assert len(tests) >= 4
    result = subprocess.run([node, "--test", *tests], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-4000:]
    assert "# fail 0" in result.stdout or "fail 0" in result.stdout
