"""Tells at the end of a run what was skipped, by name, and last how many real-input tests were (pytest plugin)."""

from __future__ import annotations

from collections import defaultdict

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List every skipped test under its reason; the count of skipped real-input tests is the last line."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    real = 0
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        by_reason[reason.removeprefix("Skipped: ")].append(report.nodeid)
        real += "tests/real/" in report.nodeid
    if by_reason:
        terminalreporter.section("not run here")
    for reason, names in sorted(by_reason.items()):
        terminalreporter.write_line(f"{reason}:")
        for name in sorted(names):
            terminalreporter.write_line(f"  {name}")
    terminalreporter.write_line(f"real-input tests skipped: {real}")
