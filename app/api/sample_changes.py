"""Batches, statuses and corrections of values over HTTP (批次与数据状态)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.json_body import body_of, body_schema
from app.api.reading import readable_layer
from app.api.registers import describing
from app.api.sample_shapes import NewValue, StatusChange, Withdrawal, describe_batch
from app.api.sample_uploads import Columns, FirstColumn, FirstRow, Rows, SheetName
from app.api.samples import parse_site
from app.deps import Month, Reading, User, Writing
from app.errors import Absent
from app.store.sample_batches import count_batch_states, load_batch, load_batches
from app.store.sample_changes import change_status, count_status, load_history, load_status_changes
from app.uses.samples.sample_books import describe_sheets, load_kept_book, sheet_named, window_of
from app.uses.samples.sample_edits import supersede_value, withdraw_import

router = APIRouter(tags=["samples"])

ROLE = "analyst"
BatchId = Annotated[int, Path(description="批次 · number of a batch.", ge=1, le=2**53)]


HISTORY = (
    "id", "sampled_at", "indicator", "value", "raw_text", "unit", "status", "level", "source", "batch_id", "sheet",
    "row_number", "column_label", "ended_at", "ended_by", "reason", "document", "superseded_by",
)  # fmt: skip


@router.get("/samples/history", summary="历史值 · Values that ended", response_class=Response, **access("viewer"))
def history(
    request: Request, connection: Reading, user: User, month: Month,
    site: Annotated[str, Query(max_length=200, description="点位 · `LAYER/CODE`, such as `sections/37150001`.")],
) -> Response:  # fmt: skip
    """Values of a site and month that were superseded or withdrawn, newest first: what they were, who ended them, when,
    why, by which document, and the value that stands instead."""
    layer, code = parse_site(site)
    readable_layer(request, user, layer)
    ended = load_history(connection, request.app.state.store, layer, code, month)
    values = [{name: row[name] for name in HISTORY} for row in ended]
    return json_answer({"site": site, "month": month, "values": values})


@router.get("/samples/batches", summary="导入批次 · Batches", response_class=Response, **access("viewer"))
def batches(
    request: Request, connection: Reading,
    limit: Annotated[int, Query(ge=1, le=500, description="至多几批 · at most so many.")] = 50,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="此批之前 · only those before this one.")] = None,
) -> Response:  # fmt: skip
    """Batches of values, newest first: file, who, when, how many were added, what stands by status and month, what was
    withdrawn and why. `next_before` continues."""
    found = load_batches(connection, request.app.state.store, limit=limit, before=before)
    after = found[-1].id if len(found) == limit else None
    return json_answer({"batches": [describe_batch(one) for one in found], "next_before": after})


@router.get("/samples/batches/{batch}", summary="一个批次 · One batch", response_class=Response, **access("viewer"))
def one_batch(request: Request, connection: Reading, batch: BatchId) -> Response:
    """A batch and, where its file was kept, the sheets of it (`sheets` is null where it was not)."""
    state = request.app.state
    found = load_batch(connection, state.store, batch)
    content = describe_batch(found, states=count_batch_states(connection, state.store, batch))
    try:
        kept = load_kept_book(state.settings, found.file_sha256 or "", found.file_name or "")
        sheets: list[dict[str, Any]] | None = describe_sheets(kept)
    except Absent:
        sheets = None
    return json_answer(content | {"sheets": sheets})


@router.get("/samples/batches/{batch}/cells", summary="批次的单元格 · Cells of a batch", response_class=Response,
            **access("viewer"))  # fmt: skip
def cells_of_batch(
    request: Request, connection: Reading, batch: BatchId, sheet: SheetName = None, first_row: FirstRow = 1,
    rows: Rows = 200, first_column: FirstColumn = 1, columns: Columns = 200,
) -> Response:  # fmt: skip
    """A part of a sheet of the file that a batch came with, so that a number can be looked up in its cell."""
    found = load_batch(connection, request.app.state.store, batch)
    book = load_kept_book(request.app.state.settings, found.file_sha256 or "", found.file_name or "")
    return json_answer(window_of(sheet_named(book, sheet), first_row, rows, first_column, columns))


@router.post("/samples/batches/{batch}/withdraw", summary="撤回批次 · Withdraw a batch", response_class=Response,
             **describing(ROLE, body_schema(Withdrawal)))  # fmt: skip
def withdraw(
    request: Request, body: Annotated[Withdrawal, Depends(body_of(Withdrawal))], connection: Writing, user: User,
    batch: BatchId,
) -> Response:  # fmt: skip
    """Takes back what stands of a batch, values and states of months, with a reason; official values need a document.
    The values move to the history; the same file may be imported again."""
    store = request.app.state.store
    values, states = withdraw_import(
        connection, store, batch, who=user.name, reason=body.reason, document=body.document
    )
    told = describe_batch(load_batch(connection, store, batch), states=0)
    return json_answer(told | {"taken_back": {"values": values, "states": states}})


@router.get("/samples/status-changes", summary="状态变更记录 · Changes of status", response_class=Response,
            **access("viewer"))  # fmt: skip
def status_changes(
    request: Request, connection: Reading,
    limit: Annotated[int, Query(ge=1, le=500, description="至多几条 · at most so many.")] = 50,
) -> Response:  # fmt: skip
    """The changes of status, newest first: who, when, which values, how many, on what document."""
    return json_answer({"changes": load_status_changes(connection, request.app.state.store, limit)})


@router.post("/samples/status-changes", summary="数据状态变更 · Change statuses", response_class=Response,
             **describing(ROLE, body_schema(StatusChange)))  # fmt: skip
def change_statuses(
    request: Request, body: Annotated[StatusChange, Depends(body_of(StatusChange))], connection: Writing, user: User,
    preview: Annotated[bool, Query(description="只数不改 · only count, change nothing.")] = False,
) -> Response:  # fmt: skip
    """Brings the values of a month, batch or sites from one status to a later one (原始, 审核, 上报, 终版); a way
    back needs a document. With `preview=true` the count alone."""
    store = request.app.state.store
    chosen: dict[str, Any] = {"month": body.month, "site_codes": body.sites, "site_kind": body.site_kind}
    chosen["batch_id"] = body.batch
    count, sites = count_status(connection, store, from_status=body.from_status, **chosen)
    if not preview:
        count = change_status(
            connection, store, from_status=body.from_status, to_status=body.to_status, who=user.name,
            level=body.level, document=body.document, note=body.note, **chosen,
        )  # fmt: skip
    return json_answer({"count": count, "sites": sites, "preview": preview})


@router.post("/samples/values/{value_id}/supersede", status_code=201, summary="更正监测值 · Supersede a value",
             response_class=Response, **describing(ROLE, body_schema(NewValue)))  # fmt: skip
def supersede(
    request: Request, body: Annotated[NewValue, Depends(body_of(NewValue))], connection: Writing, user: User,
    value_id: Annotated[int, Path(description="监测值编号 · id of a value.", ge=1, le=2**53)],
) -> Response:  # fmt: skip
    """Puts another value in the place of one, in the same unit, as `raw_text` reads; the old one moves to the history
    with reason and document. An official value needs a document."""
    new_id = supersede_value(
        connection, request.app.state.store, value_id, raw_text=body.raw_text, reason=body.reason,
        document=body.document, who=user.name, file_sha256=body.file_sha256,
    )  # fmt: skip
    return json_answer({"id": new_id, "supersedes": value_id}, status=201)
