"""Writes the GeoJSON layers of the demonstration from the hand-drawn points and tables in ``hand/`` (生成示意图层).

    python geodata/make_layers.py

The same input gives the same bytes: nothing here is random. What is real and what is not: ``README.md``.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from areas import black_odorous_waters, district_outlines, lakes_and_zones
from chain import discharge_chain
from hydraulics import find_catchments, reach_hydraulics
from lines import Place, beside, curve, cut, nearest_share, read_rivers, to_plane
from shapely.geometry import LineString, Point, Polygon

HERE = Path(__file__).resolve().parent
LONGEST_REACH_KM = 11.0
APPROXIMATE = "示意位置"
NUMBERS = (
    "population", "supply_m3_per_d", "capacity_m3_per_d", "depth_m", "design_flow_m3_per_s", "length_m", "volume_m3",
    "storage_m3", "ecological_flow_m3_per_s", "ecological_level_m",
)  # fmt: skip
Feature = dict[str, Any]


def main() -> None:
    """Write every layer and say how many features each has."""
    rivers = read_rivers(HERE / "hand" / "rivers.txt")
    lines = {river.name: curve(river) for river in rivers}
    plain_lines = {name: line for name, (line, _) in lines.items()}
    aliases = {river.options["alias"]: river.name for river in rivers if "alias" in river.options}
    districts = district_outlines(HERE / "hand" / "districts.txt")
    sections = [_on_river(row, plain_lines) for row in rows("sections")]
    sluices = [_on_river(row, plain_lines) for row in rows("sluices")]
    stops: dict[str, list[float]] = {river.name: sorted(lines[river.name][1].values()) for river in rivers}
    for feature in [*sections, *sluices]:
        river = feature["properties"]["river"]
        if river in plain_lines:
            line = plain_lines[river]
            stops[river].append(nearest_share(line, feature["geometry"]["coordinates"]) * line.length)
    gates = [feature["geometry"]["coordinates"] for feature in sluices if feature["properties"]["kind"] != "pump"]
    catchments = find_catchments(rivers, lines)
    reaches = []
    for river in rivers:
        line, at_km = plain_lines[river.name], 0.0
        for number, places in enumerate(cut(line, stops[river.name], LONGEST_REACH_KM), 1):
            at_km += LineString([to_plane(place) for place in places]).length
            is_above_gate = tuple(places[-1]) in map(tuple, gates)
            facts = reach_hydraulics(river, at_km, line.length, catchments, is_above_gate=is_above_gate)
            reaches.append(_reach(river, number, places, districts, facts))
    lakes, zones = lakes_and_zones(rows("lakes"), rows("water_sources"))
    outfalls, channels, dischargers = discharge_chain(rows("outfalls"), plain_lines, aliases)
    codes = {feature["properties"]["name"]: feature["properties"]["code"] for feature in outfalls}
    drains = [_point(row, outfall=codes.get(row["outfall"])) for row in rows("drains")]
    layers = {
        "reaches": reaches,
        "sections": [_section(feature) for feature in sections],
        "sluices": sluices,
        "outfalls": outfalls,
        "channels": channels,
        "dischargers": dischargers,
        "black_odorous_waters": black_odorous_waters(rows("black_odorous")),
        "lakes": lakes,
        "protection_zones": zones,
        "water_sources": [
            _point(
                {name: value for name, value in row.items() if name not in ("zone", "tier1_m", "tier2_m", "quasi_m")}
            )
            for row in rows("water_sources")
        ],
        "districts": [_district(code, name, kind, ring) for code, name, kind, ring in districts],
        "villages": [_point(row) for row in rows("villages")],
        "wells": [_point(row) for row in rows("wells")],
        "drains": drains,
        "levees": _levees(plain_lines),
        "emergency_sites": [_emergency_site(row) for row in rows("emergency_sites")],
    }
    for name, features in layers.items():
        write(HERE / f"{name}.geojson", features)
        sys.stdout.write(f"{name}: {len(features)}\n")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a hand-written table."""
    with (HERE / "hand" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, features: list[Feature]) -> None:
    """A GeoJSON file with one feature a line, so that differences can be read."""
    for feature in features:
        feature["properties"] = {
            name: value for name, value in feature["properties"].items() if value not in (None, "", [])
        }
    texts = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features]
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(texts) + "\n]}\n", encoding="utf-8")


