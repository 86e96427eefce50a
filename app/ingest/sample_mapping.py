"""How a file of samples is read, as a mapping that is shown, changed and remembered (字段对应).

The mapping is a plain JSON object::

    {"year": 2023, "fingerprint": "…",
     "sheets": {"5月": {"use": true, "month": "2023-05", "year": null, "visible": true,
      "tables": [{"layout": "wide", "heading_rows": [2, 3], "first_row": 4, "last_row": 30,
                  "skip_rows": {"18": "average"}, "groups": {}, "fingerprint": "…",
                  "month": null, "river": null, "site_name": null, "indicator": null, "unit": "",
                  "columns": {"A": {"field": "river", "heading": "河流", "sure": "sure"},
                              "D": {"indicator": "w21003", "unit": "mg/L", "heading": "氨氮"},
                              "E": {"ignore": "attribute", "heading": "水质类别"}}}]}}}

Rows are numbered and columns lettered as a spreadsheet shows them. A sheet may give ``heading_rows`` and ``columns``
itself in place of ``tables``; a column may say ``{"ignore": true}``. A month is ``2023-05``, a day ``2023-05-12``, and
``05`` waits for its year.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from app.assessment.indicators import FREE_PREFIX, find_indicator
from app.errors import BreaksRule
from app.ingest.sample_blocks import fill_merged, find_blocks, serial_months
from app.ingest.sample_cells import cell_flags
from app.ingest.sample_context import Context, read_context
from app.ingest.sample_grid import SampleBook, Sheet, column_at, column_label
from app.ingest.sample_headings import FIELDS
from app.ingest.sample_roles import ColumnRole, Layout, Sure, find_roles, result_unit
from app.ingest.sample_rows import find_rows
from app.ingest.sample_words import plain_text

LAYOUTS: Final = ("wide", "long", "months", "sites")
_MONTH: Final = re.compile(r"(?:\d{4}-)?(?:0[1-9]|1[0-2])|\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How one table is read (表的读法); rows and columns from 0, see the module for the meaning of each part."""

    sheet: str
    layout: Layout
    heading_rows: tuple[int, ...]
    first: int
    last: int
    columns: tuple[ColumnRole, ...]
    skipped: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    month: str | None = None
    year: int | None = None
    river: str | None = None
    site_name: str | None = None
    indicator: str | None = None
    unit: str = ""
    fingerprint: str = ""


