"""Classes and attainments of many sections in many months at once, from their sums (断面月评价矩阵).

The same rules and the same functions as `app.assessment.month_judgement`, over rows that are a section and a month;
what only one section's page needs (multiples, reasons) is not made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.assessment.attainment import attain_graded, certain_grades, is_undeterminable
from app.assessment.grade import grade_indicators
from app.assessment.indicators import indicator_table
from app.assessment.month_sums import MeanArrays, sum_codes
from app.assessment.rounding import round_values

Mask = NDArray[np.bool_]
Grades = NDArray[np.int8]
NO_TARGET = -1


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """The answers of n rows, each a section in a month (评价结果).

    Attributes
    ----------
    water_class, class_unrounded
        (n,) 1–6; 0 where no required indicator is judged.
    attainment
        (n,) positions in `app.assessment.attainment.STATES`, -1 where there is no target.
    grades
        (n, 24) 1–6 of each indicator, 0 where it is not judged.
    judged, deciding, missed
        (n, 24) of the required indicators: which were judged, which have the worst class (none for Ⅰ), which miss the
        target.
    """

    water_class: Grades
    class_unrounded: Grades
    attainment: Grades
    grades: Grades
    judged: Mask
    deciding: Mask
    missed: Mask

    @staticmethod
    def joined(parts: Sequence[JudgedRows]) -> JudgedRows:
        """The rows of several answers, one after the other."""
        wide = np.zeros((0, len(sum_codes())), dtype=bool)
        one = np.zeros(0, dtype=np.int8)
        empty = JudgedRows(one, one, one, wide.astype(np.int8), wide, wide, wide)
        names = JudgedRows.__slots__
        return JudgedRows(*(np.concatenate([getattr(part, name) for part in (empty, *parts)]) for name in names))

    @property
    def critical(self) -> Mask:
        """Where rounding changed the class (临界)."""
        return np.asarray(self.water_class != self.class_unrounded)


def judge_rows(means: MeanArrays, is_lake: Mask, required: Mask, target_class: Grades) -> JudgedRows:
    """Class, deciding indicators and attainment of each row (断面月评价).

    Parameters
    ----------
    means
        (n, 24) of the rows; means that are not valid are not judged.
    is_lake
        (n,) whether the section lies in a lake or reservoir.
    required
        (n, 24) the required indicators.
    target_class
        (n,) 1–5, 0 where there is no target.

    Notes
    -----
    A month's mean is rounded by the table, then classed (环办监测函〔2020〕82号), as `judge_month` does.

    Examples
    --------
    >>> from app.assessment.month_sums import SumArrays, means_of_sums
    >>> sums = SumArrays.zeros(1)
    >>> sums.count[0, 6], sums.amount[0, 6] = 1, 1.2
    >>> judged = judge_rows(means_of_sums(sums), np.array([False]), np.ones((1, 24), bool), np.array([3]))
    >>> judged.water_class.tolist(), judged.attainment.tolist(), codes_of_masks(judged.deciding)
    ([4], [2], [['w21003']])
    >>> none = means_of_sums(SumArrays.zeros(0))
    >>> judge_rows(none, np.zeros(0, bool), np.ones((0, 24), bool), np.zeros(0)).grades.shape
    (0, 24)
    """
    codes = sum_codes()
    mean = np.where(means.valid, means.mean, np.nan)
    rounded = round_values(mean, decimals_of_means())
    lower, limit = rounded.copy(), np.full(mean.shape, np.nan)
    some = (means.below > 0) & means.valid
    cells = some.nonzero()
    lower[cells] = round_values(means.lower[cells], decimals_of_means()[cells[1]])
    limit[cells] = means.detection_limit[cells]
    plain = grade_indicators(rounded, codes, is_lake)
    lowest = grade_indicators(lower, codes, is_lake) if some.any() else plain
    grades, open_ = certain_grades(
        rounded, codes, is_lake, detection_limits=limit, lower_values=lower, graded=(plain, lowest)
    )
    unrounded = np.where(open_, 0, grade_indicators(mean, codes, is_lake))
    own = np.where(required, grades, 0)
    worst = own.max(axis=1, initial=0)
    held = target_class > 0
    bounds = np.where(held, target_class, 3).astype(np.int64)
    unsure = is_undeterminable(codes, is_lake, bounds, limit)
    answer = attain_graded(plain, lowest, unsure, bounds, required)
    return JudgedRows(
        water_class=worst.astype(np.int8),
        class_unrounded=np.where(required, unrounded, 0).max(axis=1, initial=0).astype(np.int8),
        attainment=np.where(held, answer.state, NO_TARGET).astype(np.int8),
        grades=grades,
        judged=required & (grades > 0),
        deciding=(own == worst[:, None]) & (worst > 1)[:, None],
        missed=answer.missed & held[:, None],
    )


def decimals_of_means() -> NDArray[np.int64]:
    """(24,) decimals of a month's mean (月均值小数位数); 9 where no rule names them.

    Examples
    --------
    >>> decimals_of_means()[sum_codes().index("w21003")].item()
    2
    """
    table = indicator_table()
    return np.array([9 if table[code].decimals is None else table[code].decimals for code in sum_codes()])


def codes_of_masks(masks: Mask) -> list[list[str]]:
    """The codes of each row of an (n, 24) mask, in the order of Table 1 (指标列表).

    Examples
    --------
    >>> codes_of_masks(np.eye(24, dtype=bool)[[1, 1]])
    [['w01001'], ['w01001']]
    >>> codes_of_masks(np.zeros((0, 24), bool))
    []
    """
    if not len(masks):
        return []
    codes = np.array(sum_codes(), dtype=object)
    packed = np.zeros(len(masks), dtype=np.int64)
    for column in range(masks.shape[1]):
        packed |= masks[:, column].astype(np.int64) << column
    found, place = np.unique(packed, return_inverse=True)
    lists = [[str(code) for code in codes[(value >> np.arange(masks.shape[1])) & 1 == 1]] for value in found]
    return [lists[at] for at in place.tolist()]
