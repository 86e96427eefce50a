"""What is wrong with a network, each fault with its place (河网检查)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from app.errors import Fault
from app.network.arcs import Arcs
from app.network.arrays import Floats, Ints, Network, Texts, compress
from app.network.fault_sentences import fault_at, name_list
from app.network.forest import find_components
from app.network.lines import Lines, to_degrees, to_metres
from app.network.nearest import find_candidates, locate_on_lines

GAP_M = 20.0


def check_network(
    network: Network, arcs: Arcs, lines: Lines | None, looped: Ints, tolerance_m: float, gap_m: float
) -> list[Fault]:
    """All faults of the joined network; ``looped`` (l,) arcs that end where they begin."""
    faults = _cycles(network, arcs, lines)
    if lines is not None:
        faults += _lines(lines, network.keys)
    forward = looped[~arcs.is_way_back[looped]]
    drawn = forward[arcs.length_m[forward] > 0] if lines is not None else forward
    places = _places(arcs, lines, drawn, at_outlet=False)
    faults += [
        fault_at("self_loop", arcs.row[arc], network.keys, place)
        for arc, place in zip(drawn, places, strict=True)
        if place is not None or lines is None
    ]
    if arcs.arc_of_row is None and len(arcs.row):
        faults += _directions(network, arcs, lines)
        if gap_m > 0 and lines is not None:
            faults += _gaps(arcs, lines, network.keys, tolerance_m, gap_m)
    return faults


def _places(arcs: Arcs, lines: Lines | None, chosen: Ints, *, at_outlet: bool) -> list[Floats | None]:
    """(lon, lat) [degree] of an end of each chosen arc, None where it is not drawn."""
    if lines is None or not len(chosen):
        return [None] * len(chosen)
    line = arcs.line[chosen]
    at_final = arcs.backward[chosen] != at_outlet
    ends = np.where(at_final[:, None], lines.final[line], lines.first[line])
    return [place if number >= 0 else None for place, number in zip(to_degrees(ends, lines.crs), line, strict=True)]


def _cycles(network: Network, arcs: Arcs, lines: Lines | None) -> list[Fault]:
    """One fault a cycle; cycles through reversible reaches are no fault."""
    source, target = network.edge_source, network.down_indices
    component = network.component
    if arcs.is_both.any():
        one_way = ~arcs.is_both[source] & ~arcs.is_both[target]
        source, target = source[one_way], target[one_way]
        component = find_components(*compress(source, target, network.arc_count))
    members = np.bincount(component) if len(component) else np.zeros(0, dtype=np.int64)
    on_cycle = np.flatnonzero(members[component] > 1)
    if not len(on_cycle):
        return []
    inside = component[source] == component[target]
    indptr, indices = compress(source[inside], target[inside], network.arc_count)
    faults = []
    for group in np.split(on_cycle, _starts_of(component, on_cycle)):
        ordered = _around(group, indptr, indices)
        names = list(dict.fromkeys(str(network.keys[arcs.row[arc]]) for arc in ordered))
        first = np.array(ordered[:1])
        place = _places(arcs, lines, first, at_outlet=False)[0]
        faults.append(
            fault_at("cycle", arcs.row[ordered[0]], network.keys, place, count=len(names), names=name_list(names))
        )
    return faults


def _starts_of(component: Ints, on_cycle: Ints) -> Ints:
    """Sorts ``on_cycle`` by component in place and returns where each component but the first begins."""
    on_cycle[:] = on_cycle[np.argsort(component[on_cycle], kind="stable")]
    return np.flatnonzero(np.diff(component[on_cycle])) + 1


def _around(group: Ints, indptr: Ints, indices: Ints) -> list[int]:
    """The arcs of a cycle in the order of the flow, from its first row; side ways of a knot come last."""
    arc = int(group.min())
    ordered = {arc: None}
    while True:
        onward = [below for below in indices[indptr[arc] : indptr[arc + 1]].tolist() if below not in ordered]
        if not onward:
            break
        arc = onward[0]
        ordered[arc] = None
    return [*ordered, *(other for other in group.tolist() if other not in ordered)]


def _lines(lines: Lines, keys: Texts) -> list[Fault]:
    """Lines without length, and lines drawn twice."""
    flat = np.flatnonzero(lines.length_m == 0)
    places = to_degrees(lines.first[flat], lines.crs)
    faults = [fault_at("zero_length", lines.row[at], keys, place) for at, place in zip(flat, places, strict=True)]
    codes = pd.factorize(shapely.to_wkb(shapely.normalize(lines.geometry)))[0]
    _, original = np.unique(codes, return_index=True)
    repeated = np.flatnonzero(original[codes] != np.arange(len(codes)))
    places = to_degrees(lines.first[repeated], lines.crs)
    for at, place in zip(repeated, places, strict=True):
        other = keys[lines.row[original[codes[at]]]]
        faults.append(fault_at("geometry_repeated", lines.row[at], keys, place, other=other))
    return faults


def _directions(network: Network, arcs: Arcs, lines: Lines | None) -> list[Fault]:
    """Nodes that reaches only run into, or only out of, and reaches whose turning would mend both their ends."""
    count = int(max(arcs.from_node.max(), arcs.to_node.max())) + 1
    begins, ends = arcs.from_node >= 0, arcs.to_node >= 0
    ins = np.bincount(arcs.to_node[ends], minlength=count)
    outs = np.bincount(arcs.from_node[begins], minlength=count)
    sinks, springs = (ins >= 2) & (outs == 0), (outs >= 2) & (ins == 0)
    joined = np.flatnonzero(begins & ends)
    turned = joined[springs[arcs.from_node[joined]] & sinks[arcs.to_node[joined]]]
    mended = np.zeros(count, dtype=bool)
    mended[arcs.from_node[turned]] = mended[arcs.to_node[turned]] = True
    places = _places(arcs, lines, turned, at_outlet=False)
    faults = [
        fault_at("drawn_reversed", arcs.row[arc], network.keys, place)
        for arc, place in zip(turned, places, strict=True)
    ]
    for code, odd, node, at_outlet in (
        ("no_way_out", sinks & ~mended, arcs.to_node, True),
        ("no_way_in", springs & ~mended, arcs.from_node, False),
    ):
        chosen = np.flatnonzero((node >= 0) & odd[node])
        chosen = chosen[np.argsort(node[chosen], kind="stable")]
        for group in np.split(chosen, np.flatnonzero(np.diff(node[chosen])) + 1) if len(chosen) else []:
            names = list(dict.fromkeys(str(network.keys[row]) for row in arcs.row[group]))
            place = _places(arcs, lines, group[:1], at_outlet=at_outlet)[0]
            faults.append(fault_at(code, arcs.row[group[0]], network.keys, place, names=name_list(names)))
    return faults


def _gaps(arcs: Arcs, lines: Lines, keys: Texts, tolerance_m: float, gap_m: float) -> list[Fault]:
    """Loose ends that nearly meet another end, or the middle of another line."""
    forward = np.flatnonzero(~arcs.is_way_back)  # one arc a line
    line = arcs.line[forward]
    at_first = np.where(arcs.backward[forward], arcs.to_node[forward], arcs.from_node[forward])
    at_final = np.where(arcs.backward[forward], arcs.from_node[forward], arcs.to_node[forward])
    nodes = np.concatenate([at_first, at_final])
    owner = np.concatenate([line, line])
    ends = np.concatenate([lines.first[line], lines.final[line]])
    loose = np.flatnonzero((np.bincount(nodes)[nodes] == 1) & (lines.length_m[owner] > 0))
    if not len(loose):
        return []
    loose = loose[np.argsort(owner[loose], kind="stable")]
    places = dict(zip(loose.tolist(), to_degrees(ends[loose], lines.crs), strict=True))
    points = to_metres(ends, lines.crs)
    faults: list[Fault] = []
    told: set[tuple[int, int]] = set()
    for end, others in zip(loose.tolist(), KDTree(points).query_ball_point(points[loose], gap_m), strict=True):
        apart_m = np.linalg.norm(points[others] - points[end], axis=1)
        for at in np.argsort(apart_m, kind="stable").tolist():
            other = others[at]
            pair = (int(min(owner[end], owner[other])), int(max(owner[end], owner[other])))
            if owner[other] == owner[end] or nodes[other] == nodes[end] or pair in told:
                continue
            told.add(pair)
            other_key = keys[lines.row[owner[other]]]
            faults.append(
                fault_at("gap", lines.row[owner[end]], keys, places[end], other=other_key, distance=float(apart_m[at]))
            )
            break
    point, near = find_candidates(ends[loose], shapely.STRtree(lines.geometry), gap_m, lines.crs)
    apart = owner[loose[point]] != near
    point, near = point[apart], near[apart]
    distance_m, fraction = locate_on_lines(ends[loose[point]], lines.geometry[near], lines.crs)
    inside_m = np.minimum(fraction, 1 - fraction) * lines.length_m[near]
    for at in np.flatnonzero((distance_m <= gap_m) & (inside_m > max(gap_m, tolerance_m))):
        end = int(loose[point[at]])
        names = {"other": keys[lines.row[near[at]]], "distance": float(distance_m[at])}
        faults.append(fault_at("end_inside", lines.row[owner[end]], keys, places[end], **names))
    return faults
