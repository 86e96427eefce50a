"""Sections × months from the store: classes, attainments, deciding indicators (断面月评价矩阵).

What the layer says of a section is read once and laid over the months; values come as sums, so that 24 months of
1,000 sections are one reading of the store and a few operations on whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.assessment.exemptions import EXEMPTION, SectionExemption
from app.assessment.limits import LAKE, RIVER, WATER_TYPES
from app.assessment.month_sums import MeanArrays, SumArrays, means_of_sums, sum_codes
from app.assessment.region import districts_of
from app.assessment.required import required_indicators
from app.assessment.section_matrix import JudgedRows, judge_rows
from app.assessment.targets import YEAR, in_force
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import ALL, Basis, StoredSums, load_month_sums
from app.store.samples import load_month_states
from app.store.sum_rows import month_number, open_rows, unpack_sums
from app.uses.assessment.section_exemptions import section_exemptions
from app.uses.assessment.section_facts import listed

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
DISTRICT_FIELDS: Final = ("district", "district_beyond", "kind")
BLOCK_ROWS: Final = 2400  # sections × months worked on at once
COLUMNS: Final = (
    "code", "name", "river", "lake", "water_type", "control_level", "assessment_level", "kind", "district",
    "district_beyond", "required_set", "characteristic_indicators", "targets", "valid_from", "valid_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SectionMatrix:
    """S sections in M months (断面月评价矩阵); rows of the arrays are sections, then months: row s·M + m.

    Attributes
    ----------
    sections
        What the layer says of each section, in the layer's order.
    in_force
        (S, M) whether the section is in force; where not, there is no answer.
    target_class
        (S, M) 1–5 of the leading target, 0 for none.
    states
        Recorded state of a month by (section's row, month's column).
    mean_parts
        The means of the rows, block by block.
    exempt, documents, after
        Cells in which an exemption or a deduction holds, as (row, column), the numbers of its documents, and their
        results after it.
    """

    months: tuple[str, ...]
    sections: tuple[dict[str, Any], ...]
    in_force: Mask
    required: Mask
    is_lake: Mask
    target_class: NDArray[np.int8]
    states: Mapping[tuple[int, int], str]
    mean_parts: tuple[MeanArrays, ...]
    judged: JudgedRows
    exempt: tuple[tuple[int, int], ...] = ()
    documents: tuple[tuple[str, ...], ...] = ()
    after: JudgedRows | None = None

    @property
    def means(self) -> MeanArrays:
        """The means of all rows; joined when asked for, for classes alone do not need them."""
        return MeanArrays.joined(self.mean_parts)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of sections and of months."""
        return len(self.sections), len(self.months)


def assess_matrix(
    c: Connection,
    store: Store,
    settings: Settings,
    months: Sequence[str],
    *,
    basis: Basis = ALL,
    equals: Mapping[str, str] | None = None,
    codes: Sequence[str] | None = None,
) -> SectionMatrix:
    """Class, deciding indicators and attainment of every section in every month (断面月评价矩阵).

    Parameters
    ----------
    months
        ``YYYY-MM`` in order, one after the other.
    basis
        ``all`` values, or the official ones only (``final``).
    equals
        Only sections with these attributes, such as ``{"river": "徒骇河"}``; ``river`` finds a lake of that name too,
        ``district`` shared ones.
    codes
        Only these sections.
    """
    rows = _chosen_sections(load_frame(c, store, "sections", columns=COLUMNS), equals or {}, codes)
    kept = load_month_sums(
        c, store, first=months[0], last=months[-1], basis=basis,
        site_codes=[row["code"] for row in rows] if equals or codes else None,
        station_day_min_values=settings.station_day_min_values,
    ) if months else StoredSums((), np.zeros(0, np.int64), open_rows([]))  # fmt: skip
    place = {row["code"]: at for at, row in enumerate(rows)}
    required = np.array([_required_mask(row, settings) for row in rows]).reshape(-1, len(sum_codes()))
    is_lake = np.array([row["water_type"] == LAKE for row in rows], dtype=bool)
    held, targets = _over_months(rows, months)
    least, rule = settings.station_month_min_days, settings.reconciliation
    parts: list[tuple[MeanArrays, JudgedRows]] = []
    for sections, manual, automatic in blocks_of_sums(kept, list(place), months):
        means = means_of_sums(manual, automatic, station_min_days=least, reconciliation=rule)
        count = len(means.mean) // max(sections.stop - sections.start, 1)
        lakes, wanted = np.repeat(is_lake[sections], count), np.repeat(required[sections], count, axis=0)
        parts.append((means, judge_rows(means, lakes, wanted, targets[sections].ravel())))
    states = load_month_states(c, store, months[0], months[-1]) if months else pd.DataFrame()
    found = SectionMatrix(
        months=tuple(months),
        sections=tuple(rows),
        in_force=held,
        required=required,
        is_lake=is_lake,
        target_class=targets,
        states=_placed_states(states, place, months),
        mean_parts=tuple(means for means, _ in parts),
        judged=JudgedRows.joined([judged for _, judged in parts]),
    )
    return with_exemptions(found, section_exemptions(c, store, months[0], months[-1]) if months else [])


