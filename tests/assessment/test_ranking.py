"""Rankings: ties, equal item sets only, changes with those left out and why (水质指数排名)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.ranking import Ranked, all_sections_good, rank_changes, rank_indices, ranked_of
from app.assessment.water_index import index_items, water_index

FULL = index_items()
FEW = ("w01018", "w21003")


def places(answer: dict, group: int = 0) -> list[tuple[int, str]]:  # type: ignore[type-arg]
    return [(row["rank"], row["key"]) for row in answer["groups"][group]["rows"]]


def test_ascending_and_ties_share_a_rank() -> None:
    entries = [Ranked("a", "甲", 5.2, FULL), Ranked("b", "乙", 4.8, FULL), Ranked("c", "丙", 5.2, FULL),
               Ranked("d", "丁", 6.0, FULL)]  # fmt: skip
    assert places(rank_indices(entries)) == [(1, "b"), (2, "a"), (2, "c"), (4, "d")]


def test_a_difference_beyond_the_shown_decimals_still_ranks() -> None:
    answer = rank_indices([Ranked("a", "甲", 5.00001, FULL), Ranked("b", "乙", 5.00002, FULL)])
    assert places(answer) == [(1, "a"), (2, "b")]
    assert {row["index_shown"] for row in answer["groups"][0]["rows"]} == {5.0}


def test_noise_of_sums_makes_no_difference() -> None:
    assert places(rank_indices([Ranked("a", "甲", 0.1 + 0.2, FEW), Ranked("b", "乙", 0.3, FEW)])) == [
        (1, "a"),
        (1, "b"),
    ]


def test_different_items_are_never_one_list() -> None:
    answer = rank_indices(
        [Ranked("a", "甲", 8.0, FULL), Ranked("b", "乙", 1.1, FEW), Ranked("c", "丙", 1.0, ("w21003", "w01018"))]
    )
    assert [group["n_items"] for group in answer["groups"]] == [21, 2]
    assert [group["partial"] for group in answer["groups"]] == [False, True]
    assert places(answer, 1) == [(1, "c"), (2, "b")]
    assert answer["groups"][1]["item_set"] == ["w01018", "w21003"]


def test_who_has_no_index_is_listed() -> None:
    answer = rank_indices([Ranked("a", "甲", None, ())])
    assert (answer["groups"], answer["unranked"][0]["reason"]) == ([], "no_index")


def test_changes_by_hand() -> None:
    answer = rank_changes(
        [
            Ranked("a", "甲", 5.5, FULL, 5.0, FULL),  # +10 %
            Ranked("b", "乙", 4.0, FULL, 5.0, FULL),  # −20 %
            Ranked("c", "丙", 6.0, FULL, 7.5, FULL, all_good=False),  # −20 %
            Ranked("d", "丁", 2.0, FULL, 4.0, FULL, all_good=True),
            Ranked("e", "戊", 2.0, FULL),
            Ranked("f", "己", 2.0, FULL, 4.0, FEW),
            Ranked("g", "庚", None, (), 4.0, FULL),
            Ranked("h", "辛", 2.0, FULL, 0.0, FULL),
        ]
    )
    assert places(answer) == [(1, "b"), (1, "c"), (3, "a")]
    assert [row["change_percent"] for row in answer["groups"][0]["rows"]] == [-20.0, -20.0, 10.0]
    assert [row["key"] for row in answer["good"]] == ["d"]
    assert [(row["key"], row["reason"]) for row in answer["unranked"]] == [
        ("e", "no_base"), ("f", "other_items"), ("g", "no_index"), ("h", "no_base"),
    ]  # fmt: skip
    json.dumps(answer, allow_nan=False)


def test_from_indices() -> None:
    this, base = water_index([[20.0]], ["w01018"]), water_index([[25.0]], ["w01018"])
    answer = rank_changes([ranked_of("a", "甲", this, base)])
    assert answer["groups"][0]["rows"][0]["change_percent"] == -20.0


@pytest.mark.parametrize(
    ("classes", "states", "expected"),
    [([1, 2], ["met", "met"], True), ([2, 3], ["met", "met"], False), ([2], ["met_on_n"], False),
     ([2], ["undetermined"], False), ([0], ["met"], False), ([2], [None], False), ([], [], False)],
)  # fmt: skip
def test_all_good(classes: list[int], states: list[str | None], expected: bool) -> None:
    assert all_sections_good(classes, states) is expected


entries = st.lists(
    st.builds(
        Ranked,
        st.uuids().map(str), st.just("x"), st.one_of(st.none(), st.floats(0.1, 99)), st.sampled_from([FULL, FEW]),
        st.one_of(st.none(), st.floats(0.1, 99)), st.sampled_from([FULL, FEW]), st.sampled_from([None, True, False]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(entries, st.randoms())
def test_order_is_irrelevant_and_nobody_is_lost(rows, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(rows)
    random.shuffle(shuffled)
    for rank in (rank_indices, rank_changes):
        answer = rank(rows)
        assert answer == rank(shuffled)
        listed = [row["key"] for group in answer["groups"] for row in group["rows"]]
        listed += [row["key"] for name in ("good", "unranked") for row in answer.get(name, [])]
        assert sorted(listed) == sorted(row.key for row in rows)
