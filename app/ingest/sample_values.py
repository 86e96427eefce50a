"""The values of one table of samples, one row a value, each with its cell (样品取值)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.indicators import FREE_PREFIX, folded, free_code
from app.assessment.readings import Reading, read_value, state_word
from app.errors import Fault
from app.ingest.sample_cells import indicator_name
from app.ingest.sample_faults import MOST_FAULTS, Place
from app.ingest.sample_grid import ERROR, FORMULA, NUMBER, SampleBook, Sheet, column_label
from app.ingest.sample_headings import ResultColumn, result_column, split_unit
from app.ingest.sample_heads import Heads
from app.ingest.sample_mapping import TablePlan
from app.ingest.sample_roles import ColumnRole
from app.ingest.sample_times import month_start

MAY_BE_NEGATIVE: Final = frozenset({"w01010", "x:orp", "x:flow", "x:level"})
_SIGNIFICANT: Final = 15  # what a spreadsheet itself keeps of a number


@dataclass(slots=True)
class TableValues:
    """What one table gave: parts to be joined, its result columns, and which rows hold something."""

    parts: list[pd.DataFrame] = field(default_factory=list)
    columns: list[ResultColumn] = field(default_factory=list)
    written: set[int] = field(default_factory=set)  # rows with a cell that is not blank
    held: set[int] = field(default_factory=set)  # rows with a value or a state


def read_values(book: SampleBook, sheet: Sheet, plan: TablePlan, heads: Heads, faults: list[Fault]) -> TableValues:
    """The values of a table, cell by cell; blank cells make none (取值)."""
    texts = _with_words(sheet, plan)
    place = Place(book, sheet)
    found = TableValues()
    seen: set[tuple[Any, ...]] = set()
    by_rows = any(role.field == "indicator" for role in plan.columns)
    for role, column, rows in _targets(plan, heads, place, faults):
        mark = (column.code, role.month, role.site_name)
        if mark in seen and not by_rows:
            column = replace(
                column, code=f"{FREE_PREFIX}{folded(role.heading)}", factor=1.0, unit=column.written or None
            )
            faults.append(place.fault("indicator_repeated", column=role.at, what=role.heading))
        if column.doubtful and (mark not in seen or not by_rows):
            faults.append(place.fault("unit_unknown", column=role.at, what=column.heading, text=str(column.unit)))
        seen.add(mark)
        part = _read_part(book, sheet, texts, plan, role, column, heads.frame.loc[rows], place, faults, found)
        if part is not None:
            found.parts.append(part)
        found.columns.append(replace(column, heading=role.heading))
    return found


def _targets(
    plan: TablePlan, heads: Heads, place: Place, faults: list[Fault]
) -> Iterator[tuple[ColumnRole, ResultColumn, pd.Index]]:
    """Each column with the indicator of its results, and the rows that it holds for."""
    every = heads.frame.index
    results = [role for role in plan.columns if role.is_result or role.field == "value"]
    by_rows = any(role.field == "indicator" for role in plan.columns)
    if not by_rows:
        for role in results:
            code = role.indicator or plan.indicator
            if code is None:
                continue
            unit = role.unit or ("" if role.indicator else plan.unit)
            column = replace(result_column(code, unit=unit), heading=role.heading)
            if column.doubtful:
                column = replace(column, code=free_code(split_unit(role.heading)[0]))
            yield role, column, every
        return
    groups = heads.frame.groupby(["indicator", "unit"], sort=False).groups
    for key, rows in groups.items():
        name, unit = cast(tuple[str, str], key)
        if not name:
            _tell_missing(heads, rows, results, place, faults, plan)
            continue
        plain, own = split_unit(str(name))
        code = indicator_name(str(name)) or free_code(plain)
        for role in results:
            written = str(unit) or own or role.unit or (plan.unit if _fits(code, plan.unit) else "")
            told = role.indicator or code
            column = replace(result_column(told, unit=written), heading=str(name))
            yield role, replace(column, code=free_code(plain)) if column.doubtful else column, pd.Index(rows)


def _fits(code: str, unit: str) -> bool:
    """Whether a unit can be the indicator's."""
    return bool(unit) and not result_column(code, unit=unit).doubtful and not code.startswith(FREE_PREFIX)


