"""Impacts downstream over HTTP: made, listed, shown, exported (下游影响)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.documents import DOCX, download
from app.api.impact_shapes import NewImpact
from app.api.json_body import body_of, body_schema
from app.api.kept_answers import kept_features, kept_links, kept_page
from app.api.links import address
from app.api.registers import describing
from app.api.trace_shapes import TraceMove
from app.deps import Reading, User, Writing
from app.errors import Unparsable
from app.export.impact_report import impact_docx
from app.registers.instants import CHINA
from app.store.traces import Kept, load_impact
from app.uses.registers.register_entries import clean_note
from app.uses.tracing.impact_keep import (
    CLOSERS,
    READERS,
    impact_events,
    impact_features,
    latest_impacts,
    make_impact,
    move_impact,
    shown_impact,
)
from app.uses.tracing.impact_question import ImpactQuestion
from app.uses.tracing.trace_archive import described_row

router = APIRouter(tags=["tracing"])

ImpactId = Annotated[int, Path(description="编号 · id of an impact.", ge=1, le=2**53)]


@router.post(
    "/impacts", status_code=201, summary="下游影响分析 · Make an impact", response_class=Response,
    **describing(READERS, body_schema(NewImpact)),
)  # fmt: skip
def new_impact(request: Request, user: User, given: Annotated[NewImpact, Depends(body_of(NewImpact))]) -> Response:
    """What a spill, a discharge or a release reaches downstream: reaches hit, arrival, peak and end at sections,
    intakes, protection zones and lakes, sluices with the latest moment to close each, emergency sites, districts to be
    told, sections to be sampled more often. Kept: 201 with `Location`. What is not known is null and stands in
    `lacking`; what was assumed stands in `assumed`."""
    state = request.app.state
    kept = make_impact(state.store, state.settings, _question(given), who=user.name)
    with state.store.reading() as connection:
        events = impact_events(connection, state.store, kept.row.id)
    return _answer(request, kept, events, 201)


@router.get("/impacts", summary="下游影响列表 · Impacts", response_class=Response, **access(READERS))
def impacts(
    request: Request, connection: Reading,
    start: Annotated[str | None, Query(alias="from", max_length=200, description="起点 · those from here.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="每页至多几条 · at most so many a page.")] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="续页位置 · from the link `next`.")] = None,
) -> Response:  # fmt: skip
    """The impacts that were made, the newest first, page by page, without their documents."""
    rows = latest_impacts(connection, request.app.state.store, limit=limit + 1, before=before, subject=start)
    return kept_page(request, "impacts", rows, limit)


@router.get("/impacts/{impact_id}", summary="一次下游影响 · One impact", response_class=Response, **access(READERS))
def one_impact(request: Request, connection: Reading, impact_id: ImpactId) -> Response:
    """An impact as it was made, with what it was made from (`revisions`) and its states (`events`)."""
    store = request.app.state.store
    kept = load_impact(connection, store, impact_id)
    return _answer(request, kept, impact_events(connection, store, impact_id))


@router.post(
    "/impacts/{impact_id}/transitions", summary="结案与重开 · Close an impact", response_class=Response,
    **describing(CLOSERS, body_schema(TraceMove)),
)  # fmt: skip
def transition(
    request: Request, user: User, given: Annotated[TraceMove, Depends(body_of(TraceMove))], connection: Writing,
    impact_id: ImpactId,
) -> Response:  # fmt: skip
    """Closes an impact, or opens it again; 409 where it is so already."""
    row = move_impact(
        connection, request.app.state.store, impact_id, given.to, who=user.name, note=clean_note(given.note)
    )
    return json_answer(described_row(row))


@router.get(
    "/impacts/{impact_id}/features", summary="下游影响要素 · Features of an impact", response_class=Response,
    **access(READERS),
)  # fmt: skip
def features(request: Request, connection: Reading, impact_id: ImpactId) -> Response:
    """The start, the reaches with hours, arrivals, sluices and emergency sites of an impact as GeoJSON; `layer` of each
    feature tells which. The caveat stands on every feature."""
    shown = shown_impact(load_impact(connection, request.app.state.store, impact_id))
    return kept_features(shown, impact_features(shown))


@router.get(
    "/impacts/{impact_id}/document", summary="下游影响报告 · An impact as a document", response_class=Response,
    **access(READERS),
)  # fmt: skip
def document(request: Request, connection: Reading, impact_id: ImpactId) -> Response:
    """An impact as .docx: arrivals, sluices, emergency sites, whom to tell, where to sample, what it rests on. Every
    page is marked 内部资料, for it names intakes."""
    shown = shown_impact(load_impact(connection, request.app.state.store, impact_id))
    return download(impact_docx(shown), DOCX, f"{shown['title']}.docx", f"impact-{impact_id}.docx")


def _answer(request: Request, kept: Kept, events: list[dict[str, Any]], status: int = 200) -> Response:
    """One impact with its links."""
    where = address(request, "impacts", str(kept.row.id))
    content: dict[str, Any] = shown_impact(kept) | {"events": events, "links": kept_links(where)}
    return json_answer(content, status=status, headers={"Location": where} if status == 201 else {})


def _question(given: NewImpact) -> ImpactQuestion:
    """The body as the question of the use."""
    try:
        moment = given.moment if given.moment.tzinfo else given.moment.replace(tzinfo=CHINA)
        moment.astimezone(UTC) + timedelta(days=3650)
    except OverflowError:
        raise Unparsable("moment 超出范围。", "moment is out of range.", parameter="moment") from None
    rest = given.model_dump(exclude={"start", "moment", "decay", "dispersion"})
    return ImpactQuestion(
        start=given.start, moment=moment, decay=given.decay.model_dump() if given.decay else None,
        dispersion=given.dispersion.model_dump() if given.dispersion else None, **rest,
    )  # fmt: skip
