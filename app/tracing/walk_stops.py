"""Where the branches of a walk ended or were weakened, and the sentences for it (停止点)."""

from __future__ import annotations

from math import inf

import numpy as np

from app.network.arrays import Floats, Ints
from app.tracing.barriers import Stop
from app.tracing.walked import SLACK_M
from app.tracing.ways import Ways


def find_stops(
    ways: Ways,
    nodes: Ints,
    begin: Floats,
    end: Floats,
    distance: Floats,
    near: Floats,
    least: Floats,
    through: Floats,
    most_m: float,
    most_h: float,
) -> tuple[Stop, ...]:
    """The stops of a walk, nearest first; each barrier and each end once.

    Parameters
    ----------
    nodes, begin, end
        (k,) nodes of the ways, and the offsets where they begin and end [m].
    distance, near, least, through
        (k,) distance [m], (k, 3) hours, (k,) least hours at the near end, (k, 3) hours through each node [h].
    most_m, most_h
        The limits; inf for none.
    """
    network = ways.network
    arcs = np.array([ways.arc(node) for node in nodes.tolist()])
    length = network.length_m[arcs]
    stops: dict[tuple[object, ...], Stop] = {}

    def keep(key: tuple[object, ...], stop: Stop) -> None:
        """Keep the nearer of two that are the same."""
        if key not in stops or stop.distance_m < stops[key].distance_m:
            stops[key] = stop

    def hours_at(index: int, offset: float) -> float | None:
        """Probable hours at an offset of a node, None unknown."""
        span = float(length[index] - begin[index])
        share = (offset - float(begin[index])) / span if span > 0 else 1.0
        hours = float(near[index, 1] + share * through[index, 1]) if share else float(near[index, 1])
        return None if np.isnan(hours) else hours

    for arc, here in ways.barriers.items():
        for index in np.flatnonzero(arcs == arc).tolist():
            for offset, barrier in here:
                if not begin[index] - SLACK_M <= offset <= end[index] + SLACK_M:
                    continue
                at_m = float(distance[index] + max(offset - begin[index], 0.0))
                stop = Stop(
                    barrier.kind, barrier.layer, barrier.key, barrier.name, barrier.row, barrier.measure_m, at_m,
                    hours_at(index, max(offset, float(begin[index]))), barrier.weight, barrier.hours,
                    barrier.reason_zh, barrier.reason_en,
                )  # fmt: skip
                keep((barrier.kind, barrier.layer, barrier.key, barrier.row, barrier.measure_m), stop)
    own_start = {arc for arc, _ in ways.starts}
    for index, node in enumerate(nodes.tolist()):
        at = float(end[index])
        is_whole = at >= length[index]
        if ways.barriers and ways.weight(node) == 0 and _is_cut_at(ways, node, at):
            continue
        if not is_whole and node in own_start:
            continue  # the start's own piece goes on from here
        at_m = float(distance[index] + at - begin[index])
        least_h = float(least[index] + np.nan_to_num(through[index, 1]))
        goes_on = bool(ways.onward(node))
        if is_whole and not goes_on:
            kind = "headwater" if ways.is_up else "outlet"
        elif is_whole and at_m < most_m and least_h < most_h:
            continue
        else:
            kind = "max_distance" if at_m >= most_m - SLACK_M else "max_travel_time"
        arc = int(arcs[index])
        along = length[index] - at if ways.is_up else at
        measure_m = float(network.part_start_m[arc] + (length[index] - along if network.is_way_back[arc] else along))
        row = network.arc_row.item(arc)
        zh, en = _reasons(kind, most_m, most_h)
        stop = Stop(kind, "", "", "", row, measure_m, at_m, hours_at(index, at), 0.0, None, zh, en)
        keep((kind, row, measure_m), stop)
    return tuple(sorted(stops.values(), key=lambda stop: (stop.distance_m, stop.kind, stop.row, stop.key)))


def _is_cut_at(ways: Ways, node: int, offset: float) -> bool:
    """Whether a barrier cuts the node no further than there."""
    return any(barrier.weight == 0 and at <= offset + SLACK_M for at, barrier in ways.barriers_on(node))


def _reasons(kind: str, most_m: float, most_h: float) -> tuple[str, str]:
    """Why the branch ends, Chinese and English."""
    if kind == "headwater":
        return "上游没有河段。", "There is no reach above."
    if kind == "outlet":
        return "下游没有河段。", "There is no reach below."
    if kind == "max_distance":
        assert most_m < inf
        return f"达到设定的距离上限 {most_m / 1000:g} 公里。", f"The distance limit of {most_m / 1000:g} km is reached."
    return f"达到设定的传播时间上限 {most_h:g} 小时。", f"The travel time limit of {most_h:g} h is reached."
