"""Columns found by our names, by the names people use, by choice; what is ambiguous or missing is said."""

from __future__ import annotations

import pytest

from app.layers.catalogue import CATALOGUE, layer_spec
from app.layers.columns import fold_name, match_columns, match_coordinates, short_names

OUTFALLS = layer_spec(CATALOGUE, "outfalls")
SECTIONS = layer_spec(CATALOGUE, "sections")
REACHES = layer_spec(CATALOGUE, "reaches")


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("排污口编码", "code"), ("PWKBM", "code"), ("pwk_bm", "code"), ("ＰＷＫＢＭ", "code"), ("outfall_co", "code"),
        ("OUTFALL_CO", "code"), ("outfall_code", "code"), ("排污口编码(国家统一赋码)", "national_code"),
        ("PWKMC", "name"), ("受纳水体", "receiving_water"), ("SNST", "receiving_water"),
        ("排入水体名称", "receiving_water"),
        ("outfall__1", "outfall_type_2"), ("outfall__2", "outfall_type_3"), ("outfall_ty", "outfall_type"),
        ("日排水量(m³/d)", "flow_m3_per_d"), ("整治 情况", "remediation_state"), ("排污单位", "dischargers"),
        ("remediati0", None), ("颜色", None),
    ],
)  # fmt: skip
def test_a_column_is_the_field_that_people_mean(column: str, field: str | None) -> None:
    match = match_columns(OUTFALLS, [column, "a_key"], {} if field == "code" else {"code": "a_key"})
    found = {name for name, source in match.fields.items() if source == column}
    assert found == ({field} if field else set())
    assert (column in match.unknown) == (field is None)
    assert match.faults == ()


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("DMMC", "name"),
        ("HLMC", "river"),
        ("SZMB", "targets"),
        ("水质目标", "targets"),
        ("所在河流", "river"),
        ("断面代码", "code"),
    ],
)
def test_sections_too(column: str, field: str) -> None:
    assert match_columns(SECTIONS, [column]).fields == {field: column}


def test_every_exported_shapefile_column_comes_back() -> None:
    for spec in CATALOGUE:
        short = short_names(spec)
        match = match_columns(spec, [name.upper() for name in short.values()])
        assert match.fields == {name: short[name].upper() for name in short}, spec.id
        assert match.unknown == ()


def test_a_choice_wins_over_the_alias_and_the_alias_is_then_unknown() -> None:
    match = match_columns(REACHES, ["COMID", "HDBM", "GNIS_NAME"], {"code": "COMID", "name": "GNIS_NAME"})
    assert match.fields == {"code": "COMID", "name": "GNIS_NAME"}
    assert match.unknown == ("HDBM",)
    assert match.faults == ()


def test_a_choice_that_is_not_there_is_told_with_the_columns_that_are() -> None:
    match = match_columns(REACHES, ["A", "B"], {"code": "C", "colour": "A"})
    faults = {fault.code: fault for fault in match.faults}
    assert set(faults) == {"column_missing", "field_unknown", "key_column_missing"}
    assert "A、B" in faults["column_missing"].zh
    assert faults["column_missing"].field == "C"
    assert "velocity_m_per_s" in faults["field_unknown"].en


def test_two_columns_for_the_key_are_a_fault_that_names_both() -> None:
    match = match_columns(OUTFALLS, ["PWKBM", "排污口编码", "名称"])
    assert "code" not in match.fields
    [fault] = match.faults
    assert (fault.code, fault.severity) == ("column_ambiguous", "error")
    assert "PWKBM" in fault.en
    assert "排污口编码" in fault.en


def test_two_columns_for_another_field_are_a_warning_and_the_first_is_taken() -> None:
    match = match_columns(OUTFALLS, ["code", "受纳水体", "SNST"])
    assert match.fields["receiving_water"] == "受纳水体"
    assert match.unknown == ("SNST",)
    assert [fault.severity for fault in match.faults] == ["warning"]


def test_our_own_name_is_never_ambiguous() -> None:
    match = match_columns(OUTFALLS, ["PWKBM", "code"])
    assert match.fields == {"code": "code"}
    assert match.faults == ()


def test_a_hostile_column_name_is_only_a_name() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    assert match_columns(OUTFALLS, ["code", hostile]).unknown == (hostile,)
    assert fold_name("——") == ""
    assert match_columns(OUTFALLS, ["code", "——", ""]).unknown == ("——", "")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["经度", "纬度"], ("经度", "纬度")),
        (["Longitude", "LATITUDE"], ("Longitude", "LATITUDE")),
        (["纬度(°)", "经度(°)"], ("经度(°)", "纬度(°)")),
        (["X", "Y", "经度", "纬度"], ("经度", "纬度")),
        (["lon"], None),
        ([], None),
    ],
)
def test_coordinates_are_found(columns: list[str], expected: tuple[str, str] | None) -> None:
    assert match_coordinates(columns) == expected
