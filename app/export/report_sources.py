"""A report's content from the assessment's own answers (月报取数).

The domain's values are turned into what the report is written from; nothing is judged anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.assessment.change import region_change
from app.assessment.description import describe
from app.assessment.region import RegionMonth
from app.assessment.section_month import SectionMonth
from app.export.report_content import Exceeded, Group, Pollutant, RankedPlace, Ranking, SectionLine, Versus


def section_line(
    section: SectionMonth, *, last_month: SectionMonth | None = None, last_year: SectionMonth | None = None
) -> SectionLine:
    """A section's line from its month, with its classes a month and a year before (断面取数).

    ``over_target`` is this month against the leading target; ``over_3`` the judged indicators worse than Ⅲ.
    """
    facts = section.section
    leading = section.leading_target
    missed = leading.month_missed if leading else {}
    return SectionLine(
        name=facts.name,
        river=facts.river,
        district=facts.attributes.get("district"),
        water_class=section.water_class or None,
        target_class=leading.target.water_class if leading else None,
        attainment=section.attainment,
        over_target=_worst_first((_zh(code, facts.water_type), multiple) for code, multiple in missed.items()),
        over_3=_worst_first(
            (_zh(one.code, facts.water_type), one.multiple_3)
            for one in section.indicators
            if one.judged and one.water_class > 3
        ),
        reason=section.reason[0] if section.reason else facts.state,
        class_unrounded=section.class_unrounded if section.critical and section.class_unrounded else None,
        class_last_month=last_month.water_class or None if last_month else None,
        class_last_year=last_year.water_class or None if last_year else None,
        values={one.code: one.value for one in section.indicators},
    )


def section_lines(
    sections: Iterable[SectionMonth],
    last_month: Iterable[SectionMonth] = (),
    last_year: Iterable[SectionMonth] = (),
) -> tuple[SectionLine, ...]:
    """The lines of a month's sections, matched by code with the other months (断面清单取数).

    Examples
    --------
    >>> section_lines([])
    ()
    """
    before = {one.section.code: one for one in last_month}
    year = {one.section.code: one for one in last_year}
    return tuple(
        section_line(one, last_month=before.get(one.section.code), last_year=year.get(one.section.code))
        for one in sections
    )


def group_of(
    region: RegionMonth, *, last_month: RegionMonth | None = None, last_year: RegionMonth | None = None
) -> Group:
    """A group from a region's month and the same region in other periods (区域取数)."""
    by_share = region.rule == "proportion"
    pollutants = (
        tuple(Pollutant(_zh(one.code, "river"), share_percent=100 * one.share) for one in region.shares)
        if by_share
        else tuple(Pollutant(_zh(one.code, "river"), multiple=one.multiple) for one in region.pollutants)
    )
    return Group(
        name=region.name,
        sections=len(region.section_codes),
        class_counts=region.class_counts,
        level=region.level.zh if region.level else None,
        water_class=region.water_class or None,
        pollutants=pollutants,
        last_month=_versus(last_month, region),
        last_year=_versus(last_year, region),
    )


def rankings_of(title: str, answer: Mapping[str, Any], changes: Mapping[str, float] | None = None) -> list[Ranking]:
    """The rankings of an answer of `app.assessment.ranking.rank_indices`, one a set of indicators (排名取数).

    Parameters
    ----------
    changes
        Change of the index against the year before, by key [%].

    Examples
    --------
    >>> from app.assessment.ranking import Ranked, rank_indices
    >>> rankings_of("水质指数", rank_indices([Ranked("a", "甲", 6.2, ("w01018",))]))[0].rows
    (RankedPlace(rank=1, name='甲', index=6.2, change_percent=None),)
    >>> rankings_of("水质指数", rank_indices([]))
    []
    """
    known = changes or {}
    groups: Sequence[Mapping[str, Any]] = answer["groups"]
    return [
        Ranking(
            title,
            group["n_items"],
            tuple(RankedPlace(row["rank"], row["name"], row["index"], known.get(row["key"])) for row in group["rows"]),
        )
        for group in groups
    ]


def _zh(code: str, water_type: str) -> str:
    """An indicator's Chinese name."""
    return str(describe(code, water_type)["name_zh"])


def _worst_first(found: Iterable[tuple[str, float | None]]) -> tuple[Exceeded, ...]:
    """By falling multiple; those that have none behind."""
    ordered = sorted(found, key=lambda pair: -1.0 if pair[1] is None else pair[1], reverse=True)
    return tuple(Exceeded(name, multiple) for name, multiple in ordered)


def _versus(before: RegionMonth | None, after: RegionMonth) -> Versus | None:
    """How a region compares with another period; the word is the rule's."""
    if before is None:
        return None
    change = region_change(before, after)
    return Versus(None if change.direction == "unknown" else change.zh, before.class_counts)
