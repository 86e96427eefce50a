"""The OpenAPI document of the service, made once an application (接口说明)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.access import SECURITY_SCHEMES
from app.api.item_parameters import COLLECTION_SCHEMA, FEATURE_SCHEMA, FORMAT_PARAMETER, LANGUAGE_PARAMETER
from app.api.openapi30 import to_openapi30
from app.api.parameters import WITH_PAGES

PREFIX = "/api"
GEOJSON_PATHS = ("/api/nearby", "/api/assessment/", "/api/network/")
ITEM_PATH = "/api/collections/{layer}/items/{key}"
DESCRIPTION = """\
水污染防治地图服务 · a map service for controlling water pollution.

`/` 是 OGC API – Features（第 1 部分 Core：GeoJSON、HTML、OpenAPI 3.0）的入口，QGIS、GDAL、ArcGIS 可直接读取；
其余是本系统的业务资源。坐标为经纬度（CGCS2000 与 WGS 84 相差不到 0.2 米，视为相同）。

`/` is the landing page of an OGC API – Features service (Part 1 Core, GeoJSON, HTML, OpenAPI 3.0), to be read by QGIS,
GDAL and ArcGIS as it is; beside it stand the subject's own resources. Coordinates are longitude and latitude
(CGCS2000; WGS 84 differs by less than 0.2 m). Errors are `application/problem+json` (RFC 9457).
"""
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "问题详情 · problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "detail_zh", "detail_en"],
    "properties": {
        "type": {"type": "string", "description": "Path of the page that explains this kind of problem."},
        "title": {"type": "string", "description": "The kind of problem, in the reader's language."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What, where, what to do; in the reader's language."},
        "detail_zh": {"type": "string"},
        "detail_en": {"type": "string"},
        "instance": {"type": "string", "description": "The path asked."},
        "parameter": {"type": "string", "description": "The parameter at fault, where it is one."},
        "request_id": {"type": "string", "description": "As in the header X-Request-ID and in the log."},
        "faults": {
            "type": "array",
            "description": "Faults of a file or a network, each with its place.",
            "items": {
                "type": "object",
                "properties": {
                    "code": {"type": "string"},
                    "zh": {"type": "string"},
                    "en": {"type": "string"},
                    "severity": {"type": "string", "enum": ["error", "warning", "repaired"]},
                    "row": {"type": "integer", "description": "Row of the file, the first data row is 1."},
                    "field": {"type": "string"},
                    "key": {"type": "string"},
                    "lon": {"type": "number", "description": "[degree]"},
                    "lat": {"type": "number", "description": "[degree]"},
                },
            },
        },
    },
}


def describe(app: FastAPI) -> None:
    """Let ``app.openapi`` give the 3.0.3 document, made when first asked for."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build_document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def build_document(app: FastAPI) -> dict[str, Any]:
    """The document with its paths relative to ``/api``, the problem schema, and no word of 422 of FastAPI's own."""
    raw = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
    paths: dict[str, Any] = {}
    for path, item in raw["paths"].items():
        inside = path.startswith(PREFIX + "/")
        described = {
            method: _describe_common(path, operation, is_get=method == "get") for method, operation in item.items()
        }
        if inside:
            paths[path.removeprefix(PREFIX)] = described
        else:
            paths[path] = {"servers": [{"url": "/"}], **described}
    raw["paths"] = dict(sorted(paths.items()))
    raw["servers"] = [{"url": PREFIX}]
    components = raw.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= {"Problem": PROBLEM_SCHEMA, "FeatureCollection": COLLECTION_SCHEMA, "Feature": FEATURE_SCHEMA}
    components["securitySchemes"] = SECURITY_SCHEMES
    components.setdefault("responses", {})["Problem"] = {
        "description": "问题 · a problem",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return to_openapi30(raw)


def _describe_common(path: str, operation: dict[str, Any], *, is_get: bool) -> dict[str, Any]:
    """An operation with what all have in common: errors are the problem document, ``f`` and ``lang`` are known.

    FastAPI's own 422 goes, a declared one stays. Routes that answer with prepared bytes get their media types here.
    """
    responses = operation.setdefault("responses", {})
    validation = responses.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if str(validation.get("$ref", "")).endswith("HTTPValidationError"):
        del responses["422"]
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    if not (is_get and path.startswith(PREFIX)):
        return operation
    has_pages = WITH_PAGES in operation.get("tags", ())
    parameters = operation.setdefault("parameters", [])
    named = {parameter.get("name") for parameter in parameters}
    common = (FORMAT_PARAMETER, LANGUAGE_PARAMETER) if has_pages else (LANGUAGE_PARAMETER,)
    parameters += [parameter for parameter in common if parameter["name"] not in named]
    if not responses.get("200", {}).get("content"):
        content: dict[str, Any] = {"application/json": {"schema": {"type": "object"}}}
        if path.startswith(GEOJSON_PATHS):
            content = {"application/geo+json": {"schema": {"$ref": "#/components/schemas/FeatureCollection"}}}
        if path == ITEM_PATH:
            content = {"application/geo+json": {"schema": {"$ref": "#/components/schemas/Feature"}}}
        if has_pages:
            content["text/html"] = {"schema": {"type": "string"}}
        responses.setdefault("200", {"description": "OK"})["content"] = content
    responses.setdefault("304", {"description": "没有变化 · unchanged since the ETag given"})
    return operation