def with_exemptions(matrix: SectionMatrix, exemptions: Sequence[SectionExemption]) -> SectionMatrix:
    """The matrix with the results after exemptions and deductions beside (免考后结果).

    An exempted indicator is not judged; a deduction puts the value of its document in the place of the mean.
    """
    held = _held(matrix, exemptions)
    if not held:
        return matrix
    rows, means, required, _ = exempted_rows(matrix, exemptions)
    cells = sorted(held)
    sections = np.array([row for row, _ in cells])
    after = judge_rows(means, matrix.is_lake[sections], required, matrix.target_class.ravel()[rows])
    documents = tuple(tuple(dict.fromkeys(one.document_number for one in held[cell])) for cell in cells)
    return replace(matrix, exempt=tuple(cells), documents=documents, after=after)


def exempted_rows(
    matrix: SectionMatrix, exemptions: Sequence[SectionExemption]
) -> tuple[NDArray[np.int64], MeanArrays, Mask, Mask]:
    """The rows in which an exemption or a deduction holds (免考单元), in order: their numbers, their means after it,
    (n, 24) what must be judged of them, and (n, 24) what is exempted."""
    held = _held(matrix, exemptions)
    cells = sorted(held)
    rows = np.array([row * matrix.shape[1] + column for row, column in cells], dtype=np.int64)
    means, required = matrix.means.rows(rows), matrix.required[[row for row, _ in cells]].copy()
    free = np.zeros(required.shape, dtype=bool)
    for at, cell in enumerate(cells):
        for one in sorted(held[cell], key=lambda exemption: exemption.kind):
            _exempt(means, required, free, at, one)
    return rows, means, required, free


def _held(
    matrix: SectionMatrix, exemptions: Sequence[SectionExemption]
) -> dict[tuple[int, int], list[SectionExemption]]:
    """The exemptions by section's row and month's column, of sections in force."""
    place = {row["code"]: at for at, row in enumerate(matrix.sections)}
    held: dict[tuple[int, int], list[SectionExemption]] = {}
    for one in exemptions:
        for column, month in enumerate(matrix.months):
            row = place.get(one.site)
            if row is not None and one.holds(month) and matrix.in_force[row, column]:
                held.setdefault((row, column), []).append(one)
    return held


def _exempt(means: MeanArrays, required: Mask, free: Mask, at: int, one: SectionExemption) -> None:
    """Apply one exemption or deduction to one row."""
    columns = [place for place, code in enumerate(sum_codes()) if not one.indicators or code in one.indicators]
    if one.kind == EXEMPTION:
        required[at, columns] = False
        free[at, columns] = True
    elif one.approved_value is not None:
        there = [column for column in columns if means.count[at, column]]
        means.mean[at, there] = means.lower[at, there] = one.approved_value
        means.below[at, there] = 0
        means.detection_limit[at, there] = np.nan


def _chosen_sections(
    frame: pd.DataFrame, equals: Mapping[str, str], codes: Sequence[str] | None
) -> list[dict[str, Any]]:
    """The sections asked for, as mappings with None where something is missing."""
    if codes is not None:
        frame = frame[frame["code"].isin(list(codes))]
    for name, wanted in equals.items():
        here = frame[name] == wanted
        if name == "river":
            here |= frame["lake"] == wanted
        elif name == "district":  # a shared section is of both banks; one that flows on to a neighbour is not
            told = zip(*(frame[field] for field in DISTRICT_FIELDS), strict=True)
            here |= np.array([wanted in districts_of(dict(zip(DISTRICT_FIELDS, row, strict=True))) for row in told])
        frame = frame[here]
    points = frame.geometry
    longitude, latitude = points.x.to_numpy(), points.y.to_numpy()
    lists = [frame[name].tolist() for name in COLUMNS]
    found = []
    for place, values in enumerate(zip(*lists, strict=True)):
        row = dict(zip(COLUMNS, values, strict=True))
        row["code"] = str(row["code"])
        row["name"] = str(row["name"] or row["code"])
        row["water_type"] = row["water_type"] if row["water_type"] in WATER_TYPES else RIVER
        x, y = float(longitude[place]), float(latitude[place])
        row["place"] = [round(x, 7), round(y, 7)] if x == x else None
        found.append(row)
    return found


