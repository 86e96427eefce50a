"""What lies upstream and downstream of a place (上下游)."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.links import GEOJSON, address, link, server_address
from app.api.reading import readable_layer, readable_layers
from app.deps import Caller, Reading, User, check_role
from app.errors import Unparsable
from app.registers.catalogue import register_spec
from app.registers.instants import instant_of, read_instant
from app.store.features import layer_state
from app.uses.network.network_now import navigate
from app.uses.network.river_network import fault_layer, list_faults, network_revisions

router = APIRouter(tags=["network"])

LAYERS = ("reaches", "sections", "outfalls", "sluices")
From = Annotated[
    str,
    Query(
        alias="from", max_length=200, description="起点 · `LAYER/KEY`, such as `sections/37150001`, or `point/LON,LAT`."
    ),
]
Distance = Annotated[
    float | None, Query(ge=0, allow_inf_nan=False, description="沿河不超过 · at most so far along the river [m].")
]
Travel = Annotated[
    float | None,
    Query(ge=0, allow_inf_nan=False, description="水流时间不超过 · at most so long a travel of the water [h]; reaches "
          "whose travel time is not known are left out, and `faults` tells how many."),
]  # fmt: skip

AsOf = Annotated[
    str | None,
    Query(max_length=40, json_schema_extra={"format": "date-time"},
          description="截至某一时刻的河网 · the network as of a moment, RFC 3339; without an offset of Asia/Shanghai. "
          "Canals whose sluices were reversed then flow the other way, and each sluice tells its state then, "
          "`unknown` where nothing is recorded. Role `viewer`."),
]  # fmt: skip


@router.get("/network/upstream", summary="上游 · Upstream", response_class=Response, **access("public"))
async def upstream(
    request: Request, user: User, start: From,
    mode: Annotated[
        Literal["up", "upmain"], Query(description="`up` 全部支流 · all branches; `upmain` 干流 · the main stem only.")
    ] = "up",
    max_distance_m: Distance = None, max_travel_h: Travel = None, as_of: AsOf = None,
) -> Response:  # fmt: skip
    """The reaches upstream of a place, and the sections, outfalls and sluices on them, each nearest first, with
    `distance_m` along the river [m], `order`, and `travel_h` [h] where velocities are known. The start's own reach is
    cut at the start. With `as_of`: `as_of` `{moment, reversed, both_ways, sluices_unknown}`, and on each sluice
    `state_as_of`, `state_source` (`register`, `layer`, `unknown`), `state_from`, `state_until`, `state_reported_by` and
    `state_record`."""
    return await in_thread(request, user, start, "upstream", mode, max_distance_m, max_travel_h, as_of)


@router.get("/network/downstream", summary="下游 · Downstream", response_class=Response, **access("public"))
async def downstream(
    request: Request, user: User, start: From,
    mode: Annotated[
        Literal["down", "downmain"],
        Query(description="`down` 全部汊道 · all branches; `downmain` 主汊 · the main one only."),
    ] = "down",
    max_distance_m: Distance = None, max_travel_h: Travel = None, as_of: AsOf = None,
) -> Response:  # fmt: skip
    """The reaches downstream of a place, and the sections, outfalls and sluices on them, as for `/network/upstream`."""
    return await in_thread(request, user, start, "downstream", mode, max_distance_m, max_travel_h, as_of)


@router.get("/network/faults", summary="河网问题 · Faults of the network", **access("viewer"))
async def faults(
    request: Request, connection: Reading,
    layer: Annotated[
        Literal["reaches", "sections", "outfalls", "sluices"] | None,
        Query(description="只列某一图层 · of one layer only: `reaches` are faults of the network itself."),
    ] = None,
    code: Annotated[str | None, Query(max_length=40, description="故障代码 · faults of one code only.")] = None,
    limit: Annotated[int, Query(ge=1, le=5000, description="最多条数 · at most so many.")] = 1000,
) -> Response:  # fmt: skip
    """What is wrong with the network and with how sections, outfalls and sluices lie on it: gaps, cycles, and where the
    name of a feature's river and its distance disagree (`river_disagrees`, `river_not_near`, `too_far_from_reach`).
    `counts` by code of all that were asked for, `faults` each with its place."""
    state = request.app.state
    etag = etag_of("faults", layer, code, limit, sorted(network_revisions(connection, state.settings).items()))
    if is_unchanged(request, etag):
        return unchanged(etag)
    found = list_faults(connection, state.store, state.settings, layer, code)
    counts = Counter(fault.code for fault in found)
    body = {
        "numberMatched": len(found),
        "numberReturned": min(len(found), limit),
        "counts": dict(sorted(counts.items())),
        "faults": [fault.as_dict() | {"layer": fault_layer(fault)} for fault in found[:limit]],
    }
    return json_answer(body, etag=etag)


async def in_thread(request: Request, *asked: Any) -> Response:
    """The answer, made in a thread of the list answers: a plain route's own way costs more than the answer."""
    return await asyncio.get_running_loop().run_in_executor(request.app.state.items_threads, answer, request, *asked)


