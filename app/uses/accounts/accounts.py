"""Accounts: who may sign in, with which role (账号).

Other floors take sessions and tokens from here too, so that one name, ``accounts``, is all they need.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection

from app.errors import Absent, BreaksRule, Clash, NotAllowed, NotSignedIn
from app.settings import Settings
from app.store import people
from app.store.engine import Store
from app.uses.accounts.passwords import (
    check_rules,
    fold_name,
    generate_password,
    hash_password,
    hash_secret,
    verify_password,
)
from app.uses.accounts.personal_tokens import create_token, end_token, find_token, list_tokens, note_token_use
from app.uses.accounts.sign_in import end_session, find_session, list_sessions, sign_in

ROLES = ("viewer", "inspector", "chief", "analyst", "gis", "admin")
ROLE_TITLES = {
    "viewer": ("查看", "viewer"),
    "inspector": ("巡查", "inspector"),
    "chief": ("河长", "river chief"),
    "analyst": ("水质分析", "analyst"),
    "gis": ("图层管理", "GIS staff"),
    "admin": ("系统管理", "administrator"),
}

__all__ = [
    "ROLES",
    "ROLE_TITLES",
    "account_for",
    "change_own_password",
    "change_password",
    "check_new_account",
    "check_password",
    "create_token",
    "create_user",
    "end_session",
    "end_session_of",
    "end_token",
    "find_session",
    "find_token",
    "fold_name",
    "generate_password",
    "hash_secret",
    "list_sessions",
    "list_tokens",
    "list_users",
    "note_token_use",
    "set_disabled",
    "sign_in",
]


def check_new_account(name: str, role: str, password: str) -> None:
    """Nothing, where an account could be made of these.

    Raises
    ------
    BreaksRule
        A name, role or password that is not allowed.

    Examples
    --------
    >>> check_new_account("王巡查", "inspector", "汶水清且涟漪兮自流长")
    >>> check_new_account("a:b", "viewer", "汶水清且涟漪兮自流长")
    Traceback (most recent call last):
    ...
    app.errors.BreaksRule: A name has 1 to 64 characters, no colon and no control character.
    """
    printable = not any(unicodedata.category(letter).startswith("C") for letter in name)
    if not 1 <= len(fold_name(name)) <= 64 or ":" in fold_name(name) or not printable or name != name.strip():
        raise BreaksRule(
            "用户名应为 1 至 64 个字符，不含冒号和控制字符，首尾无空格。",
            "A name has 1 to 64 characters, no colon and no control character.",
            parameter="name",
        )
    if role not in ROLES:
        raise BreaksRule(
            f"没有角色“{role}”，可选：{'、'.join(ROLES)}。",
            f"There is no role “{role}”; choose one of {', '.join(ROLES)}.",
            parameter="role",
        )
    check_rules(password, name)


def create_user(
    c: Connection, store: Store, name: str, role: str, password: str, *, now: datetime | None = None
) -> people.UserRow:
    """A new account (新建账号).

    Names that differ in case or width only are one name.

    Raises
    ------
    BreaksRule
        A name, role or password that is not allowed.
    Clash
        There is an account of this name.
    """
    check_new_account(name, role, password)
    if people.find_user(c, store, fold_name(name)) is not None:
        raise Clash(f"账号“{name}”已存在。", f"There is an account “{name}” already.", parameter="name")
    user = people.UserRow(
        folded=fold_name(name),
        name=name,
        role=role,
        password_hash=hash_password(password),
        is_disabled=False,
        created_at=now or datetime.now(UTC),
    )
    people.add_user(c, store, user)
    return user


def _known(c: Connection, store: Store, name: str) -> people.UserRow:
    """The account of that name.

    Raises
    ------
    Absent
        There is none.
    """
    user = people.find_user(c, store, fold_name(name))
    if user is None:
        raise Absent(f"没有账号“{name}”。", f"There is no account “{name}”.", parameter="name")
    return user


def list_users(c: Connection, store: Store) -> list[people.UserRow]:
    """All accounts by name."""
    return people.list_users(c, store)


def account_for(c: Connection, store: Store, name: str, roles: Collection[str]) -> str:
    """The name, as the account writes it, of who may be given a task of these roles (可指派账号).

    Raises
    ------
    BreaksRule
        There is no such account, it is disabled, or it has another role.
    """
    # PostgreSQL takes no NUL, not even to look for it.
    user = people.find_user(c, store, fold_name(name)) if name.isprintable() else None
    if user is None or user.is_disabled or user.role not in roles:
        raise BreaksRule(
            f"没有可接受任务的账户“{name[:40]}”。请填写启用中的巡查账户名。",
            f"There is no account “{name[:40]}” that can take the task; give the name of an inspector's.",
            parameter="inspector",
        )
    return user.name


def check_password(c: Connection, store: Store, name: str, password: str) -> bool:
    """Whether the password is this account's; as slow for a name that does not exist (核对口令)."""
    user = people.find_user(c, store, fold_name(name))
    return verify_password(user.password_hash if user else None, password) and user is not None and not user.is_disabled


def change_password(c: Connection, store: Store, name: str, password: str) -> None:
    """Give an account a new password; all its sign-ins end, its failures are forgotten (修改口令).

    Raises
    ------
    Absent
        There is no such account.
    BreaksRule
        A password that is not allowed.
    """
    user = _known(c, store, name)
    check_rules(password, user.name)
    people.set_user(c, store, user.folded, password_hash=hash_password(password))
    people.end_sessions(c, store, user.folded)
    people.set_failures(c, store, f"name:{user.folded}", 0, datetime.now(UTC))


def change_own_password(store: Store, settings: Settings, name: str, current: str, new: str) -> None:
    """Change the password of a person who knows the current one; guessing it is slowed as sign-in is.

    Raises
    ------
    NotAllowed
        The current password is wrong.
    BreaksRule
        A new password that is not allowed, or is the current one.
    TooManyTries
        Too many wrong tries.
    """
    check_rules(new, name)
    if new == current:
        raise BreaksRule("新口令与当前口令相同。", "The new password is the current one.", parameter="new")
    try:
        sign_in(store, settings, name, current)  # its session ends with all others, below
    except NotSignedIn:
        raise NotAllowed("当前口令不正确。", "The current password is wrong.", parameter="current") from None
    with store.writing() as c:
        change_password(c, store, name, new)


def set_disabled(c: Connection, store: Store, name: str, disabled: bool) -> None:
    """Disable an account, its sign-ins ended, or enable it again (停用账号); its tokens rest while it is disabled.

    Raises
    ------
    Absent
        There is no such account.
    """
    user = _known(c, store, name)
    people.set_user(c, store, user.folded, is_disabled=disabled)
    if disabled:
        people.end_sessions(c, store, user.folded)


def end_session_of(c: Connection, store: Store, name: str, session_id: str) -> None:
    """End one sign-in of an account by the id that its list shows.

    Raises
    ------
    Absent
        The account has no such sign-in.
    """
    for session in list_sessions(c, store, name):
        if session.id == session_id:
            people.end_session(c, store, session.secret_sha256)
            return
    raise Absent(f"没有会话 {session_id[:40]}。", f"There is no sign-in {session_id[:40]}.", parameter="id")
