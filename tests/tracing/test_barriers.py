"""Which section, sluice, pump or border weakens or cuts, by how much (阻隔规则)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.tracing.barriers import (
    BARRIER_KINDS,
    STOP_KINDS,
    STOP_WORDS,
    border_barrier,
    closed_sluice_barrier,
    compliant_section_barrier,
    passing_share,
    pump_off_barrier,
)

PLACE = ("K1", "甲", 3, 120.0)


@pytest.mark.parametrize(
    ("value_age_h", "travel_h", "weight", "word"),
    [
        (0, 12.0, 0.0, "到此为止"),
        (12.0, 12.0, 0.0, "到此为止"),
        (12.1, 12.0, 0.4, "只降权"),
        (0, None, 0.0, "同一时段"),  # a month against the same month
        (5.0, None, 0.4, "传播时间未知"),
        (5.0, float("nan"), 0.4, "传播时间未知"),
        (None, 12.0, 0.4, "采样时间未知"),
    ],
)
def test_a_compliant_section_cuts_unless_its_value_is_older_than_the_water(
    value_age_h: float | None, travel_h: float | None, weight: float, word: str
) -> None:
    barrier = compliant_section_barrier(
        *PLACE, value_zh="氨氮 0.4 mg/L", value_en="NH3-N 0.4 mg/L", value_age_h=value_age_h, travel_h=travel_h,
        weak_weight=0.4,
    )  # fmt: skip
    assert (barrier.kind, barrier.weight) == ("compliant_section", weight)
    assert word in barrier.reason_zh
    assert barrier.reason_zh.startswith("氨氮 0.4 mg/L；")


@pytest.mark.parametrize(
    ("hours", "window_h", "leak_share", "weight"),
    [(24, 24, 0.1, 0.1), (6, 24, 0.1, 0.775), (30, 24, 0.1, 0.1), (24, 24, 1, 1.0), (1, 0, 0.2, 0.2)],
)
def test_a_closed_sluice_and_a_pump_at_rest_weaken(
    hours: float, window_h: float, leak_share: float, weight: float
) -> None:
    sluice = closed_sluice_barrier(*PLACE, hours_closed=hours, window_h=window_h, leak_share=leak_share)
    pump = pump_off_barrier(*PLACE, hours_off=hours, window_h=window_h, leak_share=leak_share)
    assert sluice is not None
    assert pump is not None
    assert (sluice.kind, pump.kind, sluice.hours, pump.hours) == ("closed_sluice", "pump_off", hours, hours)
    assert [sluice.weight, pump.weight] == pytest.approx([weight, weight])


def test_open_throughout_is_no_barrier_and_unknown_is_shown() -> None:
    assert closed_sluice_barrier(*PLACE, hours_closed=0, window_h=24) is None
    assert pump_off_barrier(*PLACE, hours_off=0, window_h=24) is None
    sluice = closed_sluice_barrier(*PLACE, hours_closed=None, window_h=24)
    pump = pump_off_barrier(*PLACE, hours_off=None, window_h=24)
    assert sluice is not None
    assert pump is not None
    assert [(one.kind, one.weight, one.hours) for one in (sluice, pump)] == [
        ("sluice_unknown", 1.0, None),
        ("pump_unknown", 1.0, None),
    ]
    assert "未知" in sluice.reason_zh
    assert "not known" in pump.reason_en


def test_a_border_cuts() -> None:
    border = border_barrier("371502", "东昌府区", 3, 0.0)
    assert (border.kind, border.layer, border.weight) == ("border", "districts", 0.0)


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1000), st.floats(0.01, 1))
def test_longer_closed_never_passes_more_and_never_nothing(
    hours: float, more: float, window_h: float, leak_share: float
) -> None:
    less, longer = (passing_share(one, window_h, leak_share) for one in (hours, hours + more))
    assert leak_share - 1e-12 <= longer <= less <= 1


@pytest.mark.parametrize("leak_share", [0.0, -0.1, 1.5])
def test_a_sluice_cannot_be_made_to_cut(leak_share: float) -> None:
    with pytest.raises(BreaksRule):
        closed_sluice_barrier(*PLACE, hours_closed=3, window_h=24, leak_share=leak_share)
    with pytest.raises(BreaksRule):
        passing_share(-1, 24, 0.1)


def test_every_kind_has_its_words() -> None:
    assert set(STOP_WORDS) == set(STOP_KINDS) > set(BARRIER_KINDS)
