"""Import of a layer file: read apart, checked, compared, published as one revision, or nothing (图层导入)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd

from app.errors import BreaksRule, Fault, TooLarge, Unparsable
from app.ingest.check import COORDINATE_FIELDS, CheckedTable, check_table
from app.ingest.child import read_file
from app.ingest.crs import parse_crs
from app.ingest.encoding import known_encoding
from app.ingest.kinds import find_kind
from app.ingest.refusal import short
from app.ingest.wire import RawTable
from app.layers.catalogue import layer_spec
from app.layers.columns import ColumnMatch
from app.layers.spec import LayerSpec
from app.settings import Settings
from app.store.engine import Store
from app.store.features import layer_state
from app.store.revisions import Difference, Revision, difference, publish

Progress = Callable[[str, str], None]  # told each stage in Chinese and in English
_PLACES = ("districts", "reaches", "sections", "outfalls")  # layers that say where the store is, the best first


@dataclass(frozen=True)
class Options:
    """What a person may choose about a file (导入选项).

    Attributes
    ----------
    mapping
        Field -> column; ``lon``, ``lat`` or ``wkt`` -> column of a table's coordinates.
    crs
        ``EPSG:n``; wins over the file's own.
    encoding
        Encoding of the texts, e.g. ``gbk``; wins over everything the file says.
    source_layer
        The layer, or the shapefile of a zip, where the file has several.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    encoding: str | None = None
    source_layer: str | None = None


@dataclass(frozen=True)
class Checked:
    """A file after its check, before publishing (检查结果).

    ``counts``: ``read``, ``added``, ``changed``, ``removed``, ``unchanged``, ``errors``, ``warnings``, ``repairs``;
    the middle four only where nothing is refused.
    """

    frame: gpd.GeoDataFrame
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    sha256: str
    match: ColumnMatch
    refused: bool


@dataclass(frozen=True)
class ImportResult:
    """What an import did (导入结果): the revision, None where nothing differed; counts; warnings and repairs."""

    revision: Revision | None
    counts: dict[str, int]
    faults: tuple[Fault, ...]


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_options(spec: LayerSpec, options: Options) -> str | None:
    """Refuse options that cannot be; answers the encoding in Python's name.

    Raises
    ------
    Unparsable
        An unknown CRS, encoding or field of the layer.
    """
    if options.crs:
        parse_crs(options.crs)
    known = {one.name for one in spec.fields} | COORDINATE_FIELDS
    wrong = next((name for name in options.mapping if name not in known), None)
    if wrong is not None:
        raise Unparsable(
            f"图层“{spec.zh}”没有字段“{short(wrong)}”。可用字段：{'、'.join(sorted(known))}。",
            f"Layer {spec.id} has no field “{short(wrong)}”. Fields: {', '.join(sorted(known))}.",
            parameter="mapping", code="field_unknown",
        )  # fmt: skip
    if not options.encoding:
        return None
    encoding = known_encoding(options.encoding)
    if encoding is None:
        raise Unparsable(
            f"不认识编码“{short(options.encoding)}”；常用：utf-8、gbk。",
            f"Unknown encoding “{short(options.encoding)}”; common ones are utf-8 and gbk.",
            parameter="encoding", code="encoding_unknown",
        )  # fmt: skip
    return encoding


def read_raw(
    settings: Settings, spec: LayerSpec, path: Path, file_name: str, options: Options, *,
    bare_shapefile: bool = False, max_rows: int | None = None,
) -> RawTable:  # fmt: skip
    """The file's table, or its first rows, read in a process apart.

    Raises
    ------
    Unparsable, UnknownKind, TooLarge, BreaksRule
        Faults of the request and of the file as a whole.
    """
    encoding = check_options(spec, options)
    kind = find_kind(path, file_name, bare_shapefile=bare_shapefile)
    size = path.stat().st_size
    if size > settings.upload_max_bytes:
        raise TooLarge(
            f"文件有 {size / 1e6:.0f} MB，超过 {settings.upload_max_bytes / 1e6:.0f} MB 的上限。",
            f"The file has {size / 1e6:.0f} MB, more than {settings.upload_max_bytes / 1e6:.0f} MB.",
            parameter="file", code="file_size",
        )  # fmt: skip
    return read_file(
        path, kind, settings, layer=options.source_layer or None, encoding=encoding,
        mapping={name: column for name, column in options.mapping.items() if name in COORDINATE_FIELDS},
        fid_name=options.mapping.get(spec.key), max_rows=max_rows,
    )  # fmt: skip


def place_of(store: Store) -> float | None:
    """Longitude of the middle of what the store holds [degree], None where it is empty."""
    with store.reading() as connection:
        for layer in _PLACES:
            if any(spec.id == layer for spec in store.catalogue):
                bbox = layer_state(connection, store, layer).bbox
                if bbox is not None:
                    return float(bbox[0] + bbox[2]) / 2
    return None


