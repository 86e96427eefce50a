"""Classes and attainments of many sections in one month, from their means (断面月评价计算)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.attainment import (
    STATES,
    Attainment,
    attain,
    certain_grades,
    exceedance_multiples,
    limit_array,
)
from app.assessment.grade import grade_indicators
from app.assessment.indicators import indicator_table, judged_codes
from app.assessment.limits import class_limits
from app.assessment.means import MEAN_COLUMNS
from app.assessment.rounding import round_values
from app.assessment.section_month import IndicatorMonth, SectionFacts, SectionMonth, TargetMonth, shown_multiple
from app.assessment.targets import YEAR, Target

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Values:
    """Means of n sections and the 24 indicators of Table 1 (均值矩阵), NaN where there is none."""

    mean: Array
    rounded: Array
    lower: Array
    detection_limit: Array
    count: Array


def judge_month(
    sections: Sequence[SectionFacts],
    month: str,
    means: pd.DataFrame,
    year_means: pd.DataFrame | None = None,
    *,
    not_counted: Mapping[str, Mapping[str, int]] | None = None,
) -> list[SectionMonth]:
    """Class, deciding indicators and attainment of each section (断面月评价).

    Parameters
    ----------
    sections
        The sections in force in the month.
    month
        ``YYYY-MM``.
    means
        Of this month, from `app.assessment.means.month_means`; rows of other sites are ignored.
    year_means
        Means of the year's months so far, from `app.assessment.means.mean_of_means`; needed for yearly targets.
    not_counted
        Values kept out, by site and state.

    Returns
    -------
    list of SectionMonth, in the order of ``sections``.

    Notes
    -----
    A month's mean is rounded by the table, then classed; the class of the unrounded means is given too
    (环办监测函〔2020〕82号; STANDARDS of rounding are data in ``indicators.csv``).
    """
    if not sections:
        return []
    codes = tuple(class_limits()["river"])
    sites = [section.code for section in sections]
    kinds = np.array([section.water_type for section in sections], dtype=object)
    valid = means[means["valid"].astype(bool)] if len(means) else means
    values = _values(valid, sites, codes)
    yearly = _values(year_means, sites, codes) if year_means is not None and len(year_means) else None
    column = {code: position for position, code in enumerate(codes)}
    required = np.zeros((len(sections), len(codes)), dtype=bool)
    for row, section in enumerate(sections):
        required[row, [column[code] for code in section.required.codes]] = True
    grades, open_ = certain_grades(
        values.rounded, codes, kinds, detection_limits=values.detection_limit, lower_values=values.lower
    )
    unrounded = np.where(open_, 0, grade_indicators(values.mean, codes, kinds))
    classes = np.where(required, grades, 0).max(axis=1)
    classes_unrounded = np.where(required, unrounded, 0).max(axis=1)
    beside = grade_indicators(values.rounded, codes, kinds, beside=True)
    multiples = exceedance_multiples(values.rounded, codes, limit_array(codes, kinds, np.full(len(sections), 3)))
    entries = _entries(means)
    judged_targets = _judge_targets(sections, codes, kinds, values, yearly, required)
    answers = []
    for row, section in enumerate(sections):
        indicators = tuple(
            _indicator_month(entry, row, column, values, grades, unrounded, beside, open_, required, multiples)
            for entry in entries.get(section.code, ())
        )
        wanted, own, unsure = required[row].tolist(), grades[row].tolist(), open_[row].tolist()
        judged = tuple(code for code, want, grade in zip(codes, wanted, own, strict=True) if want and grade)
        worst = int(classes[row])
        open_codes = tuple(code for code, want, is_open in zip(codes, wanted, unsure, strict=True) if want and is_open)
        missing = tuple(code for code in section.required.codes if code not in judged and code not in open_codes)
        answers.append(
            SectionMonth(
                section=section,
                month=month,
                water_class=worst,
                class_unrounded=int(classes_unrounded[row]),
                class_of_all=max(own),
                deciding=tuple(code for code in judged if worst > 1 and own[column[code]] == worst),
                judged=judged,
                missing=missing,
                undeterminable=open_codes,
                indicators=indicators,
                targets=judged_targets[row],
                reason=None if worst else _reason(section, open_codes, entries.get(section.code, ())),
                not_counted=dict((not_counted or {}).get(section.code, {})),
            )
        )
    return answers


def _values(means: pd.DataFrame, sites: Sequence[str], codes: Sequence[str]) -> Values:
    """The means as arrays (n sections, k codes)."""
    rows = pd.Index(sites).get_indexer(pd.Index(means["site_code"])) if len(means) else np.empty(0, dtype=np.int64)
    columns = pd.Index(codes).get_indexer(pd.Index(means["indicator"])) if len(means) else np.empty(0, dtype=np.int64)
    here = (rows >= 0) & (columns >= 0)
    arrays = {}
    for name in ("mean", "lower_mean", "detection_limit", "count"):
        array = np.full((len(sites), len(codes)), np.nan)
        if here.any():
            array[rows[here], columns[here]] = means[name].to_numpy(dtype=np.float64, na_value=np.nan)[here]
        arrays[name] = array
    table = indicator_table()
    decimals = np.array([table[code].decimals if table[code].decimals is not None else 9 for code in codes])
    return Values(
        mean=arrays["mean"],
        rounded=round_values(arrays["mean"], decimals),
        lower=round_values(arrays["lower_mean"], decimals),
        detection_limit=arrays["detection_limit"],
        count=arrays["count"],
    )


def _judge_targets(
    sections: Sequence[SectionFacts],
    codes: Sequence[str],
    kinds: NDArray[np.object_],
    values: Values,
    yearly: Values | None,
    required: NDArray[np.bool_],
) -> list[tuple[TargetMonth, ...]]:
    """Every target of every section, judged in one step each for the month and the year."""
    pairs = [(row, target) for row, section in enumerate(sections) for target in section.targets]
    if not pairs:
        return [() for _ in sections]
    rows = np.array([row for row, _ in pairs])
    classes = np.array([target.water_class for _, target in pairs])
    monthly = _attain(values, codes, kinds, rows, classes, required)
    annual = _attain(yearly, codes, kinds, rows, classes, required) if yearly is not None else monthly
    bounds = limit_array(codes, kinds[rows], classes)
    over = exceedance_multiples(values.rounded[rows], codes, bounds)
    over_year = exceedance_multiples(yearly.rounded[rows], codes, bounds) if yearly is not None else over
    answers: list[list[TargetMonth]] = [[] for _ in sections]
    for position, (row, target) in enumerate(pairs):
        by_year = target.period == YEAR and yearly is not None
        own, own_over = (annual, over_year) if by_year else (monthly, over)
        answers[row].append(
            _target_month(target, position, codes, own, own_over, monthly, over, _months(yearly, row, by_year))
        )
    return [tuple(answer) for answer in answers]


def _months(yearly: Values | None, row: int, by_year: bool) -> int:
    """How many month means the answer rests on: the most that any indicator has."""
    if not by_year or yearly is None:
        return 1
    counts = yearly.count[row]
    return int(np.nanmax(counts)) if np.isfinite(counts).any() else 0


def _target_month(
    target: Target,
    position: int,
    codes: Sequence[str],
    own: Attainment,
    own_over: Array,
    monthly: Attainment,
    over: Array,
    months: int,
) -> TargetMonth:
    """One judged target as a value."""

    def missed(answer: Attainment, multiples: Array) -> dict[str, float | None]:
        return {
            codes[k]: shown_multiple(multiples[position, k]) for k in np.flatnonzero(answer.missed[position]).tolist()
        }

    return TargetMonth(
        target=target,
        attainment=STATES[own.state.item(position)],
        month_attainment=STATES[monthly.state.item(position)],
        months=months,
        missed=missed(own, own_over),
        month_missed=missed(monthly, over),
        undeterminable=tuple(codes[k] for k in np.flatnonzero(own.undeterminable[position]).tolist()),
        missing=tuple(codes[k] for k in np.flatnonzero(own.missing[position]).tolist()),
    )


def _attain(
    values: Values,
    codes: Sequence[str],
    kinds: NDArray[np.object_],
    rows: NDArray[np.int64],
    classes: NDArray[np.int64],
    required: NDArray[np.bool_],
) -> Attainment:
    """`attain` for the given rows."""
    return attain(
        values.rounded[rows],
        codes,
        kinds[rows],
        classes,
        required[rows],
        detection_limits=values.detection_limit[rows],
        lower_values=values.lower[rows],
    )


def _entries(means: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The means of each site: Table 1 first in its order, then free codes by name."""
    order = {code: place for place, code in enumerate(indicator_table())}
    columns = {name: means[name].tolist() for name in MEAN_COLUMNS}
    found: dict[str, list[dict[str, Any]]] = {}
    for values in zip(*columns.values(), strict=True):
        entry = dict(zip(columns, values, strict=True))
        found.setdefault(str(entry["site_code"]), []).append(entry)
    for rows in found.values():
        rows.sort(key=lambda entry: (order.get(entry["indicator"], 999), entry["indicator"]))
    return found


