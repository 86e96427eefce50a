"""Sections × months at once give, cell by cell, what the months give one by one (断面月评价矩阵)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from app.assessment.attainment import STATES
from app.assessment.limits import class_limits
from app.assessment.means import month_means, reconciliations
from app.calendar_months import months_until
from app.settings import Settings
from app.store.engine import Store
from app.store.kept_out import count_kept_out
from app.store.samples import add_samples, load_samples, set_month_states
from app.uses.assessment.exempted_months import judge_months
from app.uses.assessment.matrix_lists import matrix_lists, means_of_matrix
from app.uses.assessment.month_assessment import assess_months, assess_sections, means_by_rules
from app.uses.assessment.section_facts import not_counted
from app.uses.assessment.section_matrix import assess_matrix
from app.uses.assessment.stored_means import load_means
from app.uses.registers.register_entries import enter, move
from tests.sections_of_tests import make_store, section

MONTHS = months_until("2024-02", 7)
YEARLY = {"purpose": "考核", "period": "year", "class": 4}
SECTIONS = [
    section("A", "甲", "徒骇河", 116.00, targets=[{"purpose": "考核", "period": "month", "class": 3}]),
    section("B", "乙", "徒骇河", 116.05, required_set="5+X", characteristic_indicators=["w21017"],
            targets=[YEARLY, {"purpose": "补偿", "period": "month", "class": 5, "valid_from": "2023-11-01"}]),
    section("L", "湖心", None, 118.00, water_type="lake_or_reservoir", required_set="5+X", district="甲县",
            targets=[{"purpose": "考核", "period": "month", "class": 2, "valid_to": "2023-12-31"},
                     {"purpose": "考核", "period": "month", "class": 3}]),
    section("N", "新", "马颊河", 117.00, valid_from="2023-10-10", valid_to="2024-01-01", district_beyond="甲县",
            kind="左右岸共有"),
    section("Y", "年考", "马颊河", 117.05, required_set="w21003", targets=[YEARLY], control_level="国控"),
    section("Q", "无数据", "马颊河", 117.1, targets=[{"purpose": "考核", "class": "无"}]),
]  # fmt: skip


def random_samples(seed: int) -> pd.DataFrame:
    """Values around their limits, manual and automatic, some below a wide limit, some at a tie of rounding."""
    rng = np.random.default_rng(seed)
    limits = class_limits()["river"]
    codes, n = list(limits), 6000
    hour = 24 * (30 * rng.integers(0, 7, n) + rng.integers(0, 2, n)) + rng.integers(0, 24, n)
    column = rng.integers(0, len(codes), n)
    middle = np.array([one.classes[2] if one.classes else 7.4 for one in limits.values()])[column]
    scale = np.power(10.0, rng.integers(1, 5, n))
    value = np.rint(middle * rng.lognormal(-0.4, 0.5, n) * scale) / scale
    below = rng.random(n) < 0.15
    source = rng.choice(["manual", "automatic", "field"], n, p=[0.5, 0.45, 0.05])
    return pd.DataFrame(
        {
            "site_kind": "sections",
            "site_code": rng.choice(["A", "B", "L", "N", "Y", "stranger"], n),
            "sampled_at": pd.Timestamp("2023-07-31T16:00Z") + pd.to_timedelta(hour, unit="h"),
            "indicator": [codes[one] for one in column],
            "value": np.where(below & (rng.random(n) < 0.2), np.nan, value),
            "raw_text": [str(one) for one in value],
            "below_limit": below,
            "detection_limit": np.where(below & (rng.random(n) < 0.8), value * 2, np.nan),
            "unit": "mg/L",
            "source": source,
            "state": np.where(source == "automatic", rng.choice(["正常", "维护"], n, p=[0.9, 0.1]), None),
            "status": rng.choice(["reviewed", "final"], n),
        }
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = make_store(tmp_path_factory.mktemp("matrix"), SECTIONS, [])
    with store.writing() as c:
        add_samples(c, store, random_samples(1), batch={"who": "t"})
        dry = pd.DataFrame({"site_code": ["B", "L"], "month": ["2023-12", "2019-01"], "state": ["断流", "结冰"]})
        set_month_states(c, store, dry)
    yield store
    store.close()


def lists_of(store: Store, settings: Settings, months: list[str], **chosen: Any) -> dict[str, Any]:
    """The matrix as lists, with the sections' codes."""
    with store.reading() as c:
        matrix = assess_matrix(c, store, settings, months, **chosen)
    return matrix_lists(matrix) | {"codes": [row["code"] for row in matrix.sections]}


