"""Sums of a month's values and the means that come from them (月累计值).

A sum does not depend on the rule by which sources are reconciled, nor on how many days a month needs: both are
applied to the sums, for all sections and months at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.indicators import PH
from app.assessment.limits import class_limits
from app.assessment.means import (
    AUTOMATIC_FIRST,
    MANUAL_ONLY,
    STATION_FIRST,
    STATION_ONLY,
    counts_in_means,
    reconciliations,
)
from app.assessment.rounding import cleaned
from app.assessment.unfit import UnfitValues

KEYS: Final = ("site_kind", "site_code", "month", "source")
TIME_ZONE: Final = "Asia/Shanghai"

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@cache
def sum_codes() -> tuple[str, ...]:
    """The 24 codes of Table 1 in its order (表1指标): the columns of the sums."""
    return tuple(class_limits()["river"])


@dataclass(frozen=True, slots=True)
class SumArrays:
    """Sums of n section months and the 24 indicators (累计值矩阵), zeros where there is no value.

    Attributes
    ----------
    amount
        (n, 24) of the known values [the indicator's unit]; of pH the hydrogen ion [mol/L].
    count
        (n, 24) values that are known or below their limit.
    days
        (n, 24) a mask of days, bit 0 being the first of the month.
    below, unknown
        (n, 24) how many values lie below their limit, and of these how many below one that is not known.
    lower
        (n, 24) of the known values that are not below their limit; only written where ``below`` is not 0.
    limit
        (n, 24) greatest limit of the values below it, ``inf`` where one is not known.
    """

    amount: Floats
    count: NDArray[np.uint32]
    days: NDArray[np.uint32]
    below: NDArray[np.uint32]
    unknown: NDArray[np.uint32]
    lower: Floats
    limit: Floats

    def __len__(self) -> int:
        return len(self.count)

    @staticmethod
    def zeros(rows: int) -> SumArrays:
        """Sums of so many section months without any value."""
        shape = (rows, len(sum_codes()))
        whole, real = (np.zeros(shape, np.uint32) for _ in range(4)), (np.zeros(shape) for _ in range(3))
        count, days, below, unknown = whole
        amount, lower, limit = real
        return SumArrays(amount, count, days, below, unknown, lower, limit)

    def parts(self) -> tuple[NDArray[Any], ...]:
        """The arrays in the order of the attributes."""
        return (self.amount, self.count, self.days, self.below, self.unknown, self.lower, self.limit)

    def rows(self, chosen: NDArray[Any] | slice) -> SumArrays:
        """The chosen rows."""
        return SumArrays(*(part[chosen] for part in self.parts()))


@dataclass(frozen=True, slots=True)
class MeanArrays:
    """Means of n section months and the 24 indicators (均值矩阵).

    Attributes
    ----------
    mean, lower, detection_limit
        (n, 24) as in `app.assessment.means.month_means` [the indicator's unit]; NaN where there is none.
    count, below, days
        (n, 24) whole numbers; 0 where there is no value.
    automatic, valid
        (n, 24) whether the station's values were taken, and whether the mean counts.
    """

    mean: Floats
    lower: Floats
    detection_limit: Floats
    count: NDArray[np.uint32]
    below: NDArray[np.uint32]
    days: NDArray[np.uint8]
    automatic: Mask
    valid: Mask

    def rows(self, chosen: NDArray[Any]) -> MeanArrays:
        """A copy of the chosen rows."""
        return MeanArrays(*(getattr(self, name)[chosen] for name in MeanArrays.__slots__))

    @staticmethod
    def joined(parts: Sequence[MeanArrays]) -> MeanArrays:
        """The rows of several, one after the other."""
        given = parts or [means_of_sums(SumArrays.zeros(0))]
        return MeanArrays(*(np.concatenate([getattr(part, name) for part in given]) for name in MeanArrays.__slots__))


def sum_months(samples: pd.DataFrame, *, station_day_min_values: int = 1) -> tuple[pd.DataFrame, SumArrays]:
    """The sums of each site, month and source (月累计值).

    Parameters
    ----------
    samples
        Columns ``site_kind``, ``site_code``, ``month``, ``sampled_at``, ``indicator``, ``value``, ``below_limit``,
        ``detection_limit``, ``source``, ``state``; indicators outside Table 1 are left out.
    station_day_min_values
        As in `app.assessment.means.month_means`: on a day with fewer automatic values of an indicator none counts;
        where no day has enough all are summed and the mask of days is empty, which makes the mean not valid.

    Returns
    -------
    keys, sums
        ``KEYS`` of n rows in order, and their sums.

    Examples
    --------
    >>> at = pd.to_datetime(["2023-05-02T00:00Z", "2023-05-09T00:00Z"])
    >>> samples = pd.DataFrame({"site_kind": "sections", "site_code": "S1", "month": "2023-05", "sampled_at": at,
    ...     "indicator": "w21003", "value": [0.25, 0.5], "below_limit": False, "detection_limit": None,
    ...     "source": "manual", "state": None})
    >>> keys, sums = sum_months(samples)
    >>> at = sum_codes().index("w21003")
    >>> keys.values.tolist(), sums.count[0, at].item(), sums.amount[0, at].item()
    ([['sections', 'S1', '2023-05', 'manual']], 2, 0.75)
    >>> len(sum_months(samples.iloc[:0])[1])
    0
    """
    column = pd.Index(sum_codes()).get_indexer(pd.Index(samples["indicator"]))
    below = samples["below_limit"].fillna(False).to_numpy(dtype=bool)
    value = samples["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    keep = (column >= 0) & counts_in_means(samples).to_numpy(dtype=bool) & (below | ~np.isnan(value))
    if not keep.any():
        return pd.DataFrame({name: pd.Series(dtype=object) for name in KEYS}), SumArrays.zeros(0)
    used, column, below, value = samples[keep], column[keep], below[keep], value[keep]
    grouped = used.groupby(list(KEYS), sort=True)
    keys = grouped.size().index.to_frame(index=False)
    cell = grouped.ngroup().to_numpy(dtype=np.int64) * len(sum_codes()) + column
    day = pd.to_datetime(used["sampled_at"], utc=True).dt.tz_convert(TIME_ZONE).dt.day.to_numpy(dtype=np.int64)
    limit = pd.to_numeric(used["detection_limit"]).to_numpy(dtype=np.float64, na_value=np.nan)
    automatic = used["source"].to_numpy() == "automatic"
    full = _on_full_days(automatic, cell, day, station_day_min_values)
    days = np.zeros(len(keys) * len(sum_codes()), np.uint32)
    np.bitwise_or.at(days, cell[full], (np.uint32(1) << (day[full] - 1).astype(np.uint32)))
    taken = full | (days == 0)[cell]
    is_ph = column[taken] == sum_codes().index(PH)
    return keys, _added_up(days, cell[taken], value[taken], below[taken], limit[taken], is_ph)


def _on_full_days(automatic: Mask, cell: NDArray[np.int64], day: NDArray[np.int64], least: int) -> Mask:
    """Which values stand on a day with enough automatic values; manual ones always do."""
    if least <= 1:
        return np.ones(len(cell), dtype=bool)
    _, place, number = np.unique(cell * 32 + day, return_inverse=True, return_counts=True)
    return np.asarray(~automatic | (number[place] >= least), dtype=bool)


def _added_up(
    days: NDArray[np.uint32], cell: NDArray[np.int64], value: Floats, below: Mask, limit: Floats, is_ph: Mask
) -> SumArrays:
    """Counts and sums of the values of each cell."""
    size = len(days)
    with np.errstate(over="ignore"):
        amount = np.where(is_ph, np.power(10.0, -value), value)
    known = np.isfinite(amount)
    greatest = np.zeros(size)
    np.maximum.at(greatest, cell[below], np.where(np.isnan(limit[below]), np.inf, limit[below]))
    number_below = np.bincount(cell, below, size).astype(np.uint32)
    lower = np.bincount(cell, np.where(known & ~below, amount, 0.0), size)
    parts: tuple[NDArray[Any], ...] = (
        np.bincount(cell, np.where(known, amount, 0.0), size),
        np.bincount(cell, known | below, size).astype(np.uint32),
        days,
        number_below,
        np.bincount(cell, below & ~known, size).astype(np.uint32),
        np.where(number_below > 0, lower, 0.0),
        greatest,
    )
    return SumArrays(*(part.reshape(-1, len(sum_codes())) for part in parts))


def means_of_sums(
    manual: SumArrays,
    automatic: SumArrays | None = None,
    *,
    station_min_days: int = 1,
    reconciliation: str = STATION_FIRST,
) -> MeanArrays:
    """The means of n section months from their sums (由累计值求均值), as `month_means` gives them for the samples.

    Parameters
    ----------
    manual, automatic
        Of n rows each; None where no station has any value.

    Raises
    ------
    UnfitValues
        Another reconciliation.

    Examples
    --------
    >>> sums = SumArrays.zeros(1)
    >>> sums.count[0, 6], sums.amount[0, 6] = 2, 0.51
    >>> means_of_sums(sums).mean[0, 6]
    np.float64(0.255)
    >>> means_of_sums(SumArrays.zeros(0)).mean.shape
    (0, 24)
    """
    if reconciliation not in reconciliations():
        raise UnfitValues(
            f"数据优先规则“{reconciliation}”不认识。",
            f"The reconciliation {reconciliation!r} is not known.",
            parameter="reconciliation",
        )
    sums, taken = _choose_sums(manual, automatic, station_min_days, reconciliation)
    valid, days = sums.count > 0, np.bitwise_count(sums.days)
    valid &= ~taken | (days >= max(station_min_days, 1))
    ph = sum_codes().index(PH)
    rows = sums.below.nonzero()
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.amount / (sums.count - sums.unknown)
        mean[:, ph] = -np.log10(mean[:, ph])
        mean = cleaned(mean)
        lower = mean.copy()
        least = cleaned(sums.lower[rows] / sums.count[rows])
    lower[rows] = np.where(rows[1] == ph, mean[rows], least)  # the bound of pH is its mean
    limit = np.full(mean.shape, np.nan)
    limit[rows] = sums.limit[rows]
    return MeanArrays(mean, lower, limit, sums.count, sums.below, days, taken, valid)


def _choose_sums(
    manual: SumArrays, automatic: SumArrays | None, station_min_days: int, reconciliation: str
) -> tuple[SumArrays, Mask]:
    """The sums of the source that takes precedence, and where that is the station."""
    nothing = np.zeros(manual.count.shape, dtype=bool)
    if reconciliation == STATION_ONLY:
        return (SumArrays.zeros(len(manual)) if automatic is None else automatic), ~nothing
    if reconciliation == MANUAL_ONLY or automatic is None:
        return manual, nothing
    wanted = np.array([code in AUTOMATIC_FIRST for code in sum_codes()]) & (reconciliation == STATION_FIRST)
    taken = automatic.count > 0
    valid = np.bitwise_count(automatic.days) >= max(station_min_days, 1)
    taken &= (manual.count == 0) | (wanted & valid)
    parts = zip(automatic.parts(), manual.parts(), strict=True)
    return SumArrays(*(np.where(taken, one, other) for one, other in parts)), taken


def frame_of_means(keys: pd.DataFrame, means: MeanArrays) -> pd.DataFrame:
    """The means as the table that `app.assessment.means.month_means` gives (均值表); ``keys`` has site and month.

    Examples
    --------
    >>> len(frame_of_means(pd.DataFrame({"site_code": [], "month": []}), means_of_sums(SumArrays.zeros(0))))
    0
    """
    rows, columns = np.nonzero(means.count > 0)
    codes = np.array(sum_codes(), dtype=object)
    found: dict[str, Any] = {
        "site_code": keys["site_code"].to_numpy(dtype=object)[rows],
        "month": keys["month"].to_numpy(dtype=object)[rows],
        "indicator": codes[columns],
        "mean": means.mean[rows, columns],
        "lower_mean": means.lower[rows, columns],
        "count": means.count[rows, columns].astype(np.int64),
        "days": means.days[rows, columns].astype(np.int64),
        "below_count": means.below[rows, columns].astype(np.int64),
        "detection_limit": means.detection_limit[rows, columns],
        "source": np.where(means.automatic[rows, columns], "automatic", "manual").astype(object),
        "valid": means.valid[rows, columns],
    }
    table = pd.DataFrame(found)
    return table.sort_values(["site_code", "month", "indicator"], kind="stable", ignore_index=True)
