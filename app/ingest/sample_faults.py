"""Faults of a file of samples, each with its sheet, row and column and a sentence (样品文件故障)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, cast

from app.errors import Fault, Severity
from app.ingest.sample_grid import SampleBook, Sheet, column_label

MOST_FAULTS: Final = 200  # of one kind and column: the rest is counted

REASONS: Final[dict[str, tuple[str, str]]] = {
    "heading": ("重复的表头", "repeated heading"),
    "average": ("平均值", "mean"),
    "maximum": ("最大值", "maximum"),
    "minimum": ("最小值", "minimum"),
    "total": ("合计", "total"),
    "limit": ("标准限值", "limit"),
    "detection_limit": ("检出限", "detection limit"),
    "rate": ("统计项", "statistic"),
    "method": ("方法或单位", "method or unit"),
    "note": ("备注或签署", "note or signature"),
    "group": ("分组标题", "group title"),
    "text": ("文字", "text"),
    "numbers": ("列号", "numbers of columns"),
    "empty": ("空行", "empty line"),
    "chosen": ("指定略过的行", "left out by choice"),
}


@cache
def fault_sentences() -> Mapping[str, tuple[str, str, str]]:
    """Severities, Chinese and English sentence of every fault, by code (故障语句).

    ``{where}`` is the place, ``{n}`` a number, ``{text}`` the cell's text, ``{what}`` a heading.

    >>> fault_sentences()["year_needed"][0]
    'error'
    """
    text = files("app.ingest").joinpath("data/sample_faults.csv").read_text("utf-8")
    return {row["code"]: (row["severity"], row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet of a file, to tell where a fault is (位置)."""

    book: SampleBook
    sheet: Sheet | None = None

    def fault(
        self,
        code: str,
        n: int = 0,
        row: int | None = None,
        column: int | None = None,
        *,
        what: str = "",
        text: str = "",
        severity: str | None = None,
        zh_text: str | None = None,
    ) -> Fault:
        """A fault of `fault_sentences`; ``row`` and ``column`` from 0."""
        severities, zh, en = fault_sentences()[code]
        name = self.sheet.name if self.sheet is not None and self.book.kind != "text" else None
        label = column_label(column) if column is not None else None
        zh_where = (f"工作表“{name}”" if name else "") + (f"第 {row + 1} 行" if row is not None else "")
        zh_where += f" {label} 列" if label and row is not None else f" {label} 列 " if label else ""
        en_where = ", ".join(
            part
            for part in (f"sheet {name!r}" if name else "", f"row {row + 1}" if row is not None else "",
                         f"column {label}" if label else "")
            if part
        ) or "the file"  # fmt: skip
        shown = text if len(text) <= 120 else text[:119] + "…"
        return Fault(
            code,
            zh.format(where=zh_where or "文件", n=n, text=shown if zh_text is None else zh_text, what=what),
            en.format(where=en_where[0].upper() + en_where[1:], n=n, text=shown, what=what),
            cast(Severity, severity or severities.split(", ")[0]),
            row=row + 1 if row is not None else None,
            field=what or None,
            sheet=name,
            column=label,
        )
