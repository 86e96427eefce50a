"""One section in one month, with all that its page shows (断面月评价详情)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from app.assessment.attainment import exceedance_multiples, limit_array
from app.assessment.change import compare_section, difference
from app.assessment.main_pollutants import main_pollutants, pollutants_text
from app.assessment.means import reconciliations
from app.assessment.month_sums import sum_codes
from app.assessment.section_month import SectionMonth, shown_multiple
from app.assessment.section_outlook import month_outlook
from app.assessment.trend import Good, spearman_trend
from app.assessment.water_index import index_items, item_indices, section_indices
from app.calendar_months import month_bounds, months_until, shift_month
from app.errors import Absent
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import ALL, Basis
from app.store.samples import load_samples
from app.uses.assessment.exempted_months import JudgedSection, judge_months, result_of
from app.uses.assessment.matrix_lists import means_of_matrix
from app.uses.assessment.section_course import section_course
from app.uses.assessment.section_matrix import assess_matrix
from app.uses.assessment.upstream_section import find_upstream_section
from app.uses.network.river_network import current_network

TOTAL_NITROGEN: Final = "w21001"
TREND_MONTHS: Final = 24


def section_detail(
    c: Connection, store: Store, settings: Settings, code: str, month: str, *, today: date, basis: Basis = ALL
) -> dict[str, Any]:
    """A section's month: indicators, targets, exemptions, change, trend, outlook, upstream (断面月评价详情).

    Parameters
    ----------
    today
        The date of Asia/Shanghai; the outlook is told on it, or on the month's last day where that is earlier.

    Raises
    ------
    app.errors.Absent
        There is no such section, or it is not in force in the month.
    """
    last, year = shift_month(month, -1), shift_month(month, -12)
    judged = judge_months(c, store, settings, [year, last, month], codes=[code], basis=basis)
    if not judged[month]:
        raise Absent(
            f"{month} 没有断面“{code[:80]}”。", f"There is no section {code[:80]!r} in {month}.", parameter="code"
        )
    here = judged[month][0]
    before = {name: judged[name][0].before if judged[name] else None for name in (last, year)}
    section = here.before
    pollutants = main_pollutants(section)
    against = {
        "month": compare_section(before[last], section, "last_month").as_dict(),
        "year": compare_section(before[year], section, "last_year").as_dict(),
    }
    place = section.section.place
    return {
        **section.as_properties(),
        **here.as_dict(),
        "place": [round(place[0], 7), round(place[1], 7)] if place else None,
        "indicators": indicator_rows(section),
        "main_pollutants": [one.as_dict() for one in pollutants],
        "main_pollutants_zh": pollutants_text(pollutants),
        "main_pollutants_en": pollutants_text(pollutants, english=True),
        "change": against,
        "total_nitrogen": next((one for one in against["year"]["indicators"] if one["code"] == TOTAL_NITROGEN), None),
        "trend": trends_of(c, store, settings, code, month, basis),
        "series": section_course(c, store, settings, code, month, basis=basis),
        "outlook": outlook_of(c, store, settings, here, month, today),
        "upstream": upstream_of(c, store, settings, section, month, basis),
        "sources": sources_of(section, settings, basis),
    }


def indicator_rows(section: SectionMonth) -> list[dict[str, Any]]:
    """The indicators with multiples against Ⅲ and the target, index and share, and 临界 (单项指标表)."""
    water_type, leading = section.section.water_type, section.leading_target
    values = {one.code: one.value_unrounded for one in section.indicators if one.value_unrounded is not None}
    items = [code for code in index_items() if code in values]
    numbers = np.array([[values[code] for code in items]], dtype=np.float64)
    indices = dict(zip(items, _item_indices(numbers, items, water_type), strict=True))
    total = section_indices(numbers, items, water_type)[0][0] if items else np.nan
    rows = []
    for one in section.indicators:
        index = indices.get(one.code)
        share = 100 * index / total if index is not None and np.isfinite(total) and total > 0 else None
        rows.append(
            one.as_dict(water_type)
            | {
                "multiple_target": _multiple(one.code, one.value, water_type, leading.target.water_class)
                if leading
                else None,
                "index": index,
                "share_percent": None if share is None else round(share, 2),
                "critical": one.water_class != one.class_unrounded,
                "missed": bool(leading) and one.code in (leading.month_missed if leading else {}),
            }
        )
    return rows


def _item_indices(numbers: Any, items: Sequence[str], water_type: str) -> list[float | None]:
    """The index of each item; None where it has no bound."""
    found = item_indices(numbers, items, water_type)[0] if items else np.zeros(0)
    return [float(one) if np.isfinite(one) else None for one in found]


def _multiple(code: str, value: float | None, water_type: str, water_class: int) -> float | None:
    """The exceedance multiple against a class; None where there is none."""
    if value is None or code not in sum_codes():
        return None
    bounds = limit_array([code], water_type, np.array([water_class]))
    return shown_multiple(float(exceedance_multiples([[value]], [code], bounds)[0, 0]))


def trends_of(
    c: Connection, store: Store, settings: Settings, code: str, month: str, basis: Basis
) -> list[dict[str, Any]]:
    """Spearman's test of each indicator over the months up to one (指标趋势)."""
    names = months_until(month, TREND_MONTHS)
    means = means_of_matrix(assess_matrix(c, store, settings, names, basis=basis, codes=[code]))
    found = []
    for indicator, rows in means[means["valid"].astype(bool)].groupby("indicator"):
        values = dict(zip(rows["month"], rows["mean"].astype(float), strict=True))
        good: Good = "rising" if indicator == "w01009" else "none" if indicator in ("w01001", "w01010") else "falling"
        trend = spearman_trend([values.get(name) for name in names], good=good)
        found.append({"code": str(indicator), "from": names[0], "to": month, **trend.as_dict()})
    return sorted(found, key=lambda one: sum_codes().index(one["code"]))


