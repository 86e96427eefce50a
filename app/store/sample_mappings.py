"""How files of a shape were read before, kept so that the next one asks nothing (字段对应记忆)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.store.engine import Store, lock


@dataclass(frozen=True, slots=True)
class KnownShape:
    """What is remembered of one shape of table (表式记忆): its mapping, and from which file, by whom, when."""

    shape: str
    mapping: dict[str, Any]
    file_name: str | None
    who: str
    changed_at: datetime


def load_mappings(c: Connection, store: Store, shapes: Iterable[str]) -> dict[str, KnownShape]:
    """What is remembered of these shapes, by shape (读取记忆); a shape that is new is left out."""
    t = store.tables.sample_mappings
    wanted = sorted(set(shapes))
    found: dict[str, KnownShape] = {}
    for at in range(0, len(wanted), 500):
        for row in c.execute(select(t).where(t.c.shape.in_(wanted[at : at + 500]))):
            found[row.shape] = KnownShape(row.shape, orjson.loads(row.mapping), row.file_name, row.who, row.changed_at)
    return found


def save_mappings(
    c: Connection, store: Store, mappings: Mapping[str, Mapping[str, Any]], *, who: str, file_name: str | None
) -> int:
    """Remember the mapping of each shape, in place of what was remembered before; how many (记住字段对应)."""
    t = store.tables.sample_mappings
    lock(c, store, "sample_mappings")
    now = datetime.now(UTC)
    for shape, mapping in mappings.items():
        c.execute(t.delete().where(t.c.shape == shape))
        text = orjson.dumps(dict(mapping)).decode()
        c.execute(t.insert(), {"shape": shape, "mapping": text, "file_name": file_name, "who": who, "changed_at": now})
    return len(mappings)
