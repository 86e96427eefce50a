"""Rounding of values before they are classed: half to even on the decimal value (修约，四舍六入五成双).

GB/T 8170; where the result would be 0, one significant digit is kept (地表水环境质量监测数据统计技术规定（试行）2020).
Binary floats cannot hold 0.255, so the decimal that a float prints as is what is rounded.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

_CONTEXT: Final = Context(prec=400, rounding=ROUND_HALF_EVEN)
_FAST_PLACES: Final = 15
_POWERS: Final = np.array([float(10**power) for power in range(23)])  # all exact
_MEAN_DIGITS: Final = 12  # significant digits of a mean: far more than any measurement, fewer than float noise


@overload
def round_half_even(value: Decimal | str, decimals: int) -> Decimal: ...
@overload
def round_half_even(value: float, decimals: int) -> float: ...
def round_half_even(value: float | Decimal | str, decimals: int) -> float | Decimal:
    """The value rounded to so many decimals, half to even (修约).

    Parameters
    ----------
    value
        A float or whole number (rounded as the decimal that it prints as), a ``Decimal`` or its text.
        NaN and infinities come back as they are.
    decimals
        Decimals kept; where that would give 0 for a value that is not 0, one significant digit is kept instead.

    Returns
    -------
    float or Decimal
        A ``Decimal`` for a ``Decimal`` or a text, else a float.

    Examples
    --------
    >>> round_half_even(0.255, 2), round_half_even(0.245, 2), round_half_even(1.2501, 1), round_half_even(1.25, 1)
    (0.26, 0.24, 1.3, 1.2)
    >>> round_half_even(0.0045, 3), round_half_even(0.0004, 2)
    (0.004, 0.0004)
    >>> round_half_even("2.50", 0)
    Decimal('2')
    """
    if isinstance(value, Decimal | str):
        return _round_decimal(Decimal(value), decimals)
    number = float(value)
    return float(_round_decimal(Decimal(repr(number)), decimals))


def round_values(values: ArrayLike, decimals: ArrayLike) -> NDArray[np.float64]:
    """`round_half_even` over arrays (批量修约), with its very results.

    Parameters
    ----------
    values
        Any shape; NaN stays NaN.
    decimals
        Decimals, broadcast over ``values``: one number, or one a column.

    Returns
    -------
    float64, the shape of ``values``.

    Notes
    -----
    A number at a tie is compared with the float nearest to the tie's decimal, which is exact: two decimals of up to
    fifteen digits are never the same float. Huge numbers and more than fifteen decimals go through ``Decimal`` one
    by one.

    Examples
    --------
    >>> round_values([[0.255, 1.25], [0.0004, float("nan")]], [2, 1]).tolist()
    [[0.26, 1.2], [0.0004, nan]]
    >>> round_values([], 2).tolist()
    []
    """
    numbers = np.asarray(values, dtype=np.float64)
    places = np.asarray(decimals, dtype=np.int64)
    result, zero, slow = _round_fast(numbers, places)
    if zero.any():
        small = np.abs(numbers[zero])
        leading = _leading_place(small)
        result[zero], _, more = _round_fast(numbers[zero], -leading)
        slow[zero] |= more | (leading < -_FAST_PLACES) | (leading >= 0)
    if slow.any():
        all_places = np.broadcast_to(places, numbers.shape)
        for place in map(tuple, np.argwhere(slow).tolist()):
            result[place] = round_half_even(float(numbers[place]), int(all_places[place]))
    return result


def _round_fast(
    numbers: NDArray[np.float64], places: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Numbers rounded half to even; which of them became 0 without being it, and which need ``Decimal``."""
    with np.errstate(invalid="ignore", over="ignore"):
        scale = _POWERS[np.minimum(np.abs(places), _FAST_PLACES)]
        up = places >= 0
        sizes = np.abs(numbers)
        scaled = sizes * scale if up.all() else np.where(up, sizes * scale, sizes / scale)
        nearest = np.rint(scaled)
        whole = np.floor(scaled)
        half = whole + 0.5
        near = np.abs(scaled - half) < 1e-6
        if near.any():
            tie = half / scale if up.all() else np.where(up, half / scale, half * scale)
            exact = np.where(sizes == tie, np.rint(half), whole + (sizes > tie))
            nearest = np.where(near, exact, nearest)
        rounded = nearest / scale if up.all() else np.where(up, nearest / scale, nearest * scale)
        finite = np.isfinite(numbers)
        result = np.where(finite, np.copysign(rounded, numbers), numbers)
        zero = (nearest == 0) & (numbers != 0)
        slow = finite & (numbers != 0) & ((scaled > 1e9) | (np.abs(places) > _FAST_PLACES))
    return np.asarray(result, dtype=np.float64), np.asarray(zero), np.asarray(slow)


def _leading_place(sizes: NDArray[np.float64]) -> NDArray[np.int64]:
    """The power of ten of the first digit of numbers between 0 and 1, as the decimal that they print as has it."""
    power = np.floor(np.log10(sizes)).astype(np.int64)
    for step in (1, -1):  # a logarithm may miss a whole number by its last bit
        below = 1 / _POWERS[np.clip(-power - (step == 1), 0, 22)]
        power = np.where(sizes >= below, power + 1, power) if step == 1 else np.where(sizes < below, power - 1, power)
    return power


def cleaned(values: ArrayLike) -> NDArray[np.float64]:
    """Computed numbers without the noise of binary sums: twelve significant digits (去除浮点误差).

    The mean of 0.25 and 0.26 is 0.255 and must round as 0.255, not as 0.25500000000000003.

    Examples
    --------
    >>> cleaned([(0.1 + 0.2) / 3, float("nan")]).tolist()
    [0.1, nan]
    """
    numbers = np.asarray(values, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        power = _MEAN_DIGITS - 1 - np.floor(np.log10(np.abs(numbers)))
        plain = np.isfinite(numbers) & (numbers != 0) & (np.abs(power) <= 22)
        power = np.where(plain, power, 0).astype(np.int64)
        scale = _POWERS[np.abs(power)]  # exact, so the last division gives the nearest float
        digits = np.rint(np.where(power >= 0, numbers * scale, numbers / scale))
        result = np.where(power >= 0, digits / scale, digits * scale)
    return np.asarray(np.where(plain, result, numbers), dtype=np.float64)


def shown_value(value: float | None, decimals: int | None) -> float | None:
    """A number for an answer: rounded where a rule names decimals, None for NaN."""
    if value is None or value != value:
        return None
    return round_half_even(float(value), decimals) if decimals is not None else float(value)


def _round_decimal(value: Decimal, decimals: int) -> Decimal:
    """One decimal number."""
    if not value.is_finite():
        return value
    try:
        rounded = value.quantize(Decimal(1).scaleb(-decimals), context=_CONTEXT)
    except InvalidOperation:  # more digits than any measurement has: nothing to round
        return value
    if rounded == 0 and value != 0:
        rounded = value.quantize(Decimal(1).scaleb(value.adjusted()), context=_CONTEXT)
    return rounded
