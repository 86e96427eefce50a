"""The office's own templates: checked before they are used, kept with their history (办公室模板)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from app.errors import Absent
from app.export.letters_default import default_template
from app.export.letters_placeholders import letter_kinds
from app.export.letters_template import check_template
from app.export.office_template import check_workbook
from app.registers.templates import TEMPLATES, WORKBOOK
from app.settings import Settings
from app.store.engine import Store
from app.store.files import load_file
from app.store.registers import Entry, EntryQuery, load_entries
from app.uses.registers.file_keeping import path_of
from app.uses.registers.register_entries import enter, move


def template_kinds() -> dict[str, tuple[str, str]]:
    """What a template may stand for, with its words (模板种类)."""
    choices = TEMPLATES.field("kind").choices
    return {one.value: (one.zh, one.en) for one in choices}


def template_in_use(c: Connection, store: Store, kind: str) -> Entry | None:
    """The office's template of a kind that is in use (启用模板); None where the built-in one is."""
    if kind not in template_kinds():
        raise Absent(
            f"没有名为“{kind[:40]}”的模板。", f"There is no template {kind[:40]!r}.", parameter="kind"
        )  # fmt: skip
    found = load_entries(c, store, TEMPLATES.id, EntryQuery(states=("in_use",), subject=kind))
    return found[-1] if found else None


def template_bytes(c: Connection, store: Store, settings: Settings, kind: str) -> bytes | None:
    """The template of a kind as a file (模板文件): the office's own, else the built-in; None for a workbook without.

    Raises
    ------
    Absent
        No such kind, or the file is not in the data folder.
    """
    entry = template_in_use(c, store, kind)
    if entry is not None:
        return path_of(settings, load_file(c, store, entry.content["file"])).read_bytes()
    return default_template(kind) if kind in letter_kinds() else None


def use_template(
    c: Connection,
    store: Store,
    settings: Settings,
    kind: str,
    sha256: str,
    *,
    who: str,
    may: Callable[[str], bool],
    note: str = "",
) -> Entry:
    """A kept file as the template of a kind, from now on (启用模板); the one before is retired, not lost.

    Raises
    ------
    BreaksRule
        The template has unknown or missing placeholders, macros or links; every fault is named.
    """
    before = template_in_use(c, store, kind)
    kept = load_file(c, store, sha256)
    content = path_of(settings, kept).read_bytes()
    check_workbook(content) if kind == WORKBOOK else check_template(content, kind)
    if before is not None:
        move(c, store, TEMPLATES.id, before.id, "retired", who=who, may=may, note=note or "已更换")
    told: dict[str, Any] = {"kind": kind, "file": sha256, "file_name": kept.name}
    return enter(c, store, TEMPLATES.id, told, who=who, note=note)[0]


def drop_template(
    c: Connection, store: Store, kind: str, *, who: str, may: Callable[[str], bool], note: str = ""
) -> None:
    """Back to the built-in template (停用模板); nothing where it is in use already."""
    before = template_in_use(c, store, kind)
    if before is not None:
        move(c, store, TEMPLATES.id, before.id, "retired", who=who, may=may, note=note or "恢复内置模板")
