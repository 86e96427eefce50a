"""One table of a book read whole, and all tables' values settled: times, repeats, marks (样品汇总)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from app.errors import Fault
from app.ingest.sample_blocks import fill_merged
from app.ingest.sample_faults import MOST_FAULTS, REASONS, Place
from app.ingest.sample_flags import CHLORIDE, IMPLAUSIBLE, NOISE, UNIT_SLIP, as_json, mark_values
from app.ingest.sample_grid import NUMBER, SampleBook, Sheet, column_at, column_label
from app.ingest.sample_headings import ResultColumn
from app.ingest.sample_heads import Heads, local_month_text, read_heads, remark_states
from app.ingest.sample_mapping import TablePlan
from app.ingest.sample_times import names_a_time
from app.ingest.sample_values import read_values

_TIMES: Final = ("sampled_at", "day", "year")


@dataclass(frozen=True, slots=True)
class Table:
    """What one table gave (一张表的结果)."""

    plan: TablePlan
    values: pd.DataFrame
    states: pd.DataFrame
    columns: tuple[ResultColumn, ...]
    rows: int
    repeated: int


def read_table(
    book: SampleBook, sheet: Sheet, plan: TablePlan, told: Mapping[str, Any], before: int, faults: list[Fault]
) -> Table:
    """The values and states of one table; ``before`` data rows of the file come before it (读表)."""
    place = Place(book, sheet)
    rows = _data_rows(sheet, plan)
    _tell_outside(sheet, plan, rows, place, faults)
    if _lacks(plan, told, place, faults, len(rows)):
        return Table(plan, pd.DataFrame(), pd.DataFrame(), (), len(rows), 0)
    ordinal = {int(row): before + at for at, row in enumerate(rows, start=1)}
    total = len(rows)
    _tell_skipped(plan, place, faults)
    _tell_unread(sheet, plan, rows, place, faults)
    rows, repeated = _without_repeats(sheet, plan, rows)
    if repeated:
        faults.append(place.fault("rows_repeated", repeated))
    heads = read_heads(book, sheet, fill_merged(sheet), plan, rows, faults)
    found = read_values(book, sheet, plan, heads, faults)
    values = pd.concat(found.parts, ignore_index=True) if found.parts else pd.DataFrame()
    for name in ("state", "state_word", "unit") if len(values) else ():
        values[name] = values[name].astype(object).where(values[name].notna(), None)
    if len(values):
        values["row"] = values["row_number"].map(lambda number: ordinal[int(number) - 1])
        values = values.sort_values(["row"], kind="stable").reset_index(drop=True)
    states = _states(sheet, plan, heads, found.held, place, faults, found.written)
    _tell_sites(plan, heads, found.written, place, faults)
    values = _check_times(values, heads, plan, place, faults)
    return Table(plan, values, states, tuple(found.columns), total, repeated)


def settle_values(book: SampleBook, tables: Sequence[Table], faults: list[Fault]) -> pd.DataFrame:
    """The values of all tables: those that an earlier table holds kept once, suspicious ones marked (汇总与标记)."""
    parts = [table.values for table in tables if len(table.values)]
    if not parts:
        return pd.DataFrame()
    values = parts[0] if len(parts) == 1 else _without_copies(book, parts, faults)
    marks = mark_values(values, values["unit_named"].to_numpy(dtype=bool))
    for at in np.flatnonzero(values["noise"].to_numpy(dtype=bool)).tolist():
        marks.setdefault(at, []).append(NOISE)
    flags = np.full(len(values), None, dtype=object)
    for at, told in marks.items():
        flags[at] = as_json(told)
    values["flags"] = pd.Series(flags, index=values.index, dtype=object)
    _tell_marks(book, values, marks, faults)
    return values


def _data_rows(sheet: Sheet, plan: TablePlan) -> np.ndarray[Any, np.dtype[np.int_]]:
    """Rows of the table that hold something and are samples."""
    columns = [role.at for role in plan.columns] or [0]
    span = sheet.kinds[plan.first : plan.last + 1, min(columns) : max(columns) + 1] > 0
    rows = np.flatnonzero(span.any(axis=1)) + plan.first
    out = {*plan.skipped, *plan.heading_rows}
    return np.array([row for row in rows.tolist() if row not in out], dtype=int) if out else rows.astype(int)


def _lacks(plan: TablePlan, told: Mapping[str, Any], place: Place, faults: list[Fault], count: int) -> bool:
    """Whether a table cannot be read, with the fault that says what it lacks."""
    fields = {role.field for role in plan.columns}
    results = [role for role in plan.columns if role.is_result]
    shown = "、".join(role.heading for role in plan.columns if role.heading)[:300]
    row = plan.heading_rows[0] if plan.heading_rows else None
    before = len(faults)
    if not (fields & {"site_name", "site_code"} or plan.site_name or any(role.site_name for role in results)):
        faults.append(place.fault("site_column_missing", row=row, text=shown))
    timed = fields & set(_TIMES) or plan.month or any("month" in group for group in plan.groups.values())
    if not timed and not (results and all(role.month for role in results)):
        if told.get("month_clash"):
            faults.append(place.fault("month_conflict", text=" / ".join(told["month_clash"])))
        else:
            faults.append(place.fault("month_needed", row=row))
    if not results and "value" not in fields:
        faults.append(place.fault("results_missing", row=row, text=shown))
    elif "indicator" not in fields and not plan.indicator and any(role.indicator is None for role in results):
        faults.append(place.fault("indicator_needed", row=row))
    return len(faults) > before or not count


def _tell_skipped(plan: TablePlan, place: Place, faults: list[Fault]) -> None:
    """Which rows were left out, by reason."""
    by_reason: dict[str, list[int]] = {}
    for row, reason in sorted(plan.skipped.items()):
        by_reason.setdefault(reason, []).append(row)
    for reason, rows in by_reason.items():
        zh, en = REASONS.get(reason, (reason, reason))
        numbers = [str(row + 1) for row in rows[:30]] + (["…"] if len(rows) > 30 else [])
        told = place.fault(
            "rows_ignored", len(rows), text=f"{', '.join(numbers)} ({en})", zh_text=f"{'、'.join(numbers)} 行（{zh}）"
        )
        faults.append(replace(told, row=rows[0] + 1))


def _tell_unread(sheet: Sheet, plan: TablePlan, rows: np.ndarray[Any, Any], place: Place, faults: list[Fault]) -> None:
    """A warning for each column that holds numbers and is not read, unless it is known for what it is."""
    for role in plan.columns:
        if role.ignored == "text" and place.book.kind != "text":
            numbers = int((sheet.kinds[rows, role.at] == NUMBER).sum())
            if numbers:
                faults.append(place.fault("column_unread", numbers, column=role.at, what=role.heading))


def _tell_outside(sheet: Sheet, plan: TablePlan, rows: np.ndarray[Any, Any], place: Place, faults: list[Fault]) -> None:
    """An error where a text table has cells beyond its heading: the row is shifted."""
    if place.book.kind != "text" or not plan.columns:
        return
    last = max((role.at for role in plan.columns if role.heading), default=0)
    outside = np.argwhere(sheet.kinds[rows][:, last + 1 :] > 0)
    if len(outside):
        row, column = int(rows[outside[0][0]]), last + 1 + int(outside[0][1])
        faults.append(place.fault("cells_outside", len(outside), row, column, text=sheet.texts[row, column]))


def _without_repeats(
    sheet: Sheet, plan: TablePlan, rows: np.ndarray[Any, np.dtype[np.int_]]
) -> tuple[np.ndarray[Any, np.dtype[np.int_]], int]:
    """Rows that repeat another one wholly left out, where they tell a time; how many."""
    timed = [role.at for role in plan.columns if role.field in ("sampled_at", "day")]
    if not timed:
        return rows, 0
    seen: set[tuple[str, ...]] = set()
    kept = []
    for row in rows.tolist():
        mark = tuple(sheet.texts[row].tolist())
        if mark not in seen or not any(names_a_time(sheet.texts[row, column]) for column in timed):
            seen.add(mark)
            kept.append(row)
    return np.array(kept, dtype=int), len(rows) - len(kept)


def _states(
    sheet: Sheet, plan: TablePlan, heads: Heads, held: set[int], place: Place, faults: list[Fault], written: set[int]
) -> pd.DataFrame:
    """Rows without a value whose remark gives the reason; those without one are told."""
    by_cells = [role for role in plan.columns if role.month or role.site_name]
    frame = heads.frame
    without = ~frame.index.isin(held)
    words = remark_states(heads)
    told = frame[without & words.notna() & frame["sampled_at"].notna() & (frame["site_code"] != "")]
    if place.book.kind != "text" and not by_cells:
        silent = frame[~frame.index.isin(written) & words.isna() & (frame["site_code"] != "")]
        for row, name in list(zip(silent.index.tolist(), silent["site_name"], strict=True))[:MOST_FAULTS]:
            faults.append(place.fault("row_without_values", row=row, column=heads.site_column, text=str(name)))
    return pd.DataFrame(
        {
            **{name: told[name].to_numpy() for name in ("site_code", "site_name", "river")},
            "sampled_at": told["sampled_at"].array,
            "state_word": words[told.index].to_numpy(),
            "raw_text": told["remark"].to_numpy(),
            "sheet": sheet.name,
            "row_number": told.index.to_numpy() + 1,
            "column_label": [column_label(int(at)) for at in told["remark_at"]],
        }
    )


def _tell_sites(plan: TablePlan, heads: Heads, written: set[int], place: Place, faults: list[Fault]) -> None:
    """An error for each row with results and without a site."""
    results = [role for role in plan.columns if role.is_result]
    if results and all(role.site_name for role in results):
        return
    blank = heads.frame.index[heads.frame["site_code"] == ""]
    rows = [row for row in blank.tolist() if row in written or place.book.kind == "text"]
    faults.extend(place.fault("site_missing", row=row, column=heads.site_column) for row in rows[:MOST_FAULTS])


def _check_times(
    values: pd.DataFrame, heads: Heads, plan: TablePlan, place: Place, faults: list[Fault]
) -> pd.DataFrame:
    """The values with a time; what has none is told, and refuses the file where it holds a value."""
    if values.empty:
        return values
    lost = values[values["sampled_at"].isna()]
    held = (
        lost.assign(held=lost["value"].notna() | lost["below_limit"])
        .groupby("row_number")
        .agg({"held": "any", "trouble": "first"})
    )
    asked: Counter[str] = Counter()
    for number, has_value, trouble in held.itertuples():
        row = int(number) - 1
        text = str(heads.frame["time_text"].get(row, ""))
        if trouble in ("year", "ambiguous"):
            asked[trouble] += 1
            if asked[trouble] == 1 or (trouble == "ambiguous" and asked[trouble] <= MOST_FAULTS):
                code = "year_needed" if trouble == "year" else "month_ambiguous"
                faults.append(place.fault(code, row=row, column=heads.time_column, text=text or str(plan.month or "")))
            continue
        asked["unreadable"] += 1
        if asked["unreadable"] <= MOST_FAULTS:
            en = " but values; give the time" if has_value else " and no value; it is left out"
            zh = "，却有监测值，请补上时间" if has_value else "，也没有监测值，未导入"
            severity = "error" if has_value else "warning"
            faults.append(
                place.fault(
                    "time_unreadable", row=row, column=heads.time_column, text=en, zh_text=zh, severity=severity
                )
            )
    values = values[values["sampled_at"].notna()].reset_index(drop=True)
    if plan.month and len(plan.month) >= 7 and len(values):
        months = {instant: local_month_text(instant) for instant in values["sampled_at"].unique()}
        other = values[values["sampled_at"].map(months) != plan.month[:7]]
        if len(other) and not any(role.month for role in plan.columns):
            rows = other["row_number"].unique()
            faults.append(
                place.fault("date_outside_month", len(rows), int(rows[0]) - 1, heads.time_column, text=plan.month[:7])
            )
    return values


def _without_copies(book: SampleBook, parts: list[pd.DataFrame], faults: list[Fault]) -> pd.DataFrame:
    """All tables' values; one that an earlier table holds (a summary sheet) is kept once, and told."""
    keys = ["site_code", "river", "sampled_at", "indicator", "raw_text", "unit", "source"]
    whole = pd.concat([part.assign(table=at) for at, part in enumerate(parts)], ignore_index=True)
    first = whole.groupby(keys, dropna=False, sort=False)["table"].transform("min")
    copies = whole["table"] > first
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for name, count in whole[copies].groupby("sheet", sort=False).size().items():
        faults.append(Place(book, by_name[str(name)]).fault("values_repeated", int(count)))
    kept = whole[~copies].drop(columns="table").reset_index(drop=True)
    return kept.assign(
        **{name: kept[name].astype(object).where(kept[name].notna(), None) for name in ("state", "state_word", "unit")}
    )


