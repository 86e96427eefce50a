"""Reading and changing Office files in tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs(content: bytes) -> list[str]:
    """Text of each paragraph of a .docx body, tables included, empty ones left out."""
    body = docx.Document(io.BytesIO(content)).element.body
    texts = ["".join(part.text or "" for part in one.iter(f"{WORD}t")) for one in body.iter(f"{WORD}p")]
    return [text for text in texts if text.strip()]


def feet(content: bytes) -> list[str]:
    """Text of the paragraphs of the odd and even feet."""
    section = docx.Document(io.BytesIO(content)).sections[0]
    return [one.text for footer in (section.footer, section.even_page_footer) for one in footer.paragraphs]


def changed(content: bytes, replaced: Mapping[str, bytes] | None = None, **texts: tuple[str, str]) -> bytes:
    """The package with parts replaced or added, and with (old, new) texts in its document part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                for before, after in texts.values():
                    assert before in part.decode(), before
                    part = part.decode().replace(before, after).encode()
            if name not in (replaced or {}):
                new.writestr(name, part)
        for name, part in (replaced or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def part(content: bytes, name: str) -> str:
    """One part's text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()
