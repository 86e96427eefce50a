"""Commands that serve: ``suyuan serve`` and ``suyuan demo``."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import opened_store, out, plain_errors, progress, read_settings

if TYPE_CHECKING:
    from app.settings import Settings

APPLICATION = "app.main:from_environment"
Host = Annotated[str | None, typer.Option(help="监听地址 · address to listen on (SUYUAN_HOST)")]
Port = Annotated[
    int | None, typer.Option(help="端口，0 为任选 · port, 0 for any free one (SUYUAN_PORT)", min=0, max=65535)
]
Workers = Annotated[int | None, typer.Option(help="进程数 · server processes (SUYUAN_WORKERS)", min=1, max=64)]


def _choose(host: str | None, port: int | None, workers: int | None) -> None:
    """Options become the environment's settings, so that every worker has them."""
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"SUYUAN_{name}"] = str(value)


def _bind(settings: Settings) -> socket.socket:
    """A socket bound to the address of the settings.

    Raises
    ------
    Clash
        Another program listens there.
    """
    from app.errors import Clash

    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        place = f"{settings.host}:{settings.port}"
        raise Clash(
            f"无法监听 {place}：{error.strerror}。用 --port 换一个端口。",
            f"Cannot listen on {place}: {error.strerror}. Choose another with --port.",
            parameter="port",
        ) from None
    bound.set_inheritable(True)
    return bound


def _address(settings: Settings, bound: socket.socket) -> str:
    """The address to open in a browser."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{bound.getsockname()[1]}/"


def _run(settings: Settings, bound: socket.socket) -> None:
    """Serve until told to stop; the address is printed once requests are answered."""
    import uvicorn

    line = f"[bold]溯源 Suyuan[/] {_address(settings, bound)}"
    options: dict[str, Any] = {
        "factory": True,
        "loop": "uvloop",
        "http": "httptools",
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": 10,
    }
    if settings.workers > 1:
        port = bound.getsockname()[1]
        bound.close()
        out().print(line)
        uvicorn.run(APPLICATION, host=settings.host, port=port, workers=settings.workers, **options)
        return

    class Announcing(uvicorn.Server):
        """A server that prints its address when it is ready."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                out().print(line)

    server = Announcing(uvicorn.Config(APPLICATION, **options))
    server.run(sockets=[bound])
    if not server.started:
        raise typer.Exit(3)


@plain_errors
def serve(host: Host = None, port: Port = None, workers: Workers = None) -> None:
    """启动服务 · Serve the map and the API."""
    _choose(host, port, workers)
    settings = read_settings()
    bound = _bind(settings)
    with opened_store(settings):  # migrated once, before any worker opens it
        pass
    _run(settings, bound)


@plain_errors
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只建库 · build the store only")] = False,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
) -> None:
    """建立聊城示意数据库（若还没有）并启动 · Build the Liaocheng demonstration if there is none, then serve it."""
    _choose(host, port, workers)
    os.environ["SUYUAN_PUBLIC_READ"] = "true"
    os.environ["SUYUAN_DEMONSTRATION"] = "true"
    settings = read_settings()
    bound = None if no_serve else _bind(settings)
    from app.cli.demonstration import ensure_demonstration, show_accounts

    with progress("打开示意数据库", "Opening the demonstration store") as tell:
        ensure_demonstration(settings, tell)
    show_accounts(settings)
    if bound is not None:
        _run(settings, bound)
