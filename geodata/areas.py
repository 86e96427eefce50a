"""Areas of the demonstration: sketches of districts, lakes, protection zones, black-odorous waters (示意面)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from lines import KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON, Place, blob, to_place, to_plane
from shapely.geometry import Polygon, mapping

Row = dict[str, str]
APPROXIMATE = "示意位置"


def district_outlines(path: Path) -> list[tuple[str, str, str, list[Place]]]:
    """(code, name, kind, closed ring) of each district; neighbours share their edges point by point."""
    corners: dict[str, Place] = {}
    outlines = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        words = raw.split("#")[0].split()
        if words and words[0] == "point":
            corners[words[1]] = (float(words[2]), float(words[3]))
        elif words:
            names = words[4:]
            ring: list[Place] = []
            for start, end in zip(names, [*names[1:], names[0]], strict=True):
                ring += [corners[start], *_softened(start, end, corners)]
            closed = [*ring, ring[0]]
            is_ccw = Polygon([to_plane(place) for place in closed]).exterior.is_ccw
            outlines.append((words[1], words[2], words[3], closed if is_ccw else closed[::-1]))
    return outlines


def _softened(start: str, end: str, corners: dict[str, Place]) -> list[Place]:
    """Two points between two corners, a little aside; the same for both neighbours of the edge."""
    first, last = sorted((start, end))
    a, b = to_plane(corners[first]), to_plane(corners[last])
    aside = np.array([-(b - a)[1], (b - a)[0]])
    sway = 0.05 * math.sin(sum(map(ord, first + last)))
    places = [to_place(a + (b - a) / 3 + aside * sway), to_place(a + (b - a) * 2 / 3 - aside * sway * 0.7)]
    return places if (first, last) == (start, end) else places[::-1]


def lakes_and_zones(lake_rows: list[Row], source_rows: list[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The lakes, and around each water source its zones; an outer zone leaves the inner one out."""
    lakes, outlines = [], {}
    for row in lake_rows:
        centre = (float(row["lon"]), float(row["lat"]))
        ring = blob(centre, float(row["width_km"]), float(row["height_km"]), float(row["turn"]))
        outlines[row["code"]] = Polygon([to_plane(place) for place in ring])
        properties: dict[str, Any] = {
            name: row[name] for name in ("code", "name", "kind", "river", "purpose", "district")
        }
        properties |= {"area_km2": round(outlines[row["code"]].area, 3), "remarks": row["remarks"]}
        properties |= {"volume_m3": float(row["volume_m3"]) if row["volume_m3"] else None}
        lakes.append(_area(properties, [ring], row["is_invented"] == "是"))
    zones = []
    for row in source_rows:
        intake = Polygon(
            [to_plane((float(row["lon"]), float(row["lat"]))) + 0.02 * np.array([math.cos(t), math.sin(t)])
             for t in np.linspace(0, 2 * math.pi, 24, endpoint=False)]
        )  # fmt: skip
        seed = outlines.get(row["zone"], intake)
        inner = None
        for tier, column, word in (("1", "tier1_m", "一级"), ("2", "tier2_m", "二级"), ("quasi", "quasi_m", "准")):
            if not row[column]:
                continue
            outer = seed.buffer(float(row[column]) / 1000, quad_segs=6).simplify(0.01)
            shape = outer if inner is None else outer.difference(inner)
            inner = outer
            properties = {
                "code": f"{row['code']}-{tier}",
                "name": f"{row['name']}{word}保护区（示意）",
                "water_source": row["code"],
                "water_source_name": row["name"],
                "tier": tier,
                "source_kind": row["kind"],
                "scale": row["scale"],
                "part": "水域和陆域" if row["zone"] else "陆域",
                "area_km2": round(shape.area, 3),
                "district": row["district"],
                "remarks": "范围为演示推算，不是批复的边界。",
            }
            rings = [[to_place(np.array(p)) for p in ring.coords] for ring in (shape.exterior, *shape.interiors)]
            zones.append(_area(properties, rings, True))
    return lakes, zones


def black_odorous_waters(rows: list[Row]) -> list[dict[str, Any]]:
    """Ditches as bent lines, ponds as outlines."""
    features = []
    for row in rows:
        properties: dict[str, Any] = {
            name: value for name, value in row.items() if name not in ("shape", "lon", "lat", "bearing", "is_invented")
        }
        properties["responsible_bodies"] = [part for part in row["responsible_bodies"].split(";") if part]
        centre, length_m = (float(row["lon"]), float(row["lat"])), float(row["length_m"])
        bearing = math.radians(float(row["bearing"]))
        along = np.array([math.sin(bearing), math.cos(bearing)])
        if row["shape"] == "pond":
            ring = blob(centre, length_m / 1000, length_m / 1600, float(row["bearing"]), 0.18)
            properties["length_m"] = None
            properties["area_m2"] = round(Polygon([to_plane(place) for place in ring]).area * 1e6)
            geometry: dict[str, Any] = {"type": "Polygon", "coordinates": [ring]}
        else:
            aside = np.array([-along[1], along[0]])
            points = [
                to_plane(centre) + along * (t - 0.5) * length_m / 1000 + aside * 0.03 * math.sin(7 * t + length_m)
                for t in np.linspace(0, 1, 9)
            ]
            properties["length_m"] = length_m
            geometry = {"type": "LineString", "coordinates": [to_place(point) for point in points]}
        invented = row["is_invented"] == "是"
        properties |= {"is_invented": invented, "position_note": APPROXIMATE}
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return features


def _area(properties: dict[str, Any], rings: list[list[Place]], invented: bool) -> dict[str, Any]:
    """A polygon feature; rings turn as RFC 7946 says: the outer one against the clock, holes with it."""
    turned = []
    for number, ring in enumerate(rings):
        flat = [(lon * KM_PER_DEGREE_LON, lat * KM_PER_DEGREE_LAT) for lon, lat in ring]
        is_ccw = Polygon(flat).exterior.is_ccw
        turned.append(ring if is_ccw == (number == 0) else ring[::-1])
    properties |= {"is_invented": invented, "position_note": APPROXIMATE}
    return {"type": "Feature", "geometry": mapping(Polygon(turned[0], turned[1:])), "properties": properties}
