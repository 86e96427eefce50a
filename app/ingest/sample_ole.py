"""What an old Office file holds, without running anything of it: stream names, marks of a workbook (旧版 Excel).

The compound file format is [MS-CFB], the records of a workbook are [MS-XLS]; only what the reader of cells does not
tell is taken from here: the epoch of its days, a password, cells that hold an error or a formula never computed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OLE_SIGN: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ERROR_TEXTS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_END: Final = 0xFFFFFFFA  # this and above is no sector
_MOST_SECTORS: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class XlsMarks:
    """Epoch, password, and special cells by sheet in file order: row and column from 0 to error text or ``=``."""

    epoch_1904: bool
    password: bool
    cells: tuple[dict[tuple[int, int], str], ...]


def stream_names(data: bytes) -> tuple[str, ...]:
    """Names of the streams of a compound file; empty where it is none or broken.

    >>> stream_names(b"no compound file")
    ()
    """
    try:
        return tuple(name for name, _, _, _ in _directory(data))
    except (struct.error, ValueError, IndexError):
        return ()


def workbook_stream(data: bytes) -> bytes:
    """The stream of a workbook; empty where there is none."""
    try:
        for name, kind, start, size in _directory(data):
            if kind == 2 and name in ("Workbook", "Book"):
                return _stream(data, start, size)
    except (struct.error, ValueError, IndexError):
        pass
    return b""


def read_marks(stream: bytes) -> XlsMarks:
    """What the records of a workbook say beside its values.

    >>> read_marks(b"").epoch_1904, read_marks(b"").cells
    (False, ())
    """
    epoch = password = False
    cells: list[dict[tuple[int, int], str]] = []
    level = -1  # the workbook's own part comes first
    waiting: tuple[int, int] | None = None  # a formula whose text must follow
    for number, body in _records(stream):
        if waiting is not None:
            if number not in (0x0207, 0x0221, 0x0236, 0x04BC):
                cells[-1][waiting] = "="
                waiting = None
            elif number == 0x0207:
                waiting = None
        if number == 0x0809:
            level += 1
            if level > 0 and len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] == 0x0010:
                cells.append({})
        elif number == 0x0022 and len(body) >= 2:
            epoch = struct.unpack_from("<H", body)[0] == 1
        elif number == 0x002F:
            return XlsMarks(epoch, True, ())
        elif cells and number == 0x0205 and len(body) >= 8 and body[7] == 1:
            cells[-1][struct.unpack_from("<HH", body)] = ERROR_TEXTS.get(body[6], "#N/A")
        elif cells and number == 0x0006 and len(body) >= 14 and body[12:14] == b"\xff\xff":
            place = struct.unpack_from("<HH", body)
            if body[6] == 2:
                cells[-1][place] = ERROR_TEXTS.get(body[8], "#N/A")
            elif body[6] == 0:
                waiting = place
    return XlsMarks(epoch, password, tuple(cells))


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and body of each record."""
    at = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sectors(data: bytes) -> tuple[int, list[int]]:
    """Size of a sector [byte] and the table that says which follows which."""
    if not data.startswith(OLE_SIGN) or len(data) < 512:
        raise ValueError("no compound file")
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    places = [one for one in struct.unpack_from("<109I", data, 76) if one < _END]
    more, steps = struct.unpack_from("<I", data, 68)[0], 0
    while more < _END and steps < 10_000:
        block = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        places += [one for one in block[:-1] if one < _END]
        more, steps = block[-1], steps + 1
    table: list[int] = []
    for place in places:
        part = data[(place + 1) * size : (place + 2) * size]
        table += struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])
        if len(table) > _MOST_SECTORS:
            raise ValueError("too many sectors")
    return size, table


def _chain(data: bytes, start: int, size: int, table: list[int]) -> bytes:
    """The sectors from ``start`` on, joined."""
    parts, seen = [], 0
    while start < _END:
        parts.append(data[(start + 1) * size : (start + 2) * size])
        start, seen = table[start], seen + 1
        if seen > len(table):
            raise ValueError("a ring of sectors")
    return b"".join(parts)


def _directory(data: bytes) -> list[tuple[str, int, int, int]]:
    """Name, kind, first sector and size [byte] of each entry."""
    size, table = _sectors(data)
    whole = _chain(data, struct.unpack_from("<I", data, 48)[0], size, table)
    entries = []
    for at in range(0, len(whole) - 127, 128):
        length = struct.unpack_from("<H", whole, at + 64)[0]
        kind = whole[at + 66]
        if kind and 2 <= length <= 64:
            name = whole[at : at + length - 2].decode("utf-16-le", "replace")
            start, bytes_ = struct.unpack_from("<IQ", whole, at + 116)
            entries.append((name, kind, start, bytes_ & 0xFFFFFFFF))
    return entries


def _stream(data: bytes, start: int, size: int) -> bytes:
    """A stream's bytes; short ones lie in the root's small sectors."""
    sector, table = _sectors(data)
    if size >= 4096:
        return _chain(data, start, sector, table)[:size]
    root = next(entry for entry in _directory(data) if entry[1] == 5)
    small = _chain(data, root[2], sector, table)
    small_table: list[int] = []
    first = struct.unpack_from("<I", data, 60)[0]
    if first < _END:
        raw = _chain(data, first, sector, table)
        small_table = list(struct.unpack(f"<{len(raw) // 4}I", raw))
    parts, at, seen = [], start, 0
    while at < _END and seen <= len(small_table):
        parts.append(small[at * 64 : (at + 1) * 64])
        at, seen = small_table[at], seen + 1
    return b"".join(parts)[:size]
