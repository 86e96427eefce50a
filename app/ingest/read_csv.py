"""CSV with coordinates, all values as text (带坐标的 CSV 读取)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.ingest.encoding import decode_text
from app.ingest.refusal import broken, check_size, needs_choice, short
from app.ingest.wire import Array, Column, Shapes
from app.layers.columns import fold_name, match_coordinates

_WKT_NAMES = frozenset(("wkt", "geometry", "geom", "thegeom", "shape", "几何", "坐标串"))
_GUARDED = frozenset(f"'{sign}" for sign in "=+-@")
_DMS = re.compile(
    r"\s*([EWNS东西南北]?)[经纬]?\s*(\d{1,3})\s*[°度\s]\s*(\d{1,2})\s*['′’分\s]\s*(\d{1,2}(?:\.\d+)?)?\s*(?:[\"″”秒]|'')?\s*([EWNS]?)\s*",
    re.IGNORECASE,
)


def _rows(text: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows; the separator is the one that the first line has most of."""
    first = text.split("\n", 1)[0]
    separator = max(",\t;|，", key=first.count)
    if separator == "，":
        raise needs_choice(
            "csv_separator",
            "列之间用了全角逗号“，”；请改为半角逗号。",
            "The columns are parted by full-width commas; use “,”.",
        )
    csv.field_size_limit(16 * 1024 * 1024)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise broken(
            "csv_broken", f"CSV 无法读取（{short(error)}）。", f"The CSV cannot be read ({short(error)})."
        ) from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise broken("empty_file", "文件里没有内容。", "The file holds nothing.")
    head = [name.strip() for name in rows[0]]
    while head and not head[-1]:
        head.pop()
    check_size(len(rows) - 1, len(head))
    seen: dict[str, int] = {}
    for at, name in enumerate(head):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            head[at] = f"{name}_{seen[name]}"
    return head, rows[1:]


def _cell(text: str) -> str | None:
    """A cell's text, None where it is empty; the mark against formulas that our own export sets is taken off."""
    plain = text.strip()
    return plain[1:] if plain[:2] in _GUARDED else plain or None


def read_degrees(text: str) -> float:
    """A coordinate as a number; degrees, minutes and seconds too (度分秒) [degree]; NaN where it is none.

    >>> read_degrees("116.5"), round(read_degrees("116°12′36″"), 4), read_degrees("东经116度30分"), read_degrees("?")
    (116.5, 116.21, 116.5, nan)
    """
    plain = text.strip().replace(",", ".") if text.count(",") == 1 and "." not in text else text.strip()
    try:
        return float(plain)
    except ValueError:
        pass
    found = _DMS.fullmatch(text)
    if not found:
        return float("nan")
    degrees = int(found[2]) + int(found[3]) / 60 + float(found[4] or 0) / 3600
    return -degrees if (found[1] + found[5]).upper() in ("W", "S", "西", "南") else degrees


def _coordinates(texts: Array) -> NDArray[np.float64]:
    """A column of coordinates; NaN where a cell holds none."""
    try:
        return np.array(["nan" if one is None else one for one in texts], dtype=np.float64)
    except ValueError:
        return np.array([np.nan if one is None else read_degrees(one) for one in texts], dtype=np.float64)


def _unread(texts: Array, values: NDArray[np.float64], name: str) -> list[dict[str, Any]]:
    """A fault for each cell that holds a text which is no coordinate."""
    rows = [row for row in np.flatnonzero(~np.isfinite(values)).tolist() if texts[row] is not None]
    return [
        {
            "code": "coordinate_unreadable", "row": row + 1, "field": name,
            "zh": f"第 {row + 1} 行“{name}”的值“{short(texts[row], 30)}”不是坐标。",
            "en": f"Row {row + 1}: “{short(texts[row], 30)}” in “{name}” is no coordinate.",
        }
        for row in rows[:1000]
    ]  # fmt: skip


