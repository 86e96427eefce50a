"""Which encoding a text is really in: by strict decoding, not by what the file says of itself (字符编码).

Shapefiles from Chinese offices come in GBK without ``.cpg``, or with one that says something else. Bytes decide:
what is valid UTF-8 with Chinese in it is UTF-8; else what is valid in the declared encoding and reads as text; else
GB18030, which contains GBK and GB 2312.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from app.ingest.refusal import broken, short

_LDID = {  # language driver id of the dBASE head -> encoding; the Western ones mean "whatever the machine had"
    0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "cp950", 0x78: "cp950", 0x13: "cp932", 0x7B: "cp932", 0x4E: "cp949",
    0x79: "cp949",
}  # fmt: skip
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Found:
    """The encoding in force, what the file declared (None = nothing), and whether the two differ."""

    encoding: str
    declared: str | None = None
    differs: bool = False


def known_encoding(name: str) -> str | None:
    """Python's name of an encoding as people and ``.cpg`` files write it; None where there is none of that name.

    >>> [known_encoding(name) for name in ("936", "GBK", "UTF8", "88591", "?")]
    ['gb18030', 'gb18030', 'utf-8', 'iso8859-1', None]
    """
    plain = name.strip().lower().replace("ansi", "").strip()
    if plain in {"936", "cp936", "gbk", "gb2312", "gb18030", "ms936", "oem 936", "1252-936"}:
        return "gb18030"
    if plain in {"88591", "8859-1", "iso 8859-1", "iso-88591"}:
        return "iso8859-1"
    if plain in {"big5", "950", "cp950", "big-5"}:
        return "cp950"
    for candidate in (plain, f"cp{plain}" if plain.isdigit() else plain):
        try:
            found = codecs.lookup(candidate)
        except (LookupError, ValueError):
            continue
        if getattr(found, "_is_text_encoding", True):
            return found.name
    return None


def cut_tail(data: bytes, encoding: str) -> bytes:
    """The longest beginning of ``data`` that decodes; a field's width may have cut the last character in two.

    >>> cut_tail("黄河".encode("gbk")[:-1], "gb18030").decode("gbk")
    '黄'
    """
    for length in range(len(data), max(len(data) - 4, -1), -1):
        try:
            data[:length].decode(encoding)
        except UnicodeDecodeError:
            continue
        return data[:length]
    return data


def _decodes(parts: list[bytes], encoding: str) -> str | None:
    """All parts decoded and joined, cut tails forgiven; None where one is not of that encoding."""
    try:
        return b"\0".join(parts).decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        return "\0".join(cut_tail(part, encoding).decode(encoding) for part in parts)
    except UnicodeDecodeError:
        return None


def _is_common(letter: str) -> bool:
    """True where a letter is Chinese of GB 2312, the 6,763 characters in use; mojibake mostly is not."""
    try:
        return len(letter.encode("gb2312")) == 2 and bool(_CHINESE.match(letter))
    except UnicodeEncodeError:
        return False


def _reads_as_chinese(text: str) -> bool:
    """True where what is not ASCII is mostly common Chinese."""
    foreign = [letter for letter in text[:20_000] if letter > "\x7f"]
    return bool(foreign) and sum(map(_is_common, foreign)) >= 0.6 * len(foreign)


def find_encoding(parts: list[bytes], declared: str | None = None) -> Found:
    """The encoding that all these texts are in (字符编码).

    Parameters
    ----------
    parts
        Raw texts: field names and values, blanks at the end taken off.
    declared
        What ``.cpg`` or the dBASE head says, in Python's name; None where nothing is said.

    Examples
    --------
    >>> names = ["黄河".encode("gbk"), "徒骇河".encode("gbk")]
    >>> find_encoding(names).encoding, find_encoding(names, "utf-8").differs
    ('gb18030', True)
    >>> find_encoding(["黄河".encode()], "gb18030")
    Found(encoding='utf-8', declared='gb18030', differs=True)
    >>> find_encoding(["联通".encode("gbk")]).encoding
    'gb18030'
    """
    parts = [part for part in dict.fromkeys(parts) if not part.isascii()]
    if not parts:
        return Found(declared or "utf-8", declared)
    utf8 = _decodes(parts, "utf-8")
    own = _decodes(parts, declared) if declared not in (None, "utf-8") else None
    gbk = _decodes(parts, "gb18030")
    if utf8 is not None and (_CHINESE.search(utf8) or declared == "utf-8" or gbk is None or not _reads_as_chinese(gbk)):
        encoding = "utf-8"
    elif declared == "gb18030" and own is not None:
        encoding = "gb18030"
    elif (own is not None and declared is not None and not (gbk is not None and _reads_as_chinese(gbk))) or (
        own is not None and declared in ("cp950", "cp932", "cp949") and _reads_as_chinese(own)
    ):
        encoding = declared
    else:
        encoding = "gb18030"
    return Found(encoding, declared, declared is not None and encoding != declared)


def decode_column(values: list[str | None], encoding: str) -> tuple[list[str | None], list[int], list[int]]:
    """Texts decoded from what GDAL read as ISO-8859-1; rows with a cut tail, rows with bytes that say nothing.

    >>> raw = ["黄河".encode("gbk").decode("latin-1"), None, "徒骇".encode("gbk")[:-1].decode("latin-1")]
    >>> decode_column(raw, "gb18030")
    (['黄河', None, '徒'], [2], [])
    """
    joined = "\0".join("" if value is None else value for value in values).encode("iso8859-1", "replace")
    if joined.isascii():
        return values, [], []
    try:
        texts = joined.decode(encoding).split("\0")
        if len(texts) == len(values):
            return [None if raw is None else text for raw, text in zip(values, texts, strict=True)], [], []
    except UnicodeDecodeError:
        pass
    decoded: list[str | None] = []
    cut: list[int] = []
    lost: list[int] = []
    for row, value in enumerate(values):
        if value is None:
            decoded.append(None)
            continue
        data = value.encode("iso8859-1", "replace")
        try:
            decoded.append(data.decode(encoding))
        except UnicodeDecodeError:
            whole = cut_tail(data, encoding)
            (cut if whole != data else lost).append(row)
            decoded.append(whole.decode(encoding, "replace").rstrip())
    return decoded, cut, lost


def declared_encoding(dbf: Path) -> str | None:
    """What the ``.cpg`` beside a table says, else the table's own head; None where neither says anything usable."""
    for suffix in (".cpg", ".CPG", ".cst", ".CST"):
        beside = dbf.with_suffix(suffix)
        if beside.is_file():
            return known_encoding(beside.read_bytes()[:64].decode("ascii", "ignore"))
    with dbf.open("rb") as stream:
        head = stream.read(32)
    return _LDID.get(head[29]) if len(head) == 32 else None


