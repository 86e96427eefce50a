"""Uploads of samples over HTTP: taken in, shown, corrected, imported whole or not at all (样品导入)."""

from __future__ import annotations

import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.form import read_form, read_text_field
from app.api.json_body import body_of, body_schema
from app.api.links import JSON, address, link
from app.api.registers import describing
from app.api.sample_shapes import UploadChange, UploadImport, describe_upload
from app.api.table_answer import attachment
from app.deps import Reading, User
from app.errors import StoreBusy, Unparsable
from app.export.sample_template import sample_template
from app.export.table_file import MEDIA_TYPES
from app.store.sample_uploads import SampleUploadState, list_sample_uploads, load_sample_upload
from app.uses.samples.sample_books import load_kept_book, sheet_named, window_of
from app.uses.samples.sample_uploads import (
    accept_sample_upload,
    change_upload_choices,
    discard_sample_upload,
    import_sample_upload,
    run_sample_upload,
)
from app.uses.samples.site_matching import load_sites

router = APIRouter(tags=["samples"])

READ_AT_ONCE = 20  # being read, or waiting for it, before a further one is put off
COPY_BYTES = 1024 * 1024
MAPPING_BYTES = 8 * 1024 * 1024
ROLE = "analyst"
UploadId = Annotated[str, Path(description="上传编号 · id of an upload.", max_length=64)]
SheetName = Annotated[str | None, Query(max_length=300, description="工作表名 · the sheet; default: the first.")]
FirstRow = Annotated[int, Query(ge=1, le=2_000_000, description="首行（1 起） · first row, from 1.")]
Rows = Annotated[int, Query(ge=1, le=1000, description="行数 · at most so many rows.")]
FirstColumn = Annotated[int, Query(ge=1, le=20_000, description="首列（1 起） · first column, from 1.")]
Columns = Annotated[int, Query(ge=1, le=400, description="列数 · at most so many columns.")]
FIELDS: dict[str, str] = {
    "year": "年份 · for times that name none.",
    "source": "来源 · `manual`, `automatic`, `field`; default: from the file.",
    "level": "审定级别 · `county`, `city`, `province`, `national`.",
    "status": "状态 · `raw` (default), `reviewed`, `reported`, `final`.",
    "site_kind": "点位图层 · layer of the sites; default `sections`.",
    "encoding": "文本编码 · of a text table, such as `gbk`.",
    "note": "说明 · kept with the batch.",
}
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object", "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "文件 · .xlsx, .xls, .csv."},
                        **{name: {"type": "string", "description": words} for name, words in FIELDS.items()},
                    },
                }
            }
        },
    }
}  # fmt: skip


def start_reading(request: Request, upload_id: str) -> None:
    """Let a thread of the background read an upload."""
    state = request.app.state

    def read() -> None:
        try:
            run_sample_upload(state.store, state.settings, upload_id)
        except Exception as error:  # the upload says so too; here is the trace
            state.log.error("sample upload", upload=upload_id, exc_info=error)

    state.upload_threads.submit(read)


@router.post("/samples/uploads", status_code=202, summary="上传样品文件 · Upload samples", response_class=Response,
             **describing(ROLE, FORM))  # fmt: skip
async def upload(request: Request, user: User) -> Response:
    """Takes a file in: 202 with `Location` of the upload, which is read in the background (`state`: `reading`, then
    `ready` or `refused`). At once answered are 400, 413, 415 (another kind of file, with how to save it anew)."""
    state = request.app.state
    async with read_form(request, state.settings.upload_max_bytes, tuple(FIELDS)) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Unparsable("缺少文件（file）。", "There is no file (file).", parameter="file")
        told = {name: read_text_field(form, name) for name in FIELDS}
        options: dict[str, Any] = {name: value for name, value in told.items() if value and name != "year"}
        if told["year"]:
            options["year"] = _year(told["year"])
        name = FilePath(file.filename.replace("\\", "/")).name[:200]

        def accept() -> str:
            with state.store.reading() as c:
                if len(list_sample_uploads(c, state.store, state="reading", limit=READ_AT_ONCE)) == READ_AT_ONCE:
                    raise StoreBusy("待读取的文件过多，请稍后再传。", "Too many files wait to be read; try later.")
            with tempfile.NamedTemporaryFile(prefix="samples-", suffix=FilePath(name).suffix[:12]) as copy:
                file.file.seek(0)
                while block := file.file.read(COPY_BYTES):
                    copy.write(block)
                copy.flush()
                return accept_sample_upload(
                    state.store, state.settings, FilePath(copy.name), who=user.name, file_name=name, **options
                )

        upload_id = await anyio.to_thread.run_sync(accept)
    start_reading(request, upload_id)
    where = address(request, "samples", "uploads", upload_id)
    content = {"id": upload_id, "state": "reading", "links": [link("self", where, JSON)]}
    return json_answer(content, status=202, headers={"Location": where})


def _year(text: str) -> int:
    """A year of four digits."""
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text[:2] in ("19", "20", "21")):
        raise Unparsable("年份应为四位数，如 2023。", "The year must be four digits, such as 2023.", parameter="year")
    return int(text)


