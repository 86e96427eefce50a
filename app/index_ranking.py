"""Rankings by water-quality index over a month, quarter, year or the year so far, and the peaks (水质指数排名)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.assessment.limits import LAKE, RIVER
from app.assessment.means import mean_of_means
from app.assessment.peaks import index_peaks
from app.assessment.ranking import Ranked, all_sections_good, rank_changes, rank_indices, ranked_of
from app.assessment.region import districts_of
from app.assessment.water_index import WaterIndex, city_index, index_items, water_index
from app.calendar_months import months_until, shift_month
from app.errors import Absent, SuyuanError
from app.matrix_lists import means_of_matrix
from app.section_matrix import SectionMatrix, assess_matrix
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis

Period = Literal["month", "quarter", "year", "cumulative"]
By = Literal["district", "section", "river", "city"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PeriodValues:
    """Means of a period by section (时段均值): (n, 21) of the items of the index, NaN where there is none."""

    months: tuple[str, ...]
    sections: tuple[Mapping[str, Any], ...]
    values: Floats
    good: tuple[bool, ...]


def months_of_period(month: str, period: Period) -> list[str]:
    """The months of a period that ends with one, or that it lies in (时段月份).

    Examples
    --------
    >>> months_of_period("2023-05", "quarter"), months_of_period("2023-02", "cumulative")
    (['2023-04', '2023-05', '2023-06'], ['2023-01', '2023-02'])
    >>> months_of_period("2023-05", "month"), len(months_of_period("2023-05", "year"))
    (['2023-05'], 12)
    """
    number = int(month[5:])
    if period == "quarter":
        return months_until(shift_month(month, 2 - (number - 1) % 3), 3)
    if period == "year":
        return months_until(f"{month[:4]}-12", 12)
    return months_until(month, number if period == "cumulative" else 1)


def period_values(
    c: Connection, store: Store, settings: Settings, months: Sequence[str], *, basis: Basis = ALL
) -> PeriodValues:
    """The means of each section over some months, every month weighing the same (时段均值)."""
    matrix = assess_matrix(c, store, settings, months, basis=basis)
    means = means_of_matrix(matrix)
    table = mean_of_means(means, means["site_code"])
    place = {row["code"]: at for at, row in enumerate(matrix.sections)}
    column = {code: at for at, code in enumerate(index_items())}
    values = np.full((len(place), len(column)), np.nan)
    here = table["indicator"].isin(list(column)) & table["site_code"].isin(list(place))
    for code, indicator, mean in table.loc[here, ["site_code", "indicator", "mean"]].itertuples(index=False):
        values[place[code], column[indicator]] = mean
    return PeriodValues(tuple(months), matrix.sections, values, _all_good(matrix))


def _all_good(matrix: SectionMatrix) -> tuple[bool, ...]:
    """Whether each section was Ⅱ or better and attained in every month with an answer."""
    count = matrix.shape[1]
    classes = matrix.judged.water_class.reshape(-1, count)
    states = matrix.judged.attainment.reshape(-1, count)
    names = np.array(["undetermined", "met", "missed", "met_on_n", ""], dtype=object)
    answers = []
    for row in range(len(classes)):
        known = classes[row] > 0
        answers.append(all_sections_good(classes[row][known].tolist(), names[states[row][known]].tolist()))
    return tuple(answers)


def rank_period(
    c: Connection, store: Store, settings: Settings, month: str, period: Period, by: By, *, basis: Basis = ALL
) -> dict[str, Any]:
    """The ranking of a period and the ranking of changes against the same months a year ago, JSON ready (排名).

    Returns
    -------
    dict
        ``months``, ``base_months``, ``ranking`` (`rank_indices`), ``changes`` (`rank_changes`), ``indices``: each
        ranked one's index with its items and shares; ``troubles``: those whose rivers and lakes make no common index.
    """
    months = months_of_period(month, period)
    base_months = [shift_month(name, -12) for name in months]
    this, base = (period_values(c, store, settings, names, basis=basis) for names in (months, base_months))
    now, troubles = indices_by(this, by)
    earlier, _ = indices_by(base, by)
    goods = {key: [this.good[row] for row in rows] for key, rows in _rows_by(this, by).items()}
    names = {row["code"]: row["name"] for row in this.sections}
    entries: list[Ranked] = [
        ranked_of(
            key, str(names.get(key, key)) if by == "section" else key, index, earlier.get(key), all_good=all(goods[key])
        )
        for key, index in now.items()
    ]
    return {
        "months": months,
        "base_months": base_months,
        "period": period,
        "by": by,
        "ranking": rank_indices(entries),
        "changes": rank_changes(entries),
        "indices": [{"key": key, "name": names.get(key, key), **index.as_dict()} for key, index in now.items()],
        "troubles": troubles,
    }


def indices_by(values: PeriodValues, by: By) -> tuple[dict[str, WaterIndex], list[dict[str, str]]]:
    """The index of each district, river, section or of all, and those that have none with the reason (水质指数)."""
    found: dict[str, WaterIndex] = {}
    troubles = []
    for key, rows in _rows_by(values, by).items():
        try:
            found[key] = _index_of(values, rows)
        except SuyuanError as error:  # rivers and lakes with different items make no common index
            troubles.append({"key": key, "reason_zh": error.zh, "reason_en": error.en})
    return found, troubles


def _index_of(values: PeriodValues, rows: Sequence[int]) -> WaterIndex:
    """The index of some sections: rivers and lakes apart, then together."""
    parts = {}
    for kind in (RIVER, LAKE):
        here = [row for row in rows if values.sections[row]["water_type"] == kind]
        table = values.values[here]
        table = table[~np.isnan(table).all(axis=1)] if len(here) else table
        parts[kind] = water_index(table, index_items(), kind) if len(table) else None
    if parts[LAKE] is None or parts[RIVER] is None:
        only = parts[RIVER] or parts[LAKE]
        return only if only is not None else city_index(None, None)
    return city_index(parts[RIVER], parts[LAKE])


def _rows_by(values: PeriodValues, by: By) -> dict[str, list[int]]:
    """The rows of each key; a shared section counts for both districts."""
    found: dict[str, list[int]] = {}
    for row, section in enumerate(values.sections):
        keys: tuple[Any, ...]
        if by == "district":
            keys = districts_of(section)
        elif by == "river":
            keys = (section["river"],) if section["river"] else ()
        else:
            keys = (section["code"],) if by == "section" else ("全部断面",)
        for key in keys:
            found.setdefault(str(key), []).append(row)
    return dict(sorted(found.items()))


def find_peaks(
    c: Connection, store: Store, settings: Settings, month: str, *, district: str | None = None, basis: Basis = ALL
) -> dict[str, Any]:
    """Which indicator at which section raises the index most, rivers and lakes apart, JSON ready (掐尖削峰清单).

    Raises
    ------
    app.errors.Absent
        There is no section of that district.
    """
    values = period_values(c, store, settings, [month], basis=basis)
    rows = [row for row, section in enumerate(values.sections) if district is None or district in districts_of(section)]
    if district is not None and not rows:
        raise Absent(
            f"没有“{district[:80]}”的断面。", f"There is no section of {district[:80]!r}.", parameter="district"
        )
    counted = [row for row in rows if not np.isnan(values.values[row]).all()]
    answers: dict[str, Any] = {}
    for kind in (RIVER, LAKE):
        here = [row for row in counted if values.sections[row]["water_type"] == kind]
        share = len(here) / len(counted) if counted else 1.0
        codes = [values.sections[row]["code"] for row in here]
        found = index_peaks(values.values[here], codes, index_items(), kind, city_share=share) if here else None
        if found is not None:
            names = {section["code"]: section["name"] for section in values.sections}
            found["peaks"] = [{**peak, "section_name": names[peak["section"]]} for peak in found["peaks"]]
        answers[kind] = found
    return answers
