"""Words by level, and what a row may show: never a source, no name below L2, the chain at L4 only."""

from __future__ import annotations

import pytest

from app.tracing.candidates import CANDIDATE_KINDS, LEVELS, Candidate, Lead
from app.tracing.wording import CAVEAT, KIND_WORDS, LEVEL_WORDS, STATE_WORDS, shown_lead
from tests.tracing.traced_networks import outfall

NAN = float("nan")


def lead(level: str, verdict: str = "") -> Lead:
    """A lead with a name and a chain."""
    one = outfall("P1", 0, 0.0, chain={"water": "清河", "dischargers": [{"name": "某厂"}]}, verdict=verdict)
    return Lead(one, 1, 1.0, 1.0, level, (), 0.0, NAN, NAN, NAN)


@pytest.mark.parametrize(
    ("own", "reached", "words", "name", "chain"),
    [
        ("L0", "L4", "上游可能", "P1", False),
        ("L1", "L4", "上游可能", "P1", False),
        ("L2", "L4", "时间相符", "P1厂排污口", False),
        ("L3", "L4", "特征相符", "P1厂排污口", False),
        ("L4", "L4", "区间负荷异常", "P1厂排污口", True),
        ("L4", "L1", "上游可能", "P1", False),  # the trace carries no more
        ("L4", "L3", "特征相符", "P1厂排污口", False),
    ],
)
def test_what_a_row_may_show(own: str, reached: str, words: str, name: str, chain: bool) -> None:
    shown = shown_lead(lead(own), reached)
    assert shown.words.zh == words
    assert shown.name.zh == name
    assert (shown.chain is not None) is shown.shows_chain is chain


@pytest.mark.parametrize("level", LEVELS)
def test_an_excluded_lead_is_shown_as_such_at_every_level(level: str) -> None:
    assert shown_lead(lead(level, "excluded"), "L4").words.zh == "已排除"


def test_no_word_says_source_or_suspect() -> None:
    told = [*LEVEL_WORDS.values(), *STATE_WORDS.values(), CAVEAT]
    for one in told:
        assert "嫌疑" not in one.zh
        assert "污染源" not in one.zh
        assert "suspect" not in one.en.lower()
        assert "source" not in one.en.lower()
    assert CAVEAT.zh == "模型排查线索，不作为执法和处罚依据"


@pytest.mark.parametrize("kind", CANDIDATE_KINDS)
def test_every_kind_has_its_words(kind: str) -> None:
    shown = shown_lead(Lead(Candidate(kind, "", "", "", 0, 0.0), 1, 1.0, 1.0, "L1", (), 0.0, NAN, NAN, NAN), "L1")
    assert shown.name == KIND_WORDS[kind]
