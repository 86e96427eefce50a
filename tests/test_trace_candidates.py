"""What the layers and registers tell of candidates: chains, records, problems, pumps, tributaries, flows that lack."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.engine import Store, open_store
from app.store.revisions import publish
from app.store.samples import add_samples
from app.store.traces import load_trace
from app.uses.registers.register_entries import enter, move
from app.uses.tracing.investigations import Verdict
from app.uses.tracing.trace_archive import keep_trace
from app.uses.tracing.trace_showing import ranked, show_trace, shown_lead
from tests.network.drawn import line, reaches
from tests.sections_of_tests import frame_of
from tests.traces_of_tests import MONTH, SETTINGS, ammonia, at, fill, instant, river, sections, values


@pytest.fixture(scope="module")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with the river, to be copied."""
    path = tmp_path_factory.mktemp("river") / "store.gpkg"
    store = open_store(f"sqlite:///{path}")
    fill(store)
    store.close()
    c = sqlite3.connect(path)
    c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    c.close()
    return path


@pytest.fixture
def store(made_store: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the river's store."""
    (tmp_path / "store.gpkg").write_bytes(made_store.read_bytes())
    opened = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}")
    yield opened
    opened.close()


def put(store: Store, layer: str, rows: list[dict[str, Any]]) -> None:
    with store.writing() as c:
        publish(c, store, layer, frame_of(layer, rows), who="test")


def kept_leads(store: Store, **more: Any) -> dict[str, dict[str, Any]]:
    """The leads of a trace as the archive has them, by id."""
    row = keep_trace(store, SETTINGS, ammonia(**more), who="王").row
    with store.reading() as c:
        return {lead["id"]: lead for lead in load_trace(c, store, row.id).document["leads"]}


def factor(lead: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in lead["factors"] if one["name"] == name)


def value_of(site_kind: str, code: str, when: str, indicator: str, value: float, **more: Any) -> dict[str, Any]:
    return values().iloc[0].to_dict() | {
        "site_kind": site_kind, "site_code": code, "sampled_at": pd.Timestamp(when), "indicator": indicator,
        "value": value, "raw_text": str(value), **more,
    }  # fmt: skip


def test_a_chain_is_found_from_any_of_its_three_layers(store: Store) -> None:
    """P2 knows nothing; a channel leads to it, and a firm names that channel."""
    put(store, "channels", [
        {"code": "T2", "name": "暗管", "outfall": "P2", "geometry": line((2000, 300), (2000, -20))},
    ])  # fmt: skip
    put(store, "dischargers", [
        {"code": "F3", "name": "己厂", "channels": ["T2"], "permitted_indicators": ["氨氮", "总磷"],
         "geometry": at((2000, 300))},
    ])  # fmt: skip
    lead = kept_leads(store)["outfalls/P2"]
    assert [one["key"] for one in lead["chain"]["channels"]] == ["T2"]
    assert [one["name"] for one in lead["chain"]["dischargers"]] == ["己厂"]
    assert factor(lead, "pollutant")["value"] == 2.0  # a permit item


def test_loads_and_exceedances_come_from_own_values_against_the_own_standard(store: Store) -> None:
    put(store, "outfalls", [
        {"code": "P1", "name": "厂口", "receiving_water": "清河", "flow_m3_per_d": 1000.0, "has_online_monitor": True,
         "emission_standard": "地表水Ⅳ类", "geometry": at((1000, 30))},
        {"code": "P2", "name": "无测", "receiving_water": "清河", "flow_m3_per_d": 1000.0,
         "emission_standard": "地表水Ⅳ类", "geometry": at((2000, 30))},
    ])  # fmt: skip
    rows = [value_of("outfalls", "P1", f"2026-{month:02d}-05T02:00:00Z", "w21003", value)
            for month, value in ((3, 2.0), (5, 1.0), (8, 1.6), (9, 1.2))]  # fmt: skip
    with store.writing() as c:
        add_samples(c, store, pd.DataFrame(rows), batch={"who": "test"})
    leads = kept_leads(store)
    first = leads["outfalls/P1"]
    assert first["load_kg_per_d"] == 1.2  # the latest of three months, 1.2 mg/L × 1000 m³/d
    assert first["load_source"] == "2026-09 监测均值 1.2 mg/L × 在册水量 1,000 m³/d"
    record = factor(first, "record")
    assert record["number"] == 2  # over Ⅳ, 1.5 mg/L, in March and August
    assert "应测未测 4 个月" in record["evidence_zh"]  # April, June, July, October
    second = leads["outfalls/P2"]
    assert second["load_kg_per_d"] == 1.5
    assert "上限估计" in second["load_source"]


