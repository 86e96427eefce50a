"""Every code that an import can answer with is described, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
MAKERS = {
    "Fault",
    "_at",
    "_say_once",
    "broken",
    "needs_choice",
    "Refusal",
    "_hostile",
    "_choice",
    "_too_much",
    "_text_fault",
    "_fault",
}


def _modules() -> list[Path]:
    ingest = [path for path in (ROOT / "app" / "ingest").glob("*.py") if not path.name.startswith("sample_")]
    uses = ("uses/layers/layer_import.py", "uses/upload_stops.py")
    others = (*uses, "export/layer_file.py", "layers/columns.py", "layers/values.py")
    return ingest + [ROOT / "app" / name for name in others]


def _texts(node: ast.AST | None) -> list[str]:
    """Every text in an expression."""
    parts = [] if node is None else list(ast.walk(node))
    return [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _codes(tree: ast.Module) -> set[str]:
    """Texts that stand where a code stands."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            if name in MAKERS:
                plain = [one for one in node.args if isinstance(one, ast.Constant)]
                found |= {one.value for one in plain if isinstance(one.value, str)}
            for keyword in node.keywords:
                if keyword.arg == "code":
                    found |= set(_texts(keyword.value))
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found |= {text for key, value in pairs if _texts(key) == ["code"] for text in _texts(value)}
        if isinstance(node, ast.FunctionDef):
            named = dict(zip([one.arg for one in node.args.args][::-1], node.args.defaults[::-1], strict=False))
            found |= set(_texts(named.get("code")))
    return {text for text in found if CODE.fullmatch(text)}


def test_every_code_is_described_once() -> None:
    rows = re.findall(r"^\| `([a-z_0-9]+)` \|", (ROOT / "docs" / "faults.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == len(set(rows))
    made = set().union(*(_codes(ast.parse(path.read_text(encoding="utf-8"))) for path in _modules()))
    errors = {"breaks_rule", "too_large"}  # names of errors, not of faults
    assert made - errors == set(rows)
