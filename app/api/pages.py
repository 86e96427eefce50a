"""The HTML representations of the API: own templates, every value escaped, no foreign host (接口网页)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.api.caching import VARY, cache_headers
from app.api.language import reader_language
from app.layers.spec import Field

ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def show(value: Any, language: str = "zh") -> str:
    """A property's value as a reader sees it: nothing as a dash, lists and objects as words.

    >>> show(None), show(True), show(True, "en"), show(1.50), show(["a", 1]), show([{"class": 4, "period": "month"}])
    ('—', '是', 'yes', '1.5', 'a、1', 'class 4 · period month')
    """
    chinese = language == "zh"
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return ("是" if value else "否") if chinese else ("yes" if value else "no")
    if isinstance(value, dict):
        return " · ".join(f"{name} {show(inner, language)}" for name, inner in value.items())
    if isinstance(value, list):
        mark = "；" if any(isinstance(inner, dict) for inner in value) else "、"
        return (mark if chinese else "; ").join(show(inner, language) for inner in value)
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.1f}"
    return str(value)


def show_field(value: Any, field: Field, language: str = "zh") -> str:
    """The value of a field in the words of its labels, where it has some."""
    words = field.labels.get(value) if isinstance(value, str) else None
    return show(value, language) if words is None else words[language == "en"]


def page(request: Request, template: str, *, etag: str | None = None, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of ``templates`` in the reader's language."""
    language = reader_language(request)

    def both(zh: str, en: str) -> str:
        return en if language == "en" else zh

    def told(value: Any, field: Field | None = None) -> str:
        return show(value, language) if field is None else show_field(value, field, language)

    html = ENVIRONMENT.get_template(template).render(
        language=language, say=both, told=told, demonstration=request.app.state.settings.demonstration, **values
    )
    headers = cache_headers(etag) if etag else {"Cache-Control": "private, no-store", "Vary": VARY}
    headers["Content-Language"] = "en" if language == "en" else "zh-CN"
    return HTMLResponse(html, status, headers)