def test_drains_at_fault_and_findings_are_open_problems_of_their_outfall(store: Store) -> None:
    put(store, "drains", [
        {"code": "J1", "name": "混接点甲", "kind": "混接点", "state": "有问题", "outfall": "P4",
         "geometry": at((3000, 100))},
        {"code": "J2", "name": "溢流口乙", "kind": "溢流口", "receiving_water": "清河", "state": "正常",
         "geometry": at((3500, 10))},
    ])  # fmt: skip
    with store.writing() as c:
        found = {"rule_set": "guanxian_2023", "finding": "not_mended", "subject_kind": "outfall", "subject": "P4",
                 "month": "2026-08", "text": "未整改"}  # fmt: skip
        entry, _ = enter(c, store, "findings", found, who="test")
        move(c, store, "findings", entry.id, "confirmed", who="test", may=lambda _: True)
    leads = kept_leads(store)
    assert "未办结问题 2 个" in factor(leads["outfalls/P4"], "record")["evidence_zh"]
    assert "drains/J1" not in leads  # it discharges by its outfall
    assert leads["drains/J2"]["kind"] == "drain"
    assert factor(leads["drains/J2"], "season")["value"] < 1  # driven by rain, and October is not the flood season


def test_a_lateral_pump_is_a_lead_with_its_running_hours_and_no_barrier(store: Store) -> None:
    put(store, "sluices", [
        {"code": "B1", "name": "某街强排站", "river": "清河", "kind": "pump", "geometry": at((2800, 0))},
        {"code": "B2", "name": "提水泵站", "river": "清河", "kind": "pump", "geometry": at((3200, 0))},
    ])  # fmt: skip
    with store.writing() as c:
        for sluice in ("B1", "B2"):
            for state, begin, end in (("closed", "2026-09-01T00:00", "2026-10-10T00:00"),
                                      ("open", "2026-10-10T00:00", "2026-10-11T00:00"),
                                      ("closed", "2026-10-11T00:00", "2026-12-01T00:00")):  # fmt: skip
                told = {"sluice": sluice, "state": state, "from": begin, "to": end, "reported_by": "甲"}
                enter(c, store, "sluice_states", told, who="test")
    row = keep_trace(store, SETTINGS, ammonia(), who="王").row
    with store.reading() as c:
        trace = show_trace(c, store, load_trace(c, store, row.id))
    stops = {stop["key"]: stop for stop in trace["stops"] if stop["layer"] == "sluices"}
    assert set(stops) == {"B2"}
    assert stops["B2"]["kind"] == "pump_off"
    assert stops["B2"]["hours"] == pytest.approx(30 * 24, abs=2)  # and the spread of the travel times
    lead = next(lead for lead in trace["leads"] if lead["id"] == "sluices/B1")
    assert lead["kind"] == "drain"
    share = next(one for one in lead["factors"] if one["name"] == "travel")
    assert share["number"] == pytest.approx(1 / 31, abs=0.04)  # a day of the month


def test_a_river_that_its_own_section_cleared_is_no_lead(store: Store) -> None:
    before = kept_leads(store)
    assert "reaches/b1" in before
    own = {"code": "SB", "name": "白沟断面", "river": "白沟", "water_type": "river", "required_set": "w01009,w21003",
           "targets": [{"purpose": "考核", "period": "month", "class": 3}], "geometry": at((0, 1500))}  # fmt: skip
    with store.writing() as c:
        publish(c, store, "sections", pd.concat([sections(), frame_of("sections", [own])]), who="test")
        row = value_of("sections", "SB", f"{MONTH}-08T02:00:00Z", "w21003", 0.3)
        add_samples(c, store, pd.DataFrame([row]), batch={"who": "test"})
    after = kept_leads(store)
    assert "reaches/b1" not in after
    assert "outfalls/P3" not in after  # above the section
    assert "outfalls/P1" in after


