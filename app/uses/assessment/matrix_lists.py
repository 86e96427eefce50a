"""A matrix of sections × months as a table of means and as lists for an answer (评价矩阵输出)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.attainment import STATES
from app.assessment.means import no_means
from app.assessment.month_sums import frame_of_means
from app.assessment.section_matrix import codes_of_masks
from app.uses.assessment.section_matrix import SectionMatrix

Mask = NDArray[np.bool_]


def means_of_matrix(matrix: SectionMatrix) -> pd.DataFrame:
    """The means as a table with site and month (均值表), without sections that are not in force."""
    sections, months = matrix.shape
    if not sections or not months:
        return no_means()
    keys = pd.DataFrame(
        {
            "site_code": np.repeat([row["code"] for row in matrix.sections], months),
            "month": np.tile(list(matrix.months), sections),
        }
    )
    frame = frame_of_means(keys, matrix.means)
    held = {(matrix.sections[s]["code"], matrix.months[m]) for s, m in zip(*np.nonzero(matrix.in_force), strict=True)}
    there = [pair in held for pair in zip(frame["site_code"], frame["month"], strict=True)]
    return frame[np.array(there, dtype=bool)]


def matrix_lists(matrix: SectionMatrix) -> dict[str, Any]:
    """The matrix as lists, JSON ready: rows are sections, columns are months, None where there is no answer."""
    sections, months = matrix.shape
    judged, held = matrix.judged, matrix.in_force
    classes = judged.water_class.reshape(sections, months)
    attainments = judged.attainment.reshape(sections, months)
    states: list[list[str | None]] = [[None] * months for _ in range(sections)]
    for (row, column), state in matrix.states.items():
        states[row][column] = state
    deciding = codes_of_masks(judged.deciding & held.ravel()[:, None])
    return {
        "classes": _with_none(classes, held & (classes > 0)),
        "attainments": _with_none(attainments, held & (attainments >= 0)),
        "attainment_names": list(STATES),
        "states": states,
        "deciding": [deciding[at * months : (at + 1) * months] for at in range(sections)],
        "critical": (judged.critical.reshape(sections, months) & held).tolist(),
        "target_classes": _with_none(matrix.target_class, matrix.target_class > 0),
        **_exempt_lists(matrix),
    }


def _exempt_lists(matrix: SectionMatrix) -> dict[str, Any]:
    """Where an exemption holds, and the results after it."""
    exempt = np.zeros(matrix.shape, dtype=bool)
    found = []
    after = matrix.after
    for at, (row, column) in enumerate(matrix.exempt):
        exempt[row, column] = True
        if after is not None:
            state = after.attainment.item(at)
            found.append(
                {
                    "section": row,
                    "month": column,
                    "class": after.water_class.item(at) or None,
                    "attainment": None if state < 0 else state,
                    "deciding": codes_of_masks(after.deciding[at : at + 1])[0],
                    "critical": after.critical.item(at),
                    "documents": list(matrix.documents[at]),
                }
            )
    return {"exempt": exempt.tolist(), "after": found}


def _with_none(values: NDArray[np.int8], known: Mask) -> list[list[int | None]]:
    """Rows of whole numbers, None where not known."""
    table: list[list[int | None]] = values.tolist()
    for row, column in np.argwhere(~known).tolist():
        table[row][column] = None
    return table
