"""Which section judges which reach (河段类别的代表断面)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

HOW: Final[tuple[str, ...]] = ("none", "downstream", "upstream")
NONE, DOWNSTREAM, UPSTREAM = range(3)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReachJudges:
    """Of each reach the position of the section that judges it (-1 none), and how (`HOW`) (代表断面)."""

    section: Ints
    how: NDArray[np.int8]


def judges_of_reaches(
    main_down: Ints,
    main_up: Ints,
    rivers: Sequence[str | None],
    section_reach: Ints,
    section_measure_m: NDArray[np.float64],
) -> ReachJudges:
    """The section that judges each reach (代表断面).

    A reach is judged by the nearest section downstream of its upper end, along the main path and within the same
    river: a section on the reach itself counts first (the uppermost, where there are several), then the uppermost
    one of the next reach down, and so on. Where there is none, by the nearest section upstream in the same way
    (the lowermost of each reach). Where there is none either, by none.

    A step along the main path stays within the river where both reaches bear the same name, or where both bear
    none and each is the other's main neighbour. A nameless reach on the main stem of a named one bears its name. So
    a ditch is not judged by the section of the river that it joins.

    Parameters
    ----------
    main_down, main_up
        (n,) position of the main reach downstream and upstream, -1 for none. Cycles are allowed.
    rivers
        n names, None or blank where unknown.
    section_reach
        (s,) position of the reach of each section, -1 where it lies on none.
    section_measure_m
        (s,) distance from the reach's upper end along it [m].

    Examples
    --------
    A ditch (2) joins the river 0 → 1 → 3 at 1; the only section stands on 1:

    >>> down, up, names = np.array([1, 3, 1, -1]), np.array([-1, 0, -1, 1]), ["徒骇河", "徒骇河", "沟", "徒骇河"]
    >>> judges = judges_of_reaches(down, up, names, np.array([1]), np.array([10.0]))
    >>> judges.section.tolist(), [HOW[how] for how in judges.how]
    ([0, 0, -1, 0], ['downstream', 'downstream', 'none', 'upstream'])
    """
    names = _filled_names([(name or "").strip() for name in rivers], main_down.tolist(), main_up.tolist())
    upper, lower = _sections_of_reaches(len(names), section_reach, section_measure_m)
    down = _same_river(names, main_down.tolist(), main_up.tolist())
    up = _same_river(names, main_up.tolist(), main_down.tolist())
    downstream = _nearest(down, upper)
    upstream = _nearest(up, lower)
    section = np.where(downstream >= 0, downstream, upstream)
    how = np.where(downstream >= 0, DOWNSTREAM, np.where(upstream >= 0, UPSTREAM, NONE)).astype(np.int8)
    return ReachJudges(section.astype(np.int64), how)


def _filled_names(names: list[str], main_down: list[int], main_up: list[int]) -> list[str]:
    """Names with the nameless reaches of a main stem named after it, from upstream first, then from downstream."""
    filled = list(names)
    for onward, back in ((main_down, main_up), (main_up, main_down)):
        waiting = [row for row, name in enumerate(filled) if name]
        while waiting:
            row = waiting.pop()
            ahead = onward[row]
            if ahead >= 0 and not filled[ahead] and back[ahead] == row:
                filled[ahead] = filled[row]
                waiting.append(ahead)
    return filled


def _same_river(names: list[str], onward: list[int], back: list[int]) -> list[int]:
    """The next reach, -1 where it belongs to another river."""
    return [
        ahead if ahead >= 0 and names[ahead] == names[row] and (names[row] or back[ahead] == row) else -1
        for row, ahead in enumerate(onward)
    ]


def _sections_of_reaches(count: int, reach: Ints, measure_m: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """The uppermost and the lowermost section of each reach, -1 where it has none."""
    upper, lower = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    order = np.lexsort((np.arange(len(reach)), measure_m))
    placed = order[reach[order] >= 0]
    lower[reach[placed]] = placed
    upper[reach[placed[::-1]]] = placed[::-1]
    return upper, lower


def _nearest(onward: list[int], section: Ints) -> Ints:
    """The first section met on the way, the reach itself included; each reach is visited once, cycles end."""
    unknown, on_the_way = -2, -3
    found = np.where(section >= 0, section, unknown).tolist()
    for start in range(len(found)):
        row, path = start, []
        while row >= 0 and found[row] == unknown:
            found[row] = on_the_way
            path.append(row)
            row = onward[row]
        answer = -1 if row < 0 or found[row] == on_the_way else found[row]
        for passed in path:
            found[passed] = answer
    return np.asarray(found, dtype=np.int64)
