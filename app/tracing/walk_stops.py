"""Where the branches of a walk ended or were weakened, and the sentences for it (停止点)."""

from __future__ import annotations

import numpy as np

from app.network.arrays import Floats, Ints
from app.tracing.barriers import Stop
from app.tracing.walk_nodes import Nodes
from app.tracing.walked import SLACK_M
from app.tracing.ways import Ways

Kept = dict[tuple[object, ...], Stop]


def find_stops(ways: Ways, nodes: Nodes, end: Floats, most_m: float, most_h: float) -> tuple[Stop, ...]:
    """The stops of a walk, nearest first; each barrier and each end once.

    ``end`` (k,) is the offset where each node ends [m]; ``most_m`` and ``most_h`` are the limits, inf for none.
    """
    kept: Kept = {}
    _add_barriers(kept, ways, nodes, end)
    _add_ends(kept, ways, nodes, end, most_m, most_h)
    return tuple(sorted(kept.values(), key=lambda stop: (stop.distance_m, stop.kind, stop.row, stop.key)))


def _keep(kept: Kept, key: tuple[object, ...], stop: Stop) -> None:
    """Keep the nearer of two that are the same."""
    if key not in kept or stop.distance_m < kept[key].distance_m:
        kept[key] = stop


def _add_barriers(kept: Kept, ways: Ways, nodes: Nodes, end: Floats) -> None:
    """The barriers that the walk came to."""
    if not ways.barriers:
        return
    for index in np.flatnonzero(np.isin(nodes.arc, list(ways.barriers))).tolist():
        begin = nodes.begin_m.item(index)
        for offset, one in ways.barriers_on(nodes.node.item(index)):
            if offset > end[index] + SLACK_M:
                break
            ahead = max(offset - begin, 0.0)
            stop = Stop(
                one.kind, one.layer, one.key, one.name, one.row, one.measure_m, nodes.distance_m.item(index) + ahead,
                _known(_hours_at(nodes, np.array([index]), np.array([ahead]))[0]), one.weight, one.hours,
                one.reason_zh, one.reason_en,
            )  # fmt: skip
            _keep(kept, (one.kind, one.layer, one.key, one.row, one.measure_m), stop)


def _add_ends(kept: Kept, ways: Ways, nodes: Nodes, end: Floats, most_m: float, most_h: float) -> None:
    """The ends of branches that no barrier made."""
    is_whole = end >= nodes.length_m
    goes_on = ways.goes_on(nodes.arc)
    at_m = nodes.distance_m + end - nodes.begin_m
    least_h = nodes.least_h + np.nan_to_num(nodes.through_h[:, 1], nan=0.0)
    passes = is_whole & goes_on & (at_m < most_m) & (least_h < most_h)
    joins_start = ~is_whole & np.isin(nodes.node, [arc for arc, _ in ways.starts])
    ends = np.flatnonzero(~passes & ~joins_start)
    if ways.cuts:
        cut = np.isin(nodes.node[ends], list(ways.cuts)).tolist()
        ends = ends[
            [not (one and _is_cut_at(ways, nodes, end, at)) for one, at in zip(cut, ends.tolist(), strict=True)]
        ]
    network, arc = ways.network, nodes.arc[ends]
    along = nodes.length_m[ends] - end[ends] if ways.is_up else end[ends]
    along = np.where(network.is_way_back[arc], nodes.length_m[ends] - along, along)
    measure_m = (network.part_start_m[arc] + along).tolist()
    hours = _hours_at(nodes, ends, end[ends] - nodes.begin_m[ends]).tolist()
    last = "headwater" if ways.is_up else "outlet"
    kind = np.where(at_m[ends] >= most_m - SLACK_M, "max_distance", "max_travel_time")
    kind = np.where((is_whole & ~goes_on)[ends], last, kind)
    reasons = {name: _reasons(name, most_m, most_h) for name in set(kind.tolist())}
    columns = (kind.tolist(), network.arc_row[arc].tolist(), measure_m, at_m[ends].tolist(), hours)
    for name, row, measure, distance, hour in zip(*columns, strict=True):
        stop = Stop(name, "", "", "", row, measure, distance, _known(hour), 0.0, None, *reasons[name])
        _keep(kept, (name, row, measure), stop)


def _hours_at(nodes: Nodes, index: Ints, ahead_m: Floats) -> Floats:
    """Probable hours at places of nodes, metres ahead of their near ends [h]; NaN unknown."""
    span = nodes.length_m[index] - nodes.begin_m[index]
    share = np.divide(ahead_m, span, out=np.ones(len(index)), where=span > 0)
    hours: Floats = nodes.hours[index, 1] + np.where(share > 0, share * nodes.through_h[index, 1], 0.0)
    return hours


def _known(hours: float) -> float | None:
    """The hours, None where they are not known."""
    return None if hours != hours else float(hours)


def _is_cut_at(ways: Ways, nodes: Nodes, end: Floats, index: int) -> bool:
    """Whether a barrier cuts the node no further than where it ends."""
    here = ways.barriers_on(nodes.node.item(index))
    return any(barrier.weight == 0 and offset <= end[index] + SLACK_M for offset, barrier in here)


def _reasons(kind: str, most_m: float, most_h: float) -> tuple[str, str]:
    """Why the branch ends, Chinese and English."""
    if kind == "headwater":
        return "上游没有河段。", "There is no reach above."
    if kind == "outlet":
        return "下游没有河段。", "There is no reach below."
    if kind == "max_distance":
        return f"达到设定的距离上限 {most_m / 1000:g} 公里。", f"The distance limit of {most_m / 1000:g} km is reached."
    return f"达到设定的传播时间上限 {most_h:g} 小时。", f"The travel time limit of {most_h:g} h is reached."
