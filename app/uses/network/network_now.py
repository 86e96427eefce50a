"""Upstream and downstream of a place in the store, as features with distances (上下游查询)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

import numpy as np
import orjson
import shapely
from sqlalchemy import Connection

from app.errors import Fault, Unparsable
from app.network.arrays import Floats, Ints, Network, range_indices
from app.network.cut import cut_line, cut_start
from app.network.fault_sentences import fault_at
from app.network.reach_search import MODES, check_mode, search_arcs
from app.network.snap import BY
from app.network.travel import travel_hours
from app.settings import Settings
from app.store.engine import Store
from app.store.texts import Decimals, Member, splice_texts
from app.uses.network.navigation_answer import KeptAnswers, NavigationAnswer
from app.uses.network.network_place import Place, find_place
from app.uses.network.river_network import SNAPPED, RiverNetwork, current_network
from app.uses.network.sluice_history import NetworkAsOf, network_as_of, state_members

Direction = Literal["upstream", "downstream"]
MOST_FAULTS: Final = 100
ANSWERS_BYTES: Final = 16 * 1024 * 1024


def navigate(
    c: Connection,
    store: Store,
    settings: Settings,
    start: str,
    direction: Direction,
    mode: str | None = None,
    max_distance_m: float | None = None,
    max_travel_h: float | None = None,
    *,
    layers: Collection[str] = tuple(SNAPPED),
    full: bool = False,
    as_of: datetime | None = None,
) -> NavigationAnswer:
    """The reaches, sections, outfalls and sluices upstream or downstream of a place (上下游查询).

    Parameters
    ----------
    start
        ``LAYER/KEY`` or ``point/LON,LAT`` [degree]. A reach counts as a whole; any other place cuts its reach, and
        only the piece on the asked side is answered, with distances from the place.
    mode
        ``up``, ``upmain``; ``down``, ``downmain``; None = ``up`` or ``down``.
    max_distance_m, max_travel_h
        Limits along the river [m], [h]. Reaches whose travel time is not known are left out under ``max_travel_h``,
        and a fault tells how many.
    layers
        Which of sections, outfalls and sluices are answered.
    full
        Personal fields too, for those who are signed in.
    as_of
        Moment whose network is asked, with the states of sluices then; None = the standing network.

    Raises
    ------
    Unparsable
        A start, mode or limit that cannot be read. Absent: no such layer or key. BreaksRule: the place lies too far
        from any reach.
    """
    mode = MODES[direction][0] if mode is None else mode
    check_mode(direction, mode)
    for name, limit in (("max_distance_m", max_distance_m), ("max_travel_h", max_travel_h)):
        if limit is not None and not limit >= 0:
            raise Unparsable(f"{name} 应不小于 0。", f"{name} must not be below 0.", parameter=name)
    limits = (max_distance_m, max_travel_h)
    if as_of is not None:
        then = network_as_of(c, store, settings, as_of)
        return _navigate(c, store, settings, then.river, start, direction, mode, limits, layers, full, then)
    river = current_network(c, store, settings)
    asked = (start, direction, mode, max_distance_m, max_travel_h, tuple(sorted(layers)), full)
    layer = start.partition("/")[0]
    keeps = layer in (*SNAPPED, "reaches", "point") and not c.get_execution_options().get("suyuan_writing", False)
    answer = _answers.find(river, asked) if keeps else None
    if answer is None:
        answer = _navigate(c, store, settings, river, start, direction, mode, limits, layers, full)
        if keeps:
            _answers.keep(river, asked, answer)
    return answer


_answers = KeptAnswers(ANSWERS_BYTES)


def _navigate(
    c: Connection,
    store: Store,
    settings: Settings,
    river: RiverNetwork,
    start: str,
    direction: Direction,
    mode: str,
    limits: tuple[float | None, float | None],
    layers: Collection[str],
    full: bool,
    then: NetworkAsOf | None = None,
) -> NavigationAnswer:
    """The answer, made anew."""
    max_distance_m, max_travel_h = limits
    place = find_place(c, store, settings, river, start)
    sweep = _sweep(river, place, direction, mode, np.inf if max_distance_m is None else max_distance_m)
    faults: list[Fault] = []
    rows, distance_m, hours, _ = sweep.by_row(river.network)
    if max_travel_h is not None:
        unknown = int(np.isnan(hours).sum())
        faults += [fault_at("travel_time_unknown", None, None, count=unknown)] if unknown else []
        sweep = sweep.within(max_travel_h)
        rows, distance_m, hours, _ = sweep.by_row(river.network)
    first = b""
    if place.measure_m is not None and len(rows) and rows[0] == place.row:
        own = splice_texts(
            c, store, "reaches", [int(river.fids[rows[0]])], _reach_members(distance_m, hours, 0, 1), full,
            _version(c, river, "reaches"),
        )  # fmt: skip
        first = _cut(own, river.network, place, direction)
    begin = 1 if first else 0
    members = _reach_members(distance_m, hours, begin, len(rows))
    version = _version(c, river, "reaches")
    texts = [first, splice_texts(c, store, "reaches", river.fids[rows[begin:]].tolist(), members, full, version)]
    counts = {"reaches": len(rows)}
    unknown = 0
    told_of: list[tuple[str, str]] = []
    for layer, chosen, members in _features(river, sweep, direction, limits):
        if layer in layers:
            counts[layer] = len(chosen)
            told_of += [(layer, key) for key in river.features.key[chosen].tolist()]
            version = _version(c, river, layer)
            if then is not None and layer == "sluices":
                told = state_members(then.sluices, river.features.key[chosen].tolist())
                unknown = told["state_as_of"].count("unknown")
                members |= told
            texts.append(splice_texts(c, store, layer, river.features.fid[chosen].tolist(), members, full, version))
    answered = np.zeros(len(river.network), dtype=np.bool_)
    answered[rows] = True
    faults += [river.faults[at] for at in np.flatnonzero(answered[river.fault_rows] & (river.fault_rows >= 0))]
    if river.feature_faults:
        faults += [fault for pair in told_of for fault in river.feature_faults.get(pair, ())]
    faults = faults[:MOST_FAULTS]
    began = {"from": start, "reach": str(river.network.keys[place.row]), "offset_m": round(place.offset_m, 1)}
    if place.measure_m is not None:
        began["measure_m"] = round(place.measure_m, 1)
    answer = NavigationAnswer(direction, mode, began, tuple(filter(None, texts)), counts, tuple(faults))
    return answer if then is None else replace(answer, then=_then(then, rows, unknown))


def _then(then: NetworkAsOf, rows: Ints, unknown: int) -> dict[str, object]:
    """What the head of the answer says of the moment."""
    keys = then.river.network.keys
    return {
        "moment": then.moment.isoformat(),
        "reversed": [str(key) for key in keys[np.intersect1d(rows, then.turned)].tolist()],
        "both_ways": [str(key) for key in keys[np.intersect1d(rows, then.both)].tolist()],
        "sluices_unknown": unknown,
    }


def _version(c: Connection, river: RiverNetwork, layer: str) -> Hashable | None:
    """What tells the layer's state from every other; None in a transaction that writes, which may be undone."""
    if c.get_execution_options().get("suyuan_writing", False) or layer not in river.revisions:
        return None
    return river.revisions[layer], river.revisions.get(f"{layer}_at")


