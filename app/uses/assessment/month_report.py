"""A month's report from the store: the content that its paragraphs and its document are written from (月报)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from app.assessment.description import describe
from app.assessment.period_judgement import judge_period
from app.assessment.periods import cumulative_means
from app.assessment.region import RegionMonth, assess_region
from app.assessment.section_month import SectionMonth
from app.calendar_months import months_until, shift_month
from app.export.report_content import Exempted, Group, Lake, Ranking, ReportContent
from app.export.report_sources import group_of, rankings_of, section_lines
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import ALL, Basis
from app.uses.assessment.exempted_months import JudgedSection, judge_months
from app.uses.assessment.index_ranking import rank_period
from app.uses.assessment.lake_assessment import assess_lakes
from app.uses.assessment.region_assessment import By, grouped
from app.uses.assessment.section_facts import section_facts
from app.uses.assessment.stored_means import load_means

PLACE: Final = "本辖区"


def month_report(
    c: Connection, store: Store, settings: Settings, month: str, *, place: str = PLACE, basis: Basis = ALL
) -> ReportContent:
    """What a month's report says, before exemptions, with both results of each exemption (月报内容).

    Parameters
    ----------
    place
        Whose report it is, as its title names it: 聊城市.
    """
    last, year = shift_month(month, -1), shift_month(month, -12)
    judged = judge_months(c, store, settings, [year, last, month], basis=basis)
    before = {name: [one.before for one in rows] for name, rows in judged.items()}
    whole = {name: assess_region(rows, kind="basin", name=place, month=name) for name, rows in before.items()}
    so_far = f"{month[:4]}-01"
    return ReportContent(
        month=month,
        place=place,
        sections=section_lines(before[month], before[last], before[year]),
        overall=group_of(whole[month], last_month=whole[last], last_year=whole[year]),
        rivers=_groups("river", before, month, last, year),
        districts=_groups("district", before, month, last, year),
        lakes=_lakes(c, store, settings, month, basis),
        rankings=_rankings(c, store, settings, month, basis),
        cumulative=group_of(
            _cumulative(c, store, settings, month, place, basis),
            last_year=_cumulative(c, store, settings, year, place, basis),
        ),
        cumulative_from=so_far,
        exemptions=tuple(line for one in judged[month] for line in _exempted(one)),
    )


def _groups(by: By, before: dict[str, list[SectionMonth]], month: str, last: str, year: str) -> tuple[Group, ...]:
    """Rivers or districts with their other periods."""
    parts = {name: grouped(before[name], by) for name in (month, last, year)}
    found = []
    for name, sections in parts[month].items():
        others = {
            other: assess_region(parts[other][name], kind=by, name=name, month=other) if name in parts[other] else None
            for other in (last, year)
        }
        now = assess_region(sections, kind=by, name=name, month=month)
        found.append(group_of(now, last_month=others[last], last_year=others[year]))
    return tuple(found)


def _lakes(c: Connection, store: Store, settings: Settings, month: str, basis: Basis) -> tuple[Lake, ...]:
    """Lakes with class and trophic state."""
    return tuple(
        Lake(
            name=row["name"],
            water_class=row["class"],
            level=row["level_zh"],
            trophic_index=row["trophic"]["index"],
            trophic_level=row["trophic"]["level_zh"],
            trophic_reason=row["trophic"]["reason_zh"],
        )
        for row in assess_lakes(c, store, settings, month, basis=basis)
    )


def _rankings(c: Connection, store: Store, settings: Settings, month: str, basis: Basis) -> tuple[Ranking, ...]:
    """Districts by index, with the change against a year ago."""
    answer = rank_period(c, store, settings, month, "month", "district", basis=basis)
    rows = (row for group in answer["changes"]["groups"] for row in group["rows"])
    changes = {row["key"]: row["change_percent"] for row in rows}
    return tuple(rankings_of("县（市、区）水质指数", answer["ranking"], changes))


def _cumulative(c: Connection, store: Store, settings: Settings, month: str, place: str, basis: Basis) -> RegionMonth:
    """All sections over the year's months up to one."""
    months = months_until(month, int(month[5:]))
    means = cumulative_means(load_means(c, store, settings, months, basis=basis, beyond=()), month)
    facts = section_facts(load_frame(c, store, "sections"), month, {}, settings)
    label = f"{month[:4]}-01..{month}"
    judged = [one.answer for one in judge_period(facts, label, means)]
    return assess_region(judged, kind="basin", name=place, month=label)


def _exempted(one: JudgedSection) -> list[Exempted]:
    """The report's lines of a section's exemptions."""
    return [
        Exempted(
            section=one.before.section.name,
            indicator="、".join(
                str(describe(code, one.before.section.water_type)["name_zh"]) for code in exemption.indicators
            )
            or "全部指标",
            reason=exemption.reason,
            document=exemption.document_number,
            class_before=one.before.water_class or None,
            class_after=one.after.water_class or None,
            attainment_before=one.before.attainment or "undetermined",
            attainment_after=one.after.attainment or "undetermined",
        )
        for exemption in one.exemptions
    ]
