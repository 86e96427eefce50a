"""What a month's report is written from (月报内容): plain values, as the assessment's JSON has them.

Field names follow the answers of ``/api/assessment``: ``class_counts`` are Ⅰ … Ⅴ, 劣Ⅴ; a class is 1–6 or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.accountability.months import checked_month
from app.errors import BreaksRule

ATTAINMENT_ZH: Final = {"met": "达标", "met_on_n": "所测项目达标", "missed": "未达标", "undetermined": "无法判定"}
Counts = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Exceeded:
    """An indicator over a limit (超标指标); ``multiple`` None where there is none, as for pH and dissolved oxygen."""

    name: str
    multiple: float | None = None


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the month (断面).

    Attributes
    ----------
    water_class, class_unrounded
        1–6; ``water_class`` None where it was not judged, with ``reason``. ``class_unrounded`` where rounding changed
        the class (临界), else None.
    attainment
        A key of `ATTAINMENT_ZH`; None where the section has no target.
    over_target, over_3
        Indicators over the limits of the target's class, and of Ⅲ.
    class_last_month, class_last_year
        For the table beside.
    values
        Means of the month by indicator code, for the office's own tables.
    """

    name: str
    river: str | None
    district: str | None
    water_class: int | None
    target_class: int | None = None
    attainment: str | None = None
    over_target: tuple[Exceeded, ...] = ()
    over_3: tuple[Exceeded, ...] = ()
    reason: str | None = None
    class_unrounded: int | None = None
    class_last_month: int | None = None
    class_last_year: int | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Versus:
    """The same group in another period (对比时段).

    ``wording`` is the rule's word (有所好转, 无明显变化 …), None where it cannot be compared; ``class_counts`` None
    where the other period has none.
    """

    wording: str | None
    class_counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class Pollutant:
    """A main pollutant of a group (主要污染指标): by the share of sections over Ⅲ [%], or by its multiple."""

    name: str
    share_percent: float | None = None
    multiple: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A river, lake, district, or the whole (评价对象).

    Attributes
    ----------
    sections
        How many there are, judged or not.
    water_class
        By the mean rule, below five sections; None by proportions.
    level
        优 … 重度污染; None where nothing was judged.
    """

    name: str
    sections: int
    class_counts: Counts
    level: str | None
    water_class: int | None = None
    pollutants: tuple[Pollutant, ...] = ()
    last_month: Versus | None = None
    last_year: Versus | None = None

    @property
    def judged(self) -> int:
        """Sections with a class."""
        return sum(self.class_counts)


@dataclass(frozen=True, slots=True)
class Lake:
    """A lake or reservoir (湖库); ``trophic_index`` None where it cannot be computed, with ``trophic_reason``."""

    name: str
    water_class: int | None
    level: str | None
    trophic_index: float | None = None
    trophic_level: str | None = None
    trophic_reason: str | None = None


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """A place in a ranking (名次); ``change_percent`` against the year before [%], negative is better."""

    rank: int
    name: str
    index: float
    change_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """One ranking over equal sets of indicators (排名)."""

    title: str
    item_count: int
    rows: tuple[RankedPlace, ...]


@dataclass(frozen=True, slots=True)
class Exempted:
    """A section judged before and after an exemption (免考与扣除)."""

    section: str
    indicator: str
    reason: str
    document: str
    class_before: int | None
    class_after: int | None
    attainment_before: str
    attainment_after: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A month's report (月报内容).

    Attributes
    ----------
    month
        ``YYYY-MM``.
    place
        Whose report: 聊城市.
    overall
        All sections together; its counts must be those of ``sections``.
    cumulative
        The year's months together, from ``cumulative_from``; None for none.
    lakes, rankings, exemptions
        Empty where there are none; that paragraph is then left out.
    """

    month: str
    place: str
    sections: tuple[SectionLine, ...]
    overall: Group
    rivers: tuple[Group, ...] = ()
    districts: tuple[Group, ...] = ()
    lakes: tuple[Lake, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    cumulative: Group | None = None
    cumulative_from: str | None = None
    exemptions: tuple[Exempted, ...] = ()

    def __post_init__(self) -> None:
        checked_month(self.month)
        counts = tuple(sum(one.water_class == grade for one in self.sections) for grade in range(1, 7))
        if counts != self.overall.class_counts or len(self.sections) != self.overall.sections:
            raise BreaksRule(
                "月报的总体断面数与逐断面结果不一致，请核对。",
                "The report's overall counts are not those of its sections.", parameter="overall",
            )  # fmt: skip
        states = [one.attainment for one in self.sections if one.attainment is not None]
        states += [state for one in self.exemptions for state in (one.attainment_before, one.attainment_after)]
        unknown = sorted({state for state in states if state not in ATTAINMENT_ZH})
        if unknown:
            raise BreaksRule(
                f"达标结果“{unknown[0]}”不认识。",
                f"The attainment {unknown[0]!r} is not known.", parameter="attainment",
            )  # fmt: skip
