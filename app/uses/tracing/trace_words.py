"""The question of a trace and what has to be said first, in the words of the document (溯源问题与说明)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.assessment.indicators import Indicator
from app.errors import BreaksRule
from app.registers.instants import CHINA
from app.uses.network.network_place import Place
from app.uses.tracing.trace_asked import TraceAsked, has_load, window_words
from app.uses.tracing.trace_reaches import TraceReaches, place_on_reach
from app.uses.tracing.trace_sections import SectionReading, shown_number


def own_reading(
    readings: Mapping[str, SectionReading], section_key: str, indicator: Indicator, asked: TraceAsked
) -> SectionReading | None:
    """The reading at the start (起点实测); None where the trace does not start at a section.

    Raises
    ------
    BreaksRule
        The section was not in force, or has no value of the indicator in the time asked about.
    """
    if not section_key:
        return None
    words = window_words(asked)
    found = readings.get(section_key)
    if found is None:
        raise BreaksRule(
            f"断面“{section_key[:40]}”在{words[0]}不在用，没有可溯源的监测值。",
            f"The section “{section_key[:40]}” was not in force in {words[1]}: there is no value to trace.",
            parameter="from",
        )
    if found.value is None:
        parameter = "month" if asked.moment is None else "moment"
        near_zh, near_en = ("", "") if asked.moment is None else ("前后", "around ")
        raise BreaksRule(
            f"{found.name}在{words[0]}{near_zh}没有{indicator.zh}的监测值，不能溯源。请换时段、换指标，或先录入数据。",
            f"{found.name} has no value of {indicator.en} {near_en or 'in '}{words[1]}: choose another time or "
            "indicator, or enter the data first.",
            parameter=parameter, code="no_value",
        )  # fmt: skip
    return found


def start_name(asked: TraceAsked, reading: SectionReading | None, reaches: TraceReaches, place: Place) -> str:
    """What the start is called (起点名称): the section, else the river and what was asked."""
    if reading is not None:
        return reading.name
    river, key = str(reaches.river.rivers[place.row]), asked.start.partition("/")[2]
    return f"{river}（{key}）" if river else key


def question_content(
    asked: TraceAsked, indicator: Indicator, reading: SectionReading | None, name: str, reaches: TraceReaches,
    place: Place, window: tuple[datetime, datetime], limit_m: float | None, decay: tuple[float, str] | None,
) -> dict[str, Any]:  # fmt: skip
    """What was asked, with the value and its limit, JSON ready (溯源问题)."""
    measure_m = float(reaches.facts.length_m[place.row]) if place.measure_m is None else place.measure_m
    exceeds = None if reading is None or reading.is_met is None else not reading.is_met
    return {
        "from": asked.start, "name": name, "place": place_on_reach(reaches, place.row, measure_m),
        "reach": str(reaches.river.network.keys[place.row]), "measure_m": round(measure_m, 1),
        "offset_m": round(place.offset_m, 1),
        "indicator": indicator.code, "indicator_zh": indicator.zh, "indicator_en": indicator.en, "unit": indicator.unit,
        "month": asked.month, "moment": None if asked.moment is None else window[0].isoformat(timespec="minutes"),
        "value": None if reading is None else reading.shown_value,
        "value_unrounded": None if reading is None else reading.value,
        "sampled_at": None if reading is None or reading.sampled_at is None
        else reading.sampled_at.astimezone(CHINA).isoformat(timespec="minutes"),
        "limit": None if reading is None else reading.limit,
        "limit_zh": None if reading is None else reading.target_name,
        "multiple": None if reading is None else reading.multiple, "exceeds": exceeds,
        "window": {"from": window[0].isoformat(timespec="minutes"), "to": window[1].isoformat(timespec="minutes")},
        "max_distance_m": limit_m, "max_travel_h": asked.max_travel_h, "level": asked.level,
        "decay": None if decay is None
        else {"id": (asked.decay or {}).get("id"), "k_per_d": decay[0], "source": decay[1]},
        "note": asked.note or None,
    }  # fmt: skip


def first_notes(reading: SectionReading | None, indicator: Indicator, words: tuple[str, str]) -> list[dict[str, str]]:
    """What has to be said first (说明): it does not exceed, no target is known, the indicator is no load."""
    notes = []
    if reading is not None and reading.is_met:
        told = f"{shown_number(reading.shown_value)} {indicator.unit}".strip()
        zh = f"{reading.name}{words[0]}{indicator.zh} {told}，未超过{reading.target_name}限值；本次溯源不表示超标。"
        en = (
            f"{indicator.en} at {reading.name} was {told} in {words[1]}, within its limit. No exceedance is meant here."
        )
        notes.append({"zh": zh, "en": en})
    elif reading is not None and reading.is_met is None:
        zh = f"{reading.name}没有可判定的{indicator.zh}目标限值，是否超标不能判定。"
        en = f"No limit of {indicator.en} can be judged at {reading.name}: whether it exceeds is not known."
        notes.append({"zh": zh, "en": en})
    if not has_load(indicator):
        zh = f"{indicator.zh}不能折算为负荷，不作质量平衡。"
        notes.append({"zh": zh, "en": f"{indicator.en} is no load: no mass balance is made."})
    return notes