def assert_alike(lists: dict[str, Any], months: dict[str, list[Any]], names: list[str]) -> int:
    """Fail where a cell differs from the month that was judged alone; how many cells have a class."""
    found = 0
    for column, month in enumerate(names):
        alone = {answer.section.code: answer for answer in months[month]}
        for row, code in enumerate(lists["codes"]):
            cell = {name: lists[name][row][column] for name in ("classes", "attainments", "deciding", "critical")}
            target, answer = lists["target_classes"][row][column], alone.get(code)
            if answer is None:
                assert cell == {"classes": None, "attainments": None, "deciding": [], "critical": False}
                continue
            state = cell["attainments"]
            assert (None if state is None else STATES[state]) == answer.attainment, (code, month)
            assert cell["classes"] == (answer.water_class or None), (code, month)
            assert cell["deciding"] == list(answer.deciding), (code, month)
            assert cell["critical"] == answer.critical, (code, month)
            assert target == (answer.leading_target.target.water_class if answer.leading_target else None)
            assert lists["states"][row][column] == answer.section.state
            found += answer.water_class > 0
    return found


@pytest.mark.parametrize("rule", list(reconciliations()))
@pytest.mark.parametrize("days", [1, 2])
def test_every_cell_is_what_its_month_gives(store: Store, rule: Any, days: int) -> None:
    settings = Settings(reconciliation=rule, station_month_min_days=days, station_day_min_values=days)
    with store.reading() as c:
        months = assess_months(c, store, settings, MONTHS)
    assert assert_alike(lists_of(store, settings, MONTHS), months, MONTHS) > 10


def test_official_values_alone(store: Store) -> None:
    with store.reading() as c:
        months = {month: assess_sections(c, store, Settings(), month, basis="final") for month in MONTHS}
    assert assert_alike(lists_of(store, Settings(), MONTHS, basis="final"), months, MONTHS) > 10


def test_means_are_those_of_the_samples(store: Store) -> None:
    with store.reading() as c:
        found = means_of_matrix(assess_matrix(c, store, Settings(), MONTHS))
        samples = load_samples(c, store)
    judged = samples[samples["indicator"].isin(class_limits()["river"]) & samples["site_code"].ne("stranger")]
    wanted = month_means(judged)
    held = (wanted["site_code"] != "N") | wanted["month"].between("2023-10", "2024-01")
    wanted = wanted[held].reset_index(drop=True)
    for name in ("site_code", "month", "indicator", "count", "days", "below_count", "source", "valid"):
        assert found[name].tolist() == wanted[name].tolist(), name
    np.testing.assert_allclose(found["mean"].astype(float), wanted["mean"].astype(float), rtol=1e-11)


def test_months_without_values_have_no_means(store: Store) -> None:
    with store.reading() as c:
        found = means_of_matrix(assess_matrix(c, store, Settings(), ["1999-01", "1999-02"]))
    assert found.empty
    assert {"site_code", "month", "indicator", "mean", "valid"} <= set(found.columns)


def test_chosen_sections_and_no_months(store: Store) -> None:
    assert lists_of(store, Settings(), MONTHS, equals={"river": "徒骇河"})["codes"] == ["A", "B"]
    assert lists_of(store, Settings(), MONTHS, equals={"district": "甲县"})["codes"] == ["L", "N"]
    whole = lists_of(store, Settings(), MONTHS)
    some = lists_of(store, Settings(), MONTHS, equals={"control_level": "国控"})
    assert some["classes"] == [whole["classes"][whole["codes"].index("Y")]]
    nothing = lists_of(store, Settings(), MONTHS, equals={"river": "没有"})
    assert (nothing["codes"], nothing["classes"], nothing["deciding"]) == ([], [], [])
    assert lists_of(store, Settings(), [])["classes"] == [[] for _ in SECTIONS]


