"""Lines of the demonstration: smooth curves through hand-drawn points, cut where something is (曲线与切分)."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from shapely.geometry import LineString, Point
from shapely.ops import substring

KM_PER_DEGREE_LAT = 110.95
KM_PER_DEGREE_LON = 111.32 * math.cos(math.radians(36.5))
STEP_KM = 0.45
DECIMALS = 6

Place = tuple[float, float]


@dataclass
class River:
    """One river of ``hand/rivers.txt``: its options, control points [degree] and the names of shared points."""

    name: str
    code: str
    options: dict[str, str]
    points: list[Place] = field(default_factory=list)
    shared: list[str | None] = field(default_factory=list)


def read_rivers(path: Path) -> list[River]:
    """The rivers of the text file, in its order."""
    rivers: list[River] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        words = raw.split("#")[0].split()
        if not words:
            continue
        if words[0] == "river":
            rivers.append(River(words[1], words[2], dict(word.split("=", 1) for word in words[3:])))
        else:
            rivers[-1].points.append((float(words[0]), float(words[1])))
            rivers[-1].shared.append(words[2].lstrip("@") if len(words) > 2 else None)
    return rivers


def to_plane(place: Place) -> np.ndarray:
    """[km] east and north of 116° E 36.5° N; good enough for drawing."""
    return np.array([(place[0] - 116.0) * KM_PER_DEGREE_LON, (place[1] - 36.5) * KM_PER_DEGREE_LAT])


def to_place(point: np.ndarray) -> Place:
    """Longitude and latitude [degree], to a decimetre."""
    return (
        round(116.0 + float(point[0]) / KM_PER_DEGREE_LON, DECIMALS),
        round(36.5 + float(point[1]) / KM_PER_DEGREE_LAT, DECIMALS),
    )


def curve(river: River) -> tuple[LineString, dict[str, float]]:
    """The river's line in the plane [km] and, for each shared point, how far along it lies [km].

    A centripetal Catmull-Rom curve through the control points; on it a swing of two waves, which dies out towards
    shared points, so that rivers meet exactly there.
    """
    control = [to_plane(point) for point in river.points]
    swing = float(river.options.get("meander", "0.2"))
    phase = sum(map(ord, river.code)) % 7
    ends = [2 * control[0] - control[1], *control, 2 * control[-1] - control[-2]]
    path: list[np.ndarray] = [control[0]]
    marks = {0: river.shared[0]}
    for i in range(1, len(ends) - 2):
        pieces = max(2, round(float(np.linalg.norm(ends[i + 1] - ends[i])) / STEP_KM))
        path += [_between(ends[i - 1], ends[i], ends[i + 1], ends[i + 2], t / pieces) for t in range(1, pieces + 1)]
        marks[len(path) - 1] = river.shared[i]
    nodes = [index for index, name in marks.items() if name is not None or index in (0, len(path) - 1)]
    along = np.concatenate([[0.0], np.cumsum([np.linalg.norm(b - a) for a, b in itertools.pairwise(path)])])
    swung = []
    for index, point in enumerate(path):
        ahead, behind = path[min(index + 1, len(path) - 1)], path[max(index - 1, 0)]
        normal = np.array([-(ahead - behind)[1], (ahead - behind)[0]])
        normal = normal / max(float(np.linalg.norm(normal)), 1e-9)
        calm = min(1.0, min(abs(along[index] - along[node]) for node in nodes) / 2.5) ** 1.5
        s = along[index]
        wave = 0.55 * math.sin(s / 1.7 + phase) + 0.3 * math.sin(s / 0.81 + 2 * phase) + 0.6 * math.sin(s / 4.3 + phase)
        wave *= 0.65 + 0.35 * math.sin(s / 7.9 + phase)
        swung.append(point + normal * wave * swing * calm)
    places = [to_place(point) for point in swung]
    for index, name in marks.items():
        if name is not None:
            places[index] = river.points[list(marks).index(index)]
    line = LineString([to_plane(place) for place in places])
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(np.array(line.coords), axis=0).T))])
    return line, {name: float(lengths[index]) for index, name in marks.items() if name is not None}


def _between(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, t: float) -> np.ndarray:
    """A point of the centripetal Catmull-Rom piece from b to c."""
    knots = [0.0]
    for p, q in ((a, b), (b, c), (c, d)):
        knots.append(knots[-1] + max(float(np.linalg.norm(q - p)), 1e-9) ** 0.5)
    t0, t1, t2, t3 = knots
    u = t1 + t * (t2 - t1)
    a1 = (t1 - u) / (t1 - t0) * a + (u - t0) / (t1 - t0) * b
    a2 = (t2 - u) / (t2 - t1) * b + (u - t1) / (t2 - t1) * c
    a3 = (t3 - u) / (t3 - t2) * c + (u - t2) / (t3 - t2) * d
    b1 = (t2 - u) / (t2 - t0) * a1 + (u - t0) / (t2 - t0) * a2
    b2 = (t3 - u) / (t3 - t1) * a2 + (u - t1) / (t3 - t1) * a3
    return (t2 - u) / (t2 - t1) * b1 + (u - t1) / (t2 - t1) * b2


def beside(line: LineString, share: float, offset_m: float) -> Place:
    """The place at ``share`` (0 … 1) of a line, ``offset_m`` to its left (negative: right) [m]."""
    at = share * line.length
    here = np.array(line.interpolate(at).coords[0])
    ahead = np.array(line.interpolate(min(at + 0.1, line.length)).coords[0])
    behind = np.array(line.interpolate(max(at - 0.1, 0.0)).coords[0])
    normal = np.array([-(ahead - behind)[1], (ahead - behind)[0]])
    return to_place(here + normal / np.linalg.norm(normal) * offset_m / 1000)


def cut(line: LineString, at_km: list[float], longest_km: float) -> list[list[Place]]:
    """The line cut at the given distances, and further where a piece would be longer than ``longest_km``."""
    stops = sorted({0.0, line.length, *(round(km, 6) for km in at_km if 0.02 < km < line.length - 0.02)})
    full: list[float] = [0.0]
    for start, end in itertools.pairwise(stops):
        pieces = math.ceil((end - start) / longest_km)
        full += [start + (end - start) * i / pieces for i in range(1, pieces + 1)]
    parts = []
    for start, end in itertools.pairwise(full):
        places = [to_place(np.array(point)) for point in substring(line, start, end).coords]
        parts.append([place for i, place in enumerate(places) if i == 0 or place != places[i - 1]])
    return parts


def blob(
    centre: Place, width_km: float, height_km: float, turn_degree: float = 0.0, bumps: float = 0.12
) -> list[Place]:
    """A rounded, slightly uneven outline of a lake or zone, 28 points, closed."""
    turn = math.radians(turn_degree)
    ring = []
    for i in range(28):
        angle = 2 * math.pi * i / 28
        size = 1 + bumps * (0.6 * math.sin(2 * angle + 1) + 0.4 * math.sin(5 * angle + width_km))
        x, y = size * width_km / 2 * math.cos(angle), size * height_km / 2 * math.sin(angle)
        ring.append(np.array([x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)]))
    places = [to_place(to_plane(centre) + point) for point in ring]
    return [*places, places[0]]


def nearest_share(line: LineString, place: Place) -> float:
    """The share (0 … 1) of a line that lies nearest to a place."""
    return float(line.project(Point(to_plane(place))) / line.length)
