"""Every line of the rules' tables names its source and how sure it is (规则表的出处与可信度)."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

TABLES = {
    "eval_periods.csv": 5,
    "eval_basin_levels.csv": 5,
    "eval_trend_rules.csv": 6,
    "spearman_wp.csv": 16,
    "priority_pollutants.csv": 8,
    "month_excuses.csv": 4,
    "reconciliations.csv": 4,
}


@pytest.mark.parametrize(("name", "lines"), TABLES.items())
def test_every_line_has_a_source_and_a_confidence(name: str, lines: int) -> None:
    text = files("app.assessment").joinpath(f"data/{name}").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == lines
    assert all(row["source"] and row["confidence"] and None not in row for row in rows)
