"""Exemptions and deductions: both results, nothing without a document, nothing better than met on what is left."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from app.assessment.exemptions import (
    SectionExemption,
    exempt_facts,
    exempt_facts_of_year,
    exempt_means,
    read_exemption,
)
from app.assessment.means import MEAN_COLUMNS
from app.assessment.month_judgement import judge_month
from app.assessment.required import required_indicators
from app.assessment.section_month import SectionFacts
from app.assessment.targets import Target

FACTS = SectionFacts("S1", "甲", "乙河", "river", required_indicators("氨氮,氟化物"), (Target("考核", "month", 3),))


def means_of(**values: float) -> pd.DataFrame:
    """One section's means of May 2023."""
    rows = [
        ("S1", "2023-05", code, value, value, 1, 1, 0, np.nan, "manual", True)
        for code, value in (("w21003", values["ammonia"]), ("w21017", values["fluoride"]))
    ]
    return pd.DataFrame(rows, columns=list(MEAN_COLUMNS))


def attainment(exemptions: list[SectionExemption], **values: float) -> tuple[str | None, int]:
    facts = exempt_facts([FACTS], exemptions, "2023-05")
    judged = judge_month(facts, "2023-05", exempt_means(means_of(**values), exemptions))[0]
    return judged.attainment, judged.water_class


def exemption(kind: str, *codes: str, value: float | None = None, months: str = "2023-05") -> SectionExemption:
    return SectionExemption("S1", kind, codes, months, months, "地质本底", "示例〔2023〕1号", "市局", value)


@pytest.mark.parametrize(
    ("given", "values", "expected"),
    [
        ([], {"ammonia": 0.4, "fluoride": 1.3}, ("missed", 4)),  # fluoride 1.3 > 1.0: Ⅳ
        ([exemption("exemption", "w21017")], {"ammonia": 0.4, "fluoride": 1.3}, ("met", 2)),
        ([exemption("exemption", "w21017")], {"ammonia": 1.4, "fluoride": 1.3}, ("missed", 4)),  # ammonia still misses
        ([exemption("exemption")], {"ammonia": 0.4, "fluoride": 0.5}, ("undetermined", 0)),  # nothing left is not met
        ([exemption("exemption", "w21017", months="2023-06")], {"ammonia": 0.4, "fluoride": 1.3}, ("missed", 4)),
        ([exemption("deduction", "w21003", value=0.9)], {"ammonia": 1.4, "fluoride": 0.5}, ("met", 3)),
        ([exemption("deduction", "w21003", value=1.1)], {"ammonia": 1.4, "fluoride": 0.5}, ("missed", 4)),
        (
            [exemption("deduction", "w21003")],
            {"ammonia": 1.4, "fluoride": 0.5},
            ("missed", 4),
        ),  # no value
    ],
)
def test_the_result_after(given: list[SectionExemption], values: dict[str, float], expected: tuple[str, int]) -> None:
    assert attainment(given, **values) == expected


def test_without_a_document_nothing_holds() -> None:
    told = {"section": "S1", "kind": "exemption", "first_month": "2023-05", "last_month": "2023-05", "reason": "冰封"}
    assert read_exemption(told) is None
    assert read_exemption({**told, "document_number": "示例2号", "approver": "市局"}) is not None


def test_the_measured_means_stay_as_they_are() -> None:
    before = means_of(ammonia=1.4, fluoride=1.3)
    kept = before.copy()
    after = exempt_means(before, [exemption("deduction", "w21003", value=0.9), exemption("exemption", "w21017")])
    pd.testing.assert_frame_equal(before, kept)
    assert after["source"].tolist() == ["document"]


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        ("2023-01", "2023-12", ("w21003",)),  # every month of the year so far: not judged of the year
        ("2023-01", "2023-04", ("w21003", "w21017")),  # some months: the year is judged on the others
        ("2022-01", "2022-12", ("w21003", "w21017")),
    ],
)
def test_what_must_be_judged_of_a_year(first: str, last: str, codes: tuple[str, ...]) -> None:
    free = SectionExemption("S1", "exemption", ("w21017",), first, last, "地质本底", "示例〔2023〕1号", "市局")
    assert exempt_facts_of_year([FACTS], [free], "2023-05")[0].required.codes == codes
