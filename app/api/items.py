"""The features of a layer, page by page: the lean route of the service (要素列表).

The answer is the rendered texts of the features, joined; nothing is parsed and nothing is written anew. Why this one
route does without FastAPI's machinery, and what that brings, stands in ``docs/adr/0003-lean-items-route.md``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.caching import cache_headers, etag_of, holds_etag, unchanged
from app.api.item_parameters import items_operation
from app.api.language import reader_language
from app.api.links import GEOJSON, JSON, address, link, self_and_alternate, server_address
from app.api.negotiate import Representation, wanted
from app.api.pages import page
from app.api.parameters import ItemsQuery, parse_items_query, write_after
from app.api.reading import readable_layer
from app.deps import ANONYMOUS, COOKIE, Caller, check_role, current_user
from app.layers.spec import Field, LayerSpec
from app.store.engine import Store
from app.store.features import FeatureQuery
from app.store.lean import Items, read_items, read_revision

router = APIRouter(tags=["features"])

COLUMNS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Known:
    """The layer's revision where the client has the page already."""

    revision: int
    body: None = None


async def caller_of(request: Request) -> Caller:
    """Who is asking; nobody is looked up for a request without credentials."""
    if "authorization" in request.headers or COOKIE in request.headers.get("cookie", ""):
        return await current_user(request)
    return ANONYMOUS


@router.get("/collections/{layer}/items", openapi_extra=items_operation(), response_class=Response)
async def items(request: Request) -> Response:
    """The features of a layer as GeoJSON, or as a page with `f=html`.

    Pages are keyset pages: follow the link `next`. `numberMatched` is exact where it is given; it is left out where
    counting would cost more than the page. Any field of a simple type is a filter, `receiving_water=徒骇河` for one.
    """
    state = request.app.state
    user = await caller_of(request)
    check_role(user, "public", state.settings)
    spec = readable_layer(request, user, request.path_params["layer"])
    query = parse_items_query(request.scope["query_string"], spec, full=user.signed_in)
    given = wanted(request)

    def etag(revision: int) -> str:
        language = reader_language(request) if given == "html" else ""
        asked = request.scope["query_string"]
        return etag_of(spec.id, revision, user.signed_in, asked, given, server_address(request), language)

    wish = FeatureQuery(query.box, query.equals, query.during, query.after_fid, query.limit, full=user.signed_in)
    known = request.headers.get("if-none-match")
    found = await asyncio.get_running_loop().run_in_executor(
        state.items_threads, read_unless_known, state.store, spec.id, wish, etag, known
    )
    tag = etag(found.revision)
    if found.body is None:
        return unchanged(tag)
    if given == "html":
        return items_page(request, spec, query, found, tag, full=user.signed_in)
    return Response(feature_collection(request, spec, query, found), 200, cache_headers(tag), GEOJSON)


def read_unless_known(
    store: Store, layer: str, wish: FeatureQuery, etag: Callable[[int], str], known: str | None
) -> Items | Known:
    """A page, or the revision alone where the client has that page already."""
    if known is not None:
        revision = read_revision(store, layer)
        if holds_etag(known, etag(revision)):
            return Known(revision)
    return read_items(store, layer, wish)


def page_links(
    request: Request, spec: LayerSpec, query: ItemsQuery, found: Items, given: Representation
) -> list[dict[str, Any]]:
    """The links of one page: itself, the other representation, the layer, the next page."""
    here = address(request, "collections", spec.id, "items")
    place = [("after", write_after(query.after_fid))] if query.after_fid else []
    links = self_and_alternate(here, [*query.asked, *place], given, GEOJSON)
    links.append(link("collection", address(request, "collections", spec.id), JSON, spec.zh))
    if found.next_after is not None:
        pairs = [*query.asked, ("after", write_after(found.next_after)), ("f", given)]
        href = address(request, "collections", spec.id, "items", query=pairs)
        links.append(link("next", href, GEOJSON if given == "json" else "text/html", "下一页 · next page"))
    return links


def feature_collection(request: Request, spec: LayerSpec, query: ItemsQuery, found: Items) -> bytes:
    """The body of a page: a head made here, and the texts joined."""
    head: dict[str, Any] = {"type": "FeatureCollection"}
    head["numberMatched"] = found.matched
    head["numberReturned"] = found.returned
    head["timeStamp"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head["links"] = page_links(request, spec, query, found, "json")
    return b"".join((orjson.dumps(head)[:-1], b',"features":[', found.body, b"]}"))


def items_page(
    request: Request, spec: LayerSpec, query: ItemsQuery, found: Items, etag: str, *, full: bool
) -> Response:
    """The same as a page: a table of the layer's first fields."""
    features = orjson.loads(b"[" + found.body + b"]")
    for feature in features:
        feature["quoted"] = quote(str(feature["id"]), safe="")
    columns = columns_shown(spec, features, full=full)
    links = {item["rel"]: item["href"] for item in page_links(request, spec, query, found, "html")}
    return page(
        request, "items.html", etag=etag, spec=spec, features=features, columns=columns, matched=found.matched,
        alternate=links["alternate"], next=links.get("next"),
    )  # fmt: skip


def columns_shown(spec: LayerSpec, features: list[dict[str, Any]], *, full: bool) -> list[Field]:
    """The fields of the table: key and name, then those that say something on this page, in the catalogue's order."""
    names = dict.fromkeys((spec.key, spec.title_field))
    for field in spec.fields:
        told = any(feature["properties"].get(field.name) is not None for feature in features)
        if told and field.kind != "json" and (full or not field.personal):
            names[field.name] = None
    known = {field.name: field for field in spec.fields}
    return [known[name] for name in names if name in known][:COLUMNS_SHOWN]
