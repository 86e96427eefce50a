"""The demonstration is interesting, honest about what is invented, built once, and made again byte by byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.demo import LAYERS, DemoBuilt, build_demo, find_geodata
from app.errors import Absent
from app.layers.catalogue import CATALOGUE
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.features import load_frame
from app.store.revisions import list_revisions
from app.store.samples import load_month_states, months_with_samples
from app.uses.assessment.black_odour_assessment import assess_black_odorous_waters
from app.uses.assessment.groundwater_assessment import assess_wells
from app.uses.assessment.month_assessment import assess_sections
from app.uses.assessment.reach_assessment import assess_reaches
from app.uses.assessment.treatment_plant_assessment import assess_treatment_plants
from app.uses.assessment.water_source_assessment import assess_water_sources
from app.uses.network.network_now import navigate
from app.uses.network.river_network import current_network

GEODATA = Path(__file__).parents[1] / "geodata"
LAST = "2026-10"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.store_url())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def built(store: Store, settings: Settings) -> DemoBuilt:
    return build_demo(store, settings)


@pytest.fixture(scope="module")
def months(built: DemoBuilt, store: Store, settings: Settings) -> dict[str, dict[str, dict[str, Any]]]:
    """Month -> section -> its judgement."""
    with store.reading() as c:
        return {
            month: {
                judged.as_properties()["code"]: judged.as_properties()
                for judged in assess_sections(c, store, settings, month)
            }
            for month in months_with_samples(c, store)
        }


def _features(layer: str) -> list[dict[str, Any]]:
    return json.loads((GEODATA / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]


def test_every_layer_is_filled_through_the_users_door(built: DemoBuilt, store: Store) -> None:
    assert set(LAYERS) == {spec.id for spec in CATALOGUE}
    assert built.features == {layer: len(_features(layer)) for layer in LAYERS}
    assert 120 <= built.features["reaches"] <= 200
    assert built.features["outfalls"] >= 50
    assert built.samples > 10_000
    told = {fault.code for faults in built.faults.values() for fault in faults}
    assert told <= {"values_missing", "limit_unknown"}, told


def test_a_second_build_changes_nothing(built: DemoBuilt, store: Store, settings: Settings) -> None:
    again = build_demo(store, settings)
    assert set(again.features.values()) == {0}
    assert (again.samples, again.states) == (0, 0)
    with store.reading() as c:
        assert all(len(list_revisions(c, store, layer)) == 1 for layer in LAYERS)


def test_progress_is_told_in_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.demo.import_file", lambda *_, **__: pytest.fail("stop"))
    told: list[tuple[str, str]] = []
    settings = Settings(data_dir=tmp_path)
    store = open_store(settings.store_url())
    try:
        with pytest.raises(pytest.fail.Exception):
            build_demo(store, settings, lambda zh, en: told.append((zh, en)))
    finally:
        store.close()
    assert told == [("导入示意图层 1/16：districts", "layer 1 of 16: districts")]


def test_without_its_folder_the_demonstration_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_geodata() == GEODATA
    monkeypatch.setattr("app.__file__", str(tmp_path / "app" / "__init__.py"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Absent, match="geodata"):
        find_geodata()


def test_the_files_are_made_again_byte_by_byte_and_stay_small(tmp_path: Path) -> None:
    copy = tmp_path / "geodata"
    shutil.copytree(GEODATA, copy, ignore=shutil.ignore_patterns("__pycache__", "*.geojson", "values*.csv"))
    for program in ("make_layers.py", "make_values.py", "make_site_values.py", "make_flows.py"):
        subprocess.run([sys.executable, str(copy / program)], check=True, capture_output=True, cwd=tmp_path)
    made = sorted(path.name for path in GEODATA.iterdir() if path.suffix in (".geojson", ".csv"))
    assert len(made) == 25
    for name in made:
        assert (copy / name).read_bytes() == (GEODATA / name).read_bytes(), name
    assert sum(path.stat().st_size for path in GEODATA.rglob("*") if path.is_file()) < 3_000_000


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_invented_says_so(layer: str) -> None:
    for feature in _features(layer):
        properties = feature["properties"]
        assert isinstance(properties["is_invented"], bool), properties
        assert properties["position_note"], properties
        if layer in ("sections", "sluices", "dischargers", "villages", "lakes", "wells"):
            # a thing whose name says 示意 is invented
            assert properties["is_invented"] or not properties["name"].startswith("示意"), properties
        if layer in ("outfalls", "channels", "wells", "protection_zones", "levees", "emergency_sites"):
            assert properties["is_invented"]


def test_no_discharger_can_be_taken_for_a_real_company() -> None:
    named_in_plans = (
        "高新瀚海污水处理厂",
        "于集镇污水处理厂",
        "朱老庄镇污水处理厂",
        "冠县污水处理厂",
        "王庄村",
        "徐庄村",
        "侯营村",
    )
    for feature in _features("dischargers"):
        name = feature["properties"]["name"]
        assert "示意" in name or name.startswith(named_in_plans), name


def test_targets_of_the_plans_are_there(built: DemoBuilt, store: Store) -> None:
    with store.reading() as c:
        frame = load_frame(c, store, "sections").set_index("name")
    classes = {
        name: {(t["purpose"], t["period"]): t["class"] for t in frame.loc[name, "targets"]} for name in frame.index
    }
    assert classes["聊位路桥"] == {("考核", "year"): 5, ("补偿", "month"): 4, ("考核", "month"): 5}
    for name, expected in (
        ("高唐北湖", 3),
        ("前油坊", 5),
        ("董姑桥", 5),
        ("油坊桥", 5),
        ("湖南路桥", 3),
        ("谭庄水库", 3),
    ):
        assert classes[name][("考核", "month")] == expected
    assert (frame.loc["前油坊", "river"], frame.loc["油坊桥", "river"]) == ("徒骇河", "卫运河")
    assert frame.loc["千户营", "aliases"] == ["千户营桥"]
    assert set(frame[frame["water_type"] == "lake_or_reservoir"].index) == {"高唐北湖", "谭庄水库", "东昌湖示意点位"}
    assert all(target["source"] for targets in frame["targets"] for target in targets)
    assert "马邑" not in frame.index


def test_the_last_month_has_every_answer(months: dict[str, dict[str, dict[str, Any]]]) -> None:
    assert len(months) == 24
    assert list(months)[-1] == LAST  # what a map opens with
    last = Counter(judged["attainment"] for judged in months[LAST].values())
    assert last["missed"] >= 5
    assert last["met"] >= 15
    assert last["met_on_n"] >= 2
    assert last["undetermined"] >= 2
    assert {2, 3, 4, 5, 6} <= {judged["class"] for judged in months[LAST].values()}
    assert months[LAST]["LC08"]["critical"]


def test_the_two_targets_of_one_section_answer_apart(months: dict[str, dict[str, dict[str, Any]]]) -> None:
    targets = {(target["purpose"], target["period"]): target for target in months[LAST]["LC06"]["targets"]}
    assert targets["考核", "year"]["attainment"] == "met"
    assert targets["补偿", "month"]["attainment"] == "missed"
    missed = [month for month in months if months[month]["LC06"]["attainment"] == "missed"]
    assert missed[-3:] == ["2026-07", "2026-08", "2026-10"]


def test_three_months_in_a_row_and_a_rebound(months: dict[str, dict[str, dict[str, Any]]]) -> None:
    assert [months[f"2026-{month:02d}"]["LC01"]["attainment"] for month in (8, 9, 10)] == ["missed"] * 3
    story = [months[month]["LC10"]["attainment"] for month in months]
    assert story[:6].count("missed") >= 5
    assert "missed" not in story[8:19]
    assert story[-4:] == ["missed"] * 4


def test_winters_without_water_ice_and_missing_months(
    months: dict[str, dict[str, dict[str, Any]]], store: Store
) -> None:
    with store.reading() as c:
        states = load_month_states(c, store, "2024-11", LAST)
    dry = set(states[(states["site_code"] == "LC37") & (states["state"] == "断流")]["month"])
    assert {"2024-12", "2025-01", "2025-02", "2025-12", "2026-01", "2026-02"} <= dry
    assert {"断流", "结冰", "未采样"} <= set(states["state"])
    assert months["2026-01"]["LC37"]["state"] == "断流"
    assert months["2026-01"]["LC37"]["attainment"] == "undetermined"
    assert months[LAST]["LC26"]["class"] is None
    assert months[LAST]["LC26"]["state"] is None


def test_a_body_of_water_has_rebounded_and_others_are_closed() -> None:
    states = Counter(feature["properties"]["ledger_state"] for feature in _features("black_odorous_waters"))
    assert states["反弹"] == 1
    assert states["销号"] >= 2
    assert {feature["geometry"]["type"] for feature in _features("black_odorous_waters")} == {"LineString", "Polygon"}
    tiers = Counter(feature["properties"]["tier"] for feature in _features("protection_zones"))
    assert set(tiers) == {"1", "2", "quasi"}


def test_other_sites_tell_their_stories(built: DemoBuilt, store: Store, settings: Settings) -> None:
    with store.reading() as c:
        wells = {row["code"]: row for row in assess_wells(c, store, settings, "2026-01", "2026-12")}
        sources = {row["code"]: row for row in assess_water_sources(c, store, settings, LAST, today=date(2026, 11, 5))}
        plants = {row["code"]: row for row in assess_treatment_plants(c, store, settings, LAST)[0]}
        waters = {row["code"]: row for row in assess_black_odorous_waters(c, store, LAST)}
    assert (wells["JC02"]["class_name"], wells["JC02"]["attainment"]) == ("Ⅴ", "missed")
    assert Counter(row["state"] for row in sources.values())["overdue"] == 2  # SY02 since August, SY04 a quarter
    assert [one["name_zh"] for one in sources["SY02"]["missed"]] == ["锰"]
    assert {item["code"] for item in sources["SY03"]["missing"]}.isdisjoint({"w01019"})
    assert {code for code, row in plants.items() if row["load"]["flag"] == "near_full"} >= {"DW004"}
    assert plants["DW005"]["inflow"]["state"] == "missed"
    assert waters["HC05"]["rebound_on"] == "2026-08-05"
    assert {row["grade"] for row in waters.values()} == {"heavy", "light", "black", "not_black", "undetermined"}


def test_the_network_is_clean_and_has_loops(built: DemoBuilt, store: Store, settings: Settings) -> None:
    with store.reading() as c:
        river = current_network(c, store, settings)
        reaches = load_frame(c, store, "reaches")
    assert [fault for fault in river.faults if fault.severity == "error"] == []
    assert {fault.code for fault in river.faults} & {"gap", "dangling", "cycle", "self_loop"} == set()
    assert set(reaches["direction"]) == {"digitised", "both", "reversed"}
    on_rivers = river.features.row >= 0
    assert on_rivers.sum() >= 54 + 29 + 18
    assert float(river.features.offset_m[on_rivers & (river.features.layer == 0)].max()) < 3000


def test_an_upstream_trace_finds_the_outfalls_and_counts_nothing_twice(
    built: DemoBuilt, store: Store, settings: Settings
) -> None:
    with store.reading() as c:
        answer = json.loads(navigate(c, store, settings, "sections/LC02", "upstream").body())
        below = json.loads(navigate(c, store, settings, "sections/LC06", "downstream").body())
    keys = [(feature["properties"]["layer"], feature["id"]) for feature in answer["features"]]
    assert len(keys) == len(set(keys))
    outfalls = {key for layer, key in keys if layer == "outfalls"}
    sections = {key for layer, key in keys if layer == "sections"}
    assert {"LC06", "LC10", "LC12", "LC30", "LC32", "LC33"} <= sections
    assert not {"LC01", "LC04", "LC40"} & sections  # other rivers: the crossings are no junctions
    assert len(outfalls) >= 15
    reaches = [feature["properties"] for feature in answer["features"] if feature["properties"]["layer"] == "reaches"]
    assert {"徒骇河", "四新河", "示意分洪道", "环城水系", "示意南汊"} <= {reach["river"] for reach in reaches}
    assert "LC02" in {feature["id"] for feature in below["features"]}


def test_reaches_take_the_class_of_the_section_that_judges_them(
    built: DemoBuilt, store: Store, settings: Settings
) -> None:
    with store.reading() as c:
        river = current_network(c, store, settings)
        judged = assess_reaches(c, store, settings, LAST, river)
    how = Counter(reach.how for reach in judged)
    assert how["downstream"] > 60
    assert how["upstream"] > 10
    assert {reach.water_class for reach in judged} >= {0, 2, 3, 4, 5, 6}


def test_the_chain_of_supervision_is_walked_both_ways() -> None:
    layers = {
        layer: {feature["properties"]["code"]: feature["properties"] for feature in _features(layer)}
        for layer in ("outfalls", "channels", "dischargers")
    }
    rivers = {feature["properties"]["river"] for feature in _features("reaches")}
    rivers |= {alias for feature in _features("reaches") for alias in feature["properties"].get("aliases", ())}
    untraced = 0
    for code, outfall in layers["outfalls"].items():
        assert outfall["receiving_water"] in rivers
        if "channel" not in outfall:
            untraced += 1
            continue
        assert layers["channels"][outfall["channel"]]["outfall"] == code
        assert layers["channels"][outfall["channel"]]["dischargers"] == outfall["dischargers"]
        for discharger in outfall["dischargers"]:
            assert code in layers["dischargers"][discharger]["outfalls"]
            assert outfall["channel"] in layers["dischargers"][discharger]["channels"]
    assert untraced == 3
    assert {len(outfall.get("dischargers", ())) for outfall in layers["outfalls"].values()} == {0, 1, 2}
    assert {outfall["outfall_type"] for outfall in layers["outfalls"].values()} == {
        "工业排污口", "城镇污水处理厂排污口", "农业排口", "其他排口",
    }  # fmt: skip
    assert {outfall["remediation_state"] for outfall in layers["outfalls"].values()} == {
        "none", "open", "overdue", "remediated",
    }  # fmt: skip
