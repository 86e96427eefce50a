"""The kinds of letters, and the placeholders that their templates may hold (文书种类与模板占位符)."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder (占位符).

    ``list_name`` names the list whose items have it, empty for those of the letter itself; ``needed`` whether a
    template without it is refused; ``kind`` the one kind of letter that has it, or ``all``.
    """

    name: str
    list_name: str
    needed: bool
    kind: str
    zh: str
    en: str


@cache
def letter_kinds() -> Mapping[str, Mapping[str, Any]]:
    """The kinds of letters (文书种类) by id, each with ``zh``, ``en``, ``title``, ``source``.

    Examples
    --------
    >>> [kind["zh"] for kind in letter_kinds().values()]
    ['提醒函', '约谈通知', '预警通报', '督办函', '挂牌督办通知', '问责建议', '通报', '缴款通知']
    """
    return tomllib.loads(files("app.export").joinpath("data/letters.toml").read_text("utf-8"))


@cache
def all_placeholders() -> tuple[Placeholder, ...]:
    """Every placeholder of every kind, in the order of the table (全部占位符)."""
    text = files("app.export").joinpath("data/letter_placeholders.csv").read_text("utf-8")
    return tuple(
        Placeholder(row["name"], row["list"], row["needed"] == "yes", row["kinds"], row["zh"], row["en"])
        for row in csv.DictReader(text.splitlines())
    )


def placeholders_of(kind: str) -> tuple[Placeholder, ...]:
    """Those that a template of this kind of letter may hold (某种文书的占位符).

    Examples
    --------
    >>> names = [one.name for one in placeholders_of("reminder")]
    >>> "number" in names, "total" in names, "meeting_time" in names
    (True, False, False)
    """
    return tuple(one for one in all_placeholders() if one.kind in {"all", kind})
