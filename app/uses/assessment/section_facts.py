"""What the layer of sections says of each section in a month (断面基本信息)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from app.assessment.limits import RIVER, WATER_TYPES
from app.assessment.means import counts_in_means
from app.assessment.required import required_indicators
from app.assessment.section_month import SectionFacts
from app.assessment.targets import in_force, targets_in_force
from app.settings import Settings
from app.store.kept_out import NO_STATE

PASSED_ON: Final = (
    "control_level", "assessment_level", "kind", "district", "district_beyond", "lake", "is_invented",
)  # fmt: skip


def section_facts(
    frame: gpd.GeoDataFrame, month: str, states: Mapping[str, str], settings: Settings
) -> list[SectionFacts]:
    """What the layer says of each section in force in a month (断面基本信息)."""
    facts = []
    for row in frame.to_dict("records"):
        if not in_force(row.get("valid_from"), row.get("valid_to"), month):
            continue
        code, water_type, point = str(row["code"]), row.get("water_type"), row.get("geometry")
        characteristic = [str(name) for name in listed(row.get("characteristic_indicators"))]
        facts.append(
            SectionFacts(
                code=code,
                name=str(row.get("name") or code),
                river=row.get("river") or None,
                water_type=str(water_type) if water_type in WATER_TYPES else RIVER,
                required=required_indicators(row.get("required_set") or settings.required_set, characteristic),
                targets=targets_in_force(listed(row.get("targets")), month),
                state=states.get(code),
                place=(point.x, point.y) if point is not None and not point.is_empty else None,
                attributes={name: plain(row.get(name)) for name in PASSED_ON if name in row} | assumed(row),
            )
        )
    return facts


def assumed(row: Mapping[str, Any]) -> dict[str, bool]:
    """What of a section's rule is a default and not the layer's own word (采用默认值); shown beside every answer."""
    return {
        "water_type_assumed": row.get("water_type") not in WATER_TYPES,
        "required_set_assumed": not row.get("required_set"),
    }


def not_counted(samples: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Values kept out of the means by their state, by site and state (未参评数据)."""
    if samples.empty:
        return {}
    out = samples[~counts_in_means(samples) & samples["value"].notna()]
    counts: dict[str, dict[str, int]] = {}
    for (site, state), rows in out.groupby(["site_code", out["state"].fillna(NO_STATE)]):
        counts.setdefault(str(site), {})[str(state)] = len(rows)
    return counts


def listed(value: Any) -> list[Any]:
    """A list of a JSON field, however it comes (列表字段)."""
    if isinstance(value, str) and value.strip():
        value = json.loads(value)
    return list(value) if isinstance(value, (list, tuple)) else []


def plain(value: Any) -> Any:
    """A JSON-ready scalar; None for every kind of missing (普通值)."""
    return None if value is None or value is pd.NA or value != value else value
