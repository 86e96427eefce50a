"""Writes the invented readings of the demonstration (生成示意监测数据): ``values.csv`` and ``values_automatic.csv``.

    python geodata/make_values.py

Every reading has its own seed made of section, indicator and time, so the same table gives the same bytes, and a change
at one section changes no other. None of these numbers was ever measured.
"""

from __future__ import annotations

import csv
import json
import math
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from stories import AUTOMATIC, EVENTS, FIRST_MONTH, FIXED, LAST_MONTH, LIMITS, SECTIONS, SILENT, STATES, TWO_VISITS

HERE = Path(__file__).resolve().parent
FIVE = ("w01001", "w01009", "w01019", "w21003", "w21011")
HEADINGS = {
    "w01010": "水温(℃)", "w01001": "pH(无量纲)", "w01009": "溶解氧(mg/L)", "w01019": "高锰酸盐指数(mg/L)",
    "w01018": "化学需氧量(mg/L)", "w01017": "五日生化需氧量(mg/L)", "w21003": "氨氮(mg/L)", "w21011": "总磷(mg/L)",
    "w21001": "总氮(mg/L)", "w20122": "铜(mg/L)", "w20123": "锌(mg/L)", "w21017": "氟化物(mg/L)", "w20128": "硒(mg/L)",
    "w20141": "砷(mg/L)", "w20111": "汞(mg/L)", "w20115": "镉(mg/L)", "w20117": "铬(六价)(mg/L)", "w20120": "铅(mg/L)",
    "w21016": "氰化物(mg/L)", "w23002": "挥发酚(mg/L)", "w22001": "石油类(mg/L)", "w19002": "阴离子表面活性剂(mg/L)",
    "w21019": "硫化物(mg/L)", "w02003": "粪大肠菌群(个/L)",
}  # fmt: skip
# Usual value where the water is about class Ⅱ, Ⅲ, Ⅳ, Ⅴ, and the places that are written.
USUAL: dict[str, tuple[tuple[float, float, float, float], int]] = {
    "w01019": ((2.9, 4.5, 6.6, 9.5), 1),
    "w01018": ((12.0, 15.8, 23.0, 33.0), 1),
    "w01017": ((1.9, 2.9, 4.4, 6.8), 1),
    "w21003": ((0.20, 0.46, 0.82, 1.4), 2),
    "w21011": ((0.06, 0.125, 0.185, 0.28), 3),
    "w21001": ((2.4, 3.8, 6.0, 9.0), 2),
    "w21017": ((0.52, 0.68, 0.84, 1.05), 2),
    "w20141": ((0.0012, 0.0018, 0.0022, 0.003), 4),
    "w02003": ((400.0, 1300.0, 4200.0, 12000.0), 0),
}
# Seldom found: the laboratory's detection limit, and the share of months with a reading above it.
SELDOM: dict[str, tuple[str, float]] = {
    "w20122": ("0.006", 0.2), "w20123": ("0.004", 0.35), "w20128": ("0.0004", 0.1), "w20111": ("0.00004", 0.05),
    "w20115": ("0.00005", 0.1), "w20117": ("0.004", 0.1), "w20120": ("0.00009", 0.3), "w21016": ("0.001", 0.05),
    "w23002": ("0.0003", 0.3), "w22001": ("0.01", 0.5), "w19002": ("0.05", 0.15), "w21019": ("0.003", 0.1),
}  # fmt: skip
HEAD = ("断面编码", "断面名称", "所在河流", "采样时间")


def main() -> None:
    """Write both files and say how many rows each has."""
    layer = json.loads((HERE / "sections.geojson").read_text(encoding="utf-8"))
    sections = {feature["properties"]["code"]: feature["properties"] for feature in layer["features"]}
    manual = [row for code in SECTIONS for row in _manual_rows(sections[code])]
    manual.sort(key=lambda row: (row["采样时间"], row["断面编码"]))
    _write("values.csv", [*HEAD, *HEADINGS.values()], manual)
    automatic = [row for code in AUTOMATIC for row in _automatic_rows(sections[code])]
    names = [
        *HEAD[:3],
        "监测时间",
        *(HEADINGS[code] for code in ("w01010", *FIVE, "w21001")),
        "电导率(μS/cm)",
        "浊度(NTU)",
    ]
    _write("values_automatic.csv", [*names, "站点状态"], automatic)


def months() -> Iterator[str]:
    """``YYYY-MM`` from the first month to the last."""
    year, month = FIRST_MONTH
    while (year, month) <= LAST_MONTH:
        yield f"{year}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _manual_rows(section: dict[str, object]) -> Iterator[dict[str, str]]:
    """The rows of one section, month by month."""
    code = str(section["code"])
    for month in months():
        if any(code == silent and first <= month <= last for silent, first, last in SILENT):
            continue
        for visit in range(2 if code in TWO_VISITS else 1):
            time = visit_time(code, month, visit)
            row = {
                "断面编码": code,
                "断面名称": str(section["name"]),
                "所在河流": str(section.get("river") or ""),
                "采样时间": time,
            }
            word = next((word for site, first, last, word in STATES if site == code and first <= month <= last), None)
            items = _items(section)
            if word is not None:
                yield {**row, **{HEADINGS[item]: word for item in items}}
            else:
                readings = {HEADINGS[item]: reading(code, item, month, visit) for item in items}
                yield {**row, **readings}


