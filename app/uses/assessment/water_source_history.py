"""Drinking-water sources month by month as rule sets look at them (水源地逐月考核结果)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from app.accountability.outcome import MONTH, WATER_SOURCE, MissedIndicator, SubjectMonth, TargetOutcome
from app.assessment.indicators import indicator_table
from app.assessment.source_quality import SourceQuality
from app.calendar_months import month_bounds, read_month
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import FINAL
from app.uses.assessment.site_values import (
    SiteValues,
    exemptions_of_sites,
    joined_values,
    load_site_samples,
    mean_values,
)
from app.uses.assessment.water_source_quality import USUAL_CLASS, SourceFacts, judge_sources, source_facts

SHARED_SIGN = "\n"  # between code and month in a row's key; no code holds it


def water_source_months(c: Connection, store: Store, settings: Settings, months: Sequence[str]) -> list[SubjectMonth]:
    """Every water source in each of some months, on official values sampled in that very month (水源地逐月结果).

    Parameters
    ----------
    months
        ``YYYY-MM`` of Asia/Shanghai, in any order.

    Returns
    -------
    list of SubjectMonth
        By month, then in the order of the layer. A month without a value is ``undetermined``: what was sampled before
        is never carried on. Attainment and missed indicators are those after exemptions.
    """
    wanted = sorted({read_month(month) for month in months})
    sources = source_facts(c, store)
    if not wanted or not sources:
        return []
    start, end = month_bounds(wanted[0], wanted[-1])
    samples = load_site_samples(c, store, "water_sources", start=start, end=end, basis=FINAL)
    known = {source.code for source in sources}
    samples = samples[samples["month"].isin(wanted) & samples["site_code"].isin(known)].reset_index(drop=True)
    keys = samples["site_code"].astype(str) + SHARED_SIGN + samples["month"].astype(str)
    values = mean_values(samples, keys, settings) if len(samples) else joined_values([])
    exemptions = exemptions_of_sites(c, store, wanted[0], wanted[-1])
    code_of = {str(key): str(key).split(SHARED_SIGN)[0] for key in values.means.index}
    held = {
        key: [one for one in exemptions.get(code, ()) if one.holds([key.split(SHARED_SIGN)[1]])]
        for key, code in code_of.items()
    }
    judged = judge_sources(sources, code_of, values, held)
    return [
        _record(source, month, judged.get(f"{source.code}{SHARED_SIGN}{month}"), values)
        for month in wanted
        for source in sources
    ]


def _record(source: SourceFacts, month: str, quality: SourceQuality | None, values: SiteValues) -> SubjectMonth:
    """One source in one month."""
    told: dict[str, Any] = dict(source.told)
    exempted = {one.indicator for one in quality.exemptions} if quality else set()
    missed = tuple(
        _missed(code, multiple)
        for code, multiple in (quality.missed.items() if quality else ())
        if code not in exempted
    )
    target = TargetOutcome(
        purpose="考核",
        period=MONTH,
        water_class=source.target_class,
        attainment=quality.attainment_exempted if quality else "undetermined",
        missed=missed,
        month_attainment=quality.attainment_exempted if quality else None,
        month_missed=missed,
    )
    return SubjectMonth(
        kind=WATER_SOURCE,
        code=source.code,
        name=str(told["name"] or source.code),
        month=month,
        river=told["river"],
        district=told["district"],
        township=told["township"],
        scale=told["scale"],
        targets=(target,),
        water_class=(quality.water_class or None) if quality else None,
        is_complete=quality is not None and _is_complete(source, quality),
        over_3=missed if source.target_class == USUAL_CLASS else (),
        is_final=quality is not None,
        values=_values(f"{source.code}{SHARED_SIGN}{month}", values),
    )


def _is_complete(source: SourceFacts, quality: SourceQuality) -> bool:
    """Whether all that must be judged was; where the list of items is not known, that cannot be said."""
    known = (source.is_ground or source.chosen is not None) and not source.unknown_items
    return known and not quality.missing and not quality.undeterminable


def _missed(code: str, multiple: float | None) -> MissedIndicator:
    """One missed indicator with its names."""
    known = indicator_table()[code]
    return MissedIndicator(code, known.zh, known.en, multiple)


def _values(key: str, values: SiteValues) -> dict[str, float]:
    """The month's means by indicator."""
    if key not in values.means.index:
        return {}
    numbers = values.means.loc[[key]].to_numpy(dtype=float)[0].tolist()
    return {
        code: value
        for code, value in zip(map(str, values.means.columns), numbers, strict=True)
        if value == value and code in indicator_table()
    }
