"""Black-odorous rural waters: any one of three (农村黑臭水体识别)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from app.assessment.black_odour import TRANSPARENCY, rule
from app.assessment.indicators import indicator_table
from app.assessment.package_data import package_rows

STATES: Final[dict[str, tuple[str, str]]] = {
    "black": ("黑臭", "black-odorous"),
    "not_black": ("非黑臭", "not black-odorous"),
    "undetermined": ("无法判定", "undetermined"),
}


def grade_rural_samples(values: pd.DataFrame, *, depth_cm: ArrayLike | None = None) -> list[dict[str, Any]]:
    """Whether each sample is black-odorous, JSON ready (农村黑臭水体判定).

    Transparency below 25 cm, dissolved oxygen below 2 mg/L or ammonia nitrogen above 15 mg/L: any one is enough. There
    are no grades and no ORP.

    Parameters
    ----------
    values
        Columns ``x:transparency`` [cm], ``w01009`` [mg/L], ``w21003`` [mg/L]; the index names the water.
    depth_cm
        (n,) [cm]; below 25 cm the limit of transparency is 40 % of the depth. NaN is unknown: 25 cm holds, and
        ``depth_unknown`` tells of it where that decides.

    Returns
    -------
    list of dict
        In the order of the rows: ``water``, ``state`` (``undetermined`` where nothing is over and one of the three is
        not measured), ``state_zh``, ``state_en``, ``deciding``, ``missing``, ``depth_unknown``.

    Notes
    -----
    农村黑臭水体治理工作指南（试行）, 环办土壤〔2019〕48号. The revised edition's text and the thresholds of the
    national list were not established and are not encoded.

    Examples
    --------
    >>> table = pd.DataFrame({"x:transparency": [10.0, 30.0, 30.0], "w01009": [2.0, 1.9, float("nan")], "w21003": 15.0},
    ...     index=["东沟", "西沟", "南沟"])
    >>> [row["state"] for row in grade_rural_samples(table, depth_cm=[25.0, 60.0, 60.0])]
    ['black', 'black', 'undetermined']
    >>> grade_rural_samples(table.iloc[:1], depth_cm=[24.0])[0]["state"]
    'not_black'
    >>> grade_rural_samples(table.iloc[:0])
    []
    """
    depth = np.full(len(values), np.nan) if depth_cm is None else np.asarray(depth_cm, dtype=np.float64)
    shallow = (depth > 0) & (depth < rule("shallow_depth_cm"))
    rows, table = package_rows("black_odour_rural.csv"), indicator_table()
    over, gone = {}, {}
    for row in rows:
        code = row["code"]
        numbers = values.reindex(columns=[code])[code].to_numpy(dtype=np.float64, na_value=np.nan)
        numbers = np.where(numbers >= 0, numbers, np.nan)
        limit = np.full(len(values), float(row["limit"]))
        if code == TRANSPARENCY:
            limit = np.where(shallow, depth * rule("depth_share"), limit)
        over[code] = numbers < limit if row["direction"] == "ge" else numbers > limit
        gone[code] = np.isnan(numbers)
    found = []
    for place, name in enumerate(map(str, values.index)):
        deciding = [code for code in over if over[code][place]]
        missing = [code for code in gone if gone[code][place]]
        state = "black" if deciding else "undetermined" if missing else "not_black"
        found.append(
            {
                "water": name,
                "state": state,
                "state_zh": STATES[state][0],
                "state_en": STATES[state][1],
                "deciding": [{"code": code, "name_zh": table[code].zh, "name_en": table[code].en} for code in deciding],
                "missing": missing,
                "depth_unknown": deciding == [TRANSPARENCY] and bool(np.isnan(depth[place])),
            }
        )
    return found
