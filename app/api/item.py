"""One feature of a layer (单个要素)."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.language import reader_language
from app.api.links import GEOJSON, JSON, address, link, self_and_alternate, server_address
from app.api.negotiate import wanted
from app.api.pages import page
from app.api.reading import Layer
from app.deps import Reading, User
from app.errors import Absent
from app.layers.spec import LayerSpec
from app.store.features import read_text

router = APIRouter(tags=["features"])


def as_bytes(text: str | bytes) -> bytes:
    """A rendered text as bytes."""
    return text.encode() if isinstance(text, str) else text


def splice(text: str | bytes, members: dict[str, Any]) -> bytes:
    """A rendered feature with further members at its end; the text itself is not parsed.

    >>> splice('{"type":"Feature"}', {"distance_m": 1.5})
    b'{"type":"Feature","distance_m":1.5}'
    """
    body = as_bytes(text)
    return body[:-1] + b"," + orjson.dumps(members)[1:] if members else body


@router.get(
    "/collections/{layer}/items/{key:path}", summary="一个要素 · One feature", response_class=Response,
    **access("public"),
)  # fmt: skip
def item(
    request: Request, connection: Reading, user: User, spec: Layer,
    key: Annotated[str, Path(description="要素编码 · the feature's key, percent-encoded (a slash as `%2F`).")],
) -> Response:  # fmt: skip
    """One feature as GeoJSON, or as a page with its attributes by their titles."""
    given = wanted(request)
    store = request.app.state.store
    text = None if "\x00" in key else read_text(connection, store, spec.id, key, full=user.signed_in)
    if text is None:
        shown = key[:80]
        raise Absent(f"“{spec.zh}”中没有“{shown}”。", f"There is no “{shown}” in “{spec.en}”.", parameter="key")
    etag = etag_of(text, given, server_address(request), reader_language(request))
    if is_unchanged(request, etag):
        return unchanged(etag)
    here = address(request, "collections", spec.id, "items", key)
    if given == "html":
        return feature_page(request, spec, orjson.loads(text), etag, f"{here}?f=json", full=user.signed_in)
    links = self_and_alternate(here, (), given, GEOJSON)
    links.append(link("collection", address(request, "collections", spec.id), JSON, spec.zh))
    return json_answer(splice(text, {"links": links}), etag=etag, media_type=GEOJSON)


def feature_page(
    request: Request, spec: LayerSpec, feature: dict[str, Any], etag: str, alternate: str, *, full: bool
) -> Response:
    """The page of one feature: known fields by their titles in the catalogue's order, then the unknown ones."""
    properties = dict(feature["properties"])
    english = reader_language(request) == "en"
    rows = []
    for field in spec.fields:
        value = properties.pop(field.name, None)
        if full or not field.personal:
            rows.append(
                {"title": field.en if english else field.zh, "value": value, "unit": field.unit, "field": field}
            )
    rows += [{"title": name, "value": value, "unit": None, "field": None} for name, value in properties.items()]
    geometry = feature["geometry"]
    place = None
    if geometry and geometry["type"] == "Point":
        place = f"{geometry['coordinates'][0]:.6f}°E  {geometry['coordinates'][1]:.6f}°N"
    name = feature["properties"].get(spec.title_field) or feature["id"]
    return page(request, "item.html", etag=etag, spec=spec, name=name, rows=rows, place=place, alternate=alternate)
