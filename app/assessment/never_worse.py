"""Only better, never worse (只能变好，不能变差): class, level and index held against a base period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.assessment.limits import NUMERALS
from app.assessment.region import RegionMonth
from app.assessment.region_levels import level_of_class, region_levels
from app.assessment.section_month import SectionMonth
from app.assessment.unfit import UnfitValues

ASPECTS: Final[tuple[str, ...]] = ("class", "level", "index")
_NAMES: Final[dict[str, tuple[str, str]]] = {
    "class": ("水质类别", "class"),
    "level": ("水质状况", "level"),
    "index": ("水质指数", "water-quality index"),
}
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "better": ("好转", "better"),
    "same": ("持平", "the same"),
    "worse": ("变差", "worse"),
    "unknown": ("无法判定", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a section or a district stands in a period (水质现状或基准).

    Attributes
    ----------
    water_class
        1–6, 0 unknown.
    level
        1 (优) to 5 (重度污染), 0 unknown.
    index
        The water-quality index, smaller is better; None unknown.
    index_items
        The indicators that the index was summed over; indices of different sets are never compared.
    """

    period: str
    water_class: int = 0
    level: int = 0
    index: float | None = None
    index_items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AspectAnswer:
    """One aspect's answer with its reason (单项比较结果)."""

    aspect: str
    answer: str
    reason: tuple[str, str]


@dataclass(frozen=True, slots=True)
class NeverWorse:
    """Whether it got better, stayed, or got worse (只能变好、不能变差判定).

    ``answer`` is ``worse`` where any aspect is; else ``unknown`` where any is; else ``better`` where any is; else
    ``same``.
    """

    code: str
    name: str
    answer: str
    base: str
    period: str
    aspects: tuple[AspectAnswer, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        zh, en = _WORDS[self.answer]
        return {
            "code": self.code,
            "name": self.name,
            "answer": self.answer,
            "answer_zh": zh,
            "answer_en": en,
            "base": self.base,
            "period": self.period,
            "aspects": [
                {"aspect": one.aspect, "answer": one.answer, "reason_zh": one.reason[0], "reason_en": one.reason[1]}
                for one in self.aspects
            ],
        }


def hold_against_base(
    code: str, name: str, base: Standing, now: Standing, *, aspects: Sequence[str] = ("class",)
) -> NeverWorse:
    """Better, same, worse or unknown against a base period, with the reasons (只能变好，不能变差).

    Parameters
    ----------
    aspects
        Which of ``class``, ``level``, ``index`` are asked for; what is asked for and not known makes the answer
        ``unknown``, unless another aspect is worse.

    Raises
    ------
    UnfitValues
        Another aspect, or none.

    Notes
    -----
    The demand 只能变好、不能变差 is the bottom line of the 2023 plans of 冠县 and 度假区 (一 总体要求); neither says by
    which measure, so the caller names it and every measure is shown.

    Examples
    --------
    >>> base, now = Standing("2022", water_class=4, index=8.0), Standing("2023", water_class=3, index=8.5)
    >>> hold_against_base("S1", "油坊桥", base, now).answer
    'better'
    >>> answer = hold_against_base("S1", "油坊桥", base, now, aspects=("class", "index"))
    >>> answer.answer, answer.aspects[1].reason[0]
    ('worse', '水质指数由 8.0000 变为 8.5000，变差。')
    """
    if not aspects or any(aspect not in ASPECTS for aspect in aspects):
        raise UnfitValues(
            f"比较内容应为 {'、'.join(ASPECTS)} 中的一项或几项。",
            f"The aspects must be some of {', '.join(ASPECTS)}.",
            parameter="aspects",
        )
    answers = tuple(_aspect(aspect, base, now) for aspect in aspects)
    return NeverWorse(code, name, _overall(one.answer for one in answers), base.period, now.period, answers)


def standing_of_section(
    section: SectionMonth, *, index: float | None = None, index_items: Iterable[str] = ()
) -> Standing:
    """A section's standing in its month (断面水质现状)."""
    level = level_of_class(section.water_class)
    return Standing(section.month, section.water_class, level.order if level else 0, index, frozenset(index_items))


def standing_of_region(region: RegionMonth, *, index: float | None = None, index_items: Iterable[str] = ()) -> Standing:
    """A region's standing in its month (区域水质现状); by class proportions it has a level and no class."""
    level = region.level.order if region.level else 0
    return Standing(region.month, region.water_class, level, index, frozenset(index_items))


def _overall(answers: Iterable[str]) -> str:
    """The answer over all aspects."""
    found = set(answers)
    return next((answer for answer in ("worse", "unknown", "better") if answer in found), "same")


def _aspect(aspect: str, base: Standing, now: Standing) -> AspectAnswer:
    """One aspect: smaller is better in each of the three."""
    zh, en = _NAMES[aspect]
    before, after = _value(base, aspect), _value(now, aspect)
    if before is None or after is None:
        side = base.period if before is None else now.period
        return AspectAnswer(aspect, "unknown", (f"{side} 没有{zh}，无法判定。", f"There is no {en} for {side}."))
    if aspect == "index" and base.index_items != now.index_items:
        return AspectAnswer(
            aspect,
            "unknown",
            ("两期水质指数的指标不同，不能比较。", "The two indices are sums over different indicators."),
        )
    answer = "better" if after < before else "worse" if after > before else "same"
    word_zh, word_en = _WORDS[answer]
    old_zh, old_en = _shown(aspect, before)
    new_zh, new_en = _shown(aspect, after)
    return AspectAnswer(
        aspect,
        answer,
        (f"{zh}由 {old_zh} 变为 {new_zh}，{word_zh}。", f"The {en} went from {old_en} to {new_en}: {word_en}."),
    )


def _value(standing: Standing, aspect: str) -> float | None:
    """The aspect's number; None for unknown."""
    if aspect == "index":
        return None if standing.index is None or standing.index != standing.index else standing.index
    return (standing.water_class if aspect == "class" else standing.level) or None


def _shown(aspect: str, value: float) -> tuple[str, str]:
    """A value as the reason shows it, in both languages."""
    if aspect == "index":
        return f"{value:.4f}", f"{value:.4f}"
    if aspect == "class":
        return NUMERALS[int(value)], NUMERALS[int(value)]
    level = region_levels()[int(value) - 1]
    return level.zh, level.en
