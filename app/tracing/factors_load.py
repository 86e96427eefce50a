"""Factor of a lead by its load against the stretch's increment (负荷因子)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from app.network.arrays import Floats
from app.tracing.candidates import Candidate, Factor
from app.tracing.factor_tables import number, size_of
from app.tracing.factors import OURS
from app.tracing.load_evidence import LoadEvidence, load_ratios, unexplained_of
from app.tracing.stretches import Increment
from app.tracing.trace_context import Weighed


@dataclass(frozen=True, slots=True)
class LoadView:
    """What the load factor of one candidate looks at (负荷依据): its stretch's increment, whether that is anomalous,
    the fraction of its load that arrives at the stretch's lower end [1], its size [kg/d] with its source, its
    likelihood ratio and the best one, and the concentration of diffuse water allowed for [mg/L]."""

    increment: Increment | None
    is_anomalous: bool
    delivered: float
    size_kg_per_d: float | None
    size_zh: str
    size_en: str
    ratio: float
    best: float
    diffuse_mg_per_l: float


def load_views(
    candidates: Sequence[Candidate],
    indicator: str,
    increments: dict[str, Increment],
    evidence: LoadEvidence,
    arriving: Floats,
    arriving_at_start: Floats,
    flux_kg_per_d: float | None,
) -> list[LoadView]:
    """What the load factor of each candidate looks at, in their order (负荷依据).

    To the ratio of `load_ratios` comes the share that the load on record makes of the flux at the start, times
    `load_share_weight`: where nothing is unexplained, the large loads on record are what the exceedance is made of.

    Parameters
    ----------
    arriving
        (c, s) fraction that arrives at each section of the evidence [1].
    arriving_at_start
        (c,) fraction that arrives at the start [1].
    flux_kg_per_d
        Flux at the start; None unknown, then the greatest of the stretches stands for it.
    """
    sizes = [size_of(candidate, indicator) for candidate in candidates]
    size = np.array([np.nan if one is None else one[0] for one in sizes], dtype=np.float64)
    absolute = evidence.scale[~evidence.is_relative]
    flux = flux_kg_per_d or float(absolute.max(initial=0.0))
    usual = number("load_unknown_share") * flux if flux > 0 else 1.0
    ratio = load_ratios(evidence, arriving, size, usual)
    if flux > 0:
        share = np.clip(np.nan_to_num(size) * arriving_at_start / flux, 0, 1)
        ratio = ratio + number("load_share_weight") * share
    best = float(ratio.max(initial=1.0)) if len(ratio) else 1.0
    views = []
    for at, candidate in enumerate(candidates):
        own = evidence.number_of.get(candidate.stretch)
        delivered = float(arriving[at, own]) if own is not None else float("nan")
        one = sizes[at]
        views.append(
            LoadView(
                increments.get(candidate.stretch), candidate.stretch in evidence.anomalous, delivered,
                None if one is None else one[0], "" if one is None else one[1], "" if one is None else one[2],
                float(ratio[at]), best, evidence.diffuse_mg_per_l,
            )
        )  # fmt: skip
    return views


def weigh_load(candidate: Candidate, view: LoadView) -> Weighed:
    """How well a load there goes with the increments (负荷因子): its likelihood ratio over the best one of the trace.

    It supports where the stretch has more than nothing unexplained and the candidate's size is known and could make
    it (an unlisted source has no size to be held against); it contradicts where it is known to be far too small.
    """
    increment = view.increment
    value = max(view.ratio / view.best, number("load_floor"))
    if increment is None or not np.isfinite(increment.increment):
        zh, en = "所在区间没有可算的增量。", "No increment can be computed for its stretch."
        return Weighed(Factor("load", value, None, "kg/d", OURS, zh, en), 0)
    unexplained, low, high = unexplained_of(increment)
    unit = "1" if increment.is_relative else "kg/d"
    anomalous = view.is_anomalous
    zh = f"区间未解释增量 {_text(unexplained, increment)}（90% 区间 {_text(low, increment)}～{_text(high, increment)}）"
    en = (
        f"Unexplained in the stretch {_text(unexplained, increment)} "
        f"(90 % {_text(low, increment)} to {_text(high, increment)})"
    )
    misfit = number("load_misfit_share")
    zh += (
        f"，计入新增水量面源 {view.diffuse_mg_per_l:.2g} mg/L 和 {misfit:.0%} 误差后{'为' if anomalous else '不为'}异常"
    )
    en += f"; with {view.diffuse_mg_per_l:.2g} mg/L in the water gained and {misfit:.0%} of error it is "
    en += "anomalous" if anomalous else "not anomalous"
    if view.size_kg_per_d is not None:
        zh += f"；规模 {view.size_kg_per_d:.3g} kg/d（{view.size_zh}），到达下断面比例 {view.delivered:.2f}"
        en += f"; size {view.size_kg_per_d:.3g} kg/d ({view.size_en}), of which {view.delivered:.2f} arrives"
    elif candidate.kind != "unlisted":
        zh, en = zh + "；规模未知", en + "; size unknown"
    zh += f"。似然为最相符者的 {view.ratio / view.best:.2g} 倍。"
    en += f". Likelihood {view.ratio / view.best:.2g} of the best fitting lead's."
    source = f"区间增量（k = {increment.k_per_d:g} /d，{increment.k_source}）；规模分布为{OURS}"
    stance = _stance(candidate, view, low, high) if anomalous else 0
    return Weighed(Factor("load", value, unexplained, unit, source, zh, en), stance)


def _stance(candidate: Candidate, view: LoadView, low: float, high: float) -> int:
    """Whether its size can make what is unexplained, within two standard deviations of an excess discharge."""
    if candidate.kind == "unlisted":
        return 1
    assert view.increment is not None
    if view.size_kg_per_d is None or view.increment.is_relative or not np.isfinite(view.delivered):
        return 0
    reach = exp(2 * number("load_excess_log_sd"))
    middle = view.size_kg_per_d * number("load_excess_ratio") * view.delivered
    return -1 if middle * reach < low else int(middle / reach <= high)


def _text(value: float, increment: Increment) -> str:
    """A load in its unit, or a share of the lower section's flux."""
    return f"{value:.0%}" if increment.is_relative else f"{value:.3g} kg/d"
