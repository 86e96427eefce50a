"""Which indicators a section must be judged on (评价指标集): the 21, "5+X", or a named list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.assessment.indicators import FIVE, find_indicator, judged_codes

ALL_21: Final = "21"
FIVE_PLUS_X: Final = "5+X"


@dataclass(frozen=True, slots=True)
class RequiredSet:
    """The required indicators of a section (应评指标).

    Attributes
    ----------
    label
        ``21``, ``5+X`` or ``named``: how pages speak of it (按5+X评价).
    codes
        The codes, in the order of Table 1.
    not_judgeable
        Named ones that have no class limits on Table 1's 21 (total nitrogen, sulphate, …): shown beside only.
    """

    label: str
    codes: tuple[str, ...]
    not_judgeable: tuple[str, ...] = ()


def required_indicators(text: str | None, characteristic: Sequence[str] = ()) -> RequiredSet:
    """The required set that a section's text names (评价指标集).

    Parameters
    ----------
    text
        ``"21"`` (环办〔2011〕22号), ``"5+X"`` (环办监测函〔2020〕714号: pH, DO, CODMn, NH3-N, TP and the section's
        own), or codes, names or abbreviations joined by commas; None or blank is ``"21"``.
    characteristic
        The X: the section's characteristic indicators.

    Examples
    --------
    >>> required = required_indicators("5+X", ["氟化物", "w21001"])
    >>> required.codes
    ('w01001', 'w01009', 'w01019', 'w21003', 'w21011', 'w21017')
    >>> required.label, required.not_judgeable
    ('5+X', ('w21001',))
    >>> len(required_indicators(None).codes), required_indicators("COD，氨氮").codes
    (21, ('w01018', 'w21003'))
    """
    plain = re.sub(r"\s+", "", text or "").replace("＋", "+").upper()
    if plain in ("", ALL_21, "21项"):
        return RequiredSet(ALL_21, judged_codes())
    if plain == FIVE_PLUS_X:
        return _named(FIVE_PLUS_X, (*FIVE, *characteristic))
    return _named("named", [part for part in re.split(r"[,，、;；|\s]+", text or "") if part])


def _named(label: str, names: Sequence[str]) -> RequiredSet:
    """A set from codes or names; what cannot be judged is kept apart."""
    wanted: list[str] = []
    for name in names:
        indicator = find_indicator(str(name))
        wanted.append(indicator.code if indicator else str(name))
    judged = judged_codes()
    others = tuple(dict.fromkeys(code for code in wanted if code not in judged))
    return RequiredSet(label, tuple(code for code in judged if code in wanted), others)
