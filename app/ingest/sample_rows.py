"""Which rows of a table are samples, and why the others are not: means, limits, notes, groups, blanks (行识别)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ingest.sample_blocks import Block
from app.ingest.sample_cells import NUMERIC, WORD
from app.ingest.sample_grid import Sheet
from app.ingest.sample_roles import ColumnRole, Layout
from app.ingest.sample_words import is_note, month_word, plain_text, river_word, summary_word, title_month

LABELS: Final = frozenset(("site_name", "site_code", "river", "sampled_at", "day", "indicator"))
SITE_LABELS: Final = frozenset(("site_name", "site_code"))


def find_rows(
    sheet: Sheet, flags: NDArray[np.uint8], block: Block, roles: Sequence[ColumnRole], layout: Layout
) -> tuple[dict[int, str], dict[int, dict[str, str]]]:
    """Rows that are no samples with the reason, and rows that name a river or month for those below (行识别).

    Reasons: ``heading``, ``average``, ``maximum``, ``minimum``, ``total``, ``limit``, ``detection_limit``, ``rate``,
    ``method``, ``note``, ``group``, ``text``, ``numbers``, ``empty``. Blank rows are not told.
    """
    left, right = block.first_column, block.last_column + 1
    filled = sheet.kinds[block.first : block.last + 1, left:right] > 0
    skipped: dict[int, str] = dict.fromkeys(block.repeats, "heading")
    groups: dict[int, dict[str, str]] = {}
    labels = [role.at for role in roles if role.field in LABELS]
    lead = roles[0].at if roles and not roles[0].is_result and roles[0].at not in labels else None
    columns = [*labels, *([lead] if lead is not None else [])]
    for column in columns:
        texts = sheet.texts[block.first : block.last + 1, column]
        for text in set(texts.tolist()) - {""}:
            reason = summary_word(text) if not _is_own_word(text, column, roles, layout) else None
            reason = reason or ("note" if is_note(text) and column == columns[0] else None)
            if reason:
                for row in (np.flatnonzero(texts == text) + block.first).tolist():
                    skipped.setdefault(row, reason)
    counts = filled.sum(axis=1)
    for at in np.flatnonzero((counts > 0) & (counts <= 3)).tolist():
        row = block.first + at
        if row not in skipped:
            _look_at_short(sheet, flags, row, (left, right), roles, skipped, groups)
    for at in np.flatnonzero(counts >= 4).tolist() if block.last - block.first < 5000 else ():
        row = block.first + at
        if row not in skipped and _counts_columns(sheet, row, left, right):
            skipped[row] = "numbers"
        elif row not in skipped and is_note(next(text for text in sheet.texts[row, left:right] if text)):
            skipped[row] = "note"
    _skip_after_signature(sheet, flags, block, skipped)
    return skipped, groups


def _is_own_word(text: str, column: int, roles: Sequence[ColumnRole], layout: Layout) -> bool:
    """Whether a summary's word is a value of its column: the month of a mean, an indicator of a long table."""
    field = next((role.field for role in roles if role.at == column), None)
    return field in ("sampled_at", "day") and month_word(text) is not None and layout != "sites"


def _look_at_short(
    sheet: Sheet,
    flags: NDArray[np.uint8],
    row: int,
    span: tuple[int, int],
    roles: Sequence[ColumnRole],
    skipped: dict[int, str],
    groups: dict[int, dict[str, str]],
) -> None:
    """A row of at most three cells: a group's name, a note, an empty line of a form, or a sample after all."""
    cells = [(column, sheet.texts[row, column]) for column in range(*span) if sheet.kinds[row, column]]
    texts = [text for _, text in cells]
    by_column: Mapping[int, ColumnRole] = {role.at: role for role in roles}
    results = [column for column, _ in cells if by_column[column].is_result or by_column[column].field == "value"]
    numeric = (flags[row, [column for column, _ in cells]] & NUMERIC).any()
    if is_note(texts[0]):
        skipped[row] = "note"
        return
    if reason := summary_word(texts[0]):
        skipped[row] = reason
        return
    if len(cells) == 1 and not numeric and not flags[row, cells[0][0]] & WORD:
        column, text = cells[0]
        wide = any(top == row and a <= column <= b and b > a for top, a, _, b in sheet.merged)
        river, month = river_word(text), month_word(text) or title_month(text)
        if by_column[column].field in SITE_LABELS and not wide and not (river and _blank_site(sheet, row, roles)):
            return  # a site without any value: told as such
        if river and (wide or by_column[column].field != "river"):
            groups[row] = {"river": river}
        elif month and len(month) != 4 and len(plain_text(text)) <= 30:
            groups[row] = {"month": month}
        elif by_column[column].field == "river" and not wide:
            groups[row] = {"river": plain_text(text)}
        skipped[row] = "group" if row in groups else "text"
        return
    named = [column for column, _ in cells if by_column[column].field in (*SITE_LABELS, "indicator")]
    if not results and not named and not any(by_column[column].field == "remark" for column, _ in cells):
        times = [column for column, _ in cells if by_column[column].field in ("sampled_at", "day")]
        skipped[row] = "empty" if not times or len(cells) == len(times) + 1 else "text"


def _blank_site(sheet: Sheet, row: int, roles: Sequence[ColumnRole]) -> bool:
    """Whether the text that stands in the site's place is a group's name: the site is named in rows around it."""
    columns = [role.at for role in roles if role.field == "river"]
    return not columns


def _counts_columns(sheet: Sheet, row: int, left: int, right: int) -> bool:
    """Whether a row numbers the columns 1, 2, 3 …"""
    texts = [text for text in sheet.texts[row, left:right].tolist() if text]
    return texts == [str(number) for number in range(1, len(texts) + 1)]


def _skip_after_signature(sheet: Sheet, flags: NDArray[np.uint8], block: Block, skipped: dict[int, str]) -> None:
    """Rows of words below the first note or signature belong to it."""
    notes = [row for row, reason in skipped.items() if reason == "note"]
    if not notes or block.last - min(notes) > 200:
        return
    for row in range(min(notes) + 1, block.last + 1):
        cells = slice(block.first_column, block.last_column + 1)
        if (
            row not in skipped
            and (sheet.kinds[row, cells] > 0).any()
            and not (flags[row, cells] & (NUMERIC | WORD)).any()
        ):
            skipped[row] = "note"
