"""The HTML representations of the API: own templates, every value escaped, no foreign host (接口网页)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.api.caching import VARY, cache_headers
from app.api.language import reader_language

ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def show(value: Any) -> str:
    """A property's value as a reader sees it: nothing as a dash, lists and objects as JSON.

    >>> show(None), show(True), show(1.50), show(["a", 1])
    ('—', '是', '1.5', '["a",1]')
    """
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.1f}"
    return str(value)


ENVIRONMENT.filters["show"] = show


def page(request: Request, template: str, *, etag: str | None = None, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of ``templates`` in the reader's language."""
    language = reader_language(request)

    def both(zh: str, en: str) -> str:
        return en if language == "en" else zh

    html = ENVIRONMENT.get_template(template).render(
        language=language, say=both, demonstration=request.app.state.settings.demonstration, **values
    )
    headers = cache_headers(etag) if etag else {"Cache-Control": "private, no-store", "Vary": VARY}
    headers["Content-Language"] = "en" if language == "en" else "zh-CN"
    return HTMLResponse(html, status, headers)
