"""Where the tables of a sheet lie: their heading rows, their data rows, the titles above them (表格定位)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.ingest.sample_cells import DAY, FIELD, INDICATOR, MONTH, NUMERIC, UNIT, WORD, field_of
from app.ingest.sample_grid import NUMBER, Sheet
from app.ingest.sample_words import is_note, plain_text, title_month, title_pairs

_MOST_HEADING_ROWS: Final = 5
Flags = NDArray[np.uint8]
Texts = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Block:
    """One table in a sheet (表块), rows and columns from 0.

    Attributes
    ----------
    heading_rows
        Rows of its heading, units among them.
    first, last
        First and last row that may hold data.
    first_column, last_column
        Its columns.
    titles
        Texts above or beside it, top first.
    repeats
        Rows further down that repeat the heading.
    """

    heading_rows: tuple[int, ...]
    first: int
    last: int
    first_column: int
    last_column: int
    titles: tuple[str, ...] = ()
    repeats: tuple[int, ...] = ()


def fill_merged(sheet: Sheet) -> Texts:
    """The texts with every merged range filled by its first cell (合并单元格填充)."""
    shown = sheet.texts.copy()
    rows, columns = shown.shape
    for top, left, bottom, right in sheet.merged:
        if top < rows and left < columns:
            shown[top : bottom + 1, left : right + 1] = shown[top, left]
    return shown


def serial_months(sheet: Sheet, flags: Flags, epoch_1904: bool = False) -> Flags:
    """The flags with serial numbers that are the first day of a month marked as months, beside a heading word."""
    found = np.zeros(sheet.kinds.shape, dtype=bool)
    fields = np.asarray(_has(flags, FIELD).any(axis=1), dtype=bool)
    for row, column in zip(*np.nonzero((sheet.kinds == NUMBER) & fields[:, None]), strict=True):
        if re.fullmatch(r"[345]\d{4}", sheet.texts[row, column]):
            day = np.datetime64("1904-01-01" if epoch_1904 else "1899-12-30") + int(sheet.texts[row, column])
            found[row, column] = str(day).endswith("-01")
    return np.where(found, flags | MONTH, flags)


def find_blocks(
    sheet: Sheet, flags: Flags, first_row_is_heading: bool = False, named: frozenset[str] = frozenset()
) -> list[Block]:
    """The tables of a sheet, top first, then left first (表格识别); none where no heading is found.

    Parameters
    ----------
    first_row_is_heading
        Whether the first row with content is taken for one where none reads as a heading.
    named
        Headings that somebody named: the first row that holds them all is one.
    """
    filled = sheet.kinds > 0
    if not filled.any():
        return []
    shown = fill_merged(sheet)
    heading = _heading_rows(sheet, flags)
    if named:
        plain = [{plain_text(text) for text in row} for row in sheet.texts[:200].tolist()]
        heading[[at for at, texts in enumerate(plain) if named <= texts][:1]] = True
    if first_row_is_heading and not heading.any():
        heading[int(np.argmax(filled.any(axis=1)))] = True
    groups: list[list[int]] = []
    at = 0
    for row in np.flatnonzero(heading).tolist():
        if row < at:
            continue
        group = _extended(sheet, flags, heading, row, groups[-1][-1] + 1 if groups else 0)
        groups.append(group)
        at = group[-1] + 1
    blocks: list[Block] = []
    tops = [_title_top(sheet, flags, group[0], groups[k - 1][-1] + 1 if k else 0) for k, group in enumerate(groups)]
    for k, group in enumerate(groups):
        last = tops[k + 1] - 1 if k + 1 < len(groups) else len(filled) - 1
        titles = _row_texts(sheet, range(tops[k], group[0]))
        blocks += _segments(sheet, shown, flags, Block(tuple(group), group[-1] + 1, last, 0, 0, titles))
    return _joined(blocks, shown)


def heading_parts(shown: Texts, block: Block, column: int) -> list[str]:
    """The heading of a column from top to bottom, repeats left out."""
    parts: list[str] = []
    for row in block.heading_rows:
        text = plain_text(shown[row, column])
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return parts


def _has(flags: Flags, bit: int) -> NDArray[np.bool_]:
    """Which cells have a feature."""
    found: NDArray[np.bool_] = (flags & bit) > 0
    return found


def _heading_rows(sheet: Sheet, flags: Flags) -> NDArray[np.bool_]:
    """Rows that read as a heading by their own cells, or by a run of indicators below them."""
    filled = sheet.kinds > 0
    field, indicator = _has(flags, FIELD), _has(flags, INDICATOR)
    month, numeric, word = _has(flags, MONTH), _has(flags, NUMERIC), _has(flags, WORD)
    day = ((flags & DAY) > 0) & ~month
    fields, indicators = field.sum(1), (indicator & ~field).sum(1)
    months = (month & ~numeric).sum(1)
    number_months = (month & numeric).sum(1)
    numbers = numeric.sum(1) - number_months
    days = day.sum(1)
    texts = filled.sum(1) - numeric.sum(1)
    words = (word & ~((flags & UNIT) > 0)).sum(1)
    named = (
        (fields >= 2)
        | ((fields >= 1) & (indicators + months + days + number_months >= 1) & (texts + number_months >= 2))
        | ((indicators >= 3) & (number_months == 0))
        | ((months >= 3) & (indicators == 0) & (fields == 0) & (number_months == 0) & (days == 0))
    )
    few = (numbers == 0) & (words == 0) & ((number_months == 0) | (fields >= 1))
    rich = (fields >= 2) & (indicators >= 2) & (numbers + words <= 2)
    single = (fields == 1) & (indicators + months == 0) & (days == 1) & (number_months == 0)  # 采样日期：5月8日
    heading: NDArray[np.bool_] = named & (few | rich) & ~single
    numeric_row: NDArray[np.bool_] = np.asarray(numeric.any(axis=1), dtype=bool)
    return heading | _above_indicators(filled, indicator & ~field, numeric | word, numeric_row, heading)


def _above_indicators(
    filled: NDArray[np.bool_],
    indicator: NDArray[np.bool_],
    result: NDArray[np.bool_],
    numeric_row: NDArray[np.bool_],
    heading: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Rows right above a run of three or more indicators in one of the first columns, with results beside them."""
    found = np.zeros(len(filled), dtype=bool)
    for column in range(min(6, filled.shape[1])):
        run = indicator[:, column] & (indicator.sum(1) == 1) & result[:, column + 1 :].any(axis=1)
        for row in np.flatnonzero(run[2:] & run[1:-1] & run[:-2]).tolist():
            if row > 0 and not run[row - 1] and not heading[:row].any():
                above = row - 1
                if filled[above].sum() >= 2 and not numeric_row[above]:
                    found[above] = True
    return found


