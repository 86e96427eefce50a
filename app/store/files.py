"""Rows of files that are kept by their content (文件): scans of documents, receipts, photographs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from app.errors import Absent
from app.store.engine import Store, lock


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept (文件); ``name`` is the one it first came with."""

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    made_at: datetime
    who: str


def add_file(
    c: Connection, store: Store, *, sha256: str, name: str, media_type: str, size_bytes: int, who: str
) -> KeptFile:
    """The row of a file, the one there is where its content came before (登记文件); it is on disk by then."""
    table = store.tables.files
    lock(c, store, "files")
    known = load_files(c, store, [sha256])
    if known:
        return known[sha256]
    row = KeptFile(sha256, name, media_type, size_bytes, datetime.now(UTC), who)
    c.execute(insert(table).values(**{column: getattr(row, column) for column in KeptFile.__slots__}))
    return load_file(c, store, sha256)


def load_file(c: Connection, store: Store, sha256: str) -> KeptFile:
    """The row of a file (查看文件).

    Raises
    ------
    app.errors.Absent
        No file of that content is kept.
    """
    found = load_files(c, store, [sha256])
    if not found:
        raise absent_file()
    return found[sha256]


def absent_file() -> Absent:
    """There is no such file, or none for whoever asks (没有文件): the two are not told apart."""
    return Absent(
        "没有这个文件，或它未曾作为附件上传。", "There is no such file, or it was never sent in as an attachment.",
        parameter="sha256",
    )  # fmt: skip


def load_files(c: Connection, store: Store, sha256s: Iterable[str]) -> dict[str, KeptFile]:
    """The rows of those files that are kept, by SHA-256 (文件列表)."""
    table, wanted = store.tables.files, sorted(set(sha256s))
    found = {}
    for at in range(0, len(wanted), 500):
        asked = select(*(table.c[name] for name in KeptFile.__slots__))
        for row in c.execute(asked.where(table.c.sha256.in_(wanted[at : at + 500]))):
            found[row.sha256] = KeptFile(**row._asdict())
    return found