def _tell_marks(book: SampleBook, values: pd.DataFrame, marks: Mapping[int, list[str]], faults: list[Fault]) -> None:
    """Warnings for marked values: slips by column, implausible ones cell by cell, salty samples by sheet."""
    by_name = {sheet.name: sheet for sheet in book.sheets}
    chosen = {
        name: values.iloc[sorted(at for at, told in marks.items() if name in told)]
        for name in (UNIT_SLIP, IMPLAUSIBLE, CHLORIDE)
    }
    for _, rows in chosen[UNIT_SLIP].groupby("column_key", sort=False):
        first = rows.iloc[0]
        faults.append(
            Place(book, by_name[first["sheet"]]).fault(
                UNIT_SLIP, len(rows), int(first["row_number"]) - 1, column_at(first["column_label"]),
                what=first["heading"], text=str(first["raw_text"]),
            )
        )  # fmt: skip
    for _, first in chosen[IMPLAUSIBLE].head(MOST_FAULTS).iterrows():
        faults.append(
            Place(book, by_name[first["sheet"]]).fault(
                IMPLAUSIBLE, 1, int(first["row_number"]) - 1, column_at(first["column_label"]),
                what=first["heading"], text=str(first["raw_text"]),
            )
        )  # fmt: skip
    for name, rows in chosen[CHLORIDE].groupby("sheet", sort=False):
        first = rows.iloc[0]
        count = len(rows[["site_code", "sampled_at"]].drop_duplicates())
        faults.append(Place(book, by_name[str(name)]).fault(CHLORIDE, count, int(first["row_number"]) - 1))
