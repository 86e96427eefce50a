"""The page of docs on rule sets is the data's own."""

from __future__ import annotations

from pathlib import Path

from app.accountability.page import rule_sets_page

PAGE = Path(__file__).parents[2] / "docs" / "rule-sets.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == rule_sets_page(), "run: python -m app.accountability.page > docs/rule-sets.md"
