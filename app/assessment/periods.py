"""Means by week, quarter, year and cumulative, with the counts that the rules ask for (时段均值及有效性).

Months are `app.assessment.means.month_means`. A mean on fewer data than its rule asks for is marked and told, never
silently used: ``valid`` is False and the reason stands beside it. The counts are data (``data/eval_periods.csv``).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pandas as pd

from app.assessment.means import MEAN_COLUMNS, STATION_FIRST, TIME_ZONE, labelled_means, mean_of_means
from app.assessment.unfit import UnfitValues

PERIOD_COLUMNS: Final = (*MEAN_COLUMNS, "period", "needed", "reason_zh", "reason_en")
_SEPARATOR: Final = "\x1f"
States = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """How many data a period's mean needs (时段数据个数要求).

    Attributes
    ----------
    counted
        ``values`` or ``month_means``: what is counted.
    least, least_excused
        Fewest of them; and where each missing month is excused (冰封期等), None where there is no such relief.
    """

    period: str
    zh: str
    counted: str
    counted_zh: str
    counted_en: str
    least: int
    least_excused: int | None
    rule_zh: str
    source: str
    confidence: str


@cache
def period_rules() -> Mapping[str, PeriodRule]:
    """The rule of each period (时段统计规定), 环办〔2011〕22号.

    Examples
    --------
    >>> period_rules()["year"].least, period_rules()["year"].least_excused, period_rules()["quarter"].least
    (12, 8, 2)
    """
    return {
        row["period"]: PeriodRule(
            period=row["period"],
            zh=row["zh"],
            counted=row["counted"],
            counted_zh=row["counted_zh"],
            counted_en=row["counted_en"],
            least=int(row["min_count"]),
            least_excused=int(row["min_count_excused"]) if row["min_count_excused"] else None,
            rule_zh=row["rule_zh"],
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in _rows("eval_periods.csv")
    }


@cache
def excusing_states() -> frozenset[str]:
    """The states of a month that excuse its missing mean (不能按月监测的客观原因): 结冰, 断流.

    Examples
    --------
    >>> sorted(excusing_states())
    ['断流', '结冰']
    """
    return frozenset(row["state"] for row in _rows("month_excuses.csv") if row["excuses"] == "1")


def iso_week(sampled_at: pd.Series) -> pd.Series:
    """The ISO week of Asia/Shanghai of each instant, ``YYYY-Www`` (所属周).

    Examples
    --------
    >>> iso_week(pd.Series(pd.to_datetime(["2023-01-01T15:59Z", "2023-01-01T16:00Z"]))).tolist()
    ['2022-W52', '2023-W01']
    """
    parts = pd.to_datetime(sampled_at, utc=True).dt.tz_convert(TIME_ZONE).dt.isocalendar()
    texts = [f"{year:04d}-W{week:02d}" for year, week in zip(parts["year"], parts["week"], strict=True)]
    return pd.Series(texts, index=sampled_at.index, dtype=object)


def week_means(
    samples: pd.DataFrame,
    *,
    station_min_days: int = 1,
    station_day_min_values: int = 1,
    reconciliation: str = STATION_FIRST,
) -> pd.DataFrame:
    """The mean of each indicator of each site and ISO week (周均值).

    One datum or the mean of several (环办〔2011〕22号). Parameters are those of
    `app.assessment.means.month_means`.

    Returns
    -------
    DataFrame
        `PERIOD_COLUMNS`; ``period`` is ``YYYY-Www``, ``month`` the month of the week's Thursday.

    Examples
    --------
    >>> at = pd.to_datetime(["2023-05-02T00:00Z", "2023-05-03T00:00Z", "2023-05-09T00:00Z"])
    >>> samples = pd.DataFrame({"site_code": "S1", "sampled_at": at, "indicator": "w21003", "value": [0.2, 0.4, 0.5],
    ...     "below_limit": False, "detection_limit": None, "source": "manual", "state": None})
    >>> week_means(samples)[["period", "mean", "count"]].values.tolist()
    [['2023-W18', 0.3, 2], ['2023-W19', 0.5, 1]]
    >>> len(week_means(samples.iloc[:0]))
    0
    """
    means = labelled_means(
        samples,
        iso_week(samples["sampled_at"]) if len(samples) else pd.Series(dtype=object),
        station_min_days=station_min_days,
        station_day_min_values=station_day_min_values,
        reconciliation=reconciliation,
    )
    thursday = [str(pd.Timestamp.fromisocalendar(int(week[:4]), int(week[6:]), 4))[:7] for week in means["month"]]
    table = means.assign(period=means["month"], month=_column(thursday, means), needed=1)
    valid = table["valid"].astype(bool)
    zh, en = "自动监测有效天数不足，本周数据无效。", "Too few days with valid automatic values this week."
    return table.assign(
        reason_zh=_column([None if fine else zh for fine in valid], table),
        reason_en=_column([None if fine else en for fine in valid], table),
    )[list(PERIOD_COLUMNS)]


def quarter_means(means: pd.DataFrame) -> pd.DataFrame:
    """The mean of each indicator of each site and quarter, ``2023-Q2``, from two months on (季均值).

    Parameters
    ----------
    means
        From `app.assessment.means.month_means`; months that are not valid are left out.

    Returns
    -------
    DataFrame
        `PERIOD_COLUMNS`: ``count`` is the number of month means, ``needed`` how many the rule asks for, ``valid``
        whether there are so many, else the reason in both languages.

    Examples
    --------
    >>> means = pd.DataFrame({"site_code": "S1", "month": ["2023-03", "2023-04", "2023-05"], "indicator": "w21003",
    ...     "mean": [0.9, 0.2, 0.4], "lower_mean": [0.9, 0.2, 0.4], "count": 1, "days": 1, "below_count": 0,
    ...     "detection_limit": float("nan"), "source": "manual", "valid": True})
    >>> quarter_means(means)[["period", "mean", "count", "valid"]].values.tolist()
    [['2023-Q1', 0.9, 1, False], ['2023-Q2', 0.3, 2, True]]
    >>> len(quarter_means(means.iloc[:0]))
    0
    """
    return _means_of_months(means, "quarter", lambda month: f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}", {})


def year_means(means: pd.DataFrame, states: States | None = None) -> pd.DataFrame:
    """The mean of each indicator of each site and year from its month means (年均值).

    Twelve months; eight are enough where each missing month bears a state that excuses it (结冰, 断流:
    ``data/month_excuses.csv``). 环办〔2011〕22号.

    Parameters
    ----------
    states
        ``(site, month) -> state`` of the months without water, ice, …; none where not given.

    Returns
    -------
    DataFrame
        As of `quarter_means`; ``period`` is ``2023``.
    """
    return _means_of_months(means, "year", lambda month: month[:4], states or {})


def cumulative_means(means: pd.DataFrame, through: str) -> pd.DataFrame:
    """The mean of January to a month, of each indicator of each site (累计均值).

    Parameters
    ----------
    through
        The last month, ``YYYY-MM``; ``period`` is ``2023-01..2023-05``. No rule names how many months there must
        be: ``needed`` is 1, and months that are missing are told in the reason.
    """
    first = f"{through[:4]}-01"
    here = means[(means["month"] >= first) & (means["month"] <= through)] if len(means) else means
    table = _means_of_months(here, "cumulative", lambda _: f"{first}..{through}", {})
    whole = int(through[5:7])
    short = table["count"].astype(int) < whole
    zh = [f"{count}/{whole} 个月有数据。" if few else None for count, few in zip(table["count"], short, strict=True)]
    en = [
        f"{count} of {whole} months have data." if few else None
        for count, few in zip(table["count"], short, strict=True)
    ]
    return table.assign(reason_zh=_column(zh, table), reason_en=_column(en, table))


def lake_means(means: pd.DataFrame, lake_of: Mapping[str, str]) -> pd.DataFrame:
    """The mean of each lake over its points' means of one period each (湖库均值: 先点位、后全湖).

    环办〔2011〕22号: of each point over time first, then over the points, each weighing the same.

    Parameters
    ----------
    means
        Of one kind of period, with or without `PERIOD_COLUMNS`; means that are not valid are left out, and told.
    lake_of
        The lake of each point; points without one are left out.

    Returns
    -------
    DataFrame
        `PERIOD_COLUMNS`, ``site_code`` being the lake, ``count`` the number of points, ``needed`` 1.

    Examples
    --------
    >>> means = pd.DataFrame({"site_code": ["P1", "P2"], "month": "2023-05", "indicator": "w21011",
    ...     "mean": [0.02, 0.09], "lower_mean": [0.02, 0.09], "count": 1, "days": 1, "below_count": 0,
    ...     "detection_limit": float("nan"), "source": "manual", "valid": [True, False]})
    >>> lake_means(means, {"P1": "北湖", "P2": "北湖"})[["site_code", "mean", "count", "reason_zh"]].values.tolist()
    [['北湖', 0.02, 1, '1/2 个点位有有效均值。']]
    """
    periods = means["period"] if "period" in means else means["month"]
    lakes = means["site_code"].map(dict(lake_of))
    labels = lakes.str.cat(periods.astype(str), sep=_SEPARATOR) if len(means) else lakes
    table = _split(mean_of_means(means, labels))
    keys = ["site_code", "period", "indicator"]
    whole = (
        means.assign(site_code=lakes, period=periods).groupby(keys).size().rename("points")
        if len(means)
        else pd.Series(dtype=int, name="points")
    )
    points = [int(whole.loc[tuple(key)]) for key in table[keys].itertuples(index=False)]
    few = [count < point for count, point in zip(table["count"], points, strict=True)]
    counts = list(zip(table["count"], points, few, strict=True))
    return table.assign(
        needed=1,
        reason_zh=_column([f"{n}/{all_} 个点位有有效均值。" if less else None for n, all_, less in counts], table),
        reason_en=_column(
            [f"{n} of {all_} points have a valid mean." if less else None for n, all_, less in counts], table
        ),
    )[list(PERIOD_COLUMNS)]


def check_states(states: Mapping[Any, str]) -> None:
    """Raise `UnfitValues` where a state's key is not ``(site, YYYY-MM)`` (月份状态的键)."""
    for key in states:
        if not (isinstance(key, tuple) and len(key) == 2 and len(str(key[1])) == 7):
            raise UnfitValues(
                f"月份状态的键应为（断面编码，YYYY-MM），实为 {key!r}。",
                f"A state's key must be (site, YYYY-MM); it is {key!r}.",
                parameter="states",
            )


