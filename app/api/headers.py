"""Headers that every answer carries, and HEAD and OPTIONS for every route (安全响应头)."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A page that needs more (a hash of a script that folium writes) sets its own policy; this one is for all the rest.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ALWAYS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(self), camera=(), microphone=()"),
)
# Asked anew each time (and answered 304): after an upgrade a browser must not mix old modules with new ones.
STATIC = (*ALWAYS, (b"cache-control", b"no-cache"))
HIDDEN = frozenset({b"server", b"x-powered-by"})


class SafeHeaders:
    """Adds the headers that are not there yet, so that a route may set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and complete the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        added = STATIC if scope["path"].startswith("/static/") else ALWAYS

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [pair for pair in message["headers"] if pair[0].lower() not in HIDDEN]
                there = {name.lower() for name, _ in headers}
                message["headers"] = headers + [pair for pair in added if pair[0] not in there]
            await send(message)

        await self.app(scope, receive, complete)


class HeadAndOptions:
    """HEAD as a GET without its body; OPTIONS as the methods of the path, open to anyone as they are documented."""

    def __init__(self, app: ASGIApp, *, service: FastAPI) -> None:
        self.app = app
        self.service = service
        self.table: list[tuple[object, frozenset[str]]] | None = None

    def allowed(self, path: str) -> list[str]:
        """The methods that some route knows for this path, sorted; empty where no route matches."""
        if self.table is None:
            self.table = [
                (compile_path(context.path)[0], frozenset(context.methods))
                for context in iter_route_contexts(self.service.routes)
                if context.path and context.methods
            ]
        found: set[str] = set()
        for pattern, methods in self.table:
            if pattern.match(path):  # type: ignore[attr-defined]
                found |= methods
        if "GET" in found:
            found.add("HEAD")
        return sorted(found | {"OPTIONS"}) if found else []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer OPTIONS."""
        if scope["type"] != "http" or scope["method"] not in ("HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            if allowed := self.allowed(scope["path"]):
                headers = [(b"allow", ", ".join(allowed).encode()), (b"content-length", b"0")]
                await send({"type": "http.response.start", "status": 204, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
            await self.app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"  # in place, so that the log further out finds the route in its own scope
        await self.app(scope, receive, bare)
