"""What a month's publication holds, from its close: sections that missed with their sums, sources (月度公开)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection

from app.accountability.compensation_lines import CompensationLine
from app.accountability.exceedance import ASSESSMENT
from app.accountability.months import ends_quarter
from app.accountability.outcome import MISSED, OUTFALL, SECTION, UNDETERMINED, SubjectMonth, TargetOutcome
from app.accountability.rules import Rule, RuleSet
from app.export.publication import MissedSection, MonitoredPlace, OpenSection, Publication
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import FINAL
from app.uses.accountability.month_close import MonthClose
from app.uses.assessment.outfall_assessment import assess_outfalls
from app.uses.assessment.water_source_assessment import assess_water_sources

RURAL: Final = "千吨万人"


def month_publication(c: Connection, store: Store, settings: Settings, close: MonthClose) -> Publication:
    """The publication of a close (月度公开内容): final values only, nothing about persons.

    Sections of the districts that the plan binds, with a target in force; the sums are those of the close, so that the
    page and the letters cannot disagree. Sources of 千吨万人 stand in the months that end a quarter.
    """
    paid: dict[str, list[CompensationLine]] = {}
    for line in close.compensation.lines:
        if line.subject_code:
            paid.setdefault(line.subject_code, []).append(line)
    sections = [
        record
        for record in close.subjects
        if record.kind == SECTION and record.targets and close.rule_set.binds(record.district)
    ]
    missed: list[MissedSection] = []
    open_sections: list[OpenSection] = []
    for record in sections:
        targets = [one for one in record.targets if one.purpose == ASSESSMENT] or list(record.targets)
        broken = [one for one in targets if _of_month(one) == MISSED]
        lines = paid.get(record.code, [])
        if broken or lines:
            missed.append(_missed(record, broken[0] if broken else targets[0], lines[0] if lines else None))
        elif all(_of_month(one) in (UNDETERMINED, None) for one in targets):
            open_sections.append(OpenSection(record.name, record.river, record.district, _why(record)))
    sources = _sources(c, store, settings, close.month) if ends_quarter(close.month) else None
    asked = _outfall_rule(close.rule_set)
    outfalls = _outfalls(c, store, settings, close.month, asked) if asked else None
    return Publication(
        month=close.month,
        place=close.rule_set.area.zh,
        sections_assessed=len(sections),
        missed=tuple(missed),
        open_sections=tuple(open_sections),
        outfalls=outfalls,
        sources=sources,
        issuer=None,
    )


def _of_month(target: TargetOutcome) -> str | None:
    """This month's answer of a target."""
    return target.attainment if target.period == "month" else target.month_attainment


def _missed(record: SubjectMonth, target: TargetOutcome, line: CompensationLine | None) -> MissedSection:
    """One section that missed; without a payment it has neither payer nor sum."""
    indicators = target.missed if target.period == "month" else target.month_missed
    return MissedSection(
        section=record.name,
        river=record.river,
        district=record.district,
        target_class=target.water_class,
        water_class=record.water_class,
        pollutants="、".join(one.words().zh for one in indicators),
        payer=line.payer if line else None,
        amount_fen=line.amount_fen if line else None,
        clause=line.clause if line else None,
    )


def _why(record: SubjectMonth) -> str:
    """Why a section was not judged."""
    if record.state:
        return record.state
    return "项目不足" if record.is_final else "没有终版数据"


def _outfall_rule(plan: RuleSet) -> Rule | None:
    """The rule that asks for the results of outfalls to be published; None where the plan has none."""
    return next(
        (rule for rule in plan.rules if OUTFALL in rule.selection.kinds and rule.parameters.get("publishes")), None
    )


def _outfalls(c: Connection, store: Store, settings: Settings, month: str, rule: Rule) -> tuple[MonitoredPlace, ...]:
    """The outfalls of the waters that the rule names, on official values."""
    waters = set(rule.selection.rivers) or None
    return tuple(
        MonitoredPlace(
            name=str(row["name"] or row["code"]),
            code=str(row["code"]),
            water=row["receiving_water"],
            district=row["district"],
            verdict=str(row["attainment"]) if row["sampled_on"] else "not_monitored",
            exceeded="、".join(str(item["name_zh"]) for item in row["missed"]),
            standard=row["emission_standard"],
            sampled_on=row["sampled_on"][-1] if row["sampled_on"] else None,
        )
        for row in assess_outfalls(c, store, settings, month, waters=waters, basis=FINAL)
    )


def _sources(c: Connection, store: Store, settings: Settings, month: str) -> tuple[MonitoredPlace, ...]:
    """The 千吨万人 sources of the quarter, on official values."""
    rows = assess_water_sources(c, store, settings, month, basis=FINAL)
    return tuple(_source(row, month) for row in rows if row.get("scale") == RURAL)


def _source(row: dict[str, Any], month: str) -> MonitoredPlace:
    """One source; one that was not sampled this quarter is said to be so."""
    quarter = {f"{month[:4]}-{number:02d}" for number in range(int(month[5:]) - 2, int(month[5:]) + 1)}
    sampled = str(row.get("last_sampled") or "")
    here = sampled[:7] in quarter
    return MonitoredPlace(
        name=str(row["name"]),
        code=str(row["code"]),
        water=row.get("kind"),
        district=row.get("district"),
        exceeded="、".join(str(one["name_zh"]) for one in row.get("missed", ()) if not one.get("exempted"))
        if here
        else "",
        verdict=str(row.get("attainment") or UNDETERMINED) if here else "not_monitored",
        sampled_on=sampled[:10] if here else None,
    )
