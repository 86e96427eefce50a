"""What a person may choose about a file, and reading it accordingly (导入选项)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import TooLarge, Unparsable
from app.ingest.check import COORDINATE_FIELDS
from app.ingest.child import read_file
from app.ingest.crs import parse_crs
from app.ingest.encoding import known_encoding
from app.ingest.kinds import find_kind
from app.ingest.refusal import short
from app.ingest.wire import RawTable
from app.layers.spec import LayerSpec
from app.settings import Settings


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


def read_layer_file(
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
