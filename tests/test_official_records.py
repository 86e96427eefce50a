"""The arrays of the official months against the judgement of one month at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from app.accountability.exceedance import judge_exceedance
from app.accountability.outcome import SubjectMonth
from app.assessment.exemptions import exempt_facts, exempt_facts_of_year, exempt_means
from app.assessment.means import mean_of_means
from app.assessment.month_judgement import judge_month
from app.assessment.section_month import SectionMonth
from app.assessment.targets import YEAR
from app.assessment.water_index import index_items, section_indices
from app.calendar_months import month_bounds, months_until
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import follow_day_rule
from app.store.samples import add_samples, load_month_states, load_samples, set_month_states
from app.uses.accountability.subject_history import subject_history
from app.uses.assessment.month_assessment import means_by_rules
from app.uses.assessment.section_exemptions import section_exemptions, with_year_of
from app.uses.assessment.section_facts import section_facts
from app.uses.registers.register_entries import enter, move
from tests.sections_of_tests import make_store, section

CODES = ("w01001", "w01009", "w01019", "w01018", "w21003", "w21011", "w21001", "w20122", "w21017", "x:depth")
USUAL = (7.5, 6.5, 6.0, 22.0, 1.0, 0.2, 2.0, 0.0005, 1.0, 30.0)
MONTHS = months_until("2023-11", 18)
MONTHLY = {"purpose": "考核", "period": "month", "class": 4}
YEARLY = {"purpose": "年度", "period": "year", "class": 3}
SECTIONS: list[dict[str, Any]] = [
    section("A", "甲", "徒骇河", 116.0, district="东昌府区", targets=[MONTHLY, YEARLY]),
    section("B", "乙", "徒骇河", 116.1, required_set="5+X", targets=[
        {**MONTHLY, "class": 5, "valid_to": "2023-03-15"}, {**MONTHLY, "valid_from": "2023-03-16"}, YEARLY]),
    section("C", "丙", "马颊河", 116.2, valid_from="2022-09-20", valid_to="2023-07-02", targets=[MONTHLY, YEARLY]),
    section("D", "丁", "马颊河", 116.3, required_set="w21003,w21011", targets=[YEARLY], kind="左右岸共有",
            district="临清市", district_beyond="冠县"),
    section("L", "湖心", None, 116.4, water_type="lake_or_reservoir", lake="北湖", targets=[MONTHLY, YEARLY]),
    section("N", "无目标", "徒骇河", 116.5),
    section("Z", "无数据", "徒骇河", 116.6, targets=[MONTHLY, YEARLY]),
]  # fmt: skip
EXEMPTIONS = [
    {"section": "A", "kind": "exemption", "indicators": ["w21003"], "first_month": "2023-01", "last_month": "2023-06"},
    {"section": "A", "kind": "exemption", "indicators": ["w21017"], "first_month": "2023-01", "last_month": "2023-12"},
    {"section": "B", "kind": "exemption", "first_month": "2023-02", "last_month": "2023-03"},
    {"section": "D", "kind": "exemption", "first_month": "2022-01", "last_month": "2023-12"},
    {"section": "L", "kind": "deduction", "indicators": ["w21011"], "approved_value": 0.04,
     "first_month": "2022-08", "last_month": "2023-04"},
]  # fmt: skip


def samples() -> pd.DataFrame:
    """Values of 18 months, some raw, some of a station that stood still, some below limits known and unknown."""
    rng = np.random.default_rng(6)
    rows: list[dict[str, Any]] = []
    for month in MONTHS:
        for code in "ABCDLN":
            for indicator, usual in zip(CODES, USUAL, strict=True):
                spread = 0.05 if indicator == "w01001" else 0.6
                for day, source in ((8, "manual"), (3, "automatic"), (19, "automatic")):
                    chance = rng.random()
                    if chance < (0.2 if source == "manual" else 0.5):
                        continue
                    below = 0.2 < chance < 0.3 and source == "manual"
                    known = rng.random() < 0.8
                    rows.append({
                        "site_kind": "sections", "site_code": code, "site_name": code, "indicator": indicator,
                        "sampled_at": pd.Timestamp(f"{month}-{day:02d}T02:00:00Z"), "source": source, "unit": "mg/L",
                        "value": (np.nan if not known else usual * 0.6) if below else usual * rng.lognormal(0, spread),
                        "raw_text": "x", "below_limit": below, "state": "正常",
                        "detection_limit": usual * 1.2 if below and known else np.nan,
                        "status": "final" if rng.random() < 0.9 else "raw",
                    })  # fmt: skip
    return pd.DataFrame(rows)


def reference(store: Store, settings: Settings) -> list[tuple[str, SectionMonth]]:
    """One month after the other, from the samples themselves."""
    first = f"{MONTHS[0][:4]}-01"
    with store.reading() as c:
        start, end = month_bounds(first, MONTHS[-1])
        read = load_samples(c, store, start=start, end=end)
        exemptions = section_exemptions(c, store, first, MONTHS[-1])
        means = exempt_means(means_by_rules(read[read["status"] == "final"], settings), exemptions)
        states = load_month_states(c, store, MONTHS[0], MONTHS[-1])
        frame = load_frame(c, store, "sections")
    found = []
    for month in MONTHS:
        here = states[states["month"] == month]
        facts = section_facts(frame, month, dict(zip(here["site_code"], here["state"], strict=True)), settings)
        year = None
        if month.endswith("-12") or month == MONTHS[-1]:
            so_far = means[(means["month"] >= f"{month[:4]}-01") & (means["month"] <= month)]
            year = mean_of_means(so_far, so_far["site_code"])
        mine = means[means["month"] == month]
        judged = judge_month(exempt_facts(facts, exemptions, month), month, mine, year)
        whole = judge_month(exempt_facts_of_year(facts, exemptions, month), month, mine, year)
        found += [(month, with_year_of(*pair)) for pair in zip(judged, whole, strict=True)]
    return found


def assert_alike(record: SubjectMonth, month: str, judged: SectionMonth) -> None:
    """One record tells what the month's judgement tells."""
    assert (record.code, record.month) == (judged.section.code, month)
    assert (record.name, record.river or None) == (judged.section.name, judged.section.river or record.river)
    assert record.state == judged.section.state
    assert record.water_class == (judged.water_class or None)
    valid = [row for row in judged.indicators if row.value is not None and not row.source.endswith("(invalid)")]
    assert record.values == {row.code: row.value for row in valid if not row.code.startswith("x:")}
    complete = bool(judged.judged) and not judged.missing and not judged.undeterminable
    assert record.is_complete == complete
    over = [(row.code, row.multiple_3) for row in judged.indicators if row.judged and row.water_class > 3]
    assert sorted((one.code, one.multiple) for one in record.over_3) == sorted(over)
    told = [
        (one.purpose, one.period, one.water_class, one.attainment, {m.code: m.multiple for m in one.missed},
         one.month_attainment, {m.code: m.multiple for m in one.month_missed})
        for one in record.targets
    ]  # fmt: skip
    assert told == [
        (one.target.purpose, "year" if one.target.period == YEAR else "month", one.target.water_class, one.attainment,
         one.missed, one.month_attainment, one.month_missed)
        for one in judged.targets
    ]  # fmt: skip
    codes = [code for code in index_items() if code in record.values]
    index = None
    if codes:
        numbers = [[record.values[code] for code in codes]]
        index = float(section_indices(numbers, codes, judged.section.water_type)[0][0])
    assert record.index == (index if index is None else pytest.approx(index, rel=1e-11))


