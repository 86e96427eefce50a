"""What the demonstration holds for tracing: hydraulics that fit the network, 千户营, sluices, orders, tasks."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import BreaksRule
from app.registers.instants import CHINA
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.features import load_frame
from app.store.registers import EntryQuery, load_entries
from app.store.traces import KeptQuery, list_traces, load_trace
from app.uses.assessment.month_assessment import assess_sections
from app.uses.network.river_network import current_network
from app.uses.tracing.investigations import LeadRecord, lead_records, lead_verdicts
from app.uses.tracing.scenario_ground import ScenarioAsked
from app.uses.tracing.scenario_run import AskedChange, run_scenario
from app.uses.tracing.trace_showing import show_trace
from tests.demo_store import copy_demo

GEODATA = Path(__file__).parents[1] / "geodata"
STORY = ("2026-08", "2026-09", "2026-10")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, built_demo: Path) -> Settings:
    folder = tmp_path_factory.mktemp("demo")
    copy_demo(built_demo, folder)
    return Settings(data_dir=folder)


@pytest.fixture(scope="module")
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.store_url())
    yield opened
    opened.close()


def _rows(name: str) -> list[dict[str, str]]:
    with (GEODATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _value(name: str, site: str, month: str, item: str) -> float:
    """The one value of a site in a month, from the files themselves."""
    (found,) = [
        row[item] for row in _rows(name) if site in row.values() and row["采样时间"].startswith(month) and row[item]
    ]
    return float(found)


def test_catchments_and_flows_grow_downstream(store: Store, settings: Settings) -> None:
    with store.reading() as c:
        river = current_network(c, store, settings)
        reaches = load_frame(c, store, "reaches").set_index("code")
    reaches = reaches.loc[river.network.keys.tolist()]
    down, _ = river.main_rows()
    area = reaches["drainage_area_km2"].to_numpy(dtype=float)
    flow = reaches["mean_annual_flow_m3_per_s"].to_numpy(dtype=float)
    natural = reaches["regime"].isin(["free"]).to_numpy() | (reaches["river"] == "马颊河").to_numpy()
    same = (down >= 0) & natural & natural[down] & (reaches["river"].to_numpy() == reaches["river"].to_numpy()[down])
    assert same.sum() > 80
    assert (area[down][same] >= area[same]).all()
    assert (flow[down][same] >= flow[same]).all()
    # Where a river takes another one in, it has at least the catchments of both.
    main = area[river.network.find("MJH-005")]
    assert main >= area[river.network.find("MJH-004")] + area[river.network.find("HYQ-004")]
    slopes = reaches["slope"].to_numpy(dtype=float)
    assert np.nanmax(slopes) <= 1.2e-4
    assert {"free", "gated", "standing", "reversible"} == set(reaches["regime"])
    assert reaches["velocity_m_per_s"].isna().any()  # not all is known
    assert np.isnan(slopes).any()
    assert np.isnan(area[(reaches["regime"] == "reversible").to_numpy()]).all()


@pytest.mark.parametrize("month", STORY)
@pytest.mark.parametrize(("item", "share"), [("氨氮(mg/L)", 0.25), ("总磷(mg/L)", 0.4)])
def test_the_load_of_the_outfall_fits_what_the_stretch_adds(month: str, item: str, share: float) -> None:
    """千户营 (LC01): in at LC23 and by the tributary at LC37, out at LC01, and what the outfall discharges."""
    flux = {
        site: _value("values_flows.csv", site, month, "流量(m³/s)") * _value("values.csv", site, month, item) * 86.4
        for site in ("LC01", "LC23", "LC37")
    }
    load = _value("values_outfalls.csv", "PWK055", month, item) * _value(
        "values_outfalls.csv", "PWK055", month, "水量(m³/d)"
    )
    added = flux["LC01"] - flux["LC23"] - flux["LC37"]
    assert load / 1000 == pytest.approx(added, rel=share)
    village = _value("values_outfalls.csv", "PWK056", month, item) * _value(
        "values_outfalls.csv", "PWK056", month, "水量(m³/d)"
    )
    assert village < 0.02 * load  # the nearest outfall upstream does not explain it


def test_the_tributary_and_the_section_above_comply(store: Store, settings: Settings) -> None:
    with store.reading() as c:
        for month in STORY:
            told = [one.as_properties() for one in assess_sections(c, store, settings, month)]
            judged = {one["code"]: one for one in told}
            assert judged["LC01"]["attainment"] == "missed"
            assert [judged[code]["attainment"] for code in ("LC23", "LC37")] == ["met", "met"]


def test_sluices_are_closed_opened_and_unknown_within_the_year(store: Store) -> None:
    with store.reading() as c:
        entries = load_entries(c, store, "sluice_states", EntryQuery(states=("recorded",)))
        sluices = set(load_frame(c, store, "sluices")["code"])
    by_sluice: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        by_sluice.setdefault(entry.content["sluice"], []).append(entry.content)
    assert set(by_sluice) < sluices  # some are not reported at all
    assert "ZB20" not in by_sluice
    assert Counter(one["state"] for own in by_sluice.values() for one in own).keys() == {
        "open", "closed", "partly", "reversed", "unknown",
    }  # fmt: skip
    mouth = sorted(by_sluice["ZB19"], key=lambda one: one["from"])
    assert [one["state"] for one in mouth] == ["closed", "open", "closed"]
    opened = datetime.fromisoformat(mouth[1]["from"])
    assert datetime(2026, 8, 1, tzinfo=CHINA) < opened < datetime(2026, 10, 31, tzinfo=CHINA)


def test_a_shortfall_of_the_ecological_flow_has_its_order(store: Store) -> None:
    with store.reading() as c:
        needed = load_frame(c, store, "sections").set_index("code")["ecological_flow_m3_per_s"]
        orders = load_entries(c, store, "control_orders")
    short = {
        code: [row["采样时间"][:7] for row in _rows("values_flows.csv")
               if row["断面编码"] == code and float(row["流量(m³/s)"]) < needed[code]]
        for code in needed.dropna().index
    }  # fmt: skip
    assert {code: months for code, months in short.items() if months} == {"LC24": ["2026-10"]}
    (order,) = [one for one in orders if one.content["cause"] == "ecological_flow"]
    assert (order.subject, order.state, order.content["sluices"]) == ("LC24", "executed", ["ZB13"])


def test_one_task_is_open_and_others_have_their_verdicts(store: Store) -> None:
    with store.reading() as c:
        told = lead_verdicts(c, store, None, section="LC01", indicator="w21003", month="2026-10")
        records = lead_records(c, store)
    assert {lead: one.state for lead, one in told.items()} == {
        "outfalls/PWK055": "assigned", "outfalls/PWK056": "excluded",
    }  # fmt: skip
    assert records == {"outfalls/PWK056": LeadRecord(0, 1), "outfalls/PWK032": LeadRecord(1, 0)}


def test_the_outfall_that_fits_comes_first_and_the_nearest_was_excluded(store: Store) -> None:
    with store.reading() as c:
        rows = list_traces(c, store, KeptQuery(subject="sections/LC01"))
        told = {row.month: show_trace(c, store, load_trace(c, store, row.id)) for row in rows}
    assert sorted(told) == ["2026-09", "2026-10"]
    for month, trace in told.items():
        assert trace["level"]["reached"] == "L4", month
        (stretch,) = [one for one in trace["stretches"] if one["to_section"] == "LC01"]
        assert {one["key"] for one in stretch["from_sections"]} == {"LC23", "LC37"}
        assert stretch["unexplained_low"] > 0  # the load of the outfall that exceeded does not count as known
        first = trace["leads"][0]
        assert (first["id"], first["evidence_level"]) == ("outfalls/PWK055", "L4")
        assert {("closed_sluice", "ZB19"), ("sluice_unknown", "ZB20"), ("compliant_section", "LC37")} <= {
            (stop["kind"], stop["key"]) for stop in trace["stops"]
        }
    assert "sluices/ZB19" in {lead["id"] for lead in told["2026-09"]["leads"]}  # closed, then opened in the window
    last = told["2026-10"]["leads"][-1]
    assert (last["id"], last["state"], last["score"]) == ("outfalls/PWK056", "excluded", 0)


def test_emergency_sites_have_room_and_persons_are_placeholders() -> None:
    features = json.loads((GEODATA / "emergency_sites.geojson").read_text("utf-8"))["features"]
    kinds = {feature["properties"]["kind"] for feature in features}
    assert kinds == {"坑塘", "桥梁", "闸坝", "湿地", "干涸河道", "水库"}
    for feature in features:
        properties = feature["properties"]
        assert ("volume_m3" in properties) == (properties["kind"] != "桥梁")
        assert properties["contacts"][0]["tel"] == "示意电话"


def test_a_sluice_that_was_closed_all_month_is_not_closed_again(store: Store, settings: Settings) -> None:
    asked = ScenarioAsked("LC01", "w21003", "2026-10", {"id": "nh3n_middling"})
    with store.reading() as c:
        told = run_scenario(c, store, settings, asked, [])["assumed"]
        with pytest.raises(BreaksRule, match="closed all through 2026-10"):
            run_scenario(c, store, settings, asked, [AskedChange("close_sluice", "ZB19")])
        open_then = ScenarioAsked("LC01", "w21003", "2026-09", {"id": "nh3n_middling"})
        run_scenario(c, store, settings, open_then, [AskedChange("close_sluice", "ZB19")])
    assert any("鸿雁渠口闸" in one["zh"] and "其上来源仍按全部送达计" in one["zh"] for one in told)
