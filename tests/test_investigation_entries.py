"""Investigations and sluice states in the store: another person's verdict, conditions of steps, features that exist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import geopandas as gpd
import pytest
import shapely

from app.errors import BreaksRule, NotAllowed
from app.registers.catalogue import register_spec
from app.store.engine import Store, open_store
from app.store.registers import Entry, load_events
from app.store.revisions import publish
from app.uses.registers.register_entries import enter, move
from app.uses.registers.register_lookup import is_overdue

TASK: dict[str, Any] = {
    "trace": 7, "lead": "outfalls/PWK055", "lead_name": "示意排污口", "section": "LC01", "indicator": "w21003",
    "month": "2026-10", "inspector": "巡查员甲", "due": "2026-11-20", "what": "采样并查看生产记录",
}  # fmt: skip
FOUND = {"finding": "confirmed", "finding_text": "外排水氨氮 17.6 mg/L", "found_at": "2026-11-12 10:20"}


@pytest.fixture(params=["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)], scope="module")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path_factory.mktemp('investigations') / 'store.gpkg'}"
    store = open_store(url if request.param == "geopackage" else request.getfixturevalue("postgis_url"))
    point = [shapely.Point(115.9, 36.5)]
    with store.writing() as c:
        for layer, code, name in (("sections", "LC01", "千户营"), ("sluices", "ZB03", "示意闸")):
            frame = gpd.GeoDataFrame({"code": [code], "name": [name], "extra": [None]}, geometry=point, crs=4490)
            publish(c, store, layer, frame, who="test")
    yield store
    store.close()


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    """The shared store, its registers emptied afterwards."""
    yield shared
    with shared.writing() as c:
        for table in (shared.tables.register_events, shared.tables.register_entries):
            c.execute(table.delete())


def put(store: Store, register: str, content: dict[str, Any]) -> Entry:
    with store.writing() as c:
        return enter(c, store, register, content, who="分析员甲")[0]


def step(store: Store, entry: Entry, to: str, who: str, role: str, *, note: str = "", **fields: Any) -> Entry:
    with store.writing() as c:
        may = lambda wanted: role in wanted.split("|")  # noqa: E731
        return move(c, store, entry.register, entry.id, to, who=who, may=may, note=note, fields=fields)


def test_the_verdict_is_never_given_by_the_person_who_found_it(store: Store) -> None:
    task = put(store, "investigations", TASK)
    with pytest.raises(NotAllowed, match="inspector"):
        step(store, task, "finding", "分析员甲", "analyst", **FOUND)
    found = step(store, task, "finding", "巡查员甲", "inspector", **FOUND)
    with pytest.raises(NotAllowed, match="took the step before"):
        step(store, found, "verdict", "巡查员甲", "analyst", verdict="confirmed", verdict_reason="属实")
    # Whoever gave the task may give the verdict, and so may an administrator.
    given = step(store, found, "verdict", "分析员甲", "analyst", verdict="confirmed", verdict_reason="与监测吻合")
    assert (given.state, given.content["found_at"]) == ("verdict", "2026-11-12T10:20:00+08:00")


def test_a_measure_needs_a_confirmed_verdict_and_closing_a_recheck_that_is_met(store: Store) -> None:
    found = step(store, put(store, "investigations", TASK), "finding", "甲", "inspector", **FOUND)
    excluded = step(store, found, "verdict", "乙", "analyst", verdict="excluded", verdict_reason="停产")
    measure = {"measure": "停产整治", "body": "示意单位", "person": "示意责任人", "deadline": "2026-12-10"}
    with pytest.raises(BreaksRule) as told:
        step(store, excluded, "measure", "乙", "analyst", **measure)
    assert [(one.code, one.field) for one in told.value.faults] == [("step_needs_value", "verdict")]
    again = step(store, excluded, "finding", "乙", "analyst", note="补充监测后重新认定")
    confirmed = step(store, again, "verdict", "丙", "analyst", verdict="confirmed", verdict_reason="补测超标")
    mending = step(store, confirmed, "measure", "丙", "analyst", **measure)
    spec = register_spec("investigations")
    assert is_overdue(spec, mending, date(2026, 12, 1)) is False  # the day of the task is past and no longer counts
    assert is_overdue(spec, mending, date(2026, 12, 11)) is True
    checked = step(store, mending, "recheck", "甲", "inspector", recheck="not_met", recheck_text="仍超标")
    assert is_overdue(spec, checked, date(2026, 12, 11)) is None  # owed by nobody outside now
    with pytest.raises(BreaksRule) as told:
        step(store, checked, "closed", "乙", "analyst", note="销号")
    assert [one.code for one in told.value.faults] == ["step_needs_value"]
    back = step(store, checked, "measure", "乙", "analyst", note="继续整改", deadline="2026-12-31")
    met = step(store, back, "recheck", "甲", "inspector", recheck="met", recheck_text="达标")
    closed = step(store, met, "closed", "乙", "analyst", note="销号")
    reopened = step(store, closed, "task", "乙", "analyst", note="复发")
    assert reopened.state == "task"
    with store.reading() as c:
        ways = [event.to_state for event in load_events(c, store, reopened.id)]
    assert ways == ["task", "finding", "verdict", "finding", "verdict", "measure", "recheck", "measure", "recheck",
                    "closed", "task"]  # fmt: skip


def test_a_state_is_of_a_sluice_that_is_there(store: Store) -> None:
    state = {"sluice": "ZB03", "state": "closed", "from": "2026-09-01 08:00", "reported_by": "示意值班员"}
    assert put(store, "sluice_states", state).subject == "ZB03"
    with pytest.raises(BreaksRule) as told:
        put(store, "sluice_states", state | {"sluice": "ZB99"})
    assert [(one.code, one.field) for one in told.value.faults] == [("feature_absent", "sluice")]
    with pytest.raises(BreaksRule) as told:
        put(store, "control_orders", {
            "section": "LC01", "cause": "quality", "cause_text": "氨氮 1.9 mg/L", "sluices": ["ZB03", "LC01"],
            "action": "close", "from": "2026-09-01 08:00", "by": "示意单位",
        })  # fmt: skip
    assert [(one.code, one.field) for one in told.value.faults] == [("feature_absent", "sluices")]
