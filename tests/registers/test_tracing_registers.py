"""Sluice states, control orders and investigations as data: moments, spans, who may take which step."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.catalogue import register_spec
from app.registers.check import check_content
from app.registers.instants import instant_of, read_instant
from app.registers.investigations import VERDICT_STATES

STATE = {"sluice": "ZB03", "state": "closed", "from": "2026-09-01 08:00", "reported_by": "示意值班员"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-09-01 08:00", "2026-09-01T08:00:00+08:00"),  # without an offset: Asia/Shanghai
        ("2026-09-01T08:00:30", "2026-09-01T08:00:30+08:00"),
        ("2026-08-31T16:00Z", "2026-09-01T00:00:00+08:00"),
        ("2026-09-01T09:30:00+09:00", "2026-09-01T08:30:00+08:00"),
    ],
)
def test_a_moment_is_kept_in_the_time_of_china(given: str, kept: str) -> None:
    assert read_instant(given) == kept


@pytest.mark.parametrize(
    "given", ["", "2026-09-01", "08:00", "2026-13-01T08:00", "2026-09-01T25:00", "20260901T0800",
              "２０２６-09-01T08:00",
              "0001-01-01T00:00Z+", "0001-01-01T00:00", "1026-09-01T08:00",
              "9999-12-31T23:59-01:00", "2026-09-01T08:00+99:00"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"^'"):
        read_instant(given)
    faults = check_content(register_spec("sluice_states"), STATE | {"from": given})[1]
    assert [(one.code, one.field) for one in faults] in ([("field_invalid", "from")], [("field_missing", "from")])


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0)))
def test_kept_moments_are_the_same_and_sort_as_time_does(at: datetime) -> None:
    kept = read_instant(at.replace(tzinfo=UTC).isoformat())
    assert instant_of(kept) == at.replace(tzinfo=UTC)
    assert read_instant(kept) == kept
    assert (kept < "2026-09-01T08:00:00+08:00") == (at.replace(tzinfo=UTC) < datetime(2026, 9, 1, tzinfo=UTC))


def test_a_span_ends_after_it_begins() -> None:
    for register, content in (
        ("sluice_states", STATE),
        ("control_orders", {
            "section": "LC01", "cause": "quality", "cause_text": "氨氮 1.9", "sluices": ["ZB03"], "action": "close",
            "from": "2026-09-01 08:00", "by": "示意单位",
        }),
    ):  # fmt: skip
        spec = register_spec(register)
        assert check_content(spec, content)[1] == []
        assert check_content(spec, content | {"to": "2026-09-01T08:01"})[1] == []
        for end in ("2026-09-01 08:00", "2026-08-31 23:00"):
            faults = check_content(spec, content | {"to": end})[1]
            assert [(one.code, one.field) for one in faults] == [("moments_reversed", "to")]


def test_an_investigation_goes_from_task_to_closing() -> None:
    spec = register_spec("investigations")
    steps = {(step.from_state, step.to_state): step for step in spec.transitions}
    way = ["task", "finding", "verdict", "measure", "recheck", "closed"]
    assert [spec.state(one).zh for one in way] == ["待排查", "待认定", "已认定", "整改中", "待销号", "已办结"]
    roles = [steps[pair].role for pair in pairwise(way)]
    assert roles == ["inspector", "analyst", "analyst", "inspector", "analyst"]
    assert {pair for pair, step in steps.items() if step.other_than_last} == {
        ("finding", "verdict"), ("recheck", "closed"),
    }  # fmt: skip
    assert steps["verdict", "measure"].needs == ("measure", "body", "person", "deadline")
    assert steps["verdict", "measure"].only_if == ("verdict", "confirmed")
    assert steps["recheck", "closed"].only_if == ("recheck", "met")
    assert steps["closed", "task"].note_needed  # reopened, never deleted
    assert {state.id for state in spec.states if state.id in VERDICT_STATES} == set(VERDICT_STATES)
    assert set(spec.read_role.split("|")) == {"inspector", "analyst", "gis"}  # a lead is not for everybody


def test_only_a_person_who_answers_for_it_puts_an_order_in_force() -> None:
    steps = {(one.from_state, one.to_state): one for one in register_spec("control_orders").transitions}
    assert steps["draft", "in_force"].role == "chief|analyst"
    assert steps["in_force", "executed"].needs == ("executed_by", "executed_at")  # who closed what, when
    assert {pair for pair in steps if pair[1] == "lifted"} == {("executed", "lifted"), ("in_force", "lifted")}
