"""Leads on site: tasks opened from a trace, verdicts that stand and that were taken back, records of features."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Connection

from app.errors import BreaksRule, Clash, NotAllowed
from app.store.engine import Store, open_store
from app.store.registers import Entry
from app.store.revisions import publish
from app.uses.registers.register_entries import move
from app.uses.tracing.investigations import (
    LeadRecord,
    lead_records,
    lead_verdicts,
    open_investigation,
)

EVENT = {"section": "LC01", "indicator": "w21003", "month": "2026-10"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('leads') / 'store.gpkg'}")
    frame = gpd.GeoDataFrame(
        {"code": ["LC01"], "name": ["千户营"], "extra": [None]}, geometry=[shapely.Point(115.6, 36.3)], crs=4490
    )
    with store.writing() as c:
        publish(c, store, "sections", frame, who="test")
    yield store
    store.close()


@pytest.fixture
def c(shared: Store) -> Iterator[Connection]:
    """A transaction that is undone afterwards."""
    with suppress(ZeroDivisionError), shared.writing() as c:
        yield c
        raise ZeroDivisionError


def task(c: Connection, store: Store, lead: str, *, trace: int | None = 7, **more: Any) -> Entry:
    given = {"lead_name": lead, "inspector": "巡查员甲", "due": "2026-11-20", "what": "采样", "who": "分析员甲"}
    return open_investigation(c, store, trace_id=trace, lead=lead, **{**given, **EVENT, **more})[0]


def judge(c: Connection, store: Store, entry: Entry, verdict: str) -> Entry:
    say = {"who": "分析员甲", "may": lambda role: True}
    move(c, store, "investigations", entry.id, "finding", who="巡查员甲", may=lambda role: True,
         fields={"finding": "unclear", "finding_text": "已采样"})  # fmt: skip
    fields = {"verdict": verdict, "verdict_reason": "监测结果"}
    return move(c, store, "investigations", entry.id, "verdict", fields=fields, **say)


def test_a_verdict_stands_until_it_is_taken_back(c: Connection, shared: Store) -> None:
    assert lead_verdicts(c, shared, 7) == {}
    entry = task(c, shared, "outfalls/A")
    assert [(one.state, one.verdict) for one in lead_verdicts(c, shared, 7).values()] == [("assigned", "")]
    judge(c, shared, entry, "excluded")
    (told,) = lead_verdicts(c, shared, 7).values()
    assert (told.lead, told.verdict, told.reason, told.entry) == ("outfalls/A", "excluded", "监测结果", entry.id)
    assert told.state == "excluded"
    say = {"who": "分析员甲", "may": lambda role: True, "note": "复发"}
    move(c, shared, "investigations", entry.id, "closed", **say)
    assert lead_verdicts(c, shared, 7)["outfalls/A"].verdict == "excluded"
    move(c, shared, "investigations", entry.id, "task", **say)  # reopened: the old verdict no longer stands
    assert lead_verdicts(c, shared, 7)["outfalls/A"].verdict == ""
    assert lead_records(c, shared) == {}


def test_a_verdict_holds_for_other_traces_of_the_same_exceedance_only(c: Connection, shared: Store) -> None:
    judge(c, shared, task(c, shared, "outfalls/A"), "excluded")
    assert lead_verdicts(c, shared, 8) == {}
    assert set(lead_verdicts(c, shared, 8, **EVENT)) == {"outfalls/A"}
    assert lead_verdicts(c, shared, 8, **(EVENT | {"month": "2026-09"})) == {}
    assert lead_verdicts(c, shared, None, section="LC01", indicator="w21003") == {}  # a month too, or nothing
    judge(c, shared, task(c, shared, "outfalls/A", trace=8), "confirmed")
    assert lead_verdicts(c, shared, 7, **EVENT)["outfalls/A"].verdict == "excluded"  # its own wins
    assert lead_verdicts(c, shared, 8, **EVENT)["outfalls/A"].verdict == "confirmed"
    assert lead_verdicts(c, shared, 9, **EVENT)["outfalls/A"].verdict == "confirmed"  # then the latest


def test_who_took_a_verdict_back_may_give_it_anew_and_who_found_may_not(c: Connection, shared: Store) -> None:
    entry = task(c, shared, "outfalls/A")
    found: dict[str, Any] = {"finding": "excluded", "finding_text": "已采样"}
    given: dict[str, Any] = {"verdict": "confirmed", "verdict_reason": "监测结果"}
    anybody = {"who": "甲", "may": lambda role: role != "admin"}
    move(c, shared, "investigations", entry.id, "finding", fields=found, **anybody)
    with pytest.raises(NotAllowed):
        move(c, shared, "investigations", entry.id, "verdict", fields=given, **anybody)
    judge = {"who": "乙", "may": lambda role: role == "analyst"}
    move(c, shared, "investigations", entry.id, "verdict", fields=given, **judge)
    move(c, shared, "investigations", entry.id, "finding", note="记错了", **judge)
    told = move(c, shared, "investigations", entry.id, "verdict", fields=given | {"verdict": "excluded"}, **judge)
    assert told.content["verdict"] == "excluded"


def test_who_was_cleared_shows_as_cleared_where_another_trace_has_a_task_of_its_own(
    c: Connection, shared: Store
) -> None:
    task(c, shared, "outfalls/A", trace=8)
    entry = task(c, shared, "outfalls/A")
    assert lead_verdicts(c, shared, 8, **EVENT)["outfalls/A"].state == "assigned"
    judge(c, shared, entry, "excluded")
    for trace in (7, 8, 9):
        assert lead_verdicts(c, shared, trace, **EVENT)["outfalls/A"].state == "excluded"


def test_the_record_counts_verdicts_by_feature(c: Connection, shared: Store) -> None:
    judge(c, shared, task(c, shared, "outfalls/A"), "confirmed")
    judge(c, shared, task(c, shared, "outfalls/A", month="2026-09"), "confirmed")
    judge(c, shared, task(c, shared, "outfalls/A", trace=8, indicator="w21011"), "excluded")
    task(c, shared, "outfalls/B")
    assert lead_records(c, shared) == {"outfalls/A": LeadRecord(2, 1)}
    assert lead_records(c, shared, indicator="w21011") == {"outfalls/A": LeadRecord(0, 1)}


def test_the_same_task_is_opened_once_and_another_content_is_a_clash(c: Connection, shared: Store) -> None:
    first = task(c, shared, "outfalls/A")
    assert task(c, shared, "outfalls/A").id == first.id
    with pytest.raises(Clash):
        task(c, shared, "outfalls/A", inspector="巡查员乙")
    with pytest.raises(BreaksRule) as told:
        task(c, shared, "outfalls/B", due="明天", section="XX")
    assert {(one.code, one.field) for one in told.value.faults} >= {("field_invalid", "due")}
