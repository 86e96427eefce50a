"""Rankings by water-quality index over a month, quarter, year or the year so far, and the peaks (水质指数排名)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.assessment.common_index import common_items, index_on, names_of_items
from app.assessment.limits import LAKE, RIVER
from app.assessment.means import mean_of_means
from app.assessment.peaks import index_peaks
from app.assessment.ranking import Ranked, all_sections_good, rank_changes, rank_indices, ranked_of
from app.assessment.region import districts_of
from app.assessment.water_index import WaterIndex, city_index, index_items, water_index
from app.calendar_months import months_until, shift_month
from app.errors import Absent, SuyuanError
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.matrix_lists import means_of_matrix
from app.uses.assessment.section_matrix import SectionMatrix, assess_matrix

Period = Literal["month", "quarter", "year", "cumulative"]
By = Literal["district", "section", "river", "city"]
Items = Literal["own", "common"]
Parts = Mapping[str, WaterIndex]
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
    c: Connection,
    store: Store,
    settings: Settings,
    month: str,
    period: Period,
    by: By,
    *,
    basis: Basis = ALL,
    items: Items = "own",
) -> dict[str, Any]:
    """The ranking of a period and the ranking of changes against the same months a year ago, JSON ready (排名).

    Parameters
    ----------
    items
        ``own``: each on its own items, in groups of equal ones; ``common``: all on the items that every one of them
        has, in one list, which is common practice of counties and no part of 环办监测〔2017〕51号.

    Returns
    -------
    dict
        ``months``, ``base_months``, ``items``, ``common_items``, ``ranking`` (`rank_indices`), ``changes``
        (`rank_changes`), ``indices``: each ranked one's index with its items and shares; ``troubles``: those whose
        rivers and lakes make no common index.

    Raises
    ------
    app.assessment.unfit.UnfitValues
        Fewer than five items are common to all.
    """
    months = months_of_period(month, period)
    base_months = [shift_month(name, -12) for name in months]
    this, base = (period_values(c, store, settings, names, basis=basis) for names in (months, base_months))
    names = {row["code"]: str(row["name"]) for row in this.sections} if by == "section" else {}
    parts, base_parts = parts_by(this, by), parts_by(base, by)
    shared: tuple[str, ...] = ()
    if items == "common":
        shared = common_items({names.get(key, key): list(own.values()) for key, own in parts.items()})
        parts, base_parts = on_items(parts, shared), on_items(base_parts, shared)
    now, troubles = indices_by(parts)
    earlier, _ = indices_by(base_parts)
    goods = {key: [this.good[row] for row in rows] for key, rows in _rows_by(this, by).items()}
    entries: list[Ranked] = [
        ranked_of(key, names.get(key, key), index, earlier.get(key), all_good=all(goods[key]))
        for key, index in now.items()
    ]
    return {
        "months": months,
        "base_months": base_months,
        "period": period,
        "by": by,
        "items": items,
        "common_items": names_of_items(shared),
        "ranking": rank_indices(entries),
        "changes": rank_changes(entries),
        "indices": [{"key": key, "name": names.get(key, key), **index.as_dict()} for key, index in now.items()],
        "troubles": troubles,
    }


def parts_by(values: PeriodValues, by: By) -> dict[str, Parts]:
    """The indices of the rivers and of the lakes of each district, river, section or of all (分水体水质指数)."""
    found: dict[str, Parts] = {}
    for key, rows in _rows_by(values, by).items():
        parts: dict[str, WaterIndex] = {}
        for kind in (RIVER, LAKE):
            table = values.values[[row for row in rows if values.sections[row]["water_type"] == kind]]
            table = table[~np.isnan(table).all(axis=1)]
            if len(table):
                parts[kind] = water_index(table, index_items(), kind)
        found[key] = parts
    return found


def on_items(parts: Mapping[str, Parts], items: Sequence[str]) -> dict[str, Parts]:
    """Every index over some items only (按指定指标)."""
    return {key: {kind: index_on(one, items) for kind, one in own.items()} for key, own in parts.items()}


def indices_by(parts: Mapping[str, Parts]) -> tuple[dict[str, WaterIndex], list[dict[str, str]]]:
    """The index of each, rivers and lakes together, and those that have none with the reason (水质指数)."""
    found: dict[str, WaterIndex] = {}
    troubles = []
    for key, own in parts.items():
        try:
            found[key] = next(iter(own.values())) if len(own) == 1 else city_index(own.get(RIVER), own.get(LAKE))
        except SuyuanError as error:  # rivers and lakes with different items make no common index
            troubles.append({"key": key, "reason_zh": error.zh, "reason_en": error.en})
    return found, troubles


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
