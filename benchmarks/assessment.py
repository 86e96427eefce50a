"""The assessment of many sections: grading against bare comparisons, and the matrix of sections × months over HTTP.

1,000,000 rows of 24 indicators are graded beside the bare numpy comparisons of the same numbers with the same limits
(the limit is 3×). Then 1,000 sections with 24 months of the 24 indicators in the embedded store, half of the
sections with a station too: one request of the application in this process, without any cache, in a fresh process each
time (the limit is 300 ms).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from app.assessment.grade import classify
from app.assessment.limits import class_limits

SAMPLES = 1_000_000
LIMIT = 3.0
BLOCK = 8192  # rows that stay in the processor's cache
SECTIONS, MONTHS = 1_000, 24
LIMIT_MS = 300.0
RUNS = 5


def random_values(count: int, rng: np.random.Generator) -> np.ndarray:
    """Values of the 24 indicators around their limits of Ⅲ, with the decimals of a laboratory."""
    limits = class_limits()["river"]
    middle = np.array([limit.classes[2] if limit.classes else 7.5 for limit in limits.values()])
    values = middle * rng.lognormal(-0.6, 0.5, (count, len(middle)))
    digits = np.power(10.0, 2 - np.floor(np.log10(np.abs(values))))
    return np.rint(values * digits) / digits


def compare_grading() -> None:
    """Print the time of grading beside that of the comparisons alone."""
    values = random_values(SAMPLES, np.random.default_rng(1))
    table = class_limits()["river"]

    def bare() -> int:
        total = 0
        for start in range(0, len(values), BLOCK):
            block = values[start : start + BLOCK]
            for column, limits in enumerate(table.values()):
                numbers = np.ascontiguousarray(block[:, column])
                for limit in set(limits.classes):
                    total += int(np.count_nonzero(numbers > limit))
        return total

    times = {}
    for name, call in (("comparisons", bare), ("classes", lambda: classify(values, list(table)))):
        call()
        start = time.process_time()
        call()
        times[name] = time.process_time() - start
    ratio = times["classes"] / times["comparisons"]
    print(f"{SAMPLES:,} samples x {len(table)}: {times['classes']:.2f} s, comparisons {times['comparisons']:.2f} s")
    print(f"ratio {ratio:.2f} (limit {LIMIT:.0f})")


def fill(folder: Path) -> None:
    """Sections and two years of monthly values."""
    from app.main import create_app
    from app.settings import Settings
    from app.store.revisions import publish
    from app.store.samples import add_samples

    rng = np.random.default_rng(2)
    app = create_app(Settings(data_dir=folder, public_read=True))
    codes = [f"S{number:04d}" for number in range(SECTIONS)]
    targets = [[{"purpose": "考核", "period": "month", "class": int(one)}] for one in rng.integers(3, 6, SECTIONS)]
    frame = gpd.GeoDataFrame(
        {
            "code": codes,
            "name": codes,
            "river": [f"河{number % 80}" for number in range(SECTIONS)],
            "water_type": rng.choice(["river", "lake_or_reservoir"], SECTIONS, p=[0.9, 0.1]),
            "targets": targets,
            "extra": [None] * SECTIONS,
        },
        geometry=gpd.points_from_xy(rng.uniform(115, 117, SECTIONS), rng.uniform(36, 37, SECTIONS)),
        crs="EPSG:4490",
    )
    months = pd.date_range("2024-11-01T02:00Z", periods=MONTHS, freq="MS") + pd.Timedelta(days=6)
    with app.state.store.writing() as c:
        publish(c, app.state.store, "sections", frame, who="benchmark")
        for month in months:
            for source, of in (("manual", codes), ("automatic", codes[::2])):
                add_samples(c, app.state.store, month_of_values(of, month, source, rng), batch={"who": "benchmark"})
    app.state.store.close()


def month_of_values(codes: list[str], at: pd.Timestamp, source: str, rng: np.random.Generator) -> pd.DataFrame:
    """A value of each indicator at each section; every tenth is below its limit."""
    names = list(class_limits()["river"])
    values = random_values(len(codes), rng).ravel()
    below = rng.random(len(values)) < 0.1
    return pd.DataFrame(
        {
            "site_kind": "sections",
            "site_code": np.repeat(codes, len(names)),
            "sampled_at": at,
            "indicator": np.tile(names, len(codes)),
            "value": values,
            "raw_text": [f"{value:g}" for value in values],
            "below_limit": below,
            "detection_limit": np.where(below, values * 2, np.nan),
            "unit": "mg/L",
            "source": source,
            "state": "正常" if source == "automatic" else None,
            "status": "final",
        }
    )


def ask_once(folder: Path) -> None:
    """One request in this process; prints what it took as JSON."""
    from fastapi.testclient import TestClient

    from app.main import create_app
    from app.settings import Settings

    app = create_app(Settings(data_dir=folder, public_read=True))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        client.get("/healthz")  # the first request of a client builds its machinery
        start, used = time.perf_counter(), time.process_time()
        answer = client.get(f"/api/assessment/sections?month=2026-10&months={MONTHS}")
        took_ms, used_ms = (time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000
    content = answer.json()
    known = sum(one is not None for row in content["classes"] for one in row)
    print(json.dumps({"ms": took_ms, "processor_ms": used_ms, "bytes": len(answer.content), "classes": known}))


def _output(command: list[str]) -> str:
    """What a process prints."""
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def main() -> None:
    """Print both comparisons."""
    compare_grading()
    with tempfile.TemporaryDirectory() as name:
        fill(Path(name))
        command = [sys.executable, "-m", "benchmarks.assessment", name]
        runs = [json.loads(_output(command).splitlines()[-1]) for _ in range(RUNS)]
    times = sorted(run["ms"] for run in runs)
    size = f"{SECTIONS:,} sections x {MONTHS} months x {len(class_limits()['river'])} indicators"
    print(f"{size}: {times[len(times) // 2]:.0f} ms, best {times[0]:.0f} ms (limit {LIMIT_MS:.0f} ms)")
    used = min(run["processor_ms"] for run in runs)
    print(f"processor time {used:.0f} ms; {runs[0]['classes']:,} classes, {runs[0]['bytes']:,} bytes")


if __name__ == "__main__":
    main() if len(sys.argv) == 1 else ask_once(Path(sys.argv[1]))
