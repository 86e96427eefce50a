"""The entrance of the OGC API: landing page, conformance, OpenAPI document (接口入口)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.links import HTML, JSON, OPENAPI, address, link, self_and_alternate, server_address
from app.api.negotiate import wanted
from app.api.pages import page

router = APIRouter(tags=["features"])

TITLE = "溯源 Suyuan"
DESCRIPTION = (
    "水污染防治地图服务：河段、断面、排污口、黑臭水体、保护区等图层。"
    "Layers for controlling water pollution: reaches, monitoring sections, outfalls, black-odorous waters, zones."
)
SPECIFICATION = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CLASSES = tuple(SPECIFICATION + name for name in ("core", "geojson", "html", "oas30"))


def landing(request: Request) -> Response:
    """Links to everything else: layers, conformance, description of the interface."""
    given = wanted(request)
    if given == "html":
        return page(request, "landing.html", address=server_address(request) + "/api")
    links = [
        *self_and_alternate(address(request) + "/", (), given, JSON),
        link("service-desc", address(request, "api"), OPENAPI, "OpenAPI 3.0"),
        link("service-doc", address(request, "api.html"), HTML, "接口说明 · Description of the interface"),
        link("conformance", address(request, "conformance"), JSON, "符合的标准 · Conformance"),
        link("data", address(request, "collections"), JSON, "图层 · Layers"),
    ]
    content = {"title": TITLE, "description": DESCRIPTION, "links": links}
    return json_answer(content)


router.add_api_route("/", landing, summary="入口 · Landing page", response_class=Response, **access("anyone"))
router.add_api_route("", landing, include_in_schema=False, **access("anyone"))


@router.get("/conformance", summary="符合的标准 · Conformance", response_class=Response, **access("anyone"))
def conformance(request: Request) -> Response:
    """The conformance classes that are true of this service."""
    if wanted(request) == "html":
        return page(request, "conformance.html", classes=CLASSES)
    return json_answer({"conformsTo": list(CLASSES)})


@router.get("/api", summary="OpenAPI 文档 · OpenAPI document", response_class=Response, **access("anyone"))
def openapi_document(request: Request) -> Response:
    """This document: OpenAPI 3.0.3 as JSON, or as a page."""
    if wanted(request) == "html":
        return description_page(request)
    document = request.app.openapi()
    etag = etag_of(document)
    if is_unchanged(request, etag):
        return unchanged(etag)
    return json_answer(document, etag=etag, media_type=OPENAPI)


@router.get("/api.html", summary="接口说明页 · Description as a page", response_class=Response, **access("anyone"))
def description_page(request: Request) -> Response:
    """Every route with its role and parameters, for people."""
    return page(request, "api.html", document=request.app.openapi())
