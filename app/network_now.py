"""Upstream and downstream of a place in the store, as features with distances (上下游查询)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import orjson
import shapely
from sqlalchemy import Connection

from app.errors import Absent, BreaksRule, Fault, Unparsable
from app.network.arrays import Floats, Ints, Network, range_indices
from app.network.cut import cut_line
from app.network.fault_sentences import fault_at
from app.network.reach_search import MODES, check_mode, search_arcs
from app.network.snap import BY, snap_features
from app.network.travel import travel_hours
from app.river_network import SNAPPED, RiverNetwork, current_network, reach_lines
from app.settings import Settings
from app.store.engine import Store
from app.store.features import Box, load_frame, read_text
from app.store.texts import splice_texts

Direction = Literal["upstream", "downstream"]
MOST_FAULTS: Final = 100
WIDENING: Final = (1, 10, 100)
"""A point without a reach near it is searched for in wider boxes, so that the refusal can name the distance."""


@dataclass(frozen=True)
class Place:
    """A place on the network: ``row`` of the reach, ``measure_m`` from its inlet [m], None for the whole reach."""

    row: int
    measure_m: float | None = None
    offset_m: float = 0.0


@dataclass(frozen=True)
class NavigationAnswer:
    """What lies upstream or downstream of a place (上下游).

    ``joined``: GeoJSON texts joined by commas, the reaches first, then the features of each layer of ``counts``,
    each kind nearest first. Their properties have, beside their own, ``layer``, ``distance_m`` along the river [m],
    ``order`` from 0 within the layer, and ``travel_h`` [h] or null; features also ``reach``, ``measure_m``,
    ``offset_m`` and ``snapped_by`` (name, distance). ``start`` says where it began.
    """

    direction: str
    mode: str
    start: dict[str, object]
    joined: bytes
    counts: dict[str, int]
    faults: tuple[Fault, ...] = ()

    def body(self, links: Sequence[Mapping[str, str]] = ()) -> bytes:
        """One GeoJSON FeatureCollection of all of them."""
        head = {
            "type": "FeatureCollection",
            "direction": self.direction,
            "mode": self.mode,
            "start": self.start,
            "numberReturned": sum(self.counts.values()),
            "counts": self.counts,
            "faults": [fault.as_dict() for fault in self.faults],
            "links": [dict(link) for link in links],
        }
        return b"".join((orjson.dumps(head)[:-1], b',"features":[', self.joined, b"]}"))


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
    river = current_network(c, store, settings)
    place = find_place(c, store, settings, river, start)
    sweep = _sweep(river, place, direction, mode, np.inf if max_distance_m is None else max_distance_m)
    faults: list[Fault] = []
    rows, distance_m, hours, _ = sweep.by_row(river.network)
    if max_travel_h is not None:
        unknown = int(np.isnan(hours).sum())
        faults += [fault_at("travel_time_unknown", None, None, count=unknown)] if unknown else []
        sweep = sweep.within(max_travel_h)
        rows, distance_m, hours, _ = sweep.by_row(river.network)
    tails = [
        f',"layer":"reaches","distance_m":{at:.1f},"order":{order},"travel_h":{h:.3f}'
        for order, (at, h) in enumerate(zip(distance_m.tolist(), hours.tolist(), strict=True))
    ]
    tails = [tail.replace("nan", "null") for tail in tails] if np.isnan(hours).any() else tails
    fids = river.fids[rows].tolist()
    first = b""
    if place.measure_m is not None and fids and rows[0] == place.row:
        first = _cut(splice_texts(c, store, "reaches", fids[:1], tails[:1], full), river.network, place, direction)
        fids, tails = fids[1:], tails[1:]
    joined = [first, splice_texts(c, store, "reaches", fids, tails, full)]
    counts = {"reaches": len(rows)}
    for layer, chosen, tails in _features(river, sweep, direction, (max_distance_m, max_travel_h)):
        if layer not in layers:
            continue
        counts[layer] = len(chosen)
        joined.append(splice_texts(c, store, layer, river.features.fid[chosen].tolist(), tails, full))
    if river.faults:
        answered = {str(key) for key in river.network.keys[rows].tolist()}
        faults += [fault for fault in river.faults if fault.field is None and fault.key in answered][:MOST_FAULTS]
    began = {"from": start, "reach": str(river.network.keys[place.row]), "offset_m": round(place.offset_m, 1)}
    if place.measure_m is not None:
        began["measure_m"] = round(place.measure_m, 1)
    return NavigationAnswer(direction, mode, began, b",".join(filter(None, joined)), counts, tuple(faults))


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
    if place.measure_m is None:
        cuts = [(arcs, 0.0, 0.0)]
    else:
        cuts = []
        holding = arcs[network.part_start_m[arcs] <= place.measure_m + 1e-6]
        holding = holding[network.part_start_m[holding] == network.part_start_m[holding].max(initial=0.0)]
        for arc in holding.tolist():
            along = place.measure_m - network.part_start_m.item(arc)
            along = network.length_m.item(arc) - along if network.is_way_back.item(arc) else along
            along = min(max(along, 0.0), network.length_m.item(arc))
            skipped = network.length_m.item(arc) - along if is_upstream else along
            share = skipped / network.length_m.item(arc) if network.length_m.item(arc) > 0 else 0.0
            cuts.append((np.array([arc]), skipped, share))
    for starts, skipped, share in cuts:
        arc, distance_m = search_arcs(network, starts, mode, limit_m + skipped)
        hours = travel_hours(network, arc, distance_m, starts, river.arc_h, is_upstream=is_upstream)
        is_start = np.isin(arc, starts)
        begins_m = np.where(is_start, skipped, 0.0)
        if skipped > 0:
            distance_m = np.where(is_start, 0.0, distance_m - skipped)
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
) -> Iterator[tuple[str, Ints, list[str]]]:
    """Of each layer the features on what was found, nearest first, and what their texts get."""
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
        columns = zip(
            np.maximum(distance_m[nearest], 0).tolist(),
            hours[nearest].tolist(),
            network.keys[features.row[chosen]].tolist(),
            features.measure_m[chosen].tolist(),
            features.offset_m[chosen].tolist(),
            features.by[chosen].tolist(),
            strict=True,
        )
        yield (
            layer,
            chosen,
            [
                f',"layer":"{layer}","distance_m":{metres:.1f},"order":{place},'
                f'"travel_h":{"null" if h != h else format(h, ".3f")},"reach":{orjson.dumps(str(reach)).decode()},'
                f'"measure_m":{measure:.1f},"offset_m":{offset:.1f},"snapped_by":"{BY[by]}"'
                for place, (metres, h, reach, measure, offset, by) in enumerate(columns)
            ],
        )


def find_place(c: Connection, store: Store, settings: Settings, river: RiverNetwork, start: str) -> Place:
    """The place on the network that a start names: a reach, a feature on it, or a point near it."""
    layer, slash, key = start.partition("/")
    if not slash or not key:
        raise Unparsable(
            "from 应为 图层/编码 或 point/经度,纬度。", "from must be LAYER/KEY or point/LON,LAT.", parameter="from"
        )
    if layer == "point":
        return _nearest_place(c, store, settings, river, _read_point(key), None)
    if layer not in store.tables.layers:
        raise Absent(f"没有图层“{layer}”。", f"There is no layer {layer}.", parameter="from")
    text = read_text(c, store, layer, key)
    if text is None:
        raise Absent(f"图层“{layer}”中没有“{key}”。", f"There is no {key} in the layer {layer}.", parameter="from")
    if layer == "reaches":
        return Place(river.network.position(key))
    if layer in SNAPPED:
        features = river.features
        found = np.flatnonzero((features.layer == list(SNAPPED).index(layer)) & (features.key == key))
        if len(found) and features.row[found[0]] >= 0:
            one = int(found[0])
            return Place(int(features.row[one]), float(features.measure_m[one]), float(features.offset_m[one]))
    feature = orjson.loads(text)
    if feature["geometry"] is None:
        raise BreaksRule(f"“{key}”没有位置。", f"{key} has no place.", parameter="from")
    point = shapely.point_on_surface(shapely.geometry.shape(feature["geometry"]))
    properties = feature["properties"]
    return _nearest_place(
        c, store, settings, river, (point.x, point.y), properties.get("river") or properties.get("receiving_water")
    )


def _read_point(text: str) -> tuple[float, float]:
    """Longitude and latitude [degree] of ``LON,LAT``."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        lon = lat = np.nan
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Unparsable(
            "point 应为 经度,纬度（十进制度）。", "point must be LON,LAT in decimal degrees.", parameter="from"
        )
    return lon, lat


