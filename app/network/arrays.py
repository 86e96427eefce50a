"""The river network as arrays, and its form on disk (河网数组)."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.errors import Absent, Fault

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[Any]

FORMAT = 2


class FlowOrder(NamedTuple):
    """Edges in the order of the flow (汇流次序), between pools: an arc each, or all arcs of a cycle.

    ``order`` (p,) pools from the headwaters down, by level · ``rank`` (m,) place of each arc's pool in it · ``edge``
    (k,) edges between pools, by the place of their lower pool · ``indptr`` (p + 1,) and ``source`` (k,) 32 bits, those
    edges as compressed rows: of each place the places of the pools above · ``bounds`` first place of each level, and p.
    """

    order: Ints
    rank: Ints
    edge: Ints
    indptr: NDArray[np.int32]
    source: NDArray[np.int32]
    bounds: Ints


@dataclass(frozen=True, eq=False)
class Network:
    """A river network of n reaches (河段), made of m arcs, as arrays.

    A *row* is a reach of the table the network was built from, in its order. An *arc* is one directed way of the
    water through one connected line of a reach: most reaches have exactly one. A true multi-part line has an arc for
    each part; a reach that may flow both ways has two arcs for each part; rows that repeat a key (to-key tables) share
    the arc of the key's first row. All questions are asked and answered in rows, and no row is answered twice.

    Attributes
    ----------
    keys
        (n,) key of each row, integers or texts.
    arc_row
        (m,) row of each arc; the first row of the key where rows share an arc.
    row_arc_indptr, row_arcs
        Arcs of row i are ``row_arcs[row_arc_indptr[i]:row_arc_indptr[i + 1]]``; a row without geometry has none.
    length_m
        (m,) length of each arc [m]; 0 where it is not known (fault ``length_unknown``).
    part_start_m
        (m,) where the arc's part begins in the measure of its row [m]: measures count from the inlet, the parts of a
        row one after the other.
    backward
        (m,) the arc runs against the line as drawn.
    is_way_back
        (m,) the second way of a reach that flows both ways, against the measure of its row.
    from_node, to_node
        (m,) junction where the water enters and leaves each arc; -1 is none, and everywhere where to-keys join.
    down_indptr, down_indices, up_indptr, up_indices
        Neighbouring arcs in the two directions, as compressed rows; edges are numbered as they stand in ``down``.
    main_down, main_up
        (m,) the neighbour on the main path (干流), -1 where there is none.
    component
        (m,) number of the strongly connected component; each edge between components goes to a lower number.
    level
        (m,) the longest way from a headwater, in components; arcs of one component share it.
    place, place_end, depth_m, portal
        (m,) the forest of ``main_down`` without the edges that close a cycle: place of the arc in its preorder, the
        place after its last upstream arc, the length below the arc along the forest [m], and the nearest arc at or
        below it that has another way down than the forest's, or is a root.
    arc_at
        (m,) the arc at each place of the preorder.
    faults
        What was found when the network was built, each with its place.
    """

    keys: Texts
    arc_row: Ints
    row_arc_indptr: Ints
    row_arcs: Ints
    length_m: Floats
    part_start_m: Floats
    backward: Flags
    is_way_back: Flags
    from_node: Ints
    to_node: Ints
    down_indptr: Ints
    down_indices: Ints
    up_indptr: Ints
    up_indices: Ints
    main_down: Ints
    main_up: Ints
    component: Ints
    level: Ints
    place: Ints
    place_end: Ints
    depth_m: Floats
    portal: Ints
    arc_at: Ints
    faults: tuple[Fault, ...] = field(default=())

    def __len__(self) -> int:
        """Number of rows n."""
        return len(self.keys)

    @property
    def arc_count(self) -> int:
        """Number of arcs m."""
        return len(self.arc_row)

    @cached_property
    def is_simple(self) -> bool:
        """True where arc i is row i for every row, as in a layer of single lines that flow one way."""
        return self.arc_count == len(self) and bool(np.array_equal(self.arc_row, np.arange(len(self))))

    @cached_property
    def has_no_lengths(self) -> bool:
        """True where no reach has a known length (fault ``length_unknown``): there are no distances then."""
        return not self.length_m.any() and any(fault.code == "length_unknown" for fault in self.faults)

    @cached_property
    def edge_source(self) -> Ints:
        """(e,) the upper arc of each edge, in the order of ``down_indices``."""
        return np.repeat(np.arange(self.arc_count), np.diff(self.down_indptr))

    @cached_property
    def portal_edges(self) -> tuple[Ints, Ints, Ints, Floats]:
        """Ways down from portals, grouped by the portal at or below their lower arc.

        (m + 1,) indptr over arcs; for each way: the portal it starts at, the place of its lower arc (ascending in
        the group), and the distance from the outlet of the group's portal up to the outlet of the way's portal [m].
        """
        source, target = self.edge_source, self.down_indices
        chosen = np.flatnonzero(self.portal[source] == source)
        source, target = source[chosen], target[chosen]
        group = self.portal[target]
        order = np.lexsort((self.place[target], group))
        source, target, group = source[order], target[order], group[order]
        indptr = np.zeros(self.arc_count + 1, dtype=np.int64)
        np.cumsum(np.bincount(group, minlength=self.arc_count), out=indptr[1:])
        cost_m = self.depth_m[target] - self.depth_m[group] + self.length_m[target]
        return indptr, source, self.place[target], cost_m

    @cached_property
    def portal_ways(self) -> dict[int, list[tuple[float, int]]]:
        """Cost [m] and portal of the ways up from portals asked about so far; filled by `app.network.slices`."""
        return {}

    @cached_property
    def portal_number(self) -> Ints:
        """(m,) number of the arc's portal, from 0 without gaps: a table over portals is far smaller than over arcs."""
        is_portal = np.zeros(self.arc_count + 1, dtype=np.int64)
        is_portal[self.portal + 1] = 1
        return np.cumsum(is_portal)[self.portal]

    @cached_property
    def portal_count(self) -> int:
        """Number of portals."""
        return int(self.portal_number.max(initial=-1)) + 1

    @cached_property
    def flow_order(self) -> FlowOrder:
        """The edges in the order of the flow, for sums from the headwaters down."""
        pool = self.component if self.has_cycles else np.arange(self.arc_count)
        count = int(pool.max(initial=-1)) + 1
        level = np.zeros(count, dtype=np.int64)
        level[pool] = self.level
        order = np.argsort(level, kind="stable")
        place = np.empty(count, dtype=np.int64)
        place[order] = np.arange(count)
        rank = place[pool]
        source, target = rank[self.edge_source], rank[self.down_indices]
        edge = np.argsort(target, kind="stable")
        edge = edge[source[edge] != target[edge]] if self.has_cycles else edge
        indptr = np.zeros(count + 1, dtype=np.int32)
        np.cumsum(np.bincount(target[edge], minlength=count), out=indptr[1:])
        bounds = np.append(np.flatnonzero(np.diff(level[order], prepend=-1)), count)
        return FlowOrder(order, rank, edge, indptr, source[edge].astype(np.int32), bounds)

    @cached_property
    def has_cycles(self) -> bool:
        """True where some arcs are upstream of themselves."""
        return int(self.component.max(initial=-1)) + 1 < self.arc_count

    @cached_property
    def _rows_by_key(self) -> dict[str, int]:
        """First row of each key, keys as text."""
        return {str(key): row for row, key in reversed(list(enumerate(self.keys.tolist())))}

    def find(self, key: object) -> int | None:
        """Row of the first reach with that key, None where there is none."""
        return self._rows_by_key.get(str(key))

    def position(self, key: object) -> int:
        """Row of the first reach with that key; `Absent` where there is none."""
        row = self.find(key)
        if row is None:
            raise Absent(f"河网中没有编码为“{key}”的河段。", f"The network has no reach with the key {key!s}.")
        return row

    def arcs_of(self, rows: Ints) -> Ints:
        """Arcs of the rows, in their order, a row's arcs together."""
        if self.is_simple:
            return rows
        return take_ranges(self.row_arcs, self.row_arc_indptr[rows], self.row_arc_indptr[rows + 1])

    def outlets(self) -> Ints:
        """Rows from which nothing flows on, in row order; a closed cycle without a way out is given once."""
        leaving = self.component[self.edge_source] != self.component[self.down_indices]
        flows_on = np.zeros(int(self.component.max(initial=-1)) + 1, dtype=bool)
        flows_on[self.component[self.edge_source[leaving]]] = True
        arcs = np.flatnonzero(~flows_on[self.component])
        _, first = np.unique(self.component[arcs], return_index=True)
        alone = np.flatnonzero(np.diff(self.row_arc_indptr) == 0)
        return np.union1d(self.arc_row[arcs[first]], alone)

    def to_bytes(self) -> bytes:
        """The network as the bytes of an uncompressed ``.npz`` file, faults included."""
        stored = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "faults"}
        stored = {name: _narrow(array) for name, array in stored.items()}
        meta = json.dumps({"format": FORMAT, "faults": [fault.as_dict() for fault in self.faults]})
        stored["meta"] = np.frombuffer(meta.encode(), dtype=np.uint8)
        out = io.BytesIO()
        np.savez(out, allow_pickle=False, **stored)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Network:
        """The network that `to_bytes` wrote; ValueError where it is of another format."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            meta = json.loads(stored["meta"].tobytes())
            if meta["format"] != FORMAT:
                raise ValueError(f"network arrays of format {meta['format']}, this version reads {FORMAT}")
            arrays = {name: _widen(stored[name]) for name in stored.files if name != "meta"}
        return cls(**arrays, faults=tuple(Fault(**fault) for fault in meta["faults"]))


def take_ranges(values: Ints, starts: Ints, ends: Ints) -> Ints:
    """``values[starts[0]:ends[0]]``, ``values[starts[1]:ends[1]]`` … in one array."""
    return values[range_indices(starts, ends)]


def range_indices(starts: Ints, ends: Ints) -> Ints:
    """The whole numbers of each half-open range, one range after the other."""
    sizes = ends - starts
    total = int(sizes.sum())
    offsets = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return offsets + np.arange(total)


def compress(source: Ints, target: Ints, count: int) -> tuple[Ints, Ints]:
    """Edges as compressed rows (indptr, indices), rows in order, targets ascending."""
    order = np.lexsort((target, source))
    indptr = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(source, minlength=count), out=indptr[1:])
    return indptr, target[order].astype(np.int64)


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers that fit into 32 bits as such: half the file."""
    if array.dtype == np.int64 and (not array.size or np.abs(array).max() < 2**31):
        return array.astype(np.int32)
    return array


def _widen(array: NDArray[Any]) -> NDArray[Any]:
    """Back to the 64 bits that numpy indexes with."""
    return array.astype(np.int64) if array.dtype == np.int32 else array
