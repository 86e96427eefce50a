# ruff: noqa: E501 (tables are read along their rows)
"""Writes the invented readings of wells, water sources, black-odorous waters and treatment plants (其他点位示意数据).

    python geodata/make_site_values.py

One CSV a layer, in the shapes that ``suyuan samples import`` reads; every reading has its own seed. None of these
numbers was ever measured.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
Row = dict[str, str]
TABLE_2 = {"硫酸盐": (128.0, 0), "氯化物": (96.0, 0), "硝酸盐": (1.9, 2), "铁": (0.08, 3), "锰": (0.03, 3)}
SURFACE = {
    "pH": (7.9, 1), "溶解氧": (8.2, 1), "高锰酸盐指数": (3.4, 1), "五日生化需氧量": (2.3, 1), "氨氮": (0.21, 2),
    "总磷": (0.026, 3), "总氮": (1.15, 2), "铜": (0.006, 3), "锌": (0.012, 3), "氟化物": (0.78, 2), "硒": (0.0005, 4),
    "砷": (0.0014, 4), "汞": (0.00004, 5), "镉": (0.0001, 5), "铬(六价)": (0.004, 3), "铅": (0.001, 4), "氰化物": (0.002, 3),
    "挥发酚": (0.0005, 4), "石油类": (0.01, 2), "阴离子表面活性剂": (0.05, 2), "硫化物": (0.01, 3), "粪大肠菌群": (420.0, 0),
}  # fmt: skip
# Usual reading of the ground and its places: the 37 of the 39 routine items that a laboratory gives as numbers.
GROUND = {
    "色": (5.0, 0), "浑浊度": (1.2, 1), "pH": (7.6, 1), "总硬度": (412.0, 0), "溶解性总固体": (860.0, 0), "硫酸盐": (182.0, 0),
    "氯化物": (143.0, 0), "铁": (0.12, 2), "锰": (0.06, 2), "铜": (0.006, 3), "锌": (0.02, 3), "铝": (0.03, 3),
    "挥发酚": (0.0006, 4), "阴离子表面活性剂": (0.05, 2), "耗氧量": (1.6, 1), "氨氮": (0.12, 2), "硫化物": (0.004, 3),
    "钠": (158.0, 0), "亚硝酸盐": (0.012, 3), "硝酸盐": (4.2, 1), "氰化物": (0.001, 3), "氟化物": (0.82, 2), "碘化物": (0.05, 2),
    "汞": (0.00005, 5), "砷": (0.0016, 4), "硒": (0.0006, 4), "镉": (0.0001, 4), "铬(六价)": (0.004, 3), "铅": (0.0012, 4),
    "三氯甲烷": (0.0008, 4), "四氯化碳": (0.0003, 4), "苯": (0.0004, 4), "甲苯": (0.0005, 4),
}  # fmt: skip
SAME = {"耗氧量": "高锰酸盐指数"}  # one indicator: a file has one column for it
WELLS: dict[str, tuple[str, dict[str, float]]] = {
    "JC01": ("示意监测井甲", {"总硬度": 1.25}),
    "JC02": ("示意监测井乙", {"氟化物": 2.3}),  # above Ⅳ: fluoride of the ground
    "JC03": ("示意园区监测井丙", {"氨氮": 9.0, "耗氧量": 2.2}),
    "JC04": ("示意园区监测井丁", {"溶解性总固体": 1.5, "氯化物": 1.9}),
    "JC05": ("示意水源监测井戊", {"总硬度": 0.8}),
    "JC06": ("示意水源监测井己", {"总硬度": 0.75, "硫酸盐": 0.7}),
}
# Name, months sampled, kind, factors. SY04 has missed a quarter; SY02 has not been seen since July.
SOURCES: dict[str, tuple[str, tuple[str, ...], str, dict[str, float]]] = {
    "SY01": ("谭庄水库水源地", tuple(f"2026-{month:02d}" for month in range(1, 11)), "surface", {"氟化物": 1.15}),
    "SY02": ("示意水库甲水源地", tuple(f"2026-{month:02d}" for month in range(1, 8)), "surface", {"锰": 2.1}),
    "SY03": ("示意甲地下水水源地", ("2025-11", "2026-05"), "ground", {"总硬度": 0.85}),
    "SY04": ("示意乙地下水水源地", ("2025-11", "2026-02", "2026-05"), "ground", {"总硬度": 0.8}),
    "SY05": ("示意丙地下水水源地", ("2026-04",), "ground", {"氟化物": 1.6, "总硬度": 1.2}),
}
# Transparency [cm], dissolved oxygen [mg/L], redox [mV], ammonia [mg/L], depth [cm] of each point, best to worst.
BODIES: dict[str, tuple[str, tuple[str, ...], tuple[tuple[float, float, float, float, float], ...]]] = {
    "HC01": ("湖南路铁路桥西南北沟", ("2026-04", "2026-08"), ((46, 4.6, 180, 2.1, 90), (41, 4.1, 160, 2.8, 85), (43, 3.9, 150, 3.2, 80))),
    "HC03": ("青年渠（示意）", ("2026-06", "2026-09"), ((24, 1.8, 20, 8.9, 70), (19, 1.2, -60, 11.2, 65), (22, 1.6, -20, 9.4, 60), (28, 2.4, 70, 7.2, 60))),
    "HC04": ("示意坑塘甲", ("2026-05", "2026-08"), ((21, 1.4, 0, 17.2, 55),)),
    "HC05": ("示意沟乙", ("2025-03", "2025-09", "2026-08"), ((8, 0.15, -240, 18.5, 60), (7, 0.12, -260, 19.9, 60), (9, 0.18, -230, 17.1, 55), (15, 0.9, -90, 12.4, 50), (26, 2.3, 60, 7.5, 50))),
    "HC06": ("示意沟丙", ("2026-05",), ((39, 4.4, 120, 3.6, 70), (42, 4.9, 140, 2.9, 75))),
    "HC07": ("示意沟丁", ("2026-07",), ((27, 2.2, 60, 7.8, 60), (23, 2.1, 55, 7.9, 60), (31, 2.8, 90, 6.4, 60))),
    "HC08": ("示意坑塘乙", ("2026-07",), ((18, 1.1, -30, 19.4, 45),)),
}  # fmt: skip
FIXED = {("SY02", "2026-07", "锰"): "0.14"}  # after the storm
RECOVERED = {("HC05", "2025-03"), ("HC05", "2025-09")}  # closed in March 2025; black again in August 2026
PLANTS: dict[str, tuple[str, float, dict[str, float]]] = {
    "DW001": ("高新瀚海污水处理厂", 38000, {}),
    "DW002": ("于集镇污水处理厂", 2600, {"总氮": 1.4}),
    "DW004": ("冠县污水处理厂", 36800, {"化学需氧量": 0.9}),  # nearly full
    "DW005": ("示意临清污水处理厂", 45000, {"进水": 0.74}),  # thin inflow
    "DW006": ("示意高唐污水处理厂", 28000, {}),
    "DW009": ("示意阳谷污水处理厂", 26000, {"总磷": 1.75}),  # phosphorus above the class now and then
    "DW010": ("示意莘县污水处理厂", 31200, {}),  # above its capacity
}
EFFLUENT = {
    "化学需氧量": (23.0, 1), "五日生化需氧量": (4.2, 1), "氨氮": (0.7, 2), "总磷": (0.2, 2), "总氮": (9.6, 1), "氟化物": (0.9, 2),
}  # fmt: skip


# Chlorophyll a [mg/m³] and transparency [cm] of the lakes in winter and in summer; the rest is in values.csv.
LAKES = {"LC05": ("高唐北湖", 9.0, 24.0, 92), "LC09": ("谭庄水库", 4.0, 11.0, 150), "LC38": ("东昌湖示意点位", 14.0, 41.0, 68)}


def main() -> None:
    """Write the five files and say how many rows each has."""
    lake_units = {"叶绿素a": "mg/m³", "透明度": "cm"}
    _write("values_lakes.csv", "断面编码", list(_lake_rows()), list(lake_units), lake_units)
    _write("values_wells.csv", "点位编码", list(_ground_rows()), [*GROUND, "嗅和味", "肉眼可见物"], {})
    items = list(dict.fromkeys((*SURFACE, *TABLE_2, *(SAME.get(name, name) for name in GROUND))))
    _write("values_water_sources.csv", "水源地编码", list(_source_rows()), items, {})
    units = {"透明度": "cm", "溶解氧": "mg/L", "氧化还原电位": "mV", "氨氮": "mg/L", "水深": "cm"}
    _write("values_black_odorous_waters.csv", "水体编码", list(_body_rows()), list(units), units)
    plant_units = dict.fromkeys(EFFLUENT, "mg/L") | {"水量": "m³/d"}
    _write("values_dischargers.csv", "单位编码", list(_plant_rows()), [*EFFLUENT, "水量"], plant_units)


def _reading(seed: str, usual: float, places: int, *, spread: float = 0.08) -> str:
    """One reading around its usual value."""
    chance = random.Random(seed)
    return f"{usual * (1 + chance.uniform(-spread, spread)):.{places}f}"


def _readings(seed: str, table: Mapping[str, tuple[float, int]], factors: Mapping[str, float]) -> Row:
    """A row's readings; pH keeps near its usual value."""
    return {
        name: _reading(f"{seed}|{name}", usual * factors.get(name, 1.0), places, spread=0.02 if name == "pH" else 0.08)
        for name, (usual, places) in table.items()
    }


