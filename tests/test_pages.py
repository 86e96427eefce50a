"""The written pages hold together: every link leads somewhere, every decision record says what a record must."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("geodata/*.md"), *ROOT.glob("benchmarks/*.md")]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("record", sorted((ROOT / "docs/adr").glob("*.md")), ids=lambda record: record.name)
def test_a_decision_record_has_its_parts(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    parts = ("Context", "Decision", "Consequences", "Alternatives")
    assert [part for part in parts if f"## {part}" not in text] == []
    assert re.match(r"# \d{4} \S", text)
