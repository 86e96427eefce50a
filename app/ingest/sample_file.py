"""A file of samples to one row a value, with every fault located (样品文件)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from app.assessment.indicators import find_indicator, folded
from app.assessment.readings import Reading, read_value, state_word
from app.errors import BreaksRule, Fault
from app.ingest.sample_faults import (
    check_times,
    doubtful,
    repeated_indicator,
    rows_repeated,
    rows_without,
    tell_unread,
)
from app.ingest.sample_headings import NEVER_INDICATORS, ResultColumn, match_fields, result_column
from app.ingest.sample_text import SampleRows, read_sample_rows
from app.ingest.sample_times import names_a_time, read_time

MAY_BE_NEGATIVE: Final = frozenset({"w01010", "x:orp", "x:flow"})
UNKNOWN_STATE: Final = "不明"  # a station whose file leaves its state blank
COLUMNS: Final = (
    "row", "site_code", "site_name", "river", "sampled_at", "indicator", "value", "raw_text", "below_limit",
    "detection_limit", "unit", "source", "state", "state_word",
)  # fmt: skip
_SOURCES: Final = {
    **dict.fromkeys(("自动", "自动监测", "automatic", "auto"), "automatic"),
    **dict.fromkeys(("手工", "人工", "手工监测", "人工监测", "manual"), "manual"),
    **dict.fromkeys(("现场", "快检", "现场快检", "field"), "field"),
}


@dataclass(frozen=True, slots=True)
class SampleFile:
    """What a file of samples holds (样品文件内容).

    Attributes
    ----------
    values
        One row a value, columns `COLUMNS`; ``row`` is the data row of the file from 1, ``sampled_at`` UTC,
        ``value`` and ``detection_limit`` in ``unit``; where they were converted, the unit of the file follows the
        raw text. A cell that is blank makes no row, every other one does.
    fields
        The column of each field.
    results
        The columns read as results.
    unused
        Columns that were not read.
    rows, repeated
        Data rows of the file, and how many of them repeat another one wholly and were left out.
    """

    values: pd.DataFrame
    fields: dict[str, str]
    results: tuple[ResultColumn, ...]
    unused: tuple[str, ...]
    rows: int
    repeated: int
    sha256: str
    faults: tuple[Fault, ...]


def read_sample_file(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    year: int | None = None,
    encoding: str | None = None,
    max_bytes: int = 200 * 1024 * 1024,
) -> SampleFile:
    """The values of a CSV file of samples (读取样品).

    Either one row a sample with indicators as columns (``高锰酸盐指数(mg/L)``), or one row a value with a column that
    names the indicator.

    Parameters
    ----------
    mapping
        Column by field (``site_code``, ``site_name``, ``river``, ``sampled_at``, …) or by indicator code.
    year
        For times without a year.

    Raises
    ------
    BreaksRule
        No column for site or time, a time without a year where none is given, or a value whose time cannot be
        read: each with its place.
    """
    table = read_sample_rows(path, max_bytes=max_bytes, encoding=encoding)
    fields = match_fields(table.headings, mapping or {})
    _check_fields(fields, table)
    kept, repeated = _without_repeats(table, fields)
    cells = pd.DataFrame(kept.rows, columns=list(table.headings), index=kept.line, dtype=str)
    faults: list[Fault] = []
    if repeated:
        faults.append(rows_repeated(repeated))
    heads = _heads(cells, fields, year, faults)
    if "indicator" in fields and "value" in fields:
        columns, values = _tall(cells, fields, heads, faults)
    else:
        columns, values = _wide(cells, fields, mapping or {}, heads, faults)
    check_times(values, faults)
    values = values[values["sampled_at"].notna()].reset_index(drop=True)
    read = {*fields.values(), *(column.heading for column in columns)}
    return SampleFile(
        values=values,
        fields=fields,
        results=columns,
        unused=tuple(heading for heading in table.headings if heading not in read),
        rows=len(table.rows),
        repeated=repeated,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        faults=tuple(faults),
    )


def _check_fields(fields: Mapping[str, str], table: SampleRows) -> None:
    """A site and a time there must be."""
    columns = ", ".join(table.headings[:60])
    for wanted, zh, en in (
        (("site_code", "site_name"), "断面（点位）", "site"),
        (("sampled_at", "day"), "时间", "time"),
    ):
        if not any(name in fields for name in wanted):
            raise BreaksRule(
                f"找不到{zh}列，请用 {wanted[0]}=列名 指定；文件有：{columns}。",
                f"No column for the {en}; name it as {wanted[0]}=column. The file has {columns}.",
                parameter="mapping",
            )


def _without_repeats(table: SampleRows, fields: Mapping[str, str]) -> tuple[SampleRows, int]:
    """Rows that repeat another one wholly left out; the row numbers stay, and so do rows without a time."""
    timed = [table.headings.index(fields[name]) for name in ("sampled_at", "day") if name in fields]
    seen: set[tuple[str, ...]] = set()
    rows, numbers = [], []
    for number, row in enumerate(table.rows, start=1):
        mark = tuple(row)
        if mark not in seen or not any(names_a_time(row[column]) for column in timed):
            seen.add(mark)
            rows.append(row)
            numbers.append(number)
    return replace(table, rows=rows, line=numbers), len(table.rows) - len(rows)


def _heads(cells: pd.DataFrame, fields: Mapping[str, str], year: int | None, faults: list[Fault]) -> pd.DataFrame:
    """Site, time, source and state of each row."""
    blank = pd.Series("", index=cells.index)

    def column(name: str) -> pd.Series[Any]:
        return cells[fields[name]].str.strip() if name in fields else blank

    day = column("day")
    written = column("sampled_at") if "sampled_at" in fields else blank
    known: dict[tuple[str, str], datetime | None] = {}
    for pair in dict.fromkeys(zip(written, day, strict=True)):
        known[pair] = read_time(pair[0], year=year, day=pair[1])
    instants = pd.Series([known[pair] for pair in zip(written, day, strict=True)], index=cells.index, dtype=object)
    code, name = column("site_code"), column("site_name")
    state = column("state")
    source = column("source").map(lambda text: _SOURCES.get(text.casefold(), ""))
    usual = "automatic" if "state" in fields else "manual"
    source = source.where(source != "", usual)
    automatic = source == "automatic"
    if "state" in fields:
        state = state.where((state != "") | ~automatic, UNKNOWN_STATE)
    heads = pd.DataFrame(
        {
            "site_code": code.where(code != "", name),
            "site_name": name.where(name != "", code),
            "river": column("river"),
            "sampled_at": pd.to_datetime(instants, utc=True),
            "time_text": written,
            "source": source,
            "state": state.astype(object).where(state != "", None),
            "unit": column("unit"),
            "limit_text": column("detection_limit"),
        },
        index=cells.index,
    )
    faults.extend(rows_without("site_missing", "没有断面", "names no site", heads.index[heads["site_code"] == ""]))
    return heads


def _wide(
    cells: pd.DataFrame,
    fields: Mapping[str, str],
    mapping: Mapping[str, str],
    heads: pd.DataFrame,
    faults: list[Fault],
) -> tuple[tuple[ResultColumn, ...], pd.DataFrame]:
    """Indicators as columns."""
    taken = {*fields.values()}
    mapped = {column: name for name, column in mapping.items() if column not in taken}
    columns: list[ResultColumn] = []
    parts: list[pd.DataFrame] = []
    codes: set[str] = set()
    for heading in cells.columns:
        if heading in taken or not heading or folded(heading.split("#")[0]) in NEVER_INDICATORS:
            continue
        column = result_column(heading)
        if heading in mapped:
            known = find_indicator(mapped[heading])
            written = result_column(heading).unit
            column = replace(result_column(mapped[heading], unit=written or ""), heading=heading) if known else column
        elif column.code.startswith("x:") and not _reads_as_results(cells[heading]):
            continue
        if column.code in codes:
            column = replace(column, code=f"x:{folded(heading)}", factor=1.0)
            faults.append(repeated_indicator(heading))
        codes.add(column.code)
        if column.doubtful:
            faults.append(doubtful(column))
        part = _read_column(cells[heading], column, heads, faults)
        columns.append(column)
        if len(part):
            parts.append(part)
    if not columns:
        raise BreaksRule(
            "文件里没有监测结果列。", "The file has no column of results.", parameter="mapping", faults=faults
        )
    return tuple(columns), _joined(parts)


def _tall(
    cells: pd.DataFrame, fields: Mapping[str, str], heads: pd.DataFrame, faults: list[Fault]
) -> tuple[tuple[ResultColumn, ...], pd.DataFrame]:
    """One row a value."""
    columns: list[ResultColumn] = []
    parts: list[pd.DataFrame] = []
    for (name, unit), rows in cells.groupby([cells[fields["indicator"]].str.strip(), heads["unit"]], sort=False):
        if not name:
            faults.extend(
                rows_without("indicator_missing", "没有监测项目", "names no indicator", rows.index, fields["indicator"])
            )
            continue
        column = result_column(str(name), unit=str(unit) or None)
        if column.doubtful:
            faults.append(doubtful(column))
        columns.append(replace(column, heading=fields["value"]))
        part = _read_column(rows[fields["value"]], replace(column, heading=str(name)), heads.loc[rows.index], faults)
        if len(part):
            parts.append(part)
    return tuple(columns), _joined(parts)


def _reads_as_results(cells: pd.Series[Any]) -> bool:
    """Whether at least half of what is written reads as results, and one is a number."""
    counts = Counter(cells)
    kinds: Counter[str] = Counter()
    for text, count in counts.items():
        kinds[read_value(text).kind] += count
    readable = sum(kinds[kind] for kind in ("value", "below_limit", "no_value", "state"))
    return kinds["value"] + kinds["below_limit"] > 0 and readable >= kinds["unreadable"]


def _read_column(cells: pd.Series[Any], column: ResultColumn, heads: pd.DataFrame, faults: list[Fault]) -> pd.DataFrame:
    """The values of one column; blank cells make none."""
    negative = column.code in MAY_BE_NEGATIVE
    readings: dict[str, Reading] = {text: read_value(text, may_be_negative=negative) for text in cells.unique()}
    written = np.array([readings[text].kind != "blank" for text in cells], dtype=bool)
    read = [readings[text] for text in cells[written]]
    head = heads[written]
    limit = np.array([np.nan if one.detection_limit is None else one.detection_limit for one in read], dtype=float)
    value = np.array([one.value for one in read], dtype=float)
    below = np.array([one.below_limit for one in read], dtype=bool)
    told = np.array([read_value(text).value for text in head["limit_text"]], dtype=float)
    use = below & np.isnan(limit) & np.isfinite(told) & (told > 0)
    limit, value = np.where(use, told, limit), np.where(use, told / 2, value)
    tell_unread(cells[written], read, column.heading, faults)
    factor = column.factor
    words = [one.state or state_word(state or "") for one, state in zip(read, head["state"], strict=True)]
    return pd.DataFrame(
        {
            "row": head.index,
            "site_code": head["site_code"].to_numpy(),
            "site_name": head["site_name"].to_numpy(),
            "river": head["river"].to_numpy(),
            "sampled_at": head["sampled_at"].array,
            "indicator": column.code,
            "value": _scaled(value, factor),
            "raw_text": [f"{one.raw.strip()} {column.written}" if factor != 1.0 else one.raw.strip() for one in read],
            "below_limit": below,
            "detection_limit": _scaled(limit, factor),
            "unit": column.unit,
            "source": head["source"].to_numpy(),
            "state": head["state"].to_numpy(),
            "state_word": words,
        }
    )


def _scaled(numbers: np.ndarray[Any, Any], factor: float) -> np.ndarray[Any, Any]:
    """Numbers in another unit; dividing by a power of ten keeps 0.05 μg/L exactly 0.00005 mg/L."""
    return numbers if factor == 1.0 else numbers / round(1 / factor) if factor < 1 else numbers * factor


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All columns' values, by row of the file."""
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values("row", kind="stable").reset_index(drop=True)
