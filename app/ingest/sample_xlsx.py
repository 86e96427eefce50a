"""What the XML of a workbook says beside its values: errors, formulas never computed, far cells, the epoch (xlsx)."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from app.ingest.refusal import Refusal, broken
from app.ingest.sample_grid import cell_place, column_label

_BLOCK: Final = 8 * 1024 * 1024
_RATIO: Final = 200  # packed to unpacked, as for layers
_RATIO_FROM: Final = 64 * 1024 * 1024
_MOST_MARKED: Final = 200_000
MAX_CELLS: Final = 4_000_000  # of one sheet, from A1 to its last cell
_CELL: Final = re.compile(rb"<c\b([^>]*?)(/>|>(.*?)</c>)", re.DOTALL)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_STYLE: Final = re.compile(rb'\bs="(\d+)"')
_VALUE: Final = re.compile(rb"<(?:v|t)\b[^>]*>([^<]*)</(?:v|t)>")
_FORMULA: Final = re.compile(rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)")


@dataclass(slots=True)
class XlsxMarks:
    """Special cells of one sheet by place: an error's text, ``=`` and the formula, or a limit's mark of its format."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    limits: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = -1
    last_column: int = -1


def check_archive(archive: zipfile.ZipFile, max_bytes: int) -> None:
    """Refuse an archive that is too large unpacked, packed like a bomb, encrypted, or with paths that leave it."""
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > 5000 or total > max_bytes or (total > _RATIO_FROM and total > _RATIO * max(packed, 1)):
        raise Refusal(
            "too_large", "zip_size",
            f"工作簿解压后有 {total / 1e6:.0f} MB，过大或压缩比异常；请只留需要的工作表，另存后再导入。",
            f"Unpacked, the workbook has {total / 1e6:.0f} MB: too large, or packed like a bomb; keep what is needed.",
        )  # fmt: skip
    for info in infos:
        if info.flag_bits & 0x1 or ".." in PurePosixPath(info.filename.replace("\\", "/")).parts:
            raise broken("zip_path", "工作簿内部不正常，不予读取。", "The workbook is odd inside; it is not read.")


def epoch_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts its days from 1904."""
    head = _begin(archive, "xl/workbook.xml")
    return re.search(rb'<workbookPr\b[^>]*\bdate1904="(?:1|true)"', head) is not None


def limit_styles(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """Styles whose number format shows ``L`` behind or ``<`` before a number: the mark is not in the value itself."""
    text = _begin(archive, "xl/styles.xml")
    formats: dict[bytes, str] = {}
    for one in re.finditer(rb'<numFmt\b[^>]*\bnumFmtId="(\d+)"[^>]*\bformatCode="([^"]*)"', text):
        code = one[2].replace(b"&quot;", b'"').replace(b"&lt;", b"<").split(b";")[0]
        if re.search(rb'[0#?](?:"[Ll]"|\\[Ll])$', code):
            formats[one[1]] = "L"
        elif re.match(rb'(?:"[<]"|\\?<)[0#?]', code):
            formats[one[1]] = "<"
    found: dict[bytes, str] = {}
    if formats:
        part = re.search(rb"<cellXfs\b.*?</cellXfs>", text, re.DOTALL)
        for at, style in enumerate(re.finditer(rb'<xf\b[^>]*?\bnumFmtId="(\d+)"', part[0] if part else b"")):
            if style[1] in formats:
                found[str(at).encode()] = formats[style[1]]
    return found


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    import html

    relations = {}
    for one in re.finditer(rb"<Relationship\b[^>]*>", _begin(archive, "xl/_rels/workbook.xml.rels")):
        key, target = re.search(rb'\bId="([^"]*)"', one[0]), re.search(rb'\bTarget="([^"]*)"', one[0])
        if key and target:
            path = target[1].decode("utf-8", "replace")
            relations[key[1]] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    paths = {}
    for one in re.finditer(rb"<sheet\b[^>]*>", _begin(archive, "xl/workbook.xml")):
        name, key = re.search(rb'\bname="([^"]*)"', one[0]), re.search(rb'\br:id="([^"]*)"', one[0])
        if name and key and key[1] in relations:
            paths[html.unescape(name[1].decode("utf-8", "replace"))] = relations[key[1]]
    return paths


def scan_sheet(archive: zipfile.ZipFile, path: str, styles: dict[bytes, str]) -> XlsxMarks:
    """Special cells of a sheet and where its last cell with content is; read block by block.

    Raises
    ------
    Refusal
        Its cells span more than ``MAX_CELLS``.
    """
    marks = XlsxMarks()
    try:
        stream = archive.open(path)
    except KeyError:
        return marks
    with stream:
        rest = b""
        while block := stream.read(_BLOCK):
            rest += block
            end = max(rest.rfind(b"</c>") + 4, rest.rfind(b"/>") + 2, 4)
            _scan(rest[:end], styles, marks)
            rest = rest[end:]
            if len(rest) > 8 * _BLOCK:
                raise broken("file_broken", "工作表有过长的单元格。", "A sheet has a cell that is too long.")
    if (marks.last_row + 1) * (marks.last_column + 1) > MAX_CELLS:
        place = f"{column_label(marks.last_column)}{marks.last_row + 1}"
        raise Refusal(
            "too_large", "sheet_too_large",
            f"工作表一直写到 {place}，超过 {MAX_CELLS} 个单元格；请删去表格以外的零散内容，或分批导入。",
            f"The sheet reaches as far as {place}, more than {MAX_CELLS} cells; delete what lies outside the table.",
        )  # fmt: skip
    return marks


def _scan(data: bytes, styles: dict[bytes, str], marks: XlsxMarks) -> None:
    """The special cells of a part of a sheet."""
    for cell in _CELL.finditer(data):
        head, body = cell[1], cell[3]
        if not body:
            continue
        value = _VALUE.search(body)
        written = value is not None and value[1] != b""
        formula = b"<f" in body
        if not written and not formula:
            continue
        found = _PLACE.search(head)
        if found is None:
            continue
        place = cell_place(found[1].decode())
        marks.last_row, marks.last_column = max(marks.last_row, place[0]), max(marks.last_column, place[1])
        if len(marks.errors) + len(marks.formulas) + len(marks.limits) > _MOST_MARKED:
            continue
        if b't="e"' in head and value is not None:
            marks.errors[place] = value[1].decode("utf-8", "replace")[:20]
        elif formula and not written and b't="str"' not in head:
            told = _FORMULA.search(body)
            marks.formulas[place] = "=" + (told[1] or b"").decode("utf-8", "replace")[:100] if told else "="
        elif styles and (style := _STYLE.search(head)) and style[1] in styles:
            marks.limits[place] = styles[style[1]]


def _begin(archive: zipfile.ZipFile, path: str) -> bytes:
    """The first 16 MB of a part; empty where it is absent."""
    try:
        with archive.open(path) as stream:
            return stream.read(16 * 1024 * 1024)
    except KeyError:
        return b""
