"""The numbers that the order of leads rests on, as data (因子取值表)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.tracing.candidates import Candidate


@dataclass(frozen=True, slots=True)
class FactorNumber:
    """One number of ``data/lead_factors.csv`` (因子取值): what it is, where it is from, how sure that is."""

    name: str
    value: float
    unit: str
    zh: str
    en: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Typical:
    """How a pollutant goes with a category (类型与污染物): ``fit`` typical, possible or untypical; ``mg_per_l`` the
    usual concentration of its discharge, None where the table has none."""

    fit: str
    mg_per_l: float | None
    source: str
    confidence: str


@cache
def factor_numbers() -> dict[str, FactorNumber]:
    """The numbers by name (因子取值); all that have no public source say so.

    Examples
    --------
    >>> factor_numbers()["travel_floor"].value
    0.05
    """
    rows = _read("lead_factors.csv")
    return {row["name"]: FactorNumber(**{**row, "value": float(row["value"])}) for row in rows}  # type: ignore[arg-type]


def number(name: str) -> float:
    """One number of the table (因子取值); KeyError where it has none.

    Examples
    --------
    >>> number("load_excess_ratio")
    1.0
    """
    return factor_numbers()[name].value


@cache
def typical_of(category: str, kind: str, indicator: str) -> Typical | None:
    """How an indicator goes with a category, else with a kind (典型污染物); None where the table is silent.

    The first row whose words the category holds decides: 雨洪 stands before 污水处理厂. The kind is asked only where no
    category is known.

    Examples
    --------
    >>> typical_of("城镇污水处理厂排污口", "outfall", "w21003").fit
    'typical'
    >>> typical_of("工业及其他各类园区污水处理厂雨洪排口", "outfall", "w21017").fit
    'untypical'
    >>> typical_of("", "farmland", "w21011").mg_per_l, typical_of("", "outfall", "w21011")
    (0.4, None)
    """
    words = category or kind
    rows = _categories()
    group = next((row["category"] for row in rows if any(one in words for one in row["category"].split("|"))), "")
    row = next((row for row in rows if row["category"] == group and row["indicator"] == indicator), None)
    if row is None:
        return None
    mg_per_l = float(row["typical_mg_per_l"]) if row["typical_mg_per_l"] else None
    return Typical(row["fit"], mg_per_l, row["source"], row["confidence"])


def size_of(candidate: Candidate, indicator: str) -> tuple[float, str, str] | None:
    """Load that a candidate is known to be good for [kg/d], and its source in words zh, en (规模); None unknown.

    The load on record, else its discharge times the usual concentration of its category.

    Examples
    --------
    >>> one = Candidate("outfall", "outfalls", "A", "甲", 0, 0.0, category="城镇污水处理厂", flow_m3_per_d=30000.0)
    >>> size_of(one, "w21003")[0]
    150.0
    >>> size_of(Candidate("outfall", "outfalls", "B", "乙", 0, 0.0), "w21003") is None
    True
    """
    if candidate.load_kg_per_d is not None:
        return candidate.load_kg_per_d, candidate.load_source or "在册负荷", candidate.load_source or "load on record"
    typical = typical_of(candidate.category, candidate.kind, indicator)
    if candidate.flow_m3_per_d is None or typical is None or typical.mg_per_l is None:
        return None
    flow, usual = candidate.flow_m3_per_d, typical.mg_per_l
    zh = f"排水量 {flow:g} m³/d × 该类型常见浓度 {usual:g} mg/L（{typical.source}）"
    en = f"discharge {flow:g} m³/d × usual concentration {usual:g} mg/L ({typical.source})"
    return flow * usual / 1000, zh, en


@cache
def _categories() -> tuple[dict[str, str], ...]:
    """The rows of the table of categories, in its order."""
    return _read("category_pollutants.csv")


def _read(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of ``data/``."""
    text = files("app.tracing").joinpath(f"data/{name}").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