def _lake_rows() -> Iterator[Row]:
    """Chlorophyll and transparency of the lakes, month by month."""
    for code, (name, winter, summer, clear) in LAKES.items():
        for month in [f"2025-{number:02d}" for number in range(1, 13)] + [f"2026-{number:02d}" for number in range(1, 11)]:
            warmth = 1 - abs(int(month[5:]) - 7.5) / 6.5
            seed, algae = f"{code}|{month}", winter + (summer - winter) * max(0.0, warmth)
            yield {
                "断面编码": code, "点位名称": name, "采样时间": f"{month}-06 10:00",
                "叶绿素a": _reading(f"{seed}|chla", algae, 1), "透明度": _reading(f"{seed}|sd", clear * (1.2 - 0.4 * warmth), 0),
            }  # fmt: skip


def _ground_rows() -> Iterator[Row]:
    """Wells, twice a year."""
    for code, (name, factors) in WELLS.items():
        for day in ("2025-05-14", "2025-11-12", "2026-05-13"):
            head = {"点位编码": code, "点位名称": name, "采样时间": f"{day} 10:00"}
            yield head | _readings(f"{code}|{day}", GROUND, factors) | {"嗅和味": "无", "肉眼可见物": "无"}


def _source_rows() -> Iterator[Row]:
    """Water sources at their frequency."""
    for code, (name, months, kind, factors) in SOURCES.items():
        for month in months:
            head = {"水源地编码": code, "点位名称": name, "采样时间": f"{month}-08 09:30"}
            table = {**SURFACE, **TABLE_2} if kind == "surface" else GROUND
            fixed = {item: text for (site, when, item), text in FIXED.items() if (site, when) == (code, month)}
            readings = _readings(f"{code}|{month}", table, factors) | fixed
            yield head | {SAME.get(item, item): text for item, text in readings.items()}


