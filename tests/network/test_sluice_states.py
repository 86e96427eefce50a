"""States of sluices in time (闸坝启闭状态)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.network.sluice_states import (
    SLUICE_STATES,
    StateRecord,
    by_sluice,
    closed_hours,
    openings,
    spans,
    state_at,
    state_hours,
)

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)


def hour(at: float) -> datetime:
    """An hour from the beginning."""
    return BEGIN + timedelta(hours=at)


def record(state: str, start: float, end: float | None, sluice: str = "Z1") -> StateRecord:
    """A record by hours from the beginning."""
    return StateRecord(sluice, state, hour(start), None if end is None else hour(end), "值班员", "register")


RECORDS = [record("closed", 0, 100), record("partly", 100, 130), record("open", 40, 50), record("reversed", 140, None)]


@pytest.mark.parametrize(
    ("at", "state"),
    [(-1, None), (0, "closed"), (39.9, "closed"), (40, "open"), (50, "closed"), (100, "partly"), (130, None),
     (140, "reversed"), (9999, "reversed")],
)  # fmt: skip
def test_the_state_at_a_moment(at: float, state: str | None) -> None:
    found = state_at(RECORDS, hour(at))
    assert (found and found.state) == state


def test_of_equal_starts_the_later_report_counts() -> None:
    found = state_at([record("closed", 0, None), record("open", 0, None)], hour(1))
    assert found is not None
    assert found.state == "open"


def test_hours_of_each_state_add_up() -> None:
    assert state_hours(RECORDS, hour(-10), hour(150)) == {
        "open": 10, "closed": 90, "partly": 30, "reversed": 10, "unknown": 20
    }  # fmt: skip
    assert closed_hours(RECORDS, hour(-10), hour(150)) == 90
    assert closed_hours(RECORDS, hour(100), hour(120)) == 0  # partly is known, and not closed
    assert closed_hours(RECORDS, hour(131), hour(139)) is None
    assert closed_hours([record("unknown", 0, 9)], hour(1), hour(8)) is None


def test_openings_of_the_window() -> None:
    found = openings(RECORDS, hour(45), hour(120))
    assert [(one.at, one.closed_since, one.closed_h) for one in found] == [(hour(100), hour(50), 50)]
    assert [one.at for one in openings(RECORDS, hour(0), hour(200))] == [hour(40), hour(100)]
    assert [one.at for one in openings(RECORDS, hour(41), hour(100))] == [hour(100)]
    assert openings(RECORDS, hour(101), hour(200)) == []


def test_an_opening_after_a_gap_counts_what_is_known() -> None:
    found = openings([record("closed", 0, 10), record("open", 15, None)], hour(12), hour(20))
    assert [(one.at, one.closed_since, one.closed_h) for one in found] == [(hour(15), hour(0), 10)]


def test_sluices_are_kept_apart() -> None:
    both = [record("closed", 0, 10), record("open", 0, None, "Z2"), record("open", 10, None)]
    assert {sluice: len(own) for sluice, own in by_sluice(both).items()} == {"Z1": 2, "Z2": 1}
    assert [(one.sluice, one.at) for one in openings(both, hour(0), hour(20))] == [("Z1", hour(10))]


records = st.lists(
    st.builds(
        lambda state, start, length: record(state, start, None if length is None else start + length),
        st.sampled_from(SLUICE_STATES),
        st.integers(-20, 60),
        st.none() | st.integers(1, 50),
    ),
    max_size=8,
)


@given(records, st.integers(-30, 60), st.integers(1, 60))
def test_the_spans_are_the_states_of_each_moment(given_records: list[StateRecord], start: int, length: int) -> None:
    found = spans(given_records, hour(start), hour(start + length))
    assert found[0].start == hour(start)
    assert found[-1].end == hour(start + length)
    assert all(one.end == other.start for one, other in pairwise(found))
    for at in range(start, start + length):
        (span,) = [one for one in found if one.start <= hour(at) < one.end]
        assert span.record is state_at(given_records, hour(at))
    hours = state_hours(given_records, hour(start), hour(start + length))
    assert sum(hours.values()) == pytest.approx(length)


@given(records, st.integers(-30, 60), st.integers(1, 60))
def test_openings_lie_between_closed_and_open(given_records: list[StateRecord], start: int, length: int) -> None:
    for one in openings(given_records, hour(start), hour(start + length)):
        after, before = state_at(given_records, one.at), state_at(given_records, one.at - timedelta(seconds=1))
        assert after is not None
        assert after.state in ("open", "partly", "reversed")
        assert before is None or before.state in ("closed", "unknown")
        assert 0 < one.closed_h <= (one.at - one.closed_since).total_seconds() / 3600 + 1e-9
