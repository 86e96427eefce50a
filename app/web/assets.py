"""Where the files of ``static`` stand, and a stamp of their state (静态文件)."""

from __future__ import annotations

from pathlib import Path


def static_folder() -> Path:
    """The folder that is served at ``/static``: beside the package, or in the working folder where it is installed.

    Examples
    --------
    >>> static_folder().name
    'static'
    """
    beside = Path(__file__).resolve().parents[2] / "static"
    return beside if beside.is_dir() else Path.cwd() / "static"


def module_paths() -> list[str]:
    """Addresses of the map's modules, for the browser to fetch at once instead of one after the other."""
    folder = static_folder()
    apart = {"guard.js", "sign_in.js", "upload.js", "upload_result.js"}
    files = sorted(folder.glob("js/**/*.js"))
    kept = [path for path in files if "tests" not in path.parts and path.name not in apart]
    return [f"/static/{path.relative_to(folder).as_posix()}" for path in kept]


def static_stamp() -> str:
    """Changes whenever a module or the words change, so that a kept page never outlives them."""
    folder = static_folder()
    paths = [*folder.glob("js/**/*.js"), folder / "words.json"]
    return f"{len(paths)}-{max((path.stat().st_mtime_ns for path in paths if path.exists()), default=0)}"
