"""A file of samples to one row a value, every number with its sheet and cell, every fault with its place (样品文件)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from app.errors import BreaksRule, Fault, TooLarge, Unparsable
from app.ingest.child import read_sheets_of
from app.ingest.sample_book import read_table, settle_values
from app.ingest.sample_faults import Place
from app.ingest.sample_grid import SampleBook
from app.ingest.sample_headings import FIELDS, ResultColumn
from app.ingest.sample_kinds import find_sample_kind
from app.ingest.sample_mapping import is_example, propose_mapping, read_plans
from app.settings import Settings

COLUMNS: Final = (
    "row", "site_code", "site_name", "river", "sampled_at", "indicator", "value", "raw_text", "below_limit",
    "detection_limit", "unit", "source", "state", "state_word", "sheet", "row_number", "column_label", "flags",
)  # fmt: skip
STATE_COLUMNS: Final = (
    "site_code", "site_name", "river", "sampled_at", "state_word", "raw_text", "sheet", "row_number", "column_label",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleFile:
    """What a file of samples holds (样品文件内容).

    Attributes
    ----------
    values
        One row a value, columns `COLUMNS`: ``row`` counts the data rows of the file from 1; ``sheet``, ``row_number``
        and ``column_label`` name the cell as a spreadsheet shows it; ``sampled_at`` UTC; ``value`` and
        ``detection_limit`` in ``unit``; where they were converted, the unit of the file follows the raw text;
        ``flags`` a JSON list or None. A cell that is blank makes no row, every other one does.
    states
        Rows that hold no value but a reason in their remark (断流 …), columns `STATE_COLUMNS`.
    fields
        The heading of each field, of the first table.
    results
        The columns read as results.
    unused
        Headings of columns that were not read.
    rows, repeated
        Data rows of the file, and how many of them repeat another one wholly and were left out.
    mapping
        How it was read (``app.ingest.sample_mapping``); it can be changed and given again.
    """

    values: pd.DataFrame
    fields: dict[str, str]
    results: tuple[ResultColumn, ...]
    unused: tuple[str, ...]
    rows: int
    repeated: int
    sha256: str
    faults: tuple[Fault, ...]
    states: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STATE_COLUMNS)))
    mapping: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that refuse the whole."""
        return tuple(fault for fault in self.faults if fault.severity == "error")


def open_sample_book(
    path: Path,
    *,
    file_name: str | None = None,
    settings: Settings | None = None,
    encoding: str | None = None,
    max_bytes: int | None = None,
) -> SampleBook:
    """The sheets of a file of samples, read in a confined process; nothing is recognised yet (打开样品文件).

    Raises
    ------
    UnknownKind, Unparsable, TooLarge
        Another kind of file, with how to save it anew; broken, protected or hostile; over a limit.
    """
    settings = settings or Settings()
    most = max_bytes or settings.upload_max_bytes
    name = file_name or path.name
    if path.stat().st_size > most:
        raise TooLarge(f"文件超过上限 {most // 1024 // 1024} MB。", f"The file is over {most // 1024 // 1024} MB.")
    kind, differs = find_sample_kind(path, name)
    sheets, head = read_sheets_of(path, kind, settings, encoding=encoding)
    book = SampleBook(
        kind.name, name, hashlib.sha256(path.read_bytes()).hexdigest(), sheets, bool(head.get("epoch_1904"))
    )
    if differs:
        note = Place(book).fault("suffix_differs", text=kind.en, zh_text=kind.zh)
        book = SampleBook(kind.name, name, book.sha256, sheets, book.epoch_1904, (note.as_dict(),))
    return book


def read_sample_book(
    book: SampleBook, mapping: Mapping[str, Any] | None = None, *, year: int | None = None
) -> SampleFile:
    """The values of a file by a mapping, or by the one that its own headings suggest (样品读取).

    Pure: the same book may be read again with a changed mapping. Content that cannot be read is told in ``faults``.

    Parameters
    ----------
    mapping
        As `propose_mapping` makes it, changed or not.
    year
        For months and days without a year, where the mapping gives none.

    Raises
    ------
    BreaksRule
        The mapping itself cannot be followed.

    Examples
    --------
    >>> from app.ingest.sample_grid import text_sheet
    >>> sheet = text_sheet([["2023年5月监测结果"], ["断面", "氨氮"], ["前油坊", "0.5"]])
    >>> file = read_sample_book(SampleBook("text", "a.csv", "", (sheet,)))
    >>> file.values[["site_name", "indicator", "value", "row_number", "column_label"]].values.tolist()
    [['前油坊', 'w21003', 0.5, 3, 'B']]
    >>> len(read_sample_book(SampleBook("xlsx", "a.xlsx", "", ())).values)
    0
    """
    told = dict(mapping) if mapping is not None else propose_mapping(book, year=year)
    if year is not None and not told.get("year"):
        told["year"] = year
    faults = [Fault(**note) for note in book.notes]
    plans = read_plans(book, told)
    by_name = {sheet.name: sheet for sheet in book.sheets}
    tables = []
    count = 0
    for plan in plans:
        table = read_table(book, by_name[plan.sheet], plan, told["sheets"][plan.sheet], count, faults)
        count += table.rows
        tables.append(table)
    values = settle_values(book, tables, faults)
    faults += _unread_sheets(book, told)
    states = [table.states for table in tables if len(table.states)]
    first = plans[0].columns if plans else ()
    return SampleFile(
        values=values[list(COLUMNS)]
        if len(values)
        else pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS}),
        fields={role.field: role.heading for role in first if role.field},
        results=tuple(column for table in tables for column in table.columns),
        unused=tuple(dict.fromkeys(role.heading for plan in plans for role in plan.columns if role.ignored)),
        rows=count,
        repeated=sum(table.repeated for table in tables),
        sha256=book.sha256,
        faults=tuple(faults),
        states=pd.concat(states, ignore_index=True) if states else pd.DataFrame(columns=list(STATE_COLUMNS)),
        mapping=told,
    )