def dbf_texts(dbf: Path, most_bytes: int = 64 * 1024 * 1024) -> list[bytes]:
    """Field names and text values of a dBASE table as raw bytes, distinct, from its first ``most_bytes`` [byte]."""
    with dbf.open("rb") as stream:
        data = stream.read(most_bytes)
    if len(data) < 33:
        raise broken("dbf_broken", "属性表 .dbf 不完整。", "The attribute table .dbf is not whole.")
    head_size, row_size = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    names: list[bytes] = []
    spans: list[tuple[int, int]] = []
    at, offset = 32, 1
    while at + 32 <= min(head_size, len(data)) and data[at] != 0x0D:
        width = data[at + 16]
        if data[at + 11 : at + 12] in (b"C", b"c"):
            width += 256 * data[at + 17]  # long texts keep the upper byte where numbers keep decimals
            spans.append((offset, offset + width))
        names.append(data[at : at + 11].split(b"\0")[0])
        offset += width
        at += 32
    if row_size == 0 or head_size < 33:
        raise broken("dbf_broken", "属性表 .dbf 的文件头不正确。", "The head of the attribute table .dbf is wrong.")
    texts: dict[bytes, None] = dict.fromkeys(names)
    for start in range(head_size, len(data) - row_size + 1, row_size):
        row = data[start : start + row_size]
        for a, b in spans:
            part = row[a:b]
            if not part.isascii():
                texts[part.split(b"\0")[0].rstrip(b" ")] = None
    return list(texts)


def decode_text(data: bytes, chosen: str | None = None) -> tuple[str, str]:
    """A whole text file decoded, and its encoding: BOM, UTF-8, GB18030, in that order; ``chosen`` wins.

    >>> decode_text("名称,经度".encode("gbk"))
    ('名称,经度', 'gb18030')
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name), name
            except UnicodeDecodeError:
                break
    for name in [chosen] if chosen else ["utf-8", "gb18030"]:
        try:
            return data.decode(name), name
        except UnicodeDecodeError as error:
            reason = short(error)
    raise broken(
        "text_encoding",
        f"无法按 {chosen or 'UTF-8 或 GB18030'} 解码（{reason}）；请用编码选项写明，或另存为 UTF-8。",
        f"It cannot be decoded as {chosen or 'UTF-8 or GB18030'} ({reason}); name the encoding or save it as UTF-8.",
    )
