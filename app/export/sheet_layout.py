"""How a sheet for a spreadsheet looks and prints: font, heights of rows, the page (表格版式)."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList

SHEET_FONT: Final = "宋体"
SHEET_PT: Final = 11
LINE_PT: Final = 15.0
ROW_PT: Final = 18.0
"""A row of one line: a little room, for a font that stands in for 宋体 may be taller."""
_A4: Final = 9
_PLACES_A_PAGE: Final = 230.0  # at about 60 % of the size
_TALLEST_PT: Final = 409.0  # of a row in Excel


def set_sheet_font(book: Any) -> None:
    """Make 宋体 the font of every cell that has none of its own (表格字体), also in books written row by row."""
    font = Font(name=SHEET_FONT, size=SHEET_PT, charset=134)
    book._named_styles["Normal"].font = font
    book._fonts = IndexedList([font])


def bold(size_pt: float = SHEET_PT) -> Font:
    """The bold font of a heading (表头字体)."""
    return Font(name=SHEET_FONT, size=size_pt, bold=True, charset=134)


def text_width(text: str) -> int:
    """Places that the longest line of a text takes (文字宽度); a Chinese character takes two.

    Examples
    --------
    >>> text_width("氨氮 a"), text_width("a\\n氨氮"), text_width("")
    (6, 4, 0)
    """
    return max(_places(line) for line in text.split("\n"))


def row_height(cells: Iterable[tuple[Any, float]]) -> float | None:
    """Height that shows all lines of a row of wrapped cells (行高) [pt]; None where one line does.

    Spreadsheet programs do not agree on whether they reckon it themselves when they open a file.

    Parameters
    ----------
    cells
        Each value with the width of its column [places].

    Examples
    --------
    >>> row_height([("氨氮（超0.20倍）、总磷（超0.10倍）", 14.0), (1.5, 8.0)])
    48.0
    >>> row_height([("短", 14.0)]), row_height([])
    (None, None)
    """
    lines = max(
        (
            sum(max(1, math.ceil(_places(line) / max(1.0, width - 1))) for line in value.split("\n"))
            for value, width in cells
            if isinstance(value, str)
        ),
        default=1,
    )
    return min(_TALLEST_PT, ROW_PT + (lines - 1) * LINE_PT) if lines > 1 else None


def lay_out_print(sheet: Any, *, title: str = "", mark: str = "", head_rows: str = "1:1", width: float = 0.0) -> None:
    """Let a sheet print on A4 across (打印设置): title above, page n of m and a mark below, its head on every page.

    Columns that would be too small to read on one page go over several beside each other.

    Parameters
    ----------
    mark
        A sentence for the foot of every page, such as 内部资料.
    width
        Of all columns together [places].
    """
    sheet.print_title_rows = head_rows
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, math.ceil(width / _PLACES_A_PAGE)), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW_PT, True
    sheet.page_margins.left = sheet.page_margins.right = 0.5  # inches
    if title:
        sheet.oddHeader.center.text = _page_text(title)
    if mark:
        sheet.oddFooter.left.text = _page_text(mark)
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"


def _page_text(text: str) -> str:
    """A text as the head or foot of a page holds it: & begins a code there, and 255 characters are the most."""
    return text[:120].replace("&", "&&")


@lru_cache(maxsize=4096)
def _places(line: str) -> int:
    """Places of a line."""
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
