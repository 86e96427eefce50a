"""Texts with members of an answer put in (拼接要素文本)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.store.engine import Store
from app.store.revisions import publish
from app.store.texts import Decimals, splice_texts
from tests.sections_of_tests import frame_of, make_store, section

SECTIONS = [section(code, f"断面{code}", "徒骇河", 116 + place / 100) for place, code in enumerate("abc")]


def spliced(store: Store, fids: list[int], version: object = None) -> list[dict[str, object]]:
    members = {
        "distance_m": Decimals(np.array([1.25, np.nan, 3.0][: len(fids)]), 1),
        "reach": ["x", "y", "z"][: len(fids)],
    }
    with store.reading() as c:
        text = splice_texts(c, store, "sections", fids, members, version=version)
    return [feature["properties"] for feature in json.loads(b"[" + text + b"]")]


@pytest.mark.parametrize("version", [None, 1])
def test_members_stay_with_their_feature_and_what_is_not_there_is_left_out(tmp_path: Path, version: object) -> None:
    store = make_store(tmp_path, SECTIONS)
    for _ in range(2):  # the second time from what is kept
        told = [(one["code"], one["distance_m"], one["reach"]) for one in spliced(store, [3, 99, 1], version)]
        assert told == [("c", 1.2, "x"), ("a", 3.0, "z")]
    assert spliced(store, [2, 3], version)[1]["distance_m"] is None
    store.close()


def test_a_new_version_of_the_layer_is_read_anew(tmp_path: Path) -> None:
    store = make_store(tmp_path, SECTIONS)
    assert spliced(store, [1], 1)[0]["name"] == "断面a"
    with store.writing() as c:
        publish(c, store, "sections", frame_of("sections", [{**SECTIONS[0], "name": "新名"}]), who="test")
    assert spliced(store, [1], 2)[0]["name"] == "新名"
    assert spliced(store, [2], 2) == []
    store.close()


def test_what_is_kept_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.store import texts

    monkeypatch.setattr(texts, "_kept", texts._Kept(10))
    store = make_store(tmp_path, SECTIONS)
    assert [one["code"] for one in spliced(store, [1, 2, 3], 1)] == ["a", "b", "c"]
    assert texts._kept.bytes <= 10
    assert [one["code"] for one in spliced(store, [2], 1)] == ["b"]
    store.close()