def _indicator_month(
    entry: Mapping[str, Any],
    row: int,
    column: Mapping[str, int],
    values: Values,
    grades: NDArray[np.int8],
    unrounded: NDArray[np.int8],
    beside: NDArray[np.int8],
    open_: NDArray[np.bool_],
    required: NDArray[np.bool_],
    multiples: Array,
) -> IndicatorMonth:
    """One indicator of one section."""
    code = str(entry["indicator"])
    mean, limit = float(entry["mean"]), float(entry["detection_limit"])
    where = column.get(code) if entry["valid"] else None
    judged_item = code in judged_codes()
    rounded = values.rounded.item(row, where) if where is not None else mean
    return IndicatorMonth(
        code=code,
        value=None if math.isnan(rounded) else rounded,
        value_unrounded=None if math.isnan(mean) else mean,
        water_class=0 if where is None else (grades if judged_item else beside).item(row, where),
        class_unrounded=0 if where is None else (unrounded if judged_item else beside).item(row, where),
        judged=where is not None and required.item(row, where) and grades.item(row, where) > 0,
        undeterminable=where is not None and open_.item(row, where),
        count=int(entry["count"]),
        days=int(entry["days"]),
        below_count=int(entry["below_count"]),
        detection_limit=limit if math.isfinite(limit) else None,
        source=str(entry["source"]) + ("" if entry["valid"] else " (invalid)"),
        multiple_3=None if where is None else shown_multiple(multiples.item(row, where)),
    )


def _reason(section: SectionFacts, open_codes: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Why no class could be given, in both languages."""
    words = {"断流": "no water", "结冰": "ice", "未采样": "not sampled", "停站": "station stopped"}
    if section.state:
        return f"本月{section.state}，未评价。", f"Not judged: {words.get(section.state, section.state)} this month."
    if open_codes:
        return "检出限高于标准限值，无法判定。", "The detection limits lie above the class limits."
    if not all(row["valid"] for row in rows):
        return "自动监测有效天数不足，本月数据无效。", "Too few days with valid automatic values this month."
    if rows:
        return "本月没有应评指标的监测数据。", "No required indicator was measured this month."
    return "本月没有监测数据。", "No monitoring data this month."