def answer(
    request: Request, user: Caller, start: str, direction: Literal["upstream", "downstream"],
    mode: str, max_distance_m: float | None, max_travel_h: float | None, as_of: str | None,
) -> Response:  # fmt: skip
    """The GeoJSON answer of either direction; features of layers that the caller may not read are left out."""
    moment = None if as_of is None else read_moment(as_of)
    if moment is not None:
        check_role(user, register_spec("sluice_states").read_role, request.app.state.settings)
    with request.app.state.store.reading() as connection:
        return answer_from(connection, request, user, start, direction, mode, max_distance_m, max_travel_h, moment)


def read_moment(text: str) -> datetime:
    """The moment that a parameter names, aware.

    >>> read_moment("2026-10-01T08:00").isoformat(), read_moment("2026-10-01T00:00:00Z").isoformat()
    ('2026-10-01T08:00:00+08:00', '2026-10-01T08:00:00+08:00')
    """
    try:
        return instant_of(read_instant(text[:11] + text[11:].replace(" ", "+")))  # a + that was not escaped
    except ValueError as error:
        raise Unparsable(
            "as_of 应为时刻，如 2026-10-01T08:00:00+08:00。",
            "as_of must be a moment, such as 2026-10-01T08:00:00+08:00.",
            parameter="as_of",
        ) from error


def answer_from(
    connection: Connection, request: Request, user: Caller, start: str,
    direction: Literal["upstream", "downstream"], mode: str, max_distance_m: float | None, max_travel_h: float | None,
    as_of: datetime | None = None,
) -> Response:  # fmt: skip
    """The answer of one transaction."""
    store, settings = request.app.state.store, request.app.state.settings
    layer = start.partition("/")[0]
    if layer != "point" and any(spec.id == layer for spec in store.catalogue):
        readable_layer(request, user, layer)
    revisions = network_revisions(connection, settings)
    asked = direction, start, mode, max_distance_m, max_travel_h
    elsewhere = layer not in revisions and any(spec.id == layer for spec in store.catalogue)
    own = layer_state(connection, store, layer).revision if elsewhere else 0
    etag = etag_of(asked, sorted(revisions.items()), own, user.signed_in, server_address(request))
    if as_of is None and is_unchanged(request, etag):
        return unchanged(etag)
    readable = {spec.id for spec in readable_layers(request, user)}
    found = navigate(
        connection, store, settings, start, direction, mode, max_distance_m, max_travel_h,
        layers=readable & set(LAYERS), full=user.signed_in, as_of=as_of,
    )  # fmt: skip
    pairs = list(request.query_params.multi_items())
    links = [link("self", address(request, "network", direction, query=pairs), GEOJSON)]
    # The states of sluices change without a revision of a layer: an answer of a moment is not cached.
    return json_answer(found.body(links), etag=etag if as_of is None else None, media_type=GEOJSON)
