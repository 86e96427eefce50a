"""A layer as a file for other programs: GeoPackage, GeoJSON, shapefile, FlatGeobuf, CSV, KML (图层导出)."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyogrio import raw

from app.errors import Fault, UnknownKind
from app.export.columns import FileColumn, file_columns, shapefile_names
from app.layers.catalogue import layer_spec
from app.layers.spec import LayerSpec
from app.store.engine import Store
from app.store.features import FeatureQuery, load_frame, read_page

_PAGE = 10_000
_TEXT_BYTES = 254  # a text in a shapefile's table is no longer
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MULTI = {"Point": "Point", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


@dataclass(frozen=True)
class Content:
    """What is written: the layer, its shapes in EPSG:4490 (n,), its columns."""

    spec: LayerSpec
    geometry: NDArray[Any]
    columns: list[FileColumn]


def _geometry_type(content: Content) -> tuple[str, bool]:
    """The geometry type of the whole, and whether single parts become multi-parts for its sake."""
    kinds = {shape.geom_type for shape in content.geometry if shape is not None}
    if not kinds:
        return (_MULTI.get(content.spec.geometry, "Unknown"), False)
    if len(kinds) == 1:
        return kinds.pop(), False
    plain = {kind.removeprefix("Multi") for kind in kinds}
    return (f"Multi{plain.pop()}", True) if len(plain) == 1 else ("Unknown", False)


def _write_gdal(path: Path, driver: str, content: Content, names: Sequence[str] | None = None, **options: str) -> None:
    """Write one layer through GDAL."""
    geometry_type, promote = _geometry_type(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of widths and cut names, which we tell of ourselves
        raw.write(
            str(path), geometry=shapely.to_wkb(content.geometry), field_data=[one.values for one in content.columns],
            fields=np.array(names or [one.name for one in content.columns], dtype=object),
            field_mask=[one.missing for one in content.columns], layer=content.spec.id, driver=driver,
            geometry_type=geometry_type, promote_to_multi=promote, crs="EPSG:4490", encoding="UTF-8", **options,
        )  # fmt: skip


def _write_geopackage(path: Path, content: Content) -> list[Fault]:
    _write_gdal(path, "GPKG", content, FID="gpkg_fid")  # "fid" may be the name of a column
    return []


def _write_flatgeobuf(path: Path, content: Content) -> list[Fault]:
    _write_gdal(path, "FlatGeobuf", content, SPATIAL_INDEX="NO")  # keeps the order, and rows without a shape
    return []


def _write_kml(path: Path, content: Content) -> list[Fault]:
    _write_gdal(path, "LIBKML", content)
    return []


def _fitting(column: FileColumn) -> tuple[FileColumn, int]:
    """A column whose texts fit a shapefile's table, and how many were cut."""
    if column.values.dtype != object:
        return column, 0
    values, cut = column.values.copy(), 0
    for row, text in enumerate(values):
        if text is not None and len(text.encode()) > _TEXT_BYTES:
            values[row] = text.encode()[:_TEXT_BYTES].decode(errors="ignore")
            cut += 1
    return replace(column, values=values), cut


def _write_shapefile(path: Path, content: Content) -> list[Fault]:
    """A zip of one shapefile a geometry kind, and a table of the names that had to be cut."""
    names = shapefile_names(content.spec, content.columns)
    fitted = [_fitting(column) for column in content.columns]
    faults = [
        Fault(
            "text_cut", f"“{column.name}”有 {cut} 个值超过 Shapefile 的 254 字节，已截断；要完整请用 GeoPackage。",
            f"{cut} values of “{column.name}” exceed a shapefile's 254 bytes and were cut; use GeoPackage instead.",
            "warning", field=column.name,
        )
        for column, cut in fitted if cut
    ]  # fmt: skip
    shortened = [(short, one.name) for short, one in zip(names, content.columns, strict=True) if short != one.name]
    if shortened:
        faults.append(Fault(
            "names_cut", f"{len(shortened)} 个列名超过 10 个字节，已缩短，对照见压缩包内的 fields.csv。",
            f"{len(shortened)} column names exceed ten bytes and were cut; see fields.csv in the zip.", "warning",
        ))  # fmt: skip
    bases = np.array([None if one is None else one.geom_type.removeprefix("Multi") for one in content.geometry])
    kinds = sorted({kind for kind in bases if kind is not None}) or [content.spec.geometry.removesuffix("OrPolygon")]
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        for number, kind in enumerate(kinds):
            mask = (bases == kind) | ((bases == None) & (number == 0))  # noqa: E711 - elementwise
            part = Content(
                content.spec, content.geometry[mask],
                [FileColumn(one.name, one.values[mask], one.missing[mask]) for one, _ in fitted],
            )  # fmt: skip
            stem = content.spec.id if len(kinds) == 1 else f"{content.spec.id}_{kind.lower()}"
            _write_gdal(folder / f"{stem}.shp", "ESRI Shapefile", part, names)
        with (folder / "fields.csv").open("w", encoding="utf-8-sig", newline="") as table:
            csv.writer(table).writerows([("short", "name"), *shortened])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part_file in sorted(folder.iterdir()):
                archive.write(part_file, part_file.name)
    return faults


