"""Sections month by month as rule sets look at them, from official sums after exemptions (终版考核记录).

All sections and months are judged at once on whole arrays: a history of years is read for every close of a month. The
rules are those of `app.assessment.month_judgement`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.accountability.outcome import MONTH, YEAR, MissedIndicator, TargetOutcome
from app.assessment.attainment import STATES, attain, exceedance_multiples, limit_array
from app.assessment.exemptions import EXEMPTION, SectionExemption
from app.assessment.indicators import PH, indicator_table
from app.assessment.limits import LAKE
from app.assessment.month_sums import MeanArrays, sum_codes
from app.assessment.rounding import cleaned, round_values
from app.assessment.section_matrix import JudgedRows, decimals_of_means
from app.assessment.targets import YEAR as YEARLY
from app.assessment.targets import Target, targets_in_force
from app.assessment.water_index import index_items, section_indices
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import FINAL
from app.uses.assessment.section_exemptions import section_exemptions
from app.uses.assessment.section_facts import listed
from app.uses.assessment.section_matrix import SectionMatrix, assess_matrix, exempted_rows

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
GOOD = 3


@dataclass(frozen=True, slots=True)
class OfficialMonth:
    """A section in a month on official values, after exemptions (终版月评价).

    ``values`` are the month's means by the codes of Table 1, rounded by the table; means that are not valid are none.
    ``is_final`` tells whether there is any official value, exempted ones too.
    """

    section: Mapping[str, Any]
    month: str
    state: str | None
    water_class: int
    is_complete: bool
    is_final: bool
    over_3: tuple[MissedIndicator, ...]
    values: dict[str, float]
    index: float | None
    targets: tuple[TargetOutcome, ...]


@dataclass(frozen=True, slots=True)
class _Values:
    """(n, 24) means as `app.assessment.attainment.attain` takes them."""

    rounded: Floats
    lower: Floats
    limit: Floats


def official_records(c: Connection, store: Store, settings: Settings, months: Sequence[str]) -> list[OfficialMonth]:
    """Sections in force by month, on official values and after exemptions (终版考核记录), month after month.

    Parameters
    ----------
    months
        ``YYYY-MM`` in order, one after the other. Targets of the year are answered in December and in the last month,
        where rules look; in other months their attainment is the month's own.
    """
    every = [f"{months[0][:4]}-{number:02d}" for number in range(1, int(months[0][5:]))] + list(months)
    matrix = assess_matrix(c, store, settings, every, basis=FINAL)
    if not matrix.shape[0]:
        return []
    exemptions = section_exemptions(c, store, every[0], every[-1])
    required = np.repeat(matrix.required, len(every), axis=0)
    means, judged = _after(matrix, exemptions, required)
    rounded, values = _values_of(means)
    first = len(every) - len(months)
    places = [
        (row, column) for column in range(first, len(every)) for row in range(matrix.shape[0])
        if matrix.in_force[row, column]
    ]  # fmt: skip
    cells = np.array([row * len(every) + column for row, column in places], dtype=np.int64)
    lakes = np.repeat(matrix.is_lake, len(every))
    targets = _targets_over_months(matrix)
    outcomes = _outcomes(matrix, places, targets, means, values, required, exemptions)
    numbers = np.where(means.valid, rounded, np.nan)
    indices = _indices(numbers, lakes)
    over = _over_3(numbers, judged, lakes, cells)
    official: Mask = np.any(matrix.means.count > 0, axis=1)  # also where all of it is exempted
    complete: Mask = np.any(judged.judged, axis=1) & ~np.any(required & ~judged.judged, axis=1)
    codes, found = sum_codes(), []
    for place, (row, column) in enumerate(places):
        cell = int(cells[place])
        here = numbers[cell].tolist()
        found.append(
            OfficialMonth(
                section=matrix.sections[row],
                month=every[column],
                state=matrix.states.get((row, column)),
                water_class=int(judged.water_class[cell]),
                is_complete=bool(complete[cell]),
                is_final=bool(official[cell]),
                over_3=over.get(cell, ()),
                values={code: value for code, value in zip(codes, here, strict=True) if value == value},
                index=None if np.isnan(indices[cell]) else float(indices[cell]),
                targets=outcomes[place],
            )
        )
    return found


def _after(
    matrix: SectionMatrix, exemptions: Sequence[SectionExemption], required: Mask
) -> tuple[MeanArrays, JudgedRows]:
    """Means and answers after exemptions; ``required`` is changed in place."""
    if matrix.after is None:
        return matrix.means, matrix.judged
    rows, means, wanted, free = exempted_rows(matrix, exemptions)
    means.count[free], means.valid[free] = 0, False
    means.mean[free] = means.lower[free] = np.nan
    required[rows] = wanted
    parts = {name: getattr(matrix.means, name).copy() for name in MeanArrays.__slots__}
    for name, part in parts.items():
        part[rows] = getattr(means, name)
    answers = {name: getattr(matrix.judged, name).copy() for name in JudgedRows.__slots__}
    for name, part in answers.items():
        part[rows] = getattr(matrix.after, name)
    return MeanArrays(**parts), JudgedRows(**answers)


def _values_of(means: MeanArrays) -> tuple[Floats, _Values]:
    """The means rounded by the table, and as they are judged: only those that are valid."""
    rounded = round_values(means.mean, decimals_of_means())
    lower = np.where(means.below > 0, round_values(means.lower, decimals_of_means()), rounded)
    limit = np.where((means.below > 0) & means.valid, means.detection_limit, np.nan)
    valid = means.valid
    return rounded, _Values(np.where(valid, rounded, np.nan), np.where(valid, lower, np.nan), limit)


def _indices(numbers: Floats, lakes: Mask) -> Floats:
    """(n,) water-quality index of each row by itself, NaN without a value."""
    columns = [sum_codes().index(code) for code in index_items()]
    found = np.full(len(numbers), np.nan)
    for kind, chosen in (("river", ~lakes), (LAKE, lakes)):
        if chosen.any():
            found[chosen] = section_indices(numbers[chosen][:, columns], index_items(), kind)[0]
    return found


def _over_3(
    numbers: Floats, judged: JudgedRows, lakes: Mask, cells: NDArray[np.int64]
) -> dict[int, tuple[MissedIndicator, ...]]:
    """What lies over Ⅲ, by row."""
    over = np.zeros(numbers.shape, dtype=bool)
    over[cells] = (judged.judged & (judged.grades > GOOD))[cells]
    return _listed_missed(over, numbers, limit_array(sum_codes(), lakes, np.full(len(numbers), GOOD)))


def _listed_missed(cells: Mask, numbers: Floats, limits: Floats) -> dict[int, tuple[MissedIndicator, ...]]:
    """The indicators over their limits by row, with their multiples to two decimals."""
    multiples = exceedance_multiples(numbers, sum_codes(), limits)
    rows, columns = np.nonzero(cells)
    shown = round_values(multiples[rows, columns], np.full(len(rows), 2))
    found: dict[int, list[MissedIndicator]] = {}
    for row, column, multiple in zip(rows.tolist(), columns.tolist(), shown.tolist(), strict=True):
        found.setdefault(row, []).append(_missed(column, None if multiple != multiple else multiple))
    return {row: tuple(missed) for row, missed in found.items()}


@lru_cache(maxsize=10_000)
def _missed(column: int, multiple: float | None) -> MissedIndicator:
    """One indicator over its limit."""
    code = sum_codes()[column]
    known = indicator_table()[code]
    return MissedIndicator(code, known.zh, known.en, multiple)


def _targets_over_months(matrix: SectionMatrix) -> dict[tuple[int, int], tuple[Target, ...]]:
    """The targets in force by section's row and month's column; those without dates are read once."""
    found = {}
    for row, section in enumerate(matrix.sections):
        written = listed(section["targets"])
        dated = any(one.get("valid_from") or one.get("valid_to") for one in written)
        always = () if dated else targets_in_force(written, matrix.months[0])
        for column, month in enumerate(matrix.months):
            found[row, column] = targets_in_force(written, month) if dated else always
    return found


def _outcomes(
    matrix: SectionMatrix, places: Sequence[tuple[int, int]], targets: Mapping[tuple[int, int], tuple[Target, ...]],
    means: MeanArrays, values: _Values, required: Mask, exemptions: Sequence[SectionExemption],
) -> list[tuple[TargetOutcome, ...]]:  # fmt: skip
    """Every target of every section and month: the month against its class, and a year's over the year so far."""
    width = len(matrix.months)
    pairs = [(row, column, one) for row, column in places for one in targets[row, column]]
    rows = np.array([row for row, _, _ in pairs], dtype=np.int64)
    cells = rows * width + np.array([column for _, column, _ in pairs], dtype=np.int64)
    classes = np.array([one.water_class for _, _, one in pairs], dtype=np.int64)
    monthly = _answers(values, cells, matrix.is_lake[rows], classes, required[cells])
    own = list(monthly)
    for column in range(width):
        if not (matrix.months[column].endswith("-12") or column == width - 1):
            continue
        at = [place for place, (_, own_column, one) in enumerate(pairs)
              if own_column == column and one.period == YEARLY]  # fmt: skip
        year = _year_values(matrix, means, column)
        if not at or year is None:
            continue
        wanted = required_of_year(matrix, exemptions, column)
        answers = _answers(year, rows[at], matrix.is_lake[rows[at]], classes[at], wanted[rows[at]])
        for place, answer in zip(at, answers, strict=True):
            own[place] = answer
    told = iter(zip(pairs, own, monthly, strict=True))
    found = []
    for here in places:
        mine = []
        for _ in targets[here]:
            (_, _, one), (attainment, missed), (of_month, missed_month) = next(told)
            period = YEAR if one.period == YEARLY else MONTH
            mine.append(
                TargetOutcome(
                    purpose=one.purpose, period=period, water_class=one.water_class, attainment=attainment,
                    missed=missed, month_attainment=of_month, month_missed=missed_month,
                )
            )  # fmt: skip
        found.append(tuple(mine))
    return found


