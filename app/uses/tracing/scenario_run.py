"""What-if of a section's month, and the cuts that bring it to its target (情景推演与削减方案)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from app.assessment.limits import NUMERALS
from app.assessment.rounding import shown_value
from app.errors import Absent, BreaksRule
from app.settings import Settings
from app.store.engine import Store
from app.tracing.cuts import CutPlan, fewest_sources, least_total_cut, needed_cut_kg_per_d
from app.tracing.increments import KG_PER_D
from app.tracing.scenario import Scenario, scenario_concentration
from app.tracing.scenario_balance import delivered_to_section
from app.tracing.scenario_changes import Change
from app.tracing.stretch_paths import find_stretches
from app.tracing.trace_question import Sentence
from app.uses.tracing.scenario_ground import MAX_DISTANCE_M, ScenarioAsked, ScenarioGround, load_ground
from app.uses.tracing.trace_geometry import load_or_none
from app.uses.tracing.trace_sections import grade_of

CAVEAT: Final = Sentence(
    "按质量平衡推演，供方案比选参考，不作为执法和处罚依据",
    "Reckoned by mass balance, for comparing plans; not grounds for enforcement or penalty",
)


@dataclass(frozen=True, slots=True)
class AskedChange:
    """One change as it is asked for (情景措施): ``kind`` with what it needs, see `app.tracing.scenario_changes`."""

    kind: str
    key: str
    percent: float | None = None
    flow_m3_per_s: float | None = None
    concentration_mg_per_l: float | None = None


def run_scenario(
    c: Connection, store: Store, settings: Settings, asked: ScenarioAsked, changes: Sequence[AskedChange]
) -> dict[str, Any]:
    """The section today and with the changes, step by step, with its class (情景推演), JSON ready; nothing is kept.

    Raises
    ------
    BreaksRule
        As `load_ground` and `scenario_concentration`. Absent: a source, sluice or reach that is not there.
    """
    ground = load_ground(c, store, settings, asked)
    made = scenario_concentration(
        ground.river.network, ground.values, asked.section, [_change(ground, one) for one in changes], ground.times,
        ground.k_per_d, ground.k_source, loads=ground.loads, split=ground.split,
    )  # fmt: skip
    return _head(ground) | {
        "today": _state(ground, made.concentration_mg_per_l, made.flow_m3_per_s, made.flux_kg_per_d),
        "changed": _state(ground, made.changed_mg_per_l, made.changed_flow_m3_per_s, made.changed_flux_kg_per_d),
        "steps": [_step(ground, made, at) for at in range(len(made.steps))],
        "sources": _sources(ground),
        "assumed": [
            *(Sentence(zh, en).as_dict() for zh, en in zip(made.assumed_zh, made.assumed_en, strict=True)),
            *_ground_words(ground),
        ],
    }  # fmt: skip


def run_cuts(
    c: Connection, store: Store, settings: Settings, asked: ScenarioAsked, *, target_mg_per_l: float | None = None,
    max_share: float = 1.0, max_shares: Mapping[str, float] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The least total cut and the fewest sources that bring a section to its target (削减方案), JSON ready.

    Parameters
    ----------
    target_mg_per_l
        None takes the indicator's limit in the section's target class.
    max_share, max_shares
        How far a source may be cut [1], all and by key.

    Raises
    ------
    BreaksRule
        No target, no flow at the section, a share out of bounds. Absent: a source that is not there.
    """
    ground = load_ground(c, store, settings, asked)
    target, source = _target(ground, target_mg_per_l)
    section = next((one for one in ground.values if one.key == asked.section), None)
    if section is None or section.flow_m3_per_s is None or not section.flow_m3_per_s > 0:
        raise BreaksRule(
            f"断面“{ground.reading.name}”本期没有流量，不能算需削减量。",
            f"Section {ground.reading.name} has no flow in the month: what to cut cannot be told.", parameter="section",
        )  # fmt: skip
    keys = [one.key for one in ground.loads]
    if unknown := [key for key in max_shares or {} if key not in keys]:
        raise _absent(unknown[0])
    shares = np.array([(max_shares or {}).get(key, max_share) for key in keys], dtype=np.float64)
    stretches = find_stretches(
        ground.river.network, ground.values, ground.times, ground.k_per_d, split=ground.split
    )  # fmt: skip
    delivered = delivered_to_section(
        stretches, asked.section, [one.row for one in ground.loads], [one.measure_m for one in ground.loads]
    )  # fmt: skip
    loads = np.array([one.load_kg_per_d for one in ground.loads])
    needed = needed_cut_kg_per_d(section.concentration_mg_per_l, target, section.flow_m3_per_s)
    flux = section.concentration_mg_per_l * section.flow_m3_per_s * KG_PER_D
    arriving = float(np.nansum(loads * delivered))
    return _head(ground) | {
        "today": _state(ground, section.concentration_mg_per_l, section.flow_m3_per_s, flux),
        "target_mg_per_l": target, "target_source_zh": source.zh, "target_source_en": source.en,
        "needed_kg_per_d": _rounded(needed), "known_arriving_kg_per_d": _rounded(arriving),
        "unexplained_kg_per_d": _rounded(flux - arriving),
        "least_total": _plan(ground, least_total_cut(loads, delivered, needed, shares), delivered),
        "fewest_sources": _plan(ground, fewest_sources(loads, delivered, needed, shares), delivered),
        "sources": _sources(ground, delivered),
        "assumed": [*_ground_words(ground), Sentence(
            "只削减有负荷记录的来源；未记录的负荷保持不变，流量保持不变",
            "Only loads on record are cut; what is not on record and the flow stay as they are",
        ).as_dict()],
    }  # fmt: skip


