"""The catalogue holds together: ids, keys, aliases, references, words in both languages."""

from __future__ import annotations

import re

import pytest

from app.errors import Absent
from app.layers.catalogue import CATALOGUE, layer_spec
from app.layers.columns import fold_name, known_names, short_names
from app.layers.spec import LayerSpec
from app.layers.style import COLOURS

LAYER_IDS = {
    "reaches", "sections", "outfalls", "black_odorous_waters", "protection_zones", "lakes", "water_sources",
    "dischargers", "channels", "sluices", "districts", "villages", "levees", "wells", "drains",
    "emergency_sites",
}  # fmt: skip
each_layer = pytest.mark.parametrize("spec", CATALOGUE, ids=[spec.id for spec in CATALOGUE])


def test_the_sixteen_layers_are_there() -> None:
    assert {spec.id for spec in CATALOGUE} == LAYER_IDS
    assert len(CATALOGUE) == len(LAYER_IDS)


def test_an_unknown_layer_is_absent_and_the_sentence_lists_those_there_are() -> None:
    with pytest.raises(Absent, match="reaches") as caught:
        layer_spec(CATALOGUE, "rivers")
    assert "rivers" in caught.value.zh


@each_layer
def test_key_title_and_temporal_fields_exist(spec: LayerSpec) -> None:
    assert spec.key == "code"
    assert spec.field(spec.key).kind == "text"
    assert spec.field(spec.key).is_code
    spec.field(spec.title_field)
    if spec.temporal is not None:
        assert spec.field(spec.temporal).kind in ("date", "datetime")
    assert spec.field("is_invented").kind == "boolean"


@each_layer
def test_names_are_plain_and_said_in_both_languages(spec: LayerSpec) -> None:
    names = [field.name for field in spec.fields]
    assert len(names) == len(set(names))
    for field in spec.fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
        assert re.search(r"[\u4e00-\u9fff]", field.zh)
        assert field.en.isascii() or "’" in field.en
        assert field.name not in ("fid", "geometry", "geom", "extra", "id")
    assert spec.zh
    assert spec.en
    assert spec.description_zh
    assert spec.description_en


@each_layer
def test_no_alias_belongs_to_two_fields(spec: LayerSpec) -> None:
    owners: dict[str, str] = {}
    clashes = []
    for field in spec.fields:
        for name in known_names(spec, field):
            owner = owners.setdefault(fold_name(name), field.name)
            if owner != field.name:
                clashes.append((name, owner, field.name))
    assert clashes == []


@each_layer
def test_our_own_shapefile_names_come_back(spec: LayerSpec) -> None:
    short = short_names(spec)
    assert len(set(short.values())) == len(spec.fields)
    assert all(len(name) <= 10 for name in short.values())
    for field in spec.fields:
        assert short[field.name] in known_names(spec, field)


@each_layer
def test_synonyms_and_labels_lead_to_allowed_values(spec: LayerSpec) -> None:
    for field in spec.fields:
        assert set(field.synonyms.values()) <= set(field.allowed)
        assert set(field.labels) <= set(field.allowed)
        words: dict[str, str] = {}
        for word, value in field.synonyms.items():
            assert words.setdefault(word.casefold(), value) == value, (field.name, word)
        for value in field.allowed:  # an allowed value is never a synonym of another one
            assert field.synonyms.get(value, value) == value


@each_layer
def test_references_point_at_fields_that_exist(spec: LayerSpec) -> None:
    for field in spec.fields:
        if field.refers_to is not None:
            layer, _, name = field.refers_to.partition(".")
            target = layer_spec(CATALOGUE, layer)
            target.field(name or target.key)


def test_the_chain_of_supervision_can_be_walked_both_ways() -> None:
    links = {
        (spec.id, (field.refers_to or "").partition(".")[0])
        for spec in CATALOGUE
        for field in spec.fields
        if field.refers_to
    }
    for pair in (("outfalls", "reaches"), ("outfalls", "channels"), ("outfalls", "dischargers"),
                 ("channels", "outfalls"), ("channels", "dischargers"), ("dischargers", "channels"),
                 ("dischargers", "outfalls"), ("channels", "reaches")):  # fmt: skip
        assert pair in links


def test_intakes_wells_and_emergency_sites_are_not_public_and_people_are_personal() -> None:
    assert {spec.id for spec in CATALOGUE if not spec.public} == {"wells", "water_sources", "emergency_sites"}
    for spec in CATALOGUE:
        for field in spec.fields:
            assert field.personal == (field.shape == "people"), (spec.id, field.name)
    assert layer_spec(CATALOGUE, "reaches").field("river_chiefs").personal


@each_layer
def test_every_legend_entry_has_words_and_a_colour(spec: LayerSpec) -> None:
    assert spec.style["symbol"]
    for entry in spec.style["legend"]:
        assert entry["zh"]
        assert entry["en"]
        assert entry["colour"] in COLOURS


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("token", [f"class_{number}" for number in range(7)])
def test_the_numeral_can_be_read_on_its_colour(token: str) -> None:
    """4.5 is asked of small text; the class numerals are 15 px bold, for which 3 is the floor, and the official green
    and blue with white fall between."""
    light, dark = sorted((_luminance(COLOURS[token]["fill"]), _luminance(COLOURS[token]["text"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3.4
