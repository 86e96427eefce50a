"""Random networks and slow, obvious answers to compare with."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from app.network import Network, build


def by_nodes(pairs: list[tuple[int, int]], lengths: list[float], **columns: list[Any]) -> Network:
    """A network of reaches from node to node."""
    return build(node_table(pairs, lengths, **columns), from_node="f", to_node="t")


def node_table(pairs: list[tuple[int, int]], lengths: list[float], **columns: list[Any]) -> pd.DataFrame:
    """The table that `by_nodes` builds from."""
    return pd.DataFrame(
        {
            "code": [f"R{row}" for row in range(len(pairs))],
            "f": [begin for begin, _ in pairs],
            "t": [end for _, end in pairs],
            "length_m": lengths,
            **columns,
        }
    )


@st.composite
def tables(draw: st.DrawFn, *, cycles: bool = True, both: bool = True) -> pd.DataFrame:
    """Reaches between a few nodes: trees, braids, cycles, self-loops, twins, reversible reaches."""
    nodes = draw(st.integers(2, 9))
    count = draw(st.integers(1, 16))
    node = st.integers(0, nodes - 1)
    pairs = draw(st.lists(st.tuples(node, node), min_size=count, max_size=count))
    if not cycles:
        pairs = [(min(pair), max(pair)) if pair[0] != pair[1] else (pair[0], nodes + 1) for pair in pairs]
    lengths = draw(st.lists(st.integers(0, 9).map(float), min_size=count, max_size=count))
    directions = draw(
        st.lists(
            st.sampled_from(["digitised", "digitised", "both"] if both else ["digitised"]),
            min_size=count,
            max_size=count,
        )
    )
    return node_table(pairs, lengths, direction=directions)


def from_nodes(table: pd.DataFrame) -> Network:
    """The network of a table of `tables`."""
    return build(table, from_node="f", to_node="t")


def slow_search(table: pd.DataFrame, start: int, *, up: bool) -> dict[int, float]:
    """Rows reached and their distance, by Dijkstra's way over the rows' ways."""
    ways: list[tuple[int, int, int, float]] = []  # row, begin, end, length
    for row, (f, t, length, direction) in enumerate(table[["f", "t", "length_m", "direction"]].itertuples(index=False)):
        ways.append((row, f, t, length))
        if direction == "both":
            ways.append((row, t, f, length))
    if up:
        ways = [(row, end, begin, length) for row, begin, end, length in ways]
    best: dict[int, float] = {}
    waiting = [(0.0, at) for at, way in enumerate(ways) if way[0] == start]
    settled: set[int] = set()
    while waiting:
        distance, at = heapq.heappop(waiting)
        if at in settled:
            continue
        settled.add(at)
        row, _, end, length = ways[at]
        best.setdefault(row, distance)
        for other, (next_row, begin, _, _) in enumerate(ways):
            if begin == end and not (next_row == row and other != at) and other not in settled:
                heapq.heappush(waiting, (distance + length, other))
    return best


def as_dict(answer: tuple[Any, Any]) -> dict[int, float]:
    """Rows and distances of an answer."""
    index, distance_m = answer
    assert len(np.unique(index)) == len(index)
    return dict(zip(index.tolist(), distance_m.tolist(), strict=True))
