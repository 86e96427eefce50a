"""What each column of a table is: a field, an indicator with its unit, a month, a site, or nothing read (列识别)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from app.assessment.concentration import unit_factor
from app.assessment.indicators import find_indicator, folded, free_code, indicator_table
from app.ingest.sample_blocks import Block, Texts, heading_parts
from app.ingest.sample_cells import INDICATOR, NUMERIC, UNIT, WORD, field_of, indicator_name, is_attribute
from app.ingest.sample_context import Context
from app.ingest.sample_grid import DATE, NUMBER, Sheet
from app.ingest.sample_headings import FIELDS, is_unit, split_unit
from app.ingest.sample_times import read_cell_time
from app.ingest.sample_words import SUMMARY_COLUMN, month_word, plain_text, river_word, summary_word
from app.layers.dates import SHANGHAI

Sure = Literal["sure", "likely", "guess"]
Layout = Literal["wide", "long", "months", "sites"]
_GROUPS: Final = re.compile(r"(?:监测|检测|分析|评价)?(?:项目|指标|结果|数据|浓度|因子|值)(?:[(].*[)])?")
_VALUE_WORDS: Final = frozenset(
    ("浓度", "监测值", "结果", "监测结果", "测定值", "数值", "值", "浓度值", "均值", "月均值", "手工", "监测浓度")
)


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """What one column is (列含义); of ``field`` and the parts of a result only what applies.

    Attributes
    ----------
    field
        A field of the row (``site_name``, ``sampled_at``, …).
    indicator, unit
        Code of the results in it and the unit that they are written in (``""``: none named).
    month, site_name, river
        What the heading tells of the results in it; ``month`` as ``2023-05``, ``2023-05-12`` or ``05``.
    ignored
        Why it is not read: ``attribute``, ``summary``, ``blank``, ``text``, ``chosen``; None where it is.
    sure
        ``sure``: known name and unit; ``likely``: known name, unit assumed; ``guess``: kept under a free code.
    """

    at: int
    heading: str
    field: str | None = None
    indicator: str | None = None
    unit: str = ""
    month: str | None = None
    site_name: str | None = None
    river: str | None = None
    ignored: str | None = None
    sure: Sure = "sure"

    @property
    def is_result(self) -> bool:
        """Whether its cells are results."""
        return self.field is None and self.ignored is None


def find_roles(
    sheet: Sheet,
    shown: Texts,
    flags: NDArray[np.uint8],
    block: Block,
    context: Context,
    named: Mapping[str, str] | None = None,
) -> tuple[Layout, tuple[ColumnRole, ...]]:
    """The layout of a table and the role of each of its columns (列识别).

    Parameters
    ----------
    named
        Field or indicator code by heading, where somebody has said so.
    """
    rows = np.array(sorted(set(range(block.first, block.last + 1)) - set(block.repeats)), dtype=int)
    columns = range(block.first_column, block.last_column + 1)
    parts = {column: heading_parts(shown, block, column) for column in columns}
    named = named or {}
    fields: dict[str, int] = {}
    labels = _indicator_column(flags, rows, columns)
    roles: dict[int, ColumnRole] = {}
    for column in columns:
        heading = _heading(parts[column])
        if column == labels and heading not in named:
            roles[column] = ColumnRole(column, heading, field="indicator")
            fields["indicator"] = column
            continue
        if heading in named and named[heading] in FIELDS:
            roles[column] = ColumnRole(column, heading, field=named[heading])
            fields[named[heading]] = column
    _match(parts, columns, roles, fields, named)
    unit_at = fields.get("unit")
    if unit_at is not None and not ((flags[rows, unit_at] & UNIT) > 0).any() and rows.size:
        roles[unit_at] = ColumnRole(unit_at, _heading(parts[unit_at]), ignored="attribute")
    long = "indicator" in fields and "value" in fields
    for column in columns:
        if column not in roles:
            heading = _heading(parts[column])
            cells = (sheet, flags, rows)
            roles[column] = _result_role(column, heading, parts[column], context, fields, named, cells, long)
    ordered = tuple(roles[column] for column in columns)
    results = [role for role in ordered if role.is_result]
    if long:
        return "long", ordered
    if "indicator" in fields:
        return ("months" if any(role.month and not role.site_name for role in results) else "sites"), ordered
    return ("months" if results and all(role.month for role in results) else "wide"), ordered


def result_unit(code: str, written: str, context: Context) -> tuple[str, Sure]:
    """The unit of a result column: its own, else what the title names for it, else for all where that can be."""
    if written:
        return written, "sure"
    if code in context.units:
        return context.units[code], "sure"
    known = indicator_table().get(code)
    if known is None:
        return "", "guess"
    if context.unit and known.unit and unit_factor(known, context.unit) is not None:
        return context.unit, "sure"
    return "", ("sure" if not known.unit or code in ("w01010", "x:orp") else "likely")


def _heading(parts: list[str]) -> str:
    """A column's heading as one text."""
    return " / ".join(parts)


