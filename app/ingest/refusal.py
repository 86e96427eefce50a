"""The refusals a reading process may answer with; the parent raises them as the named error."""

from __future__ import annotations

from app.errors import BreaksRule, SuyuanError, TooLarge, Unparsable

ERRORS: dict[str, type[SuyuanError]] = {"unparsable": Unparsable, "too_large": TooLarge, "breaks_rule": BreaksRule}


class Refusal(Exception):
    """The reader cannot or will not read this file; ``error`` names one of ``ERRORS``."""

    def __init__(self, error: str, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.error, self.code, self.zh, self.en = error, code, zh, en


def broken(code: str, zh: str, en: str) -> Refusal:
    """A broken or hostile file (400)."""
    return Refusal("unparsable", code, zh, en)


def needs_choice(code: str, zh: str, en: str) -> Refusal:
    """A readable file that needs a choice (422)."""
    return Refusal("breaks_rule", code, zh, en)


def short(text: object, length: int = 60) -> str:
    """A name from the file, cut for a sentence."""
    plain = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return plain if len(plain) <= length else plain[: length - 1] + "…"


MAX_COLUMNS = 1000  # more than this is no layer
MAX_ROWS = 5_000_000


def check_size(rows: int, columns: int) -> None:
    """Refuse a table that is no layer by its sheer size."""
    if columns > MAX_COLUMNS:
        raise Refusal(
            "breaks_rule", "too_many_columns",
            f"文件有 {columns} 列，超过 {MAX_COLUMNS} 列的上限；请只保留需要的列。",
            f"The file has {columns} columns, more than {MAX_COLUMNS}; keep only those that are needed.",
        )  # fmt: skip
    if rows > MAX_ROWS:
        raise Refusal(
            "too_large", "too_many_rows",
            f"文件有 {rows} 行，超过 {MAX_ROWS} 行的上限；请分批导入。",
            f"The file has {rows} rows, more than {MAX_ROWS}; import it in parts.",
        )  # fmt: skip