@dataclass(frozen=True)
class _Found:
    """Arcs that were reached: distance and hours from the place to their near end, the start's own piece."""

    arc: Ints
    distance_m: Floats
    hours: Floats
    begins_m: Floats  # where on the arc the way begins, from its near end; not 0 for the arc that was cut

    def within(self, most_h: float) -> _Found:
        """Those known to be reached within so many hours."""
        kept = self.hours <= most_h
        return _Found(self.arc[kept], self.distance_m[kept], self.hours[kept], self.begins_m[kept])

    def by_row(self, network: Network) -> tuple[Ints, Floats, Floats, Ints]:
        """Rows, each once, nearest first, with distance, hours, and the arc that was nearest."""
        row = network.arc_row[self.arc]
        order = np.lexsort((row, self.distance_m))
        order = order[np.sort(np.unique(row[order], return_index=True)[1])]
        return row[order], self.distance_m[order], self.hours[order], self.arc[order]


def _sweep(river: RiverNetwork, place: Place, direction: Direction, mode: str, limit_m: float) -> _Found:
    """Search from every arc that the place lies on."""
    network, is_upstream = river.network, direction == "upstream"
    arcs = network.row_arcs[network.row_arc_indptr[place.row] : network.row_arc_indptr[place.row + 1]]
    parts: list[_Found] = []
    cuts = [(arcs, 0.0)]
    if place.measure_m is not None:
        # A measure that rounding puts past the end is the end.
        whole_m = float((network.part_start_m[arcs] + network.length_m[arcs]).max(initial=0.0))
        cuts = cut_start(network, place.row, min(max(place.measure_m, 0.0), whole_m), is_upstream=is_upstream)
    for starts, skipped in cuts:
        arc, distance_m = search_arcs(network, starts, mode, limit_m + skipped)
        hours = travel_hours(network, arc, distance_m, starts, river.arc_h, is_upstream=is_upstream)
        is_start = np.isin(arc, starts)
        begins_m = np.where(is_start, skipped, 0.0)
        if skipped > 0:
            distance_m = np.where(is_start, 0.0, distance_m - skipped)
            share = skipped / network.length_m.item(int(starts[0]))
            hours = np.where(is_start, 0.0, hours - share * river.arc_h[starts[0]])
        near = distance_m <= limit_m
        parts.append(_Found(arc[near], distance_m[near], hours[near], begins_m[near]))
    if not parts:
        return _Found(arcs[:0], np.zeros(0), np.zeros(0), np.zeros(0))
    return _Found(
        np.concatenate([part.arc for part in parts]),
        np.concatenate([part.distance_m for part in parts]),
        np.concatenate([part.hours for part in parts]),
        np.concatenate([part.begins_m for part in parts]),
    )


