"""Rows of a delimited text file of samples, bounded and decoded (样品文件读取)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.errors import TooLarge, UnknownKind, Unparsable
from app.ingest.encoding import find_encoding, known_encoding

MAX_COLUMNS: Final = 2000
MAX_ROWS: Final = 2_000_000
MAX_CELL: Final = 10_000  # characters
_SIGNS: Final[dict[bytes, tuple[str, str]]] = {
    b"PK\x03\x04": ("Excel 工作簿或压缩文件", "an Excel workbook or a zip"),
    b"\xd0\xcf\x11\xe0": ("旧版 Excel（.xls）或 WPS 文件", "an old Excel (.xls) or WPS file"),
    b"%PDF": ("PDF", "a PDF"),
    b"Rar!": ("RAR 压缩文件", "a RAR archive"),
    b"SQLite format 3": ("数据库文件", "a database"),
}


@dataclass(frozen=True, slots=True)
class SampleRows:
    """The table as it is written (原始表格).

    Attributes
    ----------
    headings
        Unique column names, in order; a repeated one carries ``#2``.
    rows
        Cells as text, each row as long as the headings.
    line
        Number of the file's line that each row begins on.
    """

    headings: tuple[str, ...]
    rows: list[list[str]]
    line: list[int]


def read_sample_rows(path: Path, *, max_bytes: int, encoding: str | None = None) -> SampleRows:
    """The rows of a CSV file of samples (读取样品表).

    UTF-8 with or without BOM, UTF-16 with BOM, GBK; commas, semicolons or tabs. Blank lines are left out.

    Raises
    ------
    TooLarge
        File, columns, rows or a cell beyond the bounds.
    UnknownKind
        Another kind of file (Excel, PDF, HTML …), with how to save it anew.
    Unparsable
        Undecodable, or without a heading and a row.
    """
    if path.stat().st_size > max_bytes:
        raise TooLarge(
            f"文件超过上限 {max_bytes // 1024 // 1024} MB。", f"The file is over {max_bytes // 1024 // 1024} MB."
        )
    data = path.read_bytes()
    _refuse_other_kinds(data)
    text, _ = _decoded(data, encoding)
    delimiter = _delimiter(text)
    limit = csv.field_size_limit(MAX_CELL * 4)
    try:
        return _parsed(text, delimiter)
    except csv.Error as error:
        raise Unparsable(f"表格读不出来：{error}。", f"The table cannot be read: {error}.") from error
    finally:
        csv.field_size_limit(limit)


def read_sample_grid(path: Path, *, encoding: str | None = None) -> tuple[list[list[str]], str]:
    """All records of a text table as they stand, blank ones too, so that numbers of rows are a spreadsheet's.

    Returns
    -------
    rows, encoding
        The cells as text, and the encoding that they were read in.
    """
    data = path.read_bytes()
    _refuse_other_kinds(data)
    text, name = _decoded(data, encoding)
    limit = csv.field_size_limit(MAX_CELL * 4)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Unparsable(f"表格读不出来：{error}。", f"The table cannot be read: {error}.") from error
    finally:
        csv.field_size_limit(limit)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if sum(any(cell.strip() for cell in row) for row in rows[:50]) < 2:
        raise Unparsable("文件里没有表头和数据行。", "The file has no heading and data row.")
    _check_bounds(rows)
    return rows, name


def _check_bounds(rows: list[list[str]]) -> None:
    """Refuse too many rows or columns, or a cell that is too long."""
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"超过 {MAX_ROWS} 行。", f"More than {MAX_ROWS} rows.")
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise TooLarge(f"超过 {MAX_COLUMNS} 列。", f"More than {MAX_COLUMNS} columns.")
    for number, row in enumerate(rows, start=1):
        if row and max(map(len, row)) > MAX_CELL:
            raise TooLarge(f"第 {number} 行有过长的单元格。", f"Line {number} has a cell over {MAX_CELL} characters.")


def _parsed(text: str, delimiter: str) -> SampleRows:
    """Headings and rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    headings: list[str] | None = None
    rows: list[list[str]] = []
    line: list[int] = []
    before = 0
    for cells in reader:
        begun, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if any(len(cell) > MAX_CELL for cell in cells):
            raise TooLarge(f"第 {begun} 行有过长的单元格。", f"Line {begun} has a cell over {MAX_CELL} characters.")
        if headings is None:
            headings = _unique([cell.strip() for cell in cells])
            continue
        if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            raise Unparsable(
                f"第 {begun} 行有 {len(cells)} 个单元格，表头只有 {len(headings)} 列。",
                f"Line {begun} has {len(cells)} cells, the heading only {len(headings)}.",
            )
        rows.append((cells + [""] * len(headings))[: len(headings)])
        line.append(begun)
        if len(rows) > MAX_ROWS:
            raise TooLarge(f"超过 {MAX_ROWS} 行。", f"More than {MAX_ROWS} rows.")
    if headings is None or not rows:
        raise Unparsable("文件里没有表头和数据行。", "The file has no heading and data row.")
    return SampleRows(tuple(headings), rows, line)


def _refuse_other_kinds(data: bytes) -> None:
    """A sentence for files that are no text table."""
    for sign, (zh, en) in _SIGNS.items():
        if data.startswith(sign):
            raise UnknownKind(
                f"这是{zh}，请另存为 CSV（UTF-8）后再导入。", f"This is {en}; save it as CSV (UTF-8) and import that."
            )
    head = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise UnknownKind(
            "这是网页格式的表格，请用 Excel 打开后另存为 CSV（UTF-8）。",
            "This is a table saved as a web page; open it in Excel and save it as CSV (UTF-8).",
        )
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownKind("这不是文本表格，请另存为 CSV（UTF-8）。", "This is no text table; save it as CSV (UTF-8).")


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    """The text and its encoding, by the encoding given, the BOM, or what decodes."""
    if encoding is not None:
        name = known_encoding(encoding)
        if name is None:
            raise Unparsable(f"没有编码“{encoding}”。", f"There is no encoding {encoding!r}.", parameter="encoding")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    else:
        name = find_encoding(data.split(b"\n")).encoding
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        raise Unparsable(
            f"文件不是 {name} 编码，请给出编码（encoding）。",
            f"The file is not in {name}; name its encoding.",
            parameter="encoding",
        ) from error
    return text.removeprefix("\ufeff"), name


def _delimiter(text: str) -> str:
    """The sign that parts the first line most often."""
    lines = [line for line in text[:100_000].splitlines()[:30] if line.strip()]
    head = max(lines[:8], key=lambda line: sum(map(line.count, ",\t;，")), default="")
    return max(",\t;，", key=head.count) if any(sign in head for sign in ",\t;，") else ","


def _unique(headings: list[str]) -> list[str]:
    """Headings with repeated ones numbered, blank ones too."""
    if len(headings) > MAX_COLUMNS:
        raise TooLarge(f"超过 {MAX_COLUMNS} 列。", f"More than {MAX_COLUMNS} columns.")
    seen: dict[str, int] = {}
    unique = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        unique.append(heading if seen[heading] == 1 else f"{heading}#{seen[heading]}")
    return unique
