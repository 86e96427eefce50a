"""Reading in a short-lived process with limits, no network and a closed environment (隔离读取)."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.errors import SuyuanError, TooLarge, Unparsable
from app.ingest.kinds import CSV, SHAPEFILE, ZIP, Kind
from app.ingest.refusal import ERRORS
from app.ingest.sample_grid import Sheet, read_sheets
from app.ingest.unpack import copy_siblings, unpack
from app.ingest.wire import RawTable, read_table
from app.settings import Settings

_ROOT = Path(__file__).parents[2]
_START = "import sys; sys.path.append({root!r}); from app.ingest.reading import main; main()"


@lru_cache(maxsize=1)
def _drivers() -> tuple[str, ...]:
    """Every vector driver of this GDAL."""
    import pyogrio

    return tuple(pyogrio.list_drivers())


def environment(kind: Kind, folder: Path) -> dict[str, str]:
    """The child's whole environment: one driver, nothing fetched, nothing inherited."""
    skipped = ",".join(name for name in _drivers() if name != kind.driver)
    return {
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
        "GDAL_SKIP": skipped + ",", "GDAL_DRIVER_PATH": "disable", "GDAL_NUM_THREADS": "1",
        "GDAL_HTTP_TIMEOUT": "1", "GDAL_HTTP_PROXY": "127.0.0.1:9", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_CURL_ENABLE_VSIMEM": "NO", "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE", "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO", "LIBKML_RESOLVE_STYLE": "NO", "SHAPE_RESTORE_SHX": "YES",
        "OGR_GPKG_INTEGRITY_CHECK": "NO", "PROJ_NETWORK": "OFF", "CPL_LOG": "/dev/null",
    }  # fmt: skip


def _too_much(zh: str, en: str, code: str) -> TooLarge:
    """The reader met one of its limits."""
    return TooLarge(
        f"读取时{zh}；请缩小文件或分批导入。", f"While reading, {en}; make the file smaller or import it in parts.",
        parameter="file", code=code,
    )  # fmt: skip


def _error(answer: dict[str, str]) -> SuyuanError:
    """The named error of a child's answer."""
    if answer["error"] == "memory":
        return _too_much("内存用到了上限", "the memory limit was reached", "reader_memory")
    if answer["error"] == "file_size":
        return _too_much("数据大小超过了上限", "the size limit was reached", "reader_size")
    if answer["error"] in ERRORS:
        return ERRORS[answer["error"]](answer["zh"], answer["en"], parameter="file", code=answer["code"])
    detail = answer.get("detail", "")
    return Unparsable(
        f"文件无法读取（{detail}）；请重新导出。", f"The file cannot be read ({detail}); export it again.",
        parameter="file", code="file_broken",
    )  # fmt: skip


def _ended(code: int) -> SuyuanError:
    """The named error of a child that ended without an answer."""
    if code == -signal.SIGXCPU:
        return _too_much("处理器时间用到了上限", "the processor time limit was reached", "reader_time")
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
        return Unparsable(
            "读取程序因该文件中断（文件损坏，或读取所需内存超过上限）；请重新导出或分批导入。",
            "The reader broke off on this file: it is broken or needs too much memory; export it again, or in parts.",
            parameter="file", code="reader_broke",
        )  # fmt: skip
    return Unparsable(
        "读取程序被中止，没有改动任何数据；请再试一次。",
        "The reader was ended from outside; nothing was changed; please try again.",
        parameter="file", code="reader_ended",
    )  # fmt: skip


def _run(order: dict[str, object], kind: Kind, folder: Path, wall_s: float) -> Path:
    """Start the child, wait, and take its answer: the file that it wrote."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
        [sys.executable, "-I", "-c", _START.format(root=str(_ROOT))],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd=folder, env=environment(kind, folder), start_new_session=True, close_fds=True,
    )  # fmt: skip
    try:
        child.communicate(json.dumps(order).encode(), timeout=wall_s)
    except subprocess.TimeoutExpired:
        raise _too_much(f"超过了 {wall_s:.0f} 秒", f"{wall_s:.0f} seconds passed", "reader_time") from None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    answer_file = folder / "answer.json"
    if child.returncode != 0 or not answer_file.is_file():
        raise _ended(child.returncode)
    answer = json.loads(answer_file.read_text(encoding="utf-8"))
    if "error" in answer:
        raise _error(answer)
    return folder / "table"


def read_file(
    path: Path, kind: Kind, settings: Settings, *, layer: str | None = None, encoding: str | None = None,
    mapping: Mapping[str, str] | None = None, fid_name: str | None = None, max_rows: int | None = None,
) -> RawTable:  # fmt: skip
    """The file as a table (原始表), read by a child process; nothing of it runs or is opened here.

    Parameters
    ----------
    path, kind
        The file and its kind, as ``find_kind`` has found it.
    settings
        Limits on unpacked size [byte], memory [byte] and processor time [s].
    layer
        The layer, or the shapefile of a zip, where there are several.
    encoding
        Encoding of the texts in Python's name; wins over everything the file says.
    mapping
        For a CSV: ``lon``, ``lat`` or ``wkt``.
    fid_name
        The GeoPackage's primary key, where it is asked for as a column.
    max_rows
        Only the first rows.

    Raises
    ------
    Unparsable, TooLarge, BreaksRule
        Broken or hostile; over a limit; in need of a choice.
    """
    folder = Path(tempfile.mkdtemp(prefix="suyuan-reading-"))
    try:
        if kind is ZIP:
            source = unpack(path, folder, settings.unpacked_max_bytes, layer)
            kind, layer = SHAPEFILE, None
        elif kind is SHAPEFILE:
            source, layer = copy_siblings(path, folder), None
        else:
            source = folder / f"input{kind.suffixes[0]}"
            shutil.copyfile(path, source)
        order: dict[str, object] = {
            "folder": str(folder), "path": str(source), "kind": kind.name, "layer": layer, "encoding": encoding,
            "mapping": dict(mapping or {}) if kind is CSV else {}, "fid_name": fid_name, "max_rows": max_rows,
            "memory_bytes": settings.reading_memory_bytes, "cpu_s": settings.reading_cpu_s,
            "file_bytes": 4 * settings.unpacked_max_bytes,
        }  # fmt: skip
        target = _run(order, kind, folder, wall_s=settings.reading_cpu_s * 1.5 + 10)
        try:
            return read_table(target)
        except (ValueError, KeyError, IndexError, TypeError):
            raise _ended(-signal.SIGABRT) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_sheets_of(
    path: Path, kind: Kind, settings: Settings, *, encoding: str | None = None
) -> tuple[tuple[Sheet, ...], dict[str, Any]]:
    """The sheets of a workbook or text table (工作表), read by a child process under the limits of ``read_file``.

    Raises
    ------
    Unparsable, TooLarge
        Broken, protected or hostile; over a limit.
    """
    folder = Path(tempfile.mkdtemp(prefix="suyuan-reading-"))
    try:
        source = folder / f"input{kind.suffixes[0]}"
        shutil.copyfile(path, source)
        order: dict[str, object] = {
            "folder": str(folder), "path": str(source), "kind": kind.name, "encoding": encoding, "sheets": True,
            "memory_bytes": settings.reading_memory_bytes, "cpu_s": settings.reading_cpu_s,
            "file_bytes": settings.unpacked_max_bytes,
        }  # fmt: skip
        target = _run(order, kind, folder, wall_s=settings.reading_cpu_s * 1.5 + 10)
        try:
            return read_sheets(target)
        except (ValueError, KeyError, IndexError, TypeError):
            raise _ended(-signal.SIGABRT) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