def check_raw(store: Store, spec: LayerSpec, table: RawTable, options: Options) -> CheckedTable:
    """The table checked against the layer; faults of rows are in the answer."""
    return check_table(table, spec, mapping=options.mapping, crs=options.crs or None, near_lon=place_of(store))


def _counts(totals: dict[str, int], found: Difference | None) -> dict[str, int]:
    counts = dict(totals)
    if found is not None:
        counts |= {"added": len(found.added), "changed": len(found.changed), "removed": len(found.removed)}
        counts["unchanged"] = found.unchanged
    return counts


def check_file(
    store: Store, settings: Settings, layer_id: str, path: Path, *, file_name: str | None = None,
    mapping: Mapping[str, str] | None = None, crs: str | None = None, encoding: str | None = None,
    source_layer: str | None = None, bare_shapefile: bool = False,
) -> Checked:  # fmt: skip
    """A file checked against a layer and compared with it; nothing is changed (检查文件).

    Parameters
    ----------
    layer_id
        The layer, e.g. ``"outfalls"``.
    path, file_name
        Where the file lies, and the name its owner gave it (its suffix says the kind).
    mapping, crs, encoding, source_layer
        See :class:`Options`.
    bare_shapefile
        Read a ``.shp`` with its siblings (command line).

    Raises
    ------
    Absent
        No such layer.
    Unparsable, UnknownKind, TooLarge, BreaksRule
        The request or the file as a whole is at fault; faults of rows are in the answer.
    """
    spec = layer_spec(store.catalogue, layer_id)
    options = Options(mapping or {}, crs, encoding, source_layer)
    table = read_raw(settings, spec, path, file_name or path.name, options, bare_shapefile=bare_shapefile)
    checked = check_raw(store, spec, table, options)
    found = None
    if not checked.refused:
        with store.reading() as connection:
            found = difference(connection, store, layer_id, checked.frame)
    return Checked(
        checked.frame, checked.faults, _counts(checked.totals, found), file_sha256(path), checked.match, checked.refused
    )


def refusal_of(checked: CheckedTable) -> BreaksRule:
    """The error that refuses a file for the faults of its rows."""
    n = checked.totals["errors"]
    first = checked.faults[0]
    return BreaksRule(
        f"有 {n} 处错误，没有导入，原有数据未改动。第一处：{first.zh}",
        f"{n} errors; nothing was imported, nothing changed. The first: {first.en}",
        parameter="file", faults=checked.faults, code="file_refused",
    )  # fmt: skip


def import_file(
    store: Store, settings: Settings, layer_id: str, path: Path, *, who: str, file_name: str | None = None,
    mapping: Mapping[str, str] | None = None, crs: str | None = None, encoding: str | None = None,
    source_layer: str | None = None, note: str = "", keep_missing: bool = False, progress: Progress | None = None,
) -> ImportResult:  # fmt: skip
    """A file as the layer's next revision, in one transaction (导入); the same file again is no revision.

    Parameters
    ----------
    who, note
        Who imports, and why; kept with the revision.
    keep_missing
        Leave features that the file lacks; else they go into the history.
    progress
        Told each stage as it begins, in Chinese and in English.

    Raises
    ------
    BreaksRule
        The file is refused, with ``faults``; nothing has changed.
    Absent, Unparsable, UnknownKind, TooLarge
        As ``check_file``.
    """
    tell = progress or (lambda zh, en: None)
    spec = layer_spec(store.catalogue, layer_id)
    options = Options(mapping or {}, crs, encoding, source_layer)
    tell("读取文件", "reading the file")
    table = read_raw(settings, spec, path, file_name or path.name, options, bare_shapefile=True)
    tell(f"检查 {len(table)} 行", f"checking {len(table)} rows")
    checked = check_raw(store, spec, table, options)
    if checked.refused:
        raise refusal_of(checked)
    tell("写入", "publishing")
    with store.writing() as connection:
        revision = publish(
            connection, store, layer_id, checked.frame, who=who, file_name=file_name or path.name,
            file_sha256=file_sha256(path), note=note, keep_missing=keep_missing,
        )  # fmt: skip
    return ImportResult(revision, published_counts(checked, revision), checked.faults)


def published_counts(checked: CheckedTable, revision: Revision | None) -> dict[str, int]:
    """Counts after publishing: what the revision did, and how many features stayed as they were."""
    added, changed, removed = (revision.added, revision.changed, revision.removed) if revision else (0, 0, 0)
    unchanged = checked.totals["read"] - added - changed
    return checked.totals | {"added": added, "changed": changed, "removed": removed, "unchanged": unchanged}
