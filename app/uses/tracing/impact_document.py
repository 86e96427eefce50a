"""An impact as the document that is kept and shown (下游影响文档)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from app.registers.instants import CHINA
from app.tracing.impact import Impact
from app.tracing.sluice_release import dense_sampling, districts_reached
from app.tracing.spill import Arrival, Peak, Receptor, Spill
from app.tracing.trace_question import Sentence
from app.uses.network.sluice_history import SluiceThen
from app.uses.tracing.impact_receptors import KnownReceptor
from app.uses.tracing.layer_words import words_of
from app.uses.tracing.trace_barriers import is_lateral
from app.uses.tracing.trace_geometry import line_json, number_or_none
from app.uses.tracing.trace_reaches import TraceReaches, cut_piece

CAVEAT: Final = Sentence(
    "模型推算结果，供应急研判参考，不作为执法和处罚依据",
    "Results of a model, for judging an emergency; not grounds for enforcement or penalty",
)
"""On every page, export and print of an impact."""
ARRIVAL_LAYERS: Final = ("sections", "water_sources", "protection_zones", "lakes")
END_RULES: Final = {
    "jobson": ("浓度降至峰值十分之一（Jobson，USGS WRIR 96-4013 式19，按最慢流速）",
               "down to a tenth of the peak (Jobson, USGS WRIR 96-4013, eq. 19, by the latest velocity)"),
    "gaussian": ("浓度降至峰值十分之一（正态过程，按最慢流速与离散上限）",
                 "down to a tenth of the peak (a Gaussian cloud, by the latest velocity and the widest spread)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class District:
    """A district (行政区): ``code`` and ``government``, the body that governs it, blank where not known."""

    code: str
    name: str
    government: str


def impact_document(
    impact: Impact, spill: Spill, reaches: TraceReaches, receptors: Sequence[KnownReceptor],
    sluices: Mapping[str, SluiceThen], flow: Any, districts: Mapping[int, District],
) -> dict[str, Any]:  # fmt: skip
    """Reaches, arrivals, sluices, emergency sites, districts, sampling, and what was assumed, JSON ready (影响文档).

    Parameters
    ----------
    flow
        (n,) of each reach [m³/s], for how long a site holds.
    districts
        The district of a row.
    """
    known = {_key(one.receptor): one for one in receptors}
    moment = spill.moment
    shown = [(one, known[_key(one.receptor)]) for one in impact.arrivals]
    return {
        "caveat_zh": CAVEAT.zh, "caveat_en": CAVEAT.en,
        "reaches": _reaches(impact, reaches),
        "arrivals": [_arrival(*pair, moment) for pair in shown if pair[0].receptor.layer in ARRIVAL_LAYERS],
        "sluices": [
            _sluice(*pair, moment, sluices.get(pair[0].receptor.key))
            for pair in shown if pair[0].receptor.layer == "sluices" and _stands_across(pair[0], sluices)
        ],
        "storage_sites": [
            _site(*pair, moment, float(flow[pair[0].receptor.row]))
            for pair in shown if pair[0].receptor.layer == "emergency_sites"
        ],
        "districts": _districts(impact, moment, districts),
        "dense_sampling": [
            {
                "section": one.key, "name": one.name, "from": at(moment, one.from_h), "to": at(moment, one.to_h),
                "every_h": one.every_h,
            }
            for one in dense_sampling(impact.arrivals)
        ],
        "assumed": [one.as_dict() for one in impact.assumed],
        "lacking": [one.as_dict() for one in impact.lacking],
    }  # fmt: skip


def _districts(impact: Impact, moment: datetime, districts: Mapping[int, District]) -> list[dict[str, Any]]:
    """The districts that the water reaches, in their order, and whom to tell."""
    known = {one.name: one for one in districts.values()}
    told = []
    for one in districts_reached(impact.walk, {row: district.name for row, district in districts.items()}):
        district = known[one.name]
        told.append({
            "code": district.code or None, "name": one.name, "is_origin": one.distance_m == 0,
            "distance_m": number_or_none(one.distance_m, 0),
            "arrival": at(moment, one.early_h), "probable": at(moment, one.probable_h),
            "body_zh": f"{district.government or one.name + '人民政府'}、生态环境主管部门",
            "body_en": f"Government and environment authority of {one.name}",
        })  # fmt: skip
    return told


def at(moment: datetime, hours: float | None) -> str | None:
    """The instant so many hours after a moment, ISO text of Asia/Shanghai to the minute; None unknown (时刻).

    >>> from datetime import UTC
    >>> at(datetime(2026, 10, 1, tzinfo=UTC), 1.5), at(datetime(2026, 10, 1, tzinfo=UTC), float("nan"))
    ('2026-10-01T09:30+08:00', None)
    """
    if hours is None or math.isnan(hours) or hours > 1e6:
        return None
    return (moment + timedelta(hours=hours)).astimezone(CHINA).isoformat(timespec="minutes")


def _key(receptor: Receptor) -> tuple[str, str]:
    return receptor.layer, receptor.key


def _significant(value: float) -> float:
    """A number to three significant digits: the bounds lie a factor apart."""
    return float(f"{value:.3g}")


def _reaches(impact: Impact, reaches: TraceReaches) -> list[dict[str, Any]]:
    """The pieces hit, nearest first, with when the water is at their upper and lower ends."""
    walk, network = impact.walk, reaches.river.network
    told = []
    for piece in np.argsort(walk.distance_m, kind="stable").tolist():
        row, low_m, high_m = int(walk.row[piece]), float(walk.low_m[piece]), float(walk.high_m[piece])
        line = cut_piece(reaches, row, low_m, high_m)
        if line is not None and bool(walk.near_is_high[piece]):
            line = line.reverse()
        near = [float(part[piece]) for part in (walk.early_h, walk.probable_h, walk.late_h)]
        through = (walk.through_early_h, walk.through_probable_h, walk.through_late_h)
        far = [begin + float(part[piece]) for begin, part in zip(near, through, strict=True)]
        told.append({
            "key": str(network.keys[row]), "name": str(reaches.names[row]) or str(network.keys[row]),
            "river": str(reaches.river.rivers[row]) or None, "low_m": round(low_m, 1), "high_m": round(high_m, 1),
            "distance_m": number_or_none(float(walk.distance_m[piece]), 1),
            **_hours(near), **{f"end_{name}": value for name, value in _hours(far).items()},
            "share": number_or_none(float(impact.share[row]), 4), "travel_source": str(impact.times.source[row]),
            "near_end": "first", "geometry": None if line is None else line_json(line),
        })  # fmt: skip
    return told


def _hours(hours: Sequence[float]) -> dict[str, float | None]:
    named = zip(("early_h", "probable_h", "late_h"), hours, strict=True)
    return {name: number_or_none(value, 3) for name, value in named}


def _arrival(one: Arrival, known: KnownReceptor, moment: datetime) -> dict[str, Any]:
    """A section, intake, zone or lake: when the water comes, is strongest, and is gone."""
    fields = known.fields
    rule = END_RULES.get(one.end_rule)
    told = "tier" if one.receptor.layer == "protection_zones" else "kind"
    kind, _ = words_of(one.receptor.layer, told, fields.get(told))
    return {
        "layer": one.receptor.layer, "key": one.receptor.key, "name": one.receptor.name, "place": known.place,
        "kind_zh": kind or None, "river": fields.get("river"), "district": fields.get("district"),
        "distance_m": number_or_none(one.distance_m, 0),
        "arrival": {"early": at(moment, one.early_h), "probable": at(moment, one.probable_h),
                    "late": at(moment, one.late_h)},
        "arrival_h": _hours([one.early_h, one.probable_h, one.late_h]),
        "peak_at": at(moment, one.peak_h), "peak": _peak(one.peak, at(moment, one.peak_h)),
        "end": at(moment, one.end_h), "end_h": number_or_none(one.end_h, 3),
        "end_rule_zh": rule[0] if rule else None, "end_rule_en": rule[1] if rule else None,
        **({"supply_m3_per_d": fields.get("supply_m3_per_d"), "population": fields.get("population"),
            "operator": fields.get("operator")} if one.receptor.layer == "water_sources" else {}),
    }  # fmt: skip


def _peak(peak: Peak | None, moment: str | None) -> dict[str, Any] | None:
    if peak is None:
        return None
    return {
        "at": moment,
        "concentration_mg_per_l": {
            "low": _significant(peak.low), "probable": _significant(peak.probable), "high": _significant(peak.high)
        },
        "formula": peak.formula,
        "alpha": None if peak.alpha is None else _significant(peak.alpha),
        "peclet": None if peak.peclet is None else _significant(peak.peclet),
        "mixing_m": None if peak.mixing_m is None else round(peak.mixing_m),
        "validity_zh": peak.validity.zh, "validity_en": peak.validity.en,
    }  # fmt: skip


def _stands_across(one: Arrival, sluices: Mapping[str, SluiceThen]) -> bool:
    """Whether a sluice can hold the water back: not the one that releases it, nor a drain's pump at the side."""
    then = sluices.get(one.receptor.key)
    return one.distance_m > 0 and (then is None or not is_lateral(then.sluice))


