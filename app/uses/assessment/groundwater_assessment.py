"""Groundwater wells of a year or a month from the store: class by item, target, what is missing (地下水评价)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from app.assessment.groundwater import GroundwaterResult, judge_groundwater
from app.assessment.groundwater_limits import groundwater_items, shown_limits
from app.assessment.limits import NUMERALS
from app.calendar_months import month_bounds
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.site_values import (
    SiteExemption,
    SiteValues,
    described,
    exempted_mask,
    exemptions_of_sites,
    layer_rows,
    load_site_samples,
    mean_values,
    target_of,
)

WELL_FIELDS: Final = ("code", "name", "kind", "aquifer", "depth_m", "target_class", "district", "township")
OPEN_CLASS: Final = 5  # Ⅴ has no limit: whatever is judged attains it
NOTES: Final = (
    {
        "zh": "按 GB/T 14848-2017 的39项常规指标单因子评价；时段内多次监测按均值评价（pH 按氢离子浓度），"
        "相邻类别限值相同时从优不从劣。",
        "en": "By the worst of the 39 routine items of GB/T 14848-2017, on the mean of the period's values (pH by "
        "hydrogen-ion concentration); where neighbouring classes share a limit, the better one.",
    },
    {
        "zh": "39项未测全时，类别是最好情形下的类别，达标只针对已测项目。",
        "en": "Where some of the 39 items are not measured the class is the best it can be, and what attains attains "
        "on the measured items only.",
    },
)


def assess_wells(
    c: Connection, store: Store, settings: Settings, first_month: str, last_month: str, *, basis: Basis = ALL
) -> list[dict[str, Any]]:
    """The class and attainment of every well on its values of a span of months (地下水点位评价).

    Parameters
    ----------
    first_month, last_month
        ``YYYY-MM`` of Asia/Shanghai, both included: a year or a month.
    basis
        ``all`` values, or the official ones only (``final``, 终版).

    Returns
    -------
    list of dict
        JSON ready, in the order of the layer; wells without a value are there, with the reason. ``attainment`` and
        ``attainment_exempted`` are None where the layer names no target.
    """
    wells = layer_rows(c, store, "wells", WELL_FIELDS)
    start, end = month_bounds(first_month, last_month)
    samples = load_site_samples(c, store, "wells", start=start, end=end, basis=basis)
    values = mean_values(samples, samples["site_code"], settings)
    exemptions = exemptions_of_sites(c, store, first_month, last_month)
    answers: dict[str, dict[str, Any]] = {}
    targets = {str(well["code"]): target_of(well["target_class"]) for well in wells}
    for target in sorted(set(targets.values()), key=str):
        codes = [code for code, wanted in targets.items() if wanted == target]
        answers |= _judge(codes, target, values, exemptions)
    return [
        {
            **{name: well[name] for name in WELL_FIELDS if name != "target_class"},
            "target_text": well["target_class"],
            **answers[str(well["code"])],
        }
        for well in wells
    ]


def _judge(
    codes: Sequence[str], target: int | None, values: SiteValues, exemptions: dict[str, tuple[SiteExemption, ...]]
) -> dict[str, dict[str, Any]]:
    """The wells that are held to one class."""
    rows = values.rows(codes)
    items = list(groundwater_items())
    held = {
        code: tuple(one for one in exemptions.get(code, ()) if one.holds({day[:7] for day in rows.sampled_on[code]}))
        for code in codes
    }
    result = judge_groundwater(
        rows.means.reindex(columns=items).to_numpy(dtype=np.float64),
        items,
        target_class=target if target in (1, 2, 3, 4) else 3,
        exempted=np.array([exempted_mask(held[code], items) for code in codes]).reshape(len(codes), len(items)),
        detection_limits=rows.detection_limits.reindex(columns=items).to_numpy(dtype=np.float64),
        lower_values=rows.lower.reindex(columns=items).fillna(0.0).to_numpy(dtype=np.float64),
    )
    counts = rows.counts.reindex(columns=items, fill_value=0).to_numpy(dtype=np.int64)
    told = zip(codes, result.as_dicts(), counts, strict=True)
    return {
        code: _row(code, answer, result, row, target, rows, counted.tolist(), held[code])
        for row, (code, answer, counted) in enumerate(told)
    }


def _row(
    code: str, answer: dict[str, Any], result: GroundwaterResult, row: int, target: int | None, values: SiteValues,
    counts: list[int], held: tuple[SiteExemption, ...],
) -> dict[str, Any]:  # fmt: skip
    """One well."""
    count = dict(zip(result.codes, counts, strict=True))
    judged = target is not None and target < OPEN_CLASS
    items = [
        item | {"class_name": NUMERALS[item["class"] or 0] or None, "count": count[item["code"]]}
        | {"limits": shown_limits(item["code"]), "kind": groundwater_items()[item["code"]].kind}
        | {"missed": item["missed"] and judged, "multiple": item["multiple"] if item["missed"] and judged else None}
        for item in answer["items"]
    ]  # fmt: skip
    attainment, exempted = answer["attainment"], answer["attainment_exempted"]
    if target is None:
        attainment = exempted = None
    elif target >= OPEN_CLASS:
        incomplete = bool(answer["missing"])
        attainment = exempted = "undetermined" if not items else "met_on_n" if incomplete else "met"
    reason = None
    if not items:
        reason = ("本时段没有监测数据。", "No values in this period.")
    elif target is None:
        reason = ("图层未填目标类别，只给出类别。", "The layer names no target: the class only is given.")
    return {
        "class": answer["class"],
        "class_name": answer["class_name"],
        "class_is_at_best": answer["class_is_at_best"],
        "deciding": described(answer["deciding"]),
        "target_class": target,
        "target_class_name": NUMERALS[target or 0] or None,
        "attainment": attainment,
        "attainment_exempted": exempted,
        "missed": [
            {name: item[name] for name in ("code", "name_zh", "name_en", "multiple")}
            | {"exempted": bool(exempted_mask(held, [item["code"]])[0])}
            for item in items
            if item["missed"]
        ],
        "items": items,
        "required_count": len(groundwater_items()),
        "judged_count": answer["n_judged"],
        "missing": described(answer["missing"]),
        "undeterminable": described(answer["undeterminable"]),
        "value_count": sum(counts),
        "sampled_on": list(values.sampled_on[code]),
        "exemptions": [one.as_dict() for one in held],
        "reason_zh": reason[0] if reason else None,
        "reason_en": reason[1] if reason else None,
    }
