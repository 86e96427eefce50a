"""Uploads and batches of samples as JSON, and the bodies that change them (样品导入的形状)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import orjson
from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from app.api.links import JSON, address, link
from app.errors import Absent
from app.ingest.sample_faults import REASONS
from app.store.sample_batches import Batch
from app.store.sample_uploads import SampleUpload
from app.uses.samples.sample_books import describe_sheets, load_kept_book, window_of

PREVIEW_ROWS, PREVIEW_COLUMNS = 12, 40
OPTIONS = ("year", "source", "level", "status", "encoding", "note", "remember_names", "sites")
Status = Literal["raw", "reviewed", "reported", "final"]
Level = Literal["county", "city", "province", "national"]
Source = Literal["manual", "automatic", "field"]
Month = Annotated[str, Field(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$", description="月份 · `YYYY-MM`")]
Words = Annotated[str, Field(max_length=2000)]
Document = Annotated[str | None, Field(max_length=500, description="依据文件（文号或名称） · the document it rests on")]


class UploadChange(BaseModel):
    """What is chosen otherwise; what is not given stays."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[
        int | None, Field(description="所依据的版本 · the version it rests on; 409 where another stands")
    ] = None
    mapping: Annotated[dict[str, Any] | None, Field(description="字段对应 · as the upload shows it, changed")] = None
    year: Annotated[int | None, Field(ge=1950, le=2199, description="年份 · for times without one")] = None
    sites: Annotated[
        dict[str, str | None] | None,
        Field(description="未知名称 → 断面编码或 `skip` · unknown name (`key`) → code or `skip`; null takes one back"),
    ] = None
    source: Source | None = None
    level: Level | None = None
    status: Status = "raw"
    note: Words = ""
    remember_names: Annotated[
        bool, Field(description="把确认的名称记入断面别名 · enter confirmed names as aliases")
    ] = False


class UploadImport(BaseModel):
    """The version that was looked at."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None


class Withdrawal(BaseModel):
    """Why a batch is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=2000, description="原因 · why")]
    document: Document = None


class StatusChange(BaseModel):
    """Which values change their status, and on what document."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_status: Annotated[Status, Field(alias="from", description="原状态 · from this one")]
    to_status: Annotated[Status, Field(alias="to", description="新状态 · to this one")]
    month: Month | None = None
    batch: Annotated[int | None, Field(ge=1, description="批次 · values of this batch")] = None
    sites: Annotated[list[str] | None, Field(max_length=2000, description="点位编码 · codes of sites")] = None
    site_kind: Annotated[str, Field(max_length=60)] = "sections"
    level: Annotated[Level | None, Field(description="审定级别 · who makes them so")] = None
    document: Document = None
    note: Words = ""


class NewValue(BaseModel):
    """What stands in the place of a value."""

    model_config = ConfigDict(extra="forbid")

    raw_text: Annotated[
        str, Field(min_length=1, max_length=200, description="新值原文 · as it is written: `0.85`, `<0.01`")
    ]
    document: Document = None
    reason: Annotated[str, Field(min_length=1, max_length=2000, description="原因 · why")]
    file_sha256: Annotated[str | None, Field(pattern="^[0-9a-f]{64}$", description="文件 · a kept file")] = None


def describe_upload(request: Request, upload: SampleUpload, *, whole: bool = True) -> dict[str, Any]:
    """An upload with its own address; ``whole`` with sheets, mapping and all that was recognised."""
    content: dict[str, Any] = {
        name: getattr(upload, name)
        for name in ("id", "site_kind", "state", "who", "created_at", "changed_at", "file_name", "sha256",
                     "size_bytes", "message", "version")
    }  # fmt: skip
    where = address(request, "samples", "uploads", upload.id)
    content["links"] = [link("self", where, JSON)]
    content["done"] = upload.found.get("done")
    content["counts"] = upload.found.get("counts", {})
    if not whole:
        return content
    content |= {"faults": upload.faults, "options": {name: upload.options.get(name) for name in OPTIONS}}
    content |= {name: value for name, value in upload.found.items() if name not in ("stamp", "counts", "done")}
    content |= {"mapping": upload.options.get("mapping"), "remembered": upload.options.get("remembered"), "sheets": []}
    content["row_reasons"] = {code: {"zh": zh, "en": en} for code, (zh, en) in REASONS.items()}
    if upload.state in ("ready", "imported"):
        content["sheets"] = _sheets(request, upload)
    return content


def _sheets(request: Request, upload: SampleUpload) -> list[dict[str, Any]]:
    """Each sheet with its first rows; none where the file is gone."""
    try:
        book = load_kept_book(
            request.app.state.settings, upload.sha256, upload.file_name, encoding=upload.options.get("encoding")
        )
    except Absent:
        return []
    previews = [window_of(sheet, 1, PREVIEW_ROWS, 1, PREVIEW_COLUMNS)["cells"] for sheet in book.sheets]
    return [{**one, "preview": cells} for one, cells in zip(describe_sheets(book), previews, strict=True)]


def describe_batch(batch: Batch, *, states: int | None = None) -> dict[str, Any]:
    """A batch: what came, what stands by status, what was withdrawn and why."""
    content = asdict(batch)
    why = batch.withdrawn_for
    content["withdrawn_for"] = orjson.loads(why) if why and why.startswith("{") else why
    content["standing"] = sum(batch.by_status.values())
    return content if states is None else content | {"states": states}
