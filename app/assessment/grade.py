"""Water-quality class by the worst single indicator, GB 3838-2002 Table 1 (单因子水质类别)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from app.assessment.indicators import indicator_table
from app.assessment.limits import LAKE, RIVER, WATER_TYPES, WORST, ClassLimits, class_limits, unknown_indicator
from app.assessment.limits import checked_water_type as _checked
from app.assessment.unfit import UnfitValues

_BLOCK = 8192  # rows a step: a block of 24 columns stays in the processor's cache

Grades = NDArray[np.int8]


def classify(
    values: ArrayLike, indicators: Sequence[str] | str, water_type: str | Sequence[str] | NDArray[Any] = RIVER
) -> Grades:
    """The class of each sample by its worst judged indicator (单因子水质类别).

    Water temperature, total nitrogen and faecal coliforms are never judged (21 of the 24 are).

    Parameters
    ----------
    values
        (n, k) concentrations [mg/L; pH without unit]; NaN is not measured, and so is a negative number. A vector
        (n,) is taken where there is one indicator. 32-bit floats are compared with 32-bit limits, so that 0.1
        is 0.1.
    indicators
        k codes such as ``w01018``.
    water_type
        ``"river"``, ``"lake_or_reservoir"``, or (n,) of them, or an (n,) array of booleans, True for lakes; total
        phosphorus differs.

    Returns
    -------
    (n,) int8
        1–5 for Ⅰ–Ⅴ, 6 for 劣Ⅴ, 0 where nothing is judged. Row order is kept.

    Raises
    ------
    UnknownIndicator
        A code outside Table 1.
    UnfitValues
        Shapes that do not fit, or another water type.

    Notes
    -----
    GB 3838-2002 Table 1; single-factor rule of 环办〔2011〕22号. A limit is met inclusively; where classes share a
    limit the better one is given. The values are compared as they are: rounding is the caller's business.

    Examples
    --------
    >>> classify([[7.5, 15.0], [5.0, 20.1], [float("nan")] * 2], ["w01009", "w01018"], "river")
    array([1, 4, 0], dtype=int8)
    >>> classify([0.03, 0.03], "w21011", ["river", "lake_or_reservoir"])
    array([2, 3], dtype=int8)
    >>> classify([], ["w01018"], "river")
    array([], dtype=int8)
    """
    codes, numbers, lakes = _checked_arguments(values, indicators, water_type)
    columns = _columns(codes, beside=False)
    classes = np.zeros(len(numbers), dtype=np.int8)
    for start in range(0, len(numbers), _BLOCK):
        stop = start + _BLOCK
        block = _grade_block(numbers[start:stop], columns, lakes if isinstance(lakes, bool) else lakes[start:stop])
        if block.shape[1]:
            classes[start:stop] = block.max(axis=1)
    return classes


def grade_indicators(
    values: ArrayLike,
    indicators: Sequence[str] | str,
    water_type: str | Sequence[str] | NDArray[Any] = RIVER,
    *,
    beside: bool = False,
) -> Grades:
    """The class of each indicator of each sample (单项类别).

    Parameters are those of `classify`. With ``beside`` the unjudged indicators that have limits (total nitrogen of
    lakes, faecal coliforms) are graded too, to be shown beside (参考); never total nitrogen of a river.

    Returns
    -------
    (n, k) int8
        1–6 as in `classify`; 0 where it is not measured, not judged, or has no limits.

    Examples
    --------
    >>> grade_indicators([[0.9, 1.2]], ["w21003", "w21001"], "lake_or_reservoir")
    array([[3, 0]], dtype=int8)
    >>> grade_indicators([[0.9, 1.2]], ["w21003", "w21001"], "lake_or_reservoir", beside=True)
    array([[3, 4]], dtype=int8)
    """
    codes, numbers, lakes = _checked_arguments(values, indicators, water_type)
    columns = _columns(codes, beside=beside)
    grades = np.zeros(
        numbers.shape[::-1], dtype=np.int8
    ).T  # columns lie together, so that reductions over rows are fast
    for start in range(0, len(numbers), _BLOCK):
        stop = start + _BLOCK
        grades[start:stop] = _grade_block(
            numbers[start:stop], columns, lakes if isinstance(lakes, bool) else lakes[start:stop]
        )
    return grades


def _columns(codes: Sequence[str], *, beside: bool) -> list[tuple[ClassLimits, ClassLimits] | None]:
    """The river and the lake limits of each column; None where it is not judged."""
    known, table = indicator_table(), class_limits()
    return [(table[RIVER][code], table[LAKE][code]) if known[code].judged or beside else None for code in codes]


def _grade_block(
    block: NDArray[np.floating[Any]],
    columns: Sequence[tuple[ClassLimits, ClassLimits] | None],
    lakes: bool | NDArray[np.bool_],
) -> Grades:
    """Grades of some rows; the block is turned first, so that each column lies together."""
    turned = np.ascontiguousarray(block.T)
    grades = np.zeros(turned.shape, dtype=np.int8)
    for column, pair in enumerate(columns):
        if pair is None:
            continue
        numbers = turned[column]
        river, lake = pair
        if river == lake or isinstance(lakes, bool):
            grades[column] = _grade_column(numbers, lake if lakes is True else river)
        else:
            grades[column] = np.where(lakes, _grade_column(numbers, lake), _grade_column(numbers, river))
    return grades.T


def _grade_column(numbers: NDArray[np.floating[Any]], limits: ClassLimits) -> Grades:
    """Grades of one indicator: one more than the number of limits that are broken."""
    if limits.direction == "none":
        return np.zeros(len(numbers), dtype=np.int8)
    measured = numbers >= 0  # False for NaN and for markers such as -1
    if limits.direction == "range":
        assert limits.lower is not None
        assert limits.upper is not None
        outside = (numbers < limits.lower) | (numbers > limits.upper)
        return np.where(outside, WORST, 1).astype(np.int8) * measured
    grades = np.ones(len(numbers), dtype=np.int8)
    for written, count in _distinct_bounds(limits.classes):
        bound = numbers.dtype.type(written)
        broken = numbers < bound if limits.direction == "ge" else numbers > bound
        grades += broken.view(np.int8) if count == 1 else broken.view(np.int8) * np.int8(count)
    if limits.direction == "ge":
        measured &= numbers < np.inf  # endless oxygen is no measurement; an endless pollutant is 劣Ⅴ
    grades *= measured.view(np.int8)
    return grades


@cache
def _distinct_bounds(limits: tuple[float, ...]) -> tuple[tuple[float, int], ...]:
    """The limits of an indicator, and how many classes share each: one comparison for all of them."""
    bounds, counts = np.unique(limits, return_counts=True)
    return tuple(zip(bounds.tolist(), counts.tolist(), strict=True))


def _checked_arguments(
    values: ArrayLike, indicators: Sequence[str] | str, water_type: str | Sequence[str] | NDArray[Any]
) -> tuple[list[str], NDArray[np.floating[Any]], bool | NDArray[np.bool_]]:
    """Codes, an (n, k) array of floats, and True/False or an (n,) array for lakes."""
    codes = [indicators] if isinstance(indicators, str) else [str(code) for code in indicators]
    unknown = [code for code in codes if code not in class_limits()[RIVER]]
    if unknown:
        raise unknown_indicator(unknown)
    numbers = _as_numbers(values)
    if numbers.ndim == 1 and (len(codes) == 1 or numbers.size == 0):
        numbers = numbers.reshape(-1, len(codes)) if codes else numbers.reshape(0, 0)
    if numbers.ndim != 2 or numbers.shape[1] != len(codes):
        raise UnfitValues(
            f"数值应为 (n, {len(codes)})，实为 {numbers.shape}：每个指标一列。",
            f"The values must be (n, {len(codes)}), one column an indicator; they are {numbers.shape}.",
            parameter="values",
        )
    return codes, numbers, _lakes(water_type, len(numbers))


def _as_numbers(values: ArrayLike) -> NDArray[np.floating[Any]]:
    """The values as floats of 32 or 64 bit; masked or missing is NaN."""
    try:
        if isinstance(values, np.ma.MaskedArray):
            values = np.where(np.ma.getmaskarray(values), np.nan, np.ma.getdata(values))
        elif isinstance(values, pd.DataFrame | pd.Series):  # may hold pd.NA
            single = {np.dtype("float32")} == set(np.atleast_1d(np.asarray(values.dtypes, dtype=object)))
            values = values.to_numpy(dtype=np.float32 if single else np.float64, na_value=np.nan)
        numbers = np.asarray(values)
        if numbers.dtype not in (np.float32, np.float64):
            numbers = numbers.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise UnfitValues(
            "数值里有不是数字的内容。", f"The values hold something that is not a number: {error}.", parameter="values"
        ) from error
    return numbers


def _lakes(water_type: str | Sequence[str] | NDArray[Any], count: int) -> bool | NDArray[np.bool_]:
    """Which rows are lakes; every name checked."""
    if isinstance(water_type, str):
        return _checked(water_type) == LAKE
    if isinstance(water_type, np.ndarray) and water_type.dtype == np.bool_ and water_type.shape == (count,):
        return water_type
    kinds = np.asarray(water_type, dtype=object)
    if kinds.ndim == 0:
        return _checked(str(kinds)) == LAKE
    if kinds.shape != (count,):
        raise UnfitValues(
            f"水体类型应为一个值或 {count} 个值，实为 {kinds.shape}。",
            f"The water type must be one or {count} values; it is {kinds.shape}.",
            parameter="water_type",
        )
    lakes = kinds == LAKE
    for stranger in set(map(str, kinds[~lakes])) - set(WATER_TYPES):
        _checked(stranger)
    return np.asarray(lakes, dtype=np.bool_)
