"""Typed request values: User, Reading, Writing, Month, Box; parsed once, here (请求值)."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import anyio.to_thread
from fastapi import Depends, Query, Request
from sqlalchemy import Connection

from app.errors import NotAllowed, NotSignedIn, Unparsable
from app.store.features import Box as StoreBox
from app.uses.accounts.accounts import find_session, find_token, fold_name, note_token_use

if TYPE_CHECKING:
    from app.settings import Settings
    from app.store.engine import Store

COOKIE = "suyuan_session"
CONNECTIONS = 12  # requests of one worker that hold a connection at once; others wait without a thread


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking (用户); ``role`` is None and ``name`` empty for a person who is not signed in.

    ``how`` says by what they are known. A cookie and Basic are sent by a browser by itself, so that requests that
    change something are checked for their origin; a Bearer token is not.
    """

    name: str = ""
    role: str | None = None
    how: Literal["nothing", "cookie", "bearer", "basic"] = "nothing"

    @property
    def signed_in(self) -> bool:
        """Whether the person is known; personal fields are shown to them only."""
        return self.role is not None

    def may(self, role: str, *, public_read: bool) -> bool:
        """Whether this person may do what needs ``role``, or any of ``role|role``; admin may do everything.

        Examples
        --------
        >>> Caller().may("public", public_read=True), Caller().may("public", public_read=False)
        (True, False)
        >>> Caller("王", "gis").may("viewer", public_read=False), Caller("王", "gis").may("analyst", public_read=False)
        (True, False)
        >>> Caller("李", "chief").may("analyst|chief", public_read=False)
        True
        """
        if role == "anyone" or (role == "public" and public_read):
            return True
        if role in ("public", "viewer"):
            return self.signed_in
        return self.role in (*role.split("|"), "admin")


ANONYMOUS = Caller()


