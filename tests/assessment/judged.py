"""Sections judged by the real judgement, from means written by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from app.assessment.month_judgement import judge_month
from app.assessment.required import required_indicators
from app.assessment.section_month import SectionFacts, SectionMonth
from app.assessment.targets import MONTH, Target

GOLDEN = {  # the means of the golden example (CWQI river), class Ⅳ by COD, CODMn and BOD5
    "w01019": 7.2, "w01018": 26.0, "w01017": 4.4, "w21003": 0.85, "w21011": 0.17, "w20122": 0.003, "w20123": 0.025,
    "w21017": 0.9, "w20128": 0.0002, "w20141": 0.002, "w20111": 0.00002, "w20115": 0.00005, "w20117": 0.002,
    "w20120": 0.001, "w21016": 0.002, "w23002": 0.0004, "w22001": 0.02, "w19002": 0.025, "w21019": 0.005,
    "w01009": 7.5, "w01001": 8.1,
}  # fmt: skip


def facts(
    code: str, *, target: int | None = 3, required: str = "21", water_type: str = "river", **attributes: Any
) -> SectionFacts:
    """A section with one monthly target."""
    targets = () if target is None else (Target("考核", MONTH, target),)
    return SectionFacts(
        code, f"断面{code}", "徒骇河", water_type, required_indicators(required), targets, attributes=attributes
    )


def means_of(code: str, values: Mapping[str, float], month: str = "2023-05", **more: Any) -> pd.DataFrame:
    """One site's month means."""
    usual = {"count": 1, "days": 1, "below_count": 0, "detection_limit": math.nan, "source": "manual", "valid": True}
    rows = [
        {"site_code": code, "month": month, "indicator": indicator, "mean": value, "lower_mean": value, **usual, **more}
        for indicator, value in values.items()
    ]
    columns = ["site_code", "month", "indicator", "mean", "lower_mean", *usual]
    return pd.DataFrame(rows, columns=columns)


def judged(
    code: str,
    values: Mapping[str, float],
    month: str = "2023-05",
    *,
    mean: Mapping[str, Any] | None = None,
    **facts_: Any,
) -> SectionMonth:
    """One section's month."""
    (answer,) = judge_month([facts(code, **facts_)], month, means_of(code, values, month, **(mean or {})))
    return answer


def judged_all(values: Sequence[Mapping[str, float]], month: str = "2023-05", **facts_: Any) -> list[SectionMonth]:
    """Several sections' month in one go: S0, S1, …"""
    codes = [f"S{place}" for place in range(len(values))]
    means = [means_of(code, own, month) for code, own in zip(codes, values, strict=True)]
    filled = [table for table in means if len(table)] or [means_of("", {}, month)]
    return judge_month([facts(code, **facts_) for code in codes], month, pd.concat(filled))


AMMONIA = {1: 0.1, 2: 0.4, 3: 0.9, 4: 1.3, 5: 1.8, 6: 2.6}  # 氨氮 of each class, GB 3838-2002 Table 1


@cache
def of_class(code: str, water_class: int, month: str = "2023-05", **facts_: Any) -> SectionMonth:
    """A section of a class by its ammonia; 0 has no value."""
    values = {"w21003": AMMONIA[water_class]} if water_class else {}
    return judged(code, values, month, **{"required": "w21003", **facts_})