def guarded(text: str) -> str:
    """A text that a spreadsheet does not take for a formula; import takes the mark off again.

    >>> guarded("=1+1"), guarded("黄河")
    ("'=1+1", '黄河')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_csv(path: Path, content: Content) -> list[Fault]:
    """UTF-8 with a mark, so that Excel reads it; points as lon and lat, other shapes as WKT."""
    lists: list[list[str]] = []
    for column in content.columns:
        cells = [
            "" if gone else guarded(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool)
            else repr(value)
            for value, gone in zip(column.values.tolist(), column.missing.tolist(), strict=True)
        ]  # fmt: skip
        lists.append(cells)
    names = [guarded(column.name) for column in content.columns]
    if content.spec.geometry == "Point":
        places = [("", "") if one is None else (f"{one.x:.9f}", f"{one.y:.9f}") for one in content.geometry]
        names += ["lon", "lat"]
        lists += [[place[0] for place in places], [place[1] for place in places]]
    else:
        names.append("wkt")
        lists.append(["" if text is None else text for text in shapely.to_wkt(content.geometry, rounding_precision=9)])
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(zip(*lists, strict=True))
    return []


def _write_geojson(store: Store, layer_id: str, path: Path, *, full: bool) -> int:
    """The rendered texts as they are served, page by page; their number."""
    count, after = 0, 0
    with path.open("w", encoding="utf-8") as stream, store.reading() as connection:
        stream.write('{"type":"FeatureCollection","features":[\n')
        while True:
            page = read_page(connection, store, layer_id, FeatureQuery(after_fid=after, limit=_PAGE, full=full))
            texts = [text.decode() if isinstance(text, bytes) else text for text in page.texts]
            stream.write((",\n" if count and texts else "") + ",\n".join(texts))
            count += len(texts)
            if page.next_after is None:
                break
            after = page.next_after
        stream.write("\n]}\n")
    return count


_WRITERS: dict[str, Callable[[Path, Content], list[Fault]]] = {
    ".gpkg": _write_geopackage,
    ".fgb": _write_flatgeobuf,
    ".zip": _write_shapefile,
    ".csv": _write_csv,
    ".kml": _write_kml,
}
SUFFIXES = (".geojson", *_WRITERS)


def write_layer(store: Store, layer_id: str, path: Path, *, full: bool = True) -> tuple[Fault, ...]:
    """Write a layer to a file whose suffix says the kind (导出图层); the file appears whole or not at all.

    Parameters
    ----------
    path
        ``.gpkg``, ``.geojson``, ``.zip`` (shapefile), ``.fgb``, ``.csv`` or ``.kml``; an old file is replaced.
    full
        Personal fields too.

    Returns
    -------
    faults
        What the kind of file could not hold: names and texts that were cut.

    Raises
    ------
    Absent
        No such layer.
    UnknownKind
        No such kind of file.
    """
    spec = layer_spec(store.catalogue, layer_id)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownKind(
            f"不能导出为“{suffix or path.name}”；可用：{'、'.join(SUFFIXES)}。",
            f"“{suffix or path.name}” cannot be written; these can: {', '.join(SUFFIXES)}.",
            parameter="file", code="unknown_kind",
        )  # fmt: skip
    folder = Path(tempfile.mkdtemp(prefix=".export-", dir=path.absolute().parent))
    try:
        made = folder / f"{layer_id}{suffix}"
        faults: list[Fault] = []
        if suffix == ".geojson":
            _write_geojson(store, layer_id, made, full=full)
        else:
            with store.reading() as connection:
                frame = load_frame(connection, store, layer_id)
            geometry = np.asarray(frame.geometry.array, dtype=object)
            faults = _WRITERS[suffix](made, Content(spec, geometry, file_columns(spec, frame, full=full)))
        with made.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(made, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return tuple(faults)
