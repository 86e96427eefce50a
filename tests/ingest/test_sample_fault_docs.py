"""Every fault that a file of samples can answer with is described with its severity, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEVERITIES = ("error", "warning", "repaired")


def made() -> dict[str, set[str]]:
    """Codes of the faults that the modules make, and the severities they are made with."""
    found: dict[str, set[str]] = {}
    for path in [*(ROOT / "app" / "ingest").glob("sample_*.py"), ROOT / "app" / "samples_import.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Fault", "rows_without"):
                texts = [str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant)]
                severities = {one for one in texts if one in SEVERITIES} or {"error"}
                if isinstance(node.args[0], ast.Constant):
                    found.setdefault(str(node.args[0].value), set()).update(severities)
    return found


def test_every_fault_of_samples_is_described() -> None:
    page = (ROOT / "docs" / "sample-faults.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \| ([a-z, ]+) \|", page, re.MULTILINE)
    assert {code: set(severities.split(", ")) for code, severities in rows} == made()
