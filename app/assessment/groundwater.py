"""Groundwater class by the worst of the 39 routine items, GB/T 14848-2017 (地下水质量单因子评价)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.assessment.attainment import STATES, Attainment
from app.assessment.groundwater_limits import GroundwaterItem, checked_items, groundwater_items
from app.assessment.indicators import indicator_table
from app.assessment.limits import NUMERALS
from app.assessment.rounding import cleaned, shown_value
from app.assessment.single_limits import from_masks, without
from app.assessment.unfit import UnfitValues

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GroundwaterResult:
    """The answer for n samples and k items (地下水评价结果).

    Attributes
    ----------
    codes
        The k codes.
    values
        (n, k) as judged [unit of the indicator table].
    grades
        (n, k) 1–5, 0 where not measured or left open by a detection limit.
    water_class
        (n,) the worst grade, 0 where there is none. With ``missing`` or ``undeterminable`` items it is the class at
        best.
    undeterminable
        (n, k) whose detection limit leaves the class open.
    attainment
        Of ``target_class`` on the required items, and ``exempted`` with the exempted ones left out.
    """

    codes: tuple[str, ...]
    values: Floats
    grades: NDArray[np.int8]
    water_class: NDArray[np.int8]
    undeterminable: Mask
    target_class: int
    attainment: Attainment
    exempted: Attainment

    def as_dicts(self) -> list[dict[str, Any]]:
        """One JSON-ready mapping a sample."""
        return [self._as_dict(row) for row in range(len(self.water_class))]

    def _as_dict(self, row: int) -> dict[str, Any]:
        """One sample."""
        water_class = int(self.water_class[row])
        measured = (self.grades[row] > 0) | self.undeterminable[row]
        required = sum(
            mask[row]
            for mask in (
                self.attainment.met, self.attainment.missed, self.attainment.undeterminable, self.attainment.missing
            )
        )  # fmt: skip
        missing = [code for code, gone in zip(self.codes, self.attainment.missing[row], strict=True) if gone]
        return {
            "class": water_class or None,
            "class_name": NUMERALS[water_class] or None,
            "class_is_at_best": bool(missing) or bool(self.undeterminable[row].any()),
            "deciding": [
                code for code, grade in zip(self.codes, self.grades[row], strict=True) if grade == water_class > 1
            ],
            "target_class": self.target_class,
            "attainment": STATES[self.attainment.state[row]],
            "attainment_exempted": STATES[self.exempted.state[row]],
            "n_required": int(np.sum(required)),
            "n_judged": int((self.grades[row] > 0).sum()),
            "missing": missing,
            "undeterminable": [code for code, open_ in zip(self.codes, self.undeterminable[row], strict=True) if open_],
            "items": [self._item(row, column) for column in np.flatnonzero(measured).tolist()],
        }

    def _item(self, row: int, column: int) -> dict[str, Any]:
        """One item of a sample."""
        item = groundwater_items()[self.codes[column]]
        value, limit = float(self.values[row, column]), item.upper[self.target_class - 1]
        over = item.kind == "upper" and value > limit > 0 and np.isfinite(value)
        return {
            "code": item.code,
            "name_zh": item.zh,
            "name_en": item.en,
            "unit": indicator_table()[item.code].unit,
            "value": shown_value(value, None),
            "class": int(self.grades[row, column]) or None,
            "undeterminable": bool(self.undeterminable[row, column]),
            "missed": bool(self.attainment.missed[row, column]),
            "multiple": float(cleaned([(value - limit) / limit])[0]) if over else None,
        }


def grade_groundwater(
    values: ArrayLike,
    indicators: Sequence[str],
    *,
    detection_limits: ArrayLike | None = None,
    lower_values: ArrayLike | None = None,
) -> tuple[NDArray[np.int8], Mask]:
    """The class of each item of each sample, and where a detection limit leaves it open (地下水单项类别).

    Parameters
    ----------
    values
        (n, k) in the units of the indicator table (organic compounds in mg/L, not μg/L); 嗅和味 and 肉眼可见物 as
        `presence_value` gives them. NaN and negative numbers are not measured. Half the detection limit where below
        it.
    detection_limits
        (n, k) the greatest detection limit among the values below it, ``inf`` where unknown, NaN where none is below.
    lower_values
        (n, k) the values with those below their limit taken as 0; 0 where not given.

    Returns
    -------
    grades, undeterminable
        (n, k). A detection limit above the limit of the class leaves it open, unless the least and the most that
        the value can be give the same class. Where neighbouring classes share a limit the better one is given
        (从优不从劣). A result below its detection limit meets 不得检出, as long as that is not above the limit of Ⅱ.

    Raises
    ------
    UnknownIndicator
        A code that is none of the 39.

    Notes
    -----
    GB/T 14848-2017 Table 1.

    Examples
    --------
    >>> codes = ["x:total_hardness", "w01001", "x:gross_alpha", "x:odour_and_taste"]
    >>> grade_groundwater([[450.0, 6.4, 0.6, 1.0], [650.1, 9.1, 0.1, 0.0]], codes)[0].tolist()
    [[3, 4, 4, 5], [5, 5, 1, 1]]
    >>> grade_groundwater([[0.025]], ["w19002"], detection_limits=[[0.05]])[0].tolist()
    [[1]]
    >>> grade_groundwater([], codes)[0].tolist()
    []
    """
    numbers, limits, lower = _checked(values, indicators, detection_limits, lower_values)
    grades = np.zeros(numbers.shape, dtype=np.int8)
    open_ = np.zeros(numbers.shape, dtype=bool)
    for column, code in enumerate(indicators):
        item = groundwater_items()[code]
        number, limit, least = numbers[:, column], limits[:, column], lower[:, column]
        grade = _grade(number, item, limit, least)
        below = ~np.isnan(limit) & (item.kind == "upper")
        if not below.any():
            grades[:, column] = grade
            continue
        bounds = np.array([-np.inf, *item.upper, -np.inf])  # half a detection limit alone never proves Ⅴ
        bound = np.where(_undetected(item, limit, least) & (grade == 1), item.upper[1], bounds[grade])
        most = np.where(np.isinf(limit), np.inf, 2 * number - least)  # half a limit counted once more
        ends = [_grade(end, item, limit, least) != grade for end in (least, most)]
        unsure = below & ((limit > bound) | (grade == 0)) & (ends[0] | ends[1])
        open_[:, column] = unsure
        grades[:, column] = np.where(unsure, 0, grade)
    return grades, open_


def judge_groundwater(
    values: ArrayLike,
    indicators: Sequence[str],
    *,
    target_class: int = 3,
    required: Sequence[str] | None = None,
    exempted: ArrayLike = False,
    detection_limits: ArrayLike | None = None,
    lower_values: ArrayLike | None = None,
) -> GroundwaterResult:
    """Class and attainment of groundwater samples (地下水质量评价).

    Parameters
    ----------
    values, indicators, detection_limits, lower_values
        As in `grade_groundwater`.
    target_class
        1–4; Ⅲ is that of drinking-water sources.
    required
        Codes that must be judged; all 39 where not given. Required ones without a column are missing.
    exempted
        (n, k) or (k,) of ``indicators``: items left out in ``exempted``, e.g. for 地质原因; the result before stays.

    Examples
    --------
    >>> answer = judge_groundwater([[1.2, 200.0]], ["w21017", "x:total_hardness"], exempted=[True, False])
    >>> answer.water_class.tolist(), answer.attainment.names(), answer.exempted.names()
    ([4], ['missed'], ['met_on_n'])
    """
    if target_class not in (1, 2, 3, 4):
        raise UnfitValues(
            "地下水目标类别应为 1 到 4。", "A target of groundwater must be 1 to 4.", parameter="target_class"
        )
    wanted_codes = tuple(groundwater_items()) if required is None else tuple(required)
    checked_items(wanted_codes)
    numbers, limits, lower = _checked(values, indicators, detection_limits, lower_values)
    codes = (*indicators, *(code for code in wanted_codes if code not in indicators))
    more = ((0, 0), (0, len(codes) - len(indicators)))
    left_out = np.pad(np.broadcast_to(np.asarray(exempted, dtype=bool), numbers.shape), more)
    numbers, limits, lower = (
        np.pad(part, more, constant_values=fill) for part, fill in ((numbers, np.nan), (limits, np.nan), (lower, 0.0))
    )
    grades, open_ = grade_groundwater(numbers, codes, detection_limits=limits, lower_values=lower)
    met, missed, unsure = (np.zeros(numbers.shape, dtype=bool) for _ in range(3))
    for column, code in enumerate(codes):
        item = groundwater_items()[code]
        number, limit, least = numbers[:, column], limits[:, column], lower[:, column]
        bound = np.where(
            _undetected(item, limit, least) & (target_class == 1), item.upper[1], item.upper[target_class - 1]
        )
        wide = (item.kind == "upper") & (limit > bound)
        grade = _grade(number, item, limit, least)
        if wide.any():
            grade = np.where(wide, _grade(least, item, limit, least), grade)
        judged = (grade > 0) | wide
        missed[:, column] = judged & (grade > target_class)
        unsure[:, column] = wide & ~missed[:, column]
        met[:, column] = judged & ~missed[:, column] & ~wide
    wanted = np.broadcast_to(np.array([code in wanted_codes for code in codes], dtype=bool), numbers.shape)
    attainment = from_masks(met & wanted, missed & wanted, unsure & wanted, wanted & ~(met | missed | unsure))
    worst = grades.max(axis=1, initial=0).astype(np.int8)
    return GroundwaterResult(
        codes, numbers, grades, worst, open_, target_class, attainment, without(attainment, left_out)
    )


def _grade(number: Floats, item: GroundwaterItem, limit: Floats, least: Floats) -> NDArray[np.int64]:
    """1–5: one more than the number of limits that are broken; 0 where not measured."""
    grade = np.ones(len(number), dtype=np.int64)
    undetected = _undetected(item, limit, least)
    for place, (lower, upper) in enumerate(zip(item.lower, item.upper, strict=True)):
        bound = np.where(undetected, item.upper[1], upper) if place == 0 else upper
        grade += (number < lower) | (number > bound)
    return np.where(number >= 0, grade, 0)


def _undetected(item: GroundwaterItem, limit: Floats, least: Floats) -> Mask:
    """Where an item whose Ⅰ is 不得检出 was not detected at all."""
    return np.asarray(~np.isnan(limit) & (least == 0) & item.not_detected, dtype=np.bool_)


def _checked(
    values: ArrayLike, indicators: Sequence[str], detection_limits: ArrayLike | None, lower_values: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    """Values, detection limits and least values as (n, k) arrays."""
    checked_items(indicators)
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size == 0:
        numbers = np.empty((len(numbers) if numbers.ndim == 2 else 0, len(indicators)))
    if numbers.ndim != 2 or numbers.shape[1] != len(indicators):
        raise UnfitValues(
            f"数值应为 (n, {len(indicators)})，实为 {numbers.shape}：每个指标一列。",
            f"The values must be (n, {len(indicators)}), one column an indicator; they are {numbers.shape}.",
            parameter="values",
        )
    limits = np.full(numbers.shape, np.nan)
    if detection_limits is not None:
        limits = np.asarray(detection_limits, dtype=np.float64).reshape(numbers.shape)
    lower = np.where(np.isnan(limits), numbers, 0.0)
    if lower_values is not None:
        lower = np.asarray(lower_values, dtype=np.float64).reshape(numbers.shape)
    return numbers, limits, lower
