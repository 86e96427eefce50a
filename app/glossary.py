"""The glossary (术语表): one thing, one English name, one Chinese term, one unit.

API, legends, forms, documents and templates take their words from here. Names of indicators come from the table of
``app.assessment``, names of fields from the catalogue of layers.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("glossary.csv")


@dataclass(frozen=True, slots=True)
class Term:
    """One term (术语): id, Chinese and English word, unit of a number, what it means in both languages."""

    id: str
    zh: str
    en: str
    unit: str | None
    definition_zh: str
    definition_en: str

    def word(self, language: str) -> str:
        """The word in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


@lru_cache(maxsize=1)
def glossary() -> dict[str, Term]:
    """All terms by id (术语表), in the order of the table.

    Examples
    --------
    >>> glossary()["exceedance_multiple"].zh
    '超标倍数'
    """
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: Term(**{**row, "unit": row["unit"] or None}) for row in csv.DictReader(file)}  # type: ignore[arg-type]


def term(term_id: str) -> Term:
    """The term of an id (术语).

    Raises
    ------
    KeyError
        There is no such term.

    Examples
    --------
    >>> term("class.6").word("zh"), term("travel_h").unit
    ('劣Ⅴ类', 'h')
    """
    return glossary()[term_id]


def glossary_page() -> str:
    """``docs/glossary.md`` as text, made from the table; a test compares the two."""
    lines = [
        "# Glossary 术语表",
        "",
        "Made from `app/glossary.csv` by `python -m app.glossary > docs/glossary.md`. One thing, one word, one unit.",
        "",
        "| id | 中文 | English | unit | 含义 | meaning |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{t.id}` | {t.zh} | {t.en} | {t.unit or ''} | {t.definition_zh} | {t.definition_en} |"
        for t in glossary().values()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(glossary_page())
