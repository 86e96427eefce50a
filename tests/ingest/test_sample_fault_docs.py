"""Every fault that a file of samples can answer with is described with its severity, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from app.ingest.sample_faults import REASONS, fault_sentences

ROOT = Path(__file__).parents[2]
SEVERITIES = ("error", "warning", "repaired")


def made() -> dict[str, set[str]]:
    """Codes of the faults that reading and importing make, and the severities they are made with."""
    found = {code: set(severities.split(", ")) for code, (severities, _, _) in fault_sentences().items()}
    importing = [ROOT / "app/uses/samples" / name for name in ("samples_import.py", "site_matching.py")]
    for node in (one for path in importing for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault":
            texts = [str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant)]
            if isinstance(node.args[0], ast.Constant):
                severities = {one for one in texts if one in SEVERITIES} or {"error"}
                found.setdefault(str(node.args[0].value), set()).update(severities)
    return found


def test_every_fault_of_samples_is_described() -> None:
    page = (ROOT / "docs" / "sample-faults.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \| ([a-z, ]+) \|", page, re.MULTILINE)
    assert {code: set(severities.split(", ")) for code, severities in rows} == made()


def test_every_sentence_is_made_somewhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app" / "ingest").glob("sample_*.py"))
    marks = ("unit_slip_suspected", "implausible", "chloride_interference")
    assert [code for code in fault_sentences() if code not in marks and f'"{code}"' not in text] == []


def test_sentences_end_as_sentences() -> None:
    for _, zh, en in fault_sentences().values():
        assert zh.endswith("。")
        assert en.endswith(".")
    assert all(zh and en for zh, en in REASONS.values())
