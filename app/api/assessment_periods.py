"""Sections over weeks, quarters, years and the year so far (时段评价)."""

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
from app.uses.assessment.period_assessment import assess_periods

router = APIRouter(tags=["assessment"])

TITLES: Final = {"week": "周评价", "quarter": "季度评价", "year": "年度评价", "cumulative": "累计评价"}
ATTAINED: Final = {"met": "达标", "missed": "未达标", "met_on_n": "所测指标达标", "undetermined": "无法判定"}
COLUMNS: Final = columns_of(
    "period 时段|code 断面编码|name 断面名称|river 河流|district 县（市、区）|target_class_name 目标类别|"
    "class_name 水质类别|level_zh 水质状况|attained 达标情况|class_last_year_name 上年同期类别|change_zh 同比|"
    "held_zh 只能变好不能变差|why 说明"
)
NOTES: Final = (
    {
        "zh": "季度不少于2个月、年度不少于12个月（断流、结冰等不少于8个月）的月均值方为有效（环办〔2011〕22号）；"
        "不足的不定类，写明原因。",
        "en": "A quarter needs two months, a year twelve (eight with ice or no water); with fewer nothing is classed "
        "and the reason is told (环办〔2011〕22号).",
    },
    {"zh": "结果为免考、扣除前的实测评价。", "en": "Results are measured ones, before exemptions."},
)  # fmt: skip


@router.get("/assessment/periods", summary="时段评价 · Periods", response_class=Response, **access("public"))
def periods(
    request: Request, connection: Reading, user: User, month: Month,
    period: Annotated[
        Literal["week", "quarter", "year", "cumulative"],
        Query(description="周、季、年或累计 · weeks that end in `month`, its quarter, year, or January to it."),
    ] = "quarter",
    basis: Based = "all", f: Form = "json",
) -> Response:  # fmt: skip
    """Every section over the period that holds the month: class and attainment on its means, how many months each rests
    on, what is not valid and why, the class a year ago, `change` in the rule's words and `never_worse`."""
    state = request.app.state
    etag = etag_of("periods", month, period, basis, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows = assess_periods(connection, state.store, state.settings, month, period, basis=basis)
    content, title = {"month": month, "period": period, "rows": rows}, f"{TITLES[period]} {month}"
    return list_answer(f, etag, title, f"{period}-{month}", COLUMNS, content, flat_periods(rows), NOTES)


def flat_periods(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Periods as rows of a table."""
    for row in rows:
        lacking = "；".join(f"{one['name_zh']}：{one['reason_zh']}" for one in row["not_valid"])
        yield {
            **row,
            "attained": ATTAINED.get(row["attainment"]),
            "change_zh": (row.get("change") or {}).get("zh"),
            "held_zh": (row.get("never_worse") or {}).get("answer_zh"),
            "why": row["reason_zh"] or lacking or None,
        }
