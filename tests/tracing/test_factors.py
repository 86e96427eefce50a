"""Each factor of a lead by hand-worked numbers: its value, what it rests on, what it says of the evidence."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from importlib.resources import files
from math import exp, nan

import pytest

from app.tracing.candidates import CANDIDATE_KINDS, Candidate
from app.tracing.factor_tables import factor_numbers, number, size_of, typical_of
from app.tracing.factors import needed_window, overlap_share, weigh_barrier, weigh_travel
from app.tracing.factors_record import weigh_pollutant, weigh_record, weigh_season, weigh_type
from app.tracing.trace_context import Place, TraceContext
from tests.tracing.traced_networks import NOON, outfall

PLACE = Place(1000.0, 2.0, 4.0, 8.0, 1.0, "实测流速")
CONTEXT = TraceContext("w21003", NOON, NOON)


def hours(begin: float, end: float) -> tuple[datetime, datetime]:
    """So many hours before noon."""
    return NOON - timedelta(hours=begin), NOON - timedelta(hours=end)


def test_the_window_is_as_wide_as_early_and_late() -> None:
    assert needed_window(PLACE, NOON, NOON) == hours(8, 2)
    month = NOON, NOON + timedelta(days=31)
    assert needed_window(PLACE, *month) == (NOON - timedelta(hours=8), month[1] - timedelta(hours=2))


@pytest.mark.parametrize(
    ("spans", "share"),
    [
        ([(8, 2)], 1.0),  # all of it
        ([(8, 4)], 0.5),  # from late to probable: half of the water
        ([(4, 2)], 0.5),
        ([(4, 3)], 0.25),  # half of the half between early and probable
        ([(6, 4)], 0.25),  # half of the half between probable and late
        ([(20, 9)], 0.0),
        ([(8, 6), (3, 2)], 0.5),  # two intervals add up
        ([(8, 4), (8, 4)], 0.5),  # the same twice counts once
    ],
)
def test_overlap_of_a_moment(spans: list[tuple[float, float]], share: float) -> None:
    assert overlap_share([hours(*span) for span in spans], PLACE, NOON, NOON) == pytest.approx(share)


def test_overlap_of_a_month_is_the_share_of_its_water() -> None:
    end = NOON + timedelta(days=30)
    half = [(NOON - timedelta(days=5), NOON + timedelta(days=15))]
    swift = Place(0.0, 0.0, 0.0, 0.0, 1.0)
    assert overlap_share(half, swift, NOON, end) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("active", "place", "value", "stance"),
    [
        ((), PLACE, 1.0, 0),  # when it discharged is not known
        ((hours(9, 1),), PLACE, 2.0, 1),
        ((hours(8, 4),), PLACE, 0.05 + 1.95 / 2, 1),
        ((hours(40, 20),), PLACE, 0.05, -1),
        ((hours(9, 1),), Place(1.0, nan, nan, nan, 1.0), 1.0, 0),  # travel time unknown
    ],
)
def test_travel(active: tuple[tuple[datetime, datetime], ...], place: Place, value: float, stance: int) -> None:
    weighed = weigh_travel(outfall("A", 0, 0.0, active=active), place, CONTEXT)
    assert weighed.factor.value == pytest.approx(value)
    assert weighed.stance == stance


def test_travel_states_the_window() -> None:
    factor = weigh_travel(outfall("A", 0, 0.0), PLACE, CONTEXT).factor
    assert "2026-10-08 04:00—2026-10-08 10:00" in factor.evidence_zh
    assert factor.number == 4.0
    assert factor.unit == "h"
    assert "实测流速" in factor.source


@pytest.mark.parametrize("weight", [1.0, 0.1, 0.05])
def test_barrier_is_the_weight_of_the_way(weight: float) -> None:
    assert weigh_barrier(Place(1.0, nan, nan, nan, weight)).factor.value == weight


@pytest.mark.parametrize(
    ("category", "indicators", "indicator", "value", "stance"),
    [
        ("", (), "w21003", 1.0, 0),
        ("", ("w21003",), "w21003", 2.0, 1),
        ("", ("w01018",), "w21003", 0.35, 0),  # a list without it
        ("城镇污水处理厂排污口", (), "w21003", 1.3, 1),
        ("规模化水产养殖排污口", (), "w21003", 0.7, 0),
        ("矿山排污口", (), "w21003", 0.2, 0),  # without a list it does not contradict
        ("矿山排污口", ("w20111",), "w21003", 0.2 * 0.35, -1),
        ("矿山排污口", ("w21003",), "w21003", 2.0, 1),  # its permit says more than its category
        ("城镇污水处理厂排污口", ("w01018",), "w21003", 1.3 * 0.35, 0),
        ("没有见过的类型", (), "w21003", 1.0, 0),
    ],
)
def test_pollutant(category: str, indicators: tuple[str, ...], indicator: str, value: float, stance: int) -> None:
    weighed = weigh_pollutant(outfall("A", 0, 0.0, category=category, indicators=indicators), indicator)
    assert weighed.factor.value == pytest.approx(value)
    assert weighed.stance == stance


@pytest.mark.parametrize(
    ("known", "value"),
    [
        ({}, 1.0),
        ({"exceedances": 0}, exp(-0.6)),  # Poisson: e^(0.4 − 1.0)
        ({"exceedances": 1}, exp(-0.6) * 2.5),
        ({"exceedances": 3}, 6.0),  # e^(−0.6)·2.5³ = 8.6, capped
        ({"open_problems": 2}, 1.3),
        ({"open_problems": 0}, 1.0),
        ({"sampling_gaps": 1}, 1.2),
        ({"is_discharging": False}, 0.4),
        ({"exceedances": 1, "open_problems": 1, "is_discharging": True}, exp(-0.6) * 2.5 * 1.3 * 1.2),
    ],
)
def test_record(known: dict[str, object], value: float) -> None:
    assert weigh_record(outfall("A", 0, 0.0, **known)).factor.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("kind", "driven", "rain", "flood", "value"),
    [
        ("drain", True, True, None, 2.0),
        ("drain", True, False, True, 0.2),  # rain decides before the season
        ("drain", True, None, True, 1.3),
        ("drain", True, None, False, 0.6),
        ("drain", True, None, None, 1.0),
        ("outfall", False, True, True, 1.0),
        ("pool", False, True, False, 1.5),
        ("pool", False, None, True, 1.5),
        ("pool", False, False, True, 0.8),
        ("opened_sluice", False, False, False, 0.8),
    ],
)
def test_season(kind: str, driven: bool, rain: bool | None, flood: bool | None, value: float) -> None:
    one = Candidate(kind, "x", "A", "甲", 0, 0.0, is_rain_driven=driven)
    context = TraceContext("w21003", NOON, NOON, had_rain=rain, is_flood_season=flood)
    assert weigh_season(one, context).factor.value == value


@pytest.mark.parametrize("kind", CANDIDATE_KINDS)
def test_every_kind_has_its_number(kind: str) -> None:
    assert 0 < weigh_type(Candidate(kind, "", "", "", 0, 0.0)).factor.value <= 2


def test_size_is_the_record_else_flow_times_the_usual_concentration() -> None:
    plant = {"category": "城镇污水处理厂排污口", "flow_m3_per_d": 30000.0}
    assert size_of(outfall("A", 0, 0.0, **plant, load_kg_per_d=12.0, load_source="自行监测"), "w21003") == (
        12.0, "自行监测", "自行监测",
    )  # fmt: skip
    size = size_of(outfall("A", 0, 0.0, **plant), "w21003")
    assert size is not None
    assert size[0] == 150.0  # 30,000 m³/d at 5 mg/L (GB 18918-2002 一级A)
    assert size_of(outfall("A", 0, 0.0, flow_m3_per_d=30000.0), "w21003") is None


def test_every_number_says_where_it_is_from() -> None:
    for one in factor_numbers().values():
        assert one.source, one.name
        assert one.confidence in ("low", "medium", "high"), one.name
        assert one.zh, one.name
        assert one.en, one.name
    text = files("app.tracing").joinpath("data/category_pollutants.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert row["fit"] in ("typical", "possible", "untypical")
        assert row["source"]
        assert row["confidence"] in ("low", "medium", "high")


@pytest.mark.parametrize(
    ("category", "fit"),
    [
        ("工业及其他各类园区污水处理厂雨洪排口", "untypical"),  # rain first, then plant
        ("工业及其他各类园区污水处理厂排污口", "typical"),
        ("工矿企业排污口", "possible"),
        ("矿山排污口", "typical"),
    ],
)
def test_fluoride_by_category(category: str, fit: str) -> None:
    found = typical_of(category, "outfall", "w21017")
    assert found is not None
    assert found.fit == fit


def test_the_kind_is_asked_where_there_is_no_category() -> None:
    assert typical_of("", "settlement", "w21003") == typical_of("农村生活污水散排口", "outfall", "w21003")
    assert number("travel_floor") < 1 < number("travel_covered")
