"""What a section's concentration would be: a source lowered, a sluice closed, flow added (情景推演)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.errors import BreaksRule
from app.network import Network
from app.network.accumulation import Split
from app.tracing.closed_sluices import closed_split
from app.tracing.increments import KG_PER_D
from app.tracing.scenario_balance import SectionState, balance_section, find_section, passes_on
from app.tracing.scenario_changes import Change, SourceLoad, changed_sources, source_key
from app.tracing.scenario_words import StepFacts, assumed_words, step_notes
from app.tracing.stretch_paths import Stretches, arrivals_by, find_stretches
from app.tracing.stretches import SectionValue
from app.tracing.travel_times import TravelTimes


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """The section once this change and those before it are made (推演步骤); NaN where it cannot be told.

    ``flux_change_kg_per_d``, ``flow_change_m3_per_s`` and ``concentration_change_mg_per_l`` by this change alone.
    """

    change: Change
    concentration_mg_per_l: float
    flow_m3_per_s: float
    flux_kg_per_d: float
    concentration_change_mg_per_l: float
    flow_change_m3_per_s: float
    flux_change_kg_per_d: float
    notes_zh: tuple[str, ...]
    notes_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A section today and with the changes (情景结果): ``steps`` one a change, the last is the answer."""

    section: str
    concentration_mg_per_l: float
    flow_m3_per_s: float
    flux_kg_per_d: float
    changed_mg_per_l: float
    changed_flow_m3_per_s: float
    changed_flux_kg_per_d: float
    steps: tuple[ScenarioStep, ...]
    k_per_d: float
    k_source: str
    assumed_zh: tuple[str, ...]
    assumed_en: tuple[str, ...]


def scenario_concentration(
    network: Network,
    sections: Sequence[SectionValue],
    section_key: str,
    changes: Sequence[Change],
    times_h: ArrayLike | TravelTimes,
    k_per_d: float,
    k_source: str,
    *,
    loads: Sequence[SourceLoad] = (),
    split: Split | None = None,
    reservoir: ArrayLike | None = None,
) -> Scenario:
    """Concentration of a section in the month with the changes made one after the other (情景推演).

    Mass balance about what was measured: C' = (W + ΔW) / (Q + ΔQ), W the section's flux, ΔW and ΔQ what more or less
    arrives for the change, delivered by decay and shares as in `find_stretches`. Closing a sluice sends the water of
    the divergence above it down the other ways, and holds back what has none: sections above it count with their
    measured flux. What is added between sections without being on record stays as it is.

    Parameters
    ----------
    network, sections, times_h, k_per_d, split, reservoir
        As `find_stretches`: all sections of the period, not only the one asked about.
    section_key
        Key of the section asked about; with a concentration and a flow.
    changes
        In the order in which they are made.
    k_source
        Where the coefficient is from; not blank.
    loads
        Loads on record: those that are lowered, and those that a closed sluice may hold back.

    Raises
    ------
    BreaksRule
        A section without a value or flow, a source whose load is not on record, a percentage outside of 0 to 100, an
        unknown kind, added water without its concentration, a blank source of k.

    Examples
    --------
    Of 2 m³/s at 2 mg/L a source of 100 kg/d, a day above with k = 0.2 1/d, is lowered by half: 50 · e^(−0.2) = 40.9.

    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [9.0, 9.0]}), to_key="to")
    >>> section = SectionValue("S", "S", 1, 9.0, 2.0, 2.0, "", "", 0.1, 0.1)
    >>> source = SourceLoad("P", "P", 0, 9.0, 100.0)
    >>> half = Change("lower_source", "P", "P", percent=50.0)
    >>> found = scenario_concentration(
    ...     network, [section], "S", [half], [12.0, 24.0], 0.2, "measured", loads=[source]
    ... )
    >>> round(found.changed_flux_kg_per_d, 1), round(found.changed_mg_per_l, 3)
    (304.7, 1.763)
    >>> scenario_concentration(network, [section], "S", [], [12.0, 24.0], 0.2, "measured").changed_mg_per_l
    2.0
    """
    if not k_source.strip():
        raise BreaksRule("衰减系数须注明来源。", "The coefficient of decay needs its source.", parameter="k_source")
    today_ways = find_stretches(network, sections, times_h, k_per_d, split=split, reservoir=reservoir)
    target = find_section(today_ways, section_key)
    section = today_ways.sections[target]
    flow = section.flow_m3_per_s
    if flow is None or section.is_relative_flow or not flow > 0:
        raise BreaksRule(
            f"断面“{section.name}”本期流量为 0 或没有实测，不能推演。",
            f"Section {section.name} has no flow in the period, or none was measured: nothing to start from.",
            parameter="section",
        )
    today = SectionState(section.concentration_mg_per_l * flow * KG_PER_D, flow)
    given = {load.key: load for load in loads}
    sources, ways, state = dict(given), today_ways, today
    closed: list[Change] = []
    is_lost = False
    steps: list[ScenarioStep] = []
    for change in changes:
        is_upstream = has_known = True
        if change.kind == "close_sluice":
            closed.append(change)
            shut = _cut_at(network, today_ways, [change], split, times_h, reservoir)
            is_upstream, has_known = _asks_sluice(shut, target, list(sources.values()))
            is_lost = is_lost or (is_upstream and not has_known)
            shares = closed_split(network, split, [one.row for one in closed], [one.measure_m for one in closed])
            ways = _cut_at(network, today_ways, closed, shares, times_h, reservoir)
        else:
            sources = changed_sources(sources, change)
            is_upstream = _comes_down(ways, target, sources[source_key(change)])
        after = balance_section(today_ways, ways, target, today, given, sources)
        if is_lost:
            after = SectionState(float("nan"), float("nan"))
        notes = step_notes(StepFacts(change.kind, is_upstream, has_known, after.flux, after.flow))
        steps.append(
            ScenarioStep(
                change,
                after.concentration,
                after.flow,
                after.flux,
                after.concentration - state.concentration,
                after.flow - state.flow,
                after.flux - state.flux,
                tuple(zh for zh, _ in notes),
                tuple(en for _, en in notes),
            )
        )
        state = after
    words = assumed_words({change.kind for change in changes})
    return Scenario(
        section=section.key,
        concentration_mg_per_l=section.concentration_mg_per_l,
        flow_m3_per_s=today.flow,
        flux_kg_per_d=today.flux,
        changed_mg_per_l=state.concentration if changes else section.concentration_mg_per_l,
        changed_flow_m3_per_s=state.flow,
        changed_flux_kg_per_d=state.flux,
        steps=tuple(steps),
        k_per_d=today_ways.k_per_d,
        k_source=k_source,
        assumed_zh=tuple(zh for zh, _ in words),
        assumed_en=tuple(en for _, en in words),
    )


