"""The demonstration: every layer and value of ``geodata/`` through the same doors as a user's files (示意数据)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import app
from app.demo_registers import add_demo_registers
from app.errors import Absent, Fault
from app.settings import Settings
from app.store.engine import Store
from app.store.traces import KeptQuery, list_traces
from app.uses.layers.layer_import import import_file
from app.uses.samples.samples_import import import_samples
from app.uses.tracing.trace_archive import keep_trace
from app.uses.tracing.trace_asked import TraceAsked

Progress = Callable[[str, str], None]  # told each stage in Chinese and in English
WHO: Final = "demo"
NOTE: Final = "示意数据"
# Districts first, for they say where the store is; sections before the values that are matched to them.
LAYERS: Final = (
    "districts", "reaches", "lakes", "sections", "sluices", "dischargers", "channels", "outfalls",
    "black_odorous_waters", "water_sources", "protection_zones", "villages", "wells", "drains", "levees",
    "emergency_sites",
)  # fmt: skip
VALUES: Final = (
    ("sections", "values.csv", "manual", "final"),
    ("sections", "values_automatic.csv", "automatic", "raw"),
    ("sections", "values_lakes.csv", "manual", "final"),
    ("wells", "values_wells.csv", "manual", "final"),
    ("water_sources", "values_water_sources.csv", "manual", "final"),
    ("black_odorous_waters", "values_black_odorous_waters.csv", "manual", "final"),
    ("dischargers", "values_dischargers.csv", "manual", "final"),
    ("sections", "values_flows.csv", "manual", "final"),
    ("outfalls", "values_outfalls.csv", "manual", "final"),
)
TRACES: Final = (
    TraceAsked("sections/LC01", "w21003", "2026-09", decay={"id": "nh3n_middling"}, note=NOTE),
    TraceAsked("sections/LC01", "w21003", "2026-10", decay={"id": "nh3n_middling"}, note=NOTE),
)


@dataclass(frozen=True, slots=True)
class DemoBuilt:
    """What building the demonstration did (示意数据结果).

    Attributes
    ----------
    features
        Layer -> features added or changed; 0 where the layer was there already.
    samples
        Values added; ``states`` months that got a state such as 断流.
    faults
        Warnings of the imports, by file.
    entries
        Entries of registers added.
    traces
        Traces made.
    """

    features: dict[str, int]
    samples: int
    states: int
    faults: dict[str, tuple[Fault, ...]]
    entries: int
    traces: int


def find_geodata() -> Path:
    """The folder ``geodata`` of the demonstration: beside the package, or in the working folder.

    Raises
    ------
    Absent
        Neither is there, as in a package that was installed without it.
    """
    beside = Path(app.__file__).resolve().parent.parent
    for folder in (beside / "geodata", Path.cwd() / "geodata"):
        if (folder / "reaches.geojson").is_file():
            return folder
    raise Absent(
        "没有找到示意数据文件夹 geodata。请在源代码文件夹中运行。",
        "The folder geodata of the demonstration is not there. Run this in the folder of the source code.",
    )


def build_demo(store: Store, settings: Settings, progress: Progress | None = None) -> DemoBuilt:
    """Put the demonstration into a store (建立示意数据库); a second run adds nothing.

    Each layer is one revision and each file of values one batch, so that a build that was broken off is taken up by
    running it again.

    Parameters
    ----------
    progress
        Told each stage as it begins, in Chinese and in English.

    Raises
    ------
    Absent
        The folder ``geodata`` is not there.
    """
    tell = progress or (lambda zh, en: None)
    folder = find_geodata()
    features: dict[str, int] = {}
    faults: dict[str, tuple[Fault, ...]] = {}
    for position, layer in enumerate(LAYERS, 1):
        tell(f"导入示意图层 {position}/{len(LAYERS)}：{layer}", f"layer {position} of {len(LAYERS)}: {layer}")
        path = folder / f"{layer}.geojson"
        result = import_file(store, settings, layer, path, who=WHO, note=NOTE)
        features[layer] = result.counts["added"] + result.counts["changed"]
        faults[path.name] = result.faults
    samples = states = 0
    for kind, name, source, status in VALUES:
        tell(f"导入示意监测数据：{name}", f"values: {name}")
        read = import_samples(
            store, settings, folder / name, who=WHO, note=NOTE, source=source, status=status, site_kind=kind
        )
        samples += read.added
        states += read.states
        faults[name] = read.faults
    tell("登记示意台账", "registers")
    with store.writing() as c:
        entries = add_demo_registers(c, store, settings, folder / "registers.json", who=WHO)
    tell("示意溯源", "traces")
    return DemoBuilt(features, samples, states, faults, entries, _make_traces(store, settings))


def _make_traces(store: Store, settings: Settings) -> int:
    """Make the traces of the demonstration that are not there yet; how many."""
    made = 0
    for asked in TRACES:
        query = KeptQuery(subject=asked.start, indicator=asked.indicator, month=asked.month, limit=1)
        with store.reading() as c:
            is_there = bool(list_traces(c, store, query))
        if not is_there:
            keep_trace(store, settings, asked, who=WHO)
            made += 1
    return made
