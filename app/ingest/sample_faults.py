"""Faults of a file of samples, each with its place and a sentence (样品文件故障)."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pandas as pd

from app.assessment.readings import Reading
from app.errors import BreaksRule, Fault
from app.ingest.sample_headings import ResultColumn

_MOST_FAULTS: Final = 200  # of one kind and column: the rest is counted


def tell_unread(cells: pd.Series[Any], read: list[Reading], heading: str, faults: list[Fault]) -> None:
    """A warning for each cell that cannot be read, one for marked numbers, one for limits that are not told."""
    unread = [(int(number), one.raw) for number, one in zip(cells.index, read, strict=True) if one.kind == "unreadable"]
    for number, raw in unread[:_MOST_FAULTS]:
        faults.append(
            Fault(
                "value_unreadable",
                f"第 {number} 行“{heading}”为“{raw[:40]}”，读不出数值；原文保留，不参加统计。",
                f"Row {number}, {heading}: {raw[:40]!r} is no value; the text is kept and counts nowhere.",
                "warning",
                row=number,
                field=heading,
            )
        )
    if len(unread) > _MOST_FAULTS:
        more = len(unread) - _MOST_FAULTS
        faults.append(
            Fault(
                "value_unreadable",
                f"“{heading}”另有 {more} 个读不出的值。",
                f"{heading}: {more} more values cannot be read.",
                "warning",
                field=heading,
            )
        )
    marked = Counter(one.mark for one in read if one.mark)
    for mark, count in marked.items():
        faults.append(
            Fault(
                "value_marked",
                f"“{heading}”有 {count} 个数值带“{mark}”，按数值采用，原文保留。",
                f"{heading}: {count} numbers bear {mark!r}; they are taken as numbers, the text is kept.",
                "warning",
                field=heading,
            )
        )
    without = sum(one.kind == "below_limit" and one.detection_limit is None for one in read)
    if without:
        faults.append(
            Fault(
                "limit_unknown",
                f"“{heading}”有 {without} 个未检出而没有检出限，按未知处理，不作零。",
                f"{heading}: {without} not detected without a limit; they are unknown, not zero.",
                "warning",
                field=heading,
            )
        )


def check_times(values: pd.DataFrame, faults: list[Fault]) -> None:
    """Rows without a time: a warning where they hold no value, else the file is refused."""
    lost = values[values["sampled_at"].isna()]
    if lost.empty:
        return
    held = lost.assign(held=lost["value"].notna() | lost["below_limit"]).groupby("row")["held"].any()
    for number, has_value in list(held.items())[:_MOST_FAULTS]:
        faults.append(
            Fault(
                "time_unreadable",
                f"第 {number} 行没有可读的时间"
                + ("，却有监测值。请补上时间。" if has_value else "，也没有监测值，未导入。"),
                f"Row {number} has no readable time"
                + (" but has values; give its time." if has_value else " and no value; it is left out."),
                "error" if has_value else "warning",
                row=int(str(number)),
            )
        )
    if held.any():
        raise BreaksRule(
            f"{int(held.sum())} 行有监测值而没有可读的时间，文件未导入。",
            f"{int(held.sum())} rows have values but no readable time; nothing was imported.",
            parameter="sampled_at",
            faults=faults,
        )


def rows_without(code: str, zh: str, en: str, numbers: pd.Index, field: str | None = None) -> list[Fault]:
    """An error for each row that lacks something."""
    return [
        Fault(code, f"第 {number} 行{zh}。", f"Row {number} {en}.", row=int(number), field=field)
        for number in numbers[:_MOST_FAULTS].tolist()
    ]


def rows_repeated(count: int) -> Fault:
    """Rows that repeat others."""
    return Fault(
        "rows_repeated",
        f"{count} 行与其他行完全相同，只保留一次。",
        f"{count} rows repeat others wholly; each is kept once.",
        "repaired",
    )


def repeated_indicator(heading: str) -> Fault:
    """Two columns of one indicator."""
    return Fault(
        "indicator_repeated",
        f"列“{heading}”与前面的列是同一指标，以自定义编码保留。",
        f"Column {heading} is an indicator that an earlier column holds; it is kept under a free code.",
        "warning",
        field=heading,
    )


def doubtful(column: ResultColumn) -> Fault:
    """A known indicator in a unit that cannot be converted."""
    return Fault(
        "unit_unknown",
        f"“{column.heading}”的单位“{column.unit}”不能换算，以自定义编码保留，不参加评价。",
        f"{column.heading}: the unit {column.unit!r} cannot be converted; kept under a free code, not judged.",
        "warning",
        field=column.heading,
    )
