"""Personal tokens: what a program shows instead of a person's password (个人令牌)."""

from __future__ import annotations

import contextlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from app.errors import Absent, BreaksRule, StoreBusy
from app.store import people
from app.store.engine import Store
from app.uses.accounts.passwords import fold_name, hash_secret

PREFIX = "sy_"  # so that a leaked one can be found by a search
NOTE_EVERY = timedelta(minutes=10)  # a write for each request would make readers wait for one another


def create_token(
    c: Connection, store: Store, name: str, title: str, *, days: int = 365, now: datetime | None = None
) -> tuple[str, people.TokenRow]:
    """The secret of a new token, never to be shown again, and its row (新建令牌).

    Parameters
    ----------
    name
        The account that the token acts as.
    title
        What it is for, such as ``QGIS``; 1 to 100 characters.
    days
        Until it expires [d], at most ten years.

    Raises
    ------
    Absent
        No such account, or it is disabled.
    BreaksRule
        A title or number of days that is not allowed.
    """
    now = now or datetime.now(UTC)
    user = people.find_user(c, store, fold_name(name))
    if user is None or user.is_disabled:
        raise Absent(f"没有账号“{name}”，或已停用。", f"There is no active account “{name}”.", parameter="name")
    if not 1 <= len(title.strip()) <= 100:
        raise BreaksRule(
            "令牌名称应为 1 至 100 个字符。", "The token's title needs 1 to 100 characters.", parameter="title"
        )
    if not 1 <= days <= 3650:
        raise BreaksRule("有效期应为 1 至 3650 天。", "A token is valid for 1 to 3650 days.", parameter="days")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = people.TokenRow(
        secret_sha256=hash_secret(secret),
        folded=user.folded,
        name=user.name,
        role=user.role,
        title=title.strip(),
        created_at=now,
        expires_at=now + timedelta(days=days),
        last_used_at=None,
    )
    people.add_token(c, store, token)
    return secret, token


def find_token(c: Connection, store: Store, secret: str, now: datetime | None = None) -> people.TokenRow | None:
    """The token of a secret, None where it is unknown, revoked, expired, or its account is disabled; one query."""
    return people.find_token(c, store, hash_secret(secret), now or datetime.now(UTC))


def note_token_use(store: Store, token: people.TokenRow, now: datetime | None = None) -> None:
    """Write down that a token was used, every ten minutes at most; a store being written is let be."""
    now = now or datetime.now(UTC)
    if token.last_used_at is None or now - token.last_used_at > NOTE_EVERY:
        with contextlib.suppress(StoreBusy), store.writing(wait_ms=0) as c:
            people.note_token_use(c, store, token.secret_sha256, now)


def list_tokens(c: Connection, store: Store, name: str, now: datetime | None = None) -> list[people.TokenRow]:
    """The living tokens of an account, newest first."""
    return people.list_tokens(c, store, fold_name(name), now or datetime.now(UTC))


def end_token(c: Connection, store: Store, name: str, token_id: str) -> None:
    """Revoke a token of this account (吊销令牌).

    Raises
    ------
    Absent
        The account has no such token.
    """
    for token in list_tokens(c, store, name):
        if token.id == token_id:
            people.end_token(c, store, token.secret_sha256)
            return
    raise Absent(f"没有令牌 {token_id[:40]}。", f"There is no token {token_id[:40]}.", parameter="id")
