"""What both engines promise of the values of a layer's sites, and of when each was last sampled (点位监测值)."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from app.store.engine import Store
from app.store.samples import add_samples, load_samples
from app.store.site_samples import VALUE_COLUMNS, load_last_sampled, load_site_values
from tests.sites_of_tests import sample


def put(store: Store, *visits: list[dict[str, object]]) -> tuple[int | None, int, int]:
    with store.writing() as c:
        frame = pd.DataFrame([row for visit in visits for row in visit])
        return add_samples(c, store, frame, batch={"who": "test"})


def at(day: int, month: int = 5) -> datetime:
    return datetime(2023, month, day, tzinfo=UTC)


def test_the_values_are_those_of_the_full_reading(store: Store) -> None:
    put(
        store,
        sample("wells", "A", "2023-05-10", {"w21017": 1.2, "w21003": "<0.02", "x:odour_and_taste": "无"}),
        sample("wells", "B", "2023-06-10", {"w21017": 1.3}, status="raw"),
        sample("water_sources", "A", "2023-05-10", {"w21017": 9.0}),
    )
    with store.reading() as c:
        full = load_samples(c, store, site_kind="wells")[list(VALUE_COLUMNS)]
        lean = load_site_values(c, store, "wells").sort_values(["site_code", "indicator"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(lean, full.sort_values(["site_code", "indicator"]).reset_index(drop=True))
        assert load_site_values(c, store, "wells", status="final")["site_code"].unique().tolist() == ["A"]
        assert load_site_values(c, store, "wells", site_codes=["B"], start=at(10, 6))["value"].tolist() == [1.3]
        assert load_site_values(c, store, "wells", end=datetime(2023, 5, 10, 2, tzinfo=UTC)).empty
        assert list(load_site_values(c, store, "dischargers").columns) == list(VALUE_COLUMNS)


def test_the_last_time_is_of_a_result_before_the_end(store: Store) -> None:
    put(
        store,
        sample("wells", "A", "2023-05-10", {"w21017": 1.2}),
        sample("wells", "A", "2023-05-20", {"w21017": "<0.02"}),
        sample("wells", "A", "2023-05-25", {"w21017": 1.0}, source="field"),
        sample("wells", "A", "2023-05-26", {"w21017": "未采样"}),
        sample("wells", "B", "2023-06-10", {"w21017": 1.2}, status="raw"),
    )
    with store.reading() as c:
        assert load_last_sampled(c, store, "wells", end=at(1, 6)) == {"A": datetime(2023, 5, 20, 2, tzinfo=UTC)}
        assert set(load_last_sampled(c, store, "wells", end=at(1, 7))) == {"A", "B"}
        assert set(load_last_sampled(c, store, "wells", end=at(1, 7), status="final")) == {"A"}
        assert load_last_sampled(c, store, "dischargers", end=at(1, 7)) == {}


def test_points_of_one_site_are_told_apart_between_files(store: Store) -> None:
    one = sample("black_odorous_waters", "H", "2023-05-10", {"x:depth": 60.0}, "1号点")
    two = sample("black_odorous_waters", "H", "2023-05-10", {"x:depth": 60.0}, "2号点")
    assert put(store, one)[1:] == (1, 0)
    assert put(store, two)[1:] == (1, 0)
    assert put(store, one, two) == (None, 0, 2)
    well = sample("wells", "H", "2023-05-10", {"w21017": 1.2}, "井")
    assert put(store, well)[1:] == (1, 0)
    assert put(store, sample("wells", "H", "2023-05-10", {"w21017": 1.2}, "井（旧名）"))[1:] == (0, 1)  # the same well