def feature_of(geometry: dict[str, Any], properties: dict[str, Any]) -> Feature:
    """A GeoJSON feature; yes and no become booleans, and a real thing says that its position is approximate."""
    flags = {"是": True, "否": False}
    for name in ("is_invented", "is_reserve", "is_running", "is_discharging"):
        if name in properties:
            properties[name] = flags.get(properties[name], properties[name])
    for name in NUMBERS:
        if isinstance(properties.get(name), str) and properties[name]:
            properties[name] = float(properties[name]) if "." in properties[name] else int(properties[name])
    properties.setdefault("position_note", APPROXIMATE)
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(row: dict[str, str], **more: Any) -> Feature:
    """A row with lon and lat as a point."""
    properties: dict[str, Any] = {name: value for name, value in row.items() if name not in ("lon", "lat")}
    place = (float(row["lon"]), float(row["lat"]))
    return feature_of({"type": "Point", "coordinates": place}, {**properties, **more})


def _on_river(row: dict[str, str], lines: dict[str, LineString]) -> Feature:
    """A row as a point, moved onto its river where it has one."""
    feature = _point(row)
    if row["river"] in lines:
        line = lines[row["river"]]
        share = nearest_share(line, feature["geometry"]["coordinates"])
        feature["geometry"]["coordinates"] = beside(line, share, 0.0)
    return feature


def _reach(river: Any, number: int, places: list[Place], districts: list[Any], facts: dict[str, Any]) -> Feature:
    """One reach of a river."""
    options = river.options
    middle = Point(places[len(places) // 2])
    district = next((name for _, name, _, ring in districts if Polygon(ring).contains(middle)), None)
    chiefs = [
        {"level": "市", "name": "示意河长甲", "post": "市级河长（示意）", "tel": "示意电话"},
        {"level": "县", "name": "示意河长乙", "post": "县级河长（示意）", "tel": "示意电话"},
        {"level": "乡", "name": "示意河长丙", "post": "乡级河长（示意）", "tel": "示意电话"},
    ]
    direction = options.get("direction", "digitised")
    properties = {
        "code": f"{river.code}-{number:03d}",
        "name": f"{river.name}第{number}段",
        "river": river.name,
        "aliases": [options["alias"]] if "alias" in options else None,
        "direction": direction,
        "stream_order": int(options["order"]),
        **facts,
        "river_system": options["system"],
        "river_chiefs": chiefs[0 if int(options["order"]) >= 3 else 1 :],
        "district": district,
        "is_invented": options.get("invented") == "yes",
        "position_note": APPROXIMATE,
    }
    ordered = places[::-1] if direction == "reversed" else places
    return feature_of({"type": "LineString", "coordinates": ordered}, properties)


def _section(feature: Feature) -> Feature:
    """A section with its lists and targets read from the table's short forms."""
    properties = feature["properties"]
    for name in ("responsible_bodies", "characteristic_indicators", "aliases"):
        properties[name] = [part for part in properties[name].split(";") if part]
    targets = []
    for part in properties["targets"].split(";"):
        purpose, period, number, source = part.split("|")
        targets.append({"purpose": purpose, "period": period, "class": int(number), "source": source})
    is_lake = bool(properties["lake"])
    order = ("code", "name", "river", "water_type")
    properties.update(targets=targets, water_type="lake_or_reservoir" if is_lake else "river", valid_from="2021-01-01")
    feature["properties"] = {name: properties.pop(name) for name in order} | properties
    return feature


def _district(code: str, name: str, kind: str, ring: list[Place]) -> Feature:
    """A district's sketch."""
    government = f"{name}人民政府"
    properties = {"code": code, "name": name, "kind": kind, "parent": "371500", "government": government}
    note = {"is_invented": False, "position_note": "手绘示意，非行政区划界线"}
    return feature_of({"type": "Polygon", "coordinates": [ring]}, {**properties, **note})


def _emergency_site(row: dict[str, str]) -> Feature:
    """Room for an emergency, all of it invented."""
    contacts = [{"name": "示意联系人", "post": row["owner"], "tel": "示意电话"}]
    return _point(row, contacts=contacts, is_invented=True)


def _levees(lines: dict[str, LineString]) -> list[Feature]:
    """Levees beside four stretches of the big rivers."""
    features = []
    for number, (river, start, end, side_m, bank) in enumerate(
        (("徒骇河", 0.36, 0.52, 130, "left"), ("徒骇河", 0.36, 0.52, -130, "right"),
         ("马颊河", 0.30, 0.42, 120, "left"), ("卫运河", 0.55, 0.70, -220, "right"),
         ("黄河", 0.45, 0.72, 900, "left")), 1,
    ):  # fmt: skip
        line = lines[river]
        places = [beside(line, start + (end - start) * i / 30, side_m) for i in range(31)]
        words = {"left": "左", "right": "右"}
        properties = {"code": f"DF{number:02d}", "name": f"{river}{words[bank]}堤示意段", "river": river, "bank": bank}
        features.append(feature_of({"type": "LineString", "coordinates": places}, {**properties, "is_invented": True}))
    return features


if __name__ == "__main__":
    main()
