"""Treatment plants in a month from the store: effluent, load share, inflow (污水处理厂评价)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.assessment.emission_standard import EmissionStandard, read_emission_standard
from app.assessment.rounding import cleaned, shown_value
from app.assessment.treatment_inflow import judge_inflow_bod, load_share
from app.assessment.treatment_plant import TOTAL_NITROGEN, judge_effluents
from app.calendar_months import month_bounds, read_month
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.site_values import SiteValues, described, layer_rows, load_site_samples, mean_values

PLANT_KINDS: Final = ("城镇污水处理厂", "工业园区污水处理厂")
PLANT_FIELDS: Final = ("code", "name", "kind", "capacity_m3_per_d", "emission_standard", "district", "township")
OUTFLOW, INFLOW = "出水", "进水"
BOD, FLOW = "w01017", "x:flow_m3_per_d"
NEAR_FULL: Final = 0.9
NOTES: Final = (
    {
        "zh": "出水按排放标准所写地表水类别评价；标准未写明指标的，按化学需氧量、氨氮、总磷、氟化物"
        "（2020年行动计划 二（三）1）。“准”类没有国家限值，按该类限值。",
        "en": "Effluents are judged by the class of surface water that the standard names, on the items it names, else "
        "on COD, ammonia nitrogen, total phosphorus and fluoride (the city's plan of 2020). A quasi class has no "
        "national limits: those of the class hold.",
    },
    {
        "zh": "进水BOD为本年1月至本月各月均值：平均达150 mg/L以上，且均不低于100 mg/L（平政办发[2021]58号 三(二)2）。",
        "en": "Inflow BOD: the monthly means from January on; their mean at least 150 and none below 100 mg/L "
        "(平政办发[2021]58号 三(二)2).",
    },
    {
        "zh": "负荷率为本月实测平均水量与设计能力之比；没有水量或设计能力的不推算。"
        "接近满负荷的界限由查询给出，文件未规定。",
        "en": "The load is the month's measured mean flow over the design capacity; where one is missing nothing is "
        "assumed. From which share a plant is near full the query says; no plan does.",
    },
)  # fmt: skip


def assess_treatment_plants(
    c: Connection, store: Store, settings: Settings, month: str, *, basis: Basis = ALL, near_full: float = NEAR_FULL
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Every treatment plant in a month, and the inflow BOD of all of them together (污水处理厂月评价).

    Parameters
    ----------
    month
        ``YYYY-MM`` of Asia/Shanghai.
    basis
        ``all`` values, or the official ones only (``final``, 终版).
    near_full
        Share of capacity from which a plant counts as 接近满负荷.

    Returns
    -------
    rows, inflow
        JSON ready: a row a plant in the order of the layer, and `judge_inflow_bod` of the plants' means of the year.
    """
    plants = [plant for plant in layer_rows(c, store, "dischargers", PLANT_FIELDS) if plant["kind"] in PLANT_KINDS]
    codes = [str(plant["code"]) for plant in plants]
    start, end = month_bounds(f"{read_month(month)[:4]}-01", month)
    samples = load_site_samples(c, store, "dischargers", start=start, end=end, site_codes=codes, basis=basis)
    point = samples["site_name"].fillna("").str.strip() if len(samples) else pd.Series(dtype=object)
    out = samples[(point == OUTFLOW).to_numpy(dtype=bool) & (samples["month"] == month).to_numpy(dtype=bool)]
    effluent = mean_values(out, out["site_code"], settings).rows(codes)
    bod = _inflow_months(samples[(point == INFLOW).to_numpy(dtype=bool)], settings)
    standards = {code: read_emission_standard(p["emission_standard"]) for code, p in zip(codes, plants, strict=True)}
    judged = judge_by_standard(standards, effluent)
    means = pd.Series({code: _mean(bod.get(code)) for code in codes}, dtype=float)
    names = {code: str(plant["name"] or code) for code, plant in zip(codes, plants, strict=True)}
    rows = [
        _row(plant, standards[code], judged.get(code), effluent, bod.get(code), near_full)
        for code, plant in zip(codes, plants, strict=True)
    ]
    return rows, judge_inflow_bod(means.rename(index=names))


def _inflow_months(samples: pd.DataFrame, settings: Settings) -> dict[str, pd.Series]:
    """Each plant's inflow BOD5 by month [mg/L]."""
    samples = samples[samples["indicator"] == BOD]
    if samples.empty:
        return {}
    keys = samples["site_code"].astype(str) + "\n" + samples["month"].astype(str)
    means = mean_values(samples, keys, settings).means[BOD]
    told: dict[str, dict[str, float]] = {}
    for key, value in zip(map(str, means.index), means.tolist(), strict=True):
        if value == value:
            code, month = key.split("\n")
            told.setdefault(code, {})[month] = value
    return {code: pd.Series(months, dtype=float) for code, months in told.items()}


def _mean(months: pd.Series | None) -> float:
    """The mean of a plant's months, NaN for none."""
    return float(cleaned([months.mean()])[0]) if months is not None and len(months) else np.nan


