"""Words of receptors of an impact."""

from __future__ import annotations

from app.uses.tracing.layer_words import words_of


def test_a_lake_is_told_by_the_words_of_its_layer() -> None:
    assert [words_of("lakes", "kind", kind)[0] for kind in ("lake", "reservoir", "pond")] == ["湖泊", "水库", "坑塘"]
