"""What each cell of a sheet looks like before any table is known: a heading, month, unit, number (单元格特征)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.indicators import find_indicator, folded
from app.assessment.readings import read_value
from app.ingest.sample_grid import DATE, ERROR, FORMULA, NUMBER, Sheet
from app.ingest.sample_headings import FIELDS, NEVER_INDICATORS, is_unit, split_unit
from app.ingest.sample_words import month_word, plain_text

FIELD, INDICATOR, MONTH, UNIT, NUMERIC, WORD, DAY, KNOWN = 1, 2, 4, 8, 16, 32, 64, 128
FIELD_OF: Final = {folded(alias): name for name, aliases in reversed(FIELDS.items()) for alias in aliases}
_NUMERIC: Final = re.compile(
    r"[<＜≤>≥+\-−]?\s*(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*(?:l|nd|\*|\(l\))?", re.IGNORECASE
)
_MEANS_THE_SAME: Final = re.compile(r"以.{1,6}计|湖|湖、?库|河流?|手工|自动|在线|实验室|月均值?")
_DAY: Final = re.compile(
    r"(?:\d{4}[-/.年])?\d{1,2}[-/月]\d{1,2}[日号]?(?:[\sT]*\d{1,2}[:时].*)?|\d{4}\.\d{1,2}\.\d{1,2}.*|\d{1,2}月\d{1,2}[日号].*"
)


def field_of(heading: str) -> str | None:
    """The field that a heading names; a bracketed remark behind it does not count (字段识别).

    >>> field_of("断面名称"), field_of("河 流"), field_of("采样时间（月.日）"), field_of("氨氮")
    ('site_name', 'river', 'sampled_at', None)
    """
    plain = plain_text(heading)
    found = FIELD_OF.get(folded(plain))
    if found is None and (match := re.fullmatch(r"(.+?)[(\[【].*[)\]】]", plain)):
        found = FIELD_OF.get(folded(match[1]))
    return found


def is_attribute(heading: str) -> bool:
    """Whether a heading names something beside results: place, class, order, person (属性列)."""
    plain = plain_text(heading)
    return folded(plain) in NEVER_INDICATORS or folded(re.sub(r"[(\[【].*$", "", plain)) in NEVER_INDICATORS


@lru_cache(maxsize=4096)
def indicator_name(text: str) -> str | None:
    """Code of the indicator that a heading names, with or without its unit (指标识别).

    >>> [indicator_name(text) for text in ("高锰酸盐\\n指数（mg/L）", "氨氮(NH3-N)", "pH值（无量纲）", "3")]
    ['w01019', 'w21003', 'w01001', None]
    """
    plain = plain_text(text)
    for name in (plain, split_unit(plain)[0]):
        known = find_indicator(name)
        if known is None and (match := re.fullmatch(r"(.+?)[(\[](.+?)[)\]]", name)):
            first, second = find_indicator(match[1]), find_indicator(match[2])
            if first and (second == first or is_unit(match[2]) or _MEANS_THE_SAME.fullmatch(match[2])):
                return first.code
        if known is not None and not plain.isdigit():
            return known.code
    return None


@lru_cache(maxsize=65536)
def text_flags(text: str) -> int:
    """Features of one text, as bits.

    >>> [text_flags(text) for text in ("0.01L", "断流", "5月", "氨氮")] == [NUMERIC, WORD, MONTH, INDICATOR]
    True
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = plain.strip()
    if not plain:
        return 0
    if _NUMERIC.fullmatch(plain):
        return NUMERIC | (MONTH if re.fullmatch(r"(?:19|20)\d{2}[.-]?\d{1,2}", plain) and month_word(plain) else 0)
    if len(plain) > 60:
        return 0
    flags = 0
    if _DAY.fullmatch(plain):
        flags |= DAY
    if month_word(plain):
        flags |= MONTH
    if is_unit(plain):
        flags |= UNIT
    if field_of(plain):
        flags |= FIELD
    elif is_attribute(plain):
        flags |= KNOWN
    if indicator_name(plain):
        flags |= INDICATOR
    if not flags and read_value(plain).kind in ("state", "no_value", "below_limit"):
        flags |= WORD
    return flags


def cell_flags(sheet: Sheet) -> NDArray[np.uint8]:
    """Features of every cell, same shape as the sheet."""
    flat = sheet.texts.ravel()
    if not flat.size:
        return np.zeros(sheet.kinds.shape, dtype=np.uint8)
    codes, uniques = pd.factorize(flat)
    known = np.array([text_flags(text) for text in uniques], dtype=np.uint8)
    flags: NDArray[Any] = known[codes].reshape(sheet.kinds.shape)
    kinds = sheet.kinds
    flags = np.where(kinds == NUMBER, flags | NUMERIC, flags)
    dates = kinds == DATE
    if dates.any():
        first = np.array([len(text) >= 10 and text[8:10] == "01" for text in flat[dates.ravel()]], dtype=bool)
        flags[dates] = np.where(first, DAY | MONTH, DAY)
    flags[(kinds == ERROR) | (kinds == FORMULA)] = NUMERIC
    return flags.astype(np.uint8)
