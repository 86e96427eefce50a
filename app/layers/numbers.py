"""Numbers as people write them (数值): full width, thousands, 约, 左右, 万, with the unit behind."""

from __future__ import annotations

import math
import re

from app.layers.plain import plain

_AROUND = re.compile(r"^(约|大约|近|≈|~|约为)|(左右|余|多)$")
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$", re.IGNORECASE)


def read_number(raw: str, unit: str | None = None) -> float:
    """A number as people write it (数值): full-width digits, thousands, 约, 左右, 万, the field's own unit after it.

    Raises
    ------
    ValueError
        It is no single number; the message is ``中文|English``.

    Examples
    --------
    >>> read_number("约１２，０００．５"), read_number("3.2万"), read_number("2.5 m/s", "m/s")
    (12000.5, 32000.0, 2.5)
    """
    word = plain(raw).replace(" ", "").replace("−", "-")
    word = _AROUND.sub("", _AROUND.sub("", word))
    if unit is not None:
        word = word.removesuffix(plain(unit).replace(" ", ""))
    factor = 1.0
    for sign, size in (("亿", 1e8), ("万", 1e4)):
        if word.endswith(sign):
            word, factor = word[:-1], size
    if "," in word:
        if not re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", word):
            raise ValueError("应为一个数|expected one number")
        word = word.replace(",", "")
    if not _NUMBER.match(word) or not math.isfinite(float(word)):
        raise ValueError("应为一个数|expected one number")
    return float(word) * factor
