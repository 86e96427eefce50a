"""JSON bodies of bounded size, read before a connection of the store is held (请求体)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.errors import TooLarge, UnknownKind

Model = TypeVar("Model", bound=BaseModel)
MOST_BYTES = 256 * 1024


def body_of(model: type[Model], most_bytes: int = MOST_BYTES) -> Callable[[Request], Awaitable[Model]]:
    """A dependency that gives the body of a request as ``model``; put it before ``Reading`` or ``Writing``.

    Raises
    ------
    UnknownKind
        The body is no JSON by its media type.
    TooLarge
        As soon as more than ``most_bytes`` have come; the rest is not read.
    RequestValidationError
        It is no JSON, or not of the model's shape.
    """

    async def read(request: Request) -> Model:
        kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if kind not in ("application/json", "application/merge-patch+json"):
            raise UnknownKind("请求体须为 application/json。", "The body must be application/json.")
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > most_bytes:
            raise _too_large(most_bytes)
        parts, come = [], 0
        async for part in request.stream():
            come += len(part)
            if come > most_bytes:
                raise _too_large(most_bytes)
            parts.append(part)
        try:
            return model.model_validate_json(b"".join(parts))
        except ValidationError as error:
            told = error.errors(include_url=False, include_input=False)
            raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in told]) from error

    return read


def body_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The part of an OpenAPI operation that describes such a body."""
    schema = model.model_json_schema()
    schema.pop("title", None)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _too_large(most_bytes: int) -> TooLarge:
    kib = most_bytes // 1024
    return TooLarge(f"请求体超过上限 {kib} KiB。", f"The body is over its limit of {kib} KiB.", parameter="body")