def _tell_missing(
    heads: Heads, rows: pd.Index, results: list[ColumnRole], place: Place, faults: list[Fault], plan: TablePlan
) -> None:
    """An error for rows with results that name no indicator."""
    assert place.sheet is not None
    at = next(role.at for role in plan.columns if role.field == "indicator")
    for row in [row for row in rows if any(place.sheet.kinds[row, role.at] for role in results)][:MOST_FAULTS]:
        heading = next(role.heading for role in plan.columns if role.field == "indicator")
        faults.append(place.fault("indicator_missing", row=int(row), column=at, what=heading))


def _with_words(sheet: Sheet, plan: TablePlan) -> NDArray[Any]:
    """The texts with words of state (断流) filled over the merged cells that they stand in; numbers are not."""
    texts = sheet.texts
    first = True
    for top, left, bottom, right in sheet.merged:
        inside = top < texts.shape[0] and left < texts.shape[1] and plan.first <= bottom and top <= plan.last
        if inside and texts[top, left] and state_word(texts[top, left]):
            texts = texts.copy() if first else texts
            first = False
            texts[top : bottom + 1, left : right + 1] = texts[top, left]
    for role, after in pairwise(plan.columns):
        if role.ignored == "attribute" and after.is_result and after.month:  # 类别 断流, 浓度 blank
            cells = texts[plan.first : plan.last + 1, role.at]
            told = [word for word in set(cells.tolist()) if word and state_word(word)]
            for row in np.flatnonzero(np.isin(cells, told)).tolist() if told else ():
                if not texts[plan.first + row, after.at]:
                    texts = texts.copy() if first else texts
                    first = False
                    texts[plan.first + row, after.at] = cells[row]
    return texts


def _read_part(
    book: SampleBook,
    sheet: Sheet,
    texts: NDArray[Any],
    plan: TablePlan,
    role: ColumnRole,
    column: ResultColumn,
    heads: pd.DataFrame,
    place: Place,
    faults: list[Fault],
    found: TableValues,
) -> pd.DataFrame | None:
    """The values of one column for some rows."""
    rows = heads.index.to_numpy()
    cells, kinds = texts[rows, role.at], sheet.kinds[rows, role.at]
    codes, uniques = pd.factorize(cells)
    negative = column.code in MAY_BE_NEGATIVE
    clean = [_clean(text) for text in uniques]
    read = [read_value(text, may_be_negative=negative) for text in clean]
    blank = np.array([one.kind == "blank" for one in read], dtype=bool)
    keep = ~blank[codes] if len(codes) else np.zeros(0, dtype=bool)
    if not keep.any():
        return None
    rows, kinds, codes, heads = rows[keep], kinds[keep], codes[keep], heads[keep]
    noise = np.array([a != b for a, b in zip(clean, uniques, strict=True)], dtype=bool)[codes] & (kinds == NUMBER)
    value = np.array([one.value for one in read], dtype=float)[codes]
    below = np.array([one.below_limit for one in read], dtype=bool)[codes]
    limit = np.array([np.nan if one.detection_limit is None else one.detection_limit for one in read])[codes]
    limit_texts = heads["limit_text"]
    if (limit_texts != "").any():
        told = limit_texts.map({text: read_value(text).value for text in limit_texts.unique()}).to_numpy(dtype=float)
        use = below & np.isnan(limit) & np.isfinite(told) & (told > 0)
        limit, value = np.where(use, told, limit), np.where(use, told / 2, value)
    words = np.array([one.state for one in read], dtype=object)[codes]
    states = heads["state"].to_numpy()
    if (states != None).any():  # noqa: E711 - elementwise
        by_state = {state: state_word(state or "") for state in set(states.tolist())}
        words = np.array([word or by_state[state] for word, state in zip(words, states, strict=True)], dtype=object)
    _tell(place, role, column, rows, kinds, codes, uniques, read, limit, noise, faults)
    raw = np.array([one.strip() for one in uniques], dtype=object)[codes]
    if column.factor != 1.0:
        raw = np.array([f"{text} {column.written}" for text in raw], dtype=object)
    sampled_at = heads["sampled_at"]
    if (role.month and len(role.month) > 4) or (role.month and plan.year):
        month = role.month if len(role.month) > 4 else f"{plan.year:04d}-{role.month}"
        sampled_at = pd.Series(pd.Timestamp(month_start(month)), index=heads.index)
    site = role.site_name or ""
    found.written.update(rows.tolist())
    found.held.update(rows[np.isfinite(value) | below | np.array([word is not None for word in words])].tolist())
    count = len(rows)
    return pd.DataFrame(
        {
            "site_code": np.full(count, site, dtype=object) if site else heads["site_code"].to_numpy(),
            "site_name": np.full(count, site, dtype=object) if site else heads["site_name"].to_numpy(),
            "river": np.full(count, role.river, dtype=object) if role.river else heads["river"].to_numpy(),
            "sampled_at": sampled_at.array,
            "indicator": column.code,
            "value": scaled(value, column.factor),
            "raw_text": raw,
            "below_limit": below,
            "detection_limit": scaled(limit, column.factor),
            "unit": column.unit,
            "source": heads["source"].to_numpy(),
            "state": states,
            "state_word": words,
            "sheet": sheet.name,
            "row_number": rows + 1,
            "column_label": column_label(role.at),
            "heading": column.heading,
            "unit_named": bool(column.written),
            "column_key": f"{sheet.name}\0{plan.first}\0{role.at}\0{column.code}",
            "trouble": "year" if role.month and sampled_at.isna().any() else heads["trouble"].to_numpy(),
            "noise": noise,
        }
    )


