"""Targets of a section as people write them (考核目标): Ⅲ, 3, Ⅳ类, 消除劣Ⅴ, 年度 Ⅴ；月度 Ⅳ, or JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

NUMERALS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_NUMERAL = re.compile(r"(?<![A-Z0-9.])(III|II|IV|I|V|[1-5]|[一二三四五](?=类|级|$))(?![A-Z0-9.])")
_WORSE = re.compile(r"(消除|消灭|不|无|脱|退出|摆脱).{0,2}劣\s*(V|5|五)")
_EXPECTED = "应为类别，如 Ⅲ 或 消除劣Ⅴ|expected a class such as III"
PERIODS = {"month": ("月",), "year": ("年",)}


def read_class(raw: str) -> int:
    """The class (类别) that a target names, 1 … 5; 消除劣Ⅴ is 5, for Ⅴ meets it.

    Raises
    ------
    ValueError
        No class is named, or 劣Ⅴ alone, which is no target; the message is ``中文|English``.

    Examples
    --------
    >>> [read_class(text) for text in ("Ⅲ", "3", "Ⅳ类", "IV", "基本消除劣Ⅴ类", "三类", "≤Ⅲ")]
    [3, 3, 4, 4, 5, 3, 3]
    """
    word = unicodedata.normalize("NFKC", raw).strip().upper()
    word = re.sub(r"不(劣|低|差)于", "", word)
    if _WORSE.search(word):
        return 5
    if "劣" in word:
        raise ValueError("劣Ⅴ不能作为目标|worse than class V is no target")
    if re.fullmatch(r"[1-5]\.0", word):
        word = word[0]
    found = _NUMERAL.findall(word)
    if len(set(found)) != 1:
        raise ValueError(_EXPECTED)
    return NUMERALS[found[0]] if found[0] in NUMERALS else int(found[0])


def read_targets(raw: Any) -> list[dict[str, Any]]:
    """The targets (考核目标) of a raw value: a list of ``{purpose, period, class, …}``.

    A bare class is the target of 考核, judged by the month. Several are parted by ； or 、 and may name their period
    (年, 月) and, before a colon, their purpose.

    Raises
    ------
    ValueError
        A part names no class; the message is ``中文|English``.

    Examples
    --------
    >>> read_targets("Ⅳ类")
    [{'purpose': '考核', 'period': 'month', 'class': 4}]
    >>> read_targets("年度：消除劣Ⅴ；月度补偿：Ⅳ")
    [{'purpose': '考核', 'period': 'year', 'class': 5}, {'purpose': '补偿', 'period': 'month', 'class': 4}]
    """
    loaded = _loaded(raw)
    if loaded is not None:
        return [_checked(target) for target in loaded]
    return [_read_one(part) for part in re.split(r"[;；、\n]+", str(raw)) if part.strip()]


def _read_one(part: str) -> dict[str, Any]:
    """One target of a text part."""
    head, colon, tail = re.sub("[：]", ":", part).partition(":")
    named, worded = (head, tail) if colon else ("", part)
    period = next((name for name, signs in PERIODS.items() if any(sign in part for sign in signs)), "month")
    purpose = re.sub(r"年度|月度|年均|月均|[年月\s]", "", named) or ("补偿" if "补偿" in part else "考核")
    return {
        "purpose": purpose,
        "period": period,
        "class": read_class(re.sub(r"年度|月度|年均|月均|补偿|考核", "", worded)),
    }


def _checked(target: Any) -> dict[str, Any]:
    """A target that came as JSON, with its class as a number and its defaults filled in."""
    if not isinstance(target, dict) or "class" not in target:
        raise ValueError(_EXPECTED)
    period = target.get("period", "month")
    if period not in PERIODS:
        raise ValueError("目标周期应为 month 或 year|a target's period is month or year")
    return {"purpose": "考核", **target, "period": period, "class": read_class(str(target["class"]))}


def _loaded(raw: Any) -> list[Any] | None:
    """The list where the raw value is one, or JSON of one."""
    if isinstance(raw, dict):
        return [raw]
    if isinstance(raw, (list, tuple)):
        return list(raw)
    if isinstance(raw, str) and raw.strip()[:1] in ("[", "{"):
        try:
            loaded = json.loads(raw)
        except ValueError:
            raise ValueError("应为 JSON 或类别|expected JSON or a class") from None
        return loaded if isinstance(loaded, list) else [loaded]
    return None
