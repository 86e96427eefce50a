"""Registers and files in the store, on both engines: versions, history, one transaction."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from app.errors import Absent, Clash
from app.store.engine import Store
from app.store.files import add_file, load_file, load_files
from app.store.registers import (
    Entry,
    EntryQuery,
    add_entry,
    change_entry,
    count_states,
    find_entry,
    iterate_entries,
    load_entries,
    load_entry,
    load_events,
)


def put(store: Store, key: str, **more: Any) -> Entry:
    values: dict[str, Any] = {
        "register": "works", "key": key, "subject": "p", "month": None, "state": "open", "content": {"item": key},
        "who": "王", **more,
    }  # fmt: skip
    with store.writing() as c:
        return add_entry(c, store, **values)


def test_an_entry_is_kept_with_its_first_event(store: Store) -> None:
    entry = put(store, "甲/1", month="2023-05", content={"item": "管网", "value": 0.1, "lead": ["住建局"]}, note="首次")
    assert (entry.version, entry.made_by, entry.changed_by, entry.state) == (1, "王", "王", "open")
    assert entry.made_at.utcoffset() is not None
    with store.reading() as c:
        assert find_entry(c, store, "works", "甲/1") == load_entry(c, store, "works", entry.id) == entry
        assert find_entry(c, store, "progress", "甲/1") is None
        (event,) = load_events(c, store, entry.id)
    assert (event.action, event.from_state, event.to_state, event.note) == ("made", None, "open", "首次")
    assert event.content == entry.content == {"item": "管网", "value": 0.1, "lead": ["住建局"]}


def test_each_change_is_a_version_and_an_event_and_a_stale_one_is_told_who_was_first(store: Store) -> None:
    first = put(store, "a")
    with store.writing() as c:
        second = change_entry(c, store, first, content={"item": "b"}, subject="q", month="2023-06", who="李")
        third = change_entry(
            c, store, second, content={"item": "b"}, subject="q", month="2023-06", who="赵", state="done",
            note="完成", file_sha256="0" * 64,
        )  # fmt: skip
    assert (third.version, third.subject, third.month, third.state, third.changed_by) == (
        3,
        "q",
        "2023-06",
        "done",
        "赵",
    )
    assert third.made_by == "王"
    with pytest.raises(Clash) as told, store.writing() as c:
        change_entry(c, store, first, content={"item": "c"}, subject=None, month=None, who="孙")
    assert "赵" in told.value.zh
    assert "第 3 版" in told.value.zh
    with store.reading() as c:
        assert load_entry(c, store, "works", first.id) == third
        events = load_events(c, store, first.id)
    assert [(e.version, e.action, e.from_state, e.to_state, e.who) for e in events] == [
        (1, "made", None, "open", "王"), (2, "changed", "open", "open", "李"), (3, "moved", "open", "done", "赵"),
    ]  # fmt: skip
    assert events[2].file_sha256 == "0" * 64


def test_of_two_that_change_the_same_version_one_is_refused(store: Store) -> None:
    entry, refused = put(store, "a"), []

    def change(who: str) -> None:
        try:
            with store.writing() as c:
                change_entry(c, store, entry, content={"by": who}, subject=None, month=None, who=who)
        except Clash as error:
            refused.append(error)

    threads = [threading.Thread(target=change, args=(who,)) for who in ("甲", "乙", "丙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 2
    with store.reading() as c:
        assert len(load_events(c, store, entry.id)) == 2


def test_a_key_stands_once_and_a_failure_leaves_nothing(store: Store) -> None:
    put(store, "a")
    with pytest.raises(Clash):
        put(store, "a")
    put(store, "a", register="measures")

    def fail() -> None:
        with store.writing() as c:
            add_entry(
                c, store, register="works", key="b", subject=None, month=None, state="open", content={}, who="王"
            )  # fmt: skip
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as c:
        assert [entry.key for entry in load_entries(c, store, "works")] == ["a"]
        assert count_states(c, store, "works") == {"open": 1}
        with pytest.raises(Absent):
            load_entry(c, store, "works", 10_000)


def test_entries_are_found_by_state_subject_and_month_page_by_page(store: Store) -> None:
    for number in range(1, 6):
        put(store, str(number), month=f"2023-0{number}", subject="odd" if number % 2 else "even")
    put(store, "6", subject="odd", state="done")

    def keys(**asked: Any) -> list[str]:
        with store.reading() as c:
            return [entry.key for entry in load_entries(c, store, "works", EntryQuery(**asked))]

    assert keys() == ["1", "2", "3", "4", "5", "6"]
    assert keys(subject="odd") == ["1", "3", "5", "6"]
    assert keys(states=("done",)) == ["6"]
    assert keys(first_month="2023-02", last_month="2023-03") == ["2", "3"]
    assert keys(limit=2) == ["1", "2"]
    with store.reading() as c:
        after = load_entries(c, store, "works", EntryQuery(limit=2))[-1].id
        assert [e.key for e in load_entries(c, store, "works", EntryQuery(after=after, limit=2))] == ["3", "4"]
        found = list(iterate_entries(c, store, "works", EntryQuery(), lambda entry: entry.key in "25"))
    assert [entry.key for entry in found] == ["2", "5"]


def test_a_file_has_one_row_by_its_content(store: Store) -> None:
    with store.writing() as c:
        row = add_file(c, store, sha256="a" * 64, name="批复.pdf", media_type="application/pdf", size_bytes=3, who="王")
        again = add_file(c, store, sha256="a" * 64, name="b.pdf", media_type="application/pdf", size_bytes=3, who="李")
    assert row == again
    with store.reading() as c:
        assert load_file(c, store, "a" * 64).name == "批复.pdf"
        assert load_files(c, store, ["b" * 64, "a" * 64]).keys() == {"a" * 64}
        assert load_files(c, store, []) == {}
        with pytest.raises(Absent):
            load_file(c, store, "b" * 64)