def test_arrays_give_what_the_judgement_of_each_month_gives(tmp_path: Path) -> None:
    store = make_store(tmp_path, SECTIONS)
    settings = Settings(data_dir=tmp_path, station_month_min_days=2)
    follow_day_rule(store, settings.station_day_min_values)
    with store.writing() as c:
        add_samples(c, store, samples(), batch={"file_name": "v.csv", "sha256": "0", "who": "t", "note": ""})
        set_month_states(c, store, pd.DataFrame({"site_code": ["Z"], "month": ["2023-05"], "state": ["断流"]}))
        for content in EXEMPTIONS:
            told = {**content, "reason": "地质本底", "document_number": "示例〔2023〕1号", "approver": "市局"}
            entry, _ = enter(c, store, "exemptions", told, who="analyst")
            move(c, store, "exemptions", entry.id, "in_force", who="analyst", may=lambda _: True, note="批复")
    with store.reading() as c:
        records = subject_history(c, store, settings, MONTHS[0], MONTHS[-1])
    expected = reference(store, settings)
    assert len(records) == len(expected) > 100
    for record, (month, judged) in zip(records, expected, strict=True):
        assert_alike(record, month, judged)
    attainments = {one.attainment for record in records for one in record.targets}
    assert attainments == {"met", "missed", "met_on_n", "undetermined"}
    exempted = next(record for record in records if (record.code, record.month) == ("D", "2023-05"))
    assert exempted.is_final  # nothing of it is judged, and yet it is official
    assert [one.attainment for one in exempted.targets] == ["undetermined"]
    dry = next(record for record in records if (record.code, record.month) == ("Z", "2023-05"))
    assert judge_exceedance(dry).words.zh == "2023年5月：断流，不计"
    store.close()
