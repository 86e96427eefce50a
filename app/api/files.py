"""Files that are kept by their content: sent in once, given back as they are (文件)."""

from __future__ import annotations

import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Path, Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response

from app.api.access import access
from app.api.caching import VARY, json_answer
from app.api.form import read_form
from app.api.links import JSON, address, link
from app.api.register_shapes import may
from app.api.registers import describing
from app.api.table_answer import attachment
from app.deps import Reading, User
from app.errors import Unparsable
from app.registers.catalogue import register_spec
from app.store.files import KeptFile, absent_file, load_file
from app.store.registers import registers_of_file
from app.uses.registers.file_keeping import MEDIA_TYPES, keep_attachment, path_of

router = APIRouter(tags=["registers"])

COPY_BYTES = 1024 * 1024
SENDS = "analyst|chief|inspector|gis"
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string", "format": "binary",
                            "description": "文件 · PDF, JPG, PNG, DOCX, XLSX or TXT, judged by content.",
                        }
                    },
                }
            }
        },
    }
}  # fmt: skip


@router.post("/files", status_code=201, summary="上传附件 · Send a file in", response_class=Response,
             **describing(SENDS, FORM))  # fmt: skip
async def send(request: Request, user: User) -> Response:
    """Keeps a file by its content: 201 with `sha256`, `name` and `size_bytes`; the same content again is the file there
    is. 413 over `SUYUAN_UPLOAD_MAX_BYTES`, 415 for another kind than PDF, JPG, PNG, DOCX, XLSX, TXT."""
    state = request.app.state
    async with read_form(request, state.settings.upload_max_bytes, ()) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Unparsable("缺少文件（file）。", "There is no file (file).", parameter="file")
        name = file.filename

        def keep() -> KeptFile:
            with tempfile.NamedTemporaryFile(prefix="attachment-") as copy:
                file.file.seek(0)
                while block := file.file.read(COPY_BYTES):
                    copy.write(block)
                copy.flush()
                return keep_attachment(state.store, state.settings, FilePath(copy.name), name=name, who=user.name)

        kept = await anyio.to_thread.run_sync(keep)
    where = address(request, "files", kept.sha256)
    content = {
        "sha256": kept.sha256, "name": kept.name, "size_bytes": kept.size_bytes, "media_type": kept.media_type,
        "links": [link("self", where, JSON)],
    }  # fmt: skip
    return json_answer(content, status=201, headers={"Location": where})


@router.get("/files/{sha256}", summary="下载附件 · A file", response_class=Response, **access("viewer"))
def one_file(
    request: Request, connection: Reading, user: User,
    sha256: Annotated[str, Path(description="文件的 SHA-256 · hexadecimal.", max_length=64)],
) -> Response:  # fmt: skip
    """The file as it was sent in, always as a download under its name: to whoever sent it in, and to those who may read
    a register in which it belongs to an entry; 404 else."""
    store = request.app.state.store
    kept = load_file(connection, store, sha256)
    if kept.who != user.name and not may(user, "admin"):
        roles = [register_spec(name).read_role for name in registers_of_file(connection, store, sha256)]
        if not any(may(user, role) for role in roles):
            raise absent_file()
    headers = {
        "Content-Disposition": attachment(kept.name, plain=f"file{MEDIA_TYPES[kept.media_type]}"),
        "Cache-Control": "private, no-cache",
        "ETag": f'"{kept.sha256}"',
        "Vary": VARY,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return FileResponse(path_of(request.app.state.settings, kept), headers=headers, media_type=kept.media_type)