@router.get("/samples/uploads", summary="样品上传列表 · Uploads of samples", response_class=Response, **access(ROLE))
def uploads(
    request: Request, connection: Reading,
    state: Annotated[SampleUploadState | None, Query(description="只看此状态 · only those in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="至多几个 · at most so many.")] = 50,
) -> Response:  # fmt: skip
    """The uploads of samples, newest first, without what was recognised."""
    found = list_sample_uploads(connection, request.app.state.store, state=state, limit=limit)
    return json_answer({"uploads": [describe_upload(request, one, whole=False) for one in found]})


@router.get("/samples/uploads/{upload_id}", summary="一次样品上传 · One upload of samples", response_class=Response,
            **access(ROLE))  # fmt: skip
def one_upload(request: Request, connection: Reading, upload_id: UploadId) -> Response:
    """An upload: sheets with their first rows, `mapping` with what each column is and how sure, `remembered` from an
    earlier file, `counts`, months, states, faults and flags with their cells, official values that are not overwritten,
    `unknown_sites` with choices, `blockers`, and `done` once imported."""
    return json_answer(describe_upload(request, load_sample_upload(connection, request.app.state.store, upload_id)))


@router.get("/samples/uploads/{upload_id}/cells", summary="上传的单元格 · Cells of an upload", response_class=Response,
            **access(ROLE))  # fmt: skip
def cells_of_upload(
    request: Request, connection: Reading, upload_id: UploadId, sheet: SheetName = None, first_row: FirstRow = 1,
    rows: Rows = 200, first_column: FirstColumn = 1, columns: Columns = 200,
) -> Response:  # fmt: skip
    """A part of a sheet as it is seen in a spreadsheet: texts, letters of the columns, merged ranges."""
    state = request.app.state
    upload = load_sample_upload(connection, state.store, upload_id)
    book = load_kept_book(state.settings, upload.sha256, upload.file_name, encoding=upload.options.get("encoding"))
    return json_answer(window_of(sheet_named(book, sheet), first_row, rows, first_column, columns))


@router.get("/samples/uploads/{upload_id}/sites", summary="可选点位 · Sites to choose from", response_class=Response,
            **access(ROLE))  # fmt: skip
def sites_of_upload(
    request: Request, connection: Reading, upload_id: UploadId,
    q: Annotated[str, Query(max_length=100, description="关键词 · words in name, river, code or alias.")] = "",
    limit: Annotated[int, Query(ge=1, le=500, description="至多几个 · at most so many.")] = 50,
) -> Response:  # fmt: skip
    """Sites of the upload's layer by words, for an unknown name that none of its choices is."""
    store = request.app.state.store
    upload = load_sample_upload(connection, store, upload_id)
    frame = load_sites(connection, store, upload.site_kind)
    found = []
    for row in frame.to_dict("records"):
        text = " ".join(str(part) for part in (row["code"], row["name"], row["river"], *(row["aliases"] or ())) if part)
        if all(word in text.casefold() for word in q.casefold().split()):
            found.append({"code": row["code"], "name": row["name"], "river": row["river"]})
    return json_answer({"sites": found[:limit], "count": len(found)})


@router.patch("/samples/uploads/{upload_id}", summary="修改导入选项 · Change an upload", response_class=Response,
              **describing(ROLE, body_schema(UploadChange)))  # fmt: skip
def change(
    request: Request, upload_id: UploadId, body: Annotated[UploadChange, Depends(body_of(UploadChange, MAPPING_BYTES))]
) -> Response:
    """The upload with another mapping, year or answers on unknown names, recognised anew at once. 409 where it is not
    `ready` or somebody changed it, 422 where the mapping cannot be followed; then nothing has changed."""
    state = request.app.state
    given = {name: getattr(body, name) for name in body.model_fields_set}
    if given.get("mapping", {}) is None:
        del given["mapping"]
    return json_answer(describe_upload(request, change_upload_choices(state.store, state.settings, upload_id, given)))


@router.post("/samples/uploads/{upload_id}/import", summary="导入样品 · Import an upload", response_class=Response,
             **describing(ROLE, body_schema(UploadImport)))  # fmt: skip
def import_upload(
    request: Request, user: User, upload_id: UploadId,
    body: Annotated[UploadImport, Depends(body_of(UploadImport))],
) -> Response:  # fmt: skip
    """Imports all or nothing, in one transaction: values, states of months, the batch, the mapping for the next file,
    confirmed names where asked. The same file again adds nothing (`done.added` 0). 409 where something changed
    meanwhile (it is counted anew), 422 with the list where the file has errors or names have no answer."""
    state = request.app.state
    found = import_sample_upload(state.store, state.settings, upload_id, who=user.name, version=body.version)
    return json_answer(describe_upload(request, found))


@router.delete("/samples/uploads/{upload_id}", status_code=204, summary="放弃样品上传 · Discard an upload",
               response_class=Response, **access(ROLE))  # fmt: skip
def discard(request: Request, upload_id: UploadId) -> Response:
    """Puts an upload aside for good; 409 where it is being read or is imported."""
    discard_sample_upload(request.app.state.store, upload_id)
    return Response(status_code=204, headers={"Cache-Control": "private, no-store"})


@router.get("/samples/template", summary="录入模板 · The template", response_class=Response, **access("viewer"))
def template() -> Response:
    """The workbook to fill in by hand (.xlsx); it reads back without a question."""
    headers = {
        "Content-Disposition": attachment("监测数据录入模板.xlsx", plain="samples.xlsx"),
        "Cache-Control": "private, no-store",
    }
    return Response(sample_template(), 200, headers, MEDIA_TYPES["xlsx"])