def test_a_section_that_meets_a_lower_target_is_no_stop_where_its_water_would_exceed(store: Store) -> None:
    """SU is held to Ⅴ (2.0 mg/L) and meets it with 1.4 mg/L, which exceeds at SD, held to Ⅲ (1.0 mg/L)."""
    frame = sections()
    frame.at[0, "targets"] = [{"purpose": "考核", "period": "month", "class": 5}]
    more = [value_of("sections", "SU", f"2026-08-0{day}T02:00:00Z", "w21003", 1.4) for day in (3, 4)]
    more.append(value_of("sections", "SD", "2026-08-03T02:00:00Z", "w21003", 1.6))
    with store.writing() as c:
        publish(c, store, "sections", frame, who="test")
        add_samples(c, store, pd.DataFrame(more), batch={"who": "test"})
    assert "outfalls/P0" in kept_leads(store, month="2026-08")
    assert "outfalls/P0" not in kept_leads(store)  # 0.5 mg/L meets both


def test_without_flows_increments_are_relative_by_catchment_and_marked(store: Store) -> None:
    frame = reaches(
        {"q1": line((-10000, 0), (-5000, 0)), "q2": line((-5000, 0), (0, 0)), "q3": line((0, 0), (5000, 0))},
        river=["清河"] * 3, velocity_m_per_s=[0.5] * 3, drainage_area_km2=[100.0, 200.0, 400.0],
    ).assign(extra=None)  # fmt: skip
    more = [
        value_of("sections", code, "2026-07-08T02:00:00Z", "w21003", value)
        for code, value in (("SU", 0.5), ("SD", 1.8))
    ]
    with store.writing() as c:
        publish(c, store, "reaches", frame, who="test")
        add_samples(c, store, pd.DataFrame(more), batch={"who": "test"})
    row = keep_trace(store, SETTINGS, ammonia(month="2026-07"), who="王").row
    with store.reading() as c:
        (stretch,) = load_trace(c, store, row.id).document["stretches"]
    assert (stretch["is_relative"], stretch["unit"]) == (True, "1")
    # 1 − 200·0.5·e^(−0.1·8500/0.5/86400)/(400·1.8)
    assert stretch["increment"] == pytest.approx(1 - 100 * 0.98052 / 720, abs=1e-3)
    assert any("比例" in note["zh"] for note in stretch["notes"])


def test_whatever_evidence_says_an_unnamed_lead_shows_none_of_it() -> None:
    """The gate holds where a factor or a source should ever bear a name."""
    secret = "某某化工有限公司"
    told = {"name": "record", "zh": "档案", "en": "Record", "value": 2.0, "number": 1.0, "unit": "次", "source": secret,
            "evidence_zh": f"{secret}超标", "evidence_en": secret}  # fmt: skip
    lead = {
        "id": "dischargers/F9", "rank": 1, "kind": "discharger", "kind_zh": "排污单位", "kind_en": "Discharger",
        "layer": "dischargers", "key": "F9", "name": secret, "reach": "q3", "river": "清河", "stretch": "SD",
        "distance_m": 1.0, "early_h": None, "probable_h": None, "late_h": None, "score": 1.0, "share": 1.0,
        "evidence_level": "L4", "place": (1.0, 2.0), "river_place": (3.0, 4.0), "factors": [told], "category": secret,
        "load_kg_per_d": 1.0, "load_source": secret, "chain": {"water": "清河", "dischargers": [{"name": secret}]},
    }  # fmt: skip
    for level in ("L0", "L1"):
        shown = shown_lead(lead, None, level)
        assert secret not in str(shown)
        assert shown["place"] == (3.0, 4.0)  # on the river, not at the firm's gate
    for level, words in (("L2", "时间相符"), ("L3", "特征相符"), ("L4", "区间负荷异常")):
        shown = shown_lead(lead, None, level)  # the chain with the words of its level
        assert (shown["words_zh"], shown["chain"]) == (words, lead["chain"])


def enter_state(store: Store, state: str, begin: str, end: str | None) -> None:
    told = {"sluice": "Z1", "state": state, "from": begin, "reported_by": "甲"}
    with store.writing() as c:
        enter(c, store, "sluice_states", told | ({"to": end} if end else {}), who="test")


