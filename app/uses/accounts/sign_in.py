"""Signing in and out: sessions kept in the store, and the slowness that guessing meets (登录与会话)."""

from __future__ import annotations

import ipaddress
import math
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from app.errors import NotSignedIn, TooManyTries
from app.settings import Settings
from app.store import people
from app.store.engine import Store
from app.uses.accounts.passwords import fold_name, hash_password, hash_secret, is_outdated, verify_password

LONGEST_WAIT_S = 15 * 60  # an account must not be shut for good by somebody who knows its name
ADDRESS_SHARE = 5  # an office shares one address: so many times more tries before it waits
FORGET_AFTER = timedelta(hours=24)


def wait_after(failures: int, settings: Settings) -> float:
    """Seconds to wait after so many failures in a row: none at first, then doubling, at most a quarter of an hour [s].

    Examples
    --------
    >>> [wait_after(n, Settings(sign_in_tries=5, sign_in_wait_s=60)) for n in (0, 4, 5, 6, 7, 50)]
    [0.0, 0.0, 60.0, 120.0, 240.0, 900.0]
    """
    over = failures - settings.sign_in_tries
    if over < 0:
        return 0.0
    return float(min(settings.sign_in_wait_s * 2 ** min(over, 20), LONGEST_WAIT_S))


def _address_block(address: str) -> str:
    """The address, of IPv6 its /64: one household has 2^64 of them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if ip.version == 6 and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def _count_try(c: Connection, store: Store, settings: Settings, subjects: dict[str, int], now: datetime) -> None:
    """Count a try as failed before it is looked at, so that a hundred at once are no way round the wait.

    Raises
    ------
    TooManyTries
        The name or the address must wait; the try is then not counted.
    """
    people.forget_failures(c, store, before=now - FORGET_AFTER)
    found = {subject: people.lock_failures(c, store, subject, now) for subject in sorted(subjects)}
    wait_s = 0.0
    for subject, row in found.items():
        due = row.last_at + timedelta(seconds=wait_after(row.failures // subjects[subject], settings))
        wait_s = max(wait_s, (due - now).total_seconds())
    if wait_s > 0:
        seconds = math.ceil(wait_s)
        raise TooManyTries(
            f"登录失败次数过多，请在 {seconds} 秒后再试。",
            f"Too many failed sign-ins; try again in {seconds} s.",
            retry_after_s=seconds,
        )
    for subject, row in found.items():
        people.set_failures(c, store, subject, row.failures + 1, now)


def _take_back(c: Connection, store: Store, subjects: dict[str, int], now: datetime) -> None:
    """A success forgets the failures of the name; of the address only this try, for a guesser may own an account."""
    for subject, share in sorted(subjects.items()):
        row = people.lock_failures(c, store, subject, now)
        people.set_failures(c, store, subject, 0 if share == 1 else row.failures - 1, row.last_at)


def sign_in(
    store: Store,
    settings: Settings,
    name: str,
    password: str,
    *,
    address: str = "",
    agent: str = "",
    now: datetime | None = None,
) -> tuple[str, people.SessionRow]:
    """The secret of a new session, for the cookie, and its row (登录).

    Opens its own transactions: a failed try must be counted although the request fails, and no lock is held
    while the password is hashed.

    Raises
    ------
    NotSignedIn
        Wrong name or password, or a disabled account: one sentence and one duration for all three.
    TooManyTries
        Too many failures of this name or from this address.
    """
    now = now or datetime.now(UTC)
    folded = fold_name(name)[:200]
    by_name, by_address = f"name:{folded}", f"address:{_address_block(address)}"
    subjects = {by_name: 1} | ({by_address: ADDRESS_SHARE} if address else {})
    with store.writing() as c:
        _count_try(c, store, settings, subjects, now)
        user = people.find_user(c, store, folded)
    fits = verify_password(user.password_hash if user else None, password)
    if user is None or not fits or user.is_disabled:
        raise NotSignedIn("用户名或口令不正确。", "The name or the password is wrong.")
    renewed = hash_password(password) if is_outdated(user.password_hash) else None
    secret = secrets.token_urlsafe(32)
    session = people.SessionRow(
        secret_sha256=hash_secret(secret),
        folded=user.folded,
        name=user.name,
        role=user.role,
        created_at=now,
        expires_at=now + timedelta(hours=settings.session_h),
        address=address[:64],
        agent=agent[:200],
    )
    with store.writing() as c:
        _take_back(c, store, subjects, now)
        if renewed:
            people.set_user(c, store, user.folded, password_hash=renewed)
        people.end_expired_sessions(c, store, now)
        people.add_session(c, store, session)
    return secret, session


def find_session(c: Connection, store: Store, secret: str, now: datetime | None = None) -> people.SessionRow | None:
    """The session of a cookie's secret, None where it has ended, expired, or its account is disabled; one query."""
    return people.find_session(c, store, hash_secret(secret), now or datetime.now(UTC))


def end_session(c: Connection, store: Store, secret: str) -> None:
    """Sign out: the session of this secret ends, where there is one (退出登录)."""
    people.end_session(c, store, hash_secret(secret))


def list_sessions(c: Connection, store: Store, name: str, now: datetime | None = None) -> list[people.SessionRow]:
    """The living sessions of an account, newest first."""
    return people.list_sessions(c, store, fold_name(name), now or datetime.now(UTC))
