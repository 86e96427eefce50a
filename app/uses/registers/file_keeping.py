"""Keeping files by their content under ``data_dir/files`` (文件保存): on disk before their row is in the store.

Attachments may be of a few kinds only, and the kind is told by the content, never by the name.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Final

from app.errors import Absent, BreaksRule, TooLarge, UnknownKind
from app.settings import MIB, Settings
from app.store.engine import Store
from app.store.files import KeptFile, add_file

_COPY_BYTES: Final = 1024 * 1024
_LONGEST_NAME: Final = 120
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    "text/plain": ".txt",
}
_SUFFIXES: Final = {".jpeg": ".jpg"}
_MOST_PARTS: Final = 10_000  # entries of an office file's zip
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def keep_file(settings: Settings, path: Path) -> str:
    """Keep a copy under ``data_dir/files`` by its SHA-256, on disk before this returns; the SHA-256."""
    sha256 = file_sha256(path)
    folder = settings.data_dir / "files"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / sha256
    if target.is_file() and target.stat().st_size == path.stat().st_size:
        return sha256
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as copy:
        try:
            with path.open("rb") as source:
                while block := source.read(_COPY_BYTES):
                    copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
            os.replace(copy.name, target)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
    return sha256


def clean_name(name: str, media_type: str) -> str:
    """A file's name without path, control signs or what a file system forbids, with its kind's suffix (文件名).

    Examples
    --------
    >>> clean_name("..\\\\..\\\\批复\\u202e?.PDF", "application/pdf"), clean_name("照片.jpeg", "image/jpeg")
    ('批复.PDF', '照片.jpeg')
    >>> clean_name("", "image/png"), clean_name("说明.html", "text/plain")
    ('file.png', '说明.html.txt')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    text = _FORBIDDEN.sub("", text).strip(" .")
    suffix = MEDIA_TYPES[media_type]
    stem, dot, end = text.rpartition(".")
    own = f".{end.lower()}" if dot else ""
    if _SUFFIXES.get(own, own) == suffix:
        return f"{stem[: _LONGEST_NAME - len(end) - 1] or 'file'}.{end}"
    return f"{text[: _LONGEST_NAME - len(suffix)] or 'file'}{suffix}"


def media_type_of(path: Path) -> str:
    """The media type of an attachment by its content (文件类型).

    Raises
    ------
    UnknownKind
        It is none of PDF, JPEG, PNG, DOCX, XLSX and plain text, or an office file with macros.
    BreaksRule
        It is empty.
    """
    with path.open("rb") as stream:
        head = stream.read(16)
    if not head:
        raise BreaksRule(
            "文件是空的。请重新选择。", "The file is empty; choose another.", parameter="file", code="empty_file"
        )
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"PK\x03\x04"):
        return _office_type(path)
    if _is_text(path):
        return "text/plain"
    raise _unknown()


def _office_type(path: Path) -> str:
    """DOCX or XLSX by what the zip holds; only its list of names is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()[: _MOST_PARTS + 1]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _unknown() from error
    if len(names) > _MOST_PARTS or "[Content_Types].xml" not in names:
        raise _unknown()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnknownKind(
            "文件含有宏，不能作为附件。请另存为不含宏的 .docx 或 .xlsx。",
            "The file holds macros; save it as .docx or .xlsx without.",
            parameter="file", code="file_macros",
        )  # fmt: skip
    for part, kind in (("word/document.xml", "wordprocessingml.document"), ("xl/workbook.xml", "spreadsheetml.sheet")):
        if part in names:
            return _OFFICE + kind
    raise _unknown()


def _is_text(path: Path) -> bool:
    """Whether a file is UTF-8 or GB 18030 text without control signs."""
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as stream:
                while block := stream.read(_COPY_BYTES):
                    text = decoder.decode(block)
                    if any(sign < " " and sign not in "\t\n\r\f" for sign in set(text)):
                        return False
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _unknown() -> UnknownKind:
    return UnknownKind(
        "附件只收 PDF、JPG、PNG、DOCX、XLSX 和 TXT，按内容判断。请另存为其中一种。",
        "Attachments are PDF, JPG, PNG, DOCX, XLSX or TXT, judged by content; save it as one of these.",
        parameter="file", code="attachment_kind",
    )  # fmt: skip


def keep_attachment(store: Store, settings: Settings, path: Path, *, name: str, who: str) -> KeptFile:
    """Keep an attachment and enter its row (保存附件); the same content again is the one there is.

    Raises
    ------
    TooLarge
        It is over ``upload_max_bytes``.
    UnknownKind, BreaksRule
        As ``media_type_of``.
    """
    size_bytes = path.stat().st_size
    if size_bytes > settings.upload_max_bytes:
        mib = settings.upload_max_bytes / MIB
        raise TooLarge(f"文件超过上限 {mib:g} MiB。", f"The file is over the limit of {mib:g} MiB.", parameter="file")
    media_type = media_type_of(path)
    sha256 = keep_file(settings, path)
    with store.writing() as c:
        return add_file(
            c, store, sha256=sha256, name=clean_name(name, media_type), media_type=media_type, size_bytes=size_bytes,
            who=who,
        )  # fmt: skip


def path_of(settings: Settings, kept: KeptFile) -> Path:
    """Where a kept file lies (文件位置).

    Raises
    ------
    Absent
        Its row is there, the file is not: the folder was not restored with the store.
    """
    path = settings.data_dir / "files" / kept.sha256
    if not path.is_file():
        raise Absent(
            f"文件“{kept.name}”已登记，但数据文件夹中没有它。请从备份恢复 files 文件夹。",
            f"The file “{kept.name}” is entered but not in the data folder; restore the folder files from a backup.",
            parameter="sha256", code="file_lost",
        )  # fmt: skip
    return path
