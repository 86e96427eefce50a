"""What the command line says: one sentence for an error, tables for faults, a sign of life for what takes long."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from app.errors import Fault
    from app.settings import Settings
    from app.store.engine import Store

MOST_FAULTS = 20
SIGN_OF_LIFE_S = 2.0
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def out() -> Console:
    """The console of answers; made anew so that a test's captured stream is met."""
    return Console(soft_wrap=True, highlight=False)


def err() -> Console:
    """The console of errors, warnings and progress."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


def say(zh: str, en: str) -> str:
    """The sentence in the reader's language: English where ``LANG`` says so, else Chinese."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    wanted = os.environ.get("SUYUAN_LANGUAGE", "") if locale[:2] not in ("en", "zh") else locale
    return en if wanted.startswith("en") else zh


def show_faults(faults: Sequence[Fault]) -> None:
    """Faults as a table, errors first, twenty at most and how many more there are."""
    if not faults:
        return
    order = {"error": 0, "warning": 1, "repaired": 2}
    names = {
        "error": say("[red]错误[/]", "[red]error[/]"),
        "warning": say("[yellow]警告[/]", "[yellow]warning[/]"),
        "repaired": say("[green]已修复[/]", "[green]repaired[/]"),
    }
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column(say("行", "row"), justify="right")
    table.add_column(say("字段", "field"))
    table.add_column(say("编码", "key"))
    table.add_column(say("说明", "what"), overflow="fold")
    for fault in sorted(faults, key=lambda each: order[each.severity])[:MOST_FAULTS]:
        table.add_row(
            names[fault.severity],
            "" if fault.row is None else str(fault.row),
            escape(fault.field or ""),
            escape(fault.key or ""),
            escape(say(fault.zh, fault.en)),
        )
    err().print(table)
    if len(faults) > MOST_FAULTS:
        rest = len(faults) - MOST_FAULTS
        err().print(say(f"另有 {rest} 条", f"and {rest} more"))


@contextmanager
def progress(zh: str, en: str) -> Iterator[Callable[[str, str], None]]:
    """A sign of life while the block runs, and the function that tells its next stage in Chinese and in English.

    On a terminal a spinner with the seconds gone; elsewhere, a line each for what takes longer than two seconds.
    """
    console = err()
    if console.is_terminal:
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(escape(say(zh, en)))
            yield lambda zh, en: bar.update(task, description=escape(say(zh, en)))
        return
    waiting: list[threading.Timer] = []

    def tell(zh: str, en: str) -> None:
        for timer in waiting:
            timer.cancel()
        waiting[:] = [threading.Timer(SIGN_OF_LIFE_S, lambda: console.print(escape(say(zh, en)) + " …"))]
        waiting[0].daemon = True
        waiting[0].start()

    tell(zh, en)
    try:
        yield tell
    finally:
        waiting[0].cancel()


def fail(zh: str, en: str) -> typer.Exit:
    """The error is said in one sentence; the exit to raise."""
    err().print(f"[red]{say('错误：', 'Error: ')}[/]{escape(say(zh, en))}")
    return typer.Exit(1)


def plain_errors(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The command, its errors said in one sentence with exit code 1 and no traceback (``suyuan --debug`` shows it)."""

    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if os.environ.get("SUYUAN_CLI_DEBUG"):
            return command(*args, **kwargs)
        from app.errors import SuyuanError

        try:
            return command(*args, **kwargs)
        except SuyuanError as error:
            show_faults(error.faults)
            raise fail(error.zh, error.en) from None
        except KeyboardInterrupt:
            err().print(say("已中断，未作更改。", "Interrupted; nothing was changed."))
            raise typer.Exit(130) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except OSError as error:
            what = f"{error.strerror or error}" + (f"：{error.filename}" if error.filename else "")
            raise fail(f"文件或网络出错：{what}", f"The system says: {what}") from None
        except Exception as error:
            what = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            raise fail(
                f"意外错误（{what}）。请加 --debug 重试并报告。",
                f"An unexpected error ({what}). Run again with --debug and report it.",
            ) from None

    return run


def read_settings() -> Settings:
    """The settings of the environment.

    Raises
    ------
    Unparsable
        A variable has a value it cannot have; the sentence names it.
    """
    from pydantic import ValidationError

    from app.errors import Unparsable
    from app.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "SUYUAN_" + "_".join(str(part) for part in first["loc"]).upper().removeprefix("SUYUAN_")
        raise Unparsable(
            f"环境变量 {name} 的值“{first['input']}”无效：{first['msg']}。",
            f"The environment variable {name} has no valid value ({first['input']}): {first['msg']}.",
        ) from None


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """The store of the settings, made or migrated where it must be, closed afterwards."""
    from app.store.engine import open_store

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with progress("打开数据库", "Opening the store"):
        store = open_store(settings.store_url())
    try:
        yield store
    finally:
        store.close()


def who_runs() -> str:
    """The name that revisions made by this command carry."""
    import getpass

    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):
        return "cli"


def read_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """``field=column`` pairs as a mapping.

    Raises
    ------
    Unparsable
        A pair without ``=``, or the same field twice.

    Examples
    --------
    >>> read_mapping(["code=COMID", "name=a=b"])
    {'code': 'COMID', 'name': 'a=b'}
    """
    from app.errors import Unparsable

    mapping: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = (part.strip() for part in pair.partition("="))
        if not (name and equals and column):
            raise Unparsable(
                f"--map 应写作 字段=列名，收到“{pair}”。",
                f"--map is written field=column; got “{pair}”.",
                parameter="map",
            )
        if name in mapping:
            raise Unparsable(
                f"--map 中字段 {name} 出现了两次。", f"--map names the field {name} twice.", parameter="map"
            )
        mapping[name] = column
    return mapping


def use_utf8() -> None:
    """Streams that can carry Chinese wherever the command runs."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