def read_sample_file(
    path: Path,
    *,
    mapping: Mapping[str, Any] | None = None,
    year: int | None = None,
    encoding: str | None = None,
    max_bytes: int | None = None,
    settings: Settings | None = None,
    file_name: str | None = None,
) -> SampleFile:
    """The values of a file of samples: ``.xlsx``, ``.xls`` or a text table (读取样品).

    Parameters
    ----------
    mapping
        Heading by field (``site_code``, ``site_name``, ``river``, ``sampled_at``, …) or by indicator code; or a whole
        mapping with its ``sheets``, as `propose_mapping` makes it.
    year
        For times without a year.

    Raises
    ------
    BreaksRule
        No column for site or time, a time without a year where none is given, or a value whose time cannot be
        read: each with its place.
    """
    book = open_sample_book(path, file_name=file_name, settings=settings, encoding=encoding, max_bytes=max_bytes)
    if mapping is not None and "sheets" in mapping:
        read = read_sample_book(book, mapping, year=year)
    else:
        read = read_sample_book(book, _by_headings(book, mapping or {}, year), year=year)
    _refuse(read)
    return read


def _by_headings(book: SampleBook, named: Mapping[str, str], year: int | None) -> dict[str, Any]:
    """A proposed mapping in which what was named stands; every name must be there."""
    from app.assessment.indicators import find_indicator

    for name in named:
        if name not in FIELDS and find_indicator(name) is None:
            raise BreaksRule(
                f"没有字段“{name}”，可用：{'、'.join(FIELDS)}，或指标编码。",
                f"There is no field {name!r}; there are {', '.join(FIELDS)}, and indicator codes.",
                parameter="mapping",
            )
    proposed = propose_mapping(book, year=year, named=named)
    headings = [
        str(role.get("heading", ""))
        for sheet in proposed["sheets"].values()
        for table in sheet["tables"]
        for role in table["columns"].values()
    ]
    for column in named.values():
        if column not in headings:
            shown = list(dict.fromkeys(headings))[:60]
            raise BreaksRule(
                f"文件里没有列“{column}”，有：{'、'.join(shown)}。",
                f"The file has no column {column!r}; it has {', '.join(shown)}.",
                parameter="mapping",
            )
    return proposed


def _unread_sheets(book: SampleBook, mapping: Mapping[str, Any]) -> list[Fault]:
    """A warning for each sheet that holds something and is not read."""
    told = []
    for sheet in book.sheets:
        one = mapping.get("sheets", {}).get(sheet.name, {})
        if one.get("use") or not (sheet.kinds > 0).any():
            continue
        if not sheet.visible:
            told.append(Place(book).fault("sheet_hidden", what=sheet.name))
        elif is_example(sheet.name):
            told.append(Place(book).fault("sheet_example", what=sheet.name))
        else:
            told.append(Place(book).fault("sheet_without_table", what=sheet.name))
    return told


def _refuse(read: SampleFile) -> None:
    """Raise what a caller without a page to ask on must be told at once."""
    by_code: dict[str, list[Fault]] = {}
    for fault in read.errors:
        by_code.setdefault(fault.code, []).append(fault)
    if "cells_outside" in by_code:
        first = by_code["cells_outside"][0]
        raise Unparsable(first.zh, first.en, code="cells_outside")
    for code, parameter in (
        ("year_needed", "year"), ("month_conflict", "mapping"), ("month_needed", "mapping"),
        ("site_column_missing", "mapping"), ("results_missing", "mapping"), ("indicator_needed", "mapping"),
        ("time_unreadable", "sampled_at"), ("month_ambiguous", "sampled_at"),
    ):  # fmt: skip
        if code in by_code:
            first = by_code[code][0]
            raise BreaksRule(first.zh, first.en, parameter=parameter, faults=read.faults, code=code)
    if not read.mapping["sheets"] or not any(sheet.get("use") for sheet in read.mapping["sheets"].values()):
        raise BreaksRule(
            "文件里没有认出监测表：需要断面、时间和监测结果。",
            "No table of results was found: it needs sites, times and results.",
            parameter="mapping", faults=read.faults, code="results_missing",
        )  # fmt: skip
