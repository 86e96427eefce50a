"""The river network against rustworkx: processor time of the same question in the same run, as ratios.

A random network of 100,000 reaches: a tree with braids, drawn as nodes. rustworkx holds one node for each reach and
answers by ``ancestors`` (a set without distances) and by ``dijkstra_shortest_path_lengths`` on the turned graph (the
same answer as ours but for the order). Then the HTTP answer: the processor time of a server for the upstream set of
1,000 reaches, with a section on every tenth, against its own items answer of the same rows.
"""

from __future__ import annotations

import http.client
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
import rustworkx
import shapely

from app.network import Network, accumulate, build, downstream, upstream, upstream_sum

REACHES = 100_000
BRAIDS = 0.05
LIMIT = 5.0  # of dijkstra, which gives what ours gives
HTTP_LIMIT = 3.0


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
    again, anew = http_ratios()
    print("HTTP: upstream answer of 1,000 reaches and 100 sections against an items answer of the reaches:")
    print(f"the same question again {again:.2f} ×, a new one each time {anew:.2f} ×")
    return int(worst > LIMIT or again > HTTP_LIMIT)


def http_ratios() -> tuple[float, float]:
    """Processor time of the server for an upstream answer over that for an items answer: asked again, and anew."""
    from benchmarks.items import free_port, processor_s, start

    with tempfile.TemporaryDirectory() as name:
        make_store(Path(name))
        environment = {"SUYUAN_DATA_DIR": name, "SUYUAN_PUBLIC_READ": "true", "PYTHONPATH": os.getcwd()}
        port = free_port()
        server = start("app.main:from_environment", port, environment)
        process = psutil.Process(server.pid)
        try:
            spent: dict[str, list[float]] = {}
            connection = http.client.HTTPConnection("127.0.0.1", port)
            question = "/api/network/upstream?from=reaches/R0"
            paths = (question, question + "&max_distance_m=90000000.", "/api/collections/reaches/items?limit=1000")
            for turn in range(4):
                for path in paths:
                    before = processor_s(process)
                    for call in range(100):
                        connection.request("GET", f"{path}{turn:02d}{call:03d}" if path == paths[1] else path)
                        answer = connection.getresponse()
                        body = answer.read()
                        if answer.status != 200 or body.count(b'"type":"LineString"') != 1000:
                            raise RuntimeError(body[:300])
                    spent.setdefault(path, []).append(processor_s(process) - before)
            least = [min(spent[path][1:]) for path in paths]
            return least[0] / least[2], least[1] / least[2]
        finally:
            server.terminate()
            server.wait(20)


def make_store(folder: Path) -> None:
    """A store of a tree of 1,000 drawn reaches of ten points each, and a section on every tenth."""
    from app.store.engine import open_store
    from app.store.revisions import publish

    rng = np.random.default_rng(3)
    ends = rng.uniform((115.5, 36.0), (116.5, 37.0), (1001, 2))
    below = [0, *(int(rng.integers(max(0, row - 30), row)) for row in range(1, 1000))]
    lines = [
        shapely.LineString(np.linspace(ends[row + 1], ends[below[row] + 1] if row else ends[0], 10))
        for row in range(1000)
    ]
    frame = gpd.GeoDataFrame(
        {"code": [f"R{row}" for row in range(1000)], "river": "徒骇河", "velocity_m_per_s": 0.5, "extra": None},
        geometry=lines,
        crs=4490,
    )
    places = [line.interpolate(0.5, normalized=True) for line in lines[::10]]
    sections = gpd.GeoDataFrame(
        {"code": [f"S{row}" for row in range(100)], "river": "徒骇河", "extra": None}, geometry=places, crs=4490
    )
    store = open_store(f"sqlite:///{folder / 'store.gpkg'}")
    with store.writing() as c:
        publish(c, store, "reaches", frame, who="bench")
        publish(c, store, "sections", sections, who="bench")
    store.close()


if __name__ == "__main__":
    raise SystemExit(main())
