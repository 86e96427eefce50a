"""Rows of uploads (上传): what came, where it stands, what was found."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, select

from app.errors import Absent
from app.store.engine import Store

UploadState = Literal["reading", "refused", "checked", "published", "discarded"]
_JSON = ("counts", "faults", "options")
SAMPLES_PREFIX = "samples/"  # of the layer of an upload of samples; those are read by ``app.store.sample_uploads``


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload (上传): ``counts`` and ``options`` mappings, ``faults`` a list, ``revision`` once published."""

    id: str
    layer: str
    state: str
    who: str
    created_at: datetime
    changed_at: datetime
    file_name: str
    sha256: str
    size_bytes: int
    counts: dict[str, Any]
    faults: list[dict[str, Any]]
    options: dict[str, Any]
    revision: int | None
    message: str | None


def add_upload(
    c: Connection,
    store: Store,
    *,
    layer: str,
    who: str,
    file_name: str,
    sha256: str,
    size_bytes: int,
    options: dict[str, Any] | None = None,
    state: UploadState = "reading",
) -> str:
    """Enter an upload; its id, random text (新增上传)."""
    store.layer(layer)
    now, upload_id = datetime.now(UTC), secrets.token_urlsafe(16)
    values: dict[str, Any] = {"id": upload_id, "layer": layer, "state": state, "who": who, "file_name": file_name}
    values |= {"created_at": now, "changed_at": now, "sha256": sha256, "size_bytes": size_bytes}
    values |= {"counts": "{}", "faults": "[]", "options": orjson.dumps(options or {}).decode()}
    c.execute(store.tables.uploads.insert(), values)
    return upload_id


def change_upload(c: Connection, store: Store, upload_id: str, **values: Any) -> None:
    """Change what is given of ``state``, ``counts``, ``faults``, ``options``, ``revision``, ``message`` (更新上传).

    Raises
    ------
    app.errors.Absent
        There is no such upload.
    """
    allowed = {"state", "counts", "faults", "options", "revision", "message"}
    if not values.keys() <= allowed:
        raise ValueError(f"not of an upload: {sorted(values.keys() - allowed)}")
    for name in values.keys() & set(_JSON):
        values[name] = orjson.dumps(values[name]).decode()
    uploads = store.tables.uploads
    statement = uploads.update().where(uploads.c.id == upload_id).values(**values, changed_at=datetime.now(UTC))
    if not c.execute(statement).rowcount:
        raise _absent(upload_id)


def load_upload(c: Connection, store: Store, upload_id: str) -> Upload:
    """An upload by its id (查看上传); ``Absent`` where there is none."""
    uploads = store.tables.uploads
    row = c.execute(_select(store).where(uploads.c.id == upload_id)).first()
    if row is None:
        raise _absent(upload_id)
    return _upload(row)


def list_uploads(
    c: Connection, store: Store, *, who: str | None = None, state: UploadState | None = None, limit: int = 100
) -> list[Upload]:
    """Uploads, newest first (上传列表)."""
    u = store.tables.uploads.c
    asked = _select(store).order_by(u.created_at.desc(), u.id).limit(limit)
    if who is not None:
        asked = asked.where(u.who == who)
    if state is not None:
        asked = asked.where(u.state == state)
    return [_upload(row) for row in c.execute(asked)]


def _select(store: Store) -> Any:
    u = store.tables.uploads.c
    return select(*(u[name] for name in Upload.__slots__)).where(~u.layer.startswith(SAMPLES_PREFIX))


def _upload(row: Any) -> Upload:
    values = row._asdict()
    return Upload(**(values | {name: orjson.loads(values[name]) for name in _JSON}))


def _absent(upload_id: str) -> Absent:
    return Absent(f"没有上传“{upload_id}”。", f"There is no upload “{upload_id}”.", parameter="upload")
