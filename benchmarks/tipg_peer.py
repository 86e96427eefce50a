"""Processor time of a box answer against tipg on PostGIS with the same rows (target: ten times below).

tipg lives in a virtual environment of its own under ``build/tipg``, made on the first run; without it, or without
PostgreSQL and PostGIS, this is skipped by name. It reads the same table with the same columns. Its processor time is
that of its own process and of the database's backends; ours has no others.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import psutil

from benchmarks.items import COUNT, ask, boxes_of, free_port, invented_outfalls, make_store, processor_s, start

FOLDER = Path("build") / "tipg"
SIZES = {100: 400, 1_000: 80, 10_000: 10}


def tipg_python() -> Path | None:
    """The interpreter that has tipg, installed where it is not yet; None where that fails."""
    python = FOLDER / "bin" / "python"
    if not python.exists():
        venv.create(FOLDER, with_pip=True)
    if subprocess.run([python, "-c", "import tipg, uvicorn"], capture_output=True).returncode:
        done = subprocess.run([python, "-m", "pip", "install", "-q", "tipg", "uvicorn[standard]"], capture_output=True)
        return None if done.returncode else python
    return python


def tree_s(process: psutil.Process, database: psutil.Process) -> float:
    """Processor time of a server and of all backends of its database [s]."""
    total = processor_s(process)
    for backend in database.children(recursive=True):
        total += processor_s(backend)
    return total


def main() -> None:
    """Print the processor times and their ratio for each size."""
    sys.path.insert(0, os.getcwd())
    from sqlalchemy import text

    from app.store.engine import open_store
    from app.store.revisions import publish
    from tests.postgis_cluster import find_programs, running_cluster

    python = tipg_python()
    if find_programs() is None or python is None:
        print("PostgreSQL with PostGIS, or tipg, is not to be had: skipped")
        return
    with tempfile.TemporaryDirectory() as name, running_cluster() as cluster, cluster.database() as url:
        folder = Path(name)
        make_store(folder)
        store = open_store(url)
        frame = invented_outfalls(COUNT)
        frame["extra"] = None
        with store.writing() as connection:
            publish(connection, store, "outfalls", frame, who="bench")
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
            number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            database = psutil.Process(int(number)).parent()
        store.close()
        compare(folder, url, database, python)


def compare(folder: Path, url: str, database: psutil.Process | None, python: Path) -> None:
    """Start both servers, ask both for the same boxes, print one line a size."""
    if database is None:
        raise RuntimeError("the database's own process is not found")
    ports = free_port(), free_port()
    environment = {"SUYUAN_DATA_DIR": str(folder), "SUYUAN_PUBLIC_READ": "true", "PYTHONPATH": os.getcwd()}
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    theirs = {"DATABASE_URL": plain, "TIPG_MAX_FEATURES_PER_QUERY": "10000", "PYTHONPATH": ""}
    servers = [start("tipg.main:app", ports[1], theirs, python)]
    servers.append(start("app.main:from_environment", ports[0], environment))
    peer, ours = (psutil.Process(server.pid) for server in servers)
    paths = "/api/collections/outfalls/items", "/collections/public.outfalls/items"
    try:
        for points, times in SIZES.items():
            boxes = boxes_of(points, times)
            for port, path in zip(ports, paths, strict=True):
                ask(port, path, boxes[:20], {})
            before = processor_s(ours)
            mine_size, _ = ask(ports[0], paths[0], boxes, {})
            mine = (processor_s(ours) - before) / times * 1000
            before = tree_s(peer, database)
            their_size, _ = ask(ports[1], paths[1], boxes, {})
            other = (tree_s(peer, database) - before) / times * 1000
            print(
                f"{points:>6} points: {mine:.1f} ms, tipg with its database {other:.1f} ms, {other / mine:.1f}x ours "
                f"(target 10x); {mine_size / times:.0f} and {their_size / times:.0f} features a box"
            )
    finally:
        for server in servers:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
