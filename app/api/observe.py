"""What a running service tells about itself: request ids, one log line a request, metrics, health (可观测性)."""

from __future__ import annotations

import re
import secrets
import sys
import time
from collections.abc import Iterator
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.access import access
from app.api.errors import answer_named, answer_unexpected
from app.api.health import layer_gauges, store_answers
from app.errors import StoreBusy, SuyuanError
from app.settings import Settings

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

router = APIRouter(tags=["service"])


class LineLog:
    """Writes each line to the standard error of the moment, so that a replaced stream is never kept."""

    def msg(self, line: str) -> None:
        """Write one line."""
        sys.stderr.write(line + "\n")

    debug = info = warning = error = critical = msg


def make_log(settings: Settings) -> Any:
    """The structured log of one application: JSON lines, or aligned text."""
    render: Any
    if settings.log_format == "text":
        render = structlog.dev.ConsoleRenderer(colors=False)
    else:
        render = structlog.processors.JSONRenderer(ensure_ascii=False)
    chain = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        render,
    ]
    return structlog.wrap_logger(LineLog(), processors=chain, wrapper_class=structlog.BoundLogger)


class StoreCollector(Collector):
    """Counts and revisions of the layers, read from the store when the metrics are asked for."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge a fact, labelled by layer."""
        features = GaugeMetricFamily("suyuan_layer_features", "Features of a layer.", labels=["layer"])
        revisions = GaugeMetricFamily("suyuan_layer_revision", "Revision of a layer.", labels=["layer"])
        size = GaugeMetricFamily("suyuan_store_bytes", "Size of the embedded store's file [byte].")
        layers, size_bytes = layer_gauges(self.app.state.store)
        for layer, count, revision in layers:
            features.add_metric([layer], count)
            revisions.add_metric([layer], revision)
        if size_bytes is not None:
            size.add_metric([], size_bytes)
        yield from (features, revisions, size)


def add_metrics(app: FastAPI) -> None:
    """Give an application its own registry, so that two applications of one process never share counts."""
    registry = CollectorRegistry()
    labels = ["method", "route", "status"]
    app.state.metrics = registry
    app.state.request_count = Counter("suyuan_requests_total", "Requests answered.", labels, registry=registry)
    app.state.request_seconds = Histogram(
        "suyuan_request_seconds", "Time to answer [s].", ["method", "route"], buckets=BUCKETS_S, registry=registry
    )
    registry.register(StoreCollector(app))


def route_template(scope: Scope) -> str:
    """The path of the route that answered, with names for its variable parts; never a path that a client made up."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(context, "path_format", None) or getattr(scope.get("route"), "path_format", None)
    return str(path) if path else "(none)"


class Observe:
    """Outermost middleware: request id in and out, one log line, counts, and an answer to errors nobody named."""

    def __init__(self, app: ASGIApp, *, service: FastAPI) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and tell about it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = given.decode() if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        method = scope["method"]
        started, status, length = time.perf_counter(), 0, 0

        async def tell(message: Message) -> None:
            nonlocal status, length
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            elif message["type"] == "http.response.body":
                length += len(message.get("body", b""))
            await send(message)

        log = self.service.state.log
        try:
            await self.app(scope, receive, tell)
        except Exception as error:
            scope.setdefault("app", self.service)
            request = Request(scope)
            if not isinstance(error, SuyuanError):
                log.error("unexpected", request_id=request_id, path=scope["path"], exc_info=error)
            if status:
                raise
            answer = answer_named(request, error) if isinstance(error, SuyuanError) else answer_unexpected(request)
            await answer(scope, receive, tell)
        finally:
            seconds = time.perf_counter() - started
            route = route_template(scope)
            counted = method if method in METHODS else "OTHER"
            self.service.state.request_count.labels(counted, route, str(status)).inc()
            self.service.state.request_seconds.labels(counted, route).observe(seconds)
            user = scope.get("state", {}).get("user")
            log.info(
                "request", request_id=request_id, method=method, path=scope["path"], status=status, bytes=length,
                ms=round(seconds * 1000, 2), user=getattr(user, "name", "") or None,
            )  # fmt: skip


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@router.get("/healthz", summary="存活检查 · Health", **access("anyone"))
def health(request: Request) -> dict[str, str]:
    """200 with `{"status": "ok"}` where the service runs and its store answers, else 503."""
    if not store_answers(request.app.state.store):
        raise StoreBusy("数据库没有响应。", "The store does not answer.")
    return {"status": "ok"}


@router.get("/metrics", summary="指标 · Metrics", response_class=Response, **access("public"))
def metrics(request: Request) -> Response:
    """Counts and durations of requests by route, revisions and sizes of the layers, in Prometheus' text format.

    Open to anyone where `SUYUAN_PUBLIC_READ` is set; else a scraper sends a personal token as Bearer. With several
    workers each answers for itself.
    """
    return Response(generate_latest(request.app.state.metrics), media_type=CONTENT_TYPE_LATEST)
