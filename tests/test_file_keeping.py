"""Attachments: told by content, named safely, on disk before their row, once by content."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.errors import Absent, BreaksRule, TooLarge, UnknownKind
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.files import load_files
from app.uses.registers import file_keeping
from app.uses.registers.file_keeping import MEDIA_TYPES, clean_name, keep_attachment, media_type_of, path_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def office(kind: str, *, macros: bool = False) -> bytes:
    stream = io.BytesIO()
    if kind == "docx":
        Document().save(stream)
    else:
        Workbook().save(stream)
    if macros:
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr("word/vbaProject.bin", b"x")
    return stream.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}")
    yield opened
    opened.close()


def written(folder: Path, content: bytes) -> Path:
    path = folder / "sent"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (PDF, ".pdf"), (b"\xff\xd8\xff\xe0JFIF", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"),
        (office("docx"), ".docx"), (office("xlsx"), ".xlsx"), ("送达回证\n".encode(), ".txt"),
        ("送达回证\n".encode("gb18030"), ".txt"), (("汉" * 700_000).encode(), ".txt"),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_content(tmp_path: Path, content: bytes, suffix: str) -> None:
    assert MEDIA_TYPES[media_type_of(written(tmp_path, content))] == suffix


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"GIF89a\x01\x00\x01\x00", b"\x00\x01",
        b"PK\x03\x04nonsense",
        office("docx", macros=True), b"ok\x00\x07",
    ],
)  # fmt: skip
def test_other_kinds_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnknownKind) as told:
        media_type_of(written(tmp_path, content))
    assert told.value.code in ("attachment_kind", "file_macros")


def test_a_zip_that_is_no_office_file_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(UnknownKind):
        media_type_of(written(tmp_path, stream.getvalue()))
    with pytest.raises(BreaksRule):
        media_type_of(written(tmp_path, b""))


@given(st.text(max_size=200), st.sampled_from(sorted(MEDIA_TYPES)))
def test_a_name_is_safe_and_bears_its_kind(name: str, media_type: str) -> None:
    clean = clean_name(name, media_type)
    assert 4 < len(clean) <= 120
    assert not set(clean) & set('<>:"/\\|?*\r\n\x00\u202e')
    assert not clean.startswith(".")
    assert clean.lower().endswith((MEDIA_TYPES[media_type], ".jpeg"))
    assert clean_name(clean, media_type) == clean


def test_a_file_is_kept_once_and_found_again(store: Store, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = keep_attachment(store, settings, written(tmp_path, PDF), name="..\\批复.pdf", who="王")
    again = keep_attachment(store, settings, written(tmp_path, PDF), name="b.pdf", who="李")
    assert first == again
    assert (first.name, first.size_bytes, first.sha256) == ("批复.pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert path_of(settings, first).read_bytes() == PDF
    assert sorted(os.listdir(tmp_path / "files")) == [first.sha256]
    path_of(settings, first).unlink()
    with pytest.raises(Absent) as told:
        path_of(settings, first)
    assert told.value.code == "file_lost"


def test_what_is_too_large_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        keep_attachment(
            store, Settings(data_dir=tmp_path, upload_max_bytes=5), written(tmp_path, PDF), name="a", who="王"
        )
    assert not (tmp_path / "files").exists()


def test_a_crash_before_the_row_leaves_a_file_without_one_and_sending_it_again_mends_that(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, sha256 = Settings(data_dir=tmp_path), hashlib.sha256(PDF).hexdigest()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(file_keeping, "add_file", die)
        with pytest.raises(KeyboardInterrupt):
            keep_attachment(store, settings, written(tmp_path, PDF), name="a.pdf", who="王")
    assert (tmp_path / "files" / sha256).read_bytes() == PDF
    with store.reading() as c:
        assert load_files(c, store, [sha256]) == {}
    assert keep_attachment(store, settings, written(tmp_path, PDF), name="a.pdf", who="王").sha256 == sha256
