"""A small river for traces: A and B join in C, C flows to D; sections S1 on C and S2 on D; hand-sized numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from app.network import Network, build
from app.tracing.barriers import Barrier
from app.tracing.candidates import Candidate
from app.tracing.reach_facts import ReachFacts
from app.tracing.stretches import SectionValue
from app.tracing.trace_question import TraceQuestion
from app.tracing.travel_times import TravelTimes

NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)
A, B, C, D = range(4)
LENGTH_M = np.array([3600.0, 7200.0, 3600.0, 7200.0])


def river() -> Network:
    """A (3.6 km) and B (7.2 km) to C (3.6 km) to D (7.2 km)."""
    table = pd.DataFrame({"code": list("ABCD"), "to": ["C", "C", "D", None], "length_m": LENGTH_M})
    return build(table, to_key="to")


def times(hours: tuple[float, ...] = (1.0, 2.0, 1.0, 2.0)) -> TravelTimes:
    """Probable hours of each reach; half as early, twice as late."""
    probable = np.array(hours)
    source = np.where(np.isnan(probable), "unknown", "measured").astype(object)
    return TravelTimes(probable / 2, probable, probable * 2, source)


def facts() -> ReachFacts:
    """Lengths and flows."""
    nothing, blank = np.full(4, np.nan), np.full(4, "", dtype=object)
    flow = np.array([1.0, 2.0, 3.0, 3.0])
    return ReachFacts(
        LENGTH_M, flow, nothing, nothing, nothing, nothing, nothing, nothing, blank, blank, blank
    )  # fmt: skip


def section(key: str, row: int, measure_m: float, value: float, flow: float | None) -> SectionValue:
    """A section's value with 5 % uncertainty of both."""
    source = "" if flow is None else "测试"
    return SectionValue(key, f"{key}断面", row, measure_m, value, flow, "测试", source, 0.05, 0.05)


def outfall(key: str, row: int, measure_m: float, **known: Any) -> Candidate:
    """An outfall."""
    return Candidate("outfall", "outfalls", key, f"{key}厂排污口", row, measure_m, **known)


def sluice(row: int, measure_m: float, weight: float) -> Barrier:
    """A closed sluice."""
    return Barrier("closed_sluice", "sluices", "Z1", "闸", row, measure_m, weight, 24.0, "关闭。", "Closed.")


def ask(**changed: Any) -> TraceQuestion:
    """From section S2 at the lower end of D, ammonia, at noon."""
    told: dict[str, Any] = {
        "row": D, "measure_m": 7200.0, "section_key": "S2", "indicator": "w21003", "window_start": NOON,
        "window_end": NOON, "moment": NOON, "k_per_d": 0.12, "k_source": "测试",
    }  # fmt: skip
    return TraceQuestion(**{**told, **changed})
