"""The indicators: codes, names, units, decimals, and the names people use (监测指标)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

FREE_PREFIX: Final = "x:"  # a code of our own or of a file: outside Table 1, kept and never judged
FIVE: Final[tuple[str, ...]] = ("w01001", "w01009", "w01019", "w21003", "w21011")  # the 5 of "5+X"
PH: Final = "w01001"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator (监测指标).

    Attributes
    ----------
    code
        Code of automatic stations such as ``w01018``, or a free one that begins with ``x:``.
    unit
        Unit of its values inside the system; empty for pH.
    judged
        Whether it is one of the 21 that the section's class rests on.
    decimals
        Decimals of a month's mean before it is classed; None where no rule names them.
    """

    code: str
    zh: str
    en: str
    symbol: str
    abbreviation: str
    unit: str
    judged: bool
    decimals: int | None
    aliases: tuple[str, ...]


@cache
def indicator_table() -> Mapping[str, Indicator]:
    """All known indicators by code, in the order of Table 1, then the ones beside it (指标表).

    Examples
    --------
    >>> indicator_table()["w01019"].zh, indicator_table()["w01019"].unit
    ('高锰酸盐指数', 'mg/L')
    >>> len(judged_codes()), "w21001" in judged_codes()
    (21, False)
    """
    text = files("app.assessment").joinpath("data/indicators.csv").read_text("utf-8")
    return {row["code"]: _read_row(row) for row in csv.DictReader(text.splitlines())}


@cache
def judged_codes() -> tuple[str, ...]:
    """The 21 codes that a class rests on: Table 1 without 水温, 总氮, 粪大肠菌群 (环办〔2011〕22号)."""
    return tuple(code for code, indicator in indicator_table().items() if indicator.judged)


def find_indicator(name: str) -> Indicator | None:
    """The indicator of a code, a name or an abbreviation; None where it is none of them, or of several (指标识别).

    Case, blanks, underscores, hyphens and brackets do not count; full-width letters are folded.

    Examples
    --------
    >>> find_indicator("高锰酸盐指数").code, find_indicator("CODMn").code, find_indicator("ｎｈ3－n").code
    ('w01019', 'w01019', 'w21003')
    >>> find_indicator("ag_sol") is None
    True
    """
    return _by_name().get(folded(name))


def free_code(name: str) -> str:
    """A free code for an indicator that no table knows (自定义指标编码): ``x:`` and its name in small letters.

    Examples
    --------
    >>> free_code("Ag_Sol "), free_code("radiochem alpha")
    ('x:ag_sol', 'x:radiochem_alpha')
    """
    text = unicodedata.normalize("NFKC", name).strip().casefold()
    return FREE_PREFIX + re.sub(r"[\s]+", "_", text)


def folded(name: str) -> str:
    """A name as names are compared: NFKC, small letters, only letters, digits and signs of charge."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-()\[\]{}【】（）、,.·:：/]+", "", text.replace("⁻", ""))


@cache
def _by_name() -> Mapping[str, Indicator]:
    """Indicators by folded name; a name that two indicators share is left out."""
    found: dict[str, set[str]] = {}
    for indicator in indicator_table().values():
        names = (indicator.code, indicator.zh, indicator.en, indicator.symbol, indicator.abbreviation)
        for name in (*names, *indicator.aliases):
            found.setdefault(folded(name), set()).add(indicator.code)
    table = indicator_table()
    return {name: table[codes.pop()] for name, codes in found.items() if name and len(codes) == 1}


def _read_row(row: Mapping[str, str]) -> Indicator:
    """One line of the table."""
    return Indicator(
        code=row["code"],
        zh=row["name_zh"],
        en=row["name_en"],
        symbol=row["symbol"],
        abbreviation=row["abbreviation"],
        unit=row["unit"],
        judged=row["judged"] == "1",
        decimals=int(row["decimals"]) if row["decimals"] else None,
        aliases=tuple(part for part in row["aliases"].split("|") if part),
    )
