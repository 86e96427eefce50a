"""Which indicator at which section raises a set's water-quality index most (掐尖削峰)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.assessment.attainment import exceedance_multiples
from app.assessment.indicators import PH, indicator_table
from app.assessment.limits import RIVER, class_limits
from app.assessment.rounding import cleaned
from app.assessment.water_index import item_indices, water_index

Floats = NDArray[np.float64]

LEADERS: Final = 5  # how many of the greatest shares are looked at for items within Ⅲ


def index_peaks(
    values: ArrayLike,
    sections: Sequence[str],
    indicators: Sequence[str],
    water_type: str = RIVER,
    *,
    city_share: float = 1.0,
) -> dict[str, Any]:
    """The peaks of a set of sections, the one that raises the index most first (掐尖削峰清单).

    For each section and indicator over its limit of Ⅲ: by how much the index would fall if that value stood at the
    limit, all others as they are.

    Parameters
    ----------
    values, indicators, water_type
        As in `app.assessment.water_index.water_index`; one row a section.
    sections
        The name or code of each row.
    city_share
        Weight of this water type in the city's index, M / (M + N); 1 for the set by itself. It scales ``fall``;
        ``share_percent`` stays that of the set.

    Returns
    -------
    dict
        JSON ready. ``index`` of the set as its ``as_dict``; ``peaks``: ``section``, ``code``, names, ``value``,
        ``limit`` [the indicator's unit], ``multiple`` (None for pH and dissolved oxygen), ``fall`` of the index
        (None where the index has no bound, those first),
        ``share_percent`` (that fall as a share of the index), ``contribution_percent`` of the indicator in the set;
        ``leading_within_limit``: indicators among the five greatest shares that no section has over Ⅲ, where there
        is no peak to cut.

    Notes
    -----
    The words are those of the work plans (高新区 2023, 6: 掐尖削峰、精准降指); the share is item index / Σ.

    Examples
    --------
    >>> answer = index_peaks([[26.0, 0.5], [30.0, 1.2]], ["S1", "S2"], ["w01018", "w21003"])
    >>> [(row["section"], row["code"], row["fall"]) for row in answer["peaks"]]
    [('S2', 'w01018', 0.25), ('S1', 'w01018', 0.15), ('S2', 'w21003', 0.1)]
    >>> index_peaks([], [], ["w01018"])["peaks"]
    []
    """
    whole = water_index(values, indicators, water_type)
    numbers = np.asarray(values, dtype=np.float64).reshape(len(sections), len(indicators))
    table, shares = indicator_table(), whole.contributions
    peaks: list[dict[str, Any]] = []
    for column, code in enumerate(indicators):
        caps = _at_limit(numbers[:, column], code, water_type)
        over_rows = np.flatnonzero(~np.isnan(caps))
        falls = _falls(numbers[:, column], caps[over_rows], over_rows, code, water_type)
        multiples = exceedance_multiples(numbers[over_rows, column : column + 1], [code], caps[over_rows, None])[:, 0]
        for row, fall, multiple in zip(over_rows.tolist(), falls.tolist(), multiples.tolist(), strict=True):
            known = np.isfinite(fall)
            peaks.append(
                {
                    "section": sections[row],
                    "code": code,
                    "name_zh": table[code].zh,
                    "name_en": table[code].en,
                    "unit": table[code].unit,
                    "value": float(numbers[row, column]),
                    "limit": float(caps[row]),
                    "multiple": None if np.isnan(multiple) else float(multiple),
                    "fall": fall * city_share if known else None,
                    "share_percent": fall / whole.index * 100 if whole.index and known else None,
                    "contribution_percent": shares.get(code),
                }
            )
    peaks.sort(key=lambda peak: (peak["fall"] is not None, -(peak["fall"] or 0.0), str(peak["section"]), peak["code"]))
    over = {peak["code"] for peak in peaks}
    leading = [
        {
            "code": code,
            "name_zh": table[code].zh,
            "name_en": table[code].en,
            "contribution_percent": share,
            "zh": f"{table[code].zh}贡献率为{share:.1f}%，但各断面均未超过Ⅲ类限值。",
            "en": f"{table[code].en} makes {share:.1f} % of the index, yet no section has it over class Ⅲ.",
        }
        for code, share in list(shares.items())[:LEADERS]
        if code not in over
    ]
    return {"index": whole.as_dict(), "city_share": city_share, "peaks": peaks, "leading_within_limit": leading}


def _at_limit(column: Floats, code: str, water_type: str) -> Floats:
    """The limit of Ⅲ where a value breaks it, NaN elsewhere; of pH the nearer end of its range."""
    limits = class_limits()[water_type][code]
    if limits.direction == "range":
        assert limits.lower is not None
        assert limits.upper is not None
        low = (column >= 0) & (column < limits.lower)
        return np.where(low, limits.lower, np.where(column > limits.upper, limits.upper, np.nan))
    limit = limits.classes[2]
    broken = (column >= 0) & (column < limit) if limits.direction == "ge" else column > limit
    return np.where(broken, limit, np.nan)


def _falls(column: Floats, caps: Floats, rows: NDArray[np.int64], code: str, water_type: str) -> Floats:
    """By how much the item's index falls with each of the rows at its cap by itself; ``inf`` where it had no bound."""
    is_ph = code == PH
    amounts = np.where(column >= 0, np.power(10.0, -column) if is_ph else column, np.nan)
    capped = np.power(10.0, -caps) if is_ph else caps
    count, total = np.isfinite(amounts).sum(), np.nansum(amounts)
    means = np.array([total, *(total - amounts[rows] + capped)]) / max(count, 1)
    with np.errstate(divide="ignore"):
        indices = item_indices((-np.log10(means) if is_ph else means)[:, None], [code], water_type)[:, 0]
    if not np.isfinite(indices[0]):
        return np.full(len(rows), np.inf)
    return cleaned(indices[0] - indices[1:])
