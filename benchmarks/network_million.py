"""A river network of 1,000,000 reaches against graph libraries: processor time in one run, as ratios.

The random network of `benchmarks.network`, ten times as large: 40,000 levels, 5 % braids. An upstream set of about
1,000 reaches, each start and library in turn: ours gives the rows nearest first with their distances; rustworkx's
``ancestors``, scipy's ``breadth_first_order`` and a walk over compressed rows in Python give the set alone, the two
``dijkstra`` give distances in no order. Then the accumulation, against reading the arrays that it needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import rustworkx
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, dijkstra

from app.network import Network, accumulate, build, upstream
from app.network.delivery import delivered_fraction
from benchmarks.network import as_rustworkx, processor_ms, random_reaches

REACHES = 1_000_000
STARTS = 8
SET_LIMIT = 2.0
ACCUMULATE_LIMIT = 20.0


def pick_starts(network: Network, wanted: int) -> list[int]:
    """Rows with about so many reaches upstream."""
    own = network.place_end - network.place
    near = np.random.default_rng(3).permutation(np.flatnonzero((own > 0.3 * wanted) & (own < 1.1 * wanted)))
    found: list[int] = []
    for row in near.tolist():
        if 0.8 * wanted <= len(upstream(network, row)[0]) <= 1.2 * wanted:
            found.append(row)
        if len(found) == STARTS:
            break
    return found


def walk_rows(indptr: list[int], indices: list[int], start: int) -> set[int]:
    """Everything above a reach, by a walk over compressed rows."""
    seen, stack = {start}, [start]
    while stack:
        at = stack.pop()
        for above in indices[indptr[at] : indptr[at + 1]]:
            if above not in seen:
                seen.add(above)
                stack.append(above)
    return seen


def askers(network: Network) -> dict[str, Callable[[int], object]]:
    """How each library is asked."""
    graph, turned = as_rustworkx(network)
    shape = (len(network), len(network))
    weight = network.length_m[np.repeat(np.arange(len(network)), np.diff(network.up_indptr))]
    ways = csr_matrix((weight, network.up_indices, network.up_indptr), shape=shape)
    indptr, indices = network.up_indptr.tolist(), network.up_indices.tolist()
    return {
        "ours": lambda start: upstream(network, start),
        "rustworkx.ancestors": lambda start: rustworkx.ancestors(graph, start),
        "rustworkx.dijkstra": lambda start: rustworkx.dijkstra_shortest_path_lengths(turned, start, float),
        "csgraph.breadth_first_order": lambda start: breadth_first_order(ways, start, return_predecessors=False),
        "csgraph.dijkstra": lambda start: dijkstra(ways, indices=start),
        "rows in Python": lambda start: walk_rows(indptr, indices, start),
    }


def main() -> int:
    """Print the figures; 1 where a ratio is over its limit."""
    table = random_reaches(REACHES, np.random.default_rng(7))
    began = time.process_time()
    network = build(table, from_node="f", to_node="t")
    build_s = time.process_time() - began
    data = network.to_bytes()
    load_ms = processor_ms(lambda: Network.from_bytes(data))
    print(f"{REACHES} reaches: built in {build_s:.1f} s, {len(data) / 1e6:.0f} MB, loaded in {load_ms:.0f} ms")
    asked, starts = askers(network), pick_starts(network, 1000)
    took = {name: np.array([processor_ms(lambda: ask(s), 0.1) for s in starts]) for name, ask in asked.items()}  # noqa: B023
    best = np.min([took[name] for name in took if name != "ours"], axis=0)
    for name, each in took.items():
        print(f"{name:<28}{np.median(each):>9.3f} ms{np.median(took['ours'] / each):>8.2f} ours / its")
    worst = float(np.median(took["ours"] / best))
    print(f"ours / the best of them, median of {len(starts)} starts: {worst:.2f}")
    local, delivery = np.random.default_rng(1).random((2, REACHES))
    arrays = (network.edge_source, network.down_indices, network.level, network.component, local)
    read_ms = processor_ms(lambda: [array.copy() for array in arrays])
    for name, ask in (
        ("accumulate", lambda: accumulate(network, local)),
        ("accumulate with delivery", lambda: accumulate(network, local, delivery=delivery)),
        ("delivered_fraction", lambda: delivered_fraction(network, starts[0], delivery=delivery)),
    ):
        ms = processor_ms(ask)
        print(f"{name:<28}{ms:>9.1f} ms{ms / load_ms:>8.2f} × loading{ms / read_ms:>8.1f} × copying its arrays")
    whole = processor_ms(lambda: accumulate(network, local)) / read_ms
    return int(worst > SET_LIMIT or whole > ACCUMULATE_LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
