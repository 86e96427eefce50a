"""The months of one section as its panel shows them (断面过程线)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from app.assessment.limits import RIVER, WATER_TYPES
from app.assessment.series import series_of
from app.calendar_months import months_until, read_month
from app.errors import Absent
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.samples import load_samples
from app.uses.assessment.month_assessment import assess_months


def section_series(
    c: Connection, store: Store, settings: Settings, code: str, *, last_month: str | None = None, months: int = 24
) -> dict[str, Any]:
    """The months of one section for its panel: values, classes, attainment, and the last values (断面过程线).

    Parameters
    ----------
    last_month
        ``YYYY-MM``; by default the last month in which the section has a value.
    months
        How many months, the last included; 1–240.

    Returns
    -------
    dict
        ``site``, ``name``, ``river``, ``water_type``, ``targets``, and what
        `app.assessment.series.series_of` gives; ``months`` is empty where the section has no value at all.

    Raises
    ------
    app.errors.Absent
        There is no such section.
    """
    frame = load_frame(c, store, "sections")
    frame = frame[frame["code"] == code]
    if frame.empty:
        raise Absent(f"没有断面“{code}”。", f"There is no section {code!r}.", parameter="site")
    samples = load_samples(c, store, site_codes=[code])
    last = read_month(last_month) if last_month else (str(samples["month"].max()) if len(samples) else None)
    names = months_until(last, min(max(months, 1), 240)) if last else []
    judged = assess_months(c, store, settings, names, codes=[code])
    newest = next((judged[month][0] for month in reversed(names) if judged[month]), None)
    water_type = str(frame["water_type"].iloc[0] or RIVER)
    water_type = water_type if water_type in WATER_TYPES else RIVER
    within = samples[samples["month"].isin(names)]
    return {
        "site": code,
        "name": str(frame["name"].iloc[0] or code),
        "river": frame["river"].iloc[0] or None,
        "water_type": water_type,
        "targets": [target.as_dict() for target in newest.targets] if newest else [],
        **series_of(names, {month: next(iter(judged[month]), None) for month in names}, within, water_type),
    }
