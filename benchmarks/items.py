"""Processor time of a box answer of ``/items`` against a bare route that returns the same rows of the same file.

100,000 outfalls in the embedded store. Both servers are uvicorn processes of their own; what is compared is the
processor time that each used (user and system), not the wait of the client.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import psutil

COUNT = 100_000
WEST, SOUTH, EAST, NORTH = 115.2, 35.7, 116.6, 37.1
SIZES = {100: 400, 1_000: 150, 10_000: 30}  # points in the box: requests measured
LIMITS = {100: "+1.5 ms", 1_000: "2x", 10_000: "2x"}
KINDS = ("工业排污口", "城镇污水处理厂排污口", "农业排口", "其他排口")

BARE = """
import os, sqlite3
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

connection = sqlite3.connect(f"file:{os.environ['BENCH_FILE']}?mode=ro", uri=True, check_same_thread=False)
SQL = '''SELECT r.text FROM outfalls_rendered r WHERE r.fid IN (SELECT id FROM rtree_outfalls_geom
  WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?)
  AND r.minx <= ? AND r.maxx >= ? AND r.miny <= ? AND r.maxy >= ? ORDER BY r.fid LIMIT ?'''

async def items(request):
    west, south, east, north = map(float, request.query_params["bbox"].split(","))
    edges = (east, west, north, south)
    rows = connection.execute(SQL, (*edges, *edges, int(request.query_params["limit"]))).fetchall()
    body = '{"type":"FeatureCollection","features":[' + ",".join([row[0] for row in rows]) + "]}"
    return Response(body, media_type="application/geo+json")

app = Starlette(routes=[Route("/items", items)])
"""


def invented_outfalls(count: int) -> gpd.GeoDataFrame:
    """So many outfalls at random places, with the attributes a ledger has."""
    chance = np.random.default_rng(7)
    x = chance.uniform(WEST, EAST, count)
    y = chance.uniform(SOUTH, NORTH, count)
    kinds = chance.integers(0, len(KINDS), count)
    number = [f"{place:06d}" for place in range(count)]
    columns = {
        "code": [f"SD{n}" for n in number],
        "name": [f"第{n}号入河排污口" for n in number],
        "outfall_type": [KINDS[k] for k in kinds],
        "receiving_water": [f"第{k % 40}号河" for k in range(count)],
        "district": [f"第{k % 8}县" for k in range(count)],
        "township": [f"第{k % 130}镇" for k in range(count)],
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(x, y), crs="EPSG:4490")


def make_store(folder: Path) -> Path:
    """A store of the outfalls in ``folder``; its file."""
    from app.store.engine import open_store
    from app.store.revisions import publish

    path = folder / "store.gpkg"
    store = open_store(f"sqlite:///{path}")
    frame = invented_outfalls(COUNT)
    frame["extra"] = None
    with store.writing() as connection:
        publish(connection, store, "outfalls", frame, who="bench")
    store.close()
    return path


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(target: str, port: int, environment: dict[str, str], python: Path | None = None) -> subprocess.Popen[bytes]:
    """A uvicorn process of one worker, waited for until it listens; ``python`` where it is another interpreter."""
    server = [str(python or sys.executable), "-m", "uvicorn", target, "--port", str(port)]
    command = [*server, "--no-access-log", "--log-level", "warning"]
    log = tempfile.TemporaryFile()  # noqa: SIM115 (the process keeps it)
    process = subprocess.Popen(command, env=os.environ | environment, stderr=log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    process.kill()
    process.wait(20)
    log.seek(0)
    raise RuntimeError(f"{target} did not start: {log.read().decode()[-2000:]}")


def boxes_of(points: int, number: int) -> list[str]:
    """Boxes that hold about so many of the outfalls each."""
    share = (points / COUNT) ** 0.5
    width, height = (EAST - WEST) * share, (NORTH - SOUTH) * share
    chance = random.Random(points)
    found = []
    for _ in range(number):
        x = chance.uniform(WEST, EAST - width)
        y = chance.uniform(SOUTH, NORTH - height)
        found.append(f"{x:.6f},{y:.6f},{x + width:.6f},{y + height:.6f}")
    return found


def processor_s(process: psutil.Process) -> float:
    """User and system time of a process so far [s]."""
    times = process.cpu_times()
    return float(times.user + times.system)


def ask(port: int, path: str, boxes: list[str], headers: dict[str, str]) -> tuple[int, bytes]:
    """Ask for every box over one kept connection; the number of features of all, and the last body."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    size, body = 0, b""
    for box in boxes:
        connection.request("GET", f"{path}?bbox={box}&limit=10000", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(body[:300])
        size += body.count(b'"type":"Feature"')
    connection.close()
    return size, body


def measure(
    port: int, process: psutil.Process, path: str, boxes: list[str], headers: dict[str, str]
) -> tuple[float, int]:
    """Milliseconds of processor time a request, and the features that came."""
    ask(port, path, boxes[:5], headers)
    before = processor_s(process)
    size, _ = ask(port, path, boxes, headers)
    return (processor_s(process) - before) / len(boxes) * 1000, size


def main() -> None:
    """Print the processor times and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        file = make_store(folder)
        print(f"store of {COUNT:,} outfalls: {time.perf_counter() - started:.1f} s, {file.stat().st_size / 1e6:.0f} MB")
        (folder / "bare.py").write_text(BARE)
        ports = free_port(), free_port()
        environment = {"SUYUAN_DATA_DIR": str(folder), "SUYUAN_PUBLIC_READ": "true", "BENCH_FILE": str(file)}
        environment["PYTHONPATH"] = os.pathsep.join([str(folder), os.getcwd()])
        servers = start("app.main:from_environment", ports[0], environment), start("bare:app", ports[1], environment)
        ours, bare = (psutil.Process(server.pid) for server in servers)
        try:
            compare(ports, ours, bare)
            print(f"memory of the worker: {ours.memory_info().rss / 1e6:.0f} MB (target < 300 MB)")
        finally:
            for server in servers:
                server.terminate()
                server.wait(20)


def compare(ports: tuple[int, int], ours: psutil.Process, bare: psutil.Process) -> None:
    """Print one line a size, plain and compressed."""
    path = "/api/collections/outfalls/items"
    for points, number in SIZES.items():
        boxes = boxes_of(points, number)
        results = []
        for _ in range(3):
            mine, size = measure(ports[0], ours, path, boxes, {})
            peer, same = measure(ports[1], bare, "/items", boxes, {})
            if size != same:
                raise RuntimeError(f"{size} features here, {same} there")
            results.append((mine, peer))
        mine, peer = sorted(results, key=lambda pair: pair[0] / pair[1])[1]
        packed, _ = measure(ports[0], ours, path, boxes, {"Accept-Encoding": "gzip"})
        print(
            f"{points:>6} points ({size / number:.0f} on average): {mine:.2f} ms, bare {peer:.2f} ms, "
            f"{mine / peer:.2f}x, {mine - peer:+.2f} ms (target {LIMITS[points]}); gzip {packed:.2f} ms"
        )


if __name__ == "__main__":
    main()
