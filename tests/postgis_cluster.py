"""A PostgreSQL cluster with PostGIS of the tests' own, in a temporary folder, on a private port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

ABSENT = "PostgreSQL with PostGIS is not installed"
TEMPLATE = "postgis_template"
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 -c shared_buffers=64MB"


def find_programs() -> Path | None:
    """Folder of the newest PostgreSQL's programs that has PostGIS, None where there is none."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)):
        control = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if (folder / "initdb").exists() and control.exists():
            return folder
    return None


@dataclass(frozen=True)
class Cluster:
    """A running cluster."""

    programs: Path
    port: int

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def _admin(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True)

    def make_database(self) -> str:
        """Make an empty database with PostGIS; its name."""
        name = f"suyuan_{uuid.uuid4().hex[:12]}"
        with self._admin() as c:
            c.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')  # type: ignore[arg-type]
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        with self._admin() as c:
            c.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """Address of a new database with PostGIS, dropped at the end."""
        name = self.make_database()
        try:
            yield self.url(name)
        finally:
            self.drop_database(name)


@contextlib.contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster made in a temporary folder and stopped at the end; FileNotFoundError where nothing is installed."""
    programs = find_programs()
    if programs is None:
        raise FileNotFoundError(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="suyuan-postgis-"))
    try:
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {_FAST}"
        _run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start")
        try:
            cluster = Cluster(programs, port)
            with cluster._admin() as c:
                c.execute(f"CREATE DATABASE {TEMPLATE}")
            with psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname=TEMPLATE, autocommit=True) as c:
                c.execute("CREATE EXTENSION postgis")
            yield cluster
        finally:
            _run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    """Run a program as user postgres where we are root: PostgreSQL refuses to run as root."""
    words = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *words]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stderr.decode(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
