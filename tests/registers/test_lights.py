"""The lights of works by their stated rule, typed by hand from it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.lights import DUE_DAYS, light_work

WORK: dict[str, Any] = {"deadline": "2023-12-31", "comparison": ">=", "target_value": 50.0}
ON, LATE, DONE = ({"pace": pace} for pace in ("on_pace", "behind", "done"))


@pytest.mark.parametrize(
    ("work", "reports", "month", "today", "light"),
    [
        (WORK, [], "2023-06", "2023-06-15", "yellow"),  # no report this month
        (WORK, [{"month": "2023-05", **ON}], "2023-06", "2023-06-15", "yellow"),  # reported last month only
        (WORK, [{"month": "2023-06", "value": 20.0, **ON}], "2023-06", "2023-06-15", "green"),
        (WORK, [{"month": "2023-06", "value": 20.0, **LATE}], "2023-06", "2023-06-15", "yellow"),
        (
            WORK,
            [{"month": "2023-06", "value": 50.0, **LATE}],
            "2023-06",
            "2023-06-15",
            "green",
        ),  # the target is reached
        (WORK, [{"month": "2023-06", **DONE}], "2023-09", "2023-09-15", "green"),
        (WORK, [{"month": "2023-12", "value": 20.0, **ON}], "2023-12", "2023-12-01", "yellow"),  # exactly 30 days
        (WORK, [{"month": "2023-11", "value": 20.0, **ON}], "2023-11", "2023-11-30", "green"),  # 31 days
        (WORK, [{"month": "2023-12", "value": 49.9, **ON}], "2023-12", "2023-12-31", "yellow"),  # the last day
        (WORK, [{"month": "2023-12", "value": 49.9, **ON}], "2024-01", "2024-01-01", "red"),
        (WORK, [], "2026-10", "2026-10-05", "red"),  # missing is not met
        (WORK, [{"month": "2023-12", "value": 49.9, **ON}], "2023-11", "2026-10-05", "yellow"),  # a past month, as then
        ({}, [], "2023-06", "2023-06-15", "unknown"),
        ({}, [{"month": "2023-06", **ON}], "2023-06", "2023-06-15", "green"),
        ({}, [{"month": "2023-05", **ON}], "2023-06", "2023-06-15", "yellow"),
        ({"frequency": "quarterly"}, [{"month": "2023-04", **ON}], "2023-06", "2023-06-15", "green"),
        ({"frequency": "quarterly"}, [{"month": "2023-03", **ON}], "2023-06", "2023-06-15", "yellow"),
        ({"frequency": "yearly"}, [{"month": "2023-01", **ON}], "2023-12", "2023-12-15", "green"),
        (WORK | {"comparison": "<="}, [{"month": "2023-06", "value": 0.0, **LATE}], "2023-06", "2023-06-15", "green"),
    ],
)
def test_lights(work: dict[str, Any], reports: list[dict[str, Any]], month: str, today: str, light: str) -> None:
    found = light_work(work, reports, month=month, today=date.fromisoformat(today))
    assert found.light == light, found
    assert found.zh
    assert found.en


def test_a_work_that_is_done_is_green_whatever_its_date() -> None:
    assert light_work(WORK, [], month="2030-01", today=date(2030, 1, 1), is_done=True).light == "green"


REPORTS = st.lists(
    st.fixed_dictionaries(
        {"month": st.sampled_from(["2023-04", "2023-05", "2023-06"]), "pace": st.sampled_from(["on_pace", "behind"])},
        optional={"value": st.floats(0, 49)},
    ),
    max_size=3,
    unique_by=lambda one: one["month"],
)


@given(REPORTS, st.dates(date(2023, 1, 1), date(2024, 12, 31)), st.integers(0, 400))
def test_order_is_irrelevant_and_silence_never_makes_a_light_greener(
    reports: list[dict[str, Any]], today: date, due_days: int
) -> None:
    def seen(some: list[dict[str, Any]], days: int = due_days) -> str:
        return light_work(WORK, some, month="2023-06", today=today, due_days=days).light

    assert seen(reports) == seen(reports[::-1])
    assert seen([]) != "green"
    assert seen(reports, 0) == "green" or seen(reports, DUE_DAYS) != "green"
