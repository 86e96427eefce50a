"""Multipart forms with a file, limited while they stream in (表单)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import orjson
from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.errors import TooLarge, UnknownKind, Unparsable

TEXT_FIELD_BYTES = 64 * 1024
FORM_BYTES = 256 * 1024  # what a form may weigh beside its file


@asynccontextmanager
async def read_form(request: Request, file_max_bytes: int, text_fields: Sequence[str]) -> AsyncIterator[FormData]:
    """The form of a request; its temporary files are gone afterwards.

    Raises
    ------
    UnknownKind
        The body is no multipart form.
    TooLarge
        As soon as more bytes have come than a file may have; the rest is not read.
    Unparsable
        The form is broken, or has a field that nobody knows.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UnknownKind("请求体须为 multipart/form-data。", "The body must be multipart/form-data.")
    allowed = file_max_bytes + FORM_BYTES
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > allowed:
        raise too_large(file_max_bytes)
    come = 0

    async def counted() -> Message:
        nonlocal come
        message = await request.receive()
        come += len(message.get("body", b""))
        if come > allowed:
            raise too_large(file_max_bytes)
        return message

    limited = Request(request.scope, counted)
    try:
        form = await limited.form(max_files=1, max_fields=20, max_part_size=TEXT_FIELD_BYTES)
    except (HTTPException, KeyError, ValueError, UnicodeError) as error:
        raise Unparsable("表单无法解析。", "The form cannot be parsed.", parameter="body") from error
    try:
        for name in form:
            if name != "file" and name not in text_fields:
                shown = name[:40]
                raise Unparsable(f"没有名为“{shown}”的字段。", f"There is no field “{shown}”.", parameter=shown)
        yield form
    finally:
        await form.close()


def too_large(file_max_bytes: int) -> TooLarge:
    """The error for a file over its limit."""
    mib = file_max_bytes / 1024 / 1024
    return TooLarge(f"文件超过上限 {mib:g} MiB。", f"The file is over the limit of {mib:g} MiB.", parameter="file")


def read_text_field(form: FormData, name: str, *, needed: bool = False) -> str:
    """The text of a field, blank where it is not there."""
    value = form.get(name, "")
    if not isinstance(value, str) or "\x00" in value or (needed and not value.strip()):
        raise Unparsable(f"字段 {name} 缺少或无效。", f"Field {name} is missing or not valid.", parameter=name)
    return value.strip()


def read_mapping(form: FormData) -> Mapping[str, str]:
    """Field to column: JSON or lines ``field=column`` in ``mapping``, and repeated fields ``map``."""
    text = read_text_field(form, "mapping")
    if text.startswith("{"):
        try:
            found = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise bad_mapping("mapping") from error
        if not all(isinstance(value, str) for value in found.values()):
            raise bad_mapping("mapping")
        return dict(found)
    pairs = re.split(r"[\n;]", text) if text else []
    pairs += [value for value in form.getlist("map") if isinstance(value, str)]
    mapping = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not (sign and field.strip() and column.strip()):
            raise bad_mapping("mapping" if text else "map")
        mapping[field.strip()] = column.strip()
    return mapping


def bad_mapping(name: str) -> Unparsable:
    """The error for a mapping that cannot be read."""
    return Unparsable(
        f"字段 {name} 须为 JSON 对象或“字段=列名”。",
        f"{name} must be a JSON object or pairs field=column.",
        parameter=name,
    )
