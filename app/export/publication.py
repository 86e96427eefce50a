"""What is published each month: sections that missed with their sums, outfalls, drinking-water sources (月度公开).

* Sections that missed and the payments, each month: 聊城市2020年行动计划 三（五）.
* Results of outfalls, each month: 平政办发〔2021〕58号 三（四）1.
* Results of the 千吨万人 sources, each quarter: the same, 三（三）1.

Only 终版 values are published, and nothing about persons: the content has no field for any, and a text that holds a
number of a mobile telephone or of an identity card is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.accountability.money import in_wan, money
from app.accountability.months import checked_month
from app.accountability.words import class_words, month_words, period_words
from app.errors import BreaksRule

FINAL: Final = "终版"
FINAL_SENTENCE: Final = "本表只采用终版数据；未达到终版的数据不参与公布。"
NOT_MONITORED: Final = "未监测"
VERDICTS: Final = {
    "met": "达标", "missed": "未达标", "met_on_n": "所测项目达标", "undetermined": "无法判定",
    "not_monitored": NOT_MONITORED,
}  # fmt: skip
_PERSONAL: Final = (
    re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"),
)


@dataclass(frozen=True, slots=True)
class MissedSection:
    """A section that missed its target, and what is to be paid for it (未达标断面).

    Attributes
    ----------
    target_class, water_class
        1–6; ``water_class`` None where the class is not known.
    pollutants
        As letters write them: 氨氮（超0.15倍）、总磷（超0.20倍）.
    payer, amount_fen
        [fen]; ``amount_fen`` None where the plan's sum is not settled. A section without any payment has neither.
    clause
        That the payment rests on.
    status
        Of the values; anything but 终版 is refused.
    """

    section: str
    river: str | None
    district: str | None
    target_class: int
    water_class: int | None
    pollutants: str = ""
    payer: str | None = None
    amount_fen: int | None = None
    clause: str | None = None
    status: str = FINAL


@dataclass(frozen=True, slots=True)
class OpenSection:
    """A section that could not be judged, with the reason (无法判定断面)."""

    section: str
    river: str | None
    district: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class MonitoredPlace:
    """An outfall or a drinking-water source and its result (排污口、水源监测结果).

    Attributes
    ----------
    water
        Receiving water of an outfall, or the kind of a source.
    verdict
        A key of `VERDICTS`; ``not_monitored`` where there is no value.
    exceeded
        What exceeded, as letters write it.
    standard
        The standard that it was judged by.
    sampled_on
        ``YYYY-MM-DD``; None where it was not sampled.
    """

    name: str
    code: str | None
    water: str | None
    district: str | None
    verdict: str
    exceeded: str = ""
    standard: str | None = None
    sampled_on: str | None = None
    status: str = FINAL


@dataclass(frozen=True, slots=True)
class Publication:
    """A month's publication (月度公开内容).

    Attributes
    ----------
    month
        ``YYYY-MM``.
    place
        Whose it is: 聊城市.
    sections_assessed
        How many sections have a target in force.
    outfalls, sources
        None where this part is not published; an empty tuple says that there are none. Sources are those of the
        quarter that holds the month.
    """

    month: str
    place: str
    sections_assessed: int
    missed: tuple[MissedSection, ...] = ()
    open_sections: tuple[OpenSection, ...] = ()
    outfalls: tuple[MonitoredPlace, ...] | None = None
    sources: tuple[MonitoredPlace, ...] | None = None
    issuer: str | None = None
    published_on: str | None = None

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True)
class PayerSum:
    """What one payer owes this month (缴纳单位合计) [fen]; ``open_count`` lines have no settled sum."""

    payer: str
    sections: int
    total_fen: int
    open_count: int


def payer_sums(publication: Publication) -> tuple[PayerSum, ...]:
    """The sum of each payer, in the order in which they first stand there (按缴纳单位合计).

    Examples
    --------
    >>> missed = tuple(MissedSection(name, None, None, 4, 5, payer="甲县", amount_fen=50_000_000) for name in "ab")
    >>> payer_sums(Publication("2020-05", "聊城市", 3, missed))
    (PayerSum(payer='甲县', sections=2, total_fen=100000000, open_count=0),)
    >>> payer_sums(Publication("2020-05", "聊城市", 3))
    ()
    """
    payers = dict.fromkeys(one.payer for one in publication.missed if one.payer)
    sums = []
    for payer in payers:
        lines = [one for one in publication.missed if one.payer == payer]
        known = [one.amount_fen for one in lines if one.amount_fen is not None]
        sums.append(PayerSum(str(payer), len(lines), sum(known), len(lines) - len(known)))
    return tuple(sums)


def total_fen(publication: Publication) -> int:
    """The sum of all settled amounts (合计) [fen]."""
    return sum(one.total_fen for one in payer_sums(publication))


def quarter_words(month: str) -> str:
    """The quarter that holds a month (所在季度).

    Examples
    --------
    >>> quarter_words("2021-10")
    '2021年第四季度'
    """
    return period_words(month, "quarter").zh


def class_text(water_class: int | None) -> str:
    """A class as tables write it, 无法判定 where it is not known (类别文字)."""
    return class_words(water_class).zh if water_class else VERDICTS["undetermined"]


def summary(publication: Publication) -> tuple[str, ...]:
    """The sentences at the head: how many missed, what is to be paid, what is not known (概述).

    Examples
    --------
    >>> summary(Publication("2020-05", "聊城市", 3))[0]
    '2020年5月，聊城市纳入考核的断面3个，未达到考核目标0个，无法判定0个。'
    """
    month = month_words(publication.month).zh
    sentences = [
        f"{month}，{publication.place}纳入考核的断面{publication.sections_assessed}个，"
        f"未达到考核目标{len(publication.missed)}个，无法判定{len(publication.open_sections)}个。"
    ]
    sums = payer_sums(publication)
    if sums:
        open_count = sum(one.open_count for one in sums)
        rest = f"；另有{open_count}项金额未定，不计入合计" if open_count else ""
        sentences.append(f"应缴纳生态赔偿（补偿）金合计{in_wan(total_fen(publication))}{rest}。")
    for places, name in ((publication.outfalls, "入河排污口"), (publication.sources, "“千吨万人”饮用水水源地")):
        if places is not None:
            sentences.append(_counted(places, name, publication.month))
    return (*sentences, FINAL_SENTENCE)


def publication_json(publication: Publication) -> dict[str, Any]:
    """The publication JSON ready, with its sums and words (公开内容 JSON)."""
    plain = asdict(publication)
    plain["missed"] = [
        asdict(one) | {
            "target_class_zh": class_text(one.target_class), "class_zh": class_text(one.water_class),
            "amount": money(one.amount_fen),
        }
        for one in publication.missed
    ]  # fmt: skip
    for name in ("outfalls", "sources"):
        if plain[name] is not None:
            plain[name] = [one | {"verdict_zh": VERDICTS[one["verdict"]]} for one in plain[name]]
    return plain | {
        "quarter_zh": quarter_words(publication.month),
        "payers": [asdict(one) | {"amount": money(one.total_fen)} for one in payer_sums(publication)],
        "total": money(total_fen(publication)),
        "summary_zh": list(summary(publication)),
    }


def _counted(places: tuple[MonitoredPlace, ...], name: str, month: str) -> str:
    """How many places have which result, every one of them counted once."""
    period = month_words(month).zh if name == "入河排污口" else quarter_words(month)
    counts = {key: sum(one.verdict == key for one in places) for key in VERDICTS}
    parts = [f"{VERDICTS[key]}{count}个" for key, count in counts.items() if count]
    return f"{period}，{name}共{len(places)}个" + (f"：{'、'.join(parts)}。" if parts else "。")


def _check(publication: Publication) -> None:
    """Final values only, known words, no person, and no more sections than there are."""
    checked_month(publication.month)
    places = (*(publication.outfalls or ()), *(publication.sources or ()))
    statuses = [(one.section, one.status) for one in publication.missed] + [(one.name, one.status) for one in places]
    for name, status in statuses:
        if status != FINAL:
            raise BreaksRule(
                f"“{name}”的数据是“{status}”，不是终版，不能公布；请先转为终版。",
                f"The values of {name!r} are not final; publish them once they are.",
                parameter="status", code="not_final",
            )  # fmt: skip
    for place in places:
        if place.verdict not in VERDICTS:
            raise BreaksRule(
                f"“{place.name}”的监测结论“{place.verdict}”不认识。",
                f"The verdict {place.verdict!r} of {place.name!r} is not known.", parameter="verdict",
            )  # fmt: skip
    for one in publication.missed:
        if (one.amount_fen or 0) < 0 or (one.amount_fen is not None and not one.payer):
            raise BreaksRule(
                f"“{one.section}”的金额没有缴纳单位或小于零。",
                f"The sum of {one.section!r} has no payer or is below zero.", parameter="amount_fen",
            )  # fmt: skip
    if len({*_names(publication.missed)} | {*_names(publication.open_sections)}) > publication.sections_assessed:
        raise BreaksRule(
            "未达标与无法判定的断面多于考核断面数，请核对。",
            "More sections missed or are open than are assessed.", parameter="sections_assessed",
        )  # fmt: skip
    for text in _texts(publication):
        if any(pattern.search(text) for pattern in _PERSONAL):
            raise BreaksRule(
                f"“{text[:6]}…”疑似含有手机号或身份证号，公开材料不得包含个人信息；请改写。",
                "A text seems to hold a telephone or identity number; nothing about persons is published.",
                parameter="publication", code="personal",
            )  # fmt: skip


def _names(sections: Iterable[MissedSection | OpenSection]) -> list[tuple[str | None, str]]:
    return [(one.river, one.section) for one in sections]


def _texts(publication: Publication) -> Iterable[str]:
    """Every text of the content, save codes."""
    waiting: list[Any] = [asdict(publication)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += [inner for name, inner in value.items() if name != "code"]
        elif isinstance(value, list | tuple):
            waiting += value
