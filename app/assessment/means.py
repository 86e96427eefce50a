"""Means of a month from its samples: which values count, and how they are averaged (月均值)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.indicators import FIVE, PH
from app.assessment.readings import NORMAL
from app.assessment.rounding import cleaned

TIME_ZONE: Final = "Asia/Shanghai"
AUTOMATIC_FIRST: Final = frozenset((*FIVE, "w21001"))  # 环办监测函〔2020〕82号: where a station exists
MEAN_COLUMNS: Final = (
    "site_code",
    "month",
    "indicator",
    "mean",
    "lower_mean",
    "count",
    "days",
    "below_count",
    "detection_limit",
    "source",
    "valid",
)


def local_month(sampled_at: pd.Series) -> pd.Series:
    """The calendar month of Asia/Shanghai of each instant, ``YYYY-MM`` (所属月份).

    Examples
    --------
    >>> local_month(pd.Series(pd.to_datetime(["2023-04-30T16:00Z", "2023-04-30T15:59Z"]))).tolist()
    ['2023-05', '2023-04']
    """
    local = pd.to_datetime(sampled_at, utc=True).dt.tz_convert(TIME_ZONE)
    number = local.dt.year * 12 + local.dt.month - 1
    codes, months = pd.factorize(number)
    names = [f"{int(month) // 12:04d}-{int(month) % 12 + 1:02d}" for month in months]
    return pd.Series(np.array([*names, None], dtype=object)[codes], index=sampled_at.index, dtype=object)


def counts_in_means(samples: pd.DataFrame) -> pd.Series:
    """Whether each sample's state lets it count (有效数据).

    An automatic value counts in the state 正常, or where its file tells no state at all; any other state, known or
    not, keeps it out. Manual values count. Field kits (``source`` ``field``) never do.
    """
    state = samples["state"].fillna("").astype(str).str.strip()
    source = samples["source"].fillna("manual").astype(str)
    return (source == "manual") | ((source == "automatic") & state.isin(["", NORMAL]))


def month_means(samples: pd.DataFrame, *, station_min_days: int = 1) -> pd.DataFrame:
    """The mean of each indicator of each site and month (月均值).

    Parameters
    ----------
    samples
        Columns ``site_code``, ``sampled_at`` (with offset), ``indicator``, ``value`` [the indicator's unit; half
        the limit where below it, NaN where unknown], ``below_limit``, ``detection_limit``, ``source``, ``state``.
    station_min_days
        Fewest days with a valid automatic value; with fewer the automatic mean is not valid (无效).

    Returns
    -------
    DataFrame
        One row a site, month and indicator, in that order: ``mean`` (NaN where every value is below an unknown
        limit), ``lower_mean`` (values below their limit taken as 0: what is surely there), ``count``, ``days``,
        ``below_count``, ``detection_limit`` (the greatest of the values below it, ``inf`` where one is unknown,
        NaN where none is below), ``source`` and ``valid``.

    Notes
    -----
    pH by the mean of the hydrogen-ion concentration; half the limit for values below it (环办监测函〔2020〕82号).
    Where both sources have valid values, pH, DO, CODMn, NH3-N, TP and TN come from the station and the rest from
    the manual sample.

    Examples
    --------
    >>> at = pd.to_datetime(["2023-05-02T00:00Z", "2023-05-09T00:00Z"])
    >>> samples = pd.DataFrame({"site_code": "S1", "sampled_at": at, "indicator": "w21003", "value": [0.25, 0.26],
    ...     "below_limit": False, "detection_limit": None, "source": "manual", "state": None})
    >>> month_means(samples)[["month", "mean", "count"]].values.tolist()
    [['2023-05', 0.255, 2]]
    >>> len(month_means(samples.iloc[:0]))
    0
    """
    used = samples[
        counts_in_means(samples) & (samples["value"].notna() | samples["below_limit"].fillna(False).astype(bool))
    ]
    if used.empty:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in MEAN_COLUMNS})
    local = pd.to_datetime(used["sampled_at"], utc=True).dt.tz_convert(TIME_ZONE)
    keys = pd.DataFrame(
        {
            "site_code": used["site_code"].astype(str),
            "month": local_month(used["sampled_at"]),
            "indicator": used["indicator"].astype(str),
            "source": used["source"].fillna("manual").astype(str),
        }
    ).reset_index(drop=True)
    grouped = keys.groupby(list(keys.columns), sort=True)
    table = grouped.size().index.to_frame(index=False)
    group = np.asarray(grouped.ngroup(), dtype=np.int64)  # the row of the table that each sample belongs to
    table = table.assign(**_group_means(used, group, len(table), table["indicator"].to_numpy() == PH))
    day = local.dt.normalize().dt.tz_localize(None).to_numpy()
    distinct = pd.DataFrame({"group": group, "day": day}).drop_duplicates()
    table["days"] = np.bincount(distinct["group"], minlength=len(table))
    table["valid"] = (table["source"] != "automatic") | (table["days"] >= station_min_days)
    return _choose_source(table)[list(MEAN_COLUMNS)]


def mean_of_means(means: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Means of month means (均值的均值): of a year over its months, of a lake over its points.

    Every month, and every point, weighs the same however often it was sampled (环办〔2011〕22号).

    Parameters
    ----------
    means
        From `month_means`; means that are not valid are left out.
    group
        The group of each row, e.g. the site code for a year, the lake for a month of points; missing ones are
        left out.

    Returns
    -------
    DataFrame
        Columns of `month_means`, ``site_code`` being the group, ``month`` the last one, ``count`` the number of
        means, ``days`` the sum of days.

    Examples
    --------
    >>> at = pd.to_datetime(["2023-05-02T00:00Z", "2023-05-09T00:00Z", "2023-05-09T00:00Z"])
    >>> samples = pd.DataFrame({"site_code": ["P1", "P1", "P2"], "sampled_at": at, "indicator": "w21011",
    ...     "value": [0.02, 0.04, 0.09], "below_limit": False, "detection_limit": None, "source": "manual",
    ...     "state": None})
    >>> means = month_means(samples)
    >>> lake = mean_of_means(means, means["site_code"].map({"P1": "北湖", "P2": "北湖"}))
    >>> lake[["site_code", "mean"]].values.tolist()
    [['北湖', 0.06]]
    """
    rows = means.assign(group=group)[means["valid"].astype(bool) & group.notna()]
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in MEAN_COLUMNS})
    is_ph = (rows["indicator"] == PH).to_numpy()
    parts = {name: rows[name].to_numpy(dtype=np.float64) for name in ("mean", "lower_mean")}
    amounts = {name: np.where(is_ph, np.power(10.0, -part), part) for name, part in parts.items()}
    table = (
        rows.assign(**amounts)
        .groupby(["group", "indicator"], sort=True)
        .agg(
            mean=("mean", "mean"),
            lower_mean=("lower_mean", "mean"),
            month=("month", "max"),
            count=("month", "size"),
            days=("days", "sum"),
            below_count=("below_count", "sum"),
            detection_limit=("detection_limit", "max"),
            source=("source", lambda sources: "+".join(sorted(set(sources)))),
        )
        .reset_index()
        .rename(columns={"group": "site_code"})
    )
    of_ph = (table["indicator"] == PH).to_numpy()
    for name in ("mean", "lower_mean"):
        part = table[name].to_numpy(dtype=np.float64)
        table[name] = cleaned(np.where(of_ph, -np.log10(np.where(of_ph, part, 1.0)), part))
    return table.assign(valid=True)[list(MEAN_COLUMNS)]


