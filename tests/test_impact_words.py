"""Words of receptors of an impact."""

from __future__ import annotations

from app.uses.tracing.impact_document import LAKE_ZH


def test_a_lake_is_told_by_the_words_of_its_layer() -> None:
    assert LAKE_ZH == {"lake": "湖泊", "reservoir": "水库", "pond": "坑塘"}
