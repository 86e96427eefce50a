"""The chain of supervision of the demonstration: outfalls, their channels, their dischargers (示意排污链条)."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from lines import Place, beside, nearest_share, to_place, to_plane
from shapely.geometry import LineString

Row = dict[str, str]
APPROXIMATE = "示意位置"
INDUSTRY, PLANT, FARM, OTHER = "工业排污口", "城镇污水处理厂排污口", "农业排口", "其他排口"
TYPES: dict[str, tuple[str, str, str | None]] = {
    "G": (INDUSTRY, "工矿企业排污口", "工业企业排污口"),
    "GY": (INDUSTRY, "工矿企业雨洪排口", "工业企业雨洪排口"),
    "PK": (INDUSTRY, "工业及其他各类园区污水处理厂排污口", None),
    "PKY": (INDUSTRY, "工业及其他各类园区污水处理厂雨洪排口", None),
    "P": (PLANT, "城镇污水处理厂排污口", None),
    "X": (FARM, "规模化畜禽养殖排污口", None),
    "S": (FARM, "规模化水产养殖排污口", None),
    "x": (OTHER, "规模以下畜禽养殖排污口", None),
    "Q": (OTHER, "大中型灌区排口", None),
    "M": (OTHER, "港口码头排口", None),
    "Z": (OTHER, "城镇生活污水散排口", None),
    "N": (OTHER, "农村污水处理设施排污口", None),
    "n": (OTHER, "农村生活污水散排口", None),
    "Y": (OTHER, "城镇雨洪排口", None),
    "T": (OTHER, "其他排污口", None),
}
APPROVED = ("G", "P", "PK")
HOW = {"G": "管道", "GY": "管道", "PK": "管道", "PKY": "箱涵", "P": "管道", "Y": "箱涵", "Q": "涵闸", "N": "管道"}
# What each kind of discharger is known for, by a word of its name or by its kind: indicators of GB 3838-2002 and free.
CHARACTERISTIC: tuple[tuple[str, str], ...] = (
    ("化工", "w21017;w01018;w21003"), ("印染", "w01018;w21003;w21001"), ("造纸", "w01018;w01017"),
    ("淀粉", "w01018;w01017;w21003;w21011;w21001"), ("食品", "w01018;w01017;w21003;w21011"),
    ("电镀", "w20122;w20117;w20123"), ("轴承", "w22001;w01018"), ("制药", "w01018;w21003;w23002"),
    ("铝业", "w21017"), ("建材", "w01001"), ("园区污水处理厂", "w01018;w21003;w21011;w21001;w21017"),
    ("园区", "w01018;w22001"), ("污水处理厂", "w01018;w21003;w21011;w21001"),
    ("水产养殖", "w01019;w21011;w21001"), ("养殖", "w21003;w21011;w01018;w21001"), ("灌区", "w21001;w21011"),
    ("医院", "w02003;w01018;w21003"), ("管网", "w21003;w21011;w01018"), ("小区", "w21003;w21011;w01018"),
    ("村", "w21003;w21011;w01018"), ("码头", "w22001"),
)  # fmt: skip
PERMITTED_KINDS = ("工业企业", "城镇污水处理厂", "工业园区污水处理厂")
STANDARDS = {"示意寅淀粉厂排污口": "地表水Ⅴ类（示意排污许可证）"}
# These names stand in the work plans; everything else of the chain is invented.
FROM_THE_PLANS = (
    "高新瀚海污水处理厂",
    "于集镇污水处理厂",
    "朱老庄镇污水处理厂",
    "冠县污水处理厂",
    "王庄村",
    "徐庄村",
    "侯营村",
)


def discharge_chain(
    rows: list[Row], lines: dict[str, LineString], aliases: dict[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Outfalls on the bank of their river, dischargers some hundred metres inland, a channel between them."""
    outfalls: list[dict[str, Any]] = []
    channels: list[dict[str, Any]] = []
    dischargers: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, 1):
        line = lines[aliases.get(row["river"], row["river"])]
        share = nearest_share(line, (float(row["lon"]), float(row["lat"])))
        side = 1.0 if row["side"] == "L" else -1.0
        place = beside(line, share, side * 28)
        code, channel = f"PWK{number:03d}", f"TD{number:03d}"
        names = [part.split("|") for part in row["dischargers"].split(";") if part]
        for position, (name, kind) in enumerate(names):
            inland_m = 420 + 137 * ((number * 7 + position * 3) % 6)
            site = _inland(
                place, beside(line, share, 0.0), inland_m, 0.35 * ((number + position) % 3 - 1) + 0.5 * position
            )
            if name not in dischargers:
                dischargers[name] = _discharger(f"DW{len(dischargers) + 1:03d}", name, kind, row, site)
            found = dischargers[name]["properties"]
            found["outfalls"].append(code)
            found["channels"].append(channel)
        owners = [dischargers[name] for name, _ in names]
        outfalls.append(_outfall(code, row, place, channel if owners else None, owners))
        if owners:
            channels.append(_channel(channel, code, row, place, owners))
    return outfalls, channels, list(dischargers.values())