def mean_of(values: Sequence[float] | NDArray[np.float64], *, ph: bool = False) -> float:
    """The mean of some values, of pH by hydrogen-ion concentration (均值); NaN is left out, NaN for none.

    Examples
    --------
    >>> mean_of([6.0, 8.0], ph=True), mean_of([0.25, 0.26]), mean_of([])
    (6.29670862188, 0.255, nan)
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return float("nan")
    mean = -np.log10(np.mean(np.power(10.0, -numbers))) if ph else np.mean(numbers)
    return float(cleaned([mean])[0])


def _group_means(
    used: pd.DataFrame, group: NDArray[np.int64], count: int, is_ph: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    """Means, counts and greatest detection limits of each group."""
    value = used["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    below = used["below_limit"].fillna(False).to_numpy(dtype=bool)
    limit = pd.to_numeric(used["detection_limit"]).to_numpy(dtype=np.float64, na_value=np.nan)
    amount = np.where(is_ph[group], np.power(10.0, -value), value)
    known = np.isfinite(amount)
    number = np.bincount(group, known, count)
    below_count = np.bincount(group, below, count)
    all_count = np.bincount(group, known | below, count)
    greatest = np.full(count, -np.inf)
    np.maximum.at(greatest, group[below], np.where(np.isnan(limit[below]), np.inf, limit[below]))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(group, np.where(known, amount, 0.0), count) / number
        lower = np.bincount(group, np.where(known & ~below, amount, 0.0), count) / all_count
        mean, lower = (np.where(is_ph, -np.log10(part), part) for part in (mean, lower))
    return {
        "mean": cleaned(mean),
        "lower_mean": np.where(is_ph, cleaned(mean), cleaned(lower)),
        "count": all_count.astype(np.int64),
        "below_count": below_count.astype(np.int64),
        "detection_limit": np.where(below_count > 0, greatest, np.nan),
    }


def _choose_source(table: pd.DataFrame) -> pd.DataFrame:
    """One row a site, month and indicator: a valid mean first, then the source that takes precedence."""
    automatic = table["source"] == "automatic"
    wanted = table["indicator"].isin(AUTOMATIC_FIRST)
    rank = np.where(automatic == wanted, 0, 1) + np.where(table["valid"], 0, 2)
    keys = ["site_code", "month", "indicator"]
    ordered = table.assign(rank=rank).sort_values([*keys, "rank"], kind="stable")
    return ordered.drop_duplicates(keys).reset_index(drop=True)
