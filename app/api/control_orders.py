"""Ecological flow and joint control of sluices (生态流量与涵闸联合管控)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.json_body import body_of, body_schema
from app.api.registers import answer_entry, describing
from app.deps import Month, Reading, User, Writing
from app.registers.catalogue import register_spec
from app.uses.tracing.control_orders import REGISTER, described_flow, draft_order, propose_orders
from app.uses.tracing.ecological_flows import check_flows

router = APIRouter(tags=["tracing"])

SIGNERS = "chief|analyst"


class NewOrder(BaseModel):
    """A proposal that becomes the draft of an order."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    section: str = Field(max_length=100, description="断面编码 · code of the section.")
    cause: Literal["ecological_flow", "quality"] = Field(description="起因 · a shortfall of flow, or a missed target.")
    month: str = Field(max_length=7, description="月份 · `YYYY-MM`.")
    by: str = Field(min_length=1, max_length=200, description="下令单位 · the body that orders.")
    start: str = Field(alias="from", max_length=40, description="起始时刻 · moment from which it holds.")
    end: str | None = Field(None, alias="to", max_length=40, description="终止时刻 · until when; else further notice.")


OrderBody = Annotated[NewOrder, Depends(body_of(NewOrder))]


@router.get("/ecological-flows", summary="生态流量 · Ecological flow", response_class=Response, **access("viewer"))
def ecological_flows(request: Request, connection: Reading, month: Month) -> Response:
    """Sections whose layer asks for a least flow or level, with the month's check: `state` is `met`, `missed`,
    `met_on_n` (one of the two was not measured), `undetermined` (nothing was), and the lowest values with what they
    lack."""
    found = check_flows(connection, request.app.state.store, month)
    return json_answer({"month": month, "sections": [described_flow(one) for one in found]})


@router.get(
    "/control-orders/proposals", summary="联合管控建议 · Proposed orders", response_class=Response, **access(SIGNERS)
)
def proposals(request: Request, connection: Reading, month: Month) -> Response:
    """What joint control of sluices the sections ask for in a month: `cause` `ecological_flow` (open what is above) or
    `quality` (hold back), the grounds, the sluices upstream that could be acted on, the nearest first, with their
    state at the end of the month, and the `order` there is already. Nothing is ordered by this."""
    state = request.app.state
    found = propose_orders(connection, state.store, state.settings, month)
    return json_answer({"month": month, "proposals": [_described(one.as_dict()) for one in found]})


@router.post(
    "/control-orders", status_code=201, summary="拟管控令 · Draft an order", response_class=Response,
    **describing(SIGNERS, body_schema(NewOrder)),
)  # fmt: skip
def new_order(request: Request, user: User, given: OrderBody, connection: Writing) -> Response:
    """Makes a proposal the draft of an order in the register `control_orders`, 201; 200 with the order there is. A
    person puts it in force there. 404 where the section asks for none, 422 where no sluice upstream could help."""
    state = request.app.state
    entry, is_new = draft_order(
        connection, state.store, state.settings, section=given.section, cause=given.cause, month=given.month,
        by=given.by, start=given.start, end=given.end, who=user.name,
    )  # fmt: skip
    return answer_entry(request, connection, register_spec(REGISTER), entry, user, 201 if is_new else 200)


def _described(told: dict[str, Any]) -> dict[str, Any]:
    """A proposal with None for words that there are not."""
    return told | {"note_zh": told["note_zh"] or None, "note_en": told["note_en"] or None}