def blocks_of_sums(
    kept: StoredSums, codes: Sequence[str], months: Sequence[str]
) -> Iterator[tuple[slice, SumArrays, SumArrays | None]]:
    """Some sections at a time, with the sums of their manual and automatic values (分块累计值); None where no station
    has any. Rows are sections, then months.

    What is worked on at once stays in the processor's cache: in blocks this takes half the time of whole arrays.
    """
    width, size = len(months), len(codes) * len(months)
    place = {code: at for at, code in enumerate(codes)}
    section = np.repeat([place.get(code, -1) for code in kept.site_codes], kept.counts).astype(np.int64)
    month = kept.rows.months - (month_number(months[0]) if months else 0)
    row = np.where(
        (section >= 0) & (month >= 0) & (month < width), section * width + month + kept.rows.automatic * size, -1
    )  # -1: of a site that no section bears
    order = np.argsort(row, kind="stable")
    row = row[order]
    step = max(BLOCK_ROWS // max(width, 1), 1)
    for first in range(0, len(codes), step):
        last = min(first + step, len(codes))
        sums: list[SumArrays | None] = []
        for source in (0, size):
            lowest = source + first * width
            start, stop = np.searchsorted(row, (lowest, source + last * width)).tolist()
            at = row[start:stop] - lowest
            needed = source == 0 or start < stop
            sums.append(unpack_sums(kept.rows, order[start:stop], at, (last - first) * width) if needed else None)
        manual, automatic = sums
        assert manual is not None
        yield slice(first, last), manual, automatic


def _required_mask(row: Mapping[str, Any], settings: Settings) -> Mask:
    characteristic = tuple(str(name) for name in listed(row["characteristic_indicators"]))
    return _mask(row["required_set"] or settings.required_set, characteristic)


@lru_cache(maxsize=512)
def _mask(required_set: str, characteristic: tuple[str, ...]) -> Mask:
    """(24,) the indicators that a set requires."""
    wanted = frozenset(required_indicators(required_set, characteristic).codes)
    return np.array([code in wanted for code in sum_codes()], dtype=bool)


def _over_months(rows: Sequence[Mapping[str, Any]], months: Sequence[str]) -> tuple[Mask, NDArray[np.int8]]:
    """(S, M): whether each section is in force, and the class of its leading target."""
    held = np.ones((len(rows), len(months)), dtype=bool)
    classes = np.zeros((len(rows), len(months)), dtype=np.int8)
    for at, row in enumerate(rows):
        if row["valid_from"] or row["valid_to"]:
            held[at] = [in_force(row["valid_from"], row["valid_to"], month) for month in months]
        classes[at] = _leading_classes(listed(row["targets"]), months)
    return held, np.where(held, classes, 0).astype(np.int8)


def _leading_classes(written: Sequence[Mapping[str, Any]], months: Sequence[str]) -> list[int]:
    """The class of the target that leads in each month: the first by the month, else the first; 0 for none."""
    by_month = [target for target in written if target.get("period") != YEAR]
    ordered = [*by_month, *(target for target in written if target.get("period") == YEAR)]
    found = [0] * len(months)
    for target in reversed(ordered):
        water_class = _class_of(target)
        if water_class:
            start, end = target.get("valid_from"), target.get("valid_to")
            if start is None and end is None:
                found = [water_class] * len(months)
            else:
                found = [
                    water_class if in_force(start, end, month) else known
                    for month, known in zip(months, found, strict=True)
                ]
    return found


def _class_of(target: Mapping[str, Any]) -> int:
    """1–5, or 0 where the target names none."""
    try:
        water_class = int(target.get("class") or 0)
    except (TypeError, ValueError):
        return 0
    return water_class if 1 <= water_class <= 5 else 0


def _placed_states(states: pd.DataFrame, place: Mapping[str, int], months: Sequence[str]) -> dict[tuple[int, int], str]:
    """The recorded states by row and column."""
    column = {month: at for at, month in enumerate(months)}
    if states.empty:
        return {}
    rows = zip(states["site_code"], states["month"], states["state"], strict=True)
    return {
        (place[code], column[month]): str(state) for code, month, state in rows if code in place and month in column
    }
