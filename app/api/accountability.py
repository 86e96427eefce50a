"""Accountability over HTTP: rule sets, a month's close, drafts, ladders, settlement (考核问责)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.accountability.rule_set import load_rule_set, rule_set_ids
from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.freshness import assessment_stand
from app.api.json_body import body_of, body_schema
from app.api.registers import describing
from app.deps import Month, Reading, User, Writing, parse_month
from app.uses.accountability.month_close import close_month, drafted_of, known_rule_set
from app.uses.accountability.notice_drafts import draft_notices
from app.uses.accountability.notice_grounds import describe_gone, letter_grounds
from app.uses.accountability.section_ladder import entry_brief, subject_ladder
from app.uses.accountability.year_settlement import settle

router = APIRouter(tags=["accountability"])

OFFICE = "chief|analyst"
LAYERS = ("sections", "reaches", "sluices", "outfalls", "water_sources")
RuleSetId = Annotated[str, Query(max_length=40, description="规则集 · id of a rule set, such as `liaocheng_2020`.")]
Districts = Annotated[
    str | None, Query(max_length=200, description="试算：按这些县区适用，逗号分隔 · try the plan on these districts.")
]
MonthPath = Annotated[str, Path(description="月份 · `YYYY-MM`.", max_length=7)]


class Drafts(BaseModel):
    """Which of a month's letters to draft: all that need no judgement, or those named."""

    model_config = ConfigDict(extra="forbid")

    rule_set: str = Field(max_length=40, description="规则集 · id of the rule set.")
    keys: list[str] | None = Field(None, max_length=500, description="应发文书的 key · keys of letters that are due.")


DraftsBody = Annotated[Drafts, Depends(body_of(Drafts))]


@router.get("/accountability/rule-sets", summary="规则集 · Rule sets", response_class=Response, **access("viewer"))
def rule_sets(request: Request, user: User) -> Response:
    """The plans as data: whom each binds, what counts as exceedance, rules with their clauses, and every choice that
    a plan leaves open with its default and the reason."""
    etag = etag_of("rule sets", *rule_set_ids())
    if is_unchanged(request, etag):
        return unchanged(etag)
    return json_answer({"rule_sets": [load_rule_set(name).as_dict() for name in rule_set_ids()]}, etag=etag)


@router.get(
    "/accountability/months/{month}", summary="月度结算 · A month's close", response_class=Response, **access(OFFICE)
)
def month_of(
    request: Request, connection: Reading, user: User, month: MonthPath, rule_set: RuleSetId,
    district: Districts = None,
) -> Response:  # fmt: skip
    """What a plan asks for in a month, from official values (终版) after exemptions: `due` letters with their reasons
    and where each stands in the register (`entry`), `compensation` line by line, `duties`, `publications`, and the
    `choices` it rests on. Any past month gives what should have gone out then. `ground_changed` marks a letter that was
    drafted for other reasons, `no_longer_due` lists those that the rules ask for no more: a value was superseded."""
    state, name = request.app.state, parse_month(month)
    etag = etag_of("close", name, rule_set, district, user.role, assessment_stand(connection, request, LAYERS))
    if is_unchanged(request, etag):
        return unchanged(etag)
    chosen = [part for part in (district or "").split(",") if part]
    close = close_month(connection, state.store, state.settings, rule_set, name, districts=chosen)
    drafted = drafted_of(connection, state.store, close)
    content = close.as_dict() | {"may_draft": user.role in ("analyst", "admin") and not chosen}
    grounds = letter_grounds(connection, state.store, close, drafted)
    for told in content["due"]:
        told["entry"] = entry_brief(drafted.get(told["key"]))
        told["ground_changed"] = told["key"] in grounds.changed
    gone = () if chosen else grounds.no_longer_due  # a trial asks for other letters, the drafts stand
    content["no_longer_due"] = [describe_gone(entry) | {"entry": entry_brief(entry)} for entry in gone]
    return json_answer(content, etag=etag)


@router.post(
    "/accountability/months/{month}/drafts", summary="拟稿 · Draft letters", response_class=Response, status_code=201,
    **describing("analyst", body_schema(Drafts)),
)  # fmt: skip
def draft(request: Request, asked: DraftsBody, connection: Writing, user: User, month: MonthPath) -> Response:
    """Puts letters that are due into the register `notices` as drafts. Without `keys` all that need no judgement; asked
    again, nothing comes twice. The office enters the document number, the software makes none."""
    state, name = request.app.state, parse_month(month)
    close = close_month(connection, state.store, state.settings, asked.rule_set, name)
    made, known = draft_notices(connection, state.store, close, who=user.name, keys=asked.keys)
    content: dict[str, Any] = {
        "drafted": [entry_brief(entry) for entry in made], "known": [entry_brief(entry) for entry in known],
    }  # fmt: skip
    return json_answer(content, status=201)


@router.get(
    "/accountability/ladder", summary="断面阶梯 · A subject's ladder", response_class=Response, **access(OFFICE)
)
def ladder(
    request: Request, connection: Reading, user: User, month: Month, rule_set: RuleSetId,
    subject: Annotated[str, Query(max_length=200, description="对象编码 · code of a section or source, `LC10`.")],
    months: Annotated[int, Query(ge=1, le=60, description="到 month 为止的月数 · months up to `month`.")] = 24,
) -> Response:  # fmt: skip
    """The months of one subject: class, state, attainments of each target, and the letters that each month asked for,
    with where they stand in the register."""
    state = request.app.state
    stand = assessment_stand(connection, request, LAYERS)
    etag = etag_of("ladder", month, months, rule_set, subject, stand)
    if is_unchanged(request, etag):
        return unchanged(etag)
    told = subject_ladder(connection, state.store, state.settings, rule_set, subject, month, months=months)
    return json_answer(told, etag=etag)


@router.get(
    "/accountability/settlement", summary="年度结算 · The year's settlement", response_class=Response, **access(OFFICE)
)
def settlement(
    request: Request, connection: Reading, user: User, rule_set: RuleSetId,
    year: Annotated[str, Query(max_length=4, description="年份 · `YYYY`.")],
) -> Response:  # fmt: skip
    """The year line by line: what was collected, the payment to the province, the city's works, the rewards. Sums that
    the plan does not give come from the register `payments`; what has not been entered is open, never nil."""
    state = request.app.state
    known_rule_set(rule_set)
    etag = etag_of("settlement", rule_set, year, assessment_stand(connection, request, LAYERS))
    if is_unchanged(request, etag):
        return unchanged(etag)
    return json_answer(settle(connection, state.store, state.settings, rule_set, year).as_dict(), etag=etag)
