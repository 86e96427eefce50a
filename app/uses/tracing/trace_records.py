"""What is on record of outfalls and dischargers (排放档案): loads, exceedances, months without their sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import Connection

from app.assessment.emission_standard import read_emission_standard
from app.assessment.means import counts_in_means
from app.calendar_months import month_bounds, months_until, shift_month
from app.store.engine import Store
from app.store.registers import EntryQuery, load_entries
from app.store.site_samples import load_site_values
from app.uses.tracing.trace_places import Row
from app.uses.tracing.trace_sections import limit_of, shown_number

DAY_FLOW: Final = "x:flow_m3_per_d"
RECORD_MONTHS: Final = 12
LOAD_MONTHS: Final = 3
"""A load is taken from the latest of so many months up to the trace's; the record looks back over `RECORD_MONTHS`."""
OUTFLOW: Final = "出水"


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What is on record of one outfall or discharger for an indicator (排放档案).

    ``load_kg_per_d`` [kg/d] with its source; ``is_estimated`` where it was not measured and is the most that the
    emission standard allows; ``flow_m3_per_d`` [m³/d]; ``exceedances`` months over its own standard, None where none
    could be judged; ``sampling_gaps`` months without a value, None where no monthly value is due.
    """

    load_kg_per_d: float | None = None
    load_source: str = ""
    flow_m3_per_d: float | None = None
    exceedances: int | None = None
    sampling_gaps: int | None = None
    is_estimated: bool = False


def load_records(
    c: Connection, store: Store, layer: str, rows: Mapping[str, Row], indicator: str, month: str
) -> dict[str, SiteRecord]:
    """The records of sites of a layer, by key (排放档案), over the year up to a month.

    Parameters
    ----------
    layer
        ``outfalls`` or ``dischargers``.
    rows
        What the layer says of each, by key.
    """
    if not rows:
        return {}
    months = months_until(month, RECORD_MONTHS)
    start, end = month_bounds(months[0], month)
    values = load_site_values(
        c, store, layer, site_codes=rows, start=start, end=end, indicators=(indicator, DAY_FLOW)
    )  # fmt: skip
    means = _month_means(values, layer)
    return {key: _record(row, means.get(key, {}), indicator, month, months) for key, row in rows.items()}


def _month_means(values: pd.DataFrame, layer: str) -> dict[str, dict[tuple[str, str], float]]:
    """Mean by site, then by indicator and month; of a discharger the outflow alone."""
    if values.empty:
        return {}
    half = values["below_limit"] & values["detection_limit"].notna()
    values = values.assign(value=values["value"].where(~half, values["detection_limit"] / 2))
    values = values[counts_in_means(values) & values["value"].notna()]
    if layer == "dischargers":
        point = values["site_name"].fillna("").str.strip()
        values = values[point.isin(["", OUTFLOW])]
    found: dict[str, dict[tuple[str, str], float]] = {}
    means = values.groupby(["site_code", "indicator", "month"], as_index=False)["value"].mean()
    for site, code, month, mean in means.itertuples(index=False):
        found.setdefault(str(site), {})[str(code), str(month)] = float(mean)
    return found


def _record(
    row: Row, means: Mapping[tuple[str, str], float], indicator: str, month: str, months: list[str]
) -> SiteRecord:
    """One site's record."""
    flow = row.get("flow_m3_per_d")
    limit = _own_limit(row, indicator)
    measured = [name for name in months if (indicator, name) in means]
    recent = [name for name in measured if name >= shift_month(month, 1 - LOAD_MONTHS)]
    load, source, is_estimated = None, "", False
    if recent:
        at, value = recent[-1], means[indicator, recent[-1]]
        own_flow = means.get((DAY_FLOW, at))
        day_flow = own_flow if own_flow is not None else flow
        if day_flow is not None:
            load = value * day_flow / 1000
            told = "实测水量" if own_flow is not None else "在册水量"
            source = f"{at} 监测均值 {shown_number(value)} mg/L × {told} {day_flow:,.0f} m³/d"
    elif limit is not None and flow is not None:
        load, is_estimated = limit * flow / 1000, True
        source = f"排放标准限值 {limit:g} mg/L × 在册水量 {flow:,.0f} m³/d（上限估计，无近期监测）"
    gaps = None
    if row.get("has_online_monitor") and measured:
        due = [name for name in months if name >= measured[0]]
        gaps = len(due) - len(measured)
    over = None if limit is None or not measured else sum(means[indicator, name] > limit for name in measured)
    return SiteRecord(load, source, flow, over, gaps, is_estimated)


def _own_limit(row: Row, indicator: str) -> float | None:
    """The limit that the site's own emission standard sets for an indicator; None where it sets none that is read."""
    rule = read_emission_standard(row.get("emission_standard")).rule
    if rule is None or indicator not in rule.items or indicator in rule.excepted:
        return None
    limit = limit_of(indicator, "river", rule.water_class)
    return limit if isinstance(limit, float) else None


def load_findings(c: Connection, store: Store, month: str) -> dict[str, int]:
    """Confirmed findings about outfalls in the year up to a month, by key (认定的问题)."""
    query = EntryQuery(
        states=("confirmed",), first_month=months_until(month, RECORD_MONTHS)[0], last_month=month
    )  # fmt: skip
    told = (one.content for one in load_entries(c, store, "findings", query))
    return dict(Counter(str(one["subject"]) for one in told if one.get("subject_kind") == "outfall"))