def test_a_canal_that_was_turned_all_the_while_brings_nothing_from_its_old_head(store: Store) -> None:
    """白沟 flows out of 清河 all of November, in December for some days only: then both ways count."""
    enter_state(store, "reversed", "2026-10-25T00:00", "2026-12-10T00:00")
    more = [value_of("sections", "SD", f"2026-{month}-08T02:00:00Z", "w21003", 1.8) for month in (11, 12)]
    with store.writing() as c:
        add_samples(c, store, pd.DataFrame(more), batch={"who": "test"})
    turned = kept_leads(store, month="2026-11")
    assert "outfalls/P3" not in turned
    assert "outfalls/P0" in turned  # SU was not sampled: no stop
    assert "outfalls/P3" in kept_leads(store, month="2026-12")
    assert "outfalls/P3" in kept_leads(store)


def test_an_unknown_state_is_shown_and_stops_nothing(store: Store) -> None:
    more = [value_of("sections", "SD", "2026-08-08T02:00:00Z", "w21003", 1.8)]
    with store.writing() as c:
        add_samples(c, store, pd.DataFrame(more), batch={"who": "test"})
    row = keep_trace(store, SETTINGS, ammonia(month="2026-08"), who="王").row
    with store.reading() as c:
        document = load_trace(c, store, row.id).document
    (stop,) = [stop for stop in document["stops"] if stop["layer"] == "sluices"]
    assert (stop["kind"], stop["weight"], stop["hours"]) == ("sluice_unknown", 1, None)
    (lead,) = [lead for lead in document["leads"] if lead["id"] == "outfalls/P3"]
    assert factor(lead, "barrier")["value"] == 1
    assert not [lead for lead in document["leads"] if lead["kind"] in ("pool", "opened_sluice")]


@pytest.mark.parametrize("number", [1e-300, 1e-12, 0.0, -1.0, 1e300])
def test_absurd_velocities_and_flows_are_unknown_not_an_error(store: Store, number: float) -> None:
    frame = river().assign(velocity_m_per_s=number, flow_m3_per_s=number)
    with store.writing() as c:
        publish(c, store, "reaches", frame, who="test")
    for more in ({}, {"month": None, "moment": instant("2026-10-08T12:00")}, {"max_travel_h": 3.0}):
        assert "outfalls/P4" in kept_leads(store, **more)


def test_a_flow_that_ran_backwards_makes_no_flux(store: Store) -> None:
    more = [value_of("sections", "SD", "2026-08-08T02:00:00Z", "w21003", 1.8),
            value_of("sections", "SD", "2026-08-08T02:00:00Z", "x:flow", -2.0)]  # fmt: skip
    with store.writing() as c:
        add_samples(c, store, pd.DataFrame(more), batch={"who": "test"})
    row = keep_trace(store, SETTINGS, ammonia(month="2026-08"), who="王").row
    with store.reading() as c:
        document = load_trace(c, store, row.id).document
    assert all(one["increment"] is None for one in document["stretches"])
    assert document["level_reached"] == "L3"


def verdict(lead: str, state: str) -> Verdict:
    at_noon = pd.Timestamp("2026-11-01T04:00:00Z").to_pydatetime()
    return Verdict(lead, state, "", 1, "verdict", "甲", "2026-11-01", at_noon, "乙")


@given(
    st.lists(st.tuples(st.floats(0, 1e3), st.one_of(st.none(), st.floats(0, 1e5))), max_size=12),
    st.lists(st.sampled_from(["open", "assigned", "confirmed", "excluded"]), min_size=12, max_size=12),
)
def test_verdicts_order_the_leads_and_shares_sum_to_one(
    drawn: list[tuple[float, float | None]], states: list[str]
) -> None:
    leads = [{"id": str(n), "score": score, "distance_m": far, "factors": []} for n, (score, far) in enumerate(drawn)]
    pairs = zip([lead["id"] for lead in leads], states, strict=False)
    verdicts = {lead: verdict(lead, state) for lead, state in pairs if state != "open"}
    found = ranked(leads, verdicts)
    assert sorted(one["id"] for one in found) == sorted(lead["id"] for lead in leads)
    assert [one["rank"] for one in found] == list(range(1, len(leads) + 1))
    place = [{"confirmed": 0, "excluded": 2}.get(one["verdict"], 1) for one in found]
    assert place == sorted(place)
    assert all(one["score"] == one["share"] == 0 for one in found if one["verdict"] == "excluded")
    total = sum(one["score"] for one in found)
    assert sum(one["share"] for one in found) == pytest.approx(1 if total > 0 else 0)