def outlook_of(
    c: Connection, store: Store, settings: Settings, judged: JudgedSection, month: str, today: date
) -> dict[str, Any] | None:
    """Whether the month will attain, told today or on its last day; None without a target or before the month."""
    leading = judged.after.leading_target
    first = date(int(month[:4]), int(month[5:]), 1)
    if leading is None or today < first:
        return None
    end = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    start, after = month_bounds(month, month)
    samples = load_samples(c, store, site_codes=[judged.code], start=start, end=after)
    return month_outlook(
        judged.after.section,
        samples,
        min(today, end),
        leading.target,
        station_day_min_values=settings.station_day_min_values,
        reconciliation=settings.reconciliation,
    ).as_dict()


def upstream_of(
    c: Connection, store: Store, settings: Settings, section: SectionMonth, month: str, basis: Basis
) -> dict[str, Any] | None:
    """The section upstream, its result beside, and what is added to each indicator (上游来水与本地增量)."""
    frame = load_frame(c, store, "sections", columns=["code", "kind", "river"])
    kinds = {str(code): kind for code, kind in zip(frame["code"], frame["kind"], strict=True)}
    rivers = {str(code): river for code, river in zip(frame["code"], frame["river"], strict=True)}
    found = find_upstream_section(current_network(c, store, settings), section.section.code, kinds, rivers)
    if found is None:
        return None
    above = judge_months(c, store, settings, [month], codes=[found["code"]], basis=basis)[month]
    if not above:
        return None
    other = above[0].before
    theirs = {one.code: one.value for one in other.indicators}
    own = {one.code: one for one in section.indicators}
    leading = other.leading_target
    return {
        **found,
        "name": other.section.name,
        "kind": other.section.attributes.get("kind"),
        "target_class": leading.target.water_class if leading else None,
        "result": result_of(other),
        "indicators": [
            {
                "code": code,
                "upstream": theirs.get(code),
                "here": one.value,
                "added": difference(theirs.get(code), one.value),
            }
            for code, one in own.items()
        ],
    }


def sources_of(section: SectionMonth, settings: Settings, basis: Basis) -> dict[str, Any]:
    """The rules that the means rest on, and which source each indicator came from (数据来源说明)."""
    rule: Mapping[str, str] = reconciliations()[settings.reconciliation]
    used: dict[str, list[str]] = {}
    for one in section.indicators:
        used.setdefault(one.source, []).append(one.code)
    return {
        "basis": basis,
        "reconciliation": settings.reconciliation,
        "reconciliation_zh": rule["zh"],
        "reconciliation_en": rule["en"],
        "reconciliation_source": rule["source"],
        "station_month_min_days": settings.station_month_min_days,
        "station_day_min_values": settings.station_day_min_values,
        "used": used,
        "not_counted": section.not_counted,
    }
