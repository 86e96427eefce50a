"""Registers over HTTP: specifications, entries, changes, steps, history (台账)."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.json_body import body_of, body_schema
from app.api.links import JSON, address, link
from app.api.register_shapes import (
    EntryChange,
    EntryMove,
    NewEntry,
    describe_entry,
    describe_event,
    describe_register,
    files_of,
    may,
    table_of,
)
from app.api.table_answer import table_answer
from app.deps import Reading, User, Writing, check_role, parse_month
from app.errors import Clash, Unparsable
from app.registers.catalogue import REGISTERS, register_spec
from app.registers.spec import RegisterSpec
from app.store.registers import Entry, EntryQuery, count_states, load_entry, load_events
from app.uses.registers.register_entries import amend, clean_note, enter, move
from app.uses.registers.register_lookup import find_page

router = APIRouter(tags=["registers"])

MOST_ROWS = 100_000  # of a table that is downloaded
RegisterId = Annotated[str, Path(description="台账标识 · id of a register, such as `works`.", max_length=40)]
EntryId = Annotated[int, Path(description="条目编号 · id of an entry.", ge=1, le=2**53)]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=80, description='所依据的版本，如 `"3"` · the version it rests on.')
]
_VERSION = re.compile(r'\s*(?:W/)?"?([0-9]{1,15})"?\s*')


def describing(role: str, more: dict[str, Any]) -> dict[str, Any]:
    """Arguments of a route for a role, with the description of its body."""
    arguments = access(role)
    return {**arguments, "openapi_extra": {**arguments["openapi_extra"], **more}}


def readable_register(request: Request, user: User, register: RegisterId) -> RegisterSpec:
    """The register asked for, where this person may read it."""
    spec = register_spec(register)
    check_role(user, spec.read_role, request.app.state.settings)
    return spec


def writable_register(request: Request, user: User, register: RegisterId) -> RegisterSpec:
    """The register asked for, where this person may enter and change."""
    spec = readable_register(request, user, register)
    check_role(user, spec.write_role, request.app.state.settings)
    return spec


Readable = Annotated[RegisterSpec, Depends(readable_register)]
Writable = Annotated[RegisterSpec, Depends(writable_register)]


def parse_version(given: str | None) -> int | None:
    """The version that an ``If-Match`` names, None where there is none.

    >>> parse_version('"3"'), parse_version('W/"12"'), parse_version(None)
    (3, 12, None)
    """
    if given is None or given.strip() == "*":
        return None
    found = _VERSION.fullmatch(given)
    if not found:
        raise Unparsable(
            'If-Match 须写作 "版本号"，如 "3"。', 'If-Match must be "version", such as "3".', parameter="If-Match"
        )
    return int(found[1])


def answer_entry(
    request: Request, connection: Reading, spec: RegisterSpec, entry: Entry, user: User, status: int = 200
) -> Response:
    """One entry with its files, its version as ETag, its address."""
    store = request.app.state.store
    where = address(request, "registers", spec.id, str(entry.id))
    content = describe_entry(spec, entry, user)
    content["files"] = files_of(connection, store, spec, [entry.content])
    content["links"] = [link("self", where, JSON), link("history", f"{where}/events", JSON)]
    headers = {"ETag": f'"{entry.version}"', **({"Location": where} if status == 201 else {})}
    return json_answer(content, status=status, headers=headers)


@router.get("/registers", summary="台账目录 · Registers", response_class=Response, **access("viewer"))
def registers(request: Request, connection: Reading, user: User) -> Response:
    """The registers: fields with kinds and allowed values, states with counts, transitions with what each needs, the
    roles that read and write, and whether this person may (`may_read`, `may_write`). A form is made from it."""
    store = request.app.state.store
    told = [
        describe_register(spec, user, count_states(connection, store, spec.id) if may(user, spec.read_role) else {})
        for spec in REGISTERS
    ]
    return json_answer({"registers": told})


@router.get("/registers/{register}", summary="台账条目 · Entries", response_class=Response, **access("viewer"))
def entries(
    request: Request, spec: Readable, connection: Reading, user: User,
    state: Annotated[str | None, Query(max_length=200, description="状态，逗号分隔 · states, by commas.")] = None,
    subject: Annotated[str | None, Query(max_length=200, description="对象 · what it is about.")] = None,
    month: Annotated[str | None, Query(max_length=7, description="月份 · `YYYY-MM`; spans that hold it too.")] = None,
    q: Annotated[str | None, Query(max_length=100, description="关键词 · words that must all be in the entry.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="每页至多几条 · at most so many a page.")] = 100,
    after: Annotated[int, Query(ge=0, le=2**53, description="续页位置 · from the link `next`.")] = 0,
    f: Annotated[Literal["json", "csv", "xlsx"], Query(description="格式 · `csv` and `xlsx` hold all.")] = "json",
) -> Response:  # fmt: skip
    """The entries of a register in the order they were made, page by page. Who may read is the register's to say
    (`read_role`); 403 else."""
    store = request.app.state.store
    states = tuple(one for one in (state or "").split(",") if one)
    if unknown := [one for one in states if one not in {known.id for known in spec.states}]:
        shown = unknown[0][:40]
        raise Unparsable(f"没有名为“{shown}”的状态。", f"There is no state “{shown}”.", parameter="state")
    at = parse_month(month) if month else None
    first = None if spec.last_month_field else at
    query = EntryQuery(states=states, subject=subject, first_month=first, last_month=at, after=after)
    page = find_page(
        connection, store, spec.id, query, text=q or "", limit=limit if f == "json" else MOST_ROWS, month=at
    )
    files = files_of(connection, store, spec, (entry.content for entry in page.entries))
    if f != "json":
        columns, rows = table_of(spec, page.entries, files)
        return table_answer(f, spec.id, spec.zh, columns, rows)
    links = []
    if page.next_after is not None:
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
        pairs.append(("after", str(page.next_after)))
        links.append(link("next", address(request, "registers", spec.id, query=pairs), JSON))
    told = [describe_entry(spec, entry, user) for entry in page.entries]
    return json_answer({
        "register": spec.id, "entries": told, "files": files, "next": page.next_after,
        "counts": count_states(connection, store, spec.id), "links": links,
    })  # fmt: skip


@router.post(
    "/registers/{register}", status_code=201, summary="登记 · Enter", response_class=Response,
    **describing("viewer", body_schema(NewEntry)),
)  # fmt: skip
def new_entry(
    request: Request, user: User, spec: Writable, given: Annotated[NewEntry, Depends(body_of(NewEntry))],
    connection: Writing,
) -> Response:  # fmt: skip
    """Enters an entry: 201, or 200 with the entry there is where the same content was entered before; 422 with the
    faults by field; 409 where the key has another content. Who may is the register's to say (`write_role`)."""
    entry, is_new = enter(
        connection, request.app.state.store, spec.id, given.content, who=user.name, note=clean_note(given.note),
        key=given.key,
    )  # fmt: skip
    return answer_entry(request, connection, spec, entry, user, 201 if is_new else 200)


