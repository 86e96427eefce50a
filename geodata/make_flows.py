"""Writes the invented flows of sections and the invented samples of outfalls (生成示意流量和排污口监测数据).

    python geodata/make_flows.py

``values_flows.csv``: sections with a gauge, monthly in 2026; ``values_outfalls.csv``: some outfalls, monthly in 2026.
Both come through the same door as a user's files. None of these numbers was ever measured.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from make_values import visit_time
from shapely.geometry import LineString, Point
from stories import STATES

HERE = Path(__file__).resolve().parent
MONTHS = tuple(f"2026-{number:02d}" for number in range(1, 11))
GAUGED = (
    "LC01", "LC02", "LC03", "LC04", "LC06", "LC07", "LC10", "LC11", "LC21", "LC22", "LC23", "LC24", "LC25", "LC30",
    "LC32", "LC33", "LC35", "LC36", "LC37", "LC40",
)  # fmt: skip
# Share of the mean annual flow, January to October: a dry spring, rain in July and August.
SEASON = (0.55, 0.50, 0.60, 0.62, 0.52, 0.75, 1.9, 1.5, 1.0, 0.75)
# What the stories need: low water at 千户营 while it misses, and less than the ecological flow below a gate.
FIXED = {
    ("LC23", "2026-08"): "2.46", ("LC01", "2026-08"): "3.05", ("LC37", "2026-08"): "0.46",
    ("LC23", "2026-09"): "1.90", ("LC01", "2026-09"): "2.38", ("LC37", "2026-09"): "0.31",
    ("LC23", "2026-10"): "1.52", ("LC01", "2026-10"): "1.91", ("LC37", "2026-10"): "0.22",
    ("LC24", "2026-10"): "1.21", ("LC03", "2026-10"): "1.66",
}  # fmt: skip
ITEMS = ("化学需氧量", "氨氮", "总磷", "总氮", "氟化物")
PLANT = {"化学需氧量": 24.0, "氨氮": 0.8, "总磷": 0.22, "总氮": 10.2}
# Outfall: its flow [m³/d] and its usual concentrations [mg/L].
OUTFALLS: dict[str, tuple[float, dict[str, float]]] = {
    "PWK001": (38000, PLANT), "PWK004": (30000, PLANT), "PWK005": (45000, PLANT), "PWK009": (26000, PLANT),
    "PWK010": (24000, PLANT),
    "PWK011": (1800, {"化学需氧量": 38.0, "氨氮": 1.9, "总磷": 0.28, "氟化物": 1.42}),
    "PWK012": (2200, {"化学需氧量": 78.0, "氨氮": 6.2, "总磷": 0.4, "总氮": 14.0}),
    "PWK014": (900, {"化学需氧量": 41.0, "氨氮": 2.4, "总磷": 0.45}),
    "PWK017": (1200, {"化学需氧量": 46.0, "氨氮": 3.1, "总磷": 0.35}),
    "PWK019": (9600, {"化学需氧量": 31.0, "氨氮": 1.2, "总磷": 0.26, "总氮": 11.5, "氟化物": 1.1}),
    "PWK020": (12000, {"化学需氧量": 33.0, "氨氮": 1.4, "总磷": 0.29, "总氮": 12.0}),
    "PWK022": (120, {"化学需氧量": 320.0, "氨氮": 62.0, "总磷": 9.5}),
    "PWK031": (3000, {"氨氮": 0.9, "总磷": 0.24, "总氮": 5.8}),
    "PWK055": (12000, {"化学需氧量": 34.0, "氨氮": 1.6, "总磷": 0.3, "总氮": 13.0}),
    "PWK056": (30, {"化学需氧量": 120.0, "氨氮": 26.0, "总磷": 2.6}),
}  # fmt: skip
# Outfall, item, first and last month, factor: what went wrong.
TROUBLE: tuple[tuple[str, str, str, str, float], ...] = (
    ("PWK055", "氨氮", "2026-08", "2026-08", 17.5),  # the anaerobic tank under repair
    ("PWK055", "氨氮", "2026-09", "2026-09", 10.2),
    ("PWK055", "氨氮", "2026-10", "2026-10", 10.9),
    ("PWK055", "总磷", "2026-08", "2026-08", 3.4),
    ("PWK055", "总磷", "2026-09", "2026-09", 12.6),
    ("PWK055", "总磷", "2026-10", "2026-10", 7.7),
    ("PWK055", "总氮", "2026-08", "2026-10", 2.6),
    ("PWK012", "化学需氧量", "2026-06", "2026-10", 1.35),
    ("PWK009", "总磷", "2026-03", "2026-10", 2.1),
    ("PWK011", "氟化物", "2026-09", "2026-09", 1.3),
)
MISSING = {("PWK012", "2026-04"), ("PWK012", "2026-07"), ("PWK020", "2026-08"), ("PWK020", "2026-09")}


def main() -> None:
    """Write both files and say how many rows each has."""
    layers = {
        name: json.loads((HERE / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
        for name in ("sections", "reaches", "outfalls")
    }
    flows = sorted(_flow_rows(layers["sections"], layers["reaches"]), key=lambda row: (row[3], row[0]))
    _write("values_flows.csv", ["断面编码", "断面名称", "所在河流", "采样时间", "流量(m³/s)"], flows)
    names = {one["properties"]["code"]: one["properties"]["name"] for one in layers["outfalls"]}
    rows = sorted(_outfall_rows(names), key=lambda row: (row[2], row[0]))
    units = [f"{item}(mg/L)" for item in ITEMS]
    _write("values_outfalls.csv", ["排污口编码", "排污口名称", "采样时间", *units, "水量(m³/d)"], rows)


def _flow_rows(sections: list[dict], reaches: list[dict]) -> Iterator[list[str]]:  # type: ignore[type-arg]
    """Monthly flows of the gauged sections; none where there was no water or no visit."""
    lines = [(one["properties"], LineString(one["geometry"]["coordinates"])) for one in reaches]
    by_code = {one["properties"]["code"]: one for one in sections}
    for code in GAUGED:
        section, place = by_code[code]["properties"], Point(by_code[code]["geometry"]["coordinates"])
        own = [(line.distance(place), facts) for facts, line in lines if facts["river"] == section["river"]]
        mean = min(own, key=lambda pair: pair[0])[1]["mean_annual_flow_m3_per_s"]
        for month, season in zip(MONTHS, SEASON, strict=True):
            if any(code == site and first <= month <= last for site, first, last, _ in STATES):
                continue
            drawn = mean * season * random.Random(f"{code}|{month}|flow").uniform(0.92, 1.08)
            flow = FIXED.get((code, month), f"{drawn:.2f}")
            yield [code, section["name"], section["river"], visit_time(code, month), flow]


def _outfall_rows(names: dict[str, str]) -> Iterator[list[str]]:
    """Monthly samples of the outfalls that are sampled."""
    for code, (flow, usual) in OUTFALLS.items():
        for month in MONTHS:
            if (code, month) in MISSING:
                continue
            texts = []
            for item in ITEMS:
                level = usual.get(item)
                for site, what, first, last, factor in TROUBLE:
                    if level is not None and (site, what) == (code, item) and first <= month <= last:
                        level *= factor
                drawn = random.Random(f"{code}|{month}|{item}").uniform(0.93, 1.07)
                texts.append("" if level is None else _written(level * drawn))
            water = flow * random.Random(f"{code}|{month}|water").uniform(0.96, 1.04)
            day = random.Random(f"{code}|{month}|day").randint(8, 20)
            yield [code, names[code], f"{month}-{day:02d} 10:00", *texts, f"{water:.0f}"]


def _written(value: float) -> str:
    """A concentration with the places of its size."""
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def _write(name: str, columns: list[str], rows: list[list[str]]) -> None:
    """A CSV file with the byte-order mark that spreadsheets want."""
    with (HERE / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([columns, *rows])
    sys.stdout.write(f"{name}: {len(rows)}\n")


if __name__ == "__main__":
    main()
