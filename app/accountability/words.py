"""Sentences in two languages, and months and classes as words (双语语句)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

NUMERALS: Final[tuple[str, ...]] = ("", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
_ENGLISH_CLASSES: Final[tuple[str, ...]] = ("", "I", "II", "III", "IV", "V", "worse than V")
_ENGLISH_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Chinese and in English (双语语句)."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """JSON ready: ``{zh, en}``."""
        return {"zh": self.zh, "en": self.en}


def class_words(water_class: int) -> Words:
    """A class as words (水质类别): 1–6, 6 is 劣Ⅴ.

    Examples
    --------
    >>> class_words(4).zh, class_words(6).en
    ('Ⅳ类', 'class worse than V')
    """
    return Words(f"{NUMERALS[water_class]}类", f"class {_ENGLISH_CLASSES[water_class]}")


def month_words(month: str) -> Words:
    """A month ``YYYY-MM`` as words (年月).

    Examples
    --------
    >>> month_words("2023-05").zh, month_words("2023-05").en
    ('2023年5月', 'May 2023')
    """
    year, number = month.split("-")
    return Words(f"{year}年{int(number)}月", f"{_ENGLISH_MONTHS[int(number) - 1]} {year}")


def period_words(month: str, period: str) -> Words:
    """A month, or the quarter or year that it ends, as words (评价时段).

    Examples
    --------
    >>> period_words("2023-06", "quarter").zh, period_words("2023-12", "year").en
    ('2023年第二季度', '2023')
    """
    year, number = month.split("-")
    if period == "quarter":
        quarter = (int(number) + 2) // 3
        return Words(f"{year}年第{'一二三四'[quarter - 1]}季度", f"quarter {quarter} of {year}")
    return Words(f"{year}年", year) if period == "year" else month_words(month)


def two_decimals(value: float) -> str:
    """An exceedance multiple as text, half to even (超标倍数，两位小数).

    Examples
    --------
    >>> two_decimals(0.3), two_decimals(0.125)
    ('0.30', '0.12')
    """
    return str(Decimal(repr(float(value))).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN))


def as_lists(words: tuple[Words, ...], name: str) -> dict[str, list[str]]:
    """JSON ready: ``{name_zh: […], name_en: […]}``.

    Examples
    --------
    >>> as_lists((), "reasons")
    {'reasons_zh': [], 'reasons_en': []}
    """
    return {f"{name}_zh": [one.zh for one in words], f"{name}_en": [one.en for one in words]}
