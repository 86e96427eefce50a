"""Only better, never worse (只能变好，不能变差): per section and district, with reasons."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.never_worse import Standing, hold_against_base, standing_of_region, standing_of_section
from app.assessment.region import assess_region
from app.assessment.unfit import UnfitValues
from tests.assessment.judged import of_class

SET = frozenset({"w21003", "w01018"})


@pytest.mark.parametrize(
    ("base", "now", "aspects", "answer"),
    [
        (Standing("2022", 4), Standing("2023", 3), ("class",), "better"),
        (Standing("2022", 4), Standing("2023", 4), ("class",), "same"),
        (Standing("2022", 4), Standing("2023", 6), ("class",), "worse"),
        (Standing("2022", 4), Standing("2023"), ("class",), "unknown"),  # no class is not "no worse"
        (Standing("2022"), Standing("2023", 4), ("class",), "unknown"),
        (Standing("2022", 1, 1), Standing("2023", 2, 1), ("level",), "same"),  # Ⅰ → Ⅱ are both 优 …
        (Standing("2022", 1, 1), Standing("2023", 2, 1), ("class", "level"), "worse"),  # … but a class worse
        (Standing("2022", 4, 3, 8.0, SET), Standing("2023", 4, 3, 7.5, SET), ("class", "index"), "better"),
        (Standing("2022", 4, 3, 8.0, SET), Standing("2023", 3, 2, 8.1, SET), ("class", "index"), "worse"),
        (Standing("2022", 4, 3, 8.0, SET), Standing("2023", 3, 2), ("class", "index"), "unknown"),
        (Standing("2022", 4, 3, 8.0, SET), Standing("2023", 5, 4), ("class", "index"), "worse"),  # one worse is enough
        (Standing("2022", 4, 3, 8.0, SET), Standing("2023", 4, 3, 2.0, frozenset({"w21003"})), ("index",), "unknown"),
        (Standing("2022", index=float("nan")), Standing("2023", index=1.0), ("index",), "unknown"),
    ],
)
def test_answers(base: Standing, now: Standing, aspects: tuple[str, ...], answer: str) -> None:
    found = hold_against_base("S1", "油坊桥", base, now, aspects=aspects)
    assert found.answer == answer
    assert [one.aspect for one in found.aspects] == list(aspects)
    assert all(one.reason[0].endswith("。") and one.reason[1].endswith(".") for one in found.aspects)
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == found.as_dict()


def test_reasons() -> None:
    found = hold_against_base(
        "S1", "油坊桥", Standing("2022", 4, 3), Standing("2023", 6, 5), aspects=("class", "level")
    )
    assert found.aspects[0].reason == ("水质类别由 Ⅳ 变为 劣Ⅴ，变差。", "The class went from Ⅳ to 劣Ⅴ: worse.")
    assert found.aspects[1].reason[0] == "水质状况由 轻度污染 变为 重度污染，变差。"
    gone = hold_against_base("S1", "油坊桥", Standing("2022", 4), Standing("2023"))
    assert gone.aspects[0].reason[0] == "2023 没有水质类别，无法判定。"


def test_aspects_are_known() -> None:
    for aspects in ((), ("smell",)):
        with pytest.raises(UnfitValues):
            hold_against_base("S1", "", Standing("2022"), Standing("2023"), aspects=aspects)


def test_standings_of_sections_and_regions() -> None:
    section = standing_of_section(of_class("S1", 4), index=3.5, index_items=SET)
    assert (section.period, section.water_class, section.level, section.index) == ("2023-05", 4, 3, 3.5)
    assert standing_of_section(of_class("S1", 0)) == Standing("2023-05")
    five = assess_region([of_class(f"S{k}", 3) for k in range(5)], kind="district", name="冠县")
    assert (standing_of_region(five).water_class, standing_of_region(five).level) == (0, 1)
    assert hold_against_base("冠县", "冠县", standing_of_region(five), standing_of_region(five)).answer == "unknown"
    by_level = hold_against_base("冠县", "冠县", standing_of_region(five), standing_of_region(five), aspects=("level",))
    assert by_level.answer == "same"


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6))
def test_a_worse_class_never_gives_a_better_answer(base: int, now: int, more: int) -> None:
    order = ["better", "same", "worse"]
    worse = min(6, now + more)
    first = hold_against_base("S1", "", Standing("a", base), Standing("b", now)).answer
    second = hold_against_base("S1", "", Standing("a", base), Standing("b", worse)).answer
    assert order.index(second) >= order.index(first)
