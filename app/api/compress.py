"""Compression of larger text answers with isal at level 1, a fifteenth of the time of zlib's level 6 (压缩)."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from isal import isal_zlib
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.language import quality_pairs

SMALLEST_BYTES = 1400  # below one packet nothing is won
THREAD_BYTES = 500_000  # above this the event loop would wait a millisecond or more
GZIP_WINDOW = 31
TEXT_TYPES = (b"application/json", b"application/geo+json", b"application/problem+json", b"application/vnd.oai",
              b"application/schema+json", b"application/javascript", b"text/", b"image/svg+xml")  # fmt: skip


def accepts_gzip(header: str) -> bool:
    """Whether an ``Accept-Encoding`` header allows gzip.

    >>> accepts_gzip("gzip, br"), accepts_gzip("gzip;q=0, *"), accepts_gzip("")
    (True, False, False)
    """
    qualities = dict(quality_pairs(header))
    return qualities.get("gzip", qualities.get("*", 0.0)) > 0


class Compress:
    """gzip for text answers whose body is larger than a packet; an answer that is already encoded is left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; compress its answer where that is asked for and worth it."""
        asked = next((value for name, value in scope.get("headers", ()) if name == b"accept-encoding"), b"")
        if scope["type"] != "http" or not accepts_gzip(asked.decode("latin-1")):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        stream: Any = None

        async def pack(message: Message) -> None:
            nonlocal start, stream
            if message["type"] == "http.response.start":
                start = dict(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body, more = message.get("body", b""), message.get("more_body", False)
            if start is not None:
                headers = list(start["headers"])
                if worth_it(start["status"], headers, len(body), more):
                    stream = isal_zlib.compressobj(1, isal_zlib.DEFLATED, GZIP_WINDOW)
                    headers = [pair for pair in headers if pair[0].lower() != b"content-length"]
                    headers.append((b"content-encoding", b"gzip"))
                if is_text(headers):
                    headers = add_vary(headers)
                if stream is None or more:
                    await send({**start, "headers": headers})
                    start = None
            if stream is not None:
                body = await packed(stream, body, last=not more)
                if start is not None:
                    length = (b"content-length", str(len(body)).encode())
                    await send({**start, "headers": [*headers, length]})
                    start = None
            await send({**message, "body": body})

        await self.app(scope, receive, pack)


async def packed(stream: Any, body: bytes, *, last: bool) -> bytes:
    """The next compressed piece; a large one is made on a thread."""

    def squeeze() -> bytes:
        data: bytes = stream.compress(body)
        return data + stream.flush() if last else data

    return await anyio.to_thread.run_sync(squeeze) if len(body) > THREAD_BYTES else squeeze()


def is_text(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether the answer's media type is one that compresses well."""
    kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    return kind.startswith(TEXT_TYPES)


def worth_it(status: int, headers: list[tuple[bytes, bytes]], size: int, more: bool) -> bool:
    """Whether an answer is to be compressed."""
    names = {name.lower() for name, _ in headers}
    plain = b"content-encoding" not in names and b"content-range" not in names
    return status not in (204, 206, 304) and plain and is_text(headers) and (more or size >= SMALLEST_BYTES)


def add_vary(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with ``Accept-Encoding`` among what the answer varies by."""
    for place, (name, value) in enumerate(headers):
        if name.lower() == b"vary":
            if b"accept-encoding" not in value.lower():
                headers[place] = (name, value + b", Accept-Encoding")
            return headers
    return [*headers, (b"vary", b"Accept-Encoding")]
