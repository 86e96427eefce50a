"""Rankings by water-quality index and by its change (水质指数排名), only among those with the same items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.assessment.indicators import indicator_table
from app.assessment.rounding import cleaned, shown_value
from app.assessment.water_index import SHOWN_DECIMALS, WaterIndex, index_items


@dataclass(frozen=True, slots=True)
class Ranked:
    """What is ranked: a city, a district, a section (排名对象).

    Attributes
    ----------
    index, items
        The index of this period and the codes that it sums; None and empty where there is none.
    base_index, base_items
        Of the period that it is compared with, usually the same months a year ago.
    all_good
        Whether all its sections are Ⅱ or better and attain; None where that is not known.
    """

    key: str
    name: str
    index: float | None
    items: tuple[str, ...]
    base_index: float | None = None
    base_items: tuple[str, ...] = ()
    all_good: bool | None = None


def ranked_of(
    key: str, name: str, this: WaterIndex, base: WaterIndex | None = None, *, all_good: bool | None = None
) -> Ranked:
    """Something to rank, from its indices (排名对象)."""
    return Ranked(
        key,
        name,
        this.index,
        tuple(this.items),
        base.index if base else None,
        tuple(base.items) if base else (),
        all_good,
    )


def all_sections_good(classes: Iterable[int], attainments: Iterable[str | None]) -> bool:
    """Whether all sections are Ⅱ or better and attain their targets (全部断面达到或优于Ⅱ类且达标).

    Only ``met`` attains: a section judged on fewer items than required does not count as good, nor does a set
    without sections.

    Examples
    --------
    >>> all_sections_good([1, 2], ["met", "met"]), all_sections_good([2], ["met_on_n"]), all_sections_good([], [])
    (True, False, False)
    """
    grades, states = list(classes), list(attainments)
    if len(grades) != len(states):
        raise ValueError("as many attainments as classes")
    return bool(grades) and all(1 <= grade <= 2 for grade in grades) and all(state == "met" for state in states)


def rank_indices(entries: Sequence[Ranked]) -> dict[str, Any]:
    """The ranking by index, the smallest first, in groups of equal items (水质指数排名).

    Returns
    -------
    dict
        JSON ready. ``groups``: those with the most items first, each with ``item_set``, ``n_items``, ``partial`` and
        ``rows`` (``rank``, ``key``, ``name``, ``index``, ``index_shown``); equal indices share a rank, and the next
        rank is left out. ``unranked``: those without an index, with the reason. There is never one list over
        different items.

    Notes
    -----
    Smaller is better (环办监测〔2017〕51号). Ranks rest on the full index, not on the shown decimals.

    Examples
    --------
    >>> answer = rank_indices([Ranked("a", "甲", 6.2, ("w01018",)), Ranked("b", "乙", 5.1, ("w01018",)),
    ...     Ranked("c", "丙", 1.0, ("w21003",))])
    >>> [[(row["rank"], row["name"]) for row in group["rows"]] for group in answer["groups"]]
    [[(1, '乙'), (2, '甲')], [(1, '丙')]]
    >>> rank_indices([])
    {'groups': [], 'unranked': []}
    """
    rows: list[tuple[Ranked, float, dict[str, Any]]] = [
        (entry, entry.index, {}) for entry in entries if entry.index is not None
    ]
    unranked = [
        _left_out(entry, "no_index", "没有可用的水质指数。", "It has no water-quality index.")
        for entry in entries
        if entry.index is None
    ]
    return {"groups": _groups(rows, "index"), "unranked": _by_key(unranked)}


def rank_changes(entries: Sequence[Ranked]) -> dict[str, Any]:
    """The ranking by change of the index, the greatest fall first, in groups of equal items (水质指数变化排名).

    ΔCWQI = (this − base) / base. Left out, and listed with the reason: those whose sections are all Ⅱ or better and
    attain (``good``); those without an index, without a base, or with other items in the base (``unranked``).

    Returns
    -------
    dict
        JSON ready. ``groups`` as in `rank_indices` with ``change_percent``, ``base_index`` and ``all_good``;
        ``good``; ``unranked``.

    Notes
    -----
    环办监测〔2017〕51号. No deduction for inflow is built in: its formula was not found.

    Examples
    --------
    >>> answer = rank_changes([Ranked("a", "甲", 6.0, ("w01018",), 5.0, ("w01018",)),
    ...     Ranked("b", "乙", 4.5, ("w01018",), 5.0, ("w01018",)), Ranked("c", "丙", 1.0, ("w01018",))])
    >>> [(row["rank"], row["name"], row["change_percent"]) for row in answer["groups"][0]["rows"]]
    [(1, '乙', -10.0), (2, '甲', 20.0)]
    >>> answer["unranked"][0]["reason"]
    'no_base'
    """
    rows: list[tuple[Ranked, float, dict[str, Any]]] = []
    good: list[dict[str, Any]] = []
    unranked: list[dict[str, Any]] = []
    for entry in entries:
        if entry.all_good:
            good.append(
                _left_out(
                    entry,
                    "all_good",
                    "所有断面均达到或优于Ⅱ类且达标，不参加变化排名。",
                    "All its sections are Ⅱ or better and attain: it takes no part in the ranking of changes.",
                )
            )
        elif entry.index is None:
            unranked.append(_left_out(entry, "no_index", "没有可用的水质指数。", "It has no water-quality index."))
        elif not entry.base_index:
            unranked.append(
                _left_out(entry, "no_base", "没有可比的基准期指数。", "It has no index of the base period.")
            )
        elif set(entry.items) != set(entry.base_items):
            unranked.append(
                _left_out(
                    entry,
                    "other_items",
                    "本期与基准期的参评指标不同，不能比较。",
                    "This period and its base have different items and cannot be compared.",
                )
            )
        else:
            change = float(cleaned([(entry.index - entry.base_index) / entry.base_index * 100])[0])
            more = {"change_percent": change, "base_index": entry.base_index, "all_good": entry.all_good}
            rows.append((entry, change, more))
    return {"groups": _groups(rows, "change"), "good": _by_key(good), "unranked": _by_key(unranked)}


def _groups(rows: Sequence[tuple[Ranked, float, dict[str, Any]]], by: str) -> list[dict[str, Any]]:
    """Ranked rows, by their set of items."""
    order = {code: place for place, code in enumerate(index_items())}
    sets: dict[frozenset[str], list[tuple[Ranked, float, dict[str, Any]]]] = {}
    for row in rows:
        sets.setdefault(frozenset(row[0].items), []).append(row)
    groups = []
    for items in sorted(sets, key=lambda codes: (-len(codes), sorted(codes))):
        codes = sorted(items, key=lambda code: (order.get(code, len(order)), code))
        groups.append(
            {
                "by": by,
                "item_set": codes,
                "item_names_zh": [indicator_table()[code].zh for code in codes if code in indicator_table()],
                "n_items": len(codes),
                "partial": not set(index_items()) <= items,
                "rows": _ranks(sets[items]),
            }
        )
    return groups


def _ranks(rows: Sequence[tuple[Ranked, float, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Rows in order; ties share a rank."""
    numbers = cleaned([number for _, number, _ in rows]).tolist()
    ordered = sorted(zip(numbers, rows, strict=True), key=lambda pair: (pair[0], pair[1][0].key))
    found: list[dict[str, Any]] = []
    rank = 0
    for place, (number, (entry, _, more)) in enumerate(ordered, start=1):
        if place == 1 or number != ordered[place - 2][0]:
            rank = place
        found.append(
            {
                "rank": rank,
                "key": entry.key,
                "name": entry.name,
                "index": entry.index,
                "index_shown": shown_value(entry.index, SHOWN_DECIMALS),
                **more,
            }
        )
    return found


def _left_out(entry: Ranked, reason: str, zh: str, en: str) -> dict[str, Any]:
    """One that is not ranked, and why."""
    return {
        "key": entry.key,
        "name": entry.name,
        "index": entry.index,
        "n_items": len(entry.items),
        "reason": reason,
        "reason_zh": zh,
        "reason_en": en,
    }


def _by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in the order of their keys."""
    return sorted(rows, key=lambda row: str(row["key"]))
