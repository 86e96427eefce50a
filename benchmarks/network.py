"""The river network against rustworkx: processor time of the same question in the same run, as ratios.

A random network of 100,000 reaches: a tree with braids, drawn as nodes. rustworkx holds one node for each reach and
answers by ``ancestors`` (a set without distances) and by ``dijkstra_shortest_path_lengths`` on the turned graph (the
same answer as ours but for the order). Run with ``python -m benchmarks.network``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import rustworkx

from app.network import Network, accumulate, build, downstream, upstream, upstream_sum

REACHES = 100_000
BRAIDS = 0.05
LIMIT = 5.0


def random_reaches(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """A tree of rivers with braids and side canals; row order is random."""
    tree = int(count * (1 - BRAIDS))
    node = np.arange(1, tree + 1)
    # Old nodes near the end of the list are taken more often: long rivers, not a bush.
    below = np.maximum(0, node - 1 - (rng.pareto(0.7, tree) * 2).astype(np.int64) % np.maximum(node, 1))
    source = rng.integers(1, tree + 1, count - tree)
    target = np.maximum(0, source - rng.integers(1, 200, count - tree))
    table = pd.DataFrame(
        {
            "code": np.arange(count),
            "f": np.concatenate([node, source]),
            "t": np.concatenate([below, target]),
            "length_m": rng.uniform(100, 5000, count),
        }
    )
    return table.sample(frac=1, random_state=1).reset_index(drop=True)


def as_rustworkx(network: Network) -> tuple[Any, Any]:
    """Reaches as nodes; an edge weighs the length of its lower reach. And the same, turned."""
    source, target = network.edge_source.tolist(), network.down_indices.tolist()
    weight = network.length_m[network.down_indices].tolist()
    graph, turned = rustworkx.PyDiGraph(), rustworkx.PyDiGraph()
    for one in (graph, turned):
        one.add_nodes_from(range(len(network)))
    graph.add_edges_from(list(zip(source, target, weight, strict=True)))
    turned.add_edges_from(list(zip(target, source, weight, strict=True)))
    return graph, turned


def processor_ms(ask: Callable[[], object], least_s: float = 0.3) -> float:
    """Processor time of one call [ms], the least of several rounds."""
    ask()
    best, spent = np.inf, 0.0
    while spent < least_s:
        begin = time.process_time()
        calls = 0
        while calls == 0 or time.process_time() - begin < 0.02:
            ask()
            calls += 1
        took = time.process_time() - begin
        spent += took
        best = min(best, took / calls)
    return best * 1000


def pick_starts(network: Network) -> dict[int, int]:
    """A start for each size of upstream set, the nearest that there is."""
    size = upstream_sum(network, np.ones(len(network)))
    return {wanted: int(np.abs(np.log(size / wanted)).argmin()) for wanted in (10, 100, 1000, 10_000, 50_000)}


def main() -> int:
    """Print the table; 1 where a ratio is over the limit."""
    network = build(random_reaches(REACHES, np.random.default_rng(7)), from_node="f", to_node="t")
    graph, turned = as_rustworkx(network)
    worst = 0.0
    print(f"{'question':<12}{'reaches':>9}{'/ ancestors':>14}{'/ dijkstra':>13}")
    for direction, ask, one, starts in (
        ("upstream", upstream, turned, pick_starts(network).values()),
        ("downstream", downstream, graph, np.random.default_rng(1).integers(0, REACHES, 3).tolist()),
    ):
        for start in starts:
            index, _ = ask(network, start)
            theirs = rustworkx.dijkstra_shortest_path_lengths(one, start, float)
            assert {start, *theirs} == set(index.tolist())
            ours = processor_ms(lambda: ask(network, start))  # noqa: B023
            family = rustworkx.ancestors if direction == "upstream" else rustworkx.descendants
            reached = processor_ms(lambda: family(graph, start))  # noqa: B023
            paths = processor_ms(lambda: rustworkx.dijkstra_shortest_path_lengths(one, start, float))  # noqa: B023
            print(f"{direction:<12}{len(index):>9}{ours / reached:>14.2f}{ours / paths:>13.2f}")
            if direction == "upstream":
                worst = max(worst, ours / paths)
    local = np.ones(REACHES)
    data = network.to_bytes()
    load = processor_ms(lambda: Network.from_bytes(data))
    for name, took in (
        ("upstream_sum", processor_ms(lambda: upstream_sum(network, local))),
        ("accumulate", processor_ms(lambda: accumulate(network, local))),
    ):
        print(f"{name:<12}{REACHES:>9}{took / load:>14.2f} × reading the arrays")
    return int(worst > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
