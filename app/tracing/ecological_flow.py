"""Whether a section has its least flow or level, and which sluices answer for it (生态流量)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.tracing.trace_question import Sentence

FLOW_STATES: Final = ("met", "missed", "met_on_n", "undetermined", "no_requirement")
"""达到、不足、部分达到、无法判定、未设目标: as attainment has them; what was not measured is not met."""


@dataclass(frozen=True, slots=True)
class FlowRequirement:
    """What a section must have (生态流量目标): flow [m³/s], level [m]; None where none is set."""

    key: str
    name: str
    flow_m3_per_s: float | None = None
    level_m: float | None = None


@dataclass(frozen=True, slots=True)
class FlowCheck:
    """A section's flow or level in a period (生态流量核查).

    ``state`` one of `FLOW_STATES`. ``values`` measured of the items that are required, ``below`` of them under it;
    ``lowest_flow_m3_per_s`` and ``lowest_level_m`` None where not measured; ``shortfall_m3_per_s`` and
    ``shortfall_m`` of the lowest under the requirement, None where not short. ``reason`` says it in words.
    """

    requirement: FlowRequirement
    state: str
    values: int
    below: int
    lowest_flow_m3_per_s: float | None
    lowest_level_m: float | None
    shortfall_m3_per_s: float | None
    shortfall_m: float | None
    reason: Sentence


def check_flow(requirement: FlowRequirement, flows_m3_per_s: Sequence[float], levels_m: Sequence[float]) -> FlowCheck:
    """Whether a section had its least flow and level in a period (生态流量核查).

    Each value of the period counts: one below the requirement is a miss. How many days may miss in a year is a matter
    of the plan for each river, and is not decided here.

    Parameters
    ----------
    flows_m3_per_s, levels_m
        Values of the period in any order; NaN is not measured.

    Examples
    --------
    >>> need = FlowRequirement("S1", "千户营", flow_m3_per_s=1.2)
    >>> check_flow(need, [1.5, 0.9], []).state, check_flow(need, [0.9], []).reason.zh
    ('missed', '流量最低 0.9 m³/s，低于生态流量 1.2 m³/s，差 0.3 m³/s（1 次测值中 1 次不足）')
    >>> check_flow(need, [], []).state, check_flow(FlowRequirement("S1", "千户营"), [1.0], []).state
    ('undetermined', 'no_requirement')
    """
    flow = _Item(requirement.flow_m3_per_s, flows_m3_per_s)
    level = _Item(requirement.level_m, levels_m)
    required = [one for one in (flow, level) if one.least is not None]
    measured = [one for one in required if one.values]
    if not required:
        state = "no_requirement"
    elif any(one.below for one in measured):
        state = "missed"
    elif not measured:
        state = "undetermined"
    else:
        state = "met" if len(measured) == len(required) else "met_on_n"
    return FlowCheck(
        requirement, state, sum(len(one.values) for one in measured), sum(one.below for one in measured),
        flow.lowest, level.lowest, flow.shortfall, level.shortfall, _reason(flow, level),
    )  # fmt: skip


class _Item:
    """The values of one item against what is required of it."""

    def __init__(self, least: float | None, values: Sequence[float]) -> None:
        self.least = least
        self.values = [value for value in values if not math.isnan(value)]
        self.lowest = min(self.values, default=None)
        self.below = 0 if least is None else sum(value < least for value in self.values)
        self.shortfall = None
        if least is not None and self.lowest is not None and self.below:
            self.shortfall = round(least - self.lowest, 9)  # 1.8 − 1.21 in floats is 0.5900000000000001


def _reason(flow: _Item, level: _Item) -> Sentence:
    """The check in words, item by item."""
    zh, en = [], []
    for item, name_zh, name_en, need_zh, need_en, unit in (
        (flow, "流量", "flow", "生态流量", "the ecological flow of", "m³/s"),
        (level, "水位", "level", "生态水位", "the ecological level of", "m"),
    ):
        if item.least is None:
            continue
        need = f"{item.least:.6g} {unit}"
        if item.lowest is None:
            zh.append(f"没有{name_zh}测值，不能判定是否达到{need_zh} {need}")
            en.append(f"no {name_en} was measured, so {need_en} {need} cannot be judged")
        elif item.shortfall is None:
            zh.append(f"{name_zh}最低 {item.lowest:.6g} {unit}，达到{need_zh} {need}")
            en.append(f"lowest {name_en} {item.lowest:.6g} {unit}, not below {need_en} {need}")
        else:
            zh.append(
                f"{name_zh}最低 {item.lowest:.6g} {unit}，低于{need_zh} {need}，差 {item.shortfall:.6g} {unit}"
                f"（{len(item.values)} 次测值中 {item.below} 次不足）"
            )
            en.append(
                f"lowest {name_en} {item.lowest:.6g} {unit}, below {need_en} {need} by {item.shortfall:.6g} {unit} "
                f"({item.below} of {len(item.values)} values)"
            )
    return (
        Sentence("；".join(zh), "; ".join(en)) if zh else Sentence("未设生态流量或水位", "No flow or level is required")
    )
