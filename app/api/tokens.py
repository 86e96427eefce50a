"""Personal tokens for QGIS and other programs: ``/api/tokens`` (个人令牌)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.access import access
from app.api.session import needs_person
from app.deps import Reading, User, Writing
from app.uses.accounts import accounts

router = APIRouter(tags=["tokens"])


class NewToken(BaseModel):
    """What a token is for, and for how long."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=100, description="用途，如 QGIS · what it is for")]
    days: Annotated[int, Field(ge=1, le=3650, description="有效天数 · days until it expires")] = 365


class Token(BaseModel):
    """A personal token, its secret left out."""

    id: Annotated[str, Field(description="令牌编号 · its id")]
    title: Annotated[str, Field(description="用途 · what it is for")]
    created_at: Annotated[datetime, Field(description="建立时间 · when it was made")]
    expires_at: Annotated[datetime, Field(description="到期时间 · when it expires")]
    last_used_at: Annotated[datetime | None, Field(description="最近使用 · when it was last used")] = None


class MadeToken(Token):
    """A new token with its secret, shown this once."""

    secret: Annotated[str, Field(description="令牌，仅显示一次 · the token, shown this once")]


class Tokens(BaseModel):
    """The living tokens, newest first."""

    tokens: list[Token]


NAMES = ("id", "title", "created_at", "expires_at", "last_used_at")


@router.get("/tokens", summary="My tokens 我的令牌", **access("viewer"))
def list_tokens(request: Request, response: Response, user: User, c: Reading) -> Tokens:
    """The living tokens of the person who asks, newest first, without their secrets."""
    response.headers["Cache-Control"] = "no-store"
    rows = accounts.list_tokens(c, request.app.state.store, user.name)
    return Tokens(tokens=[Token(**{name: getattr(row, name) for name in NAMES}) for row in rows])


@router.post("/tokens", status_code=201, summary="New token 新建令牌", **access("viewer"))
def create_token(request: Request, response: Response, user: User, c: Writing, given: NewToken) -> MadeToken:
    """A token with the rights of the person who asks: as Bearer, or as the password of Basic with the user name."""
    needs_person(user)
    secret, row = accounts.create_token(c, request.app.state.store, user.name, given.title, days=given.days)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = str(request.url_for("revoke_token", id=row.id).path)
    return MadeToken(**{name: getattr(row, name) for name in NAMES}, secret=secret)


@router.delete("/tokens/{id}", status_code=204, summary="Revoke a token 吊销令牌", **access("viewer"))
def revoke_token(
    request: Request, user: User, c: Writing, id: Annotated[str, Path(description="令牌编号 · its id")]
) -> None:
    """One token of the person who asks is of no use any more."""
    accounts.end_token(c, request.app.state.store, user.name, id)
