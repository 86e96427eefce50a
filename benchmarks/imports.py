"""Time to import 100,000 points, checks included, against ``ogr2ogr`` into a GeoPackage (target: at most 5x).

Both are whole processes, started from nothing, reading the same file; the best of three runs that take turns.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.items import COUNT, invented_outfalls

RUNS = 3
KINDS = {"gpkg": "GPKG", "geojson": "GeoJSON", "fgb": "FlatGeobuf"}


def seconds_of(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall time, and processor time with that of its own children, of a process that must succeed [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the times and their ratio for each kind of file."""
    if shutil.which("ogr2ogr") is None:
        print("ogr2ogr is not installed: skipped")
        return
    frame = invented_outfalls(COUNT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for suffix, driver in KINDS.items():
            source = folder / f"outfalls.{suffix}"
            frame.to_file(source, driver=driver, engine="pyogrio")
            ours, peer, again = [], [], []
            for run in range(RUNS):
                data = folder / f"{suffix}{run}"
                data.mkdir()
                environment = {"SUYUAN_DATA_DIR": str(data)}
                command = [sys.executable, "-m", "app.cli", "import", "outfalls", str(source)]
                seconds_of([*command[:3], "migrate"], environment)
                ours.append(seconds_of(command, environment))
                again.append(seconds_of(command, environment))
                peer.append(seconds_of(["ogr2ogr", "-f", "GPKG", str(folder / f"{suffix}{run}.gpkg"), str(source)], {}))
            (mine, busy), (theirs, their_busy), (same, _) = min(ours), min(peer), min(again)
            print(
                f"{suffix:>8}: {mine:.2f} s, ogr2ogr {theirs:.2f} s, {mine / theirs:.2f}x (target 5x); processor "
                f"{busy:.2f} s, {their_busy:.2f} s, {busy / their_busy:.2f}x; the same file again {same:.2f} s"
            )


if __name__ == "__main__":
    main()
