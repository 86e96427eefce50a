"""The measured items of drinking-water sources with their limits, for reading beside the answer (水源地项目一览)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.assessment.groundwater_limits import groundwater_items, shown_limits
from app.assessment.indicators import indicator_table
from app.assessment.limits import RIVER, class_limits
from app.assessment.source_quality import SourceQuality
from app.assessment.supplementary_limits import source_limits
from app.uses.assessment.site_values import SiteValues
from app.uses.assessment.water_source_quality import SourceFacts, judged_items


def source_items(
    sources: Sequence[SourceFacts], values: SiteValues, judged: Mapping[str, SourceQuality]
) -> dict[str, list[dict[str, Any]]]:
    """What was measured of each source, by its code: mean, limit and the table it is from (各项目均值与限值).

    Parameters
    ----------
    values
        With a row a source.
    judged
        The answers, by code of the source.

    Returns
    -------
    dict of list
        Missed items first, then judged ones, then those that stand beside; ``limit`` is a pair for pH, None where the
        target has none.
    """
    table = indicator_table()
    means = values.means.astype(object).where(values.means.notna(), None)
    counts = values.counts.reindex(columns=means.columns, fill_value=0).astype(int)
    row_of = dict(
        zip(means.index, zip(means.to_numpy().tolist(), counts.to_numpy().tolist(), strict=True), strict=True)
    )
    names = [str(name) for name in means.columns]
    found: dict[str, list[dict[str, Any]]] = {}
    for source in sources:
        code, answer = source.code, judged.get(source.code)
        if answer is None or code not in row_of:
            continue
        taken = set(judged_items(source.is_ground, source.chosen))
        left_out = {one.indicator for one in answer.exemptions}
        items = [
            {
                "code": item, "name_zh": table[item].zh, "name_en": table[item].en, "unit": table[item].unit,
                "value": value, "count": count, "judged": item in taken,
                **_limit(item, source), "missed": item in answer.missed,
                "multiple": answer.missed.get(item), "exempted": item in left_out,
            }
            for item, value, count in zip(names, *row_of[code], strict=True)
            if value is not None and item in table
        ]  # fmt: skip
        found[code] = sorted(items, key=lambda one: (not one["missed"], not one["judged"]))
    return found


def _limit(code: str, source: SourceFacts) -> dict[str, Any]:
    """The limit of the source's target class, the table it stands in, and its direction."""
    if source.is_ground:
        if code not in groundwater_items():
            return {"table": None, "limit": None, "direction": None}
        limits = shown_limits(code)
        kind = groundwater_items()[code].kind
        return {"table": "gbt_14848", "limit": limits[source.target_class - 1], "direction": kind}
    for number in (2, 3):
        if code in source_limits(number):
            return {"table": f"table_{number}", "limit": source_limits(number)[code].limit, "direction": "le"}
    own = class_limits()[source.water_type or RIVER].get(code)
    if own is None:
        return {"table": None, "limit": None, "direction": None}
    limit = own.limit_of(source.target_class)
    shown = list(limit) if isinstance(limit, tuple) else limit
    return {"table": "table_1", "direction": own.direction, "limit": shown}
