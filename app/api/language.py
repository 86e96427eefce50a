"""The language that the reader asked for: ``zh`` or ``en`` (语言)."""

from __future__ import annotations

from typing import Literal

from starlette.requests import HTTPConnection

Language = Literal["zh", "en"]


def quality_pairs(header: str) -> list[tuple[str, float]]:
    """The values of an ``Accept…`` header with their qualities, best first, ties in the order written.

    A quality that is not a number counts as 0, so that a broken header never fails a request.

    >>> quality_pairs("en;q=0.5, zh-CN")
    [('zh-cn', 1.0), ('en', 0.5)]
    >>> quality_pairs("")
    []
    """
    pairs = []
    for part in header.split(","):
        value, *options = (piece.strip().lower() for piece in part.split(";"))
        if not value:
            continue
        quality = 1.0
        for option in options:
            if option.startswith("q="):
                try:
                    quality = min(max(float(option[2:]), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        pairs.append((value, quality if quality == quality else 0.0))
    return sorted(pairs, key=lambda pair: -pair[1])


def reader_language(connection: HTTPConnection) -> Language:
    """The reader's language: ``?lang``, the cookie ``lang``, ``Accept-Language``, then the setting."""
    for asked in (connection.query_params.get("lang"), connection.cookies.get("lang")):
        if asked in ("zh", "en"):
            return "zh" if asked == "zh" else "en"
    for tag, quality in quality_pairs(connection.headers.get("accept-language", "")):
        if quality > 0 and tag[:2] in ("zh", "en"):
            return "zh" if tag.startswith("zh") else "en"
    settings = getattr(connection.app.state, "settings", None) if "app" in connection.scope else None
    return "en" if settings is not None and settings.language == "en" else "zh"
