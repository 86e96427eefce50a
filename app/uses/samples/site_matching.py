"""Which site a row of a file is: by code, river and name, alias, register of names; else it is asked (断面匹配)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.assessment.indicators import folded
from app.errors import Fault
from app.store.engine import Store
from app.store.features import load_frame
from app.uses.registers.register_lookup import aliases_in_force

MOST_SITES: Final = 200  # of unknown ones named one by one
MOST_CHOICES: Final = 8
_ALIKE: Final = 0.5  # share of equal signs from which two names are called alike
_BRACKETED: Final = re.compile(r"^(.*?)[(（](.+)[)）]$")
_LOCAL: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of the register (别名): a blank ``river`` or date sets no bound; ``YYYY-MM-DD``, ``last`` included."""

    river: str
    name: str
    code: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class UnknownSite:
    """A name of the file that no site bears (未知点位).

    ``choices`` are codes it may be, the likeliest first; ``answer`` is the code that a person gave it.
    """

    key: str
    code: str
    name: str
    river: str
    count: int
    first_row: int  # position in the frame
    choices: tuple[tuple[str, str, str], ...] = ()  # code, why in Chinese, why in English
    answer: str | None = None


@dataclass(slots=True)
class SiteNames:
    """The names of a layer's sites (点位名录), folded."""

    codes: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)
    by_river: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)  # code -> its names
    rivers: dict[str, str] = field(default_factory=dict)


def load_sites(c: Connection, store: Store, site_kind: str) -> pd.DataFrame:
    """A layer's sites (点位清单): ``code``, ``name``, ``river``, ``aliases``; None where it has no such field."""
    spec = store.layer(site_kind).spec
    wanted = {"code": spec.key, "name": "name", "river": "river", "aliases": "aliases"}
    there = [name for name in wanted.values() if any(one.name == name for one in spec.fields)]
    frame = load_frame(c, store, site_kind, columns=there)
    return pd.DataFrame(
        {name: frame[own] if own in there else [None] * len(frame) for name, own in wanted.items()}, dtype=object
    )


def load_aliases(c: Connection, store: Store, site_kind: str) -> list[Alias]:
    """The names of the register that stand for a layer's sites (有效别名)."""
    return [
        Alias(
            content.get("river") or "", content["name"], content["site_code"],
            content.get("valid_from") or "", content.get("valid_to") or "",
        )
        for content in (entry.content for entry in aliases_in_force(c, store))
        if content["site_kind"] == site_kind
    ]  # fmt: skip


def site_names(sites: pd.DataFrame) -> SiteNames:
    """The names of sites with columns ``code``, ``name``, ``river``, ``aliases`` (list of text or None)."""
    found = SiteNames()
    for row in sites.to_dict("records"):
        code, river = str(row["code"]), str(row["river"] or "")
        found.codes[code] = code
        found.rivers[code] = folded(river)
        found.names[code] = _names(row["name"], row.get("aliases"))
        for name in found.names[code]:
            found.by_name.setdefault(name, set()).add(code)
            found.by_river.setdefault((folded(river), name), set()).add(code)
    return found


def find_sites(
    values: pd.DataFrame, names: SiteNames, *, aliases: Sequence[Alias] = (), answers: Mapping[str, str] | None = None
) -> tuple[pd.Series, list[UnknownSite]]:
    """The code of each row's site, None where it is unknown, and what was unknown, in the order of the file (匹配点位).

    Parameters
    ----------
    values
        Columns ``site_code``, ``site_name``, ``river``, ``sampled_at`` (needed by aliases with dates).
    answers
        What a person said of unknown ones, code by ``key``; only codes that there are count.

    Examples
    --------
    >>> names = site_names(pd.DataFrame([{"code": "A", "name": "前油坊", "river": "徒骇河", "aliases": None}]))
    >>> rows = pd.DataFrame({"site_code": ["前油坊", "油坊桥"], "site_name": ["前油坊", "油坊桥"], "river": ["", ""]})
    >>> codes, unknown = find_sites(rows, names)
    >>> codes.tolist(), [one.key for one in unknown]
    (['A', None], ['油坊桥'])
    >>> find_sites(rows, names, answers={"油坊桥": "A"})[0].tolist(), find_sites(rows[:0], names)[0].tolist()
    (['A', 'A'], [])
    """
    heads = values[["site_code", "site_name", "river"]].fillna("").astype(str)
    number = heads.groupby(list(heads.columns), sort=False).ngroup().to_numpy()
    uniques, firsts = np.unique(number, return_index=True)
    counts = np.bincount(number, minlength=len(uniques)) if len(number) else np.zeros(0, dtype=int)
    own: list[str | None] = [None] * len(uniques)
    dated: list[tuple[int, list[Alias]]] = []
    triples = list(heads.iloc[firsts].itertuples(index=False, name=None))
    for group, (code, name, river) in enumerate(triples):
        own[group] = code if code in names.codes else _by_name(name or code, river, names)[0]
        if own[group] is None and (fitting := _fitting(aliases, name or code, river, names)):
            dated.append((group, fitting))
    codes = np.array(own, dtype=object)[number] if len(number) else np.zeros(0, dtype=object)
    for group, fitting in dated:
        rows = np.flatnonzero(number == group)
        codes[rows] = _by_date(values["sampled_at"].iloc[rows], fitting)
    unknown: list[UnknownSite] = []
    by_date = {group for group, _ in dated}
    for group in (at for at, code in enumerate(own) if code is None):
        first, count = int(firsts[group]), int(counts[group])
        if group in by_date:
            left = np.flatnonzero((number == group) & (codes == None))  # noqa: E711 - elementwise
            if not len(left):
                continue
            first, count = int(left[0]), len(left)
        code, name, river = triples[group]
        key = site_key(code, name, river)
        answer = names.codes.get((answers or {}).get(key, ""))
        if answer is not None:
            codes[(number == group) & (codes == None)] = answer  # noqa: E711 - elementwise
        choices = _choices(name or code, river, names) if len(unknown) < MOST_SITES else ()
        unknown.append(UnknownSite(key, code, name, river, count, first, choices, answer))
    return pd.Series(codes, index=values.index, dtype=object), unknown


