"""Rankings by water-quality index, peaks, and the outlook (排名、掐尖削峰与达标预测)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.assessment_parameters import Based, Form, columns_of, list_answer
from app.api.caching import etag_of, is_unchanged, unchanged
from app.api.freshness import assessment_stand
from app.deps import Month, Reading, User
from app.errors import Unparsable
from app.uses.assessment.index_ranking import Items, find_peaks, rank_period
from app.uses.outlook import outlook_sections
from app.uses.registers.register_lookup import today_in_china

router = APIRouter(tags=["assessment"])

RANK_COLUMNS = columns_of(
    "n_items 参评指标数|rank 名次|name 名称|index 水质指数|change_rank 变化名次|change_percent 变化率(%)|"
    "base_index 上年同期指数|items 参评指标|reason 说明"
)
PEAK_COLUMNS = columns_of(
    "section 断面编码|section_name 断面名称|water 水体|name_zh 指标|value 浓度|unit 单位|limit Ⅲ类限值|"
    "multiple 超标倍数|fall 达到Ⅲ类可降指数|share_percent 占指数(%)|contribution_percent 指标贡献率(%)"
)
OUTLOOK_COLUMNS = columns_of(
    "code 断面编码|name 断面名称|river 河流|purpose 用途|period 时段|target_class_name 目标|light_zh 预测|"
    "deciding_zh 决定指标|rest 余下均值须不高于|money_yuan 涉及金额(元)|as_of 截至"
)
RANK_NOTES: Final = (
    {
        "zh": "按 21 项指标均值一次计算的水质指数，数值越小越好（环办监测〔2017〕51号）；"
        "参评指标不同的分组排名，不相互比较。",
        "en": "By the index computed once on the means of the 21 items, the smaller the better (环办监测〔2017〕51号); "
        "those with different items are ranked apart and never compared.",
    },
    {
        "zh": "变化排名与上年同期比；所有断面均达到或优于Ⅱ类且达标的不参加；入境水扣除没有公式，未扣除。",
        "en": "Changes are against the same months a year ago; those all of whose sections are Ⅱ or better and attain "
        "take no part; nothing is deducted for inflow, for which no formula was found.",
    },
)  # fmt: skip
COMMON_NOTES: Final = (
    {
        "zh": "各对象只按共有的指标计算指数，排在同一名次表中，数值越小越好；这是县（市、区）间比较的通行做法，"
        "不是环办监测〔2017〕51号的规定（该文件要求 21 项）。",
        "en": "All are ranked in one list on the items that every one of them has, the smaller the better. This is "
        "common practice between counties and no rule of 环办监测〔2017〕51号, which asks for 21 items.",
    },
    RANK_NOTES[1],
)  # fmt: skip
PEAK_NOTES: Final = (
    {
        "zh": "各断面、各指标如降到Ⅲ类限值，本组水质指数可下降多少；贡献率为单项指数占指数的比例。",
        "en": "By how much the index would fall if the value stood at the limit of Ⅲ; the contribution is the item's "
        "share of the index.",
    },
)
OUTLOOK_NOTES: Final = (
    {
        "zh": "预测方法与阈值为本系统自定（各行 rule），文件只要求以天保月、以月保年；不作为达标结论。",
        "en": "The method and its thresholds are this system's own (rule of each row); the plans only ask for it. "
        "It is no verdict on attainment.",
    },
)


@router.get("/assessment/ranking", summary="水质排名 · Ranking", response_class=Response, **access("public"))
def ranking(
    request: Request, connection: Reading, user: User, month: Month,
    period: Annotated[
        Literal["month", "quarter", "year", "cumulative"], Query(description="月、季、年或累计 · the period.")
    ] = "month",
    by: Annotated[
        Literal["district", "section", "river", "city"], Query(description="按县区、断面、河流或全部 · what is ranked.")
    ] = "district",
    items: Annotated[
        Items, Query(description="按各自指标分组，或按共同指标统一排名 · on each one's own items, or on common ones.")
    ] = "own",
    basis: Based = "all", f: Form = "json",
) -> Response:  # fmt: skip
    """The ranking by water-quality index and by its change against a year ago, in groups of equal items; `indices`
    gives each index with its items and their shares, `unranked` and `troubles` those that have none and why. With
    `items=common` all stand in one list on `common_items`, the items that every one of them has; refused where these
    are fewer than five."""
    state = request.app.state
    etag = etag_of("ranking", month, period, by, items, basis, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    answer = rank_period(connection, state.store, state.settings, month, period, by, basis=basis, items=items)
    content, title = {"month": month, **answer}, f"水质指数排名 {month}"
    rows, notes = flat_ranking(answer), COMMON_NOTES if items == "common" else RANK_NOTES
    return list_answer(f, etag, title, f"ranking-{month}", RANK_COLUMNS, content, rows, notes)


@router.get("/assessment/peaks", summary="掐尖削峰 · Peaks of the index", response_class=Response, **access("public"))
def peaks(
    request: Request, connection: Reading, user: User, month: Month,
    district: Annotated[str | None, Query(max_length=80, description="县（市、区）· of this district.")] = None,
    basis: Based = "all", f: Form = "json",
) -> Response:  # fmt: skip
    """Which indicator at which section raises the index most, rivers and lakes apart (`river`, `lake_or_reservoir`):
    `fall` of the index if the value stood at the limit of Ⅲ, the greatest first."""
    state = request.app.state
    etag = etag_of("peaks", month, district, basis, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    answer = find_peaks(connection, state.store, state.settings, month, district=district, basis=basis)
    content, title = {"month": month, "district": district, **answer}, f"掐尖削峰清单 {month}"
    return list_answer(f, etag, title, f"peaks-{month}", PEAK_COLUMNS, content, flat_peaks(answer), PEAK_NOTES)


@router.get("/assessment/outlook", summary="达标预测 · Outlook", response_class=Response, **access("public"))
def outlook(
    request: Request, connection: Reading, user: User,
    on: Annotated[
        str | None, Query(alias="date", max_length=10, description="截至日期 · told on this day; default: today.")
    ] = None,
    rule_set: Annotated[
        str | None, Query(max_length=40, description="规则集 · the plan that charges a miss; default: those in force.")
    ] = None,
    f: Form = "json",
) -> Response:  # fmt: skip
    """Whether each section will attain this month and this year: the mean so far, what the rest must average at most,
    a light (`likely`, `in_doubt`, `unlikely`, `unknown`) and, for those who are signed in, the money at stake [fen]."""
    state, day = request.app.state, parse_day(on)
    etag = etag_of("outlook", day, rule_set, user.signed_in, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    answer = outlook_sections(
        connection, state.store, state.settings, day, rule_set=rule_set, with_money=user.signed_in
    )
    title, rows = f"达标预测 {day}", flat_outlook(answer)
    return list_answer(f, etag, title, f"outlook-{day}", OUTLOOK_COLUMNS, answer, rows, OUTLOOK_NOTES)


def parse_day(text: str | None) -> date:
    """A day, today in China where none is given.

    >>> parse_day("2026-10-12")
    datetime.date(2026, 10, 12)
    """
    if text is None:
        return today_in_china()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unparsable(
            f"日期“{text[:20]}”应为 YYYY-MM-DD。", f"The date {text[:20]!r} must be YYYY-MM-DD.", parameter="date"
        ) from None


def flat_ranking(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Both rankings as rows of one table; those that are not ranked come last with the reason."""
    changes = {row["key"]: row for group in answer["changes"]["groups"] for row in group["rows"]}
    for group in answer["ranking"]["groups"]:
        for row in group["rows"]:
            change = changes.get(row["key"], {})
            yield {
                **row,
                "n_items": group["n_items"],
                "index": row["index_shown"],
                "items": group["item_names_zh"],
                "change_rank": change.get("rank"),
                "change_percent": change.get("change_percent"),
                "base_index": change.get("base_index"),
            }
    for row in answer["ranking"]["unranked"]:
        yield {"name": row["name"], "reason": row["reason_zh"]}
    for row in answer["troubles"]:
        yield {"name": row["key"], "reason": row["reason_zh"]}


def flat_peaks(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Rivers' and lakes' peaks as rows of one table."""
    for kind, water in (("river", "河流"), ("lake_or_reservoir", "湖库")):
        for peak in (answer[kind] or {}).get("peaks", ()):
            yield {**peak, "water": water}


def flat_outlook(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Sections' lights as rows of a table."""
    for row in answer["rows"]:
        names = {one["code"]: one for one in row["indicators"]}
        money = row["money_at_stake_fen"]
        deciding = [names[code] for code in row["deciding"] if code in names]
        yield {
            **row,
            "deciding_zh": [one["name_zh"] for one in deciding],
            "rest": [
                f"{one['name_zh']} {one['rest_at_most']}" for one in deciding if one.get("rest_at_most") is not None
            ],
            "money_yuan": None if money is None else money / 100,
        }
