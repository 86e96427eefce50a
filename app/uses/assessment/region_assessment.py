"""Rivers, lakes, basins and districts of a month: level, shares, main pollutants, change (区域月评价)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from sqlalchemy import Connection

from app.assessment.change import region_change
from app.assessment.limits import LAKE
from app.assessment.never_worse import hold_against_base, standing_of_region
from app.assessment.region import RegionMonth, assess_region, sections_by_district
from app.assessment.section_month import SectionMonth
from app.calendar_months import shift_month
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.exempted_months import judge_months

By = Literal["river", "lake", "district", "basin"]
WHOLE: Final = "全部断面"


def assess_regions(
    c: Connection,
    store: Store,
    settings: Settings,
    month: str,
    by: By,
    *,
    basis: Basis = ALL,
    codes: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Each river, lake or district, or all sections together, in a month, JSON ready (区域月评价); ``codes``: of these
    sections only.

    Each row is `RegionMonth.as_dict` of the result before exemptions, with ``after`` where an exemption holds in the
    region, ``change`` against last month and the same month a year ago in the words of the rule, and ``never_worse``
    against a year ago (只能变好，不能变差).
    """
    last, year = shift_month(month, -1), shift_month(month, -12)
    judged = judge_months(c, store, settings, [year, last, month], basis=basis, codes=codes)
    before = {name: grouped([one.before for one in rows], by) for name, rows in judged.items()}
    after = grouped([one.after for one in judged[month]], by)
    exempt = {one.code for one in judged[month] if one.exemptions}
    rows = []
    for name, sections in before[month].items():
        now = assess_region(sections, kind=by, name=name, month=month)
        others = {
            label: assess_region(before[other][name], kind=by, name=name, month=other)
            if name in before[other]
            else None
            for label, other in (("month", last), ("year", year))
        }
        held = any(one.section.code in exempt for one in sections)
        rows.append(
            now.as_dict()
            | {
                "after": assess_region(after[name], kind=by, name=name, month=month).as_dict() if held else None,
                "change": {label: region_change(other, now).as_dict() for label, other in others.items()},
                "never_worse": _never_worse(name, others["year"], now),
            }
        )
    return rows


def grouped(sections: Sequence[SectionMonth], by: By) -> dict[str, list[SectionMonth]]:
    """Sections by what they lie in (分组), by name; those that lie in none are left out.

    A basin is all sections together: no layer tells which basin a section lies in.
    """
    if by == "basin":
        return {WHOLE: list(sections)} if sections else {}
    if by == "district":
        return dict(sorted(sections_by_district(sections).items()))
    found: dict[str, list[SectionMonth]] = {}
    for one in sections:
        is_lake = one.section.water_type == LAKE
        name = one.section.attributes.get("lake") or one.section.name if is_lake else one.section.river
        if name and is_lake == (by == "lake"):
            found.setdefault(str(name), []).append(one)
    return dict(sorted(found.items()))


def _never_worse(name: str, base: RegionMonth | None, now: RegionMonth) -> Mapping[str, Any] | None:
    """Held against the same month a year ago; None where there is none."""
    if base is None:
        return None
    aspects = ("level",) if now.rule == "proportion" or base.rule == "proportion" else ("class", "level")
    return hold_against_base(name, name, standing_of_region(base), standing_of_region(now), aspects=aspects).as_dict()
