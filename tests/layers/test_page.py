"""The page of the layers is current."""

from __future__ import annotations

from pathlib import Path

from app.layers.catalogue import CATALOGUE
from app.layers.page import layers_page

PAGE = Path(__file__).parents[2] / "docs" / "layers.md"


def test_the_page_is_made_from_the_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == layers_page(CATALOGUE), "run: python -m app.layers.page > docs/layers.md"


def test_every_field_has_a_heading() -> None:
    headings = {line.split()[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("### ")}
    assert headings == {f"{spec.id}.{field.name}" for spec in CATALOGUE for field in spec.fields}
