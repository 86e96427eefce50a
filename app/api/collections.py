"""The collections of OGC API – Features: the layers that the caller may read (图层集合)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.language import reader_language
from app.api.links import GEOJSON, HTML, JSON, Link, address, link, self_and_alternate, server_address
from app.api.negotiate import Representation, wanted
from app.api.pages import page
from app.api.reading import Layer, readable_layers
from app.deps import Reading, User
from app.layers.spec import LayerSpec
from app.store.features import LayerState, layer_state

router = APIRouter(tags=["features"])

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def describe_layer(
    request: Request, spec: LayerSpec, state: LayerState, given: Representation, *, alone: bool
) -> dict[str, Any]:
    """The collection document of one layer; ``alone`` where it is the answer itself."""
    here = address(request, "collections", spec.id)
    items = address(request, "collections", spec.id, "items")
    links: list[Link] = self_and_alternate(here, (), given if alone else "json", JSON)
    links += [
        link("items", f"{items}?f=json", GEOJSON, f"{spec.zh} · GeoJSON"),
        link("items", f"{items}?f=html", HTML, f"{spec.zh} · HTML"),
    ]
    content: dict[str, Any] = {
        "id": spec.id,
        "title": f"{spec.zh} · {spec.en}",
        "description": f"{spec.description_zh} {spec.description_en}".strip(),
        "itemType": "feature",
        "crs": [CRS84],
        "links": links,
    }
    extent: dict[str, Any] = {}
    if state.bbox is not None:
        extent["spatial"] = {"bbox": [list(state.bbox)], "crs": CRS84}
    if state.temporal_extent is not None:
        extent["temporal"] = {"interval": [[instant(end) for end in state.temporal_extent]]}
    if extent:
        content["extent"] = extent
    return content


def instant(value: Any) -> str | None:
    """An end of a temporal extent as RFC 3339, None where it is open; a date as its first moment in UTC.

    >>> instant("2020-01-01"), instant(None)
    ('2020-01-01T00:00:00Z', None)
    """
    if value is None:
        return None
    text = value if isinstance(value, str) else str(value.isoformat())
    return f"{text}T00:00:00Z" if len(text) == 10 else text


def states_of(connection: Connection, request: Request, specs: list[LayerSpec]) -> dict[str, LayerState]:
    """The state of each layer."""
    return {spec.id: layer_state(connection, request.app.state.store, spec.id) for spec in specs}


@router.get("/collections", summary="图层列表 · Layers", response_class=Response, **access("public"))
def collections(request: Request, connection: Reading, user: User) -> Response:
    """The layers that the caller may read, with extent and links; `f=html` for people."""
    given = wanted(request)
    specs = readable_layers(request, user)
    states = states_of(connection, request, specs)
    revisions = [(spec.id, states[spec.id].revision) for spec in specs]
    etag = etag_of("collections", revisions, given, server_address(request), reader_language(request))
    if is_unchanged(request, etag):
        return unchanged(etag)
    if given == "html":
        rows = [
            {
                "id": spec.id, "zh": spec.zh, "en": spec.en, "description_zh": spec.description_zh,
                "description_en": spec.description_en, "count": states[spec.id].count,
                "revision": states[spec.id].revision,
            }
            for spec in specs
        ]  # fmt: skip
        return page(request, "collections.html", etag=etag, rows=rows)
    content = {
        "links": self_and_alternate(address(request, "collections"), (), given, JSON),
        "crs": [CRS84],
        "collections": [describe_layer(request, spec, states[spec.id], given, alone=False) for spec in specs],
    }
    return json_answer(content, etag=etag)


@router.get("/collections/{layer}", summary="一个图层 · One layer", response_class=Response, **access("public"))
def collection(request: Request, connection: Reading, user: User, spec: Layer) -> Response:
    """One layer: titles, extent, links; as a page with its fields."""
    given = wanted(request)
    state = layer_state(connection, request.app.state.store, spec.id)
    shown = "full" if user.signed_in else "public"
    etag = etag_of(spec.id, state.revision, given, shown, server_address(request), reader_language(request))
    if is_unchanged(request, etag):
        return unchanged(etag)
    if given == "html":
        fields = [field for field in spec.fields if user.signed_in or not field.personal]
        return page(request, "collection.html", etag=etag, spec=spec, state=state, fields=fields)
    return json_answer(describe_layer(request, spec, state, given, alone=True), etag=etag)
