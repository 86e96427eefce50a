"""The words of the pages, Chinese and English side by side, from ``static/words.json`` (界面用语)."""

from __future__ import annotations

import json
from functools import lru_cache

from app.web.assets import static_folder


@lru_cache(maxsize=4)
def _table(changed_ns: int) -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads((static_folder() / "words.json").read_text("utf-8"))
    return table


def words_of(language: str) -> dict[str, str]:
    """Key to words in ``zh`` or ``en``.

    Examples
    --------
    >>> words_of("zh")["name"], words_of("en")["name"]
    ('溯源', 'Suyuan')
    """
    table = _table((static_folder() / "words.json").stat().st_mtime_ns)
    return {key: pair[language] for key, pair in table.items()}
