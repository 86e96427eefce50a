"""One section in one month: class, deciding indicators, attainment of each target (断面月评价)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.assessment.description import describe
from app.assessment.levels import class_levels
from app.assessment.limits import NUMERALS
from app.assessment.required import RequiredSet
from app.assessment.rounding import round_half_even
from app.assessment.targets import MONTH, Target


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """What is known of a section in a month before its values are (断面基本信息).

    ``place`` is longitude and latitude [degree]; ``attributes`` are passed through to the answer.
    """

    code: str
    name: str
    river: str | None
    water_type: str
    required: RequiredSet
    targets: tuple[Target, ...] = ()
    state: str | None = None
    place: tuple[float, float] | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorMonth:
    """One indicator's value of the month (单项月值).

    Attributes
    ----------
    value, value_unrounded
        The mean rounded by the table, and as it is [the indicator's unit]; None where every value lies below an
        unknown detection limit.
    water_class, class_unrounded
        1–6; 0 not judged. Of total nitrogen of lakes and of coliforms, for showing beside.
    judged
        Whether it belongs to the required set and was judged.
    undeterminable
        Its detection limit lies above the limit of the class.
    multiple_3
        Exceedance multiple against Ⅲ; None where it does not exceed or has none.
    """

    code: str
    value: float | None
    value_unrounded: float | None
    water_class: int
    class_unrounded: int
    judged: bool
    undeterminable: bool
    count: int
    days: int
    below_count: int
    detection_limit: float | None
    source: str
    multiple_3: float | None

    def as_dict(self, water_type: str) -> dict[str, Any]:
        """JSON ready, with names and the limits Ⅰ–Ⅴ."""
        return {
            **describe(self.code, water_type),
            "value": self.value,
            "value_unrounded": self.value_unrounded,
            "class": self.water_class or None,
            "class_unrounded": self.class_unrounded or None,
            "judged": self.judged,
            "undeterminable": self.undeterminable,
            "multiple_3": self.multiple_3,
            "count": self.count,
            "days": self.days,
            "below_count": self.below_count,
            "detection_limit": self.detection_limit,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class TargetMonth:
    """A target and whether it is attained (目标达标情况).

    Attributes
    ----------
    attainment
        Of the target's own period: the month, or for a year's target the mean of the months so far.
    month_attainment
        Of this month's values against the same class.
    months
        How many month means ``attainment`` rests on.
    missed
        Missed indicators with their exceedance multiple against the target (None for pH and DO).
    """

    target: Target
    attainment: str
    month_attainment: str
    months: int
    missed: dict[str, float | None]
    month_missed: dict[str, float | None]
    undeterminable: tuple[str, ...]
    missing: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "purpose": self.target.purpose,
            "period": self.target.period,
            "class": self.target.water_class,
            "class_name": NUMERALS[self.target.water_class],
            "source": self.target.source,
            "attainment": self.attainment,
            "month_attainment": self.month_attainment,
            "months": self.months,
            "missed": self.missed,
            "month_missed": self.month_missed,
            "undeterminable": list(self.undeterminable),
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class SectionMonth:
    """A section's month (断面月评价结果).

    Attributes
    ----------
    water_class, class_unrounded
        1–6 by the judged indicators of the required set; 0 where none is judged.
    critical
        临界: the class of the rounded and of the unrounded means differ; both are to be shown.
    class_of_all
        By every one of the 21 that was measured, required or not.
    deciding
        The judged indicators of the worst class; empty for Ⅰ.
    targets
        In the section's order.
    not_counted
        How many values did not count, by the state that kept them out (维护, …).
    """

    section: SectionFacts
    month: str
    water_class: int
    class_unrounded: int
    class_of_all: int
    deciding: tuple[str, ...]
    judged: tuple[str, ...]
    missing: tuple[str, ...]
    undeterminable: tuple[str, ...]
    indicators: tuple[IndicatorMonth, ...]
    targets: tuple[TargetMonth, ...]
    reason: tuple[str, str] | None
    not_counted: dict[str, int]

    @property
    def critical(self) -> bool:
        """Whether rounding changed the class (临界)."""
        return self.water_class != self.class_unrounded

    @property
    def leading_target(self) -> TargetMonth | None:
        """The target that the map shows: the first by the month, else the first."""
        by_month = [target for target in self.targets if target.target.period == MONTH]
        return next(iter((*by_month, *self.targets)), None)

    @property
    def attainment(self) -> str | None:
        """This month's values against the leading target; None where the section has no target."""
        leading = self.leading_target
        return leading.month_attainment if leading else None

    def as_properties(self) -> dict[str, Any]:
        """GeoJSON properties, JSON ready."""
        level = class_levels().get(self.water_class)
        leading = self.leading_target
        names = {row.code: row for row in self.indicators}
        return {
            **self.section.attributes,
            "code": self.section.code,
            "name": self.section.name,
            "river": self.section.river,
            "water_type": self.section.water_type,
            "month": self.month,
            "class": self.water_class or None,
            "class_name": NUMERALS[self.water_class] or None,
            "class_unrounded": self.class_unrounded or None,
            "class_unrounded_name": NUMERALS[self.class_unrounded] or None,
            "critical": self.critical,
            "class_of_all": self.class_of_all or None,
            "level_zh": level.zh if level else None,
            "level_en": level.en if level else None,
            "deciding": [names[code].as_dict(self.section.water_type) for code in self.deciding],
            "target_class": leading.target.water_class if leading else None,
            "target_class_name": NUMERALS[leading.target.water_class] if leading else None,
            "attainment": self.attainment,
            "targets": [target.as_dict() for target in self.targets],
            "required_set": self.section.required.label,
            "required": list(self.section.required.codes),
            "not_judgeable": list(self.section.required.not_judgeable),
            "judged": list(self.judged),
            "missing": list(self.missing),
            "undeterminable": list(self.undeterminable),
            "state": self.section.state,
            "reason_zh": self.reason[0] if self.reason else None,
            "reason_en": self.reason[1] if self.reason else None,
            "not_counted": self.not_counted,
            "indicators": [row.as_dict(self.section.water_type) for row in self.indicators],
        }


def shown_multiple(multiple: float) -> float | None:
    """An exceedance multiple with two decimals, as letters print it (超标倍数); None for NaN."""
    return None if multiple != multiple else round_half_even(multiple, 2)