def read_credential(headers: Mapping[str, str]) -> tuple[Literal["nothing", "cookie", "bearer", "basic"], str, str]:
    """The credential that the headers carry: how, the name given (Basic only), the secret; nothing is looked up.

    An ``Authorization`` header wins over a cookie, so that a program's token never acts as somebody else.

    Raises
    ------
    Unparsable
        An Authorization header that is neither Bearer nor Basic, or not well-formed.

    Examples
    --------
    >>> read_credential({})
    ('nothing', '', '')
    >>> read_credential({"authorization": "Bearer sy_1"}), read_credential({"cookie": "a=1; suyuan_session=x2"})
    (('bearer', '', 'sy_1'), ('cookie', '', 'x2'))
    >>> read_credential({"authorization": "Basic 546LOnN5XzE="})
    ('basic', '王', 'sy_1')
    """
    given = headers.get("authorization")
    if given:
        scheme, _, rest = given.strip().partition(" ")
        rest = rest.strip()
        if scheme.casefold() == "bearer" and rest:
            return "bearer", "", rest
        if scheme.casefold() == "basic":
            try:
                name, colon, secret = base64.b64decode(rest, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                name = colon = secret = ""
            if colon:
                return "basic", name, secret
        raise Unparsable(
            "Authorization 请求头无法识别：请用 Bearer 令牌，或以用户名和令牌作 Basic 认证。",
            "The Authorization header is not understood: send Bearer with a token, or Basic with name and token.",
            parameter="Authorization",
        )
    for pair in headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and value:
            return "cookie", "", value
    return "nothing", "", ""


def find_user(store: Store, headers: Mapping[str, str]) -> Caller:
    """Who sends these headers: no query for a request without credentials, else one indexed query.

    A session that has ended is a person who is not signed in; a token that is wrong, revoked or expired is
    refused, so that a program never takes a public answer for its own.

    Raises
    ------
    NotSignedIn
        The token is unknown, revoked or expired, or its account is disabled.
    """
    how, name, secret = read_credential(headers)
    if how == "nothing":
        return ANONYMOUS
    if how == "cookie":
        with store.reading() as c:
            session = find_session(c, store, secret)
        return Caller(session.name, session.role, how) if session else ANONYMOUS
    with store.reading() as c:
        token = find_token(c, store, secret)
    if token is None or (how == "basic" and fold_name(name) != token.folded):
        raise NotSignedIn(
            "令牌无效、已过期或已吊销。请让管理员用 suyuan token new 新建一个。",
            "The token is wrong, expired or revoked. Have a new one made: suyuan token new.",
        )
    note_token_use(store, token)
    return Caller(token.name, token.role, how)


async def current_user(request: Request) -> Caller:
    """Who is asking, found once a request."""
    known = getattr(request.state, "user", None)
    if isinstance(known, Caller):
        return known
    headers = request.headers
    if "authorization" not in headers and COOKIE not in headers.get("cookie", ""):
        user = ANONYMOUS
    else:
        async with _connection_slots(request):
            user = await anyio.to_thread.run_sync(find_user, request.app.state.store, headers)
    request.state.user = user
    return user


def check_role(user: Caller, role: str, settings: Settings) -> None:
    """Nothing, where ``user`` may do what needs ``role``.

    Raises
    ------
    NotSignedIn
        Nobody is signed in.
    NotAllowed
        Somebody is, with another role.
    """
    if user.may(role, public_read=settings.public_read):
        return
    if not user.signed_in:
        raise NotSignedIn("请先登录。", "Sign in first.")
    raise NotAllowed(
        f"您的角色（{user.role}）无权进行此操作，需要角色：{role.replace('|', ' 或 ')}。",
        f"Your role ({user.role}) may not do this; it needs the role {role.replace('|', ' or ')}.",
    )


def _connection_slots(request: Request) -> anyio.Semaphore:
    """The turnstile before the store: who waits for a connection waits here, holding no thread.

    Without it, 40 threads that all wait for a connection keep the requests that hold one from ever running.
    """
    state = request.app.state
    if getattr(state, "connection_slots", None) is None:
        state.connection_slots = anyio.Semaphore(CONNECTIONS)
    slots: anyio.Semaphore = state.connection_slots
    return slots


@asynccontextmanager
async def _held(
    request: Request, opened: Callable[[], AbstractContextManager[Connection]]
) -> AsyncIterator[Connection]:
    """One transaction of the store, opened and closed on a thread; rolled back where the route raises."""
    async with _connection_slots(request):
        manager = opened()
        connection = await anyio.to_thread.run_sync(manager.__enter__)
        try:
            yield connection
        except BaseException as error:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(manager.__exit__, type(error), error, error.__traceback__)
            raise
        else:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(manager.__exit__, None, None, None)


async def read_store(request: Request) -> AsyncIterator[Connection]:
    """A connection in one read transaction, ended before the answer is sent."""
    async with _held(request, request.app.state.store.reading) as connection:
        yield connection


async def write_store(request: Request) -> AsyncIterator[Connection]:
    """A connection in one write transaction, committed before the answer is sent, rolled back on an error."""
    async with _held(request, request.app.state.store.writing) as connection:
        yield connection


User = Annotated[Caller, Depends(current_user)]
Reading = Annotated[Connection, Depends(read_store, scope="function")]
Writing = Annotated[Connection, Depends(write_store, scope="function")]


MONTH_PATTERN = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def parse_month(text: str) -> str:
    """The month ``YYYY-MM`` (北京时间), checked.

    Raises
    ------
    Unparsable
        Another form.

    Examples
    --------
    >>> parse_month("2023-05")
    '2023-05'
    """
    if not MONTH_PATTERN.fullmatch(text) or not text.isascii() or text.startswith("0000"):
        raise Unparsable(
            f"月份“{text[:20]}”无法识别，请写作 YYYY-MM，如 2023-05。",
            f"The month “{text[:20]}” is not understood; write YYYY-MM, such as 2023-05.",
            parameter="month",
        )
    return text


def choose_month(
    request: Request,
    connection: Reading,
    month: Annotated[
        str | None, Query(description="Calendar month of Asia/Shanghai, `YYYY-MM`; default: the latest with samples.")
    ] = None,
) -> str:
    """The month asked for; where none is, the latest with samples, or this month in a store without any."""
    if month is not None:
        return parse_month(month)
    from app.store.samples import months_with_samples

    months = months_with_samples(connection, request.app.state.store)
    return months[-1] if months else (datetime.now(UTC) + timedelta(hours=8)).strftime("%Y-%m")


def parse_box(text: str, parameter: str = "bbox") -> StoreBox:
    """The box of ``west,south,east,north`` or, heights ignored, of six numbers [degree].

    West may lie east of east: the box then crosses the antimeridian.

    Raises
    ------
    Unparsable
        Not four or six finite numbers, off the globe, or south above north.

    Examples
    --------
    >>> parse_box("115.5,36,116.5,37")
    Box(west=115.5, south=36.0, east=116.5, north=37.0)
    >>> parse_box("115.5,36,0,116.5,37,90").north
    37.0
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = numbers[:2] + numbers[3:5]
    if len(numbers) == 4 and all(map(math.isfinite, numbers)):
        west, south, east, north = numbers
        if -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90:
            return StoreBox(west, south, east, north)
    raise Unparsable(
        f"参数 {parameter} 应为 4 个（或 6 个）数：西,南,东,北，单位为度，南不大于北。",
        f"{parameter} must be four (or six) numbers: west,south,east,north in degrees, south not above north.",
        parameter=parameter,
    )


def choose_box(
    bbox: Annotated[
        str | None, Query(description="west,south,east,north [degree], or six numbers; across 180° west > east.")
    ] = None,
) -> StoreBox | None:
    """The box asked for, None where none is."""
    return None if bbox is None else parse_box(bbox)


Month = Annotated[str, Depends(choose_month)]
Box = Annotated[StoreBox | None, Depends(choose_box)]
