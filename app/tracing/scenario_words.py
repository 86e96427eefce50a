"""What must be said beside a scenario (情景说明)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

ASSUMED: Final = (
    (
        "",
        "以断面本期实测浓度和流量为起点，按一级衰减和分流比例计算各措施送达断面的变化；不在册的负荷保持不变。",
        "From the section's measured concentration and flow of the period; each change arrives by first-order decay "
        "and the shares at divergences. Loads not on record stay as they are.",
    ),
    (
        "lower_source",
        "削减只减少负荷，排水量不变。",
        "Lowering a source lessens its load; its water stays.",
    ),
    (
        "close_sluice",
        "闭闸后上游分流处的水改走其他去路，没有其他去路的留在闸上；按不漏水计。闸与上断面之间未列明的增量仍计入。",
        "With a sluice closed, water takes the other ways of the divergence above it; what has none stays above the "
        "sluice. No leakage is counted. What enters unlisted between the sluice and the sections above still arrives.",
    ),
    (
        "add_flow",
        "补水后各河段传播时间不变。",
        "Travel times stay as they are when water is added.",
    ),
)
"""Kind of change (blank for all), Chinese, English."""


class StepFacts(NamedTuple):
    """What a step came to (推演步骤情况): flux [kg/d] and flow [m³/s] after it, NaN unknown; ``has_known`` is of
    sluices: a section or a load on record lies above."""

    kind: str
    is_upstream: bool
    has_known: bool
    flux_kg_per_d: float
    flow_m3_per_s: float


def assumed_words(kinds: set[str]) -> list[tuple[str, str]]:
    """What the arithmetic takes for granted, by the kinds of change made (假定).

    >>> len(assumed_words(set())), len(assumed_words({"add_flow"}))
    (1, 2)
    """
    return [(zh, en) for kind, zh, en in ASSUMED if not kind or kind in kinds]


def step_notes(facts: StepFacts) -> list[tuple[str, str]]:
    """Sentences in Chinese and in English of one step (步骤说明).

    >>> step_notes(StepFacts("lower_source", False, True, 10.0, 1.0))[0][1]
    'This lies on no way to the section: nothing changes there.'
    """
    if not facts.is_upstream:
        return [("该处的水不流到本断面，断面不变。", "This lies on no way to the section: nothing changes there.")]
    if not facts.has_known:
        return [
            (
                "闸上没有实测断面，也没有在册负荷，闭闸后的变化无法推算。",
                "No section with a value and no load on record lies above the sluice: what closing it does cannot be "
                "told.",
            )
        ]
    if np.isnan(facts.flux_kg_per_d) or np.isnan(facts.flow_m3_per_s):
        return [
            (
                "途中有传播时间未知的河段，或上游断面缺流量，结果无法定值。",
                "A travel time on the way or the flow of a section above is not known: the result has no value.",
            )
        ]
    if facts.flow_m3_per_s <= 0:
        return [("断面已无来水，浓度无从计算。", "No water is left at the section: there is no concentration.")]
    if facts.flux_kg_per_d < 0:
        return [
            (
                f"削减量大于断面通量（差 {-facts.flux_kg_per_d:.1f} kg/d），在册负荷与实测不符，浓度不予给出。",
                f"More is taken away than passes the section (by {-facts.flux_kg_per_d:.1f} kg/d): the loads on record "
                "do not fit what was measured, and no concentration is given.",
            )
        ]
    return []
