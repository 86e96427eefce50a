"""Arcs with their ends, from lines, node columns or to-keys (有向河段)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from app.errors import Fault
from app.network.arrays import Flags, Floats, Ints, Texts
from app.network.fault_sentences import fault_at
from app.network.junctions import join_ends
from app.network.lines import Lines, to_metres

DIRECTIONS = {"digitised": 0, "reversed": 1, "both": 2}


@dataclass(frozen=True)
class Arcs:
    """m arcs with their ends.

    ``row``, ``length_m`` (m,) · ``from_node``, ``to_node`` (m,), -1 joins nothing · ``line`` (m,) the line it runs
    along, -1 without geometry · ``part_start_m`` (m,) where the line begins in the measure of the row ·
    ``backward`` (m,) runs against the drawing · ``is_both`` (m,) of a reversible reach · ``is_way_back`` (m,) its
    second way · ``arc_of_row`` (n,) only where rows share arcs.
    """

    row: Ints
    length_m: Floats
    from_node: Ints
    to_node: Ints
    line: Ints
    part_start_m: Floats
    backward: Flags
    is_both: Flags
    is_way_back: Flags
    arc_of_row: Ints | None = None


def read_directions(reaches: pd.DataFrame, keys: Texts) -> tuple[Ints, list[Fault]]:
    """(n,) 0 digitised, 1 reversed, 2 both, from the column ``direction`` where there is one."""
    if "direction" not in reaches.columns:
        return np.zeros(len(reaches), dtype=np.int64), []
    given = reaches["direction"]
    codes = given.map(DIRECTIONS)
    unknown = np.flatnonzero(codes.isna() & given.notna() & (given.astype(str).str.strip() != ""))
    faults = [fault_at("direction_unknown", row, keys, value=given.iloc[row], field="direction") for row in unknown]
    return np.asarray(codes.fillna(0), dtype=np.int64), faults


def read_lengths(reaches: pd.DataFrame, lines: Lines | None) -> tuple[Floats, list[Fault]]:
    """(n,) length of each row [m]: of its lines, else of the column ``length_m``, else 0 with a fault."""
    length_m = np.full(len(reaches), np.nan)
    if lines is not None:
        drawn = np.bincount(lines.row, weights=lines.length_m, minlength=len(reaches))
        has_line = np.bincount(lines.row, minlength=len(reaches)) > 0
        length_m[has_line] = drawn[has_line]
    elif "length_m" in reaches.columns:
        length_m = pd.to_numeric(reaches["length_m"], errors="coerce").to_numpy(dtype=np.float64, copy=True)
        length_m[~(length_m >= 0)] = np.nan
    unknown = int(np.isnan(length_m).sum())
    faults = [fault_at("length_unknown", None, None, count=unknown)] if unknown else []
    return np.nan_to_num(length_m), faults


def arcs_of_lines(lines: Lines, directions: Ints, tolerance_m: float) -> Arcs:
    """An arc for each line in its direction, and one back for each line of a reach that flows both ways."""
    count = len(lines.row)
    nodes = join_ends(to_metres(np.concatenate([lines.first, lines.final]), lines.crs), tolerance_m)
    from_node, to_node = nodes[:count], nodes[count:]
    direction = directions[lines.row]
    backward = direction == 1
    ends = np.where(backward, to_node, from_node), np.where(backward, from_node, to_node)
    line = np.arange(count)
    no = np.zeros(count, dtype=np.bool_)
    arcs = Arcs(lines.row, lines.length_m, ends[0], ends[1], line, part_starts(lines), backward, direction == 2, no)
    return _with_ways_back(arcs)


def part_starts(lines: Lines) -> Floats:
    """(p,) where each line begins in the measure of its row [m]: the rows' lines follow each other."""
    ends = np.cumsum(lines.length_m)
    begins = ends - lines.length_m
    is_first = np.diff(lines.row, prepend=-1) != 0
    return begins - begins[is_first][np.cumsum(is_first) - 1] if len(begins) else begins


def arcs_of_nodes(from_node: pd.Series[Any], to_node: pd.Series[Any], directions: Ints, length_m: Floats) -> Arcs:
    """An arc for each row between its nodes, and one back where it flows both ways; the nodes tell the flow."""
    count = len(length_m)
    codes, _ = pd.factorize(pd.concat([from_node, to_node], ignore_index=True), use_na_sentinel=True)
    nodes = codes.astype(np.int64)
    unset = np.full(count, -1, dtype=np.int64)
    is_both = directions == 2
    arcs = Arcs(
        np.arange(count),
        length_m,
        nodes[:count],
        nodes[count:],
        unset,
        np.zeros(count),
        directions == 1,
        is_both,
        np.zeros(count, dtype=np.bool_),
    )
    return _with_ways_back(arcs)


def arcs_of_keys(keys: Texts, length_m: Floats) -> Arcs:
    """An arc for each distinct key, at the first row of the key."""
    arc_of_row, distinct = pd.factorize(keys)
    arc_of_row = arc_of_row.astype(np.int64)
    missing = np.flatnonzero(arc_of_row < 0)
    arc_of_row[missing] = len(distinct) + np.arange(len(missing))
    first_row = np.unique(arc_of_row, return_index=True)[1].astype(np.int64)
    unset = np.full(len(first_row), -1, dtype=np.int64)
    nothing = np.zeros(len(first_row), dtype=np.bool_)
    start_m = np.zeros(len(first_row))
    return Arcs(first_row, length_m[first_row], unset, unset, unset, start_m, nothing, nothing, nothing, arc_of_row)


def _with_ways_back(arcs: Arcs) -> Arcs:
    """The arcs and, after them, the ways back of the reversible ones."""
    back = np.flatnonzero(arcs.is_both)
    if not len(back):
        return arcs
    return Arcs(
        np.concatenate([arcs.row, arcs.row[back]]),
        np.concatenate([arcs.length_m, arcs.length_m[back]]),
        np.concatenate([arcs.from_node, arcs.to_node[back]]),
        np.concatenate([arcs.to_node, arcs.from_node[back]]),
        np.concatenate([arcs.line, arcs.line[back]]),
        np.concatenate([arcs.part_start_m, arcs.part_start_m[back]]),
        np.concatenate([arcs.backward, ~arcs.backward[back]]),
        np.concatenate([arcs.is_both, arcs.is_both[back]]),
        np.concatenate([arcs.is_way_back, np.ones(len(back), dtype=np.bool_)]),
    )
