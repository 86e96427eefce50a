"""Uploads of layer files: taken in at once, read in the background, published when asked (上传).

What is wrong with the request itself is answered at once; the faults of a file's rows stand in the upload.
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path as FilePath
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Path, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.form import read_form, read_mapping, read_text_field
from app.api.links import JSON, address, link
from app.deps import Reading, User
from app.errors import Clash, StoreBusy, Unparsable
from app.store.uploads import Upload, UploadState, change_upload, list_uploads, load_upload
from app.uses.layers.layer_import import accept_upload, discard_upload, run_upload

router = APIRouter(tags=["uploads"])

READ_AT_ONCE = 20  # uploads being read, or waiting for it, before a further one is put off
COPY_BYTES = 1024 * 1024
UploadId = Annotated[str, Path(description="上传编号 · id of an upload.", max_length=64)]
FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file", "layer"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "文件 · zipped shapefile, GeoPackage, GeoJSON, …",
        },
        "layer": {"type": "string", "description": "图层标识 · the layer it is for, such as `outfalls`."},
        "mapping": {"type": "string", "description": '字段对应 · JSON `{"field": "column"}`, or lines `field=column`.'},
        "crs": {"type": "string", "description": "坐标系 · `EPSG:n`, where the file names none or a wrong one."},
        "encoding": {"type": "string", "description": "属性编码 · such as `gbk`."},
        "source_layer": {
            "type": "string",
            "description": "文件中的图层 · layer within the file, where it has several.",
        },
        "keep_missing": {
            "type": "string",
            "enum": ["true", "false"],
            "description": "保留文件中没有的要素 · keep others.",
        },
        "note": {"type": "string", "description": "说明 · kept with the revision."},
    },
}
OPERATION: dict[str, Any] = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}}
TEXT_FIELDS = ("layer", "mapping", "map", "crs", "encoding", "source_layer", "note", "keep_missing")


def describe_upload(request: Request, upload: Upload) -> dict[str, Any]:
    """An upload as JSON, with its own address."""
    content = asdict(upload)
    content["links"] = [link("self", address(request, "uploads", upload.id), JSON)]
    return content


def gis(more: dict[str, Any] | None = None) -> dict[str, Any]:
    """Arguments of a route for GIS staff, with more words for the OpenAPI document."""
    arguments = access("gis")
    return {**arguments, "openapi_extra": {**arguments["openapi_extra"], **(more or {})}}


def start_reading(request: Request, upload_id: str, *, publish: bool) -> None:
    """Let a thread of the background read an upload."""
    state = request.app.state

    def read() -> None:
        try:
            run_upload(state.store, state.settings, upload_id, publish_it=publish)
        except Exception as error:  # the upload says so too; here is the trace
            state.log.error("upload", upload=upload_id, exc_info=error)

    state.upload_threads.submit(read)


@router.post("/uploads", status_code=202, summary="上传文件 · Upload a file", response_class=Response, **gis(OPERATION))
async def upload(
    request: Request, user: User,
    publish: Annotated[bool, Query(description="没有错误即发布 · publish where there is no error.")] = False,
) -> Response:  # fmt: skip
    """Takes a file in: 202 with `Location` of the upload, which is read in the background (`state`: `reading`, then
    `refused`, `checked` or `published`). At once answered are 400 (broken), 404 (no such layer), 413 (too large), 415
    (unknown kind) and 422 (a choice is needed: CRS, key column, layer within the file)."""
    state = request.app.state
    async with read_form(request, state.settings.upload_max_bytes, TEXT_FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Unparsable("缺少文件（file）。", "There is no file (file).", parameter="file")
        layer = read_text_field(form, "layer", needed=True)
        options: dict[str, Any] = {
            "mapping": read_mapping(form),
            "crs": read_text_field(form, "crs") or None,
            "encoding": read_text_field(form, "encoding") or None,
            "source_layer": read_text_field(form, "source_layer") or None,
            "note": read_text_field(form, "note"),
            "keep_missing": read_text_field(form, "keep_missing") == "true",
        }
        name = FilePath(file.filename.replace("\\", "/")).name[:200]

        def accept() -> str:
            with state.store.reading() as connection:
                if len(list_uploads(connection, state.store, state="reading", limit=READ_AT_ONCE)) == READ_AT_ONCE:
                    raise StoreBusy("待读取的文件过多，请稍后再传。", "Too many files wait to be read; try later.")
            with tempfile.NamedTemporaryFile(prefix="upload-", suffix=FilePath(name).suffix[:12]) as copy:
                file.file.seek(0)
                while block := file.file.read(COPY_BYTES):
                    copy.write(block)
                copy.flush()
                place = FilePath(copy.name)
                return accept_upload(
                    state.store, state.settings, layer, place, who=user.name, file_name=name, **options
                )

        upload_id = await anyio.to_thread.run_sync(accept)
    start_reading(request, upload_id, publish=publish)
    return accepted(request, upload_id)


@router.get("/uploads", summary="上传列表 · Uploads", response_class=Response, **gis())
def uploads(
    request: Request, connection: Reading, user: User,
    state: Annotated[UploadState | None, Query(description="只看此状态 · only those in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="至多几个 · at most so many.")] = 100,
) -> Response:  # fmt: skip
    """The uploads, newest first."""
    found = list_uploads(connection, request.app.state.store, state=state, limit=limit)
    return json_answer({"uploads": [describe_upload(request, one) for one in found]})


@router.get("/uploads/{upload_id}", summary="一次上传 · One upload", response_class=Response, **gis())
def one_upload(request: Request, connection: Reading, upload_id: UploadId) -> Response:
    """An upload: `state`, counts (read, added, changed, removed, unchanged), faults with their places, revision."""
    return json_answer(describe_upload(request, load_upload(connection, request.app.state.store, upload_id)))


@router.post(
    "/uploads/{upload_id}/publish",
    status_code=202,
    summary="发布上传 · Publish an upload",
    response_class=Response,
    **gis(),
)
def publish(request: Request, upload_id: UploadId) -> Response:
    """Publishes a checked upload as the layer's next revision; 409 where it is in another state."""
    store = request.app.state.store
    with store.writing() as connection:  # ends here, before the background looks at it
        found = load_upload(connection, store, upload_id)
        if found.state != "checked":
            raise Clash(
                f"只有已检查的上传可以发布，这一个的状态是 {found.state}。",
                f"Only a checked upload can be published; this one is {found.state}.",
                parameter="upload", code="upload_state",
            )  # fmt: skip
        change_upload(connection, store, upload_id, state="reading")
    start_reading(request, upload_id, publish=True)
    return accepted(request, upload_id)


def accepted(request: Request, upload_id: str) -> Response:
    """202 with the address of the upload."""
    where = address(request, "uploads", upload_id)
    content = {"id": upload_id, "state": "reading", "links": [link("self", where, JSON)]}
    return json_answer(content, status=202, headers={"Location": where})


@router.delete(
    "/uploads/{upload_id}", status_code=204, summary="放弃上传 · Discard an upload", response_class=Response, **gis()
)
def discard(request: Request, upload_id: UploadId) -> Response:
    """Puts an upload aside for good; 409 where it is being read or is published."""
    discard_upload(request.app.state.store, upload_id)
    return Response(status_code=204, headers={"Cache-Control": "private, no-store"})
