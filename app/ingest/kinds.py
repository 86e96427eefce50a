"""The kinds of file that may be imported, each known by its suffix and its first bytes together (文件格式).

GDAL opens files by content, so a VRT named ``.geojson`` would make it read other files. Here the suffix says
which kind a file claims to be, its first bytes must agree, and one reader alone then opens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import UnknownKind, Unparsable

HEAD_BYTES = 65536  # how much of a file's beginning is looked at [byte]
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file (文件格式): its name, suffixes, titles, and the one GDAL driver that reads it, if any."""

    name: str
    suffixes: tuple[str, ...]
    zh: str
    en: str
    driver: str | None = None


ZIP = Kind("zip", (".zip",), "压缩的 Shapefile(.zip)", "zipped shapefile (.zip)", "ESRI Shapefile")
SHAPEFILE = Kind("shapefile", (".shp",), "Shapefile(.shp)", "shapefile (.shp)", "ESRI Shapefile")
GEOPACKAGE = Kind("geopackage", (".gpkg",), "GeoPackage(.gpkg)", "GeoPackage (.gpkg)", "GPKG")
GEOJSON = Kind("geojson", (".geojson", ".json"), "GeoJSON(.geojson)", "GeoJSON (.geojson)")
FLATGEOBUF = Kind("flatgeobuf", (".fgb",), "FlatGeobuf(.fgb)", "FlatGeobuf (.fgb)", "FlatGeobuf")
KML = Kind("kml", (".kml",), "KML(.kml)", "KML (.kml)", "LIBKML")
CSV = Kind("csv", (".csv", ".txt", ".tsv"), "带坐标的 CSV(.csv)", "CSV with coordinates (.csv)")
KINDS = (ZIP, GEOPACKAGE, GEOJSON, FLATGEOBUF, KML, CSV)  # a bare .shp is for the command line only

_SAVE_ANEW: dict[str, tuple[str, str]] = {
    ".rar": ("请解压后把 .shp、.dbf、.shx、.prj 打包成 .zip", "unpack it and zip the .shp, .dbf, .shx and .prj"),
    ".7z": ("请解压后把 .shp、.dbf、.shx、.prj 打包成 .zip", "unpack it and zip the .shp, .dbf, .shx and .prj"),
    ".xls": ("请在 Excel 中“另存为 CSV UTF-8”", "save it in Excel as “CSV UTF-8”"),
    ".xlsx": ("请在 Excel 中“另存为 CSV UTF-8”", "save it in Excel as “CSV UTF-8”"),
    ".dwg": ("请从 CAD 导出为 Shapefile 并打包成 .zip", "export it from the CAD program as a zipped shapefile"),
    ".dxf": ("请从 CAD 导出为 Shapefile 并打包成 .zip", "export it from the CAD program as a zipped shapefile"),
    ".pdf": ("PDF 里没有可读的坐标，请索取原始数据", "a PDF holds no coordinates; ask for the original data"),
    ".kmz": ("请解压 .kmz，上传其中的 .kml", "unpack the .kmz and give the .kml inside"),
    ".mdb": ("请用 GIS 软件导出为 GeoPackage", "export it from a GIS program as GeoPackage"),
    ".gdb": ("请用 GIS 软件导出为 GeoPackage", "export it from a GIS program as GeoPackage"),
    ".tab": ("请用 GIS 软件导出为 GeoPackage", "export it from a GIS program as GeoPackage"),
    ".dbf": ("请把 .shp、.dbf、.shx、.prj 一起打包成 .zip", "zip the .shp, .dbf, .shx and .prj together"),
    ".shp": ("请把 .shp、.dbf、.shx、.prj 一起打包成 .zip", "zip the .shp, .dbf, .shx and .prj together"),
    ".xml": ("请用 GIS 软件导出为 GeoJSON 或 GeoPackage", "export it from a GIS program as GeoJSON or GeoPackage"),
    ".gml": ("请用 GIS 软件导出为 GeoJSON 或 GeoPackage", "export it from a GIS program as GeoJSON or GeoPackage"),
    ".vrt": ("请直接上传 VRT 所指的数据文件", "give the file that the VRT points to"),
}  # fmt: skip

