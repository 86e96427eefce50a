"""Where to sample next (下一步采样点): the points that best split the remaining leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SamplingPoint:
    """A point on the river that splits the leads in two (建议采样点).

    Attributes
    ----------
    row, measure_m
        Where: row of the network, metres from its inlet [m].
    expected_share_excluded
        Share of the leads' weight that a sample there is expected to exclude: 2·a·(1 − a) for the share a above [1].
    above, below
        Ids (`app.tracing.leads.lead_id`) of the leads whose water passes the point, and of the others.
    window_from, window_to
        When the water that reached the start in the window passed here; None where travel times are unknown.
    early_h, late_h
        Travel from here to the start [h], NaN unknown: sample so much earlier than at the start.
    layer, key
        The known place that it stands at; blank where there is none.
    reachable_zh, reachable_en
        How it is reached, one sentence.
    """

    row: int
    measure_m: float
    expected_share_excluded: float
    above: tuple[str, ...]
    below: tuple[str, ...]
    window_from: datetime | None
    window_to: datetime | None
    early_h: float
    late_h: float
    layer: str
    key: str
    reachable_zh: str
    reachable_en: str
