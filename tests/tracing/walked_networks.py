"""Random networks with hours, barriers and places, and the slow answer of every way one by one."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from app.network import Network
from app.tracing.barriers import Barrier
from app.tracing.travel_times import TravelTimes
from tests.network.networks_of import from_nodes, tables


@dataclass(frozen=True)
class Ground:
    """A network to walk on, and a place to start from."""

    table: pd.DataFrame
    network: Network
    times: TravelTimes
    row: int
    measure_m: float
    barriers: list[Barrier]


def barrier_at(row: int, measure_m: float, weight: float, key: str = "") -> Barrier:
    """A barrier of some kind."""
    kind = "compliant_section" if weight == 0 else "closed_sluice"
    return Barrier(kind, "", key or f"{row}@{measure_m}", "", row, measure_m, weight, None, "", "")


@st.composite
def grounds(draw: st.DrawFn, *, cycles: bool = True, both: bool = True, cuts: bool = True) -> Ground:
    """A network, hours of which some are unknown, barriers and a start; no two places coincide within a reach."""
    table = draw(tables(cycles=cycles, both=both))
    count = len(table)
    hour = st.one_of(st.just(np.nan), st.integers(1, 8).map(float))
    probable = np.array(draw(st.lists(hour, min_size=count, max_size=count)))
    times = TravelTimes(probable * 0.5, probable, probable * 2, np.full(count, "measured"))
    row = draw(st.integers(0, count - 1))
    measure_m = draw(st.sampled_from([0.25, 0.5, 0.75])) * table["length_m"][row]
    weight = st.sampled_from([0.0, 0.25, 0.5, 1.0] if cuts else [0.25, 0.5, 1.0])
    places = draw(
        st.lists(
            st.tuples(st.integers(0, count - 1), st.sampled_from([0.125, 0.375, 0.625, 0.875]), weight), max_size=5
        )
    )
    barriers = [barrier_at(at, share * table["length_m"][at], one) for at, share, one in places]
    return Ground(table, from_nodes(table), times, row, measure_m, barriers)


@dataclass(frozen=True)
class Way:
    """One way up from the start to a place: metres, probable hours (NaN where one is unknown), product of weights."""

    distance_m: float
    probable_h: float
    weight: float


def all_ways(ground: Ground, row: int, measure_m: float) -> list[Way]:
    """Every way up from the start to a place of a row in a network without cycles or reversible reaches."""
    table = ground.table
    length = table["length_m"].tolist()
    found: list[Way] = []

    def pass_over(at: int, low: float, high: float, way: Way) -> Way:
        """The way with a piece of a row more."""
        share = (high - low) / length[at] if length[at] > 0 else 1.0
        hours = float(ground.times.probable_h[at]) * share
        weight = way.weight
        for barrier in ground.barriers:
            if barrier.row == at and low <= barrier.measure_m <= high:
                weight *= barrier.weight
        return Way(way.distance_m + high - low, way.probable_h + hours, weight)

    def go_up(at: int, high: float, way: Way) -> None:
        """All ways that go on from a measure of a row."""
        if at == row and measure_m <= high:
            found.append(pass_over(at, measure_m, high, way))
        on = pass_over(at, 0.0, high, way)
        for above in np.flatnonzero(table["t"] == table["f"][at]).tolist():
            go_up(above, length[above], on)

    go_up(ground.row, ground.measure_m, Way(0.0, 0.0, 1.0))
    return [way for way in found if way.weight > 0]


def best_of(ways: list[Way]) -> tuple[float, float, float]:
    """Shortest distance, fastest known hours (NaN for none), greatest weight."""
    known = [way.probable_h for way in ways if not isnan(way.probable_h)]
    hours = min(known, default=np.nan)
    return min((way.distance_m for way in ways), default=inf), hours, max((way.weight for way in ways), default=0.0)