def _cut_at(
    network: Network,
    stretches: Stretches,
    sluices: Sequence[Change],
    shares: Split | None,
    times_h: ArrayLike | TravelTimes,
    reservoir: ArrayLike | None,
) -> Stretches:
    """The stretches cut at sluices too: numbered after the sections, each a place where the water ends."""
    dams = [
        SectionValue(f"sluice:{one.key}", one.name, one.row, one.measure_m, 0.0, None, "", "", 0.0, 0.0)
        for one in sluices
    ]
    return find_stretches(
        network, [*stretches.sections, *dams], times_h, stretches.k_per_d, split=shares, reservoir=reservoir
    )


def _asks_sluice(cut: Stretches, target: int, sources: Sequence[SourceLoad]) -> tuple[bool, bool]:
    """Whether water from the last cut comes to the target, and whether anything of what passes it is known."""
    count = len(cut.sections)
    dam = count - 1
    is_upstream = bool(passes_on(cut, target, 0, count)[dam] > 0)
    links = cut.links
    has_known = bool((links.section == dam).any())
    if not has_known and sources:
        found = arrivals_by(cut, [one.row for one in sources], [one.measure_m for one in sources], (0, 0))
        loads = np.array([one.load_kg_per_d for one in sources])
        has_known = bool((loads[found.place[found.section == dam]] > 0).any())
    return is_upstream, has_known


def _comes_down(stretches: Stretches, target: int, source: SourceLoad) -> bool:
    """True where something of the source comes to the section, through others too."""
    found = arrivals_by(stretches, [source.row], [source.measure_m], (0, 0))
    passes = passes_on(stretches, target, 0, len(stretches.sections))
    return bool((passes[found.section] * found.fraction > 0).any())
