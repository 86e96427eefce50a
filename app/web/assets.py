"""Where the files of ``static`` stand, which modules a page fetches, and a stamp of their state (静态文件)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

IMPORT: Final = re.compile(r"""^(?:import|export)\b[^"';]*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


def static_folder() -> Path:
    """The folder that is served at ``/static``: beside the package, or in the working folder where it is installed.

    Examples
    --------
    >>> static_folder().name
    'static'
    """
    beside = Path(__file__).resolve().parents[2] / "static"
    return beside if beside.is_dir() else Path.cwd() / "static"


def module_paths(entry: str = "main.js") -> list[str]:
    """Addresses of the modules that one module needs, for the browser to fetch at once instead of one after the other.

    What is imported only when it is needed (``import()``) is left out.

    Examples
    --------
    >>> module_paths()[0]
    '/static/js/api.js'
    >>> module_paths("no_such_module.js")
    []
    """
    folder = static_folder() / "js"
    found: set[Path] = set()
    waiting = [folder / entry]
    while waiting:
        path = waiting.pop().resolve()
        if path in found or not path.is_file():
            continue
        found.add(path)
        waiting += [path.parent / name for name in IMPORT.findall(path.read_text("utf-8"))]
    return sorted(f"/static/js/{path.relative_to(folder.resolve()).as_posix()}" for path in found)


def static_stamp() -> str:
    """Changes whenever a module or the words change, so that a kept page never outlives them."""
    folder = static_folder()
    paths = [*folder.glob("js/**/*.js"), folder / "words.json"]
    return f"{len(paths)}-{max((path.stat().st_mtime_ns for path in paths if path.exists()), default=0)}"
