"""Backup and restore of a store (备份与恢复): whole or not at all.

A GeoPackage is copied by SQLite's own backup while others read and write; the copy is a GeoPackage too. A PostGIS
store is written and read by ``pg_dump`` and ``pg_restore``, in the tables of this store only.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, text

from app.errors import Absent, BreaksRule, StoreBroken, StoreBusy, UnknownKind
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.migrations import SCHEMA_VERSION
from app.store.named_errors import named_errors


def backup(store: Store, path: Path) -> Path:
    """Write a copy of the store, of one moment, to a file; the file is there whole or not at all (备份).

    Raises
    ------
    app.errors.BreaksRule
        The file is the store itself.
    app.errors.StoreBroken
        PostgreSQL's programs are missing, or fail.
    """
    path = Path(path).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    if store.path is not None and path.exists() and path.samefile(store.path):
        raise BreaksRule("备份文件不能是数据库本身。", "The backup cannot be the store's own file.", parameter="file")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with named_errors():
            if store.path is not None:
                _copy(store.path, unfinished)
            else:
                _run("pg_dump", store.url, ["--format=custom", *dump_options(store), f"--file={unfinished}"])
        _flush(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def restore(path: Path, settings: Settings) -> Path | None:
    """Make a backup the store that the settings name (恢复); where the store was before is kept, if it was a file.

    The backup is checked first: that it is whole, a store of ours, and of a schema this version knows. A GeoPackage
    that any program has open is not replaced. The old file stays beside the new one as ``….before-restore``.

    Returns
    -------
    Path or None
        Where the old store's file is kept, None where there was none.

    Raises
    ------
    app.errors.Absent, UnknownKind, StoreBroken
        There is no such file, it is no backup, or it is broken or too new; nothing has changed.
    app.errors.StoreBusy
        The store is in use; nothing has changed.
    """
    path = Path(path).absolute()
    if not path.is_file():
        raise Absent(f"没有文件 {path.name}。", f"There is no file {path.name}.", parameter="file")
    address = make_url(settings.store_url())
    if address.get_backend_name() == "postgresql":
        _restore_postgis(path, settings.store_url())
        return None
    target = Path(address.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        check_backup(path)
        with named_errors():
            _copy(path, unfinished)
        open_store(f"sqlite:///{unfinished}").close()  # brings an older schema up; refuses what cannot be
        _close_file(unfinished)
        _flush(unfinished)
        return _put_in_place(unfinished, target)
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{unfinished}{suffix}").unlink(missing_ok=True)


def check_backup(path: Path) -> int:
    """The schema version of a GeoPackage backup that is whole (备份检查); named errors for anything else."""
    with path.open("rb") as head:
        if head.read(16) != b"SQLite format 3\x00":
            raise UnknownKind(
                f"{path.name} 不是 Suyuan 的备份。", f"{path.name} is no backup of Suyuan.", parameter="file"
            )
    with named_errors(), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as c:
        if c.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise StoreBroken(f"{path.name} 已损坏。", f"{path.name} is broken.", parameter="file")
        if not c.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            raise UnknownKind(
                f"{path.name} 不是 Suyuan 的备份。", f"{path.name} is no backup of Suyuan.", parameter="file"
            )
        found = c.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    return _check_version(found[0] if found else "")


def _check_version(found: str) -> int:
    if not found.isdigit() or int(found) > SCHEMA_VERSION:
        raise StoreBroken(
            f"备份的结构版本是 {found or '未知'}，本程序只认识到 {SCHEMA_VERSION}；请升级 Suyuan。",
            f"The backup has schema version {found or 'unknown'}, this program knows up to {SCHEMA_VERSION}; upgrade.",
            parameter="file",
        )
    return int(found)


def _copy(source: Path, target: Path) -> None:
    """Copy a database of one moment, its WAL included, into one file without one."""
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.execute("PRAGMA busy_timeout = 10000")
        old.backup(new)
    _close_file(target)


def _close_file(path: Path) -> None:
    """Fold a database's WAL into its one file."""
    with named_errors(), closing(sqlite3.connect(path)) as c:
        c.execute("PRAGMA journal_mode = DELETE").close()


def _flush(path: Path) -> None:
    """Have the file on disk before it gets its name."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put_in_place(new: Path, target: Path) -> Path | None:
    """Rename the new file to the store's name; the old one is kept under another."""
    if not target.exists():
        new.replace(target)
        return None
    kept = target.with_name(f"{target.name}.before-restore")
    # Leaving WAL mode asks for the file alone: nobody else has it open, and no WAL is left to be applied to another.
    try:
        with closing(sqlite3.connect(target, timeout=2, isolation_level=None)) as c:
            mode = c.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.DatabaseError as error:
        held = "locked" in str(error) or "busy" in str(error)
        mode = "wal" if held else "delete"  # a file that is broken may be replaced
    if mode != "delete":
        raise StoreBusy("数据库正在使用，请先停止服务再恢复。", "The store is in use; stop the service, then restore.")
    kept.unlink(missing_ok=True)
    os.link(target, kept)
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    new.replace(target)
    return kept


def _restore_postgis(path: Path, url: str) -> None:
    """Put the dump's tables in place of the present ones in one transaction."""
    with path.open("rb") as head:
        if head.read(5) != b"PGDMP":
            raise UnknownKind(
                f"{path.name} 不是 PostGIS 备份。", f"{path.name} is no backup of a PostGIS store.", parameter="file"
            )
    with tempfile.TemporaryDirectory() as folder:
        meta = Path(folder) / "meta.sql"
        _run("pg_restore", None, ["--data-only", "--table=meta", f"--file={meta}", str(path)])
        pairs = [line.split("\t") for line in meta.read_text("utf-8").splitlines() if "\t" in line]
    _check_version(dict(pair for pair in pairs if len(pair) == 2).get("schema_version", ""))
    _run(
        "pg_restore",
        url,
        ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(path)],
    )
    open_store(url).close()


def dump_options(store: Store) -> list[str]:
    """What tells ``pg_dump`` the tables of this store: all of its schema, save those that an extension brought."""
    own = (
        "SELECT format('%I.%I', n.nspname, t.relname) FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace "
        "WHERE n.nspname = current_schema() AND t.relkind = 'r' AND NOT EXISTS "
        "(SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e') ORDER BY 1"
    )
    with store.reading() as c:
        names = list(c.execute(text(own)).scalars())
    return ["--no-owner", "--no-privileges", *(f"--table={name}" for name in names)]


def find_program(name: str) -> str:
    """Path of one of PostgreSQL's programs; ``StoreBroken`` where it is not installed."""
    found = shutil.which(name)
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if newest:
        return str(newest[-1])
    if found:
        return found
    raise StoreBroken(
        f"备份和恢复 PostGIS 数据库需要 PostgreSQL 的 {name} 程序（Debian：postgresql-client）。",
        f"Backup and restore of a PostGIS store need PostgreSQL's {name} (Debian: postgresql-client).",
    )


def _run(name: str, url: str | None, options: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment."""
    command, environment = [find_program(name), *options], dict(os.environ)
    if url is not None:
        address = make_url(url)
        if address.password:
            environment["PGPASSWORD"] = str(address.password)
        plain = address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        command.insert(1, f"--dbname={plain}")
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [str(done.returncode)]
        raise StoreBroken(f"{name} 失败（{reason[0]}）。", f"{name} failed ({reason[0]}).")
