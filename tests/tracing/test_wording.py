"""Words by level and kind: never a source, never a suspect."""

from __future__ import annotations

from app.tracing.candidates import CANDIDATE_KINDS, LEVELS
from app.tracing.wording import CAVEAT, KIND_WORDS, LEVEL_TITLES, LEVEL_WORDS, STATE_WORDS


def test_no_word_says_source_or_suspect() -> None:
    told = [*LEVEL_WORDS.values(), *LEVEL_TITLES.values(), *STATE_WORDS.values(), CAVEAT]
    for one in told:
        assert "嫌疑" not in one.zh
        assert "污染源" not in one.zh
        assert "suspect" not in one.en.lower()
        assert "source" not in one.en.lower()
    assert CAVEAT.zh == "模型排查线索，不作为执法和处罚依据"


def test_every_kind_and_every_level_has_its_words() -> None:
    assert set(KIND_WORDS) == set(CANDIDATE_KINDS)
    assert set(LEVEL_WORDS) == set(LEVEL_TITLES) == set(LEVELS)
