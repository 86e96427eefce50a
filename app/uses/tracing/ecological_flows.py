"""Sections whose layer asks for a least flow or level, checked month by month (生态流量核查)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection

from app.assessment.means import counts_in_means
from app.assessment.targets import in_force
from app.calendar_months import month_bounds, read_month
from app.store.engine import Store
from app.store.features import load_frame
from app.store.site_samples import load_site_values
from app.tracing.ecological_flow import FlowCheck, FlowRequirement, check_flow

FLOW: Final = "x:flow"
LEVEL: Final = "x:level"
COLUMNS: Final = (
    "code", "name", "river", "district", "ecological_flow_m3_per_s", "ecological_level_m", "valid_from", "valid_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SectionFlow:
    """A section with a least flow or level, and its check of a month (断面生态流量)."""

    code: str
    name: str
    river: str | None
    district: str | None
    place: tuple[float, float] | None
    check: FlowCheck


def check_flows(c: Connection, store: Store, month: str) -> list[SectionFlow]:
    """Every section in force that must have a least flow or level, with its check (生态流量核查), in the layer's order.

    Parameters
    ----------
    month
        ``YYYY-MM`` of Asia/Shanghai; a month without a value is undetermined, never met.

    Raises
    ------
    app.errors.Unparsable
        The month cannot be read.
    """
    frame = load_frame(c, store, "sections", columns=COLUMNS)
    asked = frame[frame["ecological_flow_m3_per_s"].notna() | frame["ecological_level_m"].notna()]
    start, end = month_bounds(read_month(month), month)
    rows = [row for row in asked.to_dict("records") if in_force(row["valid_from"], row["valid_to"], month)]
    if not rows:
        return []
    codes = [str(row["code"]) for row in rows]
    values = load_site_values(c, store, "sections", site_codes=codes, start=start, end=end, indicators=(FLOW, LEVEL))
    values = values[counts_in_means(values) & values["value"].notna()] if len(values) else values
    return [_check(row, values) for row in rows]


def _check(row: dict[Any, Any], values: pd.DataFrame) -> SectionFlow:
    """One section's check."""
    own = values[values["site_code"] == row["code"]]
    requirement = FlowRequirement(
        str(row["code"]), _text(row["name"]) or str(row["code"]),
        _number(row["ecological_flow_m3_per_s"]), _number(row["ecological_level_m"]),
    )  # fmt: skip
    told = [own.loc[own["indicator"] == code, "value"].astype(float).tolist() for code in (FLOW, LEVEL)]
    point = row["geometry"]
    place = None if point is None or point.is_empty else (round(point.x, 7), round(point.y, 7))
    check = check_flow(requirement, *told)
    return SectionFlow(requirement.key, requirement.name, _text(row["river"]), _text(row["district"]), place, check)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
