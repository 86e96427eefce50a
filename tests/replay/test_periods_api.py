"""Quarters, years, weeks and the year so far of the demonstration's sections, against the months they rest on."""

from __future__ import annotations

from statistics import fmean
from typing import Any

import pytest
from fastapi.testclient import TestClient

MONTHS = ("2025-04", "2025-05", "2025-06")


def rows_of(client: TestClient, period: str, month: str) -> dict[str, dict[str, Any]]:
    answer = client.get(f"/api/assessment/periods?period={period}&month={month}")
    assert answer.status_code == 200, answer.text
    return {row["code"]: row for row in answer.json()["rows"]}


def ammonia(row: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in row["indicators"] if one["code"] == "w21003")


def test_a_quarter_is_the_mean_of_its_months(client: TestClient) -> None:
    quarter = rows_of(client, "quarter", "2025-05")["LC03"]
    months = []
    for month in MONTHS:
        features = client.get(f"/api/assessment/sections?month={month}").json()["features"]
        properties = next(one["properties"] for one in features if one["id"] == "LC03")
        months.append(ammonia(properties)["value_unrounded"])
    assert quarter["period"] == "2025-Q2"
    assert ammonia(quarter)["value_unrounded"] == pytest.approx(fmean(months), rel=1e-9)


def test_a_year_needs_its_months_and_says_what_it_lacks(client: TestClient) -> None:
    year = rows_of(client, "year", "2025-12")
    assert year["LC01"]["class_name"] == "Ⅳ"
    assert year["LC37"]["class_name"] is None  # 断流 in five months: seven are not eight
    assert year["LC37"]["reason_zh"] == "年度均值应有 8 个月均值，只有 7 个。"
    assert {row["class_name"] for row in rows_of(client, "year", "2026-10").values()} == {None}  # not over yet


def test_the_year_so_far_is_held_against_a_year_ago(client: TestClient) -> None:
    rows = rows_of(client, "cumulative", "2026-10")
    assert rows["LC28"]["never_worse"]["answer"] == "worse"  # total phosphorus from June 2026 on
    assert rows["LC28"]["change"]["zh"] in ("有所变差", "明显变差")
    assert rows["LC02"]["never_worse"]["answer"] == "same"
    assert rows["LC01"]["class_last_year_name"] == "Ⅳ"


def test_weeks_end_in_the_month(client: TestClient) -> None:
    answer = client.get("/api/assessment/periods?period=week&month=2026-09").json()["rows"]
    assert {row["period"] for row in answer} == {"2026-W36", "2026-W37", "2026-W38", "2026-W39"}
    assert all(row["class_name"] for row in answer if row["code"] == "LC06")  # a station: values each week


def test_periods_as_a_table(client: TestClient) -> None:
    text = client.get("/api/assessment/periods?period=quarter&month=2025-05&f=csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("时段,断面编码,断面名称")
    assert client.get("/api/assessment/periods?period=decade&month=2025-05").status_code == 400