def _features(
    river: RiverNetwork, found: _Found, direction: Direction, limits: tuple[float | None, float | None]
) -> Iterator[tuple[str, Ints, dict[str, Member]]]:
    """Of each layer the features on what was found, nearest first, and what is put into their texts."""
    network, features = river.network, river.features
    feature, arc, along_m = river.feature_arcs
    low = np.searchsorted(arc, found.arc)
    high = np.searchsorted(arc, found.arc, "right")
    which, at = np.repeat(np.arange(len(low)), high - low), range_indices(low, high)
    length_m = network.length_m[arc[at]]
    into_m = (length_m - along_m[at] if direction == "upstream" else along_m[at]) - found.begins_m[which]
    distance_m = found.distance_m[which] + into_m
    share = np.divide(into_m, length_m, out=np.zeros_like(into_m), where=length_m > 0)
    hours = found.hours[which] + np.where(into_m > 0, river.arc_h[arc[at]] * share, 0)
    most_m, most_h = limits
    on_side = (into_m >= -1e-6) & (distance_m <= (np.inf if most_m is None else most_m))
    if most_h is not None:
        on_side &= hours <= most_h
    kept = np.flatnonzero(on_side)
    order = kept[np.lexsort((feature[at[kept]], distance_m[kept]))]
    order = order[np.sort(np.unique(feature[at[order]], return_index=True)[1])]
    for number, layer in enumerate(SNAPPED):
        nearest = order[features.layer[feature[at[order]]] == number]
        chosen = feature[at[nearest]]
        yield (
            layer,
            chosen,
            {
                "layer": layer,
                "distance_m": Decimals(distance_m[nearest], 1),
                "order": Decimals(np.arange(len(chosen))),
                "travel_h": Decimals(hours[nearest], 3),
                "reach": [str(key) for key in network.keys[features.row[chosen]].tolist()],
                "measure_m": Decimals(features.measure_m[chosen], 1),
                "offset_m": Decimals(features.offset_m[chosen], 1),
                "snapped_by": [BY[by] for by in features.by[chosen].tolist()],
            },
        )


def _reach_members(distance_m: Floats, hours: Floats, begin: int, end: int) -> dict[str, Member]:
    """What is put into the texts of some of the reaches."""
    return {
        "layer": "reaches",
        "distance_m": Decimals(distance_m[begin:end], 1),
        "order": Decimals(np.arange(begin, end)),
        "travel_h": Decimals(hours[begin:end], 3),
    }


def _cut(text: bytes, network: Network, place: Place, direction: Direction) -> bytes:
    """The start reach's text with only the piece on the asked side; a reversible reach stays whole."""
    arcs = network.row_arcs[network.row_arc_indptr[place.row] : network.row_arc_indptr[place.row + 1]]
    if place.measure_m is None or network.is_way_back[arcs].any() or not text:
        return text
    feature = orjson.loads(text)
    piece = feature["geometry"] and cut_line(
        shapely.geometry.shape(feature["geometry"]),
        place.measure_m,
        is_reversed=bool(network.backward[arcs[0]]),
        keep_above=direction == "upstream",
    )
    if piece is None:
        return text
    feature["geometry"] = {"type": "LineString", "coordinates": np.round(piece.coords, 7).tolist()}
    return orjson.dumps(feature)


__all__ = ["NavigationAnswer", "Place", "RiverNetwork", "current_network", "find_place", "navigate"]
