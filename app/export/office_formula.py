"""Formulas of a workbook whose rows move down (公式随行移动)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_REFERENCE: Final = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^'!:\[\]]+)!)?(?P<first>\$?[A-Za-z]{1,3}\$?\d+|\$?\d+)"
    r"(?::(?P<last>\$?[A-Za-z]{1,3}\$?\d+|\$?\d+))?"
)
_ROW: Final = re.compile(r"\d+$")
_FETCHING: Final = re.compile(
    r"\b(WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(\.ID)?|EXEC|DDE|IMAGE|HYPERLINK)\s*\(|\[\d+\]|\|\s*'|\\\\|://",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RowsAdded:
    """Rows put in below a row of a sheet (插入行)."""

    sheet: str
    row: int
    extra: int

    def moved(self, row: int) -> int:
        """Where a row is now."""
        return row + self.extra if row > self.row else row

    def moved_range(self, first: int, last: int) -> tuple[int, int]:
        """Where a range of rows is now; one that holds the row grows with it."""
        return self.moved(first), last + self.extra if last >= self.row else last


def fetches(formula: str) -> bool:
    """Whether a formula reaches outside the workbook (引用外部内容的公式).

    Examples
    --------
    >>> fetches('=WEBSERVICE("a")'), fetches("=[1]Sheet1!A1"), fetches("=cmd|'/c calc'!A1"), fetches("=SUM(A1:A9)")
    (True, True, True, False)
    """
    return bool(_FETCHING.search(formula))


def moved_formula(formula: str, own_sheet: str, added: RowsAdded) -> str:
    """A formula after rows were put in (移动后的公式).

    Examples
    --------
    >>> added = RowsAdded("表 1", 5, 2)
    >>> moved_formula("=SUM(C5:C5)+C6*$D$4", "表 1", added), moved_formula("='表 1'!A9&A9", "其他", added)
    ('=SUM(C5:C7)+C8*$D$4', "='表 1'!A11&A9")
    """
    tokens = Tokenizer(formula)
    if not tokens.items or tokens.items[0].type == Token.LITERAL:
        return formula
    texts = []
    for token in tokens.items:
        reference = token.type == Token.OPERAND and token.subtype == Token.RANGE
        texts.append(_moved_reference(token.value, own_sheet, added) if reference else token.value)
    return "=" + "".join(texts)


def moved_text(text: str, own_sheet: str, added: RowsAdded) -> str:
    """References without an equals sign, as defined names and rules hold them (移动后的引用).

    Examples
    --------
    >>> moved_text("$A$1:$H$8", "甲", RowsAdded("甲", 5, 3))
    '$A$1:$H$11'
    """
    return moved_formula(f"={text}", own_sheet, added)[1:]


def _moved_reference(reference: str, own_sheet: str, added: RowsAdded) -> str:
    """One cell, range of cells or range of rows."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return reference
    prefix = found["sheet"] or ""
    sheet = prefix[:-1].strip("'").replace("''", "'") if prefix else own_sheet
    if sheet.casefold() != added.sheet.casefold():
        return reference
    first, last = found["first"], found["last"]
    if last is None:
        return f"{prefix}{_with_row(first, added.moved(_row_of(first)))}"
    start, end = added.moved_range(_row_of(first), _row_of(last))
    return f"{prefix}{_with_row(first, start)}:{_with_row(last, end)}"


def _row_of(cell: str) -> int:
    """Row of a cell's address."""
    found = _ROW.search(cell)
    return int(found[0]) if found else 0


def _with_row(cell: str, row: int) -> str:
    """An address with another row."""
    return _ROW.sub(str(row), cell)
