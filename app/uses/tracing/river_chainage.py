"""How far along its river a place lies (沿程里程): metres from where the river begins on the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.network.arrays import Flags, Floats, Network
from app.network.rivers import river_names
from app.uses.network.river_network import RiverNetwork


@dataclass(frozen=True)
class Junction:
    """Where another water joins or leaves a river (汇入与分出): ``kind`` joins, leaves or mouth."""

    kind: str
    water: str
    chainage_m: float
    row: int


@dataclass(frozen=True, eq=False)
class Chainage:
    """Distances along one river (沿程里程).

    ``start_m`` (n,) of the inlet of each row of the network [m], NaN where the row is of another river; ``length_m``
    from the river's begin to its furthest end [m]; ``junctions`` in their order. Where the river parts into arms and
    rejoins, the longer arm counts.
    """

    start_m: Floats
    length_m: float
    junctions: tuple[Junction, ...]

    def at(self, row: int, measure_m: float) -> float | None:
        """The distance of a place from the river's begin [m]; None where it is on another river."""
        start = float(self.start_m[row]) if row >= 0 else np.nan
        return None if np.isnan(start) else start + measure_m


def rows_of(river: RiverNetwork, name: str) -> Flags:
    """(n,) whether each row is of a river of that name (河段归属).

    Names are compared as `river_names` folds them, so ``徒骇河干流`` is 徒骇河.
    """
    wanted = river_names(name)
    return np.array([bool(wanted & river_names(one)) for one in river.rivers.tolist()], dtype=np.bool_)


def river_chainage(river: RiverNetwork, name: str) -> Chainage:
    """Distances along a river (沿程里程); a river that is not on the network has no length."""
    network, is_own = river.network, rows_of(river, name)
    arc_start = _arc_starts(network, is_own)
    start_m = np.full(len(network), np.nan)
    ahead = np.flatnonzero(np.isfinite(arc_start))[::-1]  # of several parts the first one stays
    start_m[network.arc_row[ahead]] = arc_start[ahead] - network.part_start_m[ahead]
    ends = arc_start + network.length_m
    length_m = float(np.nanmax(ends)) if len(ahead) else 0.0
    return Chainage(start_m, length_m, tuple(_junctions(river, is_own, arc_start, length_m)))


def _arc_starts(network: Network, is_own: Flags) -> Floats:
    """(m,) the longest way along the river to the inlet of each of its arcs [m]; NaN elsewhere."""
    start = np.full(network.arc_count, np.nan)
    own = np.flatnonzero(is_own[network.arc_row] & ~network.is_way_back) if len(network) else np.zeros(0, np.int64)
    for arc in own[np.argsort(network.level[own], kind="stable")].tolist():
        above = network.up_indices[network.up_indptr[arc] : network.up_indptr[arc + 1]]
        ends = start[above] + network.length_m[above]
        start[arc] = max([0.0, *ends[np.isfinite(ends)].tolist()])
    return start


def _junctions(river: RiverNetwork, is_own: Flags, arc_start: Floats, length_m: float) -> list[Junction]:
    """Where other waters join, leave and take the river in, in their order."""
    network, found = river.network, {}
    for arc in np.flatnonzero(np.isfinite(arc_start)).tolist():
        at, end = float(arc_start[arc]), float(arc_start[arc] + network.length_m[arc])
        above = network.up_indices[network.up_indptr[arc] : network.up_indptr[arc + 1]].tolist()
        below = network.down_indices[network.down_indptr[arc] : network.down_indptr[arc + 1]].tolist()
        for other in above:
            if not is_own[network.arc_row[other]]:
                found["joins", river.rivers[network.arc_row[other]], round(at)] = (at, int(network.arc_row[arc]))
        for other in below:
            if not is_own[network.arc_row[other]]:
                kind = "mouth" if end >= length_m - 1 else "leaves"
                found[kind, river.rivers[network.arc_row[other]], round(end)] = (end, int(network.arc_row[arc]))
    junctions = [Junction(kind, str(water), at, row) for (kind, water, _), (at, row) in found.items()]
    return sorted(junctions, key=lambda one: (one.chainage_m, one.kind, one.water))
