"""The one border at which a driver's error gets its name (错误更名)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import exc

from app.errors import Clash, StoreBroken, StoreBusy, SuyuanError

BUSY_IN_POSTGRES = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.QueryCanceled,
    psycopg.errors.TooManyConnections,
    psycopg.errors.AdminShutdown,
    psycopg.errors.CannotConnectNow,
)


def name_error(error: Exception) -> SuyuanError:
    """The named error that a driver's or SQLAlchemy's error stands for.

    Examples
    --------
    >>> type(name_error(sqlite3.OperationalError("database is locked"))).__name__
    'StoreBusy'
    """
    cause = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    text = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    broken = isinstance(cause, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text)
    if (
        isinstance(cause, (exc.TimeoutError, *BUSY_IN_POSTGRES))
        or (isinstance(cause, sqlite3.OperationalError) and ("locked" in text or "busy" in text))
        or (type(cause) is psycopg.OperationalError)
    ):
        return StoreBusy(
            f"数据库正忙或无法连接，请稍后再试（{text}）。", f"The store is busy or out of reach; try again ({text})."
        )
    if isinstance(cause, (sqlite3.IntegrityError, psycopg.IntegrityError)):
        return Clash(f"与已有数据冲突（{text}）。", f"The change clashes with what is there ({text}).")
    if broken:
        return StoreBroken(f"数据库文件已损坏（{text}）。", f"The store's file is broken ({text}).")
    return StoreBroken(f"数据库出错（{text}）。", f"The store failed ({text}).")


@contextmanager
def named_errors() -> Iterator[None]:
    """Rename what a driver raises inside; named errors pass as they are."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error, psycopg.Error) as error:
        raise name_error(error) from error
