"""The named errors of Suyuan, each with a sentence in Chinese and in English; no HTTP here.

``app/api/errors.py`` is the one table from these names to a status. An inner floor raises the name that
says what went wrong; it never picks a status.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "repaired"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file or a network, with its place and its mend (故障).

    Attributes
    ----------
    code
        Stable name, e.g. ``"key_missing"``; one meaning each, documented in ``docs/faults.md``.
    zh, en
        What, where, what to do, in one sentence each.
    severity
        ``error`` refuses the whole, ``warning`` does not, ``repaired`` tells of a safe repair that was made.
    row
        Row number in the file, the first data row is 1; None where the fault is of the whole file.
    field
        The column as it is named in the file.
    key
        The feature's key where it is known.
    lon, lat
        Place of the fault [degree], where it has one.
    sheet, column
        Sheet of a workbook and letters of the column, where the row is the one that a spreadsheet shows.
    """

    code: str
    zh: str
    en: str
    severity: Severity = "error"
    row: int | None = None
    field: str | None = None
    key: str | None = None
    lon: float | None = None
    lat: float | None = None
    sheet: str | None = None
    column: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fault as a JSON-ready mapping, absent places left out."""
        pairs = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in pairs.items() if value is not None}


class SuyuanError(Exception):
    """Base of all named errors; ``zh`` and ``en`` are whole sentences for the reader.

    ``parameter`` names the request parameter or setting at fault; ``faults`` lists faults with their places.
    """

    def __init__(
        self, zh: str, en: str, *, parameter: str | None = None, faults: Sequence[Fault] = (), code: str | None = None
    ) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.parameter = parameter
        self.faults = tuple(faults)
        self.code = code


class Unparsable(SuyuanError):
    """Text, a parameter or a file that cannot be parsed, or is broken or hostile (400)."""


class NotSignedIn(SuyuanError):
    """Who is asking is not known (401)."""


class NotAllowed(SuyuanError):
    """The account's role may not do this, or the request comes from another origin (403)."""


class Absent(SuyuanError):
    """What was asked for is not there (404)."""


class Clash(SuyuanError):
    """The change clashes with what is there (409)."""


class TooLarge(SuyuanError):
    """An upload, packed or unpacked, is over its limit (413)."""


class UnknownKind(SuyuanError):
    """A file of a kind that is not read here (415)."""


class BreaksRule(SuyuanError):
    """Well-formed, but its content breaks a rule or needs a choice (422)."""


class TooManyTries(SuyuanError):
    """Too many tries in a short time (429); ``retry_after_s`` [s] says when to come back."""

    def __init__(self, zh: str, en: str, *, retry_after_s: int) -> None:
        super().__init__(zh, en)
        self.retry_after_s = retry_after_s


class StoreBusy(SuyuanError):
    """The store cannot answer now; try again (503)."""


class StoreBroken(SuyuanError):
    """The store's file or schema is not what this version can open (500)."""
