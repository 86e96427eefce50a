"""The official means of a section over the months, as its chart draws them (断面均值过程线)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from app.assessment.indicators import indicator_table
from app.assessment.rounding import round_values
from app.calendar_months import months_until
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.stored_means import load_means

MONTHS: Final = 36  # two years, and the year before the first month for the comparison


def section_course(
    c: Connection, store: Store, settings: Settings, code: str, month: str, *, basis: Basis = ALL
) -> dict[str, Any]:
    """The means of each indicator over the 36 months up to one, both sources joined by the rule (过程线).

    Returns
    -------
    dict
        JSON ready. ``months``; ``means`` and ``sources`` by indicator, one place a month: rounded as the month's table
        shows them, None where there is none or too few days of a station make it not valid.
    """
    months = months_until(month, MONTHS)
    means = load_means(c, store, settings, months, codes=[code], basis=basis)
    place, table = {name: at for at, name in enumerate(months)}, indicator_table()
    values: dict[str, list[float | None]] = {}
    sources: dict[str, list[str | None]] = {}
    valid = means[means["valid"].astype(bool)]
    decimals = [table[one].decimals if one in table else None for one in valid["indicator"]]
    mean = valid["mean"].to_numpy(dtype=np.float64)
    rounded = round_values(mean, np.array([9 if one is None else one for one in decimals], dtype=np.int64))
    shown = np.where([one is None for one in decimals], mean, rounded).tolist() if len(valid) else []
    for indicator, name, value, source in zip(valid["indicator"], valid["month"], shown, valid["source"], strict=True):
        values.setdefault(str(indicator), [None] * MONTHS)[place[str(name)]] = value
        sources.setdefault(str(indicator), [None] * MONTHS)[place[str(name)]] = str(source)
    return {"months": months, "means": values, "sources": sources}
