"""Which representation the client wants: ``f=`` first, then ``Accept`` (内容协商)."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request

from app import errors
from app.api.errors import NotAcceptable
from app.api.language import quality_pairs

Representation = Literal["json", "html"]

JSON_TYPES = frozenset(
    {
        "application/json",
        "application/geo+json",
        "application/vnd.geo+json",
        "application/schema+json",
        "application/problem+json",
        "application/vnd.oai.openapi+json",
        "application/*",
        "*/*",
    }
)
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/*"})


def wanted(request: Request) -> Representation:
    """``json`` or ``html``; JSON where both are as good (QGIS and GDAL send ``*/*`` or nothing).

    Raises
    ------
    app.errors.Unparsable
        ``f`` is neither.
    NotAcceptable
        ``Accept`` names neither.
    """
    asked = request.query_params.get("f")
    if asked is not None:
        if asked in ("json", "html"):
            return "json" if asked == "json" else "html"
        raise errors.Unparsable("参数 f 只能是 json 或 html。", "Parameter f must be json or html.", parameter="f")
    accept = request.headers.get("accept", "")
    if not accept.strip():
        return "json"
    for media_type, quality in quality_pairs(accept):
        if quality <= 0:
            continue
        if media_type in JSON_TYPES:
            return "json"
        if media_type in HTML_TYPES:
            return "html"
    raise NotAcceptable("application/json, application/geo+json, text/html")
