"""Every fault of the network is described, and nothing else is (故障文档)."""

from __future__ import annotations

import re
from pathlib import Path

from app.network.fault_sentences import SENTENCES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "network-faults.md"


def test_the_page_names_every_code_and_no_other() -> None:
    assert sorted(re.findall(r"^\| `([a-z_]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)) == sorted(SENTENCES)


def test_every_sentence_is_in_both_languages() -> None:
    for _, zh, en in SENTENCES.values():
        assert re.search("[一-鿿]", zh)
        assert not re.search("[一-鿿]", en)
        assert zh.endswith("。")
        assert en.endswith(".")