def _head(ground: ScenarioGround) -> dict[str, Any]:
    """Section, indicator, month, decay."""
    reading, indicator = ground.reading, ground.indicator
    return {
        "caveat_zh": CAVEAT.zh, "caveat_en": CAVEAT.en,
        "section": reading.code, "name": reading.name, "indicator": indicator.code, "indicator_zh": indicator.zh,
        "indicator_en": indicator.en, "month": ground.month, "unit": "mg/L",
        "decay": {"k_per_d": ground.k_per_d, "source": ground.k_source},
        "target_class": reading.target_name,
        "limit_mg_per_l": reading.limit if isinstance(reading.limit, float) else None,
    }  # fmt: skip


def _ground_words(ground: ScenarioGround) -> list[dict[str, str]]:
    """How far sources are looked for, and what of closed sluices is not counted."""
    told = [Sentence(
        f"来源只计断面上游 {MAX_DISTANCE_M / 1000:g} 公里以内",
        f"Sources within {MAX_DISTANCE_M / 1000:g} km upstream count",
    )]  # fmt: skip
    if names := [ground.closed[code] for code in ground.closed_above]:
        told.append(Sentence(
            f"{'、'.join(names)}当月全月关闭，其上来源仍按全部送达计，削减效果可能偏大",
            f"{', '.join(names)} closed all month: sources above count as if all of them arrived, so cutting them may "
            "do less",
        ))  # fmt: skip
    return [one.as_dict() for one in told]


def _state(ground: ScenarioGround, concentration: float, flow: float, flux: float) -> dict[str, Any]:
    """Concentration, flow, flux, class of the indicator and of the section, and whether the target is met."""
    indicator, reading = ground.indicator, ground.reading
    # Rounded before it is classed, as the mean of a month is.
    grade = grade_of(indicator.code, shown_value(concentration, indicator.decimals), reading.water_type)
    others = [
        one.water_class for one in ground.judged.indicators
        if one.code != indicator.code and not one.undeterminable and one.water_class
    ]  # fmt: skip
    whole = max([grade, *others]) if grade else 0
    target = reading.target_class
    return {
        "concentration_mg_per_l": _rounded(concentration, 4), "flow_m3_per_s": _rounded(flow, 4),
        "flux_kg_per_d": _rounded(flux),
        "indicator_class": NUMERALS[grade] or None, "section_class": NUMERALS[whole] or None,
        "others_class": NUMERALS[max(others, default=0)] or None,
        "is_met": None if not grade or target is None else grade <= target,
    }  # fmt: skip


def _step(ground: ScenarioGround, made: Scenario, at: int) -> dict[str, Any]:
    """One change and the section after it."""
    step = made.steps[at]
    change = step.change
    return {
        "kind": change.kind, "key": change.key, "name": change.name, "percent": change.percent,
        "added_flow_m3_per_s": change.flow_m3_per_s, "added_concentration_mg_per_l": change.concentration_mg_per_l,
        **_state(ground, step.concentration_mg_per_l, step.flow_m3_per_s, step.flux_kg_per_d),
        "concentration_change_mg_per_l": _rounded(step.concentration_change_mg_per_l, 4),
        "flow_change_m3_per_s": _rounded(step.flow_change_m3_per_s, 4),
        "flux_change_kg_per_d": _rounded(step.flux_change_kg_per_d),
        "notes": [Sentence(zh, en).as_dict() for zh, en in zip(step.notes_zh, step.notes_en, strict=True)],
    }  # fmt: skip