def _find(head: list[str], mapping: Mapping[str, str]) -> tuple[str, str] | str:
    """The two columns of coordinates, or the one of WKT."""
    for part in ("lon", "lat", "wkt"):
        if part in mapping and mapping[part] not in head:
            raise needs_choice(
                "column_missing",
                f"文件中没有列“{short(mapping[part])}”；有：{'、'.join(head[:40])}。",
                f"The file has no column “{short(mapping[part])}”; it has: {', '.join(head[:40])}.",
            )
    if "wkt" in mapping:
        return mapping["wkt"]
    if "lon" in mapping and "lat" in mapping:
        return mapping["lon"], mapping["lat"]
    found = match_coordinates([name for name in head if name not in mapping.values()])
    lon, lat = mapping.get("lon") or (found and found[0]), mapping.get("lat") or (found and found[1])
    if lon and lat:
        return lon, lat
    wkt = next((name for name in head if fold_name(name) in _WKT_NAMES), None)
    if wkt is None:
        raise needs_choice(
            "coordinates_absent",
            f"没有找到经度、纬度列（或 WKT 列）；文件的列：{'、'.join(head[:40])}。请指定 lon=列名、lat=列名。",
            f"No columns of longitude and latitude (or WKT) among {', '.join(head[:40])}. Name lon=COLUMN, lat=COLUMN.",
        )
    return wkt


def _from_wkt(texts: Array, name: str) -> tuple[Shapes, dict[str, Any]]:
    """Shapes of a WKT column."""
    shapes = shapely.from_wkt(texts, on_invalid="ignore")
    bad = [row for row, (text, one) in enumerate(zip(texts, shapes, strict=True)) if text is not None and one is None]
    faults = [
        {
            "code": "geometry_unreadable", "row": row + 1, "field": name,
            "zh": f"第 {row + 1} 行“{name}”不是 WKT 几何。", "en": f"Row {row + 1}: “{name}” holds no WKT geometry.",
        }
        for row in bad[:1000]
    ]  # fmt: skip
    had_z = int(shapely.has_z(shapes).sum())
    return Shapes(wkb=shapely.to_wkb(shapely.force_2d(shapes)).tolist()), {"faults": faults, "had_z": had_z}


def read(
    path: Path, *, encoding: str | None = None, mapping: Mapping[str, str] | None = None, max_rows: int | None = None
) -> tuple[list[Column], Shapes, dict[str, Any]]:
    """Columns, shapes and head of a CSV; ``mapping`` may name ``lon``, ``lat`` or ``wkt``. Empty cells are missing."""
    text, found = decode_text(path.read_bytes(), encoding)
    head, rows = _rows(text)
    total = len(rows)
    width = len(head)
    where = _find(head, mapping or {})
    filled = [(at, row) for at, row in enumerate(rows, 1) if any(map(str.strip, row))][:max_rows]
    numbers_of, rows = [at for at, _ in filled], [row for _, row in filled]
    table = np.empty((len(rows), width), dtype=object)
    ragged = []
    for at, row in enumerate(rows):
        if len(row) != width:
            if any(cell.strip() for cell in row[width:]):
                ragged.append(at + 1)
            row = (row + [""] * width)[:width]
        table[at] = [_cell(cell) for cell in row]
    drop = {where} if isinstance(where, str) else set(where)
    columns = [Column(name, "text", table[:, at]) for at, name in enumerate(head) if name and name not in drop]
    faults: list[dict[str, Any]] = [
        {
            "code": "row_too_long", "severity": "warning", "row": row,
            "zh": f"第 {row} 行的单元格比表头多，多出的未读；请检查是否有未加引号的逗号。",
            "en": f"Row {row} has more cells than the head; the surplus is not read. Is a comma unquoted?",
        }
        for row in ragged[:1000]
    ]  # fmt: skip
    common: dict[str, Any] = {"total": total, "encoding": found}
    if numbers_of and numbers_of[-1] != len(numbers_of):
        common["row_numbers"] = numbers_of
    if isinstance(where, str):
        shapes, extra = _from_wkt(table[:, head.index(where)], where)
        return columns, shapes, common | extra | {"faults": faults + extra["faults"]}
    texts = [table[:, head.index(name)] for name in where]
    values = [_coordinates(one) for one in texts]
    for name, one, numbers in zip(where, texts, values, strict=True):
        faults += _unread(one, numbers, name)
    points = np.column_stack(values)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    return columns, Shapes(points), common | {"faults": faults, "coordinate_columns": list(where)}