@router.get("/registers/{register}/{id}", summary="一个条目 · One entry", response_class=Response, **access("viewer"))
def one_entry(request: Request, spec: Readable, connection: Reading, user: User, id: EntryId) -> Response:
    """An entry: content, state, version (also as `ETag`), the steps from its state with what each needs, its files."""
    return answer_entry(request, connection, spec, load_entry(connection, request.app.state.store, spec.id, id), user)


@router.patch(
    "/registers/{register}/{id}", summary="修改条目 · Change an entry", response_class=Response,
    **describing("viewer", body_schema(EntryChange)),
)  # fmt: skip
def change(
    request: Request, user: User, spec: Writable, given: Annotated[EntryChange, Depends(body_of(EntryChange))],
    connection: Writing, id: EntryId, if_match: IfMatch = None,
) -> Response:  # fmt: skip
    """Changes fields of an entry; a null takes a value away. `If-Match` must name the version it rests on: 409 without
    it, where somebody changed the entry since (who and when is said), and where its state lets nothing be changed."""
    store = request.app.state.store
    version = parse_version(if_match)
    if version is None:
        now = load_entry(connection, store, spec.id, id)
        raise Clash(
            f"修改须注明所依据的版本（If-Match）；现为第 {now.version} 版。请刷新后再改。",
            f"A change must name the version it rests on (If-Match); it is version {now.version} now. Load it anew.",
            parameter="If-Match", code="version_needed",
        )  # fmt: skip
    entry = amend(
        connection, store, spec.id, id, given.content, version=version, who=user.name, note=clean_note(given.note)
    )
    return answer_entry(request, connection, spec, entry, user)


@router.post(
    "/registers/{register}/{id}/transitions", summary="流转 · Move an entry", response_class=Response,
    **describing("viewer", body_schema(EntryMove)),
)  # fmt: skip
def transition(
    request: Request, user: User, spec: Readable, given: Annotated[EntryMove, Depends(body_of(EntryMove))],
    connection: Writing, id: EntryId, if_match: IfMatch = None,
) -> Response:  # fmt: skip
    """Moves an entry to another state, with the fields and the reason that the step needs. Each step has its own
    `role`; 409 where no step leads there, or where somebody changed the entry since the version of `If-Match`."""
    entry = move(
        connection, request.app.state.store, spec.id, id, given.to, who=user.name, may=lambda role: may(user, role),
        note=clean_note(given.note), fields=given.fields, file_sha256=given.file_sha256,
        version=parse_version(if_match),
    )  # fmt: skip
    return answer_entry(request, connection, spec, entry, user)


@router.get(
    "/registers/{register}/{id}/events", summary="变动记录 · History", response_class=Response, **access("viewer")
)
def events(request: Request, spec: Readable, connection: Reading, id: EntryId) -> Response:
    """What happened to an entry, the first event first: who, when, from which state to which, why, the fields that
    changed, and the content after it. Nothing is ever taken out."""
    store = request.app.state.store
    load_entry(connection, store, spec.id, id)
    found = load_events(connection, store, id)
    told = [describe_event(spec, event, found[place - 1] if place else None) for place, event in enumerate(found)]
    files = files_of(connection, store, spec, (one.content for one in found), (one.file_sha256 for one in found))
    return json_answer({"register": spec.id, "id": id, "events": told, "files": files})
