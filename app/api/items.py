"""The features of a layer, page by page: the lean route of the service (要素列表).

The answer is the rendered texts of the features, joined; nothing is parsed and nothing is written anew. Why this one
route does without FastAPI's machinery, and what that brings, stands in ``docs/adr/0003-lean-items-route.md``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import anyio.to_thread
import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.caching import cache_headers, etag_of, is_unchanged, unchanged
from app.api.item_parameters import items_operation
from app.api.language import reader_language
from app.api.links import GEOJSON, JSON, address, link, self_and_alternate, server_address
from app.api.negotiate import Representation, wanted
from app.api.pages import page
from app.api.parameters import ItemsQuery, parse_items_query, write_after
from app.api.reading import readable_layer
from app.deps import ANONYMOUS, COOKIE, Caller, check_role, current_user
from app.layers.spec import LayerSpec
from app.store.features import FeatureQuery
from app.store.lean import ItemsPage, read_items

router = APIRouter(tags=["features"])

COLUMNS_SHOWN = 6


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

    wish = FeatureQuery(
        query.box, query.equals, query.during, query.after_fid, query.limit, full=user.signed_in
    )  # fmt: skip
    found = await anyio.to_thread.run_sync(
        read_items, state.store, spec.id, wish, state.counts, lambda revision: is_unchanged(request, etag(revision))
    )
    if found.joined is None:
        return unchanged(etag(found.revision))
    if given == "html":
        return items_page(request, spec, query, found, etag(found.revision), full=user.signed_in)
    body = feature_collection(request, spec, query, found, found.joined)
    return Response(body, 200, cache_headers(etag(found.revision)), GEOJSON)


def page_links(
    request: Request, spec: LayerSpec, query: ItemsQuery, found: ItemsPage, given: Representation
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


def feature_collection(
    request: Request, spec: LayerSpec, query: ItemsQuery, found: ItemsPage, joined: bytes
) -> bytes:
    """The body of a page: a head made here, and the texts joined."""
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if found.matched is not None:
        head["numberMatched"] = found.matched
    head["numberReturned"] = found.count
    head["timeStamp"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head["links"] = page_links(request, spec, query, found, "json")
    return b"".join((orjson.dumps(head)[:-1], b',"features":[', joined, b"]}"))


def items_page(
    request: Request, spec: LayerSpec, query: ItemsQuery, found: ItemsPage, etag: str, *, full: bool
) -> Response:
    """The same as a page: a table of the layer's first fields."""
    features = orjson.loads(b"[" + (found.joined or b"") + b"]")
    for feature in features:
        feature["quoted"] = quote(str(feature["id"]), safe="")
    columns = [spec.field(spec.key)]
    for field in spec.fields:
        simple = field.kind != "json" and field.name != spec.key and (full or not field.personal)
        if simple and len(columns) < COLUMNS_SHOWN:
            columns.append(field)
    links = {item["rel"]: item["href"] for item in page_links(request, spec, query, found, "html")}
    return page(
        request, "items.html", etag=etag, spec=spec, features=features, columns=columns, matched=found.matched,
        alternate=links["alternate"], next=links.get("next"),
    )  # fmt: skip
