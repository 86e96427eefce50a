"""Indices on the items that all have in common, so that all can stand in one list (共同指标水质指数)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.assessment.indicators import indicator_table
from app.assessment.unfit import UnfitValues
from app.assessment.water_index import WaterIndex, index_items, total_index

LEAST_ITEMS: Final = 5  # below this a sum says too little of the water to rank by; this system's own choice


def common_items(indices: Mapping[str, Sequence[WaterIndex]]) -> tuple[str, ...]:
    """The items that every one of those ranked has (共同指标), in the order of the rule.

    Parameters
    ----------
    indices
        What is ranked by name, each with its indices of rivers and of lakes on its own sections' means; one without
        any item is left out, for it is not ranked.

    Raises
    ------
    app.assessment.unfit.UnfitValues
        Fewer than five are common to all.

    Notes
    -----
    One list over common items is common practice of counties, which measure different sets; 环办监测〔2017〕51号 ranks
    on all 21 only.

    Examples
    --------
    >>> from app.assessment.water_index import water_index
    >>> codes = ["w01018", "w01019", "w21003", "w21011", "w01009", "w01017"]
    >>> six, five = water_index([[20, 6, 1, 0.2, 5, 4]], codes), water_index([[20, 6, 1, 0.2, 5]], codes[:5])
    >>> common_items({"甲": [six], "乙": [five]}) == tuple(one for one in index_items() if one in codes[:5])
    True
    >>> common_items({})
    ()
    """
    parts = {name: [one for one in own if _measured(one)] for name, own in indices.items()}
    known = [_measured(one) for own in parts.values() for one in own]
    if not known:
        return ()
    shared = frozenset.intersection(*known)
    if len(shared) < LEAST_ITEMS:
        fewest = min(sorted(name for name, own in parts.items() if own), key=lambda name: _count(parts[name]))
        raise UnfitValues(
            f"各对象共有的指标只有 {len(shared)} 项，不足 {LEAST_ITEMS} 项，不能统一排名"
            f"（“{fewest}”最少，有 {_count(parts[fewest])} 项）。请按各自指标分组排名，或先补录监测数据。",
            f"Only {len(shared)} items are common to all, fewer than {LEAST_ITEMS}: they cannot stand in one ranking "
            f"({fewest!r} has the fewest, {_count(parts[fewest])}). Rank in groups of their own items, or add the "
            "missing values first.",
            parameter="items",
        )
    return tuple(code for code in index_items() if code in shared)


def index_on(index: WaterIndex, items: Collection[str]) -> WaterIndex:
    """The index over some of its items only (按指定指标的水质指数); an item that it lacks stays missing.

    Examples
    --------
    >>> from app.assessment.water_index import water_index
    >>> whole = water_index([[26.0, 0.8]], ["w01018", "w21003"])
    >>> index_on(whole, ["w01018"]).index, index_on(whole, []).index
    (1.3, None)
    """
    kept = {code: one for code, one in index.items.items() if code in items}
    unbounded = tuple(code for code in index.unbounded if code in items)
    return replace(
        index,
        index=total_index(kept, unbounded),
        items=kept,
        means={code: one for code, one in index.means.items() if code in items},
        missing=tuple(code for code in index_items() if code not in kept and code not in unbounded),
        incomplete={code: one for code, one in index.incomplete.items() if code in items},
        unbounded=unbounded,
    )


def names_of_items(items: Sequence[str]) -> list[dict[str, str]]:
    """Items with their names, JSON ready (指标名称).

    Examples
    --------
    >>> names_of_items(["w21003"]), names_of_items([])
    ([{'code': 'w21003', 'name_zh': '氨氮', 'name_en': 'Ammonia nitrogen'}], [])
    """
    table = indicator_table()
    return [{"code": code, "name_zh": table[code].zh, "name_en": table[code].en} for code in items]


def _measured(index: WaterIndex) -> frozenset[str]:
    """The items that have a mean, those without a bound too."""
    return frozenset((*index.items, *index.unbounded))


def _count(indices: Sequence[WaterIndex]) -> int:
    """How many items all parts of one have."""
    return len(frozenset.intersection(*map(_measured, indices)))
