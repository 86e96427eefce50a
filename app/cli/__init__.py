"""The command line ``suyuan`` (命令行); heavy modules are imported inside the commands, so that ``--help`` is quick."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from app.cli import data, people, serving
from app.cli.output import out, use_utf8

app = typer.Typer(
    name="suyuan",
    help="溯源：水污染防治地图服务 · Suyuan: a map service for controlling water pollution",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
samples_commands = typer.Typer(help="监测样品 · samples", no_args_is_help=True)

app.command("serve")(serving.serve)
app.command("demo")(serving.demo)
app.command("import")(data.import_layer)
app.command("export")(data.export_layer)
samples_commands.command("import")(data.import_samples)
samples_commands.command("template")(data.write_sample_template)
app.add_typer(samples_commands, name="samples")
app.add_typer(people.user_commands, name="user")
app.add_typer(people.token_commands, name="token")
app.command("migrate")(data.migrate)
app.command("check")(data.check)
app.command("backup")(data.backup)
app.command("restore")(data.restore)


def _show_version(wanted: bool) -> None:
    """The version, and no more."""
    if wanted:
        try:
            out().print(version("suyuan"))
        except PackageNotFoundError:
            out().print("?")
        raise typer.Exit


@app.callback()
def begin(
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示调用栈 · show the traceback of an error")] = False,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="版本 · the version")
    ] = False,
) -> None:
    """溯源：水污染防治地图服务 · Suyuan: a map service for controlling water pollution."""
    use_utf8()
    if debug:
        os.environ["SUYUAN_CLI_DEBUG"] = "1"
