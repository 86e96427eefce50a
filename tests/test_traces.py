"""Traces made from a store, kept, and shown by what is known and may be told, on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import Absent, BreaksRule, Clash, SuyuanError, Unparsable
from app.store.engine import Store, open_store
from app.store.revisions import publish
from app.store.traces import list_traces, load_trace
from app.uses.registers.register_entries import move
from app.uses.tracing.trace_archive import assign_lead, keep_trace, move_trace, trace_events, trace_features
from app.uses.tracing.trace_asked import TraceAsked
from app.uses.tracing.trace_showing import show_trace
from tests.traces_of_tests import (
    FIRM,
    HOSTILE,
    SETTINGS,
    ammonia,
    fill,
    give_verdict,
    instant,
    outfalls,
    take_back,
)

ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]


@pytest.fixture(params=ENGINES, scope="module")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path_factory.mktemp('traces') / 'store.gpkg'}"
    store = open_store(url if request.param == "geopackage" else request.getfixturevalue("postgis_url"))
    fill(store)
    yield store
    store.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """A store of its own, for what changes layers and registers."""
    store = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}")
    fill(store)
    yield store
    store.close()


def made(store: Store, **more: Any) -> dict[str, Any]:
    """A trace, kept and shown."""
    kept = keep_trace(store, SETTINGS, ammonia(**more), who="王")
    return shown(store, kept.row.id)


def shown(store: Store, trace_id: int) -> dict[str, Any]:
    with store.reading() as c:
        return show_trace(c, store, load_trace(c, store, trace_id))


def leads_of(trace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {lead["id"]: lead for lead in trace["leads"]}
    assert len(found) == len(trace["leads"])
    return found


def test_a_trace_of_a_section_by_hand(shared: Store) -> None:
    """Fluxes: 1.8·3·86.4 = 466.56; 0.5·2·86.4 = 86.4 kg/d, 8,500 m at 0.5 m/s = 4.722 h above, so 84.72 arrive."""
    trace = made(shared)
    question = trace["question"]
    assert (question["value"], question["limit"], question["multiple"], question["exceeds"]) == (1.8, 1.0, 0.8, True)
    assert (question["limit_zh"], question["unit"], question["month"]) == ("Ⅲ类", "mg/L", "2026-10")
    assert question["window"] == {"from": "2026-10-01T00:00+08:00", "to": "2026-11-01T00:00+08:00"}
    assert trace["title"] == "下断面 氨氮 2026年10月"
    assert (trace["made_by"], trace["state"], trace["notes"]) == ("王", "open", [])
    (stretch,) = trace["stretches"]
    assert (stretch["to_section"], [one["key"] for one in stretch["from_sections"]]) == ("SD", ["SU"])
    assert stretch["flux_down"] == pytest.approx(466.56)
    assert stretch["flux_up"] == pytest.approx(84.72, abs=0.01)
    assert stretch["increment"] == pytest.approx(381.84, abs=0.02)
    assert stretch["known"] == pytest.approx(39.68, abs=0.02)  # 40 kg/d, 3,500 m above: 1.944 h
    assert stretch["unexplained"] == pytest.approx(342.17, abs=0.05)
    assert stretch["low"] < stretch["increment"] < stretch["high"]
    assert trace["level"]["reached"] == "L4"
    assert sum(lead["share"] for lead in trace["leads"]) == pytest.approx(1)


def test_reaches_and_stops_tell_where_and_why(shared: Store) -> None:
    trace = made(shared)
    pieces = {(one["key"], one["low_m"]): one for one in trace["reaches"]}
    assert {key for key, _ in pieces} == {"q3", "q2", "b1"}  # q1 lies above the section that met its limit
    start = pieces["q3", 0.0]
    assert (start["high_m"], start["distance_m"], start["probable_h"], start["end_probable_h"]) == (4500, 0, 0, 2.5)
    assert start["near_end"] == "last"
    assert start["geometry"]["coordinates"][-1] == pytest.approx(trace["question"]["place"], abs=1e-6)
    assert pieces["q2", 1000.0]["weight"] == 1
    assert pieces["b1", 0.0]["weight"] < 0.5  # above the closed sluice
    stops = {stop["kind"]: stop for stop in trace["stops"]}
    assert set(stops) == {"compliant_section", "closed_sluice", "headwater"}
    assert (stops["compliant_section"]["key"], stops["compliant_section"]["weight"]) == ("SU", 0)
    assert "0.5 mg/L ≤ 1 mg/L" in stops["compliant_section"]["reason_zh"]
    assert 0 < stops["closed_sluice"]["weight"] < 1
    assert 460 < stops["closed_sluice"]["hours"] < 480  # 1 to 20 October but for the hours of travel
    assert [band["hours"] for band in trace["bands"]] == [6.0]


def test_every_kind_of_lead_is_there_with_its_factors(shared: Store) -> None:
    leads = leads_of(made(shared))
    assert set(leads) == {
        "outfalls/P1", "outfalls/P2", "outfalls/P3", "outfalls/P4", "dischargers/F2", "villages/V1", "pool/Z1",
        "sluices/Z1", "reaches/b1", "unlisted/SD",
    }  # fmt: skip
    first = leads["outfalls/P1"]
    assert (first["rank"], first["evidence_level"], first["words_zh"]) == (1, "L4", "区间负荷异常")
    assert (first["load_kg_per_d"], first["load_source"]) == (40.0, "2026-10 监测均值 20 mg/L × 实测水量 2,000 m³/d")
    assert first["chain"]["water"] == "清河"
    assert [one["name"] for one in first["chain"]["channels"]] == ["甲管道"]
    assert [one["name"] for one in first["chain"]["dischargers"]] == [FIRM]
    product = 1.0
    for factor in first["factors"]:
        assert factor["evidence_zh"]
        assert factor["evidence_en"]
        product *= factor["value"]
    assert first["score"] == pytest.approx(product, rel=1e-4)
    assert {kind: lead["kind"] for kind, lead in leads.items()}["dischargers/F2"] == "livestock"
    assert leads["reaches/b1"]["shown_name_zh"] == "白沟"
    assert leads["pool/Z1"]["shown_name_zh"] == "白沟闸闸前"


def test_a_lead_below_l2_shows_its_code_and_its_reach_only(shared: Store) -> None:
    for level in ("L0", "L1"):
        trace = made(shared, level=level)
        assert trace["level"]["reached"] == level
        text = json.dumps(trace, ensure_ascii=False)
        for name in (FIRM, "甲管道", "乙雨洪口", "丙村排口", "丁养殖场", "戊村", HOSTILE):
            assert name not in text, (level, name)
        lead = leads_of(trace)["outfalls/P1"]
        assert (lead["shown_name_zh"], lead["reach"], lead["words_zh"]) == ("P1", "q3", "上游可能")
        assert (lead["chain"], lead["load_kg_per_d"], lead["is_named"]) == (None, None, False)
        assert {one["name"] for one in lead["factors"]} <= {"barrier", "travel"}
        assert trace["stretches"] == []
        exported = json.dumps(trace_features(trace), ensure_ascii=False)
        assert FIRM not in exported
    # at L4 as well, where a lead's own evidence does not reach L2
    lead = leads_of(made(shared))["outfalls/P4"]
    assert (lead["evidence_level"], lead["shown_name_zh"], lead["chain"]) == ("L1", "P4", None)


def test_a_verdict_scores_an_old_trace_anew_and_may_be_taken_back(own: Store) -> None:
    before = made(own)
    trace_id = before["id"]
    with own.writing() as c:
        entry, is_new = assign_lead(
            c, own, trace_id, lead="outfalls/P1", inspector="巡查", due="2026-12-01", what="查看排口", who="分析"
        )
    assert is_new
    assert (entry.content["section"], entry.content["indicator"], entry.content["month"]) == ("SD", "w21003", "2026-10")
    lead = leads_of(shown(own, trace_id))["outfalls/P1"]
    assert (lead["state"], lead["state_zh"], lead["investigation"]) == ("assigned", "已派排查任务", entry.id)
    give_verdict(own, entry.id, "excluded", reason="当日停产")
    after = shown(own, trace_id)
    cleared = leads_of(after)["outfalls/P1"]
    assert (cleared["state_zh"], cleared["words_zh"], cleared["score"], cleared["share"]) == ("已排除", "已排除", 0, 0)
    assert cleared["rank"] == len(after["leads"])
    assert "当日停产" in cleared["factors"][-1]["evidence_zh"]
    assert sum(lead["share"] for lead in after["leads"]) == pytest.approx(1)
    for point in after["sampling_points"]:
        assert "outfalls/P1" not in point["above"] + point["below"]
    assert [(one["id"], one["state"]) for one in after["investigations"]] == [(entry.id, "verdict")]
    again = made(own)  # another trace of the same section, indicator and month
    assert again["investigations"] == after["investigations"]
    assert leads_of(again)["outfalls/P1"]["state"] == "excluded"
    other = made(own, month="2026-09")
    assert leads_of(other)["outfalls/P1"]["state"] == "open"
    take_back(own, entry.id)
    assert [(lead["id"], lead["share"]) for lead in shown(own, trace_id)["leads"]] == [
        (lead["id"], lead["share"]) for lead in before["leads"]
    ]


def test_a_confirmed_lead_comes_first_with_its_name_and_is_remembered(own: Store) -> None:
    trace = made(own, level="L1")
    with own.writing() as c:
        entry, _ = assign_lead(
            c, own, trace["id"], lead="outfalls/P4", inspector="巡查", due="2026-12-01", what="查看", who="分析"
        )
    assert entry.content["lead_name"] == "P4"  # what the trace may show at L1
    give_verdict(own, entry.id, "confirmed")
    after = shown(own, trace["id"])
    first = after["leads"][0]
    assert (first["id"], first["state_zh"], first["words_zh"], first["is_named"]) == (
        "outfalls/P4", "已查实", "已查实", True,
    )  # fmt: skip
    assert first["shown_name_zh"] == HOSTILE  # text, whatever it holds
    assert first["share"] > 0.95
    later = leads_of(made(own, month="2026-09"))
    assert any(one["name"] == "barrier" for one in later["outfalls/P4"]["factors"])
    with own.reading() as c:
        kept = load_trace(c, own, made(own, month="2026-09")["id"])
    record = next(
        one for lead in kept.document["leads"] if lead["id"] == "outfalls/P4"
        for one in lead["factors"] if one["name"] == "record"
    )  # fmt: skip
    assert record["number"] == 1.0  # confirmed once for ammonia: on its record


def test_the_archive_stays_as_it_was_made(own: Store) -> None:
    before = made(own)
    with own.writing() as c:
        publish(c, own, "outfalls", outfalls(P1="改名之后"), who="test")
    after = shown(own, before["id"])
    assert after == before
    assert leads_of(made(own))["outfalls/P1"]["shown_name_zh"] == "改名之后"
    assert before["revisions"]["layers"]["outfalls"] == 1


def test_a_trace_is_closed_once_its_tasks_are(own: Store) -> None:
    trace_id = made(own)["id"]
    with own.writing() as c:
        entry, _ = assign_lead(
            c, own, trace_id, lead="villages/V1", inspector="巡查", due="2026-12-01", what="入户", who="分析"
        )
    with pytest.raises(Clash, match="still under way"), own.writing() as c:
        move_trace(c, own, trace_id, "closed", who="分析", note="")
    give_verdict(own, entry.id, "excluded")
    with own.writing() as c:
        move(c, own, "investigations", entry.id, "closed", who="分析", may=lambda _: True, note="无问题")
        assert move_trace(c, own, trace_id, "closed", who="分析", note="已查清").state == "closed"
    with pytest.raises(Clash, match="closed; open it again"), own.writing() as c:
        assign_lead(c, own, trace_id, lead="outfalls/P1", inspector="巡查", due="2026-12-01", what="x", who="分析")
    with own.writing() as c:
        move_trace(c, own, trace_id, "open", who="分析", note="反弹")
    with own.reading() as c:
        told = trace_events(c, own, trace_id)
    assert [(one["who"], one["from"], one["to"], one["note"]) for one in told] == [
        ("王", None, "open", ""), ("分析", "open", "closed", "已查清"), ("分析", "closed", "open", "反弹"),
    ]  # fmt: skip


@pytest.mark.parametrize("lead", ["outfalls/P0", "outfalls/无", "", "P1"])
def test_only_a_lead_of_the_trace_is_assigned(shared: Store, lead: str) -> None:
    trace_id = made(shared)["id"]
    with pytest.raises(BreaksRule), shared.writing() as c:
        assign_lead(c, shared, trace_id, lead=lead, inspector="巡查", due="2026-12-01", what="查", who="分析")


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"month": "2026-08"}, BreaksRule, "no value of Ammonia nitrogen"),
        ({"indicator": "w22001"}, BreaksRule, "no value"),
        ({"indicator": "nothing"}, BreaksRule, "no indicator"),
        ({"indicator": "流量"}, BreaksRule, "no pollutant"),
        ({"month": "2026-13"}, Unparsable, "YYYY-MM"),
        ({"month": None}, BreaksRule, "one of the two"),
        ({"moment": instant("2026-10-08T12:00")}, BreaksRule, "one of the two"),
        ({"month": None, "moment": instant("2026-10-20T12:00")}, BreaksRule, "no value"),
        ({"month": None, "moment": instant("1900-10-20T12:00")}, BreaksRule, "within 1950"),
        ({"start": "sections/NO"}, Absent, "no NO"),
        ({"start": "nothing/SD"}, Absent, "no layer"),
        ({"start": "SD"}, Unparsable, "LAYER/KEY"),
        ({"start": "point/200,0"}, Unparsable, "LON,LAT"),
        ({"start": "point/110,30"}, BreaksRule, "no reach within"),
        ({"start": "sections/S\x00D"}, Unparsable, "control characters"),
        ({"level": "L5"}, BreaksRule, "level must be"),
        ({"max_distance_m": 0.0}, BreaksRule, "above 0"),
        ({"decay": {"k_per_d": 0.1, "source": " "}}, BreaksRule, "source"),
        ({"decay": {"k_per_d": -1, "source": "x"}}, BreaksRule, "k_per_d"),
        ({"decay": {"id": "no such"}}, BreaksRule, "no decay"),
    ],
)  # fmt: skip
def test_what_cannot_be_traced_is_told_and_nothing_is_kept(
    shared: Store, change: dict[str, Any], kind: type[SuyuanError], says: str
) -> None:
    def count() -> int:
        with shared.reading() as c:
            return len(list_traces(c, shared))

    before = count()
    with pytest.raises(kind, match=says) as told:
        keep_trace(shared, SETTINGS, ammonia(**change), who="王")
    assert told.value.zh.endswith("。")
    assert count() == before


def test_a_section_that_does_not_exceed_is_traced_and_says_so(shared: Store) -> None:
    trace = made(shared, month="2026-09")
    assert trace["question"]["exceeds"] is False
    assert "未超过Ⅲ类限值" in trace["notes"][0]["zh"]
    assert "within its limit" in trace["notes"][0]["en"]


def test_a_moment_takes_the_nearest_value(shared: Store) -> None:
    trace = made(shared, month=None, moment=instant("2026-10-08T12:00"))  # two hours after the sample
    question = trace["question"]
    assert (question["value"], question["month"], question["moment"]) == (1.8, None, "2026-10-08T12:00+08:00")
    section = next(stop for stop in trace["stops"] if stop["kind"] == "compliant_section")
    assert section["weight"] == 0  # two hours old, the water takes 4.7
    trace = made(shared, month=None, moment=instant("2026-10-10T02:00"))
    section = next(stop for stop in trace["stops"] if stop["kind"] == "compliant_section")
    assert section["weight"] == 0.5  # forty hours old: weakened, not cut
    assert "outfalls/P0" in leads_of(trace)


def test_ph_is_traced_without_a_mass_balance(shared: Store) -> None:
    trace = made(shared, indicator="pH")
    assert trace["stretches"] == []
    assert trace["level"]["reached"] < "L4"
    assert any("不作质量平衡" in note["zh"] for note in trace["notes"])


def test_without_a_decay_there_is_no_mass_balance_and_it_says_why(shared: Store) -> None:
    trace = made(shared, decay=None)
    assert trace["stretches"] == []
    assert trace["level"]["reached"] == "L3"
    last = trace["levels"][-1]
    assert (last["id"], last["reached"]) == ("L4", False)
    assert last["lacking"]


@pytest.mark.parametrize("start", ["point/116.03,36.4502", "outfalls/P2", "reaches/q3", "sluices/Z1"])
def test_a_trace_starts_anywhere(shared: Store, start: str) -> None:
    trace = made(shared, start=start)
    assert (trace["question"]["value"], trace["question"]["exceeds"]) == (None, None)
    assert trace["reaches"]
    assert trace["leads"]
    assert trace["question"]["from"] == start


def test_limits_end_the_branches(shared: Store) -> None:
    near = made(shared, max_distance_m=2600.0)
    assert {stop["kind"] for stop in near["stops"]} == {"max_distance"}
    assert {"outfalls/P2", "outfalls/P4", "unlisted/SD", "villages/V1"} == set(leads_of(near))
    soon = made(shared, max_travel_h=1.0)
    assert {stop["kind"] for stop in soon["stops"]} == {"max_travel_time"}
    assert set(leads_of(soon)) < set(leads_of(near))


def test_a_choice_of_the_table_brings_its_source_and_spread(shared: Store) -> None:
    trace = made(shared, decay={"id": "nh3n_good"})
    decay = trace["question"]["decay"]
    assert (decay["id"], decay["k_per_d"]) == ("nh3n_good", 0.175)
    assert "2003" in decay["source"]
    assert not any("不确定度未给出" in note["zh"] for note in trace["stretches"][0]["notes"])


def test_what_is_kept_is_what_was_asked(shared: Store) -> None:
    kept = keep_trace(shared, SETTINGS, TraceAsked("sections/SD", "NH3-N", "2026-10", note="夜间"), who="王")
    assert kept.question["indicator"] == "NH3-N"
    assert kept.question["note"] == kept.document["question"]["note"] == "夜间"
    assert (kept.row.indicator, kept.row.month, kept.row.subject) == ("w21003", "2026-10", "sections/SD")
