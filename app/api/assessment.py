"""Class and attainment of sections and reaches in a month (断面与河段评价)."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.freshness import assessment_stand
from app.api.item import as_bytes
from app.api.links import GEOJSON
from app.deps import Month, Reading, User
from app.month_assessment import assess_sections
from app.network_now import current_network
from app.reach_assessment import assess_reaches
from app.store.engine import Store
from app.store.features import FeatureQuery, read_page

router = APIRouter(tags=["assessment"])

EVERYTHING = 10**9


def feature_collection(month: str, features: list[bytes]) -> bytes:
    """A GeoJSON answer that names its month."""
    head = f'{{"type":"FeatureCollection","month":"{month}","numberReturned":{len(features)},"features":['
    return head.encode() + b",".join(features) + b"]}"


@router.get(
    "/assessment/sections", summary="断面评价 · Sections of a month", response_class=Response, **access("public")
)
def sections(request: Request, connection: Reading, user: User, month: Month) -> Response:
    """The sections in force in a month with class, deciding indicators, target and attainment (`met`, `missed`,
    `met_on_n`, `undetermined`), which set was required and what was judged. A month without values gives the sections
    with `class` null and the reason."""
    state = request.app.state
    etag = etag_of("assessed sections", month, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    features = []
    for judged in assess_sections(connection, state.store, state.settings, month):
        place = judged.section.place
        geometry = {"type": "Point", "coordinates": [round(place[0], 7), round(place[1], 7)]} if place else None
        feature = {
            "type": "Feature",
            "id": judged.section.code,
            "geometry": geometry,
            "properties": judged.as_properties(),
        }
        features.append(orjson.dumps(feature, option=orjson.OPT_SERIALIZE_NUMPY))
    return json_answer(feature_collection(month, features), etag=etag, media_type=GEOJSON)


@router.get("/assessment/reaches", summary="河段评价 · Reaches of a month", response_class=Response, **access("public"))
def reaches(request: Request, connection: Reading, user: User, month: Month) -> Response:
    """The reaches with the `class` of the section that judges them in a month, which `section`, and `how`:
    `downstream`, `upstream` or `none`."""
    state = request.app.state
    stand = assessment_stand(connection, request, ("sections", "reaches", "sluices", "outfalls"))
    etag = etag_of("assessed reaches", month, user.signed_in, stand)
    if is_unchanged(request, etag):
        return unchanged(etag)
    network = current_network(connection, state.store, state.settings)
    judged = {row.code: row for row in assess_reaches(connection, state.store, state.settings, month, network)}
    features = []
    for key, text in reach_texts(connection, state.store, full=user.signed_in):
        assessed = judged[key].as_properties() if key in judged else NOT_JUDGED
        features.append(add_properties(text, {name: value for name, value in assessed.items() if name != "code"}))
    return json_answer(feature_collection(month, features), etag=etag, media_type=GEOJSON)


NOT_JUDGED: dict[str, Any] = {"class": None, "class_name": None, "section": None, "section_name": None, "how": "none"}


def reach_texts(connection: Connection, store: Store, *, full: bool) -> list[tuple[str, str]]:
    """Key and rendered text of every reach."""
    page = read_page(connection, store, "reaches", FeatureQuery(limit=EVERYTHING, full=full))
    return [(orjson.loads(text)["id"], text) for text in page.texts]


def add_properties(text: str | bytes, more: dict[str, Any]) -> bytes:
    """A rendered feature with further properties; spliced in, or written anew where a name is there already.

    >>> add_properties('{"type":"Feature","id":"a","geometry":null,"properties":{"code":"a"}}', {"how": "none"})
    b'{"type":"Feature","id":"a","geometry":null,"properties":{"code":"a","how":"none"}}'
    """
    body = as_bytes(text)
    taken = any(b'"' + name.encode() + b'":' in body for name in more)
    if body.endswith(b"}}") and not body.endswith(b"{}}") and not taken:
        return body[:-2] + b"," + orjson.dumps(more)[1:] + b"}"
    feature = orjson.loads(body)
    feature["properties"] |= more
    return orjson.dumps(feature)
