"""Sums of a month's values and the means that come from them (月累计值).

A sum does not depend on the rule by which sources are reconciled, nor on how many days a month needs: both are
applied to the sums, for all sections and months at once.
"""

from __future__ import annotations

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

SUM_TYPE: Final = np.dtype(
    [
        ("count", "<u4"),  # values that are known or below their limit
        ("known", "<u4"),
        ("below", "<u4"),
        ("days", "<u4"),  # bit 0 is the first day of the month
        ("amount", "<f8"),  # of the known values; of pH the hydrogen ion
        ("lower", "<f8"),  # the same without what is below its limit
        ("limit", "<f8"),  # greatest limit of the values below it, inf where unknown
    ]
)
KEYS: Final = ("site_kind", "site_code", "month", "source")
TIME_ZONE: Final = "Asia/Shanghai"

Sums = NDArray[np.void]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@cache
def sum_codes() -> tuple[str, ...]:
    """The 24 codes of Table 1 in its order (表1指标): the columns of the sums."""
    return tuple(class_limits()["river"])


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


def sum_months(samples: pd.DataFrame, *, station_day_min_values: int = 1) -> tuple[pd.DataFrame, Sums]:
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
        ``KEYS`` of n rows in order, and (n, 24) of `SUM_TYPE`.

    Examples
    --------
    >>> at = pd.to_datetime(["2023-05-02T00:00Z", "2023-05-09T00:00Z"])
    >>> samples = pd.DataFrame({"site_kind": "sections", "site_code": "S1", "month": "2023-05", "sampled_at": at,
    ...     "indicator": "w21003", "value": [0.25, 0.5], "below_limit": False, "detection_limit": None,
    ...     "source": "manual", "state": None})
    >>> keys, sums = sum_months(samples)
    >>> keys.values.tolist(), sums[0, sum_codes().index("w21003")][["count", "amount"]].tolist()
    ([['sections', 'S1', '2023-05', 'manual']], (2, 0.75))
    >>> sum_months(samples.iloc[:0])[1].shape
    (0, 24)
    """
    column = pd.Index(sum_codes()).get_indexer(pd.Index(samples["indicator"]))
    below = samples["below_limit"].fillna(False).to_numpy(dtype=bool)
    value = samples["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    keep = (column >= 0) & counts_in_means(samples).to_numpy(dtype=bool) & (below | ~np.isnan(value))
    if not keep.any():
        return pd.DataFrame({name: pd.Series(dtype=object) for name in KEYS}), np.zeros((0, len(sum_codes())), SUM_TYPE)
    used, column, below, value = samples[keep], column[keep], below[keep], value[keep]
    grouped = used.groupby(list(KEYS), sort=True)
    keys = grouped.size().index.to_frame(index=False)
    cell = grouped.ngroup().to_numpy(dtype=np.int64) * len(sum_codes()) + column
    day = pd.to_datetime(used["sampled_at"], utc=True).dt.tz_convert(TIME_ZONE).dt.day.to_numpy(dtype=np.int64)
    limit = pd.to_numeric(used["detection_limit"]).to_numpy(dtype=np.float64, na_value=np.nan)
    sums = np.zeros(len(keys) * len(sum_codes()), SUM_TYPE)
    automatic = used["source"].to_numpy() == "automatic"
    full = _on_full_days(automatic, cell, day, station_day_min_values)
    np.bitwise_or.at(sums["days"], cell[full], (np.uint32(1) << (day[full] - 1).astype(np.uint32)))
    taken = full | (sums["days"] == 0)[cell]
    _add_up(sums, cell[taken], value[taken], below[taken], limit[taken], column[taken] == sum_codes().index(PH))
    return keys, sums.reshape(-1, len(sum_codes()))


def _on_full_days(automatic: Mask, cell: NDArray[np.int64], day: NDArray[np.int64], least: int) -> Mask:
    """Which values stand on a day with enough automatic values; manual ones always do."""
    if least <= 1:
        return np.ones(len(cell), dtype=bool)
    _, place, number = np.unique(cell * 32 + day, return_inverse=True, return_counts=True)
    return np.asarray(~automatic | (number[place] >= least), dtype=bool)


def _add_up(sums: Sums, cell: NDArray[np.int64], value: Floats, below: Mask, limit: Floats, is_ph: Mask) -> None:
    """Write counts and sums of the values into their cells."""
    size = len(sums)
    with np.errstate(over="ignore"):
        amount = np.where(is_ph, np.power(10.0, -value), value)
    known = np.isfinite(amount)
    sums["count"] = np.bincount(cell, known | below, size)
    sums["known"] = np.bincount(cell, known, size)
    sums["below"] = np.bincount(cell, below, size)
    sums["amount"] = np.bincount(cell, np.where(known, amount, 0.0), size)
    sums["lower"] = np.bincount(cell, np.where(known & ~below, amount, 0.0), size)
    np.maximum.at(sums["limit"], cell[below], np.where(np.isnan(limit[below]), np.inf, limit[below]))


def means_of_sums(
    manual: Sums | None,
    automatic: Sums | None,
    *,
    station_min_days: int = 1,
    reconciliation: str = STATION_FIRST,
) -> MeanArrays:
    """The means of n section months from their sums (由累计值求均值), as `month_means` gives them for the samples.

    Parameters
    ----------
    manual, automatic
        (n, 24) of `SUM_TYPE`, zeros where there is no value; None where a source has none at all.

    Raises
    ------
    UnfitValues
        Another reconciliation.

    Examples
    --------
    >>> sums = np.zeros((1, 24), SUM_TYPE)
    >>> sums["count"][0, 6] = sums["known"][0, 6] = 2
    >>> sums["amount"][0, 6] = sums["lower"][0, 6] = 0.51
    >>> means_of_sums(sums, None).mean[0, 6]
    np.float64(0.255)
    >>> means_of_sums(sums[:0], None).mean.shape
    (0, 24)
    """
    if reconciliation not in reconciliations():
        raise UnfitValues(
            f"数据优先规则“{reconciliation}”不认识。",
            f"The reconciliation {reconciliation!r} is not known.",
            parameter="reconciliation",
        )
    sums, taken = _choose_sums(manual, automatic, station_min_days, reconciliation)
    days = np.bitwise_count(sums["days"]) if automatic is not None or len(sums) else np.zeros(sums.shape, np.uint8)
    known, count, below = (np.ascontiguousarray(sums[name]) for name in ("known", "count", "below"))
    ph = sum_codes().index(PH)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums["amount"] / known
        mean[:, ph] = -np.log10(mean[:, ph])
        mean = cleaned(mean)
        lower = mean.copy()
        some = below > 0
        some[:, ph] = False  # the bound of pH is its mean
        lower[some] = cleaned(sums["lower"][some] / count[some])
    valid = (count > 0) & (~taken | (days >= max(station_min_days, 1)))
    limit = np.where(below > 0, sums["limit"], np.nan)
    return MeanArrays(mean, lower, limit, count, below, days, taken, np.asarray(valid, dtype=bool))


def _choose_sums(
    manual: Sums | None, automatic: Sums | None, station_min_days: int, reconciliation: str
) -> tuple[Sums, Mask]:
    """The sums of the source that takes precedence, and where that is the station."""
    given = manual if manual is not None else automatic
    assert given is not None
    nothing = np.zeros(given.shape, dtype=bool)
    if reconciliation in (MANUAL_ONLY, STATION_ONLY):
        only = manual if reconciliation == MANUAL_ONLY else automatic
        return (np.zeros(given.shape, SUM_TYPE) if only is None else only), nothing | (reconciliation == STATION_ONLY)
    if automatic is None or manual is None:
        return given, nothing | (manual is None)
    wanted = np.array([code in AUTOMATIC_FIRST for code in sum_codes()]) & (reconciliation == STATION_FIRST)
    valid = np.bitwise_count(automatic["days"]) >= max(station_min_days, 1)
    taken = (automatic["count"] > 0) & ((manual["count"] == 0) | (wanted & valid))
    return np.where(taken, automatic, manual), taken


def frame_of_means(keys: pd.DataFrame, means: MeanArrays) -> pd.DataFrame:
    """The means as the table that `app.assessment.means.month_means` gives (均值表); ``keys`` has site and month.

    Examples
    --------
    >>> nothing = np.zeros((0, 24), SUM_TYPE)
    >>> len(frame_of_means(pd.DataFrame({"site_code": [], "month": []}), means_of_sums(nothing, None)))
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