def visit_time(code: str, month: str, visit: int = 0) -> str:
    """When a section was sampled in a month."""
    chance = random.Random(f"{code}|{month}|{visit}")
    day = chance.randint(2, 9) + 12 * visit
    return f"{month}-{day:02d} {chance.randint(9, 11):02d}:{chance.choice((0, 10, 20, 30, 40, 50)):02d}"


def _items(section: dict[str, object]) -> tuple[str, ...]:
    """The indicators measured at a section."""
    what = SECTIONS[str(section["code"])][1]
    if what == "21":
        return tuple(HEADINGS)
    own = tuple(str(code) for code in section.get("characteristic_indicators", ()))  # type: ignore[attr-defined]
    extra = ("w01018",) if what == "6" else own
    return tuple(code for code in HEADINGS if code in {"w01010", *FIVE, "w21001", *extra})


def warmth(month: str, day: float = 15.0) -> float:
    """Water temperature of the season [℃]."""
    turn = (int(month[5:]) - 1 + day / 30 - 0.9) / 12
    return 14.2 - 12.4 * math.cos(2 * math.pi * turn)


def reading(code: str, item: str, month: str, visit: int = 0) -> str:
    """One reading as its laboratory writes it."""
    if (code, month, item) in FIXED and visit == 0:
        return FIXED[(code, month, item)]
    for site, indicator, first, last, text in LIMITS:
        if (site, indicator) == (code, item) and first <= month <= last:
            return text
    chance = random.Random(f"{code}|{item}|{month}|{visit}")
    if item in SELDOM:
        limit, share = SELDOM[item]
        if chance.random() > share:
            return f"{limit}L"
        places = len(limit.split(".")[1])
        return f"{float(limit) * chance.uniform(1.1, 2.8):.{places}f}"
    value = level(code, item, month) * math.exp(chance.gauss(0, 0.09))
    if item == "w01010":
        return f"{max(0.4, warmth(month) + chance.gauss(0, 0.9)):.1f}"
    if item == "w01001":
        return f"{7.9 + 0.25 * math.sin(int(month[5:])) + chance.gauss(0, 0.12):.1f}"
    if item == "w01009":
        return f"{value:.1f}"
    return f"{value:.{USUAL[item][1]}f}"


def level(code: str, item: str, month: str) -> float:
    """The expected value of the season, with what happens at the section [the indicator's unit]."""
    grade, _, own = SECTIONS[code]
    warm = warmth(month)
    if item == "w01009":
        saturated = 14.6 - 0.39 * warm + 0.0066 * warm * warm
        return saturated * {2: 0.97, 3: 0.9, 4: 0.78, 5: 0.62}[grade]
    if item not in USUAL:
        return 0.0
    summer = (warm - 14.2) / 12.4
    season = {"w21003": 1 - 0.22 * summer, "w21001": 1 - 0.15 * summer}.get(item, 1 + 0.10 * summer)
    value = USUAL[item][0][grade - 2] * own.get(item, 1.0) * season
    for site, indicator, first, last, factor in EVENTS:
        if (site, indicator) == (code, item) and first <= month <= last:
            value *= factor
    return value


def _automatic_rows(section: dict[str, object]) -> Iterator[dict[str, str]]:
    """Four-hourly rows of one station of September and October 2026."""
    code = str(section["code"])
    at, end = datetime(2026, 9, 1), datetime(2026, 10, 31, 20)
    drift = dict.fromkeys(("w01009", "w01019", "w21003", "w21011", "w21001"), 0.0)
    while at <= end:
        chance = random.Random(f"{code}|{at.isoformat()}")
        month = at.strftime("%Y-%m")
        row = {
            "断面编码": code, "断面名称": str(section["name"]), "所在河流": str(section["river"]),
            "监测时间": at.strftime("%Y-%m-%d %H:%M"), "站点状态": "正常",
        }  # fmt: skip
        stopped = at.date().isoformat() in ("2026-09-18", "2026-10-14") and 8 <= at.hour <= 20
        warm = warmth(month, at.day) + 0.8 * math.sin((at.hour - 9) / 24 * 2 * math.pi)
        values = {"w01010": f"{warm + chance.gauss(0, 0.15):.1f}", "w01001": f"{8.0 + chance.gauss(0, 0.05):.2f}"}
        for item in drift:
            drift[item] = 0.93 * drift[item] + chance.gauss(0, 0.03)
            value = level(code, item, month) * math.exp(drift[item])
            if item == "w01009":
                value += 0.7 * math.sin((at.hour - 9) / 24 * 2 * math.pi)
            values[item] = f"{value:.{3 if item in ('w21003', 'w21011') else 2}f}"
        row |= {HEADINGS[item]: "--" if stopped else text for item, text in values.items()}
        row |= {
            "电导率(μS/cm)": "--" if stopped else f"{1250 + chance.gauss(0, 60):.0f}",
            "浊度(NTU)": "--" if stopped else f"{abs(28 + chance.gauss(0, 7)):.1f}",
        }
        if stopped:
            row["站点状态"] = "维护"
        yield row
        at += timedelta(hours=4)


def _write(name: str, columns: list[str], rows: list[dict[str, str]]) -> None:
    """A CSV file with the byte-order mark that spreadsheets want."""
    with (HERE / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stdout.write(f"{name}: {len(rows)}\n")


if __name__ == "__main__":
    main()