def _extended(sheet: Sheet, flags: Flags, heading: NDArray[np.bool_], row: int, floor: int) -> list[int]:
    """A heading row with the rows of its heading above and below it."""
    group = [row]
    while group[0] > floor and _is_upper(sheet, flags, group[0] - 1, group[0]):
        group.insert(0, group[0] - 1)
    below = row + 1
    while below < len(flags) and len(group) < _MOST_HEADING_ROWS:
        same = sheet.texts[below].tolist() == sheet.texts[row].tolist()
        if not ((heading[below] and not same) or _is_unit_row(sheet, flags, below)
                or _is_lower(sheet, flags, below) or _is_label_row(sheet, flags, below)
                or _counts_months(sheet, below)):  # fmt: skip
            break
        group.append(below)
        below += 1
    return group


def _is_unit_row(sheet: Sheet, flags: Flags, row: int) -> bool:
    """Whether a row holds units: at least half of what is written, and no number."""
    filled = sheet.kinds[row] > 0
    units = (flags[row] & UNIT) > 0
    return bool(units.any() and units.sum() * 2 >= filled.sum() - 1 and not (flags[row] & NUMERIC).any())


def _is_lower(sheet: Sheet, flags: Flags, row: int) -> bool:
    """Whether a row continues the heading above: words alone, some below a cell that spans several columns."""
    filled = sheet.kinds[row] > 0
    if (
        not filled.any()
        or (flags[row] & (NUMERIC | WORD)).any()
        or not (flags[row] & (FIELD | INDICATOR | MONTH)).any()
    ):
        return False
    spans = [(left, right) for top, left, bottom, right in sheet.merged if top <= row - 1 <= bottom and right > left]
    under = [any(left <= column <= right for left, right in spans) for column in np.flatnonzero(filled)]
    return bool(under) and sum(under) * 2 >= len(under)


def _is_label_row(sheet: Sheet, flags: Flags, row: int) -> bool:
    """Whether a row below begins with 采样日期, 河流 … and tells it column by column: indicators follow as rows."""
    filled = np.flatnonzero(sheet.kinds[row] > 0)
    if len(filled) < 2 or not flags[row, filled[0]] & FIELD or (flags[row] & (INDICATOR | WORD)).any():
        return False
    return not ((flags[row] & NUMERIC) > 0).any() and bool((flags[row + 1 :, filled[0]] & INDICATOR).any())


def _counts_months(sheet: Sheet, row: int) -> bool:
    """Whether a row counts 1, 2, 3 … below a cell that says 月 or 年."""
    numbers = [(c, sheet.texts[row, c]) for c in np.flatnonzero(sheet.kinds[row] > 0) if sheet.texts[row, c].isdigit()]
    if len(numbers) < 3 or any(not 1 <= int(text) <= 12 for _, text in numbers):
        return False
    values = [int(text) for _, text in numbers]
    rising = all(b == a + 1 for a, b in pairwise(values))
    shown = fill_merged(sheet)[row - 1]
    return rising and all(re.search(r"月|年", shown[column]) for column, _ in numbers)