def test_blocks_make_no_difference(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lists_of(store, Settings(), MONTHS)
    monkeypatch.setattr("app.uses.assessment.section_matrix.BLOCK_ROWS", 8)
    assert lists_of(store, Settings(), MONTHS) == whole


def test_kept_sums_give_the_means_of_the_values(tmp_path: Path) -> None:
    """Also of indicators beyond Table 1, of months apart, of official values alone, and what stays out."""
    beyond = pd.DataFrame(random_samples(3).head(40)).assign(indicator="x:chlorophyll_a", source="manual")
    store = make_store(tmp_path, SECTIONS, [])
    with store.writing() as c:
        add_samples(c, store, random_samples(3), batch={"who": "t"})
        add_samples(c, store, beyond, batch={"who": "t"})
    months = [MONTHS[0], *MONTHS[2:]]
    with store.reading() as c:
        samples = load_samples(c, store)
        for basis in ("all", "final"):
            mine = samples if basis == "all" else samples[samples["status"] == "final"]
            here = mine[mine["month"].isin(months)]
            by_values = means_by_rules(here, Settings()).reset_index(drop=True)
            by_sums = load_means(c, store, Settings(), months, basis=basis)
            assert set(by_sums["month"]) == set(by_values["month"])
            key = ["site_code", "month", "indicator"]
            pd.testing.assert_frame_equal(
                by_sums.sort_values(key, ignore_index=True), by_values.sort_values(key, ignore_index=True),
                check_dtype=False, rtol=1e-11,
            )  # fmt: skip
            kept_out = count_kept_out(c, store, months, basis=basis)
            assert kept_out == {
                month: found for month in months if (found := not_counted(here[here["month"] == month]))
            }
        assert "x:chlorophyll_a" in set(load_means(c, store, Settings(), MONTHS)["indicator"])
        assert len(load_means(c, store, Settings(), months, codes=["没有"])) == 0
        assert count_kept_out(c, store, [MONTHS[0]], codes=["没有"]) == {}
    store.close()


def test_results_after_exemptions_are_those_of_the_months(tmp_path: Path) -> None:
    store = make_store(tmp_path, SECTIONS, [])
    usual = {
        "first_month": "2023-09",
        "last_month": "2023-12",
        "document_number": "示例〔2023〕1号",
        "approver": "市局",
    }
    told = [
        {"section": "A", "kind": "exemption", "indicators": ["w21003", "w01019"], "reason": "地质本底"},
        {"section": "A", "kind": "deduction", "indicators": ["w21011"], "reason": "上游来水", "approved_value": 0.15},
        {"section": "Y", "kind": "exemption", "indicators": [], "reason": "断流"},
        {"section": "N", "kind": "exemption", "indicators": ["w20122"], "reason": "施工"},
    ]  # fmt: skip
    with store.writing() as c:
        add_samples(c, store, random_samples(2), batch={"who": "t"})
        for one in told:
            entry, _ = enter(c, store, "exemptions", {**usual, **one}, who="t")
            move(c, store, "exemptions", entry.id, "in_force", who="t", may=lambda _: True)
    with store.reading() as c:
        lists = matrix_lists(assess_matrix(c, store, Settings(), MONTHS))
        months = judge_months(c, store, Settings(), MONTHS)
    held = {(cell["section"], cell["month"]): cell for cell in lists["after"]}
    differing = 0
    for column, month in enumerate(MONTHS):
        for row, facts in enumerate(SECTIONS):
            alone = next((one for one in months[month] if one.code == facts["code"]), None)
            assert lists["exempt"][row][column] == bool(alone and alone.exemptions)
            if alone is None or not alone.exemptions:
                continue
            cell = held.pop((row, column))
            state = cell["attainment"]
            assert cell["class"] == (alone.after.water_class or None)
            assert (None if state is None else STATES[state]) == alone.after.attainment
            assert cell["deciding"] == list(alone.after.deciding)
            assert lists["classes"][row][column] == (alone.before.water_class or None)
            differing += alone.after.water_class != alone.before.water_class
    assert held == {}
    assert differing > 1
    store.close()
