"""The role that a route needs, declared beside it and written into the OpenAPI document (访问权限).

``@router.get("/x", **access("public"))``. Every route declares one; a test walks the document.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import Depends, Request

from app.api.origin import check_origin
from app.deps import COOKIE, User, check_role

DECLARABLE = ("anyone", "public", "viewer", "inspector", "chief", "analyst", "gis", "admin")

SECURITY_SCHEMES: dict[str, dict[str, str]] = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "登录会话 · a sign-in of the pages"},
    "token": {"type": "http", "scheme": "bearer", "description": "个人令牌 · a personal token"},
    "basic": {"type": "http", "scheme": "basic", "description": "用户名与个人令牌 · user name and token, for QGIS"},
}


def needs(role: str) -> Callable[..., Awaitable[None]]:
    """A dependency that lets only people of ``role`` (or admin) through, and no page of another site."""

    async def check(request: Request, user: User) -> None:
        settings = request.app.state.settings
        check_origin(request.method, request.headers, settings.public_url)
        check_role(user, role, settings)

    return check


def access(role: str) -> dict[str, Any]:
    """Arguments of a route's decorator that declare and check the role it needs.

    Parameters
    ----------
    role
        ``anyone`` (sign-in, health, conformance), ``public`` (anyone where ``SUYUAN_PUBLIC_READ`` is set, else whoever
        is signed in), ``viewer`` (whoever is signed in), one role, which admin has too, or any of several, written
        ``analyst|chief``.

    Examples
    --------
    >>> access("gis")["openapi_extra"]["x-role"], access("analyst|chief")["openapi_extra"]["x-role"]
    ('gis', 'analyst|chief')
    >>> access("boss")
    Traceback (most recent call last):
    ...
    ValueError: unknown role boss
    """
    several = role.split("|")
    if not set(several) <= set(DECLARABLE if len(several) == 1 else DECLARABLE[3:]):
        raise ValueError(f"unknown role {role}")
    schemes: list[dict[str, list[str]]] = [{name: []} for name in SECURITY_SCHEMES]
    open_too: list[dict[str, list[str]]] = [{}] if role in ("anyone", "public") else []
    return {"dependencies": [Depends(needs(role))], "openapi_extra": {"x-role": role, "security": open_too + schemes}}


def challenge(headers: Mapping[str, str]) -> str:
    """The ``WWW-Authenticate`` of a 401: Basic for programs, Bearer alone for browsers.

    A browser that is told Basic opens its own grey box over the page, also for a request of a script; QGIS, GDAL
    and curl need to be told. QGIS calls itself ``Mozilla/5.0 QGIS/…``.

    Examples
    --------
    >>> challenge({"user-agent": "Mozilla/5.0 (X11) Chrome/140", "sec-fetch-mode": "cors"})
    'Bearer realm="Suyuan"'
    >>> challenge({"user-agent": "Mozilla/5.0 QGIS/34000/Linux"})
    'Basic realm="Suyuan", charset="UTF-8", Bearer realm="Suyuan"'
    """
    agent = headers.get("user-agent", "")
    browser = "sec-fetch-mode" in headers or (agent.startswith("Mozilla/") and "QGIS" not in agent)
    bearer = 'Bearer realm="Suyuan"'
    return bearer if browser else f'Basic realm="Suyuan", charset="UTF-8", {bearer}'
