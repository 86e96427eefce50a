"""What is known of one subject in one month: the record that every rule looks at (考核对象月度结果)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from app.accountability.words import Words, class_words, two_decimals
from app.errors import BreaksRule

SECTION: Final = "section"
WATER_SOURCE: Final = "water_source"
BLACK_ODOROUS_WATER: Final = "black_odorous_water"
OUTFALL: Final = "outfall"
RECTIFICATION: Final = "rectification"
BODY: Final = "body"
KINDS: Final = (SECTION, WATER_SOURCE, BLACK_ODOROUS_WATER, OUTFALL, RECTIFICATION, BODY)

MET, MISSED, MET_ON_N, UNDETERMINED = "met", "missed", "met_on_n", "undetermined"
ATTAINMENTS: Final = (MET, MISSED, MET_ON_N, UNDETERMINED)

MONTH, QUARTER, YEAR = "month", "quarter", "year"
PERIODS: Final = (MONTH, QUARTER, YEAR)


@dataclass(frozen=True, slots=True)
class MissedIndicator:
    """An indicator over its limit (超标指标).

    ``multiple`` is the exceedance multiple; None where there is none (pH, dissolved oxygen) or it is not known.
    """

    code: str
    zh: str
    en: str
    multiple: float | None = None

    def words(self) -> Words:
        """As reports write it: 总磷（超0.25倍）."""
        if self.multiple is None:
            return Words(self.zh, self.en)
        shown = two_decimals(self.multiple)
        return Words(f"{self.zh}（超{shown}倍）", f"{self.en} ({shown} over)")

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {"code": self.code, "zh": self.zh, "en": self.en, "multiple": self.multiple}


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """One target of the subject, and whether it is attained (目标达标结果).

    Attributes
    ----------
    purpose, period, water_class
        As the target is written: 考核 or 补偿; ``month``, ``quarter`` or ``year``; 1–5.
    attainment
        ``met``, ``missed``, ``met_on_n`` or ``undetermined`` of the target's own period. A quarter's answer stands
        on the record of the quarter's last month, a year's on that of December; those of other months are not
        looked at.
    month_attainment, month_missed
        Of this month's values against the same class; for targets of a longer period, None where it was not judged.
    reached_class
        The class of the period's own values, 1–6; None for the month's own (`SubjectMonth.water_class`).
    missed
        Indicators over the target's limits.
    """

    purpose: str
    period: str
    water_class: int
    attainment: str
    missed: tuple[MissedIndicator, ...] = ()
    month_attainment: str | None = None
    month_missed: tuple[MissedIndicator, ...] = ()
    reached_class: int | None = None

    def __post_init__(self) -> None:
        _check_word("attainment", self.attainment, ATTAINMENTS)
        _check_word("period", self.period, PERIODS)


@dataclass(frozen=True, slots=True)
class RiverChief:
    """A river chief who answers for the subject (责任河长); ``level`` is the register's own word."""

    name: str
    level: str | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person has put on record for this subject and month (认定情况).

    Attributes
    ----------
    kind
        A word of the rule set's findings, such as ``not_mended``, ``interviewed`` or ``prominent_problem``.
    text
        What was found, in the office's words; quoted in the reasons.
    document
        Number of the paper that says so, where there is one.
    """

    kind: str
    text: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectMonth:
    """One subject in one month (考核对象月度结果).

    Every subject of the register has a record in every month, also without values: what a payer **has** is counted
    from these.

    Attributes
    ----------
    kind
        ``section``, ``water_source``, ``black_odorous_water``, ``outfall``, ``rectification`` (整改事项) or ``body``
        (a unit that owes work).
    month
        ``YYYY-MM``.
    district, district_beyond, is_shared
        District of the register; the other bank's, where ``is_shared`` (左右岸共有).
    scale
        Of water sources: 县级以上, 千吨万人 and so on.
    targets
        One a target in force; an empty tuple is a subject without a target.
    water_class
        Class of the month, 1–6; None where it was not judged.
    is_complete
        Whether every required indicator was judged: a class that rests on fewer proves no attainment.
    over_3
        Indicators over the limits of class Ⅲ.
    state
        断流, 结冰, 未采样, 停站 and the like; None for a usual month.
    is_final
        Whether the values are 终版. Nothing follows from others.
    values
        Value of the month by indicator code [the indicator's unit], for changes between months.
    index
        Index of the section's water quality (CWQI), for the trend.
    findings
        What was put on record this month.
    due_on, closed_on
        Of a rectification: its deadline and the day it was closed, ``YYYY-MM-DD``.
    """

    kind: str
    code: str
    name: str
    month: str
    river: str | None = None
    district: str | None = None
    district_beyond: str | None = None
    is_shared: bool = False
    township: str | None = None
    control_level: str | None = None
    assessment_level: str | None = None
    scale: str | None = None
    aliases: tuple[str, ...] = ()
    responsible_bodies: tuple[str, ...] = ()
    river_chiefs: tuple[RiverChief, ...] = ()
    targets: tuple[TargetOutcome, ...] = ()
    water_class: int | None = None
    is_complete: bool = False
    over_3: tuple[MissedIndicator, ...] = ()
    state: str | None = None
    is_final: bool = False
    values: dict[str, float] = field(default_factory=dict)
    index: float | None = None
    findings: tuple[Finding, ...] = ()
    due_on: str | None = None
    closed_on: str | None = None

    def __post_init__(self) -> None:
        _check_word("kind", self.kind, KINDS)

    def label(self) -> Words:
        """The subject as sentences name it: river and name (断面全称)."""
        place = self.name if not self.river or self.river in self.name else f"{self.river}{self.name}"
        kind = "断面" if self.kind == SECTION and "断面" not in place and "点位" not in place else ""
        river = f" ({self.river})" if self.river and self.river not in self.name else ""
        return Words(f"{place}{kind}", f"{self.name}{river}")


def class_reached(subject: SubjectMonth, target: TargetOutcome | None = None) -> Words:
    """The class that was reached as words (实际类别): of the target's period, else of the month.

    Examples
    --------
    >>> class_reached(SubjectMonth("section", "S1", "甲", "2023-05", water_class=6)).zh
    '劣Ⅴ类'
    >>> class_reached(SubjectMonth("section", "S1", "甲", "2023-05")).zh
    '未判定类别'
    """
    reached = (target.reached_class if target else None) or subject.water_class
    if target and target.period != MONTH and target.reached_class is None:
        reached = None
    return class_words(reached) if reached else Words("未判定类别", "no class")


def _check_word(field_name: str, word: str, allowed: tuple[str, ...]) -> None:
    """A named error where a record's word is not one of those known."""
    if word not in allowed:
        raise BreaksRule(
            f"考核结果的“{field_name}”取值“{word}”不认识，应为：{'、'.join(allowed)}。",
            f"The record's {field_name} {word!r} is not known; give one of {', '.join(allowed)}.",
            parameter=field_name,
        )
