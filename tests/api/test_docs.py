"""docs/api.md has a heading for every operation, a row for every problem, and none that are not there."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import FastAPI

from app.api.errors import ALL_PROBLEMS
from tests.api.test_service import operations

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_the_headings_are_the_operations(app: FastAPI) -> None:
    headings = set(re.findall(r"^### ([A-Z]+ /\S*)$", PAGE.read_text("utf-8"), flags=re.MULTILINE))
    assert headings == {f"{method.upper()} {path}" for method, path, _ in operations(app)}


def test_each_heading_names_the_role_of_its_operation(app: FastAPI) -> None:
    text = PAGE.read_text("utf-8")
    for method, path, operation in operations(app):
        section = text.split(f"### {method.upper()} {path}\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
        if operation["x-role"] != "gis":  # said once for all uploads
            assert f"Role `{operation['x-role']}`" in section, (method, path)


def test_each_query_parameter_is_named_in_its_section(app: FastAPI) -> None:
    text = PAGE.read_text("utf-8")
    for method, path, operation in operations(app):
        section = text.split(f"### {method.upper()} {path}\n", 1)[1].split("\n### ", 1)[0]
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query" and parameter["name"] not in ("f", "lang", "properties"):
                known = section + (text.split("### GET /api/network/upstream", 1)[1] if "network" in path else "")
                assert f"`{parameter['name']}" in known or f"{parameter['name']}=" in known, (path, parameter["name"])


def test_the_problems_are_listed() -> None:
    rows = set(re.findall(r"^\| `(/problems/[a-z-]+)` \| (\d+) \|", PAGE.read_text("utf-8"), flags=re.MULTILINE))
    assert rows == {(problem.type, str(problem.status)) for problem in ALL_PROBLEMS}
