"""Lakes and reservoirs of a month: class over their points, trophic state (湖库月评价)."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Connection

from app.assessment.limits import LAKE
from app.assessment.periods import lake_means
from app.assessment.trophic import trophic_items, trophic_state
from app.calendar_months import month_bounds
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import ALL, FINAL, Basis
from app.store.samples import load_samples
from app.uses.assessment.month_assessment import means_by_rules
from app.uses.assessment.region_assessment import assess_regions


def assess_lakes(
    c: Connection, store: Store, settings: Settings, month: str, *, basis: Basis = ALL
) -> list[dict[str, Any]]:
    """Every lake and reservoir in a month with class, change and trophic state, JSON ready (湖库月评价).

    The class and the trophic index rest on the means over the lake's points (先点位、后全湖); the index needs all of
    chlorophyll-a, total phosphorus, total nitrogen, transparency and permanganate index.
    """
    frame = load_frame(c, store, "sections", columns=["code", "name", "lake", "water_type"])
    here = frame[frame["water_type"] == LAKE]
    lake_of = {
        str(code): str(lake or name) for code, name, lake in zip(here["code"], here["name"], here["lake"], strict=True)
    }
    start, end = month_bounds(month, month)
    samples = load_samples(c, store, site_codes=list(lake_of), start=start, end=end)
    if basis == FINAL:
        samples = samples[samples["status"] == FINAL]
    means = lake_means(means_by_rules(samples, settings), lake_of)
    codes = [item.code for item in trophic_items()]
    rows = []
    for region in assess_regions(c, store, settings, month, "lake", basis=basis, codes=list(lake_of)):
        own = means[means["site_code"] == region["name"]] if len(means) else means
        values = dict(zip(own["indicator"], own["mean"].astype(float), strict=True))
        state = trophic_state(np.array([[values.get(code, np.nan) for code in codes]]), codes).as_dicts()[0]
        rows.append({**region, "trophic": state})
    return rows
