"""What each level of a trace assumed and lacked, in sentences (溯源层级说明)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from app.tracing.barriers import Stop
from app.tracing.candidates import LEVELS, Candidate
from app.tracing.factor_tables import number, typical_of
from app.tracing.load_delivery import HeldFlux
from app.tracing.stretches import Increment, SectionValue
from app.tracing.trace_question import LevelNote, Sentence, TraceQuestion
from app.tracing.travel_times import SOURCE_WORDS, TravelTimes
from app.tracing.walked import Walk

_OURS: Final = Sentence(
    "各因子的取值为本项目设定（lead_factors.csv），不是查实的频率。",
    "The numbers of the factors are settings of ours (lead_factors.csv), not frequencies that were found.",
)


def topology_note(walk: Walk) -> LevelNote:
    """L0: the reaches upstream by the network alone (拓扑)."""
    both = int(walk.network.is_way_back[walk.arc[walk.arc >= 0]].sum())
    assumed = [Sentence("按所问时刻的河网流向查找上游。", "Upstream is by the directions of the network at that time.")]
    if both:
        assumed.append(
            Sentence(
                f"{both} 个河段可双向流动，两个方向都计入。", f"{both} reaches may flow both ways; both ways are taken."
            )
        )
    lacking = []
    if np.isnan(walk.distance_m).any():
        lacking.append(Sentence("部分河段长度未知。", "The length of some reaches is not known."))
    return LevelNote("L0", len(walk) > 0, tuple(assumed), tuple(lacking))


def stops_note(stops: Sequence[Stop]) -> LevelNote:
    """L1: upstream with its stops (停止点)."""
    kinds = Counter(stop.kind for stop in stops)
    assumed, lacking = [], []
    if kinds["closed_sluice"] or kinds["pump_off"]:
        assumed.append(
            Sentence(
                "关闭的闸泵会渗漏，只降权、不截断；闸前积存水体另列为线索。",
                "Closed sluices and pumps leak: they weaken, they do not cut; the water behind is a lead of its own.",
            )
        )
    if kinds["compliant_section"]:
        assumed.append(
            Sentence(
                "同期达标断面以上不再追查；早于传播时间的达标值只降权。",
                "Above a section that met its limit in the same period nothing is searched; an older one only weakens.",
            )
        )
    unknown = kinds["sluice_unknown"] + kinds["pump_unknown"]
    if unknown:
        lacking.append(
            Sentence(
                f"{unknown} 处闸泵在时段内的状态未知，不加减。",
                f"The state of {unknown} sluices or pumps in the window is not known; nothing is weakened there.",
            )
        )
    return LevelNote("L1", True, tuple(assumed), tuple(lacking))


def travel_note(walk: Walk, times: TravelTimes) -> LevelNote:
    """L2: travel times (传播时间): how many reaches by each source."""
    rows = walk.rows
    counts = Counter(str(source) for source in times.source[rows])
    assumed, lacking = [], []
    known = [(name, counts[name]) for name in SOURCE_WORDS if counts[name] and name != "unknown"]
    if known:
        zh = "，".join(f"{count} 个河段按{SOURCE_WORDS[name][0]}" for name, count in known)
        en = "; ".join(f"{count} reaches by {SOURCE_WORDS[name][1]}" for name, count in known)
        assumed.append(Sentence(f"传播时间：{zh}。", f"Travel times: {en}."))
        assumed.append(
            Sentence(
                "实际传播时间视为一半概率在最早与可能之间、一半在可能与最迟之间（本项目取值）。",
                "Travel is taken as even between early and probable, and between probable and late, half each (ours).",
            )
        )
    if counts["unknown"]:
        lacking.append(
            Sentence(
                f"{counts['unknown']} 个河段传播时间未知，不按时间截断。",
                f"The travel time of {counts['unknown']} reaches is not known; nothing is cut by time there.",
            )
        )
    reached = bool(np.isfinite(walk.probable_h + walk.through_probable_h).any())
    return LevelNote("L2", reached, tuple(assumed), tuple(lacking))


def prior_note(candidates: Sequence[Candidate], question: TraceQuestion) -> LevelNote:
    """L3: prior by pollutant and record (特征与档案)."""
    listed = [one for one in candidates if one.kind != "unlisted"]
    blank = sum(not one.indicators and typical_of(one.category, one.kind, question.indicator) is None for one in listed)
    unrecorded = sum(
        one.exceedances is None and one.open_problems is None and one.is_discharging is None for one in listed
    )
    lacking = []
    if blank:
        lacking.append(
            Sentence(
                f"{blank} 个线索的特征污染物和类型均未知。",
                f"Of {blank} leads neither pollutants nor category are known.",
            )
        )
    if unrecorded:
        lacking.append(Sentence(f"{unrecorded} 个线索没有档案记录。", f"Of {unrecorded} leads nothing is on record."))
    if question.had_rain is None:
        lacking.append(Sentence("时段内雨情未知。", "Whether there was rain in the window is not known."))
    return LevelNote("L3", len(listed) > blank, (_OURS,), tuple(lacking))


def balance_note(
    question: TraceQuestion,
    increments: Sequence[Increment],
    values: Sequence[SectionValue],
    candidates: Sequence[Candidate],
    held: Sequence[HeldFlux] = (),
) -> LevelNote:
    """L4: mass balance (质量平衡): what of the increments could be computed, and by which decay.

    ``held`` are the fluxes that closed sluices hold back between two sections.
    """
    if not question.is_load:
        no_load = Sentence(
            "该指标不能折算为负荷，不作质量平衡。", "The indicator is no load: there is no mass balance of it."
        )
        return LevelNote("L4", False, (), (no_load,))
    assumed, lacking = [], []
    if question.k_per_d is None:
        lacking.append(
            Sentence(
                "未选定衰减系数及其来源，不算区间增量。",
                "No coefficient of decay was chosen: no increments are computed.",
            )
        )
    else:
        assumed.append(
            Sentence(
                f"衰减系数 k = {question.k_per_d:g} /d（{question.k_source}）。",
                f"Coefficient of decay k = {question.k_per_d:g} /d ({question.k_source}).",
            )
        )
        if not values:
            lacking.append(
                Sentence("上游没有本指标的断面浓度。", "No section upstream has a concentration of this indicator.")
            )
    found = [one for one in increments if np.isfinite(one.increment)]
    unknown = [one for one in found if one.known is None and not one.is_relative]
    if unknown:
        assumed.append(
            Sentence(
                f"{len(unknown)} 个区间没有已知负荷，增量全部按未解释计。",
                f"In {len(unknown)} stretches no load is known: the whole increment counts as unexplained.",
            )
        )
    exceeding = sum(bool(one.exceedances) and one.load_kg_per_d is not None for one in candidates)
    if found and exceeding:
        assumed.append(
            Sentence(
                f"{exceeding} 个线索有超标记录，其负荷不计入已知负荷，仍在未解释之内。",
                f"{exceeding} leads exceeded on record: their loads do not count as known but as unexplained.",
            )
        )
    estimated = sum(one.is_load_estimated for one in candidates)
    if found and estimated:
        assumed.append(
            Sentence(
                f"{estimated} 个线索的负荷没有监测，只有按排放标准的上限估计，不计入已知负荷。",
                f"Of {estimated} leads the load was not measured; what their standards allow does not count as known.",
            )
        )
    if any(one.is_relative for one in found):
        assumed.append(
            Sentence(
                "缺流量的区间按相对增量计，不与负荷比较。",
                "Without flows increments are relative; loads are not held against them.",
            )
        )
    shown = {one.to_section for one in found}
    through = [one for one in held if one.to_section in shown]
    if through:
        zh = "、".join(f"{one.name} {one.share:.2g}" for one in through)
        en = ", ".join(f"{one.name} {one.share:.2g}" for one in through)
        assumed.append(
            Sentence(
                f"以下断面的通量被其下关闭的闸泵拦蓄，只按通过份额计入下一断面：{zh}。",
                f"Closed sluices below hold back the flux of these sections; of it so much comes to the next: {en}.",
            )
        )
    if found:
        misfit = number("load_misfit_share")
        assumed.append(
            Sentence(
                f"除监测误差外，另计下断面通量 {misfit:.0%} 的模型与面源误差（本项目取值）。",
                f"Beside the errors of the values, {misfit:.0%} of the flux is allowed for what is left out (ours).",
            )
        )
    if len(found) < len(increments):
        lacking.append(
            Sentence(
                f"{len(increments) - len(found)} 个区间缺流量或传播时间，增量未知。",
                f"In {len(increments) - len(found)} stretches flow or travel time lacks; their increment is not known.",
            )
        )
    return LevelNote("L4", bool(found), tuple(assumed), tuple(lacking))


def highest(levels: Sequence[LevelNote], asked: str) -> str:
    """The highest level reached, at most the one asked (达到层级).

    Examples
    --------
    >>> highest([LevelNote("L0", True), LevelNote("L1", True), LevelNote("L2", False)], "L4")
    'L1'
    """
    reached = {note.id for note in levels if note.reached}
    return max((level for level in LEVELS if level in reached and level <= asked), default="L0")