def propose_mapping(
    book: SampleBook, *, year: int | None = None, named: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The mapping that a file's own headings, titles and sheet names suggest (建议的字段对应).

    Parameters
    ----------
    year
        For months and days without one.
    named
        Heading by field or indicator code, as the command line gives them; these win.

    Examples
    --------
    >>> from app.ingest.sample_grid import text_sheet
    >>> rows = [["2023年5月监测结果"], ["断面", "氨氮"], ["前油坊", "0.5"]]
    >>> mapping = propose_mapping(SampleBook("text", "a.csv", "", (text_sheet(rows),)))
    >>> mapping["sheets"][""]["month"], mapping["sheets"][""]["tables"][0]["columns"]["B"]["indicator"]
    ('2023-05', 'w21003')
    >>> propose_mapping(SampleBook("xlsx", "a.xlsx", "", ()))["sheets"]
    {}
    """
    sheets = {sheet.name: _propose_sheet(sheet, book, named or {}) for sheet in book.sheets}
    told = [one["year"] for one in sheets.values() if one["year"]]
    common = told[0] if len(set(told)) == 1 else None
    for one in sheets.values():
        one["year"] = None if one["year"] == common else one["year"]
    prints = sorted({table["fingerprint"] for one in sheets.values() for table in one["tables"] if one["use"]})
    return {
        "year": common or year,
        "fingerprint": _digest(prints) if prints else "",
        "sheets": sheets,
    }


def remember(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """What of a mapping serves the next file of the same shape: columns and units by the table's fingerprint (记忆)."""
    return {
        table["fingerprint"]: {name: table.get(name) for name in ("columns", "indicator", "unit")}
        for sheet in mapping["sheets"].values()
        for table in sheet.get("tables", ())
        if sheet.get("use") and table.get("fingerprint")
    }  # fmt: skip


def recall(mapping: Mapping[str, Any], remembered: Mapping[str, Any]) -> dict[str, Any]:
    """A proposed mapping with what was remembered for tables of its fingerprints; months and rows stay the file's."""
    sheets = {}
    for name, sheet in mapping["sheets"].items():
        tables = []
        for table in sheet.get("tables", ()):
            known = remembered.get(table.get("fingerprint"))
            columns = {}
            for letter, role in table["columns"].items():
                old = known["columns"].get(letter, role) if known else role
                columns[letter] = {**old, **{part: role[part] for part in ("month", "heading") if part in role}}
            known_rest = {part: known[part] for part in ("indicator", "unit") if known.get(part)} if known else {}
            tables.append({**table, **known_rest, "columns": columns})
        sheets[name] = {**sheet, "tables": tables}
    return {**mapping, "sheets": sheets}


def read_plans(book: SampleBook, mapping: Mapping[str, Any]) -> list[TablePlan]:
    """The tables that a mapping says are read (字段对应读取).

    Raises
    ------
    BreaksRule
        The mapping names a sheet, column, field, indicator or month that is none; ``parameter`` is ``mapping``.
    """
    by_name = {sheet.name: sheet for sheet in book.sheets}
    plans = []
    for name, told in mapping.get("sheets", {}).items():
        if name not in by_name:
            raise _wrong(f"没有工作表“{name}”，有：{'、'.join(by_name)}", f"there is no sheet {name!r}")
        if not told.get("use", True):
            continue
        year = told.get("year") or mapping.get("year")
        plans += [_read_table(by_name[name], told, table, year) for table in told.get("tables") or [told]]
    return plans


def is_example(name: str) -> bool:
    """Whether a sheet's name says that it explains how to fill in the others (示例、填写说明).

    >>> is_example("示例"), is_example("填写说明"), is_example("5月")
    (True, True, False)
    """
    return bool(
        re.fullmatch(r"(?:填[写报表]|模板)?(?:示例|样例|说明|须知|范例)|example|readme", name.strip(), re.IGNORECASE)
    )


def _propose_sheet(sheet: Sheet, book: SampleBook, named: Mapping[str, str]) -> dict[str, Any]:
    """What one sheet suggests."""
    flags = serial_months(sheet, cell_flags(sheet), book.epoch_1904)
    shown = fill_merged(sheet)
    context: Context | None = None
    tables: list[dict[str, Any]] = []
    months: list[str | None] = []
    clash = None
    for block in find_blocks(sheet, flags, book.kind == "text", frozenset(map(plain_text, named.values()))):
        context = read_context(block.titles, sheet.name, context)
        clash = clash or context.clash
        layout, roles = find_roles(sheet, shown, flags, block, context, {h: n for n, h in named.items()})
        skipped, groups = find_rows(sheet, flags, block, roles, layout)
        first, last = block.first, block.last
        code = context.indicator if layout == "months" and not any(r.field == "indicator" for r in roles) else None
        fields = {role.field for role in roles}
        site = context.site_name if not fields & {"site_name", "site_code"} and layout != "sites" else None
        tables.append(
            {
                "layout": layout,
                "heading_rows": [row + 1 for row in block.heading_rows],
                "first_row": first + 1,
                "last_row": last + 1,
                "skip_rows": {str(row + 1): reason for row, reason in sorted(skipped.items())},
                "groups": {str(row + 1): one for row, one in sorted(groups.items())},
                "month": context.month,
                "river": context.river if "river" not in fields else None,
                "site_name": site,
                "indicator": code,
                "unit": result_unit(code, "", context)[0] or context.unit if code else context.unit,
                "titles": list(block.titles[:10]),
                "fingerprint": _digest([layout, *(_normal_heading(role) for role in roles)]),
                "columns": {column_label(role.at): _role_json(role) for role in roles if role.ignored != "blank"},
            }
        )
        months.append(context.month)
    told = [_has_results(table) for table in tables]
    if any(told):
        tables = [table for table, results in zip(tables, told, strict=True) if results]
        months = [month for month, results in zip(months, told, strict=True) if results]
    same = months[0] if months and len(set(months)) == 1 else None
    for table in tables:
        table["month"] = None if table["month"] == same else table["month"]
    use = (any(told) or (bool(tables) and book.kind == "text")) and sheet.visible and not is_example(sheet.name)
    sheet_json: dict[str, Any] = {"use": use, "visible": sheet.visible, "month": same, "tables": tables}
    if clash:
        sheet_json["month_clash"] = list(clash)
    return sheet_json | {"year": context.year if context else None}


def _has_results(table: Mapping[str, Any]) -> bool:
    """Whether a proposed table has a column of results."""
    return any(
        role.get("field") == "value" or not ("field" in role or "ignore" in role) for role in table["columns"].values()
    )


def _role_json(role: ColumnRole) -> dict[str, Any]:
    """A column's role as it is shown."""
    if role.field:
        return {"field": role.field, "heading": role.heading}
    if role.ignored:
        return {"ignore": role.ignored, "heading": role.heading}
    told: dict[str, Any] = {"heading": role.heading, "sure": role.sure}
    if role.indicator:
        told |= {"indicator": role.indicator, "unit": role.unit}
    elif role.unit:
        told["unit"] = role.unit
    for name in ("month", "site_name", "river"):
        if getattr(role, name):
            told[name] = getattr(role, name)
    if not set(told) - {"heading", "sure", "unit"}:
        told["site_name"] = role.heading or column_label(role.at)
    return told


def _read_table(sheet: Sheet, told: Mapping[str, Any], table: Mapping[str, Any], year: Any) -> TablePlan:
    """One table of a mapping, checked."""
    layout = table.get("layout", "wide")
    if layout not in LAYOUTS:
        raise _wrong(f"layout 应为 {'、'.join(LAYOUTS)}", f"layout must be one of {', '.join(LAYOUTS)}")
    try:
        headings = tuple(int(row) - 1 for row in table.get("heading_rows", ()))
        first = int(table.get("first_row") or (max(headings, default=-1) + 2)) - 1
        last = min(int(table.get("last_row") or len(sheet.kinds)), len(sheet.kinds)) - 1
        skipped = {int(row) - 1: str(reason) for row, reason in dict(table.get("skip_rows") or {}).items()}
        groups = {int(row) - 1: dict(one) for row, one in dict(table.get("groups") or {}).items()}
        columns = tuple(
            _read_role(sheet, column_at(letter), dict(role))
            for letter, role in dict(table.get("columns") or {}).items()
        )
        chosen_year = int(year) if year else None
    except (TypeError, ValueError) as error:
        raise _wrong(f"有写错的行号、列标或年份（{error}）", f"a row, column or year is wrong ({error})") from None
    months = [table.get("month") or told.get("month"), *(one.get("month") for one in groups.values())]
    for month in [*months, *(role.month for role in columns)]:
        if month is not None and not _MONTH.fullmatch(str(month)):
            raise _wrong(f"月份“{month}”应写作 2023-05", f"the month {month!r} must be like 2023-05")
    code = table.get("indicator")
    if code and find_indicator(str(code)) is None and not str(code).startswith(FREE_PREFIX):
        raise _wrong(f"没有指标“{code}”", f"there is no indicator {code!r}")
    return TablePlan(
        sheet=sheet.name, layout=cast(Layout, layout), heading_rows=headings, first=max(first, 0), last=last,
        columns=tuple(sorted(columns, key=lambda role: role.at)), skipped=skipped, groups=groups, month=months[0],
        year=chosen_year, river=table.get("river"), site_name=table.get("site_name"), indicator=code,
        unit=str(table.get("unit") or ""), fingerprint=str(table.get("fingerprint") or ""),
    )  # fmt: skip


def _read_role(sheet: Sheet, at: int, told: dict[str, Any]) -> ColumnRole:
    """One column of a mapping, checked."""
    label = column_label(at)
    if at >= sheet.kinds.shape[1]:
        raise _wrong(f"工作表“{sheet.name}”没有 {label} 列", f"the sheet {sheet.name!r} has no column {label}")
    heading = str(told.get("heading", label))
    if told.get("ignore"):
        return ColumnRole(at, heading, ignored="chosen" if told["ignore"] is True else str(told["ignore"]))
    if told.get("field") is not None:
        if told["field"] not in FIELDS:
            raise _wrong(
                f"没有字段“{told['field']}”，可用：{'、'.join(FIELDS)}", f"there is no field {told['field']!r}"
            )
        return ColumnRole(at, heading, field=str(told["field"]))
    code = told.get("indicator")
    if code:
        known = find_indicator(str(code))
        if known is None and not str(code).startswith(FREE_PREFIX):
            raise _wrong(f"没有指标“{code}”；自定义指标以 {FREE_PREFIX} 开头", f"there is no indicator {code!r}")
        code = known.code if known else str(code)
    if not any(told.get(name) for name in ("indicator", "month", "site_name", "river")):
        raise _wrong(f"{label} 列没有说明是什么", f"column {label} says nothing")
    return ColumnRole(
        at, heading, indicator=code, unit=str(told.get("unit") or ""), month=told.get("month"),
        site_name=told.get("site_name"), river=told.get("river"), sure=cast(Sure, told.get("sure", "sure")),
    )  # fmt: skip


def _normal_heading(role: ColumnRole) -> str:
    """A heading without what changes from month to month."""
    if role.site_name:
        return "{site}"
    text = re.sub(
        r"(?:\d{4}年?度?)?[-/.]?\d{1,2}月份?(?:\d{1,2}[日号])?|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?",
        "{month}",
        role.heading,
    )
    return re.sub(r"\d{4}年?度?|[345]\d{4}", "{year}", text)


def _digest(parts: list[str]) -> str:
    """A short fingerprint of texts."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _wrong(zh: str, en: str) -> BreaksRule:
    """A mapping that cannot be followed."""
    return BreaksRule(
        f"字段对应有误：{zh}。", f"The mapping is wrong: {en}.", parameter="mapping", code="mapping_wrong"
    )
