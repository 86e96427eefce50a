"""What a scenario of a section rests on: values, flows, travel times and loads of its month (情景推演依据)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from app.assessment.indicators import Indicator, find_indicator
from app.assessment.section_month import SectionMonth
from app.calendar_months import month_bounds, read_month
from app.errors import BreaksRule, Unparsable
from app.network.arrays import Floats
from app.network.delivery import equal_split, split_by_flow
from app.network.sluice_states import closed_hours
from app.settings import Settings
from app.store.engine import Store
from app.tracing.leads import lead_id
from app.tracing.reach_facts import with_reversible
from app.tracing.scenario_changes import SourceLoad
from app.tracing.stretches import SectionValue
from app.tracing.travel_times import TravelTimes, reach_travel_times
from app.tracing.walk import walk_upstream
from app.uses.assessment.exempted_months import judge_months
from app.uses.network.network_place import find_place
from app.uses.network.river_network import RiverNetwork, current_network
from app.uses.network.sluice_history import as_of
from app.uses.network.sluice_records import load_sluices
from app.uses.tracing.decay_choice import chosen_decay
from app.uses.tracing.trace_asked import has_load
from app.uses.tracing.trace_barriers import features_on
from app.uses.tracing.trace_candidates import load_candidates
from app.uses.tracing.trace_places import load_places
from app.uses.tracing.trace_reaches import load_reaches
from app.uses.tracing.trace_sections import SectionReading, read_sections
from app.uses.tracing.trace_values import section_values, with_flows

MAX_DISTANCE_M: Final = 100_000.0
"""How far up sources are looked for [m]; ours, and told in the answer."""


@dataclass(frozen=True, slots=True)
class ScenarioAsked:
    """A section, an indicator and a month, and the decay that was chosen (情景推演对象)."""

    section: str
    indicator: str
    month: str
    decay: Mapping[str, Any] | None


@dataclass(frozen=True, eq=False)
class ScenarioGround:
    """What a scenario rests on (情景推演依据).

    ``loads`` of sources upstream, NaN unknown, with where each is from in ``load_sources``; ``values`` of the sections
    searched; ``judged`` the section's month; ``k_per_d`` [1/d] with its source; ``closed`` the sluices that
    were closed through the whole month, name by code, ``closed_above`` those of them above the section.
    """

    indicator: Indicator
    month: str
    river: RiverNetwork
    reading: SectionReading
    judged: SectionMonth
    values: tuple[SectionValue, ...]
    times: TravelTimes
    split: Floats
    loads: tuple[SourceLoad, ...]
    load_sources: Mapping[str, str]
    k_per_d: float
    k_source: str
    closed: Mapping[str, str]
    closed_above: tuple[str, ...]


def load_ground(c: Connection, store: Store, settings: Settings, asked: ScenarioAsked) -> ScenarioGround:
    """What the scenarios of a section in a month rest on (情景推演依据).

    Raises
    ------
    BreaksRule
        An indicator without a load, no decay chosen, no value or flow of the section in the month. Absent: no such
        section. Unparsable: a month or section that cannot be read.
    """
    if not asked.section.isprintable():
        raise Unparsable("section 含有控制字符。", "section holds control characters.", parameter="section")
    month = read_month(asked.month)
    indicator = find_indicator(asked.indicator)
    if indicator is None or not has_load(indicator):
        raise BreaksRule(
            f"指标“{asked.indicator[:40]}”不能按负荷推演。", f"{asked.indicator[:40]} has no load to reckon with.",
            parameter="indicator",
        )  # fmt: skip
    decay = chosen_decay(asked.decay, indicator.code)
    if decay is None:
        raise BreaksRule(
            "请选定衰减系数及其来源；不降解的物质请填 0 并说明。",
            "Choose a decay with its source; for a substance that lasts give 0 and say so.", parameter="decay",
        )  # fmt: skip
    start, end = month_bounds(month, month)
    sluices = load_sluices(c, store)
    river = as_of(current_network(c, store, settings), sluices, end, start).river
    place = find_place(c, store, settings, river, f"sections/{asked.section}")
    reaches = load_reaches(c, store, river)
    limit_m = None if river.network.has_no_lengths else MAX_DISTANCE_M
    free = walk_upstream(
        river.network, place.row, place.measure_m, reach_travel_times(reaches.facts), max_distance_m=limit_m
    )
    codes = {str(river.features.key[at]) for at in features_on(river, "sections", free.rows).tolist()}
    readings = read_sections(
        c, store, settings, sorted(codes | {asked.section}), indicator.code, month=month
    )  # fmt: skip
    reading = _own(readings, asked.section, indicator, month)
    facts = with_flows(reaches, readings, f"{month[:4]}年{int(month[5:])}月")
    facts = with_reversible(facts, river.network)
    times = reach_travel_times(
        facts, late_share=settings.trace_late_share, default_velocity_m_per_s=settings.default_velocity_m_per_s()
    )
    places = load_places(c, store, settings, reaches)
    candidates = load_candidates(
        c, store, reaches, places, free, sluices, indicator.code, month, (start, end)
    )  # fmt: skip
    whole_h = (end - start).total_seconds() / 3600
    closed = {code: one.name for code, one in sluices.items() if closed_hours(one.records, start, end) == whole_h}
    sources = [one for one in candidates if one.layer in ("outfalls", "dischargers")]
    return ScenarioGround(
        indicator=indicator, month=month, river=river, reading=reading,
        judged=judge_months(c, store, settings, [month], codes=[asked.section])[month][0].before,
        values=tuple(section_values(river, facts, readings, free, asked.section, place)), times=times,
        split=split_by_flow(river.network, facts.flow_m3_per_s, otherwise=equal_split(river.network)),
        loads=tuple(
            SourceLoad(
                lead_id(one), one.name, one.row, one.measure_m,
                float("nan") if one.load_kg_per_d is None else one.load_kg_per_d, (one.flow_m3_per_d or 0.0) / 86_400,
            )
            for one in sources
        ),
        load_sources={lead_id(one): one.load_source for one in sources},
        k_per_d=decay[0], k_source=decay[1],
        closed=closed,
        closed_above=tuple(
            str(river.features.key[at])
            for at in features_on(river, "sluices", free.rows).tolist() if str(river.features.key[at]) in closed
        ),
    )  # fmt: skip


def _own(readings: Mapping[str, SectionReading], section: str, indicator: Indicator, month: str) -> SectionReading:
    """The section's own reading, with a value."""
    reading = readings.get(section)
    if reading is None or reading.value is None:
        raise BreaksRule(
            f"断面“{section}”{month} 没有{indicator.zh}测值，不能推演。",
            f"Section {section} has no value of {indicator.en} in {month}.", parameter="month",
        )  # fmt: skip
    return reading
