"""River outfalls by what was measured of them in a month, against the standard that each bears (入河排污口监测结果)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection

from app.assessment.emission_standard import read_emission_standard
from app.calendar_months import month_bounds, read_month
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.site_values import layer_rows, load_site_samples, mean_values
from app.uses.assessment.treatment_plant_assessment import judge_by_standard

FIELDS: Final = ("code", "name", "receiving_water", "district", "emission_standard")


def assess_outfalls(
    c: Connection,
    store: Store,
    settings: Settings,
    month: str,
    *,
    waters: Collection[str] | None = None,
    basis: Basis = ALL,
) -> list[dict[str, Any]]:
    """Outfalls in a month, measured or not (排污口月监测结果), JSON ready, in the order of the layer.

    Parameters
    ----------
    waters
        Only outfalls into these waters; all by default.

    Notes
    -----
    A standard that cannot be read, or a month without a value, leaves the outfall undetermined: it is never met.
    """
    outfalls = [
        row for row in layer_rows(c, store, "outfalls", FIELDS) if waters is None or row["receiving_water"] in waters
    ]
    codes = [str(row["code"]) for row in outfalls]
    if not codes:
        return []
    start, end = month_bounds(read_month(month), month)
    samples = load_site_samples(c, store, "outfalls", start=start, end=end, site_codes=codes, basis=basis)
    values = mean_values(samples, samples["site_code"], settings).rows(codes)
    written = zip(codes, outfalls, strict=True)
    standards = {code: read_emission_standard(row["emission_standard"]) for code, row in written}
    judged = judge_by_standard(standards, values)
    rows = []
    for code, row in zip(codes, outfalls, strict=True):
        days, answer = list(values.sampled_on.get(code, ())), judged.get(code)
        attainment = str(answer["attainment"]) if answer and days else "undetermined"
        if attainment == "met" and standards[code].unread:
            attainment = "met_on_n"
        missed = [item for item in answer["items"] if item["state"] == "missed"] if answer and days else []
        rows.append({**row, "attainment": attainment, "missed": missed, "sampled_on": days})
    return rows
