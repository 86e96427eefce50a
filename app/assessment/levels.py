"""Qualitative levels and colour words of the six classes (水质状况), 环办〔2011〕22号."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ClassLevel:
    """What a class is called (水质状况)."""

    water_class: int
    numeral: str
    zh: str
    en: str
    colour_zh: str
    use_zh: str


@cache
def class_levels() -> Mapping[int, ClassLevel]:
    """The level of each class 1–6 (水质状况分级).

    Examples
    --------
    >>> class_levels()[4].numeral, class_levels()[4].zh, class_levels()[4].en
    ('Ⅳ', '轻度污染', 'lightly polluted')
    """
    text = files("app.assessment").joinpath("data/eval_section_levels.csv").read_text("utf-8")
    return {
        int(row["class"]): ClassLevel(
            int(row["class"]), row["numeral"], row["level_zh"], row["level_en"], row["colour_zh"], row["use_zh"]
        )
        for row in csv.DictReader(text.splitlines())
    }
