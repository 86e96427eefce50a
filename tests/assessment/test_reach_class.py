"""Which section judges which reach (代表断面): drawn cases, and laws."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.reach_class import HOW, judges_of_reaches


def judge(
    down: list[int], up: list[int], rivers: list[str | None], sections: list[tuple[int, float]]
) -> list[tuple[int, str]]:
    reach = np.array([row for row, _ in sections], dtype=np.int64)
    measure = np.array([metres for _, metres in sections], dtype=np.float64)
    judges = judges_of_reaches(np.array(down, dtype=np.int64), np.array(up, dtype=np.int64), rivers, reach, measure)
    return list(zip(judges.section.tolist(), [HOW[how] for how in judges.how], strict=True))


def test_the_nearest_downstream_then_the_nearest_upstream() -> None:
    # 0 → 1 → 2 → 3 → 4, sections on 1 and 3
    answer = judge([1, 2, 3, 4, -1], [-1, 0, 1, 2, 3], ["马颊河"] * 5, [(1, 5.0), (3, 5.0)])
    assert answer == [(0, "downstream"), (0, "downstream"), (1, "downstream"), (1, "downstream"), (1, "upstream")]


def test_of_several_on_a_reach_the_first_met_counts() -> None:
    answer = judge([1, 2, -1], [-1, 0, 1], ["马颊河"] * 3, [(1, 900.0), (1, 100.0)])
    assert answer == [(1, "downstream"), (1, "downstream"), (0, "upstream")]


def test_a_tributary_is_not_judged_by_the_river_it_joins() -> None:
    # 0 → 1 river, 2 → 1 another named river, 3 → 1 a nameless ditch
    down, up = [1, -1, 1, 1], [-1, 0, -1, -1]
    answer = judge(down, up, ["徒骇河", "徒骇河", "四新河", None], [(1, 1.0)])
    assert answer == [(0, "downstream"), (0, "downstream"), (-1, "none"), (-1, "none")]


def test_a_nameless_gap_on_the_main_stem_bears_the_name() -> None:
    answer = judge([1, 2, -1], [-1, 0, 1], ["徒骇河", "", "徒骇河"], [(2, 1.0)])
    assert answer == [(0, "downstream")] * 3
    headwater = judge([1, -1], [-1, 0], [None, "徒骇河"], [(1, 1.0)])
    assert headwater == [(0, "downstream")] * 2


def test_another_name_on_the_main_stem_is_another_river() -> None:
    answer = judge([1, 2, -1], [-1, 0, 1], ["卫河", None, "卫运河"], [(2, 1.0)])
    assert answer == [(-1, "none"), (-1, "none"), (0, "downstream")]


def test_cycles_end() -> None:
    assert judge([1, 2, 0], [2, 0, 1], [None] * 3, []) == [(-1, "none")] * 3
    assert judge([1, 2, 0], [2, 0, 1], [None] * 3, [(1, 0.0)]) == [(0, "downstream")] * 3
    assert judge([0], [0], ["环"], []) == [(-1, "none")]


def test_sections_off_the_network_and_no_reaches() -> None:
    assert judge([-1], [-1], ["马颊河"], [(-1, 0.0)]) == [(-1, "none")]
    assert judge([], [], [], []) == []


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(0, n - 1), max_size=8))))
def test_along_one_river_every_reach_is_judged_by_the_first_below(case: tuple[int, list[int]]) -> None:
    """Against a plain walk down, then up."""
    count, rows = case
    down, up = [*range(1, count), -1], [-1, *range(count - 1)]
    answer = judge(down, up, ["河"] * count, [(row, float(place)) for place, row in enumerate(rows)])
    for reach, (section, how) in enumerate(answer):
        below = [row for row in rows if row >= reach]
        above = [row for row in rows if row < reach]
        if below:
            assert (rows[section], how) == (min(below), "downstream")
        elif above:
            assert (rows[section], how) == (max(above), "upstream")
        else:
            assert (section, how) == (-1, "none")


def test_ten_thousand_reaches_are_quick() -> None:
    import time

    count = 10_000
    down, up = [*range(1, count), -1], [-1, *range(count - 1)]
    started = time.process_time()
    answer = judge(down, up, ["河"] * count, [(row, 0.0) for row in range(0, count, 100)])
    assert time.process_time() - started < 1
    assert len({section for section, _ in answer}) == 100
