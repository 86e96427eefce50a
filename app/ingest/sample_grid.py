"""Sheets of a workbook as grids of typed cells, and their plain form on the wire (工作表单元格)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

EMPTY, TEXT, NUMBER, DATE, BOOLEAN, ERROR, FORMULA = range(7)
KIND_NAMES: Final = ("empty", "text", "number", "date", "boolean", "error", "formula")
Merged = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet (工作表); row 0 and column 0 are what a spreadsheet shows as 1 and A.

    Attributes
    ----------
    kinds
        Kind of each cell, shape (rows, columns): ``EMPTY`` … ``FORMULA``; a formula is one that was never computed.
    texts
        What each cell holds, same shape: a number as Python writes it, a date in ISO form, ``""`` where empty.
    merged
        Merged ranges as first row, first column, last row, last column.
    """

    name: str
    kinds: NDArray[np.uint8]
    texts: NDArray[Any]
    merged: tuple[Merged, ...] = ()
    visible: bool = True


@dataclass(frozen=True, slots=True)
class SampleBook:
    """A file of samples as it was read, before anything is recognised in it (样品工作簿).

    Attributes
    ----------
    kind
        ``xlsx``, ``xls`` or ``text``.
    epoch_1904
        Whether serial numbers of days count from 1904.
    notes
        Plain mappings of ``app.errors.Fault``, found while reading.
    """

    kind: str
    file_name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False
    notes: tuple[dict[str, Any], ...] = ()


def column_label(at: int) -> str:
    """The letters of a column, 0 is A (列标).

    >>> [column_label(at) for at in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    label = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        label = chr(65 + rest) + label
    return label


def column_at(label: str) -> int:
    """The column of its letters, A is 0; ValueError where they are none.

    >>> column_at("a"), column_at("AA")
    (0, 26)
    """
    if not re.fullmatch(r"[A-Za-z]{1,3}", label):
        raise ValueError(label)
    at = 0
    for letter in label.upper():
        at = at * 26 + ord(letter) - 64
    return at - 1


def cell_place(place: str) -> tuple[int, int]:
    """Row and column of a cell's name, both from 0.

    >>> cell_place("C7")
    (6, 2)
    """
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", place)
    if match is None:
        raise ValueError(place)
    return int(match[2]) - 1, column_at(match[1])


def text_sheet(rows: list[list[str]], name: str = "") -> Sheet:
    """A sheet of texts alone; short rows are filled up.

    >>> text_sheet([["a"], ["b", "c"]]).kinds.tolist()
    [[1, 0], [1, 1]]
    """
    width = max(map(len, rows), default=0)
    texts = np.empty((len(rows), width), dtype=object)
    for at, row in enumerate(rows):
        texts[at] = row if len(row) == width else row + [""] * (width - len(row))
    kinds = (texts != "").astype(np.uint8) if texts.size else np.zeros(texts.shape, dtype=np.uint8)
    return Sheet(name, kinds, texts)


def write_sheets(path: Path, sheets: Iterable[Sheet], head: dict[str, Any]) -> None:
    """Write sheets as a JSON head and plain buffers; nothing of it is executed when it is read."""
    heads: list[dict[str, Any]] = []
    buffers: list[bytes] = []
    for sheet in sheets:
        joined = "\0".join(sheet.texts.ravel().tolist())
        if joined.count("\0") != max(sheet.texts.size - 1, 0):
            joined = "\0".join(text.replace("\0", "") for text in sheet.texts.ravel().tolist())
        parts = [sheet.kinds.tobytes(), joined.encode("utf-8", "replace")]
        buffers += parts
        heads.append(
            {
                "name": sheet.name, "shape": sheet.kinds.shape, "merged": sheet.merged, "visible": sheet.visible,
                "sizes": [len(part) for part in parts],
            }
        )  # fmt: skip
    text = json.dumps(head | {"sheets": heads}, ensure_ascii=False).encode("utf-8", "replace")
    with path.open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little"))
        stream.write(text)
        stream.writelines(buffers)


def read_sheets(path: Path) -> tuple[tuple[Sheet, ...], dict[str, Any]]:
    """The sheets that ``write_sheets`` wrote, and the head; ValueError where the file is not whole.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "sheets"
    >>> write_sheets(target, [text_sheet([["断面", "氨氮"], ["前油坊", ""]], "5月")], {"epoch_1904": False})
    >>> sheets, head = read_sheets(target)
    >>> sheets[0].name, sheets[0].texts.tolist(), head["epoch_1904"]
    ('5月', [['断面', '氨氮'], ['前油坊', '']], False)
    """
    data = memoryview(path.read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    head: dict[str, Any] = json.loads(bytes(data[8:start]))
    sheets = []
    for one in head.pop("sheets"):
        rows, columns = (int(size) for size in one["shape"])
        sizes = one["sizes"]
        kinds = np.frombuffer(data[start : start + sizes[0]], dtype=np.uint8).reshape(rows, columns)
        start += sizes[0]
        texts = np.empty(rows * columns, dtype=object)
        if texts.size:
            texts[:] = bytes(data[start : start + sizes[1]]).decode("utf-8").split("\0")
        start += sizes[1]
        merged = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in one["merged"])
        sheets.append(Sheet(str(one["name"]), kinds, texts.reshape(rows, columns), merged, bool(one["visible"])))
    if start != len(data):
        raise ValueError("the sheets are not whole")
    return tuple(sheets), head
