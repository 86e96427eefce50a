"""The page on documents names every placeholder, every name and every code."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from app.export.letters_placeholders import all_placeholders, letter_kinds

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/documents.md").read_text(encoding="utf-8")
LISTS = ("sections", "missed", "payers")
CODE = re.compile(r'"((?:template_\w+)|list_empty|drawings_lost|not_final|personal)"')


def test_every_kind_and_placeholder_is_there() -> None:
    for kind in letter_kinds():
        assert f"`{kind}`" in PAGE
    for one in all_placeholders():
        mark = f"`{one.list_name}` → `{one.name}`" if one.list_name else f"`{{{{ {one.name} }}}}`"
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| {mark} |"))
        assert ("必需" in row) == one.needed
        assert row.endswith(f"| {one.zh} | {one.en} |")


def test_every_name_of_the_office_workbook_is_there() -> None:
    with (ROOT / "app/export/data/office_names.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["list"] or row["name"] not in LISTS]
    for row in rows:
        name = f"{row['list']}.{row['name']}".lstrip(".")
        assert f"| `{{{{{name}}}}}` | {row['zh']} | {row['en']} |" in PAGE


@pytest.mark.parametrize("pattern", ["letters*.py", "office_*.py", "publication*.py"])
def test_every_code_is_there(pattern: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "app/export").glob(pattern)]
    codes = {code for text in texts for code in CODE.findall(text)} - {"template_environment"}
    assert codes
    assert not [code for code in codes if f"| `{code}` |" not in PAGE]
