"""Whether a month's values attain a target, with four answers, and by how much they miss (达标评价)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.assessment.grade import grade_indicators
from app.assessment.indicators import indicator_table
from app.assessment.limits import LAKE, RIVER, class_limits
from app.assessment.rounding import cleaned
from app.assessment.unfit import UnfitValues

STATES: Final[tuple[str, ...]] = ("undetermined", "met", "missed", "met_on_n")
UNDETERMINED, MET, MISSED, MET_ON_N = range(4)
NO_MULTIPLE: Final = frozenset({"w01010", "w01001", "w01009"})  # 水温, pH, DO: no exceedance multiple

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Attainment:
    """The answer for n sections and k indicators (达标结果).

    Attributes
    ----------
    state
        (n,) int8, positions in `STATES`: ``missed`` where any judged indicator misses; ``met`` where all required
        ones are judged and meet; ``met_on_n`` where all judged ones meet but fewer are judged than required;
        ``undetermined`` where none is judged.
    met, missed, undeterminable, missing
        (n, k): of the required indicators, each is exactly one of the four.
    """

    state: NDArray[np.int8]
    met: Mask
    missed: Mask
    undeterminable: Mask
    missing: Mask

    def names(self) -> list[str]:
        """The states as words."""
        return [STATES[state] for state in self.state.tolist()]


def attain(
    values: ArrayLike,
    indicators: Sequence[str],
    water_type: str | Sequence[str] | NDArray[Any],
    target_class: ArrayLike,
    required: ArrayLike,
    *,
    detection_limits: ArrayLike | None = None,
    lower_values: ArrayLike | None = None,
) -> Attainment:
    """Attainment of a target class by each section (达标判定).

    Parameters
    ----------
    values
        (n, k) values as they are judged (a month's means already rounded) [mg/L]; NaN is not measured.
    indicators, water_type
        As in `app.assessment.grade.classify`.
    target_class
        (n,) or one number 1–5.
    required
        (n, k) or (k,) True for the indicators that must be judged; others are not looked at.
    detection_limits
        (n, k) greatest detection limit among the values below it, ``inf`` where unknown, NaN where none is below.
        A limit above the class limit makes the indicator undeterminable, never met, unless what was surely
        measured already breaks the limit.
    lower_values
        (n, k) the values with those below their limit taken as 0; ``values`` where not given.

    Notes
    -----
    The four answers are those of this project's design; only ``missed`` may have consequences. A missing
    indicator never turns ``undetermined`` or ``met_on_n`` into ``met``.

    Examples
    --------
    >>> codes = ["w01009", "w21003"]
    >>> values = [[6.0, 0.8], [6.0, 1.2], [6.0, float("nan")], [float("nan")] * 2]
    >>> attain(values, codes, "river", 3, [True, True]).names()
    ['met', 'missed', 'met_on_n', 'undetermined']
    >>> attain([[0.5]], ["w22001"], "river", 3, [True], detection_limits=[[1.0]], lower_values=[[0.0]]).names()
    ['undetermined']
    """
    numbers = np.asarray(values, dtype=np.float64).reshape(-1, len(indicators))
    count = len(numbers)
    targets = np.broadcast_to(np.asarray(target_class, dtype=np.int64), (count,))
    if ((targets < 1) | (targets > 5)).any():
        raise UnfitValues("目标类别应为 1 到 5。", "A target class must be 1 to 5.", parameter="target_class")
    wanted = np.broadcast_to(np.asarray(required, dtype=bool), numbers.shape)
    grades = grade_indicators(numbers, indicators, water_type)
    if detection_limits is None:
        return attain_graded(grades, grades, np.zeros((count, 1), dtype=bool), targets, wanted)
    limits = np.asarray(detection_limits, dtype=np.float64).reshape(numbers.shape)
    lowest = numbers if lower_values is None else np.asarray(lower_values, dtype=np.float64)
    surely = grade_indicators(lowest, indicators, water_type)
    return attain_graded(grades, surely, is_undeterminable(indicators, water_type, targets, limits), targets, wanted)


def attain_graded(
    grades: NDArray[np.int8], lowest: NDArray[np.int8], unsure: Mask, targets: NDArray[np.int64], wanted: Mask
) -> Attainment:
    """`attain` for indicators that are graded already (达标判定).

    Parameters
    ----------
    grades, lowest
        (n, k) of the values, and of the values with those below their limit taken as 0.
    unsure
        (n, k) where the detection limit lies above the limit of the target's class.
    targets, wanted
        (n,) 1–5, and (n, k) required.

    Examples
    --------
    >>> one = np.array([[4]], dtype=np.int8)
    >>> attain_graded(one, one, np.array([[False]]), np.array([3]), np.array([[True]])).names()
    ['missed']
    """
    required = np.asfortranarray(wanted)  # as grades lie: mixed orders cost more than all the rest
    bounds = targets.astype(np.int8)[:, None]
    if unsure.any():
        over = np.where(unsure, lowest, grades) > bounds
        judged = required & ((grades > 0) | unsure)
        undeterminable = judged & unsure & ~over
    else:
        over = grades > bounds
        judged = required & (grades > 0)
        undeterminable = np.zeros_like(judged)
    missed = judged & over
    met = judged ^ missed ^ undeterminable  # the rest of the judged ones: neither is both
    missing = required ^ judged
    state = np.where(
        missed.any(axis=1),
        np.int8(MISSED),
        np.where(
            ~met.any(axis=1),
            np.int8(UNDETERMINED),
            np.where((missing | undeterminable).any(axis=1), np.int8(MET_ON_N), np.int8(MET)),
        ),
    )
    return Attainment(state, met, missed, undeterminable, missing)


def is_undeterminable(
    indicators: Sequence[str],
    water_type: str | Sequence[str] | NDArray[Any],
    targets: NDArray[np.int64],
    detection_limits: NDArray[np.float64],
) -> Mask:
    """Where a detection limit lies above the limit of the target's class (无法判定项): (n, k).

    Examples
    --------
    >>> is_undeterminable(["w22001"], "river", np.array([3]), np.array([[1.0]])).tolist()
    [[True]]
    """
    with np.errstate(invalid="ignore"):
        above = detection_limits > limit_array(indicators, water_type, targets)
    return np.asarray(_have_upper_limits(indicators) & above, dtype=bool)


def certain_grades(
    values: ArrayLike,
    indicators: Sequence[str],
    water_type: str | Sequence[str] | NDArray[Any],
    *,
    detection_limits: ArrayLike,
    lower_values: ArrayLike,
    graded: tuple[NDArray[np.int8], NDArray[np.int8]] | None = None,
) -> tuple[NDArray[np.int8], Mask]:
    """The class of each indicator, and where a detection limit leaves it open (单项类别及无法判定项).

    An indicator whose detection limit lies above the limit of the class that half of it would give is not graded
    (0), unless what was surely measured gives the same class.

    Parameters
    ----------
    graded
        The grades of ``values`` and of ``lower_values`` where the caller has them already.

    Returns
    -------
    grades, undeterminable
        (n, k) int8 and bool.

    Examples
    --------
    >>> grades, open_ = certain_grades([[0.005, 0.3]], ["w22001", "w20141"], "river",
    ...     detection_limits=[[0.01, 0.6]], lower_values=[[0.0, 0.0]])
    >>> grades.tolist(), open_.tolist()
    ([[1, 0]], [[False, True]])
    """
    numbers = np.asarray(values, dtype=np.float64).reshape(-1, len(indicators))
    limits = np.asarray(detection_limits, dtype=np.float64).reshape(numbers.shape)
    if graded is None:
        least = np.asarray(lower_values, dtype=np.float64).reshape(numbers.shape)
        lowest = grade_indicators(least, indicators, water_type)
        grades = grade_indicators(numbers, indicators, water_type)
    else:
        grades, lowest = graded
    bound = np.full(numbers.shape, -np.inf)  # 劣Ⅴ has no limit: half a detection limit alone never proves it
    lakes = np.broadcast_to(_are_lakes(water_type).astype(np.int64), (len(numbers),))
    rows, columns = np.nonzero((grades > 0) & (grades < 6) & ~np.isnan(limits))
    table = _limit_table(tuple(indicators))
    bound[rows, columns] = table[lakes[rows], grades[rows, columns] - 1, columns]
    judgeable = _have_upper_limits(indicators)
    open_ = judgeable & ((limits > bound) | (limits == np.inf)) & ((lowest != grades) | (grades == 0))
    return np.where(open_, 0, grades).astype(np.int8), open_


def limit_array(
    indicators: Sequence[str], water_type: str | Sequence[str] | NDArray[Any], classes: ArrayLike
) -> NDArray[np.float64]:
    """The limits of each row's class (限值矩阵): (n, k) [mg/L]; ``inf`` for pH and where there is none.

    Examples
    --------
    >>> limit_array(["w21011", "w01009", "w01001"], ["river", "lake_or_reservoir"], [3, 3]).tolist()
    [[0.2, 5.0, inf], [0.05, 5.0, inf]]
    """
    numbers = np.asarray(classes, dtype=np.int64)
    table = _limit_table(tuple(indicators))
    lakes = np.broadcast_to(_are_lakes(water_type).astype(np.int64), numbers.shape)
    return np.asarray(table[lakes, numbers - 1], dtype=np.float64)


def exceedance_multiples(values: ArrayLike, indicators: Sequence[str], limits: ArrayLike) -> NDArray[np.float64]:
    """By how many times the limit each value lies over it (超标倍数): (C − L) / L.

    NaN where it does not exceed, and for water temperature, pH and dissolved oxygen, which have none
    (环办〔2011〕22号).

    Examples
    --------
    >>> exceedance_multiples([[26.0, 2.0, 0.8]], ["w01018", "w01009", "w21003"], [[20.0, 5.0, 1.0]]).tolist()
    [[0.3, nan, nan]]
    >>> exceedance_multiples([[0.219, 22.1]], ["w21011", "w01018"], [[0.2, 20.0]]).tolist()
    [[0.095, 0.105]]
    """
    numbers = np.asarray(values, dtype=np.float64)
    bounds = np.broadcast_to(np.asarray(limits, dtype=np.float64), numbers.shape)
    counted = np.array([code not in NO_MULTIPLE for code in indicators], dtype=bool)
    with np.errstate(invalid="ignore"):
        multiples = cleaned((numbers - bounds) / bounds)  # 0.219 over 0.2 is 0.095 times, not 0.0949999…
        return np.where(counted & np.isfinite(bounds) & (numbers > bounds), multiples, np.nan)


def _are_lakes(water_type: str | Sequence[str] | NDArray[Any]) -> Mask:
    """True for lakes, of names or of booleans."""
    if isinstance(water_type, np.ndarray) and water_type.dtype == np.bool_:
        return water_type
    return np.asarray(np.asarray(water_type, dtype=object) == LAKE)


@cache
def _limit_table(indicators: tuple[str, ...]) -> NDArray[np.float64]:
    """(2 water types, 5 classes, k) limits."""
    table = np.full((2, 5, len(indicators)), np.inf)
    for row, water_type in enumerate((RIVER, LAKE)):
        for column, code in enumerate(indicators):
            limits = class_limits()[water_type][code]
            if limits.classes:
                table[row, :, column] = limits.classes
    return table


def _have_upper_limits(indicators: Sequence[str]) -> Mask:
    """Which indicators are judged by an upper limit, one that a detection limit can lie above."""
    known, river = indicator_table(), class_limits()[RIVER]
    return np.array([known[code].judged and river[code].direction == "le" for code in indicators], dtype=bool)