def judge_by_standard(standards: Mapping[str, EmissionStandard], effluent: SiteValues) -> dict[str, dict[str, Any]]:
    """Effluents whose standard could be read, by code; those of one rule at once (按标准判定出水)."""
    groups: dict[tuple[Any, ...], list[str]] = {}
    for code, standard in standards.items():
        if rule := standard.rule:
            groups.setdefault((rule.water_class, rule.quasi, rule.items, rule.excepted, rule.source), []).append(code)
    found: dict[str, dict[str, Any]] = {}
    for codes in groups.values():
        rule, rows = standards[codes[0]].rule, effluent.rows(codes)
        assert rule is not None
        answers = judge_effluents(rows.means, rule, detection_limits=rows.detection_limits, lower_values=rows.lower)
        found |= {answer["plant"]: answer for answer in answers}
    return found


def _row(
    plant: Mapping[str, Any], standard: EmissionStandard, answer: Mapping[str, Any] | None, effluent: SiteValues,
    bod: pd.Series | None, near_full: float,
) -> dict[str, Any]:  # fmt: skip
    """One plant."""
    code = str(plant["code"])
    days = effluent.sampled_on.get(code, ())
    flow = _value(effluent, code, FLOW)
    attainment = answer["attainment"] if answer and days else "undetermined"
    if attainment == "met" and standard.unread:
        attainment = "met_on_n"  # a part of the standard was not understood: it may ask for more
    load = load_share(flow, plant["capacity_m3_per_d"], near_full=near_full)
    inflow = _inflow(bod)
    missed = [
        {name: item[name] for name in ("code", "name_zh", "name_en", "value", "limit", "multiple")}
        for item in (answer["items"] if answer else ())
        if item["state"] == "missed"
    ]
    nitrogen = _value(effluent, code, TOTAL_NITROGEN)
    reasons = _reasons(standard, bool(days), missed, load, inflow)
    return {
        **{name: plant[name] for name in PLANT_FIELDS},
        "class": answer["class"] if answer else None,
        "class_name": answer["class_name"] if answer else None,
        "document": standard.document,
        "items_named": standard.items_named,
        "excepted": answer["excepted"] if answer else [],
        "excepted_names": described(answer["excepted"] if answer else ()),
        "unread": list(standard.unread),
        "attainment": attainment,
        "items": answer["items"] if answer else [],
        "not_judgeable": answer["not_judgeable"] if answer else [],
        "missed": missed,
        "total_nitrogen_mg_per_l": shown_value(nitrogen, None),
        "sampled_on": list(days),
        "load": load,
        "inflow": inflow,
        "source": answer["source"] if answer else None,
        "reasons_zh": [zh for zh, _ in reasons],
        "reasons_en": [en for _, en in reasons],
    }


def _value(values: SiteValues, code: str, indicator: str) -> float | None:
    """One mean, None where there is none."""
    if indicator not in values.means.columns:
        return None
    number = float(values.means[indicator].to_numpy()[values.means.index.get_loc(code)])
    return number if number == number else None


def _inflow(bod: pd.Series | None) -> dict[str, Any]:
    """A plant's inflow BOD of the year so far: its months against both limits."""
    judged = judge_inflow_bod(pd.Series(dtype=float) if bod is None else bod)
    lowest = min(judged["plants"], key=lambda one: float(one["value"]), default={"value": None, "plant": None})
    return {
        "state": judged["state"],
        "mean_mg_per_l": judged["mean"],
        "minimum_mg_per_l": lowest["value"],
        "minimum_month": lowest["plant"],
        "months": [
            {"month": one["plant"], "value": one["value"], "too_low": one["too_low"]} for one in judged["plants"]
        ],
        "limit_mean_mg_per_l": judged["limit_mean"],
        "limit_each_mg_per_l": judged["limit_each"],
        "reasons_zh": judged["reasons_zh"],
        "reasons_en": judged["reasons_en"],
        "source": judged["source"],
    }


def _reasons(
    standard: EmissionStandard, is_sampled: bool, missed: Sequence[Mapping[str, Any]], load: Mapping[str, Any],
    inflow: Mapping[str, Any],
) -> list[tuple[str, str]]:  # fmt: skip
    """Why the row says what it says, in both languages."""
    found = []
    if standard.rule is None:
        found.append((standard.zh or "", standard.en or ""))
    if standard.unread:
        found.append(
            (f"排放标准中有未识别的内容：{'、'.join(standard.unread)}。",
             f"Parts of the standard were not understood: {', '.join(standard.unread)}.")
        )  # fmt: skip
    if not is_sampled:
        found.append(("本月没有出水监测数据。", "No effluent values this month."))
    found += [
        (f"{one['name_zh']}{one['value']:g} mg/L，超过限值{one['limit']:g} mg/L。",
         f"{one['name_en']} is {one['value']:g} mg/L, above {one['limit']:g} mg/L.")
        for one in missed
    ]  # fmt: skip
    if load["flag"] in ("over", "near_full"):
        share = load["share_percent"]
        found.append((f"负荷率{share:.1f}%，{load['zh']}。", f"Load {share:.1f} %: {load['en']}."))
    elif load["flag"] == "unknown":
        found.append(("水量或设计能力未知，没有负荷率。", "Flow or capacity is not known: there is no load share."))
    return [*found, *zip(inflow["reasons_zh"], inflow["reasons_en"], strict=True)]
