"""Commands about accounts and their tokens: ``suyuan user …`` and ``suyuan token …``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from app.cli.output import opened_store, out, plain_errors, read_settings, say

user_commands = typer.Typer(help="账号 · accounts", no_args_is_help=True)
token_commands = typer.Typer(help="个人令牌 · personal tokens", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="用户名 · the account's name", show_default=False)]
FromStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="从标准输入读取口令 · read the password from standard input"),
]


def _read_password(from_stdin: bool) -> tuple[str, bool]:
    """The password of the standard input, or a generated one, and whether it was generated."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    from app.uses.accounts.passwords import generate_password

    return generate_password(), True


def _show_password(password: str, generated: bool) -> None:
    """A generated password, once."""
    if generated:
        out().print(say("口令（仅显示这一次）：", "Password (shown this once): ") + escape(password))


@user_commands.command("add")
@plain_errors
def add_user(
    name: Name,
    role: Annotated[str, typer.Option(help="viewer, inspector, chief, analyst, gis, admin · 角色", show_default=False)],
    password_stdin: FromStdin = False,
) -> None:
    """新建账号；不给口令时生成一个 · Add an account; a password is generated where none is given."""
    from app.uses.accounts.accounts import check_new_account, create_user

    settings = read_settings()
    password, generated = _read_password(password_stdin)
    check_new_account(name, role, password)
    with opened_store(settings) as store, store.writing() as c:
        create_user(c, store, name, role, password)
    out().print(escape(say(f"已新建账号 {name}（{role}）。", f"Account {name} added with the role {role}.")))
    _show_password(password, generated)


@user_commands.command("list")
@plain_errors
def show_users() -> None:
    """列出账号 · List the accounts."""
    from app.uses.accounts.accounts import list_users

    with opened_store(read_settings()) as store, store.reading() as c:
        found = list_users(c, store)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for zh, en in (("用户名", "name"), ("角色", "role"), ("状态", "state"), ("建立时间", "created")):
        table.add_column(say(zh, en))
    for user in found:
        state = say("已停用", "disabled") if user.is_disabled else say("正常", "active")
        table.add_row(escape(user.name), user.role, state, f"{user.created_at:%Y-%m-%d %H:%M}Z")
    out().print(table if found else say("还没有账号。用 suyuan user add 新建。", "No accounts yet: suyuan user add."))


@user_commands.command("disable")
@plain_errors
def disable_user(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="重新启用 · enable it again")] = False,
) -> None:
    """停用账号，立即退出其所有登录 · Disable an account; its sign-ins end at once."""
    from app.uses.accounts.accounts import set_disabled

    with opened_store(read_settings()) as store, store.writing() as c:
        set_disabled(c, store, name, not undo)
    zh, en = ("已启用", "enabled") if undo else ("已停用", "disabled")
    out().print(escape(say(f"账号 {name} {zh}。", f"Account {name} {en}.")))


@user_commands.command("password")
@plain_errors
def reset_password(name: Name, password_stdin: FromStdin = False) -> None:
    """重设口令，退出其所有登录 · Set a new password; all sign-ins of the account end."""
    from app.uses.accounts.accounts import change_password

    settings = read_settings()
    password, generated = _read_password(password_stdin)
    with opened_store(settings) as store, store.writing() as c:
        change_password(c, store, name, password)
    out().print(escape(say(f"已重设 {name} 的口令。", f"The password of {name} is set.")))
    _show_password(password, generated)


@token_commands.command("new")
@plain_errors
def new_token(
    name: Name,
    title: Annotated[str, typer.Option(help="令牌的名称，如 QGIS · what it is for")] = "suyuan token new",
    days: Annotated[int, typer.Option(help="有效天数 · days until it expires", min=1, max=3650)] = 365,
) -> None:
    """新建个人令牌，仅显示一次（QGIS：用户名 + 令牌） · Make a personal token, shown once."""
    from app.uses.accounts.accounts import create_token

    with opened_store(read_settings()) as store, store.writing() as c:
        secret, token = create_token(c, store, name, title, days=days)
    out().print(secret)
    until = f"{token.expires_at:%Y-%m-%d}"
    from app.cli.output import err

    err().print(say(f"有效至 {until}；请立即保存，不再显示。", f"Valid until {until}; keep it, it is not shown again."))


@token_commands.command("list")
@plain_errors
def show_tokens(name: Name) -> None:
    """列出一个账号的令牌 · List the tokens of an account."""
    from app.uses.accounts.accounts import list_tokens

    with opened_store(read_settings()) as store, store.reading() as c:
        found = list_tokens(c, store, name)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for zh, en in (("编号", "id"), ("名称", "title"), ("最近使用", "last used"), ("有效至", "expires")):
        table.add_column(say(zh, en))
    for token in found:
        used = f"{token.last_used_at:%Y-%m-%d %H:%M}Z" if token.last_used_at else "—"
        table.add_row(token.id, escape(token.title), used, f"{token.expires_at:%Y-%m-%d}")
    out().print(table if found else say("没有令牌。", "No tokens."))


@token_commands.command("revoke")
@plain_errors
def revoke_token(
    name: Name, token_id: Annotated[str, typer.Argument(help="令牌编号 · its id", show_default=False)]
) -> None:
    """吊销令牌 · Revoke a token."""
    from app.uses.accounts.accounts import end_token

    with opened_store(read_settings()) as store, store.writing() as c:
        end_token(c, store, name, token_id)
    out().print(say("已吊销。", "Revoked."))
