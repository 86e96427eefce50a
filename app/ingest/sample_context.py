"""What titles and a sheet's name tell of a whole table: month, river, section, indicator, units (表外信息)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from app.assessment.indicators import find_indicator, folded, indicator_table
from app.ingest.sample_cells import indicator_name
from app.ingest.sample_headings import FIELDS, is_unit
from app.ingest.sample_words import (
    month_word,
    plain_text,
    river_word,
    title_month,
    title_pairs,
    title_river,
    title_site,
)

METALS: Final = ("w20122", "w20123", "w20128", "w20141", "w20111", "w20115", "w20117", "w20120")
_UNIT: Final = r"(?:[mμµun]?g/(?:L|m3|ml)|无量纲|℃|°C|个/L|MPN/L|μS/cm|mS/m|NTU|cm|m|mV)"
_DATE_LABELS: Final = frozenset(
    ("采样日期", "监测日期", "采样时间", "监测时间", "取样日期", "监测月份", "采样月份", "监测年月")
)
_SITE_LABELS: Final = frozenset(folded(one) for one in (*FIELDS["site_name"], "断面名", "点位名"))
_RIVER_LABELS: Final = frozenset(folded(one) for one in FIELDS["river"])


@dataclass(frozen=True, slots=True)
class Context:
    """What stands outside a table and holds for it (表外信息).

    Attributes
    ----------
    month
        ``2023-05``, ``2023-05-12``, or ``05`` where no year is told.
    year
        The year, where it is told.
    unit, units
        The unit named for the table, and units of single indicators by code.
    clash
        Two months that title and sheet name tell where they differ.
    """

    month: str | None = None
    year: int | None = None
    river: str | None = None
    site_name: str | None = None
    indicator: str | None = None
    unit: str = ""
    units: dict[str, str] = field(default_factory=dict)
    clash: tuple[str, str] | None = None


def read_context(titles: Sequence[str], sheet_name: str, before: Context | None = None) -> Context:
    """What the titles of a table and its sheet's name tell; what they leave open the table before it tells.

    Examples
    --------
    >>> told = read_context(["2023年5月地表水监测结果表", "单位：mg/L（pH无量纲，重金属μg/L）"], "Sheet1")
    >>> told.month, told.unit, told.units["w20111"], told.units["w01001"]
    ('2023-05', 'mg/L', 'μg/L', '无量纲')
    >>> read_context(["前油坊断面2023年水质监测结果"], "Sheet1").site_name, read_context([], "5月").month
    ('前油坊', '05')
    >>> read_context(["2023年6月监测结果"], "5月").clash
    ('2023-06', '05')
    """
    month = day_month = None
    years: list[int] = []
    river = site = indicator = None
    unit, units = "", dict[str, str]()
    for text in titles:
        pairs = title_pairs(text)
        for label, value in pairs.items():
            plain = folded(label)
            river = value if plain in _RIVER_LABELS and not indicator_name(value) else river
            site = value if plain in _SITE_LABELS else site
            if label in _DATE_LABELS:
                day_month = title_month(value) or day_month
            if label in ("监测项目", "项目", "指标", "监测指标") and indicator_name(value):
                indicator = indicator_name(value)
        one_unit, one_units = title_units(text)
        unit, units = one_unit or unit, units | one_units
        found = title_month(text)
        if found and len(found) == 4:
            years.append(int(found))
        elif found:
            month = month or found
        river = river or title_river(text)
        site = site or title_site(text)
        indicator = indicator or title_indicator(text)
    month = day_month or month
    told = month_word(sheet_name) or title_month(sheet_name)
    if told and len(told) == 4:
        years.append(int(told))
        told = None
    month, clash = _reconciled(month, told)
    if month is None and before is not None and not told:
        month = before.month
    year = int(month[:4]) if month and len(month) > 4 else (years[0] if years else (before.year if before else None))
    if month and len(month) == 2 and year:
        month = f"{year:04d}-{month}"
    name = plain_text(sheet_name)
    return Context(
        month=month,
        year=year,
        river=river or river_word(name) or (before.river if before else None),
        site_name=site,
        indicator=indicator or indicator_name(name) or (before.indicator if before else None),
        unit=unit or (before.unit if before else ""),
        units=(before.units if before else {}) | units,
        clash=clash,
    )


def title_units(text: str) -> tuple[str, dict[str, str]]:
    """The unit that a title names for the table, and those it names for single indicators, by code (标题中的单位).

    >>> title_units("单位：mg/L（pH除外）"), title_units("（单位:毫克/升，汞、镉为μg/L）")
    (('mg/L', {}), ('mg/L', {'w20111': 'μg/L', 'w20115': 'μg/L'}))
    """
    plain = unicodedata.normalize("NFKC", text).replace("毫克/升", "mg/L").replace("微克/升", "μg/L").replace("µ", "μ")
    match = re.search(rf"单位\s*:?\s*({_UNIT})", plain, re.IGNORECASE)
    if match is None:
        bare = re.fullmatch(rf".*[(]\s*({_UNIT})\s*[)]\s*", plain, re.IGNORECASE)
        return (bare[1] if bare else ""), {}
    units: dict[str, str] = {}
    for one in re.finditer(
        rf"([\w\u4e00-\u9fff、,和及\-+()]+?)\s*(?:为|:|的?单位为)?\s*({_UNIT})", plain[match.end() :], re.I
    ):
        for name in re.split(r"[、,和及()]", one[1]):
            known = find_indicator(name.strip())
            for code in METALS if name.strip() in ("重金属", "金属", "金属类") else (known.code,) if known else ():
                units[code] = one[2]
    return (match[1] if is_unit(match[1]) else ""), units


def title_indicator(text: str) -> str | None:
    """The one indicator that a title speaks of (标题中的指标); None where it speaks of none or of several.

    >>> title_indicator("2023年各断面氨氮月均值（mg/L）"), title_indicator("CODMn"), title_indicator("氨氮和总磷")
    ('w21003', 'w01019', None)
    """
    plain = folded(text)
    found: dict[str, str] = {}
    for name, code in _names():
        if name in plain:
            found[name] = code
            plain = plain.replace(name, " ")
    codes = set(found.values())
    return codes.pop() if len(codes) == 1 else None


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Names of indicators that can be told inside a longer text, longest first."""
    names = {
        folded(name): one.code
        for one in indicator_table().values()
        for name in (one.zh, one.symbol, *one.aliases)
        if len(folded(name)) >= 3 or re.search(r"[\u4e00-\u9fff]{2}", folded(name))
    }
    return tuple(sorted(names.items(), key=lambda pair: -len(pair[0])))


def _reconciled(title: str | None, sheet: str | None) -> tuple[str | None, tuple[str, str] | None]:
    """One month of what title and sheet name tell, and both where they differ."""
    if title is None or sheet is None:
        return title or sheet, None
    title_of = title if len(title) == 2 else title[5:7]
    sheet_of = sheet if len(sheet) == 2 else sheet[5:7]
    years = len(title) > 4 and len(sheet) > 4 and title[:4] != sheet[:4]
    if title_of != sheet_of or years:
        return None, (title, sheet)
    return (title if len(title) >= len(sheet) else sheet), None