def _indicator_column(flags: NDArray[np.uint8], rows: NDArray[np.int_], columns: range) -> int | None:
    """The column whose cells name indicators, whatever its heading says."""
    for column in columns[:8]:
        cells = flags[rows, column]
        named = (cells & INDICATOR) > 0
        if named.sum() >= 3 and named.sum() >= 0.6 * (cells > 0).sum() and (flags[rows][named] & NUMERIC).any():
            return column
    return None


def _match(
    parts: Mapping[int, list[str]],
    columns: range,
    roles: dict[int, ColumnRole],
    fields: dict[str, int],
    named: Mapping[str, str],
) -> None:
    """Fields by the usual names of headings: the lowest part that names one, earlier names of a field first."""
    order = {folded(alias): at for aliases in FIELDS.values() for at, alias in enumerate(aliases)}
    found: list[tuple[int, int, str]] = []
    for column in columns:
        if column in roles or not parts[column] or _heading(parts[column]) in named:
            continue
        low = parts[column][-1]
        low = parts[column][-2] if is_unit(low) and len(parts[column]) > 1 and not field_of(low) else low
        field = field_of(low)
        upper = [indicator_name(part) or month_word(part) for part in parts[column][:-1]]
        if field in ("value", "detection_limit", "state") and any(upper):
            continue
        if field is None and len(parts[column]) > 1 and not indicator_name(low) and not month_word(low):
            first = field_of(parts[column][0])
            field = first if first not in ("indicator", "value", "remark") else None
        if field:
            found.append((order.get(folded(low), 99), column, field))
    for _, column, field in sorted(found):
        if field in fields and field == "sampled_at" and "day" not in fields:
            field = "day"
        if field not in fields:
            fields[field] = column
            roles[column] = ColumnRole(column, _heading(parts[column]), field=field)
    _part_days(parts, roles, fields)


def _part_days(parts: Mapping[int, list[str]], roles: dict[int, ColumnRole], fields: dict[str, int]) -> None:
    """Of two columns of time the one called 日期 is the day."""
    if "day" in fields and "sampled_at" in fields:
        time, day = fields["sampled_at"], fields["day"]
        if "日期" in _heading(parts[time]) and "时间" in _heading(parts[day]):
            roles[time] = ColumnRole(time, _heading(parts[time]), field="day")
            roles[day] = ColumnRole(day, _heading(parts[day]), field="sampled_at")
            fields["day"], fields["sampled_at"] = time, day


def _result_role(
    column: int,
    heading: str,
    parts: list[str],
    context: Context,
    fields: Mapping[str, int],
    named: Mapping[str, str],
    cells: tuple[Sheet, NDArray[np.uint8], NDArray[np.int_]],
    long: bool,
) -> ColumnRole:
    """The role of a column that is no field."""
    sheet, flags, rows = cells
    if heading in named:
        code = named[heading]
        known = find_indicator(code)
        written = split_unit(parts[-1])[1] if parts else ""
        return ColumnRole(column, heading, indicator=known.code if known else code, unit=written)
    numeric, readable, written_cells = _counts(flags[rows, column], sheet.kinds[rows, column])
    if not parts:
        return ColumnRole(column, "", ignored="text" if written_cells else "blank", sure="guess")
    if long or is_attribute(parts[-1]) or (field_of(parts[-1]) == "remark"):
        return ColumnRole(column, heading, ignored="attribute")
    summary = SUMMARY_COLUMN.fullmatch(parts[-1]) or summary_word(parts[-1]) not in (None, "method")
    if summary and not month_word(parts[-1]):
        return ColumnRole(column, heading, ignored="summary")
    told, name_sure, unit = _indicator_of(parts)
    month, rest = _month_of(sheet, parts, context)
    if told is not None:
        unit, sure = result_unit(told, unit, context)
        site: str | None = None
        if not ({"site_name", "site_code"} & set(fields) or context.site_name):  # sites over indicators
            above = [part for part in rest if indicator_name(part) is None and part not in _VALUE_WORDS]
            site = re.sub(r"^(?:断面|点位)[\d一二三四五六七八九十]*:", "", _site_of(above)[0] or "") or None
        sure = sure if name_sure else "guess"
        return ColumnRole(column, heading, indicator=told, unit=unit, month=month, site_name=site, sure=sure)
    if month is not None and (
        "indicator" in fields or "site_name" in fields or "site_code" in fields or context.site_name
    ):
        sites = _site_of(rest) if "site_name" not in fields and "indicator" in fields else (None, None)
        return ColumnRole(column, heading, month=month, unit=unit, site_name=sites[0], river=sites[1])
    if "indicator" in fields:
        if "site_name" in fields or "site_code" in fields or (numeric == 0 and readable * 2 < written_cells):
            return ColumnRole(column, heading, ignored="text", sure="guess")
        site, river = _site_of(rest)
        return ColumnRole(column, heading, month=month, unit=unit, site_name=site, river=river, sure="likely")
    if numeric == 0 or readable * 2 < written_cells:
        return ColumnRole(column, heading, ignored="text", sure="guess")
    name, unit = split_unit(parts[-1]) if not is_unit(parts[-1]) else (parts[0], parts[-1])
    return ColumnRole(column, heading, indicator=free_code(name), unit=unit, month=month, sure="guess")


