"""Factors of a lead by where it lies: barriers on its way, and the time of its water (阻隔因子、传播时间因子)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import isnan

import numpy as np

from app.tracing.candidates import Candidate, Factor
from app.tracing.factor_tables import number
from app.tracing.trace_context import Place, TraceContext, Weighed

_INSTANTS = 25
_QUANTILES = 20
OURS = "本项目取值"


def weigh_barrier(place: Place) -> Weighed:
    """The product of the barriers' weights on the best way (阻隔因子): an older compliant section, closed sluices.

    Examples
    --------
    >>> nan = float("nan")
    >>> weigh_barrier(Place(800.0, nan, nan, nan, 0.25)).factor.value
    0.25
    """
    if place.weight >= 1:
        zh, en = "到起点的水路上没有减弱的阻隔。", "Nothing on the way to the start weakens it."
    else:
        zh = f"到起点的水路上有阻隔（达标断面、关闭的闸泵），权重之积 {place.weight:.3g}。"
        en = f"Barriers on the way (compliant sections, closed sluices): product of weights {place.weight:.3g}."
    factor = Factor("barrier", place.weight, place.weight, "1", "停止点规则（见各停止点）", zh, en)
    return Weighed(factor, 0)


def needed_window(place: Place, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    """When the water that was at the start within the window left the place (所需时段); None: travel time unknown.

    As wide as early and late make it: from ``start − late`` to ``end − early``.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 10, 8, 12, tzinfo=UTC)
    >>> [one.hour for one in needed_window(Place(1.0, 2.0, 4.0, 8.0, 1.0), noon, noon)]
    [4, 10]
    >>> nan = float("nan")
    >>> needed_window(Place(1.0, nan, nan, nan, 1.0), noon, noon) is None
    True
    """
    if isnan(place.early_h) or isnan(place.late_h):
        return None
    return start - timedelta(hours=place.late_h), end - timedelta(hours=place.early_h)


def overlap_share(active: Sequence[tuple[datetime, datetime]], place: Place, start: datetime, end: datetime) -> float:
    """Share of the water that left while the place was active (重叠比例) [1].

    Over the instants of the window, and over travel times: half of them between early and probable, half between
    probable and late, each evenly. The spread within these bounds is ours.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = [datetime(2026, 10, 8, hour, tzinfo=UTC) for hour in range(24)]
    >>> overlap_share([(day[4], day[8])], Place(1.0, 2.0, 4.0, 8.0, 1.0), day[12], day[12])
    0.5
    >>> overlap_share([], Place(1.0, 2.0, 4.0, 8.0, 1.0), day[12], day[12])
    0.0
    """
    middle = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    travel_h = np.interp(middle, [0, 0.5, 1], [place.early_h, place.probable_h, place.late_h])
    hours = (end - start).total_seconds() / 3600
    instants_h = (np.arange(_INSTANTS) + 0.5) / _INSTANTS * hours if hours > 0 else np.zeros(1)
    left_h = instants_h[:, None] - travel_h[None, :]
    is_active = np.zeros(left_h.shape, dtype=np.bool_)
    for begin, finish in active:
        is_active |= (left_h >= (begin - start).total_seconds() / 3600) & (
            left_h <= (finish - start).total_seconds() / 3600
        )
    return float(is_active.mean())


def weigh_travel(candidate: Candidate, place: Place, context: TraceContext) -> Weighed:
    """Whether it discharged when the water needs it to have (传播时间因子).

    1 where its activity or the travel time is not known, with the window stated; else from `travel_floor` (activity
    and window do not meet) to `travel_covered` (all of the water left while it was active: likelier than where that is
    not known). It supports where they meet, contradicts where they do not.
    """
    window = needed_window(place, context.window_start, context.window_end)
    if window is None:
        zh, en = "到起点的传播时间未知，不加减。", "Travel time to the start unknown; neither raised nor lowered."
        return Weighed(Factor("travel", 1.0, None, "h", "", zh, en), 0)
    span = f"{_text(window[0])}—{_text(window[1])}"
    source = f"传播时间 {place.early_h:.1f}—{place.late_h:.1f} h（{place.travel_source or '河网'}）；上下限为{OURS}"
    if not candidate.active:
        zh = f"与超标水体相符的排放时段为 {span}；其排放时段没有记录，不加减。"
        en = f"The water asks for a discharge within {span}; no activity on record, so neither raised nor lowered."
        return Weighed(Factor("travel", 1.0, place.probable_h, "h", source, zh, en), 0)
    share = overlap_share(candidate.active, place, context.window_start, context.window_end)
    floor, covered = number("travel_floor"), number("travel_covered")
    zh = f"与超标水体相符的排放时段为 {span}；有记录的排放时段覆盖其中 {share:.0%}。"
    en = f"The water asks for a discharge within {span}; the activity on record covers {share:.0%} of it."
    factor = Factor("travel", floor + (covered - floor) * share, share, "1", source, zh, en)
    return Weighed(factor, 1 if share > 0 else -1)


def _text(moment: datetime) -> str:
    """An instant to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M")
