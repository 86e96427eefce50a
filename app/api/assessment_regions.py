"""Regions, lakes and the flood season (区域、湖库与汛期评价)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.assessment_parameters import Based, Form, columns_of, list_answer
from app.api.caching import etag_of, is_unchanged, unchanged
from app.api.freshness import assessment_stand
from app.deps import Month, Reading, User
from app.uses.assessment.lake_assessment import assess_lakes
from app.uses.assessment.region_assessment import assess_regions
from app.uses.assessment.season_assessment import compare_seasons, flood_months

router = APIRouter(tags=["assessment"])

KINDS: Final = {"river": "河流", "lake": "湖库", "district": "县（市、区）", "basin": "全部断面"}
SHARES: Final = (
    "name 名称|rule_zh 评价方法|level_zh 水质状况|class_name 水质类别|judged 参评断面数|good_pct Ⅰ～Ⅲ类(%)|"
    "worst_pct 劣Ⅴ类(%)|n1 Ⅰ类|n2 Ⅱ类|n3 Ⅲ类|n4 Ⅳ类|n5 Ⅴ类|n6 劣Ⅴ类|main_pollutants_zh 主要污染指标|met 达标|"
    "missed 未达标|met_on_n 所测指标达标|undetermined 无法判定|change_month 环比|change_year 同比"
)
REGION_COLUMNS = columns_of(SHARES)
LAKE_COLUMNS = columns_of(SHARES + "|trophic_index 综合营养状态指数|trophic_level 营养状态|trophic_reason 说明")
SEASON_COLUMNS = columns_of(
    "section 断面编码|section_name 断面名称|river 河流|name_zh 指标|unit 单位|flood_mean 汛期均值|rest_mean 非汛期均值|"
    "ratio 汛期与非汛期之比|answer_zh 结论|flood_class_name 汛期类别|rest_class_name 非汛期类别|flood_months 汛期月数|"
    "rest_months 非汛期月数"
)
RULES: Final = {"mean": "断面均值法", "proportion": "断面类别比例法", "none": None}
ANSWERS: Final = {"flushed": "雨季零存整取", "diluted": "汛期较好", "same": "相当", "unknown": "无法比较"}
REGION_NOTES: Final = (
    {
        "zh": "参评断面少于 5 个的按断面均值评价，5 个及以上的按断面类别比例评价（环办〔2011〕22号）；"
        "左右岸共有断面两县均计入。",
        "en": "Below five sections by the mean over sections, from five on by the proportions of classes "
        "(环办〔2011〕22号); a section shared by both banks counts for both districts.",
    },
    {
        "zh": "各项结果为免考、扣除前的；有免考的区域另给免考后结果。",
        "en": "Results are before exemptions; where one holds the result after it stands beside (after).",
    },
)  # fmt: skip
SEASON_NOTES: Final = (
    {
        "zh": "汛期与非汛期之比为本系统指标，无国家规定；各月均值等权平均。",
        "en": "The ratio is this system's own measure, no rule defines it; every month weighs the same.",
    },
)


@router.get("/assessment/regions", summary="区域评价 · Regions of a month", response_class=Response, **access("public"))
def regions(
    request: Request, connection: Reading, user: User, month: Month,
    by: Annotated[
        Literal["river", "lake", "district", "basin"], Query(description="按河流、湖库、县区或全部 · the grouping.")
    ] = "district",
    basis: Based = "all", f: Form = "json",
) -> Response:  # fmt: skip
    """Rivers, lakes, districts or all sections together in a month: level, class by the mean rule below five sections,
    shares of classes, main pollutants, attainment, `change` against last month and a year ago in the rule's words,
    `never_worse` against a year ago, and the result `after` exemptions where one holds."""
    state = request.app.state
    etag = etag_of("regions", month, by, basis, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows = assess_regions(connection, state.store, state.settings, month, by, basis=basis)
    title, content = f"{KINDS[by]}评价 {month}", {"month": month, "by": by, "rows": rows}
    return list_answer(f, etag, title, f"regions-{month}", REGION_COLUMNS, content, flat_regions(rows), REGION_NOTES)


@router.get("/assessment/lakes", summary="湖库评价 · Lakes of a month", response_class=Response, **access("public"))
def lakes(
    request: Request, connection: Reading, user: User, month: Month, basis: Based = "all", f: Form = "json"
) -> Response:
    """Lakes and reservoirs in a month: class on the means over their points, change, and `trophic` state by the
    comprehensive index of five items, with the reason where one is missing."""
    state = request.app.state
    etag = etag_of("lakes", month, basis, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows = assess_lakes(connection, state.store, state.settings, month, basis=basis)
    content, title = {"month": month, "rows": rows}, f"湖库评价 {month}"
    return list_answer(f, etag, title, f"lakes-{month}", LAKE_COLUMNS, content, flat_regions(rows), REGION_NOTES)


@router.get("/assessment/flood-season", summary="汛期对比 · Flood season", response_class=Response, **access("public"))
def flood_season(
    request: Request, connection: Reading, user: User,
    year: Annotated[int, Query(ge=1900, le=2199, description="年份 · the year.")],
    basis: Based = "all", f: Form = "json",
) -> Response:  # fmt: skip
    """The flood season against the rest of a year for each section and indicator: both means, their `ratio` and
    `answer` (`flushed`: worse in the rain)."""
    state = request.app.state
    etag = etag_of("flood season", year, basis, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows = compare_seasons(connection, state.store, state.settings, year, basis=basis)
    content = {"year": year, "flood_months": flood_months(state.settings), "rows": rows}
    told = ({**row, "answer_zh": ANSWERS[row["answer"]]} for row in rows)
    return list_answer(f, etag, f"汛期对比 {year}", f"flood-season-{year}", SEASON_COLUMNS, content, told, SEASON_NOTES)


def flat_regions(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Regions as rows of a table."""
    for row in rows:
        counts, attained = list(row["class_counts"].values()), row["attainment"]
        trophic = row.get("trophic") or {}
        yield {
            **row,
            "rule_zh": RULES[row["rule"]],
            "good_pct": row["share_good_pct"],
            "worst_pct": row["share_worst_pct"],
            **{f"n{place}": count for place, count in enumerate(counts, start=1)},
            **{name: attained[name] for name in ("met", "missed", "met_on_n", "undetermined")},
            "change_month": row["change"]["month"]["zh"],
            "change_year": row["change"]["year"]["zh"],
            "trophic_index": trophic.get("index"),
            "trophic_level": trophic.get("level_zh"),
            "trophic_reason": trophic.get("reason_zh"),
        }
