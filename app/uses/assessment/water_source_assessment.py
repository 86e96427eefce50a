"""Drinking-water sources in a month from the store: schedule, quality, exemptions (水源地评价)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection

from app.assessment.groundwater_limits import groundwater_items
from app.assessment.limits import NUMERALS
from app.assessment.sampling_schedule import last_day_of_period, overdue
from app.assessment.source_quality import SourceQuality
from app.calendar_months import UTC_OFFSET, month_bounds, read_month, shift_month
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, FINAL, Basis
from app.store.site_samples import load_last_sampled
from app.uses.assessment.site_values import (
    SiteExemption,
    SiteValues,
    described,
    exemptions_of_sites,
    joined_values,
    load_site_samples,
    mean_values,
)
from app.uses.assessment.water_source_items import source_items
from app.uses.assessment.water_source_quality import (
    SOURCE_FIELDS,
    SourceFacts,
    judge_sources,
    judged_items,
    source_facts,
)
from app.uses.registers.register_lookup import today_in_china

SHOWN: Final = tuple(name for name in SOURCE_FIELDS if name not in ("target_class", "monitored_set"))
UNTOLD: Final = ("unknown_frequency", "date_in_future")  # whether it is overdue cannot be told
NOTES: Final = (
    {
        "zh": "地表水水源按 GB 3838-2002 表1的20项（不含化学需氧量）定类，表2的5项和所选表3项目按限值判定；"
        "地下水水源按 GB/T 14848-2017 Ⅲ类39项评价。总氮、粪大肠菌群只列出，不参评。",
        "en": "Surface sources: class by 20 items of GB 3838-2002 Table 1 (without COD), the 5 of Table 2 and the "
        "chosen ones of Table 3 as pass or fail; groundwater sources: Ⅲ of GB/T 14848-2017 on 39 items. Total nitrogen "
        "and coliforms stand beside.",
    },
    {
        "zh": "每个水源地按其监测频次取截至本月最近一次采样所在的月、季、半年或年评价；频次未知的取采样当月。"
        "逾期按自然周期计算，截至本月最后一天（当月截至今天）。",
        "en": "Each source is judged on the month, quarter, half-year or year, by its frequency, of its latest sample "
        "up to this month; of an unknown frequency, on the month of that sample. Overdue by calendar periods, as of "
        "the month's last day (of the current month, today).",
    },
    {
        "zh": "免考须有文号，并覆盖评价所用的全部月份；免考前后两种结果并列。",
        "en": "An exemption needs a document and must cover every month that the answer rests on; both results "
        "are given.",
    },
)  # fmt: skip


def assess_water_sources(
    c: Connection, store: Store, settings: Settings, month: str, *, basis: Basis = ALL, today: date | None = None
) -> list[dict[str, Any]]:
    """Every source up to a month: when it was sampled, whether that is overdue, its quality (水源地月评价).

    Parameters
    ----------
    month
        ``YYYY-MM`` of Asia/Shanghai; later samples are not looked at.
    basis
        ``all`` values, or the official ones only (``final``, 终版).
    today
        The day of Asia/Shanghai; by default today's.

    Returns
    -------
    list of dict
        JSON ready, in the order of the layer.
    """
    sources = source_facts(c, store)
    _, end = month_bounds(read_month(month), month)
    final = FINAL if basis == FINAL else None
    last = {
        code: (at + UTC_OFFSET).date()
        for code, at in load_last_sampled(c, store, "water_sources", end=end, status=final).items()
    }
    spans = {source.code: _span(last[source.code], source.months, month) for source in sources if source.code in last}
    values = _values(c, store, settings, spans, basis).rows([source.code for source in sources])
    exemptions = exemptions_of_sites(c, store, min((span[0] for span in spans.values()), default=month), month)
    held = {code: _held(exemptions.get(code, ()), days) for code, days in values.sampled_on.items()}
    judged = judge_sources(sources, {source.code: source.code for source in sources}, values, held)
    items = source_items(sources, values, judged)
    counts = dict(zip(values.counts.index, values.counts.sum(axis=1).tolist(), strict=True))
    schedule = _schedules(sources, last, min(today or today_in_china(), _last_day(month)))
    return [
        _row(
            source, judged.get(source.code), schedule[source.code], held[source.code],
            _period(source, spans.get(source.code), values.sampled_on[source.code], int(counts[source.code])),
        )
        | {"items": items.get(source.code, [])}
        for source in sources
    ]  # fmt: skip


def _span(last: date, months: int | None, month: str) -> tuple[str, str]:
    """First and last month that the answer rests on: the period of the last sample, no later than ``month``."""
    end = last_day_of_period(last, months or 1).strftime("%Y-%m")
    return shift_month(end, 1 - (months or 1)), min(end, month)


def _values(
    c: Connection, store: Store, settings: Settings, spans: Mapping[str, tuple[str, str]], basis: Basis
) -> SiteValues:
    """The means of each source in its own span; one reading a span."""
    sites: dict[tuple[str, str], list[str]] = {}
    for code, span in spans.items():
        sites.setdefault(span, []).append(code)
    parts = []
    for (first, last), codes in sites.items():
        start, end = month_bounds(first, last)
        samples = load_site_samples(c, store, "water_sources", start=start, end=end, site_codes=codes, basis=basis)
        parts.append(mean_values(samples, samples["site_code"], settings))
    return joined_values(parts)


def _held(exemptions: Sequence[SiteExemption], days: Sequence[str]) -> tuple[SiteExemption, ...]:
    """The exemptions that cover every month in which the source was sampled."""
    months = {day[:7] for day in days}
    return tuple(one for one in exemptions if months and one.holds(months))


def _last_day(month: str) -> date:
    """The last day of a month."""
    after = shift_month(month, 1)
    return date(int(after[:4]), int(after[5:]), 1) - timedelta(days=1)


def _schedules(sources: Sequence[SourceFacts], last: Mapping[str, date], today: date) -> dict[str, dict[str, Any]]:
    """When each source is due."""
    table = pd.DataFrame(
        {
            "code": pd.Series([source.code for source in sources], dtype=object),
            "frequency": pd.Series([source.told["frequency"] or "" for source in sources], dtype=object),
            "last_sampled": pd.Series([last.get(source.code) for source in sources], dtype=object),
        }
    )
    names = ("state", "state_zh", "state_en", "due_on", "days_overdue")
    told = overdue(table, today).to_dict("records")
    return {
        str(row["code"]): {
            "last_sampled": None if row["code"] not in last else last[row["code"]].isoformat(),
            "is_overdue": None if row["state"] in UNTOLD else row["state"] == "overdue",
            **{name: row[name] for name in names},
        }
        for row in told
    }  # fmt: skip


def _period(
    source: SourceFacts, span: tuple[str, str] | None, days: Sequence[str], count: int
) -> dict[str, Any] | None:
    """What the answer rests on."""
    if span is None:
        return None
    return {
        "first_month": span[0], "last_month": span[1], "months": source.months, "sampled_on": list(days),
        "value_count": count,
    }  # fmt: skip


def _row(
    source: SourceFacts, quality: SourceQuality | None, schedule: Mapping[str, Any], held: Sequence[SiteExemption],
    period: Mapping[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """One source."""
    reason = None
    if quality is None:
        reason = ("未填写水源类型，不能评价。", "The kind of source is not given: it is not judged.")
    elif period is None:
        reason = ("截至本月没有监测数据。", "No values up to this month.")
    answer = quality.as_dict() if quality else {}
    exempted = {exemption["indicator"] for exemption in answer.get("exemptions", ())}
    return {
        **{name: source.told[name] for name in SHOWN},
        **schedule,
        "period": period,
        "class": answer.get("class"),
        "class_name": answer.get("class_name"),
        "target_class": source.target_class,
        "target_class_name": NUMERALS[source.target_class],
        "target_class_assumed": source.is_target_assumed,
        "attainment": answer.get("attainment", "undetermined"),
        "attainment_exempted": answer.get("attainment_exempted", "undetermined"),
        "parts": answer.get("parts", {}),
        "missed": [one | {"exempted": one["code"] in exempted} for one in answer.get("missed", ())],
        "missing": described(answer.get("missing", ())),
        "undeterminable": described(answer.get("undeterminable", ())),
        "beside": answer.get("beside", {}),
        "table_3_chosen": None if source.chosen is None or source.is_ground else list(source.chosen),
        "required_count": len(source.required or groundwater_items()) if source.is_ground
        else len(judged_items(False, source.chosen)),
        "unknown_items": list(source.unknown_items),
        "exemptions": [one.as_dict() for one in held],
        "notes_zh": answer.get("notes_zh", []),
        "notes_en": answer.get("notes_en", []),
        "reason_zh": reason[0] if reason else None,
        "reason_en": reason[1] if reason else None,
    }  # fmt: skip