def _answers(
    values: _Values, rows: NDArray[np.int64], lakes: Mask, classes: NDArray[np.int64], required: Mask
) -> list[tuple[str, tuple[MissedIndicator, ...]]]:
    """Attainment and missed indicators of each pair of a row and a class."""
    codes = sum_codes()
    answer = attain(
        values.rounded[rows], codes, lakes, classes, required,
        detection_limits=values.limit[rows], lower_values=values.lower[rows],
    )  # fmt: skip
    missed = _listed_missed(answer.missed, values.rounded[rows], limit_array(codes, lakes, classes))
    return [(STATES[state], missed.get(row, ())) for row, state in enumerate(answer.state.tolist())]


def _year_values(matrix: SectionMatrix, means: MeanArrays, column: int) -> _Values | None:
    """(S, 24) means of the months of the year up to a month, as `app.assessment.means.mean_of_means` gives them."""
    sections, width = matrix.shape
    start = next(at for at, month in enumerate(matrix.months) if month[:4] == matrix.months[column][:4])
    shape = (sections, width, len(sum_codes()))
    span = slice(start, column + 1)
    valid = means.valid.reshape(shape)[:, span]
    if not valid.any():
        return None
    ph = sum_codes().index(PH)
    parts = []
    for part in (means.mean, means.lower):
        amounts = np.where(valid, part.reshape(shape)[:, span], np.nan)
        amounts[..., ph] = np.power(10.0, -amounts[..., ph])
        count = (~np.isnan(amounts)).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.nansum(amounts, axis=1) / count
            mean[:, ph] = -np.log10(mean[:, ph])
        parts.append(round_values(cleaned(mean), decimals_of_means()))
    limits = np.where(valid, means.detection_limit.reshape(shape)[:, span], np.nan)
    greatest = np.where(np.isnan(limits), -np.inf, limits).max(axis=1)
    return _Values(parts[0], parts[1], np.where(np.isneginf(greatest), np.nan, greatest))


def required_of_year(matrix: SectionMatrix, exemptions: Sequence[SectionExemption], column: int) -> Mask:
    """(S, 24) what a year up to a month is judged on (年度应评指标): not what was exempted in all of its months."""
    months = [month for month in matrix.months[: column + 1] if month[:4] == matrix.months[column][:4]]
    place = {section["code"]: row for row, section in enumerate(matrix.sections)}
    free = np.zeros((len(months), *matrix.required.shape), dtype=bool)
    for one in exemptions:
        if one.kind == EXEMPTION and one.site in place:
            held = np.array([one.holds(month) for month in months], dtype=bool)
            taken = np.array([not one.indicators or code in one.indicators for code in sum_codes()], dtype=bool)
            free[:, place[one.site]] |= held[:, None] & taken
    return np.asarray(matrix.required & ~free.all(axis=0))
