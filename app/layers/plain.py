"""Raw texts in plain letters, and what counts as blank (半角与空值)."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

import pandas as pd

BLANKS = frozenset(
    [
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "无",
        "*",
        "null",
        "none",
        "nan",
        "nat",
        "n/a",
        "na",
        "<null>",
        "<na>",
        "空",
    ]
)


def is_blank(raw: Any) -> bool:
    """Whether a raw value says nothing (空值): null, NaN, or a dash, slash, 无 and the like.

    Examples
    --------
    >>> [is_blank(raw) for raw in (None, float("nan"), " — ", "无", 0, "0")]
    [True, True, True, True, False, False]
    """
    if raw is None or raw is pd.NaT or raw is pd.NA:
        return True
    if isinstance(raw, float):
        return math.isnan(raw)
    return isinstance(raw, str) and plain(raw).casefold() in BLANKS


def plain(raw: str) -> str:
    """A text in plain letters (NFKC), stripped: full-width digits and signs become ordinary ones (半角)."""
    return raw.strip() if raw.isascii() else unicodedata.normalize("NFKC", raw).replace("\u200b", "").strip()
