"""Factors of a lead by what it is and what is on record of it (特征因子、档案因子、类型因子、季节因子)."""

from __future__ import annotations

from math import exp
from typing import Final

from app.tracing.candidates import Candidate, Factor
from app.tracing.factor_tables import factor_numbers, number, typical_of
from app.tracing.factors import OURS
from app.tracing.trace_context import TraceContext, Weighed
from app.tracing.wording import KIND_WORDS

_FIT_WORDS: Final = {
    "typical": ("典型污染物", "typical of its category"),
    "possible": ("可能排放的污染物", "possible for its category"),
    "untypical": ("非典型污染物", "not typical of its category"),
}


def weigh_pollutant(candidate: Candidate, indicator: str) -> Weighed:
    """Whether the indicator is one that it discharges (特征因子): permit items first, then what its category tells.

    1 where neither is known. It supports where the indicator is listed or typical; it contradicts where a list is
    known without it and its category does not have it either.

    Examples
    --------
    >>> plant = Candidate("outfall", "outfalls", "A", "甲", 0, 0.0, category="城镇污水处理厂", indicators=("w21003",))
    >>> weigh_pollutant(plant, "w21003").factor.value, round(weigh_pollutant(plant, "w21017").factor.value, 3)
    (2.0, 0.245)
    >>> weigh_pollutant(Candidate("outfall", "outfalls", "B", "乙", 0, 0.0), "w21003").factor.value
    1.0
    """
    typical = typical_of(candidate.category, candidate.kind, indicator)
    if indicator in candidate.indicators:
        value = number("pollutant_listed")
        zh, en = (
            "特征污染物或许可项目列有本指标。",
            "The indicator is among its characteristic pollutants or permit items.",
        )
        return Weighed(Factor("pollutant", value, value, "1", f"特征污染物与许可项目；{OURS}", zh, en), 1)
    if typical is None and not candidate.indicators:
        zh, en = (
            "特征污染物和类型均未知，不加减。",
            "Neither its pollutants nor its category is known: neither raised nor lowered.",
        )
        return Weighed(Factor("pollutant", 1.0, None, "1", "", zh, en), 0)
    value, source, parts_zh, parts_en, stance = 1.0, OURS, [], [], 0
    if typical is not None:
        value *= number(f"pollutant_{typical.fit}")
        words = _FIT_WORDS[typical.fit]
        source = f"{typical.source}（可靠程度 {typical.confidence}）；{OURS}"
        parts_zh, parts_en = [f"该类型的{words[0]}"], [words[1]]
        stance = {"typical": 1, "possible": 0, "untypical": -1 if candidate.indicators else 0}[typical.fit]
    if candidate.indicators:
        value *= number("pollutant_not_listed")
        parts_zh.append("特征污染物和许可项目中没有本指标")
        parts_en.append("not among its characteristic pollutants or permit items")
        stance = min(stance, 0)
    zh, en = "本指标：" + "，".join(parts_zh) + "。", "The indicator is " + ", ".join(parts_en) + "."
    return Weighed(Factor("pollutant", value, value, "1", source, zh, en), stance)


def weigh_record(candidate: Candidate) -> Weighed:
    """What is on record of it (档案因子): exceedances, open problems, months without their sample, what was seen.

    Exceedances by Poisson: how much likelier that many are for a source that was found than for any other. 1 where
    nothing is on record.

    Examples
    --------
    >>> weigh_record(Candidate("outfall", "outfalls", "A", "甲", 0, 0.0)).factor.value
    1.0
    >>> round(weigh_record(Candidate("outfall", "outfalls", "A", "甲", 0, 0.0, exceedances=2)).factor.value, 2)
    3.43
    """
    value, zh, en = 1.0, [], []
    if candidate.exceedances is not None:
        count = candidate.exceedances
        source_rate, ordinary_rate = number("record_rate_source"), number("record_rate_ordinary")
        ratio = exp(ordinary_rate - source_rate) * (source_rate / ordinary_rate) ** min(count, 50)
        value *= min(ratio, number("record_most"))
        zh.append(f"记录期内超标 {count} 次")
        en.append(f"exceedances on record: {count}")
    if candidate.open_problems:
        value *= number("record_open_problem")
        zh.append(f"未办结问题 {candidate.open_problems} 个")
        en.append(f"open problems: {candidate.open_problems}")
    if candidate.sampling_gaps:
        value *= number("record_sampling_gap")
        zh.append(f"应测未测 {candidate.sampling_gaps} 个月")
        en.append(f"months without their sample: {candidate.sampling_gaps}")
    if candidate.is_discharging is not None:
        value *= number("record_seen_discharging" if candidate.is_discharging else "record_seen_dry")
        zh.append("现场最近一次所见" + ("在排水" if candidate.is_discharging else "未排水"))
        en.append("last seen " + ("discharging" if candidate.is_discharging else "dry"))
    if not zh:
        blank = Factor(
            "record", 1.0, None, "1", "", "没有档案记录，不加减。", "Nothing on record: neither raised nor lowered."
        )
        return Weighed(blank, 0)
    exceeded = None if candidate.exceedances is None else float(candidate.exceedances)
    source = f"监测、巡查和问题台账；{OURS}"
    en_text = "; ".join(en).capitalize() + "."
    return Weighed(Factor("record", value, exceeded, "次", source, "，".join(zh) + "。", en_text), 0)


def weigh_type(candidate: Candidate) -> Weighed:
    """How often its kind turns out to be what was looked for (类型因子): ours, until verdicts tell.

    Examples
    --------
    >>> weigh_type(Candidate("unlisted", "", "", "", 0, 0.0)).factor.value
    0.4
    """
    known = factor_numbers()[f"type_{candidate.kind}"]
    words = KIND_WORDS[candidate.kind]
    zh, en = f"类别：{words.zh}。", f"Kind: {words.en.lower()}."
    return Weighed(Factor("type", known.value, known.value, "1", known.source, zh, en), 0)


def weigh_season(candidate: Candidate, context: TraceContext) -> Weighed:
    """Whether season and rain suit it (季节降雨因子); 1 where neither is known.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> july = datetime(2026, 7, 8, tzinfo=UTC)
    >>> overflow = Candidate("drain", "drains", "A", "甲", 0, 0.0, is_rain_driven=True)
    >>> weigh_season(overflow, TraceContext("w21003", july, july, had_rain=False)).factor.value
    0.2
    >>> weigh_season(overflow, TraceContext("w21003", july, july)).factor.value
    1.0
    """
    rain, flood = context.had_rain, context.is_flood_season
    if rain is None and flood is None:
        zh, en = "雨情和汛期未知，不加减。", "Rain and season unknown: neither raised nor lowered."
        return Weighed(Factor("season", 1.0, None, "1", "", zh, en), 0)
    if candidate.kind in ("pool", "opened_sluice"):
        name = "season_pool_flood" if rain or (rain is None and flood) else "season_pool_dry"
    elif candidate.is_rain_driven:
        name = ("season_rain" if rain else "season_dry") if rain is not None else ""
        name = name or ("season_flood" if flood else "season_not_flood")
    else:
        name = ""
    known = factor_numbers().get(name)
    value = 1.0 if known is None else known.value
    zh = "不随雨排放，季节不加减。" if known is None else f"{known.zh}。"
    en = "Not driven by rain; the season does not count." if known is None else f"{known.en.capitalize()}."
    source = "；".join(filter(None, [context.season_source, known.source if known else ""]))
    return Weighed(Factor("season", value, value, "1", source, zh, en), 0)