_CONTENT: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "ZIP 压缩文件", "a ZIP archive"),
    (b"PK\x05\x06", "空的 ZIP 压缩文件", "an empty ZIP archive"),
    (b"SQLite format 3\x00", "SQLite/GeoPackage 数据库", "an SQLite/GeoPackage database"),
    (b"fgb", "FlatGeobuf", "FlatGeobuf"),
    (b"Rar!", "RAR 压缩文件", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩文件", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office(XLS/DOC)文件", "an old Office (XLS/DOC) file"),
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"AC10", "DWG 图纸", "a DWG drawing"),
    (b"\x00\x00\x27\x0a", "Shapefile 的 .shp 部分", "the .shp part of a shapefile"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip archive"),
)


def _content(head: bytes) -> tuple[str, str] | None:
    """What the first bytes show, as (zh, en); None where they show nothing known."""
    for magic, zh, en in _CONTENT:
        if head.startswith(magic):
            return zh, en
    text = head.removeprefix(_BOM).lstrip()
    if text.startswith(b"<"):
        return "XML 文本", "XML text"
    if text.startswith(b"{"):
        return "JSON 文本", "JSON text"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "二进制文件", "a binary file"
    return None


def _agrees(kind: Kind, head: bytes) -> bool:
    """True where the first bytes are those of the kind."""
    text = head.removeprefix(_BOM).lstrip()
    if kind is ZIP:
        return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    if kind is SHAPEFILE:
        return head.startswith(b"\x00\x00\x27\x0a")
    if kind is GEOPACKAGE:  # application_id "GPKG", or "GP10"/"GP11" of the first versions
        return head.startswith(b"SQLite format 3\x00") and head[68:72] in (b"GPKG", b"GP10", b"GP11")
    if kind is GEOJSON:
        return text.startswith(b"{")
    if kind is FLATGEOBUF:
        return head.startswith(b"fgb\x03fgb")
    if kind is KML:
        return text.startswith(b"<") and b"kml" in text[:4096]
    return _content(head) is None


def known_kinds() -> tuple[str, str]:
    """The kinds that can be imported, as one phrase in Chinese and in English.

    >>> known_kinds()[1].split(", ")[1]
    'GeoPackage (.gpkg)'
    """
    return "、".join(kind.zh for kind in KINDS), ", ".join(kind.en for kind in KINDS)


def find_kind(path: Path, file_name: str, *, bare_shapefile: bool = False) -> Kind:
    """The kind of a file (文件格式) by its name's suffix, which its first bytes must bear out.

    Parameters
    ----------
    path
        Where the file lies.
    file_name
        The name its owner gave it; only the suffix counts.
    bare_shapefile
        A ``.shp`` with its siblings beside it is read too (command line).

    Raises
    ------
    UnknownKind
        The suffix is of no kind that is read here; the sentence says how to save the file anew.
    Unparsable
        The content is not of the kind that the suffix claims, or the file is empty.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a").write_bytes(b'{"type": "FeatureCollection", "features": []}')
    >>> find_kind(folder / "a", "outfalls.geojson").name
    'geojson'
    """
    suffix = Path(file_name).suffix.lower()
    candidates = (*KINDS, SHAPEFILE) if bare_shapefile else KINDS
    kind = next((kind for kind in candidates if suffix in kind.suffixes), None)
    zh_kinds, en_kinds = known_kinds()
    if kind is None:
        zh_anew, en_anew = _SAVE_ANEW.get(suffix, ("请用 GIS 软件导出为其中一种", "export it as one of these"))
        raise UnknownKind(
            f"不支持“{suffix or file_name}”格式；可导入：{zh_kinds}。{zh_anew}。",
            f"Files of kind “{suffix or file_name}” are not read; these are: {en_kinds}. Please {en_anew}.",
            parameter="file",
            code="unknown_kind",
        )
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip():
        raise Unparsable("文件是空的。", "The file is empty.", parameter="file", code="empty_file")
    if not _agrees(kind, head):
        zh_found, en_found = _content(head) or ("其他内容", "something else")
        raise Unparsable(
            f"文件名说是{kind.zh}，内容却是{zh_found}；请用正确的后缀，或重新导出。",
            f"The name says {kind.en}, the content is {en_found}; use the right suffix or export it again.",
            parameter="file",
            code="kind_mismatch",
        )
    return kind
