"""The river of docs/worked-river.md: the program gives the numbers that the page works out by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from app.network import Network, build
from app.tracing.cuts import fewest_sources, least_total_cut, needed_cut_kg_per_d
from app.tracing.decay import decay_choices
from app.tracing.increments import balance_stretches
from app.tracing.scenario import scenario_concentration
from app.tracing.scenario_balance import delivered_to_section
from app.tracing.scenario_changes import Change, SourceLoad
from app.tracing.stretch_paths import Stretches, find_stretches, known_loads
from app.tracing.stretches import SectionValue

PAGE = Path(__file__).resolve().parents[2] / "docs" / "worked-river.md"
SPLIT = {("R2", "R3"): 0.7, ("R2", "C1"): 0.3}


def tables() -> dict[str, list[dict[str, str]]]:
    """The page's tables by the title of their first column."""
    found: dict[str, list[dict[str, str]]] = {}
    head: list[str] = []
    for line in [*PAGE.read_text("utf-8").splitlines(), ""]:
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            head = []
        elif not head:
            head = cells
            name = cells[0] if cells[0] not in found else f"{cells[0]}: {cells[1]}"
            found[name] = []
        elif not set(line) <= set("|-"):
            found[name].append(dict(zip(head, cells, strict=True)))
    return found


TABLES = tables()
CHOICE = next(choice for choice in decay_choices("w21003") if choice.id == "nh3n_middling")


@pytest.fixture(scope="module")
def network() -> Network:
    """The reaches of the page."""
    rows = TABLES["reach"]
    table = pd.DataFrame(
        {
            "code": [row["reach"] for row in rows],
            "f": [int(row["from"]) for row in rows],
            "t": [int(row["to"]) for row in rows],
            "length_m": [1000 * float(row["length km"]) for row in rows],
        }
    )
    return build(table, from_node="f", to_node="t")


HOURS = [float(row["hours"]) for row in TABLES["reach"]]


@pytest.fixture(scope="module")
def sections(network: Network) -> list[SectionValue]:
    """The sections of the page."""
    return [
        SectionValue(
            row["section"], row["section"], network.position(row["reach"]), 1000 * float(row["at km"]),
            float(row["C mg/L"]), float(row["Q m³/s"]), "page", "page", 0.05, 0.08,
        )
        for row in TABLES["section"]
    ]  # fmt: skip


@pytest.fixture(scope="module")
def sources(network: Network) -> list[SourceLoad]:
    """The sources on record of the page."""
    return [
        SourceLoad(
            row["source on record"], row["source on record"], network.position(row["reach"]),
            1000 * float(row["at km"]), float(row["kg/d"]),
        )
        for row in TABLES["source on record"]
    ]  # fmt: skip


@pytest.fixture(scope="module")
def stretches(network: Network, sections: list[SectionValue]) -> Stretches:
    """The stretches of the page."""
    return find_stretches(network, sections, HOURS, CHOICE.k_per_d, k_sd=CHOICE.k_sd, split=SPLIT)


def test_increments(stretches: Stretches, sources: list[SourceLoad]) -> None:
    places = [one.row for one in sources], [one.measure_m for one in sources]
    known = known_loads(stretches, *places, [one.load_kg_per_d for one in sources])
    found = {one.to_section: one for one in balance_stretches(stretches, CHOICE.source, known=known)}
    for row in TABLES["section: flux"]:
        one = found.pop(row["section"])
        given = [one.flux_down, one.flux_up, one.increment]
        assert given == pytest.approx([float(row[name]) for name in ("flux", "from above", "increment")], abs=6e-4)
        if row["on record"] == "–":
            assert one.known is None
        else:
            given = [one.known, one.unexplained]
            assert given == pytest.approx([float(row[name]) for name in ("on record", "unexplained")], abs=6e-4)
    assert not found


def test_bounds(stretches: Stretches) -> None:
    found = {one.to_section: one for one in balance_stretches(stretches, CHOICE.source)}
    for row in TABLES["section: low by hand"]:
        one = found.pop(row["section"])
        low, high = float(row["low by hand"]), float(row["high by hand"])
        assert [one.low, one.high] == pytest.approx([low, high], abs=0.06 * (high - low))
    assert not found


def test_what_if(network: Network, sections: list[SectionValue], sources: list[SourceLoad]) -> None:
    changes = {
        "P1 lowered by 50 %": Change("lower_source", "P1", "P1", percent=50.0),
        "sluice closed": Change("close_sluice", "G", "G", network.position("C1"), 1000.0),
        "water added": Change(
            "add_flow", "R5", "R5", network.position("R5"), 0.0, flow_m3_per_s=0.5, concentration_mg_per_l=0.2
        ),
    }
    for row in TABLES["change"]:
        found = scenario_concentration(
            network, sections, "S5", [changes.pop(row["change"])], HOURS, CHOICE.k_per_d, CHOICE.source,
            loads=sources, split=SPLIT,
        )  # fmt: skip
        assert found.changed_flux_kg_per_d == pytest.approx(float(row["flux kg/d"]), abs=6e-4)
        assert found.changed_flow_m3_per_s == pytest.approx(float(row["flow m³/s"]))
        assert found.changed_mg_per_l == pytest.approx(float(row["C mg/L"]), abs=6e-5)
    assert not changes


def test_cuts(stretches: Stretches, sources: list[SourceLoad]) -> None:
    loads = [one.load_kg_per_d for one in sources]
    delivered = delivered_to_section(stretches, "S5", [one.row for one in sources], [one.measure_m for one in sources])
    assert delivered == pytest.approx([0.83980, 0.84648, 0.98450], abs=6e-6)
    needed = needed_cut_kg_per_d(1.4, 1.2, 2.9)
    for row, plan in zip(
        TABLES["plan"],
        (least_total_cut(loads, delivered, needed), fewest_sources(loads, delivered, needed)),
        strict=True,
    ):
        assert plan.cut_kg_per_d == pytest.approx([float(row[f"{one.key} kg/d"]) for one in sources], abs=6e-4)
        assert plan.total_kg_per_d == pytest.approx(float(row["sum kg/d"]), abs=6e-4)
        assert plan.is_enough
