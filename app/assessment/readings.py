"""Raw text of a result to value, detection limit, mark and state; the text itself is never lost (原始读数)."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["value", "below_limit", "blank", "no_value", "state", "unreadable"]

DRY: Final = "断流"
FROZEN: Final = "结冰"
NOT_SAMPLED: Final = "未采样"
STOPPED: Final = "停站"
NORMAL: Final = "正常"

MONTH_STATES: Final[dict[str, tuple[str, ...]]] = {
    DRY: ("断流", "干涸", "干枯", "无水", "河道无水", "断面无水", "断流无水", "枯水断流"),
    FROZEN: ("结冰", "冰封", "封冻", "冰冻", "冰封期", "结冰期"),
    NOT_SAMPLED: (
        "未采样",
        "未采",
        "未取样",
        "未采集",
        "无法采样",
        "不具备采样条件",
        "未监测",
        "未测",
        "未测定",
        "缺测",
    ),
    STOPPED: ("停站", "停站维护", "停运", "停测", "维护", "站点维护", "设备故障", "故障", "不具备运行条件"),
}
_STATE_OF: Final = {word: state for state, words in MONTH_STATES.items() for word in words}
_NO_VALUE: Final = frozenset({"na", "n/a", "#n/a", "nan", "null", "none", "nil", "无", "无数据", "空", "/", r"\\"})
_BELOW: Final = frozenset({"nd", "n.d.", "n.d", "未检出", "<dl", "<lod", "<mdl", "低于检出限", "小于检出限", "bdl"})
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?"
_PLAIN: Final = re.compile(rf"([+-]?)({_NUMBER})")
_BELOW_NUMBER: Final = (
    re.compile(rf"(?:<|<=|≤|⩽|小于|低于)\s*({_NUMBER})\s*l?"),
    re.compile(rf"({_NUMBER})\s*\(?(?:l|nd|dl|未检出)\)?"),
    re.compile(rf"(?:nd|n\.d\.|未检出)\s*[(<]?\s*<?\s*({_NUMBER})\s*l?\)?"),
)
_MARKED: Final = re.compile(rf"(\*+|>=?|≥|约|~|≈)\s*({_NUMBER})|({_NUMBER})\s*(\*+|#|†)")
_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀-₉]")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says (读数).

    Attributes
    ----------
    value
        The number as it takes part in means [unit of the cell]; half the limit where it is below it; NaN where
        there is none, also for "not detected" without a limit (unknown, not zero).
    below_limit, detection_limit
        Whether it is below its detection limit, and that limit [unit of the cell], None where it is not known.
    raw
        The cell's text as it came.
    state
        断流, 结冰, 未采样 or 停站 where the cell says so.
    kind
        ``value``, ``below_limit``, ``blank``, ``no_value`` (``--``, ``*``, ``na``, ``-1``), ``state``, or
        ``unreadable``.
    mark
        A sign before or after a number (``*``, ``>``) whose meaning the file does not tell.
    """

    value: float
    below_limit: bool
    detection_limit: float | None
    raw: str
    state: str | None
    kind: Kind
    mark: str | None = None


def read_value(text: object, *, may_be_negative: bool = False) -> Reading:
    """One raw result read (读取监测值).

    Parameters
    ----------
    text
        A text, a number or None.
    may_be_negative
        True for water temperature and redox potential; elsewhere a negative number is the mark of no value.

    Examples
    --------
    >>> read_value("0.01L").value, read_value("＜4.71").detection_limit, read_value("１.５").value
    (0.005, 4.71, 1.5)
    >>> read_value("未检出").below_limit, read_value("未检出").value, read_value("断流").state
    (True, nan, '断流')
    >>> read_value("--").kind, read_value("-1").kind, read_value("").kind, read_value("abc").kind
    ('no_value', 'no_value', 'blank', 'unreadable')
    """
    if text is None or (isinstance(text, float) and math.isnan(text)):
        return Reading(math.nan, False, None, "", None, "blank")
    raw = repr(text) if isinstance(text, float) else str(text)
    return _read_text(raw, may_be_negative)


def state_word(text: str) -> str | None:
    """断流, 结冰, 未采样 or 停站 for a word that means one of them; None for anything else (状态词)."""
    plain = re.sub(r"[\s()（）]+", "", unicodedata.normalize("NFKC", text))
    if plain in _STATE_OF:
        return _STATE_OF[plain]
    found = {state for word, state in _STATE_OF.items() if len(word) > 1 and plain.startswith(word)}
    return found.pop() if len(found) == 1 and not any(sign.isdigit() for sign in plain) else None


@lru_cache(maxsize=65536)
def _read_text(raw: str, may_be_negative: bool) -> Reading:
    """One text, remembered: a file repeats few texts many times."""
    plain = unicodedata.normalize("NFKC", raw).strip().strip("'\"").strip().casefold()
    if not plain:
        return Reading(math.nan, False, None, raw, None, "blank")
    if len(plain) > _LONGEST or _RAISED.search(raw):  # 1.2×10⁻⁴, 3²: folding would make other numbers of them
        return Reading(math.nan, False, None, raw, None, "unreadable")
    if plain.strip("*") in _NO_VALUE or not plain.strip("-—–_*/\\ .?"):
        return Reading(math.nan, False, None, raw, None, "no_value")
    if match := _PLAIN.fullmatch(plain):
        number = float(match[2].replace(",", ""))
        if match[1] == "-" and number and not may_be_negative:
            return Reading(math.nan, False, None, raw, None, "no_value")
        if not math.isfinite(number):
            return Reading(math.nan, False, None, raw, None, "unreadable")
        return Reading(-number if match[1] == "-" and number else number, False, None, raw, None, "value")
    if plain in _BELOW:
        return Reading(math.nan, True, None, raw, None, "below_limit")
    for pattern in _BELOW_NUMBER:
        if match := pattern.fullmatch(plain):
            limit = float(match[1].replace(",", ""))
            if limit > 0 and math.isfinite(limit):
                return Reading(limit / 2, True, limit, raw, None, "below_limit")
            return Reading(math.nan, True, None, raw, None, "below_limit")
    if state := state_word(plain):
        return Reading(math.nan, False, None, raw, state, "state")
    if match := _MARKED.fullmatch(plain):
        number, mark = float((match[2] or match[3]).replace(",", "")), match[1] or match[4]
        if math.isfinite(number):
            return Reading(number, False, None, raw, None, "value", mark)
    return Reading(math.nan, False, None, raw, None, "unreadable")
