"""Routes of the pages: the map, the office's pages, signing in, uploading a file (页面)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.api.access import access
from app.api.language import reader_language
from app.deps import User
from app.errors import Absent
from app.web.assets import module_paths
from app.web.page import map_page, page_csp, script_json
from app.web.templates_env import render_page
from app.web.words import words_of
from app.web.work_pages import PAGES, WorkPage, listed_pages, standing_pages

router = APIRouter(include_in_schema=False)

HEADERS = {
    "Cache-Control": "no-cache",
    "Vary": "Cookie, Accept-Language",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}


def answer(html: str, csp: str) -> Response:
    """A page under its Content-Security-Policy."""
    return HTMLResponse(html, headers={**HEADERS, "Content-Security-Policy": csp})


def plain_page(request: Request, template: str, shown: dict[str, Any] | None = None, **values: Any) -> Response:
    """A page that is not a map, in the reader's language: ``shown`` goes to the template, ``values`` to the modules."""
    language = reader_language(request)
    words = words_of(language)
    settings = request.app.state.settings
    config = script_json({"language": language, "demonstration": settings.demonstration, "words": words, **values})
    html = render_page(
        template,
        words=words,
        language=language,
        config=config,
        demonstration=settings.demonstration,
        **(shown or {}),
    )
    return answer(html, page_csp(html))


def to_sign_in(request: Request) -> Response:
    """The sign-in page, and back to what was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(wanted)}", status_code=303)


@router.get("/", **access("anyone"))
def show_map(request: Request, user: User) -> Response:
    """The map; whoever may not read is led to the sign-in page."""
    settings = request.app.state.settings
    if not user.may("public", public_read=settings.public_read):
        return to_sign_in(request)
    return answer(*map_page(reader_language(request), settings.demonstration, settings.print_notice))


@router.get("/sign-in", **access("anyone"))
def show_sign_in(request: Request) -> Response:
    """The sign-in page."""
    return plain_page(request, "sign_in.html")


@router.get("/upload", **access("anyone"))
def show_upload(request: Request, user: User) -> Response:
    """The page for GIS staff that takes a layer's file, shows what was found and publishes it."""
    if not user.signed_in:
        return RedirectResponse(f"/sign-in?next={quote('/upload')}", status_code=303)
    settings = request.app.state.settings
    return plain_page(request, "upload.html", may=user.may("gis", public_read=settings.public_read))


def work_page(request: Request, user: User, page: WorkPage) -> Response:
    """A page under the bar of the office; whoever may not read is led to the sign-in page."""
    settings = request.app.state.settings
    if page not in standing_pages():
        raise Absent(f"没有页面 {page.path}。", f"There is no page {page.path}.")
    is_open = page.role == "public" and settings.public_read
    if not (user.signed_in or is_open):
        return to_sign_in(request)
    return plain_page(
        request,
        "work.html",
        {"page": page, "pages": listed_pages(), "modules": module_paths(page.module)},
        page=page.id,
        pages=[{"id": one.id, "path": one.path} for one in listed_pages()],
        may=user.may(page.role, public_read=settings.public_read),
        print_notice=settings.print_notice,
    )


def _add_work_page(page: WorkPage) -> None:
    """One route for one page of the office."""

    @router.get(page.path, name=f"show_{page.id}", **access("anyone"))
    def show(request: Request, user: User) -> Response:
        return work_page(request, user, page)


for _page in PAGES:
    _add_work_page(_page)
