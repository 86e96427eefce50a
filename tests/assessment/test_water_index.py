"""City water-quality index: golden numbers, hand-worked items, peaks, and laws (城市水质指数)."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.limits import class_limits
from app.assessment.package_data import package_rows
from app.assessment.peaks import index_peaks
from app.assessment.unfit import UnfitValues, UnknownIndicator
from app.assessment.water_index import city_index, index_items, item_indices, section_indices, water_index

NAN = math.nan
LAKE = "lake_or_reservoir"

# golden_examples.csv "CWQI river": the means of all 21 items, total 8.414667
GOLDEN = {
    "w01019": 7.2, "w01018": 26.0, "w01017": 4.4, "w21003": 0.85, "w21011": 0.17, "w20122": 0.003, "w20123": 0.025,
    "w21017": 0.9, "w20128": 0.0002, "w20141": 0.002, "w20111": 2e-05, "w20115": 5e-05, "w20117": 0.002,
    "w20120": 0.001, "w21016": 0.002, "w23002": 0.0004, "w22001": 0.02, "w19002": 0.025, "w21019": 0.005,
    "w01009": 7.5, "w01001": 8.1,
}  # fmt: skip
CODES, MEANS = list(GOLDEN), list(GOLDEN.values())
POLLUTANTS = [code for code in CODES if class_limits()["river"][code].direction == "le"]


def test_golden_river() -> None:
    answer = water_index([MEANS], CODES)
    assert answer.index == pytest.approx(8.414667, abs=5e-7)
    assert (answer.n_items, answer.partial, answer.missing) == (21, False, ())
    expected = {"w01018": 15.45, "w01019": 14.26, "w01017": 13.07, "w21017": 10.70, "w21003": 10.10, "w21011": 10.10}
    shares = answer.contributions
    assert {code: round(shares[code], 2) for code in expected} == expected
    assert list(shares)[:4] == ["w01018", "w01019", "w01017", "w21017"]
    assert answer.as_dict()["index_shown"] == 8.4147


@pytest.mark.parametrize(
    ("code", "water_type", "value", "expected"),
    [
        ("w01018", "river", 26.0, 1.3),  # 26 / 20
        ("w01009", "river", 7.5, 0.666666666667),  # 5 / 7.5
        ("w01009", "river", 2.5, 2.0),
        ("w01001", "river", 7.0, 0.0),
        ("w01001", "river", 6.5, 0.5),  # (7 − 6.5) / (7 − 6)
        ("w01001", "river", 5.5, 1.5),
        ("w01001", "river", 8.1, 0.55),  # (8.1 − 7) / (9 − 7)
        ("w01001", "river", 9.5, 1.25),
        ("w21011", "river", 0.17, 0.85),  # 0.17 / 0.2
        ("w21011", LAKE, 0.17, 3.4),  # 0.17 / 0.05
        ("w20111", "river", 0.00002, 0.2),
        ("w20120", "river", 0.0, 0.0),
    ],
)
def test_one_item(code: str, water_type: str, value: float, expected: float) -> None:
    assert item_indices([[value]], [code], water_type).tolist() == [[expected]]


def test_what_is_not_measured_takes_no_part() -> None:
    assert np.isnan(item_indices([[NAN, -1.0]], ["w01018", "w21003"])).all()
    answer = water_index([[26.0, NAN], [30.0, NAN]], ["w01018", "w21003"])
    assert (answer.index, answer.items, answer.partial) == (1.4, {"w01018": 1.4}, True)
    assert "w21003" in answer.missing
    assert len(answer.missing) == 20


def test_the_index_is_of_the_means_not_the_mean_of_indices() -> None:
    answer = water_index([[10.0], [2.5]], ["w01009"])
    assert answer.index == 0.8  # 5 / 6.25; the mean of 0.5 and 2 would be 1.25
    # pH 6 and 8: mean of the hydrogen-ion concentration is 6.2967
    assert water_index([[6.0], [8.0]], ["w01001"]).index == pytest.approx(0.70329, abs=1e-5)


def test_an_item_that_some_sections_lack_is_told() -> None:
    answer = water_index([[26.0, 1.0], [30.0, NAN], [22.0, 0.4]], ["w01018", "w21003"])
    assert answer.incomplete == {"w21003": 2}
    assert answer.items["w21003"] == 0.7


def test_oxygen_of_zero_has_no_index() -> None:
    answer = water_index([[0.0, 20.0]], ["w01009", "w01018"])
    assert (answer.index, answer.unbounded, answer.contributions) == (None, ("w01009",), {})
    json.dumps(answer.as_dict(), allow_nan=False)


def test_golden_city() -> None:
    river = water_index([MEANS] * 6, CODES)
    lake = water_index([[3.2 * 20]] * 2, ["w01018"], LAKE)  # L = 3.2
    with pytest.raises(UnfitValues, match="different items"):
        city_index(river, lake)
    one = water_index([[8.414667 * 20]] * 6, ["w01018"])
    city = city_index(one, lake)
    assert city.index == pytest.approx(7.111000, abs=5e-7)
    assert (city.sections, city.parts) == (8, (("river", 6), (LAKE, 2)))
    assert city_index(None, lake).index == 3.2
    assert city_index(one, water_index([], ["w01018"], LAKE)).index == pytest.approx(8.414667)
    assert city_index(None, None).index is None


def test_strangers_are_refused() -> None:
    with pytest.raises(UnknownIndicator):
        water_index([[1.0]], ["w99999"])
    with pytest.raises(UnfitValues, match="none of the 21"):
        water_index([[1.0]], ["w21001"])
    with pytest.raises(UnfitValues, match="one column an indicator"):
        water_index([[1.0, 2.0]], ["w01018"])


def test_the_items_are_the_21_and_have_sources() -> None:
    assert len(set(index_items())) == 21
    assert all(row["source"] and row["confidence"] for row in package_rows("cwqi_items.csv"))


def test_sections_by_themselves() -> None:
    index, count = section_indices([MEANS, [NAN] * 21], CODES)
    assert index[0] == pytest.approx(8.414667, abs=5e-7)
    assert np.isnan(index[1])
    assert count.tolist() == [21, 0]


def test_peaks_by_hand() -> None:
    values = [[26.0, 6.0, 0.9, 8.0], [14.0, 4.0, 0.9, 9.4]]
    answer = index_peaks(values, ["甲", "乙"], ["w01018", "w01009", "w21017", "w01001"])
    rows = {(row["section"], row["code"]): row for row in answer["peaks"]}
    assert set(rows) == {("甲", "w01018"), ("乙", "w01009"), ("乙", "w01001")}
    assert rows["甲", "w01018"]["fall"] == 0.15  # mean 20 → 17 of 20
    assert rows["甲", "w01018"]["multiple"] == pytest.approx(0.3)
    assert rows["乙", "w01009"]["fall"] == pytest.approx(1 - 5 / 5.5)  # mean 5 → 5.5
    assert rows["乙", "w01009"]["multiple"] is None
    assert rows["乙", "w01001"]["limit"] == 9.0
    assert [leader["code"] for leader in answer["leading_within_limit"]] == ["w21017"]
    json.dumps(answer, allow_nan=False)


def test_the_share_of_a_peak_is_of_the_set_and_its_fall_of_the_city() -> None:
    alone = index_peaks([[30.0], [20.0]], ["a", "b"], ["w01018"])["peaks"][0]
    in_city = index_peaks([[30.0], [20.0]], ["a", "b"], ["w01018"], city_share=0.5)["peaks"][0]
    assert (alone["fall"], in_city["fall"]) == (0.25, 0.125)
    assert alone["share_percent"] == in_city["share_percent"] == pytest.approx(20.0)


def test_golden_fluoride_leads_within_its_limit() -> None:
    answer = index_peaks([MEANS], ["S"], CODES)
    assert [row["code"] for row in answer["peaks"]] == ["w01018", "w01019", "w01017"]
    assert "w21017" in [leader["code"] for leader in answer["leading_within_limit"]]


amounts = st.floats(0.0001, 1e4)
tables = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(amounts, min_size=4, max_size=4), min_size=n, max_size=n)
)


@settings(max_examples=50, deadline=None)
@given(tables, st.sampled_from(range(4)), st.floats(1.0, 100.0), st.randoms())
def test_raising_a_pollutant_never_lowers_the_index_and_order_is_irrelevant(rows, column, factor, random) -> None:  # type: ignore[no-untyped-def]
    codes = ["w01018", "w21003", "w21011", "w20120"]
    before = water_index(rows, codes).index
    assert before is not None
    row = random.randrange(len(rows))
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert water_index(shuffled, codes).index == pytest.approx(before, rel=1e-10)
    worse = [list(one) for one in rows]
    worse[row][column] *= factor
    after = water_index(worse, codes).index
    assert after is not None
    assert after >= before * (1 - 1e-11)


@settings(max_examples=50, deadline=None)
@given(tables, st.floats(0.5, 15.0), st.floats(0.0, 14.0))
def test_contributions_sum_to_a_hundred(rows, oxygen, ph) -> None:  # type: ignore[no-untyped-def]
    codes = ["w01018", "w21003", "w21011", "w20120", "w01009", "w01001"]
    answer = water_index([[*row, oxygen, ph] for row in rows], codes)
    assert sum(answer.contributions.values()) == pytest.approx(100.0)
    city = city_index(answer, water_index([[*row, oxygen, ph] for row in rows[:1]], codes, LAKE))
    assert sum(city.contributions.values()) == pytest.approx(100.0)


@settings(max_examples=50, deadline=None)
@given(tables)
def test_cutting_a_peak_never_raises_the_index(rows) -> None:  # type: ignore[no-untyped-def]
    answer = index_peaks(rows, [str(k) for k in range(len(rows))], ["w01018", "w21003", "w21011", "w20120"])
    falls = [row["fall"] for row in answer["peaks"]]
    assert falls == sorted(falls, reverse=True)
    assert all(fall > 0 for fall in falls)
    assert sum(row["share_percent"] for row in answer["peaks"]) <= 100 + 1e-6