def _counts(flags: NDArray[np.uint8], kinds: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Cells that are numbers, that read as results, and that are written."""
    numeric = ((flags & NUMERIC) > 0) & (kinds != DATE)
    return int(numeric.sum()), int((numeric | ((flags & WORD) > 0)).sum()), int((kinds > 0).sum())


def _indicator_of(parts: list[str]) -> tuple[str | None, bool, str]:
    """Indicator and unit that the parts of a heading name, the lowest first; two parts may be one name."""
    unit = ""
    names: list[str] = []
    for part in parts:
        if is_unit(part) and part:
            unit = part
            continue
        name, written = split_unit(part)
        unit = written or unit
        if plain_text(name) not in _VALUE_WORDS and not _GROUPS.fullmatch(name):
            names.append(name)
    for name in reversed(names):
        if code := indicator_name(name):
            return code, True, unit
    for first, second in pairwise(names):
        if known := find_indicator(first + second):
            return known.code, True, unit
    return None, False, unit


def _month_of(sheet: Sheet, parts: list[str], context: Context) -> tuple[str | None, list[str]]:
    """The month or day that a heading names, and its other parts."""
    rest, month, year = [], None, None
    for part in parts:
        word = month_word(part)
        if word is None and re.fullmatch(r"\d{4}-\d{2}-\d{2}( \d.*)?", part):
            word = part[:10]
        if word is None and re.fullmatch(r"[345]\d{4}", part):
            found = read_cell_time(part, NUMBER).instant
            word = found.astimezone(SHANGHAI).strftime("%Y-%m-%d").removesuffix("-01") if found else None
        if word is None and re.fullmatch(r"\d{1,2}", part) and 1 <= int(part) <= 12 and len(parts) > 1:
            word = f"{int(part):02d}"
        word = word or _day_of(part, context)
        if word is None and (match := re.fullmatch(r"((?:19|20)\d{2})年?度?", part)):
            year = match[1]
        elif word is None:
            rest.append(part)
        else:
            month = word
    if month and len(month) == 2 and (year or context.year):
        month = f"{year or context.year}-{month}"
    return month, rest


def _day_of(part: str, context: Context) -> str | None:
    """The day that a heading names, None where it names none or its year or month is not known."""
    if (alone := re.fullmatch(r"(\d{1,2})[日号]", part)) and context.month and len(context.month) == 7:
        return f"{context.month}-{int(alone[1]):02d}" if 1 <= int(alone[1]) <= 31 else None
    match = re.fullmatch(r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})[日号]?", part)
    if match is None or not (1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31):
        return None
    chosen = match[1] or (str(context.year) if context.year else None)
    return f"{chosen}-{int(match[2]):02d}-{int(match[3]):02d}" if chosen else None


def _site_of(parts: list[str]) -> tuple[str | None, str | None]:
    """Section and river that a heading names: the lowest part, and a river above it."""
    parts = [part for part in parts if not _GROUPS.fullmatch(part) and field_of(part) is None and not is_unit(part)]
    if not parts:
        return None, None
    rivers = [part for part in parts[:-1] if river_word(part)]
    return parts[-1], (rivers[-1] if rivers else None)
