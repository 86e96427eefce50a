"""Rows of uploads of samples (样品上传): they stand in the table of uploads under ``samples/<kind of site>``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

import orjson
from sqlalchemy import ColumnElement, Connection, select

from app.errors import Absent
from app.store.engine import Store
from app.store.uploads import SAMPLES_PREFIX

SampleUploadState = Literal["reading", "refused", "ready", "imported", "discarded"]
_JSON: Final = {"counts": "found", "faults": "faults", "options": "options"}  # column -> attribute


@dataclass(frozen=True, slots=True)
class SampleUpload:
    """One upload of samples (样品上传).

    Attributes
    ----------
    options
        What was chosen: year, source, level, status, mapping, answers on sites, and the version, which every change
        raises by one.
    found
        What was recognised with these options: counts, months, states, flags, unknown sites.
    """

    id: str
    site_kind: str
    state: str
    who: str
    created_at: datetime
    changed_at: datetime
    file_name: str
    sha256: str
    size_bytes: int
    options: dict[str, Any]
    found: dict[str, Any]
    faults: list[dict[str, Any]]
    message: str | None

    @property
    def version(self) -> int:
        """Raised by every change of its options."""
        return int(self.options.get("version", 1))


def add_sample_upload(
    c: Connection, store: Store, *, site_kind: str, who: str, file_name: str, sha256: str, size_bytes: int,
    options: dict[str, Any],
) -> str:  # fmt: skip
    """Enter an upload; its id, random text (新增样品上传)."""
    store.layer(site_kind)
    now, upload_id = datetime.now(UTC), secrets.token_urlsafe(16)
    values: dict[str, Any] = {"id": upload_id, "layer": SAMPLES_PREFIX + site_kind, "state": "reading", "who": who}
    values |= {"created_at": now, "changed_at": now, "file_name": file_name, "sha256": sha256}
    values |= {"size_bytes": size_bytes, "counts": "{}", "faults": "[]", "options": orjson.dumps(options).decode()}
    c.execute(store.tables.uploads.insert(), values)
    return upload_id


def change_sample_upload(c: Connection, store: Store, upload_id: str, **values: Any) -> None:
    """Change what is given of ``state``, ``options``, ``found``, ``faults``, ``message`` (更新样品上传)."""
    if not values.keys() <= {"state", "options", "found", "faults", "message"}:
        raise ValueError(f"not of an upload: {sorted(values)}")
    written = {name: values[name] for name in values.keys() & {"state", "message"}}
    written |= {
        column: orjson.dumps(values[name], option=orjson.OPT_SERIALIZE_NUMPY).decode()
        for column, name in _JSON.items()
        if name in values
    }
    statement = store.tables.uploads.update().where(_own(store, upload_id)).values(**written)
    if not c.execute(statement.values(changed_at=datetime.now(UTC))).rowcount:
        raise _absent(upload_id)


def load_sample_upload(c: Connection, store: Store, upload_id: str) -> SampleUpload:
    """An upload by its id (查看样品上传); ``Absent`` where there is none."""
    row = c.execute(select(store.tables.uploads).where(_own(store, upload_id))).one_or_none()
    if row is None:
        raise _absent(upload_id)
    return _upload(row)


def list_sample_uploads(
    c: Connection, store: Store, *, state: SampleUploadState | None = None, limit: int = 100
) -> list[SampleUpload]:
    """Uploads of samples, newest first (样品上传列表)."""
    table = store.tables.uploads
    asked = select(table).where(table.c.layer.startswith(SAMPLES_PREFIX))
    if state is not None:
        asked = asked.where(table.c.state == state)
    return [_upload(row) for row in c.execute(asked.order_by(table.c.created_at.desc(), table.c.id).limit(limit))]


def _own(store: Store, upload_id: str) -> ColumnElement[bool]:
    """The condition for one upload of samples."""
    u = store.tables.uploads.c
    return (u.id == upload_id) & u.layer.startswith(SAMPLES_PREFIX)


def _upload(row: Any) -> SampleUpload:
    values = row._asdict()
    told = {name: orjson.loads(values[column]) for column, name in _JSON.items()}
    plain = {name: values[name] for name in SampleUpload.__slots__ if name in values and name not in told}
    return SampleUpload(**plain, **told, site_kind=values["layer"].removeprefix(SAMPLES_PREFIX))


def _absent(upload_id: str) -> Absent:
    return Absent(f"没有上传“{upload_id[:40]}”。", f"There is no upload “{upload_id[:40]}”.", parameter="upload")
