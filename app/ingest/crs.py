"""Which CRS a file is in, and the way from there to EPSG:4490 (坐标系).

What is declared is believed as far as the coordinates bear it out. What is not declared is taken as degrees only
where the coordinates are plausible degrees; else the likely candidates are named and the choice is left to the
person. Datums before CGCS2000 (Beijing 1954, Xian 1980) have no open parameters to CGCS2000: a null shift errs by up
to a hundred metres, so they are converted only where the CRS was named in the request, and a warning says so.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from app.errors import BreaksRule, Fault, Unparsable
from app.ingest.refusal import short
from app.ingest.wire import Array

STORE_EPSG = 4490
_SAME_DEGREES = frozenset((4490, 4326, 4480, 4979))  # CGCS2000 and WGS 84 differ by less than 0.2 m
_MOST = 0.5  # share of rows that decides about the file
_PLAUSIBLE = 0.9
_FAR_DEG = 10.0  # further from the CRS's area of use than this is another CRS
_GRIDS = re.compile(r"nadgrids|geoidgrids|EXTENSION|PARAMETERFILE|\.gsb|\.gtx|\.tif|\.json", re.IGNORECASE)


def parse_crs(text: str) -> pyproj.CRS:
    """The CRS that a request names: ``EPSG:4548``, ``4548`` or ``CGCS2000``.

    Raises
    ------
    Unparsable
        It is no EPSG code, or of no CRS with two horizontal axes.

    Examples
    --------
    >>> parse_crs("epsg:4548").name
    'CGCS2000 / 3-degree Gauss-Kruger CM 117E'
    """
    plain = text.strip().upper().replace("：", ":")
    plain = {"CGCS2000": "EPSG:4490", "WGS84": "EPSG:4326"}.get(plain, plain)
    found = re.fullmatch(r"(?:EPSG:)?(\d{4,6})", plain)
    try:
        crs = pyproj.CRS.from_epsg(int(found[1])) if found else None
    except CRSError:
        crs = None
    if crs is None or not (crs.is_geographic or crs.is_projected):
        raise Unparsable(
            f"坐标系“{short(text)}”无法识别；请写 EPSG 代码，如 EPSG:4548。",
            f"CRS “{short(text)}” is not known; give an EPSG code such as EPSG:4548.",
            parameter="crs",
            code="crs_unknown",
        )
    return crs


def declared_crs(text: str | None) -> pyproj.CRS | None:
    """The CRS that a file declares as ``EPSG:n`` or WKT; None where it declares none that can be used.

    A WKT that names grid files is not used: they would be opened.
    """
    if text is None or len(text) > 20_000 or _GRIDS.search(text):
        return None
    if not re.match(r"EPSG:\d+$|[A-Z]+\[|[A-Z]+CRS\[", text):
        return None
    try:
        crs = pyproj.CRS.from_user_input(text)
    except CRSError:
        return None
    return crs if crs.is_geographic or crs.is_projected else None


def has_old_datum(crs: pyproj.CRS) -> bool:
    """True where the ellipsoid is not that of CGCS2000, WGS 84 or GRS 80: Beijing 1954, Xian 1980 and the like.

    >>> has_old_datum(pyproj.CRS.from_epsg(2383)), has_old_datum(pyproj.CRS.from_epsg(32650))
    (True, False)
    """
    return crs.ellipsoid is None or abs(crs.ellipsoid.semi_major_metre - 6378137.0) > 0.5


def zone_epsg(*, three_degree: bool, zone: int | None = None, meridian: int | None = None) -> int | None:
    """EPSG code of a CGCS2000 Gauss-Krüger zone (高斯投影带), by number (prefix) or meridian [degree].

    >>> zone_epsg(three_degree=True, zone=39), zone_epsg(three_degree=True, meridian=117)
    (4527, 4548)
    >>> zone_epsg(three_degree=False, zone=20), zone_epsg(three_degree=False, meridian=117)
    (4498, 4509)
    """
    if zone is not None:
        if three_degree:
            return 4488 + zone if 25 <= zone <= 45 else None
        return 4478 + zone if 13 <= zone <= 23 else None
    if meridian is None or not 75 <= meridian <= 135:
        return None
    if three_degree:
        return 4534 + (meridian - 75) // 3 if meridian % 3 == 0 else None
    return 4502 + (meridian - 75) // 6 if (meridian - 75) % 6 == 0 else None


def candidates(x: float, y: float, near_lon: float | None = None) -> list[int]:
    """EPSG codes that a typical coordinate could be in, the likeliest first.

    Parameters
    ----------
    x, y
        Easting and northing as they are in the file [metre], the median of the rows.
    near_lon
        Longitude of the place the store is about [degree]; orders the zones where the easting has no prefix.

    Examples
    --------
    >>> candidates(39_416_242, 4_084_534), candidates(416_242, 4_084_534, near_lon=116)[:2]
    ([4527], [4548, 4547])
    >>> candidates(-9_763_862, 5_162_745), candidates(116.2, 36.5)
    ([3857], [4490])
    """
    found: list[int | None] = []
    if abs(x) <= 180 and abs(y) <= 90:
        return [STORE_EPSG]
    in_china = 1.5e6 <= y <= 6.2e6
    prefix, easting = divmod(x, 1e6)
    if in_china and 1e5 <= easting <= 9e5:
        if prefix >= 13:
            found += [zone_epsg(three_degree=three, zone=int(prefix)) for three in (True, False)]
        elif prefix == 0:
            offset = (x - 500_000) / (111_320 * np.cos(np.radians(y / 111_000)))
            middle = 117.0 if near_lon is None else near_lon
            meridians = sorted(range(75, 136, 3), key=lambda one: abs(one + offset - middle))[:4]
            found += [zone_epsg(three_degree=True, meridian=one) for one in meridians]
            found += [zone_epsg(three_degree=False, meridian=one) for one in meridians]
            zone = int((middle + 180) // 6) + 1
            found.append(32600 + zone)
    if max(abs(x), abs(y)) <= 20_048_967 and not (0 <= x < 1e6 and in_china):
        found.append(3857)
    return [code for code in found if code is not None]


@lru_cache(maxsize=256)
def _name(code: int) -> str:
    return pyproj.CRS.from_epsg(code).name


def _suggest(points: NDArray[np.float64], near_lon: float | None) -> tuple[str, str]:
    """What the coordinates look like, as a phrase in Chinese and in English."""
    x, y = (float(value) for value in np.median(points, axis=0))
    if abs(x) <= 90 < abs(y) <= 180:
        return "坐标像是经度、纬度写反了", "the coordinates look like latitude and longitude in the wrong order"
    codes = candidates(x, y, near_lon)
    if not codes and (swapped := candidates(y, x, near_lon)):
        listed = "、".join(f"EPSG:{code}" for code in swapped[:3])
        return (
            f"坐标像是东、北坐标写反了（换过来像 {listed}）",
            f"easting and northing seem exchanged (the other way they look like {listed.replace('、', ', ')})",
        )
    if not codes:
        return "看不出是哪个坐标系", "no likely CRS was found"
    listed = "、".join(f"EPSG:{code}（{_name(code)}）" for code in codes[:6])
    return f"坐标像是 {listed}", "the coordinates look like " + ", ".join(f"EPSG:{c} ({_name(c)})" for c in codes[:6])


def first_points(geometry: Array) -> NDArray[np.float64]:
    """A coordinate of each row that has one with finite numbers, (m, 2)."""
    coordinates, rows = shapely.get_coordinates(geometry, return_index=True)
    keep = np.isfinite(coordinates).all(axis=1)
    _, first = np.unique(rows[keep], return_index=True)
    points: NDArray[np.float64] = coordinates[keep][first]
    return points


def _share_in_degrees(points: NDArray[np.float64]) -> float:
    """Share of points that can be longitude and latitude."""
    return float(((np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)).mean())


def _choice(zh: str, en: str, code: str) -> BreaksRule:
    return BreaksRule(zh, en, parameter="crs", code=code)


def settle_crs(
    geometry: Array, declared: str | None, chosen: str | None = None, near_lon: float | None = None
) -> tuple[pyproj.CRS, list[Fault]]:
    """The CRS in force (采用的坐标系), and what is to be said about it.

    Parameters
    ----------
    geometry
        Shapes in the file's CRS, (n,), None = missing.
    declared
        ``EPSG:n`` or WKT of the file, None = nothing.
    chosen
        The CRS that the request names; it wins, if the coordinates bear it out.
    near_lon
        Longitude of the place the store is about [degree].

    Raises
    ------
    BreaksRule
        Nothing is declared and the coordinates are no degrees; or what is declared or chosen cannot be true; or the
        datum is an old one and was not named in the request. The likely candidates are named.
    """
    points = first_points(geometry)
    faults: list[Fault] = []
    crs = parse_crs(chosen) if chosen else declared_crs(declared)
    if chosen and (own := declared_crs(declared)) is not None and own != crs:
        faults.append(
            Fault(
                "crs_overridden",
                f"文件声明的坐标系是 {own.name}，已按指定的 {chosen} 读取。",
                f"The file declares {own.name}; it was read as {chosen}, as asked.",
                "warning",
            )
        )
    if len(points) == 0:
        return crs or pyproj.CRS.from_epsg(STORE_EPSG), faults
    in_degrees = _share_in_degrees(points)
    if crs is None:
        return _assume_degrees(points, in_degrees, declared, near_lon), [*faults, _assumed()]
    said_zh, said_en = ("指定的", "named in the request") if chosen else ("文件声明的", "the file declares")
    label = f"EPSG:{crs.to_epsg()}" if crs.to_epsg() else crs.name
    if crs.is_geographic and in_degrees <= _MOST:
        zh, en = _suggest(points, near_lon)
        shown = f"{points[0][0]:.10g}, {points[0][1]:.10g}"
        raise _choice(
            f"{said_zh}坐标系 {label} 是经纬度，但坐标不是度（如 {shown}）：{zh}。请用坐标系选项写明。",
            f"The CRS {said_en}, {label}, is in degrees, but the coordinates are not (such as {shown}): {en}. "
            "Name it in the CRS option.",
            "crs_contradicted",
        )
    if crs.is_projected and in_degrees > _PLAUSIBLE:
        raise _choice(
            f"{said_zh}坐标系 {label} 以米为单位，但坐标像是经纬度（EPSG:4490）。请用坐标系选项写明。",
            f"The CRS {said_en}, {label}, is in metres, but the coordinates look like degrees (EPSG:4490). Name it.",
            "crs_contradicted",
        )
    if crs.is_projected and not _fits(points, crs):
        zh, en = _suggest(points, near_lon)
        raise _choice(
            f"坐标与{said_zh}坐标系 {label} 不符（落在其适用范围之外很远）：{zh}。请用坐标系选项写明。",
            f"The coordinates do not fit the CRS {said_en}, {label} (far outside its area): {en}. Name it.",
            "crs_contradicted",
        )
    if has_old_datum(crs):
        _check_old_datum(crs, label, chosen, faults)
    return crs, faults


def _assumed() -> Fault:
    return Fault(
        "crs_assumed",
        "文件没有坐标系信息；坐标像经纬度，按 CGCS2000（EPSG:4490）读取。",
        "The file declares no CRS; the coordinates look like degrees and were read as CGCS2000 (EPSG:4490).",
        "warning",
    )


def _assume_degrees(
    points: NDArray[np.float64], in_degrees: float, declared: str | None, near_lon: float | None
) -> pyproj.CRS:
    """EPSG:4490 where the coordinates are plausible degrees; else the candidates are named."""
    if in_degrees > _MOST:
        return pyproj.CRS.from_epsg(STORE_EPSG)
    zh, en = _suggest(points, near_lon)
    missing_zh = "文件没有坐标系信息（缺 .prj）" if declared is None else "文件的坐标系信息无法使用"
    missing_en = "The file declares no CRS (no .prj)" if declared is None else "The file's CRS cannot be used"
    raise _choice(
        f"{missing_zh}，坐标也不是经纬度（如 {points[0][0]:.10g}, {points[0][1]:.10g}）：{zh}。请用坐标系选项写明。",
        f"{missing_en}, and the coordinates are no degrees (such as {points[0][0]:.10g}, {points[0][1]:.10g}): {en}. "
        "Name it in the CRS option.",
        "crs_missing",
    )


def _check_old_datum(crs: pyproj.CRS, label: str, chosen: str | None, faults: list[Fault]) -> None:
    """An old datum is converted only where it was named, and said so."""
    datum = crs.datum.name if crs.datum else label
    if chosen is None:
        raise _choice(
            f"坐标系 {label} 的基准是 {datum}，到 CGCS2000 没有公开的转换参数，直接换算误差可达上百米。"
            f"请先用当地参数转换；确要直接换算，请用坐标系选项写明 {label}。",
            f"CRS {label} has the datum {datum}, from which no open parameters lead to CGCS2000; a plain conversion "
            f"errs by up to a hundred metres. Convert it with local ones first, or name {label} in the CRS option.",
            "crs_old_datum",
        )
    faults.append(
        Fault(
            "crs_old_datum",
            f"{label}（{datum}）没有用当地参数转换，位置误差可达上百米。",
            f"{label} ({datum}) was converted without local parameters; positions may be a hundred metres off.",
            "warning",
        )
    )


@lru_cache(maxsize=32)
def _way(wkt: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(pyproj.CRS.from_wkt(wkt), STORE_EPSG, always_xy=True)


def to_degrees(points: NDArray[np.float64], crs: pyproj.CRS) -> NDArray[np.float64]:
    """Longitude and latitude in EPSG:4490 [degree] of coordinates (n, 2); infinite where there is no way."""
    if crs.to_epsg() in _SAME_DEGREES:
        return points
    lon, lat = _way(crs.to_wkt()).transform(points[:, 0], points[:, 1])
    return np.column_stack([lon, lat])


def _fits(points: NDArray[np.float64], crs: pyproj.CRS) -> bool:
    """True where most points fall into or near the CRS's area of use, if that is known."""
    degrees = to_degrees(points, crs)
    good = np.isfinite(degrees).all(axis=1)
    if good.mean() <= _MOST:
        return False
    if crs.area_of_use is None:
        return True
    west, south, east, north = crs.area_of_use.bounds
    if west > east:
        return True
    lon, lat = np.median(degrees[good], axis=0)
    return bool(west - _FAR_DEG <= lon <= east + _FAR_DEG and south - _FAR_DEG <= lat <= north + _FAR_DEG)


def transform(geometry: Array, crs: pyproj.CRS) -> Array:
    """The shapes in EPSG:4490, longitude first; None stays None."""
    if crs.to_epsg() in _SAME_DEGREES:
        return geometry
    moved: Array = shapely.transform(geometry, lambda points: to_degrees(points, crs))
    return moved
