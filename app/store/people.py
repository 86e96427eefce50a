"""Rows about people: accounts, sessions, personal tokens, failed sign-ins (账号、会话、令牌). No hashing here.

Times stand in the tables as seconds since 1970 UTC [s]; ``user_name`` is the folded name by which accounts are told
apart. The functions take the tables of the store, and one connection whose transaction the caller owns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from app.store.engine import Store


def add_people_tables(metadata: sa.MetaData) -> None:
    """The four tables of this file, added to the store's metadata; ``folded`` and ``user_name`` are folded names."""
    sa.Table(
        "users",
        metadata,
        sa.Column("folded", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("disabled", sa.Integer, nullable=False, default=0),
        sa.Column("created_at", sa.Double, nullable=False),
    )
    sa.Table(
        "sessions",
        metadata,
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("folded", sa.Text, sa.ForeignKey("users.folded"), nullable=False, index=True),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False, index=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
    )
    sa.Table(
        "personal_tokens",
        metadata,
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("folded", sa.Text, sa.ForeignKey("users.folded"), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("last_used_at", sa.Double),
    )
    sa.Table(
        "sign_in_failures",
        metadata,
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.Double, nullable=False, index=True),
    )


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account (账号)."""

    folded: str
    name: str
    role: str
    password_hash: str
    disabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A sign-in (会话); ``id`` is what its owner is shown to end it by."""

    token_hash: str
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
        return self.token_hash[:16]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A personal token (个人令牌); ``id`` is what its owner is shown to revoke it by."""

    token_hash: str
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
        return self.token_hash[:16]


@dataclass(frozen=True, slots=True)
class FailureRow:
    """Failed sign-ins of one name or one address since the last success."""

    subject: str
    failures: int
    last_at: datetime


TIMES = ("created_at", "expires_at", "last_used_at", "last_at")


def _read(row: Any) -> dict[str, Any]:
    """A row as a mapping, its times as datetimes."""
    found = dict(row._mapping)
    for name in TIMES:
        if found.get(name) is not None:
            found[name] = datetime.fromtimestamp(found[name], UTC)
    return found


def _write(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the tables keep them, times as seconds."""
    return {name: value.timestamp() if isinstance(value, datetime) else value for name, value in values.items()}


def _table(store: Store, name: str) -> sa.Table:
    """A table of this file."""
    return store.tables.metadata.tables[name]


def add_user(c: sa.Connection, store: Store, user: UserRow) -> None:
    """Add an account."""
    row = {name: getattr(user, name) for name in UserRow.__slots__} | {"disabled": int(user.disabled)}
    c.execute(_table(store, "users").insert().values(_write(row)))


def find_user(c: sa.Connection, store: Store, folded: str) -> UserRow | None:
    """The account of a folded name."""
    users = _table(store, "users")
    row = c.execute(users.select().where(users.c.folded == folded)).first()
    return None if row is None else _user(row)


def _user(row: Any) -> UserRow:
    found = _read(row)
    return UserRow(**(found | {"disabled": bool(found["disabled"])}))


def list_users(c: sa.Connection, store: Store) -> list[UserRow]:
    """All accounts by name."""
    users = _table(store, "users")
    return [_user(row) for row in c.execute(users.select().order_by(users.c.folded))]


def set_user(c: sa.Connection, store: Store, folded: str, **values: Any) -> int:
    """Change columns of an account; how many there were (0 or 1)."""
    users = _table(store, "users")
    if "disabled" in values:
        values["disabled"] = int(values["disabled"])
    return c.execute(users.update().where(users.c.folded == folded).values(_write(values))).rowcount


def add_session(c: sa.Connection, store: Store, session: SessionRow) -> None:
    """Add a session."""
    table = _table(store, "sessions")
    row = {name: getattr(session, name) for name in SessionRow.__slots__ if name in table.c}
    c.execute(table.insert().values(_write(row)))


def _living(store: Store, table: sa.Table, now: datetime) -> sa.Select[Any]:
    """Sessions or tokens not yet expired, of accounts not disabled, with name and role."""
    users = _table(store, "users")
    return (
        sa.select(table, users.c.name, users.c.role)
        .join(users, users.c.folded == table.c.folded)
        .where(users.c.disabled == 0, table.c.expires_at > now.timestamp())
    )


def find_session(c: sa.Connection, store: Store, token_hash: str, now: datetime) -> SessionRow | None:
    """The living session of a hash, by its primary key."""
    table = _table(store, "sessions")
    row = c.execute(_living(store, table, now).where(table.c.token_hash == token_hash)).first()
    return None if row is None else SessionRow(**_read(row))


def list_sessions(c: sa.Connection, store: Store, folded: str, now: datetime) -> list[SessionRow]:
    """The living sessions of an account, newest first."""
    table = _table(store, "sessions")
    query = _living(store, table, now).where(table.c.folded == folded).order_by(table.c.created_at.desc())
    return [SessionRow(**_read(row)) for row in c.execute(query)]


def end_session(c: sa.Connection, store: Store, token_hash: str) -> int:
    """End one session; how many there were (0 or 1)."""
    table = _table(store, "sessions")
    return c.execute(table.delete().where(table.c.token_hash == token_hash)).rowcount


def end_sessions(c: sa.Connection, store: Store, folded: str) -> int:
    """End all sessions of an account; how many there were."""
    table = _table(store, "sessions")
    return c.execute(table.delete().where(table.c.folded == folded)).rowcount


def end_expired_sessions(c: sa.Connection, store: Store, now: datetime) -> None:
    """Forget sessions that have expired."""
    table = _table(store, "sessions")
    c.execute(table.delete().where(table.c.expires_at <= now.timestamp()))


def add_token(c: sa.Connection, store: Store, token: TokenRow) -> None:
    """Add a personal token."""
    table = _table(store, "personal_tokens")
    row = {name: getattr(token, name) for name in TokenRow.__slots__ if name in table.c}
    c.execute(table.insert().values(_write(row)))


def find_token(c: sa.Connection, store: Store, token_hash: str, now: datetime) -> TokenRow | None:
    """The living token of a hash, by its primary key."""
    table = _table(store, "personal_tokens")
    row = c.execute(_living(store, table, now).where(table.c.token_hash == token_hash)).first()
    return None if row is None else TokenRow(**_read(row))


def list_tokens(c: sa.Connection, store: Store, folded: str, now: datetime) -> list[TokenRow]:
    """The living tokens of an account, newest first."""
    table = _table(store, "personal_tokens")
    query = _living(store, table, now).where(table.c.folded == folded).order_by(table.c.created_at.desc())
    return [TokenRow(**_read(row)) for row in c.execute(query)]


def end_token(c: sa.Connection, store: Store, token_hash: str) -> int:
    """Revoke one token; how many there were (0 or 1)."""
    table = _table(store, "personal_tokens")
    return c.execute(table.delete().where(table.c.token_hash == token_hash)).rowcount


def note_token_use(c: sa.Connection, store: Store, token_hash: str, now: datetime) -> None:
    """Write down when a token was used."""
    table = _table(store, "personal_tokens")
    c.execute(table.update().where(table.c.token_hash == token_hash).values(last_used_at=now.timestamp()))


def lock_failures(c: sa.Connection, store: Store, subject: str, now: datetime) -> FailureRow:
    """The failed sign-ins of a name or an address; nobody else counts them until this transaction ends."""
    table = _table(store, "sign_in_failures")
    insert = (postgresql.insert if c.dialect.name == "postgresql" else sqlite.insert)(table)
    row = insert.values(subject=subject, failures=0, last_at=now.timestamp())
    c.execute(row.on_conflict_do_update(index_elements=["subject"], set_={"failures": table.c.failures}))
    found = c.execute(table.select().where(table.c.subject == subject)).one()
    return FailureRow(**_read(found))


def set_failures(c: sa.Connection, store: Store, subject: str, failures: int, now: datetime) -> None:
    """Write down how often a name or an address failed in a row; 0 forgets it."""
    table = _table(store, "sign_in_failures")
    its = table.c.subject == subject
    if failures <= 0:
        c.execute(table.delete().where(its))
    else:
        c.execute(table.update().where(its).values(failures=failures, last_at=now.timestamp()))


def forget_failures(c: sa.Connection, store: Store, before: datetime) -> None:
    """Forget failures older than an instant."""
    table = _table(store, "sign_in_failures")
    c.execute(table.delete().where(table.c.last_at < before.timestamp()))
