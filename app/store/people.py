"""Rows about people: accounts, sessions, personal tokens, failed sign-ins (账号、会话、令牌). No hashing here.

``folded`` is the name by which accounts are told apart. The caller owns the transaction. Rules and hashing are in
``app/uses/accounts/accounts.py``, the tests of both in ``tests/test_accounts.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from app.store.engine import Store


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account (账号)."""

    folded: str
    name: str
    role: str
    password_hash: str
    created_at: datetime
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A sign-in (会话); ``id`` is what its owner is shown to end it by."""

    secret_sha256: str
    folded: str
    name: str
    role: str
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str

    @property
    def id(self) -> str:
        """The first 16 digits of the secret's hash."""
        return self.secret_sha256[:16]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A personal token (个人令牌); ``id`` is what its owner is shown to revoke it by."""

    secret_sha256: str
    folded: str
    name: str
    role: str
    title: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None

    @property
    def id(self) -> str:
        """The first 16 digits of the secret's hash."""
        return self.secret_sha256[:16]


@dataclass(frozen=True, slots=True)
class FailureRow:
    """Failed sign-ins of one name or one address since the last success."""

    subject: str
    failures: int
    last_at: datetime


def _own(row: Any, table: sa.Table) -> dict[str, Any]:
    """The members of a row that are columns of the table."""
    return {name: getattr(row, name) for name in list(table.c.keys())}


def add_user(c: sa.Connection, store: Store, user: UserRow) -> None:
    """Add an account."""
    users = store.tables.users
    c.execute(users.insert(), _own(user, users))


def find_user(c: sa.Connection, store: Store, folded: str) -> UserRow | None:
    """The account of a folded name."""
    users = store.tables.users
    row = c.execute(users.select().where(users.c.folded == folded)).first()
    return None if row is None else UserRow(**row._mapping)


def list_users(c: sa.Connection, store: Store) -> list[UserRow]:
    """All accounts by name."""
    users = store.tables.users
    return [UserRow(**row._mapping) for row in c.execute(users.select().order_by(users.c.folded))]


def set_user(c: sa.Connection, store: Store, folded: str, **values: Any) -> int:
    """Change columns of an account; how many there were (0 or 1)."""
    users = store.tables.users
    return c.execute(users.update().where(users.c.folded == folded).values(**values)).rowcount


def add_session(c: sa.Connection, store: Store, session: SessionRow) -> None:
    """Add a session."""
    table = store.tables.sessions
    c.execute(table.insert(), _own(session, table))


def _living(store: Store, table: sa.Table, now: datetime) -> sa.Select[Any]:
    """Sessions or tokens not yet expired, of accounts not disabled, with name and role."""
    users = store.tables.users
    return (
        sa.select(table, users.c.name, users.c.role)
        .join(users, users.c.folded == table.c.folded)
        .where(users.c.is_disabled.is_(False), table.c.expires_at > now)
    )


def find_session(c: sa.Connection, store: Store, secret_sha256: str, now: datetime) -> SessionRow | None:
    """The living session of a hash, by its primary key."""
    table = store.tables.sessions
    row = c.execute(_living(store, table, now).where(table.c.secret_sha256 == secret_sha256)).first()
    return None if row is None else SessionRow(**row._mapping)


def list_sessions(c: sa.Connection, store: Store, folded: str, now: datetime) -> list[SessionRow]:
    """The living sessions of an account, newest first."""
    table = store.tables.sessions
    query = _living(store, table, now).where(table.c.folded == folded).order_by(table.c.created_at.desc())
    return [SessionRow(**row._mapping) for row in c.execute(query)]


def end_session(c: sa.Connection, store: Store, secret_sha256: str) -> int:
    """End one session; how many there were (0 or 1)."""
    table = store.tables.sessions
    return c.execute(table.delete().where(table.c.secret_sha256 == secret_sha256)).rowcount


def end_sessions(c: sa.Connection, store: Store, folded: str) -> int:
    """End all sessions of an account; how many there were."""
    table = store.tables.sessions
    return c.execute(table.delete().where(table.c.folded == folded)).rowcount


def end_expired_sessions(c: sa.Connection, store: Store, now: datetime) -> None:
    """Forget sessions that have expired."""
    table = store.tables.sessions
    c.execute(table.delete().where(table.c.expires_at <= now))


def add_token(c: sa.Connection, store: Store, token: TokenRow) -> None:
    """Add a personal token."""
    table = store.tables.tokens
    c.execute(table.insert(), _own(token, table))


def find_token(c: sa.Connection, store: Store, secret_sha256: str, now: datetime) -> TokenRow | None:
    """The living token of a hash, by its primary key."""
    table = store.tables.tokens
    row = c.execute(_living(store, table, now).where(table.c.secret_sha256 == secret_sha256)).first()
    return None if row is None else TokenRow(**row._mapping)


def list_tokens(c: sa.Connection, store: Store, folded: str, now: datetime) -> list[TokenRow]:
    """The living tokens of an account, newest first."""
    table = store.tables.tokens
    query = _living(store, table, now).where(table.c.folded == folded).order_by(table.c.created_at.desc())
    return [TokenRow(**row._mapping) for row in c.execute(query)]


def end_token(c: sa.Connection, store: Store, secret_sha256: str) -> int:
    """Revoke one token; how many there were (0 or 1)."""
    table = store.tables.tokens
    return c.execute(table.delete().where(table.c.secret_sha256 == secret_sha256)).rowcount


def note_token_use(c: sa.Connection, store: Store, secret_sha256: str, now: datetime) -> None:
    """Write down when a token was used."""
    table = store.tables.tokens
    c.execute(table.update().where(table.c.secret_sha256 == secret_sha256).values(last_used_at=now))


def lock_failures(c: sa.Connection, store: Store, subject: str, now: datetime) -> FailureRow:
    """The failed sign-ins of a name or an address; nobody else counts them until this transaction ends."""
    table = store.tables.sign_in_failures
    insert = (postgresql.insert if c.dialect.name == "postgresql" else sqlite.insert)(table)
    row = insert.values(subject=subject, failures=0, last_at=now)
    c.execute(row.on_conflict_do_update(index_elements=["subject"], set_={"failures": table.c.failures}))
    found = c.execute(table.select().where(table.c.subject == subject)).one()
    return FailureRow(**found._mapping)


def set_failures(c: sa.Connection, store: Store, subject: str, failures: int, now: datetime) -> None:
    """Write down how often a name or an address failed in a row; 0 forgets it."""
    table = store.tables.sign_in_failures
    its = table.c.subject == subject
    if failures <= 0:
        c.execute(table.delete().where(its))
    else:
        c.execute(table.update().where(its).values(failures=failures, last_at=now))


def forget_failures(c: sa.Connection, store: Store, before: datetime) -> None:
    """Forget failures older than an instant."""
    table = store.tables.sign_in_failures
    c.execute(table.delete().where(table.c.last_at < before))
