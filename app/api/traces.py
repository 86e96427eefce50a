"""Traces upstream over HTTP: made, listed, shown, exported, closed, handed to inspectors (溯源)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.documents import DOCX, download
from app.api.json_body import body_of, body_schema
from app.api.kept_answers import kept_features, kept_links, kept_page
from app.api.links import address
from app.api.registers import answer_entry, describing
from app.api.trace_shapes import NewInvestigation, NewTrace, TraceMove
from app.deps import Reading, User, Writing, parse_month
from app.export.trace_document import trace_docx
from app.registers.catalogue import register_spec
from app.store.traces import Kept, KeptQuery, data_stand, list_traces, load_trace
from app.tracing.decay import decay_choices
from app.uses.registers.register_entries import clean_note
from app.uses.tracing.trace_archive import (
    CLOSERS,
    READERS,
    assign_lead,
    described_row,
    keep_trace,
    move_trace,
    trace_events,
    trace_features,
)
from app.uses.tracing.trace_asked import TraceAsked, asked_indicator
from app.uses.tracing.trace_showing import show_trace

router = APIRouter(tags=["tracing"])

TraceId = Annotated[int, Path(description="溯源编号 · id of a trace.", ge=1, le=2**53)]


@router.post(
    "/traces", status_code=201, summary="溯源 · Make a trace", response_class=Response,
    **describing(READERS, body_schema(NewTrace)),
)  # fmt: skip
def new_trace(request: Request, user: User, given: Annotated[NewTrace, Depends(body_of(NewTrace))]) -> Response:
    """Searches upstream of a section (or any place) for what may have raised an indicator in a month or at a moment:
    reaches and stops, travel times, what is added in each stretch, leads in their order of priority with every factor,
    where to sample next. Kept: 201 with `Location`. A section without a value of the indicator then is a 422
    (`no_value`); one that does not exceed is traced, and `notes` says so. Leads of a model, not grounds for
    enforcement or penalty."""
    state = request.app.state
    kept = keep_trace(state.store, state.settings, given.asked(), who=user.name)
    with state.store.reading() as connection:
        content = shown(request, connection, kept)
    return json_answer(content, status=201, headers={"Location": address(request, "traces", str(kept.row.id))})


@router.get("/traces", summary="溯源列表 · Traces", response_class=Response, **access(READERS))
def traces(
    request: Request, connection: Reading,
    start: Annotated[str | None, Query(alias="from", max_length=200, description="起点 · those from here.")] = None,
    indicator: Annotated[str | None, Query(max_length=80, description="指标 · code or name of the indicator.")] = None,
    month: Annotated[str | None, Query(max_length=7, description="月份 · `YYYY-MM`.")] = None,
    state: Annotated[Literal["open", "closed"] | None, Query(description="状态 · open or closed.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="每页至多几条 · at most so many a page.")] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="续页位置 · from the link `next`.")] = None,
) -> Response:  # fmt: skip
    """The traces that were made, the newest first, page by page, without their documents."""
    code = None if indicator is None else asked_indicator(TraceAsked("", indicator)).code
    query = KeptQuery(
        subject=start, indicator=code, month=None if month is None else parse_month(month),
        states=(state,) if state else (), before=before, limit=limit + 1,
    )  # fmt: skip
    rows = list_traces(connection, request.app.state.store, query)
    return kept_page(request, "traces", rows, limit)


@router.get("/traces/{trace_id}", summary="一次溯源 · One trace", response_class=Response, **access(READERS))
def one_trace(request: Request, connection: Reading, trace_id: TraceId) -> Response:
    """A trace as it was made, with the verdicts as they stand now: an excluded lead is shown as 已排除 and comes last,
    a confirmed one first, on old links too. A lead below L2 shows its code and its reach alone."""
    store = request.app.state.store
    kept = load_trace(connection, store, trace_id)
    etag = etag_of("trace", trace_id, kept.row.version, data_stand(connection, store)["registers"])
    if is_unchanged(request, etag):
        return unchanged(etag)
    return json_answer(shown(request, connection, kept), etag=etag)


@router.get(
    "/traces/{trace_id}/features", summary="溯源要素 · Features of a trace", response_class=Response, **access(READERS)
)
def features(request: Request, connection: Reading, trace_id: TraceId) -> Response:
    """Start, reaches, stops, leads, sampling points and travel-time bands of a trace as GeoJSON; `layer` of each
    feature tells which. What may be shown is as for the trace itself, and the caveat stands on every feature."""
    store = request.app.state.store
    told = show_trace(connection, store, load_trace(connection, store, trace_id))
    return kept_features(told, trace_features(told))


@router.get(
    "/traces/{trace_id}/document", summary="溯源文档 · Document of a trace", response_class=Response, **access(READERS)
)
def document(request: Request, connection: Reading, trace_id: TraceId) -> Response:
    """The trace as a document (.docx, A4) for the file: question, leads in their order with factors, increments,
    stops, where to sample next, what was assumed and lacked. What may be shown is as for the trace itself; the caveat
    stands at the head and on the foot of every page."""
    store = request.app.state.store
    told = show_trace(connection, store, load_trace(connection, store, trace_id))
    where = address(request).removesuffix("/api") + f"/?analysis=trace/{trace_id}"
    return download(trace_docx(told, where), DOCX, f"溯源 {told['title']}.docx", f"trace-{trace_id}.docx")


@router.get(
    "/traces/{trace_id}/events", summary="溯源状态记录 · States of a trace", response_class=Response, **access(READERS)
)
def events(request: Request, connection: Reading, trace_id: TraceId) -> Response:
    """Who made, closed and opened a trace, when and why; nothing is ever taken out."""
    return json_answer({"id": trace_id, "events": trace_events(connection, request.app.state.store, trace_id)})


@router.post(
    "/traces/{trace_id}/transitions", summary="结案与重开 · Close a trace", response_class=Response,
    **describing(CLOSERS, body_schema(TraceMove)),
)  # fmt: skip
def transition(
    request: Request, user: User, given: Annotated[TraceMove, Depends(body_of(TraceMove))], connection: Writing,
    trace_id: TraceId,
) -> Response:  # fmt: skip
    """Closes a trace, or opens it again; 409 where it is so already, and where tasks of it are still under way."""
    row = move_trace(
        connection, request.app.state.store, trace_id, given.to, who=user.name, note=clean_note(given.note)
    )
    return json_answer(described_row(row))


@router.post(
    "/traces/{trace_id}/investigations", status_code=201, summary="下达排查任务 · Send an inspector",
    response_class=Response, **describing(CLOSERS, body_schema(NewInvestigation)),
)  # fmt: skip
def investigation(
    request: Request, user: User, given: Annotated[NewInvestigation, Depends(body_of(NewInvestigation))],
    connection: Writing, trace_id: TraceId,
) -> Response:  # fmt: skip
    """The task of looking at a lead on site: an entry of the register `investigations`, 201, or 200 with the one there
    is where the same was asked before. Its steps are those of the register."""
    entry, is_new = assign_lead(
        connection, request.app.state.store, trace_id, lead=given.lead, inspector=given.inspector, due=given.due,
        what=given.what, who=user.name,
    )  # fmt: skip
    spec = register_spec("investigations")
    return answer_entry(request, connection, spec, entry, user, 201 if is_new else 200)


@router.get(
    "/tracing/decay-choices", summary="衰减系数备选值 · Decay to choose from", response_class=Response,
    **access(READERS + "|chief"),
)  # fmt: skip
def decays(
    indicator: Annotated[str, Query(max_length=80, description="指标编码或名称 · code or name of the indicator.")],
) -> Response:
    """Coefficients of first-order decay on record for an indicator, each with its span, its waters, its source and how
    sure that is. None is a default: one is chosen, or one of your own is given with its source."""
    known = asked_indicator(TraceAsked("", indicator))
    choices = [asdict(choice) | {"k_sd": choice.k_sd} for choice in decay_choices(known.code)]
    return json_answer({"indicator": known.code, "indicator_zh": known.zh, "unit": "1/d", "choices": choices})


def shown(request: Request, connection: Any, kept: Kept) -> dict[str, Any]:
    """One trace as it may be shown, with its links."""
    where = address(request, "traces", str(kept.row.id))
    return show_trace(connection, request.app.state.store, kept) | {"links": kept_links(where)}
