"""The parts of a .docx or .xlsx that a person gave us, once it is known to be harmless (Office 文件检查).

A template comes from outside and goes out again in the office's name: it may hold no macro, no link to another file
or host, no embedded object, no document type declaration, and may not unpack to more than it should.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final
from xml.parsers import expat

from app.errors import TooLarge, UnknownKind, Unparsable

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 40 * 1024 * 1024
MAX_PARTS: Final = 500
_BLOCK: Final = 64 * 1024
_STEADY_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MAIN: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_MACRO: Final = re.compile(r"vbaproject|vbadata|activex|macrosheet|dialogsheet", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"/(embeddings|externallinks|querytables|connections\.xml|ole)", re.IGNORECASE)
_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "SEQ", "TOC", "="})
_FIELD: Final = re.compile(r"\s*(=|[A-Za-z]+)")


def checked_parts(content: bytes, kind: str) -> dict[str, bytes]:
    """The parts of a .docx or .xlsx by name, after every check (检查过的部件).

    Parameters
    ----------
    content
        The file.
    kind
        ``"docx"`` or ``"xlsx"``.

    Raises
    ------
    UnknownKind
        Another kind of file: the old format, one with macros, a template kind.
    TooLarge
        Over 5 MB, over 40 MB unpacked, over 500 parts.
    Unparsable
        Broken, encrypted, with links, embedded objects, fields that fetch, or a document type declaration.

    Examples
    --------
    >>> checked_parts(b"", "docx")
    Traceback (most recent call last):
    app.errors.UnknownKind: The file is no .docx; save it anew as .docx in WPS or Word.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(
            f"模板有 {len(content) / 1e6:.1f} MB，超过 5 MB 的上限；请去掉图片后再上传。",
            f"The template has {len(content) / 1e6:.1f} MB, more than 5 MB; take its pictures out.",
            parameter="template", code="template_size",
        )  # fmt: skip
    if not content.startswith(b"PK\x03\x04"):
        raise _wrong_kind(kind)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _read_parts(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        raise _hostile("已损坏或已加密，无法打开", "is broken or encrypted", "template_broken") from None
    types = parts.get("[Content_Types].xml")
    if types is None:
        raise _wrong_kind(kind)
    for name, part in parts.items():
        _check_part(name, part)
    if _MAIN[kind] not in _content_types(types):
        raise _wrong_kind(kind)
    return parts


def steady(content: bytes) -> bytes:
    """The same package with its parts in one order and at one time: equal contents give equal bytes (固定打包)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            info = zipfile.ZipInfo(name, _STEADY_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


def _wrong_kind(kind: str) -> UnknownKind:
    """Not the kind of file that was asked for."""
    program = "WPS 文字或 Word" if kind == "docx" else "WPS 表格或 Excel"
    program_en = "WPS or Word" if kind == "docx" else "WPS or Excel"
    return UnknownKind(
        f"文件不是 .{kind}；请用{program}另存为 .{kind}（不含宏）后再上传。",
        f"The file is no .{kind}; save it anew as .{kind} in {program_en}.",
        parameter="template", code="template_kind",
    )  # fmt: skip


def _hostile(zh: str, en: str, code: str) -> Unparsable:
    """A package that is not used."""
    return Unparsable(f"模板{zh}，不予使用。", f"The template {en}; it is not used.", parameter="template", code=code)


def _read_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part, by its true size and not by the size it claims."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_PARTS:
        raise TooLarge(
            f"模板内有 {len(infos)} 个部件，超过 {MAX_PARTS} 个的上限。",
            f"The template has {len(infos)} parts, more than {MAX_PARTS}.", parameter="template", code="template_size",
        )  # fmt: skip
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for info in infos:
        name = info.filename
        if name in parts or name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
            raise _hostile("的内部结构异常", "has an odd structure", "template_broken")
        if info.flag_bits & 0x1:
            raise _hostile("已加密", "is encrypted", "template_broken")
        blocks = []
        with archive.open(info) as packed:
            while block := packed.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise TooLarge(
                        "模板解压后超过 40 MB，疑似异常文件。", "Unpacked, the template exceeds 40 MB.",
                        parameter="template", code="template_size",
                    )  # fmt: skip
                blocks.append(block)
        parts[name] = b"".join(blocks)
    return parts


def _check_part(name: str, part: bytes) -> None:
    """One part: its name, and where it is XML its content."""
    if _MACRO.search(name):
        raise _hostile("含有宏", "holds macros", "template_macro")
    if _EMBEDDED.search(f"/{name}"):
        raise _hostile("含有嵌入对象或外部数据链接", "holds an embedded object or a data link", "template_external")
    if name.lower().endswith((".xml", ".rels")):
        _parse(name, part)


def _parse(name: str, part: bytes) -> None:
    """Well-formed, without a document type, without links or fields that fetch."""
    parser = expat.ParserCreate(namespace_separator=" ")
    field: list[str] = []
    inside = {"instruction": False}

    def refuse_doctype(*_: Any) -> None:
        raise _hostile("含有文档类型声明", "has a document type declaration", "template_broken")

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "Relationship" and attributes.get("TargetMode", "").lower() == "external":
            target = attributes.get("Target", "")[:60]
            raise _hostile(f"含有外部链接“{target}”", f"links to “{target}”", "template_external")
        if local in {"Override", "Default"} and "macro" in attributes.get("ContentType", "").lower():
            raise _hostile("含有宏", "holds macros", "template_macro")
        if local == "altChunk":
            raise _hostile("含有嵌入对象或外部数据链接", "holds an embedded object or a data link", "template_external")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if local == "fldSimple":
            _check_field(plain.get("instr", ""))
        inside["instruction"] = local == "instrText"
        if local == "fldChar" and plain.get("fldCharType") in {"separate", "end"}:
            if field:
                _check_field("".join(field))
            field.clear()

    def end(_: str) -> None:
        inside["instruction"] = False

    def text(letters: str) -> None:
        if inside["instruction"]:
            field.append(letters)

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        short = name.rpartition("/")[2][:40]
        sentences = f"的部件“{short}”不是完好的 XML", f"has a part “{short}” that is no XML"
        raise _hostile(*sentences, "template_broken") from None
    if field:
        _check_field("".join(field))


def _check_field(instruction: str) -> None:
    """A field that only counts or repeats; one that fetches, runs or links is refused."""
    found = _FIELD.match(instruction)
    if found is None or found[1].upper() not in _FIELDS:
        short = instruction.strip()[:40]
        raise _hostile(f"含有域“{short}”", f"holds the field “{short}”", "template_field")


def _content_types(part: bytes) -> set[str]:
    """Content types that the package names."""
    found: set[str] = set()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _tag, attributes: found.add(attributes.get("ContentType", ""))
    parser.Parse(part, True)
    return found
