"""Black-odorous waters, urban and rural: boundaries, depth, points, stretches, bodies, rebound, laws (黑臭水体)."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.black_odour import grade_points, grade_urban_samples
from app.assessment.black_odour_body import grade_bodies, heavy_stretches
from app.assessment.black_odour_history import grade_histories
from app.assessment.black_odour_rural import grade_rural_samples
from app.assessment.package_data import package_rows

NAN = math.nan
SD, DO, ORP, NH3N = "x:transparency", "w01009", "x:orp", "w21003"
CLEAN = {SD: 40.0, DO: 6.0, ORP: 200.0, NH3N: 0.5}


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        (SD, 25.0, 0), (SD, 24.9, 1), (SD, 10.0, 1), (SD, 9.9, 2), (SD, 0.0, 2), (SD, NAN, -1), (SD, -1.0, -1),
        (DO, 2.0, 0), (DO, 1.99, 1), (DO, 0.2, 1), (DO, 0.19, 2), (DO, 0.0, 2), (DO, -1.0, -1),
        (ORP, 51.0, 0), (ORP, 50.0, 1), (ORP, -200.0, 1), (ORP, -201.0, 2), (ORP, NAN, -1),
        (NH3N, 8.0, 0), (NH3N, 8.1, 1), (NH3N, 15.0, 1), (NH3N, 15.1, 2), (NH3N, NAN, -1),
    ],
)  # fmt: skip
def test_boundaries(code: str, value: float, expected: int) -> None:
    grades = grade_urban_samples(pd.DataFrame([{**CLEAN, code: value}]), depth_cm=[100.0])
    assert grades.loc[0, code] == expected
    assert (grades.loc[0].drop(code) == 0).all()


@pytest.mark.parametrize(
    ("depth", "transparency", "clear", "expected"),
    [
        (20.0, 8.0, False, 1),  # 0.4 · 20 = 8: not below it
        (20.0, 7.9, False, 2),
        (20.0, 19.0, False, 1),  # shallow water that is not heavy is light
        (24.9, 9.97, False, 1),
        (24.9, 9.95, False, 2),
        (25.0, 9.99, False, 2),
        (25.0, 10.0, False, 1),
        (20.0, 20.0, True, 0),
        (20.0, NAN, True, 0),  # the bottom is seen
        (20.0, NAN, False, -1),
        (NAN, 9.0, False, 2),
        (NAN, 12.0, False, 1),
    ],
)
def test_depth(depth: float, transparency: float, clear: bool, expected: int) -> None:
    grades = grade_urban_samples(pd.DataFrame([{**CLEAN, SD: transparency}]), depth_cm=[depth], clear_to_bottom=[clear])
    assert grades.loc[0, SD] == expected


def point(rows: list[dict[str, float]], **options: bool) -> int:
    samples = pd.DataFrame([{**CLEAN, **row} for row in rows]).assign(body="沟", point="a", depth_cm=100.0)
    return int(grade_points(samples, **options)["grade"].iloc[0])


def test_point_by_one_indicator() -> None:
    assert point([{NH3N: 20.0}] * 3 + [{}] * 2) == 2  # 60 %
    assert point([{NH3N: 20.0}] * 2 + [{}] * 2) == 1  # 50 %
    assert point([{NH3N: 20.0}] * 59 + [{}] * 41) == 1
    assert point([{}] * 3) == 0
    assert point([{NH3N: 9.0}] + [{}] * 9) == 1


def test_point_by_two_indicators() -> None:
    assert point([{NH3N: 20.0, DO: 0.1}] * 3 + [{}] * 7) == 2  # 30 % each
    assert point([{NH3N: 20.0}] * 3 + [{DO: 0.1}] * 3 + [{}] * 4) == 2  # on different days
    assert point([{NH3N: 20.0}] * 3 + [{DO: 0.1}] * 2 + [{}] * 5) == 1
    assert point([{NH3N: 20.0}] * 5 + [{}] * 5) == 1


def test_shares_are_of_each_indicators_own_data() -> None:
    assert point([{NH3N: 20.0}] * 3 + [{NH3N: NAN}] * 7) == 2


def test_redox_may_be_switched_off() -> None:
    assert point([{ORP: -300.0}] * 3) == 2
    assert point([{ORP: -300.0}] * 3, with_orp=False) == 0
    assert point([{ORP: NAN}] * 3) == -1  # the fourth is not measured: nothing is passed
    assert point([{ORP: NAN}] * 3, with_orp=False) == 0
    assert point([{ORP: NAN, DO: 1.0}] * 3) == 1


def test_stretches() -> None:
    assert heavy_stretches(list("abcdefg"), [2, 2, 1, 2, 2, 2, 2]) == [
        {"from": "d", "to": "g", "points": ["d", "e", "f", "g"]}
    ]
    assert heavy_stretches(list("abc"), [2, 2, 2])[0]["points"] == ["a", "b", "c"]
    assert heavy_stretches(list("ab"), [2, 2]) == []
    assert heavy_stretches([], []) == []


def body(grades: str, **more: float) -> dict[str, object]:
    """A body from letters: h heavy, l light, n not black, u undetermined; three samples a point."""
    kinds = {"h": {NH3N: 20.0}, "l": {NH3N: 9.0}, "n": {}, "u": {DO: NAN}}
    rows = [
        {**CLEAN, **kinds[letter], "body": "沟", "point": f"p{place}", "place": place, "depth_cm": 100.0, **more}
        for place, letter in enumerate(grades)
        for _ in range(3)
    ]
    answer = grade_bodies(pd.DataFrame(rows))[0]
    json.dumps(answer, allow_nan=False)
    return answer


@pytest.mark.parametrize(
    ("grades", "expected", "may_be_heavy", "stretches"),
    [
        ("hhhnn", "heavy", False, 1),  # exactly 60 %
        ("hnhnh", "heavy", False, 0),
        ("hhhnnn", "light", False, 1),  # 50 %, with a heavy stretch inside
        ("lnn", "light", False, 0),
        ("nnn", "not_black", False, 0),
        ("nnu", "undetermined", False, 0),
        ("uuu", "undetermined", True, 0),
        ("hhunn", "light", True, 0),
        ("hhuhh", "heavy", False, 0),  # the unknown point ends the run
    ],
)
def test_bodies(grades: str, expected: str, may_be_heavy: bool, stretches: int) -> None:
    answer = body(grades)
    assert (answer["grade"], answer["may_be_heavy"], len(answer["stretches"])) == (expected, may_be_heavy, stretches)  # type: ignore[arg-type]
    assert answer["warnings"] == []


def test_points_stand_in_order_of_their_place_not_of_their_names() -> None:
    rows = [{**CLEAN, NH3N: 20.0 if place in (8, 9, 10) else 1.0, "body": "沟", "point": f"{place}号", "place": place}
            for place in range(1, 12)]  # fmt: skip
    answer = grade_bodies(pd.DataFrame(rows).sample(frac=1, random_state=3))[0]
    assert [one["points"] for one in answer["stretches"]] == [["8号", "9号", "10号"]]


def test_warnings() -> None:
    rows = [{**CLEAN, SD: 12.0, "body": "沟", "point": name} for name in "ab"]
    answer = grade_bodies(pd.DataFrame(rows))[0]
    assert [one["code"] for one in answer["warnings"]] == ["few_points"] + ["few_samples", "depth_unknown"] * 2
    assert all(one["zh"] and one["en"] for one in answer["warnings"])


@pytest.mark.parametrize(
    ("changes", "depth", "expected"),
    [
        ({}, 100.0, "not_black"),
        ({SD: 25.0, DO: 2.0, NH3N: 15.0}, 100.0, "not_black"),
        ({SD: 24.9}, 100.0, "black"),
        ({DO: 1.99}, 100.0, "black"),
        ({NH3N: 15.1}, 100.0, "black"),
        ({NH3N: 9.0}, 100.0, "not_black"),  # no grades: 15 is the only limit
        ({SD: 8.0}, 20.0, "not_black"),  # 0.4 · 20
        ({SD: 7.9}, 20.0, "black"),
        ({SD: 24.0}, NAN, "black"),
        ({DO: NAN}, 100.0, "undetermined"),
        ({DO: NAN, NH3N: 16.0}, 100.0, "black"),
        ({DO: -1.0}, 100.0, "undetermined"),
    ],
)
def test_rural(changes: dict[str, float], depth: float, expected: str) -> None:
    answer = grade_rural_samples(pd.DataFrame([{**CLEAN, **changes}], index=["沟"]), depth_cm=[depth])[0]
    assert answer["state"] == expected
    json.dumps(answer, allow_nan=False)


def test_rural_tells_of_unknown_depth_where_it_decides() -> None:
    table = pd.DataFrame([{**CLEAN, SD: 20.0}, {**CLEAN, SD: 20.0, DO: 1.0}], index=["a", "b"])
    assert [row["depth_unknown"] for row in grade_rural_samples(table)] == [True, False]


def history(grades: list[tuple[str, str]], closed: str | None = "2023-06-30") -> dict[str, object]:
    table = pd.DataFrame(grades, columns=["date", "grade"]).assign(body="沟")
    return grade_histories(table, pd.Series({"沟": closed}, dtype=object))[0]


@pytest.mark.parametrize(
    ("grades", "rebound", "on"),
    [
        ([("2023-05-01", "heavy"), ("2023-07-01", "not_black")], False, None),
        ([("2023-06-30", "light"), ("2023-07-01", "not_black")], False, None),  # the day itself is before
        ([("2023-07-05", "light"), ("2023-07-01", "not_black")], True, "2023-07-05"),
        ([("2023-07-05", "black"), ("2023-08-01", "heavy")], True, "2023-07-05"),
        ([("2023-07-05", "undetermined")], None, None),
        ([("2023-05-05", "heavy")], None, None),
    ],
)
def test_rebound(grades: list[tuple[str, str]], rebound: bool | None, on: str | None) -> None:
    answer = history(grades)
    assert (answer["rebound"], answer["rebound_on"]) == (rebound, on)


def test_histories() -> None:
    answer = history([("2023-07-05", "light"), ("2023-08-05", "not_black")])
    assert (answer["latest"], answer["clean_since_rebound"]) == ("not_black", True)
    open_case = history([("2023-07-05", "light")], None)
    assert (open_case["rebound"], open_case["closed_on"]) == (None, None)
    none = pd.DataFrame(columns=["body", "date", "grade"])
    assert grade_histories(none, pd.Series({"沟": "2023-06-30"}))[0]["grades"] == []
    with pytest.raises(ValueError, match="unknown grades"):
        history([("2023-07-05", "bad")])
    with pytest.raises(ValueError, match="without a date"):
        grade_histories(pd.DataFrame({"body": ["沟"], "date": [None], "grade": ["light"]}))


def test_tables_have_sources() -> None:
    for name in ("black_odour_urban.csv", "black_odour_rural.csv", "black_odour_rules.csv"):
        assert all(row["source"] and row["confidence"] for row in package_rows(name)), name


ORDER = ["undetermined", "not_black", "light", "heavy"]
samples = st.lists(
    st.tuples(
        st.sampled_from("abcde"), st.floats(0, 60), st.floats(0, 8), st.floats(-300, 200), st.floats(0, 30)
    ),
    min_size=1, max_size=20,
)  # fmt: skip


def as_table(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["point", SD, DO, ORP, NH3N]).assign(body="沟", depth_cm=100.0)


@settings(max_examples=25, deadline=None)
@given(samples, st.sampled_from([SD, DO, ORP, NH3N]), st.floats(0, 50), st.randoms())
def test_more_pollution_never_gives_a_better_grade_and_order_is_irrelevant(rows, code, more, random) -> None:  # type: ignore[no-untyped-def]
    table = as_table(rows)
    worse = table.copy()
    row = random.randrange(len(rows))
    changed = worse.loc[row, code] + (more if code == NH3N else -more)
    worse.loc[row, code] = changed if code == ORP else max(changed, 0.0)
    before = grade_bodies(table)[0]
    assert ORDER.index(grade_bodies(worse)[0]["grade"]) >= ORDER.index(before["grade"])
    assert grade_bodies(table.sample(frac=1, random_state=random.randrange(2**31))) == [before]
    rural = [ORDER[0], "not_black", "black"]
    states = [[row["state"] for row in grade_rural_samples(one, depth_cm=one["depth_cm"])] for one in (table, worse)]
    assert all(rural.index(new) >= rural.index(old) for old, new in zip(*states, strict=True))


@settings(max_examples=25, deadline=None)
@given(samples, st.sampled_from([SD, DO, ORP, NH3N]))
def test_a_missing_indicator_never_passes(rows, code) -> None:  # type: ignore[no-untyped-def]
    lacking = as_table(rows)
    lacking[code] = np.nan
    assert grade_bodies(lacking)[0]["grade"] != "not_black"
    if code != ORP:
        assert all(row["state"] != "not_black" for row in grade_rural_samples(lacking))
