"""Processor time of a box answer of our embedded store against tipg on PostGIS, for the same rows.

tipg (OGC API – Features and Tiles over PostGIS, by Development Seed) is installed into an environment of its own under
``build/``. Its table has the columns of our layer, filled alike; both give GeoJSON of the same features. First stands
tipg's own server process alone; PostgreSQL's processes come on top and are printed beside.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import psutil
import psycopg

from app.layers.catalogue import CATALOGUE, layer_spec
from benchmarks.items import COUNT, boxes_of, free_port, invented_outfalls, make_store, measure, start
from tests.postgis_cluster import Cluster, running_cluster

ROOT = Path(__file__).parent.parent
PEER = ROOT / "build" / "tipg"
SIZES = {100: 60, 1_000: 20, 10_000: 4}
SQL_TYPES = {
    "integer": "bigint",
    "number": "double precision",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamptz",
}


def install_peer() -> Path:
    """Python of the environment that holds tipg; made when it is not there."""
    python = PEER / "bin" / "python"
    if not (PEER / "bin" / "uvicorn").exists():
        print("installing tipg into build/tipg …", flush=True)
        venv.create(PEER, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "tipg", "uvicorn", "uvloop", "httptools"], check=True)
    return python


def fill(cluster: Cluster, database: str) -> None:
    """Write the outfalls into a plain PostGIS table with a GiST index."""
    frame = invented_outfalls(COUNT)
    with psycopg.connect(host="127.0.0.1", port=cluster.port, user="postgres", dbname=database, autocommit=True) as c:
        fields = layer_spec(CATALOGUE, "outfalls").fields
        columns = ", ".join(f"{field.name} {SQL_TYPES.get(field.kind, 'text')}" for field in fields)
        given = [name for name in frame.columns if name != "geometry"]
        c.execute(f"CREATE TABLE outfalls (fid serial PRIMARY KEY, {columns}, geom geometry(Point, 4326))")
        with c.cursor().copy(f"COPY outfalls ({', '.join(given)}, geom) FROM STDIN") as copy:
            points = (f"SRID=4326;POINT({x!r} {y!r})" for x, y in zip(frame.geometry.x, frame.geometry.y, strict=True))
            for *values, point in zip(*(frame[name] for name in given), points, strict=True):
                copy.write_row((*values, point))
        c.execute("CREATE INDEX ON outfalls USING gist (geom)")
        c.execute("ANALYZE outfalls")


def postgres_s(port: int) -> float:
    """Processor time of the cluster's processes so far [s], those that have ended not counted."""
    total = 0.0
    for process in psutil.process_iter(["name", "cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        if process.info["name"] == "postgres" and (f"-p {port}" in words or "postgres: postgres" in words):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def start_peer(python: Path, cluster: Cluster, database: str) -> tuple[subprocess.Popen[bytes], int]:
    """tipg's server on that database, and its port."""
    port = free_port()
    environment = {
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{cluster.port}/{database}",
        "TIPG_DB_SPATIAL_EXTENT": "TRUE",
        "TIPG_MAX_FEATURES_PER_QUERY": "10000",
        "PATH": os.environ["PATH"],
    }
    ours, sys.executable = sys.executable, str(python)
    try:
        return start("tipg.main:app", port, environment), port
    finally:
        sys.executable = ours


def main() -> None:
    """Print one line a size."""
    python = install_peer()
    with tempfile.TemporaryDirectory() as name, running_cluster() as cluster:
        folder = Path(name)
        make_store(folder)
        database = cluster.make_database()
        fill(cluster, database)
        port = free_port()
        environment = {"SUYUAN_DATA_DIR": str(folder), "SUYUAN_PUBLIC_READ": "true"}
        server = start("app.main:from_environment", port, environment)
        peer, peer_port = start_peer(python, cluster, database)
        try:
            for points, number in SIZES.items():
                boxes = boxes_of(points, number)
                mine, size = measure(port, psutil.Process(server.pid), "/api/collections/outfalls/items", boxes, {})
                before = postgres_s(cluster.port)
                path = "/collections/public.outfalls/items"
                theirs, same = measure(
                    peer_port, psutil.Process(peer.pid), path, boxes, {"Accept": "application/geo+json"}
                )
                database_ms = (postgres_s(cluster.port) - before) / (len(boxes) + 5) * 1000
                if abs(size - same) > len(boxes):
                    raise RuntimeError(f"{size} features here, {same} there")
                print(
                    f"{points:>6} points: {mine:.2f} ms; tipg {theirs:.1f} ms and PostgreSQL {database_ms:.1f} ms; "
                    f"{theirs / mine:.0f}x below tipg's server alone (target 10x)",
                    flush=True,
                )
        finally:
            for process in (server, peer):
                process.terminate()
                process.wait(20)


if __name__ == "__main__":
    main()