def _nearest_place(
    c: Connection,
    store: Store,
    settings: Settings,
    river: RiverNetwork,
    point: tuple[float, float],
    name: str | None,
) -> Place:
    """The nearest place on a reach, on a river of that name first; `BreaksRule` where it is too far."""
    lon, lat = point
    for times in WIDENING:
        radius_m = settings.snap_distance_m * times
        across = radius_m / 111_320 / max(np.cos(np.radians(lat)), 0.01)
        along = radius_m / 110_000
        box = Box(max(lon - across, -180), max(lat - along, -90), min(lon + across, 180), min(lat + along, 90))
        frame = load_frame(c, store, "reaches", columns=("code",), box=box)
        if not len(frame):
            continue
        snapped, _ = snap_features(
            np.array([point]),
            [name],
            river.network,
            reach_lines(frame, river),
            river.rivers.tolist(),
            max_distance_m=radius_m,
        )
        if snapped.row[0] < 0:
            continue
        offset_m = float(snapped.offset_m[0])
        if offset_m > settings.snap_distance_m:
            raise BreaksRule(
                f"离最近的河段 {offset_m:.0f} 米，超过 {settings.snap_distance_m:.0f} 米。",
                f"The nearest reach is {offset_m:.0f} m away, more than {settings.snap_distance_m:.0f} m.",
                parameter="from",
            )
        return Place(int(snapped.row[0]), float(snapped.measure_m[0]), offset_m)
    far_km = settings.snap_distance_m * WIDENING[-1] / 1000
    raise BreaksRule(f"{far_km:.0f} 公里内没有河段。", f"There is no reach within {far_km:.0f} km.", parameter="from")


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
