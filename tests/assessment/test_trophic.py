"""Trophic level index: golden numbers, units, levels, missing items, laws (综合营养状态指数)."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.trophic import STATES, level_of, trophic_items, trophic_levels, trophic_state
from app.assessment.unfit import UnfitValues

NAN = math.nan
CODES = ["x:chlorophyll_a", "w21011", "w21001", "x:transparency", "w01019"]
GOLDEN = [0.010, 0.05, 1.0, 100.0, 4.0]  # 10 mg/m³, 0.05, 1.0, 1.0 m, 4.0 of golden_examples.csv


def test_golden() -> None:
    answer = trophic_state([GOLDEN], CODES)
    assert answer.items[0].round(4).tolist() == [50.0061, 45.7093, 54.5300, 51.1800, 37.9793]
    assert answer.index.round(4).tolist() == [48.0181]
    one = answer.as_dicts()[0]
    assert (one["state"], one["level_zh"]) == ("determined", "中营养")
    # tli.csv of the rule: 0.2663, 0.1879, 0.1790, 0.1834, 0.1834
    assert [round(item["weight"], 4) for item in one["items"]] == [0.2663, 0.1879, 0.179, 0.1834, 0.1834]


def test_units_are_converted() -> None:
    items = {item.code: (item.unit, item.factor) for item in trophic_items()}
    assert items["x:chlorophyll_a"] == ("mg/m³", 1000.0)
    assert items["x:transparency"] == ("m", 0.01)


@pytest.mark.parametrize(
    ("index", "key"),
    [(0.0, "oligotrophic"), (29.999, "oligotrophic"), (30.0, "mesotrophic"), (50.0, "mesotrophic"),
     (50.001, "lightly_eutrophic"), (60.0, "lightly_eutrophic"), (60.001, "moderately_eutrophic"),
     (70.0, "moderately_eutrophic"), (70.001, "hypereutrophic"), (120.0, "hypereutrophic")],
)  # fmt: skip
def test_levels(index: float, key: str) -> None:
    assert trophic_levels()[int(level_of([index])[0])].key == key


def test_missing_items_are_never_silently_renormalised() -> None:
    partial = trophic_state([[0.010, 0.05, 1.0, NAN, 4.0]], CODES)
    assert STATES[partial.state[0]] == "partial"
    assert np.isnan(partial.index[0])
    one = partial.as_dicts()[0]
    # (0.2663·50.0061 + 0.1879·45.7093 + 0.1790·54.5300 + 0.1834·37.9793) / 0.8166
    assert one["partial_index"] == pytest.approx(47.307, abs=0.005)
    assert (one["index"], one["level"], one["missing"]) == (None, None, ["x:transparency"])
    assert sum(item["weight"] or 0 for item in one["items"]) == pytest.approx(1)
    without_chlorophyll = trophic_state([[NAN, 0.05, 1.0, 100.0, 4.0], [0.01, NAN, NAN, NAN, NAN]], CODES).as_dicts()
    assert [row["state"] for row in without_chlorophyll] == ["undetermined"] * 2
    assert [row["partial_index"] for row in without_chlorophyll] == [None, None]
    json.dumps(without_chlorophyll, allow_nan=False)


@pytest.mark.parametrize("value", [0.0, -1.0, math.inf, NAN])
def test_what_has_no_logarithm_is_not_measured(value: float) -> None:
    assert trophic_state([[value, *GOLDEN[1:]]], CODES).as_dicts()[0]["missing"] == ["x:chlorophyll_a"]


def test_shapes() -> None:
    with pytest.raises(UnfitValues):
        trophic_state([[1.0]], CODES)
    assert trophic_state([GOLDEN[::-1]], CODES[::-1]).index.round(4).tolist() == [48.0181]
    assert trophic_state([], CODES).index.shape == (0,)


rows = st.lists(st.lists(st.floats(1e-4, 1e3), min_size=5, max_size=5), min_size=1, max_size=5)


@settings(max_examples=50, deadline=None)
@given(rows, st.integers(0, 4), st.floats(1.0, 50.0))
def test_more_pollution_never_gives_a_better_level(values, column, factor) -> None:  # type: ignore[no-untyped-def]
    worse = np.array(values)
    worse[:, column] *= 1 / factor if CODES[column] == "x:transparency" else factor
    before, after = trophic_state(values, CODES), trophic_state(worse, CODES)
    assert (after.index >= before.index - 1e-9).all()
    assert trophic_state(values[::-1], CODES).index.tolist() == before.index[::-1].tolist()


@settings(max_examples=50, deadline=None)
@given(rows, st.integers(0, 4))
def test_a_missing_item_never_determines(values, column) -> None:  # type: ignore[no-untyped-def]
    lacking = np.array(values)
    lacking[:, column] = NAN
    answer = trophic_state(lacking, CODES)
    assert np.isnan(answer.index).all()
    assert (answer.level == -1).all()
