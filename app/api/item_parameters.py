"""The items operation in the OpenAPI document, written by hand, for its route parses its own query (要素列表的参数)."""

from __future__ import annotations

from typing import Any

from app.api.access import access
from app.api.parameters import LIMIT_DEFAULT, LIMIT_MAXIMUM
from app.api.reading import LAYER_DESCRIPTION

FORMAT_PARAMETER: dict[str, Any] = {
    "name": "f",
    "in": "query",
    "description": "格式 · representation; else `Accept` decides.",
    "schema": {"type": "string", "enum": ["json", "html"]},
}
LANGUAGE_PARAMETER: dict[str, Any] = {
    "name": "lang",
    "in": "query",
    "description": "语言 · language of pages and errors; else the cookie `lang`, then `Accept-Language` decides.",
    "schema": {"type": "string", "enum": ["zh", "en"]},
}
PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "layer",
        "in": "path",
        "required": True,
        "description": LAYER_DESCRIPTION,
        "schema": {"type": "string"},
    },
    {
        "name": "bbox",
        "in": "query",
        "description": (
            "范围：西,南,东,北 [度]，也可写六个数（高程不起作用）；跨 180° 经线时西大于东。要素的几何须与之相交。"
            "A box west,south,east,north [degree], or six numbers (heights are ignored); across the antimeridian "
            "west is larger than east. The geometry itself must intersect it."
        ),
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "items": {"type": "number"},
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        },
    },
    {
        "name": "datetime",
        "in": "query",
        "description": (
            "图层的时间字段（见 /layers 的 temporal）：RFC 3339 时刻或区间，一端可写 ..；没有时间的要素总在其中。"
            "The layer's one temporal field (`temporal` in /layers): an RFC 3339 instant or interval, one end may be "
            "`..`. Features without a time always match."
        ),
        "style": "form",
        "explode": False,
        "schema": {"type": "string"},
        "example": "2021-01-01T00:00:00Z/..",
    },
    {
        "name": "limit",
        "in": "query",
        "description": f"每页至多几个，最多 {LIMIT_MAXIMUM} · features a page; larger ones are cut.",
        "style": "form",
        "explode": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": LIMIT_MAXIMUM, "default": LIMIT_DEFAULT},
    },
    {
        "name": "after",
        "in": "query",
        "description": "不透明的续页位置，取自 next 链接 · an opaque place, taken from the link `next`.",
        "schema": {"type": "string", "maxLength": 24},
    },
    {
        "name": "properties",
        "in": "query",
        "description": (
            "图层的任一简单字段都可作条件，如 `receiving_water=徒骇河`；字段见 /layers。未知的参数得 400。"
            "Any field of a simple type filters by equality, such as `receiving_water=徒骇河`; the fields are in "
            "/layers. An unknown parameter is a 400."
        ),
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    FORMAT_PARAMETER,
    LANGUAGE_PARAMETER,
]
LINK_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {
        "href": {"type": "string"},
        "rel": {"type": "string"},
        "type": {"type": "string"},
        "title": {"type": "string"},
    },
}
FEATURE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string", "description": "要素编码 · the feature's key."},
        "geometry": {"type": "object", "nullable": True, "description": "GeoJSON geometry (RFC 7946)."},
        "properties": {"type": "object", "nullable": True},
        "links": {"type": "array", "items": LINK_SCHEMA},
    },
}
COLLECTION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": FEATURE_SCHEMA},
        "links": {"type": "array", "items": LINK_SCHEMA},
        "timeStamp": {"type": "string", "format": "date-time"},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
    },
}


def items_operation() -> dict[str, Any]:
    """What the OpenAPI document says of the items of a layer beside FastAPI's own words."""
    return {
        **access("public")["openapi_extra"],
        "parameters": PARAMETERS,
        "responses": {
            "200": {
                "description": "要素 · the features",
                "content": {
                    "application/geo+json": {"schema": {"$ref": "#/components/schemas/FeatureCollection"}},
                    "text/html": {"schema": {"type": "string"}},
                },
            },
            "304": {"description": "没有变化 · unchanged since the ETag given"},
        },
    }
