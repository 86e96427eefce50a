"""A full trace, L0 to L4, of the demonstration: processor time from question to document, and of showing it again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.demo import build_demo
from app.settings import Settings
from app.store.engine import open_store
from app.store.traces import load_trace
from app.uses.tracing.trace_archive import keep_trace
from app.uses.tracing.trace_asked import TraceAsked
from app.uses.tracing.trace_run import make_trace
from app.uses.tracing.trace_showing import show_trace

LIMIT_MS = 200.0
SECTIONS = ("LC01", "LC06", "LC12")
ROUNDS = 5


def processor_ms(run: Callable[[], object]) -> float:
    """Least processor time of some rounds [ms]."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        run()
        times.append(time.process_time() - begin)
    return min(times) * 1000


def main() -> None:
    """Print the times of three sections' traces."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        store = open_store(settings.store_url())
        build_demo(store, settings)
        for section in SECTIONS:
            asked = TraceAsked(f"sections/{section}", "w21003", "2026-10", decay={"id": "nh3n_middling"})
            row = keep_trace(store, settings, asked, who="bench").row
            with store.reading() as c:
                made = processor_ms(lambda asked=asked: make_trace(c, store, settings, asked))  # type: ignore[misc]
                shown = processor_ms(lambda row=row: show_trace(c, store, load_trace(c, store, row.id)))  # type: ignore[misc]
            verdict = "within" if made <= LIMIT_MS else "OVER"
            print(f"{section}: made {made:.0f} ms ({verdict} {LIMIT_MS:.0f}), shown {shown:.1f} ms")
        store.close()