def _inland(bank: Place, middle: Place, distance_m: float, turn: float) -> Place:
    """A place away from the river, seen from the bank."""
    away = to_plane(bank) - to_plane(middle)
    away = away / np.linalg.norm(away)
    turned = np.array(
        [away[0] * math.cos(turn) - away[1] * math.sin(turn), away[0] * math.sin(turn) + away[1] * math.cos(turn)]
    )
    return to_place(to_plane(bank) + turned * distance_m / 1000)


def _is_invented(name: str) -> bool:
    return not any(name.startswith(known) for known in FROM_THE_PLANS)


def _outfall(code: str, row: Row, place: Place, channel: str | None, owners: list[dict[str, Any]]) -> dict[str, Any]:
    """One outfall."""
    first, second, third = TYPES[row["type"]]
    approved = row["type"] in APPROVED
    day = 1 + int(code[3:]) * 5 % 27
    properties = {
        "code": code,
        "local_code": f"SY-{code}",
        "name": row["name"],
        "outfall_type": first,
        "outfall_type_2": second,
        "outfall_type_3": third,
        "receiving_water": row["river"],
        "channel": channel,
        "dischargers": [owner["properties"]["code"] for owner in owners],
        "entry_method": HOW.get(row["type"], "明渠"),
        "approval": "未审批登记" if row["state"] == "overdue" or not owners else "审批" if approved else "登记",
        "district": row["district"],
        "township": row["township"],
        "is_discharging": row["discharging"] == "是",
        "has_online_monitor": approved and row["state"] != "open",
        "is_standardized": row["state"] in ("none", "remediated"),
        "flow_m3_per_d": float(row["flow"]),
        "emission_standard": STANDARDS.get(row["name"]),
        "remediation_state": row["state"],
        "remediation_type": "规范整治" if row["state"] == "remediated" else None,
        "remediation_due": row["due"],
        "problem": row["problem"],
        "inspected_on": f"2026-{5 + int(code[3:]) % 6:02d}-{day:02d}",
        "is_invented": True,
        "position_note": APPROXIMATE,
        "remarks": "单位名称出自工作方案，排污口为示意。"
        if owners and not owners[0]["properties"]["is_invented"]
        else None,
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": properties}


def _discharger(code: str, name: str, kind: str, row: Row, site: Place) -> dict[str, Any]:
    """One discharger."""
    plant = "污水处理厂" in kind
    known = next((codes.split(";") for word, codes in CHARACTERISTIC if word in name), [])
    properties = {
        "code": code,
        "name": name,
        "kind": kind,
        "channels": [],
        "outfalls": [],
        "capacity_m3_per_d": round(float(row["flow"]) * 1.25, -2) if plant and float(row["flow"]) else None,
        "flow_m3_per_d": float(row["flow"]),
        "characteristic_indicators": known,
        "permitted_indicators": sorted({*known, "w01018", "w21003"}) if kind in PERMITTED_KINDS else [],
        "emission_standard": _standard(row["district"]) if kind == "城镇污水处理厂" else None,
        "has_online_monitor": plant,
        "district": row["district"],
        "township": row["township"],
        "is_invented": _is_invented(name),
        "position_note": APPROXIMATE,
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": site}, "properties": properties}


def _standard(district: str) -> str:
    """What the plans ask of a plant's effluent."""
    if district == "冠县":
        return "地表水准Ⅳ类（冠政办字〔2023〕5号）"
    if district == "高新区":
        return "地表水Ⅳ类（聊高新区管办发〔2023〕10号）"
    if district == "度假区":
        return "地表水Ⅳ类，总氮除外（聊江管办发〔2023〕4号）"
    return "地表水Ⅴ类（2020年行动计划 二（三）1）"


def _channel(code: str, outfall: str, row: Row, place: Place, owners: list[dict[str, Any]]) -> dict[str, Any]:
    """A bent line from the furthest discharger by the others to the outfall."""
    target = to_plane(place)
    stops = sorted(
        (to_plane(owner["geometry"]["coordinates"]) for owner in owners),
        key=lambda stop: -float(np.linalg.norm(stop - target)),
    )
    path = [stops[0]]
    for stop in [*stops[1:], target]:
        corner = np.array([path[-1][0] + (stop[0] - path[-1][0]) * 0.8, path[-1][1] + (stop[1] - path[-1][1]) * 0.15])
        path += [corner, stop]
    pipe = row["type"] in HOW
    name = re.sub(r"(雨洪|雨水|退水)?(排污口|排口|溢流口)?(（示意）)?$", "", row["name"])
    properties = {
        "code": code,
        "name": f"{name}{'管道' if pipe else '沟渠'}（示意）",
        "kind": "管道" if pipe else "沟渠",
        "outfall": outfall,
        "dischargers": [owner["properties"]["code"] for owner in owners],
        "receiving_water": row["river"],
        "district": row["district"],
        "is_invented": True,
        "position_note": APPROXIMATE,
    }
    geometry = {"type": "LineString", "coordinates": [to_place(point) for point in path]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
