"""Kept traces and impacts in the store, on both engines: documents stay, states are events."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.errors import Absent, Clash
from app.store.engine import Store
from app.store.traces import (
    KeptQuery,
    KeptRow,
    list_impacts,
    list_traces,
    load_impact,
    load_kept_events,
    load_trace,
    move_kept,
    save_impact,
    save_trace,
)

LEADS = {"leads": [{"id": "outfalls/甲", "score": 0.1, "share": None}], "place": [116.5, 36.25]}


def keep(store: Store, **more: Any) -> KeptRow:
    values: dict[str, Any] = {
        "subject": "sections/千户营", "title": "千户营 氨氮 2026年10月", "question": {"month": "2026-10"},
        "document": LEADS, "revisions": {"reaches": 3}, "who": "王", "indicator": "w21003", "month": "2026-10", **more,
    }  # fmt: skip
    with store.writing() as c:
        return save_trace(c, store, **values)


def test_a_trace_is_kept_as_it_was_made(store: Store) -> None:
    row = keep(store, note="首次")
    with store.reading() as c:
        kept = load_trace(c, store, row.id)
        (event,) = load_kept_events(c, store, "traces", row.id)
    assert kept.row == row
    assert (row.made_by, row.state, row.version) == ("王", "open", 1)
    assert (row.month, row.subject) == ("2026-10", "sections/千户营")
    assert row.made_at.utcoffset() is not None
    assert (kept.question, kept.document, kept.revisions) == ({"month": "2026-10"}, LEADS, {"reaches": 3})
    assert (event.who, event.from_state, event.to_state, event.note, event.version) == ("王", None, "open", "首次", 1)


def test_traces_and_impacts_are_told_apart(store: Store) -> None:
    trace = keep(store)
    with store.writing() as c:
        impact = save_impact(
            c, store, subject="point/116.5,36.2", title="溢流", question={}, document={}, revisions={}, who="李"
        )
    with store.reading() as c:
        assert load_impact(c, store, impact.id).row == impact
        assert (list_traces(c, store), list_impacts(c, store)) == ([trace], [impact])
        assert (impact.indicator, impact.month) == (None, None)
        assert [e.who for e in load_kept_events(c, store, "impacts", impact.id)] == ["李"]
    with store.writing() as c:
        move_kept(c, store, "impacts", impact, "closed", who="李", note="")
    with store.reading() as c:
        assert load_trace(c, store, trace.id).row.state == "open"


@pytest.mark.parametrize("asked", [0, -1, 99, 2**63, -(2**70)])
def test_what_is_not_there_is_absent(store: Store, asked: int) -> None:
    with store.reading() as c:
        with pytest.raises(Absent, match="no trace"):
            load_trace(c, store, asked)
        with pytest.raises(Absent, match="no impact"):
            load_impact(c, store, asked)


def test_a_state_is_an_event_and_the_document_stays(store: Store) -> None:
    first = keep(store)
    with store.writing() as c:
        closed = move_kept(c, store, "traces", first, "closed", who="赵", note="已整改")
        opened = move_kept(c, store, "traces", closed, "open", who="孙", note="反弹")
    with store.reading() as c:
        kept = load_trace(c, store, first.id)
        events = load_kept_events(c, store, "traces", first.id)
    assert kept.row == opened
    assert (opened.state, opened.version, opened.made_by) == ("open", 3, "王")
    assert kept.document == LEADS
    assert [(e.who, e.from_state, e.to_state, e.note) for e in events] == [
        ("王", None, "open", ""), ("赵", "open", "closed", "已整改"), ("孙", "closed", "open", "反弹"),
    ]  # fmt: skip


def test_who_comes_second_is_told_who_was_first(store: Store) -> None:
    row = keep(store)
    with store.writing() as c:
        closed = move_kept(c, store, "traces", row, "closed", who="赵", note="")
    with pytest.raises(Clash, match="赵 closed it"), store.writing() as c:
        move_kept(c, store, "traces", closed, "closed", who="孙", note="")
    with pytest.raises(Clash, match="赵 closed it"), store.writing() as c:
        move_kept(c, store, "traces", row, "closed", who="孙", note="")  # as read before 赵 closed it
    with store.reading() as c:
        assert len(load_kept_events(c, store, "traces", row.id)) == 2


def test_lists_are_filtered_and_paged_newest_first(store: Store) -> None:
    rows = [
        keep(store, subject=f"sections/{at % 2}", month=f"2026-0{at}", indicator="abc"[at % 3]) for at in range(1, 7)
    ]
    with store.writing() as c:
        rows[0] = move_kept(c, store, "traces", rows[0], "closed", who="赵", note="")
    newest = rows[::-1]
    with store.reading() as c:

        def asked(**query: Any) -> list[KeptRow]:
            return list_traces(c, store, KeptQuery(**query))

        assert asked() == newest
        assert asked(limit=2) == newest[:2]
        assert asked(limit=2, before=newest[1].id) == newest[2:4]
        assert asked(before=rows[0].id) == []
        assert asked(subject="sections/1") == [row for row in newest if row.subject == "sections/1"]
        assert asked(month="2026-03") == [rows[2]]
        assert asked(indicator="b", subject="sections/1") == [rows[0]]
        assert asked(states=["closed"]) == [rows[0]]
        assert asked(subject="sections/'; DROP TABLE traces; --") == []


def test_what_fails_leaves_nothing(store: Store) -> None:
    def save_and_fail() -> None:
        with store.writing() as c:
            row = save_trace(c, store, subject="s", title="t", question={}, document={}, revisions={}, who="w")
            move_kept(c, store, "traces", row, "open", who="w", note="")

    with pytest.raises(Clash):
        save_and_fail()
    with store.reading() as c:
        assert list_traces(c, store) == []
        assert c.execute(select(func.count()).select_from(store.tables.tracing_events)).scalar() == 0
