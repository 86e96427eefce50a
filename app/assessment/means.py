"""Means of a month from its samples: which values count, and how they are averaged (月均值)."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.indicators import FIVE, PH
from app.assessment.readings import NORMAL
from app.assessment.rounding import cleaned
from app.assessment.unfit import UnfitValues

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
STATION_FIRST: Final = "station_first"
MANUAL_FIRST: Final = "manual_first"
MANUAL_ONLY: Final = "manual_only"
STATION_ONLY: Final = "station_only"


@cache
def reconciliations() -> Mapping[str, Mapping[str, str]]:
    """The rules by which manual and automatic values are reconciled, by name (数据优先规则): zh, en, source.

    Examples
    --------
    >>> list(reconciliations())
    ['station_first', 'manual_first', 'manual_only', 'station_only']
    """
    text = files("app.assessment").joinpath("data/reconciliations.csv").read_text("utf-8")
    return {row["name"]: row for row in csv.DictReader(text.splitlines())}


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


def month_means(
    samples: pd.DataFrame,
    *,
    station_min_days: int = 1,
    station_day_min_values: int = 1,
    reconciliation: str = STATION_FIRST,
) -> pd.DataFrame:
    """The mean of each indicator of each site and month (月均值).

    Parameters
    ----------
    samples
        Columns ``site_code``, ``sampled_at`` (with offset), ``indicator``, ``value`` [the indicator's unit; half
        the limit where below it, NaN where unknown], ``below_limit``, ``detection_limit``, ``source``, ``state``.
    station_min_days
        Fewest days with valid automatic values; with fewer the automatic mean is not valid (无效).
    station_day_min_values
        Fewest valid automatic values of an indicator on a day; on a day with fewer none of them counts (无效日).
        Where a month has no day with enough, its mean is given and is not valid.
    reconciliation
        The rule where both sources exist, a name of `reconciliations`: ``station_first`` (the default: pH, DO,
        CODMn, NH3-N, TP and TN from the station, the rest manual), ``manual_first``, ``manual_only``,
        ``station_only``. With the first two, a valid mean goes before one that is not.

    Returns
    -------
    DataFrame
        One row a site, month and indicator, in that order: ``mean`` (NaN where every value is below an unknown
        limit), ``lower_mean`` (values below their limit taken as 0: what is surely there), ``count``, ``days``,
        ``below_count``, ``detection_limit`` (the greatest of the values below it, ``inf`` where one is unknown,
        NaN where none is below), ``source`` (the one used) and ``valid``.

    Raises
    ------
    UnfitValues
        Another rule's name.

    Notes
    -----
    pH by the mean of the hydrogen-ion concentration; half the limit for values below it (环办监测函〔2020〕82号).
    Where both sources have valid values, by default pH, DO, CODMn, NH3-N, TP and TN come from the station and the
    rest from the manual sample (the same letter).

    Examples
    --------
    >>> at = pd.to_datetime(["2023-05-02T00:00Z", "2023-05-09T00:00Z"])
    >>> samples = pd.DataFrame({"site_code": "S1", "sampled_at": at, "indicator": "w21003", "value": [0.25, 0.26],
    ...     "below_limit": False, "detection_limit": None, "source": "manual", "state": None})
    >>> month_means(samples)[["month", "mean", "count"]].values.tolist()
    [['2023-05', 0.255, 2]]
    >>> len(month_means(samples.iloc[:0])), len(month_means(samples, reconciliation="station_only"))
    (0, 0)
    """
    return labelled_means(
        samples,
        local_month(samples["sampled_at"]) if len(samples) else pd.Series(dtype=object),
        station_min_days=station_min_days,
        station_day_min_values=station_day_min_values,
        reconciliation=reconciliation,
    )


def labelled_means(
    samples: pd.DataFrame,
    labels: pd.Series,
    *,
    station_min_days: int = 1,
    station_day_min_values: int = 1,
    reconciliation: str = STATION_FIRST,
) -> pd.DataFrame:
    """`month_means` over other spans of time (时段均值).

    Parameters
    ----------
    labels
        The span that each sample belongs to (a week, a season), in the order of ``samples``; it stands in the
        column ``month`` of the answer.

    Examples
    --------
    >>> at = pd.to_datetime(["2023-05-02T00:00Z", "2023-05-09T00:00Z"])
    >>> samples = pd.DataFrame({"site_code": "S1", "sampled_at": at, "indicator": "w21003", "value": [0.25, 0.26],
    ...     "below_limit": False, "detection_limit": None, "source": "manual", "state": None})
    >>> labelled_means(samples, pd.Series(["W18", "W19"]))[["month", "mean"]].values.tolist()
    [['W18', 0.25], ['W19', 0.26]]
    >>> len(labelled_means(samples.iloc[:0], pd.Series(dtype=object)))
    0
    """
    if reconciliation not in reconciliations():
        raise UnfitValues(
            f"数据优先规则“{reconciliation}”不认识，应为 {'、'.join(reconciliations())} 之一。",
            f"The reconciliation {reconciliation!r} is not known; give one of {', '.join(reconciliations())}.",
            parameter="reconciliation",
        )
    keep = (
        counts_in_means(samples) & (samples["value"].notna() | samples["below_limit"].fillna(False).astype(bool))
    ).to_numpy(dtype=bool)
    used = samples[keep]
    if used.empty:
        return no_means()
    local = pd.to_datetime(used["sampled_at"], utc=True).dt.tz_convert(TIME_ZONE)
    keys = pd.DataFrame(
        {
            "site_code": used["site_code"].astype(str).to_numpy(),
            "month": labels.to_numpy()[keep],
            "indicator": used["indicator"].astype(str).to_numpy(),
            "source": used["source"].fillna("manual").astype(str).to_numpy(),
        }
    )
    grouped = keys.groupby(list(keys.columns), sort=True)
    table = grouped.size().index.to_frame(index=False)
    group = np.asarray(grouped.ngroup(), dtype=np.int64)  # the row of the table that each sample belongs to
    day = local.dt.normalize().dt.tz_localize(None).to_numpy()
    full = on_full_days(keys["source"].to_numpy() == "automatic", group, day, station_day_min_values)
    days = pd.DataFrame({"group": group[full], "day": day[full]}).drop_duplicates()
    table["days"] = np.bincount(days["group"], minlength=len(table))
    taken = full | (table["days"].to_numpy() == 0)[group]  # a mean of none but short days is shown, and not valid
    is_ph = table["indicator"].to_numpy() == PH
    table = table.assign(**_group_means(used[taken], group[taken], len(table), is_ph))
    table["valid"] = (table["source"] != "automatic") | (table["days"] >= max(station_min_days, 1))
    return _choose_source(table, reconciliation)[list(MEAN_COLUMNS)]


def no_means() -> pd.DataFrame:
    """A table of means without rows (空均值表)."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in MEAN_COLUMNS})


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
        return no_means()
    is_ph = (rows["indicator"] == PH).to_numpy()
    parts = {name: rows[name].to_numpy(dtype=np.float64) for name in ("mean", "lower_mean")}
    amounts = {name: np.where(is_ph, np.power(10.0, -part), part) for name, part in parts.items()}
    names = np.unique(rows["month"].to_numpy(dtype=object))  # sorted, so that the greatest number is the last month
    grouped = rows.assign(**amounts, month=np.searchsorted(names, rows["month"].to_numpy(dtype=object))).groupby(
        ["group", "indicator"], sort=True
    )
    table = (
        grouped.agg(
            mean=("mean", "mean"),
            lower_mean=("lower_mean", "mean"),
            month=("month", "max"),
            count=("month", "size"),
            days=("days", "sum"),
            below_count=("below_count", "sum"),
            detection_limit=("detection_limit", "max"),
        )
        .reset_index()
        .rename(columns={"group": "site_code"})
    )
    table["month"] = names[table["month"].to_numpy(dtype=np.int64)]
    table["source"] = _joined_sources(rows["source"], np.asarray(grouped.ngroup(), dtype=np.int64), len(table))
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


