"""A section's months and last values as its panel shows them (断面过程线)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from app.assessment.description import describe
from app.assessment.grade import grade_indicators
from app.assessment.indicators import indicator_table
from app.assessment.limits import class_limits
from app.assessment.section_month import SectionMonth


def series_of(
    months: Sequence[str], judged: Mapping[str, SectionMonth | None], samples: pd.DataFrame, water_type: str
) -> dict[str, Any]:
    """Months, indicators and last values of one section, JSON ready (断面过程线).

    Parameters
    ----------
    months
        ``YYYY-MM`` in order; a month without values gives None, never a blank that looks like a value.
    judged
        The section's month by month, None where it was not in force.
    samples
        The section's samples of those months, for the last values.

    Returns
    -------
    dict
        ``months``, ``classes``, ``attainments``, ``states``; ``indicators``: each with names, unit, limits Ⅰ–Ⅴ,
        ``values`` [unit], ``classes``, ``sources`` a month, in the order of Table 1, free codes last; ``last``: the
        newest value of each indicator with its raw text, time, class and limits.
    """
    table = indicator_table()
    answers = [judged.get(month) for month in months]
    rows = [{one.code: one for one in answer.indicators} if answer else {} for answer in answers]
    order = {code: place for place, code in enumerate(table)}
    codes = sorted({code for row in rows for code in row}, key=lambda code: (order.get(code, 999), code))
    indicators = []
    for code in codes:
        entries = [row.get(code) for row in rows]
        indicators.append(
            {
                **describe(code, water_type),
                "values": [entry.value if entry else None for entry in entries],
                "classes": [entry.water_class or None if entry else None for entry in entries],
                "sources": [entry.source if entry else None for entry in entries],
            }
        )
    return {
        "months": list(months),
        "classes": [answer.water_class or None if answer else None for answer in answers],
        "attainments": [answer.attainment if answer else None for answer in answers],
        "states": [answer.section.state if answer else None for answer in answers],
        "indicators": indicators,
        "last": last_values(samples, water_type),
    }


def last_values(samples: pd.DataFrame, water_type: str) -> list[dict[str, Any]]:
    """The newest result of each indicator, graded as it is, beside its limits (最近监测值)."""
    if samples.empty:
        return []
    written = samples[samples["value"].notna() | samples["below_limit"].astype(bool)]
    newest = written.sort_values("sampled_at", kind="stable").drop_duplicates("indicator", keep="last")
    known = class_limits()["river"]
    order = {code: place for place, code in enumerate(indicator_table())}
    found = []
    for row in newest.to_dict("records"):
        code, value = str(row["indicator"]), float(row["value"])
        grade = int(grade_indicators([[value]], [code], water_type)[0, 0]) if code in known else 0
        found.append(
            {
                **describe(code, water_type),
                "unit": row["unit"],
                "value": None if np.isnan(value) else value,
                "raw_text": row["raw_text"],
                "below_limit": bool(row["below_limit"]),
                "sampled_at": pd.Timestamp(row["sampled_at"]).isoformat(),
                "source": row["source"],
                "state": row["state"],
                "class": grade or None,
            }
        )
    return sorted(found, key=lambda entry: (order.get(entry["code"], 999), entry["code"]))
