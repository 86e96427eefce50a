"""Query parameters of the items of a layer, and the refusal of parameters that nobody declared (查询参数)."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.deps import check_role, current_user, parse_box
from app.errors import Unparsable
from app.layers.spec import Field, LayerSpec
from app.store.features import Box

LIMIT_DEFAULT = 10
LIMIT_MAXIMUM = 10_000
LONGEST_TEXT = 500
EVERYWHERE = frozenset({"lang"})
WITH_PAGES = "features"  # tag of the routes that are there as pages too, and know f
RESERVED = frozenset({"bbox", "datetime", "limit", "after", "f", *EVERYWHERE})
FILTERABLE = frozenset({"text", "integer", "number", "boolean", "date", "datetime"})
INTEGER_MAXIMUM = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ItemsQuery:
    """What was asked of the items of a layer, parsed.

    ``asked`` are the pairs to repeat in links, ``after`` and ``f`` left out.
    """

    box: Box | None = None
    during: tuple[datetime | None, datetime | None] | None = None
    equals: Mapping[str, object] = field(default_factory=dict)
    limit: int = LIMIT_DEFAULT
    after_fid: int = 0
    asked: tuple[tuple[str, str], ...] = ()


async def known_parameters(request: Request) -> None:  # async: a plain one would cost a thread a request
    """Refuse a query parameter that the route does not declare, and one given twice.

    Raises
    ------
    Unparsable
        The first such parameter, named. NotSignedIn, NotAllowed: the caller may not use the route anyway.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not request.scope["query_string"]:
        return
    declared = declared_names(route.dependant) | EVERYWHERE | ({"f"} if WITH_PAGES in route.tags else set())
    seen: set[str] = set()
    try:
        for name, value in split_query(request.scope["query_string"]):
            refuse_strange(name, value, declared, seen)
    except Unparsable:
        # Whoever may not ask at all is told that, not how to ask.
        role = (route.openapi_extra or {}).get("x-role", "anyone")
        check_role(await current_user(request), role, request.app.state.settings)
        raise


def declared_names(dependant: Dependant) -> set[str]:
    """Names of the query parameters of a route and of all it depends on."""
    names = {parameter.alias for parameter in dependant.query_params}
    return names.union(*(declared_names(inner) for inner in dependant.dependencies))


def split_query(query_string: bytes) -> list[tuple[str, str]]:
    """The pairs of a query, in order, blank values kept."""
    try:
        return parse_qsl(query_string.decode("ascii"), keep_blank_values=True, max_num_fields=100, errors="strict")
    except ValueError as error:  # too many fields, bytes that are not UTF-8
        raise Unparsable("查询字符串无法解析。", "The query string cannot be parsed.", parameter="query") from error


def refuse_strange(name: str, value: str, declared: frozenset[str] | set[str], seen: set[str]) -> None:
    """Refuse one pair whose name is not declared, comes again, or whose text holds a NUL; add its name to ``seen``."""
    shown = name[:40]
    if name not in declared:
        raise Unparsable(f"没有名为“{shown}”的参数。", f"There is no parameter “{shown}”.", parameter=shown)
    if name in seen:
        raise Unparsable(f"参数 {shown} 只能给一次。", f"Parameter {shown} may be given once only.", parameter=shown)
    if "\x00" in value:
        raise Unparsable(f"参数 {shown} 含有空字符。", f"Parameter {shown} holds a NUL character.", parameter=shown)
    seen.add(name)


def filter_fields(spec: LayerSpec, full: bool) -> dict[str, Field]:
    """The fields that may be given as parameters: simple types, personal ones only for those signed in."""
    return {
        candidate.name: candidate
        for candidate in spec.fields
        if candidate.kind in FILTERABLE and candidate.name not in RESERVED and (full or not candidate.personal)
    }


def parse_items_query(query_string: bytes, spec: LayerSpec, *, full: bool) -> ItemsQuery:
    """What the query of ``/items`` asks for.

    Raises
    ------
    Unparsable
        An unknown, repeated or invalid parameter, named.

    Examples
    --------
    >>> from app.layers.catalogue import CATALOGUE, layer_spec
    >>> sections = layer_spec(CATALOGUE, "sections")
    >>> parse_items_query(b"limit=20000&name=x", sections, full=False).limit
    10000
    """
    if not query_string:
        return ItemsQuery()
    fields = filter_fields(spec, full)
    declared = RESERVED | fields.keys()
    seen: set[str] = set()
    box, during, limit, after_fid = None, None, LIMIT_DEFAULT, 0
    equals: dict[str, object] = {}
    asked = []
    for name, value in split_query(query_string):
        refuse_strange(name, value, declared, seen)
        if name == "bbox":
            box = parse_box(value)
        elif name == "datetime":
            during = parse_datetime(value)
        elif name == "limit":
            limit = parse_limit(value)
        elif name == "after":
            after_fid = parse_after(value)
        elif name in fields:
            equals[name] = parse_value(fields[name], value)
        if name not in ("after", "f"):
            asked.append((name, value))
    return ItemsQuery(box, during, equals, limit, after_fid, tuple(asked))


