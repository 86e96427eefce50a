"""A river, lake, basin or district in one month: level, shares of classes, attainment (河流、湖库、流域、区县评价)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.assessment.attainment_rate import AttainmentCounts, count_attainments
from app.assessment.limits import LAKE, NUMERALS
from app.assessment.main_pollutants import (
    REFERENCE_CLASS,
    ExceedingShare,
    MainPollutant,
    exceeding_shares,
    pollutants_text,
    rank_pollutants,
)
from app.assessment.region_levels import MIN_SECTIONS, RegionLevel, grade_proportions, level_of_class
from app.assessment.region_means import RegionMean, mean_over_sections
from app.assessment.rounding import round_half_even
from app.assessment.section_month import SectionMonth

RegionKind = Literal["river", "lake", "basin", "district"]
SHARED_KIND: Final = "左右岸共有"
NO_CLASS: Final = ("没有一个断面有类别，未评价。", "No section has a class: not judged.")
MIXED: Final = (
    "不足 {least} 个断面且既有河流断面又有湖库点位，不能求均值，请分别评价。",
    "Fewer than {least} sections, rivers and lakes among them: no mean can be taken; assess them apart.",
)


@dataclass(frozen=True, slots=True)
class WithoutClass:
    """A section that has no class this month, and why (未参评断面)."""

    code: str
    name: str
    reason: tuple[str, str] | None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        zh, en = self.reason or (None, None)
        return {"code": self.code, "name": self.name, "reason_zh": zh, "reason_en": en}


@dataclass(frozen=True, slots=True)
class RegionMonth:
    """A region's month (区域月评价结果).

    Attributes
    ----------
    rule
        ``mean`` (below five sections with a class, and lakes), ``proportion`` (five or more), ``none``.
    class_counts
        Sections with a class: Ⅰ, Ⅱ, Ⅲ, Ⅳ, Ⅴ, 劣Ⅴ.
    water_class, class_unrounded
        By the mean rule only, 1–6; 0 by proportions, which give no class for the whole.
    in_gap
        No row of the table of proportions held the shares; they fell to 重度污染.
    means
        By the mean rule: each indicator's mean over the sections.
    pollutants, shares
        Main pollutants: as of a section on the means, or by share of exceeding sections.
    without_class
        Sections that count in no share.
    """

    kind: str
    name: str
    month: str
    rule: str
    level: RegionLevel | None
    in_gap: bool
    water_class: int
    class_unrounded: int
    class_counts: tuple[int, int, int, int, int, int]
    section_codes: tuple[str, ...]
    without_class: tuple[WithoutClass, ...]
    means: tuple[RegionMean, ...]
    pollutants: tuple[MainPollutant, ...]
    shares: tuple[ExceedingShare, ...]
    attainment: AttainmentCounts
    reference_class: int
    reason: tuple[str, str] | None

    @property
    def judged(self) -> int:
        """Sections with a class: what the shares are of."""
        return sum(self.class_counts)

    @property
    def share_good(self) -> float | None:
        """Share of Ⅰ–Ⅲ, 0–1, unrounded (优良比例); None where no section has a class."""
        return sum(self.class_counts[:3]) / self.judged if self.judged else None

    @property
    def share_worst(self) -> float | None:
        """Share of 劣Ⅴ, 0–1, unrounded; None where no section has a class."""
        return self.class_counts[5] / self.judged if self.judged else None

    @property
    def critical(self) -> bool:
        """Whether rounding changed the class of the means (临界)."""
        return self.water_class != self.class_unrounded

    def as_dict(self) -> dict[str, Any]:
        """JSON ready; shares with one decimal beside the unrounded ones."""
        counts = dict(zip(NUMERALS[1:], self.class_counts, strict=True))
        proportion = self.rule == "proportion"
        return {
            "kind": self.kind,
            "name": self.name,
            "month": self.month,
            "rule": self.rule,
            "level": self.level.order if self.level else None,
            "level_zh": self.level.zh if self.level else None,
            "level_en": self.level.en if self.level else None,
            "colour_zh": self.level.colour_zh if self.level else None,
            "in_gap": self.in_gap,
            "class": self.water_class or None,
            "class_name": NUMERALS[self.water_class] or None,
            "class_unrounded": self.class_unrounded or None,
            "class_unrounded_name": NUMERALS[self.class_unrounded] or None,
            "critical": self.critical,
            "sections": list(self.section_codes),
            "judged": self.judged,
            "without_class": [one.as_dict() for one in self.without_class],
            "class_counts": counts,
            "class_shares_pct": {name: _percent(count, self.judged) for name, count in counts.items()},
            "share_good": self.share_good,
            "share_good_pct": _percent(sum(self.class_counts[:3]), self.judged),
            "share_worst": self.share_worst,
            "share_worst_pct": _percent(self.class_counts[5], self.judged),
            "means": [mean.as_dict() for mean in self.means],
            "reference_class": self.reference_class,
            "main_pollutants": [one.as_dict() for one in (self.shares if proportion else self.pollutants)],
            "main_pollutants_zh": (
                "、".join(one.as_dict()["text_zh"] for one in self.shares)
                if proportion
                else pollutants_text(self.pollutants)
            ),
            "main_pollutants_en": (
                ", ".join(one.as_dict()["text_en"] for one in self.shares)
                if proportion
                else pollutants_text(self.pollutants, english=True)
            ),
            "attainment": self.attainment.as_dict(),
            "reason_zh": self.reason[0] if self.reason else None,
            "reason_en": self.reason[1] if self.reason else None,
        }


def assess_region(
    sections: Sequence[SectionMonth],
    *,
    kind: RegionKind,
    name: str,
    month: str | None = None,
    min_sections: int = MIN_SECTIONS,
    from_rounded: bool = False,
    reference_class: int = REFERENCE_CLASS,
    purpose: str | None = None,
) -> RegionMonth:
    """Level, shares, main pollutants and attainment of a region in a month (区域水质评价).

    Below ``min_sections`` sections with a class the arithmetic mean of each indicator over the sections is
    rounded, classed by the worst indicator and named; from there on the proportions of classes decide and there is
    no class for the whole. A lake is always judged on the mean over its points.

    Parameters
    ----------
    sections
        The region's sections of one month, from `app.assessment.month_judgement.judge_month`.
    month
        ``YYYY-MM``, or a period's label; that of the sections where not given.
    min_sections
        Five, inclusive (环办〔2011〕22号; one city's page says more than five).
    from_rounded
        Whether the mean over sections is taken of the sections' rounded means; by default of the unrounded ones.
        The rule names neither.
    purpose
        Attainment against the target of this purpose, in its own period; by default this month's values against
        the leading target of each section.

    Notes
    -----
    环办〔2011〕22号. Shares are compared in full precision and shown with one decimal. Sections without a class count
    in no share and are listed.

    Examples
    --------
    >>> empty = assess_region([], kind="district", name="冠县", month="2023-05")
    >>> empty.rule, empty.level, empty.share_good, empty.reason[0]
    ('none', None, None, '没有一个断面有类别，未评价。')
    """
    judged = [section for section in sections if section.water_class]
    counts = tuple(sum(section.water_class == number for section in judged) for number in range(1, 7))
    lakes = {section.section.water_type == LAKE for section in judged}
    by_mean = len(judged) < min_sections or kind == "lake"
    level, in_gap, reason = None, False, None if judged else NO_CLASS
    means: tuple[RegionMean, ...] = ()
    water_class = class_unrounded = 0
    pollutants: tuple[MainPollutant, ...] = ()
    rule = "none"
    if judged and not by_mean:
        rule = "proportion"
        level, in_gap = grade_proportions(counts)
    elif len(lakes) > 1:
        reason = (MIXED[0].format(least=min_sections), MIXED[1].format(least=min_sections))
    elif judged:
        rule = "mean"
        water_type = judged[0].section.water_type
        means = mean_over_sections(judged, from_rounded=from_rounded)
        water_class = max((mean.water_class for mean in means if mean.judged), default=0)
        class_unrounded = max((mean.class_unrounded for mean in means if mean.judged), default=0)
        level = level_of_class(water_class)
        own = {mean.code: mean for mean in means if mean.judged and mean.value is not None}
        values = {code: mean.value for code, mean in own.items() if mean.value is not None}
        grades = {code: mean.water_class for code, mean in own.items()}
        pollutants = rank_pollutants(values, grades, water_type, reference_class=reference_class)
    return RegionMonth(
        kind=kind,
        name=name,
        month=month or next((section.month for section in sections), ""),
        rule=rule,
        level=level,
        in_gap=in_gap,
        water_class=water_class,
        class_unrounded=class_unrounded,
        class_counts=(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]),
        section_codes=tuple(section.section.code for section in sections),
        without_class=tuple(
            WithoutClass(section.section.code, section.section.name, section.reason)
            for section in sections
            if not section.water_class
        ),
        means=means,
        pollutants=pollutants,
        shares=exceeding_shares(judged, reference_class=reference_class) if rule == "proportion" else (),
        attainment=count_attainments(sections, purpose=purpose),
        reference_class=reference_class,
        reason=reason,
    )


def sections_by_district(sections: Sequence[SectionMonth]) -> dict[str, list[SectionMonth]]:
    """The sections of each district, a shared one under both (区县断面).

    A section of kind 左右岸共有 counts for its ``district`` and for each in ``district_beyond`` (several are parted by
    commas or 、); of other kinds the neighbour is who lies downstream and does not count. Sections without a
    district are left out.

    Examples
    --------
    >>> sections_by_district([])
    {}
    """
    found: dict[str, list[SectionMonth]] = {}
    for section in sections:
        for district in districts_of(section.section.attributes):
            found.setdefault(district, []).append(section)
    return found


def districts_of(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """The districts that a section counts for (断面所属区县).

    Examples
    --------
    >>> districts_of({"district": "冠县", "district_beyond": "临清市、东昌府区", "kind": "左右岸共有"})
    ('冠县', '临清市', '东昌府区')
    >>> districts_of({"district": "冠县", "district_beyond": "临清市", "kind": "出境"}), districts_of({})
    (('冠县',), ())
    """
    names = [str(attributes.get("district") or "").strip()]
    if attributes.get("kind") == SHARED_KIND:
        names += re.split(r"[、,，;；\s]+", str(attributes.get("district_beyond") or ""))
    return tuple(dict.fromkeys(name for name in names if name))


def _percent(count: int, total: int) -> float | None:
    """A share in per cent with one decimal; None of nothing."""
    return round_half_even(100 * count / total, 1) if total else None