def _means_of_months(means: pd.DataFrame, period: str, label: Callable[[str], str], states: States) -> pd.DataFrame:
    """Means over months by site and label, each held to the period's rule."""
    check_states(states)
    rule = period_rules()[period]
    spans = means["month"].map(label)
    labels = means["site_code"].astype(str).str.cat(spans.astype(str), sep=_SEPARATOR) if len(means) else spans
    table = _split(mean_of_means(means, labels))
    months: dict[tuple[str, str, str], set[str]] = {}
    if rule.least_excused is not None and len(means):
        known = means[means["valid"].astype(bool)].assign(period=spans)
        for site, span, code, month in known[["site_code", "period", "indicator", "month"]].itertuples(index=False):
            months.setdefault((str(site), str(span), str(code)), set()).add(str(month))
    needed, zh, en = [], [], []
    for site, span, code, count in table[["site_code", "period", "indicator", "count"]].itertuples(index=False):
        least = rule.least
        if rule.least_excused is not None and count < least:
            gone = {f"{span}-{month:02d}" for month in range(1, 13)} - months[(site, span, code)]
            excused = all(states.get((site, month)) in excusing_states() for month in gone)
            least = rule.least_excused if excused else least
        short = count < least
        needed.append(least)
        zh.append(f"{rule.zh}均值应有 {least} {rule.counted_zh}，只有 {count} 个。" if short else None)
        en.append(f"The mean of a {period} needs {least} {rule.counted_en}; there are {count}." if short else None)
    return table.assign(
        needed=_column(needed, table),
        valid=_column([text is None for text in zh], table),
        reason_zh=_column(zh, table),
        reason_en=_column(en, table),
    )[list(PERIOD_COLUMNS)]


def _split(table: pd.DataFrame) -> pd.DataFrame:
    """Site and period out of the joined label."""
    parts = [str(label).partition(_SEPARATOR) for label in table["site_code"]]
    return table.assign(
        site_code=_column([part[0] for part in parts], table),
        period=_column([part[2] for part in parts], table),
    )


def _column(values: list[Any], table: pd.DataFrame) -> pd.Series[Any]:
    """A column of plain Python values on the table's own index."""
    return pd.Series(values, index=table.index, dtype=object)


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the package's tables."""
    text = files("app.assessment").joinpath(f"data/{name}").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
