"""The document of a trace that is kept (溯源档案内容): everything by name; what may be shown is decided when it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from app.tracing.candidates import Factor, Lead
from app.tracing.leads import lead_id
from app.tracing.sampling_points import SamplingPoint
from app.tracing.stretches import Increment, SectionValue
from app.tracing.trace_question import TraceResult
from app.tracing.travel_times import TravelTimes
from app.tracing.walked import LocatedMany, locate_many
from app.tracing.wording import KIND_WORDS
from app.units import to_load_kg_per_d
from app.uses.tracing.trace_geometry import band_rows, load_or_none, number_or_none, reach_rows, stop_rows
from app.uses.tracing.trace_places import TracePlaces
from app.uses.tracing.trace_reaches import TraceReaches, place_on_reach

FACTOR_WORDS: Final[dict[str, tuple[str, str]]] = {
    "travel": ("传播时间", "Travel time"),
    "barrier": ("阻隔", "Barriers"),
    "pollutant": ("特征污染物", "Pollutant"),
    "load": ("负荷", "Load"),
    "record": ("档案", "Record"),
    "type": ("类型", "Kind"),
    "season": ("季节降雨", "Season and rain"),
    "verdict": ("认定", "Verdict"),
}


def trace_content(
    result: TraceResult, reaches: TraceReaches, places: TracePlaces, times: TravelTimes,
    values: Sequence[SectionValue],
) -> dict[str, Any]:  # fmt: skip
    """What a trace found, JSON ready (溯源结果): reaches, stops, stretches, leads, sampling points, profile, bands."""
    names = {one.key: one.name for one in values}
    on = locate_many(result.walk, [one.row for one in values], [one.measure_m for one in values])
    distances = {one.key: float(on.distance_m[at]) for at, one in enumerate(values) if on.is_on[at]}
    levels = [
        {"id": note.id, "reached": note.reached, "assumed": [one.as_dict() for one in note.assumed],
         "lacking": [one.as_dict() for one in note.lacking]}
        for note in result.levels
    ]  # fmt: skip
    return {
        "level_reached": result.level_reached,
        "levels": levels,
        "reaches": reach_rows(reaches, result.walk, times),
        "stops": stop_rows(reaches, result.stops),
        "stretches": [_stretch(one, result, reaches, names, distances) for one in result.increments],
        "leads": [lead_row(lead, reaches, places) for lead in result.leads],
        "sampling_points": [
            _sampling_point(number, point, reaches) for number, point in enumerate(result.sampling_points, 1)
        ],
        "profile": _profile(result, values, on),
        "bands": band_rows(reaches, result.walk),
    }


def lead_row(lead: Lead, reaches: TraceReaches, places: TracePlaces) -> dict[str, Any]:
    """A lead with all that is known of it (线索全文), for the archive alone."""
    one = lead.candidate
    kind = KIND_WORDS[one.kind]
    at_river = place_on_reach(reaches, one.row, one.measure_m)
    return {
        "id": lead_id(one),
        "kind": one.kind, "kind_zh": kind.zh, "kind_en": kind.en,
        "layer": one.layer or None, "key": one.key or None, "name": one.name or None,
        "place": places.points.get((one.layer, one.key)) or at_river, "river_place": at_river,
        "reach": str(reaches.river.network.keys[one.row]), "river": str(reaches.river.rivers[one.row]) or None,
        "stretch": one.stretch or None,
        "distance_m": number_or_none(lead.distance_m, 1),
        **{name: number_or_none(getattr(lead, name), 2) for name in ("early_h", "probable_h", "late_h")},
        "rank": lead.rank, "score": lead.score, "share": lead.share,
        "evidence_level": lead.evidence_level,
        "factors": [factor_row(factor) for factor in lead.factors],
        "category": one.category or None,
        "load_kg_per_d": load_or_none(one.load_kg_per_d, 3), "load_source": one.load_source or None,
        "chain": one.chain or None,
    }  # fmt: skip


def factor_row(factor: Factor) -> dict[str, Any]:
    """One factor, JSON ready (因子)."""
    zh, en = FACTOR_WORDS[factor.name]
    return {
        "name": factor.name, "zh": zh, "en": en, "value": number_or_none(factor.value, 6),
        "number": number_or_none(factor.number, 6), "unit": factor.unit, "source": factor.source,
        "evidence_zh": factor.evidence_zh, "evidence_en": factor.evidence_en,
    }  # fmt: skip


def _stretch(
    one: Increment, result: TraceResult, reaches: TraceReaches, names: Mapping[str, str],
    distances: Mapping[str, float],
) -> dict[str, Any]:  # fmt: skip
    """A stretch with its increment."""
    walk = result.walk
    inside = np.isin(walk.row, one.rows)
    far_m = walk.distance_m + (walk.high_m - walk.low_m)
    decimals = 4 if one.is_relative else 2
    numbers = (
        "increment", "low", "high", "known", "unexplained", "unexplained_low", "unexplained_high", "flux_down",
        "flux_up",
    )  # fmt: skip
    near = distances.get(one.to_section)
    above = [distances[key] for key in one.from_sections if key in distances]
    far = max(above) if above else float(far_m[inside].max()) if inside.any() else None
    return {
        "to_section": one.to_section, "to_name": names.get(one.to_section, one.to_section),
        "from_sections": [{"key": key, "name": names.get(key, key)} for key in one.from_sections],
        **{name: load_or_none(getattr(one, name), decimals) for name in numbers},
        "is_relative": one.is_relative, "unit": "1" if one.is_relative else "kg/d",
        "k_per_d": one.k_per_d, "k_source": one.k_source,
        "distance_from_m": number_or_none(near, 1), "distance_to_m": number_or_none(far, 1),
        "rows": [str(reaches.river.network.keys[row]) for row in one.rows],
        "notes": [{"zh": zh, "en": en} for zh, en in zip(one.notes_zh, one.notes_en, strict=True)],
    }  # fmt: skip


def _sampling_point(number: int, point: SamplingPoint, reaches: TraceReaches) -> dict[str, Any]:
    window = None
    if point.window_from is not None and point.window_to is not None:
        window = {
            "from": point.window_from.isoformat(timespec="minutes"), "to": point.window_to.isoformat(timespec="minutes")
        }  # fmt: skip
    return {
        "n": number, "reach": str(reaches.river.network.keys[point.row]),
        "place": place_on_reach(reaches, point.row, point.measure_m), "measure_m": number_or_none(point.measure_m, 1),
        "layer": point.layer or None, "key": point.key or None,
        "expected_share_excluded": number_or_none(point.expected_share_excluded, 4), "window": window,
        "early_h": number_or_none(point.early_h, 2), "late_h": number_or_none(point.late_h, 2),
        "above": list(point.above), "below": list(point.below),
        "reachable_zh": point.reachable_zh, "reachable_en": point.reachable_en,
    }  # fmt: skip


def _profile(result: TraceResult, values: Sequence[SectionValue], on: LocatedMany) -> list[dict[str, Any]]:
    """Sections, closed sluices and leads along the river, with loads where they are known (沿程负荷)."""
    found = []
    for at, one in enumerate(values):
        if on.is_on[at]:
            load = None
            if one.flow_m3_per_s is not None and not one.is_relative_flow:
                load = to_load_kg_per_d(one.concentration_mg_per_l, one.flow_m3_per_s)
            found.append(_profile_row(float(on.distance_m[at]), "section", one.key, one.name, load))
    found += [
        _profile_row(stop.distance_m, "sluice", stop.key, stop.name, None)
        for stop in result.stops
        if stop.layer == "sluices"
    ]
    found += [
        _profile_row(lead.distance_m, "lead", lead_id(lead.candidate), "", lead.candidate.load_kg_per_d)
        for lead in result.leads
        if lead.candidate.kind != "unlisted"
    ]
    return sorted(found, key=lambda row: (row["distance_m"] is None, row["distance_m"] or 0, row["kind"], row["key"]))


def _profile_row(distance_m: float, kind: str, key: str, name: str, load: float | None) -> dict[str, Any]:
    return {
        "distance_m": number_or_none(distance_m, 1), "kind": kind, "key": key, "name": name,
        "load": load_or_none(load, 3), "low": None, "high": None,
    }  # fmt: skip
