"""One thing, one English name, one Chinese term, one unit; the page is current; units convert back."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import units
from app.glossary import glossary, glossary_page, term
from app.layers.catalogue import CATALOGUE

PAGE = Path(__file__).parents[1] / "docs" / "glossary.md"
GROUPS = {
    "class": {str(number) for number in range(7)},
    "attainment": {"met", "missed", "met_on_n", "undetermined"},
    "mode": {"up", "upmain", "down", "downmain"},
    "role": {"viewer", "inspector", "chief", "analyst", "gis", "admin"},
    "level": {"excellent", "good", "light", "moderate", "heavy"},
    "state": {"normal", "dry", "frozen", "not_sampled", "stopped"},
    "source": {"manual", "automatic", "field"},
    "status": {"raw", "reviewed", "reported", "final"},
}


def test_the_page_is_made_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == glossary_page(), "run: python -m app.glossary > docs/glossary.md"


def test_every_term_is_whole_in_both_languages() -> None:
    for entry in glossary().values():
        assert re.fullmatch(r"[a-z0-9_.]+", entry.id)
        assert re.search(r"[\u4e00-\u9fff]", entry.zh), entry.id
        assert entry.en.isascii(), entry.id
        assert entry.definition_zh.endswith("。"), entry.id
        assert entry.definition_en.endswith("."), entry.id


@pytest.mark.parametrize("group", GROUPS)
def test_groups_are_complete(group: str) -> None:
    members = {name.removeprefix(f"{group}.") for name in glossary() if name.startswith(f"{group}.")}
    assert members == GROUPS[group]


def test_a_word_of_one_thing_is_not_the_word_of_another() -> None:
    plain = [entry for entry in glossary().values() if "." not in entry.id]
    assert [zh for zh, count in Counter(entry.zh for entry in plain).items() if count > 1] == []
    assert [en for en, count in Counter(entry.en for entry in plain).items() if count > 1] == []


def test_the_words_of_the_design_are_kept() -> None:
    pairs = {"source_tracing": "溯源", "lead": "排查线索", "sign_plate": "标识牌", "exceedance_multiple": "超标倍数",
             "closing": "销号", "rebound": "反弹", "revision": "版本", "reminder_letter": "提醒函"}  # fmt: skip
    assert {name: term(name).zh for name in pairs} == pairs
    assert not any("suspect" in entry.en for entry in glossary().values())


def test_units_in_names_are_the_units_told() -> None:
    for name, unit in (("distance_m", "m"), ("flow_m3_per_s", "m³/s"), ("load_kg_per_d", "kg/d"), ("travel_h", "h"),
                       ("concentration_mg_per_l", "mg/L")):  # fmt: skip
        assert term(name).unit == unit


def test_states_of_the_catalogue_are_in_the_glossary() -> None:
    specs = {spec.id: spec for spec in CATALOGUE}
    pairs = (
        ("outfalls", "remediation_state", "remediation_state"),
        ("reaches", "direction", "direction"),
        ("sluices", "state", "sluice_state"),
        ("sections", "water_type", "water_type"),
    )
    for layer, field, group in pairs:
        labels = specs[layer].field(field).labels
        assert {value: words[0] for value, words in labels.items()} == {
            value: term(f"{group}.{value}").zh for value in specs[layer].field(field).allowed
        }


def test_an_unknown_term_is_absent() -> None:
    with pytest.raises(KeyError):
        term("suspect")


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_conversions_turn_back(concentration: float, flow: float) -> None:
    load = units.to_load_kg_per_d(concentration, flow)
    assert units.to_concentration_mg_per_l(load, flow) == pytest.approx(concentration)
    assert units.to_m3_per_s(units.to_m3_per_d(flow)) == pytest.approx(flow)
    assert load == pytest.approx(concentration * 1e-6 * units.to_m3_per_d(flow) * 1000)  # mg/L · L/d = 1e-6 kg/d