def _sources(ground: ScenarioGround, delivered: Any = None) -> list[dict[str, Any]]:
    """The loads on record upstream, the greatest first, those that are not known last."""
    told = [
        {
            "key": one.key, "name": one.name, "load_kg_per_d": _rounded(one.load_kg_per_d),
            "load_source": ground.load_sources.get(one.key) or None,
            **({} if delivered is None else {"delivered": _rounded(float(delivered[at]), 4)}),
        }
        for at, one in enumerate(ground.loads)
    ]  # fmt: skip
    return sorted(told, key=lambda one: (one["load_kg_per_d"] is None, -(one["load_kg_per_d"] or 0.0), one["key"]))


def _plan(ground: ScenarioGround, plan: CutPlan, delivered: Any) -> dict[str, Any]:
    """A plan with the names of what is cut, the greatest cut first."""
    cuts = [
        {
            "key": one.key, "name": one.name, "load_kg_per_d": _rounded(one.load_kg_per_d),
            "cut_kg_per_d": _rounded(cut), "share": _rounded(share, 4),
            "arrives_kg_per_d": _rounded(cut * float(delivered[at])),
        }
        for at, (one, cut, share) in enumerate(zip(ground.loads, plan.cut_kg_per_d, plan.share, strict=True))
        if cut > 0
    ]  # fmt: skip
    return {
        "is_enough": plan.is_enough, "count": plan.count, "total_kg_per_d": _rounded(plan.total_kg_per_d),
        "arrives_kg_per_d": _rounded(plan.arrives_kg_per_d[0]),
        "shortfall_kg_per_d": _rounded(plan.shortfall_kg_per_d[0]),
        "cuts": sorted(cuts, key=lambda one: (-one["cut_kg_per_d"], one["key"])),
        "unknown": [ground.loads[at].key for at in plan.unknown],
    }  # fmt: skip


def _target(ground: ScenarioGround, given: float | None) -> tuple[float, Sentence]:
    """The target and where it is from."""
    if given is not None:
        return given, Sentence("自定目标", "a target of one's own")
    limit, name = ground.reading.limit, ground.reading.target_name
    if not isinstance(limit, float):
        raise BreaksRule(
            f"断面“{ground.reading.name}”没有该指标的目标限值，请填写 target_mg_per_l。",
            f"Section {ground.reading.name} has no limit of the indicator; give target_mg_per_l.",
            parameter="target_mg_per_l",
        )  # fmt: skip
    return limit, Sentence(f"断面目标 {name}，GB 3838-2002 表1", f"the section's target {name}, GB 3838-2002, Table 1")


def _change(ground: ScenarioGround, asked: AskedChange) -> Change:
    """A change with its place on the network."""
    if asked.kind == "lower_source":
        one = next((load for load in ground.loads if load.key == asked.key), None)
        if one is None:
            raise _absent(asked.key)
        return Change("lower_source", one.key, one.name, one.row, one.measure_m, percent=asked.percent)
    river = ground.river
    if asked.kind == "close_sluice":
        key = asked.key.removeprefix("sluices/")
        at = river.find_feature("sluices", key)
        if at is None or river.features.row[at] < 0:
            raise Absent(
                f"河网上没有闸坝“{key[:40]}”。", f"There is no sluice {key[:40]} on the network.", parameter="changes"
            )
        if key in ground.closed:
            raise BreaksRule(
                f"“{ground.closed[key]}”{ground.month} 全月关闭，断面现状已是关闸后的情况，不必再关。",
                f"{ground.closed[key]} was closed all through {ground.month}: today's section is what it makes of it.",
                parameter="changes",
            )
        return Change("close_sluice", key, key, int(river.features.row[at]), float(river.features.measure_m[at]))
    key = asked.key.removeprefix("reaches/")
    row = river.network.find(key)
    if row is None:
        raise Absent(
            f"河网中没有编码为“{key[:40]}”的河段。", f"The network has no reach with the key {key[:40]}.",
            parameter="changes",
        )  # fmt: skip
    return Change(
        "add_flow", key, key, row, 0.0, flow_m3_per_s=asked.flow_m3_per_s,
        concentration_mg_per_l=asked.concentration_mg_per_l,
    )  # fmt: skip


def _absent(key: str) -> Absent:
    return Absent(
        f"断面上游没有来源“{key[:60]}”。",
        f"There is no source {key[:60]} upstream of the section.",
        parameter="changes",
    )


def _rounded(value: float, decimals: int = 2) -> float | None:
    """The number for reading, None where it is not known; a small one keeps three digits."""
    return load_or_none(value, decimals)
