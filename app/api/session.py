"""Signing in and out of the pages: ``/api/session``, ``/api/sessions`` (登录、退出、会话)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.access import access
from app.deps import COOKIE, Caller, Reading, User, Writing, read_credential
from app.errors import NotAllowed
from app.uses.accounts import accounts

router = APIRouter(tags=["session"])


class Credentials(BaseModel):
    """What a person types to sign in."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200, description="用户名 · the account's name")]
    password: Annotated[str, Field(max_length=1024, description="口令 · the password")]


class PasswordChange(BaseModel):
    """The password there is and the one there shall be."""

    model_config = ConfigDict(extra="forbid")

    current: Annotated[str, Field(max_length=1024, description="当前口令 · the current password")]
    new: Annotated[str, Field(max_length=1024, description="新口令，至少 10 个字符 · at least 10 characters")]


class Who(BaseModel):
    """Who is asking, and what this service lets anyone read."""

    signed_in: Annotated[bool, Field(description="是否已登录 · whether somebody is signed in")]
    name: Annotated[str | None, Field(description="用户名 · the account's name")] = None
    role: Annotated[str | None, Field(description="角色 · the role")] = None
    role_title_zh: Annotated[str | None, Field(description="角色名称 · the role in Chinese")] = None
    role_title_en: Annotated[str | None, Field(description="角色名称 · the role in English")] = None
    expires_at: Annotated[datetime | None, Field(description="会话到期时间 · when the sign-in ends")] = None
    public_read: Annotated[bool, Field(description="公开可读 · layers and map without signing in")] = False
    demonstration: Annotated[bool, Field(description="示意数据 · the store is the demonstration")] = False


class SignIn(BaseModel):
    """One sign-in of the person who asks."""

    id: Annotated[str, Field(description="会话编号 · its id")]
    created_at: Annotated[datetime, Field(description="登录时间 · when it began")]
    expires_at: Annotated[datetime, Field(description="到期时间 · when it ends")]
    address: Annotated[str, Field(description="来源地址 · from which address")]
    agent: Annotated[str, Field(description="浏览器 · with which browser")]
    current: Annotated[bool, Field(description="是否为当前会话 · whether it is the one that asks")]


class SignIns(BaseModel):
    """The living sign-ins, newest first."""

    sessions: list[SignIn]


def needs_person(user: Caller) -> None:
    """Nothing, where a person asks by a sign-in; a token may not make tokens or change passwords.

    Raises
    ------
    NotAllowed
        A token asks.
    """
    if user.how != "cookie":
        raise NotAllowed("令牌不能用于此操作，请登录后再试。", "A token may not do this; sign in instead.")


def is_secure(request: Request) -> bool:
    """Whether the reader's connection is encrypted, here or at the proxy before us."""
    public_url = request.app.state.settings.public_url or ""
    return request.url.scheme == "https" or public_url.lower().startswith("https://")


def set_cookie(request: Request, response: Response, secret: str, max_age_s: int) -> None:
    """The session's cookie on an answer: not for scripts, not for other sites, not in clear under TLS."""
    response.set_cookie(
        COOKIE, secret, max_age=max_age_s, path="/", httponly=True, samesite="lax", secure=is_secure(request)
    )
    response.headers["Cache-Control"] = "no-store"


def clear_cookie(request: Request, response: Response) -> None:
    """The session's cookie taken away."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=is_secure(request))
    response.headers["Cache-Control"] = "no-store"


def _who(request: Request, user: Caller, expires_at: datetime | None = None) -> Who:
    settings = request.app.state.settings
    zh, en = accounts.ROLE_TITLES.get(user.role or "", (None, None))
    return Who(
        signed_in=user.signed_in,
        name=user.name or None,
        role=user.role,
        role_title_zh=zh,
        role_title_en=en,
        expires_at=expires_at,
        public_read=settings.public_read,
        demonstration=settings.demonstration,
    )


@router.post("/session", status_code=201, summary="Sign in 登录", **access("anyone"))
def sign_in(request: Request, response: Response, given: Credentials) -> Who:
    """A new session in the cookie `suyuan_session`. After several failures the next try must wait (429)."""
    store, settings = request.app.state.store, request.app.state.settings
    secret, session = accounts.sign_in(
        store,
        settings,
        given.name,
        given.password,
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", ""),
    )
    how, _, before = read_credential({"cookie": request.headers.get("cookie", "")})
    if how == "cookie":  # the session that this browser had is over
        with store.writing() as c:
            accounts.end_session(c, store, before)
    set_cookie(request, response, secret, int(settings.session_h * 3600))
    return _who(request, Caller(session.name, session.role, "cookie"), session.expires_at)


@router.get("/session", summary="Who am I 当前用户", **access("anyone"))
def read_session(request: Request, response: Response, user: User) -> Who:
    """Who is asking; `signed_in` is false for a person who is not signed in."""
    response.headers["Cache-Control"] = "no-store"
    return _who(request, user)


@router.delete("/session", status_code=204, summary="Sign out 退出登录", **access("anyone"))
def sign_out(request: Request, response: Response, c: Writing) -> None:
    """The session of the cookie ends; there need be none."""
    how, _, secret = read_credential({"cookie": request.headers.get("cookie", "")})
    if how == "cookie":
        accounts.end_session(c, request.app.state.store, secret)
    clear_cookie(request, response)


@router.put("/session/password", status_code=204, summary="Change the password 修改口令", **access("viewer"))
def change_password(request: Request, response: Response, user: User, given: PasswordChange) -> None:
    """The account has a new password; all its sign-ins end, this one too."""
    needs_person(user)
    accounts.change_own_password(
        request.app.state.store, request.app.state.settings, user.name, given.current, given.new
    )
    clear_cookie(request, response)


@router.get("/sessions", summary="My sign-ins 我的会话", **access("viewer"))
def list_sessions(request: Request, response: Response, user: User, c: Reading) -> SignIns:
    """The living sign-ins of the person who asks, newest first."""
    how, _, secret = read_credential({"cookie": request.headers.get("cookie", "")})
    mine = accounts.hash_secret(secret) if how == "cookie" else ""
    response.headers["Cache-Control"] = "no-store"
    rows = accounts.list_sessions(c, request.app.state.store, user.name)
    names = ("id", "created_at", "expires_at", "address", "agent")
    found = [SignIn(**{n: getattr(row, n) for n in names}, current=row.secret_sha256 == mine) for row in rows]
    return SignIns(sessions=found)


@router.delete("/sessions/{id}", status_code=204, summary="End a sign-in 结束会话", **access("viewer"))
def end_session(
    request: Request, user: User, c: Writing, id: Annotated[str, Path(description="会话编号 · its id")]
) -> None:
    """One sign-in of the person who asks ends."""
    accounts.end_session_of(c, request.app.state.store, user.name, id)