def _sluice(one: Arrival, known: KnownReceptor, moment: datetime, then: SluiceThen | None) -> dict[str, Any]:
    """A sluice on the way: its state at the moment, and until when it must be closed to hold the water."""
    record, state = (then.record, then.state) if then else (None, "unknown")
    return {
        "key": one.receptor.key, "name": one.receptor.name, "place": known.place,
        "distance_m": number_or_none(one.distance_m, 0),
        "state": state, "state_zh": words_of("sluices", "state", state)[0],
        "state_since": record.start.astimezone(CHINA).isoformat(timespec="minutes") if record else None,
        "state_source": (record.source or record.reported_by) if record else None,
        "close_before": at(moment, one.early_h), "close_within_h": number_or_none(one.early_h, 2),
        "travel_h": number_or_none(one.peak_h, 2), "operator": known.fields.get("operator"),
        "storage_m3": then.sluice.storage_m3 if then else None, "district": known.fields.get("district"),
    }  # fmt: skip


def _site(one: Arrival, known: KnownReceptor, moment: datetime, flow_m3_per_s: float) -> dict[str, Any]:
    """A pond, bridge, wetland and the like: its room, whose it is, until when it can be made ready."""
    fields = known.fields
    volume = fields.get("volume_m3")
    holds = float(volume) / flow_m3_per_s / 3600 if volume is not None and flow_m3_per_s > 0 else math.nan
    return {
        "key": one.receptor.key, "name": one.receptor.name, "place": known.place, "kind_zh": fields.get("kind"),
        "function_zh": fields.get("function"), "volume_m3": volume, "holds_flow_h": number_or_none(holds, 2),
        "distance_m": number_or_none(one.distance_m, 0), "owner": fields.get("owner"), "way_in": fields.get("way_in"),
        "access": fields.get("access"), "usable_until": at(moment, one.early_h), "district": fields.get("district"),
    }  # fmt: skip
