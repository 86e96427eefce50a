"""Rendered texts of chosen features (指定要素的文本)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, text

from app.store.bulk import in_lists
from app.store.engine import Store
from app.store.features import text_column


def read_texts(c: Connection, store: Store, layer: str, fids: Sequence[int], full: bool = False) -> dict[int, str]:
    """The rendered text of each of the features that there are, by fid (要素文本); ``full`` as in ``read_page``."""
    tables = store.layer(layer)
    found: dict[int, str] = {}
    for condition in in_lists(fids):
        statement = select(tables.rendered.c.fid, text_column(tables, full)).where(text(condition))
        found.update(c.execute(statement).tuples().all())
    return found
