"""An impact of a question, from the store as it stands (下游影响分析)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from sqlalchemy import Connection

from app.network.arrays import Ints
from app.registers.instants import CHINA
from app.settings import Settings
from app.store.engine import Store
from app.store.features import layer_state, load_frame
from app.store.traces import data_stand
from app.tracing.impact import flow_of, impact_of, with_release
from app.tracing.reach_facts import ReachFacts, with_reversible
from app.tracing.trace_question import Sentence
from app.tracing.travel_times import TravelTimes, reach_travel_times
from app.tracing.walk import walk_downstream
from app.uses.network.network_place import Place, find_place
from app.uses.network.sluice_history import NetworkAsOf, network_as_of
from app.uses.tracing.decay_choice import chosen_decay
from app.uses.tracing.impact_document import District, impact_document
from app.uses.tracing.impact_question import KIND_WORDS, ImpactQuestion, check_question, known_indicator, spill_of
from app.uses.tracing.impact_receptors import COLUMNS, load_receptors
from app.uses.tracing.trace_reaches import TraceReaches, load_reaches, place_on_reach

RESTS_ON: Final = ("reaches", "outfalls", "districts", *COLUMNS)
"""Layers whose revisions are kept with an impact."""


@dataclass(frozen=True, slots=True)
class MadeImpact:
    """An impact that was just made (下游影响结果): its title, its document, what it was made from."""

    title: str
    document: dict[str, Any]
    revisions: dict[str, Any]


def run_impact(c: Connection, store: Store, settings: Settings, question: ImpactQuestion) -> MadeImpact:
    """What a spill, a discharge or a release reaches downstream (下游影响分析), on the network of now.

    Raises
    ------
    BreaksRule
        Amounts that do not fit the kind, an unknown indicator, a decay without its source, a place too far from any
        reach. Unparsable: a place that cannot be read. Absent: no such feature.
    """
    check_question(question)
    indicator = known_indicator(question)
    decay = chosen_decay(question.decay, indicator.code if indicator else None)
    then = network_as_of(c, store, settings, question.moment)
    river = then.river
    place = find_place(c, store, settings, river, question.start)
    reaches = load_reaches(c, store, river)
    measure_m = place.measure_m or 0.0
    spill = spill_of(question, place.row, measure_m, decay)
    facts = with_reversible(reaches.facts, river.network)
    times = _times(settings, facts)
    walk = walk_downstream(river.network, place.row, measure_m, times, max_distance_m=question.max_distance_m)
    if question.flow_m3_per_s is not None:
        facts = with_release(facts, walk.rows, question.flow_m3_per_s)
        times = _times(settings, facts)
    receptors = load_receptors(c, store, settings, reaches, walk)
    impact = impact_of(spill, river.network, facts, times, [one.receptor for one in receptors])
    districts = row_districts(c, store, reaches, impact.walk.rows)
    impact = replace(impact, assumed=impact.assumed + _turned_words(then, impact.walk.rows))
    document = impact_document(impact, spill, reaches, receptors, then.sluices, flow_of(facts, times), districts)
    name = question.name.strip() or place_name(c, store, question.start, reaches, place)
    title = _title(name, question)
    asked = _question(question, name, reaches, place, measure_m, times)
    if indicator is not None:
        asked |= {"indicator": indicator.code, "indicator_zh": indicator.zh, "indicator_en": indicator.en}
    asked["decay"] = None if decay is None else {"k_per_d": decay[0], "source": decay[1]}
    revisions = {"layers": {layer: layer_state(c, store, layer).revision for layer in RESTS_ON}, **data_stand(c, store)}
    return MadeImpact(title, {"title": title, "question": asked, **document}, revisions)


def _title(name: str, question: ImpactQuestion) -> str:
    """What the impact is called; a name that tells the kind already (苯泄漏) does not tell it twice."""
    kind_zh, _ = KIND_WORDS[question.kind]
    told = "" if name.endswith(kind_zh[-2:]) else kind_zh
    return f"{name}{told}下游影响（{question.moment.astimezone(CHINA):%Y年%-m月%-d日 %H:%M}）"


def _times(settings: Settings, facts: ReachFacts) -> TravelTimes:
    """Hours through the reaches, by the settings."""
    return reach_travel_times(
        facts, late_share=settings.trace_late_share, default_velocity_m_per_s=settings.default_velocity_m_per_s()
    )


def _turned_words(then: NetworkAsOf, rows: Ints) -> tuple[Sentence, ...]:
    """What is said of canals that flow the other way at the moment."""
    told = []
    if turned := int(np.isin(then.turned, rows).sum()):
        told.append(Sentence(
            f"{turned} 个河段按闸坝启闭记录为反向运行，水流方向随之反转",
            f"{turned} reaches flow the other way: their sluice is recorded as reversed",
        ))  # fmt: skip
    if both := int(np.isin(then.both, rows).sum()):
        told.append(Sentence(
            f"{both} 个河段的闸坝曾反向运行，两个方向都按可能到达处理",
            f"{both} reaches may flow either way: their sluice was reversed for a part of the time",
        ))  # fmt: skip
    return tuple(told)


def _question(
    question: ImpactQuestion, name: str, reaches: TraceReaches, place: Place, measure_m: float, times: TravelTimes
) -> dict[str, Any]:
    """What was asked, with where it is."""
    kind_zh, kind_en = KIND_WORDS[question.kind]
    return question.as_dict() | {
        "moment": question.moment.astimezone(CHINA).isoformat(timespec="minutes"),
        "name": name, "kind_zh": kind_zh, "kind_en": kind_en,
        "place": place_on_reach(reaches, place.row, measure_m), "offset_m": round(place.offset_m, 1),
        "reach": str(reaches.river.network.keys[place.row]), "measure_m": round(measure_m, 1),
        "river": str(reaches.river.rivers[place.row]) or None, "indicator_zh": None, "indicator_en": None,
        "travel_source": str(times.source[place.row]),
    }  # fmt: skip


def place_name(c: Connection, store: Store, start: str, reaches: TraceReaches, place: Place) -> str:
    """The name of the feature that an impact begins at; of a point, the river and the place (起点名称)."""
    layer, _, key = start.partition("/")
    if layer in store.tables.layers:
        spec = store.layer(layer).spec
        frame = load_frame(c, store, layer, columns=(spec.key, "name"))
        named = frame.loc[frame[spec.key] == key, "name"]
        return str(named.iloc[0]) if len(named) and isinstance(named.iloc[0], str) else key
    river = str(reaches.river.rivers[place.row])
    return f"{river}（{key}）" if river else key


def row_districts(c: Connection, store: Store, reaches: TraceReaches, rows: Ints) -> dict[int, District]:
    """The district of each row (河段所在行政区): as the layer of reaches says, else the smallest area it lies in.

    A row without either is left out; a name that the layer of districts does not have has neither code nor body.
    """
    frame = load_frame(c, store, "districts", columns=("code", "name", "kind", "government"))
    known = {
        str(row["name"]): District(str(row["code"]), str(row["name"]), _text(row["government"]))
        for row in frame.to_dict("records")
    }
    areas = frame[frame.geometry.notna() & (frame["kind"] != "市")]
    shapes: list[shapely.Geometry] = list(areas.geometry)
    names, tree = areas["name"].tolist(), shapely.STRtree(shapes)
    told = {}
    for row in rows.tolist():
        name = str(reaches.districts[row])
        if not name and len(areas):
            middle = place_on_reach(reaches, row, float(reaches.facts.length_m[row]) / 2)
            inside = [] if middle is None else tree.query(shapely.Point(middle), predicate="within").tolist()
            inside.sort(key=lambda at: shapes[at].area)
            name = _text(names[inside[0]]) if inside else ""
        if name:
            told[row] = known.get(name, District("", name, ""))
    return told


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