def scaled(numbers: NDArray[Any], factor: float) -> NDArray[Any]:
    """Numbers in another unit, exact to the 15 digits of a decimal: 0.06 μg/L is 0.00006 mg/L, not 5.99…e-05.

    >>> scaled(np.array([0.05, 0.06, np.nan]), 0.001).tolist(), scaled(np.array([]), 0.001).tolist()
    ([5e-05, 6e-05, nan], [])
    """
    if factor == 1.0:
        return numbers
    uniques, inverse = np.unique(numbers, return_inverse=True)
    cut = np.array([float(f"{number * factor:.{_SIGNIFICANT}g}") for number in uniques], dtype=float)
    return cut[inverse]


def _clean(text: str) -> str:
    """A number with more digits than a spreadsheet keeps, cut to those.

    >>> _clean("0.30000000000000004"), _clean("7.8"), _clean("断流")
    ('0.3', '7.8', '断流')
    """
    if len(text) < 17 or not re.fullmatch(r"-?\d+\.\d+(?:e[+-]?\d+)?", text):
        return text
    cleaned = f"{float(text):.{_SIGNIFICANT}g}"
    return cleaned if cleaned != repr(float(text)) else text


def _tell(
    place: Place,
    role: ColumnRole,
    column: ResultColumn,
    rows: NDArray[Any],
    kinds: NDArray[Any],
    codes: NDArray[Any],
    uniques: NDArray[Any],
    read: list[Reading],
    limit: NDArray[Any],
    noise: NDArray[Any],
    faults: list[Fault],
) -> None:
    """Faults of single cells: errors, formulas, texts that are no value, marks, limits that are not told."""
    heading, at = column.heading, role.at
    for kind, code in ((FORMULA, "formula_uncached"), (ERROR, "cell_error")):
        faults.extend(
            place.fault(code, row=row, column=at, what=heading, text=_text(place, row, at))
            for row in rows[kinds == kind].tolist()[:MOST_FAULTS]
        )
    bad = (
        np.array([one.kind == "unreadable" for one in read], dtype=bool)[codes] & (kinds != FORMULA) & (kinds != ERROR)
    )
    unread = rows[bad].tolist()
    faults.extend(
        place.fault("value_unreadable", row=row, column=at, what=heading, text=str(uniques[code])[:40])
        for row, code in list(zip(unread, codes[bad].tolist(), strict=True))[:MOST_FAULTS]
    )
    if len(unread) > MOST_FAULTS:
        faults.append(place.fault("values_unreadable", len(unread) - MOST_FAULTS, column=at, what=heading))
    marks = np.array([one.mark or "" for one in read], dtype=object)[codes]
    faults.extend(
        place.fault("value_marked", int((marks == mark).sum()), column=at, what=heading, text=mark)
        for mark in dict.fromkeys(marks.tolist())
        if mark
    )
    without = np.array([one.kind == "below_limit" for one in read], dtype=bool)[codes] & np.isnan(limit)
    if without.any():
        faults.append(place.fault("limit_unknown", int(without.sum()), column=at, what=heading))
    if noise.any():
        example = str(uniques[codes[noise][0]])
        faults.append(place.fault("float_noise", int(noise.sum()), column=at, what=heading, text=example))


def _text(place: Place, row: int, at: int) -> str:
    """What a cell holds."""
    assert place.sheet is not None
    return str(place.sheet.texts[row, at])