def _body_rows() -> Iterator[Row]:
    """Black-odorous waters: three visits in a month at each point."""
    for code, (_, months, points) in BODIES.items():
        for month in months:
            for number, point in enumerate(points, 1):
                for day in (5, 12, 19):
                    seed = f"{code}|{month}|{number}|{day}"
                    own = (38.0, 3.6, 110.0, 4.8, 60.0) if (code, month) in RECOVERED else point
                    clear, oxygen, redox, ammonia, depth = own
                    yield {
                        "水体编码": code, "点位名称": f"{number}号点", "采样时间": f"{month}-{day:02d} 09:00",
                        "透明度": _reading(f"{seed}|sd", clear, 0, spread=0.03),
                        "溶解氧": _reading(f"{seed}|do", oxygen, 2, spread=0.03),
                        "氧化还原电位": _reading(f"{seed}|orp", redox, 0, spread=0.03),
                        "氨氮": _reading(f"{seed}|n", ammonia, 2, spread=0.02),
                        "水深": f"{depth:.0f}",
                    }  # fmt: skip


def _plant_rows() -> Iterator[Row]:
    """Treatment plants: a month's mean in and out."""
    for code, (_, flow, factors) in PLANTS.items():
        for month in (f"2026-{number:02d}" for number in range(1, 11)):
            seed, head = f"{code}|{month}", {"单位编码": code, "采样时间": f"{month}-15 00:00"}
            water = _reading(f"{seed}|q", flow, 0, spread=0.05)
            yield head | {"点位名称": "出水", "水量": water} | _readings(seed, EFFLUENT, factors)
            inflow = _reading(f"{seed}|in", 168.0 * factors.get("进水", 1.0), 0, spread=0.16)
            yield head | {"点位名称": "进水", "五日生化需氧量": inflow}


def _write(name: str, key: str, rows: list[Row], items: list[str], units: Mapping[str, str]) -> None:
    """A CSV file with the byte-order mark that spreadsheets want."""
    headings = {item: f"{item}({units[item]})" if item in units else item for item in items}
    with (HERE / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([key, "点位名称", "采样时间", *headings.values()])
        for row in sorted(rows, key=lambda row: (row["采样时间"], row[key], row["点位名称"])):
            writer.writerow([row.get(column, "") for column in (key, "点位名称", "采样时间", *items)])
    sys.stdout.write(f"{name}: {len(rows)}\n")


if __name__ == "__main__":
    main()