def on_full_days(
    automatic: NDArray[np.bool_], group: NDArray[np.int64], day: NDArray[np.datetime64], least: int
) -> NDArray[np.bool_]:
    """Which values stand on a day with enough automatic values of their group (有效日); manual ones always do.

    Parameters
    ----------
    automatic, group, day
        (n,) of each value: whether it is a station's, the site and indicator it belongs to, and its day.
    least
        Fewest values a day.

    Examples
    --------
    >>> days = np.array(["2023-05-01", "2023-05-01", "2023-05-02"], dtype="datetime64[D]")
    >>> on_full_days(np.array([True] * 3), np.array([0, 0, 0]), days, 2).tolist()
    [True, True, False]
    """
    if least <= 1 or not len(group):
        return np.ones(len(group), dtype=bool)
    number = pd.Series(day).groupby([group, day]).transform("size").to_numpy()
    return np.asarray(~automatic | (number >= least), dtype=bool)


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


def _joined_sources(sources: pd.Series, group: NDArray[np.int64], count: int) -> NDArray[np.object_]:
    """The sources of each group, ``automatic+manual`` where there are both."""
    codes, names = pd.factorize(sources.astype(str), sort=True)
    used = np.zeros((count, len(names)), dtype=bool)
    used[group, codes] = True
    patterns, which = np.unique(used, axis=0, return_inverse=True)
    texts = ["+".join(sorted({part for name in names[row] for part in name.split("+")})) for row in patterns]
    return np.array(texts, dtype=object)[which.reshape(-1)]


def _choose_source(table: pd.DataFrame, reconciliation: str) -> pd.DataFrame:
    """One row a site, month and indicator: a valid mean first, then the source that takes precedence."""
    automatic = table["source"] == "automatic"
    if reconciliation in (MANUAL_ONLY, STATION_ONLY):
        table = table[automatic == (reconciliation == STATION_ONLY)]
        return table.reset_index(drop=True)
    wanted = table["indicator"].isin(AUTOMATIC_FIRST) if reconciliation == STATION_FIRST else False
    rank = np.where(automatic == wanted, 0, 1) + np.where(table["valid"], 0, 2)
    keys = ["site_code", "month", "indicator"]
    ordered = table.assign(rank=rank).sort_values([*keys, "rank"], kind="stable")
    return ordered.drop_duplicates(keys).reset_index(drop=True)