def parse_limit(text: str) -> int:
    """A page's length; over-large ones are cut to the maximum, as OGC API – Features has it."""
    if text.isascii() and text.isdigit() and len(text) < 19 and int(text) >= 1:
        return min(int(text), LIMIT_MAXIMUM)
    raise Unparsable(
        f"参数 limit 须为 1 至 {LIMIT_MAXIMUM} 的整数。", f"limit must be an integer from 1 to {LIMIT_MAXIMUM}.",
        parameter="limit",
    )  # fmt: skip


def write_after(fid: int) -> str:
    """The opaque place after which the next page begins.

    >>> parse_after(write_after(70001))
    70001
    """
    number = fid.to_bytes(8, "big").lstrip(b"\0")
    return base64.urlsafe_b64encode(number + bytes([_check(number)])).decode().rstrip("=")


def _check(number: bytes) -> int:
    """A check byte, so that a made-up place is refused rather than answered."""
    return (sum(value * (place + 7) for place, value in enumerate(number)) + 0x5A) % 256


def parse_after(text: str) -> int:
    """The place that an opaque ``after`` stands for."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if 2 <= len(raw) <= 9 and raw[-1] == _check(raw[:-1]) and int.from_bytes(raw[:-1], "big") <= INTEGER_MAXIMUM:
        return int.from_bytes(raw[:-1], "big")
    raise Unparsable(
        "参数 after 无效，请使用上一页的 next 链接。", "after is not valid; follow the link next of the page before.",
        parameter="after",
    )  # fmt: skip


def parse_datetime(text: str) -> tuple[datetime | None, datetime | None]:
    """The interval of an RFC 3339 instant or interval, open ends as None; a date is its whole day in UTC.

    >>> parse_datetime("2023-05-01T00:00:00Z/..")
    (datetime.datetime(2023, 5, 1, 0, 0, tzinfo=datetime.timezone.utc), None)
    >>> parse_datetime("2023-05-01")[1]
    datetime.datetime(2023, 5, 1, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)
    """
    parts = text.split("/")
    if len(parts) <= 2:
        try:
            if len(parts) == 1:
                return _instant(parts[0])
            start = None if parts[0] in ("", "..") else _instant(parts[0])[0]
            end = None if parts[1] in ("", "..") else _instant(parts[1])[1]
        except ValueError:
            pass
        else:
            if (start or end) and (start is None or end is None or start <= end):
                return start, end
    raise Unparsable(
        "参数 datetime 须为 RFC 3339 时刻，或“起/止”区间（一端可写 ..），起不晚于止。",
        "datetime must be an RFC 3339 instant or an interval start/end (one end may be ..), start not after end.",
        parameter="datetime",
    )


def _instant(text: str) -> tuple[datetime, datetime]:
    """First and last moment of an instant or a date; ValueError for anything else."""
    if len(text) == 10:
        day = datetime.combine(date.fromisoformat(text), time(), UTC)
        return day, day + timedelta(days=1, microseconds=-1)
    if len(text) < 20 or text[10] not in "Tt ":
        raise ValueError(text)
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        raise ValueError(text)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
    return moment, moment


def parse_value(spec_field: Field, text: str) -> object:
    """The value of a property filter, typed as the field is.

    Raises
    ------
    Unparsable
        The text is not of the field's type.

    Examples
    --------
    >>> parse_value(Field("stream_order", "integer", "级别", "Order"), "3")
    3
    """
    name, kind = spec_field.name, spec_field.kind
    try:
        if kind == "integer":
            number = int(text)
            if abs(number) <= INTEGER_MAXIMUM and text.isascii():
                return number
        elif kind == "number":
            value = float(text)
            if math.isfinite(value) and text.isascii():
                return value
        elif kind == "boolean":
            return {"true": True, "false": False, "1": True, "0": False}[text.lower()]
        elif kind == "date":
            return date.fromisoformat(text).isoformat()
        elif kind == "datetime":
            return _instant(text)[0]
        elif len(text) <= LONGEST_TEXT:
            return text
    except (ValueError, KeyError):
        pass
    needs = {
        "integer": ("整数", "an integer"), "number": ("数字", "a number"),
        "boolean": ("true 或 false", "true or false"),
        "date": ("日期 YYYY-MM-DD", "a date YYYY-MM-DD"), "datetime": ("RFC 3339 时刻", "an RFC 3339 instant"),
    }  # fmt: skip
    zh, en = needs.get(kind, (f"至多 {LONGEST_TEXT} 字的文本", f"a text of at most {LONGEST_TEXT} characters"))
    raise Unparsable(f"参数 {name}（{spec_field.zh}）须为{zh}。", f"{name} must be {en}.", parameter=name)
