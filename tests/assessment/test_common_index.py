"""One ranking on common items: which they are, what is left of an index, and when it is refused (共同指标排名)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.common_index import LEAST_ITEMS, common_items, index_on
from app.assessment.ranking import rank_indices, ranked_of
from app.assessment.unfit import UnfitValues
from app.assessment.water_index import WaterIndex, city_index, index_items, water_index

FIVE = ["w01018", "w01019", "w21003", "w21011", "w01009"]
ROW = [20.0, 6.0, 1.0, 0.2, 5.0]


def in_rule_order(codes: list[str]) -> tuple[str, ...]:
    return tuple(code for code in index_items() if code in codes)


def test_common_to_all_in_the_order_of_the_rule() -> None:
    wide = water_index([[*ROW, 4.0]], [*FIVE, "w01017"])
    assert common_items({"甲": [wide], "乙": [water_index([ROW], FIVE)]}) == in_rule_order(FIVE)
    assert common_items({"甲": [wide]}) == in_rule_order([*FIVE, "w01017"])


def test_one_without_any_value_does_not_count() -> None:
    empty = water_index([], FIVE)
    assert common_items({"甲": [water_index([ROW], FIVE)], "乙": [empty], "丙": []}) == in_rule_order(FIVE)
    assert common_items({"乙": [empty]}) == ()


def test_too_few_are_refused_and_the_poorest_is_named() -> None:
    poor = water_index([ROW[:4]], FIVE[:4])
    with pytest.raises(UnfitValues) as error:
        common_items({"甲": [water_index([ROW], FIVE)], "乙": [poor]})
    assert "只有 4 项" in error.value.zh
    assert "“乙”最少，有 4 项" in error.value.zh
    assert "Only 4 items" in error.value.en


def test_the_sum_is_that_of_the_items_kept() -> None:
    """COD 26/20 = 1.3 and ammonia 0.8/1.0 = 0.8; with dissolved oxygen of 0 there is no sum."""
    whole = water_index([[26.0, 0.8, 0.0]], ["w01018", "w21003", "w01009"])
    assert whole.index is None
    kept = index_on(whole, ["w01018", "w21003"])
    assert kept.index == 2.1
    assert kept.unbounded == ()
    assert index_on(whole, ["w01018", "w01009"]).index is None
    assert set(kept.missing) == set(index_items()) - {"w01018", "w21003"}
    assert kept.contributions == {"w01018": pytest.approx(61.9047619), "w21003": pytest.approx(38.0952381)}


def test_rivers_and_lakes_of_different_items_meet_on_common_ones() -> None:
    river, lake = water_index([[*ROW, 4.0]], [*FIVE, "w01017"]), water_index([ROW], FIVE, "lake_or_reservoir")
    with pytest.raises(UnfitValues):
        city_index(river, lake)
    shared = common_items({"甲": [river, lake]})
    joined = city_index(index_on(river, shared), index_on(lake, shared))
    assert set(joined.items) == set(FIVE)


counties = st.dictionaries(
    st.sampled_from("甲乙丙丁戊己庚"),
    st.lists(st.floats(0.01, 40, allow_nan=False), min_size=len(FIVE), max_size=len(FIVE) + 1),
    min_size=1,
)


def ranks(made: dict[str, WaterIndex], order: list[str]) -> dict[str, int]:
    shared = common_items({name: [made[name]] for name in order})
    assert len(shared) >= LEAST_ITEMS
    answer = rank_indices([ranked_of(name, name, index_on(made[name], shared)) for name in order])
    assert len(answer["groups"]) == 1
    return {row["key"]: row["rank"] for row in answer["groups"][0]["rows"]}


@settings(max_examples=80)
@given(counties, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: dict[str, list[float]], random: object) -> None:
    codes = [*FIVE, "w01017"]
    made = {name: water_index([row], codes[: len(row)]) for name, row in values.items()}
    order = list(made)
    shuffled = order.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranks(made, order) == ranks(made, shuffled)
