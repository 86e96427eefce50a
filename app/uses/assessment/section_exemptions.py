"""Exemptions in force, and yearly targets on the whole required set (生效的免考与年度目标)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from app.assessment.exemptions import SectionExemption, read_exemption
from app.assessment.section_month import SectionMonth
from app.assessment.targets import YEAR
from app.store.engine import Store
from app.uses.registers.register_lookup import exemptions_in_force


def section_exemptions(c: Connection, store: Store, first_month: str, last_month: str) -> list[SectionExemption]:
    """The exemptions and deductions in force in a span of months (生效的免考与扣除)."""
    read = (read_exemption(entry.content, entry.id) for entry in exemptions_in_force(c, store, first_month, last_month))
    return [one for one in read if one is not None]


def with_year_of(judged: SectionMonth, whole: SectionMonth) -> SectionMonth:
    """A section's month whose yearly targets are answered on the whole required set (年度目标按全部指标)."""
    if judged is whole:
        return judged
    targets = tuple(
        replace(one, attainment=full.attainment, missed=full.missed) if one.target.period == YEAR else one
        for one, full in zip(judged.targets, whole.targets, strict=True)
    )
    return replace(judged, targets=targets)
