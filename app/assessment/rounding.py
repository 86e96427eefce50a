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
    Numbers well away from a tie are rounded by numpy; ties, near-ties, zeros and huge numbers go through
    ``Decimal`` one by one.

    Examples
    --------
    >>> round_values([[0.255, 1.25], [0.0004, float("nan")]], [2, 1]).tolist()
    [[0.26, 1.2], [0.0004, nan]]
    >>> round_values([], 2).tolist()
    []
    """
    numbers = np.asarray(values, dtype=np.float64)
    places = np.broadcast_to(np.asarray(decimals, dtype=np.int64), numbers.shape)
    with np.errstate(invalid="ignore", over="ignore"):
        scale = np.power(10.0, np.abs(places))
        scaled = np.where(places >= 0, numbers * scale, numbers / scale)
        nearest = np.rint(scaled)
        rounded = np.where(places >= 0, nearest / scale, nearest * scale)
        tie = np.abs(np.abs(scaled - np.floor(scaled)) - 0.5) < 1e-6
    slow = (
        np.isfinite(numbers) & (numbers != 0) & (tie | (nearest == 0) | (np.abs(scaled) > 1e9) | (np.abs(places) > 15))
    )
    result = np.where(np.isfinite(numbers), rounded, numbers)
    for place in map(tuple, np.argwhere(slow).tolist()):
        result[place] = round_half_even(float(numbers[place]), int(places[place]))
    return np.asarray(result, dtype=np.float64)


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
        scale = np.power(10.0, np.abs(power))  # exact up to 1e22, so the last division gives the nearest float
        digits = np.rint(np.where(power >= 0, numbers * scale, numbers / scale))
        result = np.where(power >= 0, digits / scale, digits * scale)
    plain = np.isfinite(numbers) & (numbers != 0) & (np.abs(power) <= 22)
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
