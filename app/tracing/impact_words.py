"""What an impact assumed and what it lacked, in words (影响分析说明)."""

from __future__ import annotations

import numpy as np

from app.network.arrays import Floats, Ints
from app.tracing.passing_cloud import DISPERSION_FACTOR
from app.tracing.reach_facts import ReachFacts
from app.tracing.spill import Spill
from app.tracing.trace_question import Sentence
from app.tracing.travel_times import SOURCE_WORDS, TravelTimes

UPPER_BOUND = Sentence(
    "未选定衰减系数，按不降解的保守物质计算，浓度为上限",
    "No decay was chosen: the pollutant is taken as lasting, so concentrations are upper bounds",
)


def assumed_of(
    spill: Spill, facts: ReachFacts, times: TravelTimes, rows: Ints, *, has_peak: bool, divides: bool
) -> tuple[Sentence, ...]:
    """What the answer rests on (采用的假定), most important first."""
    told = []
    if spill.kind != "release":
        if spill.k_per_d is None:
            told.append(UPPER_BOUND)
        else:
            told.append(Sentence(
                f"衰减系数 k = {spill.k_per_d:g} /d，{spill.k_source}",
                f"Decay k = {spill.k_per_d:g} /d, {spill.k_source}",
            ))  # fmt: skip
    else:
        told.append(Sentence(
            "水质前锋随水流推进；水位抬升的波动先于水质前锋到达，不在本结果之内",
            "The water itself is followed; the rise of the level runs ahead of it and is not part of this answer",
        ))  # fmt: skip
        if spill.release_m3_per_s is not None:
            told.append(Sentence(
                f"下游各河段流量加上下泄流量 {spill.release_m3_per_s:g} m³/s；有实测流速的河段仍按平时流速，实际更快",
                f"The release of {spill.release_m3_per_s:g} m³/s is added to the flow downstream; reaches with a "
                "measured velocity keep it, and are quicker in fact",
            ))  # fmt: skip
    told.append(Sentence(
        "前锋到达时间取峰现时间的 0.89 倍（Jobson，USGS WRIR 96-4013），最早按最大流速",
        "The leading edge comes at 0.89 of the peak's time (Jobson, USGS WRIR 96-4013), the earliest by the maximum "
        "velocity",
    ))  # fmt: skip
    told.append(
        Sentence(
            "闸坝关闭不视为截断（存在渗漏和启闭）", "A closed sluice is not taken as a stop: it leaks and may be opened"
        )
    )
    sources = [name for name in SOURCE_WORDS if name != "unknown" and (times.source[rows] == name).any()]
    if sources:
        zh, en = zip(*(SOURCE_WORDS[name] for name in sources), strict=True)
        told.append(Sentence(f"流速来源：{'、'.join(zh)}", f"Velocities: {', '.join(en)}"))
    if has_peak:
        told.append(
            Sentence(
                "浓度为新增量，未叠加河道本底", "Concentrations are what is added; what the river holds already is not"
            )
        )
        told.append(_dispersion_words(spill))
        told.append(Sentence(
            "流量采用在册平均流量，非事发时实测；实际流量较小时浓度更高、到达更迟",
            "Flows are the mean ones on record, not those of the moment; with less water concentrations are higher "
            "and come later",
        ))  # fmt: skip
        if (np.isnan(facts.flow_m3_per_s[rows]) & ~np.isnan(facts.width_m[rows] * facts.depth_m[rows])).any():
            told.append(
                Sentence("缺流量的河段按流速×宽×深估算流量", "Where no flow is known it is velocity × width × depth")
            )
    if divides:
        told.append(Sentence(
            "分汊处按流量分配，流量不明的均分；浓度上限按全部进入该汊计",
            "Where the river divides the amount goes by flow, equally where flows are not known; the high bound takes "
            "all of it along each branch",
        ))  # fmt: skip
    return tuple(told)


def _dispersion_words(spill: Spill) -> Sentence:
    """Where the dispersion coefficient is from."""
    if spill.dispersion_m2_per_s is not None:
        low, probable, high = spill.dispersion_m2_per_s
        return Sentence(
            f"纵向离散系数 {low:g}～{probable:g}～{high:g} m²/s，{spill.dispersion_source}",
            f"Longitudinal dispersion {low:g}, {probable:g}, {high:g} m²/s: {spill.dispersion_source}",
        )
    factor = f"{DISPERSION_FACTOR:g}"
    return Sentence(
        f"纵向离散系数按费希尔公式，上下限取其 {factor} 倍与 1/{factor}（本系统设定）",
        f"Longitudinal dispersion by Fischer's formula, bounds {factor} times and 1/{factor} of it (a setting of ours)",
    )


def lacking_of(
    spill: Spill, facts: ReachFacts, times: TravelTimes, rows: Ints, flow: Floats, dispersion: Floats, *,
    is_at_start: bool = False,
) -> tuple[Sentence, ...]:  # fmt: skip
    """What is not known, and what therefore is not answered (缺少的资料); ``is_at_start``: a receptor lies at the very
    place of the spill."""
    told = []
    unknown = int(np.isnan(times.probable_h[rows]).sum())
    if unknown:
        told.append(Sentence(
            f"{unknown} 个河段流速未知，其下游到达时间不明",
            f"The velocity of {unknown} reaches is not known: no arrival below them",
        ))  # fmt: skip
    if spill.kind == "release":
        return tuple(told)
    if spill.mass_g is None and spill.rate_g_per_s is None:
        told.append(Sentence("排放量未知，只给出到达时间", "The amount is not known: arrivals only"))
        return tuple(told)
    if is_at_start:
        told.append(Sentence(
            "起点处的断面、湖库不给峰值和结束时间：未经混合，以现场监测为准",
            "No peak and no end for what lies at the start itself: nothing is mixed there, go by what is measured",
        ))  # fmt: skip
    no_flow = int(np.isnan(flow[rows]).sum())
    if no_flow:
        told.append(Sentence(
            f"{no_flow} 个河段流量未知，不计算浓度",
            f"The flow of {no_flow} reaches is not known: no concentration there",
        ))  # fmt: skip
    no_spread = int(np.isnan(dispersion[rows]).sum())
    if no_spread and spill.duration_h is not None:
        told.append(Sentence(
            f"{no_spread} 个河段缺宽度、水深、比降或流速，离散系数未知",
            f"Width, depth, slope or velocity of {no_spread} reaches is not known: no dispersion coefficient",
        ))  # fmt: skip
    return tuple(told)
