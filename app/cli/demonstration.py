"""The demonstration store: built whole or not at all, with one account a role (示意数据库)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from app.cli.output import out, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.settings import Settings
    from app.store.engine import Store

ACCOUNTS_FILE = "demo-accounts.txt"
MARK = "demonstration"  # a row of the store's meta table: "building", then "built"


def _read_mark(c: Connection, store: Store) -> str | None:
    """What the store says of itself: None for a store that is no demonstration."""
    from sqlalchemy import select

    meta = store.tables.meta
    found: str | None = c.execute(select(meta.c.value).where(meta.c.key == MARK)).scalar()
    return found


def _write_mark(store: Store, value: str) -> None:
    """Say in the store how far the demonstration is."""
    meta = store.tables.meta
    with store.writing() as c:
        c.execute(meta.delete().where(meta.c.key == MARK))
        c.execute(meta.insert(), {"key": MARK, "value": value})


def _is_empty(c: Connection, store: Store) -> bool:
    """Whether nobody has put anything into the store yet."""
    from sqlalchemy import exists, select

    tables = (store.tables.revisions, store.tables.samples, store.tables.users)
    return not any(c.execute(select(exists().select_from(table))).scalar() for table in tables)


def ensure_demonstration(settings: Settings, tell: Callable[[str, str], None]) -> None:
    """Build the demonstration where the store is empty; nothing where it is built already.

    An interrupted build is taken up again: what it publishes is the same, so that nothing comes twice.

    Raises
    ------
    Clash
        The store holds something else.
    """
    from app.errors import Clash
    from app.store.engine import open_store

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.store_url())
    try:
        with store.reading() as c:
            mark, empty = _read_mark(c, store), _is_empty(c, store)
        if mark == "built":
            return
        if mark is None and not empty:
            raise Clash(
                "这个数据库不是示意数据库，未作更改。请用 suyuan serve 启动，或把 SUYUAN_DATA_DIR 设为另一文件夹。",
                "This store is not the demonstration and was left alone. Serve it by suyuan serve, "
                "or set SUYUAN_DATA_DIR to another folder.",
                parameter="SUYUAN_DATA_DIR",
            )
        _write_mark(store, "building")
        from app.demo import build_demo

        build_demo(store, settings, tell)
        _make_accounts(store, settings.data_dir / ACCOUNTS_FILE)
        _write_mark(store, "built")
    finally:
        store.close()


def _make_accounts(store: Store, path: Path) -> None:
    """One account a role, named as its role; the passwords in a file that only its owner reads."""
    from app.errors import Clash
    from app.uses.accounts import accounts

    made = [(role, accounts.generate_password()) for role in accounts.ROLES]
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{role}\t{password}\n" for role, password in made)
    for role, password in made:
        with store.writing() as c:
            try:
                accounts.create_user(c, store, role, role, password)
            except Clash:  # an interrupted build made it
                accounts.change_password(c, store, role, password)


def show_accounts(settings: Settings) -> None:
    """The demonstration's accounts as a table; how to reset them where their file is gone."""
    path = settings.data_dir / ACCOUNTS_FILE
    if not path.is_file():
        out().print(
            say(
                "示意账号的口令文件已不在；用 suyuan user password 用户名 重设。",
                "The file with the demonstration's passwords is gone; reset one by suyuan user password NAME.",
            )
        )
        return
    from app.uses.accounts.accounts import ROLE_TITLES

    table = Table(box=None, pad_edge=False, header_style="bold")
    for zh, en in (("用户名", "name"), ("角色", "role"), ("口令", "password")):
        table.add_column(say(zh, en))
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, password = line.partition("\t")
        table.add_row(escape(name), say(*ROLE_TITLES.get(name, (name, name))), escape(password))
    out().print(table)
