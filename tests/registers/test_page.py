"""The page of the registers is current, and lists every fault that an entry can have."""

from __future__ import annotations

import re
from pathlib import Path

from app.registers.catalogue import REGISTERS
from app.registers.page import FAULTS, registers_page

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "app" / "registers").glob("*.py"), *ROOT.glob("app/uses/registers/register_*.py")]


def test_the_page_is_made_from_the_catalogue() -> None:
    page = (ROOT / "docs" / "registers.md").read_text(encoding="utf-8")
    assert page == registers_page(REGISTERS), "run: python -m app.registers.page > docs/registers.md"


def test_every_fault_has_a_row_and_every_row_a_fault() -> None:
    raised = set()
    for source in SOURCES:
        raised |= set(re.findall(r"Fault\(\s*\"([a-z_]+)\"", source.read_text(encoding="utf-8")))
    assert raised == set(FAULTS)