def _is_upper(sheet: Sheet, flags: Flags, row: int, below: int) -> bool:
    """Whether a row is the upper part of the heading below it, not a title."""
    texts = [text for text in sheet.texts[row].tolist() if text]
    if len(set(texts)) < 2 or (flags[row] & (NUMERIC | WORD)).any():
        return False
    if any(is_note(text) for text in texts):
        return False
    if any(bottom >= below for top, _, bottom, _ in sheet.merged if top == row):
        return True
    if any(title_pairs(text) for text in texts):
        return False
    wide = [right - left for top, left, _, right in sheet.merged if top == row and right > left]
    labelled = bool((flags[row] & (FIELD | INDICATOR | MONTH)).any())
    return bool(wide) or (labelled and not any(len(plain_text(text)) > 15 for text in texts)) or (
        len(texts) >= 3 and len(texts) >= 0.5 * (sheet.kinds[below] > 0).sum()
    )  # fmt: skip


def _title_top(sheet: Sheet, flags: Flags, top: int, floor: int) -> int:
    """The first of the title rows right above a heading."""
    row = top
    while row > floor:
        texts = [text for text in sheet.texts[row - 1].tolist() if text]
        alone = len(texts) <= 1 or any(title_pairs(text) for text in texts) or any(title_month(text) for text in texts)
        if (texts and not alone) or (flags[row - 1] & NUMERIC).sum() > 1 or any(is_note(text) for text in texts):
            break
        row -= 1
    return row if floor else 0


def _row_texts(sheet: Sheet, rows: range) -> tuple[str, ...]:
    """What is written in rows, cell by cell; a date beside its label is joined to it."""
    told: list[str] = []
    for row in rows:
        for text in (text for text in sheet.texts[row].tolist() if text.strip()):
            if told and told[-1].rstrip().endswith((":", "：")):
                told[-1] += text
            else:
                told.append(text)
    return tuple(told[:60])


def _segments(sheet: Sheet, shown: Texts, flags: Flags, block: Block) -> list[Block]:
    """A block parted where columns are empty or where the column of the site comes again."""
    rows = [*block.heading_rows, *range(block.first, block.last + 1)]
    heads = np.zeros(shown.shape[1], dtype=bool)
    for row in block.heading_rows:
        heads |= shown[row] != ""
    used = heads | (sheet.kinds[rows[0] : rows[-1] + 1] > 0).any(axis=0)
    columns = np.flatnonzero(used).tolist()
    sites = _site_columns(shown, block, heads)
    parts: list[list[int]] = []
    for column in columns:
        gap = bool(parts) and column > parts[-1][-1] + 1
        again = bool(parts) and column in sites and any(one in sites for one in parts[-1])
        if not parts or gap or again:
            parts.append([])
        parts[-1].append(column)
    kept: list[list[int]] = []
    titles = list(block.titles)
    for part in parts:
        headed = [column for column in part if heads[column]]
        if any(column in sites for column in part) or (not kept and headed):
            kept.append(part)
        elif headed and bool((flags[list(block.heading_rows)][:, headed] & (INDICATOR | MONTH)).any()):
            kept[-1] += part
        else:
            beside = sheet.texts[block.heading_rows[0] : block.first + 30][:, part].ravel().tolist()
            titles += [text for text in beside if title_pairs(text)]
    return [replace(block, first_column=part[0], last_column=part[-1], titles=tuple(titles)) for part in kept]


def _site_columns(shown: Texts, block: Block, heads: NDArray[np.bool_]) -> set[int]:
    """Columns headed as the site's; of two names for it beside each other the first counts."""
    found: dict[int, tuple[str, str]] = {}
    for column in np.flatnonzero(heads).tolist():
        parts = heading_parts(shown, block, column)
        field = field_of(parts[-1]) if parts else None
        if field in ("site_name", "site_code"):
            found[column] = (field, parts[-1])
    first: dict[tuple[str, str], int] = {}
    again = set()
    for column, key in found.items():
        if key in first:
            again.add(column)
        else:
            first[key] = column
    if not again:
        return set()
    key = found[min(again)]
    return {column for column, one in found.items() if one == key}


def _joined(blocks: list[Block], shown: Texts) -> list[Block]:
    """Blocks whose heading repeats the one before, without a month of its own, continue it."""
    joined: list[Block] = []
    for block in blocks:
        same = [
            k
            for k, one in enumerate(joined)
            if (one.first_column, one.last_column) == (block.first_column, block.last_column)
            and _heading_key(shown, one) == _heading_key(shown, block)
        ]
        told = any(title_month(text) or title_pairs(text) for text in block.titles)
        if same and not told:
            before = joined[same[-1]]
            repeats = (*before.repeats, *block.heading_rows)
            joined[same[-1]] = replace(before, repeats=repeats, last=block.last)
        else:
            joined.append(block)
    return joined


def _heading_key(shown: Texts, block: Block) -> list[list[str]]:
    """What a heading says, column by column."""
    columns = range(block.first_column, block.last_column + 1)
    return [list(dict.fromkeys(heading_parts(shown, block, column))) for column in columns]