def _by_date(times: pd.Series, fitting: Sequence[Alias]) -> Any:
    """The code that names of the register give each time, None where none holds; the last that holds wins."""
    days = (pd.to_datetime(times, utc=True) + _LOCAL).dt.strftime("%Y-%m-%d").fillna("").to_numpy(dtype=str)
    found = np.full(len(days), None, dtype=object)
    for one in fitting:
        found[(days >= one.first) & ((days <= one.last) if one.last else True)] = one.code
    return found


def site_key(code: str, name: str, river: str) -> str:
    """What an unknown name is asked and answered by (点位键): river, name and code as far as they differ.

    >>> site_key("前油坊", "前油坊", "徒骇河"), site_key("X1", "前油坊", "")
    ('徒骇河|前油坊', '前油坊|X1')
    """
    return "|".join(dict.fromkeys(part for part in (river, name, code) if part))


def match_sites(
    values: pd.DataFrame, sections: pd.DataFrame, aliases: Sequence[Alias] = ()
) -> tuple[pd.Series, list[Fault]]:
    """The section code of each row, the file's own text where none matches, and a warning for each such site.

    Parameters
    ----------
    values
        Columns ``site_code``, ``site_name``, ``river``.
    sections
        Columns ``code``, ``name``, ``river``, ``aliases`` (list of text or None).
    """
    codes, unknown = find_sites(values, site_names(sections), aliases=aliases)
    faults = [_unknown_site(one) for one in unknown[:MOST_SITES]]
    if len(unknown) > MOST_SITES:
        more = len(unknown) - MOST_SITES
        faults.append(Fault("unknown_site", f"另有 {more} 个未知断面。", f"{more} more unknown sites.", "warning"))
    return codes.where(codes.notna(), values["site_code"].fillna("")), faults


def _names(name: object, aliases: object) -> set[str]:
    """Names a section goes by, folded; 秤勾湾(秤钩湾) is two."""
    told = [name, *(aliases if isinstance(aliases, list) else [])]
    names = set()
    for text in (str(one) for one in told if isinstance(one, str) and one.strip()):
        names.add(folded(text))
        if match := _BRACKETED.match(text.strip()):
            names.update((folded(match[1]), folded(match[2])))
    return names - {""}


def _by_name(name: str, river: str, known: SiteNames) -> tuple[str | None, set[str]]:
    """The one section of that river and name, or of that name alone; else the choices."""
    choices: set[str] = set()
    for candidate in sorted(_names(name, None), key=len, reverse=True):
        of_name = known.by_name.get(candidate, set())
        here = known.by_river.get((folded(river), candidate), set()) if river else of_name
        if len(here) == 1:
            return next(iter(here)), set()
        choices |= here or of_name
    return None, choices


def _fitting(aliases: Iterable[Alias], name: str, river: str, known: SiteNames) -> list[Alias]:
    """The register's names that may stand for one of the file; without a river in the file, all must mean one site."""
    wanted = folded(name)
    fitting = [one for one in aliases if folded(one.name) == wanted and one.code in known.codes]
    if river:
        own = [one for one in fitting if one.river and folded(one.river) == folded(river)]
        return [one for one in fitting if not one.river] + own  # the river's own comes last and wins
    rivers = {folded(one.river) for one in fitting if one.river}
    return fitting if len(rivers) <= 1 else [one for one in fitting if not one.river]


def _choices(name: str, river: str, known: SiteNames) -> tuple[tuple[str, str, str], ...]:
    """Codes that an unknown name may mean: the same name elsewhere, a name like it, others on the river."""
    wanted, here = folded(name), folded(river)
    signs = set(wanted)
    found: list[tuple[float, str, str, str]] = []
    for code, names in known.names.items():
        same_river = bool(here) and known.rivers[code] == here
        if wanted in names:
            why = ("同名，河流不同", "same name, another river") if here else ("同名", "same name")
            found.append((2.0, code, *why))
            continue
        alike = max((_alike(wanted, signs, one) for one in names), default=0.0)
        if alike >= _ALIKE:
            why = ("同一河流，名称相近", "same river, a name like it") if same_river else ("名称相近", "a name like it")
            found.append((alike + same_river, code, *why))
        elif same_river:
            found.append((0.2 + alike / 10, code, "同一河流", "same river"))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple((code, zh, en) for _, code, zh, en in found[:MOST_CHOICES])


def _alike(wanted: str, signs: set[str], name: str) -> float:
    """How alike two names are, from 0 to 1; quick where they share no sign."""
    if not signs & set(name):
        return 0.0
    return SequenceMatcher(None, wanted, name, autojunk=False).ratio()


def _unknown_site(one: UnknownSite) -> Fault:
    """A site that no section, or more than one, answers to."""
    told = one.name if not one.river else f"{one.river} {one.name}"
    codes = "、".join(code for code, _, _ in one.choices)
    hint_zh = f"可能是 {codes}" if codes else "没有这个断面"
    hint_en = f"it may be {codes.replace('、', ', ')}" if codes else "there is no such section"
    return Fault(
        "unknown_site",
        f"未知断面“{told}”：{hint_zh}；其数据以“{one.code}”保留，不参加评价。",
        f"Unknown site {told!r}: {hint_en}; its values are kept under {one.code!r} and not assessed.",
        "warning",
        key=one.code,
    )
