"""Sentences whose every number carries what it is and where it comes from (带出处的数字)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from app.accountability.words import class_words, month_words, two_decimals
from app.export.report_content import Exceeded, Versus

Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence (数字): as written, its full value, its source in the content, its unit."""

    text: str
    value: Value
    source: str
    unit: str = ""


Piece = str | Figure


def paragraph(key: str, title_zh: str, pieces: Sequence[Piece]) -> dict[str, Any]:
    """A paragraph JSON ready (段落): ``zh`` and ``facts`` with their places in it.

    Examples
    --------
    >>> answer = paragraph("a", "总体", ["断面", Figure("3", 3, "overall.sections", "个"), "个。"])
    >>> answer["zh"], answer["facts"][0]["start"], answer["facts"][0]["value"]
    ('断面3个。', 2, 3)
    >>> paragraph("a", "总体", [])["zh"]
    ''
    """
    text, facts = "", []
    for piece in pieces:
        shown = piece if isinstance(piece, str) else piece.text
        if isinstance(piece, Figure):
            facts.append({
                "text": shown, "value": piece.value, "unit": piece.unit, "source": piece.source,
                "start": len(text), "end": len(text) + len(shown),
            })  # fmt: skip
        text += shown
    return {"id": key, "title_zh": title_zh, "zh": text, "facts": facts}


def name(text: str, source: str) -> Piece:
    """A name; one that holds digits is a fact too, so that no digit stands without a source (名称)."""
    return Figure(text, text, source) if re.search(r"\d", text) else text


def month(text: str) -> Figure:
    """A month ``YYYY-MM`` in words (月份)."""
    return Figure(month_words(text).zh, text, "month")


def count(value: int, source: str) -> Figure:
    """A count (个数)."""
    return Figure(str(value), value, source, "个")


def water_class(value: int | None) -> str:
    """A class in words (类别); its numeral is no digit."""
    return class_words(value).zh if value else "无法判定"


def decimal_text(value: float | Fraction, decimals: int) -> str:
    """A number with so many decimals, half to even on the decimal (修约).

    Examples
    --------
    >>> decimal_text(Fraction(1, 8) * 100, 1), decimal_text(0.125, 2), decimal_text(-0.04, 1)
    ('12.5', '0.12', '0.0')
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value.numerator) / Decimal(value.denominator)
    shown = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    return str(abs(shown) if shown == 0 else shown)


def percent(part: int, whole: int, source: str) -> Figure:
    """A share with one decimal (占比) [%]."""
    share = Fraction(100 * part, whole)
    return Figure(f"{decimal_text(share, 1)}%", float(share), source, "%")


def multiple(value: float, source: str) -> Figure:
    """An exceedance multiple (超标倍数)."""
    return Figure(two_decimals(value), value, source, "倍")


def exceeded(one: Exceeded, limit: str, source: str) -> list[Piece]:
    """An indicator and its multiple over a limit: 氨氮（超Ⅲ类0.30倍）."""
    label = name(one.name, source)
    if one.multiple is None:
        return [label, "（不计超标倍数）"]
    return [label, f"（超{limit}", multiple(one.multiple, f"{source}.multiple"), "倍）"]


def joined(groups: Sequence[Sequence[Piece]], mark: str = "、") -> list[Piece]:
    """Groups of pieces with a mark between them (连接)."""
    pieces: list[Piece] = []
    for number, group in enumerate(groups):
        pieces += [*([mark] if number else []), *group]
    return pieces


def versus(now: Sequence[int], other: Versus | None, label: str, source: str) -> list[Piece]:
    """How shares changed against another period, and the rule's word for it (对比)."""
    if other is None or other.wording is None:
        return [f"{label}没有可比数据"]
    pieces: list[Piece] = [f"与{label}相比，"]
    before = other.class_counts
    if before is not None and any(before) and any(now):
        for first, last, title in ((0, 3, "Ⅰ～Ⅲ类断面比例"), (5, 6, "劣Ⅴ类断面比例")):
            change = _share(now[first:last], now) - _share(before[first:last], before)
            pieces += [title, *_points(change, f"{source}.class_counts[{first}:{last}]"), "，"]
    return [*pieces, f"水质{other.wording}"]


def _share(part: Sequence[int], whole: Sequence[int]) -> Fraction:
    """A share, unrounded [%]."""
    return Fraction(100 * sum(part), sum(whole))


def _points(change: Fraction, source: str) -> list[Piece]:
    """A change in percentage points."""
    if not change:
        return ["持平"]
    direction = "上升" if change > 0 else "下降"
    return [direction, Figure(decimal_text(abs(change), 1), float(change), source, "个百分点"), "个百分点"]
