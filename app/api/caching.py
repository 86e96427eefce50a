"""ETags of answers and the answer 304 (缓存)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response

# The browser may keep an answer but asks each time; a shared cache may not keep it at all, for it depends on who asks.
CACHE_CONTROL = "private, no-cache"
VARY = "Accept, Accept-Language, Authorization, Cookie"


def etag_of(*parts: object) -> str:
    """A weak ETag of what an answer depends on: revision, scope, query.

    Weak, for compressed and plain bodies share it, and ``timeStamp`` is not part of it.

    >>> etag_of("outfalls", 3, "bbox=1") == etag_of("outfalls", 3, "bbox=1") != etag_of("outfalls", 4, "bbox=1")
    True
    """
    return f'W/"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def holds_etag(given: str, etag: str) -> bool:
    """Whether an ``If-None-Match`` holds an ETag, compared weakly.

    >>> holds_etag('"a", W/"b"', 'W/"a"'), holds_etag("*", 'W/"a"'), holds_etag('"c"', 'W/"a"')
    (True, True, False)
    """
    wanted = etag.removeprefix("W/")
    return any(tag.strip() == "*" or tag.strip().removeprefix("W/") == wanted for tag in given.split(","))


def is_unchanged(request: Request, etag: str) -> bool:
    """Whether the client has this answer already."""
    given = request.headers.get("if-none-match")
    return given is not None and holds_etag(given, etag)


def cache_headers(etag: str) -> dict[str, str]:
    """The headers of an answer that is asked about each time."""
    return {"ETag": etag, "Cache-Control": CACHE_CONTROL, "Vary": VARY}


def unchanged(etag: str) -> Response:
    """The answer 304."""
    return Response(status_code=304, headers=cache_headers(etag))


def json_answer(
    content: object, *, etag: str | None = None, media_type: str = "application/json", status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """An answer of JSON; not cached at all where it has no ETag."""
    body = content if isinstance(content, bytes) else orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
    cached = cache_headers(etag) if etag else {"Cache-Control": "private, no-store", "Vary": VARY}
    return Response(body, status, {**cached, **(headers or {})}, media_type)
